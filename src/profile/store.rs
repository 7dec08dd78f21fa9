//! Where a refresh token can be kept. The first place that really works is taken, and it is said which.
//!
//! A bastion has no desktop, and containers often forbid the kernel's key ring, so each place is tried with a token of
//! no worth before anybody signs in: a sign-in whose token is lost afterwards would be worse than none. A place that
//! does not answer in time counts as not there. Access tokens are never kept.

use std::{fmt, time::Duration};

use partnerdesk_api::secret::Secret;
use serde::{Deserialize, Serialize};

use super::{Folders, file_store::FileStore, keyring_store, session::Held};

/// Kinds of places, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum StoreKind {
    /// The key ring of the desktop (secret service).
    SecretService,
    /// The kernel's key ring; gone after a restart.
    Keyutils,
    /// A file that only this user can read; the token stands in it as plain text.
    File,
    /// Nowhere: the session ends with the program.
    #[value(skip)]
    Memory,
}

impl fmt::Display for StoreKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StoreKind::SecretService => "the key ring of the desktop",
            StoreKind::Keyutils => "the kernel's key ring (gone after a restart)",
            StoreKind::File => "a plain-text file that only you can read",
            StoreKind::Memory => "memory only",
        })
    }
}

/// A place that keeps tokens by name.
pub trait TokenStore: Send + Sync {
    /// The token of a name, if there is one.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn get(&self, key: &str) -> Result<Option<Secret>, String>;
    /// Keeps a token under a name.
    ///
    /// # Errors
    /// Why it cannot be kept.
    fn set(&self, key: &str, token: &Secret) -> Result<(), String>;
    /// Wipes the token of a name. None there is no error.
    ///
    /// # Errors
    /// Why it cannot be wiped.
    fn wipe(&self, key: &str) -> Result<(), String>;
}

/// How long a place may take to show that it works.
const PROBE: Duration = Duration::from_millis(300);
/// How long a place may take later; a person may have to unlock it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Opens a place without trying it. `None` for memory, which keeps nothing between runs.
///
/// # Errors
/// Why it cannot be opened.
pub(super) fn open(kind: StoreKind, folders: &Folders) -> Result<Option<Box<dyn TokenStore>>, String> {
    Ok(match kind {
        StoreKind::SecretService => Some(Box::new(keyring_store::secret_service(PATIENCE)?)),
        StoreKind::Keyutils => Some(Box::new(keyring_store::keyutils()?)),
        StoreKind::File => Some(Box::new(FileStore::new(folders))),
        StoreKind::Memory => None,
    })
}

/// The place that was found, and why better ones were passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What was taken.
    pub kind: StoreKind,
    /// Each better place with the reason it does not work here.
    pub passed_over: Vec<(StoreKind, String)>,
}

/// Finds a place that works. A plain-text file is only taken when `allow_file` says so; it is asked only when nothing
/// better works. Blocks for at most a second, `allow_file` aside.
pub fn find_store(folders: &Folders, allow_file: impl FnOnce(&[(StoreKind, String)]) -> bool) -> Found {
    let mut passed_over = Vec::new();
    for kind in [StoreKind::SecretService, StoreKind::Keyutils] {
        match try_store(kind, folders) {
            Ok(()) => return Found { kind, passed_over },
            Err(why) => passed_over.push((kind, why)),
        }
    }
    if allow_file(&passed_over) {
        match try_store(StoreKind::File, folders) {
            Ok(()) => return Found { kind: StoreKind::File, passed_over },
            Err(why) => passed_over.push((StoreKind::File, why)),
        }
    }
    Found { kind: StoreKind::Memory, passed_over }
}

/// Keeps, reads and wipes a token of no worth, to find out whether a place works.
///
/// # Errors
/// Why it does not.
pub fn try_store(kind: StoreKind, folders: &Folders) -> Result<(), String> {
    let folders = folders.clone();
    within(PROBE, move || {
        let Some(store) = open(kind, &folders)? else { return Ok(()) };
        // The file holds all tokens: another process may be changing one of them.
        let _held = if kind == StoreKind::File { Some(Held::wait(&folders)?) } else { None };
        let key = format!("probe-{}", std::process::id());
        store.set(&key, &Secret::from("of no worth"))?;
        let found = store.get(&key);
        store.wipe(&key)?;
        match found? {
            Some(_) => Ok(()),
            None => Err("it loses what it is given".into()),
        }
    })
}

/// Runs work that may never come back on a thread of its own and waits for it only so long. The secret service also
/// refuses to be called from a thread of our asynchronous runtime.
pub(super) fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let (tell, hear) = std::sync::mpsc::channel();
    std::thread::Builder::new()
        .name("token store".into())
        .spawn(move || tell.send(work()))
        .map_err(|e| format!("no thread could be started: {e}"))?;
    hear.recv_timeout(limit).unwrap_or_else(|_| Err(format!("it did not answer within {} ms", limit.as_millis())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_never_answers_is_passed_over() {
        let answer: Result<(), String> = within(Duration::from_millis(20), || {
            loop {
                std::thread::park();
            }
        });
        assert!(answer.unwrap_err().contains("did not answer"));
    }

    #[test]
    fn a_file_works_where_nothing_else_does() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders { config: root.path().into(), data: root.path().into() };
        assert_eq!(try_store(StoreKind::File, &folders), Ok(()));
    }
}
