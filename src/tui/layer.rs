//! Layers: what lies on the screen. The lowest is a page, dialogs lie on it; the top one sees a key first.
//!
//! A layer holds its state and answers with [`Wish`]es; it does no work itself. What takes time is a [`Task`], which is
//! plain data, so that tests can compare what a key led to.

use std::{fmt, time::Duration};

use partnerdesk_api::account::Profile;
use ratatui::layout::{Position, Rect};
use serde_json::Value;

pub use super::work::{Connect, Entry, Event, Request, Tag, Task, answer};
use super::{context::Context, history::LayerId, key::Key, keymap::Offer, paint::Paint};

/// How a dialog ended, for the layer that opened it.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Nothing was decided.
    Cancelled,
    /// Yes; with the reason, where one was asked for.
    Confirmed(Option<String>),
    /// This one of the offered.
    Chosen(usize),
    /// This action, from a menu or the palette.
    Action(&'static str),
    /// These words, typed.
    Words(String),
    /// These values, by name.
    Values(Value),
    /// Somebody signed in.
    SignedIn(Box<Profile>),
}

/// How loud a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loudness {
    /// 4 seconds.
    Info,
    /// 8 seconds.
    Warning,
    /// Until a key is pressed.
    Error,
}

/// One sentence about what happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// How loud.
    pub loudness: Loudness,
    /// The sentence.
    pub text: String,
    /// What takes it back, while it is shown.
    pub undo: Option<Request>,
}

impl Toast {
    /// It went well.
    pub fn info(text: impl Into<String>) -> Toast {
        Toast { loudness: Loudness::Info, text: text.into(), undo: None }
    }
    /// Something to know.
    pub fn warning(text: impl Into<String>) -> Toast {
        Toast { loudness: Loudness::Warning, text: text.into(), undo: None }
    }
    /// It failed.
    pub fn error(text: impl Into<String>) -> Toast {
        Toast { loudness: Loudness::Error, text: text.into(), undo: None }
    }
    /// It can be taken back while it is shown.
    #[must_use]
    pub fn undoable(mut self, undo: Option<Request>) -> Toast {
        self.undo = undo;
        self
    }
}

/// What a layer wants done.
pub enum Wish {
    /// Work.
    Run(Task),
    /// Stop the questions of this layer that have this name.
    Stop(&'static str),
    /// A new page on top of the history.
    Page(Box<dyn Layer>),
    /// A page in place of this one.
    Replace(Box<dyn Layer>),
    /// A dialog; the outcome comes back under the tag.
    Dialog(Tag, Box<dyn Layer>),
    /// This dialog is over.
    Close(Outcome),
    /// Leave this page.
    Back,
    /// The screen of an action id of the registry, with filters.
    Go(&'static str, Vec<(String, String)>),
    /// A sentence.
    Toast(Toast),
    /// Send to the terminal's clipboard; what it is, for the sentence.
    Copy(String, String),
    /// The same with a secret, which is kept nowhere else.
    CopySecret(String, String),
    /// Open a text in the person's own editor, in a file with this ending.
    Edit(Tag, String, &'static str),
    /// Do an action of the layer below.
    Act(&'static str),
    /// Bring work from behind to the front.
    ToFront(LayerId),
    /// Stop work behind.
    StopWork(LayerId),
    /// The page of signing in, in place of this one.
    SignIn,
    /// Somebody is signed in now, or knows more of themselves.
    SignedIn(Box<Profile>),
    /// Sign out.
    SignOut,
    /// Get a server.
    Connect(Connect),
    /// What the server calls itself.
    Environment(String),
}

impl Wish {
    /// Whether it can be granted to a layer that is not on the screen: whoever looks at another page stays there.
    pub fn reaches_from_afar(&self) -> bool {
        !matches!(self, Wish::Page(_) | Wish::Go(..) | Wish::Act(_) | Wish::Close(_) | Wish::Edit(..))
    }
}

impl fmt::Debug for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wish::Run(task) => write!(f, "Run({task:?})"),
            Wish::Stop(name) => write!(f, "Stop({name})"),
            Wish::Page(layer) => write!(f, "Page({})", layer.name()),
            Wish::Replace(layer) => write!(f, "Replace({})", layer.name()),
            Wish::Dialog(tag, layer) => write!(f, "Dialog({tag:?}, {})", layer.name()),
            Wish::Close(outcome) => write!(f, "Close({outcome:?})"),
            Wish::Back => f.write_str("Back"),
            Wish::Go(screen, filters) => write!(f, "Go({screen}, {filters:?})"),
            Wish::Toast(toast) => write!(f, "Toast({toast:?})"),
            Wish::Copy(_, what) => write!(f, "Copy({what})"),
            Wish::CopySecret(_, what) => write!(f, "CopySecret({what})"),
            Wish::Edit(tag, ..) => write!(f, "Edit({tag:?})"),
            Wish::Act(action) => write!(f, "Act({action})"),
            Wish::ToFront(id) => write!(f, "ToFront({id:?})"),
            Wish::StopWork(id) => write!(f, "StopWork({id:?})"),
            Wish::SignIn => f.write_str("SignIn"),
            Wish::SignedIn(profile) => write!(f, "SignedIn({})", profile.user_name),
            Wish::SignOut => f.write_str("SignOut"),
            Wish::Connect(connect) => write!(f, "Connect({connect:?})"),
            Wish::Environment(name) => write!(f, "Environment({name})"),
        }
    }
}

/// How far the work of a dialog is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// It goes on.
    pub running: bool,
    /// Something failed, and somebody should look.
    pub failed: bool,
    /// How far it is, in a sentence.
    pub sentence: String,
}

/// The answer to a key or a paste.
#[derive(Debug)]
pub enum Answer {
    /// Not mine: the key map decides.
    Ignored,
    /// Mine, and this is to be done.
    Done(Vec<Wish>),
}

/// Whether a layer fills the body or lies on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Fills the body.
    Page,
    /// Lies on the page, in a box of at most this size around its content.
    Dialog {
        /// Columns inside the frame.
        width: u16,
        /// Rows inside the frame.
        height: u16,
    },
}

/// Something that lies on the screen.
pub trait Layer: Send {
    /// Names the layer in tests and logs.
    fn name(&self) -> &'static str;

    /// Page or dialog. A page unless said otherwise.
    fn place(&self, _: &Context) -> Place {
        Place::Page
    }

    /// The path in the header, or the title of the dialog.
    fn title(&self, cx: &Context) -> Vec<String>;

    /// What can be done here.
    fn offers(&self, _: &Context) -> Vec<Offer> {
        Vec::new()
    }

    /// It begins: it is on the screen for the first time.
    fn start(&mut self, _: &Context) -> Vec<Wish> {
        Vec::new()
    }

    /// It is on the screen again after another page.
    fn resume(&mut self, _: &Context) -> Vec<Wish> {
        Vec::new()
    }

    /// The server can be reached again: what failed meanwhile is asked anew.
    fn reconnected(&mut self, cx: &Context) -> Vec<Wish> {
        self.resume(cx)
    }

    /// A key, before the key map sees it. Text fields take their characters here.
    fn key(&mut self, _: Key, _: &Context) -> Answer {
        Answer::Ignored
    }

    /// Whether keys are text now, so that many at once are a paste.
    fn takes_text(&self) -> bool {
        false
    }

    /// Pasted text, as one piece.
    fn paste(&mut self, _: &str, _: &Context) -> Answer {
        Answer::Ignored
    }

    /// The left button was pressed there, where somebody lets the desk have it.
    fn click(&mut self, _: Position, _: &Context) -> Vec<Wish> {
        Vec::new()
    }

    /// One of the offered actions was asked for, and can be done. `None`: it is done by its key, which the layer takes
    /// itself, as fields take theirs.
    fn act(&mut self, _: &'static str, _: &Context) -> Option<Vec<Wish>> {
        None
    }

    /// Esc: close the topmost thing inside this layer. `None`: there was nothing, leave the layer.
    fn step_back(&mut self, _: &Context) -> Option<Vec<Wish>> {
        None
    }

    /// Work has ended.
    fn event(&mut self, _: Event, _: &Context) -> Vec<Wish> {
        Vec::new()
    }

    /// The questions of this layer were stopped: none of them will be answered. What was ordered is answered all the same.
    fn stopped(&mut self, _: &Context) {}

    /// A dialog that this layer opened has ended.
    fn outcome(&mut self, _: Tag, _: Outcome, _: &Context) -> Vec<Wish> {
        Vec::new()
    }

    /// How far its work is, for a dialog whose work can go on behind.
    fn work(&self, _: &Context) -> Option<Work> {
        None
    }

    /// Words of the command line that begin with no known screen: `goto ID`, `export csv`.
    fn command(&mut self, _: &str, _: &Context) -> Option<Vec<Wish>> {
        None
    }

    /// Whether leaving would lose something typed.
    fn is_dirty(&self) -> bool {
        false
    }

    /// The terminal has another size.
    fn resized(&mut self, _: &Context) -> Vec<Wish> {
        Vec::new()
    }

    /// When the picture changes by itself next, in time since the start.
    fn wake(&self, _: &Context) -> Option<Duration> {
        None
    }

    /// That time has come.
    fn tick(&mut self, _: &Context) -> Vec<Wish> {
        Vec::new()
    }

    /// The second last line, when no message needs it.
    fn status(&self, _: &Context) -> String {
        String::new()
    }

    /// Draws itself. Never changes state.
    fn draw(&self, area: Rect, paint: &mut Paint<'_>);
}
