//! Wizards, files and long lists, over operations of the contract.

use crossterm::event::KeyCode;
use partnerdesk_api::{certificate, policy_request};
use serde_json::{Value, json};

use super::{
    form::{Field, FileRead, FormSpec, FormView},
    secret, success,
    wizard::{Step, Wizard, WizardSpec},
};
use crate::{
    client::ClientError,
    tui::{
        app::{Effect, Message},
        history::LayerId,
        key::Key,
        layer::{Entry, Event, Layer, Request, Tag, Task},
        testing::{self, Desk, snapshot},
        theme::Tone,
    },
};

static REQUEST: FormSpec = FormSpec::new(
    "request",
    "requests-policy",
    &policy_request::CREATE,
    &[Field::text("policyName"), Field::lines("useCaseDescription", 3)],
    |_, _, _| Vec::new(),
)
.at("partner_id", "partnerId")
.given(|_| json!({"partnerId": "cardhouse"}));

static TYPE: FormSpec = FormSpec::new(
    "type",
    "col-credentialType",
    &policy_request::MAP_CREDENTIAL_TYPE,
    &[Field::words("credentialType", &["PDFCard", "qrcode"])],
    |_, _, _| Vec::new(),
)
.at("request_id", "id")
.given(|_| json!({}));

static WIZARD: WizardSpec = WizardSpec {
    name: "probe",
    title: "screen-requests",
    steps: &[Step::kept(&REQUEST), Step::kept(&TYPE)],
    finish: Some(|values, _| Request::filled(&policy_request::CREATE.info, json!({}), values.clone())),
    done: |_, _, _| {
        vec![crate::tui::layer::Wish::Replace(success::layer("success-home", "Done.".into(), success::USUAL))]
    },
};

fn ok(_: &Request) -> Result<Value, ClientError> {
    Ok(json!({"mappingkey": "m1", "message": "ok"}))
}

fn kept(desk: &Desk) -> Vec<&Value> {
    drafts(desk).into_iter().map(|(_, value)| value).collect()
}

fn drafts(desk: &Desk) -> Vec<(&str, &Value)> {
    let draft = |effect| match effect {
        &Effect::Run(_, Task::Keep(ref name, ref value)) if name.starts_with("draft-probe-") => {
            Some((name.as_str(), value))
        }
        _ => None,
    };
    desk.effects.iter().filter_map(draft).collect()
}

#[test]
fn a_draft_is_its_writers_at_the_server_it_was_written_for() {
    let name = |user: &str, address: &str| {
        let mut cx = testing::context(80, 24);
        cx.session = Some(partnerdesk_api::account::Profile {
            user_name: user.into(),
            ..testing::profile(partnerdesk_api::role::Role::CredentialPartner)
        });
        cx.address = address.into();
        let first = Wizard::boxed(&WIZARD, &cx);
        let mut desk = Desk::new(cx, first, ok);
        desk.type_text("ID card v2");
        desk.press("Tab");
        desk.type_text("Second print centre.");
        desk.press("F2");
        drafts(&desk)[0].0.to_string()
    };
    let long = format!("unix:/{}", "a/".repeat(200));
    let names = [name("ada", "unix:/a"), name("ada", "unix:/b"), name("../../ada", "unix:/a"), name("ada", &long)];
    for (i, one) in names.iter().enumerate() {
        assert!(one.len() < 60 && !one.contains('/'), "{one}");
        assert!(!names[..i].contains(one), "{names:?}");
    }
    assert_eq!(names[0], name("ada", "unix:/a"), "it is found again");
}

#[test]
fn a_wizard_keeps_a_draft_after_each_step_and_reviews_before_it_sends() {
    let cx = testing::context(80, 24);
    let first = Wizard::boxed(&WIZARD, &cx);
    let mut desk = Desk::new(cx, first, ok);
    desk.type_text("ID card v2");
    desk.press("Tab");
    desk.type_text("Second print centre.");
    desk.press("F2");
    assert_eq!(kept(&desk).last().unwrap()["step"], 1);
    assert_eq!(kept(&desk).last().unwrap()["values"]["policyName"], "ID card v2");
    desk.press("q Enter");
    desk.press("F2");
    snapshot("wizard_review", &desk);
    desk.press("F3 F2 Enter");
    assert_eq!(desk.asked.last().unwrap().input["credentialType"], "qrcode");
    assert!(desk.screen().contains("Done."), "{}", desk.screen());
}

static SECRET: FormSpec = FormSpec::new(
    "secret",
    "screen-register",
    &partnerdesk_api::account::SIGN_IN,
    &[Field::text("userName"), Field::secret("password")],
    |_, _, _| Vec::new(),
);

static SECRETIVE: WizardSpec = WizardSpec {
    name: "probe",
    steps: &[Step::kept(&SECRET), Step::kept(&TYPE), Step::kept(&REQUEST)],
    ..WIZARD_SHAPE
};
const WIZARD_SHAPE: WizardSpec =
    WizardSpec { name: "", title: "screen-requests", steps: &[], finish: None, done: |_, _, _| Vec::new() };

#[test]
fn no_draft_of_any_step_holds_a_secret() {
    let cx = testing::context(80, 24);
    let first = Wizard::boxed(&SECRETIVE, &cx);
    let mut desk = Desk::new(cx, first, ok);
    desk.type_text("meera");
    desk.press("Tab");
    desk.type_text("an example only");
    desk.press("F2");
    desk.press("q Enter F2");
    assert_eq!(kept(&desk).len(), 2);
    for draft in kept(&desk) {
        assert!(!draft.to_string().contains("an example only"), "{draft}");
        assert_eq!(draft["values"]["userName"], "meera");
    }
    let draft = kept(&desk)[1].clone();
    let cx = testing::context(80, 24);
    let first = Wizard::boxed(&SECRETIVE, &cx);
    let mut again = Desk::new(cx, first, ok);
    again.tell(Message::Event(LayerId(1), Event::Recalled(Tag::new("wizard:draft"), Some(draft)), None));
    again.press("y");
    assert!(again.screen().contains("meera") && again.screen().contains("Password"), "{}", again.screen());
}

static DATED: FormSpec = FormSpec::new(
    "dated",
    "screen-register",
    &partnerdesk_api::account::ME,
    &[Field::date("userName"), Field::toggle("langCode")],
    |_, _, _| Vec::new(),
);

static DATES: WizardSpec =
    WizardSpec { name: "probe", steps: &[Step::kept(&DATED), Step::kept(&TYPE)], ..WIZARD_SHAPE };

#[test]
fn dates_are_typed_in_words_and_boxes_are_ticked() {
    for (typed, read) in [("+30d", "2026-12-22"), ("today", "2026-11-22"), ("2027-01-05", "2027-01-05")] {
        let cx = testing::context(80, 24);
        let first = Wizard::boxed(&DATES, &cx);
        let mut desk = Desk::new(cx, first, ok);
        desk.type_text(typed);
        desk.press("Tab Space");
        assert!(desk.screen().contains(read), "{}", desk.screen());
        desk.press("F2");
        assert_eq!(kept(&desk)[0]["values"], json!({"userName": read, "langCode": true}));
    }
}

#[test]
fn a_draft_is_of_one_person_at_one_server() {
    let name = |address: &str, user: &str| {
        let mut cx = testing::context(80, 24);
        cx.address = address.into();
        cx.session = Some(partnerdesk_api::account::Profile {
            user_name: user.into(),
            ..testing::profile(partnerdesk_api::role::Role::PartnerAdmin)
        });
        let first = Wizard::boxed(&WIZARD, &cx);
        let desk = Desk::new(cx, first, ok);
        let recalled = desk.effects.iter().find_map(|e| match e {
            Effect::Run(_, Task::Recall(_, name)) => Some(name.clone()),
            _ => None,
        });
        recalled.unwrap()
    };
    let names =
        [name("https://a", "meera"), name("https://a", "tomas"), name("https://b", "meera"), name("a", "x@https://")];
    let different: std::collections::HashSet<_> = names.iter().collect();
    assert_eq!(different.len(), names.len(), "{names:?}");
    assert!(names.iter().all(|n| !n.contains(['/', '.', ':'])), "{names:?}");
}

#[test]
fn a_draft_of_an_earlier_run_is_offered() {
    let cx = testing::context(80, 24);
    let first = Wizard::boxed(&WIZARD, &cx);
    let mut desk = Desk::new(cx, first, ok);
    let draft = json!({"step": 1, "values": {"policyName": "ID card v2", "useCaseDescription": "x"}});
    desk.tell(Message::Event(LayerId(1), Event::Recalled(Tag::new("wizard:draft"), Some(draft)), None));
    assert!(desk.screen().contains("Go on where you were?"));
    desk.press("y");
    assert!(desk.screen().contains("▸ Credential type"), "{}", desk.screen());
}

static SENDING: WizardSpec = WizardSpec {
    name: "sending",
    title: "screen-requests",
    steps: &[Step::sent(&REQUEST, |reply| json!({"id": reply["mappingkey"]})), Step::kept(&TYPE)],
    finish: None,
    done: |_, _, _| Vec::new(),
};

#[test]
fn a_step_that_was_sent_is_not_offered_again() {
    let cx = testing::context(80, 24);
    let first = Wizard::boxed(&SENDING, &cx);
    let mut desk = Desk::new(cx, first, ok);
    desk.type_text("ID card v2");
    desk.press("Tab");
    desk.type_text("Second print centre.");
    desk.press("F2");
    assert!(desk.screen().contains("▸ Credential type"), "{}", desk.screen());
    assert!(!desk.screen().contains(" F3 step before"), "{}", desk.screen());
    desk.press("F3");
    assert!(desk.screen().contains("has been sent and cannot be changed"), "{}", desk.screen());
    assert!(desk.screen().contains("▸ Credential type"), "{}", desk.screen());
}

fn request() -> Desk {
    let cx = testing::context(80, 24);
    let first = FormView::boxed(&REQUEST, &[], &cx);
    let mut desk = Desk::new(cx, first, ok);
    desk.type_text("ID card v2");
    desk.press("Tab");
    desk.type_text("Second");
    desk
}

#[test]
fn a_text_goes_to_the_persons_editor_and_comes_back() {
    let mut desk = request();
    assert!(desk.screen().contains("Ctrl-e editor"), "{}", desk.screen());
    desk.press("Ctrl-e");
    let asked = desk.effects.iter().find_map(|e| match e {
        Effect::Edit { tag, text, ending, .. } => Some((*tag, text.clone(), *ending)),
        _ => None,
    });
    let (tag, text, ending) = asked.unwrap();
    assert_eq!((text.as_str(), ending), ("Second\n", "txt"));
    let back = |result| Message::Event(LayerId(1), Event::Edited(tag, result), None);
    desk.tell(back(Err("vi: exit status: 1".into())));
    assert!(desk.screen().contains("Nothing was changed: vi: exit status: 1"), "{}", desk.screen());
    assert!(desk.screen().contains("Second"), "{}", desk.screen());
    desk.tell(back(Ok("Second print centre,\nsame card.\n".into())));
    assert!(desk.screen().contains("same card."), "{}", desk.screen());
    desk.press("F2");
    assert_eq!(desk.asked.last().unwrap().input["useCaseDescription"], "Second print centre,\nsame card.");
}

#[test]
fn what_comes_back_from_the_editor_is_checked_like_what_is_typed() {
    let mut desk = request();
    let tag = Tag::numbered("form:edited", 1);
    desk.tell(Message::Event(LayerId(1), Event::Edited(tag, Ok("x".repeat(600))), None));
    assert!(desk.screen().contains("At most 500 characters."), "{}", desk.screen());
}

/// Keys as a terminal sends a paste that it does not mark.
fn burst(text: &str) -> Message {
    let code = |c| if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
    Message::Burst(text.chars().map(|c| Key::plain(code(c))).collect())
}

#[test]
fn a_paste_that_the_terminal_does_not_mark_sends_nothing() {
    let mut desk = request();
    desk.tell(burst(" print centre,\nsame card.\n"));
    assert!(desk.screen().contains("same card."), "{}", desk.screen());
    desk.press("Shift-Tab");
    desk.tell(burst(" and\nmore\n"));
    assert!(desk.screen().contains("ID card v2 and more"), "{}", desk.screen());
    desk.press("F2");
    let sent = &desk.asked.last().unwrap().input;
    assert_eq!(sent["policyName"], "ID card v2 and more");
    assert_eq!(sent["useCaseDescription"], "Second print centre,\nsame card.\n");

    let mut desk = upload();
    desk.tell(burst("-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n"));
    assert!(desk.screen().contains("CN=card.example"), "{}", desk.screen());
    assert!(desk.asked.is_empty());
    desk.press("Tab");
    desk.tell(burst("\n\n\n"));
    assert!(!desk.asked.is_empty(), "on a button keys are keys");
}

#[test]
fn a_terminal_that_marks_its_pastes_is_believed() {
    let mut desk = request();
    desk.press("Shift-Tab");
    desk.tell(Message::Paste(" and".into()));
    desk.tell(burst(" more\nThird"));
    desk.press("F2");
    let sent = &desk.asked.last().unwrap().input;
    assert_eq!(
        (&sent["policyName"], &sent["useCaseDescription"]),
        (&json!("ID card v2 and more"), &json!("SecondThird"))
    );
}

static UPLOAD: FormSpec = FormSpec::new(
    "upload",
    "col-certificateUploadStatus",
    &certificate::UPLOAD,
    &[Field::file("certificateData", |bytes, _, _| match bytes.starts_with(b"-----BEGIN CERT") {
        true => FileRead {
            value: Some(json!(String::from_utf8_lossy(bytes))),
            lines: vec![("CN=card.example".into(), Tone::Ink)],
        },
        false => FileRead::refused("no certificate"),
    })],
    |_, _, _| Vec::new(),
)
.given(|_| json!({"partnerId": "cardhouse", "partnerDomain": "AUTH"}));

fn upload() -> Desk {
    let cx = testing::context(80, 24);
    let first = FormView::boxed(&UPLOAD, &[], &cx);
    Desk::new(cx, first, ok)
}

#[test]
fn a_certificate_is_pasted_or_read_and_described_at_once() {
    let mut desk = upload();
    desk.tell(Message::Paste("-----BEGIN CERTIFICATE-----\r\nabc\r\n-----END CERTIFICATE-----\r\n".into()));
    assert!(desk.screen().contains("CN=card.example"), "{}", desk.screen());
    desk.press("F2");
    let sent = &desk.asked.last().unwrap().input;
    assert_eq!(sent["certificateData"], "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n");
    assert_eq!(sent["partnerId"], "cardhouse");
}

#[test]
fn a_private_key_is_refused_and_never_shown() {
    let mut desk = upload();
    desk.tell(Message::Paste("-----BEGIN PRIVATE KEY-----\nSECRETSECRET\n-----END PRIVATE KEY-----\n".into()));
    assert!(desk.screen().contains("This is a private key."));
    assert!(!desk.screen().contains("SECRET"));
    desk.press("F2");
    assert!(desk.asked.is_empty());
}

#[test]
fn paths_are_completed_and_picked() {
    let mut desk = upload();
    desk.type_text("/srv/car");
    desk.press("Tab");
    let entries = vec![
        Entry { name: "cardhouse.pem".into(), is_folder: false },
        Entry { name: "cardhouse.cer".into(), is_folder: false },
    ];
    desk.tell(Message::Event(LayerId(1), Event::Folder(Tag::new("form:folder"), Ok(entries.clone())), None));
    assert!(desk.screen().contains("/srv/cardhouse."), "{}", desk.screen());
    desk.press("Ctrl-f");
    desk.tell(Message::Event(LayerId(1), Event::Folder(Tag::new("form:browsed"), Ok(entries)), None));
    desk.type_text("cer");
    desk.press("Enter");
    let read = |e: &&Effect| matches!(e, Effect::Run(_, Task::ReadFile(_, path, _)) if path.ends_with("cardhouse.cer"));
    assert!(desk.effects.iter().any(|e| read(&e)), "{:?}", desk.effects);
}

#[test]
fn a_secret_is_shown_once_and_closed_on_purpose() {
    let cx = testing::context(80, 24);
    let mut dialog = secret::layer("API key".into(), "pk_7hQ2".into());
    assert!(!format!("{:?}", dialog.act("secret.copy", &cx)).contains("pk_7hQ2"));
    let mut unread: Box<dyn Layer> = secret::layer("API key".into(), "pk_7hQ2".into());
    assert!(format!("{:?}", unread.act("secret.close", &cx)).contains("Toast"));
    assert!(format!("{:?}", unread.act("secret.close", &cx)).contains("Close"));
}
