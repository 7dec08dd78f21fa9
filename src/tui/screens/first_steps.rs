//! What the first sign-in still asks for: the policy group, which registers the partner, and the terms.

use partnerdesk_api::{
    account::{Consent as Given, FirstStep, GIVE_CONSENT, Profile},
    operation::{NoPath, Nothing},
    partner::REGISTER,
    policy::{GROUP_CHOICES, GroupChoice},
};
use ratatui::layout::Rect;
use serde_json::{Value, json};

use super::{connecting, partner_type};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Event, Layer, Request, Wish},
    paint::Paint,
    text,
    theme::Tone,
    widgets::{
        failure,
        form::{Choice, Field, FormSpec, FormView},
        loaded::Loaded,
    },
};

/// The page of a first step.
pub fn layer(step: FirstStep, cx: &Context) -> Box<dyn Layer> {
    match step {
        FirstStep::ChoosePolicyGroup => FormView::boxed(&GROUP, &[], cx),
        FirstStep::RegisterPartner => FormView::boxed(&PARTNER, &[], cx),
        FirstStep::GiveConsent => Box::new(Consent::default()),
    }
}

/// Reads again who is signed in; the next step follows from that.
fn onwards() -> Vec<Wish> {
    vec![Wish::Replace(connecting::layer(true))]
}

static GROUP: FormSpec = FormSpec::new(
    "policy-group-choice",
    "screen-policy-group",
    &REGISTER,
    &[
        Field::derived("organizationName", |values, _| text_of(values, "organizationName")),
        Field::derived("partnerType", |values, cx| partner_type(&text_of(values, "partnerType"), cx)),
        Field::choice("policyGroup", |_, _| Some(Request::of(&GROUP_CHOICES, NoPath {}, Nothing {})), groups),
    ],
    |_, _, _| onwards(),
)
.given(partner)
.needs(&["policyGroup"])
.submit("policy-group-send")
.intro("policy-group-intro");

static PARTNER: FormSpec = FormSpec::new(
    "register-partner",
    "screen-register-partner",
    &REGISTER,
    &[
        Field::derived("organizationName", |values, _| text_of(values, "organizationName")),
        Field::derived("partnerType", |values, cx| partner_type(&text_of(values, "partnerType"), cx)),
    ],
    |_, _, _| onwards(),
)
.given(partner)
.intro("register-partner-intro")
.submit("register-partner-send");

fn text_of(values: &Value, name: &str) -> String {
    values[name].as_str().unwrap_or_default().to_string()
}

fn groups(reply: &Value) -> Vec<Choice> {
    let groups: Vec<GroupChoice> = serde_json::from_value(reply.clone()).unwrap_or_default();
    groups.into_iter().map(|g| Choice { value: g.name.clone(), label: g.name, about: g.description }).collect()
}

/// The partner is made of what the account said at registration; its id is the user name.
fn partner(cx: &Context) -> Value {
    let Some(Profile {
        user_name, organization_name, address, contact_number, email_id, partner_type, lang_code, ..
    }) = &cx.session
    else {
        return json!({});
    };
    json!({
        "partnerId": user_name, "organizationName": organization_name, "address": address,
        "contactNumber": contact_number, "emailId": email_id, "partnerType": partner_type, "langCode": lang_code,
    })
}

static TICK: Action = Action::new("consent.tick", &["Space"]).rank(1);
static PROCEED: Action = Action::new("consent.proceed", &["Enter", "F2"]).rank(2);
static DOWN: Action = Action::new("consent.down", &["j", "Down", "PgDn"]);
static UP: Action = Action::new("consent.up", &["k", "Up", "PgUp"]);

/// Every action of the consent page.
pub static ACTIONS: &[&Action] = &[&TICK, &PROCEED, &DOWN, &UP];

/// The terms in full, a tick, and Proceed.
#[derive(Default)]
struct Consent {
    ticked: bool,
    top: usize,
    given: Loaded<Given>,
}

impl Layer for Consent {
    fn name(&self) -> &'static str {
        "consent"
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("screen-consent")]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        let can =
            Enabled::when(self.ticked, "why-tick-first").and(|| Enabled::when(!self.given.is_awaited(), "why-sending"));
        vec![Offer::yes(&TICK), Offer::when(&PROCEED, can), Offer::yes(&DOWN), Offer::yes(&UP)]
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        let last = text::wrap(&cx.say("consent-text"), 76).len().saturating_sub(3);
        match id {
            "consent.tick" => self.ticked = !self.ticked,
            "consent.down" => self.top = (self.top + 1).min(last),
            "consent.up" => self.top = self.top.saturating_sub(1),
            "consent.proceed" => return Some(self.given.ask(&GIVE_CONSENT, NoPath {}, Nothing {}, cx)),
            _ => return None,
        }
        Some(Vec::new())
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        self.given.event(&event, cx);
        if self.given.value().is_some() { onwards() } else { Vec::new() }
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let place = Rect { x: 4, width: area.width.saturating_sub(8).min(80), ..area };
        let bottom = area.bottom().saturating_sub(3);
        let lines = text::wrap(&cx.say("consent-text"), usize::from(place.width));
        for (y, line) in (place.y..bottom).zip(lines.iter().skip(self.top)) {
            paint.put(place.x, y, place.width, line, Tone::Ink);
        }
        if lines.len() > self.top + usize::from(bottom - place.y) {
            paint.put_right(place.right(), bottom, 20, &cx.say("detail-more"), Tone::Quiet);
        }
        let symbol = if self.ticked { cx.symbols.tick } else { " " };
        let sentence = cx.say("consent-tick");
        paint.pieces(
            place.x,
            bottom + 1,
            place.width,
            &[("[", Tone::Accent), (symbol, Tone::Good), ("] ", Tone::Accent), (&sentence, Tone::Ink)],
        );
        paint.cursor = Some((place.x + 1, bottom + 1).into());
        if let Some(error) = self.given.failure() {
            let why = failure::sentence(error, cx);
            paint.put(place.x, bottom + 2, place.width, &format!("{} {why}", cx.symbols.cross), Tone::Bad);
        }
    }
}
