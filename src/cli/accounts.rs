//! `accounts`: colleagues who sign in.

use clap::Subcommand;
use partnerdesk_api::{
    account::{self, AccountRow, Activation, NewAccount},
    list::{ListQuery, Page},
    operation::{NoPath, Operation},
};

use super::{
    Run,
    context::CommandContext,
    error::CliError,
    list::{ListArgs, Listed},
    sheet::moment,
};

/// Accounts of colleagues: make, activate, list
#[derive(Debug, clap::Parser)]
#[command(
    name = "accounts",
    after_help = "Example:\n  partnerdesk accounts create --user-name tomas --first-name Tomás --last-name Okafor \\\n    --email tomas@registry.example --role POLICYMANAGER\n  partnerdesk accounts activate --user-name tomas"
)]
pub(crate) struct Accounts {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make an account; prints the one-time code to hand over
    Create(Create),
    /// Set the password of a new account with its one-time code
    Activate(Activate),
    /// All accounts
    List(ListArgs<AllAccounts>),
}

#[derive(Debug, clap::Args)]
struct Create {
    /// User name
    #[arg(long, value_name = "NAME")]
    user_name: String,
    /// Given name
    #[arg(long, value_name = "TEXT")]
    first_name: String,
    /// Family name
    #[arg(long, value_name = "TEXT")]
    last_name: String,
    /// E-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// What the account may do
    #[arg(long, value_name = "ROLE", ignore_case = true, value_parser = super::list::one_of(account::GIVEN_ROLES))]
    role: String,
}

#[derive(Debug, clap::Args)]
struct Activate {
    /// User name
    #[arg(long, value_name = "NAME")]
    user_name: String,
    /// Read the code and then the new password from two lines of standard input
    #[arg(long)]
    secrets_stdin: bool,
}

#[derive(Debug)]
struct AllAccounts;
impl Listed for AllAccounts {
    type Row = AccountRow;
    type Input = ListQuery;
    type Answer = Page<AccountRow>;
    const OPERATION: Operation<NoPath, ListQuery, Page<AccountRow>> = account::LIST;
}

impl Run for Accounts {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Create(flags) => create(cx, flags).await,
            Verb::Activate(flags) => activate(cx, flags).await,
            Verb::List(list) => list.show(cx).await,
        }
    }
}

async fn create(cx: &CommandContext, flags: Create) -> Result<(), CliError> {
    let Create { user_name, first_name, last_name, email: email_id, role } = flags;
    let request = NewAccount { user_name, first_name, last_name, email_id, role };
    let reply = cx.call(&account::CREATE, &NoPath {}, &request).await?;
    let sentence = format!(
        "Account {name} is made. Hand over this code; it works once, until {until}:\n\n  {code}\n\nThey set their password with: partnerdesk accounts activate --user-name {name}",
        name = reply.value.user_name,
        until = moment(reply.value.expires),
        code = reply.value.activation_code.expose(),
    );
    cx.out.done(&reply.json, &sentence)
}

async fn activate(cx: &CommandContext, flags: Activate) -> Result<(), CliError> {
    let activation_code = cx.ask.secret(flags.secrets_stdin, "--secrets-stdin", "Code from the admin").await?;
    let password = cx.ask.new_password(flags.secrets_stdin).await?;
    let request = Activation { user_name: flags.user_name, activation_code, password };
    let reply = cx.call(&account::ACTIVATE, &NoPath {}, &request).await?;
    let name = &reply.value.user_name;
    cx.out.done(&reply.json, &format!("Account {name} is active.\nNext: partnerdesk sign-in --user-name {name}"))
}
