//! What stands in the storage, seen from outside the program.

use std::collections::BTreeMap;

use partnerdesk_server::store::{Read as _, audit::Entry};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};

use super::World;

impl World {
    pub fn is_postgres(&self) -> bool {
        self.config.postgres.is_some()
    }

    /// A connection of one's own to the SQLite file, without the limits of the program's.
    pub fn file(&self) -> rusqlite::Connection {
        let file = rusqlite::Connection::open(self.config.data.join("partnerdesk.db")).unwrap();
        file.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
        file
    }

    /// A connection of one's own to the PostgreSQL schema.
    async fn schema(&self) -> PgConnection {
        PgConnection::connect(self.config.postgres.as_deref().unwrap()).await.unwrap()
    }

    /// Runs any statement, past all rules; how many rows it changed, or what the database says when it refuses.
    pub async fn sql(&self, sql: &str) -> Result<u64, String> {
        let changed = if self.is_postgres() {
            let done = sqlx::query(AssertSqlSafe(sql.to_string())).execute(&mut self.schema().await).await;
            done.map_err(|e| e.to_string())?.rows_affected()
        } else {
            let file = self.file();
            file.execute_batch(sql).map_err(|e| e.to_string())?;
            file.changes()
        };
        // Past the rules means past the commit that makes a server forget its totals.
        if let Ok(tx) = self.desk.db.write().await {
            drop(tx.commit().await);
        }
        Ok(changed)
    }

    /// The texts of the first column of a query.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        if self.is_postgres() {
            let query = sqlx::query(AssertSqlSafe(sql.to_string()));
            return query.fetch_all(&mut self.schema().await).await.unwrap().iter().map(|r| r.get(0)).collect();
        }
        texts(&self.file(), sql)
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
        self.desk.db.all("SELECT * FROM audit ORDER BY at, id", &[]).await.unwrap()
    }
}

/// The texts of the first column of a query to a SQLite file.
pub fn texts(file: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = file.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}
