//! One line of typed text: cursor by grapheme, words, masking. Secrets are wiped when dropped.

use crossterm::event::KeyCode;
use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroize;

use crate::tui::{key::Key, paint::Paint, text, theme::Tone};

/// A line that is typed into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// Byte position, always on the edge of a grapheme.
    at: usize,
}

impl Input {
    /// A line that holds a text already, with the cursor behind it.
    pub fn with(content: impl Into<String>) -> Input {
        let text = content.into();
        Input { at: text.len(), text }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Replaces what was typed.
    pub fn set(&mut self, content: impl Into<String>) {
        self.text.zeroize();
        *self = Input::with(content);
    }

    /// Takes a key; `false` when it means nothing to a line of text.
    pub fn key(&mut self, key: Key) -> bool {
        match (key.code, key.ctrl) {
            (KeyCode::Char(c), false) => self.insert(c.encode_utf8(&mut [0; 4])),
            (KeyCode::Backspace, _) => self.cut(self.before()..self.at),
            (KeyCode::Delete, _) | (KeyCode::Char('d'), true) => self.cut(self.at..self.after()),
            (KeyCode::Char('w'), true) => self.cut(self.word()..self.at),
            (KeyCode::Char('u'), true) => self.cut(0..self.at),
            (KeyCode::Char('k'), true) => self.cut(self.at..self.text.len()),
            (KeyCode::Left, false) => self.at = self.before(),
            (KeyCode::Right, false) => self.at = self.after(),
            (KeyCode::Left, true) => self.at = self.word(),
            (KeyCode::Home, _) => self.at = 0,
            (KeyCode::End, _) | (KeyCode::Char('e'), true) => self.at = self.text.len(),
            _ => return false,
        }
        true
    }

    /// Puts a text in at the cursor; line breaks become blanks, and go at its end.
    pub fn insert(&mut self, pasted: &str) {
        let line: String = pasted.trim_end_matches(['\r', '\n']).replace("\r\n", " ").replace(['\n', '\r', '\t'], " ");
        self.text.insert_str(self.at, &line);
        self.at += line.len();
    }

    fn cut(&mut self, range: std::ops::Range<usize>) {
        self.at = range.start;
        self.text.drain(range);
    }

    fn before(&self) -> usize {
        self.text[..self.at].grapheme_indices(true).next_back().map_or(0, |(i, _)| i)
    }

    fn after(&self) -> usize {
        self.text[self.at..].graphemes(true).next().map_or(self.at, |g| self.at + g.len())
    }

    /// Where the word before the cursor begins.
    fn word(&self) -> usize {
        let head = self.text[..self.at].trim_end();
        head.rfind(char::is_whitespace).map_or(0, |i| i + head[i..].chars().next().map_or(1, char::len_utf8))
    }

    /// Draws the line in so many columns. A focused line keeps the cursor in sight and places the terminal's.
    pub fn draw(&self, x: u16, y: u16, columns: u16, look: Look, paint: &mut Paint<'_>) {
        let hidden = |s: &str| paint.cx.symbols.hidden.repeat(s.graphemes(true).count());
        let shown = |s: &str| if look.masked { hidden(s) } else { text::clean(s).into_owned() };
        let (head, tail) = (shown(&self.text[..self.at]), shown(&self.text[self.at..]));
        let room = usize::from(columns).saturating_sub(1);
        let mut start = 0;
        if look.focused {
            for grapheme in head.graphemes(true) {
                if text::width(&head[start..]) <= room {
                    break;
                }
                start += grapheme.len();
            }
        }
        let visible = format!("{}{tail}", &head[start..]);
        let tone = if look.focused { Tone::Focus } else { Tone::Input };
        paint.put(x, y, columns, &text::pad(&visible, usize::from(columns)), tone);
        if look.focused {
            let offset = u16::try_from(text::width(&head[start..])).unwrap_or(0).min(columns.saturating_sub(1));
            paint.cursor = Some((x + offset, y).into());
        }
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// It takes the keys now.
    pub focused: bool,
    /// Its characters are hidden.
    pub masked: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[&str]) -> Input {
        let mut input = Input::default();
        for key in keys {
            assert!(input.key(Key::parse(key).unwrap()), "{key}");
        }
        input
    }

    #[test]
    fn editing_moves_by_graphemes_and_words() {
        assert_eq!(typed(&["a", "b", "Left", "c"]).text(), "acb");
        assert_eq!(typed(&["a", "Space", "b", "c", "Ctrl-w", "d"]).text(), "a d");
        let mut input = Input::with("xe\u{301}");
        input.key(Key::parse("Backspace").unwrap());
        assert_eq!(input.text(), "x");
        input.insert("1\n2\n");
        assert_eq!(input.text(), "x1 2");
    }
}
