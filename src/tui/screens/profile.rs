//! Who is signed in, as the server knows them.

use partnerdesk_api::account::{OwnedPartner, Profile};

use super::Screen;
use crate::tui::{
    context::Context,
    keymap::Action,
    layer::Layer,
    theme::Tone,
    widgets::detail::{Answers, DetailSpec, DetailView, Line},
};

static GO: Action = Action::new("go.profile", &["g m"]);

/// The screen's place in the registry.
pub const SCREEN: Screen = Screen::new(&GO, |cx, _| layer(cx));

fn layer(cx: &Context) -> Box<dyn Layer> {
    match &cx.session {
        Some(profile) => Box::new(DetailView::new(&SPEC, profile.clone())),
        None => super::root(cx),
    }
}

static SPEC: DetailSpec<Profile> = DetailSpec {
    name: "profile",
    title: |_, cx| vec![cx.say("screen-profile")],
    id: |profile| profile.user_name.clone(),
    called: |profile| profile.user_name.clone(),
    load: |_| Vec::new(),
    lines,
    actions: &[],
};

fn lines(profile: &Profile, _: &Answers, cx: &Context) -> Vec<Line> {
    // What was not given is said, not left out: a partner's papers may hang on it.
    let known = |value: &Option<String>| {
        value.clone().filter(|v| !v.trim().is_empty()).unwrap_or_else(|| cx.say("profile-not-available"))
    };
    let mut lines = vec![
        Line::Field("field-userName", profile.user_name.clone()),
        Line::Field("field-firstName", profile.first_name.clone()),
        Line::Field("field-lastName", profile.last_name.clone()),
        Line::Field("field-emailId", profile.email_id.clone()),
        Line::Field("profile-roles", roles(profile, cx)),
    ];
    if profile.partner_type.is_some() {
        lines.extend([
            Line::Gap,
            Line::Field("field-organizationName", known(&profile.organization_name)),
            Line::Field(
                "field-partnerType",
                profile.partner_type.as_deref().map(|t| super::partner_type(t, cx)).unwrap_or_default(),
            ),
            Line::Field("field-address", known(&profile.address)),
            Line::Field("field-contactNumber", known(&profile.contact_number)),
        ]);
    }
    // Only partners are asked for the terms.
    let consent = match profile.consent_given_at {
        Some(at) => Some(Line::Field("profile-consent", cx.date_time(at.0))),
        None => profile.partner_type.is_some().then(|| Line::Note(cx.say("profile-no-consent"), Tone::Warm)),
    };
    lines.extend(consent.into_iter().flat_map(|line| [Line::Gap, line]));
    if !profile.partners.is_empty() {
        let cells = |p: &OwnedPartner| {
            let status = crate::tui::widgets::status::word(p.status.word(), cx);
            vec![
                p.partner_id.clone(),
                super::partner_type(&p.partner_type, cx),
                status,
                p.policy_group_name.clone().unwrap_or_default(),
            ]
        };
        lines.push(Line::Gap);
        let heads = vec!["col-partnerId", "col-partnerType", "col-status", "col-policyGroupName"];
        lines.push(Line::Table(heads, profile.partners.iter().map(cells).collect()));
    }
    lines
}

fn roles(profile: &Profile, cx: &Context) -> String {
    profile.roles.iter().map(|r| cx.role(*r)).collect::<Vec<_>>().join(", ")
}
