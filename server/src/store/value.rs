//! Values that go into statements and rows that come out, the same for both databases.

use jiff::Timestamp;
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type, postgres::PgRow, sqlite::SqliteRow};

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

/// A row of either database.
#[derive(Debug)]
pub enum Row {
    /// From SQLite.
    Lite(SqliteRow),
    /// From PostgreSQL.
    Pg(PgRow),
}

impl Row {
    fn get<T>(&self, column: &str) -> Result<T>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        Ok(match self {
            Row::Lite(row) => row.try_get(column)?,
            Row::Pg(row) => row.try_get(column)?,
        })
    }

    /// A text that is never NULL.
    ///
    /// # Errors
    /// No such column, NULL, or another type.
    pub fn text(&self, column: &str) -> Result<String> {
        self.get(column)
    }

    /// A text or NULL.
    ///
    /// # Errors
    /// No such column or another type.
    pub fn maybe_text(&self, column: &str) -> Result<Option<String>> {
        self.get(column)
    }

    /// A number that is never NULL.
    ///
    /// # Errors
    /// No such column, NULL, or another type.
    pub fn int(&self, column: &str) -> Result<i64> {
        self.get(column)
    }

    /// A time that is never NULL.
    ///
    /// # Errors
    /// As [`Row::int`], or outside the years that can be shown.
    pub fn time(&self, column: &str) -> Result<Timestamp> {
        to_time(self.get(column)?)
    }

    /// A time or NULL.
    ///
    /// # Errors
    /// As [`Row::time`].
    pub fn maybe_time(&self, column: &str) -> Result<Option<Timestamp>> {
        self.get::<Option<i64>>(column)?.map(to_time).transpose()
    }
}

/// The time of stored microseconds.
pub(super) fn to_time(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds).map_err(|_| Error::Damaged("a stored time is out of range".into()))
}
