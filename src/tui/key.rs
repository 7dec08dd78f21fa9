//! Names of keys: how they are written in the key file and shown on screen, and what the terminal sends for them.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key press, with what terminals disagree about smoothed away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key; a shifted letter is the capital.
    pub code: KeyCode,
    /// Held with Ctrl.
    pub ctrl: bool,
}

impl Key {
    /// A plain key.
    pub const fn plain(code: KeyCode) -> Key {
        Key { code, ctrl: false }
    }

    /// The character, when the key types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl => Some(c),
            _ => None,
        }
    }

    /// Reads one key: `s`, `G`, `Ctrl-d`, `Space`, `F2`.
    pub fn parse(text: &str) -> Option<Key> {
        if let Some(rest) = text.strip_prefix("Ctrl-") {
            let key = Key::parse(rest)?;
            return (!key.ctrl).then_some(Key { ctrl: true, ..key });
        }
        if let Some((_, code)) = NAMES.iter().find(|(name, _)| *name == text) {
            return Some(Key::plain(*code));
        }
        if let Some(n) = text.strip_prefix('F').and_then(|n| n.parse().ok()).filter(|n| (1..=12).contains(n)) {
            return Some(Key::plain(KeyCode::F(n)));
        }
        let mut characters = text.chars();
        let c = characters.next().filter(|c| !c.is_whitespace() && !c.is_control())?;
        characters.next().is_none().then_some(Key::plain(KeyCode::Char(c)))
    }
}

const NAMES: &[(&str, KeyCode)] = &[
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Del", KeyCode::Delete),
    ("Ins", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Space", KeyCode::Char(' ')),
];

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Key {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        match (event.code, ctrl) {
            // On most lines these are the same byte; Ctrl-Enter arrives as a line feed, which is Ctrl-j.
            (KeyCode::Char('h'), true) => Key::plain(KeyCode::Backspace),
            (KeyCode::Char('m'), true) => Key::plain(KeyCode::Enter),
            (KeyCode::Char('i'), true) => Key::plain(KeyCode::Tab),
            (KeyCode::Char('j'), true) => Key { code: KeyCode::Enter, ctrl: true },
            (KeyCode::Tab, _) if event.modifiers.contains(KeyModifiers::SHIFT) => Key::plain(KeyCode::BackTab),
            (KeyCode::Char(c), true) => Key { code: KeyCode::Char(c.to_ascii_lowercase()), ctrl },
            (code, ctrl) => Key { code, ctrl },
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        match self.code {
            KeyCode::F(n) => write!(f, "F{n}"),
            code => match (NAMES.iter().find(|(_, known)| *known == code), code) {
                (Some((name, _)), _) => f.write_str(name),
                (None, KeyCode::Char(c)) => write!(f, "{c}"),
                (None, _) => f.write_str("?"),
            },
        }
    }
}

/// Keys that are pressed one after the other: `g p`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sequence(pub Vec<Key>);

impl Sequence {
    /// Reads keys with blanks between them.
    pub fn parse(text: &str) -> Option<Sequence> {
        let keys: Option<Vec<Key>> = text.split_whitespace().map(Key::parse).collect();
        keys.filter(|k| !k.is_empty()).map(Sequence)
    }

    /// Whether these keys begin the sequence.
    pub fn starts_with(&self, keys: &[Key]) -> bool {
        self.0.starts_with(keys)
    }
}

impl fmt::Display for Sequence {
    /// Letters stand together (`gp`), named keys apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = self.0.iter().all(|k| k.typed().is_some_and(|c| c != ' '));
        for (i, key) in self.0.iter().enumerate() {
            if i > 0 && !letters {
                f.write_str(" ")?;
            }
            write!(f, "{key}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_reading_and_writing() {
        for name in ["s", "G", "Ctrl-d", "Space", "F2", "Shift-Tab", "Ctrl-Enter", ":", "\\", "PgDn"] {
            assert_eq!(Key::parse(name).unwrap().to_string(), name);
        }
        assert_eq!(Sequence::parse("g p").unwrap().to_string(), "gp");
        assert!(Key::parse("Alt-x").is_none());
        assert!(Sequence::parse("").is_none());
    }

    #[test]
    fn bytes_that_mean_two_keys_are_one_key() {
        let sent = |c| Key::from(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL));
        assert_eq!(sent('m'), Key::plain(KeyCode::Enter));
        assert_eq!(sent('h'), Key::plain(KeyCode::Backspace));
        assert_eq!(sent('j').to_string(), "Ctrl-Enter");
    }
}
