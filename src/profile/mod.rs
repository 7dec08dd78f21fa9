//! Profiles: which server, as whom, and how it looks; and what is kept between runs.
//!
//! One TOML file in the configuration folder holds the profiles, like the contexts of kubectl. Two profiles are always
//! there: [`HERE`], the desk on this machine, and [`SAMPLE`], the sample country. Sessions are
//! noted in [`Sessions`]; the places that can keep a token are [`StoreKind`]s.

mod file_store;
mod folders;
mod keeper;
mod keyring_store;
mod session;
mod starter;
mod store;

use std::{
    collections::BTreeMap,
    io::ErrorKind,
    path::{Path, PathBuf},
};

pub use folders::{Folders, write_private};
pub use keeper::StoreKeeper;
use serde::{Deserialize, Serialize};
pub use session::{KnownSession, Sessions};
pub use starter::{SampleRole, Started, Starter};
pub use store::{Found, StoreKind, TokenStore, find_store, try_store};

use crate::client::Address;

/// The profile of the desk on this machine.
pub const HERE: &str = "here";
/// The profile of the sample country on this machine.
pub const SAMPLE: &str = "sample";

/// One profile as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// `https://host[:port]` or `unix:/path`. Without it the profile is a desk on this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The data folder of a desk on this machine, when it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// A PEM file with the CA of the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// Who signs in here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Refuse everything that changes something.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub read_only: bool,
    /// What the header calls it: `PROD`, `SANDBOX`. The server's own word when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The colour of that word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
}

/// Colours that mark an environment. Themes decide how they look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    /// Care: production.
    Red,
    /// Attention: staging.
    Yellow,
    /// Harmless: sandbox.
    Green,
    /// Neutral.
    Blue,
    /// Neutral.
    Magenta,
    /// Neutral.
    Cyan,
}

/// Where a profile leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A desk on this machine that is started when it does not run.
    Desk {
        /// Its data folder.
        data: PathBuf,
        /// It is the sample country.
        sample: bool,
    },
    /// A server that somebody else runs.
    Server(Address),
}

/// All profiles of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profiles {
    /// The profile in use; [`HERE`] when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// By name.
    #[serde(default)]
    pub profiles: BTreeMap<String, Profile>,
}

impl Profiles {
    /// Reads the file. No file means no profiles of one's own.
    ///
    /// # Errors
    /// One sentence with file, line and column.
    pub fn load(file: &Path) -> Result<Self, String> {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Profiles::default()),
            Err(e) => return Err(format!("The profiles in {} cannot be read: {e}.", file.display())),
        };
        toml::from_str(&text).map_err(|e| {
            let before = e.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            format!("The profiles in {} cannot be used. Line {line}: {}", file.display(), e.message())
        })
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// One sentence with the file.
    pub fn save(&self, file: &Path) -> Result<(), String> {
        let text = toml::to_string_pretty(self).map_err(|e| e.to_string())?;
        write_private(file, &text).map_err(|e| format!("The profiles in {} cannot be written: {e}.", file.display()))
    }

    /// The name of the profile in use.
    pub fn current(&self) -> &str {
        self.current.as_deref().unwrap_or(HERE)
    }

    /// A profile by name. The two that are always there may be overridden, for example to name an account.
    ///
    /// # Errors
    /// One sentence that names the profiles that exist.
    pub fn get(&self, name: &str) -> Result<Profile, String> {
        match self.profiles.get(name) {
            Some(profile) => Ok(profile.clone()),
            None if [HERE, SAMPLE].contains(&name) => Ok(Profile::default()),
            None => Err(format!("There is no profile {name:?}. There are: {}.", self.names().join(", "))),
        }
    }

    /// Every name, the built-in ones first.
    pub fn names(&self) -> Vec<&str> {
        let own = self.profiles.keys().map(String::as_str).filter(|n| ![HERE, SAMPLE].contains(n));
        [HERE, SAMPLE].into_iter().chain(own).collect()
    }
}

impl Profile {
    /// Where the profile leads.
    ///
    /// # Errors
    /// One sentence when the address is none.
    pub fn place(&self, name: &str, folders: &Folders) -> Result<Place, String> {
        match &self.server {
            Some(server) => Ok(Place::Server(address(server, self.ca_file.clone())?)),
            None if name == SAMPLE => Ok(Place::Desk { data: folders.sample(), sample: true }),
            None => {
                let data = self.data.clone().unwrap_or_else(|| folders.desk());
                Ok(Place::Desk { sample: data == folders.sample(), data })
            }
        }
    }
}

/// Reads an address and joins the CA file to it.
///
/// # Errors
/// One sentence that shows the two forms of an address.
pub fn address(text: &str, file: Option<PathBuf>) -> Result<Address, String> {
    Ok(match text.parse()? {
        Address::Http { origin, .. } => Address::Http { origin, ca_file: file },
        socket => socket,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_profiles_are_always_there_and_an_unknown_one_names_them() {
        let profiles = Profiles::default();
        assert_eq!(profiles.current(), HERE);
        assert!(profiles.get(SAMPLE).is_ok());
        assert!(profiles.get("prod").unwrap_err().contains("here, sample"));
    }

    #[test]
    fn profiles_survive_their_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config/profiles.toml");
        let profile = Profile {
            server: Some("https://pms.example.org".into()),
            read_only: true,
            colour: Some(Colour::Red),
            ..Profile::default()
        };
        let written =
            Profiles { current: Some("prod".into()), profiles: BTreeMap::from([("prod".to_string(), profile)]) };
        written.save(&file).unwrap();
        assert_eq!(Profiles::load(&file).unwrap(), written);
    }

    #[test]
    fn a_broken_file_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("profiles.toml");
        std::fs::write(&file, "[profiles.prod]\nserver = \"https://a.b\"\nreadonly = true\n").unwrap();
        let error = Profiles::load(&file).unwrap_err();
        assert!(error.contains("profiles.toml") && error.contains("Line 3") && error.contains("readonly"), "{error}");
    }
}
