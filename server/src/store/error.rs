//! What storage can answer instead of a result, in the terms that rules and people need.

use partnerdesk_api::{common::CommonCode, error::Failure};

/// The result of a storage call.
pub type Result<T> = std::result::Result<T, Error>;

/// What lies behind an error; for the log.
pub(super) type Cause = Box<dyn std::error::Error + Send + Sync>;

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
    Away(Cause),
    /// Something stored cannot be what this program wrote.
    #[error("the storage is damaged: {0}")]
    Damaged(String),
    /// Anything else.
    #[error(transparent)]
    Other(Cause),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::{ErrorCode as Code, ffi};
        let Some(failure) = error.sqlite_error() else { return Error::Other(error.into()) };
        match (failure.code, failure.extended_code) {
            (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => Error::Unique(error.to_string()),
            (Code::DiskFull, _) => Error::Full,
            (Code::ReadOnly | Code::CannotOpen, _) => Error::ReadOnly,
            (Code::DatabaseBusy | Code::DatabaseLocked | Code::SystemIoFailure, _) => Error::Away(error.into()),
            _ => Error::Other(error.into()),
        }
    }
}

impl From<rusqlite_migration::Error> for Error {
    fn from(error: rusqlite_migration::Error) -> Self {
        match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            other => Error::Other(other.into()),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::PoolTimedOut | E::PoolClosed | E::Io(_) | E::WorkerCrashed => Error::Away(error.into()),
            E::Database(inner) if inner.is_unique_violation() => Error::Unique(inner.message().to_string()),
            // PostgreSQL's classes of codes: full disk, read-only, connection lost or refused, shutting down.
            E::Database(inner) => match inner.code().unwrap_or_default().as_ref() {
                "53100" => Error::Full,
                "25006" => Error::ReadOnly,
                "53300" => Error::Away(error.into()),
                code if code.starts_with("57") || code.starts_with("08") => Error::Away(error.into()),
                _ => Error::Other(error.into()),
            },
            _ => Error::Other(error.into()),
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
