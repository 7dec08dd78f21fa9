//! This server's own ROOT and PMS certificates with their sealed keys.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Db, Result, Row, Tx};

/// A generation of ROOT or PMS.
#[derive(Clone, Debug)]
pub struct Generation {
    /// `ROOT` or `PMS`.
    pub role: String,
    /// PEM.
    pub certificate: String,
    /// The private key, sealed.
    pub key_sealed: String,
}

const ALL: &str = "SELECT role, certificate, key_sealed FROM authority ORDER BY created_at, id";
const ADD: &str = "INSERT INTO authority (id, role, certificate, key_sealed, created_at) VALUES ($1, $2, $3, $4, $5)";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[ALL, ADD];

fn read(row: &Row) -> Result<Generation> {
    Ok(Generation {
        role: row.text("role")?,
        certificate: row.text("certificate")?,
        key_sealed: row.text("key_sealed")?,
    })
}

/// Every generation, oldest first.
///
/// # Errors
/// What the database says.
pub async fn all(db: &Db) -> Result<Vec<Generation>> {
    db.all(ALL, &[]).await?.iter().map(read).collect()
}

/// Every generation, oldest first, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn all_in(tx: &mut Tx) -> Result<Vec<Generation>> {
    tx.all(ALL, &[]).await?.iter().map(read).collect()
}

/// Adds a generation.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, generation: &Generation, now: Timestamp) -> Result<()> {
    let id = Uuid::now_v7().to_string();
    let values = [
        id.into(),
        (&generation.role).into(),
        (&generation.certificate).into(),
        (&generation.key_sealed).into(),
        now.into(),
    ];
    tx.run(ADD, &values).await.map(drop)
}
