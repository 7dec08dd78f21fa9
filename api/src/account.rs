//! Accounts: who signs in. Sign-up, sign-in, set-up of the first admin, profile, consent.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    list::{Compare, Field, List, ListQuery, Page},
    operation::{Info, Input, NoPath, Nothing, Operation, ReplyId},
    partner::PartnerState,
    role::Role::{self, *},
    rules,
    secret::Secret,
    state::Word,
    states,
    time::LocalTime,
};

codes! {
    /// What can go wrong with accounts.
    pub enum AccountCode {
        /// Wrong name or password: one answer for both.
        WrongPassword: SignIn = "PD-ACC-001", "User name and password do not match.";
        /// User name taken.
        NameTaken: Conflict = "PD-ACC-002", "This user name is taken. Choose another one.";
        /// The set-up code is wrong or used.
        WrongSetupCode: NotAllowed = "PD-ACC-003", "The set-up code is wrong or was used already. It stands in the file that the server named when it started.";
        /// Set-up was done before.
        SetupDone: Conflict = "PD-ACC-004", "This server has its first admin already. Sign in.";
        /// Activation code wrong, used or expired.
        WrongActivationCode: NotAllowed = "PD-ACC-005", "The activation code is wrong, was used, or has expired. Ask the admin for a new one.";
        /// The account is not activated yet.
        NotActivated: SignIn = "PD-ACC-006", "This account waits for its activation code. Activate it first.";
        /// Account name unknown.
        UnknownAccount: NotFound = "PD-ACC-007", "There is no account of this name.";
        /// The role may not be given here.
        RoleNotGiven: Invalid = "PD-ACC-008", "Accounts made here are partner admins, policy managers or support.";
        /// The refresh token is wrong, used or expired.
        SessionEnded: SignIn = "PD-ACC-009", "Your session has ended. Sign in again.";
        /// Consent could not be read or saved.
        ConsentFailed: Server = "PMS_CONSENT_ERROR_002", "Your consent could not be saved. Try again.";
    }
}

/// Self-registration: the account and what its partner will be made of (portal row 2).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignUp {
    /// Partner type code.
    #[garde(length(chars, min = 1, max = 36))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub partner_type: String,
    /// Given name.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub first_name: String,
    /// Family name.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub last_name: String,
    /// Organisation, exactly as in the certificate.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub organization_name: String,
    /// Postal address.
    #[garde(length(chars, min = 1, max = 2000), custom(rules::printable))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub address: String,
    /// Phone number.
    #[garde(length(chars, min = 1, max = 16), custom(rules::printable))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub contact_number: String,
    /// E-mail address.
    #[garde(length(chars, min = 1, max = 254), custom(rules::email))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub email_id: String,
    /// User name; becomes the partner id.
    #[garde(length(chars, min = 1, max = 36), custom(rules::no_blanks), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub user_name: String,
    /// Password of at least 10 characters.
    #[garde(custom(rules::password))]
    #[serde(default)]
    pub password: Secret,
    /// Language of notifications: `eng`, `fra`, `ara`.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub lang_code: Option<String>,
}
impl Input for SignUp {
    fn example() -> Self {
        SignUp {
            partner_type: "Credential_Partner".into(),
            first_name: "Ada".into(),
            last_name: "Mwangi".into(),
            organization_name: "Cardhouse Ltd".into(),
            address: "1 Print Lane".into(),
            contact_number: "+254 20 123".into(),
            email_id: "desk@cardhouse.example".into(),
            user_name: "cardhouse".into(),
            password: "an example only".into(),
            lang_code: Some("eng".into()),
        }
    }
}

/// A created account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Created {
    /// The user name.
    pub user_name: String,
}
/// Register oneself as a partner (portal row 2).
pub const SIGN_UP: Operation<NoPath, SignUp, Created> =
    Operation::post("account.sign_up", "/v1/partnerdesk/sign-up", "Register yourself as a partner").public().desk();

/// User name and password.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Credentials {
    /// The user name.
    #[garde(length(chars, min = 1, max = 256))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub user_name: String,
    /// The password.
    #[garde(skip)]
    #[serde(default)]
    pub password: Secret,
}
impl Input for Credentials {
    fn example() -> Self {
        Credentials { user_name: "cardhouse".into(), password: "an example only".into() }
    }
}

/// An open session.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Bearer token, short-lived.
    pub access_token: Secret,
    /// When the access token ends.
    pub access_expires: LocalTime,
    /// Buys the next access token, once.
    pub refresh_token: Secret,
    /// When the whole session ends.
    pub session_expires: LocalTime,
    /// Who is signed in.
    pub profile: Profile,
}
/// Sign in.
pub const SIGN_IN: Operation<NoPath, Credentials, Session> =
    Operation::post("account.sign_in", "/v1/partnerdesk/sign-in", "Sign in").public().session().desk();

/// A refresh token.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Refresh {
    /// From sign-in or the last refresh.
    #[garde(skip)]
    #[serde(default)]
    pub refresh_token: Secret,
}
impl Input for Refresh {
    fn example() -> Self {
        Refresh { refresh_token: "an example only".into() }
    }
}
/// Exchange a refresh token for new tokens.
pub const REFRESH: Operation<NoPath, Refresh, Session> =
    Operation::post("account.refresh", "/v1/partnerdesk/refresh", "Renew a session").public().session().desk();
/// Sign out; the session ends at once.
pub const SIGN_OUT: Operation<NoPath, Nothing, Created> =
    Operation::post("account.sign_out", "/v1/partnerdesk/sign-out", "Sign out").session().desk();

/// Who is signed in and what their registration still lacks (portal rows 11, 25, 28).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The user name.
    pub user_name: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// E-mail address.
    pub email_id: String,
    /// Organisation, for partners.
    pub organization_name: Option<String>,
    /// Postal address, for partners.
    pub address: Option<String>,
    /// Phone number, for partners.
    pub contact_number: Option<String>,
    /// Partner type chosen at registration.
    pub partner_type: Option<String>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Language.
    pub lang_code: String,
    /// Consent was given when.
    pub consent_given_at: Option<LocalTime>,
    /// The partners of this account.
    pub partners: Vec<OwnedPartner>,
    /// What must be done before anything else.
    pub next: Option<FirstStep>,
}
/// A partner of the signed-in account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnedPartner {
    /// The partner's id.
    pub partner_id: String,
    /// Its type.
    pub partner_type: String,
    /// Its state.
    pub status: Word<PartnerState>,
    /// Its policy group's name.
    pub policy_group_name: Option<String>,
}
/// What the first sign-in still asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FirstStep {
    /// Choose a policy group; the partner is registered with it.
    ChoosePolicyGroup,
    /// Register the partner; its type needs no group.
    RegisterPartner,
    /// Accept the terms and conditions.
    GiveConsent,
}
/// Who is signed in.
pub const ME: Operation<NoPath, Nothing, Profile> =
    Operation::get("account.me", "/v1/partnerdesk/me", "Who is signed in").desk();

/// Who is signed in, as MOSIP's login proxy says it (pms-api 1.9).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenUser {
    /// The user name.
    pub user_id: String,
    /// Not told.
    pub mobile: Option<String>,
    /// E-mail address.
    pub mail: String,
    /// Not told here; the token has it.
    pub lang_code: Option<String>,
    /// Never told.
    pub user_password: Option<String>,
    /// Given and family name.
    pub name: String,
    /// Roles, joined by commas without blanks: the web portal takes them apart at the commas.
    pub role: String,
    /// A fresh token of the same session; it also travels as the cookie.
    pub token: Secret,
    /// Not used.
    pub r_id: Option<String>,
}
/// Whether the cookie or token is valid; gives a fresh one (pms-api 1.9). The web portal asks it on every page.
pub const VALIDATE_TOKEN: Operation<NoPath, Nothing, TokenUser> = Operation::get(
    "account.validate_token",
    "/v1/partnermanager/authorize/admin/validateToken",
    "Whether a token is valid; gives a fresh one",
)
.v1(ReplyId::Null)
.also_at(&["/v1/policymanager/authorize/admin/validateToken"]);

/// Whether the server still needs its first admin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetupState {
    /// No admin exists yet.
    pub due: bool,
    /// This is a sample country with role cards to play.
    pub sample: bool,
    /// What the desk is called in the header: `SANDBOX`, `PROD` …
    pub environment: String,
}
/// Whether set-up is due.
pub const SETUP_STATE: Operation<NoPath, Nothing, SetupState> =
    Operation::get("account.setup_state", "/v1/partnerdesk/setup", "Whether the first admin is still to be made")
        .public()
        .desk();

/// The first admin.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Setup {
    /// The one-time code from the server's data folder.
    #[garde(skip)]
    #[serde(default)]
    pub setup_code: Secret,
    /// Given name.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub first_name: String,
    /// Family name.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub last_name: String,
    /// E-mail address.
    #[garde(length(chars, min = 1, max = 254), custom(rules::email))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub email_id: String,
    /// User name.
    #[garde(length(chars, min = 1, max = 36), custom(rules::no_blanks), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub user_name: String,
    /// Password of at least 10 characters.
    #[garde(custom(rules::password))]
    #[serde(default)]
    pub password: Secret,
}
impl Input for Setup {
    fn example() -> Self {
        Setup {
            setup_code: "an example only".into(),
            first_name: "Meera".into(),
            last_name: "Iyer".into(),
            email_id: "meera@registry.example".into(),
            user_name: "meera".into(),
            password: "an example only".into(),
        }
    }
}
/// Make the first admin with the one-time code.
pub const SETUP: Operation<NoPath, Setup, Created> =
    Operation::post("account.setup", "/v1/partnerdesk/setup", "Make the first admin").public().desk();

/// A new account made by an admin.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAccount {
    /// User name.
    #[garde(length(chars, min = 1, max = 36), custom(rules::no_blanks), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub user_name: String,
    /// Given name.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub first_name: String,
    /// Family name.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub last_name: String,
    /// E-mail address.
    #[garde(length(chars, min = 1, max = 254), custom(rules::email))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub email_id: String,
    /// `PARTNER_ADMIN`, `POLICYMANAGER` or `SUPPORT`.
    #[garde(custom(rules::one_of(GIVEN_ROLES)))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub role: String,
}
/// Roles that admins give.
pub const GIVEN_ROLES: &[&str] = &["PARTNER_ADMIN", "POLICYMANAGER", "SUPPORT"];
impl Input for NewAccount {
    fn example() -> Self {
        NewAccount {
            user_name: "tomas".into(),
            first_name: "Tomás".into(),
            last_name: "Okafor".into(),
            email_id: "tomas@registry.example".into(),
            role: "POLICYMANAGER".into(),
        }
    }
}
/// A new account and the code that activates it; the code is shown once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// The user name.
    pub user_name: String,
    /// Hand it to the person; it sets their password once.
    pub activation_code: Secret,
    /// Until when it works.
    pub expires: LocalTime,
}
/// Make an account for a colleague.
pub const CREATE: Operation<NoPath, NewAccount, Invitation> =
    Operation::post("account.create", "/v1/partnerdesk/accounts", "Make an account for a colleague")
        .roles(&[PartnerAdmin])
        .desk();
/// Activate an account with its code.
pub const ACTIVATE: Operation<NoPath, Activation, Created> =
    Operation::post("account.activate", "/v1/partnerdesk/activate", "Activate an account with its code")
        .public()
        .desk();

/// A code and the password it sets.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Activation {
    /// The user name.
    #[garde(length(chars, min = 1, max = 36))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub user_name: String,
    /// The code from the admin.
    #[garde(skip)]
    #[serde(default)]
    pub activation_code: Secret,
    /// Password of at least 10 characters.
    #[garde(custom(rules::password))]
    #[serde(default)]
    pub password: Secret,
}
impl Input for Activation {
    fn example() -> Self {
        Activation {
            user_name: "tomas".into(),
            activation_code: "an example only".into(),
            password: "an example only".into(),
        }
    }
}

states! {
    /// States of an account.
    pub enum AccountState {
        /// Its password is set.
        Active = "active",
        /// Waits for its activation code.
        Invited = "invited" => Active,
    }
}

/// A row of the list of accounts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountRow {
    /// The user name.
    pub user_name: String,
    /// Given and family name.
    pub name: String,
    /// Roles, joined by commas.
    pub roles: String,
    /// Its state.
    pub status: Word<AccountState>,
    /// Made when.
    pub created_date_time: LocalTime,
}
/// The list of accounts.
pub static ACCOUNTS: List<AccountRow> = List {
    name: "accounts",
    fields: &[
        Field::shown("userName", |r: &AccountRow| r.user_name.as_str().into()).sorted().filtered(Compare::Contains),
        Field::shown("name", |r: &AccountRow| r.name.as_str().into()).sorted().filtered(Compare::Contains),
        Field::shown("roles", |r: &AccountRow| r.roles.as_str().into()).sorted().filtered(Compare::Contains),
        Field::shown("status", |r: &AccountRow| r.status.word().into())
            .sorted()
            .filtered(Compare::OneOf(AccountState::WORDS)),
        Field::shown("createdDateTime", |r: &AccountRow| r.created_date_time.to_string().into()).sorted(),
    ],
    id: |r| &r.user_name,
    newest_first: "createdDateTime",
    page_size: Some(8),
};
/// All accounts.
pub const LIST: Operation<NoPath, ListQuery, Page<AccountRow>> =
    Operation::get("account.list", "/v1/partnerdesk/accounts", "All accounts")
        .roles(&[PartnerAdmin])
        .desk()
        .list(&ACCOUNTS);

/// Consent of an account (pms-api #47, #48).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    /// The user name.
    pub user_id: String,
    /// Whether it was given.
    pub consent_given: bool,
    /// When.
    pub consent_given_date_time: Option<LocalTime>,
}
/// Roles that may consent: MOSIP's list and the two it forgot (design decision).
const CONSENTING: &[Role] = &[
    PartnerAdmin,
    PolicyManager,
    Support,
    AuthPartner,
    CredentialPartner,
    OnlineVerificationPartner,
    DeviceProvider,
    FtmProvider,
    AbisPartner,
    ManualAdjudication,
    MispPartner,
    SdkPartner,
];
/// Whether consent was given (pms-api #48).
pub const CONSENT: Operation<NoPath, Nothing, Consent> =
    Operation::get("account.consent", "/v1/partnermanager/users/user-consent", "Whether you gave consent")
        .roles(CONSENTING)
        .v2("mosip.pms.user.consent.get");
/// Give consent (pms-api #47). No body.
pub const GIVE_CONSENT: Operation<NoPath, Nothing, Consent> =
    Operation::post("account.give_consent", "/v1/partnermanager/users/user-consent", "Give consent")
        .roles(CONSENTING)
        .v2("mosip.pms.user.consent.post")
        .without_body();

/// The operations of this area.
pub const OPERATIONS: &[&Info] = &[
    &SIGN_UP.info,
    &SIGN_IN.info,
    &REFRESH.info,
    &SIGN_OUT.info,
    &ME.info,
    &VALIDATE_TOKEN.info,
    &SETUP_STATE.info,
    &SETUP.info,
    &CREATE.info,
    &ACTIVATE.info,
    &LIST.info,
    &CONSENT.info,
    &GIVE_CONSENT.info,
];
