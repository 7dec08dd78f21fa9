//! `setup`: the first admin of a new desk.

use std::path::PathBuf;

use partnerdesk_api::{
    account::{self, Setup as Request},
    error::Failure,
    operation::{NoPath, Nothing},
    secret::Secret,
};

use super::{Run, context::CommandContext, error::CliError, files};
use crate::{embedded, profile::Place};

/// Make the first admin of a new desk
///
/// A new desk has no accounts and no default password. Whoever can read its one-time set-up code makes the first
/// admin. On this machine the code is found by itself; for a server elsewhere, ask whoever started it for the code.
#[derive(Debug, clap::Parser)]
#[command(
    name = "setup",
    after_help = "Examples:\n  partnerdesk setup\n  partnerdesk setup --user-name meera --first-name Meera --last-name Iyer --email meera@registry.example\n  partnerdesk --server https://desk.example.org setup --setup-code-file code.txt"
)]
pub(crate) struct Setup {
    /// User name of the admin
    #[arg(long, value_name = "NAME")]
    user_name: Option<String>,
    /// Given name
    #[arg(long, value_name = "TEXT")]
    first_name: Option<String>,
    /// Family name
    #[arg(long, value_name = "TEXT")]
    last_name: Option<String>,
    /// E-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// File with the one-time set-up code
    #[arg(long, value_name = "FILE")]
    setup_code_file: Option<PathBuf>,
    /// Read the new password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

impl Run for Setup {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        let state = cx.call(&account::SETUP_STATE, &NoPath {}, &Nothing {}).await?.value;
        if !state.due {
            return Err(Failure::from(account::AccountCode::SetupDone).into());
        }
        let setup_code = match (&self.setup_code_file, cx.place()?) {
            (Some(file), _) => Secret::new(files::read_text(file, 4096)?.trim()),
            (None, Place::Desk { data, .. }) => embedded::setup_code(&data)?,
            (None, Place::Server(_)) => cx.ask.secret(false, "--setup-code-file FILE", "Set-up code").await?,
        };
        let request = Request {
            setup_code,
            user_name: cx.ask.value(self.user_name, "--user-name", "User name").await?,
            first_name: cx.ask.value(self.first_name, "--first-name", "Given name").await?,
            last_name: cx.ask.value(self.last_name, "--last-name", "Family name").await?,
            email_id: cx.ask.value(self.email, "--email", "E-mail").await?,
            password: cx.ask.new_password(self.password_stdin).await?,
        };
        let reply = cx.call(&account::SETUP, &NoPath {}, &request).await?;
        let name = reply.value.user_name;
        let sentence = format!("The desk has its first admin: {name}.\nNext: partnerdesk sign-in --user-name {name}");
        cx.out.done(&reply.json, &sentence)
    }
}
