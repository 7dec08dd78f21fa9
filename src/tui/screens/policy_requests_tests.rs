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
fn rows_are_copied_in_the_list_and_on_their_page() {
    let mut desk = desk(80, 24);
    desk.press("y u");
    assert_eq!(scene::copied(&desk), Some("partnerdesk requests show cardhouse"));
    desk.press("y l");
    assert_eq!(scene::copied(&desk), Some("partnerdesk requests list --status=InProgress"));
    desk.press("Space Space y y");
    assert_eq!(scene::copied(&desk), Some("cardhouse\nginko"));
    desk.press("Esc g g Enter y r");
    assert!(scene::copied(&desk).unwrap().starts_with("cardhouse\tcardhouse\tCredential_Partner\tCardhouse Ltd\t"));
    desk.press("y u");
    assert_eq!(scene::copied(&desk), Some("partnerdesk requests show cardhouse"));
    desk.press("y j");
    assert!(scene::copied(&desk).unwrap().contains("\"policyName\": \"ID card v2\""));
    desk.press("y v");
    snapshot("copied", &desk);
    desk.tell(Message::CopyKept(Ok("/home/meera/copied.txt".into())));
    assert!(desk.screen().contains("Saved in /home/meera/copied.txt"), "{}", desk.screen());
    desk.press("Esc");
    assert!(desk.screen().contains("They wrote"), "{}", desk.screen());
}

#[test]
fn columns_are_hidden_moved_and_widened_and_kept_for_this_view() {
    let mut desk = desk(80, 24);
    desk.press("c");
    assert!(desk.screen().contains("Organisation") && desk.screen().contains("by itself"), "{}", desk.screen());
    desk.press("J l l j Space");
    snapshot("columns", &desk);
    desk.press("Enter");
    let kept = desk.effects.iter().find_map(|e| match e {
        Effect::Run(_, Task::Keep(name, value)) => Some((name.clone(), value.clone())),
        _ => None,
    });
    let (name, value) = kept.unwrap();
    assert_eq!(name, "columns-screen-requests");
    assert_eq!(value["hidden"], json!(["policyGroupName"]));
    assert_eq!(value["widths"], json!({"orgName": 18}));
    snapshot("columns_arranged", &desk);
    desk.press("c 0 Enter");
    assert!(desk.screen().contains("ORGANISATION      POLICY"), "{}", desk.screen());
}

#[test]
fn one_column_stays_and_another_run_finds_them_as_they_were() {
    let mut desk = desk(80, 24);
    let hidden =
        json!({"hidden": ["policyName", "policyGroupName", "partnerType", "createdDateTime", "mappings", "status"]});
    let recalled = Event::Recalled(Tag::new("list:columns"), Some(hidden));
    desk.tell(Message::Event(LayerId(1), recalled, None));
    assert!(!desk.screen().contains("STATUS"), "{}", desk.screen());
    desk.press("c Space");
    assert!(desk.screen().contains("One column has to stay."), "{}", desk.screen());
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
fn filters_are_asked_for_and_taken_back_step_by_step() {
    let mut desk = desk(80, 24);
    desk.press("/");
    desk.type_text(" lumen");
    desk.wait(200);
    let last = |desk: &Desk| calls(desk, "policy_request.list").last().map(|v| (*v).clone()).unwrap();
    assert_eq!((last(&desk)["orgName"].clone(), last(&desk)["status"].clone()), (json!("lumen"), json!("InProgress")));
    desk.press("Enter");
    assert!(desk.screen().contains("Organisation: lumen"));
    desk.press("\\");
    assert_eq!(last(&desk)["status"], Value::Null);
    desk.press("s");
    desk.type_text("policy");
    desk.press("Enter");
    assert_eq!(last(&desk)["sortType"], "asc");
}

#[test]
fn going_back_finds_everything_as_it_was() {
    let mut desk = desk(80, 24);
    desk.press("j j \\ j Enter");
    assert!(desk.screen().contains("They wrote"));
    desk.press("Esc");
    assert!(desk.screen().contains("2 of 5"), "{}", desk.screen());
    desk.press("]");
    assert!(desk.screen().contains("They wrote"));
}

#[test]
fn failures_are_said_and_an_ended_session_is_renewed() {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let ended = std::cell::Cell::new(true);
    let desk_answer = move |request: &Request| match request.operation.id {
        "policy_request.list" if ended.get() => {
            ended.set(false);
            let failure = Failure::from(partnerdesk_api::common::CommonCode::NotSignedIn);
            Err(ClientError::Refused { status: 401, failure, request_id: None })
        }
        "account.sign_in" => Ok(serde_json::to_value(testing::profile(Role::PartnerAdmin)).unwrap()),
        "policy_request.decide" => {
            Err(ClientError::Refused { status: 200, failure: RequestCode::DecidedApproved.into(), request_id: None })
        }
        _ => answer(request),
    };
    let first = (SCREEN.open)(&cx, &[]);
    let mut desk = Desk::new(cx, first, desk_answer);
    assert!(desk.screen().contains("Your session has ended."));
    snapshot("sign_in_again", &desk);
    desk.type_text("an example only");
    desk.press("Enter");
    assert!(desk.screen().contains("Cardhouse Ltd"), "the question was repeated: {}", desk.screen());
    desk.press("a y");
    assert!(desk.screen().contains("has been approved already"), "{}", desk.screen());
}

#[test]
fn a_slow_server_and_none_at_all() {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let first = (SCREEN.open)(&cx, &[]);
    let away = || Err(ClientError::Unreachable { address: "https://desk.example".into(), why: "refused".into() });
    let mut desk = Desk::new(cx, first, move |_| away());
    assert!(desk.screen().contains("offline: tries again in 2 s"), "{}", desk.screen());
    snapshot("policy_requests_unreachable", &desk);
    desk.hold();
    desk.press("r");
    desk.wait(500);
    assert!(desk.screen().contains("loading…"));
    desk.wait(5000);
    assert!(desk.screen().contains("still waiting"));
}

#[test]
fn a_refusal_names_the_roles_and_a_slow_refresh_is_marked() {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::Support));
    let first = (SCREEN.open)(&cx, &[]);
    let refused = Failure::from(partnerdesk_api::common::CommonCode::RoleMissing);
    let desk = Desk::new(cx, first, move |_| {
        Err(ClientError::Refused { status: 403, failure: refused.clone(), request_id: None })
    });
    assert!(desk.screen().contains("needs one of these roles: partner admin, support"), "{}", desk.screen());

    let mut desk = self::desk(80, 24);
    desk.hold();
    desk.press("r");
    assert_eq!(desk.app.wake(), Some(desk.now.up + std::time::Duration::from_millis(400)));
    desk.wait(400);
    assert!(desk.screen().contains("refreshing…") && desk.screen().contains("Cardhouse Ltd"), "{}", desk.screen());
    desk.release(LIST.info.id);
    assert!(desk.screen().contains("updated 14:02:31"), "{}", desk.screen());
}

#[test]
fn a_click_goes_to_a_row_opens_it_and_presses_a_key_of_the_footer() {
    let mut desk = desk(80, 24);
    let click = |desk: &mut Desk, x: u16, y: u16| desk.tell(Message::Click((x, y).into()));
    click(&mut desk, 20, 7);
    assert!(desk.screen().contains("3 of 5"), "{}", desk.screen());
    click(&mut desk, 20, 15);
    assert!(desk.screen().contains("3 of 5"), "where no row is, nothing is: {}", desk.screen());
    click(&mut desk, 20, 7);
    assert!(desk.screen().contains("They wrote"), "{}", desk.screen());
    let footer = desk.screen().lines().last().unwrap().to_string();
    click(&mut desk, u16::try_from(footer.find("Esc").unwrap()).unwrap(), 23);
    assert!(desk.screen().contains("3 of 5"), "{}", desk.screen());
}

#[test]
fn a_broken_line_is_tried_by_itself_and_everything_asks_anew() {
    let away = std::rc::Rc::new(std::cell::Cell::new(false));
    let gone = away.clone();
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let first = (SCREEN.open)(&cx, &[]);
    let mut desk = Desk::new(cx, first, move |request| match gone.get() {
        true => Err(ClientError::Unreachable { address: "https://desk.example".into(), why: "refused".into() }),
        false => answer(request),
    });
    away.set(true);
    desk.press("a y");
    assert!(desk.screen().contains("● complete"), "the old rows stay: {}", desk.screen());
    desk.press("k");
    snapshot("policy_requests_offline", &desk);
    desk.wait(1000);
    assert!(desk.screen().contains("offline: tries again in 1 s"), "{}", desk.screen());
    let decisions = calls(&desk, "policy_request.decide").len();
    desk.press("a");
    assert!(desk.screen().contains("so nothing can be changed"), "{}", desk.screen());
    assert_eq!(calls(&desk, "policy_request.decide").len(), decisions);
    assert_eq!(calls(&desk, "account.setup_state").len(), 1, "asking all the same tries the line");
    desk.press("R");
    let lists = calls(&desk, "policy_request.list").len();
    desk.wait(10_000);
    assert_eq!(calls(&desk, "policy_request.list").len(), lists, "nothing is refreshed meanwhile");
    assert!(calls(&desk, "account.setup_state").len() > 1);
    away.set(false);
    desk.wait(60_000);
    assert!(calls(&desk, "policy_request.list").len() > lists, "the list shows how it stands now");
    assert!(!desk.screen().contains("cannot be reached"), "{}", desk.screen());
    desk.press("a y");
    assert!(desk.screen().contains("Approved: ID card v2 / Cardhouse Ltd"), "{}", desk.screen());
}

#[test]
fn keys_of_a_screen_do_not_hide_each_other() {
    let desk = desk(80, 24);
    let offered: Vec<_> = desk.app.offers().iter().map(|o| o.action).collect();
    assert_eq!(desk.app.cx.keymap.conflicts(&offered), []);
    assert!(screens::find("go.requests").is_some());
}

#[test]
fn the_cursor_stays_with_its_row_when_rows_move() {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let turned = std::cell::Cell::new(false);
    let desk_answer = move |request: &Request| {
        let mut all = rows();
        if turned.replace(true) {
            all.reverse();
        }
        match request.operation.id {
            "policy_request.list" => Ok(json!({"totalResults": 5, "data": all})),
            _ => answer(request),
        }
    };
    let first = (SCREEN.open)(&cx, &[]);
    let mut desk = Desk::new(cx, first, desk_answer);
    desk.press("j r");
    assert!(desk.screen().contains("▸ 銀行協会"), "{}", desk.screen());
    assert!(desk.screen().contains("4 of 5"));
}

#[test]
fn the_export_writes_page_after_page() {
    let mut desk = desk(80, 24);
    desk.press("e Enter Enter");
    let written = |desk: &Desk| -> Vec<(String, bool)> {
        let text = |e: &Effect| match e {
            Effect::Run(_, Task::WriteFile { text, append, .. }) => Some((text.clone(), *append)),
            _ => None,
        };
        desk.effects.iter().filter_map(text).collect()
    };
    assert!(written(&desk)[0].0.starts_with("id,partnerId,partnerType,orgName"), "{:?}", written(&desk));
    let layer = desk.effects.iter().find_map(|e| match e {
        Effect::Run(layer, Task::WriteFile { .. }) => Some(*layer),
        _ => None,
    });
    let done = || Event::Written(Tag::new("export:written"), Ok(()));
    desk.tell(Message::Event(layer.unwrap(), done(), None));
    assert_eq!(written(&desk)[1].0.lines().count(), 5);
    assert!(written(&desk)[1].1, "behind the heads");
    desk.tell(Message::Event(layer.unwrap(), done(), None));
    assert!(desk.screen().contains("5 rows written to ~/policy-requests-20261122-140231.csv"), "{}", desk.screen());
    desk.press("e Enter Ctrl-u - Enter");
    let printed = desk
        .effects
        .iter()
        .any(|e| matches!(e, Effect::Run(_, Task::WriteFile { path, .. }) if path.as_os_str() == "-"));
    assert!(printed, "{}", desk.screen());
}

#[test]
fn an_answer_to_an_older_question_is_not_shown() {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let desk_answer = |request: &Request| {
        let wanted = request.input["orgName"].as_str().unwrap_or("Cardhouse").to_lowercase();
        let named = |row: &Value| row["orgName"].as_str().unwrap().to_lowercase().contains(&wanted);
        let rows: Vec<Value> = rows().into_iter().filter(named).collect();
        Ok(json!({"totalResults": rows.len(), "data": rows}))
    };
    let first = (SCREEN.open)(&cx, &[]);
    let mut desk = Desk::new(cx, first, desk_answer);
    desk.hold();
    desk.press("r /");
    desk.type_text(" lumen");
    desk.wait(200);
    assert_eq!(desk.held(), ["policy_request.list"], "the older one was stopped");
    desk.release("policy_request.list");
    desk.release_stopped();
    assert!(desk.screen().contains("Lumen Bank") && !desk.screen().contains("Cardhouse"), "{}", desk.screen());
}

/// A wide desk whose evidence names the request it belongs to.
fn wide() -> Desk {
    let mut cx = testing::context(200, 50);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let decided = std::cell::Cell::new(false);
    let of = |request: &Request, what: &str| format!("{what} {}", request.path["request_id"].as_str().unwrap());
    let desk_answer = move |request: &Request| {
        let mut all = rows();
        all[0]["status"] = json!(if decided.get() { "approved" } else { "InProgress" });
        Ok(match request.operation.id {
            "policy_request.list" => json!({"totalResults": 5, "data": all}),
            "policy_request.decide" => {
                decided.set(true);
                json!("ok")
            }
            "policy_request.extractors" => {
                let mut reply = answer(request)?;
                reply["extractors"][0]["extractorProvider"] = json!(of(request, "made for"));
                reply
            }
            "policy_request.credential_type" => {
                json!({"credentialType": of(request, "card of"), "partnerPolicyRequestId": "x", "statusCode": "InProgress"})
            }
            _ => return answer(request),
        })
    };
    let first = (SCREEN.open)(&cx, &[]);
    Desk::new(cx, first, desk_answer)
}

/// Whose details stand beside the list.
fn beside(desk: &Desk) -> String {
    desk.screen().lines().nth(2).unwrap().split('│').nth(1).unwrap_or_default().trim().to_string()
}

#[test]
fn details_beside_the_list_follow_once_the_cursor_rests() {
    let mut desk = wide();
    assert_eq!(beside(&desk), "▸ ID card v2 → Cardhouse Ltd");
    let asked = calls(&desk, "policy_request.extractors").len();
    desk.press("j j");
    desk.wait(200);
    desk.press("k j");
    desk.wait(200);
    assert_eq!(beside(&desk), "ID card v2 → Cardhouse Ltd", "only its mark is gone");
    assert_eq!(calls(&desk, "policy_request.extractors").len(), asked, "the cursor has not rested yet");
    desk.wait(100);
    assert!(desk.screen().contains("made for sawt"), "{}", desk.screen());
    desk.press("k k j j");
    assert_eq!(beside(&desk), "▸ تحقق → صوت البصمة", "back where it was, nothing is asked");
    desk.wait(1000);
    assert_eq!(calls(&desk, "policy_request.extractors").len(), asked + 1);
    desk.press("k");
    desk.wait(300);
    assert_eq!(beside(&desk), "▸ KYC 基本 → 銀行協会カード発行センター", "what asks nothing is there at once");
    desk.press("r");
    assert_eq!(beside(&desk), "▸ KYC 基本 → 銀行協会カード発行センター");
}

#[test]
fn a_late_answer_is_never_shown_as_another_rows() {
    let mut desk = wide();
    desk.hold();
    desk.press("j j");
    desk.wait(300);
    let about_each = ["policy_request.extractors", "policy_request.credential_type"];
    assert_eq!(desk.held(), about_each);
    desk.press("j");
    desk.wait(300);
    assert_eq!(desk.held(), about_each, "the earlier ones are stopped");
    desk.release_stopped();
    assert_eq!(beside(&desk), "ID card v2 → Cardhouse Ltd", "until the answers are there");
    desk.wait(400);
    assert_eq!(beside(&desk), "▸ x␇y → Evil␛[2J�Corp", "but not for ever");
    assert!(desk.screen().contains("loading…") && !desk.screen().contains("made for"), "{}", desk.screen());
    about_each.into_iter().for_each(|question| desk.release(question));
    assert!(desk.screen().contains("made for evil"), "{}", desk.screen());
}

#[test]
fn details_whose_questions_were_stopped_are_asked_for_anew() {
    let mut desk = wide();
    desk.hold();
    desk.press("j j");
    desk.wait(300);
    desk.wait(400);
    assert!(desk.screen().contains("loading…"), "{}", desk.screen());
    desk.press("j");
    desk.wait(300);
    desk.press("j k k");
    desk.wait(300);
    desk.release("policy_request.extractors");
    assert!(desk.screen().contains("made for sawt"), "{}", desk.screen());
}

#[test]
fn the_keys_go_to_the_details_and_come_back() {
    let mut desk = wide();
    desk.press("Tab /");
    desk.type_text("mock");
    assert!(desk.screen().contains("nothing found"), "{}", desk.screen());
    desk.press("Esc /");
    desk.type_text("made");
    desk.press("Enter");
    snapshot("policy_requests_in_details", &desk);
    desk.press("j");
    assert!(desk.screen().contains("1 of 5"), "the cursor of the list stays: {}", desk.screen());
    desk.press("Esc Esc j");
    assert!(desk.screen().contains("2 of 5"), "{}", desk.screen());
    let mut desk = self::desk(80, 24);
    desk.press("Tab");
    assert!(desk.screen().contains("Enter opens them on a page."), "{}", desk.screen());
}

#[test]
fn the_pane_shows_the_evidence_of_its_own_row_only() {
    let mut desk = wide();
    assert!(desk.screen().contains("card of cardhouse"), "{}", desk.screen());
    desk.hold();
    desk.press("j j");
    desk.wait(300);
    desk.press("k k");
    desk.wait(300);
    desk.release_stopped();
    assert!(!desk.screen().contains("of sawt"), "late: {}", desk.screen());
    desk.release("policy_request.credential_type");
    assert!(desk.screen().contains("card of cardhouse"), "{}", desk.screen());
}

#[test]
fn the_pane_shows_how_its_row_stands_after_a_refresh() {
    let mut desk = wide();
    let approved = |desk: &Desk| desk.screen().matches("approved").count();
    assert_eq!(approved(&desk), 0);
    desk.hold();
    desk.press("a y");
    desk.release("policy_request.decide");
    desk.release("policy_request.list");
    assert_eq!(approved(&desk), 2, "list and pane: {}", desk.screen());
    assert!(desk.screen().contains("card of cardhouse"), "what is known stays: {}", desk.screen());
    desk.press("r");
    desk.release("policy_request.list");
    desk.release("policy_request.extractors");
    desk.release("policy_request.credential_type");
    assert!(!desk.screen().contains("loading"), "{}", desk.screen());
}

#[test]
fn details_that_were_left_during_a_refresh_are_asked_for_anew() {
    let mut desk = wide();
    desk.hold();
    desk.press("a y");
    desk.release("policy_request.decide");
    desk.press("j");
    desk.release("policy_request.list");
    desk.press("k");
    assert_eq!(beside(&desk), "ID card v2 → Cardhouse Ltd", "not marked as long as it is old");
    desk.wait(300);
    assert_eq!(beside(&desk), "▸ ID card v2 → Cardhouse Ltd");
    assert_eq!(desk.screen().matches("approved").count(), 2, "list and pane: {}", desk.screen());
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
