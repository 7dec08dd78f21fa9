//! The state of the desk and what a message does to it. Pure: no I/O, no clock; time comes with the message and work
//! leaves as [`Effect`]s.

use std::time::Duration;

use partnerdesk_api::secret::Secret;
use ratatui::layout::{Position, Size};

use super::{
    actions as app_actions,
    answers::try_line,
    backend::{Backend, Host},
    burst,
    context::{Context, Now, OFFLINE, Player},
    history::{LayerId, Pages, Slot},
    key::Key,
    keymap::{Enabled, Found, Offer},
    layer::{Answer, Connect, Event, Layer, Request, Tag, Task, Toast, Wish},
    line::Line,
    navigation::Dialog,
    screens,
    toasts::Toasts,
};

/// What the desk asks of the world.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Work for a layer.
    Run(LayerId, Task),
    /// Stop a layer's questions: those of one name, or all.
    Stop(LayerId, Option<&'static str>),
    /// Get a server.
    Connect(Connect),
    /// End the session at the server.
    SignOut,
    /// Send to the terminal's clipboard.
    Copy(String),
    /// Open a text in the person's own editor, in a file with this ending.
    Edit {
        /// Who is told how it ended.
        layer: LayerId,
        /// For the answer.
        tag: Tag,
        /// The text.
        text: String,
        /// Of the file's name: `json`.
        ending: &'static str,
    },
    /// Paint everything again.
    Repaint,
    /// Hand the terminal back to the shell for a while.
    Suspend,
    /// End the program.
    Quit,
}

/// What the world tells the desk.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Keys of text came faster than anybody types: a paste where text is typed, else keys.
    Burst(Vec<Key>),
    /// Text was pasted.
    Paste(String),
    /// The left button was pressed there.
    Click(Position),
    /// The terminal has another size.
    Resize(Size),
    /// The time that [`App::wake`] named has come.
    Tick,
    /// Work of a layer has ended; a failed call brings its request along, so that it can be repeated.
    Event(LayerId, Event, Option<Box<Request>>),
    /// What was too long for the terminal's clipboard lies in a file, or why it does not.
    CopyKept(Result<String, String>),
    /// A server was found, or why not.
    Connected(Result<Connection, String>),
}

/// A server was found.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Where.
    pub address: String,
    /// A session from an earlier run is open.
    pub has_session: bool,
    /// The one-time code of a server that has just been made.
    pub setup_code: Option<Secret>,
    /// The people whose roles can be played there.
    pub cast: Vec<Player>,
    /// Flags that lead commands to the same place.
    pub flags: Vec<String>,
    /// What it is called, where that is known beforehand, and whether everything counts there.
    pub environment: (String, bool),
}

impl Connection {
    /// How a server is reached.
    pub fn of(backend: &dyn Backend, host: &dyn Host) -> Connection {
        Connection {
            address: backend.address(),
            has_session: backend.has_session(),
            setup_code: host.setup_code(),
            cast: host.cast(),
            flags: host.flags(),
            environment: host.environment(),
        }
    }
}

/// How long the first keys of a sequence stand before the box with their continuations appears.
pub const HINT_AFTER: Duration = Duration::from_millis(400);
/// Within which a second Ctrl-c quits.
const QUIT_WITHIN: Duration = Duration::from_secs(2);

/// The whole state of the desk.
pub struct App {
    /// What layers may read.
    pub cx: Context,
    pub(super) pages: Pages,
    pub(super) dialogs: Vec<Dialog>,
    /// Dialogs whose work goes on while something else is looked at.
    pub(super) background: Vec<Dialog>,
    pub(super) toasts: Toasts,
    /// What was copied last; never a secret.
    pub(super) copied: Option<String>,
    /// The terminal has marked a paste: what it does not mark is typed.
    marks_pastes: bool,
    /// The first keys of a sequence, and since when they stand.
    pub(super) pressed: (Vec<Key>, Duration),
    /// Calls that wait for a new session.
    pub(super) parked: Vec<(LayerId, Tag, Request)>,
    /// Orders that are not answered yet.
    pub(super) ordered: Vec<(LayerId, Tag)>,
    /// Layers that were left before all their orders were answered.
    pub(super) wings: Vec<Slot>,
    pub(super) line: Line,
    last_cancel: Option<Duration>,
    next_id: u64,
    dirty: bool,
}

impl App {
    /// A desk that shows a first page.
    pub fn new(cx: Context, first: Box<dyn Layer>) -> (App, Vec<Effect>) {
        let slot = Slot { id: LayerId(1), layer: first, begun: true };
        let mut app = App {
            cx,
            pages: Pages::new(slot),
            dialogs: Vec::new(),
            background: Vec::new(),
            toasts: Toasts::default(),
            copied: None,
            marks_pastes: false,
            pressed: (Vec::new(), Duration::ZERO),
            parked: Vec::new(),
            ordered: Vec::new(),
            wings: Vec::new(),
            line: Line::default(),
            last_cancel: None,
            next_id: 2,
            dirty: true,
        };
        let wishes = app.pages.here_mut().layer.start(&app.cx);
        let effects = app.apply(LayerId(1), wishes);
        (app, effects)
    }

    /// Whether the picture has changed since the last call.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    /// When the picture changes by itself next, in time since the start. Nothing: sleep until something happens.
    pub fn wake(&self) -> Option<Duration> {
        let hint = (!self.pressed.0.is_empty()).then(|| self.pressed.1 + HINT_AFTER).filter(|t| *t > self.cx.now.up);
        let line = self.line.wake(self.cx.now.up, self.cx.motion);
        [hint, line, self.toasts.wake(), self.top().layer.wake(&self.cx)].into_iter().flatten().min()
    }

    /// Shows a sentence.
    pub fn tell(&mut self, toast: Toast) {
        self.toasts.push(toast, self.cx.now);
        self.dirty = true;
    }

    /// What a message does.
    pub fn update(&mut self, now: Now, message: Message) -> Vec<Effect> {
        self.cx.now = now;
        self.dirty = true;
        let effects = self.respond(message);
        self.show_tasks();
        effects
    }

    fn respond(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Key(key) => self.key(key),
            Message::Burst(keys) => self.burst(&keys),
            Message::Paste(text) => {
                self.marks_pastes = true;
                self.paste(&text)
            }
            Message::Click(at) => self.click(at),
            Message::Resize(size) => {
                self.cx.size = size;
                let (id, layer, cx) = self.page_layer();
                let wishes = layer.resized(cx);
                self.apply(id, wishes)
            }
            Message::Tick => {
                self.toasts.expire(self.cx.now);
                let (id, layer, cx) = self.top_layer();
                let wishes = layer.tick(cx);
                let mut effects = self.apply(id, wishes);
                if self.line.is_due(self.cx.now.up) {
                    effects.push(try_line());
                }
                effects
            }
            Message::Event(id, event, request) => self.event(id, event, request),
            Message::CopyKept(place) => {
                let (key, name, value) = match place {
                    Ok(file) => ("toast-copy-kept", "file", file),
                    Err(why) => ("toast-copy-lost", "why", why),
                };
                let sentence = self.cx.with(key, &[(name, value.into())]);
                self.tell(Toast::warning(sentence));
                Vec::new()
            }
            Message::Connected(Ok(connection)) => {
                self.cx.address = connection.address;
                self.cx.setup_code = connection.setup_code;
                self.cx.cast = connection.cast;
                self.cx.flags = connection.flags;
                (self.cx.environment, self.cx.production) = connection.environment;
                self.cx.session = None;
                let first = screens::connecting::layer(connection.has_session);
                self.restart(first)
            }
            Message::Connected(Err(why)) => {
                let id = self.pages.here().id;
                let event = Event::Written(Tag::new(screens::start::CONNECT), Err(why));
                self.tell_layer(id, event)
            }
        }
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        self.toasts.key_pressed();
        if key == CANCEL {
            return self.cancel();
        }
        if self.pressed.0.is_empty() {
            let (id, layer, cx) = self.top_layer();
            if let Answer::Done(wishes) = layer.key(key, cx) {
                return self.apply(id, wishes);
            }
        }
        self.pressed.0.push(key);
        let offers = self.offers();
        let found = match self.cx.keymap.find(&self.pressed.0, &offers) {
            Found::Offer(offer) => Some(offer.clone()),
            Found::Prefix => {
                self.pressed.1 = self.cx.now.up;
                return Vec::new();
            }
            Found::Nothing => None,
        };
        self.pressed.0.clear();
        found.map_or_else(Vec::new, |offer| self.act(&offer))
    }

    /// Does an offered action, or says why it cannot be done.
    pub(super) fn act(&mut self, offer: &Offer) -> Vec<Effect> {
        if let Some(why) = self.cx.why_not(&offer.enabled) {
            self.tell(Toast::warning(why));
            return if offer.enabled == Enabled::No(OFFLINE) && self.line.hurry() {
                vec![try_line()]
            } else {
                Vec::new()
            };
        }
        let id = offer.action.id;
        if let Some(screen) = screens::find(id) {
            let layer = (screen.open)(&self.cx, &[]);
            return self.apply(self.pages.here().id, vec![Wish::Page(layer)]);
        }
        if let Some(effects) = self.act_globally(id) {
            return effects;
        }
        let (at, layer, cx) = self.top_layer();
        let wishes = layer.act(id, cx).or_else(|| by_key(offer, layer, cx));
        // Where letters are typed, an action on a letter waits until they are not.
        debug_assert!(wishes.is_some() || layer.takes_text(), "{} offers {id} and does not do it", layer.name());
        self.apply(at, wishes.unwrap_or_default())
    }

    /// Everything that can be done now, the top layer's own first.
    pub fn offers(&self) -> Vec<Offer> {
        let mut offers = self.top().layer.offers(&self.cx);
        let undo = Enabled::when(self.toasts.can_undo(), "why-nothing-to-undo");
        if self.dialogs.is_empty() {
            offers.extend(app_actions::GLOBAL.iter().map(Offer::yes));
            offers.push(Offer::when(&app_actions::UNDO, undo));
            let copied = Enabled::when(self.copied.is_some(), "why-nothing-copied");
            offers.push(Offer::when(&app_actions::COPIED, copied));
            offers.extend(screens::offered(&self.cx).map(|s| Offer::yes(s.action)));
        } else {
            if self.can_go_on_behind() {
                offers.push(Offer::yes(&app_actions::BACKGROUND));
            }
            offers.extend(app_actions::EVERYWHERE.iter().map(Offer::yes));
        }
        offers
    }

    fn burst(&mut self, keys: &[Key]) -> Vec<Effect> {
        let is_paste = !self.marks_pastes && self.pressed.0.is_empty() && self.top().layer.takes_text();
        if !is_paste {
            return keys.iter().flat_map(|key| self.key(*key)).collect();
        }
        let (text, enter) = burst::paste(keys);
        let mut effects = self.paste(&text);
        effects.extend(enter.into_iter().flat_map(|key| self.key(key)));
        effects
    }

    /// A click on a key of the footer presses it; another one is the layer's.
    fn click(&mut self, at: Position) -> Vec<Effect> {
        self.toasts.key_pressed();
        if at.y + 1 == self.cx.size.height {
            let offers = self.offers();
            let piece = self.footer(&offers).into_iter().find(|piece| piece.columns().contains(&at.x));
            return piece.map(|piece| piece.offer.clone()).map_or_else(Vec::new, |offer| self.act(&offer));
        }
        let (id, layer, cx) = self.top_layer();
        let wishes = layer.click(at, cx);
        self.apply(id, wishes)
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        let (id, layer, cx) = self.top_layer();
        match layer.paste(text, cx) {
            Answer::Done(wishes) => self.apply(id, wishes),
            Answer::Ignored => Vec::new(),
        }
    }

    /// Ctrl-c stops what runs; a second one soon after quits.
    fn cancel(&mut self) -> Vec<Effect> {
        let now = self.cx.now.up;
        if self.last_cancel.replace(now).is_some_and(|then| now.saturating_sub(then) < QUIT_WITHIN) {
            return vec![Effect::Quit];
        }
        self.pressed.0.clear();
        let id = self.top().id;
        let sent = self.ordered.iter().any(|(of, _)| *of == id);
        let sentence = self.cx.say(if sent { "toast-sent-already" } else { "toast-cancelled" });
        self.tell(if sent { Toast::warning(sentence) } else { Toast::info(sentence) });
        vec![self.stop_layer(id)]
    }

    pub(super) fn new_slot(&mut self, layer: Box<dyn Layer>) -> Slot {
        self.next_id += 1;
        Slot { id: LayerId(self.next_id), layer, begun: false }
    }

    /// Whether a layer is on the screen, or was sent behind, where it is looked after.
    pub(super) fn is_at_hand(&self, id: LayerId) -> bool {
        self.pages.here().id == id || self.dialogs.iter().chain(&self.background).any(|d| d.slot.id == id)
    }

    /// The layer that sees a key first, its name, and what it may read.
    pub(super) fn top_layer(&mut self) -> (LayerId, &mut dyn Layer, &Context) {
        let slot = match self.dialogs.last_mut() {
            Some(dialog) => &mut dialog.slot,
            None => self.pages.here_mut(),
        };
        (slot.id, &mut *slot.layer, &self.cx)
    }

    /// The page below the dialogs.
    pub(super) fn page_layer(&mut self) -> (LayerId, &mut dyn Layer, &Context) {
        let slot = self.pages.here_mut();
        (slot.id, &mut *slot.layer, &self.cx)
    }

    /// A layer, wherever it lies.
    pub(super) fn layer(&mut self, id: LayerId) -> Option<(&mut dyn Layer, &Context)> {
        let dialogs = self.dialogs.iter_mut().chain(&mut self.background).map(|d| &mut d.slot);
        let slot = dialogs.chain(&mut self.wings).chain(&mut self.pages.visited).find(|s| s.id == id)?;
        Some((&mut *slot.layer, &self.cx))
    }

    /// The layer that sees a key first.
    pub(super) fn top(&self) -> &Slot {
        self.dialogs.last().map_or_else(|| self.pages.here(), |d| &d.slot)
    }
}

/// Does an action by its key.
fn by_key(offer: &Offer, layer: &mut dyn Layer, cx: &Context) -> Option<Vec<Wish>> {
    let keys = cx.keymap.keys(offer.action);
    let takes_text = layer.takes_text();
    let single = keys.iter().filter_map(|keys| if let [key] = keys.0[..] { Some(key) } else { None });
    single.filter(|key| !takes_text || key.typed().is_none()).find_map(|key| match layer.key(key, cx) {
        Answer::Done(wishes) => Some(wishes),
        Answer::Ignored => None,
    })
}

const CANCEL: Key = Key { code: crossterm::event::KeyCode::Char('c'), ctrl: true };
