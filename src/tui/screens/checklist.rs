//! The home of a partner: every step of onboarding, what is next, and whose turn it is.

use std::time::Duration;

use partnerdesk_api::{
    operation::Nothing,
    partner::{Actor, CHECKLIST, Checklist, ChecklistStep, PartnerPath, Step, StepState},
};
use ratatui::layout::Rect;

use super::{partner_type, request_wizard, ways};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Event, Layer, Wish},
    paint::Paint,
    text,
    theme::Tone,
    widgets::loaded::Loaded,
};

static CONTINUE: Action = Action::new("checklist.continue", &["Enter"]).rank(1);
static REFRESH: Action = Action::new("checklist.refresh", &["r"]).rank(2);

/// Every action of the checklist.
pub static ACTIONS: &[&Action] = &[&CONTINUE, &REFRESH];

/// The checklist of a partner.
pub fn layer(partner_id: &str) -> Box<dyn Layer> {
    Box::new(Home { partner_id: partner_id.to_string(), checklist: Loaded::default() })
}

struct Home {
    partner_id: String,
    checklist: Loaded<Checklist>,
}

/// The word for going on from a step that the partner does here.
fn word_of(step: &ChecklistStep) -> Option<&'static str> {
    match (step.step, step.state) {
        (Step::Certificate, StepState::Next) => Some("checklist-upload"),
        (Step::PolicyRequest, StepState::Next) => Some("checklist-request"),
        (Step::Extractors | Step::CredentialType, StepState::Next) => Some("checklist-go-on"),
        (Step::Decision, _) => Some("checklist-look"),
        _ => None,
    }
}

/// The wire word of a step or an actor, for the keys of its texts.
fn wire<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default()
}

impl Home {
    fn load(&mut self, cx: &Context) -> Vec<Wish> {
        self.checklist.ask(&CHECKLIST, PartnerPath { partner_id: self.partner_id.clone() }, Nothing {}, cx)
    }

    /// The step that is due: the partner's own turn first, else what everybody waits for.
    fn due(&self) -> Option<&ChecklistStep> {
        let steps = &self.checklist.value()?.steps;
        let with = |state| steps.iter().find(|s: &&ChecklistStep| s.state == state);
        with(StepState::Next).or_else(|| with(StepState::Refused)).or_else(|| with(StepState::Waiting))
    }

    /// Goes on where the partner stands: the very step, not the list that holds it.
    fn go_on(&self, cx: &Context) -> Vec<Wish> {
        let (Some(due), Some(checklist)) = (self.due(), self.checklist.value()) else { return Vec::new() };
        match (due.step, &checklist.request_id, due.details.first()) {
            (Step::Certificate, ..) => vec![Wish::Go("go.certificate", Vec::new())],
            (Step::PolicyRequest, ..) => vec![Wish::Page(request_wizard::begin(cx))],
            (Step::Extractors | Step::CredentialType, Some(id), Some(policy)) => {
                let lacks_extractors = due.step == Step::Extractors;
                vec![Wish::Page(request_wizard::go_on(id, &checklist.partner_id, policy, lacks_extractors, cx))]
            }
            _ => vec![Wish::Go("go.own-requests", Vec::new())],
        }
    }

    /// What happens next, in a sentence.
    fn next(&self, cx: &Context) -> String {
        let Some(due) = self.due() else { return cx.say("next-ready") };
        match (due.state, due.done_at, due.details.get(1)) {
            (StepState::Refused, None, _) => cx.say("why-own-partner-deactivated"),
            (StepState::Refused, Some(_), Some(reason)) => {
                cx.with("checklist-rejected", &[("reason", text::clean(reason).into_owned().into())])
            }
            (StepState::Refused, Some(_), None) => cx.say("checklist-rejected-unsaid"),
            _ => cx.say(&format!("next-{}", wire(due.step))),
        }
    }
}

impl Layer for Home {
    fn name(&self) -> &'static str {
        "checklist"
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("screen-home")]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        let word = self.due().and_then(word_of);
        let go_on = Offer::when(&CONTINUE, Enabled::when(word.is_some(), "why-not-your-turn"));
        vec![word.map_or(go_on.clone(), |word| go_on.called(word)), Offer::yes(&REFRESH)]
    }
    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn resume(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        match id {
            "checklist.continue" => Some(self.go_on(cx)),
            "checklist.refresh" => Some(self.load(cx)),
            _ => None,
        }
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        self.checklist.event(&event, cx);
        Vec::new()
    }
    fn stopped(&mut self, _: &Context) {
        self.checklist.stopped();
    }
    fn wake(&self, cx: &Context) -> Option<Duration> {
        self.checklist.wake(cx)
    }
    fn status(&self, cx: &Context) -> String {
        self.checklist.status(cx)
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let mut y = area.y;
        let place = |y: u16| Rect { x: area.x + 2, y, width: area.width - 4, height: area.bottom().saturating_sub(y) };
        y += self.checklist.draw(place(y), paint);
        let Some(checklist) = self.checklist.value() else { return };
        y += draw_head(checklist, place(y), paint) + 1;
        let due = self.due().map(|s| s.step);
        for step in &checklist.steps {
            draw_step(step, due == Some(step.step), place(y), paint);
            y += 1;
        }
        let head = if self.due().is_some() { "checklist-next" } else { "checklist-done" };
        paint.put(area.x + 2, y + 1, area.width - 4, &cx.say(head), Tone::Title);
        let below = Rect { x: area.x + 4, width: area.width.saturating_sub(6).min(76), ..place(y + 2) };
        y += 3 + paint.paragraph(below, &self.next(cx), Tone::Ink);
        ways::draw(place(y), paint);
    }
}

/// Organisation, type, policy group.
fn draw_head(checklist: &Checklist, place: Rect, paint: &mut Paint<'_>) -> u16 {
    let cx = paint.cx;
    let name = text::clean(&checklist.organization_name).into_owned();
    let mut rest = vec![String::new(), partner_type(&checklist.partner_type, cx)];
    if let Some(group) = &checklist.policy_group_name {
        rest.push(cx.with("checklist-group", &[("group", text::clean(group).into_owned().into())]));
    }
    let rest = rest.join(&format!(" {} ", cx.symbols.dot));
    paint.pieces(place.x, place.y, place.width, &[(&name, Tone::Title), (&rest, Tone::Quiet)]);
    1
}

fn draw_step(step: &ChecklistStep, due: bool, place: Rect, paint: &mut Paint<'_>) {
    let cx = paint.cx;
    let symbols = cx.symbols;
    let (symbol, tone) = match step.state {
        StepState::Done => (symbols.tick, Tone::Good),
        StepState::Next => (symbols.alert, Tone::Warm),
        StepState::Refused => (symbols.cross, Tone::Bad),
        StepState::Waiting | StepState::Later => (symbols.open, Tone::Quiet),
    };
    if due {
        paint.put(place.x, place.y, 1, symbols.cursor, Tone::Cursor);
        paint.cursor = Some((place.x, place.y).into());
    }
    paint.put(place.x + 2, place.y, 1, symbol, tone);
    let word_tone = match (due, step.state) {
        (true, _) => Tone::Cursor,
        (_, StepState::Later) => Tone::Quiet,
        _ => Tone::Ink,
    };
    paint.put(place.x + 5, place.y, 30, &cx.say(&format!("step-{}", wire(step.step))), word_tone);
    let day = step.done_at.map(|at| cx.day(at.0)).unwrap_or_default();
    paint.put(place.x + 36, place.y, 11, &day, Tone::Quiet);
    let turn = match (step.state, step.actor) {
        (StepState::Done | StepState::Later, _) | (_, None) => String::new(),
        (_, Some(Actor::Partner)) => cx.say("turn-yours"),
        (_, Some(actor)) => cx.say(&format!("turn-{}", wire(actor))),
    };
    let (said, tone) = if turn.is_empty() { (details(step, cx), Tone::Quiet) } else { (turn, Tone::Warm) };
    // Days of another year are longer; they push what follows.
    let x = place.x + 36 + u16::try_from(text::width(&day)).unwrap_or(0).max(6) + 3;
    let room = place.right().saturating_sub(x);
    // A name or a reason can be cut, a remark cannot.
    let is_remark = matches!(step.step, Step::PolicyGroup | Step::Certificate);
    if !is_remark || text::width(&said) <= usize::from(room) {
        paint.put(x, place.y, room, &said, tone);
    }
}

/// What is to be known of a step that is done.
fn details(step: &ChecklistStep, cx: &Context) -> String {
    let detail = |i: usize| step.details.get(i).map(|d| text::clean(d).into_owned());
    let said = match (step.step, step.state) {
        (Step::PolicyGroup, _) => Some(cx.say("checklist-fixed")),
        (Step::Certificate, StepState::Done) => detail(0).map(|until| {
            let day = until.parse::<jiff::civil::Date>().and_then(|day| day.to_zoned(cx.zone.clone()));
            let date = day.map_or(until, |day| cx.date(day.timestamp()));
            cx.with("checklist-signed", &[("date", date.into())])
        }),
        (Step::PolicyRequest, _) => detail(0),
        (Step::Decision, StepState::Done) => detail(1),
        _ => None,
    };
    said.unwrap_or_default()
}
