//! Opens desks: for the full-screen desk and for `demo`.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use partnerdesk_api::{
    account,
    operation::{NoPath, Nothing},
};

use super::{
    context::CommandContext,
    demo,
    error::{CliError, Exit},
    host::DeskHost,
};
use crate::{
    client::{Address, Client},
    embedded,
    profile::{Colour, Folders, HERE, Place, Profile, Profiles, SAMPLE, Sessions, Started, Starter, StoreKeeper},
    tui::{self, layer::Connect},
};

/// Opens desks for the first screen.
#[derive(Clone, Debug)]
pub struct Desks {
    folders: Folders,
    /// The profile that the command line or the file names, with where it leads.
    chosen: (String, Profile, Place),
    /// The flags that led there.
    way: Vec<String>,
    /// The profile that commands use when nothing is said.
    usual: String,
}

impl Desks {
    fn new(cx: &CommandContext, profile: Option<&str>) -> Result<Self, CliError> {
        let usual = Profiles::load(&cx.folders.profiles())?.current().to_string();
        let mut way = cx.way();
        let mut chosen = match profile {
            Some(name) => {
                let profile = Profiles::load(&cx.folders.profiles())?.get(name)?;
                (name.to_string(), profile.clone(), profile.place(name, &cx.folders)?)
            }
            None => {
                let (name, profile) = cx.profile()?;
                (name, profile, cx.place()?)
            }
        };
        // A flag beats the file: several people may be signed in on one machine.
        if let Some(account) = cx.account()? {
            chosen.1.account = Some(account);
        }
        if let Some(name) = profile {
            way = Self::by_profile(name, &usual);
        }
        Ok(Desks { folders: cx.folders.clone(), chosen, way, usual })
    }

    /// The flags that lead to a profile.
    fn by_profile(name: &str, usual: &str) -> Vec<String> {
        if name == usual { Vec::new() } else { vec!["--profile".into(), name.into()] }
    }

    /// The flags that lead commands to where this way of connecting leads.
    pub(crate) fn flags(&self, connect: &Connect) -> Vec<String> {
        match connect {
            Connect::Resume => self.way.clone(),
            Connect::TryIt => Self::by_profile(SAMPLE, &self.usual),
            Connect::StartHere => Self::by_profile(HERE, &self.usual),
            Connect::Address(address) => vec!["--server".into(), address.clone()],
        }
    }

    /// Where configuration and data are, for the first screen and for the person's own keys and themes.
    pub fn folders(&self) -> &Folders {
        &self.folders
    }

    /// The profile in use: read-only or not, and what the header says until the server names itself.
    pub fn profile(&self) -> &Profile {
        &self.chosen.1
    }

    /// Whether it is clear where to go, so that the first screen has nothing to ask: a profile or server was named, or
    /// this machine has a desk already.
    pub fn knows_the_way(&self) -> bool {
        match &self.chosen {
            (_, _, Place::Server(_) | Place::Desk { sample: true, .. }) => true,
            (name, _, Place::Desk { data, .. }) => name != HERE || embedded::is_set_up(data),
        }
    }

    async fn start(&self, place: Place, profile: &Profile) -> Result<Started, String> {
        let (data, sample) = match place {
            Place::Server(address) => return self.open(address, profile, None).await,
            Place::Desk { data, sample } => (data, sample),
        };
        if sample {
            demo::fill(&data).await?;
        }
        let address = embedded::join_or_start(&data, sample).await?;
        self.open(address, profile, Some(embedded::LocalServer { data, sample })).await
    }

    /// A client at an address, going on with a kept session when there is one.
    async fn open(
        &self,
        address: Address,
        profile: &Profile,
        desk: Option<embedded::LocalServer>,
    ) -> Result<Started, String> {
        let place = address.to_string();
        let session = Sessions::load(&self.folders).find(&place, profile.account.as_deref()).cloned();
        let keeper = match &session {
            Some(session) => StoreKeeper::of(session, &self.folders),
            None => StoreKeeper::for_sign_in(&place, None, &self.folders),
        };
        let client = Client::new(address).map_err(|e| e.to_string())?;
        let mut client = client.read_only(profile.read_only).kept_by(Arc::new(keeper));
        if let Some(desk) = desk.clone() {
            client = client.revived_by(Arc::new(desk));
        }
        let state = match client.call(&account::SETUP_STATE, &NoPath {}, &Nothing {}).await {
            Ok(state) => Some(state),
            // An existing MOSIP server has no such operation; it is set up, and has no word for its environment.
            Err(error) if error.failure().is_some() => None,
            Err(error) => return Err(error.to_string()),
        };
        if session.is_some() {
            // A session that has ended leads to the sign-in screen, which is where this goes anyway.
            let _ = client.resume_kept().await;
        }
        let due = state.as_ref().is_some_and(|state| state.due);
        let named = profile.environment.clone().or(state.map(|state| state.environment));
        Ok(Started {
            client,
            environment: named.unwrap_or_default(),
            production: profile.colour == Some(Colour::Red),
            setup_code: desk.as_ref().filter(|_| due).and_then(|desk| embedded::setup_code(&desk.data).ok()),
            sample_roles: desk
                .filter(|desk| desk.sample)
                .map(|desk| embedded::sample_roles(&desk.data))
                .unwrap_or_default(),
        })
    }
}

impl Starter for Desks {
    fn start_here(&self) -> BoxFuture<'_, Result<Started, String>> {
        let place = Place::Desk { data: self.folders.desk(), sample: false };
        Box::pin(async { self.start(place, &Profile::default()).await })
    }

    fn try_it(&self) -> BoxFuture<'_, Result<Started, String>> {
        let place = Place::Desk { data: self.folders.sample(), sample: true };
        Box::pin(async { self.start(place, &Profile::default()).await })
    }

    fn connect<'a>(&'a self, address: &'a str) -> BoxFuture<'a, Result<Started, String>> {
        Box::pin(async move { self.open(address.parse()?, &Profile::default(), None).await })
    }

    fn resume(&self) -> BoxFuture<'_, Result<Started, String>> {
        let (_, profile, place) = &self.chosen;
        Box::pin(async { self.start(place.clone(), profile).await })
    }
}

/// Opens the full-screen desk, with a profile or what the command line says.
pub(crate) async fn open(cx: &CommandContext, profile: Option<&str>, looks: &Looks) -> Result<(), CliError> {
    match show(Desks::new(cx, profile)?, looks).await? {
        0 => Ok(()),
        code => Err(CliError::new(Exit::Desk(code), "The desk has ended.")),
    }
}

/// Hands over to the full-screen desk; answers its exit code. The only place that knows it.
async fn show(desks: Desks, looks: &Looks) -> Result<u8, CliError> {
    let (folders, profile) = (desks.folders().clone(), desks.profile().clone());
    let options = tui::Options {
        resume: desks.knows_the_way(),
        theme: looks.theme.clone(),
        ascii: looks.ascii,
        no_color: looks.no_color,
        mouse: looks.mouse,
        reduced_motion: looks.reduced_motion,
        state: folders.data.join("state"),
        data: folders.desk(),
        config: folders.config,
        environment: profile.environment.unwrap_or_default(),
        read_only: profile.read_only,
        host: Arc::new(DeskHost::new(desks)),
    };
    tui::run(options).await.map_err(|e| CliError::new(Exit::Usage, e.to_string()))
}

/// How the full-screen desk looks.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Looks {
    /// Theme of the desk: dark, light, high-contrast, mono, or one of your own
    #[arg(long, default_value = "dark", value_name = "NAME", env = "PARTNERDESK_THEME", hide_env = true)]
    theme: String,
    /// Draw the desk with ASCII only
    #[arg(long)]
    ascii: bool,
    /// Draw the desk without colour
    #[arg(long)]
    no_color: bool,
    /// Let the desk take clicks and the wheel
    #[arg(long)]
    mouse: bool,
    /// Nothing moves by itself
    #[arg(long)]
    reduced_motion: bool,
    /// Menus and questions line by line instead of the full-screen desk, for screen readers (also where TERM is dumb)
    #[arg(long)]
    pub(super) line: bool,
}
