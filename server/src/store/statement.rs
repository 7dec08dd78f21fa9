//! Statements whose text comes from the names of their values, so that two neighbours cannot change places.
//!
//! The texts are put together when this program is compiled: a statement stays one constant text that a test prepares.

use super::{Error, Result, Value};

/// Longest text of such a statement.
const MOST: usize = 2048;

/// A text that grows while this program is compiled.
#[derive(Debug)]
pub struct Text {
    bytes: [u8; MOST],
    length: usize,
}

impl Text {
    /// Adds a row with these columns; what follows `VALUES (…)` is given.
    pub(super) const fn insert(table: &str, columns: &[&str], tail: &str) -> Self {
        let mut text = Text::of("INSERT INTO ").and(table).and(" (");
        let mut i = 0;
        while i < columns.len() {
            text = text.and(if i == 0 { "" } else { ", " }).and(columns[i]);
            i += 1;
        }
        text = text.and(") VALUES (");
        let mut i = 0;
        while i < columns.len() {
            text = text.and(if i == 0 { "" } else { ", " }).value(i + 1);
            i += 1;
        }
        text.and(")").and(tail)
    }

    /// Changes these columns of the rows with these keys, where the guard holds.
    pub(super) const fn update(table: &str, set: &[&str], keys: &[&str], guard: &str) -> Self {
        let mut text = Text::of("UPDATE ").and(table).and(" SET ");
        let mut i = 0;
        while i < set.len() {
            text = text.and(if i == 0 { "" } else { ", " }).and(set[i]).and(" = ").value(i + 1);
            i += 1;
        }
        text = text.and(" WHERE ");
        let mut i = 0;
        while i < keys.len() {
            text = text.and(if i == 0 { "" } else { " AND " }).and(keys[i]).and(" = ").value(set.len() + i + 1);
            i += 1;
        }
        text.and(if guard.is_empty() { "" } else { " AND " }).and(guard)
    }

    pub(super) const fn of(text: &str) -> Self {
        Text { bytes: [0; MOST], length: 0 }.and(text)
    }

    /// With more text; what does not fit is a mistake that the compiler reports.
    pub(super) const fn and(mut self, text: &str) -> Self {
        let more = text.as_bytes();
        let mut i = 0;
        while i < more.len() {
            self.bytes[self.length] = more[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    /// With the place of a value.
    const fn value(self, number: usize) -> Self {
        let digits = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        let digits = digits.split_at(if number < 10 { 1 } else { 0 }).1;
        match std::str::from_utf8(digits) {
            Ok(digits) => self.and("$").and(digits),
            Err(_) => self,
        }
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

/// A change of rows. Made by [`change!`](super::change).
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The statement.
    pub text: &'static str,
    pub(super) set: &'static [&'static str],
    pub(super) keys: &'static [&'static str],
}

/// Declares a change of rows: its table, the columns it sets, the columns it finds the rows by, and what else must hold
/// of them. A column `…_fold` follows from its neighbour.
macro_rules! change {
    ($table:literal set [$($set:literal),+ $(,)?] of [$($key:literal),+] $(where $guard:literal)?) => {{
        const SET: &[&str] = &[$($set),+];
        const KEYS: &[&str] = &[$($key),+];
        const TEXT: &$crate::store::statement::Text =
            &$crate::store::statement::Text::update($table, SET, KEYS, concat!($($guard)?));
        $crate::store::statement::Change { text: TEXT.as_str(), set: SET, keys: KEYS }
    }};
}
pub(super) use change;

/// A value with the name of its column.
pub type Named<'a> = (&'a str, Value);

impl Change {
    /// The values in the order of the text.
    pub(super) fn values(&self, set: &[Named<'_>], keys: &[Named<'_>]) -> Result<Vec<Value>> {
        let mut values = in_order(self.set, set)?;
        values.extend(in_order(self.keys, keys)?);
        Ok(values)
    }
}

fn in_order(names: &[&str], given: &[Named<'_>]) -> Result<Vec<Value>> {
    let value = |name: &str| given.iter().find(|(n, _)| *n == name).map(|(_, value)| value);
    if let Some((other, _)) = given.iter().find(|(n, _)| !names.contains(n)) {
        return Err(Error::Damaged(format!("a statement has no place for {other}")));
    }
    let found = names.iter().map(|name| {
        let twin = || name.strip_suffix("_fold").and_then(value).map(Value::fold);
        let found = value(name).cloned().or_else(twin);
        found.ok_or_else(|| Error::Damaged(format!("a statement was given no {name}")))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RENAME: Change = change!("policy" set ["name", "name_fold", "version"] of ["id"] where "state = 'draft'");

    #[test]
    fn texts_come_from_the_names_of_their_values() {
        let columns = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        assert_eq!(
            Text::insert("t", &columns, " ON CONFLICT DO NOTHING").as_str(),
            "INSERT INTO t (a, b, c, d, e, f, g, h, i, j) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING"
        );
        assert_eq!(
            RENAME.text,
            "UPDATE policy SET name = $1, name_fold = $2, version = $3 WHERE id = $4 AND state = 'draft'"
        );
    }

    #[test]
    fn values_go_to_their_names_whatever_their_order() {
        let id = [("id", "7".into())];
        let values = RENAME.values(&[("version", "2".into()), ("name", "ID Card".into())], &id).unwrap();
        assert_eq!(values, ["ID Card", "id card", "2", "7"].map(Value::from));
        assert!(RENAME.values(&[("version", "2".into())], &id).is_err(), "one is missing");
        let other = [("version", "2".into()), ("name", "x".into()), ("body", "y".into())];
        assert!(RENAME.values(&other, &id).is_err(), "one has no place");
    }
}
