//! What commands print on standard output: a table for people, JSON and CSV for programs.

use std::io::{self, IsTerminal, Write};

use serde_json::Value;

use super::{
    clean,
    error::{CliError, Exit},
    sheet::{Sheet, words},
};

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people; fits the terminal.
    #[default]
    Table,
    /// The server's answer as it is.
    Json,
    /// For spreadsheets.
    Csv,
}

/// Prints results.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) format: Format,
}

impl Output {
    /// One answer about one thing: its members in order, nested lists below.
    pub(crate) fn record(self, answer: &Value) -> Result<(), CliError> {
        match self.format {
            Format::Json => self.json(answer),
            Format::Csv => print(&Sheet::of_record_csv(answer).csv()),
            Format::Table => print(&record_text(answer)),
        }
    }

    /// An answer that is a plain list of records.
    pub(crate) fn records(self, answer: &Value, nothing: &str) -> Result<(), CliError> {
        let rows = answer.as_array().map(Vec::as_slice).unwrap_or_default();
        match self.format {
            Format::Json => self.json(answer),
            Format::Csv => print(&Sheet::of_records(rows).csv()),
            Format::Table if rows.is_empty() => note(nothing),
            Format::Table => print(&Sheet::of_flat_records(rows).table(width())),
        }
    }

    /// A sheet with the answer that it was made from.
    pub(crate) fn sheet(self, sheet: &Sheet, answer: &Value, nothing: &str) -> Result<(), CliError> {
        match self.format {
            Format::Json => self.json(answer),
            Format::Csv => print(&sheet.csv()),
            Format::Table if sheet.rows.is_empty() => note(nothing),
            Format::Table => print(&sheet.table(width())),
        }
    }

    /// Something was done: a sentence for people, the answer for programs.
    pub(crate) fn done(self, answer: &Value, sentence: &str) -> Result<(), CliError> {
        match self.format {
            Format::Table => print(&format!("{}\n", clean::paragraph(sentence))),
            Format::Json | Format::Csv => self.record(answer),
        }
    }

    /// Text that is the result itself, such as a certificate; the same in every format but JSON.
    pub(crate) fn document(self, text: &str, answer: &Value) -> Result<(), CliError> {
        match self.format {
            Format::Json => self.json(answer),
            Format::Table | Format::Csv => {
                let end = if text.ends_with('\n') { "" } else { "\n" };
                print(&format!("{}{end}", clean::paragraph(text)))
            }
        }
    }

    /// JSON, indented.
    pub(crate) fn json(self, answer: &Value) -> Result<(), CliError> {
        let text = serde_json::to_string_pretty(answer).map_err(|e| CliError::new(Exit::Server, e.to_string()))?;
        print(&format!("{}\n", clean::json(&text)))
    }
}

/// Writes to standard output. A reader that went away (`| head`) is no failure.
pub(crate) fn print(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(CliError::new(Exit::Server, format!("The result cannot be written: {e}.")))
        }
        _ => Ok(()),
    }
}

/// Writes a remark to standard error, where it cannot get into a result.
pub(crate) fn note(text: &str) -> Result<(), CliError> {
    // Nobody is left to be told when standard error is gone.
    let _ = writeln!(io::stderr().lock(), "{}", clean::paragraph(text));
    Ok(())
}

/// Columns of the terminal; none when the result goes elsewhere.
fn width() -> Option<u16> {
    if !io::stdout().is_terminal() {
        return None;
    }
    crossterm::terminal::size().ok().map(|(columns, _)| columns).filter(|c| *c > 0)
}

fn record_text(answer: &Value) -> String {
    let mut text = Sheet::of_record(answer).table(width());
    for (name, value) in answer.as_object().into_iter().flatten() {
        let nested = match value {
            Value::Array(rows) if rows.iter().any(Value::is_object) => Sheet::of_flat_records(rows).table(width()),
            // A small object reads like a record of its own; a deep one is a document.
            Value::Object(members) if members.values().all(|v| !v.is_object() && !v.is_array()) => {
                Sheet::of_record(value).table(width())
            }
            Value::Object(_) => clean::paragraph(&serde_json::to_string_pretty(value).unwrap_or_default()) + "\n",
            _ => continue,
        };
        text.push_str(&format!("\n{}\n{nested}", words(name)));
    }
    text
}
