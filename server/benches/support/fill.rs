//! Data for the bench: an admin and a partner through the rules, a million policy requests straight into the table.

use std::path::Path;

use partnerdesk_api::{
    account::{Credentials, Session, Setup},
    operation::{Input as _, NoPath},
};
use partnerdesk_server::{
    Config,
    desk::{Caller, Context, system_clock},
    onboarding::setup,
};
use rusqlite::Connection as Sqlite;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};

use super::{http::Connection, process::Server};

const PASSWORD: &str = "a long bench password";

/// A schema of its own in the PostgreSQL server; answers the URL that uses it.
pub async fn own_schema(url: &str) -> String {
    let name = format!("bench_{}", uuid::Uuid::now_v7().simple());
    let mut connection = PgConnection::connect(url).await.expect("a PostgreSQL server");
    sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).execute(&mut connection).await.expect("a schema");
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}options=-c%20search_path%3D{name}")
}

/// Makes the first admin and the owner of all requests; answers the admin's name.
pub async fn people(folder: &Path, postgres: Option<String>) -> String {
    let mut config = Config::embedded(folder.to_path_buf());
    config.postgres = postgres;
    let desk = partnerdesk_server::open(&config, system_clock()).await.expect("a storage");
    desk.signing().await.expect("signing keys");
    let setup_code = setup::draw_code(&desk).await.expect("a storage").expect("no admin yet");
    let input = Setup { setup_code, password: PASSWORD.into(), ..Setup::example() };
    let name = input.user_name.clone();
    let mut context = {
        let now = (desk.clock)();
        Context::new(desk, Caller::default(), now)
    };
    let made = setup::first_admin(&mut context, NoPath {}, input).await;
    context.finish("bench.setup", made).await.expect("the first admin");
    name
}

/// Signs the admin in.
pub async fn sign_in(server: &Server, user_name: &str) -> String {
    let credentials = Credentials { user_name: user_name.into(), password: PASSWORD.into() };
    let body = serde_json::json!({"request": credentials}).to_string();
    let (status, answer) = Connection::open(server).await.request("POST", "/v1/partnerdesk/sign-in", "", &body).await;
    assert_eq!(status, 200, "{answer}");
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    let session: Session = serde_json::from_value(answer["response"].clone()).expect("a session");
    session.access_token.expose().to_string()
}

/// The statements that fill the tables, the same for both databases. `{n}` is a series of numbers from 1.
fn statements(rows: usize, series: &str) -> Vec<String> {
    let partners = 2000;
    vec![
        format!("INSERT INTO account (user_name, user_name_fold, name, name_fold, first_name, last_name, email_sealed, email_hash, roles, roles_fold,
            lang_code, status, created_at, created_by)
            VALUES ('owner', 'owner', 'Owner', 'owner', 'O', 'O', '', 'owner', 'AUTH_PARTNER', 'auth_partner', 'eng', 'active', 1, 'bench')"),
        format!("INSERT INTO account (user_name, user_name_fold, name, name_fold, first_name, last_name, email_sealed, email_hash, roles, roles_fold,
            lang_code, status, created_at, created_by)
            SELECT 'a' || n, 'a' || n, 'A', 'a', 'A', 'A', '', 'a' || n, 'AUTH_PARTNER', 'auth_partner', 'eng', 'active', 1, 'bench'
            FROM {}", series.replace("{rows}", &partners.to_string())),
        format!("INSERT INTO partner (id, id_fold, account, partner_type, partner_type_fold, organization, organization_fold, group_id, group_name,
            group_name_fold, address_sealed, contact_sealed, email_sealed, email_hash, lang_code, state, certificate_status, created_at, created_by)
            SELECT 'p' || n, 'p' || n, 'a' || n, 'Auth_Partner', 'auth_partner', 'Organisation ' || n, 'organisation ' || n,
            'mpolicygroup-default-auth', 'mpolicygroup-default-auth', 'mpolicygroup-default-auth', '', '', '', 'p' || n, 'eng', 'active', 'uploaded', n, 'bench'
            FROM {}", series.replace("{rows}", &partners.to_string())),
        format!("INSERT INTO policy (id, id_fold, group_id, group_name, group_name_fold, name, name_fold, description, description_fold, policy_type,
            policy_type_fold, version, body, state, schema_url, valid_from, valid_to, created_at, created_by)
            SELECT 'policy' || n, 'policy' || n, 'mpolicygroup-default-auth', 'mpolicygroup-default-auth', 'mpolicygroup-default-auth', 'policy ' || n,
            'policy ' || n, 'A policy', 'a policy', 'Auth', 'auth', '1.0', '{{}}', 'activated', '', 1, 9000000000000000, 1, 'bench'
            FROM {}", series.replace("{rows}", "1000")),
        format!("INSERT INTO policy_request (id, partner_id, partner_id_fold, account, partner_type, partner_type_fold, organization, organization_fold,
            policy_id, policy_id_fold, policy_name, policy_name_fold, group_id, group_name, group_name_fold, comment, comment_fold, status, mappings,
            created_at, created_by, policy_description, group_description, partner_state)
            SELECT 'r' || n, 'p' || (n % {partners} + 1), 'p' || (n % {partners} + 1), 'a' || (n % {partners} + 1), 'Auth_Partner', 'auth_partner',
            'Organisation ' || (n % {partners} + 1), 'organisation ' || (n % {partners} + 1), 'policy' || (n / {partners} % 1000 + 1),
            'policy' || (n / {partners} % 1000 + 1), 'policy ' || (n / {partners} % 1000 + 1), 'policy ' || (n / {partners} % 1000 + 1),
            'mpolicygroup-default-auth', 'mpolicygroup-default-auth', 'mpolicygroup-default-auth', 'Please, number ' || n, 'please, number ' || n,
            CASE n % 10 WHEN 0 THEN 'approved' WHEN 1 THEN 'rejected' WHEN 2 THEN 'rejected' ELSE 'InProgress' END, 'notNeeded', 1700000000000000 + n, 'bench', 'A policy', 'A group', 'active'
            FROM {}", series.replace("{rows}", &rows.to_string())),
    ]
}

/// Fills the tables.
pub async fn requests(folder: &Path, postgres: Option<&str>, rows: usize) {
    match postgres {
        None => {
            let connection = Sqlite::open(folder.join("partnerdesk.db")).expect("the file");
            connection.execute_batch("PRAGMA synchronous=OFF; PRAGMA cache_size=-400000;").expect("settings");
            let series =
                "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) SELECT n FROM s)";
            for sql in statements(rows, series) {
                connection.execute(&sql, []).expect("rows");
            }
            connection.execute_batch("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);").expect("statistics");
        }
        Some(url) => {
            let mut connection = PgConnection::connect(url).await.expect("the schema");
            for sql in statements(rows, "generate_series(1, {rows}) AS s(n)") {
                sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.expect("rows");
            }
            // As the database itself does within minutes: pages that nobody has looked at yet are slower, and so is a
            // disk that still takes in what was filled.
            for settle in ["VACUUM (ANALYZE)", "CHECKPOINT"] {
                sqlx::query(settle).execute(&mut connection).await.expect("a settled database");
            }
        }
    }
}

/// Ids of requests that wait for a decision.
pub async fn pending(folder: &Path, postgres: Option<&str>, count: usize) -> Vec<String> {
    let sql = format!("SELECT id FROM policy_request WHERE status = 'InProgress' ORDER BY id DESC LIMIT {count}");
    match postgres {
        None => {
            let connection = Sqlite::open(folder.join("partnerdesk.db")).expect("the file");
            let mut statement = connection.prepare(&sql).expect("ids");
            let rows = statement.query_map([], |row| row.get(0)).expect("rows");
            rows.map(|id| id.expect("an id")).collect()
        }
        Some(url) => {
            let mut connection = PgConnection::connect(url).await.expect("the schema");
            sqlx::query(AssertSqlSafe(sql))
                .fetch_all(&mut connection)
                .await
                .expect("ids")
                .iter()
                .map(|row| row.get(0))
                .collect()
        }
    }
}
