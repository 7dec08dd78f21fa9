//! Faults of the storage: full, read-only, away, failing in the middle. Each is said clearly, changes nothing, and is over
//! when its cause is over, without a restart.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::support::{Answer, PASSWORD, World, records};
use axum::{body::Body, http::Request};
use partnerdesk_api::{
    account::{self, Credentials, Refresh},
    certificate::{self, CertificateUpload},
    operation::{Info, Input as _, NoPath, Nothing},
    policy::{self, NewGroup},
    policy_request::{self, Mappings},
    role::Role,
    secret::Secret,
};
use partnerdesk_trust::sample::{SampleRequest, make_root};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

async fn make_group(world: &World, token: &Secret, name: &str) -> Answer {
    let input = NewGroup { name: name.into(), desc: "x".into() };
    world.ask(&policy::CREATE_GROUP, Some(token), &NoPath {}, &input).await
}

async fn readyz(world: &World) -> u16 {
    world.send(Request::builder().uri("/readyz").body(Body::empty()).unwrap()).await.status.as_u16()
}

async fn lists(world: &World, token: &Secret) -> String {
    world.ask(&policy::GROUP_LIST, Some(token), &NoPath {}, &Default::default()).await.code().to_string()
}

fn check_refusal(answer: &Answer, code: &str) {
    assert_eq!((answer.status.as_u16(), answer.code()), (503, code), "{}", answer.body);
    assert!(answer.headers.contains_key("retry-after"), "{:?}", answer.headers);
    assert!(answer.response().is_null());
}

/// Fills a storage of limited size with somebody else's data, until no group fits any more.
async fn fill(world: &World, admin: &Secret) -> rusqlite::Connection {
    // This connection has no limit of its own.
    let other = world.file();
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
        INSERT INTO event (id, topic, subject, body, created_at) SELECT 'f' || i, 'x', 'x', hex(zeroblob(2000)), 1 FROM n";
    other.execute_batch(fill).unwrap();
    let mut refused = 0;
    for i in 0..400 {
        let before = world.count("policy_group").await;
        let answer = make_group(world, admin, &format!("{i} {}", "x".repeat(100))).await;
        if answer.code() == "ok" {
            continue;
        }
        check_refusal(&answer, "PD-SRV-004");
        assert_eq!(world.count("policy_group").await, before, "nothing was changed");
        refused += 1;
        if refused == 20 {
            return other;
        }
    }
    panic!("the storage never was full");
}

fn free(other: &rusqlite::Connection) {
    other.execute_batch("DELETE FROM event WHERE topic = 'x'").unwrap();
}

async fn sign_in(world: &World, password: &str) -> Answer {
    let input = Credentials { user_name: "meera".into(), password: password.into() };
    world.ask(&account::SIGN_IN, None, &NoPath {}, &input).await
}

async fn refresh(world: &World, token: &Secret) -> Answer {
    world.ask(&account::REFRESH, None, &NoPath {}, &Refresh { refresh_token: token.clone() }).await
}

fn secret(answer: &Answer, member: &str) -> Secret {
    assert_eq!(answer.code(), "ok", "{}", answer.body);
    Secret::new(answer.response()[member].as_str().unwrap())
}

#[tokio::test]
async fn a_full_storage_refuses_writes_and_takes_them_again_when_there_is_space() {
    let world = World::configured(|config| config.max_pages = Some(400)).await;
    let admin = world.admin().await;
    assert_eq!(make_group(&world, &admin, "before").await.code(), "ok");
    let other = fill(&world, &admin).await;
    assert_eq!((lists(&world, &admin).await.as_str(), readyz(&world).await), ("ok", 200), "reading goes on");
    free(&other);
    assert_eq!(make_group(&world, &admin, "after").await.code(), "ok", "without a restart");
    assert_eq!(sign_in(&world, PASSWORD).await.code(), "ok");
    assert_eq!(world.texts("PRAGMA integrity_check").await, ["ok"]);
}

// rows: 1, 17, 19, 33
#[tokio::test]
async fn people_sign_in_and_read_while_the_storage_is_full() {
    let mut world = World::configured(|config| config.max_pages = Some(400)).await;
    let admin = world.admin().await;
    let before = sign_in(&world, PASSWORD).await;
    let leaver = sign_in(&world, PASSWORD).await;
    let other = fill(&world, &admin).await;
    // A session from before goes on. Its token is exchanged when there is room for that; a page may have a little left.
    let renewed = refresh(&world, &secret(&before, "refreshToken")).await;
    assert_eq!(lists(&world, &secret(&renewed, "accessToken")).await, "ok");
    assert_eq!(refresh(&world, &secret(&renewed, "refreshToken")).await.code(), "ok");
    // Signing out works at once, for the refresh token too.
    let token = secret(&leaver, "accessToken");
    assert_eq!(world.ask(&account::SIGN_OUT, Some(&token), &NoPath {}, &Nothing {}).await.code(), "ok");
    assert_eq!(lists(&world, &token).await, "KER-ATH-401");
    assert_eq!(refresh(&world, &secret(&leaver, "refreshToken")).await.code(), "PD-ACC-009");

    let mut here = Vec::new();
    for _ in 0..100 {
        let stored = world.count("session").await;
        let answer = sign_in(&world, PASSWORD).await;
        assert_eq!(lists(&world, &secret(&answer, "accessToken")).await, "ok", "as often as people like");
        if world.count("session").await == stored {
            here.push(answer);
        }
        if here.len() == 8 {
            break;
        }
    }
    assert_eq!(here.len(), 8, "the storage never was full");
    check_refusal(&make_group(&world, &secret(&here[0], "accessToken"), &"x".repeat(100)).await, "PD-SRV-004");
    let again = refresh(&world, &secret(&here[0], "refreshToken")).await;
    assert_eq!(lists(&world, &secret(&again, "accessToken")).await, "ok");
    let token = secret(&here[1], "accessToken");
    assert_eq!(world.ask(&account::SIGN_OUT, Some(&token), &NoPath {}, &Nothing {}).await.code(), "ok");
    assert_eq!(lists(&world, &token).await, "KER-ATH-401");
    assert_eq!(refresh(&world, &secret(&here[1], "refreshToken")).await.code(), "PD-ACC-009");

    // Guessing is slowed down all the same.
    let mut codes = Vec::new();
    for _ in 0..8 {
        codes.push(sign_in(&world, "a guess").await.code().to_string());
    }
    assert_eq!(codes.iter().filter(|c| *c == "PD-ACC-001").count(), 5, "{codes:?}");
    assert_eq!(codes.iter().filter(|c| *c == "PD-REQ-004").count(), 3, "{codes:?}");

    // With space again, a session moves into the storage at its next renewal, and its token works once.
    free(&other);
    let stored = refresh(&world, &secret(&again, "refreshToken")).await;
    assert_ne!(secret(&stored, "refreshToken").expose(), secret(&again, "refreshToken").expose());
    assert_eq!(refresh(&world, &secret(&again, "refreshToken")).await.code(), "PD-ACC-009");
    world.restart().await;
    assert_eq!(lists(&world, &secret(&stored, "accessToken")).await, "ok", "the storage knows it");
    assert_eq!(lists(&world, &secret(&here[2], "accessToken")).await, "KER-ATH-401", "one that stayed outside ended");
    assert_eq!(world.texts("PRAGMA integrity_check").await, ["ok"]);
}

#[tokio::test]
async fn a_storage_that_may_not_be_written_says_so_and_is_read_on() {
    let world = World::sqlite().await;
    let admin = world.admin().await;
    let before = world.contents().await;
    // As root no file is read-only, so the one connection that writes is told to refuse, with the code that a read-only
    // file gives.
    world.desk.db.set("PRAGMA query_only = on").await.unwrap();
    for _ in 0..3 {
        check_refusal(&make_group(&world, &admin, "new").await, "PD-SRV-005");
    }
    assert_eq!((lists(&world, &admin).await.as_str(), world.contents().await), ("ok", before));
    for _ in 0..8 {
        let answer = sign_in(&world, PASSWORD).await;
        assert_eq!(lists(&world, &secret(&answer, "accessToken")).await, "ok", "people sign in and read");
        let renewed = refresh(&world, &secret(&answer, "refreshToken")).await;
        assert_eq!(secret(&renewed, "refreshToken").expose(), secret(&answer, "refreshToken").expose());
        assert_eq!(lists(&world, &secret(&renewed, "accessToken")).await, "ok");
    }
    let mut codes = Vec::new();
    for _ in 0..8 {
        codes.push(sign_in(&world, "a guess").await.code().to_string());
    }
    assert_eq!(codes.iter().filter(|c| *c == "PD-REQ-004").count(), 3, "{codes:?}");
    world.desk.db.set("PRAGMA query_only = off").await.unwrap();
    assert_eq!(make_group(&world, &admin, "new").await.code(), "ok");
}

#[tokio::test]
async fn a_read_only_data_folder_is_refused_at_the_start_in_words() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    if rustix::process::geteuid().is_root() {
        eprintln!("LEFT OUT: root may write everywhere, so no folder is read-only");
        return;
    }
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o500)).unwrap();
    let config = partnerdesk_server::Config::embedded(folder.path().into());
    let error = partnerdesk_server::open(&config, partnerdesk_server::desk::system_clock()).await.unwrap_err();
    assert!(error.to_string().contains("cannot be used"), "{error}");
}

/// A way to PostgreSQL that can be cut.
struct Line {
    address: SocketAddr,
    server: String,
    open: Option<tokio::task::JoinHandle<()>>,
}

impl Line {
    async fn to(server: String) -> Line {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut line = Line { address: listener.local_addr().unwrap(), server, open: None };
        line.carry(listener);
        line
    }
    fn carry(&mut self, listener: TcpListener) {
        let server = self.server.clone();
        self.open = Some(tokio::spawn(async move {
            let mut calls = JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                let server = server.clone();
                calls.spawn(async move {
                    let mut far = TcpStream::connect(server).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                });
            }
        }));
    }
    async fn cut(&mut self) {
        let open = self.open.take().unwrap();
        open.abort();
        let _ = open.await;
    }
    async fn mend(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.carry(listener);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_that_is_away_is_said_to_be_away_until_it_is_back() {
    let Some(mut world) = World::postgres().await else { return };
    let url = world.config.postgres.clone().unwrap();
    let authority = url.split("://").nth(1).unwrap().split(['/', '?']).next().unwrap();
    let server = authority.rsplit('@').next().unwrap().to_string();
    let mut line = Line::to(server.clone()).await;
    world.config.postgres = Some(url.replace(&server, &line.address.to_string()));
    world.restart().await;
    let admin = world.admin().await;
    assert_eq!((make_group(&world, &admin, "before").await.code(), readyz(&world).await), ("ok", 200));
    line.cut().await;
    let begin = Instant::now();
    check_refusal(&make_group(&world, &admin, "meanwhile").await, "PD-SRV-006");
    assert!(begin.elapsed() < Duration::from_secs(8), "one wait, not several: {:?}", begin.elapsed());
    let world = Arc::new(world);
    let mut crowd = JoinSet::new();
    for i in 0..20 {
        let (world, admin) = (world.clone(), admin.clone());
        crowd.spawn(async move {
            match i % 4 {
                0 => make_group(&world, &admin, "crowd").await,
                1 => world.ask(&account::ME, Some(&admin), &NoPath {}, &Nothing {}).await,
                2 => world.ask(&account::SIGN_IN, None, &NoPath {}, &Credentials::example()).await,
                _ => world.ask(&account::SETUP_STATE, None, &NoPath {}, &Nothing {}).await,
            }
        });
    }
    while let Some(answer) = crowd.join_next().await {
        check_refusal(&answer.unwrap(), "PD-SRV-006");
    }
    assert!(begin.elapsed() < Duration::from_secs(20), "a crowd does not queue up: {:?}", begin.elapsed());
    assert_eq!(readyz(&world).await, 503);
    line.mend().await;
    assert_eq!(
        (make_group(&world, &admin, "after").await.code(), readyz(&world).await),
        ("ok", 200),
        "without a restart"
    );
    let names = world.texts("SELECT name FROM policy_group WHERE created_by = 'meera' ORDER BY name").await;
    assert_eq!(names, ["after", "before"]);
}

/// Lets every write to a table fail until it is mended.
async fn break_table(world: &World, table: &str) {
    if world.is_postgres() {
        world.sql("CREATE OR REPLACE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$").await.unwrap();
        world
            .sql(&format!(
                "CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION breaks()"
            ))
            .await
            .unwrap();
    } else {
        for verb in ["INSERT", "UPDATE"] {
            world
                .sql(&format!(
                    "CREATE TRIGGER broken_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END"
                ))
                .await
                .unwrap();
        }
    }
}
async fn mend_table(world: &World, table: &str) {
    if world.is_postgres() {
        world.sql(&format!("DROP TRIGGER broken ON {table}")).await.unwrap();
    } else {
        world.sql("DROP TRIGGER broken_INSERT").await.unwrap();
        world.sql("DROP TRIGGER broken_UPDATE").await.unwrap();
    }
}

#[tokio::test]
async fn a_command_that_fails_in_the_middle_leaves_nothing() {
    for world in World::each().await {
        let admin = world.insider("noor", &[Role::PartnerAdmin]).await;
        let ada = world.insider("ada", &[Role::CredentialPartner]).await;
        let group = records::group("Printing");
        let policy = records::policy(&group, "ID card");
        world.add_policies(&group, std::slice::from_ref(&policy)).await;
        world.add_partner(&records::partner("ada")).await;
        let mut request = records::policy_request(&records::partner("ada"), &policy);
        request.mappings = Mappings::ExtractorsMissing;
        world.add_request(&request).await;
        let sample = SampleRequest::new("ada Ltd", world.now());
        let root = make_root("Example Root", &sample).unwrap();
        let upload = certificate::CaUpload { certificate_data: root.certificate.pem(), partner_domain: "AUTH".into() };
        world.call(&certificate::CA_UPLOAD, Some(&admin), &NoPath {}, &upload).await;
        let leaf = CertificateUpload {
            partner_id: "ada".into(),
            certificate_data: root.make_partner(&sample).unwrap().certificate.pem(),
            partner_domain: "AUTH".into(),
        };
        world.desk.signing().await.unwrap();
        let id = json!({"request_id": request.id, "mapping_key": request.id});
        let approve = json!({"status": "Approved"});
        let steps: [(&[&str], &Info, &Secret, Value); 4] = [
            (
                &["partner_certificate", "ca_certificate", "partner", "event", "audit"],
                &certificate::UPLOAD.info,
                &ada,
                serde_json::to_value(&leaf).unwrap(),
            ),
            (
                &["request_extractor", "policy_request", "audit"],
                &policy_request::MAP_EXTRACTORS.info,
                &ada,
                (policy_request::MAP_EXTRACTORS.info.example)(),
            ),
            (
                &["request_credential_type", "policy_request", "audit"],
                &policy_request::MAP_CREDENTIAL_TYPE.info,
                &ada,
                (policy_request::MAP_CREDENTIAL_TYPE.info.example)(),
            ),
            (
                &["policy_request", "request_extractor", "request_credential_type", "audit"],
                &policy_request::DECIDE.info,
                &admin,
                approve,
            ),
        ];
        for (tables, info, token, input) in steps {
            for table in tables {
                break_table(&world, table).await;
                let before = world.contents().await;
                let answer = world.raw(info, Some(token), &id, input.clone()).await;
                assert_eq!((answer.status.as_u16(), answer.code()), (500, "PD-SRV-001"), "{table}");
                assert!(!answer.body.to_string().contains("broken"), "what the database says stays inside");
                assert_eq!(world.contents().await, before, "{table} failed, others were written");
                mend_table(&world, table).await;
            }
            let answer = world.raw(info, Some(token), &id, input.clone()).await;
            assert_eq!(answer.code(), "ok", "{}", answer.body);
        }
    }
}
