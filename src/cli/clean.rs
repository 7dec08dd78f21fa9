//! Makes text from outside safe to print. A partner's name may carry escape sequences or turn the direction of a line.

use std::borrow::Cow;

/// The text for a terminal: control characters become visible symbols, marks that turn the direction of text are left
/// out and replaced by one sign, so that a changed name does not look like the real one.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() || turns_direction(c)) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|c| if turns_direction(c) { '\u{fffd}' } else { visible(c) }).collect()
}

/// As [`line()`], keeping line breaks.
pub(crate) fn paragraph(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// JSON text in which no character can act on a terminal. It stays the same JSON.
pub(crate) fn json(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if turns_direction(c) || (c.is_control() && c != '\n') {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
        out
    })
}

/// A cell of a CSV file: controls visible, and nothing that a spreadsheet would run as a formula.
pub(crate) fn cell(text: &str) -> String {
    let text = line(text);
    if text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err() && text != "-" {
        format!("'{text}")
    } else {
        text.into_owned()
    }
}

/// Unicode has a picture for each ASCII control character; the rarer ones are replaced.
fn visible(c: char) -> char {
    match u32::from(c) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
        0x7f => '\u{2421}',
        0x80..=0x9f => '\u{fffd}',
        _ => c,
    }
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_become_visible_and_turned_names_are_marked() {
        assert_eq!(line("a\u{1b}[31mb\tc\u{9b}"), "a␛[31mb␉c\u{fffd}");
        assert_eq!(line("exe\u{202e}gpj"), "exe\u{fffd}gpj");
        assert_eq!(line("صوت البصمة 銀行"), "صوت البصمة 銀行");
        assert_eq!(paragraph("a\nb\r"), "a\nb␍");
    }

    #[test]
    fn json_stays_the_same_value() {
        let value = serde_json::json!({"name": "a\u{1b}\u{9b}\u{202e}صوت\n"});
        let text = json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!text.chars().any(|c| turns_direction(c) || (c.is_control() && c != '\n')));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        for (given, expected) in [
            ("=1+1", "'=1+1"),
            ("@sum", "'@sum"),
            ("+254 20 123", "'+254 20 123"),
            ("-5", "-5"),
            ("-", "-"),
            ("a", "a"),
        ] {
            assert_eq!(cell(given), expected);
        }
        assert_eq!(cell("\t=1"), "␉=1");
    }
}
