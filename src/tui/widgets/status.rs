//! States of things, as symbol and word; colour only repeats them.

use crate::tui::{context::Context, text, theme::Tone};

/// How a word on the wire is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    InForce,
    Waiting,
    Refused,
    Ended,
    Attention,
}

/// Every word that the server uses for a state, with the key of its word for people.
const WORDS: &[(&str, &str, Look)] = &[
    ("active", "status-active", Look::InForce),
    ("activated", "status-active", Look::InForce),
    ("approved", "status-approved", Look::InForce),
    ("uploaded", "status-uploaded", Look::InForce),
    ("valid", "status-valid", Look::InForce),
    ("published", "status-published", Look::InForce),
    ("complete", "status-complete", Look::InForce),
    ("notneeded", "status-not-needed", Look::Ended),
    ("inprogress", "status-waiting", Look::Waiting),
    ("pending_approval", "status-waiting", Look::Waiting),
    ("pending_cert_upload", "status-certificate-missing", Look::Attention),
    ("extractorsmissing", "status-extractors-missing", Look::Attention),
    ("credentialtypemissing", "status-credential-type-missing", Look::Attention),
    ("invited", "status-invited", Look::Waiting),
    ("draft", "status-draft", Look::Waiting),
    ("drafted", "status-draft", Look::Waiting),
    ("inactive", "status-inactive", Look::Waiting),
    ("not_uploaded", "status-missing", Look::Attention),
    ("expired", "status-expired", Look::Attention),
    ("rejected", "status-rejected", Look::Refused),
    ("deactivated", "status-deactivated", Look::Ended),
    ("de-active", "status-deactivated", Look::Ended),
];

/// A state of the server's in words for people; an unknown word is shown as it came.
pub fn word(wire: &str, cx: &Context) -> String {
    find(wire).map_or_else(|| text::clean(wire).into_owned(), |(_, key, _)| cx.say(key))
}

/// Symbol and word of a state, and its tone.
pub fn shown(wire: &str, cx: &Context) -> (String, Tone) {
    let symbols = cx.symbols;
    let (symbol, tone) = match find(wire).map(|(_, _, look)| look) {
        Some(Look::InForce) => (symbols.full, Tone::Good),
        Some(Look::Waiting) => (symbols.open, Tone::Warm),
        Some(Look::Attention) => (symbols.alert, Tone::Warm),
        Some(Look::Refused) => (symbols.cross, Tone::Bad),
        Some(Look::Ended) => (symbols.off, Tone::Quiet),
        None => (symbols.dot, Tone::Ink),
    };
    (format!("{symbol} {}", word(wire, cx)), tone)
}

fn find(wire: &str) -> Option<(&'static str, &'static str, Look)> {
    WORDS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(wire)).copied()
}
