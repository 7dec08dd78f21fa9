use partnerdesk_api::{error::Failure, oidc_client::OidcCode, role::Role};
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        app::Message,
        screens::scene::{NAMES, asked, at, copied, page, pictures},
        testing::{Desk, snapshot},
    },
};

const KEY: &str = r#"{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

fn rows() -> Vec<Value> {
    let row = |id: &str, name: &str, partner: &str, org: &str, status: &str| {
        json!({
            "clientId": id, "clientName": name, "partnerId": partner, "orgName": org, "policyGroupId": "g",
            "policyGroupName": "Banking", "policyGroupDescription": "Banks", "policyName": "Online banking",
            "policyDescription": "Who banks online", "status": status, "updatedDateTime": null,
            "createdDateTime": "2026-11-13T09:00:00.000+00:00",
        })
    };
    let names = r#"{"@none":"Lumen online","eng":"Lumen online","fra":"Lumen en ligne"}"#;
    vec![
        row("Q2xpZW50LTEtb2YtdGhlLXNhbXBsZS1jb3VudHJ5LTAwMDE", names, "lumen", "Lumen Bank", "ACTIVE"),
        row("Q2xpZW50LTItb2YtdGhlLXNhbXBsZS1jb3VudHJ5LTAwMDI", NAMES[0], "ginko", NAMES[0], "ACTIVE"),
        row("Q2xpZW50LTMtb2YtdGhlLXNhbXBsZS1jb3VudHJ5LTAwMDM", NAMES[1], "bahr", NAMES[1], "INACTIVE"),
        row("Q2xpZW50LTQtb2YtdGhlLXNhbXBsZS1jb3VudHJ5LTAwMDQ", NAMES[2], "evil", "x\u{7}y", "INACTIVE"),
    ]
}

fn answer(request: &Request) -> Result<Value, ClientError> {
    let refused = |failure| Err(ClientError::Refused { status: 200, failure, request_id: None });
    Ok(match request.operation.id {
        "oidc_client.list" => page(&rows()),
        "oidc_client.detail" => json!({
            "id": "Q2xpZW50", "name": r#"{"@none":"Lumen online","eng":"Lumen online","fra":"Lumen en ligne"}"#,
            "policyId": "p1", "policyName": "Online banking", "policyDescription": "Who banks online",
            "policyGroupName": "Banking", "policyGroupDescription": "Banks", "relyingPartyId": "lumen",
            "logoUri": "https://lumen.example/logo.png",
            "redirectUris": ["https://lumen.example/callback", "https://lumen.example/app"], "publicKey": KEY,
            "claims": ["name", "birthdate"], "acrValues": ["mosip:idp:acr:generated-code"], "status": "ACTIVE",
            "grantTypes": ["authorization_code"], "clientAuthMethods": ["private_key_jwt"],
            "clientNameLangMap": {"eng": "Lumen online", "fra": "Lumen en ligne"},
            "additionalConfig": {"userinfo_response_type": "JWS", "consent_expire_in_mins": 10,
                "purpose": {"type": "verify", "title": {"@none": "Who are you?"}}, "signup_banner_required": true,
                "forgot_pwd_link_required": false},
            "createdDateTime": "2026-11-13T09:00:00.000+00:00",
        }),
        "partner.own" => json!([{"partnerId": "lumen", "partnerType": "Auth_Partner", "policyGroupId": "g",
            "policyGroupName": "Banking", "policyGroupDescription": "Banks"}]),
        "policy_request.list" => page(&[json!({
            "id": "q", "partnerId": "lumen", "partnerStatus": "activated", "orgName": "Lumen Bank",
            "partnerType": "Auth_Partner", "policyId": "p1", "policyName": "Online banking",
            "policyDescription": "Who banks online", "policyGroupId": "g", "policyGroupName": "Banking",
            "policyGroupDescription": "Banks", "partnerComment": "x", "status": "approved",
            "createdDateTime": "2026-11-13T09:00:00.000+00:00", "updatedDateTime": null,
        })]),
        "oidc_client.create" if request.input["name"] == "taken" => {
            return refused(Failure::from(OidcCode::KeyUsed).at("publicKey"));
        }
        _ => json!({"clientId": "Q2xpZW50", "status": "ACTIVE"}),
    })
}

fn desk(role: Role, size: (u16, u16)) -> Desk {
    let screen = if role == Role::AuthPartner { &OWN } else { &ALL };
    at(screen, role, size, answer)
}

// rows: 146, 150, 151
#[test]
fn the_list_and_one_client() {
    pictures("oidc_clients", "j", |size| desk(Role::PartnerAdmin, size));
    let mut own = desk(Role::AuthPartner, (80, 24));
    own.press("I");
    assert_eq!(copied(&own), Some("Q2xpZW50LTEtb2YtdGhlLXNhbXBsZS1jb3VudHJ5LTAwMDE"));
    own.press("Enter");
    snapshot("oidc_client_detail", &own);
    own.press("PgDn");
    snapshot("oidc_client_detail_key", &own);
}

// rows: 147, 148, 149, 154, 155
#[test]
fn a_key_is_read_before_it_is_sent() {
    let mut desk = desk(Role::AuthPartner, (80, 40));
    desk.press("+ Tab Tab");
    desk.type_text("Lumen online");
    for _ in 0..3 {
        desk.press("Tab");
    }
    desk.tell(Message::Paste(KEY.replace("\"x\"", "\"d\": \"AAAA\", \"x\"")));
    assert!(desk.screen().contains("private key"), "{}", desk.screen());
    desk.press("F2");
    assert!(asked(&desk, "oidc_client.create").is_empty(), "a private key never leaves this machine");
    desk.tell(Message::Paste(KEY.into()));
    desk.press("Tab");
    desk.type_text("https://lumen.example/logo.png");
    desk.press("Tab");
    desk.tell(Message::Paste("https://lumen.example/a\nhttps://lumen.example/b".into()));
    snapshot("oidc_client_new", &desk);
    desk.press("F2");
    let sent = asked(&desk, "oidc_client.create");
    let expected = json!({
        "name": "Lumen online", "policyId": "p1", "authPartnerId": "lumen",
        "publicKey": serde_json::from_str::<Value>(KEY).unwrap(), "logoUri": "https://lumen.example/logo.png",
        "redirectUris": ["https://lumen.example/a", "https://lumen.example/b"],
        "grantTypes": ["authorization_code"], "clientAuthMethods": ["private_key_jwt"],
        "clientNameLangMap": {"eng": "Lumen online"},
        "additionalConfig": {"userinfo_response_type": "JWS", "consent_expire_in_mins": 10,
            "signup_banner_required": true, "forgot_pwd_link_required": true},
    });
    assert_eq!(sent, [(json!({}), expected)], "{}", desk.screen());
    snapshot("oidc_client_made", &desk);
}

// rows: 152
#[test]
fn a_client_is_changed_from_how_it_stands() {
    let mut desk = desk(Role::AuthPartner, (80, 40));
    desk.press("E");
    snapshot("oidc_client_edit", &desk);
    desk.press("F2");
    let (path, input) = asked(&desk, "oidc_client.update").remove(0);
    assert_eq!(path, json!({"client_id": "Q2xpZW50LTEtb2YtdGhlLXNhbXBsZS1jb3VudHJ5LTAwMDE"}));
    assert_eq!(input["redirectUris"], json!(["https://lumen.example/callback", "https://lumen.example/app"]));
    assert_eq!(input["clientNameLangMap"], json!({"eng": "Lumen online", "fra": "Lumen en ligne"}));
    assert_eq!(input["additionalConfig"]["purpose"]["title"], json!({"@none": "Who are you?"}));
    assert_eq!(input["additionalConfig"]["forgot_pwd_link_required"], false);
    assert_eq!(input["status"], "ACTIVE");
}

// rows: 153, 165
#[test]
fn a_client_is_deactivated_by_its_name() {
    let mut desk = desk(Role::PartnerAdmin, (80, 24));
    desk.press("D");
    snapshot("oidc_client_deactivate", &desk);
    desk.press("Tab");
    desk.type_text("Lumen online");
    desk.press("Enter");
    let path = json!({"client_id": "Q2xpZW50LTEtb2YtdGhlLXNhbXBsZS1jb3VudHJ5LTAwMDE"});
    assert_eq!(asked(&desk, "oidc_client.deactivate"), [(path, json!({"status": "INACTIVE"}))]);
    desk.press("G");
    desk.press("D");
    assert!(desk.screen().contains("that is final"), "{}", desk.screen());
}
