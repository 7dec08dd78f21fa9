use partnerdesk_api::role::Role;
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        layer::Request,
        testing::{self, Desk, SIZES, snapshot},
    },
};

/// One row per kind of name: plain, wide, right to left, and one that tries to take the terminal over.
fn answer(request: &Request) -> Result<Value, ClientError> {
    let row = |id: &str, name: &str, modality: &str, format: &str, attribute: &str| {
        json!({
            "id": id, "configName": name, "bioextractorProviderName": "mock", "bioextractorProviderVersion": "1.1",
            "bioModality": modality, "credentialDataFormat": format, "attributeName": attribute,
            "createdDateTime": "2026-11-13T09:00:00.000000",
        })
    };
    let rows = [
        row("1", "Face, mock", "face", "rawData", "photo"),
        row("2", "虹彩エンジン", "iris", "rawData", "iris"),
        row("3", "بصمة الإصبع", "finger", "rawData", "fingerprint"),
        row("4", "Evil\u{1b}[2J\u{202e}Corp", "face", "templateData", "individualbiometrics"),
    ];
    Ok(match request.operation.id {
        "extractor.list" => json!({"pageNo": 0, "pageSize": 50, "totalResults": 4, "data": rows}),
        _ => json!({"id": "5", "status": "SUCCESS"}),
    })
}

fn desk(role: Role, width: u16, height: u16) -> Desk {
    let mut cx = testing::context(width, height);
    cx.session = Some(testing::profile(role));
    let first = (SCREEN.open)(&cx, &[]);
    Desk::new(cx, first, answer)
}

#[test]
fn the_list_at_every_size() {
    for (width, height) in SIZES {
        let mut desk = desk(Role::PartnerAdmin, width, height);
        desk.wait(300);
        snapshot(&format!("extractors_{width}x{height}"), &desk);
    }
}

// rows: 205, 206, 207
#[test]
fn an_admin_makes_one_and_support_does_not() {
    let mut admin = desk(Role::PartnerAdmin, 80, 24);
    admin.press("+");
    snapshot("extractor_form", &admin);
    admin.type_text("Face, mock");
    admin.press("Tab");
    admin.type_text("mock");
    admin.press("Tab");
    admin.type_text("1.1");
    admin.press("Tab");
    for choice in ["face", "raw", "photo"] {
        admin.type_text(choice);
        admin.press("Enter");
    }
    admin.press("F2");
    let sent: Vec<_> = admin.asked.iter().filter(|r| r.operation.id == "extractor.create").collect();
    assert_eq!(
        sent.first().map(|r| &r.input),
        Some(&json!({
            "configName": "Face, mock", "bioextractorProviderName": "mock", "bioextractorProviderVersion": "1.1",
            "bioModality": "face", "credentialDataFormat": "rawData", "attributeName": "photo",
        }))
    );
    let mut support = desk(Role::Support, 80, 24);
    support.press("+");
    assert!(!support.asked.iter().any(|r| r.operation.id == "extractor.create"));
    snapshot("extractor_form_refused", &support);
}
