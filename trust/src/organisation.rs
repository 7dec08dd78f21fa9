//! The organisation in a certificate compared with the registered one.

use crate::{certificate::Certificate, oid};

/// Both texts, and where they part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationComparison {
    /// Every organisation in the certificate in the order of encoding; `None` for one that cannot be decoded.
    /// Foreign text: escape it before it is shown.
    pub in_certificate: Vec<Option<String>>,
    /// The organisation given at registration.
    pub registered: String,
    /// `None` when they are the same.
    pub difference: Option<OrganisationDifference>,
}

/// How the organisation differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganisationDifference {
    /// There is none, or it is empty.
    Missing,
    /// There is more than one; which one counts would be a guess. Our own rule; Java takes the last encoded.
    Several,
    /// It shares a relative name with other attributes. Our own rule, since such names are read differently.
    Combined,
    /// Its string cannot be decoded, or contains control characters.
    Unreadable,
    /// The texts differ.
    Text(TextDifference),
}

/// Where two texts differ first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextDifference {
    /// The position of the first different character, counted in characters from zero.
    pub position: usize,
    /// The character in the certificate there; `None` when its text ends.
    pub in_certificate: Option<char>,
    /// The character in the registered name there; `None` when its text ends.
    pub registered: Option<char>,
    /// What kind of difference it is as a whole.
    pub kind: TextDifferenceKind,
}

/// The kind of a difference, for a helpful sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextDifferenceKind {
    /// Only upper and lower case differ.
    Case,
    /// Only blanks differ (or blanks and case).
    Blanks,
    /// Something else.
    Other,
}

/// Compares exactly, as MOSIP does: every character counts, case and blanks included.
pub(crate) fn compare(certificate: &Certificate, registered: &str) -> OrganisationComparison {
    let found: Vec<Option<String>> = certificate.organisations().iter().map(|text| text.map(str::to_owned)).collect();
    OrganisationComparison {
        difference: difference(certificate, &found, registered),
        in_certificate: found,
        registered: registered.to_owned(),
    }
}

fn difference(certificate: &Certificate, found: &[Option<String>], registered: &str) -> Option<OrganisationDifference> {
    match found {
        [] => Some(OrganisationDifference::Missing),
        [None] => Some(OrganisationDifference::Unreadable),
        [Some(text)] if text.is_empty() => Some(OrganisationDifference::Missing),
        [Some(text)] if text.chars().any(char::is_control) => Some(OrganisationDifference::Unreadable),
        [Some(_)] if certificate.subject().is_multi_valued(oid::ORGANISATION) => Some(OrganisationDifference::Combined),
        [Some(text)] => text_difference(text, registered).map(OrganisationDifference::Text),
        _ => Some(OrganisationDifference::Several),
    }
}

fn text_difference(in_certificate: &str, registered: &str) -> Option<TextDifference> {
    if in_certificate == registered {
        return None;
    }
    let position = in_certificate.chars().zip(registered.chars()).take_while(|(one, other)| one == other).count();
    Some(TextDifference {
        position,
        in_certificate: in_certificate.chars().nth(position),
        registered: registered.chars().nth(position),
        kind: kind_of(in_certificate, registered),
    })
}

fn kind_of(one: &str, other: &str) -> TextDifferenceKind {
    let squeezed = |text: &str| text.chars().filter(|found| !found.is_whitespace()).collect::<String>().to_lowercase();
    if one.to_lowercase() == other.to_lowercase() {
        TextDifferenceKind::Case
    } else if squeezed(one) == squeezed(other) {
        TextDifferenceKind::Blanks
    } else {
        TextDifferenceKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_texts_part() {
        let found = text_difference("Acme Ltd", "Acme ltd").map(|found| (found.position, found.kind));
        assert_eq!(found, Some((5, TextDifferenceKind::Case)));
        let found = text_difference("Acme  Ltd", "Acme Ltd").map(|found| (found.position, found.kind));
        assert_eq!(found, Some((5, TextDifferenceKind::Blanks)));
        // A Cyrillic letter that looks Latin.
        let found =
            text_difference("\u{410}cme", "Acme").map(|found| (found.position, found.in_certificate, found.kind));
        assert_eq!(found, Some((0, Some('\u{410}'), TextDifferenceKind::Other)));
        assert_eq!(text_difference("Acme", "Acme"), None);
    }
}
