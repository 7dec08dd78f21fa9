//! The session of a client: tokens in memory only; keeping them between runs is the token store's job.

use std::sync::{Mutex, MutexGuard, PoisonError};

use partnerdesk_api::{account::Session, secret::Secret};

/// Access and refresh token of a session.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// Short-lived; sent with each request.
    pub access: Secret,
    /// Buys new tokens, once. Empty when the session cannot be renewed.
    pub refresh: Secret,
}

#[derive(Debug, Default)]
pub(super) struct Sessions {
    tokens: Mutex<Option<Tokens>>,
    renewing: tokio::sync::Mutex<()>,
}

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, Option<Tokens>> {
        // A panic elsewhere cannot leave a half-written Option behind.
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn access(&self) -> Option<Secret> {
        self.lock().as_ref().map(|t| t.access.clone())
    }

    pub(super) fn tokens(&self) -> Option<Tokens> {
        self.lock().clone()
    }

    pub(super) fn keep(&self, session: &Session) {
        let tokens = Tokens { access: session.access_token.clone(), refresh: session.refresh_token.clone() };
        *self.lock() = Some(tokens);
    }

    /// An access token without a refresh token: good until it ends.
    pub(super) fn bear(&self, access: Secret) {
        *self.lock() = Some(Tokens { access, refresh: Secret::default() });
    }

    pub(super) fn forget(&self) {
        *self.lock() = None;
    }

    /// Refresh tokens work once: two tasks must not spend the same one.
    pub(super) async fn renewing(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.renewing.lock().await
    }
}
