//! A JSON value in the person's own editor.

use std::{path::Path, process::Command};

use serde_json::Value;

use super::error::{CliError, Exit};
use crate::profile::write_private;

/// Opens the value in VISUAL, else EDITOR, else vi, and reads it back. Text that is no JSON is kept and its place named,
/// so that nothing that was typed is lost.
pub(crate) async fn change(value: &Value, folder: &Path) -> Result<Value, CliError> {
    let text = serde_json::to_string_pretty(value).map_err(|e| CliError::usage(e.to_string()))?;
    // In a folder of this user: in the common one for temporary files somebody else could wait for it.
    let file = folder.join(format!("policy-{}.json", std::process::id()));
    let cannot = |e: std::io::Error| CliError::usage(format!("The editor cannot be used: {e}."));
    write_private(&file, &text).map_err(cannot)?;
    let named = ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let editor = named.unwrap_or_else(|| "vi".into());
    let path = file.clone();
    let edited = tokio::task::spawn_blocking(move || run(&editor, &path)).await;
    let status = edited.map_err(|e| CliError::usage(e.to_string()))?.map_err(cannot)?;
    if !status.success() {
        return Err(CliError::new(Exit::Interrupted, "The editor was left with an error. Nothing was changed."));
    }
    let changed = std::fs::read_to_string(&file).map_err(cannot)?;
    let value = serde_json::from_str(&changed).map_err(|e| {
        CliError::usage(format!("This is no JSON: line {}, column {}: {e}.", e.line(), e.column()))
            .hint(format!("Your text is in {}; go on with it by --file.", file.display()))
    })?;
    // Nothing secret stands in a policy; a file that stays behind only takes space.
    let _ = std::fs::remove_file(&file);
    Ok(value)
}

/// The variable may hold flags beside the program, as in `code --wait`.
fn run(editor: &str, file: &Path) -> std::io::Result<std::process::ExitStatus> {
    let mut words = editor.split_whitespace();
    Command::new(words.next().unwrap_or("vi")).args(words).arg(file).status()
}
