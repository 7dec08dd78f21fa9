//! Layers: what lies on the screen. The lowest is a page, dialogs lie on it; the top one sees a key first.
//!
//! A layer holds its state and answers with [`Wish`]es; it does no work itself. What takes time is a [`Task`], which is
//! plain data, so that tests can compare what a key led to.

use std::{fmt, path::PathBuf, time::Duration};

use partnerdesk_api::{
    account::Profile,
    operation::{Effect, Info},
};
use ratatui::layout::Rect;
use serde_json::Value;

use super::{context::Context, key::Key, keymap::Offer, paint::Paint};
use crate::client::ClientError;

/// How a layer knows an answer again: what was asked, and a number that tells questions apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    /// What was asked.
    pub name: &'static str,
    /// A generation or an index, as the layer likes.
    pub number: u64,
}

impl Tag {
    /// A question that is asked once at a time.
    pub const fn new(name: &'static str) -> Tag {
        Tag { name, number: 0 }
    }
    /// One of several.
    pub const fn numbered(name: &'static str, number: u64) -> Tag {
        Tag { name, number }
    }
}

/// A call of an operation, with its types erased.
#[derive(Clone)]
pub struct Request {
    /// Which operation.
    pub operation: &'static Info,
    /// Path parameters.
    pub path: Value,
    /// The input.
    pub input: Value,
}

impl Request {
    /// A call without path parameters.
    pub fn new(operation: &'static Info, input: Value) -> Request {
        Request { operation, path: Value::Null, input }
    }
    /// With path parameters, as a JSON object.
    #[must_use]
    pub fn at(mut self, path: Value) -> Request {
        self.path = path;
        self
    }
}

impl PartialEq for Request {
    fn eq(&self, other: &Request) -> bool {
        self.operation.id == other.operation.id && self.path == other.path && self.input == other.input
    }
}

impl fmt::Debug for Request {
    /// Without the input: it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.operation.id, self.path)
    }
}

/// Work that takes time.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Call an operation.
    Call(Tag, Request),
    /// Open a session; the credentials travel as an input.
    SignIn(Tag, Request),
    /// Read a file of at most so many bytes.
    ReadFile(Tag, PathBuf, u64),
    /// Read the names in a folder.
    ReadFolder(Tag, PathBuf),
    /// Write a text into a file, or behind what it holds.
    WriteFile {
        /// For the answer.
        tag: Tag,
        /// Which file.
        path: PathBuf,
        /// What to write.
        text: String,
        /// Behind what is there; else the file must not exist yet.
        append: bool,
    },
    /// Keep something small between runs, for this user only: a draft, a choice of columns.
    Keep(String, Value),
    /// Look for something kept.
    Recall(Tag, String),
    /// Throw something kept away.
    Forget(String),
}

impl Task {
    /// The tag of a question. It changes nothing, so it may be stopped in the middle.
    pub fn question(&self) -> Option<Tag> {
        match self {
            Task::Call(tag, request) if request.operation.effect != Effect::Changes => Some(*tag),
            Task::SignIn(tag, _) | Task::ReadFile(tag, ..) | Task::ReadFolder(tag, _) | Task::Recall(tag, _) => {
                Some(*tag)
            }
            _ => None,
        }
    }

    /// The tag of an order to the server. Whatever becomes of the layer that gave it, its answer is waited for.
    pub fn order(&self) -> Option<Tag> {
        match self {
            Task::Call(tag, request) if request.operation.effect == Effect::Changes => Some(*tag),
            _ => None,
        }
    }
}

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Whether it is a folder itself.
    pub is_folder: bool,
}

/// What a layer is told.
#[derive(Clone, Debug)]
pub enum Event {
    /// An operation answered.
    Reply(Tag, Result<Value, ClientError>),
    /// A session is open, or not.
    SignedIn(Tag, Result<Box<Profile>, ClientError>),
    /// A file was read.
    File(Tag, Result<Vec<u8>, String>),
    /// A folder was read.
    Folder(Tag, Result<Vec<Entry>, String>),
    /// A file was written.
    Written(Tag, Result<(), String>),
    /// Something kept was found, or nothing.
    Recalled(Tag, Option<Value>),
}

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

/// How to get a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connect {
    /// Where the chosen profile leads.
    Resume,
    /// The sample country.
    TryIt,
    /// An empty desk on this machine.
    StartHere,
    /// A server elsewhere.
    Address(String),
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
    /// Do an action of the layer below.
    Act(&'static str),
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
        !matches!(self, Wish::Page(_) | Wish::Go(..) | Wish::Act(_) | Wish::Close(_))
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
            Wish::Act(action) => write!(f, "Act({action})"),
            Wish::SignedIn(profile) => write!(f, "SignedIn({})", profile.user_name),
            Wish::SignOut => f.write_str("SignOut"),
            Wish::Connect(connect) => write!(f, "Connect({connect:?})"),
            Wish::Environment(name) => write!(f, "Environment({name})"),
        }
    }
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

    /// One of the offered actions was asked for, and can be done.
    fn act(&mut self, _: &'static str, _: &Context) -> Vec<Wish> {
        Vec::new()
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
