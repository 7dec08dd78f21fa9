//! Failures, slow servers and broken lines.

use super::*;

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
