use partnerdesk_api::{error::Failure, policy::PolicyCode, role::Role};
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        app::{Effect, Message},
        layer::Event,
        screens::scene::{NAMES, asked, at, page, pictures, written},
        testing::{Desk, snapshot},
    },
};

fn rows() -> Vec<Value> {
    let row = |id: &str, name: &str, kind: &str, group: &str, status: &str, day: u8| {
        json!({"policyId": id, "policyType": kind, "policyName": name, "policyDescription": "Data on the card",
            "policyGroupId": "g1", "policyGroupName": group, "status": status,
            "createdDateTime": format!("2026-11-{day:02}T09:00:00.000+00:00")})
    };
    vec![
        row("p1", "ID card v3", "DataShare", "Printing", "draft", 20),
        row("p2", "ID card v2", "DataShare", "Printing", "activated", 13),
        row("p3", NAMES[0], "Auth", NAMES[1], "activated", 12),
        row("p4", NAMES[2], "Auth", "x\u{7}y", "draft", 11),
        row("p5", "ID card v1", "DataShare", "Printing", "deactivated", 2),
    ]
}

fn body() -> Value {
    json!({
        "dataSharePolicies": {"typeOfShare": "direct", "validForInMinutes": "30", "transactionsAllowed": "2",
            "encryptionType": "Partner Based", "shareDomain": "datashare.datashare", "source": "ID Repository"},
        "shareableAttributes": [
            {"attributeName": "fullName", "source": [{"attribute": "fullName"}], "encrypted": true},
            {"attributeName": "photo", "source": [{"attribute": "face"}], "encrypted": false},
        ],
    })
}

fn answer(request: &Request) -> Result<Value, ClientError> {
    let refused = |failure| Err(ClientError::Refused { status: 200, failure, request_id: None });
    Ok(match request.operation.id {
        "policy.list" => page(&rows()),
        "policy.detail" | "policy.publish" => json!({
            "policyGroupId": "g1", "policyGroupName": "Printing", "policyGroupDesc": "Card printers",
            "policyGroupStatus": true, "policyGroup_cr_by": "tomas", "policyGroup_cr_dtimes": "2026-11-01T09:00:00.000",
            "policyGroup_up_by": null, "policyGroup_upd_dtimes": null, "policyId": "p1", "policyName": "ID card v3",
            "policyDesc": "Data on the card", "policyType": "DataShare", "publishDate": "2026-11-20T09:00:00.000",
            "validTill": "2030-11-20T09:00:00.000", "status": "DRAFTED", "version": "1.1", "schema": null,
            "is_Active": false, "cr_by": "tomas", "cr_dtimes": "2026-11-20T09:00:00.000", "up_by": null,
            "upd_dtimes": null, "policies": body(),
        }),
        "policy.group_choices" => json!([
            {"id": "g1", "name": "Printing", "description": "Card printers"},
            {"id": "g2", "name": "Banking", "description": "Banks and payment"},
        ]),
        "policy.create" if request.input["name"] == "taken" => {
            return refused(Failure::from(PolicyCode::NameTakenInGroup).at("name"));
        }
        "policy.deactivate" => return refused(PolicyCode::HasApprovedRequests.into()),
        _ => json!({}),
    })
}

fn desk(role: Role, size: (u16, u16)) -> Desk {
    at(&SCREEN, role, size, answer)
}

fn manager() -> Desk {
    desk(Role::PolicyManager, (80, 24))
}

#[test]
fn the_list_and_one_policy() {
    pictures("policies", "j", |size| desk(Role::PolicyManager, size));
    let mut desk = manager();
    desk.press("Enter");
    snapshot("policy_detail", &desk);
    desk.press("PgDn");
    snapshot("policy_detail_json", &desk);
}

#[test]
fn a_policy_is_read_before_it_is_sent() {
    let mut desk = manager();
    desk.press("+");
    desk.type_text("share");
    desk.press("Enter");
    desk.type_text("print");
    desk.press("Enter");
    desk.type_text("ID card v4");
    desk.press("Tab");
    desk.type_text("Data on the card");
    desk.press("Tab");
    snapshot("policy_new", &desk);
    desk.tell(Message::Paste("{\n  \"shareableAttributes\": [,]\n}".into()));
    snapshot("policy_new_broken", &desk);
    assert!(desk.screen().contains("Line 2, column 27"), "{}", desk.screen());
    desk.tell(Message::Paste("{\n  \"shareableAttributes\": []\n}".into()));
    assert!(desk.screen().contains("lacks dataSharePolicies"), "{}", desk.screen());
    desk.press("F2");
    assert!(asked(&desk, "policy.create").is_empty(), "what would be refused is not sent");
    desk.tell(Message::Paste(format!("{:#}", body())));
    snapshot("policy_new_ready", &desk);
    desk.press("F2");
    let sent = json!({
        "policyGroupName": "Printing", "policyType": "DataShare", "name": "ID card v4", "desc": "Data on the card",
        "version": "1.1", "policies": body(),
    });
    assert_eq!(asked(&desk, "policy.create"), [(json!({}), sent)]);
    assert!(desk.screen().contains("Saved as a draft: ID card v4"), "{}", desk.screen());
}

#[test]
fn a_draft_is_changed_from_how_it_stands() {
    let mut desk = manager();
    desk.press("E");
    snapshot("policy_edit", &desk);
    desk.type_text("b");
    desk.press("F2");
    let sent = json!({
        "policyGroupName": "Printing", "name": "ID card v3b", "desc": "Data on the card", "version": "1.1",
        "policies": body(),
    });
    assert_eq!(asked(&desk, "policy.update"), [(json!({"policy_id": "p1"}), sent)]);
}

#[test]
fn the_json_of_a_draft_is_changed_in_the_persons_editor() {
    let mut desk = manager();
    desk.press("E Tab Tab Ctrl-e");
    let asked_for = desk.effects.iter().find_map(|e| match e {
        Effect::Edit { layer, tag, text, ending } => Some((*layer, *tag, text.clone(), *ending)),
        _ => None,
    });
    let (layer, tag, text, ending) = asked_for.unwrap();
    assert_eq!((text, ending), (format!("{:#}\n", body()), "json"));
    desk.tell(Message::Event(layer, Event::Edited(tag, Ok("{ \"a\": \n".into())), None));
    assert!(desk.screen().contains("Line 1, column"), "{}", desk.screen());
    desk.press("Ctrl-e");
    let again = |e: &&Effect| matches!(e, Effect::Edit { text, .. } if text == "{ \"a\": \n");
    assert!(desk.effects.iter().any(|e| again(&e)), "what is broken goes back into the editor as it is");
    let mut changed = body();
    changed["shareableAttributes"][0]["encrypted"] = json!(false);
    desk.tell(Message::Event(layer, Event::Edited(tag, Ok(format!("{changed:#}\n"))), None));
    snapshot("policy_edited", &desk);
    desk.press("F2");
    assert_eq!(asked(&desk, "policy.update")[0].1["policies"], changed);
}

#[test]
fn a_copy_goes_into_another_group() {
    let mut desk = manager();
    desk.press("C");
    snapshot("policy_copy", &desk);
    desk.type_text("bank");
    desk.press("Enter F2");
    let sent = asked(&desk, "policy.create");
    assert_eq!((&sent[0].1["policyGroupName"], &sent[0].1["policies"]), (&json!("Banking"), &body()));
}

#[test]
fn publishing_says_that_it_is_final() {
    let mut desk = manager();
    desk.press("P");
    snapshot("policy_publish", &desk);
    desk.press("y");
    assert_eq!(asked(&desk, "policy.publish")[0].0, json!({"policy_id": "p1", "policy_group_id": "g1"}));
    assert!(desk.screen().contains("Published: ID card v3"), "{}", desk.screen());
}

#[test]
fn the_json_goes_into_a_file_or_the_clipboard_and_the_page_stays() {
    let mut desk = manager();
    desk.press("Enter y p");
    assert!(desk.effects.iter().any(|e| matches!(e, Effect::Copy(text) if text.contains("\"fullName\""))));
    assert!(desk.screen().contains("In plain words"), "{}", desk.screen());
    desk.press("w Enter");
    let files = written(&desk);
    assert!(files[0].0.ends_with("/ID-card-v3.json") && files[0].1.contains("\"fullName\""), "{files:?}");
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut desk = manager();
    desk.press("D");
    assert!(desk.screen().contains("Only a published policy"), "{}", desk.screen());
    desk.press("j E");
    assert!(desk.screen().contains("Only a draft can be changed"), "{}", desk.screen());
    desk.press("D Tab");
    desk.type_text("ID card v2");
    desk.press("Enter");
    assert!(desk.screen().contains("Partners use this policy"), "{}", desk.screen());
    desk.press("G D");
    assert!(desk.screen().contains("This policy is deactivated"), "{}", desk.screen());
    let mut desk = self::desk(Role::Support, (80, 24));
    desk.press("P");
    assert!(
        desk.screen().contains("This needs one of these roles: partner admin, policy manager."),
        "{}",
        desk.screen()
    );
}

#[test]
fn a_taken_name_lands_on_its_line() {
    let mut desk = manager();
    desk.press("C");
    desk.type_text("bank");
    desk.press("Enter");
    desk.press("Ctrl-u");
    desk.type_text("taken");
    desk.press("F2");
    assert!(desk.screen().contains("has a policy of this name already"), "{}", desk.screen());
}

#[test]
fn a_read_only_profile_offers_what_only_looks() {
    let mut desk = manager();
    desk.app.cx.read_only = true;
    for keys in ["P", "E", "+"] {
        desk.press(keys);
        assert!(desk.screen().contains("This profile is read-only"), "{keys}: {}", desk.screen());
    }
    desk.press("y p");
    assert!(desk.effects.iter().any(|e| matches!(e, Effect::Copy(text) if text.contains("\"fullName\""))));
}
