//! Partners: registration, lists, state, checklist.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    common::CommonCode,
    error::Failure,
    list::{Compare, Field, List, ListQuery, Page},
    operation::{Info, Input, NoPath, Nothing, Operation, Owner, RecordKind, ReplyId},
    role::Role::{self, *},
    rules,
    search::{FilterValues, Found, Kind, Pagination, Search, SearchFilter, SearchSort, Values},
    state::{Orders, Word},
    states,
    time::{LocalTime, OffsetTime},
};

codes! {
    /// What can go wrong with partners and their registration.
    pub enum PartnerCode {
        /// Two different partners behind one id and e-mail.
        DuplicatePartner: Conflict = "PMS_PRT_001", "A partner with this id exists already.";
        /// Group name unknown.
        UnknownGroup: NotFound = "PMS_PRT_002", "There is no policy group of this name. Choose one from the list.";
        /// Partner id unknown.
        UnknownPartner: NotFound = "PMS_PRT_005", "There is no partner with this id.";
        /// Partner type unknown.
        UnknownType: Invalid = "PMS_PRT_010", "There is no such partner type.";
        /// E-mail taken.
        EmailTaken: Conflict = "PMS_PRT_011", "This e-mail address is registered already. Use another one, or sign in with the account it belongs to.";
        /// E-mail pattern.
        EmailFormat: Invalid = "PMS_PRT_012", "This is not an e-mail address that is accepted here.";
        /// Contact number too long.
        ContactTooLong: Invalid = "PMS_PRT_013", "The phone number is too long; it may have at most 16 characters.";
        /// Partner id taken.
        IdTaken: Conflict = "PMS_PRT_051", "This partner id is taken. Choose another one.";
        /// Partner id too long.
        IdTooLong: Invalid = "PMS_PRT_052", "The partner id is too long; it may have at most 36 characters.";
        /// Certificate before policy group.
        GroupFirst: Conflict = "PMS_PRT_054", "This partner type needs a policy group before a certificate. Choose the policy group first.";
        /// Not the caller's partner.
        NotYours: NotAllowed = "PMS_PRT_055", "You may not act for this partner.";
        /// Language unsupported.
        UnknownLanguage: Invalid = "PMS_PRT_056", "This language is not offered.";
        /// Blank inside the id.
        BlankInId: Invalid = "PMS_PRT_066", "The partner id must not contain blanks.";
        /// Group missing for a type that needs one, and certificate missing: upstream uses one code for both.
        GroupOrCertificateMissing: Invalid = "PMS_PRT_108", "This partner type needs a policy group. Choose one.";
        /// Id that would shadow a path. Ours.
        IdReserved: Invalid = "PD-PRT-001", "This id is reserved by the system. Choose another one.";
        /// Self-registration not offered for the type. Ours.
        NotSelfService: NotAllowed = "PD-PRT-002", "Partners of this type are registered by the partner admin. Ask them.";
        /// Type does not belong to the account's roles. Ours.
        NotYourType: NotAllowed = "PD-PRT-003", "Your account is not registered for this partner type.";
        /// One partner per type and account. Ours.
        OnePerType: Conflict = "PD-PRT-004", "Your account has a partner of this type already.";
        /// Partner inactive.
        Inactive: Conflict = "PMS_PMP_016", "The partner is not active. A partner becomes active with its certificate; a deactivated one stays inactive.";
        /// Partner unknown, manager side.
        UnknownToManager: NotFound = "PMS_PMP_005", "There is no partner with this id.";
        /// Group inactive.
        GroupInactive: Conflict = "PMS_PMP_023", "This policy group is not active. Choose another one.";
        /// Status word.
        StatusWord: Invalid = "PMS_PM_058", "The status must be Active or De-Active.";
        /// Deactivation is final.
        AlreadyDeactivated: Conflict = "PMS_PM_063", "This partner is deactivated; that is final.";
        /// No own partner row.
        NoOwnPartner: NotFound = "PMS_CERTIFICATE_ERROR_002", "No partner belongs to this account yet. Finish the registration first.";
        /// Admin must name one of the types it manages.
        AdminNamesType: Invalid = "PMS_POLICY_ERROR_030", "Name one of the partner types that admins manage.";
        /// Types only admins ask for.
        TypeNotOwn: NotAllowed = "PMS_POLICY_ERROR_031", "You have no partner of this type.";
        /// Sealed, so neither an order nor to be looked into.
        Sealed: Invalid = "KER_PRT_391", "Addresses, phone numbers and e-mail addresses are kept sealed, so nothing can be sorted or searched by them.";
        /// The e-mail belongs to another partner.
        EmailOfAnother: Conflict = "PMS_PRT_268", "This e-mail address belongs to another partner.";
    }
}

/// Everything that may register itself or be created.
pub const SELF_SERVICE_OFF: &[&str] = &[
    "ABIS_Partner",
    "Manual_Adjudication",
    "Online_Verification_Partner",
    "Partner_Admin",
    "Internal_Partner",
    "Print_Partner",
    "Binding_Partner",
];

states! {
    /// States of a partner (pms-api 4.2), in the words of the newer admin list (pms-api #122).
    pub enum PartnerState {
        /// Registered; no certificate accepted yet.
        InProgress = "inactive" => Active,
        /// Certificate accepted; a newer one may follow.
        Active = "active" => Active | Deactivated,
        /// Switched off by an admin; final.
        Deactivated = "deactivated",
    }
    /// The partner's side in the lists of what belongs to it (pms-api 1.7).
    words PartnerSide { InProgress = "InProgress", Active = "activated", Deactivated = "deactivated" }
    /// How an admin orders it (pms-api #6).
    orders PartnerOrder { Active = "Active", Deactivated = "De-Active" }
}

impl PartnerState {
    /// MOSIP's `approvalStatus`.
    pub const fn approval(self) -> &'static str {
        match self {
            PartnerState::InProgress => "InProgress",
            PartnerState::Active | PartnerState::Deactivated => "approved",
        }
    }
    /// Whether the partner may do things.
    pub const fn is_active(self) -> bool {
        matches!(self, PartnerState::Active)
    }
}

/// A path that names a partner.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartnerPath {
    /// The partner's id.
    pub partner_id: String,
}

/// A partner type of the reference data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnerType {
    /// For example `Credential_Partner`.
    pub code: String,
    /// For people.
    pub label: String,
    /// What upstream says of it.
    #[serde(default)]
    pub description: String,
    /// Whether a policy group must be chosen.
    pub policy_required: bool,
    /// The role that accounts of this type hold.
    pub role: String,
    /// AUTH, DEVICE, FTM or MISP.
    pub certificate_domain: String,
    /// Whether partners of this type register themselves on this server.
    pub self_service: bool,
}

/// Partner types, for the registration form.
pub const TYPES: Operation<NoPath, Nothing, Vec<PartnerType>> =
    Operation::get("partner.types", "/v1/partnerdesk/partner-types", "Partner types and what they need")
        .public()
        .desk();

/// A row of the legacy search for partner types (pms-api #26).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundType {
    /// For example `Credential_Partner`.
    pub code: String,
    /// What upstream says of it.
    pub partner_description: String,
    /// Every type is.
    pub is_active: bool,
    /// Whether a policy group must be chosen.
    pub is_policy_required: bool,
    /// Never deleted here.
    pub is_deleted: bool,
    /// Made by.
    pub cr_by: String,
    /// Types ship with the server.
    pub cr_dtimes: Option<OffsetTime>,
    /// Changed by.
    pub upd_by: Option<String>,
    /// Changed when.
    pub upd_dtimes: Option<OffsetTime>,
    /// Never deleted here.
    pub del_dtimes: Option<OffsetTime>,
}
/// Partner types, as legacy searches ask for them.
pub static FOUND_TYPES: List<FoundType> = List {
    name: "partner-types",
    fields: &[
        Field::shown("code", |r: &FoundType| r.code.as_str().into()).column("code", Kind::Text),
        Field::shown("partnerDescription", |r: &FoundType| r.partner_description.as_str().into())
            .column("partnerDescription", Kind::Text),
        Field::shown("isActive", |r: &FoundType| r.is_active.to_string().into())
            .column("isActive", Kind::Truth("true")),
        Field::shown("isPolicyRequired", |r: &FoundType| r.is_policy_required.to_string().into())
            .column("isPolicyRequired", Kind::Truth("true")),
    ],
    id: |r| &r.code,
    newest_first: "code",
    page_size: None,
};
/// Search partner types, legacy form (pms-api #26); the web portal's registration asks it.
pub const SEARCH_TYPES: Operation<NoPath, Search, Found<FoundType>> = Operation::post(
    "partner.search_types",
    "/v1/partnermanager/partners/partnertype/search",
    "Search partner types (legacy form)",
)
.asks()
.roles(TYPE_SEARCHERS)
.v1(ReplyId::Null);
/// Roles of the legacy search for types (pms-api R8).
const TYPE_SEARCHERS: &[Role] = &[
    Partner,
    PmsUser,
    AuthPartner,
    DeviceProvider,
    FtmProvider,
    PartnerAdmin,
    CredentialPartner,
    OnlineVerificationPartner,
];

/// A new partner (pms-api #119).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct NewPartner {
    /// Becomes the id; at most 36 characters, no blanks.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub partner_id: String,
    /// Policy group by name; needed by most types.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub policy_group: Option<String>,
    /// Must equal the organisation in the certificate, character by character.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub organization_name: String,
    /// Postal address.
    #[garde(length(chars, min = 1, max = 2000), custom(rules::printable))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub address: String,
    /// Phone number. Its length is checked by a rule with MOSIP's own code.
    #[garde(length(chars, min = 1), custom(rules::printable))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub contact_number: String,
    /// E-mail address; unique among partners.
    #[garde(length(chars, min = 1, max = 254))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub email_id: String,
    /// Partner type code, any letter case.
    #[garde(length(chars, min = 1, max = 36))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub partner_type: String,
    /// Language of notifications.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub lang_code: Option<String>,
}

impl Input for NewPartner {
    fn example() -> Self {
        NewPartner {
            partner_id: "cardhouse".into(),
            policy_group: Some("Printing".into()),
            organization_name: "Cardhouse Ltd".into(),
            address: "1 Print Lane".into(),
            contact_number: "+254 20 123".into(),
            email_id: "desk@cardhouse.example".into(),
            partner_type: "Credential_Partner".into(),
            lang_code: Some("eng".into()),
        }
    }
}

/// A registered partner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Registered {
    /// The partner's id.
    pub partner_id: String,
    /// `InProgress`.
    pub status: String,
}

/// Register a partner, newer form (pms-api #119).
pub const REGISTER: Operation<NoPath, NewPartner, Registered> =
    Operation::post("partner.register", "/v1/partnermanager/partners/v3", "Register a partner")
        .v2("mosip.pms.create.partner.post");
/// Register a partner, legacy form (pms-api #1).
pub const REGISTER_LEGACY: Operation<NoPath, NewPartner, Registered> =
    Operation::post("partner.register_legacy", "/v1/partnermanager/partners", "Register a partner (legacy form)")
        .v1(ReplyId::Echo)
        .today();

/// Who is asked about (pms-api #120).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct PartnerQuestion {
    /// The e-mail address.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub email_id: String,
    /// The partner id.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub partner_id: String,
    /// The partner type.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub partner_type: String,
}
impl Input for PartnerQuestion {
    fn example() -> Self {
        PartnerQuestion {
            email_id: "desk@cardhouse.example".into(),
            partner_id: "cardhouse".into(),
            partner_type: "Credential_Partner".into(),
        }
    }
}

/// Whether such a partner exists (pms-api #120).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnerAnswer {
    /// E-mail or id is known.
    pub partner_exists: bool,
    /// Known, but as somebody else.
    pub duplicate_exists: bool,
    /// Why it counts as a duplicate.
    pub message: Option<String>,
    /// Types that need a policy group, in upper case.
    pub policy_required_partner_types: Vec<String>,
}
/// Ask whether a partner exists (pms-api #120).
pub const EXISTS: Operation<NoPath, PartnerQuestion, PartnerAnswer> =
    Operation::put("partner.exists", "/v1/partnermanager/partners/exists", "Ask whether a partner exists")
        .asks()
        .v2("mosip.pms.partner.exists.post");

/// An e-mail address to look up (pms-api #9).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct EmailQuestion {
    /// The address.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub email_id: String,
}
impl Input for EmailQuestion {
    fn example() -> Self {
        EmailQuestion { email_id: "desk@cardhouse.example".into() }
    }
}
/// Whether the address is known (pms-api #9).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmailAnswer {
    /// A partner has this address.
    pub email_exists: bool,
    /// Types that need a policy group, in upper case.
    pub policy_required_partner_types: Vec<String>,
}
/// Ask whether an e-mail address is registered (pms-api #9).
pub const VERIFY_EMAIL: Operation<NoPath, EmailQuestion, EmailAnswer> = Operation::put(
    "partner.verify_email",
    "/v1/partnermanager/partners/email/verify",
    "Ask whether an e-mail address is registered",
)
.asks()
.v1(ReplyId::Null);

/// A row of the admin's list of partners (pms-api #122).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnerRow {
    /// The partner's id.
    pub partner_id: String,
    /// Its type.
    pub partner_type: String,
    /// Its organisation.
    pub org_name: String,
    /// Its policy group's id.
    pub policy_group_id: Option<String>,
    /// Its policy group's name.
    pub policy_group_name: Option<String>,
    /// E-mail address.
    pub email_address: String,
    /// Whether a certificate is there.
    pub certificate_upload_status: Word<CertificateState>,
    /// Its state.
    pub status: Word<PartnerState>,
    /// Whether it may do things.
    pub is_active: bool,
    /// Registered when.
    pub created_date_time: OffsetTime,
}

states! {
    /// Whether a partner's certificate is there.
    pub enum CertificateState {
        /// It is; a newer one may follow.
        Uploaded = "uploaded" => Uploaded,
        /// It is not.
        NotUploaded = "not_uploaded" => Uploaded,
    }
}

/// Whether a partner may do things, as filter words.
pub const TRUTH_WORDS: &[&str] = &["true", "false"];

/// The admin's list of partners.
pub static PARTNERS: List<PartnerRow> = List {
    name: "partners",
    fields: &[
        Field::shown("partnerId", |r: &PartnerRow| r.partner_id.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("id", Kind::Text),
        Field::shown("partnerType", |r: &PartnerRow| r.partner_type.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("partnerTypeCode", Kind::Text),
        Field::shown("orgName", |r: &PartnerRow| r.org_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("name", Kind::Text),
        Field::shown("policyGroupId", |r: &PartnerRow| r.policy_group_id.as_deref().unwrap_or_default().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("policyGroupId", Kind::Text),
        Field::shown("policyGroupName", |r: &PartnerRow| r.policy_group_name.as_deref().unwrap_or("-").into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("emailAddress", |r: &PartnerRow| r.email_address.as_str().into()).filtered(Compare::Equals),
        Field::shown("certificateUploadStatus", |r: &PartnerRow| r.certificate_upload_status.word().into())
            .sorted()
            .filtered(Compare::OneOf(CertificateState::WORDS)),
        Field::shown("status", |r: &PartnerRow| r.status.word().into())
            .sorted()
            .filtered(Compare::OneOf(PartnerState::WORDS)),
        Field::shown("isActive", |r: &PartnerRow| r.is_active.to_string().into())
            .sorted()
            .filtered(Compare::OneOf(TRUTH_WORDS))
            .column("isActive", Kind::Truth("true")),
        Field::shown("createdDateTime", |r: &PartnerRow| r.created_date_time.to_string().into())
            .sorted()
            .column("crDtimes", Kind::Time),
    ],
    id: |r| &r.partner_id,
    newest_first: "createdDateTime",
    page_size: Some(8),
};

/// All partners (pms-api #122).
pub const ADMIN_LIST: Operation<NoPath, ListQuery, Page<PartnerRow>> =
    Operation::get("partner.list", "/v1/partnermanager/admin-partners/v2", "All partners")
        .roles(&[PartnerAdmin, Support])
        .v2("mosip.pms.admin.partners.v2.get")
        .list(&PARTNERS);
/// All partners, older path (pms-api #37).
pub const ADMIN_LIST_LEGACY: Operation<NoPath, ListQuery, Page<PartnerRow>> =
    Operation::get("partner.list_legacy", "/v1/partnermanager/admin-partners", "All partners (older path)")
        .roles(&[PartnerAdmin])
        .v2("mosip.pms.admin.partners.get")
        .list(&PARTNERS);

/// A search among the partners of a type (pms-api #25).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct PartnerSearch {
    /// The type; `all` for every type.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub partner_type: String,
    /// All of them must hold.
    #[garde(length(max = 50), dive)]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub filters: Vec<SearchFilter>,
    /// The first decides first.
    #[garde(length(max = 50), dive)]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub sort: Vec<SearchSort>,
    /// Ten rows from the first when absent.
    #[garde(skip)]
    #[serde(default)]
    pub pagination: Option<Pagination>,
}
impl Input for PartnerSearch {
    fn example() -> Self {
        let Search { filters, sort, pagination } = Search::example();
        PartnerSearch { partner_type: "all".into(), filters, sort, pagination }
    }
}
/// A row of the legacy search for partners (pms-api #25).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundPartner {
    /// The partner's id.
    pub id: String,
    /// Its organisation.
    pub name: String,
    /// Its type.
    pub partner_type_code: String,
    /// `InProgress` or `approved`.
    pub approval_status: String,
    /// Whether it may do things.
    pub is_active: bool,
    /// Never deleted here.
    pub is_deleted: bool,
    /// Its policy group's id.
    pub policy_group_id: Option<String>,
    /// Its current certificate.
    pub certificate_alias: Option<String>,
    /// Postal address.
    pub address: String,
    /// Phone number.
    pub contact_no: String,
    /// E-mail address.
    pub email_id: String,
    /// Its account.
    pub user_id: String,
    /// Language of notifications.
    pub lang_code: String,
    /// Registered by.
    pub cr_by: String,
    /// Registered when.
    pub cr_dtimes: OffsetTime,
    /// Changed by.
    pub upd_by: Option<String>,
    /// Changed when.
    pub upd_dtimes: Option<OffsetTime>,
    /// Never deleted here.
    pub del_dtimes: Option<OffsetTime>,
}
/// Columns of partners that are sealed, so that no search can look into them.
pub const SEALED_COLUMNS: &[&str] = &["address", "contactNo", "emailId"];
/// Search partners, legacy form (pms-api #25); partners see their own.
pub const SEARCH: Operation<NoPath, PartnerSearch, Found<FoundPartner>> =
    Operation::post("partner.search", "/v1/partnermanager/partners/search", "Search partners (legacy form)")
        .asks()
        .roles(&[
            Partner,
            PmsUser,
            AuthPartner,
            AbisPartner,
            SdkPartner,
            DeviceProvider,
            FtmProvider,
            PartnerAdmin,
            CredentialPartner,
            OnlineVerificationPartner,
        ])
        .v1(ReplyId::Null);
/// Values of columns of partners, legacy form (pms-api #27); partners see their own. Upstream lost its list of roles;
/// this is the one from before.
pub const VALUES: Operation<NoPath, Values, FilterValues> = Operation::post(
    "partner.values",
    "/v1/partnermanager/partners/filtervalues",
    "Filter values of partners (legacy form)",
)
.asks()
.roles(TYPE_SEARCHERS)
.v1(ReplyId::Null);

/// One partner with its certificate's dates (pms-api #123).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnerDetail {
    /// The partner's id.
    pub partner_id: String,
    /// Given name of the person.
    pub first_name: Option<String>,
    /// Family name of the person.
    pub last_name: Option<String>,
    /// `InProgress` or `approved`.
    pub approval_status: String,
    /// Registered when.
    pub created_date_time: OffsetTime,
    /// Its type.
    pub partner_type: String,
    /// Its organisation.
    pub organization_name: String,
    /// Phone number.
    pub contact_number: String,
    /// Postal address. Ours.
    #[serde(default)]
    pub address: String,
    /// Its policy group's name.
    pub policy_group_name: Option<String>,
    /// Its policy group's description.
    pub policy_group_description: Option<String>,
    /// E-mail address.
    pub email_id: String,
    /// Signed by MOSIP since.
    pub certificate_upload_date_time: Option<OffsetTime>,
    /// Signed by MOSIP until.
    pub certificate_expiry_date_time: Option<OffsetTime>,
    /// Whether there is a certificate.
    pub is_certificate_available: bool,
    /// Whether it may do things.
    pub is_active: bool,
}
/// One partner (pms-api #123).
pub const ADMIN_DETAIL: Operation<PartnerPath, Nothing, PartnerDetail> =
    Operation::get("partner.detail", "/v1/partnermanager/admin-partners/v2/{partner_id}", "One partner")
        .roles(&[PartnerAdmin, Support])
        .v2("mosip.pms.partner.details.v2.get")
        .blank(CommonCode::BlankId.info());
/// One partner, older path (pms-api #38).
pub const ADMIN_DETAIL_LEGACY: Operation<PartnerPath, Nothing, PartnerDetail> = Operation::get(
    "partner.detail_legacy",
    "/v1/partnermanager/admin-partners/{partner_id}",
    "One partner (older path)",
)
.roles(&[PartnerAdmin])
.v2("mosip.pms.partner.details.get")
.blank(CommonCode::BlankId.info());

/// A new state of a partner (pms-api #6).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct NewPartnerStatus {
    /// `Active` or `De-Active`.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub status: String,
}
impl NewPartnerStatus {
    /// The order to deactivate.
    pub fn deactivate() -> Self {
        NewPartnerStatus { status: PartnerOrder::word(PartnerState::Deactivated).into() }
    }
    /// What it makes of the partner.
    ///
    /// # Errors
    /// [`PartnerCode::StatusWord`] for another word.
    pub fn to(&self) -> Result<PartnerState, Failure> {
        PartnerOrder::read(&self.status).ok_or_else(|| Failure::from(PartnerCode::StatusWord).at("status"))
    }
}
impl Input for NewPartnerStatus {
    fn example() -> Self {
        NewPartnerStatus::deactivate()
    }
}
/// A sentence about what was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Done {
    /// MOSIP's literal sentence.
    pub message: String,
}
/// Deactivate a partner (pms-api #6).
pub const SET_STATUS: Operation<PartnerPath, NewPartnerStatus, Done> =
    Operation::patch("partner.set_status", "/v1/partnermanager/partners/{partner_id}", "Deactivate a partner")
        .roles(&[PartnerAdmin, PartnerManager])
        .v1(ReplyId::Echo);

/// Which own partners are asked for (pms-api #36).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct OwnQuery {
    /// `approved` or `InProgress`.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Partner type code.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_type: Option<String>,
    /// Only those with, or without, a group: `true` or `false`.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_group_available: Option<String>,
}
impl Input for OwnQuery {
    fn example() -> Self {
        OwnQuery {
            status: Some("approved".into()),
            partner_type: Some("MISP_Partner".into()),
            policy_group_available: None,
        }
    }
}
/// One own partner (pms-api #36).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnPartner {
    /// The partner's id.
    pub partner_id: String,
    /// Its type.
    pub partner_type: String,
    /// Its policy group's id.
    pub policy_group_id: Option<String>,
    /// Its policy group's name.
    pub policy_group_name: Option<String>,
    /// Its policy group's description.
    pub policy_group_description: Option<String>,
}
/// The caller's own partners (pms-api #36).
pub const OWN: Operation<NoPath, OwnQuery, Vec<OwnPartner>> =
    Operation::get("partner.own", "/v1/partnermanager/partners/v3", "Your own partners")
        .roles(PARTNERS_AND_ADMIN)
        .v2("mosip.pms.partners.v3.get");

/// Roles of every partner type that uses the desk, and the admin.
pub const PARTNERS_AND_ADMIN: &[Role] = &[
    PartnerAdmin,
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

/// One step of a partner's onboarding (beyond B8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChecklistStep {
    /// Which step.
    pub step: Step,
    /// How far it is.
    pub state: StepState,
    /// Who must act next, when it is not done.
    pub actor: Option<Actor>,
    /// Done when.
    pub done_at: Option<LocalTime>,
    /// What the client fills into the step's sentence: a policy name, a date, a reason.
    #[serde(default)]
    pub details: Vec<String>,
}
/// The steps of onboarding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// The account and the partner exist.
    Registered,
    /// A policy group was chosen.
    PolicyGroup,
    /// Terms and conditions were accepted.
    Consent,
    /// The admin has loaded a trust chain for the partner's domain.
    TrustChain,
    /// The certificate was accepted and signed.
    Certificate,
    /// A policy was requested.
    PolicyRequest,
    /// Extractors were mapped.
    Extractors,
    /// A credential type was mapped.
    CredentialType,
    /// The admin decided.
    Decision,
    /// Onboarding is complete.
    Ready,
}
/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// Finished.
    Done,
    /// The next thing to do.
    Next,
    /// Somebody else must act first.
    Waiting,
    /// Not reached yet.
    Later,
    /// Refused; the details say why.
    Refused,
}
/// Who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Actor {
    /// The partner itself.
    Partner,
    /// The partner admin.
    PartnerAdmin,
    /// The policy manager.
    PolicyManager,
}
/// A partner's onboarding at a glance (beyond B8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Checklist {
    /// The partner's id.
    pub partner_id: String,
    /// Its type.
    pub partner_type: String,
    /// Its organisation.
    pub organization_name: String,
    /// Its policy group's name.
    pub policy_group_name: Option<String>,
    /// The request that the last steps speak of.
    pub request_id: Option<String>,
    /// Every step, in order.
    pub steps: Vec<ChecklistStep>,
}
/// What a partner has done, what is next and who must act (beyond B8).
pub const CHECKLIST: Operation<PartnerPath, Nothing, Checklist> = Operation::get(
    "partner.checklist",
    "/v1/partnerdesk/partners/{partner_id}/checklist",
    "A partner's onboarding: done, next, whose turn",
)
.desk()
.owned(
    Owner::Path(RecordKind::Partner, "partner_id"),
    PartnerCode::UnknownPartner.info(),
    PartnerCode::NotYours.info(),
);

/// The operations of this area.
pub const OPERATIONS: &[&Info] = &[
    &TYPES.info,
    &SEARCH_TYPES.info,
    &REGISTER.info,
    &REGISTER_LEGACY.info,
    &EXISTS.info,
    &VERIFY_EMAIL.info,
    &ADMIN_LIST.info,
    &ADMIN_LIST_LEGACY.info,
    &SEARCH.info,
    &VALUES.info,
    &ADMIN_DETAIL.info,
    &ADMIN_DETAIL_LEGACY.info,
    &SET_STATUS.info,
    &OWN.info,
    &CHECKLIST.info,
];
