//! Sessions that a server remembers, so that a request need not ask the storage who its caller is.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use crate::{identity::token, store::session::Session};

/// Sessions of a server that is alone with its storage.
#[derive(Debug, Default)]
pub(crate) struct Living(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    living: HashMap<String, Session>,
    /// Ended sessions by the time until when their tokens would work. A request that read a session just before it was
    /// ended must not bring it back.
    ended: HashMap<String, Timestamp>,
}

impl Living {
    const MOST: usize = 1000;

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, id: &str, now: Timestamp) -> Option<Session> {
        self.known().living.get(id).filter(|s| now < s.expires_at).cloned()
    }

    pub(super) fn keep(&self, session: Session) {
        let mut known = self.known();
        if known.ended.contains_key(&session.id) {
            return;
        }
        if known.living.len() >= Self::MOST {
            known.living.clear();
        }
        known.living.insert(session.id.clone(), session);
    }

    pub(super) fn forget(&self, id: &str, now: Timestamp) {
        let mut known = self.known();
        known.living.remove(id);
        known.ended.retain(|_, until| now < *until);
        known.ended.insert(id.to_string(), now + token::ACCESS_LIFE);
    }
}
