//! Storage on SQLite and PostgreSQL. One text per statement runs on both; nothing outside this folder knows SQL.
//!
//! Reads go through [`Db::read`], changes through a [`Tx`] that [`Db::write`] opens. On SQLite there is one writer and a
//! few read-only readers, so writers never wait for each other with a stale snapshot.

mod error;
pub mod list;
mod open;
mod read;
mod record;
mod sqlite;
mod statement;
mod totals;
mod value;

pub mod account;
pub mod api_key;
pub mod audit;
pub mod authority;
pub mod certificate;
pub mod event;
pub mod extractor;
pub mod mapping;
pub mod misp_licence;
pub mod oidc_client;
pub mod partner;
pub mod policy;
pub mod policy_group;
pub mod policy_request;
pub mod session;
pub mod setting;

pub use error::{Error, Result};
pub use open::Database;
pub use read::Read;
pub use record::{FromRow, Record};
pub use sqlite::Sqlite;
pub use statement::{Change, Named};
pub use totals::Totals;
pub use value::{Cell, Row, Stored, Value};

use partnerdesk_api::error::Failure;
use record::record;
use sqlite::Sql;
use sqlx::{AssertSqlSafe, Executor as _, PgPool, Postgres, postgres::PgArguments, query::Query};
use statement::change;
use tokio::sync::Mutex;
use value::{of_postgres, words};

/// What one file of this folder keeps: its statements, and the tables behind its lists. Tests read it; a file that is not
/// here fails them.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    /// The file.
    pub name: &'static str,
    /// Its own statements.
    pub statements: &'static [&'static str],
    /// The statements that every record has, by record.
    pub records: &'static [&'static [&'static str]],
    /// The tables behind the lists.
    pub tables: &'static [&'static list::Table],
}

/// Every area.
pub const AREAS: &[Area] = &[
    account::AREA,
    api_key::AREA,
    audit::AREA,
    authority::AREA,
    certificate::AREA,
    event::AREA,
    extractor::AREA,
    mapping::AREA,
    misp_licence::AREA,
    oidc_client::AREA,
    partner::AREA,
    policy::AREA,
    policy_group::AREA,
    policy_request::AREA,
    session::AREA,
    setting::AREA,
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
    /// Behind a lock that nobody waits for, so that reading needs the transaction no more than reading the storage does.
    Postgres(Mutex<sqlx::Transaction<'static, Postgres>>),
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
            Opened::Postgres(pool) => Open::Postgres(Mutex::new(pool.begin().await?)),
        };
        Ok(Tx { open, totals: self.totals.clone() })
    }

    /// Whether other servers may share the storage. SQLite's file belongs to the one that holds the data folder's lock.
    pub fn is_shared(&self) -> bool {
        matches!(self.database, Opened::Postgres(_))
    }

    /// Whether the storage answers at all.
    pub async fn answers(&self) -> bool {
        self.any("SELECT 1 AS one", &[]).await.is_ok()
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
            Open::Postgres(tx) => Ok(bound(&sql.into(), values).execute(&mut **tx.get_mut()).await?.rows_affected()),
        }
    }

    async fn read(&self, sql: &'static str, values: &[Value], most: usize) -> Result<Vec<Row>> {
        match &self.open {
            Open::Sqlite(tx) => tx.read(sql, values, most).await,
            Open::Postgres(tx) => {
                let (query, mut tx) = (bound(&Sql::from(sql), values), tx.lock().await);
                match most {
                    1 => of_postgres(query.fetch_optional(&mut **tx).await?.as_slice()),
                    _ => of_postgres(&query.fetch_all(&mut **tx).await?),
                }
            }
        }
    }

    /// Adds a record. Only PostgreSQL lets two look at once whether there is room for it: what a rule had answered, had it
    /// seen the other's record, stands with the unique index that refuses it.
    ///
    /// # Errors
    /// The refusal of the index, or what the database says.
    pub async fn add<R: Record>(&mut self, record: &R, taken: &[(&str, Failure)]) -> std::result::Result<(), Failure> {
        let added = self.run(R::ADD.as_str(), &record.values()).await;
        added.map(drop).map_err(|error| error.lost(taken))
    }

    /// Adds a record unless a unique index has it already; answers whether it was added.
    ///
    /// # Errors
    /// What the database says.
    pub async fn keep<R: Record>(&mut self, record: &R) -> Result<bool> {
        Ok(self.run(R::KEEP.as_str(), &record.values()).await? == 1)
    }

    /// Changes a row; answers whether there is such a one.
    ///
    /// # Errors
    /// What the database says; [`Error::Unique`] when a unique index refused it.
    pub async fn change(&mut self, change: &Change, set: &[Named<'_>], of: &[Named<'_>]) -> Result<bool> {
        Ok(self.run(change.text, &change.values(set, of)?).await? > 0)
    }

    /// Makes everybody else who would change this record wait until this transaction ends. Taken before looking, so that
    /// what is seen from here on stays so.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hold<R: Record>(&mut self, key: &str) -> Result<()> {
        self.hold_by(R::FIND.as_str(), &[key.into()]).await
    }

    /// Makes everybody else who would change or hold the rows of a question wait until this transaction ends. On SQLite
    /// there is nobody else: its one writer is this transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hold_by(&mut self, sql: &'static str, values: &[Value]) -> Result<()> {
        match &mut self.open {
            Open::Sqlite(_) => Ok(()),
            // As strong as a change of anything but the key, without writing the row anew into every index.
            Open::Postgres(tx) => {
                let sql = format!("{sql} FOR NO KEY UPDATE").into();
                bound(&sql, values).execute(&mut **tx.get_mut()).await?;
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
            Open::Postgres(tx) => tx.into_inner().commit().await?,
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
