//! An action on many rows: what will happen, how far it is, what became of each. Stops between two rows.

use ratatui::layout::Rect;

use super::{
    failure,
    row_action::{Danger, Do, Reason, RowAction},
    row_machine::confirmation,
};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Event, Layer, Outcome, Place, Tag, Task, Wish, Work},
    paint::Paint,
    text,
    theme::Tone,
};

static GO: Action = Action::new("bulk.go", &["g"]).rank(1);
static STOP: Action = Action::new("bulk.stop", &["s"]).rank(2);
static RETRY: Action = Action::new("bulk.retry", &["r"]).rank(3);
static CLOSE: Action = Action::new("bulk.close", &["Enter"]).rank(4);

/// Every action of this dialog.
pub static ACTIONS: &[&Action] = &[&GO, &STOP, &RETRY, &CLOSE];

/// The dialog for an action and rows with their names.
pub fn layer<R: Clone + Send + 'static>(
    action: &'static RowAction<R>,
    rows: Vec<(String, R)>,
    _: &Context,
) -> Box<dyn Layer> {
    let results = vec![None; rows.len()];
    Box::new(Bulk { action, rows, results, at: None, reason: None, stopped: false })
}

const CALL: &str = "bulk:call";
const CONFIRM: &str = "bulk:confirm";

struct Bulk<R: 'static> {
    action: &'static RowAction<R>,
    rows: Vec<(String, R)>,
    results: Vec<Option<Result<(), String>>>,
    /// The row that is under way.
    at: Option<usize>,
    reason: Option<String>,
    stopped: bool,
}

impl<R> Bulk<R> {
    fn begun(&self) -> bool {
        self.at.is_some() || self.results.iter().any(Option::is_some)
    }

    fn failed(&self) -> usize {
        self.results.iter().flatten().filter(|r| r.is_err()).count()
    }

    /// How far it is.
    fn sentence(&self, cx: &Context) -> String {
        let done = self.results.iter().flatten().count();
        let values = [
            ("done", cx.number(done as u64).into()),
            ("all", cx.number(self.rows.len() as u64).into()),
            ("failed", cx.number(self.failed() as u64).into()),
        ];
        let key = match (self.begun(), self.at.is_some(), self.stopped) {
            (false, ..) => "bulk-preview",
            (_, true, _) => "bulk-running",
            (_, _, true) => "bulk-stopped",
            _ => "bulk-done",
        };
        cx.with(key, &values)
    }

    /// Sends the next row that has no result yet.
    fn next(&mut self, cx: &Context) -> Vec<Wish> {
        self.at = None;
        if self.stopped {
            return Vec::new();
        }
        let Some(at) = self.results.iter().position(Option::is_none) else { return Vec::new() };
        match (self.action.run)(&self.rows[at].1, self.reason.as_deref(), cx) {
            Do::Call(request) => {
                self.at = Some(at);
                vec![Wish::Run(Task::Call(Tag::numbered(CALL, at as u64), request))]
            }
            Do::Page(_) | Do::Dialog(_) | Do::Copy(..) => {
                self.results[at] = Some(Ok(()));
                self.next(cx)
            }
        }
    }
}

impl<R: Clone + Send + 'static> Layer for Bulk<R> {
    fn name(&self) -> &'static str {
        "bulk"
    }
    fn place(&self, cx: &Context) -> Place {
        let rows = u16::try_from(self.rows.len()).unwrap_or(u16::MAX).saturating_add(5);
        Place::Dialog { width: 70, height: rows.min(cx.size.height.saturating_sub(6)) }
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        let several = cx.with("confirm-several", &[("n", self.rows.len().into())]);
        vec![cx.with(&format!("{}.title", self.action.action.word()), &[("name", several.into())])]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        let running = self.at.is_some();
        let done = self.begun() && !running;
        vec![
            Offer::when(&GO, Enabled::when(!self.begun(), "why-begun")),
            Offer::when(&STOP, Enabled::when(running, "why-not-running")),
            Offer::when(&RETRY, Enabled::when(done && (self.failed() > 0 || self.stopped), "why-nothing-failed")),
            Offer::when(&CLOSE, Enabled::when(!running, "why-running")),
        ]
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        Some(match id {
            "bulk.go" if self.action.danger == Danger::None && self.action.reason == Reason::Never => self.next(cx),
            "bulk.go" => {
                vec![Wish::Dialog(Tag::new(CONFIRM), confirmation(self.action, &self.rows, cx))]
            }
            "bulk.stop" => {
                self.stopped = true;
                Vec::new()
            }
            "bulk.retry" => {
                self.stopped = false;
                self.results.iter_mut().filter(|r| matches!(r, Some(Err(_)))).for_each(|r| *r = None);
                self.next(cx)
            }
            "bulk.close" => vec![Wish::Close(Outcome::Cancelled)],
            _ => return None,
        })
    }
    fn stopped(&mut self, _: &Context) {
        self.stopped |= self.at.is_some();
    }
    fn step_back(&mut self, _: &Context) -> Option<Vec<Wish>> {
        let running = self.at.is_some();
        self.stopped |= running;
        running.then(Vec::new)
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        let Event::Reply(tag, result) = event else { return Vec::new() };
        let at = usize::try_from(tag.number).unwrap_or(usize::MAX);
        if let Some(place) = self.results.get_mut(at).filter(|_| tag.name == CALL) {
            *place = Some(result.map(drop).map_err(|e| failure::sentence(&e, cx)));
        }
        self.next(cx)
    }
    fn outcome(&mut self, _: Tag, outcome: Outcome, cx: &Context) -> Vec<Wish> {
        let Outcome::Confirmed(reason) = outcome else { return Vec::new() };
        self.reason = reason;
        self.next(cx)
    }
    fn work(&self, cx: &Context) -> Option<Work> {
        let failed = self.failed() > 0 || self.stopped;
        self.begun().then(|| Work { running: self.at.is_some(), failed, sentence: self.sentence(cx) })
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        paint.put(area.x, area.y + 1, area.width, &self.sentence(cx), Tone::Ink);
        let rows = usize::from(area.height.saturating_sub(4));
        // The row that is under way stays in sight; at rest the failures come first.
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        match self.at {
            Some(at) => order.rotate_left(at.saturating_sub(rows / 2)),
            None => order.sort_by_key(|i| !matches!(self.results[*i], Some(Err(_)))),
        }
        for (y, i) in (area.y + 3..area.bottom()).zip(order.into_iter().take(rows)) {
            let (symbol, tone, why) = match &self.results[i] {
                None if self.at == Some(i) => (cx.symbols.cursor, Tone::Accent, ""),
                None => (cx.symbols.open, Tone::Quiet, ""),
                Some(Ok(())) => (cx.symbols.tick, Tone::Good, ""),
                Some(Err(why)) => (cx.symbols.cross, Tone::Bad, why.as_str()),
            };
            let name = text::clean(&self.rows[i].0).into_owned();
            paint.pieces(
                area.x,
                y,
                area.width,
                &[(symbol, tone), (" ", tone), (&name, Tone::Ink), ("  ", tone), (why, Tone::Quiet)],
            );
        }
    }
}
