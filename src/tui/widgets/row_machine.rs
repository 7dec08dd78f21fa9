//! Doing things with rows: the question before, the dialog, the call, what follows. One machine for lists,
//! pages and cards. What was begun keeps its action and its rows under a number, so that an answer finds them whatever
//! is begun or chosen in the meantime.

use super::{
    bulk,
    confirm::{self, ReasonAsked},
    failure,
    form::limits,
    picker,
    row_action::{self, Danger, Do, Reason, RowAction},
};
use crate::tui::{
    context::Context,
    keymap::{Enabled, Offer},
    layer::{Event, Layer, Outcome, Tag, Task, Toast, Wish},
};

/// Rows with what each is called.
pub type Named<R> = Vec<(String, R)>;

/// How an action ended, for whoever shows the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Something has changed.
    Done,
    /// It failed; somebody else may have been faster.
    Failed,
    /// The dialog for many rows was closed.
    Several,
}

/// What an answer led to.
pub struct Step {
    /// What is to be done.
    pub wishes: Vec<Wish>,
    /// Whether an action has ended with it.
    pub ended: Option<Ended>,
}

impl Step {
    const fn on(wishes: Vec<Wish>) -> Step {
        Step { wishes, ended: None }
    }
}

/// An action that was begun.
struct Begun<R: 'static> {
    serial: u64,
    /// Not chosen yet while the menu is open.
    action: Option<&'static RowAction<R>>,
    rows: Named<R>,
}

/// An action and its rows.
type Found<'a, R> = (&'static RowAction<R>, &'a [(String, R)]);

/// The actions of some rows, and those that are under way.
pub struct RowActions<R: 'static> {
    actions: &'static [RowAction<R>],
    begun: Vec<Begun<R>>,
    serial: u64,
}

const ASKED: &str = "row:asked";
const CONFIRM: &str = "row:confirm";
const CALLED: &str = "row:called";
const OPENED: &str = "row:opened";
const MENU: &str = "row:menu";
const BULK: &str = "row:bulk";

impl<R: Clone + Send + 'static> RowActions<R> {
    /// Nothing is under way.
    pub const fn new(actions: &'static [RowAction<R>]) -> Self {
        RowActions { actions, begun: Vec::new(), serial: 0 }
    }

    /// What is offered for these rows.
    pub fn offers(&self, rows: &[&R], cx: &Context) -> Vec<Offer> {
        row_action::offers(self.actions, rows, cx)
    }

    /// Whether an action is one of these.
    pub fn has(&self, id: &str) -> bool {
        self.actions.iter().any(|a| a.action.id == id)
    }

    /// Begins an action.
    pub fn act(&mut self, id: &str, rows: Named<R>, cx: &Context) -> Vec<Wish> {
        let serial = self.begin(self.actions.iter().find(|a| a.action.id == id), rows);
        self.ask(serial, cx)
    }

    /// Opens the menu of actions.
    pub fn menu(&mut self, rows: Named<R>, cx: &Context) -> Vec<Wish> {
        let offers = self.offers(&rows.iter().map(|(_, row)| row).collect::<Vec<_>>(), cx);
        let items = offers.iter().map(|o| picker::Item::offer(o, cx)).collect();
        let serial = self.begin(None, rows);
        vec![Wish::Dialog(Tag::numbered(MENU, serial), picker::menu("menu-title", items))]
    }

    fn begin(&mut self, action: Option<&'static RowAction<R>>, rows: Named<R>) -> u64 {
        self.serial += 1;
        self.begun.push(Begun { serial: self.serial, action, rows });
        self.serial
    }

    /// The action of a number, with its rows.
    fn find(&self, serial: u64) -> Option<Found<'_, R>> {
        let begun = self.begun.iter().find(|b| b.serial == serial)?;
        Some((begun.action?, &begun.rows))
    }

    fn forget(&mut self, serial: u64) {
        self.begun.retain(|b| b.serial != serial);
    }

    /// The first step: a question to the server, where there is one.
    fn ask(&mut self, serial: u64, cx: &Context) -> Vec<Wish> {
        match self.find(serial) {
            Some((RowAction { ask: Some(question), .. }, [(_, row)])) => {
                vec![Wish::Run(Task::Call(Tag::numbered(ASKED, serial), (question.request)(row)))]
            }
            _ => self.decide(serial, cx),
        }
    }

    /// The step after the question: a dialog, or the thing itself.
    fn decide(&mut self, serial: u64, cx: &Context) -> Vec<Wish> {
        let Some((action, rows)) = self.find(serial) else { return Vec::new() };
        if rows.len() > 1 {
            return vec![Wish::Dialog(Tag::numbered(BULK, serial), bulk::layer(action, rows.to_vec(), cx))];
        }
        match action.danger {
            Danger::None | Danger::Reversible => self.perform(serial, None, cx),
            Danger::Hard | Danger::Final => {
                vec![Wish::Dialog(Tag::numbered(CONFIRM, serial), confirmation(action, rows, cx))]
            }
        }
    }

    fn perform(&mut self, serial: u64, reason: Option<&str>, cx: &Context) -> Vec<Wish> {
        let Some((action, [(_, row), ..])) = self.find(serial) else { return Vec::new() };
        let wish = match (action.run)(row, reason, cx) {
            Do::Call(request) => {
                debug_assert_eq!(request.operation.id, action.operation.id, "{} says what it calls", action.action.id);
                return vec![Wish::Run(Task::Call(Tag::numbered(CALLED, serial), request))];
            }
            Do::Page(layer) => Wish::Page(layer),
            Do::Dialog(layer) => Wish::Dialog(Tag::new(OPENED), layer),
            Do::Copy(text, what) => Wish::Copy(text, cx.say(what)),
        };
        self.forget(serial);
        vec![wish]
    }

    /// An answer. `None`: it is none of ours.
    pub fn event(&mut self, event: &Event, cx: &Context) -> Option<Step> {
        match event {
            Event::Reply(Tag { name: ASKED, number }, Ok(reply)) => {
                let ask = self.find(*number).and_then(|(action, _)| action.ask.as_ref());
                let enabled = ask.map_or(Enabled::Yes, |question| (question.enabled)(reply));
                Some(Step::on(match cx.why_not(&enabled) {
                    Some(why) => {
                        self.forget(*number);
                        vec![Wish::Toast(Toast::warning(why))]
                    }
                    None => self.decide(*number, cx),
                }))
            }
            Event::Reply(Tag { name: CALLED, number }, Ok(reply)) => Some(self.succeeded(*number, reply, cx)),
            Event::Reply(Tag { name: ASKED | CALLED, number }, Err(error)) => {
                self.forget(*number);
                let toast = Toast::error(failure::sentence(error, cx));
                Some(Step { wishes: vec![Wish::Toast(toast)], ended: Some(Ended::Failed) })
            }
            _ => None,
        }
    }

    /// The call succeeded: say so, and what follows.
    fn succeeded(&mut self, serial: u64, reply: &serde_json::Value, cx: &Context) -> Step {
        let Some((action, [(name, row), ..])) = self.find(serial) else { return Step::on(Vec::new()) };
        let key = format!("{}.done", action.action.word());
        // An action that only opens something has nothing to report.
        let said = cx.texts.find(&key).map(|_| Toast::info(cx.with(&key, &[("name", name.clone().into())])));
        let undo = |toast: Toast| toast.undoable(action.undo.map(|undo| undo(row)));
        let mut wishes: Vec<Wish> = said.map(|toast| Wish::Toast(undo(toast))).into_iter().collect();
        wishes.extend(action.then.map_or_else(Vec::new, |then| then(row, reply, cx)));
        self.forget(serial);
        Step { wishes, ended: (action.danger != Danger::None).then_some(Ended::Done) }
    }

    /// A dialog has ended. `None`: it was none of ours.
    pub fn outcome(&mut self, tag: Tag, outcome: &Outcome, cx: &Context) -> Option<Step> {
        let serial = tag.number;
        Some(match (tag.name, outcome) {
            (MENU, Outcome::Chosen(index)) => {
                let action = self.actions.get(*index);
                self.begun.iter_mut().filter(|b| b.serial == serial).for_each(|b| b.action = action);
                Step::on(self.ask(serial, cx))
            }
            (CONFIRM, Outcome::Confirmed(reason)) => Step::on(self.perform(serial, reason.as_deref(), cx)),
            (MENU | CONFIRM, _) => {
                self.forget(serial);
                Step::on(Vec::new())
            }
            (BULK, _) => {
                self.forget(serial);
                Step { wishes: Vec::new(), ended: Some(Ended::Several) }
            }
            _ => return None,
        })
    }
}

/// The dialog before an action with rows that are called so. The operation says how long its reason may be.
pub fn confirmation<R>(action: &'static RowAction<R>, rows: &[(String, R)], cx: &Context) -> Box<dyn Layer> {
    let most = || match (action.run)(&rows.first()?.1, None, cx) {
        Do::Call(request) => limits(request.operation, "reason", &[]).most,
        Do::Page(_) | Do::Dialog(_) | Do::Copy(..) => None,
    };
    let needed = action.reason == Reason::Required;
    let reason = (action.reason != Reason::Never).then(|| ReasonAsked { needed, most: most() });
    let names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    confirm::action(&action.action, action.danger, reason, &names, cx)
}

#[cfg(test)]
#[path = "row_machine_tests.rs"]
mod tests;
