//! OIDC clients: made for an approved policy with a key of their own, changed, deactivated for good.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{
    Answer, World,
    bank::{Bank, OPENING, body, partner, policy},
};
use partnerdesk_api::{
    list::ListQuery,
    oidc_client::{
        self, AdditionalConfig, ClientChange, ClientPath, ClientState, ClientStatus, NewClient, Purpose, Texts,
        plain_name,
    },
    operation::{Input as _, NoPath, Nothing, Operation},
    policy_request::RequestState,
    role::Role,
    secret::Secret,
};
use serde_json::{Value, json};

/// Public keys on Ed25519, of the standards' examples and of RFC 8032.
const KEYS: [&str; 3] = [
    "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw",
    "_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU",
];

fn jwk(i: usize) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": KEYS[i]})
}

fn new(i: usize) -> NewClient {
    NewClient { policy_id: OPENING.into(), auth_partner_id: "ada".into(), public_key: jwk(i), ..NewClient::example() }
}

type Creator = Operation<NoPath, NewClient, oidc_client::SavedClient>;
type Changer = Operation<ClientPath, ClientChange, oidc_client::SavedClient>;

impl Bank {
    async fn make(&self, operation: &Creator, input: &NewClient) -> Answer {
        self.world.ask(operation, Some(&self.ada), &NoPath {}, input).await
    }
    async fn client(&self, i: usize) -> ClientPath {
        let answer = self.make(&oidc_client::CREATE, &new(i)).await;
        assert_eq!(answer.code(), "ok", "{}", answer.body);
        ClientPath { client_id: answer.response()["clientId"].as_str().unwrap().into() }
    }
    async fn update(&self, operation: &Changer, token: &Secret, path: &ClientPath, input: &ClientChange) -> Answer {
        self.world.ask(operation, Some(token), path, input).await
    }
    async fn detail(&self, path: &ClientPath) -> oidc_client::ClientDetail {
        self.world.call(&oidc_client::DETAIL, Some(&self.ada), path, &Nothing {}).await
    }
    async fn end(&self, token: &Secret, path: &ClientPath, status: &str) -> Answer {
        let input = ClientStatus { status: status.into() };
        self.world.ask(&oidc_client::DEACTIVATE, Some(token), path, &input).await
    }
}

// rows: 146, 147, 150, 151, 154, 155, 156
#[tokio::test]
async fn a_client_gets_what_its_policy_gives() {
    for world in World::each().await {
        let bank = Bank::open(world).await;
        let names = [("eng", "Lumen online"), ("fra", "Lumen en ligne")].map(|(l, n)| (l.to_string(), n.to_string()));
        let config = AdditionalConfig {
            userinfo_response_type: Some("JWE".into()),
            consent_expire_in_mins: Some(20),
            purpose: Some(Purpose {
                kind: Some("verify".into()),
                title: Some(Texts::from([("@none".into(), "Who are you?".into())])),
                sub_title: None,
            }),
            ..AdditionalConfig::default()
        };
        let input = NewClient {
            client_name_lang_map: Some(Texts::from(names.clone())),
            additional_config: Some(config.clone()),
            ..new(0)
        };
        let answer = bank.make(&oidc_client::CREATE, &input).await;
        assert_eq!(answer.response()["status"], "ACTIVE");
        let path = ClientPath { client_id: answer.response()["clientId"].as_str().unwrap().into() };
        assert!(partnerdesk_api::operation::is_id(&path.client_id));

        let client = bank.detail(&path).await;
        assert_eq!(client.claims, ["name", "birthdate"]);
        assert_eq!(client.acr_values, ["mosip:idp:acr:generated-code", "mosip:idp:acr:biometrics"]);
        assert_eq!(serde_json::from_str::<Value>(&client.public_key).unwrap(), jwk(0));
        assert_eq!(client.client_name_lang_map, Some(Texts::from(names)));
        assert_eq!(client.additional_config, Some(config));
        let stored: Value = serde_json::from_str(&client.name).unwrap();
        assert_eq!(stored, json!({"@none": "Lumen online", "eng": "Lumen online", "fra": "Lumen en ligne"}));

        let events = bank.events().await;
        let (topic, event) = &events[0];
        assert_eq!(topic, "OIDC_CLIENT_CREATED");
        assert_eq!(event["clientData"]["clientId"], path.client_id);
        assert_eq!(event["clientData"]["userClaims"], json!(["name", "birthdate"]));
        assert_eq!(event["policyData"]["policyId"], OPENING);
        assert_eq!(event["partnerData"]["partnerId"], "ada");

        let query = ListQuery::default().with("clientName", "online");
        let page = bank.world.call(&oidc_client::LIST, Some(&bank.ada), &NoPath {}, &query).await;
        assert_eq!(plain_name(&page.data[0].client_name), "Lumen online");
        let all = bank.world.call(&oidc_client::LIST_LEGACY, Some(&bank.noor), &NoPath {}, &query).await;
        assert_eq!(all.data.len(), 1);
        let others = bank.world.call(&oidc_client::LIST, Some(&bank.ben), &NoPath {}, &query).await;
        assert!(others.data.is_empty());
    }
}

// rows: 147, 148, 149
#[tokio::test]
async fn refusals_come_in_upstreams_order() {
    let bank = Bank::open(World::sqlite().await).await;
    let code = async |input: NewClient| bank.make(&oidc_client::CREATE, &input).await.code().to_string();
    let of = |partner: &str| NewClient { auth_partner_id: partner.into(), ..new(1) };
    assert_eq!(code(of("nobody")).await, "PMS_PRT_058");
    assert_eq!(code(of("ben")).await, "PMS_POLICY_ERROR_009");
    let key = |key: Value| NewClient { public_key: key, ..new(1) };
    assert_eq!(code(key(json!({}))).await, "PMS_COR_001");
    assert_eq!(code(key(json!({"kty": "oct"}))).await, "PMS_ESI_007");
    let mut private = jwk(1);
    private["d"] = json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    assert_eq!(code(key(private)).await, "PMS_ESI_007");
    bank.client(0).await;
    assert_eq!(code(new(0)).await, "PMS_ESI_001");
    let for_policy = |id: &str| NewClient { policy_id: id.into(), ..new(1) };
    assert_eq!(code(for_policy("nothing")).await, "PMS_PRT_073");
    assert_eq!(code(for_policy("id of Elsewhere policy")).await, "PMS_PRT_057");
    assert_eq!(code(for_policy("id of Loans")).await, "PMS_PRT_061");
    bank.request(&partner("ada", "Auth_Partner"), &policy("Loans", "Auth", &body()), RequestState::InProgress).await;
    assert_eq!(code(for_policy("id of Loans")).await, "PMS_ESI_002");
    for (name, change, expected) in [
        ("Silent", json!({"allowedKycAttributes": []}), "PMS_ESI_005"),
        ("Strict", json!({"allowedAuthTypes": [{"authType": "otp", "mandatory": true}]}), "PMS_ESI_003"),
        ("Closed", json!({"allowedAuthTypes": [{"authType": "demo", "mandatory": false}]}), "PMS_ESI_006"),
    ] {
        let mut body = body();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let policy = policy(name, "Auth", &body);
        bank.add_policy(&policy).await;
        bank.request(&partner("ada", "Auth_Partner"), &policy, RequestState::Approved).await;
        assert_eq!(code(for_policy(&policy.id)).await, expected, "{name}");
    }
    let uris = |uris: &[&str]| NewClient { redirect_uris: uris.iter().map(ToString::to_string).collect(), ..new(1) };
    let one = "https://a.example/1";
    assert_eq!(code(uris(&[one, one])).await, "PMS_ESI_017");
    assert_eq!(code(uris(&[])).await, "PMS_COR_001");
    assert_eq!(code(uris(&["a", "b"])).await, "PMS_COR_001");
    let six: Vec<String> = (0..6).map(|i| format!("https://a.example/{i}")).collect();
    assert_eq!(code(uris(&six.iter().map(String::as_str).collect::<Vec<_>>())).await, "PMS_COR_001");
    assert_eq!(code(NewClient { logo_uri: "ftp://a.example".into(), ..new(1) }).await, "PMS_COR_001");
    assert_eq!(code(NewClient { grant_types: vec!["implicit".into()], ..new(1) }).await, "PMS_ESI_009");
    assert_eq!(code(NewClient { client_auth_methods: vec!["none".into()], ..new(1) }).await, "PMS_ESI_010");
    assert_eq!(code(NewClient { client_name_lang_map: None, ..new(1) }).await, "PMS_COR_001");
    let german = Some(Texts::from([("deu".into(), "x".into())]));
    assert_eq!(code(NewClient { client_name_lang_map: german.clone(), ..new(1) }).await, "PMS_POLICY_ERROR_019");
    let config = |value: Value| NewClient { additional_config: serde_json::from_value(value).unwrap(), ..new(1) };
    assert_eq!(code(config(json!({"userinfo_response_type": "JWT"}))).await, "PMS_POLICY_ERROR_014");
    assert_eq!(code(config(json!({"consent_expire_in_mins": 9}))).await, "PMS_POLICY_ERROR_015");
    assert_eq!(code(config(json!({"purpose": {"type": "sell"}}))).await, "PMS_POLICY_ERROR_017");
    assert_eq!(code(config(json!({"purpose": {"title": {"@none": "x"}}}))).await, "PMS_POLICY_ERROR_018");
    assert_eq!(code(config(json!({"purpose": {"type": "link", "title": {"eng": "x"}}}))).await, "PMS_POLICY_ERROR_020");
    // The older forms take other languages, and no additional information.
    let legacy = NewClient { client_name_lang_map: german, ..config(json!({"userinfo_response_type": "JWT"})) };
    let made = bank.make(&oidc_client::CREATE_LEGACY, &legacy).await;
    assert_eq!(made.code(), "ok", "{}", made.body);
    bank.set("UPDATE partner SET partner_type = 'Credential_Partner' WHERE id = 'ada'").await;
    assert_eq!(code(new(2)).await, "PMS_PRT_059");
    bank.set("UPDATE partner SET partner_type = 'Auth_Partner', state = 'deactivated' WHERE id = 'ada'").await;
    assert_eq!(code(new(2)).await, "PMS_PMP_016");
}

// rows: 152, 154, 155
#[tokio::test]
async fn everything_that_may_change_is_written() {
    for world in World::each().await {
        let bank = Bank::open(world).await;
        let path = bank.client(0).await;
        let input = ClientChange {
            client_name: "Lumen everywhere".into(),
            redirect_uris: vec!["https://lumen.example/a".into(), "https://lumen.example/b".into()],
            client_name_lang_map: Some(Texts::from([("ara".into(), "لومن".into())])),
            additional_config: Some(AdditionalConfig {
                signup_banner_required: Some(false),
                ..AdditionalConfig::default()
            }),
            ..ClientChange::example()
        };
        let answer = bank.update(&oidc_client::UPDATE, &bank.ada, &path, &input).await;
        assert_eq!(answer.response()["status"], "ACTIVE", "{}", answer.body);
        let client = bank.detail(&path).await;
        assert_eq!(plain_name(&client.name), "Lumen everywhere");
        assert_eq!(client.redirect_uris, input.redirect_uris);
        assert_eq!(
            (client.client_name_lang_map, client.additional_config),
            (input.client_name_lang_map, input.additional_config)
        );
        assert_eq!(bank.events().await[1].0, "OIDC_CLIENT_UPDATED");
    }
}

// rows: 152, 153
#[tokio::test]
async fn changes_are_refused_in_upstreams_order() {
    let bank = Bank::open(World::sqlite().await).await;
    let path = bank.client(0).await;
    let at = |id: &str| ClientPath { client_id: id.into() };
    let input = ClientChange::example();
    let code = async |operation, token: &Secret, path: &ClientPath, input: &ClientChange| {
        bank.update(operation, token, path, input).await.code().to_string()
    };
    assert_eq!(code(&oidc_client::UPDATE, &bank.ada, &at("a.b"), &input).await, "PMS_PRT_099");
    assert_eq!(code(&oidc_client::UPDATE_LEGACY, &bank.ada, &at("a.b"), &input).await, "PMS_PRT_099");
    assert_eq!(code(&oidc_client::UPDATE, &bank.ada, &at("nothing"), &input).await, "PMS_ESI_004");
    assert_eq!(code(&oidc_client::UPDATE, &bank.ben, &path, &input).await, "PMS_POLICY_ERROR_010");
    let config = AdditionalConfig { consent_expire_in_mins: Some(1), ..AdditionalConfig::default() };
    let short = ClientChange { additional_config: Some(config), ..input.clone() };
    assert_eq!(code(&oidc_client::UPDATE, &bank.ada, &path, &short).await, "PMS_POLICY_ERROR_015");
    assert_eq!(
        code(&oidc_client::UPDATE, &bank.ada, &path, &ClientChange { status: "gone".into(), ..input.clone() }).await,
        "PMS_COR_001"
    );
    let none = ClientChange { client_name_lang_map: None, ..input.clone() };
    assert_eq!(code(&oidc_client::UPDATE_LEGACY, &bank.ada, &path, &none).await, "PMS_COR_001");
    assert_eq!(code(&oidc_client::UPDATE_OLDER, &bank.ada, &path, &none).await, "ok");
    bank.set("UPDATE partner SET state = 'deactivated' WHERE id = 'ada'").await;
    assert_eq!(code(&oidc_client::UPDATE, &bank.ada, &path, &input).await, "PMS_PMP_016");
    assert_eq!(code(&oidc_client::UPDATE_LEGACY, &bank.noor, &path, &input).await, "PMS_PMP_016");
    let ending = ClientChange { status: "inactive".into(), client_name: "other".into(), ..input.clone() };
    assert_eq!(code(&oidc_client::UPDATE_LEGACY, &bank.ada, &path, &ending).await, "PMS_PMP_016");
    assert_eq!(code(&oidc_client::UPDATE_LEGACY, &bank.noor, &path, &ending).await, "ok", "an admin may still end it");
    assert_eq!(
        plain_name(&bank.detail(&path).await.name),
        "Lumen online",
        "of a new state and a new name, the state wins"
    );
    assert_eq!(code(&oidc_client::UPDATE, &bank.ada, &path, &input).await, "PMS_ESI_008");
}

// rows: 153, 165
#[tokio::test]
async fn a_client_is_deactivated_for_good() {
    for world in World::each().await {
        let bank = Bank::open(world).await;
        let (path, other) = (bank.client(0).await, bank.client(1).await);
        let at = |id: &str| ClientPath { client_id: id.into() };
        assert_eq!(bank.end(&bank.ada, &at("a.b"), "INACTIVE").await.code(), "PMS_POLICY_ERROR_022");
        assert_eq!(bank.end(&bank.ada, &path, "inactive").await.code(), "PMS_POLICY_ERROR_024");
        assert_eq!(bank.end(&bank.ada, &at("nothing"), "INACTIVE").await.code(), "PMS_ESI_004");
        assert_eq!(bank.end(&bank.ben, &path, "INACTIVE").await.code(), "PMS_POLICY_ERROR_010");
        assert_eq!(bank.end(&bank.ada, &path, "INACTIVE").await.response()["status"], "INACTIVE");
        assert_eq!(bank.end(&bank.ada, &path, "INACTIVE").await.code(), "PMS_ESI_008");
        assert!(bank.detail(&path).await.status == ClientState::Inactive);
        assert_eq!(bank.make(&oidc_client::CREATE, &new(0)).await.code(), "PMS_ESI_001", "its key stays its own");
        bank.set("UPDATE partner SET state = 'deactivated' WHERE id = 'ada'").await;
        assert_eq!(bank.end(&bank.ada, &other, "INACTIVE").await.code(), "PMS_PMP_016");
        assert_eq!(bank.end(&bank.noor, &other, "INACTIVE").await.code(), "ok");
        let status = |event: &(String, Value)| event.1["clientData"]["clientStatus"].as_str().unwrap().to_string();
        let events = bank.events().await;
        assert_eq!(events.iter().map(status).collect::<Vec<_>>(), ["ACTIVE", "ACTIVE", "INACTIVE", "INACTIVE"]);
    }
}

// rows: 150
#[tokio::test]
async fn a_client_is_read_by_its_partner_and_admins_in_every_form() {
    let bank = Bank::open(World::sqlite().await).await;
    let older = NewClient { client_name_lang_map: None, ..new(0) };
    let made = bank.make(&oidc_client::CREATE_OLDER, &older).await;
    let path = ClientPath { client_id: made.response()["clientId"].as_str().unwrap().into() };
    let read = async |token: &Secret, path: &ClientPath| {
        bank.world.ask(&oidc_client::DETAIL_LEGACY, Some(token), path, &Nothing {}).await
    };
    assert_eq!(read(&bank.ada, &path).await.response()["name"], "Lumen online", "a plain text, without languages");
    assert_eq!(read(&bank.ben, &path).await.code(), "PMS_POLICY_ERROR_011");
    assert_eq!(read(&bank.ada, &ClientPath { client_id: "nothing".into() }).await.code(), "PMS_ESI_004");
    let bad = ClientPath { client_id: "a.b".into() };
    let answer = bank.world.ask(&oidc_client::DETAIL, Some(&bank.noor), &bad, &Nothing {}).await;
    assert_eq!(answer.code(), "PMS_POLICY_ERROR_022");
    let uri = format!("/v1/partnermanager/oidc/client/{}", path.client_id);
    let request = crate::support::request(&oidc_client::DETAIL_LEGACY.info, &uri, Some(&bank.noor));
    assert_eq!(bank.world.send(request.body(axum::body::Body::empty()).unwrap()).await.code(), "ok");
    let support = bank.world.insider("help", &[Role::Support]).await;
    assert_eq!(bank.detail_as(&support, &path).await.code(), "ok");
}

impl Bank {
    async fn detail_as(&self, token: &Secret, path: &ClientPath) -> Answer {
        self.world.ask(&oidc_client::DETAIL, Some(token), path, &Nothing {}).await
    }
}
