//! The dashboard of admins and policy managers: what waits and since when, what runs out, how many partners there are.

use std::collections::HashMap;

use jiff::Timestamp;
use partnerdesk_api::{
    certificate,
    list::{ListQuery, Page},
    operation::Info,
    partner, policy_request,
    role::Role,
};
use ratatui::layout::Rect;
use serde_json::Value;

use crate::tui::{
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Event, Layer, Request, Tag, Task, Wish},
    paint::Paint,
    text,
    theme::Tone,
    widgets::failure,
};

/// Where a count stands. What waits comes with the age of the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Waiting,
    Expiring,
    Partners,
}

/// One count: the length of a list under a filter.
struct Count {
    /// The key of its label.
    label: &'static str,
    operation: &'static Info,
    filters: &'static [(&'static str, &'static str)],
    /// The screen behind it, which Enter opens with the same filters.
    goes: &'static str,
    roles: &'static [Role],
    section: Section,
}

const ADMINS: &[Role] = &[Role::PartnerAdmin, Role::Support];

/// Everything that is counted. A new area adds its lines here.
static COUNTS: &[Count] = &[
    Count {
        label: "board-policy-requests",
        operation: &policy_request::LIST.info,
        filters: &[("status", "InProgress")],
        goes: "go.requests",
        roles: ADMINS,
        section: Section::Waiting,
    },
    Count {
        label: "board-roots-expiring",
        operation: &certificate::TRUST_LIST.info,
        filters: &[("caCertificateType", "ROOT"), ("expiryPeriod", "30")],
        goes: "go.trust-store",
        roles: ADMINS,
        section: Section::Expiring,
    },
    Count {
        label: "board-intermediates-expiring",
        operation: &certificate::TRUST_LIST.info,
        filters: &[("caCertificateType", "INTERMEDIATE"), ("expiryPeriod", "30")],
        goes: "go.trust-store",
        roles: ADMINS,
        section: Section::Expiring,
    },
    Count {
        label: "board-partners-active",
        operation: &partner::ADMIN_LIST.info,
        filters: &[("status", "active")],
        goes: "go.partners",
        roles: ADMINS,
        section: Section::Partners,
    },
    Count {
        label: "board-partners-without-certificate",
        operation: &partner::ADMIN_LIST.info,
        filters: &[("certificateUploadStatus", "not_uploaded")],
        goes: "go.partners",
        roles: ADMINS,
        section: Section::Partners,
    },
    Count {
        label: "board-partners-deactivated",
        operation: &partner::ADMIN_LIST.info,
        filters: &[("status", "deactivated")],
        goes: "go.partners",
        roles: ADMINS,
        section: Section::Partners,
    },
];

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
    at: usize,
    totals: HashMap<usize, Result<(u64, bool), String>>,
    oldest: HashMap<usize, Timestamp>,
    fresh_at: Option<Timestamp>,
}

/// Counts of the person who looks.
fn counts(cx: &Context) -> Vec<(usize, &'static Count)> {
    COUNTS.iter().enumerate().filter(|(_, c)| cx.holds(c.roles)).collect()
}

fn ask(count: &Count, oldest: bool) -> Request {
    let mut query = ListQuery::default().page(0, 1).cursor("first", 1);
    for (name, value) in count.filters {
        query = query.with(name, value);
    }
    let query = if oldest { query.sorted("createdDateTime", false) } else { query };
    Request::new(count.operation, serde_json::to_value(query).unwrap_or(Value::Null))
}

impl Count {
    fn waits(&self) -> bool {
        self.section == Section::Waiting
    }
}

impl Board {
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
        let counts = counts(cx);
        let known = counts.get(self.at).is_some_and(|(_, c)| super::find(c.goes).is_some());
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
        let counts = counts(cx);
        match id {
            "board.up" => self.at = self.at.saturating_sub(1),
            "board.down" => self.at = (self.at + 1).min(counts.len().saturating_sub(1)),
            "board.refresh" => return self.load(cx),
            _ => {
                let filters = |c: &Count| c.filters.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
                return counts.get(self.at).map(|(_, c)| Wish::Go(c.goes, filters(c))).into_iter().collect();
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
        self.fresh_at = Some(cx.now.wall);
        self.totals.insert(index, page.map(|p| (p.total_results, p.total_is_capped)));
        Vec::new()
    }
    fn status(&self, cx: &Context) -> String {
        self.fresh_at.map_or_else(String::new, |at| cx.with("list-updated", &[("time", cx.clock(at).into())]))
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let mine = counts(cx);
        let label = |c: &Count| cx.say(c.label);
        let wide = mine.iter().map(|(_, c)| text::width(&label(c))).max().unwrap_or(0);
        let wide = u16::try_from(wide).unwrap_or(24).max(20);
        let number = area.x + 4 + wide + 8;
        let most =
            mine.iter().filter(|(_, c)| c.waits()).filter_map(|(i, _)| self.totals.get(i)?.as_ref().ok()).map(|t| t.0);
        let most = most.max().unwrap_or(0).max(1);
        let mut y = area.y;
        let mut section = None;
        for (place, (i, count)) in mine.iter().enumerate() {
            if section != Some(count.section) {
                y += u16::from(section.is_some());
                let head = match count.section {
                    Section::Waiting => "board-waiting",
                    Section::Expiring => "board-expiring",
                    Section::Partners => "board-partners",
                };
                paint.put(area.x + 2, y, area.width - 4, &cx.say(head), Tone::Title);
                if count.waits() {
                    paint.put_right(number + 24, y, 12, &cx.say("board-oldest-head"), Tone::Head);
                }
                section = Some(count.section);
                y += 1;
            }
            let here = place == self.at;
            if here {
                paint.put(area.x + 2, y, 1, cx.symbols.cursor, Tone::Cursor);
                paint.cursor = Some((area.x + 2, y).into());
            }
            paint.put(area.x + 4, y, wide, &label(count), if here { Tone::Cursor } else { Tone::Ink });
            self.draw_total(*i, count, most, (number, y), paint);
            y += 1;
        }
        if mine.is_empty() {
            paint.put(area.x + 2, y, area.width - 4, &cx.say("board-nothing"), Tone::Quiet);
        }
    }
}

impl Board {
    fn draw_total(&self, index: usize, count: &Count, most: u64, (x, y): (u16, u16), paint: &mut Paint<'_>) {
        let cx = paint.cx;
        match self.totals.get(&index) {
            None => drop(paint.put_right(x, y, 7, cx.symbols.ghost, Tone::Ghost)),
            Some(Err(why)) => {
                paint.put_right(x, y, 7, cx.symbols.cross, Tone::Bad);
                paint.put(x + 2, y, 60, why, Tone::Quiet);
            }
            Some(Ok((total, capped))) => {
                let shown = format!("{}{}", cx.number(*total), if *capped { "+" } else { "" });
                let warm = count.section != Section::Partners && *total > 0;
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
