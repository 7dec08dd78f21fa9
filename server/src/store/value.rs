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

impl Value {
    /// Folded, for a column that searches read.
    pub(super) fn fold(&self) -> Value {
        match self {
            Value::Text(Some(text)) => Value::Text(Some(super::fold(text))),
            other => other.clone(),
        }
    }
}

/// A value of a row. The tables hold nothing else.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// No value.
    #[default]
    Null,
    /// A number, or a time.
    Int(i64),
    /// A text.
    Text(String),
}

/// What a column holds.
pub trait Stored: Sized {
    /// How its absence is bound to a statement.
    const NULL: Value;
    /// How it is bound to a statement.
    fn bind(&self) -> Value;
    /// How it is read; `None` when the cell holds something else.
    fn of(cell: Cell) -> Option<Self>;
}

impl Stored for String {
    const NULL: Value = Value::Text(None);
    fn bind(&self) -> Value {
        self.into()
    }
    fn of(cell: Cell) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text) } else { None }
    }
}

impl Stored for i64 {
    const NULL: Value = Value::Int(None);
    fn bind(&self) -> Value {
        (*self).into()
    }
    fn of(cell: Cell) -> Option<Self> {
        if let Cell::Int(number) = cell { Some(number) } else { None }
    }
}

impl Stored for Timestamp {
    const NULL: Value = Value::Int(None);
    fn bind(&self) -> Value {
        (*self).into()
    }
    fn of(cell: Cell) -> Option<Self> {
        i64::of(cell).and_then(|microseconds| Timestamp::from_microsecond(microseconds).ok())
    }
}

impl<T: Stored> Stored for Option<T> {
    const NULL: Value = T::NULL;
    fn bind(&self) -> Value {
        self.as_ref().map_or(T::NULL, T::bind)
    }
    fn of(cell: Cell) -> Option<Self> {
        if cell == Cell::Null { Some(None) } else { T::of(cell).map(Some) }
    }
}

/// Lets states be stored by their words.
macro_rules! words {
    ($($state:ty),+ $(,)?) => {$(
        impl $crate::store::Stored for $state {
            const NULL: $crate::store::Value = $crate::store::Value::Text(None);
            fn bind(&self) -> $crate::store::Value {
                self.word().into()
            }
            fn of(cell: $crate::store::Cell) -> Option<Self> {
                <String as $crate::store::Stored>::of(cell).and_then(|word| <$state>::from_word(&word))
            }
        }
        impl From<$state> for $crate::store::Value {
            fn from(state: $state) -> Self {
                state.word().into()
            }
        }
    )+};
}
pub(super) use words;

/// A row that was read, with the names of its columns. Values are taken out of it, most often in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    names: Arc<[String]>,
    cells: Vec<Cell>,
    next: usize,
}

impl Row {
    pub(super) fn new(names: Arc<[String]>, cells: Vec<Cell>) -> Self {
        Row { names, cells, next: 0 }
    }

    fn place(&self, column: &str) -> Result<usize> {
        let places = (self.next..self.names.len()).chain(0..self.next);
        let mut named = places.filter(|i| self.names[*i] == column);
        named.next().ok_or_else(|| Error::Damaged(format!("no column {column} was read")))
    }

    pub(super) fn cell(&self, column: &str) -> Result<&Cell> {
        Ok(&self.cells[self.place(column)?])
    }

    /// Takes a value out.
    ///
    /// # Errors
    /// No such column, or it holds something else.
    pub fn take<V: Stored>(&mut self, column: &str) -> Result<V> {
        let place = self.place(column)?;
        self.next = place + 1;
        self.take_at(place)
    }

    /// Takes the value of the first column out.
    pub(super) fn take_first<V: Stored>(&mut self) -> Result<V> {
        self.take_at(0)
    }

    fn take_at<V: Stored>(&mut self, place: usize) -> Result<V> {
        let cell = self.cells.get_mut(place).map(std::mem::take).unwrap_or_default();
        V::of(cell).ok_or_else(|| {
            let column = self.names.get(place).map_or("nothing", String::as_str);
            Error::Damaged(format!("{column} holds what it should not"))
        })
    }
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
        Ok(Row::new(names.clone(), cells))
    };
    rows.iter().map(read).collect()
}
