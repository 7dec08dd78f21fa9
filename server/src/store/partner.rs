//! Partners.

use jiff::Timestamp;
use partnerdesk_api::{
    partner::{CertificateState, PartnerState},
    state::Move,
};

use super::{
    Db, Result, Row, Tx, Value, fold,
    list::{Column, Table},
    state::state,
};

/// A stored partner. Sealed members are opened by the rules, which have the key.
#[derive(Clone, Debug)]
pub struct Partner {
    /// Its id.
    pub id: String,
    /// Whose.
    pub account: String,
    /// Its type.
    pub partner_type: String,
    /// Its organisation.
    pub organization: String,
    /// Its policy group's id.
    pub group_id: Option<String>,
    /// Its policy group's name; empty without one.
    pub group_name: String,
    /// Postal address, sealed.
    pub address_sealed: String,
    /// Phone number, sealed.
    pub contact_sealed: String,
    /// E-mail address, sealed.
    pub email_sealed: String,
    /// E-mail address, hashed for look-up.
    pub email_hash: String,
    /// Language of notifications.
    pub lang_code: String,
    /// Its state.
    pub state: PartnerState,
    /// Its current certificate.
    pub certificate_id: Option<String>,
    /// Registered when.
    pub created_at: Timestamp,
}

const FIND: &str = "SELECT * FROM partner WHERE id = $1";
const HOLD: &str = "SELECT id FROM partner WHERE id = $1";
const BY_EMAIL: &str = "SELECT * FROM partner WHERE email_hash = $1";
const BY_FOLDED_ID: &str = "SELECT * FROM partner WHERE id_fold = $1";
const OF_ACCOUNT: &str = "SELECT * FROM partner WHERE account = $1 ORDER BY created_at, id";
const OF_TYPE: &str = "SELECT * FROM partner WHERE partner_type = $1 ORDER BY created_at, id";
const OWNER: &str = "SELECT account FROM partner WHERE id = $1";
const ADD: &str = "INSERT INTO partner (id, id_fold, account, partner_type, partner_type_fold, organization, organization_fold, group_id,
    group_name, group_name_fold, address_sealed, contact_sealed, email_sealed, email_hash, lang_code, state, certificate_status,
    created_at, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
const CERTIFIED: &str = "UPDATE partner SET state = 'active', certificate_status = 'uploaded', certificate_id = $1, updated_at = $2, updated_by = $3
    WHERE id = $4 AND state <> 'deactivated'";
const MOVE: &str = "UPDATE partner SET state = $1, updated_at = $2, updated_by = $3 WHERE id = $4 AND state = $5";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[FIND, HOLD, BY_EMAIL, BY_FOLDED_ID, OF_ACCOUNT, OF_TYPE, OWNER, ADD, CERTIFIED, MOVE];

/// A partner from a row with all its columns.
///
/// # Errors
/// The stored row is damaged.
pub fn read(row: &Row) -> Result<Partner> {
    Ok(Partner {
        id: row.text("id")?,
        account: row.text("account")?,
        partner_type: row.text("partner_type")?,
        organization: row.text("organization")?,
        group_id: row.maybe_text("group_id")?,
        group_name: row.text("group_name")?,
        address_sealed: row.text("address_sealed")?,
        contact_sealed: row.text("contact_sealed")?,
        email_sealed: row.text("email_sealed")?,
        email_hash: row.text("email_hash")?,
        lang_code: row.text("lang_code")?,
        state: state(row, "state")?,
        certificate_id: row.maybe_text("certificate_id")?,
        created_at: row.time("created_at")?,
    })
}

/// A partner by its id.
///
/// # Errors
/// What the database says.
pub async fn find(db: &Db, id: &str) -> Result<Option<Partner>> {
    db.first(FIND, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// A partner by its id, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn find_in(tx: &mut Tx, id: &str) -> Result<Option<Partner>> {
    tx.first(FIND, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// Makes everybody else who would change this partner wait until this transaction ends. Taken before looking: its
/// state is copied into its requests, and a request made at the moment of a deactivation must not miss it.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, id: &str) -> Result<()> {
    tx.hold(HOLD, &[id.into()]).await
}

/// The partner that has this e-mail address.
///
/// # Errors
/// What the database says.
pub async fn by_email(db: &Db, email_hash: &str) -> Result<Option<Partner>> {
    db.first(BY_EMAIL, &[email_hash.into()]).await?.as_ref().map(read).transpose()
}

/// The partner that has this e-mail address, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn by_email_in(tx: &mut Tx, email_hash: &str) -> Result<Option<Partner>> {
    tx.first(BY_EMAIL, &[email_hash.into()]).await?.as_ref().map(read).transpose()
}

/// Whether the id is taken, letter case ignored.
///
/// # Errors
/// What the database says.
pub async fn is_id_taken(tx: &mut Tx, id: &str) -> Result<bool> {
    Ok(tx.first(BY_FOLDED_ID, &[fold(id).into()]).await?.is_some())
}

/// The partners of an account, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_account(db: &Db, account: &str) -> Result<Vec<Partner>> {
    db.all(OF_ACCOUNT, &[account.into()]).await?.iter().map(read).collect()
}

/// The partners of an account, oldest first, as this transaction sees them.
///
/// # Errors
/// What the database says.
pub async fn of_account_in(tx: &mut Tx, account: &str) -> Result<Vec<Partner>> {
    tx.all(OF_ACCOUNT, &[account.into()]).await?.iter().map(read).collect()
}

/// Every partner of a type, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_type(db: &Db, partner_type: &str) -> Result<Vec<Partner>> {
    db.all(OF_TYPE, &[partner_type.into()]).await?.iter().map(read).collect()
}

/// The account that owns a partner.
///
/// # Errors
/// What the database says.
pub async fn owner(db: &Db, id: &str) -> Result<Option<String>> {
    db.first(OWNER, &[id.into()]).await?.map(|r| r.text("account")).transpose()
}

/// Adds a partner.
///
/// # Errors
/// [`Error::Unique`] when id or e-mail are taken, or the account has one of the type.
pub async fn add(tx: &mut Tx, partner: &Partner, by: &str) -> Result<()> {
    let values: [Value; 19] = [
        (&partner.id).into(),
        fold(&partner.id).into(),
        (&partner.account).into(),
        (&partner.partner_type).into(),
        fold(&partner.partner_type).into(),
        (&partner.organization).into(),
        fold(&partner.organization).into(),
        partner.group_id.as_deref().into(),
        (&partner.group_name).into(),
        fold(&partner.group_name).into(),
        (&partner.address_sealed).into(),
        (&partner.contact_sealed).into(),
        (&partner.email_sealed).into(),
        (&partner.email_hash).into(),
        (&partner.lang_code).into(),
        partner.state.word().into(),
        CertificateState::NotUploaded.word().into(),
        partner.created_at.into(),
        by.into(),
    ];
    tx.run(ADD, &values).await.map(drop)
}

/// Gives a partner its certificate, which activates it; false when it is deactivated.
///
/// # Errors
/// What the database says.
pub async fn certified(tx: &mut Tx, id: &str, certificate_id: &str, by: &str, now: Timestamp) -> Result<bool> {
    Ok(tx.run(CERTIFIED, &[certificate_id.into(), now.into(), by.into(), id.into()]).await? == 1)
}

/// Moves a partner from one state to another; false when it was not in the first.
///
/// # Errors
/// What the database says.
pub async fn change_state(tx: &mut Tx, id: &str, step: Move<PartnerState>, by: &str, now: Timestamp) -> Result<bool> {
    let (from, to) = (step.from(), step.to());
    let moved = tx.run(MOVE, &[to.word().into(), now.into(), by.into(), id.into(), from.word().into()]).await? == 1;
    if moved {
        // After the move: a request that was being made meanwhile is there by now.
        super::policy_request::partner_moved(tx, id, to).await?;
    }
    Ok(moved)
}

/// The admin's list.
pub const TABLE: Table = Table {
    list: "partners",
    name: "partner",
    id: "id",
    select: &[
        "id",
        "partner_type",
        "organization",
        "group_id",
        "group_key",
        "group_name",
        "email_sealed",
        "certificate_status",
        "state",
        "is_active",
        "created_at",
    ],
    columns: &[
        Column::folded("partnerId", "id", "id_fold"),
        Column::folded("partnerType", "partner_type", "partner_type_fold"),
        Column::folded("orgName", "organization", "organization_fold"),
        Column::folded("policyGroupId", "group_key", "lower(group_key)"),
        Column::folded("policyGroupName", "group_name", "group_name_fold"),
        Column::plain("emailAddress", "email_hash"),
        Column::plain("certificateUploadStatus", "certificate_status"),
        Column::plain("status", "state"),
        Column::plain("isActive", "is_active"),
        Column::time("createdDateTime", "created_at"),
    ],
    owner: None,
};

/// Partners as legacy searches show them; partners see their own.
pub const SEARCH: Table = Table { select: &["*"], owner: Some("account"), ..TABLE };
