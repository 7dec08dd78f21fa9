//! Makes text from outside safe to print. A partner's name may carry escape sequences or turn the direction of a line.

pub(crate) use crate::text::{clean as line, clean_json as json};

/// As [`line()`], keeping line breaks.
pub(crate) fn paragraph(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
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
        assert!(!text.chars().any(|c| c == '\u{202e}' || (c.is_control() && c != '\n')));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
