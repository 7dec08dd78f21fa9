//! The page of one thing, alone.

use ratatui::layout::Rect;
use serde::Serialize;

use super::{DetailSpec, DetailState};
use crate::tui::{
    chrome,
    context::Context,
    key::Key,
    keymap::{Action, Enabled, Offer},
    layer::{Answer, Event, Layer, Outcome, Tag, Toast, Wish},
    paint::Paint,
    widgets::{
        copy, failure,
        list::ListSpec,
        reading,
        row_action::{self, Danger},
        search::Pieces,
    },
};

static REFRESH: Action = Action::new("detail.refresh", &["r"]).rank(60);

/// Every action of a detail page that is not one of reading or copying.
pub static ACTIONS: &[&Action] = &[&REFRESH];

/// The page of one thing, alone.
pub struct DetailView<R: 'static> {
    state: DetailState<R>,
    /// The list it comes from, which knows how to write it.
    list: Option<&'static ListSpec<R>>,
}

impl<R: Clone + Serialize + Send + 'static> DetailView<R> {
    /// A page of something that stands in no list.
    pub fn new(spec: &'static DetailSpec<R>, row: R) -> Self {
        DetailView { state: DetailState::new(spec, row), list: None }
    }

    /// A page of a row of a list.
    pub fn of(list: &'static ListSpec<R>, spec: &'static DetailSpec<R>, row: R) -> Self {
        DetailView { list: Some(list), ..DetailView::new(spec, row) }
    }

    fn chosen(&self) -> Vec<(String, R)> {
        vec![((self.state.spec.called)(&self.state.row), self.state.row.clone())]
    }

    fn identified(&self) -> Vec<(String, R)> {
        let id = (self.state.spec.id)(&self.state.row);
        if id.is_empty() { Vec::new() } else { vec![(id, self.state.row.clone())] }
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
        let mut offers = row_action::offers(self.state.spec.actions, &[&self.state.row], cx);
        offers.push(Offer::yes(&REFRESH));
        let identified = self.identified();
        if !identified.is_empty() {
            offers.extend(copy::offers(&identified, self.list));
        }
        offers.extend(self.state.reading.offers());
        offers
    }
    fn start(&mut self, _: &Context) -> Vec<Wish> {
        self.state.load()
    }
    fn resume(&mut self, _: &Context) -> Vec<Wish> {
        self.state.reload()
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
    fn act(&mut self, id: &'static str, cx: &Context) -> Vec<Wish> {
        if let Some(index) = self.state.spec.actions.iter().position(|a| a.action.id == id) {
            return row_action::begin(self.state.spec.actions, index, &self.chosen(), cx);
        }
        if id == REFRESH.id {
            return self.state.reload();
        }
        if let Some(wishes) = copy::act(id, &self.identified(), self.list, cx) {
            return wishes;
        }
        let (lines, rows) = self.sheet(cx);
        self.state.reading.act(id, &lines, rows);
        Vec::new()
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        let Event::Reply(tag, result) = event else { return Vec::new() };
        if DetailState::<R>::is_asked(tag) {
            self.state.answer(tag, result);
            return Vec::new();
        }
        let index = usize::try_from(tag.number).unwrap_or(usize::MAX);
        let Some(action) = self.state.spec.actions.get(index) else { return Vec::new() };
        match (tag.name, result) {
            (row_action::ASKED, Ok(reply)) => match action.ask.as_ref().map(|q| (q.enabled)(&reply)) {
                Some(Enabled::No(why)) => vec![Wish::Toast(Toast::warning(cx.say(why)))],
                _ => row_action::decide(self.state.spec.actions, index, &self.chosen(), cx),
            },
            (row_action::CALLED, Ok(reply)) => {
                let name = (self.state.spec.called)(&self.state.row);
                let mut wishes = row_action::succeeded(action, &name, &self.state.row, &reply, cx);
                // The row is as it was; the list it came from knows how it is now. What changes nothing leaves nothing.
                let stays = action.danger == Danger::None
                    || wishes.iter().any(|w| matches!(w, Wish::Page(_) | Wish::Dialog(..)));
                if !stays {
                    wishes.push(Wish::Back);
                }
                wishes
            }
            (_, Err(error)) => vec![Wish::Toast(Toast::error(failure::sentence(&error, cx)))],
            _ => Vec::new(),
        }
    }
    fn outcome(&mut self, tag: Tag, outcome: Outcome, cx: &Context) -> Vec<Wish> {
        let index = usize::try_from(tag.number).unwrap_or(usize::MAX);
        match (tag.name, self.state.spec.actions.get(index)) {
            (row_action::CONFIRM, Some(action)) => row_action::confirmed(action, index, &self.state.row, &outcome, cx),
            _ => Vec::new(),
        }
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        self.state.draw(Self::inside(area), paint);
    }
}
