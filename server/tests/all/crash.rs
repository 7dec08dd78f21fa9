//! `kill -9` at any moment while several people write: whatever was acknowledged is there, nothing is half done.
//!
//! The server is this very program, started again with an environment variable that names its data folder.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use crate::support::{PASSWORD, World, records, stored::texts, uri};
use jiff::Timestamp;
use partnerdesk_api::{
    account::{self, Credentials},
    envelope,
    operation::{Info, Input as _},
    policy, policy_request,
};
use partnerdesk_server::{Config, socket_in};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixStream,
    task::JoinSet,
};

const FOLDER: &str = "PARTNERDESK_CRASH_TEST_FOLDER";
const KILLS: usize = 50;
const WRITERS: usize = 5;

/// Not a test: the server that the test below starts and kills.
#[test]
fn serve_when_asked() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = Config::embedded(folder.into());
    runtime.block_on(partnerdesk_server::run(config, |_| ())).unwrap();
}

fn start_server(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::serve_when_asked", "--nocapture"])
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// A client on the socket. Every call is a connection of its own.
#[derive(Clone)]
struct Client(PathBuf);

impl Client {
    /// The answer, or nothing when the server was killed before it came.
    async fn ask(&self, info: &Info, token: &str, path: &Value, input: Value) -> Option<Value> {
        let body =
            if info.has_body { envelope::request(info, input, Timestamp::now()).to_string() } else { String::new() };
        let head = format!(
            "{} {} HTTP/1.1\r\nhost: desk\r\nconnection: close\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            info.method.word(),
            uri(info.path, path),
            body.len()
        );
        let mut stream = UnixStream::connect(&self.0).await.ok()?;
        stream.write_all(head.as_bytes()).await.ok()?;
        stream.write_all(body.as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok()?;
        let answer = String::from_utf8(answer).ok()?;
        serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
    }

    /// The response of a command that the server carried out and said so.
    async fn done(&self, info: &Info, token: &str, path: &Value, input: Value) -> Option<Value> {
        let mut answer = self.ask(info, token, path, input).await?;
        assert_eq!(answer["errors"], json!([]), "{info:?}");
        Some(answer["response"].take())
    }

    async fn until_it_answers(&self, child: &mut Child) {
        let begin = Instant::now();
        while self.ask(&account::SETUP_STATE.info, "", &Value::Null, Value::Null).await.is_none() {
            assert!(child.try_wait().unwrap().is_none(), "the server did not start again");
            assert!(begin.elapsed() < Duration::from_secs(20), "the server does not answer");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn sign_in(&self, user: &str) -> String {
        let input = serde_json::to_value(Credentials { user_name: user.into(), password: PASSWORD.into() }).unwrap();
        let session = self.done(&account::SIGN_IN.info, "", &Value::Null, input).await.unwrap();
        session["accessToken"].as_str().unwrap().to_string()
    }
}

/// What the server said it had done: a condition that has to hold in the storage from then on.
type Acknowledged = Arc<Mutex<Vec<String>>>;

/// One person's work, over and over, until the server is gone.
async fn write(
    client: Client,
    [meera, noor]: [String; 2],
    writer: usize,
    rounds: Arc<AtomicUsize>,
    acknowledged: Acknowledged,
) {
    let note = |condition: String| acknowledged.lock().unwrap().push(condition);
    loop {
        let name = format!("w{writer}-{}", rounds.fetch_add(1, Ordering::Relaxed));
        let work = async {
            let group = json!({"name": format!("group {name}"), "desc": "x"});
            let group = client.done(&policy::CREATE_GROUP.info, &meera, &Value::Null, group).await?;
            note(format!("SELECT COUNT(*) FROM policy_group WHERE id = '{}'", group["id"].as_str()?));
            let draft = policy::NewPolicy {
                policy_group_name: "Printing".into(),
                name: name.clone(),
                ..policy::NewPolicy::example()
            };
            let draft =
                client.done(&policy::CREATE.info, &meera, &Value::Null, serde_json::to_value(draft).unwrap()).await?;
            let id = draft["id"].as_str()?;
            note(format!("SELECT COUNT(*) FROM policy WHERE id = '{id}'"));
            let path = json!({"policy_id": id, "policy_group_id": "id of Printing"});
            client.done(&policy::PUBLISH.info, &meera, &path, Value::Null).await?;
            note(format!("SELECT COUNT(*) FROM policy WHERE id = '{id}' AND state = 'activated'"));
            let path = json!({"partner_id": format!("partner{writer}")});
            let asked = json!({"policyName": name, "useCaseDescription": "x"});
            let asked = client.done(&policy_request::CREATE.info, &meera, &path, asked).await?;
            let key = asked["mappingkey"].as_str()?;
            note(format!("SELECT COUNT(*) FROM policy_request WHERE id = '{key}'"));
            let path = json!({"request_id": key, "mapping_key": key});
            let row = |modality: &str| json!({"attributeName": "photo", "biometric": modality, "extractorProvider": "mock", "extractorProviderVersion": "1"});
            let extractors = json!({"extractors": [row("face"), row("iris"), row("finger")]});
            client.done(&policy_request::MAP_EXTRACTORS.info, &meera, &path, extractors).await?;
            note(format!("SELECT COUNT(*) = 3 FROM request_extractor WHERE request_id = '{key}'"));
            let kind = json!({"credentialType": "qrcode"});
            let mapped = client.ask(&policy_request::MAP_CREDENTIAL_TYPE.info, &meera, &path, kind).await?;
            // A request that an earlier crash left pending may hold the type.
            if mapped["errors"] == json!([]) {
                note(format!("SELECT COUNT(*) FROM request_credential_type WHERE request_id = '{key}'"));
            }
            let no = json!({"status": "Rejected", "reason": name});
            client.done(&policy_request::DECIDE.info, &noor, &path, no).await?;
            note(format!(
                "SELECT COUNT(*) FROM policy_request WHERE id = '{key}' AND status = 'rejected' AND decided_by = 'noor' AND decision_reason = '{name}'"
            ));
            Some(())
        };
        if work.await.is_none() {
            return;
        }
    }
}

/// Rows that would show a command that was done by half.
const HALF_DONE: &[(&str, &str)] = &[
    ("extractors without their fellows", "SELECT request_id FROM request_extractor GROUP BY request_id HAVING COUNT(*) <> 3"),
    (
        "mappings that say something else than the rows",
        "SELECT id FROM policy_request r WHERE mappings <> CASE
            WHEN NOT EXISTS (SELECT 1 FROM request_extractor e WHERE e.request_id = r.id) THEN 'extractorsMissing'
            WHEN NOT EXISTS (SELECT 1 FROM request_credential_type t WHERE t.request_id = r.id) THEN 'credentialTypeMissing'
            ELSE 'complete' END",
    ),
    (
        "decisions that reached only a part",
        "SELECT r.id FROM policy_request r LEFT JOIN request_extractor e ON e.request_id = r.id
            LEFT JOIN request_credential_type t ON t.request_id = r.id
            WHERE COALESCE(e.status, r.status) <> r.status OR COALESCE(t.status, r.status) <> r.status",
    ),
    ("requests without their entry", "SELECT id FROM policy_request WHERE 1 <> (SELECT COUNT(*) FROM audit WHERE action = 'policy_request.create' AND subject = policy_request.id AND outcome = 'done')"),
    ("decisions without their entry", "SELECT id FROM policy_request WHERE (status <> 'InProgress') <> (SELECT COUNT(*) FROM audit WHERE action = 'policy_request.decide' AND subject = policy_request.id AND outcome = 'done')"),
    ("extractors without their entry", "SELECT id FROM policy_request r WHERE EXISTS (SELECT 1 FROM request_extractor WHERE request_id = r.id) <> (SELECT COUNT(*) FROM audit WHERE action = 'policy_request.map_extractors' AND subject = r.id AND outcome = 'done')"),
    ("credential types without their entry", "SELECT id FROM policy_request r WHERE EXISTS (SELECT 1 FROM request_credential_type WHERE request_id = r.id) <> (SELECT COUNT(*) FROM audit WHERE action = 'policy_request.map_credential_type' AND subject = r.id AND outcome = 'done')"),
    ("policies without their entry", "SELECT id FROM policy p WHERE created_by = 'meera' AND id NOT LIKE 'id of%' AND 1 <> (SELECT COUNT(*) FROM audit WHERE action = 'policy.create' AND subject = p.id AND outcome = 'done')"),
    ("publications without entry or event", "SELECT id FROM policy p WHERE id NOT LIKE '%default%' AND id NOT LIKE 'id of%' AND ((state = 'activated') <> (SELECT COUNT(*) FROM audit WHERE action = 'policy.publish' AND subject = p.id AND outcome = 'done') OR (state = 'activated') <> (SELECT COUNT(*) FROM event WHERE subject = p.id))"),
    ("groups without their entry", "SELECT id FROM policy_group g WHERE created_by = 'meera' AND id NOT LIKE 'id of%' AND 1 <> (SELECT COUNT(*) FROM audit WHERE action = 'policy.create_group' AND subject = g.id)"),
    ("broken references", "SELECT CAST(\"table\" AS TEXT) FROM pragma_foreign_key_check"),
];

fn check(folder: &Path, acknowledged: &[String], kill: usize) {
    let storage = rusqlite::Connection::open_with_flags(
        folder.join("partnerdesk.db"),
        rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY,
    )
    .unwrap();
    storage.busy_timeout(Duration::from_secs(5)).unwrap();
    for condition in acknowledged {
        let holds: i64 = storage.query_row(condition, [], |row| row.get(0)).unwrap();
        assert_eq!(holds, 1, "kill {kill}: acknowledged, but lost: {condition}");
    }
    for (what, sql) in HALF_DONE {
        assert_eq!(texts(&storage, sql), Vec::<String>::new(), "kill {kill}: {what}");
    }
    assert_eq!(texts(&storage, "PRAGMA integrity_check"), ["ok"], "kill {kill}");
}

/// A server with two admins, a policy group, and a partner for each writer; then left alone by this process.
async fn prepare() -> (Config, TempDir) {
    let world = World::sqlite().await;
    let admin = world.admin().await;
    world.colleague(&admin, "noor", "PARTNER_ADMIN").await;
    let group = records::group("Printing");
    world.add_policies(&group, &[]).await;
    for writer in 0..WRITERS {
        let id = format!("partner{writer}");
        world.insider(&id, &[]).await;
        let mut partner = records::partner(&id);
        (partner.group_id, partner.group_name) = (Some(group.id.clone()), group.name.clone());
        world.add_partner(&partner).await;
    }
    world.desk.signing().await.unwrap();
    world.leave()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_every_kill_and_nothing_is_half_done() {
    let (config, _folder) = prepare().await;
    let folder = config.data;
    let client = Client(socket_in(&folder));
    let mut seed = Timestamp::now().as_microsecond().unsigned_abs();
    eprintln!("seed {seed}");
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut child = start_server(&folder);
    client.until_it_answers(&mut child).await;
    let tokens = [client.sign_in("meera").await, client.sign_in("noor").await];
    let (rounds, all) = (Arc::new(AtomicUsize::new(0)), Acknowledged::default());
    for kill in 1..=KILLS {
        let mut writers = JoinSet::new();
        for writer in 0..WRITERS {
            writers.spawn(write(client.clone(), tokens.clone(), writer, rounds.clone(), all.clone()));
        }
        tokio::time::sleep(Duration::from_millis(random(300))).await;
        child.kill().unwrap();
        child.wait().unwrap();
        while let Some(ended) = writers.join_next().await {
            ended.unwrap();
        }
        child = start_server(&folder);
        if kill % 5 == 0 {
            // Killed while it starts, too.
            tokio::time::sleep(Duration::from_millis(random(120))).await;
            child.kill().unwrap();
            child.wait().unwrap();
            child = start_server(&folder);
        }
        client.until_it_answers(&mut child).await;
        let known = all.lock().unwrap().clone();
        check(&folder, &known, kill);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let known = all.lock().unwrap().len();
    eprintln!("{known} acknowledged commands survived {KILLS} kills");
    assert!(known > KILLS * 3, "hardly anything was written: {known}");
}

/// The conditions above can be broken: each finds what is planted here.
#[tokio::test]
async fn half_done_work_would_be_seen() {
    let world = World::sqlite().await;
    for (what, sql) in HALF_DONE {
        assert_eq!(world.texts(sql).await, Vec::<String>::new(), "{what}: nothing is planted yet");
    }
    let group = partnerdesk_server::store::policy_group::Group { id: "g".into(), ..records::group("Planted") };
    let policy = partnerdesk_server::store::policy::Policy { id: "p".into(), ..records::policy(&group, "Planted") };
    world.add_policies(&group, std::slice::from_ref(&policy)).await;
    world.insider("ada", &[]).await;
    world.add_partner(&records::partner("ada")).await;
    world.add_request(&records::policy_request(&records::partner("ada"), &policy)).await;
    let id = records::policy_request(&records::partner("ada"), &policy).id;
    for sql in [
        format!("UPDATE policy_request SET status = 'approved' WHERE id = '{id}'"),
        format!(
            "INSERT INTO request_extractor SELECT 'e', id, partner_id, policy_id, 'a', 'face', NULL, 'p', '1', NULL, 'InProgress', 1, 'x' FROM policy_request WHERE id = '{id}'"
        ),
        format!(
            "INSERT INTO request_credential_type SELECT id, partner_id, policy_id, 'auth', 'InProgress', 1, 'x' FROM policy_request WHERE id = '{id}'"
        ),
        format!("UPDATE policy_request SET mappings = 'extractorsMissing' WHERE id = '{id}'"),
        "PRAGMA foreign_keys = off; INSERT INTO session VALUES ('s', 'nobody', 'x', 1, 1, NULL)".to_string(),
    ] {
        world.sql(&sql).await.unwrap();
    }
    for (what, sql) in HALF_DONE {
        assert_ne!(world.texts(sql).await, Vec::<String>::new(), "{what} would not be seen");
    }
}
