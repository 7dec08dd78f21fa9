//! The home of a partner: every step of onboarding, what is next, and whose turn it is.

use std::time::Duration;

use partnerdesk_api::{
    operation::Nothing,
    partner::{Actor, CHECKLIST, Checklist, ChecklistStep, Step, StepState},
};
use ratatui::layout::Rect;
use serde_json::{Value, json};

use crate::tui::{
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Event, Layer, Request, Wish},
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

/// The screen where a step is done, if the partner does it.
fn screen_of(step: Step) -> Option<&'static str> {
    match step {
        Step::Certificate => Some("go.certificate"),
        Step::PolicyRequest | Step::Extractors | Step::CredentialType | Step::Decision => Some("go.own-requests"),
        _ => None,
    }
}

/// The wire word of a step or an actor, for the keys of its texts.
fn wire<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default()
}

impl Home {
    fn load(&mut self, cx: &Context) -> Vec<Wish> {
        let nothing = serde_json::to_value(Nothing {}).unwrap_or(Value::Null);
        let request = Request::new(&CHECKLIST.info, nothing).at(json!({"partner_id": self.partner_id}));
        self.checklist.ask(request, cx)
    }

    /// The step that is due: the partner's own turn first, else what everybody waits for.
    fn due(&self) -> Option<&ChecklistStep> {
        let steps = &self.checklist.value()?.steps;
        let with = |state| steps.iter().find(|s: &&ChecklistStep| s.state == state);
        with(StepState::Next).or_else(|| with(StepState::Refused)).or_else(|| with(StepState::Waiting))
    }

    fn goes(&self) -> Option<&'static str> {
        let due = self.due()?;
        let mine = due.actor == Some(Actor::Partner) || due.state == StepState::Next;
        screen_of(due.step).filter(|id| mine && super::find(id).is_some())
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
        vec![Offer::when(&CONTINUE, Enabled::when(self.goes().is_some(), "why-not-your-turn")), Offer::yes(&REFRESH)]
    }
    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn resume(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Vec<Wish> {
        match (id, self.goes()) {
            ("checklist.continue", Some(screen)) => vec![Wish::Go(screen, Vec::new())],
            _ => self.load(cx),
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
        if let Some(due) = self.due() {
            paint.put(area.x + 2, y + 1, area.width - 4, &cx.say("checklist-next"), Tone::Title);
            let values = [("what", text::clean(&due.details.join(", ")).into_owned().into())];
            let sentence = cx.with(&format!("next-{}", wire(due.step)), &values);
            let below = Rect { x: area.x + 4, width: area.width.saturating_sub(6).min(76), ..place(y + 2) };
            paint.paragraph(below, &sentence, Tone::Ink);
        }
    }
}

/// Organisation, type, policy group.
fn draw_head(checklist: &Checklist, place: Rect, paint: &mut Paint<'_>) -> u16 {
    let cx = paint.cx;
    let name = text::clean(&checklist.organization_name).into_owned();
    let mut rest = vec![String::new(), checklist.partner_type.replace('_', " ").to_lowercase()];
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
    let mut details: Vec<String> = step.done_at.map(|at| text::pad(&cx.day(at.0), 6)).into_iter().collect();
    details.extend(step.details.iter().map(|d| text::clean(d).into_owned()));
    let turn = match (step.state, step.actor) {
        (StepState::Done | StepState::Later, _) | (_, None) => String::new(),
        (_, Some(Actor::Partner)) => cx.say("turn-yours"),
        (_, Some(actor)) => cx.say(&format!("turn-{}", wire(actor))),
    };
    let used = paint.put(place.x + 36, place.y, place.width.saturating_sub(36), &details.join("   "), Tone::Quiet);
    let left = place.width.saturating_sub(36 + used + 3);
    paint.put(place.x + 36 + used + u16::from(used > 0) * 3, place.y, left, &turn, Tone::Warm);
}
