//! Tokens in a plain-text file of mode 0600 in a folder of mode 0700. Only used after asking.

use std::{collections::BTreeMap, io::ErrorKind, path::PathBuf};

use partnerdesk_api::secret::Secret;
use zeroize::Zeroizing;

use super::{
    Folders, TokenStore,
    folders::{make_private, write_private},
};

pub(super) struct FileStore {
    file: PathBuf,
}

type Tokens = BTreeMap<String, Secret>;

impl FileStore {
    pub(super) fn new(folders: &Folders) -> Self {
        FileStore { file: folders.sessions().join("tokens.toml") }
    }

    fn read(&self) -> Result<Tokens, String> {
        let text = match std::fs::read_to_string(&self.file) {
            Ok(text) => Zeroizing::new(text),
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Tokens::new()),
            Err(e) => return Err(format!("{} cannot be read: {e}", self.file.display())),
        };
        // What toml says of a broken line would quote the line, and so a token.
        toml::from_str(&text).map_err(|_| format!("{} is damaged; remove it and sign in again", self.file.display()))
    }

    fn write(&self, tokens: &Tokens) -> Result<(), String> {
        let cannot = |e: std::io::Error| format!("{} cannot be written: {e}", self.file.display());
        self.file.parent().map_or(Ok(()), make_private).map_err(cannot)?;
        let text = Zeroizing::new(toml::to_string(tokens).map_err(|e| e.to_string())?);
        write_private(&self.file, &text).map_err(cannot)
    }
}

impl TokenStore for FileStore {
    fn get(&self, key: &str) -> Result<Option<Secret>, String> {
        Ok(self.read()?.remove(key))
    }

    fn set(&self, key: &str, token: &Secret) -> Result<(), String> {
        let mut tokens = self.read()?;
        tokens.insert(key.into(), token.clone());
        self.write(&tokens)
    }

    fn wipe(&self, key: &str) -> Result<(), String> {
        let mut tokens = self.read()?;
        tokens.remove(key).map_or(Ok(()), |_| self.write(&tokens))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn nobody_else_can_read_the_file_or_enter_its_folder() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders { config: root.path().into(), data: root.path().join("data") };
        let store = FileStore::new(&folders);
        store.set("a@b", &Secret::from("token")).unwrap();
        store.set("c@d", &Secret::from("other")).unwrap();
        let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folders.sessions()), 0o700);
        assert_eq!(mode(folders.sessions().join("tokens.toml")), 0o600);
        store.wipe("a@b").unwrap();
        assert!(store.get("a@b").unwrap().is_none());
        assert_eq!(store.get("c@d").unwrap().unwrap().expose(), "other");
    }
}
