//! Everything that measures, cuts or cleans text. Nothing else in the client counts columns.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Stands where a bidirectional override was taken out of a name, so that the reader sees that something was there.
const REMOVED: char = '\u{fffd}';

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// Whether terminals may disagree about the columns of a text: those that take each character for itself and those that
/// join them.
pub fn is_uncertain(text: &str) -> bool {
    let one_by_one = |grapheme: &str| grapheme.chars().filter_map(UnicodeWidthChar::width).sum::<usize>();
    text.graphemes(true)
        .any(|g| g.len() > 1 && (UnicodeWidthStr::width(g) != one_by_one(g) || g.chars().nth(2).is_some()))
}

/// Cuts a text to so many columns, on the edge of a grapheme, and says with `…` that it did.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return text.into();
    }
    if columns == 0 {
        return "".into();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = UnicodeWidthStr::width(grapheme);
        if used + wide > columns - 1 {
            break;
        }
        out.push_str(grapheme);
        used += wide;
    }
    out.push('…');
    out.into()
}

/// A text in exactly so many columns: cut, or filled with blanks.
pub fn pad(text: &str, columns: usize) -> String {
    let cut = fit(text, columns);
    let missing = columns.saturating_sub(width(&cut));
    format!("{cut}{:missing$}", "")
}

/// As [`wrap`], for one line that begins with blanks: they are kept, and stand before what goes on below as well.
pub fn wrap_indented(line: &str, columns: usize) -> Vec<String> {
    let words = line.trim_start();
    if words.is_empty() {
        return vec![String::new()];
    }
    let indent = (width(line) - width(words)).min(columns / 2);
    wrap(words, columns - indent).into_iter().map(|part| format!("{:indent$}{part}", "")).collect()
}

/// Breaks a text into lines of at most so many columns, at blanks where there are any.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_inclusive(char::is_whitespace) {
            if width(&line) + width(word.trim_end()) > columns && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_string());
            }
            if line.is_empty() && word.trim().is_empty() {
                continue;
            }
            let mut rest = word;
            while width(rest) > columns {
                let at = split_at(rest, columns);
                lines.push(rest[..at].to_string());
                rest = &rest[at..];
            }
            line.push_str(rest);
        }
        lines.push(line.trim_end().to_string());
    }
    lines
}

/// Breaks a line wherever a column ends, and nowhere else: put together again, the parts are the line.
pub fn chop(line: &str, columns: usize) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = line;
    while width(rest) > columns.max(1) {
        let (part, behind) = rest.split_at(split_at(rest, columns.max(1)));
        parts.push(part.to_string());
        rest = behind;
    }
    parts.push(rest.to_string());
    parts
}

/// The byte where a text has filled so many columns; at least one grapheme.
fn split_at(text: &str, columns: usize) -> usize {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += UnicodeWidthStr::width(grapheme);
        if used > columns && at > 0 {
            return at;
        }
    }
    text.len()
}

/// Makes a text from outside safe to show in one line.
///
/// Control characters become their symbols (`␛`), so that a name cannot speak to the terminal. Bidirectional controls
/// are removed and marked, so that a name cannot rearrange the line. Variation selectors go, because terminals disagree
/// about the width of what they make.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {}
            _ if is_bidi_control(c) => out.push(REMOVED),
            '\u{7f}' => out.push('␡'),
            '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or(REMOVED)),
            _ if c.is_control() => out.push(REMOVED),
            _ => out.push(c),
        }
    }
    out.into()
}

/// As [`clean`], but keeps line breaks; for texts of several lines.
pub fn clean_lines(text: &str) -> String {
    text.lines().map(|line| clean(line).into_owned()).collect::<Vec<_>>().join("\n")
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}')
}

fn is_unsafe(c: char) -> bool {
    c.is_control() || is_bidi_control(c) || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// A number with a blank between thousands: `4 318`.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_respects_graphemes_and_wide_characters() {
        assert_eq!(fit("Cardhouse", 9), "Cardhouse");
        assert_eq!(fit("Cardhouse", 5), "Card…");
        assert_eq!(fit("銀行協会", 5), "銀行…");
        assert_eq!(fit("銀行協会", 4), "銀…");
        assert_eq!(fit("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(pad("銀行", 6), "銀行  ");
        assert_eq!(fit("x", 0), "");
    }

    #[test]
    fn names_cannot_speak_to_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\n"), "a␛[31mb␊");
        assert_eq!(clean("x\u{202e}txt.exe"), "x\u{fffd}txt.exe");
        assert_eq!(clean("c1\u{9b}x"), "c1\u{fffd}x");
        assert!(matches!(clean("صوت البصمة"), Cow::Borrowed(_)));
    }

    #[test]
    fn wrapping_fills_lines_and_cuts_long_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("a\n\nb", 10), ["a", "", "b"]);
        assert_eq!(chop("  one two", 4), ["  on", "e tw", "o"]);
        assert_eq!(chop("", 4), [""]);
    }

    #[test]
    fn numbers_have_blanks_between_thousands() {
        assert_eq!(["0", "999", "4 318", "1 000 000"], [0, 999, 4318, 1_000_000].map(number).each_ref().map(|s| &**s));
    }
}
