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

/// The parts of a text that take columns of their own on a terminal.
///
/// A grapheme such as `क्षा` is several letters, each in columns of its own. Held as one cell, its later columns would be
/// taken for empty, and stay behind when something shorter takes its place.
pub fn cells(text: &str) -> impl Iterator<Item = &str> {
    text.graphemes(true).flat_map(|grapheme| {
        let takes_columns = |c: &char| UnicodeWidthChar::width(*c).unwrap_or(0) > 0;
        let apart: usize = grapheme.chars().filter_map(UnicodeWidthChar::width).sum();
        // What is narrower together, such as a joined emoji, is one picture.
        let splits = apart == UnicodeWidthStr::width(grapheme);
        let starts = grapheme.char_indices().filter(move |(at, c)| *at == 0 || splits && takes_columns(c));
        let starts: Vec<usize> = starts.map(|(at, _)| at).collect();
        let ends: Vec<usize> = starts.iter().skip(1).copied().chain([grapheme.len()]).collect();
        starts.into_iter().zip(ends).map(|(from, to)| &grapheme[from..to])
    })
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

/// As [`wrap`], for one line that begins with blanks or with a sign such as a tick: what goes on below stands under the
/// words, not under blanks or sign.
pub fn wrap_indented(line: &str, columns: usize) -> Vec<String> {
    let words = line.trim_start();
    if words.is_empty() {
        return vec![String::new()];
    }
    let indent = (width(line) - width(words)).min(columns / 2);
    let is_sign = |first: &str| width(first) == 1 && !first.starts_with(char::is_alphanumeric);
    let (first, words) = words.split_once(' ').filter(|(first, _)| is_sign(first)).unwrap_or(("", words));
    let first = if first.is_empty() { String::new() } else { format!("{first} ") };
    let hang = width(&first);
    let lines = wrap(words, columns.saturating_sub(indent + hang)).into_iter().enumerate();
    lines
        .map(|(i, line)| match i {
            0 => format!("{:indent$}{first}{line}", ""),
            _ => format!("{:1$}{line}", "", indent + hang),
        })
        .collect()
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

/// The signs of our own texts as ASCII, each in as many columns; names from outside stay as they are.
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let sign = |c| match c {
        '…' => '~',
        '→' | '›' => '>',
        '←' | '‹' => '<',
        '“' | '”' => '"',
        '’' => '\'',
        '–' | '—' | '·' => '-',
        c => c,
    };
    text.chars().map(sign).collect::<String>().into()
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
    text.chars().filter(|c| !is_selector(*c)).map(harmless).collect::<String>().into()
}

/// As [`clean`], but keeps what only changes the form of characters; for files, where nobody counts columns.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| harmless(c) == c) {
        text.into()
    } else {
        text.chars().map(harmless).collect::<String>().into()
    }
}

/// A character, or what stands for one that could act.
fn harmless(c: char) -> char {
    match c {
        _ if is_bidi_control(c) => REMOVED,
        '\u{7f}' => '␡',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(REMOVED),
        _ if c.is_control() => REMOVED,
        _ => c,
    }
}

/// JSON in which no character can act on a terminal. It stays the same JSON.
pub fn clean_json(json: &str) -> String {
    json.chars().fold(String::with_capacity(json.len()), |mut out, c| {
        if c != '\n' && harmless(c) != c {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
        out
    })
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// As [`clean`], but keeps line breaks; for texts of several lines.
pub fn clean_lines(text: &str) -> String {
    text.lines().map(|line| clean(line).into_owned()).collect::<Vec<_>>().join("\n")
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}')
}

fn is_unsafe(c: char) -> bool {
    harmless(c) != c || is_selector(c)
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
    fn each_cell_holds_what_a_terminal_puts_there() {
        assert_eq!(cells("क्षा銀e\u{301}").collect::<Vec<_>>(), ["क्", "ष", "ा", "銀", "e\u{301}"]);
        assert_eq!(cells("👩\u{200d}🚀").count(), 1);
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
    fn what_goes_on_below_stands_under_the_words() {
        assert_eq!(wrap_indented("  one two three", 9), ["  one two", "  three"]);
        assert_eq!(wrap_indented("✓ one two three", 9), ["✓ one two", "  three"]);
        assert_eq!(wrap_indented("a one two three", 9), ["a one two", "three"]);
    }

    #[test]
    fn numbers_have_blanks_between_thousands() {
        assert_eq!(["0", "999", "4 318", "1 000 000"], [0, 999, 4318, 1_000_000].map(number).each_ref().map(|s| &**s));
    }
}
