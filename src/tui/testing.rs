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
    layer::{Event, Layer, Request, Tag, Task},
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

/// A desk without a terminal. Calls are answered at once by a function; everything else is remembered.
pub struct Desk {
    pub app: App,
    answer: Answerer,
    /// Calls as they were made.
    pub asked: Vec<Request>,
    /// Effects that are no calls.
    pub effects: Vec<Effect>,
    /// Whether calls stay unanswered.
    pub silent: bool,
    /// Those that did.
    pub unanswered: Vec<(LayerId, Tag, Request)>,
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
        let (app, effects) = App::new(cx, first);
        let mut desk = Desk {
            app,
            answer: Box::new(answer),
            asked: Vec::new(),
            effects: Vec::new(),
            silent: false,
            unanswered: Vec::new(),
            now,
        };
        desk.run(effects);
        desk
    }

    fn run(&mut self, effects: Vec<Effect>) {
        let mut waiting: VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            let message = match effect {
                Effect::Run(layer, Task::Call(tag, request)) => {
                    self.asked.push(request.clone());
                    if self.silent {
                        self.unanswered.push((layer, tag, request));
                        continue;
                    }
                    let result = (self.answer)(&request);
                    Message::Event(layer, Event::Reply(tag, result), Some(Box::new(request)))
                }
                Effect::Run(layer, Task::SignIn(tag, request)) => {
                    let result = (self.answer)(&request).map(|v| Box::new(serde_json::from_value(v).unwrap()));
                    self.asked.push(request);
                    Message::Event(layer, Event::SignedIn(tag, result), None)
                }
                other => {
                    self.effects.push(other);
                    continue;
                }
            };
            waiting.extend(self.app.update(self.now, message));
        }
    }

    /// Tells the desk something.
    pub fn tell(&mut self, message: Message) {
        let effects = self.app.update(self.now, message);
        self.run(effects);
    }

    /// Answers what was left unanswered, the oldest first.
    pub fn answer_late(&mut self, count: usize) {
        for (layer, tag, request) in self.unanswered.drain(..count).collect::<Vec<_>>() {
            let result = (self.answer)(&request);
            self.tell(Message::Event(layer, Event::Reply(tag, result), Some(Box::new(request))));
        }
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
