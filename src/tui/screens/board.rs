//! The dashboard of admins and policy managers: what waits and since when, what runs out, how many partners there are.

use std::collections::HashMap;

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
    layer::{Event, Layer, Tag, Task, Wish},
    paint::Paint,
    text,
    theme::Tone,
    widgets::failure,
};

static UP: Action = Action::new("board.up", &["k", "Up"]);
static DOWN: Action = Action::new("board.down", &["j", "Down"]);
static OPEN: Action = Action::new("board.open", &["Enter"]).rank(1);
static REFRESH: Action = Action::new("board.refresh", &["r"]).rank(2);

/// Every action of the board.
pub static ACTIONS: &[&Action] = &[&OPEN, &REFRESH, &UP, &DOWN];

const TOTAL: &str = "board:total";
const OLDEST: &str = "board:oldest";
/// After so many days a waiting item is late.
const LATE: i64 = 7;
const BAR: usize = 12;

/// The board.
pub fn layer() -> Box<dyn Layer> {
    Box::new(Board::default())
}

#[derive(Default)]
struct Board {
    /// The count under the cursor, by its place among all; the first one shown as long as nobody has moved.
    at: Option<usize>,
    totals: HashMap<usize, Result<(u64, bool), String>>,
    oldest: HashMap<usize, Timestamp>,
    fresh_at: Option<Timestamp>,
}

impl Board {
    /// Counts that are shown now.
    fn shown(&self, cx: &Context) -> Vec<(usize, &'static Count)> {
        let is_shown = |i: &usize, c: &Count| match (c.section, self.totals.get(i)) {
            (Section::Missing(_), total) => matches!(total, Some(Ok((0, _)))),
            _ => true,
        };
        counts(cx).into_iter().filter(|(i, c)| is_shown(i, c)).collect()
    }

    /// The place of the cursor among those.
    fn place(&self, shown: &[(usize, &'static Count)]) -> usize {
        shown.iter().position(|(i, _)| Some(*i) == self.at).unwrap_or(0)
    }

    fn load(&self, cx: &Context) -> Vec<Wish> {
        let call = |name, i: usize, request| Wish::Run(Task::Call(Tag::numbered(name, i as u64), request));
        let one = |(i, count): (usize, &'static Count)| {
            // The oldest comes with the total: one question for both.
            call(if count.waits() { OLDEST } else { TOTAL }, i, ask(count, count.waits()))
        };
        counts(cx).into_iter().map(one).collect()
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
        let known = shown.get(self.place(&shown)).is_some_and(|(_, c)| super::find(c.goes).is_some());
        let open = Offer::when(&OPEN, Enabled::when(known, "why-no-detail"));
        vec![open, Offer::yes(&REFRESH), Offer::yes(&UP), Offer::yes(&DOWN)]
    }
    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn resume(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Vec<Wish> {
        let shown = self.shown(cx);
        let place = self.place(&shown);
        let at = |place: usize| shown.get(place).map(|(i, _)| *i);
        match id {
            "board.up" => self.at = at(place.saturating_sub(1)),
            "board.down" => self.at = at(place + 1).or(self.at),
            "board.refresh" => return self.load(cx),
            _ => {
                let filters = |c: &Count| c.filters.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
                return shown.get(place).map(|(_, c)| Wish::Go(c.goes, filters(c))).into_iter().collect();
            }
        }
        Vec::new()
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        let Event::Reply(tag, result) = event else { return Vec::new() };
        let Ok(index) = usize::try_from(tag.number) else { return Vec::new() };
        let page = result
            .map_err(|e| failure::sentence(&e, cx))
            .and_then(|value| serde_json::from_value::<Page<Value>>(value).map_err(|_| cx.say("failed-unreadable")));
        if let (OLDEST, Ok(page)) = (tag.name, &page) {
            let at = page.data.first().and_then(|row| partnerdesk_api::time::parse(row["createdDateTime"].as_str()?));
            match at {
                Some(at) => drop(self.oldest.insert(index, at)),
                None => drop(self.oldest.remove(&index)),
            }
        }
        if page.is_ok() {
            self.fresh_at = Some(cx.now.wall);
        }
        self.totals.insert(index, page.map(|p| (p.total_results, p.total_is_capped)));
        Vec::new()
    }
    fn status(&self, cx: &Context) -> String {
        self.fresh_at.map_or_else(String::new, |at| cx.with("list-updated", &[("time", cx.clock(at).into())]))
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let shown = self.shown(cx);
        let numbers = || shown.iter().filter(|(_, c)| !matches!(c.section, Section::Missing(_)));
        let wide = numbers().map(|(_, c)| text::width(&cx.say(c.label))).max().unwrap_or(0);
        let wide = u16::try_from(wide).unwrap_or(24).max(20);
        let number = area.x + 4 + wide + 8;
        let missing = shown.iter().filter(|(_, c)| matches!(c.section, Section::Missing(_)));
        let missing = missing.map(|(_, c)| text::width(&cx.say(c.label))).max().unwrap_or(0);
        let missing = u16::try_from(missing).unwrap_or(0);
        let most = numbers().filter(|(_, c)| c.waits()).filter_map(|(i, _)| self.totals.get(i)?.as_ref().ok());
        let most = most.map(|t| t.0).max().unwrap_or(0).max(1);
        let mut y = area.y;
        // Mostly they all fail for one reason: it is said once.
        if let Some(why) = shown.iter().find_map(|(i, _)| self.totals.get(i)?.as_ref().err()) {
            let place = Rect { x: area.x + 2, width: area.width - 4, ..area };
            y += paint.paragraph(place, &format!("{} {why}", cx.symbols.cross), Tone::Bad);
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
            let here = place == self.place(&shown);
            if here {
                paint.put(area.x + 2, y, 1, cx.symbols.cursor, Tone::Cursor);
                paint.cursor = Some((area.x + 2, y).into());
            }
            let tone = if here { Tone::Cursor } else { Tone::Ink };
            paint.put(area.x + 4, y, area.width.saturating_sub(6), &cx.say(count.label), tone);
            if let Section::Missing(why) = count.section {
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
    fn draw_total(&self, index: usize, count: &Count, most: u64, (x, y): (u16, u16), paint: &mut Paint<'_>) {
        let cx = paint.cx;
        match self.totals.get(&index) {
            None => drop(paint.put_right(x, y, 7, cx.symbols.ghost, Tone::Ghost)),
            Some(Err(_)) => drop(paint.put_right(x, y, 8, cx.symbols.cross, Tone::Bad)),
            Some(Ok((total, capped))) => {
                let shown = format!("{}{}", cx.number(*total), if *capped { "+" } else { "" });
                let warm = matches!(count.section, Section::Waiting | Section::Expiring) && *total > 0;
                let tone = if warm { Tone::Warm } else { Tone::Ink };
                paint.put_right(x, y, 8, &shown, tone);
                if !count.waits() || *total == 0 {
                    return;
                }
                let length = usize::try_from(total * BAR as u64 / most).unwrap_or(BAR).clamp(1, BAR);
                paint.put(x + 2, y, 14, &cx.symbols.bar.repeat(length), Tone::Warm);
                if let Some(at) = self.oldest.get(&index) {
                    paint.put_right(x + 24, y, 10, &cx.age(*at), Tone::Ink);
                    if cx.now.wall.duration_since(*at).as_hours() > LATE * 24 {
                        let late = cx.with("board-late", &[("days", LATE.into())]);
                        paint.put(x + 26, y, 24, &format!("{} {late}", cx.symbols.alert), Tone::Warm);
                    }
                }
            }
        }
    }
}
