//! For the tests of screens: a desk that stands at one of them, and what it asked the server.

use partnerdesk_api::role::Role;
use serde_json::{Value, json};

use super::Screen;
use crate::{
    client::ClientError,
    tui::{
        app::Effect,
        layer::{Request, Task},
        symbols::Symbols,
        testing::{self, Desk, SIZES, snapshot},
        theme::{Depth, Theme},
    },
};

/// Names that lists must bear: wide, right to left, and one that tries to take the terminal over.
pub const NAMES: [&str; 3] = ["銀行協会カード発行センター", "صوت البصمة", "Evil\u{1b}[2J\u{202e}Corp"];

/// A desk that stands at a screen.
pub fn at(
    screen: &Screen,
    role: Role,
    (width, height): (u16, u16),
    answer: impl Fn(&Request) -> Result<Value, ClientError> + 'static,
) -> Desk {
    let mut cx = testing::context(width, height);
    cx.session = Some(testing::profile(role));
    let first = (screen.open)(&cx, &[]);
    Desk::new(cx, first, answer)
}

/// Pictures of a screen at every size, after some keys.
pub fn pictures(name: &str, keys: &str, desk: impl Fn((u16, u16)) -> Desk) {
    for (width, height) in SIZES {
        let mut desk = desk((width, height));
        desk.press(keys);
        desk.wait(300);
        snapshot(&format!("{name}_{width}x{height}"), &desk);
        prints_what_it_shows(&mut desk);
    }
}

/// What was sent to the clipboard last.
pub fn copied(desk: &Desk) -> Option<&str> {
    fn text(effect: &Effect) -> Option<&str> {
        if let Effect::Copy(text) = effect { Some(text) } else { None }
    }
    desk.effects.iter().rev().find_map(text)
}

/// Where commands can be copied, they are commands.
pub fn prints_what_it_shows(desk: &mut Desk) {
    for (id, keys) in [("list.copy-command", "y l"), ("copy.command", "y u")] {
        if desk.app.offers().iter().any(|o| o.action.id == id && o.enabled.is_yes()) {
            desk.press(keys);
            let line = copied(desk).unwrap_or_default().to_string();
            let parsed = crate::cli::command().try_get_matches_from(words(&line));
            assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
        }
    }
}

/// A line as a shell reads it, as far as our own quoting goes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.replace(r"'\''", "\u{1}").chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(if c == '\u{1}' { '\'' } else { c }),
        }
    }
    words
}

/// Takes colours and symbols away.
pub fn plain(desk: &mut Desk) {
    desk.app.cx.theme = Theme::load("mono", None, Depth::None).0;
    desk.app.cx.symbols = Symbols::ASCII;
}

/// A page of a list.
pub fn page(rows: &[Value]) -> Value {
    json!({"pageNo": 0, "pageSize": 50, "totalResults": rows.len(), "data": rows})
}

/// What was asked of an operation: path and input of each call.
pub fn asked(desk: &Desk, id: &str) -> Vec<(Value, Value)> {
    desk.asked.iter().filter(|r| r.operation.id == id).map(|r| (r.path.clone(), r.input.clone())).collect()
}

/// Files that were to be written: path and text.
pub fn written(desk: &Desk) -> Vec<(String, String)> {
    let one = |effect: &Effect| match effect {
        Effect::Run(_, Task::WriteFile { path, text, .. }) => Some((path.display().to_string(), text.clone())),
        _ => None,
    };
    desk.effects.iter().filter_map(one).collect()
}

#[test]
fn no_key_hides_another_on_any_screen() {
    for screen in super::SCREENS {
        for role in Role::ALL.iter().filter(|role| screen.is_for(**role)) {
            let desk = at(screen, *role, (80, 24), |_| Ok(page(&[])));
            let offered: Vec<_> = desk.app.offers().iter().map(|o| o.action).collect();
            assert_eq!(desk.app.cx.keymap.conflicts(&offered), [], "{} as {role:?}", screen.action.id);
        }
    }
}

#[test]
fn jumps_begin_with_g_and_leave_gg_alone() {
    for screen in super::SCREENS {
        for keys in screen.action.keys {
            let keys: Vec<&str> = keys.split(' ').collect();
            let is_jump = keys.len() > 1 && keys.len() < 4 && keys[0] == "g" && keys[1] != "g";
            assert!(is_jump, "{}: {keys:?}", screen.action.id);
        }
    }
}

#[test]
fn whatever_a_screen_offers_it_does() {
    for screen in super::SCREENS {
        let mut tried = std::collections::HashSet::new();
        for role in Role::ALL.iter().filter(|role| screen.is_for(**role)) {
            let desk = || at(screen, *role, (200, 50), |_| Ok(page(&[])));
            for offer in desk().app.offers().iter().filter(|o| o.enabled.is_yes()) {
                // What is offered and not done is a failed assertion.
                if tried.insert(offer.action.id) {
                    drop(desk().app.act(offer));
                }
            }
        }
    }
}
