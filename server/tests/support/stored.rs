//! What stands in the storage, seen from outside the program.

use std::collections::BTreeMap;

use partnerdesk_server::store::Db;
use sqlx::{AssertSqlSafe, Row as _};

use super::World;

/// An entry of the audit trail.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub outcome: String,
    pub code: String,
    pub request_id: String,
    pub times: i64,
}

impl World {
    pub fn is_postgres(&self) -> bool {
        matches!(self.desk.db, Db::Pg { .. })
    }

    /// Runs any statement, past all rules.
    pub async fn sql(&self, sql: &str) -> Result<u64, sqlx::Error> {
        let query = AssertSqlSafe(sql.to_string());
        let changed = match &self.desk.db {
            Db::Lite { writer, .. } => sqlx::query(query).execute(writer).await?.rows_affected(),
            Db::Pg { pool, .. } => sqlx::query(query).execute(pool).await?.rows_affected(),
        };
        // Past the rules means past the commit that makes a server forget its totals.
        if let Ok(tx) = self.desk.db.write().await {
            drop(tx.commit().await);
        }
        Ok(changed)
    }

    /// The texts of the first column of a query.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let query = AssertSqlSafe(sql.to_string());
        match &self.desk.db {
            Db::Lite { readers, .. } => {
                sqlx::query(query).fetch_all(readers).await.unwrap().iter().map(|r| r.get(0)).collect()
            }
            Db::Pg { pool, .. } => sqlx::query(query).fetch_all(pool).await.unwrap().iter().map(|r| r.get(0)).collect(),
        }
    }

    /// The number that a query answers.
    pub async fn count(&self, from: &str) -> i64 {
        self.texts(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {from}")).await[0].parse().unwrap()
    }

    /// Everything in every table but the audit trail and the migrations, as text by table.
    pub async fn contents(&self) -> BTreeMap<String, String> {
        let tables = if self.is_postgres() {
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()"
        } else {
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        };
        let mut contents = BTreeMap::new();
        for table in self.texts(tables).await {
            if table == "audit" || table.starts_with('_') || table.starts_with("sqlite_") {
                continue;
            }
            let rows = if self.is_postgres() {
                self.texts(&format!("SELECT CAST(t AS TEXT) FROM {table} t ORDER BY 1")).await
            } else {
                let columns = self.texts(&format!("SELECT name FROM pragma_table_info('{table}')")).await.join(", ");
                self.texts(&format!("SELECT json_array({columns}) FROM {table} ORDER BY 1")).await
            };
            contents.insert(table, rows.join("\n"));
        }
        contents
    }

    /// The audit trail, oldest first.
    pub async fn audit(&self) -> Vec<Entry> {
        let sql = "SELECT actor, action, subject, outcome, code, request_id, times FROM audit ORDER BY at, id";
        let rows = self.desk.db.all(sql, &[]).await.unwrap();
        let entry = |row: &partnerdesk_server::store::Row| Entry {
            actor: row.text("actor").unwrap(),
            action: row.text("action").unwrap(),
            subject: row.text("subject").unwrap(),
            outcome: row.text("outcome").unwrap(),
            code: row.text("code").unwrap(),
            request_id: row.text("request_id").unwrap(),
            times: row.int("times").unwrap(),
        };
        rows.iter().map(entry).collect()
    }
}
