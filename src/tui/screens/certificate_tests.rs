use jiff::ToSpan;
use partnerdesk_api::{error::Failure, role::Role, trust_code::TrustCode};
use partnerdesk_trust::sample::{SampleChain, SampleRequest, make_chain};
use serde_json::{Value, json};

use super::*;
use crate::client::ClientError;
use crate::tui::{
    app::Message,
    screens::scene::{NAMES, asked, at, pictures, plain, written},
    testing::{self, Desk, snapshot},
};

/// A chain whose partner certificate carries an organisation and is valid for so many days from ten days ago on.
fn chain(organisation: &str, days: i64) -> SampleChain {
    let begun = testing::now().wall - 240.hours();
    make_chain(&SampleRequest { valid_days: days, ..SampleRequest::new(organisation, begun) }).unwrap()
}

fn card(id: &str, kind: &str, issued_to: Option<&str>, active: bool, ends: &str) -> Value {
    let available = issued_to.is_some();
    json!({
        "partnerId": id, "certificateIssuedTo": issued_to, "partnerType": kind, "isCertificateAvailable": available,
        "certificateUploadDateTime": available.then_some("2026-11-04T10:00:00.000+00:00"),
        "certificateExpiryDateTime": available.then_some(ends), "isPartnerActive": active, "partnerDomain": "AUTH",
        "organizationName": "Cardhouse Ltd",
    })
}

fn cards() -> Value {
    json!([
        card("cardhouse", "Credential_Partner", None, false, ""),
        card("cardhouse-auth", "Auth_Partner", Some(NAMES[2]), true, "2027-11-04T10:00:00.000+00:00"),
        card("sawt", "Device_Provider", Some(NAMES[1]), true, "2026-11-04T10:00:00.000+00:00"),
        card("old", "FTM_Provider", Some(NAMES[0]), false, "2027-11-04T10:00:00.000+00:00"),
    ])
}

fn desk_with(trusted: &SampleChain, size: (u16, u16)) -> Desk {
    let (root, intermediate) = (trusted.root.certificate.pem(), trusted.intermediate.certificate.pem());
    at(&SCREEN, Role::CredentialPartner, size, move |request| {
        Ok(match request.operation.id {
            "certificate.mine" => cards(),
            "certificate.anchors" => {
                json!({"roots": [root], "intermediates": [intermediate], "own": [], "now": "2026-11-22T14:02:31.000"})
            }
            "certificate.upload" if request.input["partnerId"] == "refused" => {
                let failure = Failure::from(TrustCode::AlreadyStored);
                return Err(ClientError::Refused { status: 200, failure, request_id: None });
            }
            "certificate.upload" => json!({
                "signedCertificateData": "signed", "certificateId": "c1", "timestamp": "2026-11-22T14:02:31.000",
            }),
            "certificate.both" => json!({
                "caSignedCertificateData": "original", "isCaSignedCertificateExpired": false,
                "mosipSignedCertificateData": "", "isMosipSignedCertificateExpired": true,
            }),
            _ => json!({}),
        })
    })
}

fn desk() -> Desk {
    desk_with(&chain("Cardhouse Ltd", 721), (80, 24))
}

#[test]
fn cards_at_every_size() {
    let trusted = chain("Cardhouse Ltd", 721);
    pictures("certificate", "j", |size| desk_with(&trusted, size));
    let mut desk = desk_with(&trusted, (80, 24));
    plain(&mut desk);
    snapshot("certificate_mono_ascii", &desk);
}

#[test]
fn a_good_file_is_sent_and_what_comes_next_is_said() {
    let trusted = chain("Cardhouse Ltd", 721);
    let mut desk = desk_with(&trusted, (80, 24));
    desk.press("U");
    // A bundle in any order: the partner's own certificate is found in it.
    let [own, below, root] = trusted.certificates();
    let bundle = format!("{}{}{}", root.pem(), own.pem(), below.pem());
    desk.tell(Message::Paste(bundle));
    snapshot("certificate_upload_good", &desk);
    desk.press("F2");
    let sent = json!({
        "partnerId": "cardhouse", "partnerDomain": "AUTH", "certificateData": trusted.partner.certificate.pem(),
    });
    assert_eq!(asked(&desk, "certificate.upload"), [(json!({}), sent)]);
    snapshot("certificate_upload_accepted", &desk);
}

#[test]
fn a_file_that_the_server_would_refuse_is_explained_and_not_sent() {
    let trusted = chain("Cardhouse Limited", 721);
    let mut desk = desk_with(&trusted, (80, 24));
    desk.press("U");
    desk.tell(Message::Paste(trusted.partner.certificate.pem()));
    snapshot("certificate_upload_organisation", &desk);
    let screen = desk.screen();
    assert!(screen.contains("Cardhouse L‹imite›d") && screen.contains("KER-PCM-008"), "{screen}");
    desk.press("F2 Enter");
    assert!(asked(&desk, "certificate.upload").is_empty());
}

#[test]
fn every_broken_rule_is_said_at_once() {
    let mut desk = desk_with(&chain("Another country", 721), (80, 24));
    desk.press("U");
    let foreign = make_chain(&SampleRequest {
        valid_days: 40,
        ..SampleRequest::new("Сardhouse Ltd", testing::now().wall - 240.hours())
    });
    desk.tell(Message::Paste(foreign.unwrap().partner.certificate.pem()));
    snapshot("certificate_upload_bad", &desk);
    let screen = desk.screen();
    for said in ["KER-KMS-021", "KER-PCM-006", "KER-PCM-008", "U+0421"] {
        assert!(screen.contains(said), "{said}: {screen}");
    }
}

#[test]
fn private_keys_and_other_files_are_refused() {
    let mut desk = desk();
    desk.press("U");
    desk.tell(Message::Paste("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n".into()));
    assert!(desk.screen().contains("This is a private key"), "{}", desk.screen());
    desk.tell(Message::Paste("-----BEGIN CERTIFICATE-----\nnonsense".into()));
    assert!(desk.screen().contains("damaged or cut off"), "{}", desk.screen());
    desk.press("F2");
    assert!(asked(&desk, "certificate.upload").is_empty());
}

#[test]
fn downloads_and_what_cannot_be_done() {
    let mut desk = desk();
    desk.press("w o");
    assert!(desk.screen().contains("You have not uploaded a certificate yet"), "{}", desk.screen());
    desk.press("j w o Enter");
    assert!(written(&desk)[0].0.ends_with("/cardhouse-auth-original.cer"));
    desk.press("Esc w s");
    assert!(desk.screen().contains("has expired"), "{}", desk.screen());
    desk.press("Esc j j U");
    assert!(desk.screen().contains("Your partner has been deactivated"), "{}", desk.screen());
}

#[test]
fn the_form_opens_for_the_card_it_was_asked_for() {
    let trusted = chain("Cardhouse Ltd", 721);
    let mut desk = desk_with(&trusted, (80, 24));
    desk.hold();
    desk.press("U j");
    desk.release("certificate.anchors");
    assert!(desk.screen().contains("cardhouse, credential partner"), "{}", desk.screen());
}

#[test]
fn the_form_waits_for_what_its_check_needs_and_asks_again_when_that_failed() {
    let mut desk = desk();
    desk.hold();
    desk.press("U");
    desk.wait(500);
    snapshot("certificate_upload_awaited", &desk);
    desk.press("a");
    desk.go_on();
    desk.release("certificate.anchors");
    assert!(desk.screen().contains("Ctrl-f"), "the form begins: {}", desk.screen());

    let fails = std::rc::Rc::new(std::cell::Cell::new(true));
    let now_fails = fails.clone();
    let mut desk = at(&SCREEN, Role::CredentialPartner, (80, 24), move |request| match request.operation.id {
        "certificate.mine" => Ok(cards()),
        "certificate.anchors" if now_fails.get() => {
            let failure = Failure::from(partnerdesk_api::common::CommonCode::Internal);
            Err(ClientError::Refused { status: 500, failure, request_id: None })
        }
        _ => Ok(json!({"roots": [], "intermediates": [], "own": [], "now": "2026-11-22T14:02:31.000"})),
    });
    desk.press("U");
    snapshot("certificate_upload_not_begun", &desk);
    fails.set(false);
    desk.press("r");
    assert!(desk.screen().contains("Ctrl-f"), "{}", desk.screen());
    assert_eq!(asked(&desk, "certificate.anchors").len(), 2);
}
