//! The page of one thing: lines from what the list knows and from further questions. Beside a list or alone.

use std::collections::HashMap;

use ratatui::layout::Rect;
use serde_json::Value;

use super::{
    failure,
    row_action::{self, Danger, RowAction},
    status,
};
use crate::{
    client::ClientError,
    tui::{
        context::Context,
        keymap::{Action, Enabled, Offer},
        layer::{Event, Layer, Outcome, Request, Tag, Task, Toast, Wish},
        paint::Paint,
        text,
        theme::Tone,
    },
};

/// A page of one thing.
pub struct DetailSpec<R: 'static> {
    /// Names the page in tests and logs.
    pub name: &'static str,
    /// The path in the header.
    pub title: fn(&R, &Context) -> Vec<String>,
    /// What identifies it, for the clipboard.
    pub id: fn(&R) -> String,
    /// What it is called in sentences and confirmations.
    pub called: fn(&R) -> String,
    /// What is asked besides, by name.
    pub load: fn(&R) -> Vec<(&'static str, Request)>,
    /// What is shown.
    pub lines: fn(&R, &Answers, &Context) -> Vec<Line>,
    /// What can be done.
    pub actions: &'static [RowAction<R>],
}

/// One line of the page.
pub enum Line {
    /// A heading; a text key.
    Heading(&'static str),
    /// A label (a text key) and a value from outside; long values go on below.
    Field(&'static str, String),
    /// A label and a state on the wire.
    Status(&'static str, String),
    /// A sentence of ours with its tone.
    Note(String, Tone),
    /// Text from outside over several lines.
    Text(String),
    /// Text from outside whose lines keep their indentation: JSON.
    Code(String),
    /// A table: heads (text keys) and rows from outside.
    Table(Vec<&'static str>, Vec<Vec<String>>),
    /// A blank line.
    Gap,
}

/// Answers to what is asked besides.
#[derive(Debug, Default)]
pub struct Answers(HashMap<&'static str, Result<Value, ClientError>>);

/// One answer, as far as it is there.
#[derive(Debug)]
pub enum Answered<T> {
    /// Not yet.
    Waiting,
    /// Here it is.
    Here(T),
    /// Why not, in a sentence.
    Failed(String),
}

impl Answers {
    /// An answer as a type of the contract.
    pub fn get<T: serde::de::DeserializeOwned>(&self, name: &str, cx: &Context) -> Answered<T> {
        match self.0.get(name) {
            None => Answered::Waiting,
            Some(Err(error)) => Answered::Failed(failure::sentence(error, cx)),
            Some(Ok(value)) => match serde_json::from_value(value.clone()) {
                Ok(value) => Answered::Here(value),
                Err(_) => Answered::Failed(cx.say("failed-unreadable")),
            },
        }
    }

    /// The code of a refusal, for details that know what a certain refusal means.
    pub fn refusal(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_ref().err()?.failure().map(|f| f.code.as_ref())
    }
}

/// One thing and what is known of it.
pub struct DetailState<R: 'static> {
    spec: &'static DetailSpec<R>,
    /// The thing.
    pub row: R,
    answers: Answers,
    scroll: u16,
}

const ASKED: &str = "detail:asked";

impl<R> DetailState<R> {
    /// Nothing but the row is known yet.
    pub fn new(spec: &'static DetailSpec<R>, row: R) -> Self {
        DetailState { spec, row, answers: Answers::default(), scroll: 0 }
    }

    /// Asks for the rest.
    pub fn load(&mut self) -> Vec<Wish> {
        let ask = |(i, (_, request))| Wish::Run(Task::Call(Tag::numbered(ASKED, i as u64), request));
        (self.spec.load)(&self.row).into_iter().enumerate().map(ask).collect()
    }

    /// Whether an answer is one of ours.
    pub fn expects(&self, tag: Tag) -> bool {
        tag.name == ASKED
    }

    /// Takes an answer.
    pub fn answer(&mut self, tag: Tag, result: Result<Value, ClientError>, _: &Context) {
        let asked = (self.spec.load)(&self.row);
        if let Some((name, _)) = usize::try_from(tag.number).ok().and_then(|i| asked.get(i)) {
            self.answers.0.insert(name, result);
        }
    }

    /// Draws the lines from the scroll position on.
    pub fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let lines = (self.spec.lines)(&self.row, &self.answers, paint.cx);
        let rendered = render(&lines, usize::from(area.width), paint.cx);
        let rows = usize::from(area.height);
        let from = usize::from(self.scroll).min(rendered.len().saturating_sub(rows));
        for (y, pieces) in (area.y..area.bottom()).zip(rendered.iter().skip(from)) {
            let pieces: Vec<(&str, Tone)> = pieces.iter().map(|(t, tone)| (t.as_str(), *tone)).collect();
            paint.pieces(area.x, y, area.width, &pieces);
        }
        if rendered.len() > rows + from {
            let more = paint.cx.say("detail-more");
            paint.put_right(area.right(), area.bottom() - 1, area.width / 3, &more, Tone::Quiet);
        }
    }

    fn height(&self, width: u16, cx: &Context) -> usize {
        render(&(self.spec.lines)(&self.row, &self.answers, cx), usize::from(width), cx).len()
    }
}

type Pieces = Vec<(String, Tone)>;

/// Lines as they stand in so many columns. Labels of a page stand in one column as wide as the longest.
fn render(lines: &[Line], width: usize, cx: &Context) -> Vec<Pieces> {
    let labels = lines.iter().filter_map(|l| match l {
        Line::Field(label, _) | Line::Status(label, _) => Some(text::width(&cx.say(label))),
        _ => None,
    });
    let label_width = labels.max().unwrap_or(0).min(width / 2) + 2;
    let mut out: Vec<Pieces> = Vec::new();
    for line in lines {
        match line {
            Line::Heading(key) => out.push(vec![(cx.say(key), Tone::Title)]),
            Line::Gap => out.push(Vec::new()),
            Line::Note(sentence, tone) => {
                out.extend(text::wrap(sentence, width).into_iter().map(|l| vec![(l, *tone)]));
            }
            Line::Text(content) => {
                out.extend(text::wrap(&text::clean_lines(content), width).into_iter().map(|l| vec![(l, Tone::Ink)]));
            }
            Line::Code(content) => {
                let lines = text::clean_lines(content);
                let parts = lines.lines().flat_map(|line| text::wrap_indented(line, width));
                out.extend(parts.map(|part| vec![(part, Tone::Ink)]));
            }
            Line::Field(label, value) => {
                let value = text::clean_lines(value);
                let value = if value.is_empty() { "-".to_string() } else { value };
                for (i, part) in text::wrap(&value, width.saturating_sub(label_width)).into_iter().enumerate() {
                    let label = if i == 0 { cx.say(label) } else { String::new() };
                    out.push(vec![(text::pad(&label, label_width), Tone::Head), (part, Tone::Ink)]);
                }
            }
            Line::Status(label, wire) => {
                let (shown, tone) = status::shown(wire, cx);
                out.push(vec![(text::pad(&cx.say(label), label_width), Tone::Head), (shown, tone)]);
            }
            Line::Table(heads, rows) => table(heads, rows, width, cx, &mut out),
        }
    }
    out
}

/// A small table whose columns are as wide as their widest cell; when that is too much, the widest give way.
fn table(heads: &[&'static str], rows: &[Vec<String>], width: usize, cx: &Context, out: &mut Vec<Pieces>) {
    let heads: Vec<String> = heads.iter().map(|h| cx.say(h)).collect();
    let cell = |row: &Vec<String>, i: usize| row.get(i).map(|c| text::clean(c).into_owned()).unwrap_or_default();
    let natural = |(i, head): (usize, &String)| {
        rows.iter().map(|r| text::width(&cell(r, i))).chain([text::width(head)]).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = heads.iter().enumerate().map(natural).collect();
    while widths.iter().map(|w| w + 2).sum::<usize>() > width
        && let Some(widest) = widths.iter_mut().max().filter(|w| **w > 4)
    {
        *widest -= 1;
    }
    let line = |cells: Vec<String>, tone| {
        cells.iter().zip(&widths).map(|(c, w)| (format!("{}  ", text::pad(c, *w)), tone)).collect::<Pieces>()
    };
    out.push(line(heads.clone(), Tone::Head));
    out.extend(rows.iter().map(|row| line((0..heads.len()).map(|i| cell(row, i)).collect(), Tone::Ink)));
}

static DOWN: Action = Action::new("detail.down", &["j", "Down"]);
static UP: Action = Action::new("detail.up", &["k", "Up"]);
static PAGE_DOWN: Action = Action::new("detail.page-down", &["PgDn", "Ctrl-d"]);
static PAGE_UP: Action = Action::new("detail.page-up", &["PgUp", "Ctrl-u"]);
static REFRESH: Action = Action::new("detail.refresh", &["r"]).rank(60);
static COPY_ID: Action = Action::new("detail.copy-id", &["y y"]).rank(61);

/// Every action of a detail page.
pub static ACTIONS: &[&Action] = &[&DOWN, &UP, &PAGE_DOWN, &PAGE_UP, &REFRESH, &COPY_ID];

/// The page of one thing, alone.
pub struct DetailView<R: 'static> {
    state: DetailState<R>,
}

impl<R: Clone + Send + 'static> DetailView<R> {
    /// A page of a row.
    pub fn new(spec: &'static DetailSpec<R>, row: R) -> Self {
        DetailView { state: DetailState::new(spec, row) }
    }

    fn chosen(&self) -> Vec<(String, R)> {
        vec![((self.state.spec.called)(&self.state.row), self.state.row.clone())]
    }

    fn scroll(&mut self, by: i32, cx: &Context) {
        let body = crate::tui::chrome::body(Rect::new(0, 0, cx.size.width, cx.size.height));
        let height = self.state.height(body.width.saturating_sub(4), cx);
        let most = height.saturating_sub(usize::from(body.height));
        let to = i32::from(self.state.scroll).saturating_add(by).clamp(0, i32::try_from(most).unwrap_or(0));
        self.state.scroll = u16::try_from(to).unwrap_or(0);
    }
}

impl<R: Clone + Send + 'static> Layer for DetailView<R> {
    fn name(&self) -> &'static str {
        self.state.spec.name
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        (self.state.spec.title)(&self.state.row, cx)
    }
    fn offers(&self, cx: &Context) -> Vec<Offer> {
        let mut offers = row_action::offers(self.state.spec.actions, &[&self.state.row], cx);
        offers.extend(ACTIONS.iter().map(|a| Offer::when(a, Enabled::Yes)));
        offers
    }
    fn start(&mut self, _: &Context) -> Vec<Wish> {
        self.state.load()
    }
    fn resume(&mut self, _: &Context) -> Vec<Wish> {
        self.state.load()
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Vec<Wish> {
        if let Some(index) = self.state.spec.actions.iter().position(|a| a.action.id == id) {
            return row_action::begin(self.state.spec.actions, index, &self.chosen(), cx);
        }
        match id {
            "detail.down" => self.scroll(1, cx),
            "detail.up" => self.scroll(-1, cx),
            "detail.page-down" => self.scroll(i32::from(cx.size.height / 2), cx),
            "detail.page-up" => self.scroll(-i32::from(cx.size.height / 2), cx),
            "detail.refresh" => return self.state.load(),
            "detail.copy-id" => return vec![Wish::Copy((self.state.spec.id)(&self.state.row), cx.say("copied-id"))],
            _ => {}
        }
        Vec::new()
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        let Event::Reply(tag, result) = event else { return Vec::new() };
        if self.state.expects(tag) {
            self.state.answer(tag, result, cx);
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
                let mut wishes = row_action::succeeded(action, index, &name, &self.state.row, &reply, cx);
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
        let inside = Rect { x: area.x + 2, width: area.width.saturating_sub(4).min(100), ..area };
        self.state.draw(inside, paint);
    }
}
