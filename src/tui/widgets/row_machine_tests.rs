//! Answers that come after something else was begun: in lists, on pages, taken back.

use partnerdesk_api::{
    list::ListQuery,
    policy_request::{DECIDE, Decision, LIST, MappingKeyPath, REQUESTS, RequestRow},
    role::Role,
};
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        layer::Request,
        testing::{self, Desk},
        widgets::{
            detail::{DetailSpec, Line},
            list::{Column, ListSpec, ListView},
            row_action::Question,
        },
    },
};

fn decide(row: &RequestRow, status: &str) -> Request {
    let decision = Decision { status: status.into(), reason: None };
    Request::of(&DECIDE, MappingKeyPath { mapping_key: row.id.clone() }, decision)
}

static ACTIONS: &[RowAction<RequestRow>] = &[
    RowAction::new("request.approve", &["a"], &DECIDE.info, |row, _, _| Do::Call(decide(row, "Approved")))
        .danger(Danger::Reversible)
        .undone_by(|row| decide(row, "InProgress")),
    RowAction::new("request.reject", &["d"], &DECIDE.info, |row, _, _| Do::Call(decide(row, "Rejected")))
        .danger(Danger::Hard)
        .asking(Question {
            request: |row| Request::page(&LIST.info, ListQuery::default().with("of", &row.id)),
            enabled: |reply| Enabled::when(reply["free"] == true, "why-already-decided"),
        }),
    RowAction::new("policy.copy", &["y p"], &LIST.info, |row: &RequestRow, _, _| Do::Copy(row.id.clone(), "copied-id")),
];

static SPEC: ListSpec<RequestRow> = ListSpec::new("screen-requests", &REQUESTS, &LIST.info, COLUMNS)
    .called(|row| row.org_name.clone())
    .detail(&PAGE)
    .actions(ACTIONS);

static COLUMNS: &[Column<RequestRow>] = &[Column::text("orgName", 16), Column::status("status", 12)];

static PAGE: DetailSpec<RequestRow> = DetailSpec {
    name: "probe",
    title: |row, _| vec![row.org_name.clone()],
    id: |row| row.id.clone(),
    called: |row| row.org_name.clone(),
    load: |_| Vec::new(),
    lines: |row, _, _| vec![Line::Field("col-orgName", row.org_name.clone())],
    actions: ACTIONS,
};

fn answer(request: &Request) -> Result<Value, ClientError> {
    let row = |id: &str, org: &str| {
        json!({
            "id": id, "partnerId": id, "partnerStatus": "activated", "orgName": org, "partnerType": "Auth_Partner",
            "policyId": "p1", "policyName": "KYC", "policyDescription": "", "policyGroupId": "g1",
            "policyGroupName": "Banking", "policyGroupDescription": "", "partnerComment": "", "status": "InProgress",
            "createdDateTime": "2026-11-13T09:00:00.000+00:00", "updatedDateTime": null, "mappings": "notNeeded",
        })
    };
    let rows = json!({"totalResults": 2, "data": [row("a", "Lumen"), row("b", "Ginko")]});
    Ok(match (request.operation.id, request.input["of"].as_str()) {
        ("policy_request.list", None) => rows,
        ("policy_request.list", Some(of)) => json!({"free": of == "a"}),
        _ => json!("ok"),
    })
}

fn desk() -> Desk {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    Desk::new(cx, ListView::boxed(&SPEC, &[]), answer)
}

/// Which row was decided how, call by call.
fn decided(desk: &Desk) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_string();
    let calls = desk.asked.iter().filter(|r| r.operation.id == "policy_request.decide");
    calls.map(|r| (text(&r.path["mapping_key"]), text(&r.input["status"]))).collect()
}

fn shows(desk: &Desk, words: &str) {
    assert!(desk.screen().contains(words), "{words}: {}", desk.screen());
}

#[test]
fn an_answer_belongs_to_the_row_it_was_asked_for() {
    let mut desk = desk();
    desk.hold();
    desk.press("a j d");
    desk.press("x");
    desk.release("policy_request.decide");
    shows(&desk, "Approved: Lumen");
    assert_eq!(decided(&desk), [("a".into(), "Approved".into())]);
}

#[test]
fn what_is_taken_back_is_what_the_sentence_names() {
    let mut desk = desk();
    desk.press("a");
    shows(&desk, "Approved: Lumen");
    desk.press("j x Esc u");
    assert_eq!(decided(&desk).last().unwrap(), &("a".into(), "InProgress".into()));
    desk.press("k a j a");
    shows(&desk, "Approved: Ginko");
    desk.press("u");
    assert_eq!(decided(&desk).last().unwrap(), &("b".into(), "InProgress".into()));
}

#[test]
fn the_question_before_an_action_decides_for_its_own_row() {
    let mut desk = desk();
    desk.hold();
    desk.press("d j d");
    assert_eq!(desk.held(), ["policy_request.list", "policy_request.list"]);
    desk.release("policy_request.list");
    shows(&desk, "Lumen");
    desk.press("y");
    desk.release("policy_request.list");
    shows(&desk, "This request is decided already.");
    assert_eq!(decided(&desk), [("a".into(), "Rejected".into())]);
}

#[test]
fn a_page_hears_its_own_answers_and_menus_begin_what_they_show() {
    let mut desk = desk();
    desk.press("Enter a");
    shows(&desk, "Approved: Lumen");
    assert!(desk.screen().contains("Ginko"), "back in the list: {}", desk.screen());
    desk.press("j x");
    desk.press("a");
    assert_eq!(decided(&desk).last().unwrap(), &("b".into(), "Approved".into()));
    desk.press("y p");
    assert!(desk.effects.contains(&crate::tui::app::Effect::Copy("b".into())));
}

#[test]
fn a_refresh_leaves_what_was_ordered_alone() {
    let mut desk = desk();
    desk.hold();
    desk.press("a r");
    desk.press("/");
    desk.type_text(" ginko");
    desk.wait(200);
    assert_eq!(desk.held(), ["policy_request.decide", "policy_request.list"]);
    desk.release("policy_request.decide");
    shows(&desk, "Approved: Lumen");
}

#[test]
fn whoever_has_left_a_page_hears_what_became_of_its_orders() {
    let mut desk = desk();
    desk.press("Enter");
    desk.hold();
    desk.press("a Esc j");
    desk.release("policy_request.list");
    desk.release("policy_request.decide");
    shows(&desk, "Approved: Lumen");
    shows(&desk, "2 of 2");
    assert_eq!(desk.held(), ["policy_request.list"], "the list shows how it stands now");
    assert!(!desk.effects.contains(&crate::tui::app::Effect::Quit), "nobody is moved");
    desk.press("u");
    assert_eq!(decided(&desk).last().unwrap(), &("a".into(), "InProgress".into()));
}

#[test]
fn what_was_sent_cannot_be_stopped_any_more() {
    let mut desk = desk();
    desk.hold();
    desk.press("a Ctrl-c");
    shows(&desk, "It was sent already");
    desk.release("policy_request.decide");
    shows(&desk, "Approved: Lumen");
}
