//! Policy requests: a partner asks for a policy, maps extractors and a credential type, an admin decides.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    common::CommonCode,
    error::Failure,
    list::{Compare, Field, List, ListQuery, Page},
    operation::{Info, Input, NoPath, Nothing, Operation, Owner, RecordKind, ReplyId},
    partner::{PartnerCode, PartnerPath, PartnerSide, PartnerState},
    role::Role::{self, *},
    rules,
    search::{FilterValues, Found, Kind, Search, Values},
    state::{Orders, Word},
    states,
    time::OffsetTime,
};

codes! {
    /// What can go wrong with policy requests.
    pub enum RequestCode {
        /// Pending already.
        AlreadyPending: Conflict = "PMS_PRT_053", "This policy has been requested already and waits for a decision.";
        /// Approved already.
        AlreadyApproved: Conflict = "PMS_PRT_060", "This policy is approved for the partner already.";
        /// No such policy.
        UnknownPolicy: NotFound = "PMS_PRT_073", "There is no active policy of this name.";
        /// Not in the partner's group.
        OtherGroup: Invalid = "PMS_PRT_098", "This policy is not in the partner's policy group.";
        /// Policy inactive.
        PolicyInactive: Conflict = "PMS_PMP_019", "This policy is not active.";
        /// Policy expired.
        PolicyExpired: Conflict = "PMS_PMP_018", "This policy has expired.";
        /// The policy of the request is gone.
        PolicyMissing: NotFound = "PMS_PMP_017", "The policy of this request does not exist any more.";
        /// The group of the request is gone.
        GroupMissing: NotFound = "PMS_PMP_022", "The policy group of this request does not exist any more.";
        /// Mapping key unknown.
        Unknown: NotFound = "PMS_PMP_007", "There is no policy request with this id.";
        /// Approved before.
        DecidedApproved: Conflict = "PMS_PM_034", "This request has been approved already. Nothing was changed.";
        /// Rejected before.
        DecidedRejected: Conflict = "PMS_PM_035", "This request has been rejected already. Nothing was changed.";
        /// Status word.
        StatusWord: Invalid = "PMS_PM_045", "The decision must be Approved or Rejected.";
        /// Extractors missing.
        ExtractorsMissing: Conflict = "PMS_PM_051", "Extractors are not mapped yet. The partner must map them before the request can be approved.";
        /// Credential type missing.
        CredentialTypeMissing: Conflict = "PMS_PRT_289", "No credential type is mapped yet. The partner must choose it before the request can be approved.";
        /// List member empty.
        Empty: Invalid = "PMS_COR_002", "Something needed is missing.";
        /// Request unknown, newer operations.
        UnknownRequest: NotFound = "PMS_PRT_284", "There is no policy request with this id.";
        /// Request decided already (extractors).
        ExtractorsClosed: Conflict = "PMS_PRT_285", "This request is decided; its extractors cannot change.";
        /// Twice in one body.
        TwiceInBody: Invalid = "PMS_PRT_290", "Each biometric modality can be mapped once.";
        /// Rows exist already.
        ExtractorsMapped: Conflict = "PMS_PRT_283", "The extractors of this request are mapped already and cannot be changed.";
        /// Approved already for partner and policy.
        ExtractorsApproved: Conflict = "PMS_PRT_286", "This attribute is approved for the partner and the policy already.";
        /// Request decided already (credential type).
        CredentialTypeClosed: Conflict = "PMS_PRT_288", "This request is decided; its credential type cannot change.";
        /// Credential type mapped or used.
        CredentialTypeUsed: Conflict = "PMS_PRT_287", "A credential type can be used once per partner: it is mapped already, here or in another request.";
        /// Credential type not allowed.
        CredentialTypeNotAllowed: Invalid = "PMS_PRT_072", "This credential type is not offered here.";
        /// Partner type not entitled to mappings.
        TypeNotEntitled: Conflict = "PMS_PRT_070", "Partners of this type map no extractors and no credential type.";
        /// Nothing found.
        NothingMapped: NotFound = "PMS_PRT_064", "Nothing is mapped.";
        /// Search type word.
        SearchWord: Invalid = "PMS_PM_065", "The search type is contains or equals.";
        /// equals without id.
        SearchWithoutId: Invalid = "PMS_PM_066", "Name the partner id to search for.";
        /// One's own request. Ours: separation of duties.
        OwnRequest: NotAllowed = "PD-REQ-101", "You asked for this policy yourself; another partner admin must decide.";
    }
}

states! {
    /// States of a policy request (pms-api 4.2), in MOSIP's words.
    pub enum RequestState {
        /// Waits for the decision.
        InProgress = "InProgress" => Approved | Rejected,
        /// Decided: the partner may use the policy. Final.
        Approved = "approved",
        /// Decided: no. Final; the partner may ask again.
        Rejected = "rejected",
    }
    /// How a decision is ordered (pms-api #17).
    orders RequestOrder { Approved = "Approved", Rejected = "Rejected" }
}

states! {
    /// How far the mappings of a request are. Ours, additive.
    pub enum Mappings {
        /// The partner's type needs none.
        NotNeeded = "notNeeded",
        /// Extractors are still to be mapped.
        ExtractorsMissing = "extractorsMissing" => CredentialTypeMissing | Complete,
        /// The credential type is still to be mapped.
        CredentialTypeMissing = "credentialTypeMissing" => Complete,
        /// Everything is there.
        Complete = "complete",
    }
}

/// Types whose requests need extractors and a credential type (pms-api 4.3).
pub const MAPPING_TYPES: &[&str] = &["Credential_Partner", "Online_Verification_Partner"];
/// Roles of the mapping operations (pms-api R1).
const MAPPERS: &[Role] =
    &[Partner, CredentialPartner, PartnerAdmin, CredentialIssuance, CreateShare, OnlineVerificationPartner];

/// What is asked for (pms-api #16).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct NewRequest {
    /// Policy by name.
    #[garde(length(chars, min = 1, max = 128))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub policy_name: String,
    /// Why; shown to the admin.
    #[garde(length(chars, min = 1, max = 500), custom(rules::printable))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub use_case_description: String,
}
impl Input for NewRequest {
    fn example() -> Self {
        NewRequest { policy_name: "ID card v2".into(), use_case_description: "Second print centre, same card.".into() }
    }
}
/// A stored request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mapped {
    /// The request's id.
    pub mappingkey: String,
    /// MOSIP's literal sentence.
    pub message: String,
}
/// Request a policy: step one of three for credential partners (pms-api #16).
pub const CREATE: Operation<PartnerPath, NewRequest, Mapped> = Operation::post(
    "policy_request.create",
    "/v1/partnermanager/partners/{partner_id}/policy/map",
    "Request a policy for a partner",
)
.roles(&[
    AuthPartner,
    AbisPartner,
    CredentialPartner,
    CredentialIssuance,
    OnlineVerificationPartner,
    PartnerAdmin,
    ManualAdjudication,
])
.v1(ReplyId::Echo)
.owned(
    Owner::Path(RecordKind::Partner, "partner_id"),
    PartnerCode::UnknownPartner.info(),
    PartnerCode::NotYours.info(),
);

/// A path that names a request by its mapping key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MappingKeyPath {
    /// The mapping key.
    pub mapping_key: String,
}
/// A decision (pms-api #17).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct Decision {
    /// `Approved` or `Rejected`, any letter case.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub status: String,
    /// Ours: why; kept and shown to the partner.
    #[garde(inner(length(chars, max = 500), custom(rules::printable)))]
    #[schemars(length(max = 500))]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
impl Decision {
    /// Yes.
    pub fn approve(reason: Option<String>) -> Self {
        Decision { status: RequestOrder::word(RequestState::Approved).into(), reason }
    }
    /// No.
    pub fn reject(reason: Option<String>) -> Self {
        Decision { status: RequestOrder::word(RequestState::Rejected).into(), reason }
    }
    /// What it makes of the request; the order is read in any letter case.
    ///
    /// # Errors
    /// [`RequestCode::StatusWord`] for another word.
    pub fn to(&self) -> Result<RequestState, Failure> {
        RequestOrder::read_in_any_case(&self.status).ok_or_else(|| Failure::from(RequestCode::StatusWord).at("status"))
    }
}
impl Input for Decision {
    fn example() -> Self {
        Decision::approve(Some("Everything is there.".into()))
    }
}
/// Approve or reject a request (pms-api #17).
pub const DECIDE: Operation<MappingKeyPath, Decision, String> = Operation::put(
    "policy_request.decide",
    "/v1/partnermanager/partners/policy/{mapping_key}",
    "Approve or reject a policy request",
)
.roles(&[PartnerAdmin, PartnerManager])
.v1(ReplyId::Echo)
.today();

/// A row of the list of policy requests (pms-api #39).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestRow {
    /// The mapping key.
    pub id: String,
    /// Who asks.
    pub partner_id: String,
    /// The partner's side.
    pub partner_status: Word<PartnerState, PartnerSide>,
    /// The organisation.
    pub org_name: String,
    /// The partner's type.
    pub partner_type: String,
    /// The policy's id.
    pub policy_id: String,
    /// The policy's name.
    pub policy_name: String,
    /// The policy's description.
    pub policy_description: String,
    /// The policy group's id.
    pub policy_group_id: String,
    /// The policy group's name.
    pub policy_group_name: String,
    /// The policy group's description.
    pub policy_group_description: String,
    /// What the partner wrote.
    pub partner_comment: String,
    /// Its state.
    pub status: Word<RequestState>,
    /// Asked when.
    pub created_date_time: OffsetTime,
    /// Changed when.
    pub updated_date_time: Option<OffsetTime>,
    /// Ours: how far the mappings are.
    #[serde(default = "not_needed")]
    pub mappings: Mappings,
    /// Ours: who decided.
    #[serde(default)]
    pub decided_by: Option<String>,
    /// Ours: why.
    #[serde(default)]
    pub decision_reason: Option<String>,
}
fn not_needed() -> Mappings {
    Mappings::NotNeeded
}
/// The list of policy requests.
pub static REQUESTS: List<RequestRow> = List {
    name: "policy-requests",
    fields: &[
        Field::shown("id", |r: &RequestRow| r.id.as_str().into())
            .filtered(Compare::Equals)
            .column("apikeyRequestId", Kind::Text),
        Field::shown("partnerId", |r: &RequestRow| r.partner_id.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("partnerId", Kind::Text),
        Field::shown("partnerType", |r: &RequestRow| r.partner_type.as_str().into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("orgName", |r: &RequestRow| r.org_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("partnerName", Kind::Text),
        Field::shown("policyId", |r: &RequestRow| r.policy_id.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("policyId", Kind::Text),
        Field::shown("policyName", |r: &RequestRow| r.policy_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("policyName", Kind::Text),
        Field::shown("policyGroupName", |r: &RequestRow| r.policy_group_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("requestDetail", |r: &RequestRow| r.partner_comment.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .param("partnerComment")
            .column("requestDetail", Kind::Text),
        Field::shown("createdDateTime", |r: &RequestRow| r.created_date_time.to_string().into())
            .sorted()
            .column("requestDatetimes", Kind::Time),
        Field::shown("status", |r: &RequestRow| r.status.word().into())
            .sorted()
            .filtered(Compare::OneOf(RequestState::WORDS))
            .column("statusCode", Kind::Text),
    ],
    id: |r| &r.id,
    newest_first: "createdDateTime",
    page_size: None,
};
/// Policy requests; partners see their own (pms-api #39).
pub const LIST: Operation<NoPath, ListQuery, Page<RequestRow>> =
    Operation::get("policy_request.list", "/v1/partnermanager/partner-policy-requests", "Policy requests")
        .roles(&[
            PartnerAdmin,
            Support,
            AuthPartner,
            AbisPartner,
            SdkPartner,
            CredentialPartner,
            OnlineVerificationPartner,
            ManualAdjudication,
            MispPartner,
        ])
        .v2("mosip.pms.all.partner.policy.mapping.requests.get")
        .list(&REQUESTS);

/// A row of the legacy search for requests (pms-api #29).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundRequest {
    /// The mapping key.
    pub apikey_request_id: String,
    /// Who asks.
    pub partner_id: String,
    /// The organisation.
    pub partner_name: String,
    /// The policy's id.
    pub policy_id: String,
    /// The policy's name.
    pub policy_name: String,
    /// Asked when.
    pub request_datetimes: OffsetTime,
    /// What the partner wrote.
    pub request_detail: String,
    /// Its state.
    pub status_code: Word<RequestState>,
    /// Never deleted here.
    pub is_deleted: bool,
    /// Asked by.
    pub cr_by: String,
    /// Asked when.
    pub cr_dtimes: OffsetTime,
    /// Decided by.
    pub upd_by: Option<String>,
    /// Changed when.
    pub upd_dtimes: Option<OffsetTime>,
    /// Never deleted here.
    pub del_dtimes: Option<OffsetTime>,
}
/// Search policy requests, legacy form (pms-api #29); partners see their own.
pub const SEARCH: Operation<NoPath, Search, Found<FoundRequest>> = Operation::post(
    "policy_request.search",
    "/v1/partnermanager/partners/apikey/request/search",
    "Search policy requests (legacy form)",
)
.asks()
.roles(&[Partner, PmsUser, AuthPartner, AbisPartner, CredentialPartner, PartnerAdmin, OnlineVerificationPartner])
.v1(ReplyId::Null);
/// Values of columns of policy requests, legacy form (pms-api #28); partners see their own.
pub const VALUES: Operation<NoPath, Values, FilterValues> = Operation::post(
    "policy_request.values",
    "/v1/partnermanager/partners/apikey/request/filtervalues",
    "Filter values of policy requests (legacy form)",
)
.asks()
.roles(&[Partner, PartnerAdmin, AuthPartner, CredentialPartner, OnlineVerificationPartner])
.v1(ReplyId::Null);

/// A path that names a request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequestPath {
    /// The request's id, the mapping key.
    pub request_id: String,
}
/// One mapped extractor (pms-api #133).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct ExtractorMapping {
    /// For example `photo`.
    #[garde(length(chars, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub attribute_name: String,
    /// Modality: `face`, `iris` or `finger`.
    #[garde(length(chars, max = 64), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub biometric: String,
    /// Sub types, joined by commas.
    #[garde(inner(length(chars, max = 64), custom(rules::plain_line)))]
    #[schemars(length(max = 64))]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub biometric_sub_types: Option<String>,
    /// Provider of the extractor.
    #[garde(length(chars, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub extractor_provider: String,
    /// Version of the extractor; wide enough for every configuration (upstream: 8, which its own configurations exceed).
    #[garde(length(chars, max = 36), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub extractor_provider_version: String,
    /// `rawData` or `templateData`.
    #[garde(inner(length(chars, max = 64), custom(rules::plain_line)))]
    #[schemars(length(max = 64))]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub credential_data_format: Option<String>,
}
/// The extractors of a request (pms-api #133).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct ExtractorMappings {
    /// One per modality.
    #[garde(length(max = 50), dive)]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub extractors: Vec<ExtractorMapping>,
}
impl Input for ExtractorMappings {
    fn example() -> Self {
        ExtractorMappings {
            extractors: vec![ExtractorMapping {
                attribute_name: "photo".into(),
                biometric: "face".into(),
                biometric_sub_types: None,
                extractor_provider: "mock".into(),
                extractor_provider_version: "1.1".into(),
                credential_data_format: Some("rawData".into()),
            }],
        }
    }
}
/// An empty list is said before anything is said of the request (pms-api #133).
fn needs_extractors(input: &ExtractorMappings) -> Result<(), Failure> {
    let refusal = || Failure::from(RequestCode::Empty).saying("Map at least one extractor.").at("extractors");
    if input.extractors.is_empty() { Err(refusal()) } else { Ok(()) }
}
const REQUEST_OWNER: Owner = Owner::Path(RecordKind::PolicyRequest, "request_id");
/// Map extractors: step two; once (pms-api #133).
pub const MAP_EXTRACTORS: Operation<RequestPath, ExtractorMappings, String> = Operation::post(
    "policy_request.map_extractors",
    "/v1/partnermanager/partner-policy-requests/{request_id}/bio-extractors-request",
    "Map extractors to a policy request",
)
.roles(MAPPERS)
.v2("mosip.pms.partners.bioextractors.request.post")
.first(needs_extractors)
.owned(REQUEST_OWNER, RequestCode::UnknownRequest.info(), PartnerCode::NotYours.info());

/// The extractors of a request and its state (pms-api #134).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MappedExtractors {
    /// One per modality; empty when none is mapped.
    pub extractors: Vec<ExtractorMapping>,
    /// The request's id.
    pub partner_policy_request_id: Option<String>,
    /// The request's state.
    pub status_code: Option<Word<RequestState>>,
}
/// The extractors of a request (pms-api #134).
pub const EXTRACTORS: Operation<RequestPath, Nothing, MappedExtractors> = Operation::get(
    "policy_request.extractors",
    "/v1/partnermanager/partner-policy-requests/{request_id}/bio-extractors-request",
    "Extractors of a policy request",
)
.roles(MAPPERS_AND_SUPPORT)
.v2("mosip.pms.partner.policy.request.bioextractors.get")
.blank(CommonCode::BlankId.info())
.beside(&["partnerPolicyRequestId", "statusCode"])
.owned(REQUEST_OWNER, RequestCode::NothingMapped.info(), PartnerCode::NotYours.info());
/// Support staff see the evidence too.
const MAPPERS_AND_SUPPORT: &[Role] =
    &[Partner, CredentialPartner, PartnerAdmin, CredentialIssuance, CreateShare, OnlineVerificationPartner, Support];

/// The credential type of a request (pms-api #135).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct CredentialTypeMapping {
    /// One of the offered types, any letter case.
    #[garde(length(chars, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub credential_type: String,
}
impl Input for CredentialTypeMapping {
    fn example() -> Self {
        CredentialTypeMapping { credential_type: "qrcode".into() }
    }
}
/// A blank type is said before anything is said of the request (pms-api #135).
fn needs_credential_type(input: &CredentialTypeMapping) -> Result<(), Failure> {
    let refusal = || Failure::from(RequestCode::Empty).saying("Choose a credential type.").at("credentialType");
    if input.credential_type.trim().is_empty() { Err(refusal()) } else { Ok(()) }
}
/// Map the credential type: step three; once (pms-api #135).
pub const MAP_CREDENTIAL_TYPE: Operation<RequestPath, CredentialTypeMapping, String> = Operation::post(
    "policy_request.map_credential_type",
    "/v1/partnermanager/partner-policy-requests/{request_id}/credential-types-request",
    "Map a credential type to a policy request",
)
.roles(MAPPERS)
.v2("mosip.pms.partners.credentialtypes.request.post")
.first(needs_credential_type)
.owned(REQUEST_OWNER, RequestCode::UnknownRequest.info(), PartnerCode::NotYours.info());

/// The credential type of a request and its state (pms-api #136).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MappedCredentialType {
    /// The type; null when none is mapped.
    pub credential_type: Option<String>,
    /// The request's id.
    pub partner_policy_request_id: Option<String>,
    /// The request's state.
    pub status_code: Option<Word<RequestState>>,
}
/// The credential type of a request (pms-api #136).
pub const CREDENTIAL_TYPE: Operation<RequestPath, Nothing, MappedCredentialType> = Operation::get(
    "policy_request.credential_type",
    "/v1/partnermanager/partner-policy-requests/{request_id}/credential-types-request",
    "Credential type of a policy request",
)
.roles(MAPPERS_AND_SUPPORT)
.v2("mosip.pms.partner.policy.request.credential.types.get")
.blank(CommonCode::BlankId.info())
.beside(&["partnerPolicyRequestId", "statusCode"])
.owned(REQUEST_OWNER, RequestCode::NothingMapped.info(), PartnerCode::NotYours.info());

/// A path that names a partner and a policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartnerPolicyPath {
    /// The partner's id.
    pub partner_id: String,
    /// The policy's id.
    pub policy_id: String,
}
/// Approved credential types (pms-api #137).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CredentialTypes {
    /// The types.
    pub credential_types: Vec<String>,
}
/// Approved credential types of a partner's policy (pms-api #137).
pub const APPROVED_CREDENTIAL_TYPES: Operation<PartnerPolicyPath, Nothing, CredentialTypes> = Operation::get(
    "policy_request.approved_credential_types",
    "/v1/partnermanager/partners/{partner_id}/policies/{policy_id}/credential-types",
    "Approved credential types of a partner's policy",
)
.roles(MAPPERS_AND_SUPPORT)
.v1(ReplyId::Null)
.owned(
    Owner::Path(RecordKind::Partner, "partner_id"),
    PartnerCode::UnknownPartner.info(),
    PartnerCode::NotYours.info(),
);

/// The operations of this area.
pub const OPERATIONS: &[&Info] = &[
    &CREATE.info,
    &DECIDE.info,
    &LIST.info,
    &SEARCH.info,
    &VALUES.info,
    &MAP_EXTRACTORS.info,
    &EXTRACTORS.info,
    &MAP_CREDENTIAL_TYPE.info,
    &CREDENTIAL_TYPE.info,
    &APPROVED_CREDENTIAL_TYPES.info,
];
