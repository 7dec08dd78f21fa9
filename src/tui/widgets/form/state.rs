//! All fields of a form while they are filled in.

use crossterm::event::KeyCode;
use partnerdesk_api::{
    error::Failure,
    rules::{Rule, Violation},
};
use ratatui::layout::Rect;
use serde_json::{Map, Value};

use super::{
    field::{self, FileBox, Filled, Held, Options},
    filing::EDITED,
    spec::{Choices, Field, FormSpec, Kind, known, limits, needed},
};
use crate::{
    client::ClientError,
    tui::{
        context::Context,
        files,
        key::Key,
        layer::{Answer, Event, Request, Tag, Task, Wish},
        paint::Paint,
        widgets::failure,
    },
};

/// Most bytes of a file in a form.
const FILE_MOST: u64 = 256 * 1024;

pub(super) const CHOICES: &str = "form:choices";
pub(super) const FILE: &str = "form:file";
pub(super) const FOLDER: &str = "form:folder";

/// A form that is filled in.
pub struct FormState {
    pub(super) spec: &'static FormSpec,
    pub(super) filled: Vec<Filled>,
    /// The focused field; behind the last one stands the button.
    pub(super) at: usize,
    given: Value,
    pub(super) failure: Option<String>,
    pub(super) changed: bool,
}

impl FormState {
    /// A form with what is given, and values known from elsewhere: a draft, a row, the steps before.
    pub fn new(spec: &'static FormSpec, from: Option<&Value>, cx: &Context) -> FormState {
        let mut given = (spec.given)(cx);
        if let (Some(members), Some(from)) = (given.as_object_mut(), from.and_then(Value::as_object)) {
            members.extend(from.iter().filter(|(_, v)| !v.is_null()).map(|(name, v)| (name.clone(), v.clone())));
        }
        let needed = needed(spec, &given);
        let first = |f: &Field| Filled::new(f, limits(spec.operation, f.name, &needed), &given[f.name], cx);
        let filled = spec.fields.iter().map(first).collect();
        let mut state = FormState { spec, filled, at: 0, given, failure: None, changed: false };
        for (i, field) in spec.fields.iter().enumerate().filter(|(_, f)| matches!(f.kind, Kind::File(_))) {
            let bytes = match &state.given[field.name] {
                Value::Null => continue,
                Value::String(text) => text.clone().into_bytes(),
                value => format!("{value:#}").into_bytes(),
            };
            state.take_file(i, &bytes, "file-given", cx);
        }
        // What is filled in already is read over; typing begins at the first gap.
        let order = state.order(cx);
        let gap = order.iter().find(|i| state.filled.get(**i).is_some_and(Filled::is_blank));
        state.at = gap.or(order.first()).copied().unwrap_or(0);
        state
    }

    /// The values on the wire: what is given, and what is typed.
    pub fn values(&self, cx: &Context) -> Value {
        self.collect(cx, |_| true)
    }

    /// The values that may be kept, or looked at on every key: no secrets, no files.
    pub fn draft(&self, cx: &Context) -> Value {
        self.collect(cx, |field| !field.is_private())
    }

    fn collect(&self, cx: &Context, wanted: impl Fn(&Field) -> bool) -> Value {
        let mut values = self.given.as_object().cloned().unwrap_or_default();
        for (field, filled) in self.spec.fields.iter().zip(&self.filled).filter(|(f, _)| f.is_typed()) {
            if !wanted(field) {
                values.remove(field.name);
                continue;
            }
            let value = match (&field.kind, filled.value()) {
                (Kind::Date, Value::String(typed)) => Value::String(field::date(&typed, cx)),
                (_, value) => value,
            };
            values.insert(field.name.to_string(), value);
        }
        Value::Object(values)
    }

    /// The request that the form sends.
    pub fn request(&self, cx: &Context) -> Request {
        let values = self.values(cx);
        let path = self.spec.path.iter().flatten().map(|(name, member)| (name.to_string(), values[*member].clone()));
        let asked = |(name, value): (&String, &Value)| {
            let hidden = self.spec.fields.iter().any(|f| f.name == name && !(f.shown)(&values));
            (!hidden).then(|| (name.clone(), value.clone()))
        };
        let members: Map<String, Value> = values.as_object().into_iter().flatten().filter_map(asked).collect();
        Request::filled(self.spec.operation, Value::Object(path.collect()), self.input(&Value::Object(members)))
    }

    /// What the operation is given of the values.
    fn input(&self, values: &Value) -> Value {
        known(self.spec.operation, (self.spec.shape)(values))
    }

    /// Whether a field of this name is asked for now, and can be typed into.
    fn is_asked(&self, index: usize, values: &Value) -> bool {
        self.spec.fields.get(index).is_some_and(|f| f.is_typed() && (f.shown)(values))
    }

    /// Fields that can be focused, in order.
    fn order(&self, cx: &Context) -> Vec<usize> {
        let values = self.draft(cx);
        (0..self.spec.fields.len()).filter(|i| self.is_asked(*i, &values)).collect()
    }

    /// Whether the button is focused.
    pub fn on_button(&self) -> bool {
        self.at >= self.spec.fields.len()
    }

    /// Whether something was typed.
    pub fn changed(&self) -> bool {
        self.changed
    }

    /// Draws the form.
    pub fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        super::draw::draw(self, area, paint);
    }

    /// Asks for the choices of the drop-downs that need no other value first.
    pub fn start(&mut self, cx: &Context) -> Vec<Wish> {
        self.ask_choices(None, cx)
    }

    /// Asks again for the choices that could not be had.
    pub fn reconnected(&mut self, cx: &Context) -> Vec<Wish> {
        let failed = |f: &Filled| matches!(&f.held, Held::Choice(c) if matches!(c.options, Options::Failed(_)));
        if self.filled.iter().any(failed) { self.ask_choices(None, cx) } else { Vec::new() }
    }

    /// Asks for choices again when they hang on a value that has changed.
    fn ask_choices(&mut self, before: Option<&Value>, cx: &Context) -> Vec<Wish> {
        let values = self.draft(cx);
        let mut wishes = Vec::new();
        for (i, field) in self.spec.fields.iter().enumerate() {
            let Kind::Choice(Choices::Server { request, .. }) = &field.kind else { continue };
            let wanted = request(&values, cx);
            if before.is_some_and(|before| request(before, cx) == wanted) {
                continue;
            }
            if let Held::Choice(chooser) = &mut self.filled[i].held {
                chooser.options = if wanted.is_some() { Options::Waiting } else { Options::Here(Vec::new()) };
                if before.is_some() {
                    chooser.value.clear();
                }
            }
            wishes.extend(wanted.map(|r| Wish::Run(Task::Call(Tag::numbered(CHOICES, i as u64), r))));
        }
        wishes
    }

    /// Whether keys are text for the focused field.
    pub fn takes_text(&self) -> bool {
        let held = self.filled.get(self.at).map(|f| &f.held);
        matches!(held, Some(Held::Line(_) | Held::Text(_) | Held::File(_) | Held::Choice(_)))
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, cx: &Context) -> Answer {
        // Keys that open the editor mean something to a text as well.
        let opens = self.offers().iter().any(|o| cx.keymap.keys(o.action).iter().any(|keys| keys.0 == [key]));
        if opens && key.typed().is_none() {
            return Answer::Ignored;
        }
        let before = self.draft(cx);
        if let Some(filled) = self.filled.get_mut(self.at)
            && filled.key(key)
        {
            let hidden = self.spec.fields.get(self.at).is_some_and(Field::is_private);
            self.changed |= hidden || self.draft(cx) != before;
            self.filled[self.at].error = None;
            return Answer::Done(self.ask_choices(Some(&before), cx));
        }
        let by = match key.code {
            KeyCode::Tab if self.completes() => return Answer::Done(self.complete(cx)),
            KeyCode::Enter if key.ctrl => return Answer::Ignored,
            KeyCode::Tab | KeyCode::Down => 1,
            KeyCode::Enter if !self.on_button() => 1,
            KeyCode::BackTab | KeyCode::Up => -1,
            _ => return Answer::Ignored,
        };
        let mut wishes = self.ask_choices(Some(&before), cx);
        self.changed |= self.draft(cx) != before;
        wishes.extend(self.step(by, cx));
        Answer::Done(wishes)
    }

    /// Leaves the field, which is checked, and goes to another.
    pub(super) fn step(&mut self, by: i32, cx: &Context) -> Vec<Wish> {
        let wishes = self.leave(cx);
        let mut order = self.order(cx);
        order.push(self.spec.fields.len());
        let here = order.iter().position(|i| *i >= self.at).unwrap_or(0);
        let count = i32::try_from(order.len()).unwrap_or(1);
        let to = (i32::try_from(here).unwrap_or(0) + by).rem_euclid(count);
        self.at = usize::try_from(to).ok().and_then(|i| order.get(i).copied()).unwrap_or(0);
        wishes
    }

    pub(super) fn leave(&mut self, cx: &Context) -> Vec<Wish> {
        self.look_again(cx);
        let Some(field) = self.spec.fields.get(self.at) else { return Vec::new() };
        if let Held::Line(input) = &mut self.filled[self.at].held
            && matches!(field.kind, Kind::Date)
        {
            let read = field::date(input.text(), cx);
            input.set(read);
        }
        self.check_field(self.at, cx);
        match &self.filled[self.at].held {
            Held::File(FileBox { path, bytes: None, .. }) if !path.text().trim().is_empty() => {
                let path = files::expand(path.text().trim());
                vec![Wish::Run(Task::ReadFile(Tag::numbered(FILE, self.at as u64), path, FILE_MOST))]
            }
            _ => Vec::new(),
        }
    }

    /// Checks one field that was left.
    pub(super) fn check_field(&mut self, index: usize, cx: &Context) {
        let Some(field) = self.spec.fields.get(index) else { return };
        let violations = (self.spec.check)(&self.input(&self.values(cx)));
        // An empty field is no mistake yet: somebody may only be looking around.
        let filled = &mut self.filled[index];
        let wrong = violations.into_iter().find(|v| v.field == field.name && !filled.is_blank());
        filled.error = match &filled.held {
            Held::File(file) if file.is_refused() => Some(cx.say("file-refused")),
            Held::File(_) => None,
            _ => wrong.map(|v| sentence(&v, cx)),
        };
    }

    /// Checks everything; puts each complaint on its line and focus on the first. `true`: it can be sent.
    pub fn check(&mut self, cx: &Context) -> bool {
        let values = self.values(cx);
        let violations = (self.spec.check)(&self.input(&values));
        self.failure = None;
        for (i, field) in self.spec.fields.iter().enumerate() {
            let wrong = violations.iter().find(|v| v.field == field.name);
            let refused = matches!(&self.filled[i].held, Held::File(file) if file.is_refused());
            let missing = self.filled[i].limits.required && self.filled[i].is_blank() && self.is_asked(i, &values);
            self.filled[i].error = match wrong {
                _ if refused => Some(cx.say("file-refused")),
                // Before any other rule: a blank field breaks them all.
                _ if missing => Some(cx.say(Rule::Required.key())),
                Some(v) if self.is_asked(i, &values) => Some(sentence(v, cx)),
                _ => None,
            };
        }
        // What belongs to no field here still keeps the form from being sent.
        let elsewhere = violations.iter().find(|v| self.spec.fields.iter().all(|f| f.name != v.field));
        self.failure = elsewhere.map(|v| format!("{}: {}", v.field, sentence(v, cx)));
        if let Some(first) = self.filled.iter().position(|f| f.error.is_some()) {
            self.at = first;
        }
        self.filled.iter().all(|f| f.error.is_none()) && self.failure.is_none()
    }

    /// A refusal: on the line of its field, else above all.
    pub fn refused(&mut self, error: &ClientError, cx: &Context) {
        let field = error.failure().and_then(|f: &Failure| f.field.as_deref());
        match self.spec.fields.iter().position(|f| Some(f.name) == field) {
            Some(i) => {
                self.filled[i].error = Some(failure::sentence(error, cx));
                self.at = i;
            }
            None => self.failure = Some(failure::sentence(error, cx)),
        }
    }

    /// A paste: a certificate into a file field, else into the text.
    pub fn paste(&mut self, pasted: &str, cx: &Context) -> Answer {
        let before = self.draft(cx);
        let Some(filled) = self.filled.get_mut(self.at) else { return Answer::Ignored };
        let several_lines = pasted.trim().contains(['\n', '\r']);
        match &mut filled.held {
            // A path is one line that begins with no brace.
            Held::File(file) if several_lines || pasted.trim_start().starts_with(['{', '-']) => {
                file.path.set("");
                let text = pasted.replace("\r\n", "\n").replace('\r', "\n");
                self.take_file(self.at, text.as_bytes(), "file-pasted", cx);
            }
            _ => {
                filled.paste(pasted);
                filled.error = None;
            }
        }
        self.changed = true;
        Answer::Done(self.ask_choices(Some(&before), cx))
    }

    /// Esc: a drop-down closes first.
    pub fn step_back(&mut self) -> bool {
        match self.filled.get_mut(self.at).map(|f| &mut f.held) {
            Some(Held::Choice(chooser)) => chooser.open.take().is_some(),
            _ => false,
        }
    }

    /// An answer to something that the form asked. `None`: it asked nothing of the kind.
    pub fn event(&mut self, event: &Event, cx: &Context) -> Option<Vec<Wish>> {
        match event {
            Event::Reply(tag, result) if tag.name == CHOICES => {
                let index = usize::try_from(tag.number).ok()?;
                let Kind::Choice(Choices::Server { read, .. }) = &self.spec.fields.get(index)?.kind else {
                    return None;
                };
                let Held::Choice(chooser) = &mut self.filled.get_mut(index)?.held else { return None };
                chooser.options = match result {
                    Ok(value) => Options::Here(read(value)),
                    Err(error) => Options::Failed(failure::sentence(error, cx)),
                };
                let before = self.draft(cx);
                if let Held::Choice(chooser) = &mut self.filled[index].held
                    && let Options::Here(options) = &chooser.options
                    && let [only] = &options[..]
                    && chooser.value.is_empty()
                {
                    chooser.value = only.value.clone();
                }
                Some(self.ask_choices(Some(&before), cx))
            }
            Event::File(tag, result) if tag.name == FILE => {
                let index = usize::try_from(tag.number).ok()?;
                match result {
                    Ok(bytes) => {
                        self.take_file(index, bytes, "file-pasted", cx);
                        self.changed = true;
                    }
                    Err(why) => {
                        let sentence = cx.with("file-unreadable", &[("why", why.clone().into())]);
                        self.filled.get_mut(index)?.error = Some(sentence);
                    }
                }
                Some(Vec::new())
            }
            Event::Edited(tag, result) if tag.name == EDITED => {
                Some(self.edited(usize::try_from(tag.number).ok()?, result, cx))
            }
            Event::Folder(tag, Ok(entries)) if tag.name == FOLDER => {
                Some(self.completed(usize::try_from(tag.number).ok()?, entries, cx))
            }
            _ => None,
        }
    }
}

/// The sentence of a broken rule.
fn sentence(violation: &Violation, cx: &Context) -> String {
    match (&violation.rule, violation.rule.limit()) {
        (Rule::Other(text), _) => text.clone(),
        (rule, Some(limit)) => cx.with(rule.key(), &[("limit", limit.into())]),
        (rule, None) => cx.say(rule.key()),
    }
}
