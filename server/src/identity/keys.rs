//! Keys of the installation. One master key in a file outside the database; everything else is derived from it or
//! sealed with it, so that several servers that share the key file share tokens, look-ups and the authority.

use std::{fs, io, os::unix::fs::OpenOptionsExt as _, os::unix::fs::PermissionsExt as _, path::Path};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, KeyType, Salt},
    hmac, rand,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use partnerdesk_api::secret::Secret;
use zeroize::Zeroizing;

/// The derived keys.
pub struct Keys {
    seal: LessSafeKey,
    lookup: hmac::Key,
    codes: hmac::Key,
    /// Signs access tokens.
    pub(super) tokens: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(•••)")
    }
}

/// A sealed text does not belong to this key file, or was changed.
#[derive(Debug, thiserror::Error)]
#[error("something sealed cannot be opened: the key file does not belong to this storage, or the storage was changed")]
pub struct Unsealable;

struct Length(usize);
impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl Keys {
    /// Derives all keys from a master key of 32 bytes.
    pub fn derive(master: &[u8; 32]) -> Self {
        let root = Salt::new(HKDF_SHA256, b"partnerdesk/1").extract(master);
        let derive = |label: &[u8]| {
            let mut key = Zeroizing::new(vec![0; 32]);
            let info = [label];
            // 32 bytes are far below the limit of HKDF, the only thing that can be refused here.
            if let Ok(okm) = root.expand(&info, Length(32)) {
                let _ = okm.fill(&mut key);
            }
            key
        };
        let seal = derive(b"seal");
        let unbound = UnboundKey::new(&AES_256_GCM, &seal).expect("AES-256 takes a key of 32 bytes");
        Keys {
            seal: LessSafeKey::new(unbound),
            lookup: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"lookup")),
            codes: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"codes")),
            tokens: derive(b"tokens"),
        }
    }

    /// Reads the key file; nothing when there is none.
    ///
    /// # Errors
    /// The file cannot be read, has the wrong size, or others may read it.
    pub fn read(path: &Path) -> io::Result<Option<Self>> {
        let bad = |why: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {why}", path.display()));
        let bytes = match fs::read(path).map(Zeroizing::new) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e),
        };
        if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            return Err(bad("others may read this key file; set its mode to 0600"));
        }
        let master: &[u8; 32] =
            bytes.as_slice().try_into().map_err(|_| bad("this is no key file: it must have 32 bytes"))?;
        Ok(Some(Keys::derive(master)))
    }

    /// Makes a key file of 32 random bytes, readable by its owner only. It is there whole or not at all.
    ///
    /// # Errors
    /// The file cannot be made, or is there already.
    pub fn make(path: &Path) -> io::Result<Self> {
        let mut master = Zeroizing::new([0; 32]);
        rand::fill(&mut *master).map_err(|_| io::Error::other("the system gives no random bytes"))?;
        let part = path.with_extension("part");
        let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        io::Write::write_all(&mut file, &*master)?;
        file.sync_all()?;
        let made = fs::hard_link(&part, path);
        fs::remove_file(&part)?;
        made.map(|()| Keys::derive(&master))
    }

    /// What a storage keeps to know its key again; tells nothing of it.
    pub fn fingerprint(&self) -> String {
        BASE64.encode(hmac::sign(&self.codes, b"the key of this storage"))
    }

    /// Encrypts a text for one purpose; what is sealed for one purpose cannot be opened for another.
    pub fn seal(&self, purpose: &str, bytes: &[u8]) -> String {
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).expect("the system gives random bytes");
        let mut data = bytes.to_vec();
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose.as_bytes()), &mut data)
            .expect("texts are shorter than AES-GCM's limit");
        format!("1.{}", BASE64.encode([&nonce[..], &data].concat()))
    }

    /// Decrypts what [`Keys::seal`] made.
    ///
    /// # Errors
    /// [`Unsealable`].
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        let data = sealed.strip_prefix("1.").and_then(|s| BASE64.decode(s).ok()).ok_or(Unsealable)?;
        let (nonce, cipher) = data.split_at_checked(NONCE_LEN).ok_or(Unsealable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unsealable)?;
        let mut cipher = Zeroizing::new(cipher.to_vec());
        let length =
            self.seal.open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut cipher).map_err(|_| Unsealable)?.len();
        cipher.truncate(length);
        Ok(cipher)
    }

    /// Decrypts a sealed text.
    ///
    /// # Errors
    /// [`Unsealable`].
    pub fn open_text(&self, purpose: &str, sealed: &str) -> Result<String, Unsealable> {
        String::from_utf8(self.open(purpose, sealed)?.to_vec()).map_err(|_| Unsealable)
    }

    /// The hash under which an e-mail address is found; letter case does not matter.
    pub fn lookup(&self, email: &str) -> String {
        BASE64.encode(hmac::sign(&self.lookup, email.trim().to_lowercase().as_bytes()))
    }

    /// The hash under which a random code or token is kept.
    pub fn code_hash(&self, code: &Secret) -> String {
        BASE64.encode(hmac::sign(&self.codes, code.expose().as_bytes()))
    }
}

/// A random text of so many bytes of randomness, safe in URLs and terminals.
pub fn random_code(bytes: usize) -> Secret {
    let mut random = Zeroizing::new(vec![0; bytes]);
    rand::fill(&mut random).expect("the system gives random bytes");
    Secret::new(BASE64.encode(&*random))
}

/// A random text of so many letters and digits, safe in paths, forms and spreadsheets.
pub fn random_key(characters: usize) -> Secret {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut text = Zeroizing::new(String::with_capacity(characters));
    let mut random = Zeroizing::new([0; 64]);
    while text.len() < characters {
        rand::fill(&mut *random).expect("the system gives random bytes");
        // 248 is four times 62; a higher byte would favour the first letters.
        let letters = random.iter().filter(|byte| **byte < 248).map(|byte| char::from(LETTERS[usize::from(byte % 62)]));
        let lacking = characters - text.len();
        text.extend(letters.take(lacking));
    }
    Secret::new(text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_texts_open_only_with_their_key_and_purpose() {
        let keys = Keys::derive(&[7; 32]);
        let sealed = keys.seal("address", "1 Print Lane".as_bytes());
        assert_eq!(keys.open_text("address", &sealed).unwrap(), "1 Print Lane");
        assert!(keys.open_text("e-mail", &sealed).is_err());
        assert!(Keys::derive(&[8; 32]).open_text("address", &sealed).is_err());
        assert_ne!(sealed, keys.seal("address", "1 Print Lane".as_bytes()), "equal texts must not look equal");
    }

    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(Keys::read(&path).unwrap().is_none());
        let made = Keys::make(&path).unwrap();
        assert!(Keys::make(&path).is_err(), "a key is never overwritten");
        assert_eq!(made.lookup("A@b.ke"), Keys::read(&path).unwrap().unwrap().lookup("a@b.ke "));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(Keys::read(&path).unwrap_err().to_string().contains("0600"));
    }
}
