//! Storage on SQLite and PostgreSQL. One text per statement runs on both; nothing outside this folder knows SQL.
//!
//! Reads go through [`Db::read`], changes through a [`Tx`] that [`Db::write`] opens. On SQLite there is one writer and a
//! few read-only readers, so writers never wait for each other with a stale snapshot.

mod error;
pub mod list;
mod open;
mod totals;
mod value;

pub mod account;
pub mod audit;
pub mod authority;
pub mod certificate;
pub mod event;
pub mod extractor;
pub mod partner;
pub mod policy;
pub mod policy_request;
pub mod session;
pub mod setting;

pub use error::{Error, Result};
pub use open::{Database, sqlite_version};
pub use totals::Totals;
pub use value::{Row, Value};

use sqlx::{AssertSqlSafe, PgPool, Postgres, SqlSafeStr, Sqlite, SqlitePool, Transaction};

/// A storage that is open.
#[derive(Clone, Debug)]
pub enum Db {
    /// SQLite: one writer, several read-only readers.
    Lite {
        /// Exactly one connection.
        writer: SqlitePool,
        /// Connections that refuse to write.
        readers: SqlitePool,
        /// What lists counted lately.
        totals: Totals,
    },
    /// PostgreSQL.
    Pg {
        /// Connections.
        pool: PgPool,
        /// What lists counted lately.
        totals: Totals,
    },
}

/// An open transaction. Dropped without [`Tx::commit`], it changes nothing.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite's writer.
    Lite(Transaction<'static, Sqlite>, Totals),
    /// On PostgreSQL.
    Pg(Transaction<'static, Postgres>, Totals),
}

macro_rules! bound {
    ($sql:expr, $values:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $values {
            query = match value {
                Value::Text(v) => query.bind(v.clone()),
                Value::Int(v) => query.bind(*v),
            };
        }
        query
    }};
}

impl Db {
    /// Opens a transaction that may write: `BEGIN IMMEDIATE` on SQLite, `BEGIN` on PostgreSQL.
    ///
    /// # Errors
    /// [`Error::Away`] when no connection is to be had in time.
    pub async fn write(&self) -> Result<Tx> {
        Ok(match self {
            Db::Lite { writer, totals, .. } => Tx::Lite(writer.begin_with("BEGIN IMMEDIATE").await?, totals.clone()),
            Db::Pg { pool, totals } => Tx::Pg(pool.begin().await?, totals.clone()),
        })
    }

    /// Whether the storage answers at all.
    pub async fn answers(&self) -> bool {
        self.first("SELECT 1 AS one", &[]).await.is_ok()
    }

    /// Rows of one statement, outside any transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all(&self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>> {
        self.fetch(sql.into_sql_str(), values).await
    }

    /// The first row of one statement, outside any transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn first(&self, sql: &'static str, values: &[Value]) -> Result<Option<Row>> {
        Ok(match self {
            Db::Lite { readers, .. } => bound!(sql, values).fetch_optional(readers).await?.map(Row::Lite),
            Db::Pg { pool, .. } => bound!(sql, values).fetch_optional(pool).await?.map(Row::Pg),
        })
    }

    /// Rows of a statement that [`list`] put together from constant parts; every value is bound.
    async fn composed(&self, sql: String, values: &[Value]) -> Result<Vec<Row>> {
        self.fetch(AssertSqlSafe(sql).into_sql_str(), values).await
    }

    fn totals(&self) -> &Totals {
        match self {
            Db::Lite { totals, .. } | Db::Pg { totals, .. } => totals,
        }
    }

    async fn fetch(&self, sql: sqlx::SqlStr, values: &[Value]) -> Result<Vec<Row>> {
        Ok(match self {
            Db::Lite { readers, .. } => {
                bound!(sql, values).fetch_all(readers).await?.into_iter().map(Row::Lite).collect()
            }
            Db::Pg { pool, .. } => bound!(sql, values).fetch_all(pool).await?.into_iter().map(Row::Pg).collect(),
        })
    }
}

impl Tx {
    /// Runs a statement; answers how many rows it changed.
    ///
    /// # Errors
    /// What the database says; [`Error::Unique`] when a unique index refused it.
    pub async fn run(&mut self, sql: &'static str, values: &[Value]) -> Result<u64> {
        Ok(match self {
            Tx::Lite(tx, _) => bound!(sql, values).execute(&mut **tx).await?.rows_affected(),
            Tx::Pg(tx, _) => bound!(sql, values).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Rows of one statement, as this transaction sees them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>> {
        Ok(match self {
            Tx::Lite(tx, _) => bound!(sql, values).fetch_all(&mut **tx).await?.into_iter().map(Row::Lite).collect(),
            Tx::Pg(tx, _) => bound!(sql, values).fetch_all(&mut **tx).await?.into_iter().map(Row::Pg).collect(),
        })
    }

    /// The first row of one statement, as this transaction sees it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn first(&mut self, sql: &'static str, values: &[Value]) -> Result<Option<Row>> {
        Ok(match self {
            Tx::Lite(tx, _) => bound!(sql, values).fetch_optional(&mut **tx).await?.map(Row::Lite),
            Tx::Pg(tx, _) => bound!(sql, values).fetch_optional(&mut **tx).await?.map(Row::Pg),
        })
    }

    /// Makes everybody else who would change these rows wait until this transaction ends, by a statement that changes
    /// nothing in them. On SQLite there is nobody else: its one writer is this transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hold(&mut self, sql: &'static str, values: &[Value]) -> Result<()> {
        match self {
            Tx::Lite(..) => Ok(()),
            Tx::Pg(..) => self.run(sql, values).await.map(drop),
        }
    }

    /// Holds back every other server that asks for the same lock until this transaction ends. SQLite's writer is such
    /// a lock already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lock(&mut self, number: i64) -> Result<()> {
        match self {
            Tx::Lite(..) => Ok(()),
            Tx::Pg(..) => self.all("SELECT pg_advisory_xact_lock($1)", &[number.into()]).await.map(drop),
        }
    }

    /// Makes the changes durable.
    ///
    /// # Errors
    /// What the database says; then nothing was changed.
    pub async fn commit(self) -> Result<()> {
        let totals = match self {
            Tx::Lite(tx, totals) => {
                tx.commit().await?;
                totals
            }
            Tx::Pg(tx, totals) => {
                tx.commit().await?;
                totals
            }
        };
        totals.changed();
        Ok(())
    }
}

/// How texts are folded for filters that ignore letter case; the same on both databases. Character by character, so that
/// a part folds as it does within the whole: in words the last sigma of Greek would be another letter.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}
