//! Events for other systems, kept until they are delivered.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Result, Tx};

const ADD: &str = "INSERT INTO event (id, topic, subject, body, created_at) VALUES ($1, $2, $3, $4, $5)";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[ADD];

/// Adds an event.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, topic: &str, subject: &str, body: &str, now: Timestamp) -> Result<()> {
    tx.run(ADD, &[Uuid::now_v7().to_string().into(), topic.into(), subject.into(), body.into(), now.into()])
        .await
        .map(drop)
}
