//! What every command is given: where to call, as whom, how to print and whom to ask.

use std::{path::PathBuf, sync::Arc};

use partnerdesk_api::{
    operation::{Input, Operation},
    role::Access,
    secret::Secret,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::sync::OnceCell;

use super::{
    ask::{Ask, first_line_of_stdin},
    error::CliError,
    output::{Format, Output},
};
use crate::{
    client::{Address, Client, ClientError},
    embedded,
    profile::{self, Folders, KnownSession, Place, Profile, Profiles, Sessions, StoreKeeper},
};

/// Flags that every command has.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Flags of every command")]
pub(crate) struct Globals {
    /// Profile to use (see: partnerdesk config profiles)
    #[arg(long, global = true, value_name = "NAME", env = "PARTNERDESK_PROFILE", hide_env = true)]
    profile: Option<String>,
    /// Server to call instead of the profile's: https://HOST[:PORT] or unix:/PATH
    #[arg(long, global = true, value_name = "ADDRESS", env = "PARTNERDESK_SERVER", hide_env = true)]
    server: Option<String>,
    /// PEM file with the CA of the server, for --server
    #[arg(long, global = true, value_name = "FILE", env = "PARTNERDESK_CA_FILE", hide_env = true)]
    ca_file: Option<PathBuf>,
    /// Act as this account, when several are signed in
    #[arg(long, global = true, value_name = "NAME", env = "PARTNERDESK_ACCOUNT", hide_env = true)]
    account: Option<String>,
    /// How to print the result
    #[arg(long, short, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    output: Format,
    /// Do not ask before dangerous steps
    #[arg(long, short, global = true)]
    yes: bool,
    /// Read an access token from the first line of standard input
    #[arg(long, global = true)]
    token_stdin: bool,
    /// Read an access token from a file (the token itself may stand in PARTNERDESK_TOKEN)
    #[arg(long, global = true, value_name = "FILE", env = "PARTNERDESK_TOKEN_FILE", hide_env = true)]
    token_file: Option<PathBuf>,
}

/// What every command is given.
pub(crate) struct CommandContext {
    pub(crate) out: Output,
    pub(crate) ask: Ask,
    pub(crate) folders: Folders,
    globals: Globals,
    client: OnceCell<Client>,
    resumed: OnceCell<()>,
}

/// An answer, typed and as it came.
#[derive(Debug)]
pub(crate) struct Reply<R> {
    pub(crate) value: R,
    pub(crate) json: Value,
}

impl Globals {
    pub(crate) fn output(&self) -> Format {
        self.output
    }
}

impl CommandContext {
    pub(crate) fn new(globals: Globals) -> Result<Self, CliError> {
        Ok(CommandContext {
            out: Output { format: globals.output },
            ask: Ask { yes: globals.yes },
            folders: Folders::of_this_person()?,
            globals,
            client: OnceCell::new(),
            resumed: OnceCell::new(),
        })
    }

    /// Calls an operation: signed in unless everybody may call it.
    pub(crate) async fn call<P: Serialize, I: Input, R: DeserializeOwned>(
        &self,
        operation: &Operation<P, I, R>,
        path: &P,
        input: &I,
    ) -> Result<Reply<R>, CliError> {
        let client = match operation.info.access {
            Access::Public => self.client().await?,
            Access::SignedIn | Access::Roles(_) => self.signed_in().await?,
        };
        let json = client.call_json(operation, path, input).await?;
        let value = serde_json::from_value(json.clone()).map_err(|e| ClientError::Unreadable(e.to_string()))?;
        Ok(Reply { value, json })
    }

    /// The client, signed in or not; starts the desk on this machine when it is meant and does not run.
    pub(crate) async fn client(&self) -> Result<&Client, CliError> {
        self.client.get_or_try_init(|| self.connect()).await
    }

    /// The client with a session.
    pub(crate) async fn signed_in(&self) -> Result<&Client, CliError> {
        self.require_session()?;
        let client = self.client().await?;
        let resume = || async {
            // A token that was given is used as it is; a kept session is gone on with.
            if client.tokens().is_none() && client.resume_kept().await?.is_none() {
                return Err(CliError::not_signed_in(&client.address().to_string()));
            }
            Ok(())
        };
        self.resumed.get_or_try_init(resume).await?;
        Ok(client)
    }

    /// Fails before anything is started when nobody has ever signed in.
    fn require_session(&self) -> Result<(), CliError> {
        let address = self.address()?;
        if self.has_token() || self.session(&address).is_some() {
            return Ok(());
        }
        let error = CliError::not_signed_in(&address);
        Err(match self.place()? {
            Place::Desk { data, sample: false } if !embedded::is_set_up(&data) => {
                error.hint("Nothing is set up on this machine yet. Make the first admin with: partnerdesk setup")
            }
            _ => error,
        })
    }

    async fn connect(&self) -> Result<Client, CliError> {
        let place = self.place()?;
        let address = match &place {
            Place::Server(address) => address.clone(),
            Place::Desk { data, sample } => embedded::join_or_start(data, *sample).await?,
        };
        let session = self.session(&address.to_string());
        let mut client = Client::new(address)?.read_only(self.profile()?.1.read_only);
        if let Place::Desk { data, sample } = place {
            client = client.revived_by(Arc::new(embedded::LocalServer { data, sample }));
        }
        if let Some(token) = self.token()? {
            client.bear(token);
            return Ok(client);
        }
        Ok(match session {
            Some(session) => client.kept_by(Arc::new(StoreKeeper::of(&session, &self.folders))),
            None => client,
        })
    }

    /// The session that commands use at a server.
    pub(crate) fn session(&self, address: &str) -> Option<KnownSession> {
        let account = self.account().ok().flatten();
        Sessions::load(&self.folders).find(address, account.as_deref()).cloned()
    }

    /// The account that was named, by flag or profile.
    pub(crate) fn account(&self) -> Result<Option<String>, CliError> {
        Ok(self.globals.account.clone().or(self.profile()?.1.account))
    }

    fn has_token(&self) -> bool {
        self.globals.token_stdin || self.globals.token_file.is_some() || token_of_environment().is_some()
    }

    /// An access token that was given, never by argument: arguments are seen by everybody on the machine.
    fn token(&self) -> Result<Option<Secret>, CliError> {
        if self.globals.token_stdin {
            return first_line_of_stdin().map(Some);
        }
        let Some(file) = &self.globals.token_file else { return Ok(token_of_environment()) };
        let text = std::fs::read_to_string(file)
            .map_err(|e| CliError::usage(format!("The token file {} cannot be read: {e}.", file.display())))?;
        Ok(Some(Secret::new(text.trim())))
    }

    /// The profile in use with its name.
    pub(crate) fn profile(&self) -> Result<(String, Profile), CliError> {
        let profiles = Profiles::load(&self.folders.profiles())?;
        let name = self.globals.profile.clone().unwrap_or_else(|| profiles.current().to_string());
        let profile = profiles.get(&name)?;
        Ok((name, profile))
    }

    /// The flags that say where to go and as whom, so that another command can be sent the same way.
    pub(crate) fn way(&self) -> Vec<String> {
        let Globals { profile, server, ca_file, account, .. } = &self.globals;
        let ca_file = ca_file.as_ref().map(|file| file.display().to_string());
        let flags = [("--profile", profile), ("--server", server), ("--ca-file", &ca_file), ("--account", account)];
        let given = flags.into_iter().filter_map(|(flag, value)| Some([flag.to_string(), value.clone()?]));
        given.flatten().collect()
    }

    /// Where commands go.
    pub(crate) fn place(&self) -> Result<Place, CliError> {
        if let Some(server) = &self.globals.server {
            return Ok(Place::Server(profile::address(server, self.globals.ca_file.clone())?));
        }
        let (name, profile) = self.profile()?;
        Ok(profile.place(&name, &self.folders)?)
    }

    /// The address where commands go, without starting anything.
    pub(crate) fn address(&self) -> Result<String, CliError> {
        Ok(match self.place()? {
            Place::Server(address) => address.to_string(),
            Place::Desk { data, .. } => Address::Socket(embedded::socket(&data)).to_string(),
        })
    }
}

fn token_of_environment() -> Option<Secret> {
    std::env::var("PARTNERDESK_TOKEN").ok().filter(|t| !t.trim().is_empty()).map(|t| Secret::new(t.trim()))
}
