//! The first screens together: from nothing to a first admin, and from registration to the checklist.

use partnerdesk_api::{
    account::{FirstStep, OwnedPartner, Profile},
    common::CommonCode,
    error::Failure,
    partner::PartnerCode,
    role::Role,
};
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        app::{Connection, Effect, Message},
        context::Player,
        layer::{Connect, Request},
        testing::{self, Desk, SIZES, snapshot},
    },
};

fn refused(failure: impl Into<Failure>) -> Result<Value, ClientError> {
    Err(ClientError::Refused { status: 400, failure: failure.into(), request_id: None })
}

fn cardhouse(next: Option<FirstStep>) -> Profile {
    Profile {
        user_name: "cardhouse".into(),
        organization_name: Some("Cardhouse Ltd".into()),
        address: Some("1 Print Lane".into()),
        contact_number: Some("+254 20 123".into()),
        partner_type: Some("Credential_Partner".into()),
        partners: vec![OwnedPartner {
            partner_id: "cardhouse".into(),
            partner_type: "Credential_Partner".into(),
            status: "active".into(),
            policy_group_name: Some("Printing".into()),
        }],
        next,
        ..testing::profile(Role::CredentialPartner)
    }
}

fn answer(request: &Request) -> Result<Value, ClientError> {
    Ok(match request.operation.id {
        "account.setup_state" => json!({"due": false, "sample": true, "environment": "sample"}),
        "account.sign_in" | "account.me" => serde_json::to_value(testing::profile(Role::PartnerAdmin)).unwrap(),
        "account.sign_up" if request.input["userName"] == "taken" => {
            return refused(Failure::from(PartnerCode::IdTaken).at("userName"));
        }
        "account.sign_up" | "account.setup" => json!({"userName": request.input["userName"]}),
        "partner.types" => json!([
            {"code": "Auth_Partner", "label": "Authentication partner", "policyRequired": true, "role": "AUTH_PARTNER", "certificateDomain": "AUTH", "selfService": true},
            {"code": "Credential_Partner", "label": "Credential partner", "policyRequired": true, "role": "CREDENTIAL_PARTNER", "certificateDomain": "AUTH", "selfService": true},
            {"code": "ABIS_Partner", "label": "ABIS partner", "policyRequired": true, "role": "ABIS_PARTNER", "certificateDomain": "AUTH", "selfService": false},
        ]),
        "policy.group_choices" => json!([
            {"id": "g1", "name": "Printing", "description": "Card printers"},
            {"id": "g2", "name": "Banking", "description": "Banks and payment"},
        ]),
        "partner.register" => json!({"partnerId": "cardhouse", "status": "InProgress"}),
        "account.give_consent" => json!({"userId": "cardhouse", "consentGiven": true, "consentGivenDateTime": null}),
        "partner.checklist" => json!({
            "partnerId": "cardhouse", "partnerType": "Credential_Partner", "organizationName": "Cardhouse Ltd",
            "policyGroupName": "Printing", "requestId": "r1",
            "steps": [
                {"step": "registered", "state": "done", "actor": null, "doneAt": "2026-11-03T09:00:00"},
                {"step": "policyGroup", "state": "done", "actor": null, "doneAt": "2026-11-03T09:05:00", "details": ["Printing"]},
                {"step": "consent", "state": "done", "actor": null, "doneAt": "2026-11-03T09:06:00"},
                {"step": "certificate", "state": "done", "actor": null, "doneAt": "2026-11-04T10:00:00", "details": ["2027-11-04"]},
                {"step": "policyRequest", "state": "done", "actor": null, "doneAt": "2026-11-12T10:00:00", "details": ["ID card v2"]},
                {"step": "extractors", "state": "next", "actor": "partner", "doneAt": null, "details": ["ID card v2"]},
                {"step": "credentialType", "state": "later", "actor": "partner", "doneAt": null, "details": ["ID card v2"]},
                {"step": "decision", "state": "later", "actor": "partnerAdmin", "doneAt": null, "details": ["ID card v2"]},
                {"step": "ready", "state": "later", "actor": null, "doneAt": null},
            ],
        }),
        "policy_request.list" => {
            json!({"totalResults": 12, "data": [{"createdDateTime": "2026-11-13T09:00:00.000+00:00"}]})
        }
        "partner.list" => json!({"totalResults": 214, "data": [{}]}),
        "certificate.trust_list" if request.input["expiryPeriod"].is_null() => json!({"totalResults": 6, "data": [{}]}),
        "extractor.list" | "policy.list" | "policy.group_list" => json!({"totalResults": 3, "data": [{}]}),
        _ => json!({"totalResults": 0, "data": []}),
    })
}

fn desk(width: u16, height: u16, signed_in: Option<Profile>) -> Desk {
    let mut cx = testing::context(width, height);
    cx.data_folder = "~/.local/share/partnerdesk".into();
    let player = |user: &str, name: &str, part: &str| Player {
        user_name: user.into(),
        password: "sample".into(),
        name: name.into(),
        part: part.into(),
    };
    cx.cast = vec![
        player("meera", "Meera Iyer", "partner admin"),
        player("tomas", "Tomás Okafor", "policy manager"),
        player("cardhouse", "Cardhouse Ltd", "credential partner, waiting for a decision"),
        player("sawt", "صوت البصمة", "device provider"),
    ];
    if signed_in.is_none() {
        cx.environment.clear();
    }
    cx.session = signed_in;
    let first = if cx.session.is_some() { after_sign_in(&cx) } else { start::layer() };
    Desk::new(cx, first, answer)
}

fn last<'a>(desk: &'a Desk, id: &str) -> &'a Value {
    &desk.asked.iter().rfind(|r| r.operation.id == id).unwrap_or_else(|| panic!("{id} was not called")).input
}

fn connection(desk: &Desk) -> Connection {
    let cast = desk.app.cx.cast.clone();
    Connection {
        address: "unix:/run/desk".into(),
        has_session: false,
        setup_code: Some("code".into()),
        cast,
        flags: Vec::new(),
        environment: Default::default(),
    }
}

fn connected(desk: &mut Desk) {
    let connection = connection(desk);
    desk.tell(Message::Connected(Ok(connection)));
}

#[test]
fn three_ways_to_begin() {
    for (width, height) in SIZES {
        snapshot(&format!("start_{width}x{height}"), &desk(width, height, None));
    }
    let mut desk = desk(80, 24, None);
    desk.press("j Enter");
    assert!(desk.effects.contains(&Effect::Connect(Connect::StartHere)));
    desk.tell(Message::Connected(Err("The data folder is in use.".into())));
    assert!(desk.screen().contains("The data folder is in use."));
    desk.press("j Enter");
    desk.type_text("desk.example");
    desk.press("Enter");
    let reached = || Effect::Connect(Connect::Address("https://desk.example".into()));
    assert!(desk.effects.contains(&reached()));
    desk.effects.clear();
    desk.tell(Message::Connected(Err("Nobody answers.".into())));
    desk.press("Enter Ctrl-u");
    desk.type_text("desk.example");
    desk.press("Enter");
    assert!(desk.effects.contains(&reached()));
}

#[test]
fn a_role_of_the_sample_country_is_one_key_away() {
    let mut desk = desk(80, 24, None);
    connected(&mut desk);
    snapshot("sign_in_sample", &desk);
    desk.press("1");
    assert_eq!(last(&desk, "account.sign_in")["userName"], "meera");
    snapshot("board_80x24", &desk);
    desk.press("Enter");
    assert_eq!(last(&desk, "policy_request.list")["status"], "InProgress");
    assert!(desk.screen().contains("Policy requests"));
}

#[test]
fn a_fresh_desk_says_what_is_still_to_be_done() {
    let nothing = |_: &Request| Ok(json!({"totalResults": 0, "data": []}));
    for (width, height) in [(80, 24), (60, 20)] {
        let mut cx = testing::context(width, height);
        cx.session = Some(testing::profile(Role::PartnerAdmin));
        let mut desk = Desk::new(cx, board::layer(), nothing);
        snapshot(&format!("board_fresh_{width}x{height}"), &desk);
        desk.press("j Enter");
        assert!(desk.screen().contains("No extractor configurations yet"), "{}", desk.screen());
    }
}

#[test]
fn a_board_that_cannot_be_read_says_why_once() {
    let away =
        |_: &Request| Err(ClientError::Unreachable { address: "https://desk.example".into(), why: "refused".into() });
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let desk = Desk::new(cx, board::layer(), away);
    snapshot("board_unreachable", &desk);
    assert_eq!(desk.screen().matches("cannot be reached").count(), 1);
}

#[test]
fn a_policy_manager_sees_their_policies_at_home() {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PolicyManager));
    let mut desk = Desk::new(cx, board::layer(), answer);
    snapshot("board_manager_80x24", &desk);
    desk.press("j Enter");
    assert_eq!(last(&desk, "policy.list")["status"], "draft");
}

#[test]
fn esc_leads_back_to_the_first_screen_as_long_as_nobody_has_signed_in() {
    let mut desk = desk(80, 24, None);
    connected(&mut desk);
    assert!(desk.screen().contains("Esc back"), "{}", desk.screen());
    desk.press("Esc");
    assert!(desk.screen().contains("Nothing has been written yet"), "{}", desk.screen());
    assert!(!desk.screen().contains("sample  "), "the badge of the server is gone");
    desk.press("Esc");
    assert!(!desk.effects.contains(&Effect::Quit), "Esc never quits");
    desk.press("q");
    assert!(desk.effects.contains(&Effect::Quit));
}

#[test]
fn whoever_has_no_digit_is_played_by_name() {
    let mut desk = desk(80, 24, None);
    connected(&mut desk);
    desk.type_text("cardhouse");
    desk.press("Enter");
    assert_eq!(last(&desk, "account.sign_in")["userName"], "cardhouse");
}

#[test]
fn the_checklist_goes_on_at_the_step_itself_and_says_why_a_request_was_rejected() {
    let mut going = desk(80, 24, Some(cardhouse(None)));
    going.press("Enter");
    assert!(going.screen().contains("✓ Policy    ▸ Extractors"), "{}", going.screen());

    let rejected = |request: &Request| {
        let mut reply = answer(request)?;
        if request.operation.id == "partner.checklist" {
            let steps = reply["steps"].as_array_mut().unwrap();
            for step in &mut steps[5..7] {
                step["state"] = json!("done");
            }
            steps[7]["state"] = json!("refused");
            steps[7]["actor"] = json!("partner");
            steps[7]["doneAt"] = json!("2026-11-13T09:00:00");
            steps[7]["details"] = json!(["ID card v2", "The address of the print centre is missing."]);
        }
        Ok(reply)
    };
    let mut cx = testing::context(80, 24);
    cx.session = Some(cardhouse(None));
    snapshot("checklist_rejected", &Desk::new(cx, checklist::layer("cardhouse"), rejected));

    let done = |request: &Request| {
        let mut reply = answer(request)?;
        if request.operation.id == "partner.checklist" {
            for step in reply["steps"].as_array_mut().unwrap() {
                step["state"] = json!("done");
            }
        }
        Ok(reply)
    };
    let mut cx = testing::context(80, 24);
    cx.session = Some(cardhouse(None));
    snapshot("checklist_done", &Desk::new(cx, checklist::layer("cardhouse"), done));
}

#[test]
fn a_wrong_password_keeps_the_name() {
    let cx = testing::context(80, 24);
    let wrong = |_: &Request| refused(partnerdesk_api::account::AccountCode::WrongPassword);
    let mut desk = Desk::new(cx, sign_in::layer(false), wrong);
    desk.type_text("meera");
    desk.press("Tab");
    desk.type_text("not the one");
    desk.press("Enter");
    assert!(desk.screen().contains("do not match"), "{}", desk.screen());
    assert!(desk.screen().contains("meera"));
    assert!(!desk.screen().contains("not the one"));
}

#[test]
fn the_first_admin_is_made_and_signed_in() {
    let cx = testing::context(80, 24);
    let due = |request: &Request| match request.operation.id {
        "account.setup_state" => Ok(json!({"due": true, "sample": false, "environment": ""})),
        _ => answer(request),
    };
    let mut desk = Desk::new(cx, start::layer(), due);
    connected(&mut desk);
    snapshot("first_admin", &desk);
    for text in ["Meera", "Iyer", "meera@registry.example", "meera", "correct horse"] {
        desk.type_text(text);
        desk.press("Tab");
    }
    desk.press("Enter");
    assert_eq!(last(&desk, "account.setup")["setupCode"], "code");
    assert_eq!(last(&desk, "account.sign_in")["password"], "correct horse");
    assert!(desk.screen().contains("Waiting for a decision"));
}

#[test]
fn registration_complains_on_the_line_and_keeps_what_was_typed() {
    let mut cx = testing::context(80, 24);
    cx.environment = String::new();
    let mut desk = Desk::new(cx, sign_in::layer(false), answer);
    desk.press("F4");
    snapshot("register_empty", &desk);
    desk.press("c r e");
    snapshot("register_choosing", &desk);
    desk.press("Enter");
    for text in ["Cardhouse Ltd", "Ada", "Mwangi", "not an address"] {
        desk.type_text(text);
        desk.press("Enter");
    }
    assert!(desk.screen().contains("not an e-mail address"), "{}", desk.screen());
    desk.press("F2");
    snapshot("register_complaints", &desk);
    desk.press("Shift-Tab Tab Ctrl-u");
    desk.type_text("desk@cardhouse.example");
    desk.press("Tab");
    desk.type_text("+254 20 123");
    desk.press("Tab");
    desk.type_text("1 Print Lane");
    desk.press("Tab Tab");
    desk.type_text("taken");
    desk.press("Tab");
    desk.type_text("correct horse");
    desk.press("Ctrl-Enter");
    assert_eq!(last(&desk, "account.sign_up")["partnerType"], "Credential_Partner");
    assert_eq!(last(&desk, "account.sign_up")["langCode"], "eng");
    assert!(desk.screen().contains("This partner id is taken"), "{}", desk.screen());
    desk.press("Ctrl-u");
    desk.type_text("cardhouse");
    desk.press("F2");
    snapshot("registered", &desk);
}

#[test]
fn leaving_a_form_asks_when_something_was_typed() {
    let cx = testing::context(80, 24);
    let mut desk = Desk::new(cx, sign_in::layer(false), answer);
    desk.press("F4 Tab");
    desk.type_text("Cardhouse");
    desk.press("Esc");
    assert!(desk.screen().contains("Leave this page?"));
    desk.press("Enter");
    assert!(desk.screen().contains("Cardhouse"));
    desk.press("Esc y");
    assert!(desk.screen().contains("Who are you?"));
}

#[test]
fn first_steps_lead_to_the_checklist() {
    let mut group = desk(80, 24, Some(cardhouse(Some(FirstStep::ChoosePolicyGroup))));
    group.press("F2");
    assert!(group.screen().contains("This is needed."), "{}", group.screen());
    assert!(group.asked.iter().all(|r| r.operation.id != "partner.register"), "nothing is sent without a group");
    group.press("p");
    snapshot("policy_group_choice", &group);
    group.press("Enter F2");
    assert_eq!(last(&group, "partner.register")["policyGroup"], "Printing");
    assert_eq!(last(&group, "partner.register")["organizationName"], "Cardhouse Ltd");

    let mut consent = desk(80, 24, Some(cardhouse(Some(FirstStep::GiveConsent))));
    consent.press("Enter");
    assert!(consent.screen().contains("Tick first"));
    snapshot("consent", &consent);
    snapshot("consent_60x20", &desk(60, 20, Some(cardhouse(Some(FirstStep::GiveConsent)))));
    consent.press("Space");
    assert!(!consent.screen().contains("Tick first"), "a warning answers one key");
    consent.press("Enter");
    assert!(consent.asked.iter().any(|r| r.operation.id == "account.give_consent"));
}

#[test]
fn the_checklist_and_the_profile() {
    for (width, height) in SIZES {
        snapshot(&format!("checklist_{width}x{height}"), &desk(width, height, Some(cardhouse(None))));
    }
    let mut desk = desk(80, 24, Some(Profile { contact_number: None, ..cardhouse(None) }));
    desk.press("g m");
    snapshot("profile", &desk);
}

#[test]
fn too_small_a_terminal_is_told_so() {
    let mut desk = desk(80, 24, Some(cardhouse(None)));
    desk.tell(Message::Resize(ratatui::layout::Size::new(50, 12)));
    assert!(desk.screen().contains("needs 60x20, this terminal is 50x12"));
}

#[test]
fn an_account_that_ended_elsewhere_signs_in_again() {
    let ended = |_: &Request| refused(CommonCode::NotSignedIn);
    let mut cx = testing::context(80, 24);
    cx.session = Some(cardhouse(None));
    let mut desk = Desk::new(cx, checklist::layer("cardhouse"), ended);
    assert!(desk.screen().contains("Sign in again"));
    desk.press("Esc");
    assert!(desk.effects.contains(&Effect::SignOut));
}

#[test]
fn no_two_screens_of_a_role_share_a_key() {
    for role in Role::ALL {
        let mut cx = testing::context(80, 24);
        cx.session = Some(testing::profile(*role));
        let mine: Vec<_> = offered(&cx).map(|s| s.action).collect();
        assert_eq!(cx.keymap.conflicts(&mine), [], "{role:?}");
    }
    let known = known_actions();
    let ids: std::collections::HashSet<_> = known.iter().map(|a| a.id).collect();
    assert_eq!(ids.len(), known.len(), "an action id is used twice");
}

#[test]
fn a_sign_in_that_was_left_can_be_tried_again() {
    let mut desk = Desk::new(testing::context(80, 24), sign_in::layer(false), answer);
    desk.hold();
    desk.type_text("meera");
    desk.press("Tab");
    desk.type_text("an example only");
    desk.press("Enter F4 Esc Enter");
    desk.release("account.sign_in");
    desk.release_stopped();
    assert!(desk.screen().contains("Waiting for a decision"), "{}", desk.screen());
}

#[test]
fn a_consent_that_was_left_is_given_all_the_same() {
    let mut desk = desk(80, 24, Some(cardhouse(Some(FirstStep::GiveConsent))));
    desk.hold();
    desk.press("Space Enter g m");
    desk.release("account.give_consent");
    desk.press("Esc");
    desk.release("account.setup_state");
    desk.release("account.me");
    assert!(desk.screen().contains("Waiting for a decision"), "{}", desk.screen());
}

#[test]
fn the_profiles_word_for_a_server_goes_before_its_own() {
    let mut desk = desk(80, 24, None);
    let environment = ("KE live data".to_string(), true);
    let connection = Connection { environment, ..connection(&desk) };
    desk.tell(Message::Connected(Ok(connection)));
    assert!(desk.screen().contains("KE live data"), "{}", desk.screen());
    assert!(desk.app.cx.is_production());
}

#[test]
fn a_page_says_that_it_waits_what_failed_and_how_old_it_is() {
    let mut cx = testing::context(80, 24);
    cx.session = Some(cardhouse(None));
    let fails = std::rc::Rc::new(std::cell::Cell::new(false));
    let failing = fails.clone();
    let desk_answer = move |request: &Request| match failing.get() {
        true => Err(ClientError::Unreadable("x".into())),
        false => answer(request),
    };
    let first = checklist::layer("cardhouse");
    let mut desk = Desk::new(cx, first, desk_answer);
    assert!(desk.screen().contains("updated 14:02:31"), "{}", desk.screen());
    fails.set(true);
    desk.press("r");
    let screen = desk.screen();
    assert!(screen.contains("r try again") && screen.contains("Cardhouse Ltd"), "the old stays: {screen}");
    fails.set(false);
    desk.hold();
    desk.press("g c");
    desk.wait(500);
    assert!(desk.screen().contains("loading"), "{}", desk.screen());
    desk.wait(5000);
    assert!(desk.screen().contains("still waiting"), "{}", desk.screen());
    desk.press("Ctrl-c");
    assert!(desk.screen().contains("r try again"), "{}", desk.screen());
}

#[test]
fn the_example_of_keys_fits_and_needs_no_letters() {
    use crate::tui::keymap::Keymap;
    let known = known_actions();
    let (keys, complaints) = Keymap::read(include_str!("../../../docs/keys.toml"), "keys.toml", &known);
    assert_eq!(complaints, Vec::<String>::new());
    assert_eq!(keys.own_conflicts(&known, |a| a.id.to_string()), Vec::<String>::new());
    for action in known.iter().filter(|a| ["app.help", "list.filter", "text.next"].contains(&a.id)) {
        assert!(keys.keys(action).iter().all(|s| s.0.iter().all(|key| key.typed().is_none())), "{}", action.id);
    }
}
