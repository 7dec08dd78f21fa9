//! Partners.

use jiff::Timestamp;
use partnerdesk_api::{
    partner::{CertificateState, PartnerState},
    state::Move,
};

use super::{
    Area, Change, Read, Record as _, Result, Tx, change, fold,
    list::{Column, Table},
    record, words,
};

record! {
    /// A stored partner. Sealed members are opened by the rules, which have the key.
    Partner in "partner" {
        /// Its id.
        id: String [fold],
        /// Whose.
        account: String,
        /// Its type.
        partner_type: String [fold],
        /// Its organisation.
        organization: String [fold],
        /// Its policy group's id.
        group_id: Option<String>,
        /// Its policy group's name; empty without one.
        group_name: String [fold],
        /// Postal address, sealed.
        address_sealed: String,
        /// Phone number, sealed.
        contact_sealed: String,
        /// E-mail address, sealed.
        email_sealed: String,
        /// E-mail address, hashed for look-up.
        email_hash: String,
        /// Language of notifications.
        lang_code: String,
        /// Its state.
        state: PartnerState,
        /// Whether it has a certificate.
        certificate_status: CertificateState,
        /// Its current certificate.
        certificate_id: Option<String>,
        /// Registered when.
        created_at: Timestamp,
        /// Registered by.
        created_by: String,
        /// Changed when.
        updated_at: Option<Timestamp>,
        /// Changed by.
        updated_by: Option<String>,
    }
}

words!(PartnerState, CertificateState);

const BY_EMAIL: &str = "SELECT * FROM partner WHERE email_hash = $1";
const BY_FOLDED_ID: &str = "SELECT id FROM partner WHERE id_fold = $1";
const OF_ACCOUNT: &str = "SELECT * FROM partner WHERE account = $1 ORDER BY created_at, id";
const OF_TYPE: &str = "SELECT * FROM partner WHERE partner_type = $1 ORDER BY created_at, id";
const OWNER: &str = "SELECT account FROM partner WHERE id = $1";
const CERTIFIED: Change = change!("partner" set ["state", "certificate_status", "certificate_id", "updated_at",
    "updated_by"] of ["id"] where "state <> 'deactivated'");
const MOVE: Change = change!("partner" set ["state", "updated_at", "updated_by"] of ["id", "state"]);

/// What this file keeps.
pub const AREA: Area = Area {
    name: "partner",
    statements: &[BY_EMAIL, BY_FOLDED_ID, OF_ACCOUNT, OF_TYPE, OWNER, CERTIFIED.text, MOVE.text],
    records: &[Partner::STATEMENTS],
    tables: &[&TABLE],
};

/// The partner that has this e-mail address.
///
/// # Errors
/// What the database says.
pub async fn by_email(from: &impl Read, email_hash: &str) -> Result<Option<Partner>> {
    from.first(BY_EMAIL, &[email_hash.into()]).await
}

/// Whether the id is taken, letter case ignored.
///
/// # Errors
/// What the database says.
pub async fn is_id_taken(from: &impl Read, id: &str) -> Result<bool> {
    from.any(BY_FOLDED_ID, &[fold(id).into()]).await
}

/// The partners of an account, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_account(from: &impl Read, account: &str) -> Result<Vec<Partner>> {
    from.all(OF_ACCOUNT, &[account.into()]).await
}

/// Every partner of a type, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_type(from: &impl Read, partner_type: &str) -> Result<Vec<Partner>> {
    from.all(OF_TYPE, &[partner_type.into()]).await
}

/// The account that owns a partner.
///
/// # Errors
/// What the database says.
pub async fn owner(from: &impl Read, id: &str) -> Result<Option<String>> {
    from.value(OWNER, &[id.into()]).await
}

/// Gives a partner its certificate, which activates it; false when it is deactivated.
///
/// # Errors
/// What the database says.
pub async fn certified(tx: &mut Tx, id: &str, certificate_id: &str, by: &str, now: Timestamp) -> Result<bool> {
    let set = [
        ("state", PartnerState::Active.into()),
        ("certificate_status", CertificateState::Uploaded.into()),
        ("certificate_id", certificate_id.into()),
        ("updated_at", now.into()),
        ("updated_by", by.into()),
    ];
    tx.change(&CERTIFIED, &set, &[("id", id.into())]).await
}

/// Moves a partner from one state to another; false when it was not in the first.
///
/// # Errors
/// What the database says.
pub async fn change_state(tx: &mut Tx, id: &str, step: Move<PartnerState>, by: &str, now: Timestamp) -> Result<bool> {
    let set = [("state", step.to().into()), ("updated_at", now.into()), ("updated_by", by.into())];
    tx.change(&MOVE, &set, &[("id", id.into()), ("state", step.from().into())]).await
}

/// The admin's list.
pub const TABLE: Table = Table::of::<Partner>(
    "partners",
    &[
        Column::folded("partnerId", "id"),
        Column::folded("partnerType", "partner_type"),
        Column::folded("orgName", "organization"),
        Column::words("policyGroupId", "group_key"),
        Column::folded("policyGroupName", "group_name"),
        Column::plain("emailAddress", "email_hash"),
        Column::plain("certificateUploadStatus", "certificate_status"),
        Column::plain("status", "state"),
        Column::plain("isActive", "is_active"),
        Column::time("createdDateTime", "created_at"),
    ],
)
.beside(&["group_key", "is_active"]);

/// Partners as legacy searches show them; partners see their own.
pub const SEARCH: Table = TABLE.owned("account");
