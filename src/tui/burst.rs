//! Keys that come faster than anybody types: a paste, on terminals that do not say so.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};
use ratatui::layout::Size;

use super::{app::Message, key::Key};

/// So many keys of text at once are a paste, where text is typed.
pub const LEAST: usize = 3;

/// What events that came at once mean to the desk.
pub fn messages(events: Vec<Event>) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut run: Vec<Key> = Vec::new();
    for event in events {
        if let Some(key) = text_key(&event).filter(|key| goes_on(&run, *key)) {
            run.push(key);
            continue;
        }
        finish(&mut run, &mut messages);
        messages.extend(heard(event));
    }
    finish(&mut run, &mut messages);
    messages
}

/// How many keys of text stand at the end of these events.
pub fn ending(events: &[Event]) -> usize {
    events.iter().rev().take_while(|event| text_key(event).is_some()).count()
}

fn finish(run: &mut Vec<Key>, messages: &mut Vec<Message>) {
    let keys = std::mem::take(run);
    if keys.len() >= LEAST {
        messages.push(Message::Burst(keys));
    } else {
        messages.extend(keys.into_iter().map(Message::Key));
    }
}

/// The key of an event that types text: a character, the end of a line, a tab.
fn text_key(event: &Event) -> Option<Key> {
    let Event::Key(pressed) = event else { return None };
    let key = pressed_key(pressed)?;
    let is_text = key.typed().is_some() || key.code == KeyCode::Enter || key.code == KeyCode::Tab;
    is_text.then_some(key)
}

/// Whether a key goes on with a run of text. A tab does so at the beginning of a line only: elsewhere somebody who types
/// ahead goes to the next field.
fn goes_on(run: &[Key], key: Key) -> bool {
    let begins_line = run.last().is_some_and(|last| matches!(last.code, KeyCode::Enter | KeyCode::Tab));
    key.code != KeyCode::Tab || begins_line
}

/// A key that counts. One that is held with Alt means nothing: multiplexers and macOS have their own use for it.
fn pressed_key(event: &KeyEvent) -> Option<Key> {
    let counts = event.kind != KeyEventKind::Release && !event.modifiers.contains(KeyModifiers::ALT);
    counts.then(|| Key::from(*event))
}

/// A burst as a paste, and the Enter behind it, where there is one: a single line that ends with Enter was typed ahead, or
/// sent by a program. A line feed is nobody's Enter.
pub fn paste(keys: &[Key]) -> (String, Option<Key>) {
    let ends = |key: &Key| key.code == KeyCode::Enter;
    match keys.split_last() {
        Some((last, line)) if ends(last) && !last.ctrl && !line.iter().any(ends) => (text(line), Some(*last)),
        _ => (text(keys), None),
    }
}

fn text(keys: &[Key]) -> String {
    let character = |key: &Key| match key.code {
        KeyCode::Enter => '\n',
        KeyCode::Tab => '\t',
        _ => key.typed().unwrap_or_default(),
    };
    keys.iter().map(character).collect()
}

/// What one event means.
fn heard(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => pressed_key(&key).map(Message::Key),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Mouse(mouse) => match mouse.kind {
            MouseEventKind::ScrollDown => Some(Message::Key(Key::plain(KeyCode::Down))),
            MouseEventKind::ScrollUp => Some(Message::Key(Key::plain(KeyCode::Up))),
            MouseEventKind::Down(MouseButton::Left) => Some(Message::Click((mouse.column, mouse.row).into())),
            _ => None,
        },
        Event::Resize(w, h) => Some(Message::Resize(Size::new(w, h))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<Event> {
        let code = |c| match c {
            '\n' => KeyCode::Enter,
            '\t' => KeyCode::Tab,
            c => KeyCode::Char(c),
        };
        text.chars().map(|c| Event::Key(KeyEvent::new(code(c), KeyModifiers::NONE))).collect()
    }

    /// Bursts in quotes, single keys as they are named.
    fn heard(events: Vec<Event>) -> Vec<String> {
        let shown = |message| match message {
            Message::Burst(keys) => format!("{:?}", text(&keys)),
            Message::Key(key) => key.to_string(),
            other => format!("{other:?}"),
        };
        messages(events).into_iter().map(shown).collect()
    }

    #[test]
    fn many_keys_at_once_are_one_piece_with_their_line_breaks() {
        assert_eq!(heard(typed("a\nb")), ["\"a\\nb\""]);
        assert_eq!(heard(typed("{\n\t\t\"a\": 1\n}\n")), ["\"{\\n\\t\\t\\\"a\\\": 1\\n}\\n\""]);
        assert_eq!(heard(typed("ab")), ["a", "b"], "a fast typist on a slow line");
        assert_eq!(ending(&typed("abc")), 3);
    }

    #[test]
    fn a_tab_leads_somebody_who_types_ahead_to_the_next_field() {
        assert_eq!(heard(typed("meera\tsecret\n")), ["\"meera\"", "Tab", "\"secret\\n\""]);
    }

    #[test]
    fn enter_behind_a_single_line_is_a_key_and_within_several_it_is_text() {
        let burst = |text: &str| match messages(typed(text)).remove(0) {
            Message::Burst(keys) => paste(&keys),
            other => panic!("{other:?}"),
        };
        assert_eq!(burst("sort\n"), ("sort".into(), Some(Key::plain(KeyCode::Enter))));
        assert_eq!(burst("a\nb\n"), ("a\nb\n".into(), None));
        let fed = Key { code: KeyCode::Enter, ctrl: true };
        assert_eq!(paste(&[Key::plain(KeyCode::Char('a')), fed]), ("a\n".into(), None));
    }

    #[test]
    fn keys_that_type_nothing_stand_for_themselves() {
        let key = |code, modifiers| Event::Key(KeyEvent::new(code, modifiers));
        let mut events = typed("abc");
        events.push(key(KeyCode::Esc, KeyModifiers::NONE));
        // A line feed is how some terminals paste the end of a line.
        events.extend([key(KeyCode::Char('x'), KeyModifiers::NONE), key(KeyCode::Char('j'), KeyModifiers::CONTROL)]);
        events.push(key(KeyCode::Char('y'), KeyModifiers::NONE));
        events.push(key(KeyCode::Char('d'), KeyModifiers::ALT));
        assert_eq!(heard(events), ["\"abc\"", "Esc", "\"x\\ny\""]);
    }
}
