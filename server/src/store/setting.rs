//! Facts about the installation.

use super::{Db, Result, Tx};

const GET: &str = "SELECT value FROM setting WHERE name = $1";
const SET: &str =
    "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const REMOVE: &str = "DELETE FROM setting WHERE name = $1";
const SCHEMA: &str = "SELECT MAX(version) AS version FROM _sqlx_migrations WHERE success";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[GET, SET, REMOVE, SCHEMA];

/// The version of the tables: the number of the last migration.
///
/// # Errors
/// What the database says.
pub async fn schema(db: &Db) -> Result<i64> {
    db.first(SCHEMA, &[]).await?.map_or(Ok(0), |r| r.int("version"))
}

/// A fact, as last committed.
///
/// # Errors
/// What the database says.
pub async fn get(db: &Db, name: &str) -> Result<Option<String>> {
    db.first(GET, &[name.into()]).await?.map(|r| r.text("value")).transpose()
}

/// A fact, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn get_in(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    tx.first(GET, &[name.into()]).await?.map(|r| r.text("value")).transpose()
}

/// Writes a fact down.
///
/// # Errors
/// What the database says.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<()> {
    tx.run(SET, &[name.into(), value.into()]).await.map(drop)
}

/// Forgets a fact; answers whether it was there.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, name: &str) -> Result<bool> {
    Ok(tx.run(REMOVE, &[name.into()]).await? == 1)
}
