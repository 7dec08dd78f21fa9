//! The details beside the list.

use super::*;

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
