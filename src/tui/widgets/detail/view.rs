//! The page of one thing, alone.

use ratatui::layout::Rect;
use serde::Serialize;

use super::{DetailSpec, DetailState};
use crate::tui::{
    chrome,
    context::Context,
    key::Key,
    keymap::{Action, Offer},
    layer::{Answer, Event, Layer, Outcome, Tag, Wish},
    paint::Paint,
    widgets::{
        copy,
        list::ListSpec,
        reading,
        row_machine::{Ended, RowActions, Step},
        search::Pieces,
    },
};

static REFRESH: Action = Action::new("detail.refresh", &["r"]).rank(60);

/// Every action of a detail page that is not one of reading or copying.
pub static ACTIONS: &[&Action] = &[&REFRESH];

/// The page of one thing, alone.
pub struct DetailView<R: 'static> {
    state: DetailState<R>,
    actions: RowActions<R>,
    rounds: u64,
    /// The list it comes from, which knows how to write it.
    list: Option<&'static ListSpec<R>>,
}

impl<R: Clone + Serialize + Send + 'static> DetailView<R> {
    /// A page of something that stands in no list.
    pub fn new(spec: &'static DetailSpec<R>, row: R) -> Self {
        DetailView { state: DetailState::new(spec, row), actions: RowActions::new(spec.actions), rounds: 0, list: None }
    }

    /// A page of a row of a list.
    pub fn of(list: &'static ListSpec<R>, spec: &'static DetailSpec<R>, row: R) -> Self {
        DetailView { list: Some(list), ..DetailView::new(spec, row) }
    }

    /// The row is as it was; the list it came from knows how it is now.
    fn after(step: Step) -> Vec<Wish> {
        let Step { mut wishes, ended } = step;
        let stays = wishes.iter().any(|w| matches!(w, Wish::Page(_) | Wish::Dialog(..)));
        if ended == Some(Ended::Done) && !stays {
            wishes.push(Wish::Back);
        }
        wishes
    }

    fn identified(&self) -> Vec<(String, &R)> {
        let id = (self.state.spec.id)(&self.state.row);
        if id.is_empty() { Vec::new() } else { vec![(id, &self.state.row)] }
    }

    fn inside(area: Rect) -> Rect {
        Rect { x: area.x + 2, width: area.width.saturating_sub(4).min(reading::WIDEST), ..area }
    }

    /// The lines as they are drawn, and how many there is room for.
    fn sheet(&self, cx: &Context) -> (Vec<Pieces>, u16) {
        let place = Self::inside(chrome::body(Rect::new(0, 0, cx.size.width, cx.size.height)));
        (self.state.lines(place.width, cx), place.height)
    }
}

impl<R: Clone + Serialize + Send + 'static> Layer for DetailView<R> {
    fn name(&self) -> &'static str {
        self.state.spec.name
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        (self.state.spec.title)(&self.state.row, cx)
    }
    fn offers(&self, cx: &Context) -> Vec<Offer> {
        let mut offers = self.actions.offers(&[&self.state.row], cx);
        offers.push(Offer::yes(&REFRESH));
        let identified = self.identified();
        if !identified.is_empty() {
            offers.extend(copy::offers(&identified, self.list));
        }
        offers.extend(self.state.reading.offers());
        offers
    }
    fn start(&mut self, _: &Context) -> Vec<Wish> {
        self.state.load(&mut self.rounds)
    }
    fn resume(&mut self, _: &Context) -> Vec<Wish> {
        self.state.load(&mut self.rounds)
    }
    fn takes_text(&self) -> bool {
        self.state.reading.takes_text()
    }
    fn key(&mut self, key: Key, cx: &Context) -> Answer {
        let (lines, rows) = self.sheet(cx);
        self.state.reading.key(key, &lines, rows)
    }
    fn paste(&mut self, text: &str, cx: &Context) -> Answer {
        let (lines, rows) = self.sheet(cx);
        self.state.reading.paste(text, &lines, rows)
    }
    fn step_back(&mut self, _: &Context) -> Option<Vec<Wish>> {
        self.state.reading.step_back().then(Vec::new)
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        if self.actions.has(id) {
            let row = self.state.row.clone();
            return Some(self.actions.act(id, vec![((self.state.spec.called)(&row), row)], cx));
        }
        if id == REFRESH.id {
            return Some(self.state.load(&mut self.rounds));
        }
        if let Some(wishes) = copy::act(id, &self.identified(), self.list, cx) {
            return Some(wishes);
        }
        let (lines, rows) = self.sheet(cx);
        self.state.reading.act(id, &lines, rows).then(Vec::new)
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        if let Some(step) = self.actions.event(&event, cx) {
            return Self::after(step);
        }
        if let Event::Reply(tag, result) = event
            && self.state.expects(tag)
        {
            self.state.answer(tag, result);
        }
        Vec::new()
    }
    fn outcome(&mut self, tag: Tag, outcome: Outcome, cx: &Context) -> Vec<Wish> {
        self.actions.outcome(tag, &outcome, cx).map_or_else(Vec::new, Self::after)
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        self.state.draw(Self::inside(area), paint);
    }
}
