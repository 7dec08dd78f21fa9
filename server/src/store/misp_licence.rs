//! Licence keys of MISPs. A key stands here as its keyed hash and its last characters, never itself.

use jiff::Timestamp;
use partnerdesk_api::{
    misp_licence::{LicenceRow, LicenceState, StoredLicence},
    state::Move,
};

use super::{
    Area, Change, Read, Record as _, Result, Tx, change,
    list::{Column, Table},
    record, words,
};

record! {
    /// A stored licence key.
    Licence in "misp_licence" {
        /// The record's id; not the key.
        id: String,
        /// Whose.
        partner_id: String [fold],
        /// The account of whose it is.
        account: String,
        /// The organisation.
        organization: String [fold],
        /// The policy group's id, if the partner has one.
        group_id: Option<String>,
        /// The policy group's name; empty without one.
        group_name: String [fold],
        /// The policy group's description; empty without one.
        group_description: String,
        /// The policy's id, if it is for one.
        policy_id: Option<String>,
        /// The policy's name; empty without one.
        policy_name: String [fold],
        /// The policy's description; empty without one.
        policy_description: String,
        /// Its name.
        name: String [fold],
        /// The keyed hash of the key.
        key_hash: String,
        /// Asterisks and the last characters of the key.
        key_shown: String,
        /// Its state.
        state: LicenceState,
        /// Its end.
        expires_at: Timestamp,
        /// Issued when.
        created_at: Timestamp,
        /// Issued by.
        created_by: String,
        /// Changed when.
        updated_at: Option<Timestamp>,
        /// Changed by.
        updated_by: Option<String>,
    }
}

words!(LicenceState);

const BY_HASH: &str = "SELECT * FROM misp_licence WHERE key_hash = $1";
const NAMED: &str = "SELECT * FROM misp_licence WHERE partner_id = $1 AND name = $2";
const OF_PARTNER: &str = "SELECT * FROM misp_licence WHERE partner_id = $1 ORDER BY created_at, id";
const OF_ACCOUNT: &str = "SELECT * FROM misp_licence WHERE account = $1 ORDER BY created_at, id";
const EVERY: &str = "SELECT * FROM misp_licence ORDER BY created_at, id";
const DUE: &str =
    "SELECT * FROM misp_licence WHERE state = 'ACTIVE' AND expires_at <= $1 ORDER BY expires_at, id LIMIT 100";
const MOVE: Change = change!("misp_licence" set ["state", "updated_at", "updated_by"] of ["id", "state"]);

/// What this file keeps.
pub const AREA: Area = Area {
    name: "misp_licence",
    statements: &[BY_HASH, NAMED, OF_PARTNER, OF_ACCOUNT, EVERY, DUE, MOVE.text],
    records: &[Licence::STATEMENTS],
    tables: &[&TABLE],
};

/// The licence of a hash.
///
/// # Errors
/// What the database says.
pub async fn by_hash(from: &impl Read, key_hash: &str) -> Result<Option<Licence>> {
    from.first(BY_HASH, &[key_hash.into()]).await
}

/// The licence of a name, of a partner.
///
/// # Errors
/// What the database says.
pub async fn named(from: &impl Read, partner_id: &str, name: &str) -> Result<Option<Licence>> {
    from.first(NAMED, &[partner_id.into(), name.into()]).await
}

/// The licences of a partner, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_partner(from: &impl Read, partner_id: &str) -> Result<Vec<Licence>> {
    from.all(OF_PARTNER, &[partner_id.into()]).await
}

/// The licences of an account's partners, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_account(from: &impl Read, account: &str) -> Result<Vec<Licence>> {
    from.all(OF_ACCOUNT, &[account.into()]).await
}

/// Every licence, oldest first.
///
/// # Errors
/// What the database says.
pub async fn every(from: &impl Read) -> Result<Vec<Licence>> {
    from.all(EVERY, &[]).await
}

/// Some of the licences that work although their end has come, the earliest first.
///
/// # Errors
/// What the database says.
pub async fn due(from: &impl Read, now: Timestamp) -> Result<Vec<Licence>> {
    from.all(DUE, &[now.into()]).await
}

/// Moves a licence from one state to another; false when it was not in the first.
///
/// # Errors
/// What the database says.
pub async fn change_state(tx: &mut Tx, id: &str, step: Move<LicenceState>, by: &str, now: Timestamp) -> Result<bool> {
    let set = [("state", step.to().into()), ("updated_at", now.into()), ("updated_by", by.into())];
    tx.change(&MOVE, &set, &[("id", id.into()), ("state", step.from().into())]).await
}

/// The list of licences; everything it shows stands in the row.
pub const TABLE: Table = Table::of::<Licence>(
    "misp-licences",
    &[
        Column::folded("partnerId", "partner_id"),
        Column::folded("orgName", "organization"),
        Column::folded("policyGroupName", "group_name"),
        Column::folded("policyName", "policy_name"),
        Column::folded("licenseKeyName", "name"),
        Column::plain("maskedLicenseKey", "key_shown"),
        Column::time("createdDateTime", "created_at"),
        Column::time("expiryDateTime", "expires_at"),
        Column::plain("status", "state"),
    ],
)
.owned("account");

/// A row of the list.
pub fn row(licence: Licence) -> LicenceRow {
    let of_group = licence.group_id.is_some();
    let of_policy = licence.policy_id.is_some();
    LicenceRow {
        misp_license_id: licence.id,
        partner_id: licence.partner_id,
        org_name: licence.organization,
        policy_group_id: licence.group_id,
        policy_group_name: of_group.then_some(licence.group_name),
        policy_group_description: of_group.then_some(licence.group_description),
        policy_id: licence.policy_id,
        policy_name: of_policy.then_some(licence.policy_name),
        policy_description: of_policy.then_some(licence.policy_description),
        license_key_name: licence.name,
        masked_license_key: licence.key_shown,
        status: licence.state.into(),
        created_date_time: licence.created_at.into(),
        expiry_date_time: licence.expires_at.into(),
    }
}

/// A licence as MOSIP's table has it.
pub fn found(licence: Licence) -> StoredLicence {
    StoredLicence {
        misp_id: licence.partner_id,
        policy_id: licence.policy_id,
        license_key: licence.key_shown,
        valid_from_date: licence.created_at.into(),
        valid_to_date: licence.expires_at.into(),
        is_active: licence.state == LicenceState::Active,
        created_by: licence.created_by,
        created_date_time: licence.created_at.into(),
        updated_by: licence.updated_by,
        updated_date_time: licence.updated_at.map(Into::into),
        is_deleted: false,
        deleted_date_time: None,
    }
}
