//! Whether the names of a certificate can be stored, listed and rebuilt. Rules of our own: MOSIP fails with an
//! internal error on some of these and stores the others.

use crate::{
    certificate::Certificate,
    name::{MAX_ATTRIBUTES, MAX_DISPLAY_CHARS, Name},
};

/// What is wrong with a certificate's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectProblem {
    /// The subject is empty.
    Empty,
    /// A partner's subject has no common name.
    NoCommonName,
    /// Control characters, or a string that cannot be decoded, in subject or issuer.
    Unprintable,
    /// Subject or issuer have more than 50 attributes, or are shown in more than 500 characters.
    TooLong,
}

pub(crate) fn problem(certificate: &Certificate, needs_common_name: bool) -> Option<SubjectProblem> {
    let names = [certificate.subject(), certificate.issuer()];
    if certificate.subject().is_empty() {
        Some(SubjectProblem::Empty)
    } else if needs_common_name && certificate.common_name().is_none_or(|name| name.trim().is_empty()) {
        Some(SubjectProblem::NoCommonName)
    } else if names.iter().any(|name| is_too_long(name)) {
        Some(SubjectProblem::TooLong)
    } else if names.iter().any(|name| name.has_unprintable_value()) {
        Some(SubjectProblem::Unprintable)
    } else {
        None
    }
}

fn is_too_long(name: &Name) -> bool {
    name.attribute_count() > MAX_ATTRIBUTES || name.display().chars().count() > MAX_DISPLAY_CHARS
}
