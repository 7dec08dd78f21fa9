use partnerdesk_api::{api_key::ApiKeyCode, error::Failure, role::Role};
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        screens::scene::{NAMES, asked, at, page, pictures},
        testing::{Desk, snapshot},
    },
};

fn rows() -> Vec<Value> {
    let row = |id: &str, label: &str, partner: &str, org: &str, status: &str, until: &str| {
        json!({
            "id": id, "partnerId": partner, "partnerType": "Auth_Partner", "orgName": org, "policyGroupId": "g",
            "policyGroupName": "Banking", "policyGroupDescription": "Banks that open accounts", "policyId": "p1",
            "policyName": "Account opening", "policyDescription": "Who opens an account", "apiKeyLabel": label,
            "maskedApiKey": "pk7h****9QzA", "status": status, "createdDateTime": "2026-11-13T09:00:00.000+00:00",
            "apiKeyExpiryDateTime": until,
        })
    };
    let never = "2126-10-20T09:00:00.000+00:00";
    vec![
        row("1", "teller app", "lumen", "Lumen Bank", "activated", never),
        row("2", NAMES[0], "ginko", NAMES[0], "activated", "2026-12-02T09:00:00.000+00:00"),
        row("3", NAMES[1], "bahr", NAMES[1], "activated", "2028-11-13T09:00:00.000+00:00"),
        row("4", NAMES[2], "evil", "x\u{7}y", "deactivated", never),
    ]
}

fn answer(request: &Request) -> Result<Value, ClientError> {
    let refused = |failure| Err(ClientError::Refused { status: 200, failure, request_id: None });
    Ok(match request.operation.id {
        "api_key.list" => page(&rows()),
        "partner.own" => json!([{"partnerId": "lumen", "partnerType": "Auth_Partner", "policyGroupId": "g",
            "policyGroupName": "Banking", "policyGroupDescription": "Banks"}]),
        "policy_request.list" => page(&[json!({
            "id": "q", "partnerId": "lumen", "partnerStatus": "activated", "orgName": "Lumen Bank",
            "partnerType": "Auth_Partner", "policyId": "p1", "policyName": "Account opening",
            "policyDescription": "Who opens an account", "policyGroupId": "g", "policyGroupName": "Banking",
            "policyGroupDescription": "Banks", "partnerComment": "x", "status": "approved",
            "createdDateTime": "2026-11-13T09:00:00.000+00:00", "updatedDateTime": null,
        })]),
        "api_key.generate" if request.input["label"] == "taken" => {
            return refused(Failure::from(ApiKeyCode::NameTaken).at("label"));
        }
        "api_key.generate" | "api_key.create" => {
            json!({"apiKey": "pk7hQ2xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx9QzA", "label": "new app", "policyId": "p1", "partnerId": "lumen"})
        }
        "api_key.change" => json!({"partnerId": "lumen", "policyId": "p1", "apiKeyName": "teller app",
            "apiKeyExpiryDateTime": "2027-02-20T23:59:59.999+00:00", "status": "De-Active"}),
        _ => json!({}),
    })
}

fn desk(role: Role, size: (u16, u16)) -> Desk {
    let screen = if role == Role::AuthPartner { &OWN } else { &ALL };
    at(screen, role, size, answer)
}

// rows: 157, 161
#[test]
fn the_list_and_one_key() {
    pictures("api_keys", "j", |size| desk(Role::PartnerAdmin, size));
    let mut own = desk(Role::AuthPartner, (80, 24));
    snapshot("own_api_keys", &own);
    own.press("Enter");
    snapshot("api_key_detail", &own);
}

// rows: 158, 159
#[test]
fn a_partner_makes_a_key_that_is_shown_once() {
    let mut desk = desk(Role::AuthPartner, (80, 24));
    desk.press("+ Tab Tab");
    desk.type_text("taken");
    snapshot("api_key_new", &desk);
    desk.press("F2");
    assert!(desk.screen().contains("Choose another name"), "{}", desk.screen());
    for _ in 0.."taken".len() {
        desk.press("Backspace");
    }
    desk.type_text("new app");
    desk.press("F2");
    let sent = json!({"policyName": "Account opening", "label": "new app"});
    assert_eq!(asked(&desk, "api_key.generate")[1], (json!({"partner_id": "lumen"}), sent));
    let shown = desk.screen();
    assert!(shown.contains("pk7hQ2xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx9QzA") && shown.contains("new app"), "{shown}");
    desk.press("Esc");
    desk.press("Esc");
    assert!(!desk.screen().contains("pk7hQ2"), "{}", desk.screen());
}

// rows: 160, 165
#[test]
fn a_key_is_deactivated_by_its_name() {
    for role in [Role::AuthPartner, Role::PartnerAdmin] {
        let mut desk = desk(role, (80, 24));
        desk.press("D");
        snapshot(if role == Role::AuthPartner { "api_key_deactivate" } else { "api_key_deactivate_admin" }, &desk);
        desk.press("Tab");
        desk.type_text("teller app");
        desk.press("Enter");
        let path = json!({"partner_id": "lumen", "policy_id": "p1", "api_key_name": "teller app"});
        assert_eq!(asked(&desk, "api_key.change"), [(path, json!({"status": "De-Active"}))]);
    }
    let mut desk = desk(Role::AuthPartner, (80, 24));
    desk.press("G");
    desk.press("D");
    assert!(desk.screen().contains("that is final"), "{}", desk.screen());
}

// rows: 162
#[test]
fn an_admin_gives_a_key_another_end() {
    let mut desk = desk(Role::PartnerAdmin, (80, 24));
    desk.press("E");
    snapshot("api_key_end", &desk);
    for _ in 0.."2126-10-20".len() {
        desk.press("Backspace");
    }
    desk.type_text("+90d");
    desk.press("F2");
    let path = json!({"partner_id": "lumen", "policy_id": "p1", "api_key_name": "teller app"});
    assert_eq!(asked(&desk, "api_key.change"), [(path, json!({"expiryDateTime": "2027-02-20T23:59:59.999Z"}))]);
    assert!(desk.screen().contains("has a new end"), "{}", desk.screen());
    let own = OWN_ACTIONS.iter().map(|a| a.action.id).collect::<Vec<_>>();
    assert_eq!(own, ["api-key.deactivate"], "partners do not");
}

// rows: 158
#[test]
fn an_admin_makes_keys_for_manual_adjudication() {
    let mut desk = desk(Role::PartnerAdmin, (80, 24));
    desk.press("+");
    let of = asked(&desk, "partner.own");
    assert_eq!(of[0].1["partnerType"], "Manual_Adjudication");
    desk.press("Tab Tab");
    desk.type_text("bench");
    desk.press("F2");
    let path = json!({"partner_id": "lumen", "policy_id": "p1"});
    assert_eq!(asked(&desk, "api_key.create"), [(path, json!({"apiKeyName": "bench"}))]);
}
