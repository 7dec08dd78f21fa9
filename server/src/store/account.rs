//! Accounts.

use jiff::Timestamp;
use partnerdesk_api::{
    account::{AccountRow, AccountState},
    role::Role,
};

use super::{
    Db, Result, Row, Tx, Value, fold,
    list::{Column, Table},
    state::state,
};

/// A stored account. Sealed members are opened by the rules, which have the key.
#[derive(Clone, Debug)]
pub struct Account {
    /// The user name.
    pub user_name: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// E-mail address, sealed.
    pub email_sealed: String,
    /// E-mail address, hashed for look-up.
    pub email_hash: String,
    /// Organisation, for partners.
    pub organization: Option<String>,
    /// Postal address, sealed.
    pub address_sealed: Option<String>,
    /// Phone number, sealed.
    pub contact_sealed: Option<String>,
    /// Partner type chosen at registration.
    pub partner_type: Option<String>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Language.
    pub lang_code: String,
    /// Its state.
    pub status: AccountState,
    /// Password in its stored form.
    pub password_hash: Option<String>,
    /// Hash of the activation code.
    pub activation_hash: Option<String>,
    /// Until when the code works.
    pub activation_expires: Option<Timestamp>,
    /// Consent was given when.
    pub consent_at: Option<Timestamp>,
}

const FIND: &str = "SELECT * FROM account WHERE user_name = $1";
const ADD: &str =
    "INSERT INTO account (user_name, user_name_fold, name, name_fold, first_name, last_name, email_sealed, email_hash,
    organization, address_sealed, contact_sealed, partner_type, roles, roles_fold, lang_code, status, password_hash,
    activation_hash, activation_expires, created_at, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
const ACTIVATE: &str =
    "UPDATE account SET status = 'active', password_hash = $1, activation_hash = NULL, activation_expires = NULL
    WHERE user_name = $2 AND activation_hash = $3";
const CONSENT: &str = "UPDATE account SET consent_at = $1 WHERE user_name = $2 AND consent_at IS NULL";
const ANY_ADMIN: &str = "SELECT 1 AS one FROM account WHERE roles LIKE '%PARTNER_ADMIN%' LIMIT 1";
const BY_EMAIL: &str = "SELECT user_name FROM account WHERE email_hash = $1";
const BY_FOLDED_NAME: &str = "SELECT user_name FROM account WHERE user_name_fold = $1";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[FIND, ADD, ACTIVATE, CONSENT, ANY_ADMIN, BY_EMAIL, BY_FOLDED_NAME];

fn read(row: &Row) -> Result<Account> {
    Ok(Account {
        user_name: row.text("user_name")?,
        first_name: row.text("first_name")?,
        last_name: row.text("last_name")?,
        email_sealed: row.text("email_sealed")?,
        email_hash: row.text("email_hash")?,
        organization: row.maybe_text("organization")?,
        address_sealed: row.maybe_text("address_sealed")?,
        contact_sealed: row.maybe_text("contact_sealed")?,
        partner_type: row.maybe_text("partner_type")?,
        roles: read_roles(&row.text("roles")?),
        lang_code: row.text("lang_code")?,
        status: state(row, "status")?,
        password_hash: row.maybe_text("password_hash")?,
        activation_hash: row.maybe_text("activation_hash")?,
        activation_expires: row.maybe_time("activation_expires")?,
        consent_at: row.maybe_time("consent_at")?,
    })
}

/// Roles from their stored form, words joined by commas.
pub fn read_roles(stored: &str) -> Vec<Role> {
    stored.split(',').filter_map(Role::from_word).collect()
}

fn write_roles(roles: &[Role]) -> String {
    roles.iter().map(|r| r.word()).collect::<Vec<_>>().join(",")
}

/// An account by its user name.
///
/// # Errors
/// What the database says.
pub async fn find(db: &Db, user_name: &str) -> Result<Option<Account>> {
    db.first(FIND, &[user_name.into()]).await?.as_ref().map(read).transpose()
}

/// An account by its user name, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn find_in(tx: &mut Tx, user_name: &str) -> Result<Option<Account>> {
    tx.first(FIND, &[user_name.into()]).await?.as_ref().map(read).transpose()
}

/// The user name that has this e-mail address.
///
/// # Errors
/// What the database says.
pub async fn by_email(tx: &mut Tx, email_hash: &str) -> Result<Option<String>> {
    tx.first(BY_EMAIL, &[email_hash.into()]).await?.map(|r| r.text("user_name")).transpose()
}

/// Whether the user name is taken, letter case ignored.
///
/// # Errors
/// What the database says.
pub async fn is_name_taken(tx: &mut Tx, user_name: &str) -> Result<bool> {
    Ok(tx.first(BY_FOLDED_NAME, &[fold(user_name).into()]).await?.is_some())
}

/// Whether any admin exists, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn any_admin(db: &Db) -> Result<bool> {
    Ok(db.first(ANY_ADMIN, &[]).await?.is_some())
}

/// Whether any admin exists, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn any_admin_in(tx: &mut Tx) -> Result<bool> {
    Ok(tx.first(ANY_ADMIN, &[]).await?.is_some())
}

/// Adds an account.
///
/// # Errors
/// [`super::Error::Unique`] when name or e-mail are taken.
pub async fn add(tx: &mut Tx, account: &Account, by: &str, now: Timestamp) -> Result<()> {
    let name = format!("{} {}", account.first_name, account.last_name);
    let roles = write_roles(&account.roles);
    let values: [Value; 21] = [
        (&account.user_name).into(),
        fold(&account.user_name).into(),
        name.as_str().into(),
        fold(&name).into(),
        (&account.first_name).into(),
        (&account.last_name).into(),
        (&account.email_sealed).into(),
        (&account.email_hash).into(),
        account.organization.as_deref().into(),
        account.address_sealed.as_deref().into(),
        account.contact_sealed.as_deref().into(),
        account.partner_type.as_deref().into(),
        roles.as_str().into(),
        fold(&roles).into(),
        (&account.lang_code).into(),
        account.status.word().into(),
        account.password_hash.as_deref().into(),
        account.activation_hash.as_deref().into(),
        account.activation_expires.into(),
        now.into(),
        by.into(),
    ];
    tx.run(ADD, &values).await.map(drop)
}

/// Sets the password and uses the activation code up; false when the code is not the account's.
///
/// # Errors
/// What the database says.
pub async fn activate(tx: &mut Tx, user_name: &str, code_hash: &str, password_hash: &str) -> Result<bool> {
    Ok(tx.run(ACTIVATE, &[password_hash.into(), user_name.into(), code_hash.into()]).await? == 1)
}

/// Notes consent; the first time stays.
///
/// # Errors
/// What the database says.
pub async fn consent(tx: &mut Tx, user_name: &str, now: Timestamp) -> Result<()> {
    tx.run(CONSENT, &[now.into(), user_name.into()]).await.map(drop)
}

/// The list of accounts.
pub const TABLE: Table = Table {
    list: "accounts",
    name: "account",
    id: "user_name",
    select: &["user_name", "name", "roles", "status", "created_at"],
    columns: &[
        Column::folded("userName", "user_name", "user_name_fold"),
        Column::folded("name", "name", "name_fold"),
        Column::folded("roles", "roles", "roles_fold"),
        Column::plain("status", "status"),
        Column::time("createdDateTime", "created_at"),
    ],
    owner: None,
};

/// A row of the list.
///
/// # Errors
/// The stored row is damaged.
pub fn row(row: &Row) -> Result<AccountRow> {
    Ok(AccountRow {
        user_name: row.text("user_name")?,
        name: row.text("name")?,
        roles: row.text("roles")?,
        status: state::<AccountState>(row, "status")?.into(),
        created_date_time: row.time("created_at")?.into(),
    })
}
