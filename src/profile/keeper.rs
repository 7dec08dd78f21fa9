//! Keeps a client's session in a token store.

use std::sync::{Arc, Mutex, PoisonError};

use partnerdesk_api::{account::Session, secret::Secret};

use super::{
    Folders, KnownSession, StoreKind, TokenStore, find_store,
    session::{self, Held, Turn},
    store,
};
use crate::client::{Keeper, Kept};

/// The place of a session at one server. Shared by its clones.
#[derive(Clone, Debug)]
pub struct StoreKeeper {
    folders: Folders,
    /// The server, as [`crate::client::Address`] writes it.
    address: String,
    place: Arc<Mutex<Place>>,
}

/// Whose session it is and where; both may only be known once somebody signs in.
#[derive(Clone, Debug, Default)]
struct Place {
    account: Option<String>,
    store: Option<StoreKind>,
}

impl StoreKeeper {
    /// For a session that is kept already.
    pub fn of(session: &KnownSession, folders: &Folders) -> Self {
        let place = Place { account: Some(session.account.clone()), store: Some(session.store) };
        StoreKeeper { folders: folders.clone(), address: session.address.clone(), place: Arc::new(Mutex::new(place)) }
    }

    /// For whoever signs in next. Without a store the best one that needs no asking is found then, not before:
    /// looking for it takes time.
    pub fn for_sign_in(address: &str, store: Option<StoreKind>, folders: &Folders) -> Self {
        let place = Place { account: None, store };
        StoreKeeper { folders: folders.clone(), address: address.into(), place: Arc::new(Mutex::new(place)) }
    }

    /// Where the session is kept, once that is settled.
    pub fn store(&self) -> Option<StoreKind> {
        self.place().store
    }

    fn place(&self) -> Place {
        self.place.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn settle(&self, place: Place) {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }
}

impl Keeper for StoreKeeper {
    fn open(&self) -> Result<Box<dyn Kept>, String> {
        let account = self.place().account.unwrap_or_default();
        let turn = Turn::wait(&self.folders, &session::key(&account, &self.address))?;
        Ok(Box::new(Opened { keeper: self.clone(), _turn: turn }))
    }
}

/// A keeper that this process holds alone.
struct Opened {
    keeper: StoreKeeper,
    _turn: Turn,
}

impl Opened {
    /// The store; `None` for memory or when nobody has signed in yet.
    fn store(&self) -> Result<Option<Box<dyn TokenStore>>, String> {
        let Some(kind) = self.keeper.place().store else { return Ok(None) };
        store::open(kind, &self.keeper.folders).map_err(|why| broken(kind, &why))
    }

    fn key(&self, account: &str) -> String {
        session::key(account, &self.keeper.address)
    }
}

impl Kept for Opened {
    fn refresh_token(&self) -> Result<Option<Secret>, String> {
        let Place { account: Some(account), store: Some(kind) } = self.keeper.place() else { return Ok(None) };
        match self.store()? {
            Some(store) => store.get(&self.key(&account)).map_err(|why| broken(kind, &why)),
            None => Ok(None),
        }
    }

    fn keep(&mut self, session: &Session, signed_in: bool) -> Result<(), String> {
        let kind = self.keeper.place().store.unwrap_or_else(|| find_store(&self.keeper.folders, |_| false).kind);
        let account = session.profile.user_name.clone();
        self.keeper.settle(Place { account: Some(account.clone()), store: Some(kind) });
        let Some(store) = self.store()? else { return Ok(()) };
        let held = Held::wait(&self.keeper.folders)?;
        store.set(&self.key(&account), &session.refresh_token).map_err(|why| broken(kind, &why))?;
        let address = self.keeper.address.clone();
        held.note(KnownSession { address, account, store: kind, expires: session.session_expires }, signed_in)
    }

    fn forget(&mut self) -> Result<(), String> {
        let Place { account: Some(account), store: Some(kind) } = self.keeper.place() else { return Ok(()) };
        let held = Held::wait(&self.keeper.folders)?;
        if let Some(store) = self.store()? {
            store.wipe(&self.key(&account)).map_err(|why| broken(kind, &why))?;
        }
        self.keeper.settle(Place { account: None, store: Some(kind) });
        held.strike(&self.key(&account))
    }
}

fn broken(kind: StoreKind, why: &str) -> String {
    format!("The session in {kind} cannot be used: {why}. Sign in again, or choose another place with --token-store.")
}
