//! Opening a storage: connection settings that durability and fairness depend on, and migrations.

use std::{path::PathBuf, time::Duration};

use sqlx::{
    ConnectOptions, Connection as _,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{Db, Result, Totals};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a writer waits for its turn before it gives up.
const PATIENCE: Duration = Duration::from_secs(5);
/// Readers of one SQLite file; more gain nothing on the small machines this runs on.
const READERS: u32 = 4;
/// Connections to PostgreSQL per server.
const CONNECTIONS: u32 = 8;

/// Where the data is. `Debug` leaves the URL out: a password may stand in it.
#[derive(Clone)]
pub enum Database {
    /// A SQLite file; made when missing.
    Sqlite {
        /// The file.
        file: PathBuf,
        /// Most pages the file may grow to; for tests of a full disk.
        max_pages: Option<u32>,
    },
    /// A PostgreSQL database by its URL. `?options=` and TLS settings are the driver's.
    Postgres {
        /// `postgres://user:password@host/database`.
        url: String,
    },
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Database::Sqlite { file, max_pages } => {
                f.debug_struct("Sqlite").field("file", file).field("max_pages", max_pages).finish()
            }
            Database::Postgres { .. } => f.write_str("Postgres(•••)"),
        }
    }
}

impl Database {
    /// Opens the storage and brings its tables up to date.
    ///
    /// # Errors
    /// What the database says; a schema newer than this program is refused.
    pub async fn open(&self) -> Result<Db> {
        let db = match self {
            Database::Sqlite { file, max_pages } => sqlite(file, *max_pages).await?,
            Database::Postgres { url } => postgres(url).await?,
        };
        match &db {
            Db::Lite { writer, .. } => SQLITE.run(writer).await,
            Db::Pg { pool, .. } => POSTGRES.run(pool).await,
        }
        .map_err(|e| match e {
            sqlx::migrate::MigrateError::Execute(e) => e.into(),
            other => super::Error::Other(sqlx::Error::Configuration(Box::new(other))),
        })?;
        Ok(db)
    }
}

async fn sqlite(file: &std::path::Path, max_pages: Option<u32>) -> Result<Db> {
    let mut options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged decision must survive a power cut; NORMAL may lose the last commits.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(200)
        // Counts per connection; negative is KiB.
        .pragma("cache_size", "-1024")
        .disable_statement_logging();
    if let Some(pages) = max_pages {
        options = options.pragma("max_page_count", pages.to_string());
    }
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        // A full disk makes SQLite roll back by itself, and the driver's count of open transactions stays wrong for
        // ever. Such a connection is thrown away.
        .after_release(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        .connect_with(options.clone())
        .await?;
    let readers = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(READERS)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options.pragma("query_only", "on"));
    Ok(Db::Lite { writer, readers, totals: Totals::default() })
}

async fn postgres(url: &str) -> Result<Db> {
    let options: PgConnectOptions = url.parse()?;
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .connect_with(options.disable_statement_logging())
        .await?;
    Ok(Db::Pg { pool, totals: Totals::default() })
}

/// The version of the SQLite library inside this program.
///
/// # Errors
/// What the database says.
pub async fn sqlite_version(db: &Db) -> Result<Option<String>> {
    match db {
        Db::Lite { .. } => {
            db.first("SELECT sqlite_version() AS version", &[]).await?.map(|r| r.text("version")).transpose()
        }
        Db::Pg { .. } => Ok(None),
    }
}
