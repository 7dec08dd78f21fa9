//! Sessions, and failed attempts to open one.

use jiff::Timestamp;
use partnerdesk_api::role::Role;

use super::{Db, Result, Tx, account::read_roles};

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
    WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > $2";
const BY_REFRESH: &str =
    "SELECT s.id, s.user_name, s.expires_at, a.roles FROM session s JOIN account a ON a.user_name = s.user_name
    WHERE s.refresh_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2";
const RENEW: &str = "UPDATE session SET refresh_hash = $1 WHERE id = $2 AND refresh_hash = $3 AND ended_at IS NULL";
const END: &str = "UPDATE session SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";
const ATTEMPT: &str = "SELECT failures, last_at FROM attempt WHERE subject = $1";
const FAILED: &str = "INSERT INTO attempt (subject, failures, last_at) VALUES ($1, 1, $2)
    ON CONFLICT (subject) DO UPDATE SET failures = attempt.failures + 1, last_at = excluded.last_at";
const FORGIVE: &str = "DELETE FROM attempt WHERE subject = $1";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[ADD, FIND, BY_REFRESH, RENEW, END, ATTEMPT, FAILED, FORGIVE];

fn read(row: &super::Row) -> Result<Session> {
    Ok(Session {
        id: row.text("id")?,
        user_name: row.text("user_name")?,
        roles: read_roles(&row.text("roles")?),
        expires_at: row.time("expires_at")?,
    })
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
pub async fn find(db: &Db, id: &str, now: Timestamp) -> Result<Option<Session>> {
    db.first(FIND, &[id.into(), now.into()]).await?.as_ref().map(read).transpose()
}

/// A living session by the hash of its refresh token.
///
/// # Errors
/// What the database says.
pub async fn by_refresh(db: &Db, refresh_hash: &str, now: Timestamp) -> Result<Option<Session>> {
    db.first(BY_REFRESH, &[refresh_hash.into(), now.into()]).await?.as_ref().map(read).transpose()
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

/// How often signing in failed for an account or a source, and when last.
///
/// # Errors
/// What the database says.
pub async fn attempts(db: &Db, subject: &str) -> Result<Option<(i64, Timestamp)>> {
    let Some(row) = db.first(ATTEMPT, &[subject.into()]).await? else { return Ok(None) };
    Ok(Some((row.int("failures")?, row.time("last_at")?)))
}

/// Counts a failed attempt.
///
/// # Errors
/// What the database says.
pub async fn failed(tx: &mut Tx, subject: &str, now: Timestamp) -> Result<()> {
    tx.run(FAILED, &[subject.into(), now.into()]).await.map(drop)
}

/// Forgets failed attempts.
///
/// # Errors
/// What the database says.
pub async fn forgive(tx: &mut Tx, subject: &str) -> Result<()> {
    tx.run(FORGIVE, &[subject.into()]).await.map(drop)
}
