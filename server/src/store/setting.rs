//! Facts about the installation.

use super::{Db, Opened, Result, Tx};

const GET: &str = "SELECT value FROM setting WHERE name = $1";
const SET: &str =
    "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const KEEP: &str = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
const REMOVE: &str = "DELETE FROM setting WHERE name = $1";
const SCHEMA_OF_SQLITE: &str = "SELECT user_version FROM pragma_user_version";
const SCHEMA_OF_POSTGRES: &str = "SELECT MAX(version) AS user_version FROM _sqlx_migrations WHERE success";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[GET, SET, KEEP, REMOVE];
/// Those that only one of the databases understands.
pub const OF_SQLITE: &[&str] = &[SCHEMA_OF_SQLITE];
/// Those that only the other one understands.
pub const OF_POSTGRES: &[&str] = &[SCHEMA_OF_POSTGRES];

/// The version of the tables, the number of the last migration: what each database keeps of it.
///
/// # Errors
/// What the database says.
pub async fn schema(db: &Db) -> Result<i64> {
    let sql = match db.database {
        Opened::Sqlite(_) => SCHEMA_OF_SQLITE,
        Opened::Postgres(_) => SCHEMA_OF_POSTGRES,
    };
    db.first(sql, &[]).await?.map_or(Ok(0), |r| r.int("user_version"))
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

/// Writes a fact down unless it is known; answers what stands there then.
///
/// # Errors
/// What the database says.
pub async fn keep(tx: &mut Tx, name: &str, value: &str) -> Result<String> {
    tx.run(KEEP, &[name.into(), value.into()]).await?;
    Ok(get_in(tx, name).await?.unwrap_or_default())
}

/// Forgets a fact; answers whether it was there.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, name: &str) -> Result<bool> {
    Ok(tx.run(REMOVE, &[name.into()]).await? == 1)
}
