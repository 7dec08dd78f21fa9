//! What can be done on a list screen, and doing it.

use std::time::Duration;

use partnerdesk_api::list::Compare;

use super::{chooser, query::filterable, spec::Row, view::ListView};
use crate::{
    command_line,
    tui::{
        actions,
        context::Context,
        keymap::{Action, Enabled, Offer},
        layer::{Event, Outcome, Tag, Toast, Wish},
        widgets::{
            copy,
            detail::DetailView,
            export,
            picker::{self, Item},
            row_machine::{Ended, Step},
        },
    },
};

macro_rules! actions {
    ($($name:ident = $action:expr;)+) => {
        $(static $name: Action = $action;)+
        /// Every action of a list screen.
        pub static ACTIONS: &[&Action] = &[$(&$name),+];
    };
}

actions! {
    OPEN = Action::new("list.open", &["Enter"]).rank(1);
    MARK = Action::new("list.mark", &["Space"]).rank(40);
    MENU = Action::new("list.menu", &["x"]).rank(41);
    FILTER = Action::new("list.filter", &["/"]).rank(42);
    SORT = Action::new("list.sort", &["s"]).rank(43);
    EXPORT = Action::new("list.export", &["e"]).rank(44);
    DOWN = Action::new("list.down", &["j", "Down"]);
    UP = Action::new("list.up", &["k", "Up"]);
    TOP = Action::new("list.top", &["g g", "Home"]);
    BOTTOM = Action::new("list.bottom", &["G", "End"]);
    HALF_DOWN = Action::new("list.half-down", &["Ctrl-d"]);
    HALF_UP = Action::new("list.half-up", &["Ctrl-u"]);
    PAGE_DOWN = Action::new("list.page-down", &["PgDn", "Ctrl-f"]);
    PAGE_UP = Action::new("list.page-up", &["PgUp"]);
    RANGE = Action::new("list.range", &["V"]);
    MARK_PAGE = Action::new("list.mark-page", &["*"]);
    FORM = Action::new("list.filter-form", &["f"]);
    CLEAR = Action::new("list.clear-filter", &["\\"]);
    REVERSE = Action::new("list.reverse", &["S"]);
    COLUMNS = Action::new("list.columns", &["c"]);
    REFRESH = Action::new("list.refresh", &["r"]);
    AUTO = Action::new("list.auto-refresh", &["R"]);
    COPY_COMMAND = Action::new("list.copy-command", &["y l"]);
    PANE = Action::new("list.pane", &["i"]);
    FOCUS = Action::new("list.focus", &["Tab", "Shift-Tab"]);
}

pub(super) const OPEN_ID: &str = OPEN.id;

const SORT_DIALOG: &str = "list:sort";
const COLUMN_DIALOG: &str = "list:columns-dialog";
const EXPORT_DIALOG: &str = "list:export";
const FILTER_DIALOG: &str = "list:filter";

/// What is offered: the rows' actions, making a new one, and the list's own.
pub(super) fn offers<R: Row>(view: &ListView<R>, cx: &Context) -> Vec<Offer> {
    if view.typing.is_some() {
        let moves = ["list.down", "list.up", "list.page-down", "list.page-up"];
        let moves = ACTIONS.iter().filter(|a| moves.contains(&a.id)).map(|a| Offer::yes(a));
        return std::iter::once(Offer::yes(&actions::PICK).called("list-filter-keep")).chain(moves).collect();
    }
    let targets = view.targets();
    let rows: Vec<&R> = targets.iter().map(|(_, row)| *row).collect();
    let has_row = Enabled::when(!rows.is_empty(), "why-nothing-selected");
    let mut offers = view.actions.offers(&rows, cx);
    offers.extend(view.spec.page_actions.iter().map(|a| {
        let allowed = cx.may(a.operation).and(|| (a.enabled)(cx));
        Offer::when(&a.action, allowed)
    }));
    if view.is_in_pane(cx) {
        offers.push(Offer::yes(&FOCUS).called("list-focus-back"));
        offers.push(Offer::yes(&PANE));
        offers.extend(copy::offers(&targets, Some(view.spec)));
        offers.extend(view.pane.shown.iter().flat_map(|shown| shown.reading.offers()));
        return offers;
    }
    let own = ACTIONS.iter().map(|action| {
        let enabled = match action.id {
            "list.open" => has_row.clone().and(|| Enabled::when(view.spec.detail.is_some(), "why-no-detail")),
            "list.menu" => has_row.clone().and(|| Enabled::when(!view.spec.actions.is_empty(), "why-no-actions")),
            "list.mark" | "list.range" | "list.mark-page" => has_row.clone(),
            "list.copy-command" => Enabled::when(view.spec.command.is_some(), "why-no-command"),
            "list.filter" | "list.filter-form" => {
                Enabled::when(filterable(view.spec).next().is_some(), "why-no-filters")
            }
            "list.clear-filter" => Enabled::when(!view.query.filters.is_empty(), "why-no-filter-set"),
            "list.pane" => Enabled::when(cx.size.width >= super::view::WIDE, "why-too-narrow"),
            "list.focus" => Enabled::when(view.has_pane(cx) && view.pane.shown.is_some(), "why-no-details"),
            _ => Enabled::Yes,
        };
        Offer::when(action, enabled)
    });
    offers.extend(own);
    offers.extend(copy::offers(&targets, Some(view.spec)));
    offers
}

pub(super) fn act<R: Row>(view: &mut ListView<R>, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
    if view.actions.has(id) {
        let rows = view.named_targets();
        return Some(view.actions.act(id, rows, cx));
    }
    if let Some(action) = view.spec.page_actions.iter().find(|a| a.action.id == id) {
        return Some((action.run)(cx));
    }
    if view.is_in_pane(cx) {
        let (lines, rows) = view.pane_sheet(cx);
        if view.pane.shown.as_mut().is_some_and(|shown| shown.reading.act(id, &lines, rows)) {
            return Some(Vec::new());
        }
    }
    let rows = ListView::<R>::visible(cx);
    let at = view.cursor;
    Some(match id {
        "list.down" => view.go_to(at + 1, cx),
        "list.up" => view.go_to(at.saturating_sub(1), cx),
        "list.half-down" => view.go_to(at + rows / 2, cx),
        "list.half-up" => view.go_to(at.saturating_sub(rows / 2), cx),
        "list.page-down" => view.go_to(at + rows, cx),
        "list.page-up" => view.go_to(at.saturating_sub(rows), cx),
        "list.top" => view.go_to(0, cx),
        "list.bottom" => bottom(view, cx),
        "list.open" => open(view),
        "list.mark" => view.mark(cx),
        "list.range" => {
            view.range_from = if view.range_from.is_some() { None } else { Some(at) };
            view.go_to(at, cx)
        }
        "list.mark-page" => view.mark_page(cx),
        "list.menu" => {
            let rows = view.named_targets();
            view.actions.menu(rows, cx)
        }
        "list.filter" => {
            view.begin_typing();
            Vec::new()
        }
        "list.filter-form" => filter_form(view, cx),
        "list.clear-filter" => {
            view.query.filters.clear();
            view.requery(cx)
        }
        "list.sort" => sort_picker(view, cx),
        "list.reverse" => {
            let (field, descending) = view.query.sort.unwrap_or((view.spec.list.newest_first, true));
            view.query.sort = sortable(view).any(|f| f == field).then_some((field, !descending));
            view.requery(cx)
        }
        "list.columns" => vec![Wish::Dialog(Tag::new(COLUMN_DIALOG), chooser::layer(view.spec, &view.columns))],
        "list.refresh" => view.refresh(cx),
        "list.auto-refresh" => auto(view, cx),
        "list.copy-command" => vec![Wish::Copy(command(view, cx), cx.say("copied-list"))],
        "list.export" => {
            let items = ["export-csv", "export-json"].map(|key| Item::new(cx.say(key))).to_vec();
            vec![Wish::Dialog(Tag::new(EXPORT_DIALOG), picker::layer("export-title", items))]
        }
        "list.focus" => {
            view.pane.focused = !view.pane.focused;
            Vec::new()
        }
        "list.pane" => view.toggle_pane(cx),
        _ => return copy::act(id, &view.targets(), Some(view.spec), cx),
    })
}

/// The command that prints the list as it is filtered and sorted.
fn command<R: Row>(view: &ListView<R>, cx: &Context) -> String {
    let fixed = view.spec.fixed.iter().copied();
    let filters = fixed.chain(view.query.filters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    command_line::list(&cx.flags, view.spec.command.unwrap_or_default(), filters, view.query.sort)
}

/// The end: known and near, or one question away.
fn bottom<R: Row>(view: &mut ListView<R>, cx: &Context) -> Vec<Wish> {
    let last = view.window.len().saturating_sub(1);
    let held_to_the_end =
        matches!(view.window.total(), super::window::Total::Exact(_)) && view.window.row(last).is_some();
    if held_to_the_end || view.window.is_far(last) {
        return view.go_to(last, cx);
    }
    match view.window.last_page() {
        Some((ask, put)) if !matches!(put, super::window::Put::From(_)) => vec![view.ask(ask, put, false, cx)],
        _ => view.go_to(last, cx),
    }
}

fn open<R: Row>(view: &ListView<R>) -> Vec<Wish> {
    match (view.spec.detail, view.current()) {
        (Some(detail), Some(row)) => vec![Wish::Page(Box::new(DetailView::of(view.spec, detail, row.clone())))],
        _ => Vec::new(),
    }
}

fn sortable<R: Row>(view: &ListView<R>) -> impl Iterator<Item = &'static str> + use<R> {
    view.spec.list.fields.iter().filter(|f| f.info.sort).map(|f| f.info.wire)
}

fn sort_picker<R: Row>(view: &ListView<R>, cx: &Context) -> Vec<Wish> {
    let item = |wire: &'static str| {
        let mut item = Item::new(cx.say(&format!("col-{wire}")));
        if let Some((_, descending)) = view.query.sort.filter(|(field, _)| *field == wire) {
            item.note = cx.say(if descending { "sort-descending" } else { "sort-ascending" });
        }
        item
    };
    let items = sortable(view).map(item).collect();
    vec![Wish::Dialog(Tag::new(SORT_DIALOG), picker::layer("sort-title", items))]
}

fn filter_form<R: Row>(view: &ListView<R>, cx: &Context) -> Vec<Wish> {
    let items = filterable(view.spec)
        .map(|f| {
            let mut item = Item::new(cx.say(&format!("col-{}", f.wire)));
            item.note = view
                .query
                .filter(f.param)
                .map_or_else(String::new, |v| super::query::chip(view.spec, f.param, v, cx).1);
            item
        })
        .collect();
    vec![Wish::Dialog(Tag::new(FILTER_DIALOG), picker::layer("filter-title", items))]
}

fn auto<R: Row>(view: &mut ListView<R>, cx: &Context) -> Vec<Wish> {
    let next = match view.auto.map(|(seconds, _)| seconds) {
        None => Some(10),
        Some(10) => Some(30),
        Some(30) => Some(60),
        Some(_) => None,
    };
    view.auto = next.map(|seconds| (seconds, cx.now.up + Duration::from_secs(seconds)));
    let sentence = match next {
        Some(seconds) => cx.with("toast-auto-refresh", &[("seconds", seconds.into())]),
        None => cx.say("toast-auto-refresh-off"),
    };
    vec![Wish::Toast(Toast::info(sentence))]
}

/// Opens the export: the marked rows, else everything that the filter selects.
pub(super) fn export<R: Row>(view: &ListView<R>, format: &str, cx: &Context) -> Vec<Wish> {
    let format = if format.trim() == "json" { export::Format::Json } else { export::Format::Csv };
    let rows = view.marked.iter().map(|(_, row)| row.clone()).collect();
    vec![Wish::Dialog(Tag::new("list:exporting"), export::layer(view.spec, view.query.clone(), rows, format, cx))]
}

pub(super) fn event<R: Row>(view: &mut ListView<R>, event: Event, cx: &Context) -> Vec<Wish> {
    view.actions.event(&event, cx).map_or_else(Vec::new, |step| after(view, step, cx))
}

/// An action that has ended, well or not, shows how the rows stand now.
fn after<R: Row>(view: &mut ListView<R>, step: Step, cx: &Context) -> Vec<Wish> {
    let mut wishes = step.wishes;
    if step.ended == Some(Ended::Several) {
        view.marked.clear();
    }
    if step.ended.is_some() {
        wishes.extend(view.refresh(cx));
    }
    wishes
}

pub(super) fn outcome<R: Row>(view: &mut ListView<R>, tag: Tag, outcome: Outcome, cx: &Context) -> Vec<Wish> {
    if let Some(step) = view.actions.outcome(tag, &outcome, cx) {
        return after(view, step, cx);
    }
    match (tag.name, outcome) {
        (SORT_DIALOG, Outcome::Chosen(index)) => {
            let Some(field) = sortable(view).nth(index) else { return Vec::new() };
            let again = view.query.sort == Some((field, false));
            view.query.sort = Some((field, again));
            view.requery(cx)
        }
        (COLUMN_DIALOG, Outcome::Values(columns)) => view.arrange(columns),
        (EXPORT_DIALOG, Outcome::Chosen(index)) => export(view, if index == 1 { "json" } else { "csv" }, cx),
        (FILTER_DIALOG, Outcome::Chosen(index)) => ask_value(view, index, cx),
        (FILTER_VALUE, outcome) => set_value(view, tag.number, &outcome, cx),
        _ => Vec::new(),
    }
}

const FILTER_VALUE: &str = "list:filter-value";

/// The value of one filter: picked where the words are known, else typed.
fn ask_value<R: Row>(view: &ListView<R>, index: usize, cx: &Context) -> Vec<Wish> {
    let Some(field) = filterable(view.spec).nth(index) else { return Vec::new() };
    let tag = Tag::numbered(FILTER_VALUE, index as u64);
    let label = cx.say(&format!("col-{}", field.wire));
    let dialog = match field.filter {
        Some(Compare::OneOf(words)) => {
            let items = words.iter().map(|w| Item::new(crate::tui::widgets::status::word(w, cx))).collect();
            picker::layer("filter-title", items)
        }
        _ => crate::tui::widgets::prompt::layer(label, view.query.filter(field.param).unwrap_or_default()),
    };
    vec![Wish::Dialog(tag, dialog)]
}

fn set_value<R: Row>(view: &mut ListView<R>, index: u64, outcome: &Outcome, cx: &Context) -> Vec<Wish> {
    let field = usize::try_from(index).ok().and_then(|i| filterable(view.spec).nth(i));
    let value = match (outcome, field.and_then(|f| f.filter)) {
        (Outcome::Chosen(i), Some(Compare::OneOf(words))) => words.get(*i).copied().unwrap_or_default(),
        (Outcome::Words(words), _) => words.as_str(),
        _ => return Vec::new(),
    };
    if let Some(field) = field {
        view.query.set(field.param, value);
    }
    // Back to the fields: a filter often has several.
    let mut wishes = view.requery(cx);
    wishes.extend(filter_form(view, cx));
    wishes
}
