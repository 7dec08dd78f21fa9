//! States as the storage keeps them: each under its own word.

use partnerdesk_api::state::State;

use super::{Error, Result, Row};

/// The state that stands in a column.
///
/// # Errors
/// [`Error::Damaged`] when the word is none of its words.
pub fn state<S: State>(row: &Row, column: &str) -> Result<S> {
    known(row.text(column)?)
}

/// The state that stands in a column, if one does.
///
/// # Errors
/// [`Error::Damaged`] when the word is none of its words.
pub fn maybe_state<S: State>(row: &Row, column: &str) -> Result<Option<S>> {
    row.maybe_text(column)?.map(known).transpose()
}

fn known<S: State>(word: String) -> Result<S> {
    S::from_word(&word).ok_or(Error::Damaged(word))
}
