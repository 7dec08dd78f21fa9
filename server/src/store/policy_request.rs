//! Policy requests with their mapped extractors and credential types.

use jiff::Timestamp;
use partnerdesk_api::{
    partner::PartnerState,
    policy::{GroupState, PolicyState},
    policy_request::{ExtractorMapping, FoundRequest, Mappings, RequestRow, RequestState},
    state::Move,
};
use uuid::Uuid;

use super::{
    Db, Result, Row, Tx, Value, fold,
    list::{Column, Table},
    state::{maybe_state, state},
};

/// A stored policy request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The mapping key.
    pub id: String,
    /// Who asks.
    pub partner_id: String,
    /// The account of who asks.
    pub account: String,
    /// The partner's type.
    pub partner_type: String,
    /// The organisation.
    pub organization: String,
    /// The policy's id.
    pub policy_id: String,
    /// The policy's name.
    pub policy_name: String,
    /// The policy's description.
    pub policy_description: String,
    /// The policy group's id.
    pub group_id: String,
    /// The policy group's name.
    pub group_name: String,
    /// The policy group's description.
    pub group_description: String,
    /// What the partner wrote.
    pub comment: String,
    /// Its state.
    pub status: RequestState,
    /// How far the mappings are.
    pub mappings: Mappings,
    /// Asked when.
    pub created_at: Timestamp,
    /// Asked by.
    pub created_by: String,
    /// Decided when.
    pub decided_at: Option<Timestamp>,
    /// Decided by.
    pub decided_by: Option<String>,
    /// Why.
    pub decision_reason: Option<String>,
}

const FIND: &str = "SELECT * FROM policy_request WHERE id = $1";
const FOR_DECISION: &str =
    "SELECT r.*, p.state AS policy_state, p.valid_to AS policy_valid_to, g.state AS group_state, o.state AS owner_state
    FROM policy_request r JOIN partner o ON o.id = r.partner_id LEFT JOIN policy p ON p.id = r.policy_id
    LEFT JOIN policy_group g ON g.id = p.group_id WHERE r.id = $1";
const PARTNER_STATE: &str = "UPDATE policy_request SET partner_state = $1 WHERE partner_id = $2";
const HOLD: &str = "SELECT id FROM policy_request WHERE id = $1";
const HOLD_POLICY: &str = "SELECT id FROM policy WHERE id = (SELECT policy_id FROM policy_request WHERE id = $1)";
const OWNER: &str = "SELECT account FROM policy_request WHERE id = $1";
const OPEN_OF_PAIR: &str = "SELECT status FROM policy_request WHERE partner_id = $1 AND policy_id = $2 AND status IN ('InProgress', 'approved')";
const LATEST_OF_PARTNER: &str =
    "SELECT * FROM policy_request WHERE partner_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1";
const APPROVED_OF_PARTNER: &str =
    "SELECT * FROM policy_request WHERE partner_id = $1 AND status = 'approved' ORDER BY created_at, id LIMIT 1";
const COUNT_OF_POLICY: &str = "SELECT COUNT(*) AS total FROM policy_request WHERE policy_id = $1 AND status = $2";
const ADD: &str = "INSERT INTO policy_request (id, partner_id, partner_id_fold, account, partner_type, partner_type_fold, organization,
    organization_fold, policy_id, policy_id_fold, policy_name, policy_name_fold, group_id, group_name, group_name_fold, comment,
    comment_fold, status, mappings, created_at, created_by, policy_description, group_description, partner_state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'InProgress', $18, $19, $20, $21, $22, 'active')";
const MAPPED: &str = "UPDATE policy_request SET mappings = $1, updated_at = $2 WHERE id = $3 AND status = 'InProgress'";
const DECIDE: &str =
    "UPDATE policy_request SET status = $1, decided_at = $2, updated_at = $2, decided_by = $3, decision_reason = $4
    WHERE id = $5 AND status = $6";
const DECIDE_EXTRACTORS: &str = "UPDATE request_extractor SET status = $1 WHERE request_id = $2";
const DECIDE_CREDENTIAL_TYPE: &str = "UPDATE request_credential_type SET status = $1 WHERE request_id = $2";
const ADD_EXTRACTOR: &str =
    "INSERT INTO request_extractor (id, request_id, partner_id, policy_id, attribute, modality, sub_types, provider,
    provider_version, data_format, status, created_at, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'InProgress', $11, $12)";
const EXTRACTORS: &str = "SELECT * FROM request_extractor WHERE request_id = $1 ORDER BY created_at, modality";
const APPROVED_ATTRIBUTE: &str = "SELECT 1 AS one FROM request_extractor
    WHERE partner_id = $1 AND policy_id = $2 AND status = 'approved' AND attribute = $3 AND modality = $4";
const ADD_CREDENTIAL_TYPE: &str = "INSERT INTO request_credential_type (request_id, partner_id, policy_id, credential_type, status, created_at, created_by)
    VALUES ($1, $2, $3, $4, 'InProgress', $5, $6)";
const CREDENTIAL_TYPE: &str = "SELECT credential_type FROM request_credential_type WHERE request_id = $1";
const CREDENTIAL_TYPE_USED: &str = "SELECT 1 AS one FROM request_credential_type
    WHERE partner_id = $1 AND credential_type = $2 AND status IN ('InProgress', 'approved')";
const APPROVED_CREDENTIAL_TYPES: &str = "SELECT credential_type FROM request_credential_type
    WHERE partner_id = $1 AND policy_id = $2 AND status = 'approved' ORDER BY credential_type";

const COUNT_PENDING: &str =
    "SELECT COUNT(*) AS total FROM (SELECT 1 FROM policy_request WHERE status = 'InProgress' LIMIT 10001) AS waiting";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[
    FIND,
    FOR_DECISION,
    PARTNER_STATE,
    HOLD,
    HOLD_POLICY,
    OWNER,
    OPEN_OF_PAIR,
    LATEST_OF_PARTNER,
    APPROVED_OF_PARTNER,
    COUNT_OF_POLICY,
    ADD,
    MAPPED,
    DECIDE,
    DECIDE_EXTRACTORS,
    DECIDE_CREDENTIAL_TYPE,
    ADD_EXTRACTOR,
    EXTRACTORS,
    APPROVED_ATTRIBUTE,
    ADD_CREDENTIAL_TYPE,
    CREDENTIAL_TYPE,
    CREDENTIAL_TYPE_USED,
    APPROVED_CREDENTIAL_TYPES,
    COUNT_PENDING,
];

/// How many requests wait for a decision, counted up to 10001.
///
/// # Errors
/// What the database says.
pub async fn count_pending(db: &Db) -> Result<i64> {
    db.first(COUNT_PENDING, &[]).await?.map_or(Ok(0), |r| r.int("total"))
}

fn read(row: &Row) -> Result<Request> {
    Ok(Request {
        id: row.text("id")?,
        partner_id: row.text("partner_id")?,
        account: row.text("account")?,
        partner_type: row.text("partner_type")?,
        organization: row.text("organization")?,
        policy_id: row.text("policy_id")?,
        policy_name: row.text("policy_name")?,
        policy_description: row.text("policy_description")?,
        group_id: row.text("group_id")?,
        group_name: row.text("group_name")?,
        group_description: row.text("group_description")?,
        comment: row.text("comment")?,
        status: state(row, "status")?,
        mappings: state(row, "mappings")?,
        created_at: row.time("created_at")?,
        created_by: row.text("created_by")?,
        decided_at: row.maybe_time("decided_at")?,
        decided_by: row.maybe_text("decided_by")?,
        decision_reason: row.maybe_text("decision_reason")?,
    })
}

/// A request by its mapping key.
///
/// # Errors
/// What the database says.
pub async fn find(db: &Db, id: &str) -> Result<Option<Request>> {
    db.first(FIND, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// A request by its mapping key, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn find_in(tx: &mut Tx, id: &str) -> Result<Option<Request>> {
    tx.first(FIND, &[id.into()]).await?.as_ref().map(read).transpose()
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

/// A request with what an approval depends on, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn for_decision(tx: &mut Tx, id: &str) -> Result<Option<ForDecision>> {
    let Some(row) = tx.first(FOR_DECISION, &[id.into()]).await? else { return Ok(None) };
    let policy = maybe_state::<PolicyState>(&row, "policy_state")?.zip(row.maybe_time("policy_valid_to")?);
    Ok(Some(ForDecision {
        request: read(&row)?,
        policy,
        group_is_active: maybe_state(&row, "group_state")?.map(GroupState::is_active),
        partner_is_active: state::<PartnerState>(&row, "owner_state")?.is_active(),
    }))
}

/// Makes everybody else who holds this request wait until this transaction ends. Taken before looking: of two who map or
/// decide at once, the second sees what the first did.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, id: &str) -> Result<()> {
    tx.hold(HOLD, &[id.into()]).await
}

/// As [`hold`], and the same for its policy: nobody deactivates the policy while it is approved.
///
/// # Errors
/// What the database says.
pub async fn hold_for_decision(tx: &mut Tx, id: &str) -> Result<()> {
    hold(tx, id).await?;
    tx.hold(HOLD_POLICY, &[id.into()]).await
}

/// The account that owns a request.
///
/// # Errors
/// What the database says.
pub async fn owner(db: &Db, id: &str) -> Result<Option<String>> {
    db.first(OWNER, &[id.into()]).await?.map(|r| r.text("account")).transpose()
}

/// The state of the pending or approved request of a partner for a policy; there is at most one.
///
/// # Errors
/// What the database says.
pub async fn open_of_pair(tx: &mut Tx, partner_id: &str, policy_id: &str) -> Result<Option<RequestState>> {
    tx.first(OPEN_OF_PAIR, &[partner_id.into(), policy_id.into()]).await?.map(|r| state(&r, "status")).transpose()
}

/// The request that a partner's checklist speaks of: an approved one, else the newest.
///
/// # Errors
/// What the database says.
pub async fn telling_of_partner(db: &Db, partner_id: &str) -> Result<Option<Request>> {
    if let Some(row) = db.first(APPROVED_OF_PARTNER, &[partner_id.into()]).await? {
        return read(&row).map(Some);
    }
    db.first(LATEST_OF_PARTNER, &[partner_id.into()]).await?.as_ref().map(read).transpose()
}

/// How many requests of a state a policy has.
///
/// # Errors
/// What the database says.
pub async fn count_of_policy(tx: &mut Tx, policy_id: &str, state: RequestState) -> Result<i64> {
    tx.first(COUNT_OF_POLICY, &[policy_id.into(), state.word().into()]).await?.map_or(Ok(0), |r| r.int("total"))
}

/// Adds a request.
///
/// # Errors
/// [`Error::Unique`] when the pair has a pending or approved one.
pub async fn add(tx: &mut Tx, request: &Request) -> Result<()> {
    let values: [Value; 22] = [
        (&request.id).into(),
        (&request.partner_id).into(),
        fold(&request.partner_id).into(),
        (&request.account).into(),
        (&request.partner_type).into(),
        fold(&request.partner_type).into(),
        (&request.organization).into(),
        fold(&request.organization).into(),
        (&request.policy_id).into(),
        fold(&request.policy_id).into(),
        (&request.policy_name).into(),
        fold(&request.policy_name).into(),
        (&request.group_id).into(),
        (&request.group_name).into(),
        fold(&request.group_name).into(),
        (&request.comment).into(),
        fold(&request.comment).into(),
        request.mappings.word().into(),
        request.created_at.into(),
        (&request.created_by).into(),
        (&request.policy_description).into(),
        (&request.group_description).into(),
    ];
    tx.run(ADD, &values).await.map(drop)
}

/// Lets the requests of a partner know its new state.
///
/// # Errors
/// What the database says.
pub async fn partner_moved(tx: &mut Tx, partner_id: &str, state: PartnerState) -> Result<()> {
    tx.run(PARTNER_STATE, &[state.word().into(), partner_id.into()]).await.map(drop)
}

/// Notes how far the mappings are; false when the request is decided.
///
/// # Errors
/// What the database says.
pub async fn mapped(tx: &mut Tx, id: &str, mappings: Mappings, now: Timestamp) -> Result<bool> {
    Ok(tx.run(MAPPED, &[mappings.word().into(), now.into(), id.into()]).await? == 1)
}

/// Decides a request and everything mapped to it; false when somebody else was faster.
///
/// # Errors
/// What the database says.
pub async fn decide(
    tx: &mut Tx,
    request: &Request,
    step: Move<RequestState>,
    by: &str,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let (id, from, to) = (request.id.as_str(), step.from().word(), step.to().word());
    if tx.run(DECIDE, &[to.into(), now.into(), by.into(), reason.into(), id.into(), from.into()]).await? == 0 {
        return Ok(false);
    }
    if request.mappings != Mappings::NotNeeded {
        tx.run(DECIDE_EXTRACTORS, &[to.into(), id.into()]).await?;
        tx.run(DECIDE_CREDENTIAL_TYPE, &[to.into(), id.into()]).await?;
    }
    Ok(true)
}

/// Adds a mapped extractor.
///
/// # Errors
/// [`Error::Unique`] when the modality is mapped.
pub async fn add_extractor(
    tx: &mut Tx,
    request: &Request,
    mapping: &ExtractorMapping,
    by: &str,
    now: Timestamp,
) -> Result<()> {
    let values: [Value; 12] = [
        Uuid::now_v7().to_string().into(),
        (&request.id).into(),
        (&request.partner_id).into(),
        (&request.policy_id).into(),
        (&mapping.attribute_name).into(),
        (&mapping.biometric).into(),
        mapping.biometric_sub_types.as_deref().into(),
        (&mapping.extractor_provider).into(),
        (&mapping.extractor_provider_version).into(),
        mapping.credential_data_format.as_deref().into(),
        now.into(),
        by.into(),
    ];
    tx.run(ADD_EXTRACTOR, &values).await.map(drop)
}

fn read_extractor(row: &Row) -> Result<ExtractorMapping> {
    Ok(ExtractorMapping {
        attribute_name: row.text("attribute")?,
        biometric: row.text("modality")?,
        biometric_sub_types: row.maybe_text("sub_types")?,
        extractor_provider: row.text("provider")?,
        extractor_provider_version: row.text("provider_version")?,
        credential_data_format: row.maybe_text("data_format")?,
    })
}

/// The extractors of a request.
///
/// # Errors
/// What the database says.
pub async fn extractors(db: &Db, id: &str) -> Result<Vec<ExtractorMapping>> {
    db.all(EXTRACTORS, &[id.into()]).await?.iter().map(read_extractor).collect()
}

/// The extractors of a request, as this transaction sees them.
///
/// # Errors
/// What the database says.
pub async fn extractors_in(tx: &mut Tx, id: &str) -> Result<Vec<ExtractorMapping>> {
    tx.all(EXTRACTORS, &[id.into()]).await?.iter().map(read_extractor).collect()
}

/// Whether an attribute and modality are approved for a partner's policy.
///
/// # Errors
/// What the database says.
pub async fn is_attribute_approved(tx: &mut Tx, request: &Request, mapping: &ExtractorMapping) -> Result<bool> {
    let values: [Value; 4] = [
        (&request.partner_id).into(),
        (&request.policy_id).into(),
        (&mapping.attribute_name).into(),
        (&mapping.biometric).into(),
    ];
    Ok(tx.first(APPROVED_ATTRIBUTE, &values).await?.is_some())
}

/// Adds the credential type.
///
/// # Errors
/// [`Error::Unique`] when the request has one or the partner uses the type.
pub async fn add_credential_type(
    tx: &mut Tx,
    request: &Request,
    credential_type: &str,
    by: &str,
    now: Timestamp,
) -> Result<()> {
    let values: [Value; 6] = [
        (&request.id).into(),
        (&request.partner_id).into(),
        (&request.policy_id).into(),
        credential_type.into(),
        now.into(),
        by.into(),
    ];
    tx.run(ADD_CREDENTIAL_TYPE, &values).await.map(drop)
}

/// The credential type of a request.
///
/// # Errors
/// What the database says.
pub async fn credential_type(db: &Db, id: &str) -> Result<Option<String>> {
    db.first(CREDENTIAL_TYPE, &[id.into()]).await?.map(|r| r.text("credential_type")).transpose()
}

/// The credential type of a request, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn credential_type_in(tx: &mut Tx, id: &str) -> Result<Option<String>> {
    tx.first(CREDENTIAL_TYPE, &[id.into()]).await?.map(|r| r.text("credential_type")).transpose()
}

/// Whether a partner uses a credential type in a pending or approved request.
///
/// # Errors
/// What the database says.
pub async fn is_credential_type_used(tx: &mut Tx, partner_id: &str, credential_type: &str) -> Result<bool> {
    Ok(tx.first(CREDENTIAL_TYPE_USED, &[partner_id.into(), credential_type.into()]).await?.is_some())
}

/// Approved credential types of a partner's policy.
///
/// # Errors
/// What the database says.
pub async fn approved_credential_types(db: &Db, partner_id: &str, policy_id: &str) -> Result<Vec<String>> {
    db.all(APPROVED_CREDENTIAL_TYPES, &[partner_id.into(), policy_id.into()])
        .await?
        .iter()
        .map(|r| r.text("credential_type"))
        .collect()
}

/// The list of requests; everything it shows stands in the row.
pub const TABLE: Table = Table {
    list: "policy-requests",
    name: "policy_request",
    id: "id",
    select: &[
        "id",
        "partner_id",
        "partner_state",
        "organization",
        "partner_type",
        "policy_id",
        "policy_name",
        "policy_description",
        "group_id",
        "group_name",
        "group_description",
        "comment",
        "status",
        "mappings",
        "created_at",
        "updated_at",
        "decided_by",
        "decision_reason",
    ],
    columns: &[
        Column::plain("id", "id"),
        Column::folded("partnerId", "partner_id", "partner_id_fold"),
        Column::folded("partnerType", "partner_type", "partner_type_fold"),
        Column::folded("orgName", "organization", "organization_fold"),
        Column::folded("policyId", "policy_id", "policy_id_fold"),
        Column::folded("policyName", "policy_name", "policy_name_fold"),
        Column::folded("policyGroupName", "group_name", "group_name_fold"),
        Column::folded("requestDetail", "comment", "comment_fold"),
        Column::plain("status", "status"),
        Column::time("createdDateTime", "created_at"),
    ],
    owner: Some("account"),
};

/// A row of the list.
///
/// # Errors
/// The stored row is damaged.
pub fn row(row: &Row) -> Result<RequestRow> {
    Ok(RequestRow {
        id: row.text("id")?,
        partner_id: row.text("partner_id")?,
        partner_status: state::<PartnerState>(row, "partner_state")?.into(),
        org_name: row.text("organization")?,
        partner_type: row.text("partner_type")?,
        policy_id: row.text("policy_id")?,
        policy_name: row.text("policy_name")?,
        policy_description: row.text("policy_description")?,
        policy_group_id: row.text("group_id")?,
        policy_group_name: row.text("group_name")?,
        policy_group_description: row.text("group_description")?,
        partner_comment: row.text("comment")?,
        status: state::<RequestState>(row, "status")?.into(),
        created_date_time: row.time("created_at")?.into(),
        updated_date_time: row.maybe_time("updated_at")?.map(Into::into),
        mappings: state(row, "mappings")?,
        decided_by: row.maybe_text("decided_by")?,
        decision_reason: row.maybe_text("decision_reason")?,
    })
}

/// Requests as legacy searches show them.
pub const SEARCH: Table = Table { select: &["*"], ..TABLE };

/// A row of a legacy search.
///
/// # Errors
/// The stored row is damaged.
pub fn found(row: &Row) -> Result<FoundRequest> {
    let request = read(row)?;
    Ok(FoundRequest {
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
        upd_dtimes: row.maybe_time("updated_at")?.map(Into::into),
        del_dtimes: None,
    })
}
