//! `demo`: a sample country on this machine, filled through the same operations that people use.

mod fill;
mod people;
mod services;

use std::path::Path;

use serde_json::json;

use super::{Run, context::CommandContext, desk, error::CliError, output};
use crate::{
    embedded,
    profile::{SAMPLE, SampleRole, write_private},
};

/// Open a sample country: partners at every stage, roles to play
///
/// The sample has a data folder of its own and touches nothing else. Its certificates are made on the spot, its
/// passwords at random. Without a terminal it is only filled, and the roles are printed.
#[derive(Debug, clap::Parser)]
#[command(
    name = "demo",
    after_help = "Examples:\n  partnerdesk demo\n  partnerdesk demo --fill-only\n  partnerdesk --profile sample sign-in --user-name meera"
)]
pub(crate) struct Demo {
    /// Fill the sample and print its roles, without opening the desk
    #[arg(long)]
    fill_only: bool,
    #[command(flatten)]
    looks: desk::Looks,
}

impl Run for Demo {
    const OWN_SIGNALS: bool = true;

    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        let data = cx.folders.sample();
        fill(&data).await.map_err(|why| CliError::new(super::error::Exit::Server, why))?;
        if !self.fill_only && super::has_terminal() {
            return desk::open(cx, Some(SAMPLE), &self.looks).await;
        }
        // The passwords stay in their file: they would end up in logs of scripts.
        let roles = embedded::sample_roles(&data);
        let shown = roles.iter().map(|r| json!({"userName": r.user_name, "name": r.label, "role": r.description}));
        cx.out.records(&shown.collect(), "")?;
        output::note("Play a role with: partnerdesk --profile sample sign-in --user-name NAME")
    }
}

/// Fills the sample in a data folder, unless that was done before. Safe to repeat after an interruption: what is there
/// already stays.
///
/// # Errors
/// What failed.
pub(crate) async fn fill(data: &Path) -> Result<(), String> {
    let address = embedded::join_or_start(data, true).await?;
    let finished = embedded::sample_roles_file(data);
    if finished.exists() {
        return Ok(());
    }
    // Passwords are kept before the first account is made, so that an interrupted start can go on.
    let started = finished.with_extension("started.json");
    let roles: Vec<SampleRole> = match std::fs::read_to_string(&started) {
        Ok(text) => serde_json::from_str(&text).map_err(|e| e.to_string())?,
        Err(_) => people::roles().map_err(|e| format!("No random passwords could be drawn: {e}."))?,
    };
    let text = serde_json::to_string_pretty(&roles).map_err(|e| e.to_string())?;
    let cannot = |e: std::io::Error| format!("The sample in {} cannot be written: {e}.", data.display());
    write_private(&started, &text).map_err(cannot)?;
    let sample = fill::Sample { address, data, roles: &roles };
    sample.fill().await.map_err(|e| format!("The sample could not be filled: {}", e.message))?;
    std::fs::rename(&started, &finished).map_err(cannot)
}
