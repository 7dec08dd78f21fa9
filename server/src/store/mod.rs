//! Storage on SQLite and PostgreSQL. One text per statement runs on both; nothing outside this folder knows SQL.
//!
//! Reads go through [`Db::read`], changes through a [`Tx`] that [`Db::write`] opens. On SQLite there is one writer and a
//! few read-only readers, so writers never wait for each other with a stale snapshot.

mod error;
pub mod list;
mod open;
mod sqlite;
pub mod state;
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
pub use open::Database;
pub use sqlite::Sqlite;
pub use totals::Totals;
pub use value::{Row, Value};

use sqlite::Sql;
use sqlx::{AssertSqlSafe, Executor as _, PgPool, Postgres, postgres::PgArguments, query::Query};
use value::of_postgres;

/// What one file of this folder keeps: its statements, and the tables behind its lists. Tests read it; a file that is not
/// here fails them.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    /// The file.
    pub name: &'static str,
    /// Every statement.
    pub statements: &'static [&'static str],
    /// The tables behind the lists.
    pub tables: &'static [&'static list::Table],
}

const fn area(
    name: &'static str,
    statements: &'static [&'static str],
    tables: &'static [&'static list::Table],
) -> Area {
    Area { name, statements, tables }
}

/// Every area.
pub const AREAS: &[Area] = &[
    area("account", account::STATEMENTS, &[&account::TABLE]),
    area("audit", audit::STATEMENTS, &[&audit::TABLE]),
    area("authority", authority::STATEMENTS, &[]),
    area("certificate", certificate::STATEMENTS, &[&certificate::TABLE]),
    area("event", event::STATEMENTS, &[]),
    area("extractor", extractor::STATEMENTS, &[&extractor::TABLE]),
    area("partner", partner::STATEMENTS, &[&partner::TABLE]),
    area("policy", policy::STATEMENTS, &[&policy::GROUP_TABLE, &policy::TABLE]),
    area("policy_request", policy_request::STATEMENTS, &[&policy_request::TABLE]),
    area("session", session::STATEMENTS, &[]),
    area("setting", setting::STATEMENTS, &[]),
];

/// A storage that is open.
#[derive(Clone, Debug)]
pub struct Db {
    database: Opened,
    /// What lists counted lately.
    totals: Totals,
}

#[derive(Clone, Debug)]
enum Opened {
    Sqlite(Sqlite),
    Postgres(PgPool),
}

/// An open transaction. Dropped without [`Tx::commit`], it changes nothing.
#[derive(Debug)]
pub struct Tx {
    open: Open,
    totals: Totals,
}

#[derive(Debug)]
enum Open {
    Sqlite(sqlite::Transaction),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// All rows of a statement.
const ALL: usize = usize::MAX;

fn bound<'q>(sql: &Sql, values: &[Value]) -> Query<'q, Postgres, PgArguments> {
    let query = match sql {
        Sql::Borrowed(text) => sqlx::query(*text),
        Sql::Owned(text) => sqlx::query(AssertSqlSafe(text.clone())),
    };
    values.iter().fold(query, |query, value| match value {
        Value::Text(text) => query.bind(text.clone()),
        Value::Int(number) => query.bind(*number),
    })
}

impl Db {
    /// Opens a transaction that may write. On SQLite it waits for the one writer here, and begins with its first
    /// statement.
    ///
    /// # Errors
    /// [`Error::Away`] when no connection is to be had in time.
    pub async fn write(&self) -> Result<Tx> {
        let open = match &self.database {
            Opened::Sqlite(sqlite) => Open::Sqlite(sqlite.write().await?),
            Opened::Postgres(pool) => Open::Postgres(pool.begin().await?),
        };
        Ok(Tx { open, totals: self.totals.clone() })
    }

    /// Whether other servers may share the storage. SQLite's file belongs to the one that holds the data folder's lock.
    pub fn is_shared(&self) -> bool {
        matches!(self.database, Opened::Postgres(_))
    }

    /// Whether the storage answers at all.
    pub async fn answers(&self) -> bool {
        self.first("SELECT 1 AS one", &[]).await.is_ok()
    }

    /// Whether the database understands a statement; for the test that asks it of every statement.
    ///
    /// # Errors
    /// What the database says.
    pub async fn prepares(&self, sql: &'static str) -> Result<()> {
        match &self.database {
            Opened::Sqlite(sqlite) => sqlite.prepares(sql).await,
            Opened::Postgres(pool) => {
                Ok(pool.acquire().await?.prepare(sqlx::SqlStr::from_static(sql)).await.map(drop)?)
            }
        }
    }

    /// Runs a setting on SQLite's writer; for tests of faults. PostgreSQL has no single connection to set.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set(&self, setting: &'static str) -> Result<()> {
        match &self.database {
            Opened::Sqlite(sqlite) => sqlite.set(setting).await,
            Opened::Postgres(_) => Ok(()),
        }
    }

    /// Rows of one statement, outside any transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all(&self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>> {
        self.read(sql.into(), values, ALL).await
    }

    /// The first row of one statement, outside any transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn first(&self, sql: &'static str, values: &[Value]) -> Result<Option<Row>> {
        Ok(self.read(sql.into(), values, 1).await?.pop())
    }

    /// Rows of a statement that [`list`] put together from constant parts; every value is bound.
    async fn composed(&self, sql: String, values: &[Value]) -> Result<Vec<Row>> {
        self.read(sql.into(), values, ALL).await
    }

    async fn read(&self, sql: Sql, values: &[Value], most: usize) -> Result<Vec<Row>> {
        match &self.database {
            Opened::Sqlite(sqlite) => sqlite.read(sql, values, most).await,
            Opened::Postgres(pool) if most == 1 => {
                of_postgres(bound(&sql, values).fetch_optional(pool).await?.as_slice())
            }
            Opened::Postgres(pool) => of_postgres(&bound(&sql, values).fetch_all(pool).await?),
        }
    }
}

impl Tx {
    /// Runs a statement; answers how many rows it changed.
    ///
    /// # Errors
    /// What the database says; [`Error::Unique`] when a unique index refused it.
    pub async fn run(&mut self, sql: &'static str, values: &[Value]) -> Result<u64> {
        match &mut self.open {
            Open::Sqlite(tx) => tx.run(sql, values).await,
            Open::Postgres(tx) => Ok(bound(&sql.into(), values).execute(&mut **tx).await?.rows_affected()),
        }
    }

    /// Rows of one statement, as this transaction sees them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>> {
        match &mut self.open {
            Open::Sqlite(tx) => tx.read(sql, values, ALL).await,
            Open::Postgres(tx) => of_postgres(&bound(&sql.into(), values).fetch_all(&mut **tx).await?),
        }
    }

    /// The first row of one statement, as this transaction sees it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn first(&mut self, sql: &'static str, values: &[Value]) -> Result<Option<Row>> {
        let mut rows = match &mut self.open {
            Open::Sqlite(tx) => tx.read(sql, values, 1).await?,
            Open::Postgres(tx) => of_postgres(bound(&sql.into(), values).fetch_optional(&mut **tx).await?.as_slice())?,
        };
        Ok(rows.pop())
    }

    /// Makes everybody else who would change or hold the rows of a question wait until this transaction ends. On SQLite
    /// there is nobody else: its one writer is this transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hold(&mut self, sql: &'static str, values: &[Value]) -> Result<()> {
        match self.open {
            Open::Sqlite(_) => Ok(()),
            // As strong as a change of anything but the key, without writing the row anew into every index.
            Open::Postgres(ref mut tx) => {
                bound(&format!("{sql} FOR NO KEY UPDATE").into(), values).execute(&mut **tx).await?;
                Ok(())
            }
        }
    }

    /// Holds back every other server that asks for the same lock until this transaction ends. SQLite's writer is such
    /// a lock already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lock(&mut self, number: i64) -> Result<()> {
        match self.open {
            Open::Sqlite(_) => Ok(()),
            Open::Postgres(_) => self.run("SELECT pg_advisory_xact_lock($1)", &[number.into()]).await.map(drop),
        }
    }

    /// Makes the changes durable.
    ///
    /// # Errors
    /// What the database says; then nothing was changed.
    pub async fn commit(self) -> Result<()> {
        match self.open {
            Open::Sqlite(tx) => tx.commit().await?,
            Open::Postgres(tx) => tx.commit().await?,
        }
        self.totals.changed();
        Ok(())
    }
}

/// How texts are folded for filters that ignore letter case; the same on both databases. Character by character, so that
/// a part folds as it does within the whole: in words the last sigma of Greek would be another letter.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}
