//! This server's own ROOT and PMS certificates with their sealed keys.

use jiff::Timestamp;

use super::{Area, Read, Record as _, Result, Tx, record};

record! {
    /// A generation of ROOT or PMS.
    Generation in "authority" {
        /// Its id.
        id: String,
        /// `ROOT` or `PMS`.
        role: String,
        /// PEM.
        certificate: String,
        /// The private key, sealed.
        key_sealed: String,
        /// Made when.
        created_at: Timestamp,
    }
}

const EVERY: &str = "SELECT * FROM authority ORDER BY created_at, id";

/// What this file keeps.
pub const AREA: Area =
    Area { name: "authority", statements: &[EVERY], records: &[Generation::STATEMENTS], tables: &[] };

/// Every generation, oldest first.
///
/// # Errors
/// What the database says.
pub async fn all(from: &impl Read) -> Result<Vec<Generation>> {
    from.all(EVERY, &[]).await
}

/// Adds a generation.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, generation: &Generation) -> Result<()> {
    tx.run(Generation::ADD.as_str(), &generation.values()).await.map(drop)
}
