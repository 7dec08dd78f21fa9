//! Facts about the installation.

use super::{Area, Db, Opened, Read, Result, Tx};

const GET: &str = "SELECT value FROM setting WHERE name = $1";
const SET: &str =
    "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const KEEP: &str = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
const REMOVE: &str = "DELETE FROM setting WHERE name = $1";
const SCHEMA_OF_SQLITE: &str = "SELECT user_version FROM pragma_user_version";
const SCHEMA_OF_POSTGRES: &str = "SELECT MAX(version) AS user_version FROM _sqlx_migrations WHERE success";

/// What this file keeps.
pub const AREA: Area = Area { name: "setting", statements: &[GET, SET, KEEP, REMOVE], records: &[], tables: &[] };
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
    db.count(sql, &[]).await
}

/// A fact.
///
/// # Errors
/// What the database says.
pub async fn get(from: &impl Read, name: &str) -> Result<Option<String>> {
    from.value(GET, &[name.into()]).await
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
    Ok(get(tx, name).await?.unwrap_or_default())
}

/// Forgets a fact; answers whether it was there.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, name: &str) -> Result<bool> {
    Ok(tx.run(REMOVE, &[name.into()]).await? == 1)
}
