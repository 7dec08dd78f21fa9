use partnerdesk_api::{account::AccountCode, error::Failure};
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        app::Effect,
        layer::Request,
        screens::scene::{NAMES, asked, at, page, pictures},
        testing::{Desk, snapshot},
    },
};

fn answer(request: &Request) -> Result<Value, ClientError> {
    let row = |user: &str, name: &str, roles: &str, status: &str| {
        json!({"userName": user, "name": name, "roles": roles, "status": status,
            "createdDateTime": "2026-11-13T09:00:00.000"})
    };
    Ok(match request.operation.id {
        "account.list" => page(&[
            row("meera", "Meera Iyer", "PARTNER_ADMIN", "active"),
            row("tomas", "Tomás Okafor", "POLICYMANAGER,SUPPORT", "invited"),
            row("ginko", NAMES[0], "AUTH_PARTNER", "active"),
            row("sawt", NAMES[1], "DEVICE_PROVIDER", "active"),
            row("evil", NAMES[2], "SOMETHING_NEW", "active"),
        ]),
        "account.create" if request.input["userName"] == "meera" => {
            let failure = Failure::from(AccountCode::NameTaken).at("userName");
            return Err(ClientError::Refused { status: 409, failure, request_id: None });
        }
        _ => json!({"userName": "ada", "activationCode": "K7QF-9M2X-TT4A", "expires": "2026-11-29T14:02:31.000"}),
    })
}

fn desk(size: (u16, u16)) -> Desk {
    at(&SCREEN, Role::PartnerAdmin, size, answer)
}

fn invite(user: &str) -> Desk {
    let mut desk = desk((80, 24));
    desk.press("+");
    desk.type_text("policy");
    desk.press("Enter");
    for typed in ["Ada", "Mwangi", "ada@registry.example", user] {
        desk.type_text(typed);
        desk.press("Tab");
    }
    desk
}

#[test]
fn the_list_at_every_size_and_one_account() {
    pictures("accounts", "j", desk);
    let mut desk = desk((80, 24));
    desk.press("j Enter");
    snapshot("account_detail", &desk);
}

#[test]
fn a_colleague_is_invited_and_the_code_shown_once() {
    let mut desk = invite("ada");
    snapshot("account_invite", &desk);
    desk.press("F2");
    let sent = json!({
        "userName": "ada", "firstName": "Ada", "lastName": "Mwangi", "emailId": "ada@registry.example",
        "role": "POLICYMANAGER",
    });
    assert_eq!(asked(&desk, "account.create"), [(json!({}), sent)]);
    snapshot("account_invited", &desk);
    desk.press("y");
    assert!(desk.effects.iter().any(|e| matches!(e, Effect::Copy(text) if text == "K7QF-9M2X-TT4A")));
    desk.press("Esc");
    assert!(!desk.screen().contains("K7QF"), "{}", desk.screen());
    assert!(desk.screen().contains("Tomás Okafor"), "{}", desk.screen());
    desk.press("+ Esc");
    assert!(!desk.screen().contains("K7QF"));
}

#[test]
fn a_taken_name_lands_on_its_line() {
    let mut desk = invite("meera");
    desk.press("F2");
    assert!(desk.screen().contains("is taken"), "{}", desk.screen());
    assert!(!desk.screen().contains("K7QF"));
}

#[test]
fn a_code_is_shown_even_to_whoever_has_left_the_form() {
    let mut desk = invite("ada");
    desk.hold();
    desk.press("F2 Esc y");
    assert!(desk.screen().contains("Tomás Okafor"), "{}", desk.screen());
    desk.press("r");
    desk.release("account.create");
    assert!(desk.screen().contains("K7QF-9M2X-TT4A"), "{}", desk.screen());
    desk.press("Enter Enter");
    assert!(!desk.screen().contains("K7QF") && desk.screen().contains("Tomás Okafor"), "{}", desk.screen());
}

#[test]
fn a_refusal_finds_whoever_has_left_the_form() {
    let mut desk = invite("meera");
    desk.hold();
    desk.press("F2 Esc y");
    desk.release("account.create");
    assert!(desk.screen().contains("Invite: "), "{}", desk.screen());
    assert!(desk.screen().contains("is taken"), "{}", desk.screen());
}
