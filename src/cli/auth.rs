//! `sign-in`, `sign-out` and `auth`: sessions, and where they are kept.

use clap::Subcommand;
use partnerdesk_api::{
    account::{self, Credentials, FirstStep, Profile},
    operation::{NoPath, Nothing},
    secret::Secret,
};
use serde_json::json;

use super::{Run, ask::Ask, context::CommandContext, error::CliError, output, register, sheet::moment};
use crate::{
    client::Client,
    embedded,
    profile::{Folders, Found, Place, Sessions, StoreKeeper, StoreKind, find_store, try_store},
};

/// Sign in; later commands go on with this session
///
/// The password is typed without echo or piped in, never an argument. What is kept between commands is a token that
/// can be taken back at any time, in the best place that this machine offers; the command says which.
#[derive(Debug, clap::Parser)]
#[command(
    name = "sign-in",
    after_help = "Examples:\n  partnerdesk sign-in --user-name meera\n  partnerdesk sign-in --user-name meera --password-stdin --token-store file < password.txt\n\nScripts can also bring an access token of their own: --token-stdin, --token-file FILE, PARTNERDESK_TOKEN_FILE, PARTNERDESK_TOKEN."
)]
pub(crate) struct SignIn {
    /// User name
    #[arg(long, short, value_name = "NAME")]
    user_name: Option<String>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// Where to keep the session [default: the best place that works here; a plain-text file only after asking]
    #[arg(long, value_enum, value_name = "PLACE")]
    token_store: Option<StoreKind>,
}

/// Sign out; the session ends at the server, too
#[derive(Debug, clap::Parser)]
#[command(name = "sign-out")]
pub(crate) struct SignOut {}

/// Sessions: who is signed in, where the token is kept, until when
#[derive(Debug, clap::Parser)]
#[command(name = "auth")]
pub(crate) struct Auth {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Who you are, where your session is kept and when it ends
    Status,
    /// The same as sign-in
    Login(SignIn),
    /// The same as sign-out
    Logout(SignOut),
    /// Print an access token for another program; it ends within minutes
    Token,
}

impl Run for Auth {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Status => status(cx).await,
            Verb::Login(sign_in) => sign_in.run(cx).await,
            Verb::Logout(sign_out) => sign_out.run(cx).await,
            Verb::Token => token(cx).await,
        }
    }
}

impl Run for SignIn {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        let user_name = cx.ask.value(self.user_name.or(cx.account()?), "--user-name", "User name").await?;
        // Where the token goes is settled first: a session that cannot be kept would be of no use to the next command.
        let store = choose_store(self.token_store, &cx.folders, cx.ask).await?;
        let address = cx.client().await?.address().clone();
        let password = match sample_password(cx, &user_name)? {
            Some(password) if !self.password_stdin => password,
            _ => cx.ask.secret(self.password_stdin, "--password-stdin", "Password").await?,
        };
        let keeper = StoreKeeper::for_sign_in(&address.to_string(), Some(store), &cx.folders);
        let client = Client::new(address)?.kept_by(std::sync::Arc::new(keeper));
        let session = client.sign_in(&Credentials { user_name, password }).await?;
        let mut me = session.profile;
        if me.next == Some(FirstStep::RegisterPartner) {
            me = register::without_group(&client, &me).await?;
        }
        let roles = me.roles.iter().map(|r| r.word()).collect::<Vec<_>>().join(", ");
        let sentence = format!(
            "Signed in as {} ({} {}): {roles}.\nThe session is kept in {store}, until {}.{}",
            me.user_name,
            me.first_name,
            me.last_name,
            moment(session.session_expires),
            next_step(&me),
        );
        let answer = json!({"profile": me, "store": store, "sessionExpires": session.session_expires});
        cx.out.done(&answer, &sentence)
    }
}

impl Run for SignOut {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        let client = cx.signed_in().await?;
        client.sign_out().await?;
        cx.out.done(&json!({"signedOut": true}), "Signed out. The session has ended.")
    }
}

async fn token(cx: &CommandContext) -> Result<(), CliError> {
    let client = cx.signed_in().await?;
    let tokens = client.tokens().ok_or_else(|| CliError::not_signed_in(&client.address().to_string()))?;
    let access = tokens.access.expose();
    cx.out.document(access, &json!({"accessToken": access}))
}

async fn status(cx: &CommandContext) -> Result<(), CliError> {
    let me = cx.call(&account::ME, &NoPath {}, &Nothing {}).await?;
    let address = cx.address()?;
    let session = cx.session(&address);
    let others = Sessions::load(&cx.folders).sessions;
    let mut answer = json!({
        "server": address,
        "userName": me.value.user_name,
        "name": format!("{} {}", me.value.first_name, me.value.last_name),
        "roles": me.value.roles,
        "store": session.as_ref().map(|s| s.store),
        "sessionExpires": session.as_ref().map(|s| s.expires),
        "organizationName": me.value.organization_name,
        "next": me.value.next,
    });
    if others.len() > 1 {
        answer["sessions"] = json!(others);
    }
    cx.out.record(&answer)?;
    if cx.out.format == output::Format::Table {
        if let Some(session) = session {
            output::note(&format!("The session is kept in {}.", session.store))?;
        }
        if me.value.next.is_some() {
            output::note(next_step(&me.value).trim_start())?;
        }
    }
    Ok(())
}

/// The place that was asked for, or the best that works; says why better ones do not.
async fn choose_store(asked: Option<StoreKind>, folders: &Folders, ask: Ask) -> Result<StoreKind, CliError> {
    let folders = folders.clone();
    if let Some(kind) = asked {
        let tried = tokio::task::spawn_blocking(move || try_store(kind, &folders)).await;
        let tried = tried.map_err(|e| CliError::usage(e.to_string()))?;
        return tried.map(|()| kind).map_err(|why| {
            CliError::usage(format!("The session cannot be kept in {kind}: {why}."))
                .hint("Choose another --token-store.")
        });
    }
    let found = tokio::task::spawn_blocking(move || find_store(&folders, |_| false)).await;
    let Found { kind, passed_over } = found.map_err(|e| CliError::usage(e.to_string()))?;
    if kind != StoreKind::Memory {
        return Ok(kind);
    }
    let reasons: Vec<_> = passed_over.iter().map(|(kind, why)| format!("{kind}: {why}")).collect();
    let question =
        format!("No key ring works here.\n  {}\nKeep the session in {}?", reasons.join("\n  "), StoreKind::File);
    if ask.can() && ask.agrees(&question).await? {
        return Ok(StoreKind::File);
    }
    Err(CliError::usage(format!("The session cannot be kept between commands. {}.", reasons.join("; "))).hint(
        "Give --token-store file to keep it in a plain-text file that only you can read, or bring an access token in PARTNERDESK_TOKEN.",
    ))
}

/// In the sample country everybody may play every role: its passwords were made for that and lie in its data folder.
fn sample_password(cx: &CommandContext, user_name: &str) -> Result<Option<Secret>, CliError> {
    let Place::Desk { data, sample: true } = cx.place()? else { return Ok(None) };
    let role = embedded::sample_roles(&data).into_iter().find(|role| role.user_name == user_name);
    Ok(role.map(|role| role.password))
}

/// What a new account still has to do, as a command.
pub(crate) fn next_step(me: &Profile) -> &'static str {
    match me.next {
        Some(FirstStep::ChoosePolicyGroup) => {
            "\nNext: choose a policy group (it cannot be changed later).\n  partnerdesk policy-groups choices\n  partnerdesk policy-groups choose NAME"
        }
        Some(FirstStep::RegisterPartner) => "\nNext: sign in again to finish the registration.",
        Some(FirstStep::GiveConsent) => "\nNext: read and accept the terms.\n  partnerdesk consent give",
        None => "",
    }
}
