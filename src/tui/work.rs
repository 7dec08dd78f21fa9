//! Work that layers ask for, as plain data, and what comes back.

use std::{fmt, path::PathBuf};

use partnerdesk_api::{
    account::Profile,
    list::ListQuery,
    operation::{Effect, Info, Input, NoPath, Operation},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

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
    /// A call with the path parameters and the input that the operation's types ask for: what is misspelt does not
    /// compile.
    pub fn of<P: Serialize, I: Input, R>(operation: &'static Operation<P, I, R>, path: P, input: I) -> Request {
        Request { operation: &operation.info, path: erased(path), input: erased(input) }
    }
    /// A call for a page of a list.
    pub fn page(operation: &'static Info, query: ListQuery) -> Request {
        Request { operation, path: erased(NoPath {}), input: erased(query) }
    }
    /// A call with what was filled into a form, whose rules have been checked.
    pub fn filled(operation: &'static Info, path: Value, input: Value) -> Request {
        Request { operation, path, input }
    }
}

/// What an operation answered, as the type that it answers with.
///
/// # Errors
/// [`ClientError::Unreadable`] when it is something else.
pub fn answer<P, I, R: DeserializeOwned>(_: &Operation<P, I, R>, reply: &Value) -> Result<R, ClientError> {
    R::deserialize(reply).map_err(|e| ClientError::Unreadable(e.to_string()))
}

/// Members of the contract's own types are always JSON.
fn erased(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
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
            Task::SignIn(tag, _) | Task::ReadFile(tag, ..) | Task::ReadFolder(tag, _) => Some(*tag),
            _ => None,
        }
    }

    /// Whether it is about small things kept between runs.
    pub fn is_keepsake(&self) -> bool {
        matches!(self, Task::Keep(..) | Task::Recall(..) | Task::Forget(..))
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
    /// A text came back from the person's editor, or why it did not.
    Edited(Tag, Result<String, String>),
    /// Something kept was found, or nothing.
    Recalled(Tag, Option<Value>),
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
