use partnerdesk_api::account::OwnedPartner;
use partnerdesk_api::role::Role;
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        app::Effect,
        layer::{Request, Task},
        screens::scene::{NAMES, asked, page},
        testing::{self, Desk, SIZES, snapshot},
    },
};

fn rows() -> Vec<Value> {
    let row = |id: &str, policy: &str, day: u8, status: &str, mappings: &str, reason: Option<&str>| {
        json!({
            "id": id, "partnerId": "cardhouse", "partnerStatus": "activated", "orgName": "Cardhouse Ltd",
            "partnerType": "Credential_Partner", "policyId": "p1", "policyName": policy,
            "policyDescription": "Name, date of birth and photo for the card", "policyGroupId": "g1",
            "policyGroupName": "Printing", "policyGroupDescription": "Card printers",
            "partnerComment": "Second print centre, same card.", "status": status, "mappings": mappings,
            "createdDateTime": format!("2026-11-{day:02}T09:00:00.000+00:00"), "updatedDateTime": null,
            "decidedBy": reason.map(|_| "meera"), "decisionReason": reason,
        })
    };
    vec![
        row("r1", "ID card v2", 21, "InProgress", "extractorsMissing", None),
        row("r2", NAMES[0], 20, "InProgress", "credentialTypeMissing", None),
        row("r3", NAMES[1], 19, "InProgress", "complete", None),
        row("r4", NAMES[2], 13, "approved", "complete", Some("Everything is there.")),
        row("r5", "Full data", 12, "rejected", "complete", Some("No contract for this data yet.")),
    ]
}

fn answer(request: &Request) -> Result<Value, ClientError> {
    let extractor = |name: &str, provider: &str| {
        json!({"id": name, "createdDateTime": "2026-11-13T09:00:00.000000", "configName": name, "bioextractorProviderName": provider, "bioextractorProviderVersion": "1.1",
            "bioModality": request.input["bioModality"], "attributeName": "photo", "credentialDataFormat": "rawData"})
    };
    Ok(match request.operation.id {
        "policy_request.list" => page(&rows()),
        "policy_request.extractors" => json!({
            "extractors": [{"attributeName": "photo", "biometric": "face", "extractorProvider": "mock", "extractorProviderVersion": "1.1"}],
            "partnerPolicyRequestId": "r5", "statusCode": "rejected",
        }),
        "policy_request.credential_type" => {
            json!({"credentialType": "PDFCard", "partnerPolicyRequestId": "r5", "statusCode": "rejected"})
        }
        "partner.own" => json!([{"partnerId": "cardhouse", "partnerType": "Credential_Partner", "policyGroupId": "g1",
            "policyGroupName": "Printing", "policyGroupDescription": "Card printers"}]),
        "policy.choices" => {
            let choice = |name: &str, about: &str| {
                json!({"policyGroupId": "g1", "policyGroupName": "Printing", "id": name, "name": name, "descr": about,
                    "policyType": "DataShare"})
            };
            json!([choice("ID card v2", "Name, date of birth and photo"), choice("Letter", "Name and address")])
        }
        "policy_request.create" => json!({"mappingkey": "r9", "message": "sent"}),
        "extractor.list" => page(&[extractor("Mock face", "mock-extractor"), extractor("Lens", "lens")]),
        "system.config" => json!({"allowedCredentialTypes": "auth,qrcode, PDFCard"}),
        _ => json!("ok"),
    })
}

fn desk_of(role: Role, kind: &str, (width, height): (u16, u16)) -> Desk {
    let mut cx = testing::context(width, height);
    let mut profile = testing::profile(role);
    profile.organization_name = Some("Cardhouse Ltd".into());
    profile.partners = vec![OwnedPartner {
        partner_id: "cardhouse".into(),
        partner_type: kind.into(),
        status: "active".into(),
        policy_group_name: Some("Printing".into()),
    }];
    cx.session = Some(profile);
    let first = (SCREEN.open)(&cx, &[]);
    Desk::new(cx, first, answer)
}

fn desk() -> Desk {
    desk_of(Role::CredentialPartner, "Credential_Partner", (80, 24))
}

fn path(id: &str) -> Value {
    json!({"request_id": id})
}

fn mapping(modality: &str) -> Value {
    json!({"attributeName": "photo", "biometric": modality, "extractorProvider": "lens",
        "extractorProviderVersion": "1.1", "credentialDataFormat": "rawData"})
}

#[test]
fn the_list_at_every_size_and_a_decision_with_its_reason() {
    for size in SIZES {
        let mut desk = desk_of(Role::CredentialPartner, "Credential_Partner", size);
        desk.wait(300);
        snapshot(&format!("own_requests_{}x{}", size.0, size.1), &desk);
    }
    let mut desk = desk();
    desk.press("Enter");
    snapshot("own_request_unfinished", &desk);
    desk.press("Esc G Enter");
    snapshot("own_request_rejected", &desk);
    assert!(desk.screen().contains("No contract for this data yet."), "{}", desk.screen());
}

#[test]
fn three_steps_each_kept_by_the_server() {
    let mut desk = desk();
    desk.press("+");
    snapshot("request_policy_empty", &desk);
    desk.press("Tab Enter");
    snapshot("request_policy_choosing", &desk);
    desk.press("Enter");
    desk.type_text("Second print centre");
    desk.press("F2");
    let sent = json!({"policyName": "ID card v2", "useCaseDescription": "Second print centre"});
    assert_eq!(asked(&desk, "policy_request.create"), [(json!({"partner_id": "cardhouse"}), sent)]);
    snapshot("request_extractors", &desk);
    desk.type_text("lens");
    desk.press("Enter F2");
    let sent = json!({"extractors": [mapping("face")]});
    assert_eq!(asked(&desk, "policy_request.map_extractors"), [(path("r9"), sent)]);
    desk.type_text("pdf");
    desk.press("Enter");
    snapshot("request_credential", &desk);
    desk.press("F2");
    let sent = json!({"credentialType": "PDFCard"});
    assert_eq!(asked(&desk, "policy_request.map_credential_type"), [(path("r9"), sent)]);
    snapshot("request_sent", &desk);
}

#[test]
fn a_request_is_gone_on_with_where_it_stopped() {
    let mut desk = desk();
    desk.press("j >");
    assert!(desk.screen().contains("Credential type"), "{}", desk.screen());
    desk.type_text("qr");
    desk.press("Enter F2");
    assert_eq!(asked(&desk, "policy_request.map_credential_type")[0].0, path("r2"));
    let mut desk = self::desk();
    desk.press("Enter >");
    desk.press("Tab");
    desk.type_text("lens");
    desk.press("Enter F2");
    let sent = json!({"extractors": [mapping("finger")]});
    assert_eq!(asked(&desk, "policy_request.map_extractors"), [(path("r1"), sent)]);
}

#[test]
fn the_draft_knows_which_request_the_server_keeps() {
    let mut desk = desk();
    desk.press("+ Tab Enter Enter");
    desk.type_text("x");
    desk.press("F2");
    let kept = desk.effects.iter().rev().find_map(|e| match e {
        Effect::Run(_, Task::Keep(_, value)) => Some(value.clone()),
        _ => None,
    });
    assert_eq!(kept.unwrap()["values"]["mappingkey"], "r9");
}

#[test]
fn partners_that_map_nothing_send_one_form() {
    let mut desk = desk_of(Role::AuthPartner, "Auth_Partner", (80, 24));
    desk.press("+ Tab");
    desk.type_text("letter");
    desk.press("Enter");
    desk.type_text("Statements");
    desk.press("F2");
    assert_eq!(asked(&desk, "policy_request.create").len(), 1);
    assert!(desk.screen().contains("Request sent"), "{}", desk.screen());
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut desk = desk();
    desk.press("j j >");
    assert!(desk.screen().contains("Nothing is missing"), "{}", desk.screen());
    desk.press("j >");
    assert!(desk.screen().contains("decided already"), "{}", desk.screen());
    let mut desk = desk_of(Role::SdkPartner, "SDK_Partner", (80, 24));
    desk.press("+");
    assert!(desk.screen().contains("This needs another role, such as authentication partner."), "{}", desk.screen());
}
