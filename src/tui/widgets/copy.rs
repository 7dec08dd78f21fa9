//! Copying rows: their ids, as lines of cells, as JSON, and the command that shows them. The same keys on a list and on
//! the page of one thing.

use partnerdesk_api::list::Compare;
use serde::Serialize;
use serde_json::{Value, json};

use super::list::ListSpec;
use crate::{
    command_line,
    tui::{
        context::Context,
        keymap::{Action, Enabled, Offer},
        layer::Wish,
        text,
    },
};

static ID: Action = Action::new("copy.id", &["y y"]).rank(61);
static ROW: Action = Action::new("copy.row", &["y r"]);
static JSON: Action = Action::new("copy.json", &["y j"]);
static COMMAND: Action = Action::new("copy.command", &["y u"]);

/// Every action of copying.
pub static ACTIONS: &[&Action] = &[&ID, &ROW, &JSON, &COMMAND];

/// What can be copied of these rows, each with its id. Cells and the command are known of rows of a list only.
pub fn offers<R>(rows: &[(String, &R)], list: Option<&ListSpec<R>>) -> Vec<Offer> {
    let some = Enabled::when(!rows.is_empty(), "why-nothing-selected");
    let listed = some.clone().and(|| Enabled::when(list.is_some(), "why-no-row"));
    let command = listed.clone().and(|| Enabled::when(list.is_some_and(|l| l.command.is_some()), "why-no-command"));
    vec![
        Offer::when(&ID, some.clone()),
        Offer::when(&ROW, listed),
        Offer::when(&JSON, some),
        Offer::when(&COMMAND, command),
    ]
}

/// Copies; `None` when the action is no such one.
pub fn act<R: Serialize>(
    id: &str,
    rows: &[(String, &R)],
    list: Option<&ListSpec<R>>,
    cx: &Context,
) -> Option<Vec<Wish>> {
    let lines = |line: &dyn Fn(&(String, &R)) -> String| rows.iter().map(line).collect::<Vec<_>>().join("\n");
    let (copied, what) = match (id, list) {
        ("copy.id", _) => (lines(&|(id, _)| id.clone()), "copied-id"),
        ("copy.json", _) => {
            let values: Vec<Value> = rows.iter().filter_map(|(_, row)| serde_json::to_value(row).ok()).collect();
            let one = if let [one] = &values[..] { one.clone() } else { json!(values) };
            (format!("{one:#}"), "copied-json")
        }
        ("copy.row", Some(list)) => (lines(&|(_, row)| cells(list, row)), "copied-row"),
        ("copy.command", Some(list)) => (lines(&|(id, row)| command(list, id, row, cx)), "copied-command"),
        _ => return None,
    };
    Some(vec![Wish::Copy(copied, cx.say(what))])
}

/// A row as cells apart by tabs.
fn cells<R>(list: &ListSpec<R>, row: &R) -> String {
    let cells = list.list.fields.iter().map(|f| text::clean(&(f.text)(row)).into_owned());
    cells.collect::<Vec<_>>().join("\t")
}

/// The command that shows the row: by its id, or by all that can be filtered by where no command takes an id.
fn command<R>(list: &ListSpec<R>, id: &str, row: &R, cx: &Context) -> String {
    let group = list.command.unwrap_or_default();
    if list.shows_one {
        return command_line::show(&cx.flags, group, id);
    }
    // How many days something has left says another thing tomorrow.
    let lasting = |compare: Compare| !matches!(compare, Compare::WithinDays);
    let filters = list.list.fields.iter().filter(|f| f.info.filter.is_some_and(lasting));
    let known: Vec<_> = filters.map(|f| (f.info.param, (f.text)(row).into_owned())).collect();
    // A filter that holds the id alone says it all.
    let by_id: Vec<_> = known.iter().filter(|(_, value)| value == id).take(1).cloned().collect();
    let filters = if by_id.is_empty() { known } else { by_id };
    let filters = filters.iter().map(|(name, value)| (*name, value.as_str())).filter(|(_, value)| !value.is_empty());
    command_line::list(&cx.flags, group, filters, None)
}
