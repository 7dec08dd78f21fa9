//! What those who operate the server see: health, readiness, numbers, where requests come from, and an end that is bounded.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use std::{
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::support::{self, PASSWORD, World, records};
use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use partnerdesk_api::{
    account::{self, Credentials},
    envelope,
    list::ListQuery,
    operation::{NoPath, Nothing},
    partner::{self, PartnerPath},
    role::Role,
};
use partnerdesk_server::{
    Config, Listen, Operations, StartError,
    desk::system_clock,
    http,
    onboarding::setup,
    store::{Read as _, audit::Entry},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixStream,
};
use tower::ServiceExt as _;

/// Asks a router for a path; the status and the text.
async fn get(router: &Router, path: &str) -> (u16, String) {
    let response = router.clone().oneshot(Request::builder().uri(path).body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn a_server_is_ready_while_its_storage_answers_and_is_up_to_date_and_it_is_not_ending() {
    for world in World::each().await {
        let beside = http::operations(world.desk.clone());
        for router in [&world.router, &beside] {
            assert_eq!(get(router, "/healthz").await, (200, r#"{"status":"UP"}"#.into()));
            assert_eq!(get(router, "/readyz").await, (200, r#"{"status":"UP"}"#.into()));
        }
        // An older copy of the storage was put in its place while the server ran.
        let (older, back) = if world.is_postgres() {
            let newest = "version = (SELECT MAX(version) FROM _sqlx_migrations)";
            let set = |success| format!("UPDATE _sqlx_migrations SET success = {success} WHERE {newest}");
            (set(false), set(true))
        } else {
            let steps = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite")).unwrap().count();
            (format!("PRAGMA user_version = {}", steps - 1), format!("PRAGMA user_version = {steps}"))
        };
        world.sql(&older).await.unwrap();
        let (status, why) = get(&world.router, "/readyz").await;
        assert_eq!(status, 503);
        assert!(why.contains("start the server again"), "{why}");
        world.sql(&back).await.unwrap();
        assert_eq!(get(&world.router, "/readyz").await.0, 200);
        world.desk.ending.cancel();
        for router in [&world.router, &beside] {
            let (status, why) = get(router, "/readyz").await;
            assert_eq!(status, 503);
            assert!(why.contains("shutting down"), "{why}");
            assert_eq!(get(router, "/healthz").await.0, 200, "it lives to its end");
        }
    }
}

#[tokio::test]
async fn numbers_name_operations_and_nothing_that_was_sent() {
    for world in World::each().await {
        let admin = world.admin().await;
        let group = records::group("Printing");
        let policy = records::policy(&group, "ID card");
        world.add_policies(&group, std::slice::from_ref(&policy)).await;
        world.insider("ada", &[Role::CredentialPartner]).await;
        world.add_partner(&records::partner("ada")).await;
        world.add_request(&records::policy_request(&records::partner("ada"), &policy)).await;
        for id in ["ada", "somebody-else"] {
            let path = PartnerPath { partner_id: id.into() };
            world.ask(&partner::ADMIN_DETAIL, Some(&admin), &path, &Nothing {}).await;
        }
        world.ask(&account::LIST, None, &NoPath {}, &ListQuery::default().with("name", "somebody-else")).await;
        get(&world.router, "/somebody-else/at/home").await;
        get(&world.router, "/v1/partnermanager/admin-partners/v2/ada?somebody-else").await;
        for _ in 0..7 {
            let guess = Credentials { user_name: "somebody-else".into(), password: "guess".into() };
            world.ask(&account::SIGN_IN, None, &NoPath {}, &guess).await;
        }
        assert_eq!(get(&world.router, "/metrics").await.0, 404, "not where everybody can ask");
        let beside = http::operations(world.desk.clone());
        let (status, text) = get(&beside, "/metrics").await;
        assert_eq!(status, 200);
        for line in [
            "partnerdesk_requests_total{operation=\"partner.detail\",status=\"200\"} 2",
            "partnerdesk_requests_total{operation=\"partner.detail\",status=\"401\"} 1",
            "partnerdesk_requests_total{operation=\"account.list\",status=\"401\"} 1",
            "partnerdesk_requests_total{operation=\"account.setup\",status=\"200\"} 1",
            "partnerdesk_requests_total{operation=\"none\",status=\"404\"} 2",
            "partnerdesk_request_seconds_count{operation=\"partner.detail\"} 3",
            "partnerdesk_requests_in_flight 0",
            "partnerdesk_failed_sign_ins_total{reason=\"wrong\"} 5",
            "partnerdesk_failed_sign_ins_total{reason=\"throttled\"} 2",
            "partnerdesk_policy_requests_pending 1",
            "partnerdesk_storage_up 1",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("somebody") && !text.contains("ada\""), "{text}");
        let names: std::collections::BTreeSet<&str> =
            text.lines().filter_map(|l| l.split("operation=\"").nth(1)?.split('"').next()).collect();
        let known: Vec<&str> = partnerdesk_api::operations().map(|info| info.id).chain(["none"]).collect();
        assert!(names.iter().all(|name| known.contains(name)), "{names:?}");
        // No other path is served beside.
        assert_eq!(get(&beside, account::ME.info.path).await.0, 404);
    }
}

#[tokio::test]
async fn where_a_request_comes_from_is_believed_from_trusted_proxies_only() {
    let behind = Listen::Tcp { address: "127.0.0.1:0".parse().unwrap(), tls: None, behind_proxy: true };
    let named: Vec<ipnet::IpNet> = vec!["10.1.0.0/16".parse().unwrap(), "fd00::7/128".parse().unwrap()];
    let in_front = World::configured(|config| config.listen = behind.clone()).await;
    let elsewhere = World::configured(|config| {
        config.listen = behind.clone();
        config.proxies = named.clone();
    })
    .await;
    let alone = World::configured(|config| {
        config.listen = Listen::Tcp { address: "127.0.0.1:0".parse().unwrap(), tls: None, behind_proxy: false };
        config.proxies = named.clone();
    })
    .await;
    let source = async |world: &World, peer: &str, said: &[&str]| {
        let info = &account::SIGN_IN.info;
        let body = envelope::request(info, json!({"userName": "nobody", "password": "guess"}), world.now());
        let mut request = support::request(info, info.path, None);
        for said in said {
            request = request.header("x-forwarded-for", *said);
        }
        let peer: SocketAddr = format!("{peer}:4000").parse().unwrap();
        world.sql("DELETE FROM attempt").await.unwrap();
        let request = request.extension(ConnectInfo(peer)).body(Body::from(body.to_string())).unwrap();
        assert_eq!(world.send(request).await.code(), "PD-ACC-001");
        world.texts("SELECT source FROM audit ORDER BY at DESC, id DESC LIMIT 1").await.remove(0)
    };
    for (world, peer, said, expected) in [
        (&in_front, "127.0.0.1", &["203.0.113.7"][..], "203.0.113.7"),
        (&in_front, "[::1]", &["2001:db8::1"], "2001:db8::1"),
        (&in_front, "127.0.0.1", &["203.0.113.7:5000"], "203.0.113.7"),
        (&in_front, "127.0.0.1", &["[2001:db8::1]:5000"], "2001:db8::1"),
        (&in_front, "127.0.0.1", &[], "127.0.0.1"),
        // What the caller wrote stands before what the proxy added.
        (&in_front, "127.0.0.1", &["8.8.8.8, 203.0.113.7"], "203.0.113.7"),
        (&in_front, "127.0.0.1", &["8.8.8.8", "203.0.113.7"], "203.0.113.7"),
        (&in_front, "127.0.0.1", &["nonsense"], "127.0.0.1"),
        (&in_front, "127.0.0.1", &["203.0.113.7, <script>"], "127.0.0.1"),
        (&in_front, "198.51.100.1", &["203.0.113.7"], "198.51.100.1"),
        (&elsewhere, "10.1.2.3", &["203.0.113.7"], "203.0.113.7"),
        (&elsewhere, "[fd00::7]", &["203.0.113.7, 10.1.9.9"], "203.0.113.7"),
        (&elsewhere, "[::ffff:10.1.2.3]", &["203.0.113.7"], "203.0.113.7"),
        (&elsewhere, "127.0.0.1", &["203.0.113.7"], "127.0.0.1"),
        (&elsewhere, "[fd00::8]", &["203.0.113.7"], "fd00::8"),
        (&alone, "10.1.2.3", &["203.0.113.7"], "10.1.2.3"),
    ] {
        assert_eq!(source(world, peer, said).await, expected, "{peer} {said:?}");
    }
}

const FOLDER: &str = "PARTNERDESK_OPERATIONS_TEST_FOLDER";

fn config(folder: &Path) -> Config {
    let mut config = Config::embedded(folder.into());
    config.operations = Some(Operations::Socket(folder.join("operations")));
    config
}

/// Not a test: the server that the tests below start and end.
#[test]
fn serve_when_asked() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(partnerdesk_server::run(config(Path::new(&folder)), |_| ())).unwrap();
}

/// A server in a process of its own, with the admin `meera`.
struct Server {
    folder: tempfile::TempDir,
    child: Child,
}

impl Server {
    async fn start() -> Server {
        let folder = tempfile::tempdir().unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "operations::serve_when_asked", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Server { folder, child };
        let begin = Instant::now();
        while server.beside("/readyz").await.is_none_or(|answer| !answer.starts_with("HTTP/1.1 200")) {
            assert!(begin.elapsed() < Duration::from_secs(60), "the server does not start");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server
    }

    async fn connect(&self) -> UnixStream {
        UnixStream::connect(self.folder.path().join("socket")).await.unwrap()
    }

    /// What the listener for operations answers.
    async fn beside(&self, path: &str) -> Option<String> {
        let mut stream = UnixStream::connect(self.folder.path().join("operations")).await.ok()?;
        let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        Some(answer)
    }

    fn end(&self) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    }

    /// How long it takes until the process is gone, with success.
    async fn gone(&mut self) -> Duration {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return begin.elapsed();
            }
            assert!(begin.elapsed() < Duration::from_secs(30), "the server does not end");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request whose body is sent in two halves.
fn halves() -> (String, String) {
    let info = &account::SIGN_IN.info;
    let input = json!({"userName": "meera", "password": PASSWORD});
    let body = envelope::request(info, input, jiff::Timestamp::now()).to_string();
    let (first, second) = body.split_at(20);
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{first}",
        info.path,
        body.len()
    );
    (head, second.to_string())
}

#[tokio::test]
async fn the_end_lets_accepted_requests_finish() {
    let mut server = Server::start().await;
    // Somebody who only keeps a connection open holds nobody up.
    let idle = server.connect().await;
    let mut slow = server.connect().await;
    let (first, second) = halves();
    slow.write_all(first.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.end();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let ready = server.beside("/readyz").await.unwrap();
    assert!(ready.starts_with("HTTP/1.1 503") && ready.contains("shutting down"), "{ready}");
    assert!(server.beside("/metrics").await.unwrap().contains("partnerdesk_requests_in_flight 1"));
    let late = UnixStream::connect(server.folder.path().join("socket")).await;
    if let Ok(mut late) = late {
        let _ = late.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
        let mut answer = Vec::new();
        let read = tokio::time::timeout(Duration::from_millis(500), late.read_to_end(&mut answer)).await;
        assert!(answer.is_empty(), "a new request was accepted: {read:?} {}", String::from_utf8_lossy(&answer));
    }
    slow.write_all(second.as_bytes()).await.unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("PD-ACC-001"), "{answer}");
    let took = server.gone().await;
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert!(!server.folder.path().join("socket").exists() && !server.folder.path().join("operations").exists());
    drop(idle);
}

#[tokio::test]
async fn the_end_does_not_wait_for_ever() {
    let mut server = Server::start().await;
    let mut slow = server.connect().await;
    slow.write_all(halves().0.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.end();
    let took = server.gone().await;
    assert!((Duration::from_secs(8)..Duration::from_secs(15)).contains(&took), "{took:?}");
    let mut answer = Vec::new();
    let _ = slow.read_to_end(&mut answer).await;
    assert!(answer.is_empty());
}

#[tokio::test]
async fn numbers_never_leave_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(folder.path());
    config.operations = Some(Operations::Tcp("0.0.0.0:0".parse().unwrap()));
    let refusal = partnerdesk_server::run(config, |_| ()).await.unwrap_err();
    assert!(matches!(refusal, StartError::OperationsOffLoopback(_)), "{refusal}");
    assert!(refusal.to_string().contains("127.0.0.1:9100"), "{refusal}");
}

#[tokio::test]
async fn refusals_that_are_still_gathered_are_entered_at_the_end() {
    let server = Server::start().await;
    for _ in 0..5 {
        let mut stream = server.connect().await;
        let head = format!(
            "POST {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{{}}",
            account::SIGN_OUT.info.path
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.read_to_end(&mut Vec::new()).await.unwrap();
    }
    server.end();
    let mut server = server;
    server.gone().await;
    let mut config = config(server.folder.path());
    config.operations = None;
    let desk = partnerdesk_server::open(&config, system_clock()).await.unwrap();
    let entries: Vec<Entry> = desk.db.all("SELECT * FROM audit ORDER BY times", &[]).await.unwrap();
    let rows: Vec<Value> = entries.iter().map(|e| json!([e.action, e.code, e.times])).collect();
    assert_eq!(rows, [json!(["account.sign_out", "KER-ATH-401", 1]), json!(["account.sign_out", "KER-ATH-401", 4])]);
    assert!(setup::draw_code(&desk).await.unwrap().is_some());
}
