//! For tests: a context with a fixed time, and a desk without a terminal whose server answers from a script.

use std::{collections::VecDeque, time::Duration};

use jiff::Timestamp;
use partnerdesk_api::{account::Profile, role::Role};
use ratatui::{Terminal, backend::TestBackend, layout::Size};
use serde_json::Value;

use super::{
    app::{App, Effect, Message},
    context::{Context, Now},
    history::LayerId,
    key::Key,
    layer::{Event, Layer, Request, Task},
};
use crate::client::ClientError;

/// The moment that every test stands at.
pub fn now() -> Now {
    Now { wall: "2026-11-22T14:02:31Z".parse::<Timestamp>().unwrap(), up: Duration::from_secs(60) }
}

/// A context of a size with nobody signed in.
pub fn context(width: u16, height: u16) -> Context {
    Context {
        environment: "SANDBOX".into(),
        address: "https://desk.example".into(),
        ..Context::new(now(), Size::new(width, height))
    }
}

/// A person with a role.
pub fn profile(role: Role) -> Profile {
    Profile {
        user_name: "meera".into(),
        first_name: "Meera".into(),
        last_name: "Iyer".into(),
        email_id: "meera@registry.example".into(),
        organization_name: None,
        address: None,
        contact_number: None,
        partner_type: None,
        roles: vec![role],
        lang_code: "eng".into(),
        consent_given_at: None,
        partners: Vec::new(),
        next: None,
    }
}

type Answerer = Box<dyn Fn(&Request) -> Result<Value, ClientError>>;

/// A desk without a terminal. Calls are answered by a function, at once unless they are held; everything else is
/// remembered.
pub struct Desk {
    pub app: App,
    answer: Answerer,
    /// Calls as they were made.
    pub asked: Vec<Request>,
    /// Effects that are no calls.
    pub effects: Vec<Effect>,
    holds: bool,
    held: Vec<(LayerId, Task)>,
    stopped: Vec<(LayerId, Task)>,
    pub now: Now,
}

impl Desk {
    /// A desk that begins with a page.
    pub fn new(
        cx: Context,
        first: Box<dyn Layer>,
        answer: impl Fn(&Request) -> Result<Value, ClientError> + 'static,
    ) -> Desk {
        let now = cx.now;
        let (app, first_effects) = App::new(cx, first);
        let (asked, effects, held, stopped) = Default::default();
        let mut desk = Desk { app, answer: Box::new(answer), asked, effects, holds: false, held, stopped, now };
        desk.run(first_effects);
        desk
    }

    fn run(&mut self, effects: Vec<Effect>) {
        let mut waiting: VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            match effect {
                Effect::Run(layer, task @ (Task::Call(..) | Task::SignIn(..))) => {
                    if let Task::Call(_, request) | Task::SignIn(_, request) = &task {
                        self.asked.push(request.clone());
                    }
                    if self.holds {
                        self.held.push((layer, task));
                    } else {
                        let message = self.answered(layer, task);
                        waiting.extend(self.app.update(self.now, message));
                    }
                }
                Effect::Stop(layer, name) => {
                    let stopped = |(from, task): &mut (LayerId, Task)| {
                        let asked = task.question().map(|tag| tag.name);
                        *from == layer && asked.is_some_and(|asked| name.is_none_or(|name| name == asked))
                    };
                    self.stopped.extend(self.held.extract_if(.., stopped));
                    self.effects.push(effect);
                }
                other => self.effects.push(other),
            }
        }
    }

    fn answered(&self, layer: LayerId, task: Task) -> Message {
        match task {
            Task::Call(tag, request) => {
                Message::Event(layer, Event::Reply(tag, (self.answer)(&request)), Some(Box::new(request)))
            }
            Task::SignIn(tag, request) => {
                let result = (self.answer)(&request).map(|v| Box::new(serde_json::from_value(v).unwrap()));
                Message::Event(layer, Event::SignedIn(tag, result), None)
            }
            other => panic!("{other:?} is no call"),
        }
    }

    /// From now on calls wait until they are released.
    pub fn hold(&mut self) {
        self.holds = true;
    }

    /// From now on calls are answered at once again; those that wait go on waiting.
    pub fn go_on(&mut self) {
        self.holds = false;
    }

    /// Calls that wait, by operation.
    pub fn held(&self) -> Vec<&'static str> {
        let name = |(_, task): &(LayerId, Task)| match task {
            Task::Call(_, request) | Task::SignIn(_, request) => request.operation.id,
            _ => "",
        };
        self.held.iter().map(name).collect()
    }

    /// Answers the oldest held call of an operation.
    pub fn release(&mut self, operation: &str) {
        let at = self.held().iter().position(|id| *id == operation);
        let (layer, task) = self.held.remove(at.unwrap_or_else(|| panic!("{operation} waits not: {:?}", self.held())));
        let message = self.answered(layer, task);
        self.tell(message);
    }

    /// Answers what was stopped: its answers had been on their way already.
    pub fn release_stopped(&mut self) {
        for (layer, task) in std::mem::take(&mut self.stopped) {
            let message = self.answered(layer, task);
            self.tell(message);
        }
    }

    /// Tells the desk something.
    pub fn tell(&mut self, message: Message) {
        let effects = self.app.update(self.now, message);
        self.run(effects);
    }

    /// Presses keys, as they are named in the key file, with blanks between them.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.tell(Message::Key(Key::parse(key).unwrap_or_else(|| panic!("{key} is no key"))));
        }
    }

    /// Types a text.
    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.tell(Message::Key(Key::plain(crossterm::event::KeyCode::Char(c))));
        }
    }

    /// Lets time pass.
    pub fn wait(&mut self, milliseconds: u64) {
        self.now.up += Duration::from_millis(milliseconds);
        self.tell(Message::Tick);
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        let size = self.app.cx.size;
        let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).unwrap();
        terminal.draw(|frame| self.app.draw(frame)).unwrap();
        // Cells that a wide character covers are empty; the backend's own form would quote and comment each line.
        let buffer = terminal.backend().buffer();
        let line = |y: u16| {
            let mut line = String::new();
            let mut x = 0;
            while x < size.width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(super::text::width(symbol).max(1)).unwrap();
            }
            line.trim_end().to_string()
        };
        (0..size.height).map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Compares a screen with its picture in `snapshots/`.
pub fn snapshot(name: &str, desk: &Desk) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, desk.screen()));
}

/// The sizes that every screen is looked at in.
pub const SIZES: [(u16, u16); 3] = [(80, 24), (60, 20), (200, 50)];
