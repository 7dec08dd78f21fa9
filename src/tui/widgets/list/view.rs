//! The state of a list screen: where the cursor is, what is held, what was asked for.

use std::time::Duration;

use jiff::Timestamp;
use ratatui::layout::{Position, Rect};
use serde_json::{Value, json};

use super::{
    acts,
    columns::Columns,
    marks::{Gathering, MARKS},
    paging::Asked,
    pane::{self, Pane},
    query::{Query, filterable},
    spec::{ListSpec, Row},
    window::{Total, Window},
};
use crate::{
    client::ClientError,
    tui::{
        chrome,
        context::Context,
        key::Key,
        keymap::Offer,
        layer::{Answer, Event, Layer, Outcome, Tag, Task, Wish},
        paint::Paint,
        widgets::{detail, input::Input, loaded::PATIENCE, row_machine::RowActions},
    },
};

/// Lines above the rows: filters and position, a rule, the heads.
pub(super) const ABOVE: u16 = 3;
/// From this width on the detail stands beside the list.
pub(super) const WIDE: u16 = 120;
/// How long typing rests before it is asked for.
const DEBOUNCE: Duration = Duration::from_millis(120);

/// A filter line that is typed into.
pub(super) struct Typing {
    pub(super) input: Input,
    /// What was there before; Esc brings it back.
    before: Query,
    due: Option<Duration>,
}

/// A list screen.
pub struct ListView<R: Row> {
    pub(super) spec: &'static ListSpec<R>,
    pub(super) window: Window<R>,
    pub(super) query: Query,
    pub(super) cursor: u64,
    pub(super) top: u64,
    /// The id of the row under the cursor: after a refresh the cursor stays with it.
    pub(super) here: Option<String>,
    pub(super) marked: Vec<(String, R)>,
    pub(super) range_from: Option<u64>,
    /// Rows that are being read to be marked.
    pub(super) gathering: Option<Gathering<R>>,
    pub(super) serial: u64,
    pub(super) asked: Vec<Asked>,
    pub(super) failure: Option<ClientError>,
    /// The last answer, where it had all rows: they are filtered and sorted here.
    pub(super) whole: Option<Value>,
    pub(super) fresh_at: Option<Timestamp>,
    /// Seconds between refreshes, and when the next is due.
    pub(super) auto: Option<(u64, Duration)>,
    pub(super) columns: Columns,
    pub(super) pane: Pane<R>,
    pub(super) typing: Option<Typing>,
    pub(super) actions: RowActions<R>,
}

impl<R: Row> ListView<R> {
    /// A list with the filters it begins with.
    pub fn boxed(spec: &'static ListSpec<R>, filters: &[(&str, &str)]) -> Box<dyn Layer> {
        Box::new(ListView::new(spec, filters))
    }

    /// A list with the filters it begins with, or others.
    pub fn new(spec: &'static ListSpec<R>, filters: &[(&str, &str)]) -> Self {
        let mut query = Query::default();
        for (name, value) in if filters.is_empty() { spec.begins_with } else { filters } {
            if let Some(field) = filterable(spec).find(|f| f.param.eq_ignore_ascii_case(name)) {
                query.set(field.param, value);
            }
        }
        ListView {
            spec,
            window: Window::new(u64::from(super::query::PAGE_SIZE)),
            query,
            cursor: 0,
            top: 0,
            here: None,
            marked: Vec::new(),
            range_from: None,
            gathering: None,
            serial: 0,
            asked: Vec::new(),
            failure: None,
            whole: None,
            fresh_at: None,
            auto: None,
            columns: Columns::default(),
            pane: Pane::default(),
            typing: None,
            actions: RowActions::new(spec.actions),
        }
    }

    /// The list of what belongs to something, which the path of its operation names.
    pub fn at(mut self, path: Value) -> Self {
        self.query.at = Some(path);
        self
    }

    pub(super) fn id(&self, row: &R) -> String {
        (self.spec.list.id)(row).to_string()
    }

    /// The row under the cursor.
    pub(super) fn current(&self) -> Option<&R> {
        self.window.row(self.cursor)
    }

    /// The marked rows, else the one under the cursor.
    pub(super) fn targets(&self) -> Vec<(String, &R)> {
        match self.marked.is_empty() {
            false => self.marked.iter().map(|(id, row)| (id.clone(), row)).collect(),
            true => self.current().into_iter().map(|row| (self.id(row), row)).collect(),
        }
    }

    /// The rows of an action, each with what it is called.
    pub(super) fn named_targets(&self) -> Vec<(String, R)> {
        let name = |(id, row): (String, &R)| (self.spec.called.map_or(id, |called| called(row)), row.clone());
        self.targets().into_iter().map(name).collect()
    }

    pub(super) fn visible(cx: &Context) -> u64 {
        let body = chrome::body(Rect::new(0, 0, cx.size.width, cx.size.height));
        u64::from(body.height.saturating_sub(ABOVE)).max(1)
    }

    /// Moves the cursor and asks for what is missing there.
    pub(super) fn go_to(&mut self, at: u64, cx: &Context) -> Vec<Wish> {
        let last = self.window.len().saturating_sub(1);
        self.cursor = at.min(last);
        self.here = self.current().map(|row| self.id(row));
        self.keep_in_sight(cx);
        self.mark_range();
        self.follow(cx);
        self.want(cx)
    }

    pub(super) fn keep_in_sight(&mut self, cx: &Context) {
        let rows = Self::visible(cx);
        let last_top = self.window.len().saturating_sub(rows);
        self.top = self.top.clamp((self.cursor + 1).saturating_sub(rows), self.cursor);
        if !self.window.is_empty() && self.top > last_top {
            self.top = last_top.min(self.cursor);
        }
    }

    /// How long the oldest question has been waiting.
    pub(super) fn waiting(&self, cx: &Context) -> Option<Duration> {
        self.asked.iter().map(|a| cx.now.up.saturating_sub(a.since)).max()
    }

    pub(super) fn begin_typing(&mut self) {
        let words = self.query.words(self.spec);
        self.typing = Some(Typing { input: Input::with(words), before: self.query.clone(), due: None });
    }

    fn apply_typing(&mut self, cx: &Context) -> Vec<Wish> {
        let Some(typing) = &mut self.typing else { return Vec::new() };
        typing.due = None;
        let query = self.query.with(self.spec, typing.input.text());
        if query == self.query {
            return Vec::new();
        }
        self.query = query;
        self.requery(cx)
    }

    /// Under which the arrangement of the columns is kept: several views may show the same list.
    fn kept(&self) -> String {
        format!("columns-{}", self.spec.title)
    }

    /// The columns as somebody arranged them, kept for the next run.
    pub(super) fn arrange(&mut self, columns: Value) -> Vec<Wish> {
        self.columns = serde_json::from_value(columns).unwrap_or_default();
        vec![Wish::Run(Task::Keep(self.kept(), json!(self.columns)))]
    }
}

/// The tag of a page of rows.
pub(super) const PAGE: &str = "list:page";
/// The tag of the columns as they were arranged in an earlier run.
const COLUMNS: &str = "list:columns";

impl<R: Row> Layer for ListView<R> {
    fn name(&self) -> &'static str {
        self.spec.list.name
    }

    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say(self.spec.title)]
    }

    fn offers(&self, cx: &Context) -> Vec<Offer> {
        acts::offers(self, cx)
    }

    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        let mut wishes = vec![Wish::Run(Task::Recall(Tag::new(COLUMNS), self.kept()))];
        wishes.extend(self.want(cx));
        wishes
    }

    fn resume(&mut self, cx: &Context) -> Vec<Wish> {
        self.refresh(cx)
    }

    fn takes_text(&self) -> bool {
        let searching = self.pane.focused && self.pane.shown.as_ref().is_some_and(|s| s.reading.takes_text());
        self.typing.is_some() || searching
    }

    fn key(&mut self, key: Key, cx: &Context) -> Answer {
        if self.is_in_pane(cx) {
            let (lines, rows) = self.pane_sheet(cx);
            let shown = self.pane.shown.as_mut();
            return shown.map_or(Answer::Ignored, |shown| shown.reading.key(key, &lines, rows));
        }
        let Some(typing) = &mut self.typing else { return Answer::Ignored };
        if key.code == crossterm::event::KeyCode::Enter {
            let wishes = self.apply_typing(cx);
            self.typing = None;
            return Answer::Done(wishes);
        }
        if !typing.input.key(key) {
            return Answer::Ignored;
        }
        typing.due = Some(cx.now.up + DEBOUNCE);
        Answer::Done(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: &Context) -> Answer {
        if self.is_in_pane(cx) {
            let (lines, rows) = self.pane_sheet(cx);
            let shown = self.pane.shown.as_mut();
            return shown.map_or(Answer::Ignored, |shown| shown.reading.paste(text, &lines, rows));
        }
        if self.typing.is_none() {
            self.begin_typing();
        }
        if let Some(typing) = &mut self.typing {
            typing.input.insert(text);
        }
        Answer::Done(self.apply_typing(cx))
    }

    /// A click goes to a row; one on the row under the cursor opens it.
    fn click(&mut self, at: Position, cx: &Context) -> Vec<Wish> {
        let body = chrome::body(Rect::new(0, 0, cx.size.width, cx.size.height));
        let beside = self.has_pane(cx) && at.x >= pane::list_width(body);
        let row = at.y.checked_sub(body.y + ABOVE).filter(|row| !beside && u64::from(*row) < Self::visible(cx));
        let Some(row) = row.map(|row| self.top + u64::from(row)).filter(|row| *row < self.window.len()) else {
            return Vec::new();
        };
        self.pane.focused = false;
        if row == self.cursor && self.typing.is_none() {
            acts::act(self, acts::OPEN_ID, cx).unwrap_or_default()
        } else {
            self.go_to(row, cx)
        }
    }

    fn act(&mut self, action: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        acts::act(self, action, cx)
    }

    fn step_back(&mut self, cx: &Context) -> Option<Vec<Wish>> {
        if self.is_in_pane(cx) {
            let searched = self.pane.shown.as_mut().is_some_and(|shown| shown.reading.step_back());
            self.pane.focused = searched;
            return Some(Vec::new());
        }
        if let Some(typing) = self.typing.take() {
            let changed = self.query != typing.before;
            self.query = typing.before;
            return Some(if changed { self.requery(cx) } else { Vec::new() });
        }
        if self.gathering.take().is_some() {
            return Some(vec![Wish::Stop(MARKS)]);
        }
        if self.range_from.take().is_some() || !self.marked.is_empty() {
            self.marked.clear();
            return Some(Vec::new());
        }
        if !self.query.filters.is_empty() {
            self.query.filters.clear();
            return Some(self.requery(cx));
        }
        None
    }

    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        match event {
            Event::Reply(tag, result) if tag.name == PAGE => self.page(tag.number, result, cx),
            Event::Reply(tag, result) if tag.name == MARKS => self.gathered(tag.number, result, cx),
            Event::Recalled(tag, Some(value)) if tag.name == COLUMNS => {
                self.columns = serde_json::from_value(value).unwrap_or_default();
                Vec::new()
            }
            Event::Reply(tag, result) if tag.name == detail::ASKED => {
                self.answer_details(tag, result);
                Vec::new()
            }
            event => acts::event(self, event, cx),
        }
    }

    fn stopped(&mut self, _: &Context) {
        self.asked.clear();
        self.gathering = None;
        self.stop_details();
    }

    fn outcome(&mut self, tag: Tag, outcome: Outcome, cx: &Context) -> Vec<Wish> {
        acts::outcome(self, tag, outcome, cx)
    }

    fn command(&mut self, words: &str, cx: &Context) -> Option<Vec<Wish>> {
        let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
        match verb {
            "goto" => {
                self.query.filters.clear();
                self.query.set(self.spec.find_by()?, rest);
                Some(self.requery(cx))
            }
            "filter" => {
                self.query = self.query.with(self.spec, rest);
                Some(self.requery(cx))
            }
            "export" => Some(acts::export(self, rest, cx)),
            _ => None,
        }
    }

    fn resized(&mut self, cx: &Context) -> Vec<Wish> {
        self.keep_in_sight(cx);
        let mut wishes = self.want(cx);
        wishes.extend(self.renew(false, cx));
        wishes
    }

    fn wake(&self, cx: &Context) -> Option<Duration> {
        let now = cx.now.up;
        let empty = self.window.is_empty();
        let shown = |asked: &Asked, i: usize| empty || (asked.fresh && i == 1);
        let patience = self.asked.iter().flat_map(|asked| {
            PATIENCE.iter().enumerate().filter(move |(i, _)| shown(asked, *i)).map(|(_, p)| asked.since + *p)
        });
        let typing = self.typing.as_ref().and_then(|t| t.due);
        let auto = self.auto.map(|(_, due)| due);
        patience.filter(|t| *t > now).chain(typing).chain(auto).chain(self.pane_wake()).min()
    }

    fn tick(&mut self, cx: &Context) -> Vec<Wish> {
        let due = |at: Option<Duration>| at.is_some_and(|at| at <= cx.now.up);
        if due(self.typing.as_ref().and_then(|t| t.due)) {
            return self.apply_typing(cx);
        }
        if due(self.pane_wake()) {
            return self.pane_tick(cx);
        }
        if due(self.auto.map(|(_, due)| due)) {
            return self.refresh_by_itself(cx);
        }
        Vec::new()
    }

    fn status(&self, cx: &Context) -> String {
        super::draw::status(self, cx)
    }

    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        super::draw::draw(self, area, paint);
    }
}

impl<R: Row> ListView<R> {
    /// Position and number of rows: `12 of 4 318`, `10,000+`.
    pub(super) fn position(&self, cx: &Context) -> String {
        let at = cx.number(self.cursor + 1);
        match self.window.total() {
            Total::Unknown | Total::Exact(0) => String::new(),
            Total::Exact(n) => cx.with("list-position", &[("at", at.into()), ("of", cx.number(n).into())]),
            Total::MoreThan(_) if self.window.is_far(self.cursor) => {
                let from_end = cx.number(super::window::FAR_END - 1 - self.cursor);
                cx.with("list-position-from-end", &[("n", from_end.into())])
            }
            Total::MoreThan(n) => {
                cx.with("list-position", &[("at", at.into()), ("of", format!("{}+", cx.number(n)).into())])
            }
        }
    }
}
