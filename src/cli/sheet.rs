//! Heads and rows: what tables and CSV files are made of.

use comfy_table::{ContentArrangement, Table, presets};
use jiff::tz::TimeZone;
use partnerdesk_api::time;
use serde_json::Value;

use super::{
    clean,
    error::{CliError, Exit},
};

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
        let shown = members.filter(|(_, value)| !is_table(value) && !value.is_null());
        let rows = shown.map(|(name, value)| vec![words(name), for_people(name, &text(value))]).collect();
        Sheet { heads: Vec::new(), rows }
    }

    /// A record as one row under its heads; nested values as JSON.
    pub(crate) fn of_record_csv(record: &Value) -> Self {
        Self::of_records(std::slice::from_ref(record))
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

    /// For people: aligned columns, wrapped at the width when there is one.
    pub(crate) fn table(&self, width: Option<u16>) -> String {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        if let Some(width) = width {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        if !self.heads.is_empty() {
            table.set_header(self.heads.iter().map(|name| words(name).to_uppercase()));
        }
        for row in &self.rows {
            let cells = row.iter().enumerate().map(|(i, cell)| match self.heads.get(i) {
                Some(name) => clean::line(&for_people(name, cell)).into_owned(),
                None => clean::paragraph(cell),
            });
            table.add_row(cells.collect::<Vec<_>>());
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        let mut text: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        if self.rows.is_empty() && self.heads.is_empty() {
            text.clear();
        }
        text
    }

    /// For spreadsheets: heads by their wire names, values as they came.
    pub(crate) fn csv(&self) -> Result<String, CliError> {
        let mut out = csv::Writer::from_writer(Vec::new());
        let cannot = |e: csv::Error| CliError::new(Exit::Server, format!("The CSV cannot be written: {e}."));
        if !self.heads.is_empty() {
            out.write_record(&self.heads).map_err(cannot)?;
        }
        for row in &self.rows {
            out.write_record(row.iter().map(|cell| clean::cell(cell))).map_err(cannot)?;
        }
        let bytes = out.into_inner().map_err(|e| cannot(e.into_error().into()))?;
        String::from_utf8(bytes).map_err(|e| CliError::new(Exit::Server, e.to_string()))
    }
}

fn is_table(value: &Value) -> bool {
    value.as_array().is_some_and(|rows| rows.iter().any(Value::is_object))
}

/// The text of a value; plain lists joined, nested values as JSON.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if !is_table(value) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The words of a wire name: `certificateUploadStatus` → `Certificate upload status`.
pub(crate) fn words(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for (i, c) in name.chars().enumerate() {
        match c {
            c if i == 0 => out.extend(c.to_uppercase()),
            '_' | '-' => out.push(' '),
            c if c.is_uppercase() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
                out.extend(c.to_lowercase());
            }
            c => out.push(c),
        }
    }
    out
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

fn local(text: &str) -> Option<String> {
    let moment = time::parse(text)?;
    Some(moment.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_align_by_width_on_screen() {
        let sheet =
            Sheet::of_records(&[json!({"orgName": "銀行", "ok": true}), json!({"orgName": "Bank", "ok": false})]);
        assert_eq!(sheet.table(None), "ORG NAME  OK\n銀行      yes\nBank      no\n");
    }

    #[test]
    fn csv_keeps_values_and_quotes_them() {
        let sheet = Sheet::of_records(&[json!({"name": "a, \"b\"", "status": null, "n": 3})]);
        assert_eq!(sheet.csv().unwrap(), "name,status,n\n\"a, \"\"b\"\"\",,3\n");
    }

    #[test]
    fn wire_names_become_words() {
        assert_eq!(words("certificateUploadStatus"), "Certificate upload status");
        assert_eq!(words("is_Active"), "Is active");
    }
}
