//! The state of the desk and what a message does to it. Pure: no I/O, no clock; time comes with the message and work
//! leaves as [`Effect`]s.

use std::time::Duration;

use partnerdesk_api::{account, secret::Secret};
use ratatui::layout::Size;

use super::{
    actions as app_actions,
    backend::{Backend, Host},
    context::{Context, Now, OFFLINE, Player},
    key::Key,
    keymap::{Enabled, Found, Offer},
    layer::{Answer, Connect, Event, Layer, Request, Tag, Task, Toast, Wish},
    line::Line,
    navigation::{Dialog, LayerId, Owner, Pages, Slot},
    screens,
    toasts::Toasts,
    widgets::failure,
};
use crate::client::ClientError;

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
    /// Text was pasted.
    Paste(String),
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
    pub(super) toasts: Toasts,
    /// What was copied last; never a secret.
    pub(super) copied: Option<String>,
    /// The first keys of a sequence, and since when they stand.
    pub(super) pressed: (Vec<Key>, Duration),
    /// Calls that wait for a new session.
    parked: Vec<(LayerId, Tag, Request)>,
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
            toasts: Toasts::default(),
            copied: None,
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
        match message {
            Message::Key(key) => self.key(key),
            Message::Paste(text) => self.paste(&text),
            Message::Resize(size) => {
                self.cx.size = size;
                let id = self.pages.here().id;
                let App { cx, pages, .. } = self;
                let wishes = pages.here_mut().layer.resized(cx);
                self.apply(id, wishes)
            }
            Message::Tick => {
                self.toasts.expire(now);
                let id = self.top().id;
                let App { cx, .. } = self;
                let wishes = top_mut(&mut self.pages, &mut self.dialogs).layer.tick(cx);
                let mut effects = self.apply(id, wishes);
                if self.line.is_due(now.up) {
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
        let id = self.top().id;
        if self.pressed.0.is_empty() {
            let App { cx, pages, dialogs, .. } = self;
            if let Answer::Done(wishes) = top_mut(pages, dialogs).layer.key(key, cx) {
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
        if let Enabled::No(why) = offer.enabled {
            let sentence = self.cx.say(why);
            self.tell(Toast::warning(sentence));
            return if why == OFFLINE && self.line.hurry() { vec![try_line()] } else { Vec::new() };
        }
        let id = offer.action.id;
        if let Some(screen) = screens::find(id) {
            let layer = (screen.open)(&self.cx, &[]);
            return self.apply(self.pages.here().id, vec![Wish::Page(layer)]);
        }
        if let Some(effects) = self.act_globally(id) {
            return effects;
        }
        let at = self.top().id;
        let App { cx, pages, dialogs, .. } = self;
        let wishes = top_mut(pages, dialogs).layer.act(id, cx);
        self.apply(at, wishes)
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
            offers.extend(app_actions::EVERYWHERE.iter().map(Offer::yes));
        }
        offers
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        let id = self.top().id;
        let App { cx, pages, dialogs, .. } = self;
        match top_mut(pages, dialogs).layer.paste(text, cx) {
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

    fn event(&mut self, id: LayerId, event: Event, request: Option<Box<Request>>) -> Vec<Effect> {
        let mut effects = self.notice_line(&event);
        effects.extend(self.deliver(id, event, request));
        effects
    }

    /// What an answer says about the line. Once it stands again, everything on the screen asks anew.
    fn notice_line(&mut self, event: &Event) -> Vec<Effect> {
        let reached = match event {
            Event::Reply(_, Err(error)) | Event::SignedIn(_, Err(error)) => !error.is_out_of_reach(),
            Event::Reply(..) | Event::SignedIn(..) => true,
            _ => return Vec::new(),
        };
        // Without a session there is nothing to lose: the first screens say themselves what failed.
        if !reached && self.cx.session.is_some() {
            self.line.breaks(self.cx.now.up);
        }
        let is_back = reached && self.line.stands();
        self.cx.offline = self.line.is_broken();
        if !is_back {
            return Vec::new();
        }
        let here = self.pages.here().id;
        let shown: Vec<LayerId> = self.dialogs.iter().map(|d| d.slot.id).chain([here]).collect();
        let again = |id: LayerId| {
            let App { cx, pages, dialogs, wings, .. } = self;
            let wishes = find_mut(pages, dialogs, wings, id).map_or_else(Vec::new, |layer| layer.reconnected(cx));
            self.apply(id, wishes)
        };
        shown.into_iter().flat_map(again).collect()
    }

    fn deliver(&mut self, id: LayerId, event: Event, request: Option<Box<Request>>) -> Vec<Effect> {
        if let Event::Reply(tag, result) = &event {
            let signed_out = result.as_ref().is_err_and(ClientError::is_signed_out);
            if let (true, Some(request), true) = (signed_out, request, self.cx.session.is_some()) {
                self.parked.push((id, *tag, *request));
                return self.ask_for_session();
            }
            let order = (id, *tag);
            if let Some(at) = self.ordered.iter().position(|o| *o == order) {
                self.ordered.remove(at);
                return self.obeyed(id, event);
            }
        }
        match event {
            Event::Reply(Tag { name: UNDONE, .. }, result) if id == DESK => self.undone(result.map(drop)),
            event => self.tell_layer(id, event),
        }
    }

    /// The last reversible action was taken back, or not: say so, and show how it stands now.
    fn undone(&mut self, result: Result<(), ClientError>) -> Vec<Effect> {
        let toast = match result {
            Ok(()) => Toast::info(self.cx.say("toast-undone")),
            Err(error) => Toast::error(failure::sentence(&error, &self.cx)),
        };
        self.tell(toast);
        self.resume_page()
    }

    /// An order was answered. Whoever has left the layer that gave it hears of it where they are now.
    fn obeyed(&mut self, id: LayerId, event: Event) -> Vec<Effect> {
        if self.is_shown(id) {
            return self.tell_layer(id, event);
        }
        let failure = match &event {
            Event::Reply(_, Err(error)) => Some(failure::sentence(error, &self.cx)),
            _ => None,
        };
        let Some(layer) = find_mut(&mut self.pages, &mut self.dialogs, &mut self.wings, id) else { return Vec::new() };
        let what = layer.title(&self.cx).pop().unwrap_or_default();
        let mut wishes = layer.event(event, &self.cx);
        if !wishes.iter().any(|w| matches!(w, Wish::Toast(_) | Wish::Dialog(..))) {
            let values = [("what", what.into()), ("why", failure.clone().unwrap_or_default().into())];
            wishes.push(Wish::Toast(match failure {
                Some(_) => Toast::error(self.cx.with("toast-away-failed", &values)),
                None => Toast::info(self.cx.with("toast-away-done", &values)),
            }));
        }
        let mut effects = self.apply(id, wishes);
        self.clear_wings();
        effects.extend(self.resume_page());
        effects
    }

    /// Delivers to a layer, wherever it lies; one that is gone hears nothing.
    pub(super) fn tell_layer(&mut self, id: LayerId, event: Event) -> Vec<Effect> {
        let App { cx, pages, dialogs, wings, .. } = self;
        let Some(layer) = find_mut(pages, dialogs, wings, id) else { return Vec::new() };
        let wishes = layer.event(event, cx);
        self.apply(id, wishes)
    }

    /// Opens the sign-in over whatever is there; what waits is repeated afterwards.
    fn ask_for_session(&mut self) -> Vec<Effect> {
        if self.dialogs.iter().any(|d| d.owner == Owner::NewSession) {
            return Vec::new();
        }
        let layer = screens::sign_in::again(&self.cx);
        self.open_dialog(Owner::NewSession, Tag::new("session"), layer)
    }

    /// Sends what waited for a session.
    pub(super) fn repeat_parked(&mut self) -> Vec<Effect> {
        let again = |(id, tag, request)| Effect::Run(id, Task::Call(tag, request));
        std::mem::take(&mut self.parked).into_iter().map(again).collect()
    }

    /// Gives up on whatever was asked and ordered: somebody else may sit here now.
    pub(super) fn forget_calls(&mut self) {
        self.parked.clear();
        self.ordered.clear();
        self.wings.clear();
    }

    pub(super) fn new_slot(&mut self, layer: Box<dyn Layer>) -> Slot {
        self.next_id += 1;
        Slot { id: LayerId(self.next_id), layer, begun: false }
    }

    /// Whether a layer is on the screen.
    pub(super) fn is_shown(&self, id: LayerId) -> bool {
        self.pages.here().id == id || self.dialogs.iter().any(|d| d.slot.id == id)
    }

    /// The layer that sees a key first.
    pub(super) fn top(&self) -> &Slot {
        self.dialogs.last().map_or_else(|| self.pages.here(), |d| &d.slot)
    }
}

/// The work of the desk itself, which lies on no layer.
pub(super) const DESK: LayerId = LayerId(0);

/// The call that takes the last reversible action back.
const UNDONE: &str = "undone";

/// Takes an action back. It belongs to the desk: the layer that did it may be gone.
pub(super) fn take_back(undo: Request) -> Effect {
    Effect::Run(DESK, Task::Call(Tag::new(UNDONE), undo))
}

/// Asks the server something that everybody may ask.
fn try_line() -> Effect {
    let request = Request::new(&account::SETUP_STATE.info, serde_json::json!({}));
    Effect::Run(DESK, Task::Call(Tag::new("line"), request))
}

const CANCEL: Key = Key { code: crossterm::event::KeyCode::Char('c'), ctrl: true };

pub(super) fn top_mut<'a>(pages: &'a mut Pages, dialogs: &'a mut [Dialog]) -> &'a mut Slot {
    match dialogs.last_mut() {
        Some(dialog) => &mut dialog.slot,
        None => pages.here_mut(),
    }
}

pub(super) fn find_mut<'a>(
    pages: &'a mut Pages,
    dialogs: &'a mut [Dialog],
    wings: &'a mut [Slot],
    id: LayerId,
) -> Option<&'a mut Box<dyn Layer>> {
    let lying = dialogs.iter_mut().map(|d| &mut d.slot).chain(wings).find(|s| s.id == id);
    lying.or_else(|| pages.find_mut(id)).map(|s| &mut s.layer)
}
