//! The details of the row under the cursor, beside the list.
//!
//! While the cursor moves, the details stay as they are and only lose their mark: painting them for each row would make
//! every move expensive on a slow line. Once the cursor rests, the next ones are asked for, and shown when they are
//! complete, so that only what differs is painted.

use std::time::Duration;

use ratatui::layout::Rect;
use serde_json::Value;

use super::{
    spec::Row,
    view::{ListView, WIDE},
};
use crate::{
    client::ClientError,
    tui::{
        chrome,
        context::Context,
        layer::{Tag, Wish},
        paint::Paint,
        text,
        theme::Tone,
        widgets::{detail::DetailState, search::Pieces},
    },
};

/// How long the cursor rests on a row before its details are asked for.
const REST: Duration = Duration::from_millis(300);
/// How long details are waited for before they are shown as far as they are there.
const PATIENCE: Duration = Duration::from_millis(400);
/// Lines above the details: whose they are, and a blank.
const ABOVE: u16 = 2;

/// The details beside a list.
pub(super) struct Pane<R: 'static> {
    /// Somebody wants them.
    pub(super) on: bool,
    /// The keys go there.
    pub(super) focused: bool,
    pub(super) shown: Option<DetailState<R>>,
    /// What will be shown next, as far as it is answered.
    coming: Option<DetailState<R>>,
    due: Option<Due>,
}

/// What happens next by itself.
#[derive(Clone, Copy)]
enum Due {
    /// The cursor has rested: ask.
    Ask(Duration),
    /// It was waited for long enough: show what is there.
    Show(Duration),
}

impl<R> Default for Pane<R> {
    fn default() -> Self {
        Pane { on: true, focused: false, shown: None, coming: None, due: None }
    }
}

impl<R: Row> ListView<R> {
    /// Whether the details stand beside the list.
    pub(super) fn has_pane(&self, cx: &Context) -> bool {
        self.pane.on && self.spec.detail.is_some() && cx.size.width >= WIDE
    }

    /// Whether the keys go to the details.
    pub(super) fn is_in_pane(&self, cx: &Context) -> bool {
        self.pane.focused && self.has_pane(cx) && self.pane.shown.is_some()
    }

    /// Shows the details, or hides them.
    pub(super) fn toggle_pane(&mut self, cx: &Context) -> Vec<Wish> {
        self.pane = Pane { on: !self.pane.on, ..Pane::default() };
        self.ask_details(cx)
    }

    /// Nothing that was asked will be answered.
    pub(super) fn stop_details(&mut self) {
        (self.pane.coming, self.pane.due) = (None, None);
        self.outdate();
    }

    fn outdate(&mut self) {
        if let Some(shown) = &mut self.pane.shown {
            shown.outdate();
        }
    }

    fn is_here(&self, state: Option<&DetailState<R>>) -> bool {
        let here = self.current().map(|row| self.id(row));
        state.is_some_and(|state| Some(self.id(&state.row)) == here)
    }

    /// Whether the details under the cursor are shown, and no newer row wants newer ones.
    fn stands(&self) -> bool {
        let shown = self.pane.shown.as_ref();
        self.is_here(shown) && shown.is_some_and(DetailState::is_recent)
    }

    /// The cursor has moved.
    pub(super) fn follow(&mut self, cx: &Context) {
        if !self.has_pane(cx) {
            return;
        }
        let coming = self.pane.coming.as_ref();
        let settled = if coming.is_some() { self.is_here(coming) } else { self.stands() };
        if settled {
            if matches!(self.pane.due, Some(Due::Ask(_))) {
                self.pane.due = None;
            }
        } else {
            self.pane.coming = None;
            self.pane.due = Some(Due::Ask(cx.now.up + REST));
        }
    }

    /// Rows have come: their details too, unless the cursor is moving. Newer rows want newer details.
    pub(super) fn renew(&mut self, newer: bool, cx: &Context) -> Vec<Wish> {
        if self.current().is_none() {
            self.pane.shown = None;
            self.stop_details();
            return Vec::new();
        }
        if newer {
            self.outdate();
        }
        let comes = self.is_here(self.pane.coming.as_ref()) && !newer;
        let moving = matches!(self.pane.due, Some(Due::Ask(_)));
        if self.stands() || comes || moving { Vec::new() } else { self.ask_details(cx) }
    }

    /// Asks for the details of the row under the cursor. When they are shown already, the row is shown as it stands now,
    /// and what else is known of it stays until it is known better.
    pub(super) fn ask_details(&mut self, cx: &Context) -> Vec<Wish> {
        self.stop_details();
        let (true, Some(detail), Some(row)) = (self.has_pane(cx), self.spec.detail, self.current().cloned()) else {
            return Vec::new();
        };
        let here = self.is_here(self.pane.shown.as_ref());
        if let (true, Some(shown)) = (here, &mut self.pane.shown) {
            shown.row = row;
            return shown.load(&mut self.serial);
        }
        let mut state = DetailState::new(detail, row);
        let wishes = state.load(&mut self.serial);
        self.pane.due = Some(Due::Show(cx.now.up + PATIENCE));
        self.pane.coming = Some(state);
        self.show_complete();
        wishes
    }

    fn show_complete(&mut self) {
        if self.pane.coming.as_ref().is_some_and(DetailState::is_complete) {
            self.show_details();
        }
    }

    /// Shows what was waited for.
    fn show_details(&mut self) {
        if let Some(next) = self.pane.coming.take() {
            self.pane.shown = Some(next);
        }
        self.pane.due = None;
    }

    /// Takes an answer about details, unless it is to an earlier question.
    pub(super) fn answer_details(&mut self, tag: Tag, result: Result<Value, ClientError>) {
        let Pane { shown, coming, .. } = &mut self.pane;
        if let Some(asker) = [shown, coming].into_iter().flatten().find(|details| details.expects(tag)) {
            asker.answer(tag, result);
        }
        self.show_complete();
    }

    /// When something happens by itself.
    pub(super) fn pane_wake(&self) -> Option<Duration> {
        self.pane.due.map(|due| match due {
            Due::Ask(at) | Due::Show(at) => at,
        })
    }

    /// Does what is due.
    pub(super) fn pane_tick(&mut self, cx: &Context) -> Vec<Wish> {
        match self.pane.due {
            Some(Due::Ask(at)) if at <= cx.now.up => self.ask_details(cx),
            Some(Due::Show(at)) if at <= cx.now.up => {
                self.show_details();
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// The lines of the details as they are drawn, and how many there is room for.
    pub(super) fn pane_sheet(&self, cx: &Context) -> (Vec<Pieces>, u16) {
        let body = chrome::body(Rect::new(0, 0, cx.size.width, cx.size.height));
        let place = inside(body);
        let lines = self.pane.shown.as_ref().map_or_else(Vec::new, |shown| shown.lines(place.width, cx));
        (lines, place.height)
    }

    /// Draws the details: whose they are, marked while the cursor is there, then the lines.
    pub(super) fn draw_pane(&self, area: Rect, paint: &mut Paint<'_>) {
        let from = list_width(area);
        paint.side(from, area.y, area.height);
        let (Some(shown), Some(detail)) = (&self.pane.shown, self.spec.detail) else { return };
        let place = inside(area);
        let cx = paint.cx;
        let title = (detail.title)(&shown.row, cx).pop().unwrap_or_default();
        let focused = self.is_in_pane(cx);
        if self.stands() {
            paint.put(from + 2, area.y, 1, cx.symbols.cursor, Tone::Cursor);
        }
        let tone = if focused { Tone::Cursor } else { Tone::Title };
        paint.put(place.x, area.y, place.width, &text::clean(&title), tone);
        let cursor = paint.cursor;
        if focused {
            paint.cursor = Some((from + 2, area.y).into());
        }
        shown.draw(place, paint);
        if !focused {
            paint.cursor = cursor;
        }
    }
}

/// Columns that the list takes when details stand beside it.
pub(super) fn list_width(area: Rect) -> u16 {
    (area.width * 3 / 5).max(72)
}

/// Where the lines of the details stand.
fn inside(area: Rect) -> Rect {
    let from = list_width(area);
    Rect {
        x: from + 4,
        y: area.y + ABOVE,
        width: area.width.saturating_sub(from + 6),
        height: area.height.saturating_sub(ABOVE),
    }
}
