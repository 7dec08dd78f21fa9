use partnerdesk_api::{error::Failure, policy_request::RequestCode, role::Role};
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        app::{Effect, Message},
        history::LayerId,
        layer::{Event, Tag, Task},
        screens::{self, scene},
        testing::{self, Desk, SIZES, snapshot},
        theme::{Depth, Theme},
    },
};

/// One row per kind of name: plain, wide, right to left, and one that tries to take the terminal over.
#[path = "policy_requests_line_tests.rs"]
mod line;
#[path = "policy_requests_list_tests.rs"]
mod list;
#[path = "policy_requests_pane_tests.rs"]
mod pane;

fn rows() -> Vec<Value> {
    let row = |id: &str, org: &str, kind: &str, policy: &str, day: u8, status: &str, mappings: &str| {
        json!({
            "id": id, "partnerId": id, "partnerStatus": "activated", "orgName": org, "partnerType": kind,
            "policyId": "p1", "policyName": policy, "policyDescription": "Name, date of birth and photo for the card",
            "policyGroupId": "g1", "policyGroupName": "Printing", "policyGroupDescription": "Card printers",
            "partnerComment": "Second print centre, same card.", "status": status,
            "createdDateTime": format!("2026-11-{day:02}T09:00:00.000+00:00"), "updatedDateTime": null, "mappings": mappings,
        })
    };
    vec![
        row("cardhouse", "Cardhouse Ltd", "Credential_Partner", "ID card v2", 13, "InProgress", "complete"),
        row("ginko", "銀行協会カード発行センター", "Auth_Partner", "KYC 基本", 14, "InProgress", "notNeeded"),
        row("sawt", "صوت البصمة", "Online_Verification_Partner", "تحقق", 18, "InProgress", "extractorsMissing"),
        row(
            "evil",
            "Evil\u{1b}[2J\u{202e}Corp",
            "Credential_Partner",
            "x\u{7}y",
            20,
            "InProgress",
            "credentialTypeMissing",
        ),
        row("lumen", "Lumen Bank", "Auth_Partner", "Full authentication", 21, "rejected", "notNeeded"),
    ]
}

fn answer(request: &Request) -> Result<Value, ClientError> {
    Ok(match request.operation.id {
        "policy_request.list" => json!({"pageNo": 0, "pageSize": 50, "totalResults": 5, "data": rows()}),
        "policy_request.extractors" => json!({
            "extractors": [{"attributeName": "photo", "biometric": "face", "extractorProvider": "mock-face-extractor", "extractorProviderVersion": "1.1"}],
            "partnerPolicyRequestId": "cardhouse", "statusCode": "InProgress",
        }),
        "policy_request.credential_type" => {
            json!({"credentialType": "PDFCard", "partnerPolicyRequestId": "cardhouse", "statusCode": "InProgress"})
        }
        _ => json!("ok"),
    })
}

fn desk(width: u16, height: u16) -> Desk {
    let mut cx = testing::context(width, height);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let first = (SCREEN.open)(&cx, &[]);
    Desk::new(cx, first, answer)
}

fn calls<'a>(desk: &'a Desk, id: &str) -> Vec<&'a Value> {
    desk.asked.iter().filter(|r| r.operation.id == id).map(|r| &r.input).collect()
}

#[test]
fn the_list_at_every_size_and_without_colour() {
    for (width, height) in SIZES {
        let mut desk = desk(width, height);
        desk.wait(300);
        snapshot(&format!("policy_requests_{width}x{height}"), &desk);
        scene::prints_what_it_shows(&mut desk);
    }
    let mut desk = desk(80, 24);
    desk.app.cx.theme = Theme::load("mono", None, Depth::None).0;
    desk.app.cx.symbols = crate::tui::symbols::Symbols::ASCII;
    desk.press("Space Space");
    snapshot("policy_requests_mono_ascii", &desk);
}

#[test]
fn the_evidence_the_decision_and_the_menus() {
    let mut desk = desk(80, 24);
    desk.press("Enter");
    snapshot("policy_request_detail", &desk);
    desk.press("a");
    snapshot("policy_request_approve", &desk);
    desk.press("Esc Esc x");
    snapshot("policy_requests_menu", &desk);
    desk.press("Esc ?");
    snapshot("policy_requests_help", &desk);
    desk.press("/");
    desk.type_text("filter");
    desk.press("Enter n");
    snapshot("policy_requests_help_search", &desk);
    desk.press("Esc ? q :");
    desk.type_text("sort");
    snapshot("policy_requests_palette", &desk);
    desk.press("Ctrl-u");
    desk.type_text("sign out");
    assert!(desk.screen().contains("▸ End the session"), "{}", desk.screen());
    desk.press("Ctrl-u");
    desk.type_text("sort");
    desk.press("Esc g");
    desk.wait(500);
    snapshot("policy_requests_prefix", &desk);
}

#[test]
fn a_decision_is_confirmed_sent_and_shown() {
    let mut desk = desk(80, 24);
    assert_eq!(calls(&desk, "policy_request.list")[0]["status"], "InProgress");
    desk.press("a y");
    assert_eq!(calls(&desk, "policy_request.decide"), [&json!({"status": "Approved"})]);
    assert_eq!(calls(&desk, "policy_request.list").len(), 2, "the list shows how it stands now");
    assert!(desk.screen().contains("Approved: ID card v2 / Cardhouse Ltd"));
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut desk = desk(80, 24);
    desk.press("j j a");
    assert!(desk.screen().contains("The partner must map extractors first."), "{}", desk.screen());
    desk.press("j j d");
    assert!(desk.screen().contains("This request is decided already."));
    assert!(calls(&desk, "policy_request.decide").is_empty());
}

#[test]
fn the_footer_names_first_what_can_be_done() {
    let mut desk = desk(80, 24);
    desk.press("Enter");
    let footer = |desk: &Desk| desk.screen().lines().last().unwrap_or_default().to_string();
    assert!(footer(&desk).contains(" a approve  d reject "), "{}", footer(&desk));
    desk.press("Esc G Enter");
    assert!(footer(&desk).starts_with(" (a approve)  r refresh"), "{}", footer(&desk));
    desk.tell(Message::Resize(ratatui::layout::Size::new(60, 20)));
    assert_eq!(footer(&desk), " r refresh  yy copy id  Esc back  : command  ? help");
}

#[test]
fn many_are_decided_one_after_the_other() {
    let mut desk = desk(80, 24);
    desk.press("Space Space d g");
    desk.press("y");
    assert!(desk.screen().contains("Give a reason"), "{}", desk.screen());
    desk.type_text("no contract");
    desk.press("Enter y");
    assert_eq!(calls(&desk, "policy_request.decide").len(), 2);
    assert!(desk.screen().contains("2 of 2 done, 0 failed"), "{}", desk.screen());
    snapshot("policy_requests_bulk_done", &desk);
}

#[test]
fn keys_of_a_screen_do_not_hide_each_other() {
    let desk = desk(80, 24);
    let offered: Vec<_> = desk.app.offers().iter().map(|o| o.action).collect();
    assert_eq!(desk.app.cx.keymap.conflicts(&offered), []);
    assert!(screens::find("go.requests").is_some());
}

#[test]
fn a_reason_is_as_long_as_the_operation_allows() {
    let limit = crate::tui::widgets::form::limits(&DECIDE.info, "reason", &[]).most;
    assert_eq!(limit, Some(500));
    let mut desk = desk(80, 24);
    desk.press("d Tab");
    desk.tell(crate::tui::app::Message::Paste("x".repeat(800)));
    desk.press("Enter y");
    assert_eq!(calls(&desk, "policy_request.decide")[0]["reason"].as_str().unwrap().len(), 500);
}
