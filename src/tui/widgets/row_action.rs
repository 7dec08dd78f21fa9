//! What can be done with rows, declared: when, how dangerous it is, and what it sends. `row_machine` does it.

use partnerdesk_api::operation::Info;
use serde_json::Value;

use crate::tui::{
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Layer, Request, Wish},
};

/// How hard it is to take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Danger {
    /// Changes nothing.
    None,
    /// Can be taken back.
    Reversible,
    /// Hard to take back: a dialog names it.
    Hard,
    /// Final: the name is typed.
    Final,
}

/// Whether a reason is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No.
    Never,
    /// It may be given.
    Optional,
    /// It must be given.
    Required,
}

/// What an action comes to.
pub enum Do {
    /// A call.
    Call(Request),
    /// A page of its own.
    Page(Box<dyn Layer>),
    /// A dialog that does the rest by itself: a download.
    Dialog(Box<dyn Layer>),
    /// Something for the clipboard, with what it is (a text key).
    Copy(String, &'static str),
}

/// What follows on success: from the row and the reply.
pub type Then<R> = fn(&R, &Value, &Context) -> Vec<Wish>;

/// Something that can be done with a row.
pub struct RowAction<R: 'static> {
    /// Id, keys, place in the footer.
    pub action: Action,
    /// What it calls in the end: who may do that, and whether it changes anything, stands with the operation alone.
    pub operation: &'static Info,
    /// How dangerous it is.
    pub danger: Danger,
    /// Whether a reason is asked for.
    pub reason: Reason,
    /// Whether several rows can be done at once.
    pub bulk: bool,
    /// Whether it can be done with this row.
    pub enabled: fn(&R, &Context) -> Enabled,
    /// What it comes to, with the reason given.
    pub run: fn(&R, Option<&str>, &Context) -> Do,
    /// Asked first, when the row alone cannot tell whether it can be done; the answer decides.
    pub ask: Option<Question<R>>,
    /// What takes it back.
    pub undo: Option<fn(&R) -> Request>,
    /// What follows on success besides the sentence: a secret to show, a page to open.
    pub then: Option<Then<R>>,
}

/// A question to the server before an action.
pub struct Question<R: 'static> {
    /// What is asked.
    pub request: fn(&R) -> Request,
    /// What the answer means.
    pub enabled: fn(&Value) -> Enabled,
}

impl<R> RowAction<R> {
    /// An action that calls an operation, for everybody who may call that.
    pub const fn new(
        id: &'static str,
        keys: &'static [&'static str],
        operation: &'static Info,
        run: fn(&R, Option<&str>, &Context) -> Do,
    ) -> Self {
        RowAction {
            action: Action::new(id, keys),
            operation,
            danger: Danger::None,
            reason: Reason::Never,
            bulk: false,
            enabled: |_, _| Enabled::Yes,
            run,
            ask: None,
            undo: None,
            then: None,
        }
    }
    /// With a place in the footer.
    pub const fn rank(mut self, rank: u8) -> Self {
        self.action = self.action.rank(rank);
        self
    }
    /// With its condition.
    pub const fn when(mut self, enabled: fn(&R, &Context) -> Enabled) -> Self {
        self.enabled = enabled;
        self
    }
    /// With its danger.
    pub const fn danger(mut self, danger: Danger) -> Self {
        self.danger = danger;
        self
    }
    /// With a reason.
    pub const fn reason(mut self, reason: Reason) -> Self {
        self.reason = reason;
        self
    }
    /// For several rows at once.
    pub const fn bulk(mut self) -> Self {
        self.bulk = true;
        self
    }
    /// With a question to the server first.
    pub const fn asking(mut self, question: Question<R>) -> Self {
        self.ask = Some(question);
        self
    }
    /// With what takes it back.
    pub const fn undone_by(mut self, undo: fn(&R) -> Request) -> Self {
        self.undo = Some(undo);
        self
    }
    /// With what follows on success.
    pub const fn then(mut self, then: Then<R>) -> Self {
        self.then = Some(then);
        self
    }
}

/// Whether an action can be done with these rows.
pub fn enabled<R>(action: &RowAction<R>, rows: &[&R], cx: &Context) -> Enabled {
    cx.may(action.operation)
        .and(|| Enabled::when(!rows.is_empty(), "why-nothing-selected"))
        .and(|| Enabled::when(rows.len() < 2 || action.bulk, "why-one-at-a-time"))
        .and(|| rows.iter().fold(Enabled::Yes, |so_far, row| so_far.and(|| (action.enabled)(row, cx))))
}

/// The offers of a set of actions for these rows.
pub fn offers<R>(actions: &'static [RowAction<R>], rows: &[&R], cx: &Context) -> Vec<Offer> {
    actions.iter().map(|a| Offer::when(&a.action, enabled(a, rows, cx))).collect()
}
