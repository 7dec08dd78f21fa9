//! `oidc-clients`: applications of authentication partners that sign citizens in through eSignet.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use partnerdesk_api::{
    list::{ListQuery, Page},
    oidc_client::{
        self, AUTH_METHODS, AdditionalConfig, ClientChange, ClientPath, ClientRow, ClientState, ClientStatus,
        GRANT_TYPES, LANGUAGES, NewClient, Texts, plain_name,
    },
    operation::{BODY_LIMIT, NoPath, Nothing, Operation},
};
use partnerdesk_trust::jwk;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Run,
    api_keys::approved,
    bulk,
    context::CommandContext,
    error::CliError,
    files,
    list::{ListArgs, Listed},
};

/// OIDC clients: make, list, show, change, deactivate
///
/// Authentication partners make clients for their approved policies. What a client is told of citizens, and how citizens
/// authenticate, follows from the policy.
#[derive(Debug, clap::Parser)]
#[command(
    name = "oidc-clients",
    visible_alias = "oidc-client",
    after_help = "Examples:\n  partnerdesk oidc-clients create lumen --policy 'Online banking' --name 'Lumen online' --key public.jwk \\\n      --logo https://lumen.example/logo.png --redirect https://lumen.example/callback\n  partnerdesk oidc-clients list --status active\n  partnerdesk oidc-clients update CLIENT_ID --redirect https://lumen.example/new\n  partnerdesk oidc-clients deactivate CLIENT_ID --yes"
)]
pub(crate) struct OidcClients {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a client for an approved policy
    Create(Create),
    /// Clients; partners see their own
    List(ListArgs<AllClients>),
    /// One client with its key
    Show {
        /// Client id
        client: String,
    },
    /// Change a client; what is not named stays
    Update(Update),
    /// Deactivate clients; final
    Deactivate {
        /// Client ids
        #[arg(required = true, value_name = "CLIENT")]
        clients: Vec<String>,
    },
}

#[derive(Debug, clap::Args)]
struct Create {
    /// Partner id
    partner: String,
    /// Policy by name, approved for the partner
    #[arg(long, value_name = "NAME")]
    policy: String,
    /// Name
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// File with the public key as a JWK
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Address of the logo
    #[arg(long, value_name = "URL")]
    logo: String,
    /// Where citizens are sent back to; up to five
    #[arg(long, value_name = "URL", required = true)]
    redirect: Vec<String>,
    #[command(flatten)]
    more: More,
}

#[derive(Debug, clap::Args)]
struct Update {
    /// Client id
    client: String,
    /// Name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Address of the logo
    #[arg(long, value_name = "URL")]
    logo: Option<String>,
    /// Where citizens are sent back to; up to five, in place of all before
    #[arg(long, value_name = "URL")]
    redirect: Vec<String>,
    #[command(flatten)]
    more: More,
}

#[derive(Debug, clap::Args)]
struct More {
    /// Name in a language, as LANGUAGE=TEXT
    #[arg(long, value_name = "PAIR", value_parser = pair)]
    name_in: Vec<(String, String)>,
    /// File with additional information for eSignet as JSON, as show prints it
    #[arg(long, value_name = "FILE")]
    additional: Option<PathBuf>,
}

/// Reads `fra=Lumière`.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((language, name)) if LANGUAGES.contains(&language) => Ok((language.into(), name.into())),
        _ => Err(format!("{text:?} is no LANGUAGE=TEXT with one of {}", LANGUAGES.join(", "))),
    }
}

#[derive(Debug)]
struct AllClients;
impl Listed for AllClients {
    type Row = ClientRow;
    type Input = ListQuery;
    type Answer = Page<ClientRow>;
    const OPERATION: Operation<NoPath, ListQuery, Page<ClientRow>> = oidc_client::LIST;
}

impl Run for OidcClients {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Create(flags) => create(cx, flags).await,
            Verb::List(list) => list.show(cx).await,
            Verb::Show { client } => {
                let path = ClientPath { client_id: client };
                let mut reply = cx.call(&oidc_client::DETAIL, &path, &Nothing {}).await?;
                // The key travels as a text; as JSON it can be read.
                if let Ok(key) = serde_json::from_str(&reply.value.public_key) {
                    reply.json["publicKey"] = key;
                }
                cx.out.record(&reply.json)
            }
            Verb::Update(flags) => update(cx, flags).await,
            Verb::Deactivate { clients } => {
                let what = format!("{} will be deactivated.", bulk::count(clients.len(), "client"));
                let consequence = "Citizens can no longer sign in through them. Nobody can switch them on again.";
                cx.ask.confirm(&what, consequence).await?;
                bulk::each(cx, "clientId", clients, async |client_id| {
                    let path = ClientPath { client_id };
                    let reply = cx.call(&oidc_client::DEACTIVATE, &path, &ClientStatus::deactivate()).await?;
                    Ok(reply.value.status.word().to_string())
                })
                .await
            }
        }
    }
}

fn json<T: DeserializeOwned>(file: &Path) -> Result<T, CliError> {
    serde_json::from_str(&files::read_text(file, BODY_LIMIT)?)
        .map_err(|e| CliError::usage(format!("{} cannot be used: {e}.", file.display())))
}

fn names(name: &str, more: Vec<(String, String)>) -> Texts {
    std::iter::once((LANGUAGES[0].to_string(), name.to_string())).chain(more).collect()
}

async fn create(cx: &CommandContext, flags: Create) -> Result<(), CliError> {
    let public_key: Value = json(&flags.key)?;
    // Before anything is sent: a private key must never leave this machine.
    jwk::read(&public_key)
        .map_err(|problem| CliError::usage(format!("{} cannot be used: {problem}.", flags.key.display())))?;
    let policy_id = approved(cx, &flags.partner, &flags.policy).await?.policy_id;
    let additional_config: Option<AdditionalConfig> = flags.more.additional.as_deref().map(json).transpose()?;
    let input = NewClient {
        client_name_lang_map: Some(names(&flags.name, flags.more.name_in)),
        name: flags.name,
        policy_id,
        public_key,
        auth_partner_id: flags.partner,
        logo_uri: flags.logo,
        redirect_uris: flags.redirect,
        grant_types: GRANT_TYPES.iter().map(ToString::to_string).collect(),
        client_auth_methods: AUTH_METHODS.iter().map(ToString::to_string).collect(),
        additional_config,
    };
    let reply = cx.call(&oidc_client::CREATE, &NoPath {}, &input).await?;
    cx.out.done(&reply.json, &format!("The client {:?} is made.\nClient id: {}", input.name, reply.value.client_id))
}

async fn update(cx: &CommandContext, flags: Update) -> Result<(), CliError> {
    let path = ClientPath { client_id: flags.client };
    let now = cx.call(&oidc_client::DETAIL, &path, &Nothing {}).await?.value;
    let mut texts = now.client_name_lang_map.unwrap_or_default();
    let client_name = match flags.name {
        Some(name) => {
            texts.insert(LANGUAGES[0].into(), name.clone());
            name
        }
        None => plain_name(&now.name).into_owned(),
    };
    texts.extend(flags.more.name_in);
    let additional_config = match flags.more.additional.as_deref() {
        Some(file) => Some(json(file)?),
        None => now.additional_config,
    };
    let input = ClientChange {
        client_name_lang_map: Some(if texts.is_empty() { names(&client_name, Vec::new()) } else { texts }),
        client_name,
        status: ClientState::Active.word().into(),
        logo_uri: flags.logo.unwrap_or(now.logo_uri),
        redirect_uris: if flags.redirect.is_empty() { now.redirect_uris } else { flags.redirect },
        grant_types: now.grant_types,
        client_auth_methods: now.client_auth_methods,
        additional_config,
    };
    let reply = cx.call(&oidc_client::UPDATE, &path, &input).await?;
    cx.out.done(&reply.json, &format!("The client {:?} is changed.", input.client_name))
}
