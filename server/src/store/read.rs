//! Reading, the same from the storage as it was last committed and from a transaction as it sees it.

use super::{ALL, Db, FromRow, Record, Result, Row, Stored, Tx, Value};

/// Where records are read from.
pub trait Read: Sync {
    /// At most so many rows of one statement.
    fn rows(&self, sql: &'static str, values: &[Value], most: usize) -> impl Future<Output = Result<Vec<Row>>> + Send;

    /// Everything that a statement finds.
    fn all<R: FromRow>(&self, sql: &'static str, values: &[Value]) -> impl Future<Output = Result<Vec<R>>> + Send {
        async move { self.rows(sql, values, ALL).await?.iter_mut().map(R::from_row).collect() }
    }

    /// The first that a statement finds.
    fn first<R: FromRow>(&self, sql: &'static str, values: &[Value]) -> impl Future<Output = Result<Option<R>>> + Send {
        async move { self.rows(sql, values, 1).await?.first_mut().map(R::from_row).transpose() }
    }

    /// A record by its key.
    fn find<R: Record>(&self, key: &str) -> impl Future<Output = Result<Option<R>>> + Send {
        async move { self.first(R::FIND.as_str(), &[key.into()]).await }
    }

    /// The values of the first column that a statement finds.
    fn column<V: Stored>(&self, sql: &'static str, values: &[Value]) -> impl Future<Output = Result<Vec<V>>> + Send {
        async move { self.rows(sql, values, ALL).await?.iter_mut().map(Row::take_first).collect() }
    }

    /// The value that a statement finds.
    fn value<V: Stored>(&self, sql: &'static str, values: &[Value]) -> impl Future<Output = Result<Option<V>>> + Send {
        async move { self.rows(sql, values, 1).await?.first_mut().map(Row::take_first).transpose() }
    }

    /// Whether a statement finds anything.
    fn any(&self, sql: &'static str, values: &[Value]) -> impl Future<Output = Result<bool>> + Send {
        async move { Ok(!self.rows(sql, values, 1).await?.is_empty()) }
    }

    /// The number that a statement answers.
    fn count(&self, sql: &'static str, values: &[Value]) -> impl Future<Output = Result<i64>> + Send {
        async move { Ok(self.value(sql, values).await?.unwrap_or_default()) }
    }
}

impl Read for Db {
    async fn rows(&self, sql: &'static str, values: &[Value], most: usize) -> Result<Vec<Row>> {
        self.read(sql.into(), values, most).await
    }
}

impl Read for Tx {
    async fn rows(&self, sql: &'static str, values: &[Value], most: usize) -> Result<Vec<Row>> {
        self.read(sql, values, most).await
    }
}
