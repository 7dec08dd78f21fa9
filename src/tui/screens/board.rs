//! The dashboard of admins and policy managers: what waits and since when, what runs out, how many partners there are.

use jiff::Timestamp;
use partnerdesk_api::list::Page;
use ratatui::layout::Rect;
use serde_json::Value;

use super::{
    board_counts::{Count, Section, ask, counts},
    ways,
};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Event, Layer, Wish},
    paint::Paint,
    text,
    theme::Tone,
    widgets::{
        chooser::Chooser,
        failure,
        loaded::{Loaded, Several},
    },
};

static OPEN: Action = Action::new("board.open", &["Enter"]).rank(1);
static REFRESH: Action = Action::new("board.refresh", &["r"]).rank(2);

/// Every action of the board.
pub static ACTIONS: &[&Action] = &[&OPEN, &REFRESH];

/// After so many days a waiting item is late.
const LATE: i64 = 7;
const BAR: usize = 12;

/// The board.
pub fn layer() -> Box<dyn Layer> {
    Box::new(Board::default())
}

#[derive(Default)]
struct Board {
    chooser: Chooser,
    /// The first row of each list under its filter, and how long the list is.
    counts: Several<Page<Value>>,
}

type Shown = Vec<(u32, &'static Count)>;

impl Board {
    /// Counts that are shown now.
    fn shown(&self, cx: &Context) -> Shown {
        let is_shown = |i: u32, c: &Count| match c.section {
            Section::Missing(..) => self.page(i).is_some_and(|page| page.total_results == 0),
            _ => true,
        };
        counts(cx).into_iter().filter(|(i, c)| is_shown(*i, c)).collect()
    }

    fn page(&self, index: u32) -> Option<&Page<Value>> {
        self.counts.get(index).and_then(Loaded::value)
    }

    /// When the row was made that was made first.
    fn oldest(&self, index: u32) -> Option<Timestamp> {
        partnerdesk_api::time::parse(self.page(index)?.data.first()?["createdDateTime"].as_str()?)
    }

    fn load(&mut self, cx: &Context) -> Vec<Wish> {
        // The oldest comes with the total: one question for both.
        let questions = counts(cx).into_iter().map(|(i, count)| (i, ask(count, count.waits())));
        self.counts.ask(questions, cx)
    }
}

impl Layer for Board {
    fn name(&self) -> &'static str {
        "board"
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("screen-home")]
    }
    fn offers(&self, cx: &Context) -> Vec<Offer> {
        let shown = self.shown(cx);
        let known = shown.get(self.chooser.at()).is_some_and(|(_, c)| super::find(c.goes).is_some());
        let open = Offer::when(&OPEN, Enabled::when(known, "why-no-detail"));
        [open, Offer::yes(&REFRESH)].into_iter().chain(Chooser::offers()).collect()
    }
    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn resume(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        let shown = self.shown(cx);
        if self.chooser.act(id, shown.len()) {
            return Some(Vec::new());
        }
        let filters = |c: &Count| c.filters.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let open = || shown.get(self.chooser.at()).map(|(_, c)| Wish::Go(c.goes, filters(c)));
        match id {
            "board.refresh" => Some(self.load(cx)),
            "board.open" => Some(open().into_iter().collect()),
            _ => None,
        }
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        let before = self.shown(cx);
        let here = before.get(self.chooser.at()).filter(|_| self.chooser.at() > 0).map(|(i, _)| *i);
        self.counts.event(&event, cx);
        // What is missing comes and goes above: whoever has moved stays where they are.
        let place = here.and_then(|here| self.shown(cx).iter().position(|(i, _)| *i == here));
        self.chooser.go_to(place.unwrap_or(0));
        Vec::new()
    }
    fn stopped(&mut self, _: &Context) {
        self.counts.stopped();
    }
    fn status(&self, cx: &Context) -> String {
        self.counts.status(cx)
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let shown = self.shown(cx);
        let numbers = || shown.iter().filter(|(_, c)| !matches!(c.section, Section::Missing(..)));
        let wide = numbers().map(|(_, c)| text::width(&cx.say(c.label))).max().unwrap_or(0);
        let wide = u16::try_from(wide).unwrap_or(24).max(20);
        let number = area.x + 4 + wide + 8;
        let missing = shown.iter().filter(|(_, c)| matches!(c.section, Section::Missing(..)));
        let missing = missing.map(|(_, c)| text::width(&cx.say(c.label))).max().unwrap_or(0);
        let missing = u16::try_from(missing).unwrap_or(0);
        let most = numbers().filter(|(_, c)| c.waits()).filter_map(|(i, _)| self.page(*i));
        let most = most.map(|page| page.total_results).max().unwrap_or(0).max(1);
        let mut y = area.y;
        if let Some(why) = self.counts.failure() {
            let place = Rect { x: area.x + 2, width: area.width - 4, ..area };
            let why = format!("{} {}", cx.symbols.cross, failure::sentence(why, cx));
            y += paint.paragraph(place, &why, Tone::Bad);
            paint.put(area.x + 4, y, area.width - 6, &cx.say("list-retry"), Tone::Quiet);
            y += 2;
        }
        let mut section = None;
        for (place, (i, count)) in shown.iter().enumerate() {
            let head = count.section.head();
            if section != Some(head) {
                y += u16::from(section.is_some());
                paint.put(area.x + 2, y, area.width - 4, &cx.say(head), Tone::Title);
                if count.waits() {
                    paint.put_right(number + 24, y, 12, &cx.say("board-oldest-head"), Tone::Head);
                }
                section = Some(head);
                y += 1;
            }
            let here = place == self.chooser.at();
            if here {
                Chooser::mark((area.x + 2, y).into(), paint);
            }
            let tone = if here { Tone::Cursor } else { Tone::Ink };
            paint.put(area.x + 4, y, area.width.saturating_sub(6), &cx.say(count.label), tone);
            if let Section::Missing(why, _) = count.section {
                let (why, x) = (cx.say(why), area.x + 4 + missing + 3);
                let room = area.right().saturating_sub(x + 2);
                // Half a reason would say nothing.
                if text::width(&why) <= usize::from(room) {
                    paint.put(x, y, room, &why, Tone::Quiet);
                }
            } else {
                self.draw_total(*i, count, most, (number, y), paint);
            }
            y += 1;
        }
        let left = Rect { x: area.x + 2, y: y + 1, width: area.width - 4, height: area.bottom().saturating_sub(y + 1) };
        ways::draw(left, paint);
    }
}

impl Board {
    fn draw_total(&self, index: u32, count: &Count, most: u64, (x, y): (u16, u16), paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let Some(page) = self.page(index) else {
            let failed = self.counts.get(index).is_some_and(|one| one.failure().is_some());
            let (symbol, tone) = if failed { (cx.symbols.cross, Tone::Bad) } else { (cx.symbols.ghost, Tone::Ghost) };
            paint.put_right(x, y, 8, symbol, tone);
            return;
        };
        let total = page.total_results;
        let shown = format!("{}{}", cx.number(total), if page.total_is_capped { "+" } else { "" });
        let warm = matches!(count.section, Section::Waiting | Section::Expiring) && total > 0;
        paint.put_right(x, y, 8, &shown, if warm { Tone::Warm } else { Tone::Ink });
        if !count.waits() || total == 0 {
            return;
        }
        let length = usize::try_from(total * BAR as u64 / most).unwrap_or(BAR).clamp(1, BAR);
        paint.put(x + 2, y, 14, &cx.symbols.bar.repeat(length), Tone::Warm);
        if let Some(at) = self.oldest(index) {
            paint.put_right(x + 24, y, 10, &cx.age(at), Tone::Ink);
            if cx.now.wall.duration_since(at).as_hours() > LATE * 24 {
                let late = cx.with("board-late", &[("days", LATE.into())]);
                paint.put(x + 26, y, 24, &format!("{} {late}", cx.symbols.alert), Tone::Warm);
            }
        }
    }
}
