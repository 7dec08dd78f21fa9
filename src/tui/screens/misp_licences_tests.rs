use partnerdesk_api::{error::Failure, misp_licence::MispCode, role::Role};
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
    let row = |id: &str, name: &str, partner: &str, org: &str, policy: Option<&str>, status: &str, until: &str| {
        json!({
            "mispLicenseId": id, "partnerId": partner, "orgName": org, "policyGroupId": policy.map(|_| "g"),
            "policyGroupName": policy.map(|_| "Gateways"), "policyGroupDescription": policy.map(|_| "Gateways"),
            "policyId": policy.map(|_| "p1"), "policyName": policy, "policyDescription": policy.map(|_| "What a gateway may"),
            "licenseKeyName": name, "maskedLicenseKey": "**********************************************9QzA",
            "status": status, "createdDateTime": "2026-11-13T09:00:00.000+00:00", "expiryDateTime": until,
        })
    };
    vec![
        row("1", "main gateway", "gate", "Gate One", Some("Delegation"), "ACTIVE", "2027-11-13T09:00:00.000+00:00"),
        row("2", NAMES[0], "ginko", NAMES[0], None, "ACTIVE", "2026-12-02T09:00:00.000+00:00"),
        row("3", NAMES[1], "bahr", NAMES[1], None, "INACTIVE", "2026-11-20T09:00:00.000+00:00"),
        row("4", NAMES[2], "evil", "x\u{7}y", None, "INACTIVE", "2026-11-20T09:00:00.000+00:00"),
    ]
}

fn answer(request: &Request) -> Result<Value, ClientError> {
    let refused = |failure| Err(ClientError::Refused { status: 200, failure, request_id: None });
    Ok(match request.operation.id {
        "misp_licence.list" => page(&rows()),
        "partner.own" => json!([{"partnerId": "gate", "partnerType": "MISP_Partner", "policyGroupId": null,
            "policyGroupName": null, "policyGroupDescription": null}]),
        "policy_request.list" => page(&[]),
        "misp_licence.issue" if request.input["licenseKeyName"] == "taken" => {
            return refused(Failure::from(MispCode::NameTaken).at("licenseKeyName"));
        }
        "misp_licence.issue" => json!({
            "mispLicenseId": "9", "licenseKey": "Lk7hQ2xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx9QzA",
            "expiryDateTime": "2027-02-20T14:02:31.000+00:00", "licenseKeyName": "new gateway", "status": "ACTIVE",
            "partnerId": "gate", "policyId": null,
        }),
        "misp_licence.deactivate" => json!({"mispLicenseId": "1", "partnerId": "gate", "policyId": "p1",
            "licenseKeyName": "main gateway", "status": "INACTIVE"}),
        _ => json!({}),
    })
}

fn desk(size: (u16, u16)) -> Desk {
    at(&SCREEN, Role::PartnerAdmin, size, answer)
}

// rows: 191, 196, 199, 201
#[test]
fn the_list_and_one_licence() {
    pictures("misp_licences", "j", desk);
    let mut desk = desk((80, 24));
    desk.press("Enter");
    snapshot("misp_licence_detail", &desk);
}

// rows: 192, 193, 194
#[test]
fn a_key_is_issued_and_shown_once() {
    let mut desk = desk((80, 24));
    desk.press("+ Tab Tab");
    desk.type_text("taken");
    desk.press("Tab");
    desk.type_text("+90d");
    snapshot("misp_licence_new", &desk);
    desk.press("F2");
    assert!(desk.screen().contains("PMS_MSP_424"), "{}", desk.screen());
    for _ in 0.."taken".len() {
        desk.press("Backspace");
    }
    desk.type_text("new gateway");
    desk.press("F2");
    let sent =
        json!({"partnerId": "gate", "policyId": "", "licenseKeyName": "new gateway", "expiryDate": "2027-02-20"});
    assert_eq!(asked(&desk, "misp_licence.issue")[1], (json!({}), sent));
    assert!(desk.screen().contains("Lk7hQ2"), "{}", desk.screen());
    desk.press("Esc");
    desk.press("Esc");
    assert!(!desk.screen().contains("Lk7hQ2"), "{}", desk.screen());
}

// rows: 197
#[test]
fn a_key_is_issued_in_place_of_one_that_works() {
    let mut desk = desk((80, 24));
    desk.press("A");
    desk.type_text("new gateway");
    desk.press("Tab");
    desk.type_text("2027-02-20");
    snapshot("misp_licence_anew", &desk);
    desk.press("F2");
    let sent =
        json!({"partnerId": "gate", "policyId": "p1", "licenseKeyName": "new gateway", "expiryDate": "2027-02-20"});
    assert_eq!(asked(&desk, "misp_licence.issue"), [(json!({}), sent)]);
    assert!(desk.screen().contains("Lk7hQ2"), "{}", desk.screen());
}

// rows: 198
#[test]
fn a_key_is_deactivated_by_its_name() {
    let mut desk = desk((80, 24));
    desk.press("D");
    snapshot("misp_licence_deactivate", &desk);
    desk.press("Tab");
    desk.type_text("main gateway");
    desk.press("Enter");
    let expected = (json!({"misp_license_id": "1"}), json!({"status": "INACTIVE"}));
    assert_eq!(asked(&desk, "misp_licence.deactivate"), [expected]);
    desk.press("G");
    desk.press("D");
    assert!(desk.screen().contains("that is final"), "{}", desk.screen());
}
