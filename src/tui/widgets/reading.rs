//! Reading: scrolling through lines, and searching them with `/`, `n` and `N`. Every page of text is read like this.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;

use super::{
    input::{Input, Look},
    search::{self, Found, Pieces},
};
use crate::tui::{
    key::Key,
    keymap::{Action, Enabled, Offer},
    layer::Answer,
    paint::Paint,
    text,
    theme::Tone,
};

static DOWN: Action = Action::new("text.down", &["j", "Down"]);
static UP: Action = Action::new("text.up", &["k", "Up"]);
static PAGE_DOWN: Action = Action::new("text.page-down", &["PgDn", "Ctrl-d"]);
static PAGE_UP: Action = Action::new("text.page-up", &["PgUp", "Ctrl-u"]);
static TOP: Action = Action::new("text.top", &["g g", "Home"]);
static BOTTOM: Action = Action::new("text.bottom", &["G", "End"]);
static SEARCH: Action = Action::new("text.search", &["/"]).rank(95);
static NEXT: Action = Action::new("text.next", &["n"]);
static PREVIOUS: Action = Action::new("text.previous", &["N"]);

/// Every action of reading.
pub static ACTIONS: &[&Action] = &[&SEARCH, &NEXT, &PREVIOUS, &DOWN, &UP, &PAGE_DOWN, &PAGE_UP, &TOP, &BOTTOM];

/// Lines do not stretch: beyond this many columns they get hard to follow.
pub const WIDEST: u16 = 100;

/// Where somebody reads, and what they look for.
#[derive(Default)]
pub struct Reading {
    top: usize,
    search: Option<Search>,
}

struct Search {
    words: Input,
    typing: bool,
    /// Which of the places that were found.
    at: usize,
    /// Where the search began; Esc goes back there.
    from: usize,
}

impl Reading {
    /// What can be done while reading.
    pub fn offers(&self) -> Vec<Offer> {
        let found = Enabled::when(self.search.is_some(), "why-no-search");
        let offer = |action: &&'static Action| match action.id {
            "text.next" | "text.previous" => Offer::when(action, found.clone()),
            _ => Offer::yes(action),
        };
        ACTIONS.iter().map(offer).collect()
    }

    /// Whether words are being typed.
    pub fn takes_text(&self) -> bool {
        self.search.as_ref().is_some_and(|s| s.typing)
    }

    fn rows(&self, rows: u16) -> usize {
        usize::from(rows).saturating_sub(usize::from(self.search.is_some())).max(1)
    }

    fn scroll_to(&mut self, to: usize, lines: &[Pieces], rows: u16) {
        self.top = to.min(lines.len().saturating_sub(self.rows(rows)));
    }

    /// A key, while words are being typed.
    pub fn key(&mut self, key: Key, lines: &[Pieces], rows: u16) -> Answer {
        let Some(search) = self.search.as_mut().filter(|s| s.typing) else { return Answer::Ignored };
        if key.code == KeyCode::Enter {
            search.typing = false;
            if search.words.text().is_empty() {
                self.search = None;
            }
            return Answer::Done(Vec::new());
        }
        if !search.words.key(key) {
            return Answer::Ignored;
        }
        self.first(lines, rows);
        Answer::Done(Vec::new())
    }

    /// Pasted words.
    pub fn paste(&mut self, pasted: &str, lines: &[Pieces], rows: u16) -> Answer {
        let Some(search) = self.search.as_mut().filter(|s| s.typing) else { return Answer::Ignored };
        search.words.insert(pasted.trim());
        self.first(lines, rows);
        Answer::Done(Vec::new())
    }

    /// Shows the first place from where the search began on.
    fn first(&mut self, lines: &[Pieces], rows: u16) {
        let Some(search) = &mut self.search else { return };
        let found = search::find(lines, search.words.text());
        search.at = found.iter().position(|f| f.line >= search.from).unwrap_or(0);
        match found.get(search.at).map(|f| f.line) {
            Some(line) => self.reveal(line, lines, rows),
            None => self.top = search.from,
        }
    }

    fn reveal(&mut self, line: usize, lines: &[Pieces], rows: u16) {
        let room = self.rows(rows);
        if !(self.top..self.top + room).contains(&line) {
            self.scroll_to(line.saturating_sub(room / 3), lines, rows);
        }
    }

    fn step(&mut self, forward: bool, lines: &[Pieces], rows: u16) {
        let Some(search) = &mut self.search else { return };
        let found = search::find(lines, search.words.text());
        let Some(last) = found.len().checked_sub(1) else { return };
        search.at = match (forward, search.at) {
            (true, at) if at >= last => 0,
            (true, at) => at + 1,
            (false, 0) => last,
            (false, at) => at - 1,
        };
        let line = found[search.at].line;
        self.reveal(line, lines, rows);
    }

    /// Does an action of reading; `false` when it is none.
    pub fn act(&mut self, id: &str, lines: &[Pieces], rows: u16) -> bool {
        let page = self.rows(rows).saturating_sub(2).max(1);
        let to = match id {
            "text.down" => self.top + 1,
            "text.up" => self.top.saturating_sub(1),
            "text.page-down" => self.top + page,
            "text.page-up" => self.top.saturating_sub(page),
            "text.top" => 0,
            "text.bottom" => usize::MAX,
            "text.search" => {
                self.search = Some(Search { words: Input::default(), typing: true, at: 0, from: self.top });
                return true;
            }
            "text.next" | "text.previous" => {
                self.step(id == NEXT.id, lines, rows);
                return true;
            }
            _ => return false,
        };
        self.scroll_to(to, lines, rows);
        true
    }

    /// Esc: the search closes first.
    pub fn step_back(&mut self) -> bool {
        let Some(search) = self.search.take() else { return false };
        if search.typing {
            self.top = search.from;
        }
        true
    }

    /// Draws the lines from where they are read, and below them the search.
    pub fn draw(&self, lines: &[Pieces], area: Rect, says_more: bool, paint: &mut Paint<'_>) {
        let rows = self.rows(area.height);
        let from = self.top.min(lines.len().saturating_sub(rows));
        let found = self.search.as_ref().map_or_else(Vec::new, |s| search::find(lines, s.words.text()));
        let bottom = area.y + u16::try_from(rows).unwrap_or(area.height);
        for (y, (i, pieces)) in (area.y..bottom.min(area.bottom())).zip(lines.iter().enumerate().skip(from)) {
            let here: Vec<_> = found.iter().filter(|f| f.line == i).map(|f| f.bytes.clone()).collect();
            let line = if here.is_empty() { pieces } else { &search::marked(pieces, &here) };
            let line: Vec<(&str, Tone)> = line.iter().map(|(text, tone)| (text.as_str(), *tone)).collect();
            paint.pieces(area.x, y, area.width, &line);
        }
        if says_more && lines.len() > rows + from {
            let more = paint.cx.say("detail-more");
            paint.put_right(area.right(), bottom - 1, area.width / 3, &more, Tone::Quiet);
        }
        if let Some(search) = &self.search {
            self.draw_found(search, &found, lines, (area, from), paint);
        }
    }

    /// The words, how many places were found, and the terminal's cursor on the one that is shown.
    fn draw_found(
        &self,
        search: &Search,
        found: &[Found],
        lines: &[Pieces],
        (area, from): (Rect, usize),
        paint: &mut Paint<'_>,
    ) {
        let cx = paint.cx;
        let y = area.bottom() - 1;
        let count = match (found.len(), search.words.text().is_empty()) {
            (_, true) => String::new(),
            (0, _) => cx.say("search-nothing"),
            (n, _) => {
                let place = [("at", (search.at + 1).into()), ("of", n.into())];
                let keys = [("next", cx.key(&NEXT).into()), ("previous", cx.key(&PREVIOUS).into())];
                let keys = if search.typing { String::new() } else { cx.with("search-keys", &keys) };
                format!("{}  {keys}", cx.with("list-position", &place))
            }
        };
        let right = paint.put_right(area.right(), y, area.width / 2, count.trim_end(), Tone::Quiet);
        let used = paint.put(area.x, y, 2, "/ ", Tone::Accent);
        let room = area.width.saturating_sub(used + right + 2);
        search.words.draw(area.x + used, y, room, Look { focused: search.typing, masked: false }, paint);
        if let (false, Some(here)) = (search.typing, found.get(search.at)) {
            let line: String = lines[here.line].iter().map(|(text, _)| text.as_str()).collect();
            let column = u16::try_from(text::width(&line[..here.bytes.start])).unwrap_or(0).min(area.width);
            let row = u16::try_from(here.line.saturating_sub(from)).unwrap_or(0);
            paint.cursor = Some((area.x + column, area.y + row).into());
        }
    }
}
