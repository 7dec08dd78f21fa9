//! A text in the person's own editor: which one, and the file that it is given. Shared by the desk and the commands.

use std::{
    fs::{self, DirBuilder},
    io::{self, Read},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use crate::profile::write_private;

/// Most bytes that are read back.
const MOST: u64 = 1024 * 1024;

/// The words of the editor: `VISUAL`, else `EDITOR`, else vi. There may be flags behind the program, as in `code --wait`.
pub fn words(variable: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|name| variable(name).filter(|v| !v.trim().is_empty()));
    named.as_deref().unwrap_or("vi").split_whitespace().map(str::to_string).collect()
}

/// A file for the editor in a folder of its own that only this user can enter. Both go with it.
#[derive(Debug)]
pub struct Sheet {
    folder: PathBuf,
    file: PathBuf,
}

impl Sheet {
    /// Writes a text into a new file somewhere in this folder.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(within: &Path, text: &str, ending: &str) -> io::Result<Sheet> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        DirBuilder::new().recursive(true).mode(0o700).create(within)?;
        // In a folder of this user: in the common one for temporary files somebody else could wait for it. Of its own,
        // so that what an editor leaves beside the file goes too.
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = within.join(format!("{}-{count}", std::process::id()));
        DirBuilder::new().mode(0o700).create(&folder)?;
        let sheet = Sheet { file: folder.join(format!("text.{ending}")), folder };
        write_private(&sheet.file, text)?;
        Ok(sheet)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// What stands in the file now.
    ///
    /// # Errors
    /// What the system says; a file that is too large or no text.
    pub fn read(&self) -> io::Result<String> {
        let mut text = String::new();
        fs::File::open(&self.file)?.take(MOST + 1).read_to_string(&mut text)?;
        if text.len() as u64 > MOST {
            return Err(io::Error::other(format!("larger than {} KiB", MOST / 1024)));
        }
        Ok(text)
    }

    /// Leaves the file where it is; answers where.
    pub fn keep(self) -> PathBuf {
        let file = self.file.clone();
        std::mem::forget(self);
        file
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        // What cannot be removed can be read by this user alone.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_editor_is_the_one_that_was_chosen() {
        let words = |pairs: &'static [(&str, &str)]| {
            words(|name| pairs.iter().find(|(k, _)| *k == name).map(|(_, v)| (*v).to_string()))
        };
        assert_eq!(words(&[("VISUAL", "code --wait"), ("EDITOR", "ed")]), ["code", "--wait"]);
        assert_eq!(words(&[("VISUAL", " "), ("EDITOR", "nano")]), ["nano"]);
        assert_eq!(words(&[]), ["vi"]);
    }

    #[test]
    fn the_file_is_private_and_goes_with_all_that_lies_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let within = home.path().join("edit");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let sheet = Sheet::write(&within, "{}", "json").unwrap();
        let folder = sheet.path().parent().unwrap().to_path_buf();
        assert_eq!((mode(&within), mode(&folder), mode(sheet.path())), (0o700, 0o700, 0o600));
        fs::write(folder.join("text.json~"), "backup").unwrap();
        fs::write(sheet.path(), "[]").unwrap();
        assert_eq!(sheet.read().unwrap(), "[]");
        drop(sheet);
        assert!(!folder.exists());
        let kept = Sheet::write(&within, "x", "txt").unwrap().keep();
        assert_eq!(fs::read_to_string(kept).unwrap(), "x");
    }
}
