//! Sessions, and failed attempts to open one.

use jiff::Timestamp;
use partnerdesk_api::role::Role;

use super::{Area, FromRow, Read, Result, Row, Tx, account::Roles};

/// A living session with the account it belongs to.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// Whose.
    pub user_name: String,
    /// Roles of the account, as they are now.
    pub roles: Vec<Role>,
    /// When it ends.
    pub expires_at: Timestamp,
}

const ADD: &str =
    "INSERT INTO session (id, user_name, refresh_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
const FIND: &str =
    "SELECT s.id, s.user_name, s.expires_at, a.roles FROM session s JOIN account a ON a.user_name = s.user_name
    WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND a.status = 'active'";
const BY_REFRESH: &str =
    "SELECT s.id, s.user_name, s.expires_at, a.roles FROM session s JOIN account a ON a.user_name = s.user_name
    WHERE s.refresh_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND a.status = 'active'";
const RENEW: &str = "UPDATE session SET refresh_hash = $1 WHERE id = $2 AND refresh_hash = $3 AND ended_at IS NULL";
const END: &str = "UPDATE session SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";
const END_OF_ACCOUNT: &str = "UPDATE session SET ended_at = $1 WHERE user_name = $2 AND ended_at IS NULL RETURNING id";
const ATTEMPT: &str = "SELECT failures, last_at FROM attempt WHERE subject = $1";
const FIRST_ATTEMPT: &str =
    "INSERT INTO attempt (subject, failures, last_at) VALUES ($1, 0, $2) ON CONFLICT (subject) DO NOTHING";
const HOLD_ATTEMPT: &str = "SELECT subject FROM attempt WHERE subject = $1";
const COUNT_ATTEMPT: &str = "INSERT INTO attempt (subject, failures, last_at) VALUES ($1, $2, $3)
    ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at";
const REFUND: &str =
    "UPDATE attempt SET failures = failures - 1, last_at = CASE WHEN last_at = $1 THEN $2 ELSE last_at END
    WHERE subject = $3 AND failures > 0";
const REFUNDED: &str = "DELETE FROM attempt WHERE subject = $1 AND failures < 1";
const FORGIVE: &str = "DELETE FROM attempt WHERE subject = $1";
const FORGET_OLD: &str = "DELETE FROM attempt WHERE last_at < $1";
const FORGET_MOST: &str =
    "DELETE FROM attempt WHERE subject IN (SELECT subject FROM attempt ORDER BY last_at DESC LIMIT $1 OFFSET $2)";
const FORGET_ENDED: &str = "DELETE FROM session WHERE expires_at < $1";

/// What this file keeps.
pub const AREA: Area = Area {
    name: "session",
    statements: &[
        ADD,
        FIND,
        BY_REFRESH,
        RENEW,
        END,
        END_OF_ACCOUNT,
        ATTEMPT,
        FIRST_ATTEMPT,
        HOLD_ATTEMPT,
        COUNT_ATTEMPT,
        REFUND,
        REFUNDED,
        FORGIVE,
        FORGET_OLD,
        FORGET_MOST,
        FORGET_ENDED,
    ],
    records: &[],
    tables: &[],
};

impl FromRow for Session {
    fn from_row(row: &mut Row) -> Result<Self> {
        Ok(Session {
            id: row.take("id")?,
            user_name: row.take("user_name")?,
            expires_at: row.take("expires_at")?,
            roles: row.take::<Roles>("roles")?.0,
        })
    }
}

/// Opens a session.
///
/// # Errors
/// What the database says.
pub async fn add(
    tx: &mut Tx,
    id: &str,
    user_name: &str,
    refresh_hash: &str,
    now: Timestamp,
    expires: Timestamp,
) -> Result<()> {
    tx.run(ADD, &[id.into(), user_name.into(), refresh_hash.into(), now.into(), expires.into()]).await.map(drop)
}

/// A living session by its id.
///
/// # Errors
/// What the database says.
pub async fn find(from: &impl Read, id: &str, now: Timestamp) -> Result<Option<Session>> {
    from.first(FIND, &[id.into(), now.into()]).await
}

/// A living session by the hash of its refresh token.
///
/// # Errors
/// What the database says.
pub async fn by_refresh(from: &impl Read, refresh_hash: &str, now: Timestamp) -> Result<Option<Session>> {
    from.first(BY_REFRESH, &[refresh_hash.into(), now.into()]).await
}

/// Exchanges the refresh token; false when the old one was used before.
///
/// # Errors
/// What the database says.
pub async fn renew(tx: &mut Tx, id: &str, old_hash: &str, new_hash: &str) -> Result<bool> {
    Ok(tx.run(RENEW, &[new_hash.into(), id.into(), old_hash.into()]).await? == 1)
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub async fn end(tx: &mut Tx, id: &str, now: Timestamp) -> Result<()> {
    tx.run(END, &[now.into(), id.into()]).await.map(drop)
}

/// Ends every session of an account; their ids.
///
/// # Errors
/// What the database says.
pub async fn end_of_account(tx: &mut Tx, user_name: &str, now: Timestamp) -> Result<Vec<String>> {
    tx.column(END_OF_ACCOUNT, &[now.into(), user_name.into()]).await
}

/// What is known of the attempts of an account or a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    /// Failed, or not yet decided.
    pub failures: i64,
    /// The latest.
    pub last: Timestamp,
}

impl FromRow for Attempts {
    fn from_row(row: &mut Row) -> Result<Self> {
        Ok(Attempts { failures: row.take("failures")?, last: row.take("last_at")? })
    }
}

/// The attempts of an account or a source.
///
/// # Errors
/// What the database says.
pub async fn attempts(from: &impl Read, subject: &str) -> Result<Option<Attempts>> {
    from.first(ATTEMPT, &[subject.into()]).await
}

/// The attempts of an account or a source. Everybody else who asks this waits until this transaction ends, so that of
/// many attempts at once each finds the others counted.
///
/// # Errors
/// What the database says.
pub async fn held_attempts(tx: &mut Tx, subject: &str, now: Timestamp) -> Result<Attempts> {
    tx.run(FIRST_ATTEMPT, &[subject.into(), now.into()]).await?;
    tx.hold_by(HOLD_ATTEMPT, &[subject.into()]).await?;
    Ok(attempts(tx, subject).await?.unwrap_or(Attempts { failures: 0, last: now }))
}

/// Counts an attempt: so many failures by now.
///
/// # Errors
/// What the database says.
pub async fn count_attempt(tx: &mut Tx, subject: &str, failures: i64, now: Timestamp) -> Result<()> {
    tx.run(COUNT_ATTEMPT, &[subject.into(), failures.into(), now.into()]).await.map(drop)
}

/// Takes one counted attempt back, and its moment with it unless a later one was counted.
///
/// # Errors
/// What the database says.
pub async fn refund(tx: &mut Tx, subject: &str, counted: Timestamp, before: Timestamp) -> Result<()> {
    tx.run(REFUND, &[counted.into(), before.into(), subject.into()]).await?;
    tx.run(REFUNDED, &[subject.into()]).await.map(drop)
}

/// Forgets failed attempts.
///
/// # Errors
/// What the database says.
pub async fn forgive(tx: &mut Tx, subject: &str) -> Result<()> {
    tx.run(FORGIVE, &[subject.into()]).await.map(drop)
}

/// Forgets attempts from before a moment and, of the others, all but the latest so many: names can be invented.
///
/// # Errors
/// What the database says.
pub async fn forget_attempts(tx: &mut Tx, before: Timestamp, most: i64) -> Result<()> {
    tx.run(FORGET_OLD, &[before.into()]).await?;
    tx.run(FORGET_MOST, &[i64::MAX.into(), most.into()]).await.map(drop)
}

/// Forgets sessions that ended before a moment.
///
/// # Errors
/// What the database says.
pub async fn forget_sessions(tx: &mut Tx, before: Timestamp) -> Result<()> {
    tx.run(FORGET_ENDED, &[before.into()]).await.map(drop)
}
