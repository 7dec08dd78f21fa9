//! A list whose operation answers all rows at once: chosen, ordered and counted without asking again.

use partnerdesk_api::{
    certificate::OwnCertificate,
    operation::{Nothing, Operation},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Column, ListSpec, ListView};
use crate::{
    client::ClientError,
    tui::{
        layer::Request,
        testing::{self, Desk},
    },
};

#[derive(Serialize)]
struct Of {
    account: String,
}

const THEIRS: Operation<Of, Nothing, Vec<OwnCertificate>> =
    Operation::get("probe.certificates", "/v1/probe/{account}/certificates", "Somebody's certificates").whole();

static SPEC: ListSpec<OwnCertificate> = ListSpec::new("screen-certificate", &THEIRS, COLUMNS);

static COLUMNS: &[Column<OwnCertificate>] = &[Column::text("partnerId", 16), Column::text("partnerType", 20)];

fn answer(_: &Request) -> Result<Value, ClientError> {
    let row = |i: usize| {
        json!({
            "partnerId": format!("partner{i:03}"), "certificateIssuedTo": null, "certificateUploadDateTime": null,
            "certificateExpiryDateTime": null, "isCertificateAvailable": false, "isPartnerActive": false,
            "partnerType": if i.is_multiple_of(2) { "Auth_Partner" } else { "Device_Provider" },
        })
    };
    Ok(json!((0..120).rev().map(row).collect::<Vec<_>>()))
}

fn desk() -> Desk {
    let view = ListView::new(&SPEC, &[]).at(json!({"account": "ada"}));
    Desk::new(testing::context(80, 24), Box::new(view), answer)
}

#[test]
fn all_rows_are_asked_for_once_with_the_path_that_names_whose() {
    let mut desk = desk();
    assert_eq!(desk.asked.len(), 1);
    assert_eq!((&desk.asked[0].path, &desk.asked[0].input), (&json!({"account": "ada"}), &json!({})));
    assert!(desk.screen().contains("partner119") && desk.screen().contains("1 of 120"), "{}", desk.screen());
    desk.press("G");
    assert!(desk.screen().contains("partner000") && desk.screen().contains("120 of 120"), "{}", desk.screen());
    assert_eq!(desk.asked.len(), 1);
    desk.press("r");
    assert_eq!(desk.asked.len(), 2, "somebody wants to know how it is now");
    assert!(desk.screen().contains("120 of 120"), "the cursor stays: {}", desk.screen());
}

#[test]
fn rows_are_chosen_and_ordered_here() {
    let mut desk = desk();
    desk.press("/");
    desk.type_text("R11");
    desk.wait(200);
    assert!(desk.screen().contains("1 of 10"), "{}", desk.screen());
    desk.type_text(" partnerType:auth");
    desk.wait(200);
    desk.press("Enter");
    let screen = desk.screen();
    assert!(screen.contains("1 of 5") && screen.contains("partner110") && !screen.contains("partner119"), "{screen}");
    let rises = |desk: &Desk| desk.screen().find("partner110") < desk.screen().find("partner118");
    assert!(!rises(&desk), "as they came: {screen}");
    desk.press("s Enter");
    let chosen = rises(&desk);
    desk.press("S");
    assert_ne!(rises(&desk), chosen, "{}", desk.screen());
    assert_eq!(desk.asked.len(), 1, "nothing of that is a question to the server");
}
