//! Files of the person at the desk: read, written, listed; and small things kept between runs, for their eyes only.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tokio::{
    fs,
    io::{AsyncReadExt, AsyncWriteExt},
};

use super::layer::Entry;

/// A path as typed: `~` is the home folder.
pub fn expand(typed: &str) -> PathBuf {
    let home = directories::BaseDirs::new().map(|d| d.home_dir().to_path_buf());
    match (typed.strip_prefix("~/"), typed == "~", home) {
        (Some(rest), _, Some(home)) => home.join(rest),
        (None, true, Some(home)) => home,
        _ => PathBuf::from(typed),
    }
}

/// Reads a file of at most so many bytes.
pub(super) async fn read(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    let read = async {
        let mut bytes = Vec::new();
        fs::File::open(path).await?.take(limit + 1).read_to_end(&mut bytes).await?;
        if bytes.len() as u64 > limit {
            return Err(io::Error::other(format!("larger than {} KiB", limit / 1024)));
        }
        Ok(bytes)
    };
    read.await.map_err(|e: io::Error| e.to_string())
}

/// The names in a folder, folders first. Hidden ones are left out.
pub(super) async fn list(path: &Path) -> Result<Vec<Entry>, String> {
    let read = async {
        let mut entries = Vec::new();
        let mut folder = fs::read_dir(path).await?;
        while let Some(entry) = folder.next_entry().await? {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') {
                let is_folder = fs::metadata(entry.path()).await.is_ok_and(|m| m.is_dir());
                entries.push(Entry { name, is_folder });
            }
        }
        entries.sort_by(|a, b| b.is_folder.cmp(&a.is_folder).then_with(|| a.name.cmp(&b.name)));
        Ok(entries)
    };
    read.await.map_err(|e: io::Error| e.to_string())
}

/// Writes a text, for the person alone to read.
pub(super) async fn write(path: &Path, text: &str, append: bool) -> Result<(), String> {
    let write = async {
        let mut options = fs::OpenOptions::new();
        options.mode(0o600);
        if append {
            options.append(true)
        } else {
            options.write(true).create_new(true)
        };
        let mut file = options.open(path).await?;
        file.write_all(text.as_bytes()).await?;
        file.flush().await
    };
    write.await.map_err(|e| e.to_string())
}

fn kept_file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.json"))
}

/// Keeps something small.
pub(super) async fn keep(folder: &Path, name: &str, value: &Value) -> io::Result<()> {
    replace(&kept_file(folder, name), &value.to_string()).await
}

/// Keeps what was copied and is too long for the terminal; answers where.
pub(super) async fn keep_copy(folder: &Path, text: &str) -> Result<PathBuf, String> {
    let path = folder.join("copied.txt");
    replace(&path, text).await.map(|()| path).map_err(|e| e.to_string())
}

/// Written beside and moved, so that a crash leaves the old one or the new one.
async fn replace(path: &Path, text: &str) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path.parent().unwrap_or(Path::new("."))).await?;
    let beside = path.with_extension("new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside).await?;
    file.write_all(text.as_bytes()).await?;
    file.sync_all().await?;
    fs::rename(&beside, path).await
}

/// Something kept by an earlier run.
pub(super) async fn recall(folder: &Path, name: &str) -> Option<Value> {
    serde_json::from_slice(&fs::read(kept_file(folder, name)).await.ok()?).ok()
}

/// Throws something kept away.
pub(super) async fn forget(folder: &Path, name: &str) {
    // It may never have been kept.
    fs::remove_file(kept_file(folder, name)).await.ok();
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn kept_things_come_back_and_are_private() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = folder.path().join("drafts");
        assert_eq!(recall(&drafts, "request").await, None);
        keep(&drafts, "request", &json!({"step": 1})).await.unwrap();
        keep(&drafts, "request", &json!({"step": 2})).await.unwrap();
        assert_eq!(recall(&drafts, "request").await, Some(json!({"step": 2})));
        let mode = std::fs::metadata(drafts.join("request.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let copied = keep_copy(&drafts, "x").await.unwrap();
        assert_eq!(std::fs::metadata(&copied).unwrap().permissions().mode() & 0o777, 0o600);
        forget(&drafts, "request").await;
        assert_eq!(recall(&drafts, "request").await, None);
    }

    #[tokio::test]
    async fn files_have_limits_and_are_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        write(&path, "a\n", false).await.unwrap();
        write(&path, "b\n", true).await.unwrap();
        assert!(write(&path, "c", false).await.is_err());
        assert_eq!(read(&path, 4).await.unwrap(), b"a\nb\n");
        assert!(read(&path, 3).await.is_err());
        assert_eq!(list(folder.path()).await.unwrap(), [Entry { name: "x.csv".into(), is_folder: false }]);
    }
}
