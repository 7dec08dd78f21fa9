//! `system-config`: what the server tells its clients.

use partnerdesk_api::{
    operation::{NoPath, Nothing},
    system,
};
use serde_json::json;

use super::{
    Run,
    context::CommandContext,
    error::{CliError, Exit},
    sheet::Sheet,
};

/// The server's configuration for clients
#[derive(Debug, clap::Parser)]
#[command(name = "system-config")]
pub(crate) struct SystemConfig {
    /// Print only this value
    key: Option<String>,
}

impl Run for SystemConfig {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        let reply = cx.call(&system::CONFIG, &NoPath {}, &Nothing {}).await?;
        let Some(key) = self.key else {
            // Keys stay as they are: they are what this command takes.
            let rows = reply.value.0.into_iter().map(|(key, value)| vec![key, value]).collect();
            let sheet = Sheet { heads: vec!["key".into(), "value".into()], rows };
            return cx.out.sheet(&sheet, &reply.json, "The server says nothing.");
        };
        match reply.value.0.get(&key) {
            Some(value) => cx.out.document(value, &json!({key: value})),
            None => Err(CliError::new(Exit::NotFound, format!("The server has no value {key:?}."))),
        }
    }
}
