//! The audit trail: entries are added, never changed.

use jiff::Timestamp;
use partnerdesk_api::audit::AuditRow;

use super::{
    Area, Record as _, Result, Tx,
    list::{Column, Table},
    record,
};

record! {
    /// An entry.
    Entry in "audit" {
        /// Its id.
        id: String,
        /// When.
        at: Timestamp,
        /// Who.
        actor: String [fold],
        /// From where.
        source: String,
        /// Which operation.
        action: String,
        /// On which record.
        subject: String [fold],
        /// `done` or `refused`.
        outcome: String,
        /// The code of the refusal; empty when it was done.
        code: String,
        /// The id of the HTTP request.
        request_id: String,
        /// How many such refusals it stands for; it describes the latest.
        times: i64,
    }
}

/// What this file keeps.
pub const AREA: Area = Area { name: "audit", statements: &[], records: &[Entry::STATEMENTS], tables: &[&TABLE] };

/// Adds an entry.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, entry: &Entry) -> Result<()> {
    tx.run(Entry::ADD.as_str(), &entry.values()).await.map(drop)
}

/// The list of entries.
pub const TABLE: Table = Table::of::<Entry>(
    "audit",
    &[
        Column::time("createdDateTime", "at"),
        Column::folded("actor", "actor"),
        Column::words("action", "action"),
        Column::folded("subject", "subject"),
        Column::plain("outcome", "outcome"),
        Column::words("code", "code"),
    ],
);

/// A row of the list.
pub fn row(entry: Entry) -> AuditRow {
    AuditRow {
        id: entry.id,
        created_date_time: entry.at.into(),
        actor: entry.actor,
        source: entry.source,
        action: entry.action,
        subject: entry.subject,
        outcome: entry.outcome,
        code: entry.code,
        request_id: entry.request_id,
        times: entry.times,
    }
}
