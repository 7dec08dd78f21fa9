//! The audit trail: who did what, on which record, and whether it was allowed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    list::{Compare, Field, List, ListQuery, ListRow, Page},
    operation::{Info, NoPath, Operation},
    role::Role::PartnerAdmin,
    time::LocalTime,
};

/// One entry of the trail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditRow {
    /// Its number.
    pub id: String,
    /// When.
    pub created_date_time: LocalTime,
    /// Who; empty for nobody signed in.
    pub actor: String,
    /// From where.
    pub source: String,
    /// Which operation.
    pub action: String,
    /// On which record.
    pub subject: String,
    /// `done` or `refused`.
    pub outcome: String,
    /// The code of a refusal.
    pub code: String,
    /// The id of the HTTP request.
    pub request_id: String,
    /// How many refusals alike it stands for: floods are entered together. It describes the latest.
    #[serde(default = "once")]
    pub times: i64,
}
fn once() -> i64 {
    1
}
/// The audit trail.
pub static AUDIT: List<AuditRow> = List {
    name: "audit",
    fields: &[
        Field::shown("createdDateTime", |r: &AuditRow| r.created_date_time.to_string().into()).sorted(),
        Field::shown("actor", |r: &AuditRow| r.actor.as_str().into()).filtered(Compare::Contains),
        Field::shown("action", |r: &AuditRow| r.action.as_str().into()).filtered(Compare::Contains),
        Field::shown("subject", |r: &AuditRow| r.subject.as_str().into()).filtered(Compare::Contains),
        Field::shown("outcome", |r: &AuditRow| r.outcome.as_str().into())
            .filtered(Compare::OneOf(&["done", "refused"])),
        Field::shown("code", |r: &AuditRow| r.code.as_str().into()).filtered(Compare::Contains),
        Field::shown("source", |r: &AuditRow| r.source.as_str().into()),
        Field::shown("requestId", |r: &AuditRow| r.request_id.as_str().into()),
        Field::shown("times", |r: &AuditRow| r.times.to_string().into()),
    ],
    id: |r| &r.id,
    newest_first: "createdDateTime",
    page_size: Some(8),
};
impl ListRow for AuditRow {
    const LIST: &'static List<AuditRow> = &AUDIT;
}
/// The audit trail. Ours.
pub const LIST: Operation<NoPath, ListQuery, Page<AuditRow>> =
    Operation::get("audit.list", "/v1/partnerdesk/audit", "The audit trail").roles(&[PartnerAdmin]).desk().paged();

/// The operations of this area.
pub const OPERATIONS: &[&Info] = &[&LIST.info];
