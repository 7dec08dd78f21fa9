//! Several forms in a row with a review at the end. After each step a draft is kept, without secrets, and offered again
//! after a crash or a dropped line.

use ratatui::layout::Rect;
use serde_json::{Map, Value, json};

use super::{
    failure,
    form::{EDIT, Field, FormSpec, FormState},
};
use crate::tui::{
    actions,
    context::Context,
    key::Key,
    keymap::{Action, Enabled, Offer},
    layer::{Answer, Event, Layer, Outcome, Request, Tag, Task, Wish},
    paint::Paint,
    text,
    theme::Tone,
    widgets::confirm,
};

/// A wizard.
pub struct WizardSpec {
    /// Names the wizard in tests and drafts.
    pub name: &'static str,
    /// The key of its title.
    pub title: &'static str,
    /// Its steps, in order.
    pub steps: &'static [Step],
    /// What the review sends, from the values of all steps. Nothing when each step sends for itself.
    pub finish: Option<fn(&Value, &Context) -> Request>,
    /// What follows: the last reply, then the values of all steps.
    pub done: fn(&Value, &Value, &Context) -> Vec<Wish>,
}

/// One step: a form.
pub struct Step {
    /// The form; its title is the step's.
    pub form: &'static FormSpec,
    /// Whether the form is sent when the step is left, and cannot be changed afterwards.
    pub sends: bool,
    /// Members that its reply gives to the steps after it.
    pub gives: fn(&Value) -> Value,
}

impl Step {
    /// A step whose values wait for the review.
    pub const fn kept(form: &'static FormSpec) -> Step {
        Step { form, sends: false, gives: |_| Value::Null }
    }
    /// Its fields whose values are kept nowhere.
    fn private(&self) -> impl Iterator<Item = &'static Field> {
        self.form.fields.iter().filter(|f| f.is_private())
    }
    /// A step that is sent at once; its reply gives members to the steps after it.
    pub const fn sent(form: &'static FormSpec, gives: fn(&Value) -> Value) -> Step {
        Step { form, sends: true, gives }
    }
}

static ENTER: Action = Action::new("wizard.enter", &["Enter"]);
static NEXT: Action = Action::new("wizard.next", &["F2", "Ctrl-Enter"]).rank(2);
static BACK: Action = Action::new("wizard.back", &["F3"]).rank(3);

/// Every action of a wizard.
pub static ACTIONS: &[&Action] = &[&NEXT, &BACK, &ENTER];

const SENT: &str = "wizard:sent";
const DRAFT: &str = "wizard:draft";
const RESUME: &str = "wizard:resume";

/// A wizard on a page.
pub struct Wizard {
    spec: &'static WizardSpec,
    /// The step; behind the last one stands the review.
    at: usize,
    form: Option<FormState>,
    /// Values of finished steps.
    values: Map<String, Value>,
    finished: Vec<bool>,
    sending: bool,
    failure: Option<String>,
    draft: Option<Value>,
}

impl Wizard {
    /// A wizard with values known from elsewhere, from a step on.
    pub fn new(spec: &'static WizardSpec, known: Value, from: usize, cx: &Context) -> Wizard {
        debug_assert!(spec.steps.iter().all(|step| step.form.load.is_none()), "steps ask nothing before");
        let values = known.as_object().cloned().unwrap_or_default();
        let finished = (0..spec.steps.len()).map(|i| i < from).collect();
        let mut wizard =
            Wizard { spec, at: from, form: None, values, finished, sending: false, failure: None, draft: None };
        wizard.open(cx);
        wizard
    }

    /// A wizard from its beginning.
    pub fn boxed(spec: &'static WizardSpec, cx: &Context) -> Box<dyn Layer> {
        Box::new(Wizard::new(spec, json!({}), 0, cx))
    }

    fn open(&mut self, cx: &Context) {
        let known = Value::Object(self.values.clone());
        self.form = self.spec.steps.get(self.at).map(|step| FormState::new(step.form, Some(&known), cx));
    }

    fn all(&self) -> Value {
        Value::Object(self.values.clone())
    }

    /// Takes the values of the step over and keeps a draft.
    fn keep(&mut self, cx: &Context) -> Vec<Wish> {
        let Some(form) = &self.form else { return Vec::new() };
        self.values.extend(form.values(cx).as_object().cloned().unwrap_or_default());
        let mut draft = self.values.clone();
        let private = |name: &str| self.spec.steps.iter().any(|s| s.private().any(|f| f.name == name));
        draft.retain(|name, _| !private(name));
        let kept = json!({"step": self.at + 1, "values": draft});
        vec![Wish::Run(Task::Keep(self.draft_name(cx), kept))]
    }

    fn forget(&self, cx: &Context) -> Wish {
        Wish::Run(Task::Forget(self.draft_name(cx)))
    }

    /// A draft is its writer's, at the server it was written for: several people may share a machine.
    fn draft_name(&self, cx: &Context) -> String {
        let writer = cx.session.as_ref().map(|p| p.user_name.as_str()).unwrap_or_default();
        // FNV-1a: names and addresses may be long, and hold what no file name may.
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        let place = format!("{writer}@{}", cx.address).bytes().fold(0xcbf2_9ce4_8422_2325, step);
        format!("draft-{}-{place:016x}", self.spec.name)
    }

    /// Goes on: check, send what is to be sent, open the next step.
    fn next(&mut self, cx: &Context) -> Vec<Wish> {
        if self.sending {
            return Vec::new();
        }
        self.failure = None;
        let Some(step) = self.spec.steps.get(self.at) else { return self.finish(cx) };
        let Some(form) = &mut self.form else { return Vec::new() };
        if !form.check(cx) {
            return Vec::new();
        }
        if step.sends {
            self.sending = true;
            return vec![Wish::Run(Task::Call(Tag::numbered(SENT, self.at as u64), form.request(cx)))];
        }
        let mut wishes = self.keep(cx);
        wishes.extend(self.advance(cx));
        wishes
    }

    fn advance(&mut self, cx: &Context) -> Vec<Wish> {
        if let Some(done) = self.finished.get_mut(self.at) {
            *done = true;
        }
        self.at += 1;
        self.open(cx);
        self.form.as_mut().map_or_else(Vec::new, |f| f.start(cx))
    }

    fn finish(&mut self, cx: &Context) -> Vec<Wish> {
        let Some(finish) = self.spec.finish else { return self.over(&Value::Null, cx) };
        self.sending = true;
        vec![Wish::Run(Task::Call(Tag::numbered(SENT, self.at as u64), finish(&self.all(), cx)))]
    }

    fn over(&mut self, reply: &Value, cx: &Context) -> Vec<Wish> {
        self.form = None;
        let mut wishes = vec![self.forget(cx)];
        wishes.extend((self.spec.done)(reply, &self.all(), cx));
        wishes
    }

    /// Whether there is a step to go back to; one that was sent stays as it is.
    fn can_go_back(&self) -> Enabled {
        let before = self.at.checked_sub(1).and_then(|i| self.spec.steps.get(i));
        Enabled::when(before.is_some(), "why-first-step")
            .and(|| Enabled::when(before.is_some_and(|step| !step.sends), "why-step-sent"))
    }

    /// Back to the step before.
    fn back(&mut self, cx: &Context) -> Vec<Wish> {
        let wishes = self.keep(cx);
        self.at = self.at.saturating_sub(1);
        self.open(cx);
        let mut more = self.form.as_mut().map_or_else(Vec::new, |f| f.start(cx));
        more.extend(wishes);
        more
    }

    fn answered(&mut self, result: Result<Value, crate::client::ClientError>, cx: &Context) -> Vec<Wish> {
        self.sending = false;
        match (result, self.spec.steps.get(self.at)) {
            (Ok(reply), Some(step)) => {
                // Before the draft is kept: a later step cannot be gone on with without what this one gives it.
                self.values.extend((step.gives)(&reply).as_object().cloned().unwrap_or_default());
                let mut wishes = self.keep(cx);
                wishes.extend(self.advance(cx));
                // With nothing to review, the last step is the end.
                if self.form.is_none() && self.spec.finish.is_none() {
                    wishes.extend(self.over(&reply, cx));
                }
                wishes
            }
            (Ok(reply), None) => self.over(&reply, cx),
            (Err(error), _) => {
                match &mut self.form {
                    Some(form) => form.refused(&error, cx),
                    None => self.failure = Some(failure::sentence(&error, cx)),
                }
                Vec::new()
            }
        }
    }
}

impl Layer for Wizard {
    fn name(&self) -> &'static str {
        self.spec.name
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say(self.spec.title)]
    }
    fn offers(&self, cx: &Context) -> Vec<Offer> {
        let free = Enabled::when(!self.sending, "why-sending");
        let next = self.spec.steps.get(self.at).map_or("form-send", |step| step.form.submit);
        // A step that only waits for the review can be left without the server.
        let on = free.clone().and(|| match self.spec.steps.get(self.at) {
            Some(step) if step.sends => cx.may(step.form.operation),
            Some(_) => Enabled::Yes,
            None => cx.may_change(),
        });
        // Wizards pick no files.
        let edit = self.form.iter().flat_map(|f| f.offers()).filter(|o| o.action.id == EDIT.id);
        let own = [
            Offer::when(&NEXT, on.clone()).called(next),
            Offer::when(&ENTER, on),
            Offer::when(&BACK, free.and(|| self.can_go_back())),
        ];
        // The review has no fields.
        let fields = self.form.iter().map(|_| Offer::yes(&actions::NEXT));
        fields.chain(own).chain(edit).collect()
    }
    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        let mut wishes = vec![Wish::Run(Task::Recall(Tag::new(DRAFT), self.draft_name(cx)))];
        wishes.extend(self.form.as_mut().map_or_else(Vec::new, |f| f.start(cx)));
        wishes
    }
    fn reconnected(&mut self, cx: &Context) -> Vec<Wish> {
        self.form.as_mut().map_or_else(Vec::new, |f| f.reconnected(cx))
    }
    fn takes_text(&self) -> bool {
        self.form.as_ref().is_some_and(FormState::takes_text)
    }
    fn key(&mut self, key: Key, cx: &Context) -> Answer {
        self.form.as_mut().map_or(Answer::Ignored, |f| f.key(key, cx))
    }
    fn paste(&mut self, pasted: &str, cx: &Context) -> Answer {
        self.form.as_mut().map_or(Answer::Ignored, |f| f.paste(pasted, cx))
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        match id {
            "wizard.back" => Some(self.back(cx)),
            "form.edit" => self.form.as_ref().map(FormState::edit),
            "wizard.next" | "wizard.enter" => Some(self.next(cx)),
            _ => None,
        }
    }
    fn step_back(&mut self, _: &Context) -> Option<Vec<Wish>> {
        self.form.as_mut().is_some_and(FormState::step_back).then(Vec::new)
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        if let Some(wishes) = self.form.as_mut().and_then(|f| f.event(&event, cx)) {
            return wishes;
        }
        match event {
            Event::Reply(Tag { name: SENT, .. }, result) => self.answered(result, cx),
            Event::Recalled(Tag { name: DRAFT, .. }, Some(draft)) if self.at == 0 => {
                self.draft = Some(draft);
                vec![Wish::Dialog(Tag::new(RESUME), confirm::resume(cx))]
            }
            _ => Vec::new(),
        }
    }
    fn outcome(&mut self, tag: Tag, outcome: Outcome, cx: &Context) -> Vec<Wish> {
        let (RESUME, Some(draft)) = (tag.name, self.draft.take()) else { return Vec::new() };
        if !matches!(outcome, Outcome::Confirmed(_)) {
            return vec![self.forget(cx)];
        }
        self.values = draft["values"].as_object().cloned().unwrap_or_default();
        // What is kept nowhere has to be given again.
        let lacks = self.spec.steps.iter().position(|s| !s.sends && s.private().next().is_some());
        let last = lacks.unwrap_or(self.spec.steps.len());
        self.at = draft["step"].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0).min(last);
        self.finished.iter_mut().enumerate().for_each(|(i, done)| *done = i < self.at);
        self.open(cx);
        self.form.as_mut().map_or_else(Vec::new, |f| f.start(cx))
    }
    fn is_dirty(&self) -> bool {
        self.form.as_ref().is_some_and(|f| f.changed())
    }
    fn status(&self, cx: &Context) -> String {
        if self.sending { cx.say("form-sending") } else { String::new() }
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let mut x = area.x + 2;
        let review = cx.say("wizard-review");
        let titles = self.spec.steps.iter().map(|s| cx.say(s.form.title)).chain(self.spec.finish.map(|_| review));
        for (i, title) in titles.enumerate() {
            let done = self.finished.get(i).copied().unwrap_or(false);
            let (symbol, tone) = match (i == self.at, done) {
                (true, _) => (cx.symbols.cursor, Tone::Accent),
                (_, true) => (cx.symbols.tick, Tone::Good),
                _ => (cx.symbols.open, Tone::Quiet),
            };
            let left = area.right().saturating_sub(x);
            x += paint.pieces(x, area.y, left, &[(symbol, tone), (" ", tone), (&title, tone)]) + 4;
        }
        let below = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        match &self.form {
            Some(form) => form.draw(below, paint),
            None => self.draw_review(below, paint),
        }
    }
}

impl Wizard {
    /// Everything that will be sent, by step.
    fn draw_review(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let mut y = area.y;
        if let Some(why) = &self.failure {
            let place = Rect { x: area.x + 2, y, width: area.width.saturating_sub(4), height: area.height };
            y += paint.paragraph(place, &format!("{} {why}", cx.symbols.cross), Tone::Bad) + 1;
        }
        for field in self.spec.steps.iter().flat_map(|s| s.form.fields).filter(|f| f.is_typed()) {
            if y >= area.bottom() {
                break;
            }
            let value = match &self.values.get(field.name) {
                Some(Value::String(_)) if field.is_private() => cx.symbols.hidden.repeat(3),
                Some(Value::String(text)) => text.clone(),
                Some(Value::Bool(on)) => cx.say(if *on { "form-yes" } else { "form-no" }),
                _ => continue,
            };
            paint.put(area.x + 4, y, 24, &cx.say(&field.label_key()), Tone::Head);
            let value = text::clean(&value).into_owned();
            paint.put(area.x + 30, y, area.width.saturating_sub(32), &value, Tone::Ink);
            y += 1;
        }
        paint.put(area.x + 2, y + 1, 2, cx.symbols.cursor, Tone::Cursor);
        paint.put(area.x + 4, y + 1, area.width, &cx.say("form-send"), Tone::Cursor);
    }
}
