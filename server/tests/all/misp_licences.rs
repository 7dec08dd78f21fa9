//! Licence keys of MISPs: issued by the admin, only the newest works, a key is shown once and stands nowhere.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{
    Answer, World,
    bank::{Bank, OPENING, body, partner, policy},
};
use jiff::SignedDuration;
use partnerdesk_api::{
    list::ListQuery,
    misp_licence::{
        self, AnewLicence, IssuedLicence, LicencePath, LicenceState, LicenceStatus, MispPath, NewLicence, Provider,
        ProviderStatus,
    },
    operation::{NoPath, Nothing},
    partner::{self as partners, NewPartnerStatus, PartnerPath},
    policy_request::RequestState,
    role::Role,
    search::{Search, Values, ValuesOf},
    secret::Secret,
};
use serde_json::{Value, json};

fn new(name: &str) -> NewLicence {
    NewLicence {
        partner_id: "gate".into(),
        policy_id: None,
        license_key_name: name.into(),
        expiry_date: Some("2027-01-31".into()),
    }
}

impl Bank {
    async fn try_issue(&self, input: &NewLicence) -> Answer {
        self.world.ask(&misp_licence::ISSUE, Some(&self.noor), &NoPath {}, input).await
    }
    async fn issue(&self, name: &str) -> IssuedLicence {
        let answer = self.try_issue(&new(name)).await;
        assert_eq!(answer.code(), "ok", "{}", answer.body);
        serde_json::from_value(answer.response().clone()).unwrap()
    }
    /// Names and states, oldest first.
    async fn licences(&self) -> Vec<(String, LicenceState)> {
        let query = ListQuery::default().sorted("createdDateTime", false).page(0, 50);
        let noor = self.world.session("noor", &[Role::PartnerAdmin]).await;
        let page = self.world.call(&misp_licence::LIST, Some(&noor), &NoPath {}, &query).await;
        page.data.into_iter().map(|row| (row.license_key_name.clone(), row.status.state().unwrap())).collect()
    }
    async fn deactivate(&self, id: &str, status: &str) -> Answer {
        let (path, input) = (LicencePath { misp_license_id: id.into() }, LicenceStatus { status: status.into() });
        self.world.ask(&misp_licence::DEACTIVATE, Some(&self.noor), &path, &input).await
    }
}

fn topics(events: &[(String, Value)]) -> Vec<&str> {
    events.iter().map(|(topic, _)| topic.as_str()).collect()
}

// rows: 191, 192, 193, 194, 196, 199, 201
#[tokio::test]
async fn only_the_newest_key_works_and_no_key_is_kept() {
    for world in World::each().await {
        let bank = Bank::open(world).await;
        let first = bank.issue("  main   gateway ").await;
        assert_eq!(first.license_key_name, "main gateway");
        assert_eq!(
            first.expiry_date_time.to_string(),
            format!("2027-01-31T10:00:00.{}", &first.expiry_date_time.to_string()[20..])
        );
        assert_eq!(first.policy_id, None, "a key without a policy is legal");
        let key = first.license_key.expose();
        assert_eq!(key.len(), 50);
        assert!(!bank.is_stored(key).await, "a stolen storage gives the key away");

        let with_policy = NewLicence { policy_id: Some(OPENING.into()), ..new("second") };
        let second = bank.try_issue(&with_policy).await;
        assert_eq!(second.response()["policyId"], OPENING);
        assert_eq!(
            bank.licences().await,
            [("main gateway".into(), LicenceState::Inactive), ("second".into(), LicenceState::Active)]
        );
        let events = bank.events().await;
        assert_eq!(topics(&events), ["MISP_LICENSE_GENERATED", "MISP_LICENSE_UPDATED"]);
        assert!(events[0].1.get("policyData").is_none());
        assert_eq!(events[1].1["policyData"]["policyId"], OPENING);
        assert_eq!(events[0].1["mispLicenseData"]["licenseKey"], bank.world.desk.keys.code_hash(&first.license_key));
        assert_eq!(events[1].1["mispLicenseData"]["mispStatus"], "ACTIVE");

        let path = LicencePath { misp_license_id: first.misp_license_id.clone() };
        let row = bank.world.call(&misp_licence::DETAIL, Some(&bank.noor), &path, &Nothing {}).await;
        assert_eq!(row.masked_license_key, format!("{}{}", "*".repeat(46), &key[46..]));
        assert_eq!((row.policy_name, row.policy_group_name.as_deref()), (None, Some("Banking")));
        let nothing = LicencePath { misp_license_id: "nothing".into() };
        let answer = bank.world.ask(&misp_licence::DETAIL, Some(&bank.noor), &nothing, &Nothing {}).await;
        assert_eq!(answer.code(), "PMS_MSP_441");
    }
}

// rows: 192, 193, 203
#[tokio::test]
async fn refusals_come_in_upstreams_order() {
    let bank = Bank::open(World::sqlite().await).await;
    let code = async |input: NewLicence| bank.try_issue(&input).await.code().to_string();
    let empty = NewLicence::default();
    assert_eq!(code(empty.clone()).await, "PMS_MSP_423");
    assert_eq!(code(NewLicence { partner_id: "nobody".into(), ..empty }).await, "PMS_MSP_422");
    assert_eq!(code(NewLicence { expiry_date: None, ..new("x") }).await, "PMS_MSP_436");
    assert_eq!(code(NewLicence { partner_id: "nobody".into(), ..new("x") }).await, "PMS_MSP_429");
    assert_eq!(code(NewLicence { partner_id: "ada".into(), ..new("x") }).await, "PMS_MSP_431");
    let of = |policy: &str| NewLicence { policy_id: Some(policy.into()), ..new("x") };
    assert_eq!(code(of("nothing")).await, "PMS_MSP_437");
    assert_eq!(code(of("id of Loans")).await, "PMS_MSP_438");
    assert_eq!(code(new("x")).await, "ok");
    let passed = NewLicence { expiry_date: Some("2026-11-22".into()), ..new("x") };
    assert_eq!(code(passed.clone()).await, "PMS_MSP_424", "the name before the end");
    assert_eq!(code(NewLicence { license_key_name: "y".into(), ..passed }).await, "PMS_MSP_425");
    assert_eq!(code(new(&"x".repeat(129))).await, "PMS_COR_001");
    assert_eq!(code(new("a/b")).await, "PMS_REQUEST_ERROR_007");
    bank.set("UPDATE partner SET state = 'inactive' WHERE id = 'gate'").await;
    assert_eq!(code(new("z")).await, "PMS_MSP_430");
}

// rows: 197
#[tokio::test]
async fn a_key_is_issued_in_place_of_one_that_works() {
    let bank = Bank::open(World::sqlite().await).await;
    let anew = async |name: &str, policy: Option<&str>| {
        let input = AnewLicence {
            policy_id: policy.map(Into::into),
            license_key_name: name.into(),
            expiry_date: Some("2027-05-01".into()),
        };
        let path = LicencePath { misp_license_id: "gate".into() };
        bank.world.ask(&misp_licence::ISSUE_ANEW, Some(&bank.noor), &path, &input).await
    };
    assert_eq!(anew("", None).await.code(), "PMS_MSP_422");
    assert_eq!(anew("first", None).await.code(), "PMS_MSP_439");
    bank.issue("first").await;
    assert_eq!(anew("second", Some(OPENING)).await.code(), "PMS_MSP_439", "another policy's");
    assert_eq!(anew("first", None).await.code(), "PMS_MSP_424");
    let answer = anew("second", None).await;
    assert_eq!(answer.response()["licenseKey"].as_str().unwrap().len(), 50);
    let expected = [("first".into(), LicenceState::Inactive), ("second".into(), LicenceState::Active)];
    assert_eq!(bank.licences().await, expected);
}

// rows: 198, 203
#[tokio::test]
async fn a_key_is_deactivated_for_good_and_with_its_partner() {
    for world in World::each().await {
        let bank = Bank::open(world).await;
        let first = bank.issue("first").await.misp_license_id;
        assert_eq!(bank.deactivate(" ", "INACTIVE").await.code(), "PMS_MSP_441");
        assert_eq!(bank.deactivate("nothing", "inactive").await.code(), "PMS_MSP_442");
        assert_eq!(bank.deactivate("nothing", "INACTIVE").await.code(), "PMS_MSP_441");
        let done = bank.deactivate(&first, "INACTIVE").await;
        assert_eq!(done.response()["status"], "INACTIVE");
        assert_eq!(bank.deactivate(&first, "INACTIVE").await.code(), "PMS_MSP_434");
        bank.issue("second").await;
        let path = PartnerPath { partner_id: "gate".into() };
        bank.world.call(&partners::SET_STATUS, Some(&bank.noor), &path, &NewPartnerStatus::deactivate()).await;
        assert!(bank.licences().await.iter().all(|(_, state)| *state == LicenceState::Inactive));
        let events = bank.events().await;
        let expected = [
            "MISP_LICENSE_GENERATED",
            "MISP_LICENSE_UPDATED",
            "MISP_LICENSE_UPDATED",
            "PARTNER_UPDATED",
            "MISP_LICENSE_UPDATED",
        ];
        assert_eq!(topics(&events), expected);
        assert_eq!(events[4].1["mispLicenseData"]["mispStatus"], "NOT_ACTIVE");
        assert_eq!(bank.try_issue(&new("third")).await.code(), "PMS_MSP_430");
    }
}

// rows: 200
#[tokio::test]
async fn a_key_deactivates_itself_at_its_end() {
    for world in World::each().await {
        let bank = Bank::open(world).await;
        let tomorrow = NewLicence { expiry_date: Some("2026-11-23".into()), ..new("short") };
        assert_eq!(bank.try_issue(&tomorrow).await.code(), "ok");
        let soon = ListQuery::default().with("expiryPeriod", 30).page(0, 9);
        let page = bank.world.call(&misp_licence::LIST, Some(&bank.noor), &NoPath {}, &soon).await;
        assert_eq!(page.total_results, 1, "the dashboard counts it");
        bank.world.pass(SignedDuration::from_hours(23));
        partnerdesk_server::jobs::tidy(&bank.world.desk).await.unwrap();
        assert_eq!(bank.licences().await[0].1, LicenceState::Active);
        bank.world.pass(SignedDuration::from_hours(2));
        partnerdesk_server::jobs::tidy(&bank.world.desk).await.unwrap();
        partnerdesk_server::jobs::tidy(&bank.world.desk).await.unwrap();
        assert_eq!(bank.licences().await[0].1, LicenceState::Inactive);
        assert_eq!(topics(&bank.events().await), ["MISP_LICENSE_GENERATED", "MISP_LICENSE_UPDATED"]);
        let entries = bank.world.audit().await;
        assert!(entries.iter().any(|e| e.action == "misp_licence.expire" && e.actor == "the server"));
    }
}

#[tokio::test]
async fn the_older_forms_work_on_the_newest_key_and_show_none_twice() {
    let bank = Bank::open(World::sqlite().await).await;
    let gate = bank.world.session("gate", &[Role::MispPartner]).await;
    let generate = async |token: &Secret, id: &str| {
        bank.world.ask(&misp_licence::GENERATE, Some(token), &NoPath {}, &Provider { provider_id: id.into() }).await
    };
    assert_eq!(generate(&gate, "nobody").await.code(), "PMS_MSP_005");
    assert_eq!(generate(&gate, "ada").await.code(), "PMS_PRT_055");
    assert_eq!(generate(&bank.noor, "ada").await.code(), "PMS_MSP_009");
    bank.set("UPDATE partner SET state = 'inactive' WHERE id = 'gate'").await;
    assert_eq!(generate(&gate, "gate").await.code(), "PMS_MSP_405");
    bank.set("UPDATE partner SET state = 'active' WHERE id = 'gate'").await;
    bank.request(&partner("gate", "MISP_Partner"), &policy("Loans", "Auth", &body()), RequestState::InProgress).await;
    assert_eq!(generate(&gate, "gate").await.code(), "PMS_MSP_418");
    bank.set("UPDATE policy_request SET status = 'approved' WHERE status = 'InProgress'").await;
    let made = generate(&gate, "gate").await;
    assert_eq!(made.response()["licenseKeyStatus"], "Active");
    let key = Secret::new(made.response()["licenseKey"].as_str().unwrap());
    assert_eq!(generate(&gate, "gate").await.code(), "PMS_MSP_416");

    let all = bank.world.call(&misp_licence::ALL, Some(&gate), &NoPath {}, &Nothing {}).await;
    assert_eq!((all[0].policy_id.as_deref(), all[0].is_active), (Some(OPENING), true));
    let shown = all[0].license_key.clone();
    assert_eq!(shown, format!("{}{}", "*".repeat(46), &key.expose()[46..]));
    let current = async |id: &str| {
        let path = MispPath { misp_id: id.into() };
        bank.world.ask(&misp_licence::CURRENT, Some(&bank.noor), &path, &Nothing {}).await
    };
    assert_eq!(current("nobody").await.code(), "PMS_MSP_005");
    assert_eq!(current("ada").await.code(), "PMS_MSP_408");
    assert_eq!(current("gate").await.response()["licenseKey"], shown, "the key itself is kept nowhere");

    let set = async |key: &Secret, status: &str| {
        let input =
            ProviderStatus { provider_id: "gate".into(), license_key: key.clone(), license_key_status: status.into() };
        bank.world.ask(&misp_licence::SET_STATUS, Some(&gate), &NoPath {}, &input).await
    };
    assert_eq!(set(&key, "off").await.code(), "PMS_MSP_407");
    assert_eq!(set(&Secret::new("guessed"), "active").await.code(), "PMS_MSP_408");
    assert_eq!(set(&key, "Active").await.response()["licenseKeyStatus"], "active");
    assert_eq!(set(&key, "De-active").await.response()["licenseKeyStatus"], "de-active");
    assert_eq!(set(&key, "ACTIVE").await.code(), "PMS_MSP_434", "upstream would switch it on again");

    let anew = current("gate").await;
    assert_ne!(anew.response()["licenseKey"], shown);
    assert_eq!(anew.response()["licenseKey"].as_str().unwrap().chars().filter(|c| *c == '*').count(), 0);
    let found = bank.world.call(&misp_licence::SEARCH, Some(&gate), &NoPath {}, &Search::default()).await;
    assert_eq!(found.total_record, 2);
    let of = ValuesOf { column_name: "mispId".into(), kind: Some("unique".into()), text: String::new() };
    let values = Values { filters: vec![of], optional_filters: Vec::new() };
    let values = bank.world.call(&misp_licence::VALUES, Some(&gate), &NoPath {}, &values).await;
    assert!(values.filters.iter().all(|value| value.field_value == "gate"));
    let stranger = bank.world.insider("stranger", &[Role::MispPartner]).await;
    let none = bank.world.call(&misp_licence::ALL, Some(&stranger), &NoPath {}, &Nothing {}).await;
    assert!(none.is_empty());
}

#[tokio::test]
async fn a_foreign_page_cannot_make_a_browser_ask_for_a_new_key() {
    let bank = Bank::open(World::sqlite().await).await;
    bank.issue("first").await;
    bank.set("UPDATE misp_licence SET state = 'INACTIVE'").await;
    let ask = async |site: Option<&str>| {
        let cookie = format!("Authorization={}", bank.noor.expose());
        let request = axum::http::Request::get("/v1/partnermanager/misps/gate/licenseKey").header("cookie", cookie);
        let request = match site {
            Some(site) => request.header("sec-fetch-site", site),
            None => request,
        };
        bank.world.send(request.body(axum::body::Body::empty()).unwrap()).await.status.as_u16()
    };
    assert_eq!(ask(Some("cross-site")).await, 401);
    assert_eq!(ask(Some("same-site")).await, 401);
    assert_eq!(bank.licences().await.len(), 1);
    assert_eq!(ask(None).await, 200, "a program is no browser");
    assert_eq!(bank.licences().await.len(), 2);
    assert_eq!(json!(ask(Some("same-origin")).await), json!(200));
}
