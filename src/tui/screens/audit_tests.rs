use partnerdesk_api::role::Role;
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        layer::Request,
        screens::scene::{NAMES, asked, at, page, pictures},
        testing::{Desk, snapshot},
    },
};

fn rows() -> Vec<Value> {
    let row = |id: u32, actor: &str, action: &str, subject: &str, code: &str| {
        json!({
            "id": id.to_string(), "createdDateTime": format!("2026-11-22T0{}:00:00.000", id - 40), "actor": actor,
            "source": "socket", "action": action, "subject": subject,
            "outcome": if code.is_empty() { "done" } else { "refused" }, "code": code, "requestId": format!("r-{id}"),
        })
    };
    vec![
        row(47, "meera", "policy_request.decide", "cardhouse / ID card v2", ""),
        row(46, NAMES[1], "certificate.upload", NAMES[0], "KER-PCM-008"),
        row(45, "", "account.sign_in", NAMES[2], "PD-ACC-001"),
    ]
}

fn answer(_: &Request) -> Result<Value, ClientError> {
    Ok(page(&rows()))
}

fn desk(size: (u16, u16)) -> Desk {
    at(&SCREEN, Role::PartnerAdmin, size, answer)
}

#[test]
fn the_trail_at_every_size_and_one_entry() {
    pictures("audit", "j", desk);
    let mut desk = desk((80, 24));
    desk.press("j j Enter");
    snapshot("audit_detail", &desk);
}

#[test]
fn plain_words_look_for_the_record() {
    let mut desk = desk((80, 24));
    desk.press("/");
    desk.type_text("cardhouse outcome:refused");
    desk.press("Enter");
    let last = asked(&desk, "audit.list").pop().unwrap().1;
    assert_eq!((&last["subject"], &last["outcome"]), (&json!("cardhouse"), &json!("refused")));
}
