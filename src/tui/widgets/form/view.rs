//! A form on a page of its own.

use std::path::PathBuf;

use ratatui::layout::Rect;
use serde_json::Value;

use super::{field::Held, spec::FormSpec, state::FormState};
use crate::tui::{
    actions,
    context::Context,
    key::Key,
    keymap::{Action, Enabled, Offer},
    layer::{Answer, Entry, Event, Layer, Outcome, Tag, Task, Wish},
    paint::Paint,
    screens::sign_in,
    widgets::picker::{self, Item},
};

/// Send the form.
pub(in crate::tui::widgets) static SEND: Action = Action::new("form.send", &["F2", "Ctrl-Enter"]).rank(2);
/// Go on; on the button, send.
static ENTER: Action = Action::new("form.enter", &["Enter"]);
/// Pick a file from a list.
pub(in crate::tui::widgets) static BROWSE: Action = Action::new("form.browse", &["Ctrl-f"]).rank(4);

/// Every action of a form.
pub static ACTIONS: &[&Action] = &[&SEND, &ENTER, &BROWSE];

const SENT: &str = "form:sent";
const BROWSED: &str = "form:browsed";
const PICKED: &str = "form:picked";

/// A form on a page.
pub struct FormView {
    state: FormState,
    path: Vec<&'static str>,
    sent: Option<Value>,
    browse: Browse,
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
    pub fn new(spec: &'static FormSpec, path: &[&'static str], cx: &Context) -> FormView {
        FormView { state: FormState::new(spec, None, cx), path: path.to_vec(), sent: None, browse: Browse::default() }
    }

    /// A form about something: its values are known, some of them only for the path or for a check.
    pub fn about(spec: &'static FormSpec, path: &[&'static str], known: &Value, cx: &Context) -> Box<dyn Layer> {
        let state = FormState::new(spec, Some(known), cx);
        Box::new(FormView { state, ..FormView::new(spec, path, cx) })
    }

    /// A form, boxed.
    pub fn boxed(spec: &'static FormSpec, path: &[&'static str], cx: &Context) -> Box<dyn Layer> {
        Box::new(FormView::new(spec, path, cx))
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
        let nobody = cx.session.is_none();
        let free = Enabled::when(self.sent.is_none(), "why-sending")
            .and(|| if nobody { Enabled::Yes } else { cx.may_change() });
        let mut offers = vec![
            Offer::yes(&actions::NEXT),
            Offer::when(&SEND, free.clone()).called(self.state.spec.submit),
            Offer::when(&ENTER, free),
        ];
        if matches!(self.state.filled.get(self.state.at).map(|f| &f.held), Some(Held::File(_))) {
            offers.push(Offer::yes(&BROWSE));
        }
        offers
    }
    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        self.state.start(cx)
    }
    fn resume(&mut self, cx: &Context) -> Vec<Wish> {
        self.state.start(cx)
    }
    fn reconnected(&mut self, cx: &Context) -> Vec<Wish> {
        self.state.reconnected(cx)
    }
    fn key(&mut self, key: Key, cx: &Context) -> Answer {
        self.state.key(key, cx)
    }
    fn paste(&mut self, text: &str, cx: &Context) -> Answer {
        self.state.paste(text, cx)
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Vec<Wish> {
        match id {
            "form.browse" => self.browse.begin(&self.state),
            "form.send" | "form.enter" => self.send(cx),
            _ => Vec::new(),
        }
    }
    fn step_back(&mut self, _: &Context) -> Option<Vec<Wish>> {
        self.state.step_back().then(Vec::new)
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        if let Some(wishes) = self.state.event(&event, cx).or_else(|| self.browse.event(&event, cx)) {
            return wishes;
        }
        // A form that sets a password signs in with it; when that fails, the person does it themselves.
        if let Event::SignedIn(_, result) = event {
            return vec![result.map_or_else(|_| Wish::Replace(sign_in::layer(false)), Wish::SignedIn)];
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
        super::draw::draw(&self.state, area, paint);
    }
}
