//! Policy requests.

use jiff::Timestamp;
use partnerdesk_api::{
    partner::PartnerState,
    policy::{GroupState, PolicyState},
    policy_request::{FoundRequest, Mappings, RequestRow, RequestState},
    state::Move,
};

use super::{
    Area, Change, FromRow, Read, Record as _, Result, Row, Tx, change,
    list::{Column, Table},
    record, words,
};

record! {
    /// A stored policy request, with what lists show of its partner, policy and group.
    Request in "policy_request" {
        /// The mapping key.
        id: String,
        /// Who asks.
        partner_id: String [fold],
        /// The account of who asks.
        account: String,
        /// The partner's type.
        partner_type: String [fold],
        /// The partner's state, as it is now.
        partner_state: PartnerState,
        /// The organisation.
        organization: String [fold],
        /// The policy's id.
        policy_id: String [fold],
        /// The policy's name.
        policy_name: String [fold],
        /// The policy's description.
        policy_description: String,
        /// The policy group's id.
        group_id: String,
        /// The policy group's name.
        group_name: String [fold],
        /// The policy group's description.
        group_description: String,
        /// What the partner wrote.
        comment: String [fold],
        /// Its state.
        status: RequestState,
        /// How far the mappings are.
        mappings: Mappings,
        /// Asked when.
        created_at: Timestamp,
        /// Asked by.
        created_by: String,
        /// Changed when.
        updated_at: Option<Timestamp>,
        /// Decided when.
        decided_at: Option<Timestamp>,
        /// Decided by.
        decided_by: Option<String>,
        /// Why.
        decision_reason: Option<String>,
    }
}

words!(RequestState, Mappings);

const FOR_DECISION: &str =
    "SELECT r.*, p.state AS policy_state, p.valid_to AS policy_valid_to, g.state AS group_state, o.state AS owner_state
    FROM policy_request r JOIN partner o ON o.id = r.partner_id LEFT JOIN policy p ON p.id = r.policy_id
    LEFT JOIN policy_group g ON g.id = p.group_id WHERE r.id = $1";
const PARTNER_STATE: &str = "UPDATE policy_request SET partner_state = $1 WHERE partner_id = $2";
const HOLD_POLICY: &str = "SELECT id FROM policy WHERE id = (SELECT policy_id FROM policy_request WHERE id = $1)";
const OWNER: &str = "SELECT account FROM policy_request WHERE id = $1";
const OPEN_OF_PAIR: &str = "SELECT status FROM policy_request WHERE partner_id = $1 AND policy_id = $2 AND status IN ('InProgress', 'approved')";
const LATEST_OF_PARTNER: &str =
    "SELECT * FROM policy_request WHERE partner_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1";
const APPROVED_OF_PARTNER: &str =
    "SELECT * FROM policy_request WHERE partner_id = $1 AND status = 'approved' ORDER BY created_at, id LIMIT 1";
const COUNT_OF_POLICY: &str = "SELECT COUNT(*) AS total FROM policy_request WHERE policy_id = $1 AND status = $2";
const COUNT_PENDING: &str =
    "SELECT COUNT(*) AS total FROM (SELECT 1 FROM policy_request WHERE status = 'InProgress' LIMIT 10001) AS waiting";
const MAPPED: Change = change!("policy_request" set ["mappings", "updated_at"] of ["id"] where "status = 'InProgress'");
const DECIDE: Change = change!("policy_request" set ["status", "decided_at", "updated_at", "decided_by",
    "decision_reason"] of ["id", "status"]);

/// What this file keeps.
pub const AREA: Area = Area {
    name: "policy_request",
    statements: &[
        FOR_DECISION,
        PARTNER_STATE,
        HOLD_POLICY,
        OWNER,
        OPEN_OF_PAIR,
        LATEST_OF_PARTNER,
        APPROVED_OF_PARTNER,
        COUNT_OF_POLICY,
        COUNT_PENDING,
        MAPPED.text,
        DECIDE.text,
    ],
    records: &[Request::STATEMENTS],
    tables: &[&TABLE],
};

/// How many requests wait for a decision, counted up to 10001.
///
/// # Errors
/// What the database says.
pub async fn count_pending(from: &impl Read) -> Result<i64> {
    from.count(COUNT_PENDING, &[]).await
}

/// A request with what an approval depends on, read in one go.
#[derive(Clone, Debug)]
pub struct ForDecision {
    /// The request.
    pub request: Request,
    /// The policy's state, and until when it is valid; `None` when it is gone.
    pub policy: Option<(PolicyState, Timestamp)>,
    /// Whether the policy group is active; `None` when it is gone.
    pub group_is_active: Option<bool>,
    /// Whether the partner is active.
    pub partner_is_active: bool,
}

impl FromRow for ForDecision {
    fn from_row(row: &mut Row) -> Result<Self> {
        let (state, until): (Option<PolicyState>, Option<Timestamp>) =
            (row.take("policy_state")?, row.take("policy_valid_to")?);
        Ok(ForDecision {
            policy: state.zip(until),
            group_is_active: row.take::<Option<GroupState>>("group_state")?.map(GroupState::is_active),
            partner_is_active: row.take::<PartnerState>("owner_state")?.is_active(),
            request: Request::from_row(row)?,
        })
    }
}

/// A request with what an approval depends on. Nobody changes it, nor deactivates its policy, until this transaction
/// ends: of two who decide at once, the second sees what the first did.
///
/// # Errors
/// What the database says.
pub async fn for_decision(tx: &mut Tx, id: &str) -> Result<Option<ForDecision>> {
    tx.hold::<Request>(id).await?;
    tx.hold_by(HOLD_POLICY, &[id.into()]).await?;
    tx.first(FOR_DECISION, &[id.into()]).await
}

/// The account that owns a request.
///
/// # Errors
/// What the database says.
pub async fn owner(from: &impl Read, id: &str) -> Result<Option<String>> {
    from.value(OWNER, &[id.into()]).await
}

/// The state of the pending or approved request of a partner for a policy; there is at most one.
///
/// # Errors
/// What the database says.
pub async fn open_of_pair(from: &impl Read, partner_id: &str, policy_id: &str) -> Result<Option<RequestState>> {
    from.value(OPEN_OF_PAIR, &[partner_id.into(), policy_id.into()]).await
}

/// The request that a partner's checklist speaks of: an approved one, else the newest.
///
/// # Errors
/// What the database says.
pub async fn telling_of_partner(from: &impl Read, partner_id: &str) -> Result<Option<Request>> {
    match from.first(APPROVED_OF_PARTNER, &[partner_id.into()]).await? {
        Some(approved) => Ok(Some(approved)),
        None => from.first(LATEST_OF_PARTNER, &[partner_id.into()]).await,
    }
}

/// How many requests of a state a policy has.
///
/// # Errors
/// What the database says.
pub async fn count_of_policy(from: &impl Read, policy_id: &str, state: RequestState) -> Result<i64> {
    from.count(COUNT_OF_POLICY, &[policy_id.into(), state.into()]).await
}

/// Lets the requests of a partner know its new state.
///
/// # Errors
/// What the database says.
pub async fn partner_moved(tx: &mut Tx, partner_id: &str, state: PartnerState) -> Result<()> {
    tx.run(PARTNER_STATE, &[state.into(), partner_id.into()]).await.map(drop)
}

/// Notes how far the mappings are; false when the request is decided.
///
/// # Errors
/// What the database says.
pub async fn mapped(tx: &mut Tx, id: &str, mappings: Mappings, now: Timestamp) -> Result<bool> {
    tx.change(&MAPPED, &[("mappings", mappings.into()), ("updated_at", now.into())], &[("id", id.into())]).await
}

/// Decides a request; false when somebody else was faster.
///
/// # Errors
/// What the database says.
pub async fn decide(
    tx: &mut Tx,
    id: &str,
    step: Move<RequestState>,
    by: &str,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let set = [
        ("status", step.to().into()),
        ("decided_at", now.into()),
        ("updated_at", now.into()),
        ("decided_by", by.into()),
        ("decision_reason", reason.into()),
    ];
    tx.change(&DECIDE, &set, &[("id", id.into()), ("status", step.from().into())]).await
}

/// The list of requests, also as legacy searches show it.
pub const TABLE: Table = Table::of::<Request>(
    "policy-requests",
    &[
        Column::plain("id", "id"),
        Column::folded("partnerId", "partner_id"),
        Column::folded("partnerType", "partner_type"),
        Column::folded("orgName", "organization"),
        Column::folded("policyId", "policy_id"),
        Column::folded("policyName", "policy_name"),
        Column::folded("policyGroupName", "group_name"),
        Column::folded("requestDetail", "comment"),
        Column::plain("status", "status"),
        Column::time("createdDateTime", "created_at"),
    ],
)
.owned("account");

/// A row of the list.
pub fn row(request: Request) -> RequestRow {
    RequestRow {
        id: request.id,
        partner_id: request.partner_id,
        partner_status: request.partner_state.into(),
        org_name: request.organization,
        partner_type: request.partner_type,
        policy_id: request.policy_id,
        policy_name: request.policy_name,
        policy_description: request.policy_description,
        policy_group_id: request.group_id,
        policy_group_name: request.group_name,
        policy_group_description: request.group_description,
        partner_comment: request.comment,
        status: request.status.into(),
        created_date_time: request.created_at.into(),
        updated_date_time: request.updated_at.map(Into::into),
        mappings: request.mappings,
        decided_by: request.decided_by,
        decision_reason: request.decision_reason,
    }
}

/// A row of a legacy search.
pub fn found(request: Request) -> FoundRequest {
    FoundRequest {
        apikey_request_id: request.id,
        partner_id: request.partner_id,
        partner_name: request.organization,
        policy_id: request.policy_id,
        policy_name: request.policy_name,
        request_datetimes: request.created_at.into(),
        request_detail: request.comment,
        status_code: request.status.into(),
        is_deleted: false,
        cr_by: request.created_by,
        cr_dtimes: request.created_at.into(),
        upd_by: request.decided_by,
        upd_dtimes: request.updated_at.map(Into::into),
        del_dtimes: None,
    }
}
