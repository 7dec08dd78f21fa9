//! Opening a storage and bringing its tables up to date.

use std::{path::PathBuf, time::Duration};

use sqlx::{
    ConnectOptions, Connection as _,
    migrate::{MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{Db, Error, Opened, Result, Sqlite, Totals, sqlite::PATIENCE};

static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Connections to PostgreSQL per server.
const CONNECTIONS: u32 = 8;
/// How long an idle connection to PostgreSQL is trusted to be there still.
const TRUSTED: Duration = Duration::from_secs(1);

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
        let database = match self {
            Database::Sqlite { file, max_pages } => Opened::Sqlite(Sqlite::open(file, *max_pages).await?),
            Database::Postgres { url } => Opened::Postgres(postgres(url).await?),
        };
        Ok(Db { database, totals: Totals::default() })
    }
}

async fn postgres(url: &str) -> Result<sqlx::PgPool> {
    let options: PgConnectOptions = url.parse()?;
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .before_acquire(|connection, seen| {
            Box::pin(async move {
                // A connection that just worked works: asking costs as much as a statement.
                if seen.idle_for > TRUSTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options.disable_statement_logging())
        .await?;
    POSTGRES.run(&pool).await.map_err(|e| match e {
        MigrateError::Execute(e) => e.into(),
        other => Error::Other(other.into()),
    })?;
    Ok(pool)
}
