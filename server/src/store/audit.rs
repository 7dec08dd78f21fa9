//! The audit trail: entries are added, never changed.

use jiff::Timestamp;
use partnerdesk_api::audit::AuditRow;
use uuid::Uuid;

use super::{
    Result, Row, Tx, fold,
    list::{Column, Table},
};

/// An entry to be.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// From where.
    pub source: String,
    /// Which operation.
    pub action: &'static str,
    /// On which record.
    pub subject: String,
    /// The code of the refusal; empty when it was done.
    pub code: String,
    /// The id of the HTTP request.
    pub request_id: String,
    /// How many such refusals it stands for; it describes the latest.
    pub times: i64,
}

const ADD: &str =
    "INSERT INTO audit (id, at, actor, actor_fold, source, action, subject, subject_fold, outcome, code, request_id, times)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[ADD];

/// Adds an entry.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, entry: &Entry) -> Result<()> {
    let outcome = if entry.code.is_empty() { "done" } else { "refused" };
    // Hostile input must not make the trail grow without bound, nor keep its own refusal out: PostgreSQL takes no NUL.
    let subject: String = entry.subject.chars().take(256).map(|c| if c == '\0' { '\u{fffd}' } else { c }).collect();
    let values = [
        Uuid::now_v7().to_string().into(),
        entry.at.into(),
        entry.actor.as_str().into(),
        fold(&entry.actor).into(),
        entry.source.as_str().into(),
        entry.action.into(),
        subject.as_str().into(),
        fold(&subject).into(),
        outcome.into(),
        entry.code.as_str().into(),
        entry.request_id.as_str().into(),
        entry.times.into(),
    ];
    tx.run(ADD, &values).await.map(drop)
}

/// The list of entries.
pub const TABLE: Table = Table {
    list: "audit",
    name: "audit",
    id: "id",
    select: &["id", "at", "actor", "source", "action", "subject", "outcome", "code", "request_id", "times"],
    columns: &[
        Column::time("createdDateTime", "at"),
        Column::folded("actor", "actor", "actor_fold"),
        Column::folded("action", "action", "lower(action)"),
        Column::folded("subject", "subject", "subject_fold"),
        Column::plain("outcome", "outcome"),
        Column::folded("code", "code", "lower(code)"),
    ],
    owner: None,
};

/// A row of the list.
///
/// # Errors
/// The stored row is damaged.
pub fn row(row: &Row) -> Result<AuditRow> {
    Ok(AuditRow {
        id: row.text("id")?,
        created_date_time: row.time("at")?.into(),
        actor: row.text("actor")?,
        source: row.text("source")?,
        action: row.text("action")?,
        subject: row.text("subject")?,
        outcome: row.text("outcome")?,
        code: row.text("code")?,
        request_id: row.text("request_id")?,
        times: row.int("times")?,
    })
}
