//! API keys. A key stands here as its keyed hash and its first and last characters, never itself.

use jiff::Timestamp;
use partnerdesk_api::{
    api_key::{ApiKeyRow, FoundKey, KeyState},
    state::Move,
};

use super::{
    Area, Change, Read, Record as _, Result, Tx, change,
    list::{Column, Table},
    policy::Policy,
    record, words,
};

record! {
    /// A stored API key.
    ApiKey in "api_key" {
        /// The record's id; not the key.
        id: String,
        /// Whose.
        partner_id: String [fold],
        /// The account of whose it is.
        account: String,
        /// The partner's type.
        partner_type: String [fold],
        /// The organisation.
        organization: String [fold],
        /// The policy's id.
        policy_id: String,
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
        /// Its name.
        label: String [fold],
        /// The keyed hash of the key.
        key_hash: String,
        /// First and last characters of the key.
        key_shown: String,
        /// Its state.
        state: KeyState,
        /// Its end.
        expires_at: Timestamp,
        /// Made when.
        created_at: Timestamp,
        /// Made by.
        created_by: String,
        /// Changed when.
        updated_at: Option<Timestamp>,
        /// Changed by.
        updated_by: Option<String>,
    }
}

words!(KeyState);

const BY_HASH: &str = "SELECT * FROM api_key WHERE key_hash = $1";
const NAMED: &str = "SELECT * FROM api_key WHERE partner_id = $1 AND policy_id = $2 AND label = $3";
const EVERY: &str = "SELECT * FROM api_key ORDER BY created_at, id";
const OF_PARTNER: &str = "SELECT * FROM api_key WHERE partner_id = $1 ORDER BY created_at, id";
const DUE: &str =
    "SELECT * FROM api_key WHERE state = 'activated' AND expires_at <= $1 ORDER BY expires_at, id LIMIT 100";
const MOVE: Change = change!("api_key" set ["state", "updated_at", "updated_by"] of ["id", "state"]);
const EXPIRE: Change = change!("api_key" set ["state", "updated_at", "updated_by"] of ["id", "state", "expires_at"]);
const MOVE_END: Change =
    change!("api_key" set ["expires_at", "updated_at", "updated_by"] of ["id"] where "state = 'activated'");
const CHANGE_POLICY: Change = change!("api_key" set ["policy_id", "policy_name", "policy_name_fold", "policy_description",
    "updated_at", "updated_by"] of ["id"] where "state = 'activated'");

/// What this file keeps.
pub const AREA: Area = Area {
    name: "api_key",
    statements: &[BY_HASH, NAMED, EVERY, OF_PARTNER, DUE, MOVE.text, EXPIRE.text, MOVE_END.text, CHANGE_POLICY.text],
    records: &[ApiKey::STATEMENTS],
    tables: &[&TABLE],
};

/// The key of a hash.
///
/// # Errors
/// What the database says.
pub async fn by_hash(from: &impl Read, key_hash: &str) -> Result<Option<ApiKey>> {
    from.first(BY_HASH, &[key_hash.into()]).await
}

/// The key of a name, for a partner and a policy.
///
/// # Errors
/// What the database says.
pub async fn named(from: &impl Read, partner_id: &str, policy_id: &str, label: &str) -> Result<Option<ApiKey>> {
    from.first(NAMED, &[partner_id.into(), policy_id.into(), label.into()]).await
}

/// Every key, oldest first.
///
/// # Errors
/// What the database says.
pub async fn every(from: &impl Read) -> Result<Vec<ApiKey>> {
    from.all(EVERY, &[]).await
}

/// The keys of a partner, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_partner(from: &impl Read, partner_id: &str) -> Result<Vec<ApiKey>> {
    from.all(OF_PARTNER, &[partner_id.into()]).await
}

/// Some of the keys that work although their end has come, the earliest first.
///
/// # Errors
/// What the database says.
pub async fn due(from: &impl Read, now: Timestamp) -> Result<Vec<ApiKey>> {
    from.all(DUE, &[now.into()]).await
}

/// Moves a key from one state to another; false when it was not in the first.
///
/// # Errors
/// What the database says.
pub async fn change_state(tx: &mut Tx, id: &str, step: Move<KeyState>, by: &str, now: Timestamp) -> Result<bool> {
    let set = [("state", step.to().into()), ("updated_at", now.into()), ("updated_by", by.into())];
    tx.change(&MOVE, &set, &[("id", id.into()), ("state", step.from().into())]).await
}

/// Moves a key that was found to be at its end; false when it was moved already, or was given another end meanwhile.
///
/// # Errors
/// What the database says.
pub async fn expire(tx: &mut Tx, key: &ApiKey, step: Move<KeyState>, by: &str, now: Timestamp) -> Result<bool> {
    let set = [("state", step.to().into()), ("updated_at", now.into()), ("updated_by", by.into())];
    let of = [("id", (&key.id).into()), ("state", step.from().into()), ("expires_at", key.expires_at.into())];
    tx.change(&EXPIRE, &set, &of).await
}

/// Gives a key another end; false when it is deactivated.
///
/// # Errors
/// What the database says.
pub async fn move_end(tx: &mut Tx, id: &str, end: Timestamp, by: &str, now: Timestamp) -> Result<bool> {
    let set = [("expires_at", end.into()), ("updated_at", now.into()), ("updated_by", by.into())];
    tx.change(&MOVE_END, &set, &[("id", id.into())]).await
}

/// Gives a key another policy of its group; false when it is deactivated.
///
/// # Errors
/// [`super::Error::Unique`] when the partner has a key of the name for that policy.
pub async fn change_policy(tx: &mut Tx, id: &str, policy: &Policy, by: &str, now: Timestamp) -> Result<bool> {
    let set = [
        ("policy_id", (&policy.id).into()),
        ("policy_name", (&policy.name).into()),
        ("policy_description", (&policy.description).into()),
        ("updated_at", now.into()),
        ("updated_by", by.into()),
    ];
    tx.change(&CHANGE_POLICY, &set, &[("id", id.into())]).await
}

/// The list of keys; everything it shows stands in the row.
pub const TABLE: Table = Table::of::<ApiKey>(
    "api-keys",
    &[
        Column::folded("partnerId", "partner_id"),
        Column::folded("partnerType", "partner_type"),
        Column::folded("orgName", "organization"),
        Column::folded("policyGroupName", "group_name"),
        Column::folded("policyName", "policy_name"),
        Column::folded("apiKeyLabel", "label"),
        Column::time("createdDateTime", "created_at"),
        Column::time("apiKeyExpiryDateTime", "expires_at"),
        Column::plain("status", "state"),
    ],
)
.owned("account");

/// Keys of authentication partners only.
pub const AUTH_TABLE: Table = TABLE.from("auth_api_key");

/// A row of the list.
pub fn row(key: ApiKey) -> ApiKeyRow {
    ApiKeyRow {
        id: key.id,
        partner_id: key.partner_id,
        partner_type: key.partner_type,
        org_name: key.organization,
        policy_group_id: key.group_id,
        policy_group_name: key.group_name,
        policy_group_description: key.group_description,
        policy_id: key.policy_id,
        policy_name: key.policy_name,
        policy_description: key.policy_description,
        api_key_label: key.label,
        masked_api_key: key.key_shown,
        status: key.state.into(),
        created_date_time: key.created_at.into(),
        api_key_expiry_date_time: Some(key.expires_at.into()),
    }
}

/// A row of a legacy search.
pub fn found(key: ApiKey) -> FoundKey {
    FoundKey {
        label: key.label,
        partner_id: key.partner_id,
        partner_name: key.organization,
        policy_id: key.policy_id,
        policy_name: key.policy_name,
        valid_from_datetime: key.created_at.into(),
        valid_to_datetime: key.expires_at.into(),
        is_active: key.state == KeyState::Active,
        is_deleted: false,
        cr_by: key.created_by,
        cr_dtimes: key.created_at.into(),
        upd_by: key.updated_by,
        upd_dtimes: key.updated_at.map(Into::into),
        del_dtimes: None,
    }
}
