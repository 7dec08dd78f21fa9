//! The folders of a person: configuration and data.

use std::{
    fs::{DirBuilder, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// Where things are kept. Nothing is made before something is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Profiles and, for the desk, themes and keys of one's own.
    pub config: PathBuf,
    /// Desks on this machine and sessions.
    pub data: PathBuf,
}

impl Folders {
    /// The folders of this person: `PARTNERDESK_CONFIG_DIR` and `PARTNERDESK_DATA_DIR`, else the usual ones.
    ///
    /// # Errors
    /// One sentence when there is no home folder to put them in.
    pub fn of_this_person() -> Result<Self, String> {
        let named = |variable| std::env::var_os(variable).filter(|v| !v.is_empty()).map(PathBuf::from);
        let usual = directories::ProjectDirs::from("", "", "partnerdesk");
        let or_usual = |variable, usual: Option<&Path>| {
            named(variable).or_else(|| usual.map(Path::to_path_buf)).ok_or_else(|| {
                format!("This user has no home folder, so there is no place for data. Set {variable} to a folder.")
            })
        };
        Ok(Folders {
            config: or_usual("PARTNERDESK_CONFIG_DIR", usual.as_ref().map(directories::ProjectDirs::config_dir))?,
            data: or_usual("PARTNERDESK_DATA_DIR", usual.as_ref().map(directories::ProjectDirs::data_dir))?,
        })
    }

    /// The file of the profiles.
    pub fn profiles(&self) -> PathBuf {
        self.config.join("profiles.toml")
    }
    /// The data folder of the desk on this machine.
    pub fn desk(&self) -> PathBuf {
        self.data.join("desk")
    }
    /// The data folder of the sample country.
    pub fn sample(&self) -> PathBuf {
        self.data.join("sample")
    }
    /// The folder of what is known about sessions.
    pub fn sessions(&self) -> PathBuf {
        self.data.join("sessions")
    }
}

/// Makes a folder that only this user can enter, with the folders above it.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    std::fs::set_permissions(folder, Permissions::from_mode(0o700))
}

/// Writes a file that only this user can read, whole or not at all, in a folder that is made if it must be.
///
/// # Errors
/// What the system says.
pub fn write_private(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let beside = file.with_extension(format!("{}.new", std::process::id()));
    let written = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut out| out.write_all(text.as_bytes()).and_then(|()| out.sync_all()))
        .and_then(|()| std::fs::rename(&beside, file));
    if written.is_err() {
        // The half-written file is of no use; that it could not be removed either changes nothing.
        let _ = std::fs::remove_file(&beside);
    }
    written
}
