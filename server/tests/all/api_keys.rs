//! API keys: who makes which for whom, that a key is shown once and stands nowhere, that its end is its end.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{
    Answer, World,
    bank::{Bank, OPENING, body, partner, policy},
    records,
};
use jiff::SignedDuration;
use partnerdesk_api::{
    api_key::{
        self, ApiKeyRow, IssuedKey, KeyChange, KeyName, KeyPath, KeyState, KeyStatus, NamedKeyPath, NewKey,
        OwnedKeyPath, PolicyChange,
    },
    list::{ListQuery, Page},
    operation::{NoPath, Nothing, Operation},
    partner::PartnerPath,
    policy_request::{PartnerPolicyPath, RequestState},
    role::Role,
    search::{Search, SearchFilter},
    secret::Secret,
};
use serde_json::{Value, json};

fn partner_path(id: &str) -> PartnerPath {
    PartnerPath { partner_id: id.into() }
}
fn pair(partner: &str, policy: &str) -> PartnerPolicyPath {
    PartnerPolicyPath { partner_id: partner.into(), policy_id: policy.into() }
}
fn named(label: &str) -> NamedKeyPath {
    NamedKeyPath { partner_id: "ada".into(), policy_id: OPENING.into(), api_key_name: label.into() }
}

impl Bank {
    async fn generate(&self, token: &Secret, partner: &str, policy: &str, label: &str) -> Answer {
        let input = NewKey { policy_name: policy.into(), label: label.into() };
        self.world.ask(&api_key::GENERATE, Some(token), &partner_path(partner), &input).await
    }
    async fn create(&self, token: &Secret, partner: &str, policy: &str, name: &str) -> Answer {
        let input = KeyName { api_key_name: name.into() };
        self.world.ask(&api_key::CREATE, Some(token), &pair(partner, policy), &input).await
    }
    async fn key(&self, label: &str) -> IssuedKey {
        let answer = self.generate(&self.ada, "ada", "Account opening", label).await;
        assert_eq!(answer.code(), "ok", "{}", answer.body);
        serde_json::from_value(answer.response().clone()).unwrap()
    }
    async fn change(&self, token: &Secret, path: &NamedKeyPath, change: &KeyChange) -> Answer {
        self.world.ask(&api_key::CHANGE, Some(token), path, change).await
    }
    async fn set_status(&self, token: &Secret, label: &str, status: &str) -> Answer {
        let input = KeyStatus { label: label.into(), status: status.into() };
        self.world.ask(&api_key::SET_STATUS, Some(token), &pair("ada", OPENING), &input).await
    }
}

fn ends(text: &str) -> KeyChange {
    KeyChange { status: None, expiry_date_time: Some(text.into()) }
}

// rows: 157, 158, 159, 161, 164
#[tokio::test]
async fn a_partner_makes_a_key_which_is_shown_once_and_stands_nowhere() {
    for world in World::each().await {
        let bank = Bank::open(world).await;
        let made = bank.key("  teller   app ").await;
        assert_eq!(
            (made.label.as_str(), made.policy_id.as_str(), made.partner_id.as_str()),
            ("teller app", OPENING, "ada")
        );
        let key = made.api_key.expose();
        assert_eq!(key.len(), 40);
        assert!(key.bytes().all(|b| b.is_ascii_alphanumeric()));
        assert!(!bank.is_stored(key).await, "a stolen storage gives the key away");

        let page = bank.world.call(&api_key::LIST, Some(&bank.ada), &NoPath {}, &ListQuery::default()).await;
        let row = &page.data[0];
        assert!(row.status == KeyState::Active);
        assert_eq!(row.masked_api_key, format!("{}****{}", &key[..4], &key[36..]));
        assert!(api_key::is_endless(row.created_date_time.0, row.api_key_expiry_date_time.unwrap().0));
        let others = bank.world.call(&api_key::LIST, Some(&bank.ben), &NoPath {}, &ListQuery::default()).await;
        assert!(others.data.is_empty());
        assert_eq!(bank.key("second").await.label, "second");

        let (topic, event) = &bank.events().await[0];
        assert_eq!(topic, "APIKEY_APPROVED");
        assert_eq!(event["partnerData"]["partnerId"], "ada");
        assert_eq!(event["policyData"]["policy"], body());
        let told = &event["apiKeyData"];
        assert_eq!(told["apiKeyId"], bank.world.desk.keys.code_hash(&made.api_key));
        assert_eq!(told["apiKeyStatus"], "ACTIVE");
    }
}

// rows: 158
#[tokio::test]
async fn a_key_is_made_for_ones_own_partner_and_an_approved_policy_only() {
    let bank = Bank::open(World::sqlite().await).await;
    let code = async |token: &Secret, partner: &str, policy: &str, label: &str| {
        bank.generate(token, partner, policy, label).await.code().to_string()
    };
    let both = bank.world.insider("both", &[Role::PartnerAdmin, Role::AuthPartner]).await;
    assert_eq!(code(&bank.ben, "ada", "Account opening", "x").await, "PMS_PRT_055");
    assert_eq!(code(&bank.ada, "nobody", "Account opening", "x").await, "PMS_PRT_055");
    assert_eq!(code(&both, "ada", "Account opening", "x").await, "PMS_PRT_055", "not even an admin");
    assert_eq!(code(&bank.noor, "ada", "Account opening", "x").await, "KER-ATH-403");
    assert_eq!(code(&bank.ada, "ada", "No such policy", "x").await, "PMS_PMP_014");
    assert_eq!(code(&bank.ada, "ada", "Elsewhere policy", "x").await, "PMS_PMP_014");
    assert_eq!(code(&bank.ada, "ada", "Loans", "x").await, "PMS_PRT_109");
    assert_eq!(code(&bank.ada, "ada", "Account opening", "x").await, "ok");
    assert_eq!(code(&bank.ada, "ada", "Account opening", " x ").await, "PMS_PRT_110");
    assert_eq!(code(&bank.ada, "ada", "Account opening", "   ").await, "PMS_COR_001");
    assert_eq!(code(&bank.ada, "ada", "Account opening", &"x".repeat(37)).await, "PMS_COR_001");
    bank.request(&partner("ada", "Auth_Partner"), &policy("Loans", "Auth", &body()), RequestState::InProgress).await;
    assert_eq!(code(&bank.ada, "ada", "Loans", "x").await, "PMS_PRT_109", "asked for is not approved");
    bank.set("UPDATE partner SET state = 'deactivated' WHERE id = 'ada'").await;
    assert_eq!(code(&bank.ada, "ada", "Account opening", "y").await, "PMS_PMP_016");
    let yesterday = json!({"requesttime": "2026-11-21T10:00:00.000Z", "request": NewKey { policy_name: "a".into(), label: "b".into() }});
    let uri = "/v1/partnermanager/partners/ada/generate/apikey";
    let request = crate::support::request(&api_key::GENERATE.info, uri, Some(&bank.ada));
    let answer = bank.world.send(request.body(yesterday.to_string().into()).unwrap()).await;
    assert_eq!(answer.code(), "PMS_REQUEST_ERROR_006");
}

// rows: 158, 159
#[tokio::test]
async fn the_newer_form_lets_admins_make_keys_for_manual_adjudication() {
    let bank = Bank::open(World::sqlite().await).await;
    let code = async |token: &Secret, partner: &str, policy: &str, name: &str| {
        bank.create(token, partner, policy, name).await.code().to_string()
    };
    assert_eq!(code(&bank.noor, "judge", OPENING, "bench").await, "ok");
    assert_eq!(code(&bank.noor, "judge", OPENING, "bench").await, "PMS_PRT_110");
    assert_eq!(code(&bank.noor, "ada", OPENING, "x").await, "PMS_PM_074");
    assert_eq!(code(&bank.ada, "ada", OPENING, "x").await, "ok");
    assert_eq!(code(&bank.ada, "judge", OPENING, "x").await, "PMS_PRT_055");
    assert_eq!(code(&bank.ada, "nobody", OPENING, "x").await, "PMS_PMP_005");
    assert_eq!(code(&bank.ada, " ", OPENING, "x").await, "PMS_PM_068");
    assert_eq!(code(&bank.ada, "ada", "nothing", "x").await, "PMS_PMP_014");
    assert_eq!(code(&bank.ada, "ada", "id of Elsewhere policy", "x").await, "PMS_PM_076");
    assert_eq!(code(&bank.ada, "ada", "id of Loans", "x").await, "PMS_PRT_109");
    bank.set("UPDATE partner SET partner_type = 'Credential_Partner' WHERE id = 'ben'").await;
    assert_eq!(code(&bank.ben, "ben", OPENING, "x").await, "PMS_PM_075");
    bank.set("UPDATE partner SET state = 'deactivated' WHERE id = 'judge'").await;
    assert_eq!(code(&bank.noor, "judge", OPENING, "y").await, "PMS_PMP_016");

    // MOSIP's portal and MOSIP's server name this operation differently.
    let body = |id: &str| json!({"id": id, "version": "1.0", "requestTime": "2026-11-22T10:00:00.000Z", "request": {"apiKeyName": id}});
    for (id, expected) in [
        ("mosip.pms.create.api.key.post", "ok"),
        ("mosip.pms.generate.api.key.post", "ok"),
        ("mosip.pms.other.post", "PMS_REQUEST_ERROR_002"),
    ] {
        let mut body = body(id);
        body["request"]["apiKeyName"] = json!(id.split('.').nth(2));
        let uri = crate::support::uri(api_key::CREATE.info.path, &json!({"partner_id": "ada", "policy_id": OPENING}));
        let request = crate::support::request(&api_key::CREATE.info, &uri, Some(&bank.ada));
        let answer = bank.world.send(request.body(body.to_string().into()).unwrap()).await;
        assert_eq!(answer.code(), expected, "{id}: {}", answer.body);
    }
}

// rows: 160, 162, 165
#[tokio::test]
async fn a_key_is_changed_by_the_newer_form_and_deactivated_for_good() {
    for world in World::each().await {
        let bank = Bank::open(world).await;
        bank.key("app").await;
        let off = KeyChange::deactivate();
        let code = async |token: &Secret, path: &NamedKeyPath, change: &KeyChange| {
            bank.change(token, path, change).await.code().to_string()
        };
        let at = |partner: &str, policy: &str, name: &str| NamedKeyPath {
            partner_id: partner.into(),
            policy_id: policy.into(),
            api_key_name: name.into(),
        };
        assert_eq!(code(&bank.ada, &at("ada", " ", "app"), &off).await, "PMS_PM_068");
        assert_eq!(code(&bank.ada, &named("app"), &KeyChange::default()).await, "PMS_PM_070");
        assert_eq!(code(&bank.ada, &at("nobody", OPENING, "app"), &off).await, "PMS_PMP_005");
        assert_eq!(code(&bank.ben, &named("app"), &off).await, "PMS_PM_073");
        assert_eq!(code(&bank.ada, &at("ada", "nothing", "app"), &off).await, "PMS_PMP_014");
        assert_eq!(code(&bank.ada, &named("other"), &off).await, "PMS_PRT_111");
        assert_eq!(code(&bank.ada, &named("app"), &ends("2030-01-01T00:00:00Z")).await, "PMS_PM_072");
        assert_eq!(code(&bank.noor, &named("app"), &ends("2026-11-22T10:00:00Z")).await, "PMS_PM_067");
        assert_eq!(code(&bank.noor, &named("app"), &ends("tomorrow")).await, "PMS_COR_001");
        let on = KeyChange { status: Some("Active".into()), expiry_date_time: None };
        assert_eq!(code(&bank.ada, &named("app"), &on).await, "PMS_PM_071");

        let moved = bank.change(&bank.noor, &named("app"), &ends("2027-01-31T12:00:00+02:00")).await;
        assert_eq!(moved.response()["apiKeyExpiryDateTime"], "2027-01-31T10:00:00.000+00:00");
        assert_eq!(moved.response()["status"], "Active");
        bank.set("UPDATE partner SET state = 'deactivated' WHERE id = 'ada'").await;
        assert_eq!(code(&bank.ada, &named("app"), &off).await, "PMS_PMP_016");
        let word = KeyChange { status: Some("de-active".into()), expiry_date_time: None };
        let gone = bank.change(&bank.noor, &named("app"), &word).await;
        assert_eq!(gone.response()["status"], "De-Active");
        assert_eq!(code(&bank.noor, &named("app"), &off).await, "PMS_PMS_022");
        assert_eq!(code(&bank.noor, &named("app"), &ends("2030-01-01T00:00:00Z")).await, "PMS_PMS_022");
        let events = bank.events().await;
        let told: Vec<(&str, &Value)> =
            events.iter().map(|(topic, body)| (topic.as_str(), &body["apiKeyData"]["apiKeyStatus"])).collect();
        assert_eq!(
            told,
            [
                ("APIKEY_APPROVED", &json!("ACTIVE")),
                ("APIKEY_UPDATED", &json!("ACTIVE")),
                ("APIKEY_UPDATED", &json!("DEACTIVE"))
            ]
        );
    }
}

// rows: 160, 165
#[tokio::test]
async fn the_older_form_deactivates_for_good_as_well() {
    let bank = Bank::open(World::sqlite().await).await;
    bank.key("app").await;
    let code = async |token: &Secret, label: &str, status: &str| {
        bank.set_status(token, label, status).await.code().to_string()
    };
    assert_eq!(code(&bank.ada, "other", "De-Active").await, "PMS_PRT_111");
    assert_eq!(code(&bank.ben, "app", "De-Active").await, "PMS_PRT_055");
    assert_eq!(code(&bank.ada, "app", "de-active").await, "PMS_PM_058", "the word is exact");
    let said = bank.set_status(&bank.ada, "app", "Active").await;
    assert_eq!(said.response(), "Partner apikey activated successfully.");
    let said = bank.set_status(&bank.ada, "app", "De-Active").await;
    assert_eq!(said.response(), "Partner apikey de-activated successfully.");
    assert_eq!(code(&bank.ada, "app", "De-Active").await, "PMS_PMS_022");
    assert_eq!(code(&bank.noor, "app", "Active").await, "PMS_PMS_022", "upstream would switch it on again");
    bank.set("UPDATE partner SET state = 'deactivated' WHERE id = 'ada'").await;
    assert_eq!(code(&bank.ada, "app", "De-Active").await, "PMS_PMP_016");
    assert_eq!(bank.events().await.len(), 2, "what changes nothing is told to nobody");
}

#[tokio::test]
async fn scripts_name_a_key_by_itself_and_never_read_one() {
    let bank = Bank::open(World::sqlite().await).await;
    let none = bank.world.ask(&api_key::ALL, Some(&bank.noor), &NoPath {}, &Nothing {}).await;
    assert_eq!(none.code(), "PMS_PMP_015");
    let key = bank.key("app").await.api_key;
    let shown = format!("{}****{}", &key.expose()[..4], &key.expose()[36..]);
    let all = bank.world.call(&api_key::ALL, Some(&bank.noor), &NoPath {}, &Nothing {}).await;
    assert_eq!(all.apikey_requests[0].api_key_req_no, shown);
    let path = |key: &str| KeyPath { api_key: Secret::new(key) };
    let one = bank.world.call(&api_key::ONE, Some(&bank.noor), &path(key.expose()), &Nothing {}).await;
    assert_eq!((one.partner_id.as_str(), one.status.word(), one.api_key_req_no), ("ada", "Active", shown.clone()));
    let unknown = bank.world.ask(&api_key::ONE, Some(&bank.noor), &path("guessed"), &Nothing {}).await;
    assert_eq!(unknown.code(), "PMS_PMP_015");
    // A refusal is audited; the key in the path is not.
    let refused = bank.world.ask(&api_key::ONE, Some(&bank.ada), &path(key.expose()), &Nothing {}).await;
    assert_eq!(refused.code(), "KER-ATH-403");
    let owned = |partner: &str, key: &Secret| OwnedKeyPath { partner_id: partner.into(), api_key: key.clone() };
    let policy = bank.world.call(&api_key::POLICY, Some(&bank.noor), &owned("ada", &key), &Nothing {}).await;
    assert_eq!((policy.partner_id.as_str(), policy.policy_id.as_str()), ("ada", OPENING));
    let other = bank.world.ask(&api_key::POLICY, Some(&bank.noor), &owned("ben", &key), &Nothing {}).await;
    assert_eq!(other.code(), "PMS_PMP_009");

    let requests = bank.world.call(&api_key::OF_REQUESTS, Some(&bank.ada), &partner_path("ada"), &Nothing {}).await;
    assert_eq!(requests[0].partner_api_key.as_deref(), Some(shown.as_str()));
    bank.request(&partner("ada", "Auth_Partner"), &policy_of("Loans"), RequestState::InProgress).await;
    let requests = bank.world.call(&api_key::OF_REQUESTS, Some(&bank.ada), &partner_path("ada"), &Nothing {}).await;
    assert_eq!(requests.iter().filter(|r| r.partner_api_key.is_none()).count(), 1);
    bank.world.insider("eve", &[Role::AuthPartner]).await;
    bank.world.add_partner(&partner("eve", "Auth_Partner")).await;
    let none = bank.world.ask(&api_key::OF_REQUESTS, Some(&bank.noor), &partner_path("eve"), &Nothing {}).await;
    assert_eq!(none.code(), "PMS_PRT_006");

    let search = Search {
        filters: vec![SearchFilter {
            column_name: "label".into(),
            kind: "equals".into(),
            value: "APP".into(),
            ..SearchFilter::default()
        }],
        ..Search::default()
    };
    let found = bank.world.call(&api_key::SEARCH, Some(&bank.ada), &NoPath {}, &search).await;
    let found = &found.data.unwrap()[0];
    assert_eq!((found.label.as_str(), found.policy_name.as_str(), found.is_active), ("app", "Account opening", true));
    let others = bank.world.call(&api_key::SEARCH, Some(&bank.ben), &NoPath {}, &Search::default()).await;
    assert_eq!(others.total_record, 0);
    while !bank.world.audit().await.iter().any(|entry| entry.action == "api_key.one") {
        tokio::task::yield_now().await;
    }
    assert!(!bank.is_stored(key.expose()).await);
}

fn policy_of(name: &str) -> partnerdesk_server::store::policy::Policy {
    policy(name, "Auth", &body())
}

#[tokio::test]
async fn a_key_gets_another_policy_of_its_group() {
    let bank = Bank::open(World::sqlite().await).await;
    let key = bank.key("app").await.api_key;
    let change = async |key: &Secret, old: &str, new: &str| {
        let path = OwnedKeyPath { partner_id: "ada".into(), api_key: key.clone() };
        let input = PolicyChange { old_policy_id: old.into(), new_policy_id: new.into() };
        bank.world.ask(&api_key::CHANGE_POLICY, Some(&bank.noor), &path, &input).await
    };
    let loans = "id of Loans";
    assert_eq!(change(&Secret::new("guessed"), OPENING, loans).await.code(), "PMS_PMP_50");
    assert_eq!(change(&key, loans, OPENING).await.code(), "PMS_PMP_50");
    assert_eq!(change(&key, OPENING, OPENING).await.code(), "PD-KEY-001");
    assert_eq!(change(&key, OPENING, "nothing").await.code(), "PMS_PMP_014");
    assert_eq!(change(&key, OPENING, "id of Elsewhere policy").await.code(), "PMS_PMP_014");
    let mut draft = policy_of("Draft");
    draft.state = partnerdesk_api::policy::PolicyState::Draft;
    bank.add_policy(&draft).await;
    assert_eq!(change(&key, OPENING, "id of Draft").await.code(), "PMS_PMP_019");
    bank.set("UPDATE policy_group SET state = 'deactivated' WHERE name = 'Banking'").await;
    assert_eq!(change(&key, OPENING, loans).await.code(), "PMS_PMP_023");
    bank.set("UPDATE policy_group SET state = 'active' WHERE name = 'Banking'").await;
    let done = change(&key, OPENING, loans).await;
    assert_eq!(done.response()["message"], "Given apikey updated with policy successfully. ");
    let page = bank.world.call(&api_key::LIST, Some(&bank.ada), &NoPath {}, &ListQuery::default()).await;
    assert_eq!((page.data[0].policy_id.as_str(), page.data[0].policy_name.as_str()), (loans, "Loans"));
    bank.key("app").await;
    assert_eq!(change(&key, loans, OPENING).await.code(), "PMS_PRT_110");
    bank.set("UPDATE api_key SET state = 'deactivated' WHERE policy_name = 'Loans'").await;
    assert_eq!(change(&key, loans, OPENING).await.code(), "PMS_PMS_022");
}

// rows: 163
#[tokio::test]
async fn a_key_deactivates_itself_at_its_end() {
    for world in World::each().await {
        let bank = Bank::open(world).await;
        bank.key("short").await;
        bank.key("long").await;
        let end = ends("2026-11-23T10:00:00Z");
        assert_eq!(bank.change(&bank.noor, &named("short"), &end).await.code(), "ok");
        let states = async || {
            let query = ListQuery::default().sorted("apiKeyLabel", true).page(0, 9);
            let noor = bank.world.session("noor", &[Role::PartnerAdmin]).await;
            let page = bank.world.call(&api_key::LIST, Some(&noor), &NoPath {}, &query).await;
            page.data.iter().map(|row| row.status.word().to_string()).collect::<Vec<_>>()
        };
        partnerdesk_server::jobs::tidy(&bank.world.desk).await.unwrap();
        assert_eq!(states().await, ["activated", "activated"]);
        bank.world.pass(SignedDuration::from_hours(25));
        partnerdesk_server::jobs::tidy(&bank.world.desk).await.unwrap();
        partnerdesk_server::jobs::tidy(&bank.world.desk).await.unwrap();
        assert_eq!(states().await, ["deactivated", "activated"]);
        let events = bank.events().await;
        let (topic, event) = events.last().unwrap();
        assert_eq!((topic.as_str(), &event["apiKeyData"]["apiKeyStatus"]), ("APIKEY_UPDATED", &json!("DEACTIVE")));
        assert_eq!(events.len(), 4, "it is told once");
        let entries = bank.world.audit().await;
        let own: Vec<_> = entries.iter().filter(|entry| entry.action == "api_key.expire").collect();
        assert_eq!((own.len(), own[0].actor.as_str(), own[0].outcome.as_str()), (1, "the server", "done"));
    }
}

// rows: 157, 165
#[tokio::test]
async fn the_older_list_knows_authentication_partners_only() {
    let bank = Bank::open(World::sqlite().await).await;
    bank.key("app").await;
    assert_eq!(bank.create(&bank.noor, "judge", OPENING, "bench").await.code(), "ok");
    let labels = async |operation: &Operation<NoPath, ListQuery, Page<ApiKeyRow>>, query: ListQuery| {
        let page = bank.world.call(operation, Some(&bank.noor), &NoPath {}, &query).await;
        page.data.into_iter().map(|row| row.api_key_label).collect::<Vec<_>>()
    };
    assert_eq!(labels(&api_key::LIST, ListQuery::default()).await, ["bench", "app"]);
    assert_eq!(labels(&api_key::LIST_LEGACY, ListQuery::default()).await, ["app"]);
    let of_type = ListQuery::default().with("partnerType", "Manual_Adjudication");
    assert_eq!(labels(&api_key::LIST, of_type).await, ["bench"]);
    let newcomer = bank.world.insider("newcomer", &[Role::AuthPartner]).await;
    let list = async |token: &Secret| {
        bank.world.ask(&api_key::LIST, Some(token), &NoPath {}, &ListQuery::default()).await.code().to_string()
    };
    assert_eq!(list(&newcomer).await, "PMS_CERTIFICATE_ERROR_002");
    let mut without = records::partner("newcomer");
    (without.group_id, without.group_name) = (None, String::new());
    bank.world.add_partner(&without).await;
    assert_eq!(list(&newcomer).await, "PMS_POLICY_ERROR_005");
}
