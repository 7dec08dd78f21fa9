//! Heads and rows: what tables and CSV files are made of.

use comfy_table::{ContentArrangement, Table, presets};
use jiff::tz::TimeZone;
use partnerdesk_api::time::{self, LocalTime};
use serde_json::Value;

use super::{clean, fit::fit};
use crate::{command_line::plain_words, rows::csv};

/// Heads by their wire names, and rows of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// Wire names of the columns; none for a record, whose first column names the members.
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Sheet {
    /// A record as two columns. Nested lists of records are left out; they are tables of their own.
    pub(crate) fn of_record(record: &Value) -> Self {
        let members = record.as_object().into_iter().flatten();
        let shown = members.filter(|(_, value)| !is_nested(value) && !value.is_null());
        let rows = shown.map(|(name, value)| vec![words(name), for_people(name, &text(value))]).collect();
        Sheet { heads: Vec::new(), rows }
    }

    /// A record as one row under its heads; nested values as JSON.
    pub(crate) fn of_record_csv(record: &Value) -> Self {
        Self::of_records(std::slice::from_ref(record))
    }

    /// Records as rows for people: without nested values, which would fill the screen.
    pub(crate) fn of_flat_records(records: &[Value]) -> Self {
        let flat = |record: &Value| {
            let members = record.as_object().into_iter().flatten().filter(|(_, value)| !is_nested(value));
            Value::Object(members.map(|(name, value)| (name.clone(), value.clone())).collect())
        };
        Self::of_records(&records.iter().map(flat).collect::<Vec<_>>())
    }

    /// Records as rows; the columns are all members that occur.
    pub(crate) fn of_records(records: &[Value]) -> Self {
        let mut heads: Vec<String> = Vec::new();
        for name in records.iter().filter_map(Value::as_object).flat_map(|record| record.keys()) {
            if !heads.contains(name) {
                heads.push(name.clone());
            }
        }
        let rows = records.iter().map(|record| heads.iter().map(|name| text(&record[name.as_str()])).collect());
        Sheet { rows: rows.collect(), heads }
    }

    /// For people: aligned columns. Where there is a width, rows stay on one line and columns without room are named
    /// below; the two columns of a record are wrapped instead.
    pub(crate) fn table(&self, width: Option<u16>) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let shown = self.for_people();
        let Some(width) = width else { return shown.aligned(None) };
        if shown.heads.is_empty() {
            return shown.aligned(Some(width));
        }
        let (fitted, dropped) = fit(&shown, width.into());
        let mut text = fitted.aligned(None);
        if !dropped.is_empty() {
            let names: Vec<_> = dropped.iter().map(|name| words(name).to_lowercase()).collect();
            text.push_str(&format!("(no room for: {}; -o csv has them all)\n", names.join(", ")));
        }
        text
    }

    /// With texts as people read them, safe to print.
    fn for_people(&self) -> Sheet {
        let cell = |(i, cell): (usize, &String)| match self.heads.get(i) {
            Some(name) => clean::line(&for_people(name, cell)).into_owned(),
            None => clean::paragraph(cell),
        };
        let rows = self.rows.iter().map(|row| row.iter().enumerate().map(cell).collect());
        Sheet { heads: self.heads.clone(), rows: rows.collect() }
    }

    fn aligned(&self, width: Option<u16>) -> String {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        if let Some(width) = width {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        if !self.heads.is_empty() {
            table.set_header(self.heads.iter().map(|name| words(name).to_uppercase()));
        }
        table.add_rows(&self.rows);
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    /// For spreadsheets: heads by their wire names, values as they came.
    pub(crate) fn csv(&self) -> String {
        let heads = Some(&self.heads).filter(|heads| !heads.is_empty());
        heads.into_iter().chain(&self.rows).map(csv::line).collect()
    }
}

/// An object, or a list of objects.
fn is_nested(value: &Value) -> bool {
    value.is_object() || value.as_array().is_some_and(|rows| rows.iter().any(Value::is_object))
}

/// The text of a value; plain lists joined, nested values as JSON.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if !is_nested(value) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// What people read for a wire name: `certificateUploadStatus` → `Certificate upload status`. MOSIP's shortest names are
/// written out.
pub(crate) fn words(name: &str) -> String {
    let long = |word: &str| match word {
        "desc" | "descr" => "description".to_string(),
        "cr" => "created".into(),
        "up" | "upd" => "changed".into(),
        "dtimes" => "at".into(),
        "org" | "organization" => "organisation".into(),
        "cert" => "certificate".into(),
        other => other.into(),
    };
    let text = plain_words(name).split(' ').map(long).collect::<Vec<_>>().join(" ");
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Yes and no for the words of JSON; times in this machine's zone, to the minute.
fn for_people(name: &str, text: &str) -> String {
    match text {
        "true" => "yes".into(),
        "false" => "no".into(),
        _ if names_a_time(name) => local(text).unwrap_or_else(|| text.to_string()),
        _ => text.to_string(),
    }
}

fn names_a_time(name: &str) -> bool {
    ["Time", "Dtimes", "dtimes", "Date", "From", "Till", "At", "Expires", "expires", "timestamp"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// A moment in this machine's zone, to the minute.
pub(crate) fn moment(at: LocalTime) -> String {
    at.0.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

fn local(text: &str) -> Option<String> {
    time::parse(text).map(|at| moment(at.into()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_align_by_width_on_screen() {
        let sheet =
            Sheet::of_records(&[json!({"orgName": "銀行", "ok": true}), json!({"orgName": "Bank", "ok": false})]);
        assert_eq!(sheet.table(None), "ORGANISATION NAME  OK\n銀行               yes\nBank               no\n");
    }

    #[test]
    fn csv_keeps_values_and_quotes_them() {
        let sheet = Sheet::of_records(&[json!({"name": "a, \"b\"", "status": null, "n": 3})]);
        assert_eq!(sheet.csv(), "name,status,n\n\"a, \"\"b\"\"\",,3\n");
    }

    #[test]
    fn wire_names_become_words() {
        assert_eq!(words("certificateUploadStatus"), "Certificate upload status");
        assert_eq!(words("is_Active"), "Is active");
        assert_eq!(words("policyGroup_cr_dtimes"), "Policy group created at");
        assert_eq!(plain_words("orgName"), "org name");
    }
}
