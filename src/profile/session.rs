//! What is known about sessions: who is signed in where, and which store keeps the token. No token stands here.

use std::{fs::File, io::ErrorKind, path::Path};

use partnerdesk_api::time::LocalTime;
use serde::{Deserialize, Serialize};

use super::{
    Folders, StoreKind,
    folders::{make_private, write_private},
};

/// One session that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownSession {
    /// The server, as [`crate::client::Address`] writes it.
    pub address: String,
    /// The user name.
    pub account: String,
    /// Where its refresh token is.
    pub store: StoreKind,
    /// When the session ends at the server.
    pub expires: LocalTime,
}

impl KnownSession {
    /// Under which name the store keeps the token.
    pub fn key(&self) -> String {
        key(&self.account, &self.address)
    }
}

/// Under which name a store keeps the token of an account at a server.
pub(super) fn key(account: &str, address: &str) -> String {
    format!("{account}@{address}")
}

/// All sessions of a person, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sessions {
    /// Every one.
    #[serde(default)]
    pub sessions: Vec<KnownSession>,
}

impl Sessions {
    /// Reads what is known. A file that cannot be read counts as empty: people sign in again.
    pub fn load(folders: &Folders) -> Self {
        let text = std::fs::read_to_string(folders.sessions().join(FILE)).unwrap_or_default();
        toml::from_str(&text).unwrap_or_default()
    }

    /// The session of an account at a server; of the account that signed in last when none is named.
    pub fn find(&self, address: &str, account: Option<&str>) -> Option<&KnownSession> {
        let here = |s: &&KnownSession| s.address == address && account.is_none_or(|a| a == s.account);
        self.sessions.iter().rev().find(here)
    }

    fn save(&self, folders: &Folders) -> Result<(), String> {
        let text = toml::to_string(self).map_err(|e| e.to_string())?;
        let file = folders.sessions().join(FILE);
        write_private(&file, &text).map_err(|e| cannot_write(&file, &e))
    }
}

const FILE: &str = "sessions.toml";

/// The turn of one process to spend one session's token. Released when dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _lock: File,
}

impl Turn {
    /// Waits for other processes of this person that spend the same token; a slow server holds up nobody else.
    pub(super) fn wait(folders: &Folders, key: &str) -> Result<Self, String> {
        // FNV-1a: only has to be the same in every process, and short enough for a file name.
        let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        Ok(Turn { _lock: lock(folders, &format!("turn-{hash:016x}"))? })
    }
}

/// What is known about sessions, and the file of tokens, held by this process alone for as long as a change takes.
#[derive(Debug)]
pub(super) struct Held {
    folders: Folders,
    _lock: File,
}

/// Waits for a lock file of the sessions' folder. It is released when it is closed, even by a crash.
fn lock(folders: &Folders, name: &str) -> Result<File, String> {
    let folder = folders.sessions();
    make_private(&folder).map_err(|e| cannot_write(&folder, &e))?;
    let file = folder.join(name);
    let lock = File::options().create(true).truncate(false).write(true).open(&file);
    lock.and_then(|f| f.lock().map(|()| f)).map_err(|e| cannot_write(&file, &e))
}

impl Held {
    /// Waits for other processes of this person, then holds.
    pub(super) fn wait(folders: &Folders) -> Result<Self, String> {
        Ok(Held { folders: folders.clone(), _lock: lock(folders, "lock")? })
    }

    /// Notes a session: after a sign-in as the newest, after a renewal where it stands.
    pub(super) fn note(&self, session: KnownSession, signed_in: bool) -> Result<(), String> {
        let mut known = Sessions::load(&self.folders);
        match known.sessions.iter().position(|s| s.key() == session.key()) {
            Some(place) if !signed_in => known.sessions[place] = session,
            place => {
                place.map(|place| known.sessions.remove(place));
                known.sessions.push(session);
            }
        }
        known.save(&self.folders)
    }

    /// Strikes a session out.
    pub(super) fn strike(&self, key: &str) -> Result<(), String> {
        let mut known = Sessions::load(&self.folders);
        known.sessions.retain(|s| s.key() != key);
        known.save(&self.folders)
    }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> String {
    let what_to_do = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            " Set PARTNERDESK_DATA_DIR to a folder that you may write."
        }
        ErrorKind::StorageFull => " Free some space.",
        _ => "",
    };
    format!("Sessions cannot be kept in {}: {error}.{what_to_do}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(account: &str) -> KnownSession {
        KnownSession {
            address: "unix:/x".into(),
            account: account.into(),
            store: StoreKind::File,
            expires: jiff::Timestamp::UNIX_EPOCH.into(),
        }
    }

    #[test]
    fn the_account_that_signed_in_last_is_taken_unless_one_is_named() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders { config: root.path().into(), data: root.path().into() };
        let held = Held::wait(&folders).unwrap();
        held.note(session("meera"), true).unwrap();
        held.note(session("tomas"), true).unwrap();
        held.note(session("meera"), false).unwrap();
        let known = Sessions::load(&folders);
        assert_eq!(known.find("unix:/x", None).unwrap().account, "tomas");
        assert_eq!(known.find("unix:/x", Some("meera")).unwrap().account, "meera");
        assert!(known.find("unix:/y", None).is_none());
        held.strike(&session("tomas").key()).unwrap();
        assert_eq!(Sessions::load(&folders).find("unix:/x", None).unwrap().account, "meera");
    }
}
