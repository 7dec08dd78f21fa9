//! `config`: profiles, and where things are kept.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Run, context::CommandContext, error::CliError};
use crate::profile::{self, Colour, HERE, Place, Profile, Profiles, SAMPLE};

/// Profiles: which server, as whom, how it looks
#[derive(Debug, clap::Parser)]
#[command(
    name = "config",
    after_help = "Examples:\n  partnerdesk config set prod --address https://pms.example.org --environment PROD --colour red --read-only true\n  partnerdesk config use prod\n  partnerdesk --profile here partners list"
)]
pub(crate) struct Config {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Where profiles, sessions and the data of this machine's desks are
    Path,
    /// All profiles
    Profiles,
    /// Use a profile from now on
    Use(Named),
    /// Make or change a profile; what is not given stays
    Set(Box<Set>),
    /// Remove a profile
    Remove(Named),
}

#[derive(Debug, clap::Args)]
struct Named {
    /// Name of the profile
    name: String,
}

#[derive(Debug, clap::Args)]
struct Set {
    /// Name of the profile
    name: String,
    /// Server: https://HOST[:PORT] or unix:/PATH
    #[arg(long = "address", visible_alias = "url", value_name = "ADDRESS")]
    address: Option<String>,
    /// Data folder of a desk on this machine
    #[arg(long, value_name = "FOLDER", conflicts_with = "address")]
    data: Option<PathBuf>,
    /// PEM file with the CA of the server
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Who signs in here
    #[arg(long = "user-name", value_name = "NAME")]
    user_name: Option<String>,
    /// Refuse everything that changes something
    #[arg(long, value_name = "TRUE|FALSE")]
    read_only: Option<bool>,
    /// What the header calls it: PROD, SANDBOX
    #[arg(long, value_name = "TEXT")]
    environment: Option<String>,
    /// Colour of that word
    #[arg(long, value_enum, value_name = "COLOUR")]
    colour: Option<Colour>,
}

impl Run for Config {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        let file = cx.folders.profiles();
        match self.verb {
            Verb::Path => cx.out.record(&json!({
                "profiles": file,
                "sessions": cx.folders.sessions(),
                "desk": cx.folders.desk(),
                "sample": cx.folders.sample(),
            })),
            Verb::Profiles => {
                let profiles = Profiles::load(&file)?;
                let rows = profiles.names().into_iter().map(|name| row(cx, &profiles, name));
                cx.out.records(&rows.collect::<Result<Value, CliError>>()?, "")
            }
            Verb::Use(Named { name }) => {
                let mut profiles = Profiles::load(&file)?;
                profiles.get(&name)?;
                profiles.current = Some(name.clone());
                profiles.save(&file)?;
                cx.out.done(&json!({"current": name}), &format!("Commands and the desk now use {name}."))
            }
            Verb::Set(flags) => set(cx, *flags),
            Verb::Remove(Named { name }) => remove(cx, &name),
        }
    }
}

fn row(cx: &CommandContext, profiles: &Profiles, name: &str) -> Result<Value, CliError> {
    let profile = profiles.get(name)?;
    let place = match profile.place(name, &cx.folders) {
        Ok(Place::Server(address)) => address.to_string(),
        Ok(Place::Desk { data, .. }) => format!("this machine, {}", data.display()),
        Err(why) => why,
    };
    Ok(json!({
        "name": name,
        "current": name == profiles.current(),
        "place": place,
        "account": profile.account,
        "readOnly": profile.read_only,
        "environment": profile.environment,
        "colour": profile.colour,
    }))
}

fn set(cx: &CommandContext, flags: Set) -> Result<(), CliError> {
    let file = cx.folders.profiles();
    let mut profiles = Profiles::load(&file)?;
    let built_in = [HERE, SAMPLE].contains(&flags.name.as_str());
    let known = profiles.profiles.get(&flags.name).cloned();
    if known.is_none() && !built_in && flags.address.is_none() && flags.data.is_none() {
        return Err(CliError::usage(format!("The new profile {:?} needs --address or --data.", flags.name)));
    }
    if built_in && (flags.address.is_some() || flags.data.is_some()) {
        return Err(CliError::usage(format!(
            "The profile {:?} always is this machine. Choose another name.",
            flags.name
        )));
    }
    let now = known.unwrap_or_default();
    let profile = Profile {
        server: if flags.data.is_some() { None } else { flags.address.or(now.server) },
        data: flags.data.or(now.data),
        ca_file: flags.ca.or(now.ca_file),
        account: flags.user_name.or(now.account),
        read_only: flags.read_only.unwrap_or(now.read_only),
        environment: flags.environment.or(now.environment),
        colour: flags.colour.or(now.colour),
    };
    if let Some(server) = &profile.server {
        profile::address(server, profile.ca_file.clone())?;
    }
    let answer = json!({"name": flags.name, "profile": profile});
    profiles.profiles.insert(flags.name.clone(), profile);
    profiles.save(&file)?;
    cx.out.done(
        &answer,
        &format!("Profile {name} is saved. Use it with: partnerdesk config use {name}", name = flags.name),
    )
}

fn remove(cx: &CommandContext, name: &str) -> Result<(), CliError> {
    let file = cx.folders.profiles();
    let mut profiles = Profiles::load(&file)?;
    profiles.get(name)?;
    if profiles.profiles.remove(name).is_none() {
        return Err(CliError::usage(format!("The profile {name:?} is always there.")));
    }
    profiles.current = profiles.current.filter(|current| current != name);
    profiles.save(&file)?;
    cx.out.done(
        &json!({"removed": name}),
        &format!("Profile {name} is removed. Its sessions are still kept; end them with sign-out."),
    )
}
