//! The actions of the desk itself.

use super::keymap::Action;

/// Close the topmost thing.
pub static ESCAPE: Action = Action::new("app.escape", &["Esc"]).rank(90);
/// Leave the page.
pub static BACK: Action = Action::new("app.back", &["q"]);
/// The command palette.
pub static COMMAND: Action = Action::new("app.command", &[":", "F9"]).rank(98);
/// What can be done here.
pub static HELP: Action = Action::new("app.help", &["?", "F1"]).rank(99);
/// The last page.
pub static LAST: Action = Action::new("app.last", &["-"]);
/// Back in the history.
pub static BACKWARD: Action = Action::new("app.backward", &["["]);
/// Forward in the history.
pub static FORWARD: Action = Action::new("app.forward", &["]"]);
/// Paint everything again.
pub static REDRAW: Action = Action::new("app.redraw", &["Ctrl-l"]);
/// Back to the shell for a while.
pub static SUSPEND: Action = Action::new("app.suspend", &["Ctrl-z"]);
/// Take the last reversible action back.
pub static UNDO: Action = Action::new("app.undo", &["u"]);
/// What was copied last, for the terminal's own selection.
pub static COPIED: Action = Action::new("app.copied", &["y v"]);
/// What was said so far.
pub static MESSAGES: Action = Action::new("app.messages", &[]);
/// Go on behind.
pub static BACKGROUND: Action = Action::new("app.background", &["b"]).rank(5);
/// What goes on behind.
pub static TASKS: Action = Action::new("app.tasks", &[]);
/// Sign out.
pub static SIGN_OUT: Action = Action::new("app.sign-out", &[]);
/// End the program.
pub static QUIT: Action = Action::new("app.quit", &[]);

/// Take what the cursor is on. Dialogs see Enter themselves; this says so.
pub static PICK: Action = Action::new("dialog.pick", &["Enter"]).rank(1);
/// Tick what the cursor is on.
pub static TICK: Action = Action::new("dialog.tick", &["Space"]).rank(2);
/// Confirm what the dialog asks.
pub static YES: Action = Action::new("dialog.yes", &["y"]).rank(1);
/// Go to the next field of a dialog or a form.
pub static NEXT: Action = Action::new("dialog.next", &["Tab"]).rank(3);

/// What dialogs offer.
pub static DIALOG: &[&Action] = &[&PICK, &TICK, &YES, &NEXT];

/// Offered on every page.
pub static GLOBAL: &[Action] =
    &[ESCAPE, BACK, COMMAND, HELP, LAST, BACKWARD, FORWARD, REDRAW, SUSPEND, MESSAGES, TASKS, SIGN_OUT, QUIT];

/// Offered over dialogs too.
pub static EVERYWHERE: &[Action] = &[ESCAPE, REDRAW, SUSPEND];
