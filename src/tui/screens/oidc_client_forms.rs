//! Forms of OIDC clients: a new one, and a changed one. One redirect URI a line; texts in each language that is offered.

use partnerdesk_api::{
    oidc_client::{
        AUTH_METHODS, CONSENT_LEAST, CREATE, ClientDetail, ClientPath, ClientState, DEFAULT_TEXT, DETAIL, GRANT_TYPES,
        LANGUAGES, PURPOSES, RESPONSE_TYPES, Texts, UPDATE, plain_name,
    },
    operation::Nothing,
};
use partnerdesk_trust::jwk;
use serde_json::{Map, Value, json};

use super::api_key_forms::{approved, partner_choices, partners, policies};
use crate::tui::{
    context::Context,
    layer::{Layer, Request, Toast, Wish, answer},
    theme::Tone,
    widgets::{
        form::{Field, FileRead, FormSpec, FormView},
        success,
    },
};

/// A new client.
pub fn create(cx: &Context) -> Box<dyn Layer> {
    FormView::boxed(&NEW, &["screen-oidc-clients"], cx)
}

/// A client as it is, to be changed.
pub fn edit(id: &str, cx: &Context) -> Box<dyn Layer> {
    FormView::about(&EDIT, &["screen-oidc-clients"], json!({"clientId": id}), cx)
}

const LOGO: Field = Field::text("logoUri");
const REDIRECTS: Field = Field::lines("redirectUris", 5);
const GRANT: Field = Field::words("grantTypes", GRANT_TYPES);
const NAME_FRA: Field = Field::text("nameFra");
const NAME_ARA: Field = Field::text("nameAra");
const RESPONSE: Field = Field::words("userinfoResponse", RESPONSE_TYPES);
const CONSENT: Field = Field::text("consentMinutes");
const SIGNUP: Field = Field::toggle("signupBanner");
const FORGOT: Field = Field::toggle("forgotPassword");
const PURPOSE: Field = Field::words("purpose", PURPOSES);
const TITLE: Field = Field::text("title").when(has_purpose);
const SUB_TITLE: Field = Field::text("subTitle").when(has_purpose);

fn has_purpose(values: &Value) -> bool {
    values["purpose"].as_str().is_some_and(|p| !p.is_empty())
}

static NEW: FormSpec = FormSpec::new(
    "client-new",
    "screen-new-oidc-client",
    &CREATE,
    &[
        Field::choice("authPartnerId", |_, _| partners("Auth_Partner"), partner_choices),
        Field::choice("policyId", |v, _| approved_for(v), |reply| policies(reply, |row| row.policy_id.clone())),
        Field::text("name"),
        NAME_FRA,
        NAME_ARA,
        Field::file("publicKey", read_key),
        LOGO,
        REDIRECTS,
        GRANT,
        RESPONSE,
        CONSENT,
        SIGNUP,
        FORGOT,
        PURPOSE,
        TITLE,
        SUB_TITLE,
    ],
    |reply, sent, cx| {
        let name = text(sent, "name").to_string();
        let id = text(reply, "clientId").to_string();
        let next = cx.with("oidc-client-made-next", &[("name", name.into()), ("id", id.into())]);
        vec![Wish::Replace(success::layer("oidc-client-made", next, success::USUAL))]
    },
)
.given(|_| defaults())
.shape(|values| {
    let mut input = shaped(values, text(values, "name"));
    for name in ["name", "policyId", "publicKey", "authPartnerId"] {
        input[name] = values[name].clone();
    }
    input
})
.submit("oidc-client-make")
.intro("oidc-client-intro");

static EDIT: FormSpec = FormSpec::new(
    "client-edit",
    "screen-edit-oidc-client",
    &UPDATE,
    &[
        Field::derived("client", |v, _| text(v, "clientId").into()),
        Field::derived("partner", |v, _| text(v, "partner").into()),
        Field::derived("policy", |v, _| text(v, "policy").into()),
        Field::text("clientName"),
        NAME_FRA,
        NAME_ARA,
        LOGO,
        REDIRECTS,
        GRANT,
        RESPONSE,
        CONSENT,
        SIGNUP,
        FORGOT,
        PURPOSE,
        TITLE,
        SUB_TITLE,
    ],
    |_, sent, cx| {
        let name = text(sent, "clientName").to_string();
        vec![Wish::Toast(Toast::info(cx.with("oidc-client-changed", &[("name", name.into())]))), Wish::Back]
    },
)
.load(
    |known| Request::of(&DETAIL, ClientPath { client_id: text(known, "clientId").into() }, Nothing {}),
    |reply| answer(&DETAIL, reply).map(members),
)
.at("client_id", "clientId")
.shape(|values| {
    let mut input = shaped(values, text(values, "clientName"));
    input["clientName"] = values["clientName"].clone();
    input["status"] = json!(ClientState::Active.word());
    input
})
.submit("oidc-client-change");

fn text<'a>(values: &'a Value, name: &str) -> &'a str {
    values[name].as_str().unwrap_or_default()
}

/// What MOSIP's portal begins with.
fn defaults() -> Value {
    json!({
        "grantTypes": GRANT_TYPES[0], "userinfoResponse": RESPONSE_TYPES[0], "consentMinutes": CONSENT_LEAST.to_string(),
        "signupBanner": true, "forgotPassword": true,
    })
}

fn approved_for(values: &Value) -> Option<Request> {
    approved(&json!({"partnerId": values["authPartnerId"]}))
}

/// The members that the form does not ask for as they travel: lists, texts by language, additional information.
fn shaped(values: &Value, name: &str) -> Value {
    let redirects = text(values, "redirectUris").lines().map(str::trim).filter(|line| !line.is_empty());
    let mut names = Texts::from([(LANGUAGES[0].to_string(), name.to_string())]);
    for (language, member) in LANGUAGES.iter().skip(1).zip(["nameFra", "nameAra"]) {
        let text = text(values, member).trim();
        if !text.is_empty() {
            names.insert((*language).to_string(), text.to_string());
        }
    }
    json!({
        "logoUri": values["logoUri"],
        "redirectUris": redirects.collect::<Vec<_>>(),
        "grantTypes": [values["grantTypes"]],
        "clientAuthMethods": AUTH_METHODS,
        "clientNameLangMap": names,
        "additionalConfig": additional(values),
    })
}

fn additional(values: &Value) -> Value {
    let some = |name: &str| Some(text(values, name).trim()).filter(|text| !text.is_empty());
    let titled = |name: &str| some(name).map(|text| json!({DEFAULT_TEXT: text}));
    let mut config = Map::new();
    config.extend(some("userinfoResponse").map(|kind| ("userinfo_response_type".to_string(), json!(kind))));
    // What is no number travels as it is, so that the refusal names it.
    let minutes = |text: &str| text.parse::<i64>().map_or_else(|_| json!(text), |minutes| json!(minutes));
    config.extend(some("consentMinutes").map(|text| ("consent_expire_in_mins".to_string(), minutes(text))));
    config.insert("signup_banner_required".into(), json!(values["signupBanner"] == true));
    config.insert("forgot_pwd_link_required".into(), json!(values["forgotPassword"] == true));
    if let Some(kind) = some("purpose") {
        config
            .insert("purpose".into(), json!({"type": kind, "title": titled("title"), "subTitle": titled("subTitle")}));
    }
    Value::Object(config)
}

/// A client as the form shows it.
fn members(client: ClientDetail) -> Value {
    let names = client.client_name_lang_map.unwrap_or_default();
    let config = client.additional_config.unwrap_or_default();
    let purpose = config.purpose.unwrap_or_default();
    let titled = |texts: Option<Texts>| texts.and_then(|texts| texts.get(DEFAULT_TEXT).cloned());
    json!({
        "partner": client.relying_party_id,
        "policy": client.policy_name,
        "clientName": plain_name(&client.name),
        "nameFra": names.get("fra"),
        "nameAra": names.get("ara"),
        "logoUri": client.logo_uri,
        "redirectUris": client.redirect_uris.join("\n"),
        "grantTypes": client.grant_types.first(),
        "userinfoResponse": config.userinfo_response_type,
        "consentMinutes": config.consent_expire_in_mins.map(|minutes| minutes.to_string()),
        "signupBanner": config.signup_banner_required.unwrap_or(true),
        "forgotPassword": config.forgot_pwd_link_required.unwrap_or(true),
        "purpose": purpose.kind,
        "title": titled(purpose.title),
        "subTitle": titled(purpose.sub_title),
    })
}

/// Reads a public key, by the very rules that the server will apply.
fn read_key(bytes: &[u8], _: &Value, cx: &Context) -> FileRead {
    let Ok(key) = serde_json::from_slice::<Value>(bytes) else {
        return FileRead::refused(cx.say("oidc-client-key-no-json"));
    };
    match jwk::read(&key) {
        Ok(read) => {
            let values = [("kind", read.kind.to_string().into()), ("id", read.client_id.into())];
            let line = format!("{} {}", cx.symbols.tick, cx.with("oidc-client-key-fits", &values));
            FileRead { value: Some(key), lines: vec![(line, Tone::Good)] }
        }
        Err(problem) => FileRead::refused(cx.say(match problem {
            jwk::JwkProblem::NoObject => "oidc-client-key-no-object",
            jwk::JwkProblem::Private => "oidc-client-key-private",
            jwk::JwkProblem::Member(_) => "oidc-client-key-member",
            jwk::JwkProblem::Kind(_) => "oidc-client-key-kind",
            jwk::JwkProblem::Key(..) => "oidc-client-key-weak",
        })),
    }
}
