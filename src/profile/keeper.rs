//! Keeps a client's session in the store that was found for it.

use partnerdesk_api::{account::Session, secret::Secret};

use super::{
    Folders, KnownSession, StoreKind, TokenStore,
    session::{self, Held},
    store,
};
use crate::client::{Keeper, Kept};

/// The place of one account's session at one server.
#[derive(Clone, Debug)]
pub struct StoreKeeper {
    /// Where sessions are noted.
    pub folders: Folders,
    /// The server, as [`crate::client::Address`] writes it.
    pub address: String,
    /// The user name.
    pub account: String,
    /// Which store has the token.
    pub store: StoreKind,
}

impl Keeper for StoreKeeper {
    fn open(&self) -> Result<Box<dyn Kept>, String> {
        let held = Held::wait(&self.folders)?;
        let store = store::open(self.store, &self.folders).map_err(|why| self.broken(&why))?;
        Ok(Box::new(Opened { place: self.clone(), store, held }))
    }
}

impl StoreKeeper {
    fn broken(&self, why: &str) -> String {
        format!("The session in {} cannot be used: {why}. Sign in again, or name another store.", self.store)
    }
}

struct Opened {
    place: StoreKeeper,
    /// `None`: memory.
    store: Option<Box<dyn TokenStore>>,
    held: Held,
}

impl Opened {
    fn key(&self) -> String {
        session::key(&self.place.account, &self.place.address)
    }
}

impl Kept for Opened {
    fn refresh_token(&self) -> Result<Option<Secret>, String> {
        self.store.as_ref().map_or(Ok(None), |s| s.get(&self.key())).map_err(|why| self.place.broken(&why))
    }

    fn keep(&mut self, session: &Session) -> Result<(), String> {
        let Some(store) = &self.store else { return Ok(()) };
        store.set(&self.key(), &session.refresh_token).map_err(|why| self.place.broken(&why))?;
        let StoreKeeper { address, account, store, .. } = self.place.clone();
        self.held.note(KnownSession { address, account, store, expires: session.session_expires })
    }

    fn forget(&mut self) -> Result<(), String> {
        if let Some(store) = &self.store {
            store.wipe(&self.key()).map_err(|why| self.place.broken(&why))?;
        }
        self.held.strike(&self.key())
    }
}
