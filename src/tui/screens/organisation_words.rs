//! The organisation in a certificate beside the registered one, character by character.

use partnerdesk_trust::organisation::{OrganisationComparison, OrganisationDifference, TextDifferenceKind};

use super::certificate_words::Line;
use crate::tui::{context::Context, text, theme::Tone};

/// Both organisations, one under the other, with marks around what differs, and a word for what the eye cannot see.
pub fn lines(compared: &OrganisationComparison, cx: &Context) -> Vec<Line> {
    let label = |key: &str, value: String| (format!("    {}  {value}", text::pad(&cx.say(key), 12)), Tone::Ink);
    let difference = match &compared.difference {
        Some(OrganisationDifference::Text(difference)) => difference,
        Some(other) => {
            let key = match other {
                OrganisationDifference::Missing => "organisation-missing",
                OrganisationDifference::Several => "organisation-several",
                _ => "organisation-unreadable",
            };
            let registered = text::clean(&compared.registered).into_owned();
            return vec![label("organisation-in-file", cx.say(key)), label("organisation-registered", registered)];
        }
        None => return Vec::new(),
    };
    let found = compared.in_certificate.iter().flatten().next().cloned().unwrap_or_default();
    let (in_file, registered) = marked(&found, &compared.registered);
    let mut lines = vec![label("organisation-in-file", in_file), label("organisation-registered", registered)];
    let key = match (difference.kind, difference.in_certificate, difference.registered) {
        (TextDifferenceKind::Case, ..) => Some("organisation-case"),
        (TextDifferenceKind::Blanks, ..) => Some("organisation-blanks"),
        // A letter of another script can look the same.
        (TextDifferenceKind::Other, Some(a), Some(b)) if a.is_ascii() != b.is_ascii() => Some("organisation-letter"),
        (TextDifferenceKind::Other, ..) => None,
    };
    let point = |c: Option<char>| c.map_or_else(String::new, |c| format!("U+{:04X}", u32::from(c)));
    let values = [
        ("place", (difference.position + 1).into()),
        ("found", point(difference.in_certificate).into()),
        ("wanted", point(difference.registered).into()),
    ];
    lines.extend(key.map(|key| (format!("    {}", cx.with(key, &values)), Tone::Quiet)));
    lines
}

/// Two texts with `‹›` around the part in which they differ.
fn marked(one: &str, other: &str) -> (String, String) {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let room = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
    let mark = |c: &[char]| {
        let part = |range: &[char]| text::clean(&range.iter().collect::<String>()).into_owned();
        let middle = &c[head..c.len() - tail];
        let marked = if middle.is_empty() { String::new() } else { format!("‹{}›", part(middle)) };
        format!("{}{marked}{}", part(&c[..head]), part(&c[c.len() - tail..]))
    };
    (mark(&a), mark(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_marked() {
        let two = |a: &str, b: &str| marked(a, b);
        assert_eq!(two("Cardhouse Limited", "Cardhouse Ltd"), ("Cardhouse L‹imite›d".into(), "Cardhouse L‹t›d".into()));
        assert_eq!(two("Cardhouse Ltd ", "Cardhouse Ltd"), ("Cardhouse Ltd‹ ›".into(), "Cardhouse Ltd".into()));
        assert_eq!(two("", "Ltd"), (String::new(), "‹Ltd›".into()));
        assert_eq!(two("aa", "aaa"), ("aa".into(), "aa‹a›".into()));
    }
}
