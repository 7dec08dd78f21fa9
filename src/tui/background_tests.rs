use partnerdesk_api::role::Role;
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        app::Message,
        layer::{Event, Request, Tag, Task},
        screens,
        testing::{self, Desk, snapshot},
    },
};

fn answer(request: &Request) -> Result<Value, ClientError> {
    let row = |i: u32| {
        json!({
            "id": format!("r{i}"), "partnerId": format!("p{i}"), "partnerStatus": "activated",
            "orgName": format!("Organisation {i}"), "partnerType": "Auth_Partner", "policyId": "p", "policyName": "KYC",
            "policyDescription": "", "policyGroupId": "g", "policyGroupName": "Banking", "policyGroupDescription": "",
            "partnerComment": "Please.", "status": "InProgress", "createdDateTime": "2026-11-13T09:00:00.000+00:00",
            "updatedDateTime": null, "mappings": "notNeeded",
        })
    };
    Ok(match request.operation.id {
        "policy_request.list" => json!({"totalResults": 4, "data": (0..4).map(row).collect::<Vec<_>>()}),
        _ => json!({"totalResults": 0, "data": []}),
    })
}

/// A desk at the policy requests whose decisions and files stay unanswered.
fn desk() -> Desk {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let first = screens::home::layer(&cx);
    let mut desk = Desk::new(cx, first, answer);
    desk.press("g q");
    desk
}

/// Begins to approve all four and sends the work behind.
fn approving() -> Desk {
    let mut desk = desk();
    desk.press("* a g");
    desk.hold();
    desk.press("y b");
    desk.go_on();
    desk
}

/// The answer to the decision about a row.
fn decided(desk: &mut Desk, row: u64, result: Result<Value, ClientError>) {
    let at = |effect: &&Request| effect.operation.id == "policy_request.decide";
    assert!(desk.asked.iter().rev().any(|r| at(&r)), "nothing was decided");
    let layer = desk.app.background[0].slot.id;
    desk.hold();
    desk.tell(Message::Event(layer, Event::Reply(Tag::numbered("bulk:call", row), result), None));
    desk.go_on();
}

fn broken() -> Result<Value, ClientError> {
    Err(ClientError::Unreadable("x".into()))
}

#[test]
fn many_are_decided_behind_while_something_else_is_looked_at() {
    let mut desk = approving();
    assert!(desk.screen().contains("It goes on in the background."), "{}", desk.screen());
    decided(&mut desk, 0, Ok(json!("ok")));
    desk.press("g p : t a s k s Enter");
    decided(&mut desk, 1, Ok(json!("ok")));
    snapshot("tasks", &desk);
    decided(&mut desk, 2, Ok(json!("ok")));
    let lists = desk.asked.iter().filter(|r| r.operation.id == "policy_request.list").count();
    decided(&mut desk, 3, Ok(json!("ok")));
    assert!(desk.screen().contains("Approve 4 rows: 4 of 4 done, 0 failed"), "{}", desk.screen());
    assert!(desk.screen().contains("Nothing goes on in the background."), "{}", desk.screen());
    let again = desk.asked.iter().filter(|r| r.operation.id == "policy_request.list").count();
    assert_eq!(again, lists + 1, "the list it came from shows how it stands");
}

#[test]
fn what_failed_behind_waits_to_be_looked_at_and_retried() {
    let mut desk = approving();
    for (row, result) in [Ok(json!("ok")), broken(), Ok(json!("ok")), Ok(json!("ok"))].into_iter().enumerate() {
        decided(&mut desk, row as u64, result);
    }
    assert!(desk.screen().contains("4 of 4 done, 1 failed. :tasks shows"), "{}", desk.screen());
    desk.press(": t a s k s Enter");
    assert!(desk.screen().contains("✗ Approve 4 rows"), "{}", desk.screen());
    desk.press("Enter");
    assert!(desk.screen().contains("r retry"), "{}", desk.screen());
    desk.press("r");
    assert!(desk.screen().contains("4 of 4 done, 0 failed"), "{}", desk.screen());
    desk.press("Enter");
    assert!(desk.screen().contains("Nothing goes on in the background."), "{}", desk.screen());
}

#[test]
fn work_behind_is_stopped_between_two_rows_and_asked_about_on_the_way_out() {
    let mut desk = approving();
    desk.press("[ q");
    assert!(desk.screen().contains("Leave while something goes on?"), "{}", desk.screen());
    desk.press("Esc : t a s k s Enter s");
    decided(&mut desk, 0, Ok(json!("ok")));
    assert!(desk.screen().contains("Stopped: 1 of 4 done"), "{}", desk.screen());
    let decisions = desk.asked.iter().filter(|r| r.operation.id == "policy_request.decide").count();
    assert_eq!(decisions, 1);
}

#[test]
fn an_export_goes_on_behind_and_reports() {
    let mut desk = desk();
    desk.press("e Enter Enter");
    assert!(desk.screen().contains("b in the background"), "{}", desk.screen());
    desk.press("b g p");
    let layer = desk.app.background[0].slot.id;
    for _ in 0..2 {
        desk.tell(Message::Event(layer, Event::Written(Tag::new("export:written"), Ok(())), None));
    }
    assert!(desk.screen().contains("4 rows written to ~/policy-requests-"), "{}", desk.screen());
    assert!(desk.app.background.is_empty());
    let written = |e: &&Effect| matches!(e, Effect::Run(_, Task::WriteFile { .. }));
    assert_eq!(desk.effects.iter().filter(written).count(), 2);
}
