//! The screens, one file each, and the registry of those that can be jumped to.

pub mod accounts;
pub mod audit;
pub mod board;
pub mod certificate;
pub mod certificate_upload;
pub mod certificate_words;
pub mod checklist;
pub mod connecting;
pub mod extractors;
pub mod first_steps;
pub mod home;
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
pub mod staff;
pub mod start;
pub mod trust_store;
pub mod trust_upload;

#[cfg(test)]
pub mod scene;

use partnerdesk_api::{account::Profile, role::Role};

use super::{
    actions,
    context::Context,
    keymap::Action,
    layer::Layer,
    widgets::{bulk, copy, detail, form, help, list, reading, secret, success, tasks, wizard},
};

/// Opens a screen with filters.
pub type Open = fn(&Context, &[(&str, &str)]) -> Box<dyn Layer>;

/// A screen that can be jumped to.
pub struct Screen {
    /// Its action: id `go.<words>`, keys that begin with `g`. The words after `go.` are its name after `:`.
    pub action: &'static Action,
    /// Who sees it; nobody named means everybody who is signed in. Several screens may share a key when no role sees
    /// both.
    pub roles: &'static [Role],
    /// Opens it, with filters.
    pub open: Open,
    /// The actions that only this screen has, for the key file.
    pub own: fn() -> Vec<&'static Action>,
}

impl Screen {
    /// Its name after `:`.
    pub fn command(&self) -> &'static str {
        self.action.id.trim_start_matches("go.")
    }
}

/// Every screen that can be jumped to.
pub static SCREENS: &[Screen] = &[
    home::SCREEN,
    extractors::SCREEN,
    policy_requests::SCREEN,
    profile::SCREEN,
    audit::SCREEN,
    own_requests::SCREEN,
    partners::SCREEN,
    policies::SCREEN,
    certificate::SCREEN,
    policy_groups::SCREEN,
    staff::SCREEN,
    trust_store::SCREEN,
];

/// A screen by its action.
pub fn find(action: &str) -> Option<&'static Screen> {
    SCREENS.iter().find(|s| s.action.id == action)
}

/// The screens of the person who is signed in.
pub fn offered(cx: &Context) -> impl Iterator<Item = &'static Screen> {
    let nobody = cx.session.is_none();
    let roles: Vec<Role> = cx.session.as_ref().map(|p| p.roles.clone()).unwrap_or_default();
    SCREENS.iter().filter(move |s| !nobody && (s.roles.is_empty() || s.roles.iter().any(|r| roles.contains(r))))
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
        Some(role) => format!("{}, {}", name.trim(), cx.say(&role_key(*role))),
        None => name.trim().to_string(),
    }
}

/// The key of a role's word.
pub fn role_key(role: Role) -> String {
    format!("role-{}", role.word().to_lowercase().replace('_', "-"))
}

#[cfg(test)]
mod tests;
