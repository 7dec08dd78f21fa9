//! What can be done with rows: when, how dangerous it is, and what it sends. Shared by lists and detail pages.

use serde_json::Value;

use super::{bulk, confirm};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Layer, Outcome, Request, Tag, Task, Toast, Wish},
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
    /// How dangerous it is.
    pub danger: Danger,
    /// Whether a reason is asked for.
    pub reason: Reason,
    /// Whether several rows can be done at once.
    pub bulk: bool,
    /// Whether it can be done with this row, for this person.
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
    /// An action that changes nothing and is always there.
    pub const fn new(
        id: &'static str,
        keys: &'static [&'static str],
        run: fn(&R, Option<&str>, &Context) -> Do,
    ) -> Self {
        RowAction {
            action: Action::new(id, keys),
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

/// Question to the server before an action.
pub const ASKED: &str = "row:asked";
/// The dialog before an action.
pub const CONFIRM: &str = "row:confirm";
/// The call of an action.
pub const CALLED: &str = "row:called";
/// A dialog that does the rest of an action by itself has ended.
pub const OPENED: &str = "row:opened";
/// The menu of actions.
pub const MENU: &str = "row:menu";
/// The dialog that does an action with many rows has ended.
pub const BULK: &str = "row:bulk";

/// Whether an action can be done with these rows.
pub fn enabled<R>(action: &RowAction<R>, rows: &[&R], cx: &Context) -> Enabled {
    let changes = action.danger != Danger::None;
    let allowed = if changes { cx.may_change() } else { Enabled::Yes };
    allowed
        .and(|| Enabled::when(!rows.is_empty(), "why-nothing-selected"))
        .and(|| Enabled::when(rows.len() < 2 || action.bulk, "why-one-at-a-time"))
        .and(|| rows.iter().fold(Enabled::Yes, |so_far, row| so_far.and(|| (action.enabled)(row, cx))))
}

/// The offers of a set of actions for these rows.
pub fn offers<R>(actions: &'static [RowAction<R>], rows: &[&R], cx: &Context) -> Vec<Offer> {
    actions.iter().map(|a| Offer::when(&a.action, enabled(a, rows, cx))).collect()
}

/// The first step of an action: a question, a dialog, or the thing itself.
pub fn begin<R: Clone + Send + 'static>(
    actions: &'static [RowAction<R>],
    index: usize,
    rows: &[(String, R)],
    cx: &Context,
) -> Vec<Wish> {
    let (Some(action), Some((_, first))) = (actions.get(index), rows.first()) else { return Vec::new() };
    if let (Some(question), 1) = (&action.ask, rows.len()) {
        return vec![Wish::Run(Task::Call(Tag::numbered(ASKED, index as u64), (question.request)(first)))];
    }
    decide(actions, index, rows, cx)
}

/// The step after the question.
pub fn decide<R: Clone + Send + 'static>(
    actions: &'static [RowAction<R>],
    index: usize,
    rows: &[(String, R)],
    cx: &Context,
) -> Vec<Wish> {
    let (Some(action), Some((_, first))) = (actions.get(index), rows.first()) else { return Vec::new() };
    if rows.len() > 1 {
        return vec![Wish::Dialog(Tag::new(BULK), bulk::layer(action, rows.to_vec(), cx))];
    }
    match action.danger {
        Danger::None | Danger::Reversible => perform(action, index, first, None, cx),
        Danger::Hard | Danger::Final => {
            let names: Vec<String> = rows.iter().map(|(name, _)| name.clone()).collect();
            let dialog = confirm::action(&action.action, action.danger, action.reason, &names, cx);
            vec![Wish::Dialog(Tag::numbered(CONFIRM, index as u64), dialog)]
        }
    }
}

/// Does an action with one row.
pub fn perform<R>(action: &RowAction<R>, index: usize, row: &R, reason: Option<&str>, cx: &Context) -> Vec<Wish> {
    match (action.run)(row, reason, cx) {
        Do::Call(request) => vec![Wish::Run(Task::Call(Tag::numbered(CALLED, index as u64), request))],
        Do::Page(layer) => vec![Wish::Page(layer)],
        Do::Dialog(layer) => vec![Wish::Dialog(Tag::new(OPENED), layer)],
        Do::Copy(text, what) => vec![Wish::Copy(text, cx.say(what))],
    }
}

/// The dialog before an action has ended: do it, or nothing.
pub fn confirmed<R>(action: &RowAction<R>, index: usize, row: &R, outcome: &Outcome, cx: &Context) -> Vec<Wish> {
    match outcome {
        Outcome::Confirmed(reason) => perform(action, index, row, reason.as_deref(), cx),
        _ => Vec::new(),
    }
}

/// The call of an action succeeded: say so, and what follows.
pub fn succeeded<R>(action: &RowAction<R>, name: &str, row: &R, reply: &Value, cx: &Context) -> Vec<Wish> {
    let key = format!("{}.done", action.action.word());
    // An action that only opens something has nothing to report.
    let said = cx.texts.find(&key).map(|_| Toast::info(cx.with(&key, &[("name", name.to_string().into())])));
    let undo = |toast: Toast| toast.undoable(action.undo.map(|undo| undo(row)));
    let mut wishes: Vec<Wish> = said.map(|toast| Wish::Toast(undo(toast))).into_iter().collect();
    wishes.extend(action.then.map_or_else(Vec::new, |then| then(row, reply, cx)));
    wishes
}
