//! Events for other systems, kept until they are delivered.

use jiff::Timestamp;

use super::{Area, Record as _, Result, Tx, record};

record! {
    /// An event.
    Event in "event" {
        /// Its id.
        id: String,
        /// What it is about, in MOSIP's words.
        topic: String,
        /// On which record.
        subject: String,
        /// What it says, as JSON text.
        body: String,
        /// Written when.
        created_at: Timestamp,
    }
}

/// What this file keeps.
pub const AREA: Area = Area { name: "event", statements: &[], records: &[Event::STATEMENTS], tables: &[] };

/// Adds an event.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, event: &Event) -> Result<()> {
    tx.run(Event::ADD.as_str(), &event.values()).await.map(drop)
}
