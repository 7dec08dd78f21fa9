use partnerdesk_api::policy::PolicyCode;
use partnerdesk_api::role::Role;
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
    let row = |id: &str, name: &str, desc: &str, status: &str, day: u8| {
        json!({"id": id, "name": name, "desc": desc, "status": status,
            "createdDateTime": format!("2026-11-{day:02}T09:00:00.000+00:00")})
    };
    vec![
        row("g1", "Printing", "Card printers", "active", 13),
        row("g2", NAMES[0], "銀行のための", "active", 14),
        row("g3", NAMES[1], "أجهزة", "active", 15),
        row("g4", NAMES[2], "x\u{7}y", "active", 16),
        row("g5", "Paper forms", "Before the cards", "deactivated", 1),
    ]
}

fn policy(name: &str, active: bool, schema: Option<&str>) -> Value {
    json!({
        "policyId": name, "policyName": name, "policyDesc": "Data on the card", "publishDate": "2026-11-13T09:00:00.000",
        "validTill": "2030-11-13T09:00:00.000", "status": if active { "PUBLISHED" } else { "DRAFTED" }, "version": "1.1",
        "schema": schema, "is_Active": active, "cr_by": "tomas", "cr_dtimes": "2026-11-13T09:00:00.000",
        "up_by": null, "upd_dtimes": null, "policies": {},
    })
}

fn answer(request: &Request) -> Result<Value, ClientError> {
    Ok(match request.operation.id {
        "policy.group_list" => page(&rows()),
        "policy.group" => json!({
            "policyGroup": {
                "id": "g1", "name": "Printing", "desc": "Card printers", "isActive": true, "isDeleted": false,
                "crBy": "tomas", "crDtimes": "2026-11-13T09:00:00.000", "updBy": null, "updDtimes": null, "userId": "tomas",
            },
            "policies": [
                policy("ID card v3", false, None), policy("ID card v2", true, Some("https://schemas")),
                policy("ID card v1", false, Some("https://schemas")), policy(NAMES[1], true, Some("https://schemas")),
            ],
        }),
        "policy.deactivate_group" => {
            let failure = partnerdesk_api::error::Failure::from(PolicyCode::GroupHasBoth);
            let failure = failure.saying("The group has 2 active and 1 draft policies.");
            return Err(ClientError::Refused { status: 200, failure, request_id: None });
        }
        "policy.create_group" => json!({
            "id": "g9", "name": "Resident services", "desc": "x", "is_Active": true, "cr_by": "tomas",
            "cr_dtimes": "2026-11-22T09:00:00.000", "up_by": null, "upd_dtimes": null,
        }),
        other => panic!("nobody asks for {other}"),
    })
}

fn desk(role: Role, size: (u16, u16)) -> Desk {
    at(&SCREEN, role, size, answer)
}

fn manager() -> Desk {
    desk(Role::PolicyManager, (80, 24))
}

#[test]
fn the_list_and_one_group() {
    pictures("policy_groups", "j", |size| desk(Role::PolicyManager, size));
    let mut desk = manager();
    desk.press("Enter");
    snapshot("policy_group_detail", &desk);
}

#[test]
fn a_new_group_is_filled_in_checked_and_sent() {
    let mut desk = manager();
    desk.press("+ F2");
    snapshot("policy_group_new_missing", &desk);
    desk.type_text("Resident services");
    desk.press("Tab");
    desk.type_text("Cards and letters for residents");
    snapshot("policy_group_new", &desk);
    desk.press("F2");
    let sent = json!({"name": "Resident services", "desc": "Cards and letters for residents"});
    assert_eq!(asked(&desk, "policy.create_group"), [(json!({}), sent)]);
    assert!(desk.screen().contains("Made: Resident services"), "{}", desk.screen());
    assert_eq!(asked(&desk, "policy.group_list").len(), 2, "the list shows it");
}

#[test]
fn the_servers_block_is_said_with_its_counts() {
    let mut desk = manager();
    desk.press("D Tab");
    desk.type_text("Printing");
    desk.press("Enter");
    let sent = (json!({"policy_group_id": "g1"}), json!({"status": "De-Activate"}));
    assert_eq!(asked(&desk, "policy.deactivate_group"), [sent]);
    assert!(desk.screen().contains("2 active and 1 draft"), "{}", desk.screen());
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut desk = manager();
    desk.press("G D");
    assert!(desk.screen().contains("This group is deactivated"), "{}", desk.screen());
}
