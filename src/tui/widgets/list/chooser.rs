//! The dialog that arranges the columns of a list: which, in what order, how wide.

use ratatui::layout::Rect;
use serde_json::json;

use super::{
    columns::{Columns, WIDTHS},
    spec::ListSpec,
};
use crate::tui::{
    actions,
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Layer, Outcome, Place, Wish},
    paint::Paint,
    theme::Tone,
};

static DOWN: Action = Action::new("columns.down", &["j", "Down"]);
static UP: Action = Action::new("columns.up", &["k", "Up"]);
static LATER: Action = Action::new("columns.later", &["J"]).rank(4);
static EARLIER: Action = Action::new("columns.earlier", &["K"]).rank(3);
static NARROWER: Action = Action::new("columns.narrower", &["h", "Left"]).rank(5);
static WIDER: Action = Action::new("columns.wider", &["l", "Right"]).rank(6);
static RESET: Action = Action::new("columns.reset", &["0"]).rank(7);

/// Every action of this dialog.
pub static ACTIONS: &[&Action] = &[&EARLIER, &LATER, &NARROWER, &WIDER, &RESET, &DOWN, &UP];

/// The dialog over the columns as they stand. The outcome is how they are to stand.
pub(super) fn layer<R>(spec: &'static ListSpec<R>, columns: &Columns) -> Box<dyn Layer> {
    let entry = |order: &Columns| {
        let entry = |c: &super::spec::Column<R>| Entry {
            name: c.name,
            head: c.head_key(),
            usual: c.width,
            shown: order.shows(c.name),
            width: order.widths.get(c.name).copied(),
        };
        order.ordered(spec).into_iter().map(entry).collect::<Vec<_>>()
    };
    Box::new(Chooser { entries: entry(columns), declared: entry(&Columns::default()), at: 0 })
}

#[derive(Clone, PartialEq)]
struct Entry {
    name: &'static str,
    head: String,
    /// The width that it is declared with.
    usual: u16,
    shown: bool,
    width: Option<u16>,
}

struct Chooser {
    entries: Vec<Entry>,
    declared: Vec<Entry>,
    at: usize,
}

impl Chooser {
    fn columns(&self) -> Columns {
        let name = |e: &Entry| e.name.to_string();
        let names = |entries: &[Entry]| entries.iter().map(|e| e.name).collect::<Vec<_>>();
        // An order that nobody changed follows the declaration, whatever becomes of it.
        let moved = names(&self.entries) != names(&self.declared);
        Columns {
            order: if moved { self.entries.iter().map(name).collect() } else { Vec::new() },
            hidden: self.entries.iter().filter(|e| !e.shown).map(name).collect(),
            widths: self.entries.iter().filter_map(|e| Some((name(e), e.width?))).collect(),
        }
    }

    /// The last column that is shown stays.
    fn can_hide(&self) -> Enabled {
        let others = self.entries.iter().enumerate().any(|(i, e)| i != self.at && e.shown);
        let shown = self.entries.get(self.at).is_some_and(|e| e.shown);
        Enabled::when(!shown || others, "why-last-column")
    }

    fn swap_with(&mut self, other: usize) {
        if other < self.entries.len() {
            self.entries.swap(self.at, other);
            self.at = other;
        }
    }

    fn resize(&mut self, by: i16) {
        if let Some(entry) = self.entries.get_mut(self.at) {
            let width = entry.width.unwrap_or(entry.usual).saturating_add_signed(by);
            entry.width = Some(width.clamp(*WIDTHS.start(), *WIDTHS.end()));
        }
    }
}

impl Layer for Chooser {
    fn name(&self) -> &'static str {
        "columns"
    }
    fn place(&self, _: &Context) -> Place {
        Place::Dialog { width: 52, height: u16::try_from(self.entries.len()).unwrap_or(u16::MAX) }
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("columns-title")]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        let last = self.entries.len().saturating_sub(1);
        let mut offers =
            vec![Offer::yes(&actions::PICK).called("columns-keep"), Offer::when(&actions::TICK, self.can_hide())];
        offers.extend(ACTIONS.iter().map(|action| match action.id {
            "columns.earlier" => Offer::when(action, Enabled::when(self.at > 0, "why-first-column")),
            "columns.later" => Offer::when(action, Enabled::when(self.at < last, "why-at-the-end")),
            "columns.reset" => Offer::when(action, Enabled::when(self.entries != self.declared, "why-as-declared")),
            _ => Offer::yes(action),
        }));
        offers
    }
    fn act(&mut self, id: &'static str, _: &Context) -> Option<Vec<Wish>> {
        match id {
            "columns.down" => self.at = (self.at + 1).min(self.entries.len().saturating_sub(1)),
            "columns.up" => self.at = self.at.saturating_sub(1),
            "columns.later" => self.swap_with(self.at + 1),
            "columns.earlier" => self.swap_with(self.at.saturating_sub(1)),
            "columns.narrower" => self.resize(-1),
            "columns.wider" => self.resize(1),
            "columns.reset" => self.entries = self.declared.clone(),
            "dialog.tick" => {
                if let Some(entry) = self.entries.get_mut(self.at) {
                    entry.shown = !entry.shown;
                }
            }
            "dialog.pick" => return Some(vec![Wish::Close(Outcome::Values(json!(self.columns())))]),
            _ => return None,
        }
        Some(Vec::new())
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let rows = usize::from(area.height).max(1);
        let from = self.at.saturating_sub(rows - 1);
        for (y, (i, entry)) in (area.y..area.bottom()).zip(self.entries.iter().enumerate().skip(from)) {
            let cx = paint.cx;
            let here = i == self.at;
            let tone = match (here, entry.shown) {
                (true, _) => Tone::Cursor,
                (false, true) => Tone::Ink,
                (false, false) => Tone::Off,
            };
            if here {
                paint.put(area.x, y, 1, cx.symbols.cursor, Tone::Cursor);
                paint.cursor = Some((area.x, y).into());
            }
            let width = match entry.width {
                Some(width) => cx.with("columns-width", &[("n", width.into())]),
                None => cx.say("columns-by-itself"),
            };
            let taken = paint.put_right(area.right(), y, 20, &width, Tone::Quiet);
            let room = area.width.saturating_sub(taken + 5);
            paint.put(area.x + 2, y, 1, if entry.shown { cx.symbols.tick } else { " " }, Tone::Good);
            paint.put(area.x + 4, y, room, &cx.say(&entry.head), tone);
        }
    }
}
