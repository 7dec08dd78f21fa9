//! OIDC clients: made by authentication partners for an approved policy, changed, deactivated for good. They are kept
//! here; registering them at eSignet is an outgoing call of the deployment.

use partnerdesk_api::{
    common::CommonCode,
    error::Failure,
    list::{ListQuery, Page},
    oidc_client::{
        AUTH_METHODS, AdditionalConfig, CLIENTS, ClientChange, ClientDetail, ClientPath, ClientRow, ClientState,
        ClientStatus, GRANT_TYPES, NewClient, OidcCode, SavedClient, Texts, check_languages,
    },
    operation::{NoPath, Nothing},
    partner::PartnerCode,
    policy_request::{RequestCode, RequestState},
};
use partnerdesk_trust::jwk;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{account::tidy, claims, policy_request, told};
use crate::{
    desk::Context,
    store::{self, Read as _, oidc_client::Client, partner::Partner, policy::Policy, policy_group::Group},
};

/// Which form of the operation asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `/oidc-clients`: names by language in offered languages, additional information.
    Newer,
    /// `/oauth/client`: names by language.
    Legacy,
    /// `/oidc/client`: one name.
    Older,
}

/// Makes a client (pms-api #142).
pub async fn create(context: &mut Context, _: NoPath, input: NewClient) -> Result<SavedClient, Failure> {
    make(context, input, Form::Newer).await
}
/// Makes a client (pms-api #58).
pub async fn create_legacy(context: &mut Context, _: NoPath, input: NewClient) -> Result<SavedClient, Failure> {
    make(context, input, Form::Legacy).await
}
/// Makes a client (pms-api #62).
pub async fn create_older(context: &mut Context, _: NoPath, input: NewClient) -> Result<SavedClient, Failure> {
    make(context, input, Form::Older).await
}

async fn make(context: &mut Context, input: NewClient, form: Form) -> Result<SavedClient, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let unusable = |problem: jwk::JwkProblem| {
        Failure::from(OidcCode::KeyUnusable)
            .saying(format!("This public key cannot be used: {problem}."))
            .at("publicKey")
    };
    let key = jwk::read(&input.public_key).map_err(unusable)?;
    let used = || Failure::from(OidcCode::KeyUsed).at("publicKey");
    let tx = context.tx().await?;
    tx.hold::<Partner>(&input.auth_partner_id).await?;
    if tx.find::<Client>(&key.client_id).await?.is_some() {
        return Err(used());
    }
    let partner = tx.find::<Partner>(&input.auth_partner_id).await?.ok_or(OidcCode::UnknownPartner)?;
    if partner.partner_type != super::api_key::AUTH {
        return Err(Failure::from(OidcCode::NotAuthPartner).at("authPartnerId"));
    }
    if !partner.state.is_active() {
        return Err(PartnerCode::Inactive.into());
    }
    let policy = tx.find::<Policy>(&input.policy_id).await?.ok_or(RequestCode::UnknownPolicy);
    let policy = policy.map_err(|code| Failure::from(code).at("policyId"))?;
    let (claims, acr_values) = derived(context, &partner, &policy).await.map_err(|failure| failure.at("policyId"))?;
    check_offered(&input.grant_types, &input.client_auth_methods, &input.redirect_uris)?;
    let names = kept_names(form, input.client_name_lang_map)?;
    let additional_config = kept_config(form, input.additional_config)?;
    let group = context.tx().await?.find::<Group>(&policy.group_id).await?.ok_or(RequestCode::GroupMissing)?;
    let client = Client {
        id: key.client_id,
        partner_id: partner.id.clone(),
        account: partner.account.clone(),
        organization: partner.organization.clone(),
        group_id: group.id,
        group_name: group.name,
        group_description: group.description,
        policy_id: policy.id.clone(),
        policy_name: policy.name.clone(),
        policy_description: policy.description.clone(),
        name: tidy(&input.name),
        names,
        logo_uri: input.logo_uri,
        redirect_uris: text(&input.redirect_uris)?,
        claims: text(&claims)?,
        acr_values: text(&acr_values)?,
        public_key: input.public_key.to_string(),
        grant_types: text(&input.grant_types)?,
        auth_methods: text(&input.client_auth_methods)?,
        additional_config,
        state: ClientState::Active,
        created_at: now,
        created_by: by,
        updated_at: None,
        updated_by: None,
    };
    context.tx().await?.add(&client, &[("oidc_client", used())]).await?;
    context.about(client.id.clone());
    let desk = context.desk.clone();
    let body = json!({
        "partnerData": told::partner(&desk, &partner).await?,
        "policyData": told::policy(&policy)?,
        "clientData": data(&client)?,
    });
    context.event("OIDC_CLIENT_CREATED", &body).await?;
    Ok(SavedClient { client_id: client.id, status: client.state.into() })
}

/// Claims and ACR values of a policy that is approved for a partner.
async fn derived(
    context: &mut Context,
    partner: &Partner,
    policy: &Policy,
) -> Result<(Vec<String>, Vec<String>), Failure> {
    if policy.policy_type != "Auth" {
        return Err(OidcCode::PolicyType.into());
    }
    let tx = context.tx().await?;
    if store::policy_request::open_of_pair(tx, &partner.id, &policy.id).await? != Some(RequestState::Approved) {
        let requests = policy_request::of_partner(context, &partner.id).await?;
        let asked = requests.iter().any(|request| request.policy_id == policy.id);
        return Err(if asked { OidcCode::NotApproved } else { OidcCode::NoRequest }.into());
    }
    let body = super::policy::body(policy)?;
    let claims = claims::claims(&body);
    if claims.is_empty() {
        return Err(OidcCode::NoClaims.into());
    }
    if claims::has_mandatory(&body) {
        return Err(OidcCode::MandatoryAuth.into());
    }
    let acr_values = claims::acr_values(&body);
    if acr_values.is_empty() { Err(OidcCode::NoAcr.into()) } else { Ok((claims, acr_values)) }
}

/// What eSignet would refuse.
fn check_offered(grant_types: &[String], methods: &[String], redirects: &[String]) -> Result<(), Failure> {
    if grant_types.iter().any(|kind| !GRANT_TYPES.contains(&kind.as_str())) {
        return Err(Failure::from(OidcCode::GrantType).at("grantTypes"));
    }
    if methods.iter().any(|method| !AUTH_METHODS.contains(&method.as_str())) {
        return Err(Failure::from(OidcCode::AuthMethod).at("clientAuthMethods"));
    }
    let twice = |(i, uri): (usize, &String)| redirects[..i].contains(uri);
    if redirects.iter().enumerate().any(twice) {
        return Err(Failure::from(OidcCode::RedirectTwice).at("redirectUris"));
    }
    Ok(())
}

fn kept_names(form: Form, names: Option<Texts>) -> Result<Option<String>, Failure> {
    if form == Form::Newer {
        check_languages(names.as_ref())?;
    }
    names.filter(|_| form != Form::Older).map(|names| text(&names)).transpose()
}

fn kept_config(form: Form, config: Option<AdditionalConfig>) -> Result<Option<String>, Failure> {
    let Some(config) = config.filter(|_| form == Form::Newer) else { return Ok(None) };
    config.check()?;
    text(&config).map(Some)
}

fn text(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|_| CommonCode::Internal.into())
}
fn value<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    let damaged = |e: serde_json::Error| Failure::from(store::Error::Damaged(e.to_string()));
    serde_json::from_str(text).map_err(damaged)
}

/// What other systems are told about a client (pms-api 5.3).
fn data(client: &Client) -> Result<Value, Failure> {
    Ok(json!({
        "clientId": client.id,
        "clientName": client.wire_name(),
        "clientStatus": client.state.word(),
        "userClaims": value::<Value>(&client.claims)?,
        "authContextRefs": value::<Value>(&client.acr_values)?,
        "clientAuthMethods": value::<Value>(&client.auth_methods)?,
    }))
}

/// Changes a client (pms-api #144): everything that is sent is written.
pub async fn update(context: &mut Context, path: ClientPath, input: ClientChange) -> Result<SavedClient, Failure> {
    let mut client = open(context, &path.client_id).await?;
    may_act(context, &client, false).await?;
    let ends = ends(&input);
    write(context, &mut client, input, Form::Newer).await?;
    if ends {
        switch_off(context, &mut client).await?;
    }
    tell(context, client).await
}

/// Changes a client, legacy form (pms-api #59).
pub async fn update_legacy(
    context: &mut Context,
    path: ClientPath,
    input: ClientChange,
) -> Result<SavedClient, Failure> {
    change(context, path, input, Form::Legacy).await
}
/// Changes a client, older legacy form (pms-api #63).
pub async fn update_older(
    context: &mut Context,
    path: ClientPath,
    input: ClientChange,
) -> Result<SavedClient, Failure> {
    change(context, path, input, Form::Older).await
}

/// The older forms change the state or the rest, never both.
async fn change(
    context: &mut Context,
    path: ClientPath,
    input: ClientChange,
    form: Form,
) -> Result<SavedClient, Failure> {
    let mut client = open(context, &path.client_id).await?;
    let ends = ends(&input);
    may_act(context, &client, ends).await?;
    if ends {
        switch_off(context, &mut client).await?;
    } else {
        write(context, &mut client, input, form).await?;
    }
    tell(context, client).await
}

fn ends(input: &ClientChange) -> bool {
    input.status.eq_ignore_ascii_case(ClientState::Inactive.word())
}

/// Deactivates a client (pms-api #145); final.
pub async fn deactivate(context: &mut Context, path: ClientPath, _: ClientStatus) -> Result<SavedClient, Failure> {
    let mut client = open(context, &path.client_id).await?;
    may_act(context, &client, true).await?;
    switch_off(context, &mut client).await?;
    tell(context, client).await
}

/// A client that may still change.
async fn open(context: &mut Context, id: &str) -> Result<Client, Failure> {
    let client = context.tx().await?.find::<Client>(id).await?.ok_or(OidcCode::Unknown)?;
    if client.state.is_final() { Err(OidcCode::Inactive.into()) } else { Ok(client) }
}

/// A partner that is not active changes nothing; an admin may still switch its clients off.
async fn may_act(context: &mut Context, client: &Client, ends: bool) -> Result<(), Failure> {
    let is_admin = context.caller.sees_all(false);
    let partner = context.tx().await?.find::<Partner>(&client.partner_id).await?.ok_or(OidcCode::UnknownPartner)?;
    if partner.state.is_active() || (is_admin && ends) { Ok(()) } else { Err(PartnerCode::Inactive.into()) }
}

async fn write(context: &mut Context, client: &mut Client, input: ClientChange, form: Form) -> Result<(), Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    check_offered(&input.grant_types, &input.client_auth_methods, &input.redirect_uris)?;
    let names = kept_names(form, input.client_name_lang_map)?;
    if form != Form::Older {
        client.names = names;
    }
    if form == Form::Newer {
        client.additional_config = kept_config(form, input.additional_config)?;
    }
    client.name = tidy(&input.client_name);
    client.logo_uri = input.logo_uri;
    client.redirect_uris = text(&input.redirect_uris)?;
    client.grant_types = text(&input.grant_types)?;
    client.auth_methods = text(&input.client_auth_methods)?;
    match store::oidc_client::update(context.tx().await?, client, &by, now).await? {
        true => Ok(()),
        false => Err(OidcCode::Inactive.into()),
    }
}

async fn switch_off(context: &mut Context, client: &mut Client) -> Result<(), Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let step = client.state.becomes(ClientState::Inactive).ok_or(OidcCode::Inactive)?;
    if !store::oidc_client::change_state(context.tx().await?, &client.id, step, &by, now).await? {
        return Err(OidcCode::Inactive.into());
    }
    client.state = step.to();
    Ok(())
}

async fn tell(context: &mut Context, client: Client) -> Result<SavedClient, Failure> {
    context.event("OIDC_CLIENT_UPDATED", &json!({"clientData": data(&client)?})).await?;
    Ok(SavedClient { client_id: client.id, status: client.state.into() })
}

/// One client (pms-api #143, #60, #64).
pub async fn detail(context: &mut Context, path: ClientPath, _: Nothing) -> Result<ClientDetail, Failure> {
    let client = context.db().find::<Client>(&path.client_id).await?.ok_or(OidcCode::Unknown)?;
    Ok(ClientDetail {
        name: client.wire_name(),
        policy_id: client.policy_id,
        policy_name: client.policy_name,
        policy_description: Some(client.policy_description),
        policy_group_name: Some(client.group_name),
        policy_group_description: Some(client.group_description),
        relying_party_id: client.partner_id,
        logo_uri: client.logo_uri,
        redirect_uris: value(&client.redirect_uris)?,
        public_key: client.public_key,
        claims: value(&client.claims)?,
        acr_values: value(&client.acr_values)?,
        status: client.state.into(),
        grant_types: value(&client.grant_types)?,
        client_auth_methods: value(&client.auth_methods)?,
        client_name_lang_map: client.names.as_deref().map(value).transpose()?,
        additional_config: client.additional_config.as_deref().map(value).transpose()?,
        created_date_time: Some(client.created_at.into()),
        id: client.id,
    })
}

/// Clients: all for admins and support, own ones for partners (pms-api #141, #61).
pub async fn list(context: &mut Context, _: NoPath, query: ListQuery) -> Result<Page<ClientRow>, Failure> {
    super::api_key::may_list(context).await?;
    super::page(context, &CLIENTS, &query, &store::oidc_client::TABLE, store::oidc_client::row).await
}
