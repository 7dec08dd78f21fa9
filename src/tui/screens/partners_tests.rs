use partnerdesk_api::role::Role;
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        screens::scene::{NAMES, asked, at, page, pictures, plain, written},
        testing::{Desk, snapshot},
    },
};

fn rows() -> Vec<Value> {
    let row = |id: &str, org: &str, kind: &str, group: Option<&str>, certificate: &str, status: &str, day: u8| {
        json!({
            "partnerId": id, "partnerType": kind, "orgName": org, "policyGroupId": null, "policyGroupName": group,
            "emailAddress": format!("desk@{id}.example"), "certificateUploadStatus": certificate, "status": status,
            "isActive": status == "active", "createdDateTime": format!("2026-11-{day:02}T09:00:00.000+00:00"),
        })
    };
    vec![
        row("cardhouse", "Cardhouse Ltd", "Credential_Partner", Some("Printing"), "uploaded", "active", 13),
        row("ginko", NAMES[0], "Auth_Partner", Some("Banks"), "not_uploaded", "inactive", 14),
        row("sawt", NAMES[1], "Device_Provider", None, "uploaded", "active", 18),
        row("evil", NAMES[2], "Online_Verification_Partner", Some("x\u{7}y"), "not_uploaded", "inactive", 20),
        row("oldcards", "Old Cards PLC", "Credential_Partner", Some("Printing"), "uploaded", "deactivated", 2),
    ]
}

fn answer(request: &Request) -> Result<Value, ClientError> {
    Ok(match request.operation.id {
        "partner.list" => page(&rows()),
        "partner.detail" => json!({
            "partnerId": "cardhouse", "firstName": "Ada", "lastName": "Mwangi", "approvalStatus": "approved",
            "createdDateTime": "2026-11-13T09:00:00.000+00:00", "partnerType": "Credential_Partner",
            "organizationName": "Cardhouse Ltd", "contactNumber": "+254 20 123", "address": "1 Print Lane\nNairobi",
            "policyGroupName": "Printing", "policyGroupDescription": "Card printers",
            "emailId": "desk@cardhouse.example", "certificateUploadDateTime": "2026-11-14T09:00:00.000+00:00",
            "certificateExpiryDateTime": "2027-11-14T09:00:00.000+00:00", "isCertificateAvailable": true,
            "isActive": true,
        }),
        "certificate.both" => json!({
            "caSignedCertificateData": "", "isCaSignedCertificateExpired": true,
            "mosipSignedCertificateData": "signed here", "isMosipSignedCertificateExpired": false,
        }),
        _ => json!({"message": "done"}),
    })
}

fn desk(role: Role, size: (u16, u16)) -> Desk {
    at(&SCREEN, role, size, answer)
}

fn admin() -> Desk {
    desk(Role::PartnerAdmin, (80, 24))
}

#[test]
fn the_list_and_one_partner_at_every_size() {
    pictures("partners", "j j k k", |size| desk(Role::PartnerAdmin, size));
    let mut desk = admin();
    plain(&mut desk);
    snapshot("partners_mono_ascii", &desk);
    let mut desk = admin();
    desk.press("Enter");
    snapshot("partner_detail", &desk);
}

#[test]
fn an_end_names_its_consequences_and_wants_the_name() {
    let mut desk = admin();
    desk.press("D");
    snapshot("partner_deactivate", &desk);
    desk.press("y");
    assert!(asked(&desk, "partner.set_status").is_empty(), "y alone is not enough");
    desk.type_text("cardhouse");
    desk.press("Enter");
    let sent = (json!({"partner_id": "cardhouse"}), json!({"status": "De-Active"}));
    assert_eq!(asked(&desk, "partner.set_status"), [sent]);
    assert!(desk.screen().contains("Deactivated: cardhouse"), "{}", desk.screen());
}

#[test]
fn certificates_go_into_files_and_an_expired_one_does_not() {
    let mut desk = admin();
    desk.press("w s");
    snapshot("partner_save_signed", &desk);
    desk.press("Enter");
    let files = written(&desk);
    assert!(files[0].0.ends_with("/cardhouse-signed.cer") && files[0].1 == "signed here", "{files:?}");
    let mut desk = admin();
    desk.press("w o Enter");
    assert!(desk.screen().contains("has expired"), "{}", desk.screen());
    assert!(written(&desk).is_empty());
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut desk = admin();
    desk.press("j w s");
    assert!(desk.screen().contains("No certificate has been uploaded"), "{}", desk.screen());
    desk.press("j j j D");
    assert!(desk.screen().contains("This partner is deactivated"), "{}", desk.screen());
    let mut desk = self::desk(Role::Support, (80, 24));
    desk.press("D");
    assert!(desk.screen().contains("This needs the role partner admin."), "{}", desk.screen());
    assert!(asked(&desk, "partner.set_status").is_empty());
}

#[test]
fn an_empty_list_says_why_and_is_asked_for_once() {
    let desk = at(&SCREEN, Role::PartnerAdmin, (80, 24), |_| Ok(page(&[])));
    assert!(desk.screen().contains("No partners yet."), "{}", desk.screen());
    assert_eq!(asked(&desk, "partner.list").len(), 1);
}
