//! Passwords, tokens, codes and personal data stand in no log and in no `Debug` output, and not in clear in the storage.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

#[path = "all/support/mod.rs"]
mod support;

use std::{
    io,
    sync::{Arc, Mutex},
};

use axum::{body::Body, http::Request};
use partnerdesk_api::{
    account::{self, Activation, Credentials, Invitation, NewAccount, Refresh, Session, Setup, SignUp},
    api_key::{self, KeyPath},
    list::ListQuery,
    misp_licence::{self, NewLicence, ProviderStatus},
    operation::{Input as _, NoPath, Nothing},
    partner::{self, EmailQuestion, NewPartner, PartnerPath},
    role::Role,
    secret::Secret,
};
use partnerdesk_server::{Config, onboarding::setup, store::Database};
use support::{PASSWORD, World};

/// Everything that is logged by this program, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn listen() -> Log {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        log
    }
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// The secrets of a journey from the set-up code to a sign-out, with every refusal on the way.
async fn journey(world: &World) -> Vec<String> {
    let mut secrets = vec![PASSWORD.to_string(), "a wrong password".into(), "another long password".into()];
    let mut keep = |secret: &Secret| secrets.push(secret.expose().to_string());
    let setup_code = setup::draw_code(&world.desk).await.unwrap().unwrap();
    keep(&setup_code);
    let input = Setup { setup_code, password: PASSWORD.into(), ..Setup::example() };
    world.call(&account::SETUP, None, &NoPath {}, &input).await;
    world.ask(&account::SETUP, None, &NoPath {}, &input).await;
    let wrong = Credentials { user_name: "meera".into(), password: "a wrong password".into() };
    world.ask(&account::SIGN_IN, None, &NoPath {}, &wrong).await;
    let right = Credentials { user_name: "meera".into(), password: PASSWORD.into() };
    let session: Session = world.call(&account::SIGN_IN, None, &NoPath {}, &right).await;
    keep(&session.access_token);
    keep(&session.refresh_token);
    let renewed: Session = world
        .call(&account::REFRESH, None, &NoPath {}, &Refresh { refresh_token: session.refresh_token.clone() })
        .await;
    keep(&renewed.access_token);
    keep(&renewed.refresh_token);
    world.ask(&account::REFRESH, None, &NoPath {}, &Refresh { refresh_token: session.refresh_token }).await;
    let admin = renewed.access_token;
    let invitation: Invitation = world.call(&account::CREATE, Some(&admin), &NoPath {}, &NewAccount::example()).await;
    keep(&invitation.activation_code);
    for code in ["wrong".into(), invitation.activation_code] {
        let input =
            Activation { user_name: "tomas".into(), activation_code: code, password: "another long password".into() };
        world.ask(&account::ACTIVATE, None, &NoPath {}, &input).await;
    }
    world.published_policy(&admin, "Printing", "ID card v2").await;
    let partner = world.partner("cardhouse", "Cardhouse Ltd", "Printing").await;
    keep(&partner);
    for taken in [
        SignUp { password: PASSWORD.into(), ..SignUp::example() },
        SignUp { user_name: "other".into(), password: PASSWORD.into(), ..SignUp::example() },
    ] {
        world.ask(&account::SIGN_UP, None, &NoPath {}, &taken).await;
    }
    world.ask(&partner::REGISTER, Some(&partner), &NoPath {}, &NewPartner::example()).await;
    world.ask(&partner::VERIFY_EMAIL, Some(&partner), &NoPath {}, &EmailQuestion::example()).await;
    let query = ListQuery::default().with("emailAddress", "desk@cardhouse.example");
    world.call(&partner::ADMIN_LIST, Some(&admin), &NoPath {}, &query).await;
    world
        .call(&partner::ADMIN_DETAIL, Some(&admin), &PartnerPath { partner_id: "cardhouse".into() }, &Nothing {})
        .await;
    let cookie =
        Request::builder().uri(account::ME.info.path).header("cookie", format!("Authorization={}", admin.expose()));
    assert_eq!(world.send(cookie.body(Body::empty()).unwrap()).await.code(), "ok");
    // A body that is no JSON, with a secret in it; and a path of nowhere.
    let odd = Request::builder()
        .method("POST")
        .uri(account::SIGN_IN.info.path)
        .body(Body::from(format!("password={PASSWORD}")));
    world.send(odd.unwrap()).await;
    let nowhere = Request::builder()
        .uri(format!("/v1/desk@cardhouse.example?password={}", encoded(PASSWORD)))
        .body(Body::empty());
    world.send(nowhere.unwrap()).await;
    // A key is shown once; afterwards it travels in a body, and in a path.
    world.insider("gate", &[Role::MispPartner]).await;
    let mut gate = support::records::partner("gate");
    (gate.partner_type, gate.group_id, gate.group_name) = (misp_licence::MISP_TYPE.into(), None, String::new());
    world.add_partner(&gate).await;
    let input = NewLicence { partner_id: "gate".into(), ..NewLicence::example() };
    let issued = world.call(&misp_licence::ISSUE, Some(&admin), &NoPath {}, &input).await;
    secrets.push(issued.license_key.expose().to_string());
    let input = ProviderStatus {
        provider_id: "gate".into(),
        license_key: issued.license_key.clone(),
        license_key_status: "active".into(),
    };
    assert_eq!(world.ask(&misp_licence::SET_STATUS, Some(&admin), &NoPath {}, &input).await.code(), "ok");
    for token in [&admin, &partner] {
        world.ask(&api_key::ONE, Some(token), &KeyPath { api_key: issued.license_key.clone() }, &Nothing {}).await;
    }
    // A unique index that speaks of what it refused.
    let _ = world.sql("INSERT INTO policy_group SELECT * FROM policy_group").await;
    world.call(&account::SIGN_OUT, Some(&admin), &NoPath {}, &Nothing {}).await;
    secrets
}

fn encoded(text: &str) -> String {
    text.replace(' ', "%20")
}

const PERSONAL: &[&str] = &["cardhouse.example", "registry.example", "1 Print Lane", "+254 20 123", "Mwangi", "Iyer"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_secret_or_personal_is_logged_or_kept_in_clear() {
    let log = Log::listen();
    for world in World::each().await {
        let secrets = journey(&world).await;
        assert!(secrets.len() > 9);
        let logged = log.text();
        assert!(
            logged.contains(account::SIGN_IN.info.path) && logged.contains("DEBUG"),
            "nothing was logged:\n{logged}"
        );
        for secret in secrets.iter().map(String::as_str).chain(PERSONAL.iter().copied()) {
            for form in [secret.to_string(), encoded(secret)] {
                if let Some(line) = logged.lines().find(|line| line.contains(&form)) {
                    panic!("{form} is logged: {line}");
                }
            }
        }
        let mut stored = world.contents().await;
        let trail = world.audit().await.iter().map(|e| format!("{e:?}\n")).collect::<String>();
        stored.insert("audit".into(), trail);
        for secret in &secrets {
            let place = stored.iter().find(|(_, text)| text.contains(secret.as_str()));
            assert_eq!(place.map(|(table, _)| table), None, "{secret} stands in clear in the storage");
        }
        for personal in ["cardhouse.example", "registry.example", "1 Print Lane", "+254 20 123"] {
            let place = stored.iter().find(|(_, text)| text.contains(personal));
            assert_eq!(place.map(|(table, _)| table), None, "{personal} stands in clear in the storage");
        }
    }
}

#[tokio::test]
async fn debug_output_hides_secrets() {
    let secret = "hunter2-hunter2-hunter2";
    let world = World::sqlite().await;
    world.admin().await;
    let credentials = Credentials { user_name: "meera".into(), password: PASSWORD.into() };
    let session: Session = world.call(&account::SIGN_IN, None, &NoPath {}, &credentials).await;
    let tokens = [session.access_token.expose().to_string(), session.refresh_token.expose().to_string()];
    let mut config = Config::embedded("/nowhere".into());
    config.postgres = Some(format!("postgres://desk:{secret}@db.example/desk"));
    let database = Database::Postgres { url: format!("postgres://desk:{secret}@db.example/desk") };
    for shown in [
        format!("{:?}", Secret::new(secret)),
        format!("{:?}", Credentials { password: secret.into(), ..Credentials::example() }),
        format!("{:?}", SignUp { password: secret.into(), ..SignUp::example() }),
        format!("{:?}", Setup { setup_code: secret.into(), password: secret.into(), ..Setup::example() }),
        format!(
            "{:?}",
            Activation { activation_code: secret.into(), password: secret.into(), ..Activation::example() }
        ),
        format!("{:?}", Refresh { refresh_token: secret.into() }),
        format!("{session:?} {:?} {:?} {:#?}", world.desk, world.desk.keys, world.desk.passwords),
        format!("{config:?} {config:#?}"),
        format!("{database:?}"),
    ] {
        assert!(!shown.contains(secret) && tokens.iter().all(|token| !shown.contains(token)), "{shown}");
    }
}

#[tokio::test]
async fn a_storage_without_its_own_key_is_not_opened() {
    for world in World::each().await {
        let key = world.config.data.join("key");
        let kept = world.config.data.join("kept");
        std::fs::rename(&key, &kept).unwrap();
        let open = || async {
            let opened = partnerdesk_server::open(&world.config, partnerdesk_server::desk::system_clock()).await;
            opened.map(drop).map_err(|e| e.to_string())
        };
        assert!(open().await.unwrap_err().contains("is missing"));
        assert!(!key.exists(), "no new key is made for an old storage");
        partnerdesk_server::identity::keys::Keys::make(&key).unwrap();
        assert!(open().await.unwrap_err().contains("does not belong to this storage"));
        std::fs::rename(&kept, &key).unwrap();
        assert_eq!(open().await, Ok(()));
    }
}
