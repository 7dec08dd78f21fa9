//! What could at best be reached: the framework without us, and the database without anybody.

use std::{path::Path, time::Instant};

use rusqlite::Connection as Sqlite;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};

use super::{
    http::Connection,
    report::{Report, percentile},
};

const COMMITS: usize = 600;

/// axum with a handler that answers a word.
pub async fn framework(report: &mut Report) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound port");
    let app = axum::Router::new().route("/", axum::routing::get(|| async { "ok" }));
    tokio::spawn(async move { axum::serve(listener, app).await });
    let mut connection = Connection::to(address).await;
    let mut times = Vec::new();
    for _ in 0..3000 {
        let begun = Instant::now();
        connection.get("/", "none").await;
        times.push(begun.elapsed().as_secs_f64());
    }
    report.say(format!("bare framework: p50 {:.0} µs an answer, one client", percentile(&times, 0.5) * 1e6));
}

fn open(folder: &Path) -> Sqlite {
    let connection = Sqlite::open(folder.join("partnerdesk.db")).expect("the filled file");
    connection
        .execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;")
        .expect("settings");
    connection
}

/// Pages per second of the list's statement with every column read, one thread, no server.
pub fn raw_pages(folder: &Path) -> f64 {
    let connection = open(folder);
    let sql = "SELECT id, partner_id, organization, partner_type, policy_id, policy_name, group_id, group_name, comment, status, mappings,
        created_at, updated_at, decided_by, decision_reason FROM policy_request ORDER BY created_at DESC, id DESC LIMIT 25";
    let mut statement = connection.prepare(sql).expect("the list's statement");
    let begun = Instant::now();
    let mut pages = 0;
    let mut letters = 0;
    while begun.elapsed().as_secs_f64() < 2.0 {
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for column in 0..11 {
                letters += row.get::<_, String>(column).map_or(0, |t| t.len());
            }
            letters += usize::try_from(row.get::<_, i64>(11).unwrap_or_default()).unwrap_or_default() & 1;
        }
        pages += 1;
    }
    assert!(letters > 0);
    f64::from(pages) / begun.elapsed().as_secs_f64()
}

/// What a decision writes: the state of the request and an entry of the audit trail.
const DECIDE: &str =
    "UPDATE policy_request SET status = 'rejected', decided_at = $1 WHERE id = $2 AND status = 'InProgress'";
const AUDIT: &str =
    "INSERT INTO audit (id, at, actor, actor_fold, source, action, subject, subject_fold, outcome, code, request_id)
    VALUES ($1, $2, 'raw', 'raw', '', 'raw', '', '', 'done', '', '')";

/// Median seconds of a durable update with its audit entry, one thread, no server.
pub fn raw_commits_sqlite(folder: &Path) -> f64 {
    let mut connection = open(folder);
    let ids: Vec<String> = {
        let mut statement = connection
            .prepare("SELECT id FROM policy_request WHERE status = 'InProgress' ORDER BY id LIMIT 600")
            .expect("ids");
        let rows = statement.query_map([], |row| row.get(0)).expect("rows");
        rows.map(|id| id.expect("an id")).collect()
    };
    let mut times = Vec::with_capacity(COMMITS);
    for (number, id) in ids.iter().enumerate() {
        let begun = Instant::now();
        let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).expect("a transaction");
        tx.prepare_cached(DECIDE).and_then(|mut s| s.execute((1, id))).expect("an update");
        tx.prepare_cached(AUDIT).and_then(|mut s| s.execute((format!("raw-{number}"), 1))).expect("an entry");
        tx.commit().expect("a commit");
        times.push(begun.elapsed().as_secs_f64());
    }
    percentile(&times, 0.5)
}

/// The same on PostgreSQL.
pub async fn raw_commits_postgres(url: &str) -> f64 {
    let mut connection = PgConnection::connect(url).await.expect("the filled schema");
    let ids: Vec<String> =
        sqlx::query("SELECT id FROM policy_request WHERE status = 'InProgress' ORDER BY id LIMIT 600")
            .fetch_all(&mut connection)
            .await
            .expect("ids")
            .iter()
            .map(|row| row.get(0))
            .collect();
    let mut times = Vec::with_capacity(COMMITS);
    for (number, id) in ids.iter().enumerate() {
        let begun = Instant::now();
        let mut tx = connection.begin().await.expect("a transaction");
        sqlx::query(AssertSqlSafe(DECIDE)).bind(1_i64).bind(id).execute(&mut *tx).await.expect("an update");
        sqlx::query(AssertSqlSafe(AUDIT))
            .bind(format!("raw-{number}"))
            .bind(1_i64)
            .execute(&mut *tx)
            .await
            .expect("an entry");
        tx.commit().await.expect("a commit");
        times.push(begun.elapsed().as_secs_f64());
    }
    percentile(&times, 0.5)
}
