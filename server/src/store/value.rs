//! Values that go into statements and rows that come out, the same for both databases.

use std::sync::Arc;

use jiff::Timestamp;
use sqlx::{Column as _, Row as _, TypeInfo as _, postgres::PgRow};

use super::{Error, Result};

/// A value bound to a statement. Times are microseconds since 1970 in UTC.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text or NULL.
    Text(Option<String>),
    /// A number or NULL.
    Int(Option<i64>),
}

impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Value::Text(Some(v.into()))
    }
}
impl From<String> for Value {
    fn from(v: String) -> Self {
        Value::Text(Some(v))
    }
}
impl From<&String> for Value {
    fn from(v: &String) -> Self {
        Value::Text(Some(v.clone()))
    }
}
impl From<Option<String>> for Value {
    fn from(v: Option<String>) -> Self {
        Value::Text(v)
    }
}
impl From<Option<&str>> for Value {
    fn from(v: Option<&str>) -> Self {
        Value::Text(v.map(Into::into))
    }
}
impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Value::Int(Some(v))
    }
}
impl From<Timestamp> for Value {
    fn from(v: Timestamp) -> Self {
        Value::Int(Some(v.as_microsecond()))
    }
}
impl From<Option<Timestamp>> for Value {
    fn from(v: Option<Timestamp>) -> Self {
        Value::Int(v.map(Timestamp::as_microsecond))
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Value::Text(text) => text.to_sql(),
            Value::Int(number) => number.to_sql(),
        }
    }
}

/// A value of a row. The tables hold nothing else.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Null,
    Int(i64),
    Text(String),
}

/// A row that was read, with the names of its columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub(super) names: Arc<[String]>,
    pub(super) cells: Vec<Cell>,
}

impl Row {
    pub(super) fn cell(&self, column: &str) -> Result<&Cell> {
        let place = self.names.iter().position(|name| name == column);
        place.and_then(|i| self.cells.get(i)).ok_or_else(|| Error::Damaged(format!("no column {column} was read")))
    }

    /// A text that is never NULL.
    ///
    /// # Errors
    /// No such column, NULL, or another type.
    pub fn text(&self, column: &str) -> Result<String> {
        self.maybe_text(column)?.ok_or_else(|| unexpected(column, "NULL"))
    }

    /// A text or NULL.
    ///
    /// # Errors
    /// No such column or another type.
    pub fn maybe_text(&self, column: &str) -> Result<Option<String>> {
        match self.cell(column)? {
            Cell::Text(text) => Ok(Some(text.clone())),
            Cell::Null => Ok(None),
            Cell::Int(_) => Err(unexpected(column, "a number")),
        }
    }

    /// A number that is never NULL.
    ///
    /// # Errors
    /// No such column, NULL, or another type.
    pub fn int(&self, column: &str) -> Result<i64> {
        match self.cell(column)? {
            Cell::Int(number) => Ok(*number),
            Cell::Null => Err(unexpected(column, "NULL")),
            Cell::Text(_) => Err(unexpected(column, "a text")),
        }
    }

    /// A time that is never NULL.
    ///
    /// # Errors
    /// As [`Row::int`], or outside the years that can be shown.
    pub fn time(&self, column: &str) -> Result<Timestamp> {
        to_time(self.int(column)?)
    }

    /// A time or NULL.
    ///
    /// # Errors
    /// As [`Row::time`].
    pub fn maybe_time(&self, column: &str) -> Result<Option<Timestamp>> {
        if *self.cell(column)? == Cell::Null { Ok(None) } else { self.time(column).map(Some) }
    }
}

fn unexpected(column: &str, what: &str) -> Error {
    Error::Damaged(format!("{column} is {what}"))
}

fn to_time(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds).map_err(|_| Error::Damaged("a stored time is out of range".into()))
}

/// Rows of PostgreSQL, in the shape that SQLite's have.
pub(super) fn of_postgres(rows: &[PgRow]) -> Result<Vec<Row>> {
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let names: Arc<[String]> = first.columns().iter().map(|c| c.name().to_string()).collect();
    let read = |row: &PgRow| {
        let cell = |column: &sqlx::postgres::PgColumn| {
            let at = column.ordinal();
            Ok(match column.type_info().name() {
                "INT8" => row.try_get::<Option<i64>, _>(at)?.map(Cell::Int),
                "INT4" => row.try_get::<Option<i32>, _>(at)?.map(|n| Cell::Int(n.into())),
                "BOOL" => row.try_get::<Option<bool>, _>(at)?.map(|b| Cell::Int(b.into())),
                _ => row.try_get::<Option<String>, _>(at)?.map(Cell::Text),
            }
            .unwrap_or(Cell::Null))
        };
        let cells = row.columns().iter().map(cell).collect::<Result<Vec<Cell>>>()?;
        Ok(Row { names: names.clone(), cells })
    };
    rows.iter().map(read).collect()
}
