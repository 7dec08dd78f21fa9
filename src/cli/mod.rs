//! Commands: everything that the screens can do, for scripts and for people who like to type.
//!
//! One file per command group. A group is a `clap` structure that implements `Run`; whoever adds one adds a file and
//! a line to `GROUPS`. Results go to standard output, remarks and errors to standard error, exit codes tell the kind.

mod accounts;
mod api_keys;
mod ask;
mod audit;
mod auth;
mod bulk;
mod certificate_chain;
mod certificate_check;
mod certificate_file;
mod certificates;
mod clean;
mod completions;
mod config;
mod consent;
mod context;
mod demo;
pub mod desk;
mod editor;
mod error;
mod extractors;
mod files;
mod fit;
mod host;
mod line;
mod list;
mod misp_licences;
mod oidc_clients;
mod output;
mod partners;
mod policies;
mod policy_groups;
mod register;
mod requests;
mod serve;
mod setup;
mod sheet;
mod status;
mod system_config;
mod trust_store;

use std::{
    ffi::OsString,
    io::{IsTerminal, Write},
};

use clap::{ArgMatches, Args, Command, CommandFactory, FromArgMatches};
use context::{CommandContext, Globals};
use error::{CliError, Exit};
use futures_util::future::BoxFuture;
use output::Format;

/// A command or a group of commands.
trait Run: CommandFactory + FromArgMatches + Sized {
    /// It ends by itself on Ctrl-C; others are just stopped.
    const OWN_SIGNALS: bool = false;

    /// Does it.
    fn run(self, cx: &CommandContext) -> impl Future<Output = Result<(), CliError>> + Send;
}

/// The erased form of a [`Run`].
struct Group {
    command: fn() -> Command,
    own_signals: bool,
    run: for<'a> fn(&'a ArgMatches, &'a CommandContext) -> BoxFuture<'a, Result<(), CliError>>,
}

const fn group<R: Run + Send>() -> Group {
    Group {
        command: R::command,
        own_signals: R::OWN_SIGNALS,
        run: |matches, cx| Box::pin(async move { R::from_arg_matches(matches)?.run(cx).await }),
    }
}

/// Every command, in the order of `--help`: getting in, onboarding, administration, tools.
const GROUPS: &[Group] = &[
    group::<setup::Setup>(),
    group::<auth::SignIn>(),
    group::<auth::SignOut>(),
    group::<auth::Auth>(),
    group::<register::Register>(),
    group::<consent::Consent>(),
    group::<status::Status>(),
    group::<partners::Partners>(),
    group::<certificates::Certificates>(),
    group::<requests::Requests>(),
    group::<api_keys::ApiKeys>(),
    group::<oidc_clients::OidcClients>(),
    group::<misp_licences::MispLicences>(),
    group::<policies::Policies>(),
    group::<policy_groups::PolicyGroups>(),
    group::<trust_store::TrustStore>(),
    group::<extractors::Extractors>(),
    group::<accounts::Accounts>(),
    group::<audit::Audit>(),
    group::<system_config::SystemConfig>(),
    group::<serve::Serve>(),
    group::<demo::Demo>(),
    group::<config::Config>(),
    group::<completions::Completions>(),
];

/// The whole command line.
pub fn command() -> Command {
    let root = desk::Looks::augment_args(Globals::augment_args(Command::new("partnerdesk")))
        .version(env!("CARGO_PKG_VERSION"))
        .about("Onboarding for MOSIP partners: a full-screen desk, and every action as a command")
        .long_about(
            "Onboarding for MOSIP partners.\n\nWithout a command the full-screen desk opens. Every action of the desk is also a command, for scripts and for \
             people who like to type.",
        )
        .after_help(EXAMPLES)
        .subcommand_value_name("COMMAND")
        .subcommand_help_heading("Commands")
        .disable_help_subcommand(true)
        .max_term_width(110);
    GROUPS.iter().fold(root, |root, group| root.subcommand((group.command)()))
}

const EXAMPLES: &str = "\
Examples:
  partnerdesk                                         open the desk
  partnerdesk setup                                   make the first admin of a new desk on this machine
  partnerdesk sign-in --user-name meera               sign in; later commands go on with this session
  partnerdesk requests list --status InProgress       what waits for a decision
  partnerdesk requests approve ID --reason 'Complete' decide
  partnerdesk partners list --all -o csv              every partner, for a spreadsheet

Exit codes: 0 done, 1 server, 2 usage or input, 3 not signed in or not allowed, 4 not found, 5 conflict, 130 interrupted";

/// Whether these arguments start a server, which wants a thread for each processor.
pub fn starts_a_server(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| argument == "serve")
}

/// Runs a command, or opens the desk when none is given, and answers the exit code.
pub async fn run(arguments: Vec<OsString>) -> u8 {
    let matches = match command().try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return refuse(&error, &arguments),
    };
    let format = Globals::from_arg_matches(&matches).map_or(Format::Table, |globals| globals.output());
    match dispatch(&matches).await {
        Ok(()) => 0,
        Err(CliError { exit: Exit::Desk(code), .. }) => code,
        Err(error) => {
            // Standard error may be gone; the exit code still tells.
            let _ = writeln!(std::io::stderr(), "{}", error.show(format));
            error.exit.code()
        }
    }
}

async fn dispatch(matches: &ArgMatches) -> Result<(), CliError> {
    let cx = CommandContext::new(Globals::from_arg_matches(matches)?)?;
    let looks = desk::Looks::from_arg_matches(matches)?;
    let Some((name, matches)) = matches.subcommand() else {
        if line::is_wanted(&looks) {
            return interruptible(line::talk(&cx)).await;
        }
        if !has_terminal() {
            return Err(CliError::usage(no_terminal()).hint("See: partnerdesk --help"));
        }
        return desk::open(&cx, None, &looks).await;
    };
    let named = GROUPS.iter().find(|group| (group.command)().get_name() == name);
    let group = named.ok_or_else(|| CliError::usage(format!("There is no command {name:?}.")))?;
    if group.own_signals {
        return (group.run)(matches, &cx).await;
    }
    interruptible((group.run)(matches, &cx)).await
}

/// Lets Ctrl-C end it.
async fn interruptible(work: impl Future<Output = Result<(), CliError>>) -> Result<(), CliError> {
    tokio::select! {
        outcome = work => outcome,
        _ = tokio::signal::ctrl_c() => Err(CliError::new(Exit::Interrupted, "Interrupted.")),
    }
}

/// Help and version are results; everything else is a wrong command line.
fn refuse(error: &clap::Error, arguments: &[OsString]) -> u8 {
    let json = arguments.windows(2).any(|pair| ["-o", "--output"].iter().any(|o| pair[0] == *o) && pair[1] == "json")
        || arguments.iter().any(|a| a == "-ojson" || a == "--output=json");
    if error.use_stderr() && json {
        let text = error.render().to_string();
        let text = text.trim_start_matches("error: ").split("\n\nFor more information").next().unwrap_or_default();
        let _ = output::note(&CliError::usage(text).show(Format::Json));
    } else {
        // Printed in colour only on a terminal; a closed pipe changes nothing.
        let _ = error.print();
    }
    if error.use_stderr() { Exit::Usage.code() } else { 0 }
}

/// What is said when the desk should open and there is no terminal.
fn no_terminal() -> String {
    let names = GROUPS.iter().map(|group| (group.command)().get_name().to_string()).collect::<Vec<_>>().join(", ");
    format!("The desk needs a terminal, and this is none. Every action is also a command: {names}.")
}

/// Whether the desk can open here.
fn has_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_does() {
        fn check(command: &Command, path: &str) {
            let path = format!("{path} {}", command.get_name());
            assert!(command.get_about().is_some(), "{path} has no help");
            for argument in command.get_arguments().filter(|a| !a.is_hide_set()) {
                assert!(argument.get_help().is_some(), "{path}: {} has no help", argument.get_id());
            }
            command.get_subcommands().for_each(|c| check(c, &path));
        }
        check(&command(), "");
    }
}
