//! What keeps a session between runs. The client only knows these traits; the token store stands behind them.

use std::fmt::Debug;

use partnerdesk_api::{account::Session, secret::Secret};

/// A place that keeps the refresh token of one account at one server.
///
/// A refresh token works once. Whoever spends it must hold the place alone until the next one is kept, or two processes
/// of the same person would end each other's session.
pub trait Keeper: Debug + Send + Sync {
    /// Opens the place for this process alone, waiting for others. Called on a thread that may block.
    ///
    /// # Errors
    /// One sentence: why it cannot be opened and what to do.
    fn open(&self) -> Result<Box<dyn Kept>, String>;
}

/// An opened [`Keeper`]. Others wait until it is dropped.
pub trait Kept: Send {
    /// The newest refresh token, if one is kept.
    ///
    /// # Errors
    /// One sentence: why it cannot be read.
    fn refresh_token(&self) -> Result<Option<Secret>, String>;

    /// Keeps the tokens of a session that was just opened (`signed_in`) or renewed.
    ///
    /// # Errors
    /// One sentence: why it cannot be kept.
    fn keep(&mut self, session: &Session, signed_in: bool) -> Result<(), String>;

    /// Forgets the session.
    ///
    /// # Errors
    /// One sentence: why it cannot be wiped.
    fn forget(&mut self) -> Result<(), String>;
}
