//! What every layer may read: the time, the words, the looks, who is signed in. Passed along, never global.

use std::time::Duration;

use fluent_bundle::FluentValue;
use jiff::{Timestamp, tz::TimeZone};
use partnerdesk_api::{
    account::{GIVEN_ROLES, Profile},
    operation::{Effect, Info},
    partner::PARTNERS_AND_ADMIN,
    role::{Access, Role},
    secret::Secret,
};
use ratatui::{layout::Size, style::Style};

use super::{
    history::LayerId,
    keymap::{Action, Enabled, Keymap},
    layer::Work,
    symbols::Symbols,
    text,
    theme::{Depth, Theme, Tone},
};
use crate::texts::Texts;

/// The time of a message: the wall clock, and how long the desk has been running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// For people.
    pub wall: Timestamp,
    /// For timers; never jumps.
    pub up: Duration,
}

/// Somebody of the sample country whose role can be played with one key.
#[derive(Clone, Debug)]
pub struct Player {
    /// The user name.
    pub user_name: String,
    /// The password, known to everybody who runs the sample.
    pub password: Secret,
    /// The name of the person or organisation.
    pub name: String,
    /// What they are, in words.
    pub part: String,
}

/// Work that goes on behind.
#[derive(Clone, Debug)]
pub struct TaskLine {
    /// The layer that does it.
    pub id: LayerId,
    /// What it is.
    pub title: String,
    /// How far it is.
    pub work: Work,
}

/// The reason why nothing can be changed while the server cannot be reached. Asking all the same tries the line at once.
pub const OFFLINE: &str = "why-offline";

/// Everything a layer may read.
#[derive(Debug)]
pub struct Context {
    /// The time of the message that is handled.
    pub now: Now,
    /// The zone in which times are shown.
    pub zone: TimeZone,
    /// The words.
    pub texts: Texts,
    /// The looks.
    pub theme: Theme,
    /// The symbols.
    pub symbols: Symbols,
    /// The keys.
    pub keymap: Keymap,
    /// The size of the terminal.
    pub size: Size,
    /// Who is signed in.
    pub session: Option<Profile>,
    /// Nothing may be changed.
    pub read_only: bool,
    /// The server cannot be reached now.
    pub offline: bool,
    /// What goes on behind.
    pub tasks: Vec<TaskLine>,
    /// What the header calls the server: `SANDBOX`, `PROD`.
    pub environment: String,
    /// The profile says that everything counts here, whatever the server is called.
    pub production: bool,
    /// Where the server is.
    pub address: String,
    /// Flags that lead commands to the same place.
    pub flags: Vec<String>,
    /// Where data would be kept on this machine, for the first screen.
    pub data_folder: String,
    /// Whether anything may move by itself.
    pub motion: bool,
    /// The one-time code of a fresh server on this machine, where the desk may know it.
    pub setup_code: Option<Secret>,
    /// The people of the sample country; empty elsewhere.
    pub cast: Vec<Player>,
}

impl Context {
    /// A context with nobody signed in, for a size.
    pub fn new(now: Now, size: Size) -> Context {
        Context {
            now,
            zone: TimeZone::UTC,
            texts: Texts::default(),
            theme: Theme::load("dark", None, Depth::True).0,
            symbols: Symbols::UNICODE,
            keymap: Keymap::default(),
            size,
            session: None,
            read_only: false,
            offline: false,
            tasks: Vec::new(),
            environment: String::new(),
            production: false,
            address: String::new(),
            flags: Vec::new(),
            data_folder: String::new(),
            motion: true,
            setup_code: None,
            cast: Vec::new(),
        }
    }

    /// A text.
    pub fn say(&self, key: &str) -> String {
        self.texts.say(key)
    }
    /// A text with values.
    pub fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        self.texts.with(key, values)
    }
    /// The word of an action.
    pub fn word(&self, action: &Action) -> String {
        self.say(&action.word())
    }
    /// The first key of an action, as shown.
    pub fn key(&self, action: &Action) -> String {
        self.keymap.shown(action)
    }
    /// How a tone looks.
    pub fn style(&self, tone: Tone) -> Style {
        self.theme.style(tone)
    }

    /// Whether everything counts here: the profile says so, or a word of the environment that no other takes back, as in
    /// `NON-PROD`.
    pub fn is_production(&self) -> bool {
        let words: Vec<String> =
            self.environment.split(|c: char| !c.is_alphanumeric()).map(str::to_uppercase).collect();
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
        self.production || has(&["PROD", "PRODUCTION", "LIVE"]) && !has(&["NON", "NOT", "PRE"])
    }

    /// Whether the signed-in account holds one of these roles.
    pub fn holds(&self, roles: &[Role]) -> bool {
        self.session.as_ref().is_some_and(|p| p.roles.iter().any(|r| roles.contains(r)))
    }

    /// Whether this person's roles let them call an operation. Whoever is not signed in may turn out to be anybody.
    pub fn allowed(&self, operation: &Info) -> Enabled {
        match operation.access {
            Access::Roles(roles) if self.session.is_some() && !self.holds(roles) => Enabled::Needs(roles),
            _ => Enabled::Yes,
        }
    }

    /// Whether an operation can be called now: by this person, and when it changes something, by this profile and over
    /// this line.
    pub fn may(&self, operation: &Info) -> Enabled {
        let changes = operation.effect == Effect::Changes;
        self.allowed(operation).and(|| if changes { self.may_change() } else { Enabled::Yes })
    }

    /// Why something cannot be done, in a sentence; nothing when it can.
    pub fn why_not(&self, enabled: &Enabled) -> Option<String> {
        match enabled {
            Enabled::Yes => None,
            Enabled::No(key) => Some(self.say(key)),
            Enabled::Needs(roles) => Some(self.needs(roles)),
        }
    }

    /// The sentence that names the roles which something takes. Partners are told of roles of partners and staff of those
    /// of staff, as far as there are any; roles that only modules of MOSIP hold are nobody's to ask for.
    pub fn needs(&self, roles: &[Role]) -> String {
        let is_partner = self.session.iter().flat_map(|p| &p.roles).any(|r| is_of_partners(*r));
        let of = |partners: bool| {
            let staff = |role: &Role| GIVEN_ROLES.contains(&role.word());
            let named = roles.iter().filter(|r| if partners { is_of_partners(**r) } else { staff(r) });
            named.map(|r| self.role(*r)).collect::<Vec<_>>()
        };
        let named = Some(of(is_partner)).filter(|named| !named.is_empty()).unwrap_or_else(|| of(!is_partner));
        let first = named.first().cloned().unwrap_or_default();
        let values = [("n", named.len().into()), ("roles", named.join(", ").into()), ("first", first.into())];
        self.with("why-needs-role", &values)
    }

    /// A role in words.
    pub fn role(&self, role: Role) -> String {
        self.say(&role_key(role))
    }

    /// Whether something can be changed at the server.
    pub fn may_change(&self) -> Enabled {
        Enabled::when(!self.read_only, "why-read-only").and(|| Enabled::when(!self.offline, OFFLINE))
    }

    /// A date: `4 Nov 2026`.
    pub fn date(&self, at: Timestamp) -> String {
        let date = at.to_zoned(self.zone.clone());
        let month = self.say(&format!("month-{}", date.month()));
        format!("{} {month} {}", date.day(), date.year())
    }
    /// A date without the year when it is this one: `4 Nov`.
    pub fn day(&self, at: Timestamp) -> String {
        let (date, today) = (at.to_zoned(self.zone.clone()), self.now.wall.to_zoned(self.zone.clone()));
        if date.year() != today.year() {
            return self.date(at);
        }
        format!("{} {}", date.day(), self.say(&format!("month-{}", date.month())))
    }
    /// A date with the time of day: `4 Nov 2026 14:02`.
    pub fn date_time(&self, at: Timestamp) -> String {
        format!("{} {}", self.date(at), at.to_zoned(self.zone.clone()).strftime("%H:%M"))
    }
    /// The time of day with seconds.
    pub fn clock(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%H:%M:%S").to_string()
    }
    /// How long ago: `9 d`, `4 h`, `12 min`.
    pub fn age(&self, at: Timestamp) -> String {
        let minutes = self.now.wall.duration_since(at).as_mins().max(0);
        let (key, n) = match minutes {
            0..60 => ("age-minutes", minutes),
            60..1440 => ("age-hours", minutes / 60),
            _ => ("age-days", minutes / 1440),
        };
        self.with(key, &[("n", n.into())])
    }
    /// A number with its thousands apart.
    pub fn number(&self, n: u64) -> String {
        text::number(n)
    }
}

/// The key of a role's word.
pub fn role_key(role: Role) -> String {
    format!("role-{}", role.word().to_lowercase().replace('_', "-"))
}

/// Whether accounts with this role have partners of their own.
pub fn is_of_partners(role: Role) -> bool {
    role != Role::PartnerAdmin && PARTNERS_AND_ADMIN.contains(&role)
}
