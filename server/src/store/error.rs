//! What storage can answer instead of a result, in the terms that rules and people need.

use partnerdesk_api::{common::CommonCode, error::Failure};

/// The result of a storage call.
pub type Result<T> = std::result::Result<T, Error>;

/// Why storage did not do it. Nothing was changed in any of these cases.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique index refused the row.
    #[error("a unique index refused the row: {0}")]
    Unique(String),
    /// The disk or the page limit is full.
    #[error("the storage is full")]
    Full,
    /// The database may not be written.
    #[error("the storage is read-only")]
    ReadOnly,
    /// No connection, or busy for too long.
    #[error("the storage does not answer: {0}")]
    Away(sqlx::Error),
    /// Something stored cannot be what this program wrote.
    #[error("the storage is damaged: {0}")]
    Damaged(String),
    /// Anything else.
    #[error(transparent)]
    Other(sqlx::Error),
}

/// SQLite's primary result codes (sqlite.org/rescode.html).
const SQLITE_BUSY: i32 = 5;
const SQLITE_READONLY: i32 = 8;
const SQLITE_IOERR: i32 = 10;
const SQLITE_FULL: i32 = 13;
const SQLITE_CANTOPEN: i32 = 14;

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::PoolTimedOut | E::PoolClosed | E::Io(_) | E::WorkerCrashed => Error::Away(error),
            E::Database(inner) if inner.is_unique_violation() => Error::Unique(inner.message().to_string()),
            E::Database(inner) => {
                let code = inner.code().unwrap_or_default().into_owned();
                // SQLite gives extended numbers whose low byte is the primary code; PostgreSQL gives five characters.
                match code.parse::<i32>().ok().filter(|_| code.len() < 5).map(|n| n & 0xff) {
                    Some(SQLITE_FULL) => Error::Full,
                    Some(SQLITE_READONLY | SQLITE_CANTOPEN) => Error::ReadOnly,
                    Some(SQLITE_BUSY | SQLITE_IOERR) => Error::Away(error),
                    Some(_) => Error::Other(error),
                    None if code == "53100" => Error::Full,
                    None if code == "25006" => Error::ReadOnly,
                    None if code.starts_with("57") || code.starts_with("08") || code == "53300" => Error::Away(error),
                    None => Error::Other(error),
                }
            }
            _ => Error::Other(error),
        }
    }
}

impl Error {
    /// Whether a unique index refused the row, and it is the one whose name or column is given.
    pub fn is_unique(&self, hint: &str) -> bool {
        matches!(self, Error::Unique(message) if message.contains(hint))
    }

    /// The refusal that a rule had given, had the row of somebody faster been there when it looked. Only PostgreSQL lets
    /// two look at once; SQLite's writers take turns.
    pub fn lost(self, races: &[(&str, Failure)]) -> Failure {
        let lost = races.iter().find(|(index, _)| self.is_unique(index));
        lost.map_or_else(|| self.into(), |(_, failure)| failure.clone())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        tracing::error!(%error, "storage refused");
        let code = match error {
            Error::Full => CommonCode::StorageFull,
            Error::ReadOnly => CommonCode::StorageReadOnly,
            Error::Away(_) => CommonCode::StorageAway,
            Error::Unique(_) | Error::Damaged(_) | Error::Other(_) => CommonCode::Internal,
        };
        code.into()
    }
}
