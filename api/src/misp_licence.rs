//! Licence keys of MISPs (infrastructure providers): what their requests to ID authentication carry.
//!
//! A key is shown by the operation that makes it and nowhere else. A MISP may have several; issuing one switches the
//! older ones off, since ID authentication knows only the newest.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    error::Failure,
    list::{Compare, Field, List, ListQuery, ListRow, Page},
    operation::{Info, Input, NoPath, Nothing, Operation, Owner, RecordKind, ReplyId},
    partner::PartnerCode,
    role::Role::{self, MispPartner, PartnerAdmin, PartnerManager, Support},
    rules,
    search::{FilterValues, Found, Kind, Search, Values},
    secret::Secret,
    state::{Orders as _, Word},
    states,
    time::{LocalTime, OffsetTime},
};

codes! {
    /// What can go wrong with licence keys. The newer operations have codes of their own for the same situations.
    pub enum MispCode {
        /// Partner unknown (legacy).
        UnknownProvider: NotFound = "PMS_MSP_005", "There is no partner with this id.";
        /// Not a MISP (legacy).
        NoProvider: Invalid = "PMS_MSP_009", "Only MISP partners have licence keys.";
        /// Partner inactive (legacy).
        ProviderInactive: Conflict = "PMS_MSP_405", "This partner is not active, so it gets no licence key.";
        /// Status word (legacy).
        LegacyStatusWord: Invalid = "PMS_MSP_407", "The status must be Active or De-active.";
        /// Partner and key do not belong together, or there is no key (legacy).
        UnknownPair: NotFound = "PMS_MSP_408", "This partner has no such licence key.";
        /// There is one already (legacy).
        Exists: Conflict = "PMS_MSP_416", "This partner has a licence key already.";
        /// A policy request is not approved (legacy).
        RequestNotApproved: Conflict = "PMS_MSP_418", "A policy request of this partner is not approved.";
        /// No name.
        NoName: Invalid = "PMS_MSP_422", "The licence key needs a name.";
        /// No partner.
        NoPartner: Invalid = "PMS_MSP_423", "Say which partner the licence key is for.";
        /// Name taken.
        NameTaken: Conflict = "PMS_MSP_424", "This partner has a licence key of this name already. Choose another name.";
        /// End not after today.
        EndPassed: Invalid = "PMS_MSP_425", "A licence key must end after today.";
        /// Partner unknown.
        UnknownPartner: NotFound = "PMS_MSP_429", "There is no partner with this id.";
        /// Partner inactive.
        PartnerInactive: Conflict = "PMS_MSP_430", "This partner is not active, so it gets no licence key. It becomes active with its certificate; a deactivated one stays inactive.";
        /// Not a MISP.
        NoMisp: Invalid = "PMS_MSP_431", "Only MISP partners have licence keys.";
        /// Deactivated; final.
        Inactive: Conflict = "PMS_MSP_434", "This licence key is deactivated; that is final. A new one can be issued.";
        /// No end.
        NoEnd: Invalid = "PMS_MSP_436", "Say until when the licence key is valid.";
        /// Policy unknown.
        UnknownPolicy: NotFound = "PMS_MSP_437", "There is no policy with this id.";
        /// No approved request.
        NotApproved: Conflict = "PMS_MSP_438", "This policy is not approved for the partner. Approve its request first, or issue the key without a policy.";
        /// Nothing to issue anew.
        NoActiveKey: Conflict = "PMS_MSP_439", "This partner has no active licence key for this policy that could be issued anew.";
        /// Licence unknown.
        Unknown: NotFound = "PMS_MSP_441", "There is no licence key with this id.";
        /// Status word.
        StatusWord: Invalid = "PMS_MSP_442", "The status must be INACTIVE; a deactivated licence key cannot be switched on again.";
    }
}

states! {
    /// States of a licence key (pms-api 4.2).
    pub enum LicenceState {
        /// Works.
        Active = "ACTIVE" => Inactive,
        /// Works no more: switched off by hand, at its end, with its partner, or by a newer key. Final.
        Inactive = "INACTIVE",
    }
    /// The words of the older operations (pms-api #53).
    words ProviderWord { Active = "active", Inactive = "de-active" }
    /// How a partner or an admin orders it there.
    orders ProviderOrder { Active = "active", Inactive = "de-active" }
}

/// The type of partners that have licence keys.
pub const MISP_TYPE: &str = "MISP_Partner";
/// How many days a key lives that is made by an operation which does not say (pms-api 4.3).
pub const LIFE_DAYS: i32 = 90;

/// A new licence key (pms-api #125).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct NewLicence {
    /// For which MISP.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub partner_id: String,
    /// For which of its approved policies; a key without a policy is legal.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub policy_id: Option<String>,
    /// Name of the key; unique for the partner.
    #[garde(length(chars, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub license_key_name: String,
    /// Its last day, after today.
    #[garde(inner(custom(rules::date)))]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub expiry_date: Option<String>,
}
impl Input for NewLicence {
    fn example() -> Self {
        NewLicence {
            partner_id: "gateway".into(),
            policy_id: None,
            license_key_name: "main gateway".into(),
            expiry_date: Some("2027-11-22".into()),
        }
    }
}
/// What is missing is said in upstream's order, before anything is said of the partner.
fn is_complete(input: &NewLicence) -> Result<(), Failure> {
    if input.partner_id.trim().is_empty() {
        return Err(Failure::from(MispCode::NoPartner).at("partnerId"));
    }
    name_and_end(&input.license_key_name, input.expiry_date.as_deref())
}
fn name_and_end(name: &str, end: Option<&str>) -> Result<(), Failure> {
    if name.trim().is_empty() {
        return Err(Failure::from(MispCode::NoName).at("licenseKeyName"));
    }
    end.map(drop).ok_or_else(|| Failure::from(MispCode::NoEnd).at("expiryDate"))
}
/// A licence key that was issued: the only time that it is shown.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IssuedLicence {
    /// The record's id.
    pub misp_license_id: String,
    /// The key itself.
    pub license_key: Secret,
    /// Its end.
    pub expiry_date_time: OffsetTime,
    /// Its name.
    pub license_key_name: String,
    /// Its state.
    pub status: Word<LicenceState>,
    /// The partner's id.
    pub partner_id: String,
    /// The policy's id, if it is for one.
    pub policy_id: Option<String>,
}
/// Issue a licence key; the partner's older ones are switched off (pms-api #125).
pub const ISSUE: Operation<NoPath, NewLicence, IssuedLicence> =
    Operation::post("misp_licence.issue", "/v1/partnermanager/misp-licenses", "Issue a MISP licence key")
        .roles(&[PartnerAdmin])
        .v2("mosip.pms.misp.generate.license.post")
        .first(is_complete);

/// A path that names a licence key by its record's id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LicencePath {
    /// The record's id; a partner's id where a key is issued anew.
    pub misp_license_id: String,
}
/// A key to be issued anew (pms-api #128).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct AnewLicence {
    /// The policy of the key that works now; none for a key without a policy.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub policy_id: Option<String>,
    /// Name of the new key.
    #[garde(length(chars, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub license_key_name: String,
    /// Its last day, after today.
    #[garde(inner(custom(rules::date)))]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub expiry_date: Option<String>,
}
impl Input for AnewLicence {
    fn example() -> Self {
        AnewLicence {
            policy_id: None,
            license_key_name: "main gateway, 2027".into(),
            expiry_date: Some("2027-11-22".into()),
        }
    }
}
fn is_complete_anew(input: &AnewLicence) -> Result<(), Failure> {
    name_and_end(&input.license_key_name, input.expiry_date.as_deref())
}
/// Issue a key in place of the one that works now (pms-api #128; the path names the partner). The newer servers of MOSIP
/// have only [`ISSUE`], which comes to the same.
pub const ISSUE_ANEW: Operation<LicencePath, AnewLicence, IssuedLicence> = Operation::put(
    "misp_licence.issue_anew",
    "/v1/partnermanager/misp-licenses/{misp_license_id}",
    "Issue a MISP licence key in place of the active one",
)
.roles(&[PartnerAdmin])
.v2("mosip.pms.regenerate.misp.license.put")
.first(is_complete_anew);

/// A licence's new state (pms-api #127).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct LicenceStatus {
    /// `INACTIVE`.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub status: String,
}
impl Input for LicenceStatus {
    fn example() -> Self {
        LicenceStatus::deactivate()
    }
}
impl LicenceStatus {
    /// The order to deactivate.
    pub fn deactivate() -> Self {
        LicenceStatus { status: LicenceState::Inactive.word().into() }
    }
}
/// The word is said before anything is said of the licence (pms-api #127).
fn is_inactive(input: &LicenceStatus) -> Result<(), Failure> {
    let is_it = input.status == LicenceState::Inactive.word();
    if is_it { Ok(()) } else { Err(Failure::from(MispCode::StatusWord).at("status")) }
}
/// A changed licence (pms-api #127).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedLicence {
    /// The record's id.
    pub misp_license_id: String,
    /// The partner's id.
    pub partner_id: String,
    /// The policy's id, if it is for one.
    pub policy_id: Option<String>,
    /// Its name.
    pub license_key_name: String,
    /// Its state.
    pub status: Word<LicenceState>,
}
/// Deactivate a licence key; final (pms-api #127).
pub const DEACTIVATE: Operation<LicencePath, LicenceStatus, ChangedLicence> = Operation::patch(
    "misp_licence.deactivate",
    "/v1/partnermanager/misp-licenses/{misp_license_id}",
    "Deactivate a MISP licence key",
)
.roles(&[PartnerAdmin])
.v2("mosip.pms.update.misp.license.patch")
.blank(MispCode::Unknown.info())
.first(is_inactive);

/// A licence key as it is listed (pms-api #124, #126).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceRow {
    /// The record's id.
    pub misp_license_id: String,
    /// The partner's id.
    pub partner_id: String,
    /// The organisation.
    pub org_name: String,
    /// The policy group's id; a MISP need not have one.
    pub policy_group_id: Option<String>,
    /// The policy group's name.
    pub policy_group_name: Option<String>,
    /// The policy group's description.
    pub policy_group_description: Option<String>,
    /// The policy's id; a key need not have one.
    pub policy_id: Option<String>,
    /// The policy's name.
    pub policy_name: Option<String>,
    /// The policy's description.
    pub policy_description: Option<String>,
    /// The key's name.
    pub license_key_name: String,
    /// The last four characters of the key behind asterisks.
    pub masked_license_key: String,
    /// Its state.
    pub status: Word<LicenceState>,
    /// Issued when.
    pub created_date_time: OffsetTime,
    /// Its end.
    pub expiry_date_time: OffsetTime,
}
/// The list of licence keys.
pub static LICENCES: List<LicenceRow> = List {
    name: "misp-licences",
    fields: &[
        Field::shown("partnerId", |r: &LicenceRow| r.partner_id.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("mispId", Kind::Text),
        Field::shown("orgName", |r: &LicenceRow| r.org_name.as_str().into()).sorted().filtered(Compare::Contains),
        Field::shown("policyGroupName", |r: &LicenceRow| r.policy_group_name.as_deref().unwrap_or_default().into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("policyId", |r: &LicenceRow| r.policy_id.as_deref().unwrap_or_default().into())
            .column("policyId", Kind::Text),
        Field::shown("policyName", |r: &LicenceRow| r.policy_name.as_deref().unwrap_or_default().into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("licenseKeyName", |r: &LicenceRow| r.license_key_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("maskedLicenseKey", |r: &LicenceRow| r.masked_license_key.as_str().into()).sorted(),
        Field::shown("createdDateTime", |r: &LicenceRow| r.created_date_time.to_string().into())
            .sorted()
            .column("validFromDate", Kind::Time),
        Field::shown("expiryDateTime", |r: &LicenceRow| r.expiry_date_time.to_string().into())
            .sorted()
            .filtered(Compare::WithinDays)
            .param("expiryPeriod")
            .column("validToDate", Kind::Time),
        Field::shown("status", |r: &LicenceRow| r.status.word().into())
            .sorted()
            .filtered(Compare::OneOf(LicenceState::WORDS))
            .column("isActive", Kind::Truth(LicenceState::Active.word())),
    ],
    id: |r| &r.misp_license_id,
    newest_first: "createdDateTime",
    page_size: Some(8),
};
impl ListRow for LicenceRow {
    const LIST: &'static List<LicenceRow> = &LICENCES;
}
/// All licence keys (pms-api #124).
pub const LIST: Operation<NoPath, ListQuery, Page<LicenceRow>> =
    Operation::get("misp_licence.list", "/v1/partnermanager/misp-licenses", "MISP licence keys")
        .roles(&[PartnerAdmin, Support])
        .v2("mosip.pms.misp.licenses.get")
        .paged();
/// One licence key (pms-api #126).
pub const DETAIL: Operation<LicencePath, Nothing, LicenceRow> =
    Operation::get("misp_licence.detail", "/v1/partnermanager/misp-licenses/{misp_license_id}", "One MISP licence key")
        .roles(&[PartnerAdmin, Support])
        .v2("mosip.pms.misp.licenses.details.get")
        .blank(MispCode::Unknown.info());

/// Roles of the legacy operations (pms-api R16).
const LEGACY: &[Role] = &[MispPartner, PartnerManager, PartnerAdmin];
const PROVIDER: Owner = Owner::Input(RecordKind::Partner, "providerId");
/// For whom a key is wanted, legacy form (pms-api #52).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct Provider {
    /// The partner's id.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub provider_id: String,
}
impl Input for Provider {
    fn example() -> Self {
        Provider { provider_id: "gateway".into() }
    }
}
/// A licence key, legacy form (pms-api #52, #53, #55). The key itself only where it has just been made; else its last
/// characters behind asterisks.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderLicence {
    /// The partner's id.
    pub provider_id: String,
    /// The key, or its last characters.
    pub license_key: Secret,
    /// `Active`; `active` or `de-active` of a changed one.
    pub license_key_status: String,
    /// Its end.
    pub license_key_expiry: LocalTime,
}
/// Make the first key of a MISP, legacy form (pms-api #52).
pub const GENERATE: Operation<NoPath, Provider, ProviderLicence> = Operation::post(
    "misp_licence.generate",
    "/v1/partnermanager/misps",
    "Make a MISP's first licence key (legacy form)",
)
.roles(LEGACY)
.v1(ReplyId::Null)
.owned(PROVIDER, MispCode::UnknownProvider.info(), PartnerCode::NotYours.info());

/// A key's new state, legacy form (pms-api #53).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct ProviderStatus {
    /// The partner's id.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub provider_id: String,
    /// The key.
    #[garde(skip)]
    #[serde(default)]
    pub license_key: Secret,
    /// `De-active`; `Active` changes nothing and is refused for a deactivated key. Any letter case.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub license_key_status: String,
}
impl Input for ProviderStatus {
    fn example() -> Self {
        ProviderStatus {
            provider_id: "gateway".into(),
            license_key: "example".into(),
            license_key_status: "De-active".into(),
        }
    }
}
impl ProviderStatus {
    /// What it makes of the key; any letter case.
    ///
    /// # Errors
    /// [`MispCode::LegacyStatusWord`] for another word.
    pub fn to(&self) -> Result<LicenceState, Failure> {
        let to = ProviderOrder::read_in_any_case(&self.license_key_status);
        to.ok_or_else(|| Failure::from(MispCode::LegacyStatusWord).at("licenseKeyStatus"))
    }
}
/// The word is said before anything is said of the partner (pms-api #53).
fn is_status(input: &ProviderStatus) -> Result<(), Failure> {
    input.to().map(drop)
}
/// Deactivate a key, legacy form (pms-api #53).
pub const SET_STATUS: Operation<NoPath, ProviderStatus, ProviderLicence> =
    Operation::put("misp_licence.set_status", "/v1/partnermanager/misps", "Deactivate a licence key (legacy form)")
        .roles(LEGACY)
        .v1(ReplyId::Null)
        .first(is_status)
        .owned(PROVIDER, MispCode::UnknownPair.info(), PartnerCode::NotYours.info());

/// A licence as MOSIP's table has it (pms-api #54, #57).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StoredLicence {
    /// The partner's id.
    pub misp_id: String,
    /// The policy's id, if it is for one.
    pub policy_id: Option<String>,
    /// The last characters of the key behind asterisks. Upstream lists every key in clear here.
    pub license_key: String,
    /// Issued when.
    pub valid_from_date: LocalTime,
    /// Its end.
    pub valid_to_date: LocalTime,
    /// Whether it works.
    pub is_active: bool,
    /// Issued by.
    pub created_by: String,
    /// Issued when.
    pub created_date_time: LocalTime,
    /// Changed by.
    pub updated_by: Option<String>,
    /// Changed when.
    pub updated_date_time: Option<LocalTime>,
    /// Never deleted here.
    pub is_deleted: bool,
    /// Never deleted here.
    pub deleted_date_time: Option<LocalTime>,
}
/// All licences, legacy form; partners see their own (pms-api #54).
pub const ALL: Operation<NoPath, Nothing, Vec<StoredLicence>> =
    Operation::get("misp_licence.all", "/v1/partnermanager/misps", "MISP licence keys (legacy form)")
        .roles(LEGACY)
        .v1(ReplyId::Null);

/// A path that names a MISP.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MispPath {
    /// The partner's id.
    pub misp_id: String,
}
/// The key that works now, its last characters only; or a new one, shown this once, when none works any more (pms-api
/// #55). Upstream answers the working key in clear; here nothing is kept that could.
pub const CURRENT: Operation<MispPath, Nothing, ProviderLicence> = Operation::get(
    "misp_licence.current",
    "/v1/partnermanager/misps/{misp_id}/licenseKey",
    "The licence key that works now, or a new one (legacy form)",
)
.changes()
.roles(&[PartnerManager, PartnerAdmin])
.v1(ReplyId::Null);

/// Search licences, legacy form (pms-api #57); partners find their own.
pub const SEARCH: Operation<NoPath, Search, Found<StoredLicence>> =
    Operation::post("misp_licence.search", "/v1/partnermanager/misps/search", "Search MISP licence keys (legacy form)")
        .asks()
        .roles(LEGACY)
        .v1(ReplyId::Null);
/// Values of columns of licences, legacy form (pms-api #56); partners see their own.
pub const VALUES: Operation<NoPath, Values, FilterValues> = Operation::post(
    "misp_licence.values",
    "/v1/partnermanager/misps/filtervalues",
    "Filter values of MISP licence keys (legacy form)",
)
.asks()
.roles(LEGACY)
.v1(ReplyId::Null);

/// The operations of this area.
pub const OPERATIONS: &[&Info] = &[
    &ISSUE.info,
    &ISSUE_ANEW.info,
    &DEACTIVATE.info,
    &LIST.info,
    &DETAIL.info,
    &GENERATE.info,
    &SET_STATUS.info,
    &ALL.info,
    &CURRENT.info,
    &SEARCH.info,
    &VALUES.info,
];
