//! Sessions that a server remembers: those it read, so that a request need not ask the storage who its caller is, and
//! those that the storage had no room for, so that people can sign in and read while it is full.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use crate::store::session::Session;

/// Sessions that are remembered, and sessions that are kept here alone, at most.
const MOST: usize = 1000;

/// Sessions of a server that is alone with its storage.
#[derive(Debug, Default)]
pub(crate) struct Living(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    read: HashMap<String, Session>,
    /// Sessions that are in no storage, with the hash of their refresh token.
    unstored: HashMap<String, (Session, String)>,
    /// Ended sessions until they would have ended by themselves. A request that read a session just before it was ended
    /// must not bring it back; nor must the storage, where it goes on when that could not be written down.
    ended: HashMap<String, Timestamp>,
}

impl Living {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, id: &str, now: Timestamp) -> Option<Session> {
        let known = self.known();
        let found = known.read.get(id).or_else(|| known.unstored.get(id).map(|(session, _)| session));
        found.filter(|s| now < s.expires_at).cloned()
    }

    /// Remembers a session that was read.
    pub(super) fn keep(&self, session: Session) {
        let mut known = self.known();
        if known.ended.contains_key(&session.id) {
            return;
        }
        if known.read.len() >= MOST {
            known.read.clear();
        }
        known.read.insert(session.id.clone(), session);
    }

    /// Keeps a session that the storage has no room for. It ends with this server.
    pub(super) fn keep_here(&self, session: Session, refresh_hash: String) {
        let mut known = self.known();
        if known.unstored.len() >= MOST {
            let first = known.unstored.values().min_by_key(|(s, _)| s.expires_at).map(|(s, _)| s.id.clone());
            first.and_then(|id| known.unstored.remove(&id));
        }
        known.unstored.insert(session.id.clone(), (session, refresh_hash));
    }

    /// A session that is kept here alone, by the hash of its refresh token.
    pub(super) fn by_refresh(&self, refresh_hash: &str, now: Timestamp) -> Option<Session> {
        let known = self.known();
        let mut sessions = known.unstored.values();
        sessions.find(|(s, hash)| hash == refresh_hash && now < s.expires_at).map(|(session, _)| session.clone())
    }

    /// A session that was kept here alone stands in the storage now.
    pub(super) fn is_stored(&self, id: &str) {
        self.known().unstored.remove(id);
    }

    pub(super) fn forget(&self, id: &str, now: Timestamp, until: Timestamp) {
        let mut known = self.known();
        known.read.remove(id);
        known.unstored.remove(id);
        known.ended.retain(|_, until| now < *until);
        known.ended.insert(id.to_string(), until);
    }

    /// Forgets every session of an account, those among them that ended in the storage.
    pub(super) fn forget_account(&self, user_name: &str, ended: Vec<String>, now: Timestamp, until: Timestamp) {
        let mut known = self.known();
        known.read.retain(|_, session| session.user_name != user_name);
        let unstored: Vec<String> =
            known.unstored.extract_if(|_, (session, _)| session.user_name == user_name).map(|(id, _)| id).collect();
        known.ended.retain(|_, until| now < *until);
        known.ended.extend(ended.into_iter().chain(unstored).map(|id| (id, until)));
    }

    pub(super) fn has_ended(&self, id: &str) -> bool {
        self.known().ended.contains_key(id)
    }
}
