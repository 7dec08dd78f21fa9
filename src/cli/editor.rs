//! A JSON value in the person's own editor.

use std::{path::Path, process::Command};

use serde_json::Value;

use super::error::{CliError, Exit};
use crate::editor::{self, Sheet};

/// Opens the value in the editor and reads it back. Text that is no JSON is kept and its place named, so that nothing
/// that was typed is lost.
pub(crate) async fn change(value: &Value, folder: &Path) -> Result<Value, CliError> {
    let text = serde_json::to_string_pretty(value).map_err(|e| CliError::usage(e.to_string()))?;
    let cannot = |e: std::io::Error| CliError::usage(format!("The editor cannot be used: {e}."));
    let sheet = Sheet::write(folder, &text, "json").map_err(cannot)?;
    let path = sheet.path().to_path_buf();
    let edited = tokio::task::spawn_blocking(move || run(&path)).await;
    let status = edited.map_err(|e| CliError::usage(e.to_string()))?.map_err(cannot)?;
    if !status.success() {
        return Err(CliError::new(Exit::Interrupted, "The editor was left with an error. Nothing was changed."));
    }
    let changed = sheet.read().map_err(cannot)?;
    serde_json::from_str(&changed).map_err(|e| {
        CliError::usage(format!("This is no JSON: line {}, column {}: {e}.", e.line(), e.column()))
            .hint(format!("Your text is in {}; go on with it by --file.", sheet.keep().display()))
    })
}

fn run(file: &Path) -> std::io::Result<std::process::ExitStatus> {
    let words = editor::words(|name| std::env::var(name).ok());
    let mut words = words.iter();
    Command::new(words.next().map_or("vi", String::as_str)).args(words).arg(file).status()
}
