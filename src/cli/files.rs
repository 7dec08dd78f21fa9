//! Files that commands read and write. `-` means standard input or output.

use std::{
    fs::{File, Permissions},
    io::{self, Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use super::{error::CliError, output};

/// Reads a file of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let most = limit as u64 + 1;
    let outcome = match path.to_str() {
        Some("-") => io::stdin().lock().take(most).read_to_end(&mut bytes),
        _ => File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)),
    };
    outcome.map_err(|e| CliError::usage(format!("{} cannot be read: {e}.", path.display())))?;
    if bytes.len() > limit {
        return Err(CliError::usage(format!("{} is larger than {} KiB.", path.display(), limit / 1024)));
    }
    Ok(bytes)
}

/// Reads a text file.
pub(crate) fn read_text(path: &Path, limit: usize) -> Result<String, CliError> {
    String::from_utf8(read(path, limit)?)
        .map_err(|_| CliError::usage(format!("{} is no text in UTF-8.", path.display())))
}

/// Who may read a written file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// As the user's settings say.
    Usual,
    /// Only the user: the file holds a secret.
    OnlyMe,
}

/// Writes a file that must not exist yet, unless `overwrite` says so.
pub(crate) fn write(path: &Path, text: &str, readers: Readers, overwrite: bool) -> Result<(), CliError> {
    if path.to_str() == Some("-") {
        return output::print(text);
    }
    let mut options = File::options();
    options.write(true).create(true).truncate(true).create_new(!overwrite);
    if readers == Readers::OnlyMe {
        options.mode(0o600);
    }
    let written = options.open(path).and_then(|mut file| {
        if readers == Readers::OnlyMe {
            // A file that is overwritten keeps its mode, which may be too open.
            file.set_permissions(Permissions::from_mode(0o600))?;
        }
        file.write_all(text.as_bytes())
    });
    written.map_err(|e| match e.kind() {
        io::ErrorKind::AlreadyExists => CliError::usage(format!("{} exists already.", path.display()))
            .hint("Give another name, or --force to overwrite it."),
        _ => CliError::usage(format!("{} cannot be written: {e}.", path.display())),
    })
}
