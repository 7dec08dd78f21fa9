//! SQLite: one writer, so that nobody waits with a stale snapshot, and a few readers that refuse to write.
//!
//! A statement may wait for the disk, so each runs on a thread of its own kind, never on those that carry requests. The
//! connection travels there and back; whoever hangs up meanwhile cannot lose it, nor leave a transaction open.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex as Slots, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, Statement, params_from_iter};
use rusqlite_migration::{M, Migrations};
use sqlx::migrate::Migrator;
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use super::{
    Error, Result,
    value::{Cell, Row, Value},
};

/// The tables' history. A released step never changes.
static HISTORY: Migrator = sqlx::migrate!("migrations/sqlite");

/// How long anybody waits for a turn before giving up.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// Readers of one file; more gain nothing on the small machines this runs on.
const READERS: usize = 4;
/// Statements that a connection keeps prepared; there are fewer.
const PREPARED: usize = 200;

/// An open SQLite file.
#[derive(Clone, Debug)]
pub struct Sqlite {
    writer: Arc<Mutex<Connection>>,
    readers: Arc<Readers>,
}

#[derive(Debug)]
struct Readers {
    file: PathBuf,
    idle: Slots<Vec<Connection>>,
    turns: Arc<Semaphore>,
}

impl Sqlite {
    /// Opens a file, made when missing, and brings its tables up to date. `max_pages` bounds its size.
    ///
    /// # Errors
    /// What SQLite says; tables newer than this program are refused.
    pub async fn open(file: &Path, max_pages: Option<u32>) -> Result<Sqlite> {
        let path = file.to_path_buf();
        let writer = blocking(move || {
            let mut writer = connect(&path)?;
            if let Some(pages) = max_pages {
                writer.pragma_update(None, "max_page_count", pages)?;
            }
            Migrations::new(HISTORY.iter().map(|step| M::up(step.sql.as_str())).collect()).to_latest(&mut writer)?;
            Ok::<_, Error>(writer)
        })
        .await??;
        let readers =
            Readers { file: file.to_path_buf(), idle: Slots::default(), turns: Arc::new(Semaphore::new(READERS)) };
        Ok(Sqlite { writer: Arc::new(Mutex::new(writer)), readers: Arc::new(readers) })
    }

    /// At most so many rows of one statement, outside any transaction.
    pub(super) async fn read(&self, sql: Sql, values: &[Value], most: usize) -> Result<Vec<Row>> {
        let turn = patiently(self.readers.turns.clone().acquire_owned()).await?.map_err(|e| Error::Away(e.into()))?;
        let (readers, values) = (self.readers.clone(), values.to_vec());
        blocking(move || Reader::take(readers, turn)?.rows(&sql, &values, most)).await?
    }

    /// Whether SQLite understands a statement.
    pub(super) async fn prepares(&self, sql: &'static str) -> Result<()> {
        self.write().await?.with(move |c| Ok(c.prepare(sql).map(drop)?)).await
    }

    /// Runs a setting on the writer, outside any transaction; for tests of faults.
    pub(super) async fn set(&self, setting: &'static str) -> Result<()> {
        let writer = patiently(self.writer.clone().lock_owned()).await?;
        blocking(move || Ok(writer.execute_batch(setting)?)).await?
    }

    /// Waits for the writer. The transaction begins with its first statement.
    pub(super) async fn write(&self) -> Result<Transaction> {
        let writer = patiently(self.writer.clone().lock_owned()).await?;
        Ok(Transaction { writer: Mutex::new(Some(Writer { connection: writer, begun: false })) })
    }
}

/// A statement's text: constant, or put together by the list engine.
pub(super) type Sql = std::borrow::Cow<'static, str>;

fn connect(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // An acknowledged decision must survive a power cut; NORMAL may lose the last commits.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Counts per connection; negative is KiB.
    connection.pragma_update(None, "cache_size", -1024)?;
    Ok(connection)
}

/// A reader in use. Goes back by itself, also when nobody waits for its rows any more.
struct Reader {
    connection: Option<Connection>,
    readers: Arc<Readers>,
    _turn: OwnedSemaphorePermit,
}

impl Reader {
    fn take(readers: Arc<Readers>, turn: OwnedSemaphorePermit) -> Result<Reader> {
        let idle = readers.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => {
                let connection = connect(&readers.file)?;
                connection.pragma_update(None, "query_only", true)?;
                connection
            }
        };
        Ok(Reader { connection: Some(connection), readers, _turn: turn })
    }

    fn rows(&self, sql: &str, values: &[Value], most: usize) -> Result<Vec<Row>> {
        let connection = self.connection.as_ref().ok_or_else(|| Error::Damaged("a reader without a file".into()))?;
        rows(connection, sql, values, most)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.readers.idle().extend(self.connection.take());
    }
}

impl Readers {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The writer while a transaction has it.
#[derive(Debug)]
struct Writer {
    connection: OwnedMutexGuard<Connection>,
    begun: bool,
}

impl Writer {
    /// Begins before the first statement. A full disk makes SQLite take everything back by itself; what would follow
    /// then stood outside any transaction, so it is refused.
    fn begin(&mut self) -> Result<()> {
        match (self.begun, self.connection.is_autocommit()) {
            (false, _) => {
                self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
                self.begun = true;
                Ok(())
            }
            (true, false) => Ok(()),
            (true, true) => Err(Error::Full),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.connection.is_autocommit() {
            // Nothing more can be done about a failure; the next BEGIN would say it.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

/// A transaction on the writer. Dropped without a commit, it changes nothing.
#[derive(Debug)]
pub struct Transaction {
    /// Away while a statement runs; gone for good when whoever waited for that statement hung up.
    writer: Mutex<Option<Writer>>,
}

impl Transaction {
    async fn with<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        let mut slot = self.writer.lock().await;
        let mut writer = slot.take().ok_or_else(|| Error::Away("the transaction was cut off".into()))?;
        let (writer, done) = blocking(move || {
            let done = writer.begin().and_then(|()| work(&writer.connection));
            (writer, done)
        })
        .await?;
        *slot = Some(writer);
        done
    }

    /// Runs a statement; answers how many rows it changed.
    pub(super) async fn run(&mut self, sql: &'static str, values: &[Value]) -> Result<u64> {
        let values = values.to_vec();
        self.with(move |c| Ok(c.prepare_cached(sql)?.execute(params_from_iter(&values))? as u64)).await
    }

    /// At most so many rows of a statement.
    pub(super) async fn read(&self, sql: &'static str, values: &[Value], most: usize) -> Result<Vec<Row>> {
        let values = values.to_vec();
        self.with(move |c| rows(c, sql, &values, most)).await
    }

    /// Makes the changes durable.
    pub(super) async fn commit(self) -> Result<()> {
        self.with(|c| c.prepare_cached("COMMIT")?.execute([]).map(drop).map_err(Into::into)).await
    }
}

fn rows(connection: &Connection, sql: &str, values: &[Value], most: usize) -> Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(sql)?;
    let names = names(&statement);
    let mut found = statement.query(params_from_iter(values))?;
    let mut rows = Vec::new();
    while rows.len() < most
        && let Some(row) = found.next()?
    {
        let cell = |i| {
            Ok(match row.get_ref(i)? {
                rusqlite::types::ValueRef::Integer(number) => Cell::Int(number),
                rusqlite::types::ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
                rusqlite::types::ValueRef::Null => Cell::Null,
                other => return Err(Error::Damaged(format!("a value of type {}", other.data_type()))),
            })
        };
        rows.push(Row::new(names.clone(), (0..names.len()).map(cell).collect::<Result<_>>()?));
    }
    Ok(rows)
}

fn names(statement: &Statement<'_>) -> Arc<[String]> {
    statement.column_names().into_iter().map(str::to_string).collect()
}

async fn patiently<T>(turn: impl Future<Output = T>) -> Result<T> {
    tokio::time::timeout(PATIENCE, turn).await.map_err(|_| Error::Away("busy for too long".into()))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Away(e.into()))
}
