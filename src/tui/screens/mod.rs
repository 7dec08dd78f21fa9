//! The screens, one file each, and the registry of those that can be jumped to.

pub mod accounts;
mod api_key_forms;
pub mod api_keys;
pub mod audit;
pub mod board;
mod board_counts;
pub mod certificate;
pub mod certificate_upload;
pub mod certificate_words;
pub mod checklist;
pub mod connecting;
pub mod extractors;
pub mod first_steps;
pub mod home;
pub mod joining;
pub mod misp_licences;
mod oidc_client_forms;
pub mod oidc_clients;
pub mod organisation_words;
pub mod own_requests;
pub mod partners;
pub mod policies;
pub mod policy_forms;
pub mod policy_groups;
pub mod policy_requests;
pub mod policy_words;
pub mod profile;
pub mod request_wizard;
pub mod sign_in;
pub mod start;
pub mod trust_store;
pub mod trust_upload;
pub mod ways;

#[cfg(test)]
pub mod scene;

use partnerdesk_api::{
    account::Profile,
    operation::Info,
    role::{Access, Role},
};

use super::{
    actions,
    context::{Context, is_of_partners},
    keymap::Action,
    layer::Layer,
    widgets::{bulk, chooser, copy, detail, form, help, list, reading, secret, success, tasks, wizard},
};

/// Opens a screen with filters.
pub type Open = fn(&Context, &[(&str, &str)]) -> Box<dyn Layer>;

/// A screen that can be jumped to.
pub struct Screen {
    /// Its action: id `go.<words>`, keys that begin with `g`. The words after `go.` are its name after `:`.
    pub action: &'static Action,
    /// Whose records it shows. Several screens may share a key when no role sees both.
    pub shows: Shows,
    /// Opens it, with filters.
    pub open: Open,
    /// The actions that only this screen has, for the key file.
    pub own: fn() -> Vec<&'static Action>,
}

/// Whose records a screen shows, by what it asks: whoever may ask that sees the screen.
pub enum Shows {
    /// What everybody who is signed in has.
    Everybody,
    /// Everybody's: for those who have no partners of their own.
    All(&'static Info),
    /// Those of one's own partners.
    Own(&'static Info),
}

impl Screen {
    /// A screen for everybody who is signed in.
    pub const fn new(action: &'static Action, open: Open) -> Screen {
        Screen { action, shows: Shows::Everybody, open, own: Vec::new }
    }
    /// A screen of everybody's records, which are asked for so.
    pub const fn of_all(action: &'static Action, asks: &'static Info, open: Open) -> Screen {
        Screen { shows: Shows::All(asks), ..Screen::new(action, open) }
    }
    /// A screen of one's own records, which are asked for so.
    pub const fn of_own(action: &'static Action, asks: &'static Info, open: Open) -> Screen {
        Screen { shows: Shows::Own(asks), ..Screen::new(action, open) }
    }
    /// With the actions that only this screen has.
    pub const fn acting(mut self, own: fn() -> Vec<&'static Action>) -> Screen {
        self.own = own;
        self
    }

    /// Whether people with this role see it.
    pub fn is_for(&self, role: Role) -> bool {
        let may = |asks: &Info| match asks.access {
            Access::Roles(roles) => roles.contains(&role),
            Access::Public | Access::SignedIn => true,
        };
        match self.shows {
            Shows::Everybody => true,
            Shows::All(asks) => !is_of_partners(role) && may(asks),
            Shows::Own(asks) => is_of_partners(role) && may(asks),
        }
    }

    /// Its name after `:`.
    pub fn command(&self) -> &'static str {
        self.action.id.trim_start_matches("go.")
    }
}

/// Every screen that can be jumped to, in the order in which they are offered.
pub static SCREENS: &[Screen] = &[
    home::SCREEN,
    certificate::SCREEN,
    own_requests::SCREEN,
    api_keys::OWN,
    oidc_clients::OWN,
    policy_requests::SCREEN,
    partners::SCREEN,
    api_keys::ALL,
    oidc_clients::ALL,
    misp_licences::SCREEN,
    trust_store::SCREEN,
    extractors::SCREEN,
    policy_groups::SCREEN,
    policies::SCREEN,
    accounts::SCREEN,
    audit::SCREEN,
    profile::SCREEN,
];

/// A screen by its action.
pub fn find(action: &str) -> Option<&'static Screen> {
    SCREENS.iter().find(|s| s.action.id == action)
}

/// The screens of the person who is signed in.
pub fn offered(cx: &Context) -> impl Iterator<Item = &'static Screen> {
    let session = cx.session.as_ref();
    SCREENS.iter().filter(move |s| {
        session.is_some_and(|p| matches!(s.shows, Shows::Everybody) || p.roles.iter().any(|role| s.is_for(*role)))
    })
}

/// Every action that exists, for the key file.
pub fn known_actions() -> Vec<&'static Action> {
    let tables = [
        actions::DIALOG,
        list::ACTIONS,
        list::COLUMN_ACTIONS,
        detail::ACTIONS,
        copy::ACTIONS,
        reading::ACTIONS,
        help::ACTIONS,
        bulk::ACTIONS,
        form::ACTIONS,
        wizard::ACTIONS,
        secret::ACTIONS,
        success::ACTIONS,
        tasks::ACTIONS,
        chooser::ACTIONS,
        board::ACTIONS,
        checklist::ACTIONS,
        connecting::ACTIONS,
        first_steps::ACTIONS,
        sign_in::ACTIONS,
        start::ACTIONS,
    ];
    let own = actions::GLOBAL.iter().chain([&actions::UNDO, &actions::COPIED, &actions::BACKGROUND]);
    let screens = SCREENS.iter().flat_map(|s| std::iter::once(s.action).chain((s.own)()));
    own.chain(screens).chain(tables.into_iter().flatten().copied()).collect()
}

/// The first page after signing in: what registration still asks for, else home.
pub fn after_sign_in(cx: &Context) -> Box<dyn Layer> {
    match cx.session.as_ref().and_then(|p| p.next) {
        Some(step) => first_steps::layer(step, cx),
        None => home::layer(cx),
    }
}

/// The page at the bottom of everything.
pub fn root(cx: &Context) -> Box<dyn Layer> {
    if cx.session.is_some() { home::layer(cx) } else { start::layer() }
}

/// A person for the header: organisation for partners, name and role for others.
pub fn person(cx: &Context, profile: &Profile) -> String {
    if let Some(organisation) = profile.organization_name.as_deref().filter(|o| !o.is_empty()) {
        return organisation.to_string();
    }
    let name = format!("{} {}", profile.first_name, profile.last_name);
    match profile.roles.first() {
        Some(role) => format!("{}, {}", name.trim(), cx.role(*role)),
        None => name.trim().to_string(),
    }
}

/// A partner type in words for people.
pub fn partner_type(wire: &str, cx: &Context) -> String {
    let key = format!("role-{}", wire.to_lowercase().replace('_', "-"));
    cx.texts.find(&key).unwrap_or_else(|| wire.replace('_', " "))
}

#[cfg(test)]
mod tests;
