//! How the page of one thing is declared, and the answers that it shows.

use std::collections::HashMap;

use partnerdesk_api::operation::Operation;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    client::ClientError,
    tui::{
        context::Context,
        layer::Request,
        theme::Tone,
        widgets::{failure, row_action::RowAction},
    },
};

/// A page of one thing.
pub struct DetailSpec<R: 'static> {
    /// Names the page in tests and logs.
    pub name: &'static str,
    /// The path in the header.
    pub title: fn(&R, &Context) -> Vec<String>,
    /// What identifies it, for the clipboard.
    pub id: fn(&R) -> String,
    /// What it is called in sentences and confirmations.
    pub called: fn(&R) -> String,
    /// What is asked besides, each operation once.
    pub load: fn(&R) -> Vec<Request>,
    /// What is shown.
    pub lines: fn(&R, &Answers, &Context) -> Vec<Line>,
    /// What can be done.
    pub actions: &'static [RowAction<R>],
}

/// One line of the page.
pub enum Line {
    /// A heading; a text key.
    Heading(&'static str),
    /// A label (a text key) and a value from outside; long values go on below.
    Field(&'static str, String),
    /// A label and a state on the wire.
    Status(&'static str, String),
    /// A sentence of ours with its tone.
    Note(String, Tone),
    /// Text from outside over several lines.
    Text(String),
    /// Text from outside whose lines keep their indentation: JSON.
    Code(String),
    /// A table: heads (text keys) and rows from outside.
    Table(Vec<&'static str>, Vec<Vec<String>>),
    /// A blank line.
    Gap,
}

/// Answers to what is asked besides, by the id of the operation.
#[derive(Debug, Default)]
pub struct Answers(pub(super) HashMap<&'static str, Result<Value, ClientError>>);

/// One answer, as far as it is there.
#[derive(Debug)]
pub enum Answered<T> {
    /// Not yet.
    Waiting,
    /// Here it is.
    Here(T),
    /// Why not, in a sentence.
    Failed(String),
}

impl Answers {
    /// The answer to an operation, as the type that the operation answers with.
    pub fn get<P, I, T: DeserializeOwned>(&self, operation: &Operation<P, I, T>, cx: &Context) -> Answered<T> {
        match self.0.get(operation.info.id) {
            None => Answered::Waiting,
            Some(Err(error)) => Answered::Failed(failure::sentence(error, cx)),
            Some(Ok(value)) => match serde_json::from_value(value.clone()) {
                Ok(value) => Answered::Here(value),
                Err(_) => Answered::Failed(cx.say("failed-unreadable")),
            },
        }
    }

    /// The code of a refusal, for details that know what a certain refusal means.
    pub fn refusal<P, I, T>(&self, operation: &Operation<P, I, T>) -> Option<&str> {
        self.0.get(operation.info.id)?.as_ref().err()?.failure().map(|f| f.code.as_ref())
    }
}
