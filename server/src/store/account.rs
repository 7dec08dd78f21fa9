//! Accounts.

use jiff::Timestamp;
use partnerdesk_api::{
    account::{AccountRow, AccountState},
    role::Role,
};

use super::{
    Area, Cell, Read, Record as _, Result, Stored, Tx, Value, fold,
    list::{Column, Table},
    record, words,
};

record! {
    /// A stored account. Sealed members are opened by the rules, which have the key.
    Account in "account" {
        /// The user name.
        user_name: String [fold],
        /// Given name and family name, for lists.
        name: String [fold],
        /// Given name.
        first_name: String,
        /// Family name.
        last_name: String,
        /// E-mail address, sealed.
        email_sealed: String,
        /// E-mail address, hashed for look-up.
        email_hash: String,
        /// Organisation, for partners.
        organization: Option<String>,
        /// Postal address, sealed.
        address_sealed: Option<String>,
        /// Phone number, sealed.
        contact_sealed: Option<String>,
        /// Partner type chosen at registration.
        partner_type: Option<String>,
        /// Roles.
        roles: Roles [fold],
        /// Language.
        lang_code: String,
        /// Its state.
        status: AccountState,
        /// Password in its stored form.
        password_hash: Option<String>,
        /// Hash of the activation code.
        activation_hash: Option<String>,
        /// Until when the code works.
        activation_expires: Option<Timestamp>,
        /// Consent was given when.
        consent_at: Option<Timestamp>,
        /// Made when.
        created_at: Timestamp,
        /// Made by.
        created_by: String,
    }
}

words!(AccountState);

/// Roles as they are stored, words joined by commas.
#[derive(Clone, Debug, PartialEq)]
pub struct Roles(pub Vec<Role>);

impl Roles {
    fn words(&self) -> String {
        self.0.iter().map(|r| r.word()).collect::<Vec<_>>().join(",")
    }
}

impl Stored for Roles {
    const NULL: Value = Value::Text(None);
    fn bind(&self) -> Value {
        self.words().into()
    }
    fn of(cell: Cell) -> Option<Self> {
        Some(Roles(String::of(cell)?.split(',').filter_map(Role::from_word).collect()))
    }
}

const ACTIVATE: &str =
    "UPDATE account SET status = 'active', password_hash = $1, activation_hash = NULL, activation_expires = NULL
    WHERE user_name = $2 AND activation_hash = $3";
const CONSENT: &str = "UPDATE account SET consent_at = $1 WHERE user_name = $2 AND consent_at IS NULL";
const ANY_ADMIN: &str = "SELECT 1 AS one FROM account WHERE roles LIKE '%PARTNER_ADMIN%' LIMIT 1";
const BY_EMAIL: &str = "SELECT user_name FROM account WHERE email_hash = $1";
const BY_FOLDED_NAME: &str = "SELECT user_name FROM account WHERE user_name_fold = $1";

/// What this file keeps.
pub const AREA: Area = Area {
    name: "account",
    statements: &[ACTIVATE, CONSENT, ANY_ADMIN, BY_EMAIL, BY_FOLDED_NAME],
    records: &[Account::STATEMENTS],
    tables: &[&TABLE],
};

/// The user name that has this e-mail address.
///
/// # Errors
/// What the database says.
pub async fn by_email(from: &impl Read, email_hash: &str) -> Result<Option<String>> {
    from.value(BY_EMAIL, &[email_hash.into()]).await
}

/// Whether the user name is taken, letter case ignored.
///
/// # Errors
/// What the database says.
pub async fn is_name_taken(from: &impl Read, user_name: &str) -> Result<bool> {
    from.any(BY_FOLDED_NAME, &[fold(user_name).into()]).await
}

/// Whether any admin exists.
///
/// # Errors
/// What the database says.
pub async fn any_admin(from: &impl Read) -> Result<bool> {
    from.any(ANY_ADMIN, &[]).await
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
pub const TABLE: Table = Table::of::<Account>(
    "accounts",
    &[
        Column::folded("userName", "user_name"),
        Column::folded("name", "name"),
        Column::folded("roles", "roles"),
        Column::plain("status", "status"),
        Column::time("createdDateTime", "created_at"),
    ],
)
.without(&["email_sealed", "email_hash", "address_sealed", "contact_sealed", "password_hash", "activation_hash"]);

/// A row of the list.
pub fn row(account: Account) -> AccountRow {
    AccountRow {
        roles: account.roles.words(),
        user_name: account.user_name,
        name: account.name,
        status: account.status.into(),
        created_date_time: account.created_at.into(),
    }
}
