//! API keys: how an authentication partner's systems name themselves for one approved policy.
//!
//! A key is shown by the operation that makes it and nowhere else. Lists show its first and last characters.

use garde::Validate;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    error::Failure,
    list::{Compare, Field, List, ListQuery, ListRow, Page},
    operation::{Info, Input, NoPath, Nothing, Operation, Owner, RecordKind, ReplyId},
    partner::{PartnerCode, PartnerPath},
    policy_request::{PartnerPolicyPath, RequestState},
    role::Role::{self, *},
    rules,
    search::{Found, Kind, Search},
    secret::Secret,
    state::{Orders as _, Word},
    states,
    time::OffsetTime,
};

codes! {
    /// What can go wrong with API keys.
    pub enum ApiKeyCode {
        /// No approved request for partner and policy.
        NotApproved: Conflict = "PMS_PRT_109", "This policy is not approved for the partner. Keys are made for approved policies only.";
        /// Name taken.
        NameTaken: Conflict = "PMS_PRT_110", "The partner has a key of this name for this policy already. Choose another name.";
        /// Name unknown.
        Unknown: NotFound = "PMS_PRT_111", "There is no API key of this name for this partner and policy.";
        /// No requests of the partner (legacy).
        NoRequests: NotFound = "PMS_PRT_006", "This partner has not requested a policy yet.";
        /// Key and partner do not match (legacy).
        OtherPartner: NotFound = "PMS_PMP_009", "This partner has no such API key.";
        /// Policy unknown.
        UnknownPolicy: NotFound = "PMS_PMP_014", "There is no such policy in the partner's policy group.";
        /// No keys at all, or not this one (legacy).
        NoKeys: NotFound = "PMS_PMP_015", "There is no such API key.";
        /// Key, partner and policy do not match (legacy).
        Mismatch: NotFound = "PMS_PMP_50", "There is no such API key of this partner for this policy.";
        /// Deactivated; final.
        Inactive: Conflict = "PMS_PMS_022", "This API key is deactivated; that is final. A new one can be made.";
        /// A blank part of the path.
        Blank: Invalid = "PMS_PM_068", "Partner, policy and name of the key must all be given.";
        /// Neither state nor end given.
        NothingGiven: Invalid = "PMS_PM_070", "Say what should change: the status or the end.";
        /// End not in the future.
        EndPassed: Invalid = "PMS_PM_067", "The end of a key must be in the future.";
        /// Status word, newer operation.
        StatusWord: Invalid = "PMS_PM_071", "The status must be De-active; a deactivated key cannot be switched on again.";
        /// The end is the admin's to change.
        EndNotYours: NotAllowed = "PMS_PM_072", "Only a partner admin can change when a key ends.";
        /// Another partner's key.
        NotYours: NotAllowed = "PMS_PM_073", "This API key belongs to another partner.";
        /// Admins make keys for Manual_Adjudication only.
        AdminForAdjudication: NotAllowed = "PMS_PM_074", "An admin makes keys for manual adjudication only; other partners make their own.";
        /// Partners make keys for Auth_Partner only.
        PartnerForAuth: NotAllowed = "PMS_PM_075", "Only authentication partners make API keys.";
        /// Policy of another group.
        OtherGroup: Invalid = "PMS_PM_076", "This policy is not in the partner's policy group.";
        /// Old and new policy are the same. Ours: upstream's number was never seen.
        SamePolicy: Invalid = "PD-KEY-001", "The key is for this policy already.";
    }
}

states! {
    /// States of an API key (pms-api 4.2), in MOSIP's words of lists.
    pub enum KeyState {
        /// Works.
        Active = "activated" => Deactivated,
        /// Works no more: switched off by hand, or at its end. Final.
        Deactivated = "deactivated",
    }
    /// The words where a key is changed (pms-api #22, #24, #139).
    words ChangedWord { Active = "Active", Deactivated = "De-Active" }
    /// How a partner or an admin orders it (pms-api #19, #139).
    orders KeyOrder { Active = "Active", Deactivated = "De-Active" }
}

/// How many days a key lives when nobody says otherwise (pms-api 6.2.10): a hundred years.
pub const LIFE_DAYS: i32 = 36_500;
/// Whether a key's end is so far from its beginning that people call it none ("No Expiry"): the life that keys are given.
pub fn is_endless(from: Timestamp, until: Timestamp) -> bool {
    until.duration_since(from) >= SignedDuration::from_hours(24 * (i64::from(LIFE_DAYS) - 1))
}

/// Who makes and changes keys, legacy forms (pms-api R13 and R15).
const MAKERS: &[Role] = &[AuthPartner, AbisPartner, CredentialPartner, CredentialIssuance, OnlineVerificationPartner];
const CHANGERS: &[Role] =
    &[PartnerManager, PartnerAdmin, AuthPartner, CredentialPartner, CredentialIssuance, OnlineVerificationPartner];
const ADMINS: &[Role] = &[PartnerManager, PartnerAdmin];
const PARTNER: Owner = Owner::Path(RecordKind::Partner, "partner_id");

/// A new key, legacy form (pms-api #18).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct NewKey {
    /// Policy by name.
    #[garde(length(chars, min = 1, max = 128))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub policy_name: String,
    /// Name of the key; unique for partner and policy.
    #[garde(length(chars, min = 1, max = 36), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub label: String,
}
impl Input for NewKey {
    fn example() -> Self {
        NewKey { policy_name: "Account opening".into(), label: "teller app".into() }
    }
}
/// A key that was made: the only time that it is shown.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IssuedKey {
    /// The key itself.
    pub api_key: Secret,
    /// Its name.
    pub label: String,
    /// The policy's id.
    pub policy_id: String,
    /// The partner's id.
    pub partner_id: String,
}
/// Make a key, legacy form: for one's own partner only (pms-api #18).
pub const GENERATE: Operation<PartnerPath, NewKey, IssuedKey> = Operation::patch(
    "api_key.generate",
    "/v1/partnermanager/partners/{partner_id}/generate/apikey",
    "Make an API key for one's own partner",
)
.roles(MAKERS)
.v1(ReplyId::Echo)
.today()
.owned(PARTNER, PartnerCode::NotYours.info(), PartnerCode::NotYours.info());

/// A new key (pms-api #140).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct KeyName {
    /// Name of the key; unique for partner and policy.
    #[garde(length(chars, min = 1, max = 36), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub api_key_name: String,
}
impl Input for KeyName {
    fn example() -> Self {
        KeyName { api_key_name: "adjudicator".into() }
    }
}
/// Make a key: partners for themselves, admins for manual adjudication (pms-api #140). MOSIP's portal names the operation
/// differently than MOSIP's server; both names are taken.
pub const CREATE: Operation<PartnerPolicyPath, KeyName, IssuedKey> = Operation::post(
    "api_key.create",
    "/v1/partnermanager/partners/{partner_id}/policies/{policy_id}/api-keys",
    "Make an API key",
)
.roles(&[PartnerAdmin, AuthPartner])
.v2("mosip.pms.create.api.key.post")
.also_named("mosip.pms.generate.api.key.post")
.blank(ApiKeyCode::Blank.info())
.owned(PARTNER, PartnerCode::UnknownToManager.info(), PartnerCode::NotYours.info());

/// A key's new state, legacy form (pms-api #19).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct KeyStatus {
    /// Name of the key.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub label: String,
    /// `De-Active`; `Active` changes nothing and is refused for a deactivated key.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub status: String,
}
impl KeyStatus {
    /// What it makes of the key.
    ///
    /// # Errors
    /// [`PartnerCode::StatusWord`] for another word.
    pub fn to(&self) -> Result<KeyState, Failure> {
        KeyOrder::read(&self.status).ok_or_else(|| Failure::from(PartnerCode::StatusWord).at("status"))
    }
}
impl Input for KeyStatus {
    fn example() -> Self {
        KeyStatus { label: "teller app".into(), status: KeyOrder::word(KeyState::Deactivated).into() }
    }
}
/// Deactivate a key, legacy form (pms-api #19); final.
pub const SET_STATUS: Operation<PartnerPolicyPath, KeyStatus, String> = Operation::patch(
    "api_key.set_status",
    "/v1/partnermanager/partners/{partner_id}/policy/{policy_id}/apiKey/status",
    "Deactivate an API key (legacy form)",
)
.roles(CHANGERS)
.v1(ReplyId::Echo)
.owned(PARTNER, ApiKeyCode::Unknown.info(), PartnerCode::NotYours.info());

/// A path that names a key by its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NamedKeyPath {
    /// The partner's id.
    pub partner_id: String,
    /// The policy's id.
    pub policy_id: String,
    /// The key's name.
    pub api_key_name: String,
}
/// What changes of a key (pms-api #139).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct KeyChange {
    /// `De-active`, any letter case.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// A new end: date and time with its offset.
    #[garde(inner(custom(rules::date_time)))]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub expiry_date_time: Option<String>,
}
impl KeyChange {
    /// The order to deactivate.
    pub fn deactivate() -> Self {
        KeyChange { status: Some(KeyOrder::word(KeyState::Deactivated).into()), expiry_date_time: None }
    }
    /// The state that is ordered, if one is; any letter case.
    ///
    /// # Errors
    /// [`ApiKeyCode::StatusWord`] for another word than the one that deactivates.
    pub fn to(&self) -> Result<Option<KeyState>, Failure> {
        let Some(word) = &self.status else { return Ok(None) };
        let to = KeyOrder::read_in_any_case(word).filter(|to| *to == KeyState::Deactivated);
        to.map(Some).ok_or_else(|| Failure::from(ApiKeyCode::StatusWord).at("status"))
    }
}
impl Input for KeyChange {
    fn example() -> Self {
        KeyChange { status: None, expiry_date_time: Some("2030-01-01T00:00:00.000Z".into()) }
    }
}
/// That something must change is said before anything is said of the key (pms-api #139).
fn something_changes(input: &KeyChange) -> Result<(), Failure> {
    let nothing = input.status.is_none() && input.expiry_date_time.is_none();
    if nothing { Err(ApiKeyCode::NothingGiven.into()) } else { Ok(()) }
}
/// A changed key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedKey {
    /// The partner's id.
    pub partner_id: String,
    /// The policy's id.
    pub policy_id: String,
    /// The key's name.
    pub api_key_name: String,
    /// Its end.
    pub api_key_expiry_date_time: OffsetTime,
    /// Its state.
    pub status: Word<KeyState, ChangedWord>,
}
/// Deactivate a key, final; or give it another end, which admins may (pms-api #139). Whose key it is is asked before
/// whether there is one: upstream looks in the other order, and so tells strangers which names are taken.
pub const CHANGE: Operation<NamedKeyPath, KeyChange, ChangedKey> = Operation::patch(
    "api_key.change",
    "/v1/partnermanager/partners/{partner_id}/policies/{policy_id}/api-keys/{api_key_name}",
    "Deactivate an API key or change its end",
)
.roles(CHANGERS)
.v2("mosip.pms.update.api.key.patch")
.blank(ApiKeyCode::Blank.info())
.first(something_changes)
.owned(PARTNER, PartnerCode::UnknownToManager.info(), ApiKeyCode::NotYours.info());

/// A path that names a key by itself, under its partner.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OwnedKeyPath {
    /// The partner's id.
    pub partner_id: String,
    /// The key.
    pub api_key: Secret,
}
/// Another policy for a key (pms-api #20).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct PolicyChange {
    /// The policy that it is for.
    #[garde(length(chars, min = 1))]
    #[serde(default, rename = "oldPolicyID", deserialize_with = "crate::wire::text")]
    pub old_policy_id: String,
    /// The policy that it shall be for.
    #[garde(length(chars, min = 1))]
    #[serde(default, rename = "newPolicyID", deserialize_with = "crate::wire::text")]
    pub new_policy_id: String,
}
impl Input for PolicyChange {
    const RENAMED: &'static [(&'static str, &'static str)] =
        &[("old_policy_id", "oldPolicyID"), ("new_policy_id", "newPolicyID")];

    fn example() -> Self {
        PolicyChange { old_policy_id: "0192-old".into(), new_policy_id: "0192-new".into() }
    }
}
/// Give a key another policy of its group (pms-api #20).
pub const CHANGE_POLICY: Operation<OwnedKeyPath, PolicyChange, Said> = Operation::put(
    "api_key.change_policy",
    "/v1/partnermanager/partners/{partner_id}/apikey/{api_key}/policies",
    "Give an API key another policy",
)
.roles(ADMINS)
.v1(ReplyId::Echo)
.secret_at("api_key");
/// One of MOSIP's sentences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// The sentence.
    pub message: String,
}

/// The `id` of the legacy questions about keys.
const RETRIEVED: ReplyId = ReplyId::Fixed("mosip.partnermanagement.partners.retrieve");
/// The policy that a key is for (pms-api #21).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeyPolicy {
    /// The partner's id.
    #[serde(rename = "partnerID")]
    pub partner_id: String,
    /// The policy's id.
    pub policy_id: String,
}
/// Which policy a key is for (pms-api #21).
pub const POLICY: Operation<OwnedKeyPath, Nothing, KeyPolicy> = Operation::get(
    "api_key.policy",
    "/v1/partnermanager/partners/{partner_id}/apikey/{api_key}",
    "Which policy an API key is for",
)
.roles(ADMINS)
.v1(RETRIEVED)
.secret_at("api_key");

/// A path that names a key by itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeyPath {
    /// The key.
    pub api_key: Secret,
}
/// A key as MOSIP's scripts ask for it (pms-api #22, #23).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeyRequest {
    /// The partner's id.
    #[serde(rename = "partnerID")]
    pub partner_id: String,
    /// Its state.
    pub status: Word<KeyState, ChangedWord>,
    /// The organisation.
    pub organization_name: String,
    /// The policy's id.
    pub policy_id: String,
    /// The policy's description.
    pub policy_desc: String,
    /// First and last characters of the key. Upstream lists every key in clear here.
    pub api_key_req_no: String,
}
/// All keys (pms-api #22).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KeyRequests {
    /// One a key.
    #[serde(rename = "apikeyRequests")]
    pub apikey_requests: Vec<KeyRequest>,
}
/// All keys, legacy form (pms-api #22).
pub const ALL: Operation<NoPath, Nothing, KeyRequests> =
    Operation::get("api_key.all", "/v1/partnermanager/partners/apikey", "All API keys (legacy form)")
        .roles(ADMINS)
        .v1(RETRIEVED);
/// One key, legacy form (pms-api #23).
pub const ONE: Operation<KeyPath, Nothing, KeyRequest> =
    Operation::get("api_key.one", "/v1/partnermanager/partners/apikey/{api_key}", "One API key (legacy form)")
        .roles(ADMINS)
        .v1(RETRIEVED)
        .secret_at("api_key");

/// A policy request of a partner with one of its keys (pms-api #24).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestWithKey {
    /// The request's mapping key.
    #[serde(rename = "apiKeyReqID")]
    pub api_key_req_id: String,
    /// The request's state.
    pub api_key_request_status: Word<RequestState>,
    /// First and last characters of the key; null without one.
    pub partner_api_key: Option<String>,
    /// The key's state; null without a key.
    pub apikey_status: Option<Word<KeyState, ChangedWord>>,
    /// Its end; null without a key.
    pub validity_till: Option<String>,
}
/// Requests of a partner with the keys that came of them (pms-api #24).
pub const OF_REQUESTS: Operation<PartnerPath, Nothing, Vec<RequestWithKey>> = Operation::get(
    "api_key.of_requests",
    "/v1/partnermanager/partners/{partner_id}/apikey/request",
    "Policy requests of a partner with their API keys (legacy form)",
)
.roles(&[Partner, AuthPartner, AbisPartner, CredentialPartner, PartnerAdmin, OnlineVerificationPartner])
.v1(RETRIEVED)
.owned(PARTNER, ApiKeyCode::NoRequests.info(), PartnerCode::NotYours.info());

/// A row of the list of keys (pms-api #138).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyRow {
    /// Ours: the record's id, which is not the key. MOSIP's servers name a key by partner, policy and name.
    #[serde(default)]
    pub id: String,
    /// The partner's id.
    pub partner_id: String,
    /// Ours: the partner's type.
    #[serde(default)]
    pub partner_type: String,
    /// The organisation.
    pub org_name: String,
    /// The policy group's id.
    pub policy_group_id: String,
    /// The policy group's name.
    pub policy_group_name: String,
    /// The policy group's description.
    pub policy_group_description: String,
    /// The policy's id.
    pub policy_id: String,
    /// The policy's name.
    pub policy_name: String,
    /// The policy's description.
    pub policy_description: String,
    /// The key's name.
    pub api_key_label: String,
    /// Ours: first and last characters of the key.
    #[serde(default)]
    pub masked_api_key: String,
    /// Its state.
    pub status: Word<KeyState>,
    /// Made when.
    pub created_date_time: OffsetTime,
    /// Its end. Older servers do not say.
    #[serde(default)]
    pub api_key_expiry_date_time: Option<OffsetTime>,
}
/// The list of API keys.
pub static API_KEYS: List<ApiKeyRow> = List {
    name: "api-keys",
    fields: &[
        Field::shown("partnerId", |r: &ApiKeyRow| r.partner_id.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("partnerId", Kind::Text),
        Field::shown("partnerType", |r: &ApiKeyRow| r.partner_type.as_str().into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("orgName", |r: &ApiKeyRow| r.org_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("partnerName", Kind::Text),
        Field::shown("policyGroupName", |r: &ApiKeyRow| r.policy_group_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("policyId", |r: &ApiKeyRow| r.policy_id.as_str().into()).column("policyId", Kind::Text),
        Field::shown("policyName", |r: &ApiKeyRow| r.policy_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("policyName", Kind::Text),
        Field::shown("apiKeyLabel", |r: &ApiKeyRow| r.api_key_label.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("label", Kind::Text),
        Field::shown("maskedApiKey", |r: &ApiKeyRow| r.masked_api_key.as_str().into()),
        Field::shown("createdDateTime", |r: &ApiKeyRow| r.created_date_time.to_string().into())
            .sorted()
            .column("validFromDatetime", Kind::Time),
        Field::shown("apiKeyExpiryDateTime", |r: &ApiKeyRow| {
            r.api_key_expiry_date_time.map_or_else(Default::default, |t| t.to_string().into())
        })
        .sorted()
        .filtered(Compare::WithinDays)
        .param("expiryPeriod")
        .column("validToDatetime", Kind::Time),
        Field::shown("status", |r: &ApiKeyRow| r.status.word().into())
            .sorted()
            .filtered(Compare::OneOf(KeyState::WORDS))
            .column("isActive", Kind::Truth(KeyState::Active.word())),
    ],
    id: |r| &r.id,
    newest_first: "createdDateTime",
    page_size: None,
};
impl ListRow for ApiKeyRow {
    const LIST: &'static List<ApiKeyRow> = &API_KEYS;
}
/// Keys; partners see their own (pms-api #138).
pub const LIST: Operation<NoPath, ListQuery, Page<ApiKeyRow>> =
    Operation::get("api_key.list", "/v1/partnermanager/partner-api-keys/v2", "API keys")
        .roles(&[PartnerAdmin, AuthPartner, Support])
        .v2("mosip.pms.all.api.key.requests.get")
        .paged();
/// Keys of authentication partners, legacy form (pms-api #40).
pub const LIST_LEGACY: Operation<NoPath, ListQuery, Page<ApiKeyRow>> = Operation::get(
    "api_key.list_legacy",
    "/v1/partnermanager/partner-api-keys",
    "API keys of authentication partners (legacy form)",
)
.roles(&[PartnerAdmin, AuthPartner, Support])
.v2("mosip.pms.all.api.key.requests.get")
.paged();

/// A row of the legacy search for keys (pms-api #30).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundKey {
    /// The key's name.
    pub label: String,
    /// The partner's id.
    pub partner_id: String,
    /// The organisation.
    pub partner_name: String,
    /// The policy's id.
    pub policy_id: String,
    /// The policy's name.
    pub policy_name: String,
    /// Made when.
    pub valid_from_datetime: OffsetTime,
    /// Its end.
    pub valid_to_datetime: OffsetTime,
    /// Whether it works.
    pub is_active: bool,
    /// Never deleted here.
    pub is_deleted: bool,
    /// Made by.
    pub cr_by: String,
    /// Made when.
    pub cr_dtimes: OffsetTime,
    /// Changed by.
    pub upd_by: Option<String>,
    /// Changed when.
    pub upd_dtimes: Option<OffsetTime>,
    /// Never deleted here.
    pub del_dtimes: Option<OffsetTime>,
}
/// Search keys, legacy form (pms-api #30); partners find their own.
pub const SEARCH: Operation<NoPath, Search, Found<FoundKey>> =
    Operation::post("api_key.search", "/v1/partnermanager/partners/apikey/search", "Search API keys (legacy form)")
        .asks()
        .roles(&[
            Partner,
            PmsUser,
            AuthPartner,
            AbisPartner,
            CredentialPartner,
            PartnerAdmin,
            OnlineVerificationPartner,
        ])
        .v1(ReplyId::Null);

/// The operations of this area.
pub const OPERATIONS: &[&Info] = &[
    &GENERATE.info,
    &CREATE.info,
    &SET_STATUS.info,
    &CHANGE.info,
    &CHANGE_POLICY.info,
    &POLICY.info,
    &ALL.info,
    &ONE.info,
    &OF_REQUESTS.info,
    &LIST.info,
    &LIST_LEGACY.info,
    &SEARCH.info,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_life_that_keys_are_given_counts_as_endless() {
        let from: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let days = |n: i64| from + SignedDuration::from_hours(24 * n);
        assert!(is_endless(from, days(i64::from(LIFE_DAYS))));
        assert!(!is_endless(from, days(3650)));
    }
}
