//! Actions as data: id, keys, words, and whether they can be done now. Dispatch, footer, help and command palette are
//! all read from what a layer offers; there is no second list of keys anywhere.

use std::{borrow::Cow, collections::HashMap, path::Path};

use partnerdesk_api::role::Role;
use serde::Deserialize;
use toml::Spanned;

use super::key::{Key, Sequence};

/// Something a person can do. Its words stand in the texts under `act-<id>` with `-` for `.`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// `area.verb`, unique; the name in the key file.
    pub id: &'static str,
    /// Default keys; several keys of one entry are pressed one after the other.
    pub keys: &'static [&'static str],
    /// Place in the footer, smallest first; 0 keeps it out.
    pub rank: u8,
}

impl Action {
    /// An action that the footer leaves out.
    pub const fn new(id: &'static str, keys: &'static [&'static str]) -> Action {
        Action { id, keys, rank: 0 }
    }

    /// With a place in the footer.
    pub const fn rank(mut self, rank: u8) -> Action {
        self.rank = rank;
        self
    }

    /// The key of its word.
    pub fn word(&self) -> String {
        format!("act-{}", self.id.replace('.', "-"))
    }
}

/// Whether something can be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enabled {
    /// It can.
    Yes,
    /// It cannot; the key of the reason.
    No(&'static str),
    /// Not by this person: it takes one of these roles.
    Needs(&'static [Role]),
}

impl Enabled {
    /// Yes when the condition holds, else the reason.
    pub const fn when(holds: bool, reason: &'static str) -> Enabled {
        if holds { Enabled::Yes } else { Enabled::No(reason) }
    }

    /// The other answer decides when this one is yes.
    #[must_use]
    pub fn and(self, other: impl FnOnce() -> Enabled) -> Enabled {
        match self {
            Enabled::Yes => other(),
            no => no,
        }
    }

    /// Whether it can be done.
    pub fn is_yes(&self) -> bool {
        *self == Enabled::Yes
    }
}

/// An action as offered at this moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Which.
    pub action: &'static Action,
    /// Whether it can be done, or why not.
    pub enabled: Enabled,
    /// A word for this case instead of the action's own: the name of what happens on Enter, say. A text key.
    pub word: Option<&'static str>,
}

impl Offer {
    /// An action that can be done.
    pub const fn yes(action: &'static Action) -> Offer {
        Offer { action, enabled: Enabled::Yes, word: None }
    }
    /// An action with its condition.
    pub const fn when(action: &'static Action, enabled: Enabled) -> Offer {
        Offer { action, enabled, word: None }
    }
    /// With another word.
    #[must_use]
    pub const fn called(mut self, word: &'static str) -> Offer {
        self.word = Some(word);
        self
    }
    /// The key of the word to show.
    pub fn word_key(&self) -> Cow<'static, str> {
        self.word.map_or_else(|| self.action.word().into(), Cow::Borrowed)
    }
}

/// What became of a key press.
#[derive(Clone, Debug, PartialEq)]
pub enum Found<'a> {
    /// It means this.
    Offer(&'a Offer),
    /// It begins these.
    Prefix,
    /// It means nothing here.
    Nothing,
}

/// The keys of every action: the defaults, and what the user's file says instead.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    /// What the user's file says.
    own: HashMap<String, Vec<Sequence>>,
    /// The defaults of the known actions, read once.
    defaults: HashMap<&'static str, Vec<Sequence>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    keys: HashMap<Spanned<String>, Spanned<Vec<String>>>,
}

impl Keymap {
    /// Reads the user's key file, if there is one. Each complaint names file, line and key; the rest of the file counts.
    pub fn load(folder: Option<&Path>, known: &[&'static Action]) -> (Keymap, Vec<String>) {
        let Some(path) = folder.map(|f| f.join("keys.toml")).filter(|p| p.exists()) else {
            return (Keymap::of(known), Vec::new());
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => Keymap::read(&text, &path.display().to_string(), known),
            Err(e) => (Keymap::of(known), vec![format!("{}: {e}", path.display())]),
        }
    }

    /// The default keys of the known actions.
    fn of(known: &[&'static Action]) -> Keymap {
        let defaults = known.iter().map(|action| (action.id, defaults(action))).collect();
        Keymap { own: HashMap::new(), defaults }
    }

    /// Reads the text of a key file.
    pub fn read(text: &str, name: &str, known: &[&'static Action]) -> (Keymap, Vec<String>) {
        let mut map = Keymap::of(known);
        let mut complaints = Vec::new();
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let file: File = match toml::from_str(text) {
            Ok(file) => file,
            Err(e) => {
                let at = e.span().map_or(1, |s| line(s.start));
                return (map, vec![format!("{name}:{at}: {}", e.message())]);
            }
        };
        for (id, keys) in file.keys {
            let at = line(id.span().start);
            let now = renamed(id.get_ref());
            if !known.iter().any(|a| a.id == now) {
                complaints.push(format!("{name}:{at}: there is no action {:?}", id.get_ref()));
                continue;
            }
            let mut sequences = Vec::new();
            for key in keys.get_ref() {
                match Sequence::parse(key) {
                    Some(sequence) => sequences.push(sequence),
                    None => complaints.push(format!("{name}:{at}: {key:?} is no key")),
                }
            }
            map.own.entry(now.to_string()).or_default().extend(sequences);
        }
        complaints.sort();
        (map, complaints)
    }

    /// The keys of an action: the user's, else the defaults.
    pub fn keys(&self, action: &Action) -> Cow<'_, [Sequence]> {
        let read = self.own.get(action.id).or_else(|| self.defaults.get(action.id));
        read.map_or_else(|| Cow::Owned(defaults(action)), |keys| Cow::Borrowed(keys.as_slice()))
    }

    /// The first key of an action, as shown.
    pub fn shown(&self, action: &Action) -> String {
        self.keys(action).first().map(ToString::to_string).unwrap_or_default()
    }

    /// What pressed keys mean among these offers. The user's own bindings beat every default, complete or begun.
    pub fn find<'a>(&self, pressed: &[Key], offers: &'a [Offer]) -> Found<'a> {
        for own in [true, false] {
            let of = |o: &&Offer| self.own.contains_key(o.action.id) == own;
            let matches = |o: &&Offer| self.keys(o.action).iter().any(|s| s.0 == pressed);
            if let Some(offer) = offers.iter().filter(of).find(matches) {
                return Found::Offer(offer);
            }
        }
        let begins = |o: &Offer| self.keys(o.action).iter().any(|s| s.starts_with(pressed));
        if offers.iter().any(begins) { Found::Prefix } else { Found::Nothing }
    }

    /// The first key of an offer that means this offer and no other one, nor a letter where letters are text.
    pub fn reached(&self, offer: &Offer, offers: &[Offer], takes_text: bool) -> Option<Sequence> {
        let means = |keys: &Sequence| matches!(self.find(&keys.0, offers), Found::Offer(o) if std::ptr::eq(o, offer));
        let is_text = |keys: &Sequence| takes_text && keys.0.first().is_some_and(|key| key.typed().is_some());
        self.keys(offer.action).iter().find(|keys| means(keys) && !is_text(keys)).cloned()
    }

    /// Offers that the pressed keys begin, with the keys that are left.
    pub fn continuations<'a>(&self, pressed: &[Key], offers: &'a [Offer]) -> Vec<(Sequence, &'a Offer)> {
        let rest = |o: &'a Offer| {
            let keys = self.keys(o.action);
            let begun = keys.iter().find(|s| s.starts_with(pressed) && s.0.len() > pressed.len())?;
            Some((Sequence(begun.0[pressed.len()..].to_vec()), o))
        };
        offers.iter().filter_map(rest).collect()
    }

    /// Keys of the user's own that hide each other, in words.
    pub fn own_conflicts(&self, known: &[&'static Action], words: impl Fn(&Action) -> String) -> Vec<String> {
        let own: Vec<_> = known.iter().copied().filter(|a| self.own.contains_key(a.id)).collect();
        let named = |id: &str| own.iter().find(|a| a.id == id).map(|a| words(a)).unwrap_or_default();
        let sentence = |(a, b, keys): (&str, &str, String)| {
            format!("keys.toml: {keys} means {a} ({}) and {b} ({})", named(a), named(b))
        };
        self.conflicts(&own).into_iter().filter(|(a, b, _)| stand_together(a, b)).map(sentence).collect()
    }

    /// Pairs of actions whose keys hide each other when both are offered.
    pub fn conflicts(&self, actions: &[&'static Action]) -> Vec<(&'static str, &'static str, String)> {
        let all: Vec<_> =
            actions.iter().flat_map(|a| self.keys(a).into_owned().into_iter().map(|s| (a.id, s))).collect();
        let mut found = Vec::new();
        for (i, (a, x)) in all.iter().enumerate() {
            for (b, y) in &all[i + 1..] {
                if a != b && (x.starts_with(&y.0) || y.starts_with(&x.0)) {
                    found.push((*a, *b, x.to_string()));
                }
            }
        }
        found
    }
}

fn defaults(action: &Action) -> Vec<Sequence> {
    action.keys.iter().filter_map(|k| Sequence::parse(k)).collect()
}

/// Actions that key files may still name as they were called before.
const RENAMED: &[(&str, &str)] = &[
    ("board.down", "choose.down"),
    ("board.up", "choose.up"),
    ("certificate.down", "choose.down"),
    ("certificate.up", "choose.up"),
    ("start.down", "choose.down"),
    ("start.up", "choose.up"),
];

fn renamed(id: &str) -> &str {
    RENAMED.iter().find(|(before, _)| *before == id).map_or(id, |(_, now)| now)
}

/// Areas whose actions are offered in dialogs of their own.
const DIALOGS: &[&str] = &["bulk", "columns", "dialog", "help", "secret"];
/// Areas of the pages that rows are acted on.
const OF_ROWS: &[&str] = &["copy", "detail", "list", "text"];
/// Areas of other pages.
const PAGES: &[&str] = &[
    "board",
    "checklist",
    "choose",
    "connecting",
    "consent",
    "form",
    "sign-in",
    "start",
    "success",
    "tasks",
    "wizard",
];

/// Whether two actions can be offered at the same time. All other areas are those of rows.
fn stand_together(a: &str, b: &str) -> bool {
    let area = |id: &'_ str| id.split('.').next().unwrap_or_default().to_string();
    let (a, b) = (area(a), area(b));
    let among = |areas: &[&str], area: &str| areas.contains(&area);
    let everywhere = |area: &str| area == "app" || area == "go";
    let of_rows = |area: &str| !among(DIALOGS, area) && !among(PAGES, area) && !everywhere(area);
    let page_and_desk = |a: &str, b: &str| everywhere(a) && !among(DIALOGS, b);
    // Pages that are drawn by hand choose, and so do cards that are acted on like rows.
    let chooses = |a: &str, b: &str| a == "choose" && (among(PAGES, b) || of_rows(b) && !among(OF_ROWS, b));
    a == b
        || chooses(&a, &b)
        || chooses(&b, &a)
        || page_and_desk(&a, &b)
        || page_and_desk(&b, &a)
        || (of_rows(&a) && of_rows(&b) && (among(OF_ROWS, &a) || among(OF_ROWS, &b)) && !is_list_and_page(&a, &b))
}

/// A list and the page of one thing do not show at once, whatever their keys.
fn is_list_and_page(a: &str, b: &str) -> bool {
    matches!((a, b), ("list", "detail" | "text") | ("detail" | "text", "list"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_ones_own_that_hide_each_other_are_reported_where_both_can_be_pressed() {
        static NEXT: Action = Action::new("text.next", &["n"]);
        static APPROVE: Action = Action::new("request.approve", &["a"]);
        let known = [&TOP, &SORT, &HOME, &NEXT, &APPROVE];
        let of = |file: &str| Keymap::read(&format!("[keys]\n{file}"), "keys.toml", &known).0;
        let words = |a: &Action| a.word();
        let clash = of("\"list.sort\" = [\"a\"]\n\"request.approve\" = [\"a\"]\n").own_conflicts(&known, words);
        assert_eq!(clash, ["keys.toml: a means list.sort (act-list-sort) and request.approve (act-request-approve)"]);
        let begun = of("\"list.sort\" = [\"g\"]\n\"go.home\" = [\"g d\"]\n");
        assert_eq!(begun.own_conflicts(&known, words).len(), 1, "a key that begins another");
        let apart = of("\"list.sort\" = [\"n\"]\n\"text.next\" = [\"n\"]\n");
        assert!(apart.own_conflicts(&known, words).is_empty(), "never on the same page");
    }

    static TOP: Action = Action::new("list.top", &["g g", "Home"]);
    static SORT: Action = Action::new("list.sort", &["s"]);
    static HOME: Action = Action::new("go.home", &["g d"]);

    fn press(text: &str) -> Vec<Key> {
        Sequence::parse(text).unwrap().0
    }

    #[test]
    fn sequences_wait_for_their_end() {
        let offers = [Offer::yes(&TOP), Offer::yes(&SORT), Offer::yes(&HOME)];
        let map = Keymap::default();
        assert_eq!(map.find(&press("g"), &offers), Found::Prefix);
        assert_eq!(map.find(&press("g d"), &offers), Found::Offer(&offers[2]));
        assert_eq!(map.find(&press("g x"), &offers), Found::Nothing);
        assert_eq!(map.continuations(&press("g"), &offers).len(), 2);
        assert!(map.conflicts(&[&TOP, &SORT, &HOME]).is_empty());
    }

    #[test]
    fn a_key_that_another_offer_takes_is_not_shown() {
        static CLOSE: Action = Action::new("secret.close", &["Esc", "Enter"]);
        static ESCAPE: Action = Action::new("app.escape", &["Esc"]);
        static PICK: Action = Action::new("dialog.pick", &["Esc", "Enter", "F2"]);
        let offers = [Offer::yes(&CLOSE), Offer::yes(&ESCAPE), Offer::yes(&PICK)];
        let map = Keymap::default();
        let shown = offers.each_ref().map(|o| map.reached(o, &offers, false).map(|keys| keys.to_string()));
        assert_eq!(shown, [Some("Esc".into()), None, Some("F2".into())]);
        static HELP: Action = Action::new("app.help", &["?", "F1"]);
        let offers = [Offer::yes(&HELP)];
        let shown = [false, true].map(|text| map.reached(&offers[0], &offers, text).unwrap().to_string());
        assert_eq!(shown, ["?", "F1"]);
    }

    #[test]
    fn the_users_keys_win_and_mistakes_are_named() {
        let file = "[keys]\n\"list.sort\" = [\"F5\", \"g g\"]\n\"list.sorts\" = [\"x\"]\n\"list.top\" = [\"Alt-x\"]\n";
        let (map, complaints) = Keymap::read(file, "keys.toml", &[&TOP, &SORT]);
        let offers = [Offer::yes(&TOP), Offer::yes(&SORT)];
        assert_eq!(map.find(&press("g g"), &offers), Found::Offer(&offers[1]));
        assert_eq!(map.find(&press("s"), &offers), Found::Nothing);
        assert_eq!(complaints, ["keys.toml:3: there is no action \"list.sorts\"", "keys.toml:4: \"Alt-x\" is no key"]);
        assert_eq!(Keymap::read("[keys]\nx = 1", "k", &[]).1.len(), 1);
    }
}
