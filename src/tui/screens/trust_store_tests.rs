use partnerdesk_api::role::Role;
use partnerdesk_trust::{
    p7b,
    sample::{SampleChain, SampleRequest, make_chain},
};
use serde_json::{Value, json};

use super::*;
use crate::tui::{
    app::Message,
    screens::scene::{NAMES, asked, at, page, pictures, written},
    testing::{self, Desk, snapshot},
};

fn chain() -> SampleChain {
    make_chain(&SampleRequest::new("Cardhouse Ltd", testing::now().wall)).unwrap()
}

fn rows(chain: &SampleChain) -> Vec<Value> {
    let row = |id: &str, kind: &str, domain: &str, to: &str, by: &str, print: &str, until: &str, valid: bool| {
        json!({"caCertificateType": kind, "certId": id, "partnerDomain": domain, "issuedTo": to, "issuedBy": by,
            "certThumbprint": print, "validFromDate": "2024-11-13T09:00:00.000", "validTillDate": until,
            "uploadTime": "2026-11-13T09:00:00.000", "status": valid})
    };
    let print = chain.intermediate.certificate.thumbprint();
    let root = "CN=Sample Root,O=Partner Desk samples,C=ZZ";
    vec![
        row(
            "c2",
            "INTERMEDIATE",
            "AUTH",
            "CN=Sample Intermediate,O=Partner Desk samples,C=ZZ",
            root,
            print,
            "2034-11-13T09:00:00.000",
            true,
        ),
        row("c1", "ROOT", "AUTH", root, root, "ab12", "2034-11-13T09:00:00.000", true),
        row("c3", "ROOT", "DEVICE", &format!("CN={},C=JP", NAMES[0]), "CN=x", "ab13", "2026-12-04T09:00:00.000", true),
        row("c4", "ROOT", "FTM", &format!("CN={},O=x", NAMES[2]), "CN=x", "ab14", "2034-11-13T09:00:00.000", true),
        row(
            "c5",
            "INTERMEDIATE",
            "MISP",
            &format!("CN={}", NAMES[1]),
            "CN=x",
            "ab15",
            "2025-11-13T09:00:00.000",
            false,
        ),
    ]
}

fn desk_with(chain: &SampleChain, role: Role, size: (u16, u16)) -> Desk {
    let rows = rows(chain);
    let file = p7b::write_pem(&[chain.intermediate.certificate.clone(), chain.root.certificate.clone()]);
    at(&SCREEN, role, size, move |request| {
        Ok(match request.operation.id {
            "certificate.trust_list" => page(&rows),
            "certificate.trust_file" => json!({"p7bFile": file, "timestamp": "2026-11-22T14:02:31.000"}),
            _ => json!({"status": "Partial Upload Success.", "timestamp": "2026-11-22T14:02:31.000", "results": [
                {"thumbprint": "ab12", "subject": "CN=Sample Root,C=ZZ", "storedAs": "ROOT", "errorCode": null, "message": null},
                {"thumbprint": "cd34", "subject": format!("CN={}", NAMES[2]), "storedAs": null, "errorCode": "KER-PCM-005",
                    "message": "The issuer of this certificate is not in the trust store of this domain."},
            ]}),
        })
    })
}

fn admin() -> Desk {
    desk_with(&chain(), Role::PartnerAdmin, (80, 24))
}

#[test]
fn the_store_at_every_size() {
    let chain = chain();
    pictures("trust_store", "j", |size| {
        let mut desk = desk_with(&chain, Role::PartnerAdmin, size);
        // The chain is made anew for each run; only what stays the same is pictured beside the list.
        if size.0 > 120 {
            desk.press("i");
        }
        desk
    });
}

#[test]
fn one_authority_shows_what_is_in_its_file() {
    let chain = chain();
    let mut desk = desk_with(&chain, Role::Support, (80, 24));
    desk.press("Enter");
    let screen = desk.screen();
    let itself = &chain.intermediate.certificate;
    assert!(screen.contains(itself.serial()) && screen.contains(itself.thumbprint()), "{screen}");
    assert!(screen.contains("Sample Intermediate → Sample Root"), "{screen}");
    desk.press("w Enter");
    assert!(written(&desk)[0].0.ends_with("/Sample-Intermediate.p7b"), "{:?}", written(&desk));
}

#[test]
fn the_kinds_are_one_key_away() {
    let mut desk = admin();
    for (key, kind) in [("1", json!("ROOT")), ("2", json!("INTERMEDIATE")), ("3", Value::Null)] {
        desk.press(key);
        assert_eq!(asked(&desk, "certificate.trust_list").pop().unwrap().1["caCertificateType"], kind);
    }
}

#[test]
fn a_bundle_is_described_sent_and_answered_one_by_one() {
    let chain = chain();
    let mut desk = desk_with(&chain, Role::PartnerAdmin, (80, 24));
    desk.press("+");
    desk.type_text("auth");
    desk.press("Enter");
    snapshot("trust_store_upload", &desk);
    desk.tell(Message::Paste("Not a certificate at all,\nbut a letter!".into()));
    assert!(desk.screen().contains("This holds no certificate"), "{}", desk.screen());
    let (root, below) = (&chain.root.certificate, &chain.intermediate.certificate);
    desk.tell(Message::Paste(format!("{}{}", root.pem(), below.pem())));
    let screen = desk.screen();
    assert!(screen.contains("2 certificates") && screen.contains("CN=Sample Root"), "{screen}");
    assert!(screen.contains(&root.fingerprint()[..32]), "{screen}");
    desk.press("F2");
    let sent = &asked(&desk, "certificate.ca_upload")[0].1;
    assert_eq!(sent["partnerDomain"], "AUTH");
    assert_eq!(sent["certificateData"], format!("{}{}", root.pem(), below.pem()));
    snapshot("trust_store_results", &desk);
}

#[test]
fn an_authority_that_cannot_be_one_is_named_before_it_is_sent() {
    let chain = chain();
    let mut desk = desk_with(&chain, Role::PartnerAdmin, (80, 24));
    desk.press("+ Tab");
    desk.tell(Message::Paste("-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----".into()));
    assert!(desk.screen().contains("private key"), "{}", desk.screen());
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut desk = admin();
    desk.press("G w");
    assert!(desk.screen().contains("This authority has expired"), "{}", desk.screen());
    let mut desk = desk_with(&chain(), Role::Support, (80, 24));
    desk.press("+");
    assert!(desk.screen().contains("This needs the role partner admin."), "{}", desk.screen());
}
