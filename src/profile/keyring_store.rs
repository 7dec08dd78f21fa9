//! Tokens in a key ring: the desktop's or the kernel's, both through the keyring project's interface.

use std::{sync::Arc, time::Duration};

use keyring::{CredentialStore, Entry, Error};
use partnerdesk_api::secret::Secret;
use zeroize::Zeroizing;

use super::{TokenStore, store::within};

/// The name that key rings show for our tokens.
const SERVICE: &str = "partnerdesk";

pub(super) struct KeyringStore {
    store: Arc<CredentialStore>,
    /// The desktop's key ring is called on a thread of its own and given up on after this time.
    patience: Option<Duration>,
}

/// The desktop's key ring. Not to be used without a limit of time: a bus may accept a call and never answer.
pub(super) fn secret_service(patience: Duration) -> Result<KeyringStore, String> {
    let store = within(patience, || zbus_secret_service_keyring_store::Store::new().map_err(|e| why(&e)))?;
    Ok(KeyringStore { store, patience: Some(patience) })
}

/// The kernel's key ring. Answers at once or not at all.
pub(super) fn keyutils() -> Result<KeyringStore, String> {
    let store = linux_keyutils_keyring_store::Store::new().map_err(|e| why(&e))?;
    Ok(KeyringStore { store, patience: None })
}

impl KeyringStore {
    fn on<T: Send + 'static>(
        &self,
        key: &str,
        work: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, String> {
        let (store, key) = (Arc::clone(&self.store), key.to_string());
        let work = move || {
            let entry = store.build(SERVICE, &key, None).map_err(|e| why(&e))?;
            work(&entry).map_err(|e| why(&e))
        };
        match self.patience {
            Some(limit) => within(limit, work),
            None => work(),
        }
    }
}

impl TokenStore for KeyringStore {
    fn get(&self, key: &str) -> Result<Option<Secret>, String> {
        self.on(key, |entry| match entry.get_password() {
            Ok(text) => Ok(Some(Secret::new(Zeroizing::new(text).as_str()))),
            Err(Error::NoEntry) => Ok(None),
            Err(e) => Err(e),
        })
    }

    fn set(&self, key: &str, token: &Secret) -> Result<(), String> {
        let token = token.clone();
        self.on(key, move |entry| entry.set_password(token.expose()))
    }

    fn wipe(&self, key: &str) -> Result<(), String> {
        self.on(key, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            done => done,
        })
    }
}

/// The innermost cause: the outer layers only say that something failed.
fn why(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
