//! OIDC clients: how an authentication partner's applications sign citizens in through eSignet, for one approved policy.

use std::{borrow::Cow, collections::BTreeMap};

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    codes,
    common::CommonCode,
    error::Failure,
    list::{Compare, Field, List, ListQuery, ListRow, Page},
    operation::{Info, Input, NoPath, Nothing, Operation, Owner, RecordKind, ReplyId},
    role::Role::{AuthPartner, PartnerAdmin, Support},
    rules,
    state::Word,
    states,
    time::OffsetTime,
};

codes! {
    /// What can go wrong with OIDC clients.
    pub enum OidcCode {
        /// Key used already.
        KeyUsed: Conflict = "PMS_ESI_001", "This public key belongs to another client already. Make a key pair of its own for each client.";
        /// Request not approved.
        NotApproved: Conflict = "PMS_ESI_002", "This policy is not approved for the partner yet.";
        /// Mandatory auth type.
        MandatoryAuth: Invalid = "PMS_ESI_003", "This policy prescribes a way to authenticate. A policy for clients leaves the choice to the citizen.";
        /// Client unknown.
        Unknown: NotFound = "PMS_ESI_004", "There is no OIDC client with this id.";
        /// No claims.
        NoClaims: Invalid = "PMS_ESI_005", "This policy gives no attribute that a client could be told.";
        /// No ACR values.
        NoAcr: Invalid = "PMS_ESI_006", "This policy allows no way to authenticate that clients can use.";
        /// Key unusable.
        KeyUnusable: Invalid = "PMS_ESI_007", "The public key must be a JWK: RSA of 2048 to 8192 bits, EC on P-256, P-384 or P-521, or Ed25519.";
        /// Deactivated; final.
        Inactive: Conflict = "PMS_ESI_008", "This client is deactivated; that is final. A new one can be made with another key.";
        /// Grant type not offered.
        GrantType: Invalid = "PMS_ESI_009", "This grant type is not offered.";
        /// Auth method not offered.
        AuthMethod: Invalid = "PMS_ESI_010", "This way for a client to authenticate is not offered.";
        /// Redirect URIs twice.
        RedirectTwice: Invalid = "PMS_ESI_017", "Each redirect URI may stand once.";
        /// Policy of another type.
        PolicyType: Invalid = "PMS_PRT_057", "Clients need a policy of the type Auth.";
        /// Partner unknown.
        UnknownPartner: NotFound = "PMS_PRT_058", "There is no authentication partner with this id.";
        /// Not an authentication partner.
        NotAuthPartner: Invalid = "PMS_PRT_059", "Only authentication partners have OIDC clients.";
        /// No request for the pair.
        NoRequest: NotFound = "PMS_PRT_061", "The partner has not requested this policy.";
        /// Somebody else's partner.
        NotYoursToCreate: NotAllowed = "PMS_POLICY_ERROR_009", "You may not make a client for this partner.";
        /// Somebody else's client, to be changed.
        NotYoursToChange: NotAllowed = "PMS_POLICY_ERROR_010", "This client belongs to another partner.";
        /// Somebody else's client, to be read.
        NotYoursToRead: NotAllowed = "PMS_POLICY_ERROR_011", "This client belongs to another partner.";
        /// Form of the userinfo response.
        ResponseType: Invalid = "PMS_POLICY_ERROR_014", "The userinfo response is JWS or JWE.";
        /// Consent too short.
        ConsentTime: Invalid = "PMS_POLICY_ERROR_015", "A consent lasts 10 minutes or more.";
        /// Purpose of another type.
        PurposeType: Invalid = "PMS_POLICY_ERROR_017", "The purpose is login, link or verify.";
        /// Title without purpose.
        TitleWithoutType: Invalid = "PMS_POLICY_ERROR_018", "A title or sub-title needs the type of the purpose.";
        /// Language not offered.
        Language: Invalid = "PMS_POLICY_ERROR_019", "This language is not offered for clients.";
        /// Default text missing.
        DefaultMissing: Invalid = "PMS_POLICY_ERROR_020", "A title or sub-title needs a default text, under @none.";
        /// Id outside its pattern.
        BadId: Invalid = "PMS_POLICY_ERROR_022", "The client id has characters that ids do not have.";
        /// Status word.
        StatusWord: Invalid = "PMS_POLICY_ERROR_024", "The status must be INACTIVE; a deactivated client cannot be switched on again.";
    }
}

states! {
    /// States of an OIDC client (pms-api 4.2).
    pub enum ClientState {
        /// Works; what is written about it may change.
        Active = "ACTIVE" => Active | Inactive,
        /// Switched off; final.
        Inactive = "INACTIVE",
    }
}

/// Grant types that are offered (system configuration `grantTypes`).
pub const GRANT_TYPES: &[&str] = &["authorization_code"];
/// Ways for a client to authenticate that are offered (system configuration `clientAuthMethods`).
pub const AUTH_METHODS: &[&str] = &["private_key_jwt"];
/// Languages of clients (pms-api 6.2.10).
pub const LANGUAGES: &[&str] = &["eng", "fra", "ara"];
/// Under this a text stands that is for every language without one of its own.
pub const DEFAULT_TEXT: &str = "@none";
/// Forms of the userinfo response.
pub const RESPONSE_TYPES: &[&str] = &["JWS", "JWE"];
/// Types of purposes.
pub const PURPOSES: &[&str] = &["login", "link", "verify"];
/// Shortest time that a consent lasts, in minutes.
pub const CONSENT_LEAST: i64 = 10;
/// Most redirect URIs of a client.
pub const REDIRECTS_MOST: usize = 5;

/// Texts by language.
pub type Texts = BTreeMap<String, String>;

/// Why a citizen is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Purpose {
    /// `login`, `link` or `verify`.
    #[serde(
        default,
        rename = "type",
        deserialize_with = "crate::wire::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub kind: Option<String>,
    /// Title by language, with a default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Texts>,
    /// Sub-title by language, with a default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_title: Option<Texts>,
}
/// What eSignet shows and does for a client (pms-api 6.2.6).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AdditionalConfig {
    /// `JWS` or `JWE`.
    #[serde(default, deserialize_with = "crate::wire::optional", skip_serializing_if = "Option::is_none")]
    pub userinfo_response_type: Option<String>,
    /// Minutes that a consent lasts, 10 or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_expire_in_mins: Option<i64>,
    /// Why a citizen is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// Whether people without an account are shown how to get one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signup_banner_required: Option<bool>,
    /// Whether people are shown what to do without their password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forgot_pwd_link_required: Option<bool>,
}
impl AdditionalConfig {
    /// Checks what the schema cannot say, in upstream's order.
    ///
    /// # Errors
    /// `PMS_POLICY_ERROR_014`, `_015`, `_017` to `_020`.
    pub fn check(&self) -> Result<(), Failure> {
        let refused = |code: OidcCode| Err(Failure::from(code).at("additionalConfig"));
        if self.userinfo_response_type.as_deref().is_some_and(|kind| !RESPONSE_TYPES.contains(&kind)) {
            return refused(OidcCode::ResponseType);
        }
        if self.consent_expire_in_mins.is_some_and(|minutes| minutes < CONSENT_LEAST) {
            return refused(OidcCode::ConsentTime);
        }
        let Some(purpose) = &self.purpose else { return Ok(()) };
        let mut texts = [&purpose.title, &purpose.sub_title].into_iter().flatten();
        match purpose.kind.as_deref() {
            Some(kind) if !PURPOSES.contains(&kind) => return refused(OidcCode::PurposeType),
            None if texts.clone().next().is_some() => return refused(OidcCode::TitleWithoutType),
            _ => {}
        }
        if texts.clone().flat_map(BTreeMap::keys).any(|l| l != DEFAULT_TEXT && !is_offered(l)) {
            return refused(OidcCode::Language);
        }
        if texts.any(|texts| texts.get(DEFAULT_TEXT).is_none_or(|text| text.trim().is_empty())) {
            return refused(OidcCode::DefaultMissing);
        }
        Ok(())
    }
}
fn is_offered(language: &str) -> bool {
    LANGUAGES.contains(&language)
}

/// A new client (pms-api #58, #62, #142).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct NewClient {
    /// Its name.
    #[garde(length(chars, min = 1, max = 256), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub name: String,
    /// For which policy.
    #[garde(length(chars, min = 1, max = 36))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub policy_id: String,
    /// Its public key as a JWK object.
    #[garde(custom(rules::object))]
    #[serde(default)]
    pub public_key: Value,
    /// For which partner.
    #[garde(length(chars, min = 1, max = 100))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub auth_partner_id: String,
    /// Where its logo is.
    #[garde(length(chars, min = 1, max = 2048), custom(rules::url))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub logo_uri: String,
    /// Where citizens may be sent back to: one to five.
    #[garde(length(min = 1, max = REDIRECTS_MOST), inner(length(chars, max = 2048), custom(rules::url)))]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub redirect_uris: Vec<String>,
    /// `authorization_code`.
    #[garde(length(min = 1, max = 3))]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub grant_types: Vec<String>,
    /// `private_key_jwt`.
    #[garde(length(min = 1, max = 3))]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub client_auth_methods: Vec<String>,
    /// Its name by language.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name_lang_map: Option<Texts>,
    /// What eSignet shows and does; the newer operations only.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_config: Option<AdditionalConfig>,
}
impl Input for NewClient {
    fn example() -> Self {
        NewClient {
            name: "Lumen online".into(),
            policy_id: "0192-account-opening".into(),
            public_key: json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}),
            auth_partner_id: "lumen".into(),
            logo_uri: "https://lumen.example/logo.png".into(),
            redirect_uris: vec!["https://lumen.example/callback".into()],
            grant_types: GRANT_TYPES.iter().map(ToString::to_string).collect(),
            client_auth_methods: AUTH_METHODS.iter().map(ToString::to_string).collect(),
            client_name_lang_map: Some(Texts::from([("eng".into(), "Lumen online".into())])),
            additional_config: None,
        }
    }
}

/// A changed client (pms-api #59, #63, #144).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct ClientChange {
    /// Its name.
    #[garde(length(chars, min = 1, max = 256), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub client_name: String,
    /// `ACTIVE`, or `INACTIVE`, which is final; any letter case.
    #[garde(length(chars, min = 1), custom(rules::one_of(ClientState::WORDS)))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub status: String,
    /// Where its logo is.
    #[garde(length(chars, min = 1, max = 2048), custom(rules::url))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub logo_uri: String,
    /// Where citizens may be sent back to: one to five.
    #[garde(length(min = 1, max = REDIRECTS_MOST), inner(length(chars, max = 2048), custom(rules::url)))]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub redirect_uris: Vec<String>,
    /// `authorization_code`.
    #[garde(length(min = 1, max = 3))]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub grant_types: Vec<String>,
    /// `private_key_jwt`.
    #[garde(length(min = 1, max = 3))]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub client_auth_methods: Vec<String>,
    /// Its name by language.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name_lang_map: Option<Texts>,
    /// What eSignet shows and does; the newer operations only.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_config: Option<AdditionalConfig>,
}
impl Input for ClientChange {
    fn example() -> Self {
        let NewClient { name, logo_uri, redirect_uris, grant_types, client_auth_methods, client_name_lang_map, .. } =
            NewClient::example();
        ClientChange {
            client_name: name,
            status: ClientState::Active.word().into(),
            logo_uri,
            redirect_uris,
            grant_types,
            client_auth_methods,
            client_name_lang_map,
            additional_config: None,
        }
    }
}

/// Names by language are needed, each in a language of three letters.
fn names(names: Option<&Texts>) -> Result<(), Failure> {
    let is_language = |l: &String| l == DEFAULT_TEXT || (l.len() == 3 && l.bytes().all(|b| b.is_ascii_lowercase()));
    match names {
        Some(names) if !names.is_empty() && names.keys().all(is_language) => Ok(()),
        _ => {
            let why = "must name the client in at least one language, by its code of three letters";
            let failure = Failure::from(CommonCode::BadInput);
            Err(failure
                .saying(format!("Invalid request parameter - {why} :request.clientNameLangMap"))
                .at("clientNameLangMap"))
        }
    }
}
fn create_names(input: &NewClient) -> Result<(), Failure> {
    names(input.client_name_lang_map.as_ref())
}
fn change_names(input: &ClientChange) -> Result<(), Failure> {
    names(input.client_name_lang_map.as_ref())
}
/// Languages that are offered, for the newer operations.
///
/// # Errors
/// `PMS_POLICY_ERROR_019`.
pub fn check_languages(names: Option<&Texts>) -> Result<(), Failure> {
    let is_offered = |names: &Texts| names.keys().all(|l| is_offered(l));
    if names.is_none_or(is_offered) { Ok(()) } else { Err(Failure::from(OidcCode::Language).at("clientNameLangMap")) }
}

/// A client's id and state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SavedClient {
    /// The client's id, made of its key.
    pub client_id: String,
    /// Its state.
    pub status: Word<ClientState>,
}

const PARTNER: Owner = Owner::Input(RecordKind::Partner, "authPartnerId");
/// Make a client (pms-api #142). Whose partner it is is asked before anything is said of the key.
pub const CREATE: Operation<NoPath, NewClient, SavedClient> =
    Operation::post("oidc_client.create", "/v1/partnermanager/oidc-clients", "Make an OIDC client")
        .roles(&[AuthPartner])
        .v2("mosip.pms.create.oidc.client.post")
        .first(create_names)
        .owned(PARTNER, OidcCode::UnknownPartner.info(), OidcCode::NotYoursToCreate.info());
/// Make a client, legacy form (pms-api #58).
pub const CREATE_LEGACY: Operation<NoPath, NewClient, SavedClient> = Operation::post(
    "oidc_client.create_legacy",
    "/v1/partnermanager/oauth/client",
    "Make an OIDC client (legacy form)",
)
.v1(ReplyId::Null)
.first(create_names)
.owned(PARTNER, OidcCode::UnknownPartner.info(), OidcCode::NotYoursToCreate.info());
/// Make a client without names by language, older legacy form (pms-api #62).
pub const CREATE_OLDER: Operation<NoPath, NewClient, SavedClient> = Operation::post(
    "oidc_client.create_older",
    "/v1/partnermanager/oidc/client",
    "Make an OIDC client (older legacy form)",
)
.v1(ReplyId::Null)
.owned(PARTNER, OidcCode::UnknownPartner.info(), OidcCode::NotYoursToCreate.info());

/// A path that names a client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClientPath {
    /// The client's id.
    pub client_id: String,
}
const CLIENT: Owner = Owner::Path(RecordKind::OidcClient, "client_id");
/// Change a client (pms-api #144).
pub const UPDATE: Operation<ClientPath, ClientChange, SavedClient> =
    Operation::put("oidc_client.update", "/v1/partnermanager/oidc-clients/{client_id}", "Change an OIDC client")
        .roles(&[AuthPartner])
        .v2("mosip.pms.update.oidc.client.put")
        .ids_like("client_id", CommonCode::IdPattern.info())
        .first(change_names)
        .owned(CLIENT, OidcCode::Unknown.info(), OidcCode::NotYoursToChange.info());
/// Change a client or deactivate it, legacy form (pms-api #59): of a changed state and other changes, the state wins.
pub const UPDATE_LEGACY: Operation<ClientPath, ClientChange, SavedClient> = Operation::put(
    "oidc_client.update_legacy",
    "/v1/partnermanager/oauth/client/{client_id}",
    "Change or deactivate an OIDC client (legacy form)",
)
.v1(ReplyId::Null)
.today()
.ids_like("client_id", CommonCode::IdPattern.info())
.first(change_names)
.owned(CLIENT, OidcCode::Unknown.info(), OidcCode::NotYoursToChange.info());
/// The same without names by language, older legacy form (pms-api #63).
pub const UPDATE_OLDER: Operation<ClientPath, ClientChange, SavedClient> = Operation::put(
    "oidc_client.update_older",
    "/v1/partnermanager/oidc/client/{client_id}",
    "Change or deactivate an OIDC client (older legacy form)",
)
.v1(ReplyId::Null)
.ids_like("client_id", CommonCode::IdPattern.info())
.owned(CLIENT, OidcCode::Unknown.info(), OidcCode::NotYoursToChange.info());

/// A client's new state (pms-api #145).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct ClientStatus {
    /// `INACTIVE`.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub status: String,
}
impl ClientStatus {
    /// The order to deactivate.
    pub fn deactivate() -> Self {
        ClientStatus { status: ClientState::Inactive.word().into() }
    }
}
impl Input for ClientStatus {
    fn example() -> Self {
        ClientStatus::deactivate()
    }
}
/// The word is said before anything is said of the client (pms-api #145).
fn is_inactive(input: &ClientStatus) -> Result<(), Failure> {
    let is_it = input.status == ClientState::Inactive.word();
    if is_it { Ok(()) } else { Err(Failure::from(OidcCode::StatusWord).at("status")) }
}
/// Deactivate a client; final (pms-api #145).
pub const DEACTIVATE: Operation<ClientPath, ClientStatus, SavedClient> = Operation::patch(
    "oidc_client.deactivate",
    "/v1/partnermanager/oidc-clients/{client_id}",
    "Deactivate an OIDC client",
)
.roles(&[PartnerAdmin, AuthPartner])
.v2("mosip.pms.deactivate.oidc.client.patch")
.ids_like("client_id", OidcCode::BadId.info())
.first(is_inactive)
.owned(CLIENT, OidcCode::Unknown.info(), OidcCode::NotYoursToChange.info());

/// A client with everything that is known of it (pms-api #60, #64, #143).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientDetail {
    /// Its id.
    pub id: String,
    /// Its name; where it has names by language, those and the default as JSON text.
    pub name: String,
    /// The policy's id.
    pub policy_id: String,
    /// The policy's name.
    pub policy_name: String,
    /// The policy's description. Older servers do not say.
    #[serde(default)]
    pub policy_description: Option<String>,
    /// The policy group's name.
    #[serde(default)]
    pub policy_group_name: Option<String>,
    /// The policy group's description.
    #[serde(default)]
    pub policy_group_description: Option<String>,
    /// The partner's id.
    pub relying_party_id: String,
    /// Where its logo is.
    pub logo_uri: String,
    /// Where citizens may be sent back to.
    pub redirect_uris: Vec<String>,
    /// Its public key as JSON text.
    pub public_key: String,
    /// What it may be told of a citizen.
    pub claims: Vec<String>,
    /// How a citizen may authenticate.
    pub acr_values: Vec<String>,
    /// Its state.
    pub status: Word<ClientState>,
    /// Grant types.
    pub grant_types: Vec<String>,
    /// How it authenticates.
    pub client_auth_methods: Vec<String>,
    /// Its name by language.
    #[serde(default)]
    pub client_name_lang_map: Option<Texts>,
    /// What eSignet shows and does.
    #[serde(default)]
    pub additional_config: Option<AdditionalConfig>,
    /// Made when.
    #[serde(default)]
    pub created_date_time: Option<OffsetTime>,
}
/// One client (pms-api #143).
pub const DETAIL: Operation<ClientPath, Nothing, ClientDetail> =
    Operation::get("oidc_client.detail", "/v1/partnermanager/oidc-clients/{client_id}", "One OIDC client")
        .roles(&[PartnerAdmin, AuthPartner, Support])
        .v2("mosip.pms.oidc.client.details.get")
        .ids_like("client_id", OidcCode::BadId.info())
        .owned(CLIENT, OidcCode::Unknown.info(), OidcCode::NotYoursToRead.info());
/// One client, legacy form (pms-api #60).
pub const DETAIL_LEGACY: Operation<ClientPath, Nothing, ClientDetail> = Operation::get(
    "oidc_client.detail_legacy",
    "/v1/partnermanager/oauth/client/{client_id}",
    "One OIDC client (legacy form)",
)
.v1(ReplyId::Null)
.also_at(&["/v1/partnermanager/oidc/client/{client_id}"])
.owned(CLIENT, OidcCode::Unknown.info(), OidcCode::NotYoursToRead.info());

/// A row of the list of clients (pms-api #61).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientRow {
    /// The client's id.
    pub client_id: String,
    /// Its name; where it has names by language, those and the default as JSON text.
    pub client_name: String,
    /// The partner's id.
    pub partner_id: String,
    /// The organisation.
    pub org_name: String,
    /// The policy group's id.
    pub policy_group_id: String,
    /// The policy group's name.
    pub policy_group_name: String,
    /// The policy group's description.
    pub policy_group_description: String,
    /// The policy's name.
    pub policy_name: String,
    /// The policy's description.
    pub policy_description: String,
    /// Its state.
    pub status: Word<ClientState>,
    /// Made when.
    pub created_date_time: OffsetTime,
    /// Changed when.
    pub updated_date_time: Option<OffsetTime>,
}
/// A client's name for people: the default of names by language, else the text itself.
pub fn plain_name(name: &str) -> Cow<'_, str> {
    let names = if name.starts_with('{') { serde_json::from_str::<Texts>(name).ok() } else { None };
    let plain = names.and_then(|mut names| {
        let key = [DEFAULT_TEXT].iter().chain(LANGUAGES).find(|key| names.contains_key(**key))?;
        names.remove(*key)
    });
    plain.map_or(Cow::Borrowed(name), Cow::Owned)
}
/// The list of clients.
pub static CLIENTS: List<ClientRow> = List {
    name: "oidc-clients",
    fields: &[
        Field::shown("partnerId", |r: &ClientRow| r.partner_id.as_str().into()).sorted().filtered(Compare::Contains),
        Field::shown("orgName", |r: &ClientRow| r.org_name.as_str().into()).sorted().filtered(Compare::Contains),
        Field::shown("policyGroupName", |r: &ClientRow| r.policy_group_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("policyName", |r: &ClientRow| r.policy_name.as_str().into()).sorted().filtered(Compare::Contains),
        Field::shown("clientId", |r: &ClientRow| r.client_id.as_str().into()).sorted(),
        Field::shown("clientName", |r: &ClientRow| plain_name(&r.client_name)).sorted().filtered(Compare::Contains),
        Field::shown("createdDateTime", |r: &ClientRow| r.created_date_time.to_string().into()).sorted(),
        Field::shown("status", |r: &ClientRow| r.status.word().into())
            .sorted()
            .filtered(Compare::OneOf(ClientState::WORDS)),
    ],
    id: |r| &r.client_id,
    newest_first: "createdDateTime",
    page_size: None,
};
impl ListRow for ClientRow {
    const LIST: &'static List<ClientRow> = &CLIENTS;
}
/// Clients; partners see their own (pms-api #141).
pub const LIST: Operation<NoPath, ListQuery, Page<ClientRow>> =
    Operation::get("oidc_client.list", "/v1/partnermanager/oidc-clients", "OIDC clients")
        .roles(&[PartnerAdmin, AuthPartner, Support])
        .v2("mosip.pms.oidc.clients.get")
        .paged();
/// Clients, legacy form (pms-api #61).
pub const LIST_LEGACY: Operation<NoPath, ListQuery, Page<ClientRow>> =
    Operation::get("oidc_client.list_legacy", "/v1/partnermanager/oauth/client", "OIDC clients (legacy form)")
        .roles(&[PartnerAdmin, AuthPartner, Support])
        .v2("mosip.pms.oauth.partners.clients.get")
        .paged();

/// The operations of this area.
pub const OPERATIONS: &[&Info] = &[
    &CREATE.info,
    &CREATE_LEGACY.info,
    &CREATE_OLDER.info,
    &UPDATE.info,
    &UPDATE_LEGACY.info,
    &UPDATE_OLDER.info,
    &DEACTIVATE.info,
    &DETAIL.info,
    &DETAIL_LEGACY.info,
    &LIST.info,
    &LIST_LEGACY.info,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn code(config: Value) -> String {
        let config: AdditionalConfig = serde_json::from_value(config).unwrap();
        config.check().map_or_else(|f| f.code.into_owned(), |()| "ok".into())
    }

    #[test]
    fn additional_information_is_checked_in_upstreams_order() {
        assert_eq!(code(json!({})), "ok");
        assert_eq!(code(json!({"userinfo_response_type": "JWT", "consent_expire_in_mins": 1})), "PMS_POLICY_ERROR_014");
        assert_eq!(code(json!({"consent_expire_in_mins": 9})), "PMS_POLICY_ERROR_015");
        assert_eq!(code(json!({"purpose": {"type": "sell"}})), "PMS_POLICY_ERROR_017");
        assert_eq!(code(json!({"purpose": {"title": {"@none": "x"}}})), "PMS_POLICY_ERROR_018");
        assert_eq!(code(json!({"purpose": {"type": "link", "title": {"deu": "x"}}})), "PMS_POLICY_ERROR_019");
        assert_eq!(code(json!({"purpose": {"type": "link", "subTitle": {"eng": "x"}}})), "PMS_POLICY_ERROR_020");
        let full = json!({
            "userinfo_response_type": "JWE", "consent_expire_in_mins": 10, "signup_banner_required": true,
            "forgot_pwd_link_required": false, "purpose": {"type": "login", "title": {"@none": "a", "fra": "b"}},
        });
        assert_eq!(code(full), "ok");
    }

    #[test]
    fn a_name_for_people_is_found_in_either_form() {
        assert_eq!(plain_name("Lumen"), "Lumen");
        assert_eq!(plain_name(r#"{"@none":"Lumen","fra":"Lumière"}"#), "Lumen");
        assert_eq!(plain_name(r#"{"fra":"Lumière"}"#), "Lumière");
        assert_eq!(plain_name("{braces} in a name"), "{braces} in a name");
    }
}
