//! What approved partners of the sample use: API keys, OIDC clients, and the licence keys of the MISP, in every state.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use partnerdesk_api::{
    api_key::{self, KeyChange, NamedKeyPath, NewKey},
    list::ListQuery,
    misp_licence::{self, NewLicence},
    oidc_client::{
        self, AUTH_METHODS, AdditionalConfig, ClientPath, ClientStatus, GRANT_TYPES, NewClient, Purpose, Texts,
    },
    operation::NoPath,
    partner::PartnerPath,
    policy_request,
};
use serde_json::json;

use super::{
    fill::unless_done,
    people::{MISP, ONLINE_BANK, ONLINE_BANKING, Person},
};
use crate::{
    cli::error::{CliError, Exit},
    client::Client,
};

/// Public keys on Ed25519 from RFC 8037 and RFC 8032; whose private halves everybody can read there.
const KEYS: [&str; 2] = ["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"];

/// Makes what a partner of the sample uses, if it is one of those that use something.
pub(super) async fn use_services(person: &Person, client: &Client, admin: &Client) -> Result<(), CliError> {
    match person.user_name {
        ONLINE_BANK => {
            api_keys(person, client, admin).await?;
            oidc_clients(person, client).await
        }
        MISP => licences(person, admin).await,
        _ => Ok(()),
    }
}

fn in_days(days: i64) -> Timestamp {
    let now = Timestamp::now();
    now.to_zoned(TimeZone::UTC).checked_add(days.days()).map_or(now, |then| then.timestamp())
}

async fn policy_id(person: &Person, client: &Client) -> Result<String, CliError> {
    let query = ListQuery::default().with("policyName", ONLINE_BANKING).with("status", "approved").page(0, 50);
    let found = client.call(&policy_request::LIST, &NoPath {}, &query).await?.data;
    let row = found.into_iter().find(|row| row.partner_id == person.user_name);
    row.map(|row| row.policy_id)
        .ok_or_else(|| CliError::new(Exit::Server, format!("The policy {ONLINE_BANKING} is not approved.")))
}

/// One that lives on, one that ends soon, one that is deactivated.
async fn api_keys(person: &Person, client: &Client, admin: &Client) -> Result<(), CliError> {
    let policy_id = policy_id(person, client).await?;
    let soon = KeyChange { status: None, expiry_date_time: Some(in_days(20).to_string()) };
    let changes = [("branch terminals", None), ("call centre", Some(soon)), ("pilot", Some(KeyChange::deactivate()))];
    for (label, change) in changes {
        let path = PartnerPath { partner_id: person.user_name.into() };
        let input = NewKey { policy_name: ONLINE_BANKING.into(), label: label.into() };
        unless_done(client.call(&api_key::GENERATE, &path, &input).await)?;
        if let Some(change) = change {
            let (partner_id, policy_id) = (person.user_name.into(), policy_id.clone());
            let path = NamedKeyPath { partner_id, policy_id, api_key_name: label.into() };
            unless_done(admin.call(&api_key::CHANGE, &path, &change).await)?;
        }
    }
    Ok(())
}

/// One that works, with everything that can be said of it, and one that is deactivated.
async fn oidc_clients(person: &Person, client: &Client) -> Result<(), CliError> {
    let policy_id = policy_id(person, client).await?;
    for (name, french, key, ends) in
        [("Harbour online", Some("Harbour en ligne"), KEYS[0], false), ("Harbour pilot", None, KEYS[1], true)]
    {
        let mut names = Texts::from([("eng".to_string(), name.to_string())]);
        names.extend(french.map(|french| ("fra".to_string(), french.to_string())));
        let purpose = Purpose {
            kind: Some("login".into()),
            title: Some(Texts::from([("@none".into(), "Sign in to your bank".into())])),
            sub_title: None,
        };
        let input = NewClient {
            name: name.into(),
            policy_id: policy_id.clone(),
            public_key: json!({"kty": "OKP", "crv": "Ed25519", "x": key}),
            auth_partner_id: person.user_name.into(),
            logo_uri: "https://harbour.example/logo.png".into(),
            redirect_uris: vec!["https://harbour.example/signed-in".into(), "https://app.harbour.example/back".into()],
            grant_types: GRANT_TYPES.iter().map(ToString::to_string).collect(),
            client_auth_methods: AUTH_METHODS.iter().map(ToString::to_string).collect(),
            client_name_lang_map: Some(names),
            additional_config: Some(AdditionalConfig {
                userinfo_response_type: Some("JWS".into()),
                consent_expire_in_mins: Some(30),
                purpose: Some(purpose),
                signup_banner_required: Some(true),
                forgot_pwd_link_required: Some(true),
            }),
        };
        let made = unless_done(client.call(&oidc_client::CREATE, &NoPath {}, &input).await)?;
        if let Some(made) = made.filter(|_| ends) {
            let path = ClientPath { client_id: made.client_id };
            unless_done(client.call(&oidc_client::DEACTIVATE, &path, &ClientStatus::deactivate()).await)?;
        }
    }
    Ok(())
}

/// Two keys, of which the newer one works.
async fn licences(person: &Person, admin: &Client) -> Result<(), CliError> {
    for (name, days) in [("first gateway", 25), ("main gateway", 365)] {
        let end = partnerdesk_api::time::date(in_days(days));
        let input = NewLicence {
            partner_id: person.user_name.into(),
            policy_id: None,
            license_key_name: name.into(),
            expiry_date: Some(end.to_string()),
        };
        unless_done(admin.call(&misp_licence::ISSUE, &NoPath {}, &input).await)?;
    }
    Ok(())
}
