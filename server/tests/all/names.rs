//! Names as people and attackers write them: stored and given back letter by letter, or refused at their place.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{PASSWORD, World};
use partnerdesk_api::{
    account::{self, Credentials, SignUp},
    operation::{Input as _, Method, NoPath, Nothing},
    partner::{self, NewPartner},
    role::Role,
};
use serde_json::{Value, json};

/// A text, whether it may stand in a name, whether in an address.
const TEXTS: &[(&str, bool, bool)] = &[
    ("銀行 東京", true, true),
    ("صوت البصمة", true, true),
    ("बैंक ऑफ इंडिया", true, true),
    ("Cafe\u{301}", true, true),
    ("İstanbul Straße", true, true),
    ("O'Neill & Sons (Ltd.)", true, true),
    ("'; DROP TABLE partner; --", true, true),
    ("back\\slash", true, true),
    ("100% sure", false, true),
    ("a/b", false, true),
    ("<script>alert(1)</script>", false, true),
    ("{{template}} ${x}", false, true),
    ("crab 🦀", false, true),
    ("right\u{202e}left", false, true),
    ("zero\u{200b}width", false, true),
    ("esc\u{1b}[2Jape", false, false),
    ("bell\u{7}", false, false),
    ("\u{9b}31m", false, false),
    ("delete\u{7f}", false, false),
    ("car\u{d}riage", false, false),
    ("nul\0", false, false),
];

// rows: 2, 28, B10
#[tokio::test]
async fn names_come_back_letter_by_letter_or_are_refused_at_their_place() {
    for world in World::each().await {
        let admin = world.admin().await;
        world.published_policy(&admin, "Printing", "ID card v2").await;
        let mut stored = 0;
        for (i, (text, in_name, in_address)) in TEXTS.iter().enumerate() {
            let user = format!("user{i}");
            let base = || SignUp {
                user_name: user.clone(),
                email_id: format!("{user}@b.example"),
                password: PASSWORD.into(),
                ..SignUp::example()
            };
            let names: [(&str, SignUp); 4] = [
                ("firstName", SignUp { first_name: (*text).into(), ..base() }),
                ("lastName", SignUp { last_name: (*text).into(), ..base() }),
                ("organizationName", SignUp { organization_name: (*text).into(), ..base() }),
                ("address", SignUp { address: (*text).into(), ..base() }),
            ];
            for (field, input) in names {
                let allowed = if field == "address" { *in_address } else { *in_name };
                if !allowed {
                    let answer = world.ask(&account::SIGN_UP, None, &NoPath {}, &input).await;
                    let code = if text.contains('\0') { "PMS_REQUEST_ERROR_007" } else { "PMS_COR_001" };
                    assert_eq!((answer.status.as_u16(), answer.code(), answer.field()), (400, code, field), "{text:?}");
                    assert!(!answer.body.to_string().contains('\u{1b}'), "no escape sequence comes back");
                }
            }
            let name: &str = if *in_name { text } else { "plain" };
            let address = if *in_address { format!("{text}\nsecond line") } else { "plain".into() };
            let input = SignUp {
                first_name: name.into(),
                last_name: name.into(),
                organization_name: name.into(),
                address: address.clone(),
                ..base()
            };
            world.call(&account::SIGN_UP, None, &NoPath {}, &input).await;
            let token = world.sign_in(&user).await;
            let partner = NewPartner {
                partner_id: user.clone(),
                organization_name: name.into(),
                address: address.clone(),
                email_id: format!("{user}@b.example"),
                ..NewPartner::example()
            };
            world.call(&partner::REGISTER, Some(&token), &NoPath {}, &partner).await;
            let me = world.call(&account::ME, Some(&token), &NoPath {}, &Nothing {}).await;
            assert_eq!(
                (me.first_name.as_str(), me.organization_name.as_deref(), me.address),
                (name, Some(name), Some(address.clone()))
            );
            let path = partner::PartnerPath { partner_id: user };
            let detail = world.call(&partner::ADMIN_DETAIL, Some(&admin), &path, &Nothing {}).await;
            assert_eq!((detail.organization_name.as_str(), detail.address), (name, address));
            stored += usize::from(*in_name);
        }
        assert!(stored >= 8);
        // Blanks are tidied as the portal does, and only blanks.
        let input = SignUp {
            user_name: "tidy".into(),
            email_id: "tidy@b.example".into(),
            organization_name: "  Card \t house  ".into(),
            password: PASSWORD.into(),
            ..SignUp::example()
        };
        assert_eq!(
            world.ask(&account::SIGN_UP, None, &NoPath {}, &input).await.field(),
            "organizationName",
            "a tab is no blank"
        );
        let input = SignUp { organization_name: "  Card   house  ".into(), ..input };
        world.call(&account::SIGN_UP, None, &NoPath {}, &input).await;
        let tidy = world.sign_in("tidy").await;
        assert_eq!(
            world.call(&account::ME, Some(&tidy), &NoPath {}, &Nothing {}).await.organization_name.as_deref(),
            Some("Card house")
        );
    }
}

#[tokio::test]
async fn a_nul_is_refused_wherever_it_stands() {
    for world in World::each().await {
        let token = world.insider("everything", Role::ALL).await;
        let credentials = Credentials { user_name: "a\0b".into(), password: PASSWORD.into() };
        let answer = world.ask(&account::SIGN_IN, None, &NoPath {}, &credentials).await;
        assert_eq!((answer.code(), answer.field()), ("PMS_REQUEST_ERROR_007", "userName"));
        let mut asked = 0;
        for info in partnerdesk_api::operations() {
            if info.id == account::SIGN_OUT.info.id {
                continue;
            }
            for name in partnerdesk_api::openapi::path_parameters(info.path) {
                let mut path: serde_json::Map<String, Value> =
                    partnerdesk_api::openapi::path_parameters(info.path).map(|n| (n.into(), json!("x"))).collect();
                path.insert(name.into(), json!("a\0b"));
                let answer = world.raw(info, Some(&token), &Value::Object(path), (info.example)()).await;
                assert_eq!((answer.code(), answer.field()), ("PMS_REQUEST_ERROR_007", name), "{info:?}");
                asked += 1;
            }
            for (member, value) in (info.example)().as_object().unwrap() {
                let mut input = (info.example)();
                if !value.is_string() || member == "certificateData" || (info.method != Method::Get && !info.has_body) {
                    continue;
                }
                input[member] = json!("a\0b");
                let path =
                    partnerdesk_api::openapi::path_parameters(info.path).map(|n| (n.to_string(), json!("x"))).collect();
                let answer = world.raw(info, Some(&token), &path, input).await;
                assert_eq!((answer.code(), answer.field()), ("PMS_REQUEST_ERROR_007", member.as_str()), "{info:?}");
                asked += 1;
            }
        }
        assert!(asked > 80, "{asked}");
        let deep = json!({"extractors": [{"attributeName": "a\0"}]});
        let map = &partnerdesk_api::policy_request::MAP_EXTRACTORS.info;
        let answer = world.raw(map, Some(&token), &json!({"request_id": "x"}), deep).await;
        assert_eq!((answer.code(), answer.field()), ("PMS_REQUEST_ERROR_007", "extractors[0].attributeName"));
    }
}
