//! A form on a page of its own.

use std::{path::PathBuf, time::Duration};

use ratatui::layout::Rect;
use serde_json::{Value, json};

use super::{
    filing::EDIT,
    spec::{FormSpec, Load},
    state::FormState,
};
use crate::tui::{
    actions,
    context::Context,
    key::Key,
    keymap::{Action, Enabled, Offer},
    layer::{Answer, Entry, Event, Layer, Outcome, Tag, Task, Wish},
    paint::Paint,
    widgets::{
        loaded::Loaded,
        picker::{self, Item},
    },
};

/// Send the form.
pub(in crate::tui::widgets) static SEND: Action = Action::new("form.send", &["F2", "Ctrl-Enter"]).rank(2);
/// Go on; on the button, send.
static ENTER: Action = Action::new("form.enter", &["Enter"]);
/// Pick a file from a list.
pub(in crate::tui::widgets) static BROWSE: Action = Action::new("form.browse", &["Ctrl-f"]).rank(4);

/// Ask again for what the form needs.
static RETRY: Action = Action::new("form.retry", &["r"]).rank(2);

/// Every action of a form.
pub static ACTIONS: &[&Action] = &[&SEND, &ENTER, &BROWSE, &EDIT, &RETRY];

const SENT: &str = "form:sent";
const BROWSED: &str = "form:browsed";
const PICKED: &str = "form:picked";

/// A form on a page.
pub struct FormView {
    state: FormState,
    path: Vec<&'static str>,
    sent: Option<Value>,
    browse: Browse,
    /// What is known before anything is typed.
    known: Value,
    /// What the form asks before it can be filled in; nothing any more once it is there.
    awaited: Option<(&'static Load, Loaded<Value>)>,
}

/// The folder that is being picked from.
#[derive(Default)]
pub(in crate::tui::widgets) struct Browse {
    folder: PathBuf,
    entries: Vec<Entry>,
}

impl Browse {
    /// Begins in the folder that is typed already.
    pub(in crate::tui::widgets) fn begin(&mut self, state: &FormState) -> Vec<Wish> {
        self.folder = state.folder().0;
        self.read()
    }

    fn read(&self) -> Vec<Wish> {
        vec![Wish::Run(Task::ReadFolder(Tag::new(BROWSED), self.folder.clone()))]
    }

    /// The names are there: offer them.
    pub(in crate::tui::widgets) fn event(&mut self, event: &Event, cx: &Context) -> Option<Vec<Wish>> {
        let Event::Folder(tag, result) = event else { return None };
        if tag.name != BROWSED {
            return None;
        }
        self.entries = result.clone().unwrap_or_default();
        let up = Item::new(cx.say("file-up"));
        let item = |e: &Entry| Item::new(if e.is_folder { format!("{}/", e.name) } else { e.name.clone() });
        let items = std::iter::once(up).chain(self.entries.iter().map(item)).collect();
        Some(vec![Wish::Dialog(Tag::new(PICKED), picker::layer("file-title", items))])
    }

    /// One was picked: go into a folder, or take the file.
    pub(in crate::tui::widgets) fn outcome(
        &mut self,
        tag: Tag,
        outcome: &Outcome,
        state: &mut FormState,
        cx: &Context,
    ) -> Option<Vec<Wish>> {
        let (PICKED, Outcome::Chosen(index)) = (tag.name, outcome) else { return None };
        let Some(entry) = index.checked_sub(1).and_then(|i| self.entries.get(i)) else {
            self.folder.push("..");
            return Some(self.read());
        };
        let path = self.folder.join(&entry.name);
        if entry.is_folder {
            self.folder = path;
            return Some(self.read());
        }
        Some(state.set_path(state.at, &path, cx))
    }
}

impl FormView {
    /// A form; the keys of the titles of the screens above it stand before its own in the header.
    fn new(spec: &'static FormSpec, path: &[&'static str], known: Value, cx: &Context) -> FormView {
        FormView {
            state: FormState::new(spec, Some(&known), cx),
            path: path.to_vec(),
            sent: None,
            browse: Browse::default(),
            known,
            awaited: spec.load.as_ref().map(|load| (load, Loaded::default())),
        }
    }

    /// A form about something: its values are known, some of them only for the path or for a check.
    pub fn about(spec: &'static FormSpec, path: &[&'static str], known: Value, cx: &Context) -> Box<dyn Layer> {
        Box::new(FormView::new(spec, path, known, cx))
    }

    /// A form about nothing that is known yet.
    pub fn boxed(spec: &'static FormSpec, path: &[&'static str], cx: &Context) -> Box<dyn Layer> {
        FormView::about(spec, path, json!({}), cx)
    }

    /// Asks for what is still needed: before the form can be filled in, then for the choices of its drop-downs.
    fn ask(&mut self, cx: &Context) -> Vec<Wish> {
        match &mut self.awaited {
            Some((load, awaited)) => awaited.ask_for((load.request)(&self.known), cx),
            None => self.state.start(cx),
        }
    }

    /// What was asked before is answered: the form begins.
    fn begin(&mut self, cx: &Context) -> Vec<Wish> {
        let Some((load, awaited)) = &mut self.awaited else { return Vec::new() };
        let Some(reply) = awaited.take() else { return Vec::new() };
        match ((load.read)(&reply), self.known.as_object_mut()) {
            (Ok(Value::Object(read)), Some(known)) => known.extend(read),
            (Ok(_), _) => {}
            (Err(error), _) => {
                awaited.fail(error);
                return Vec::new();
            }
        }
        self.awaited = None;
        self.state = FormState::new(self.state.spec, Some(&self.known), cx);
        self.state.start(cx)
    }

    fn send(&mut self, cx: &Context) -> Vec<Wish> {
        if self.sent.is_some() || !self.state.check(cx) {
            return Vec::new();
        }
        let request = self.state.request(cx);
        self.sent = Some(request.input.clone());
        vec![Wish::Run(Task::Call(Tag::new(SENT), request))]
    }
}

impl Layer for FormView {
    fn name(&self) -> &'static str {
        self.state.spec.name
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        self.path.iter().chain([&self.state.spec.title]).map(|key| cx.say(key)).collect()
    }
    fn offers(&self, cx: &Context) -> Vec<Offer> {
        if let Some((_, awaited)) = &self.awaited {
            return awaited.failure().map(|_| Offer::yes(&RETRY)).into_iter().collect();
        }
        let free = Enabled::when(self.sent.is_none(), "why-sending").and(|| cx.may(self.state.spec.operation));
        let mut offers = vec![
            Offer::yes(&actions::NEXT),
            Offer::when(&SEND, free.clone()).called(self.state.spec.submit),
            Offer::when(&ENTER, free),
        ];
        offers.extend(self.state.offers());
        offers
    }
    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        self.ask(cx)
    }
    fn resume(&mut self, cx: &Context) -> Vec<Wish> {
        self.ask(cx)
    }
    fn reconnected(&mut self, cx: &Context) -> Vec<Wish> {
        if self.awaited.is_some() { self.ask(cx) } else { self.state.reconnected(cx) }
    }
    fn stopped(&mut self, _: &Context) {
        if let Some((_, awaited)) = &mut self.awaited {
            awaited.stopped();
        }
    }
    fn wake(&self, cx: &Context) -> Option<Duration> {
        self.awaited.as_ref()?.1.wake(cx)
    }
    fn takes_text(&self) -> bool {
        self.awaited.is_none() && self.state.takes_text()
    }
    fn key(&mut self, key: Key, cx: &Context) -> Answer {
        if self.awaited.is_some() { Answer::Ignored } else { self.state.key(key, cx) }
    }
    fn paste(&mut self, text: &str, cx: &Context) -> Answer {
        if self.awaited.is_some() { Answer::Ignored } else { self.state.paste(text, cx) }
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        match id {
            "form.browse" => Some(self.browse.begin(&self.state)),
            "form.edit" => Some(self.state.edit()),
            "form.retry" => Some(self.ask(cx)),
            "form.send" | "form.enter" => Some(self.send(cx)),
            _ => None,
        }
    }
    fn step_back(&mut self, _: &Context) -> Option<Vec<Wish>> {
        self.state.step_back().then(Vec::new)
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        if let Some((_, awaited)) = &mut self.awaited
            && awaited.event(&event, cx)
        {
            return self.begin(cx);
        }
        if let Some(wishes) = self.state.event(&event, cx).or_else(|| self.browse.event(&event, cx)) {
            return wishes;
        }
        // A form that sets a password signs in with it; when that fails, the person does it themselves.
        if let Event::SignedIn(_, result) = event {
            return vec![result.map_or_else(|_| Wish::SignIn, Wish::SignedIn)];
        }
        let Event::Reply(Tag { name: SENT, .. }, result) = event else { return Vec::new() };
        let Some(sent) = self.sent.take() else { return Vec::new() };
        match result {
            Ok(reply) => {
                self.state.changed = false;
                (self.state.spec.done)(&reply, &sent, cx)
            }
            Err(error) => {
                self.state.refused(&error, cx);
                Vec::new()
            }
        }
    }
    fn outcome(&mut self, tag: Tag, outcome: Outcome, cx: &Context) -> Vec<Wish> {
        self.browse.outcome(tag, &outcome, &mut self.state, cx).unwrap_or_default()
    }
    fn is_dirty(&self) -> bool {
        self.state.changed
    }
    fn status(&self, cx: &Context) -> String {
        if self.sent.is_some() { cx.say("form-sending") } else { String::new() }
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        match &self.awaited {
            Some((_, awaited)) => super::draw::draw_awaited(&self.state, awaited, area, paint),
            None => super::draw::draw(&self.state, area, paint),
        }
    }
}
