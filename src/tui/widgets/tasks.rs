//! Work that goes on behind: how far each is, looking at one, stopping one.

use ratatui::layout::Rect;

use crate::tui::{
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Layer, Wish},
    paint::Paint,
    text,
    theme::Tone,
};

static OPEN: Action = Action::new("tasks.open", &["Enter"]).rank(1);
static STOP: Action = Action::new("tasks.stop", &["s"]).rank(2);
static DOWN: Action = Action::new("tasks.down", &["j", "Down"]);
static UP: Action = Action::new("tasks.up", &["k", "Up"]);

/// Every action of this page.
pub static ACTIONS: &[&Action] = &[&OPEN, &STOP, &DOWN, &UP];

/// The page of work.
pub fn layer() -> Box<dyn Layer> {
    Box::new(Tasks { at: 0 })
}

struct Tasks {
    at: usize,
}

impl Tasks {
    /// The line under the cursor; lines go by themselves when their work is done.
    fn here(&self, cx: &Context) -> usize {
        self.at.min(cx.tasks.len().saturating_sub(1))
    }
}

impl Layer for Tasks {
    fn name(&self) -> &'static str {
        "tasks"
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("screen-tasks")]
    }
    fn offers(&self, cx: &Context) -> Vec<Offer> {
        let task = cx.tasks.get(self.here(cx));
        let some = Enabled::when(task.is_some(), "why-no-tasks");
        let runs = some.clone().and(|| Enabled::when(task.is_some_and(|t| t.work.running), "why-not-running"));
        vec![Offer::when(&OPEN, some), Offer::when(&STOP, runs), Offer::yes(&DOWN), Offer::yes(&UP)]
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        let here = self.here(cx);
        let task = cx.tasks.get(here).map(|task| task.id);
        match (id, task) {
            ("tasks.down", _) => self.at = here + 1,
            ("tasks.up", _) => self.at = here.saturating_sub(1),
            ("tasks.stop", Some(task)) => return Some(vec![Wish::StopWork(task)]),
            ("tasks.open", Some(task)) => return Some(vec![Wish::ToFront(task)]),
            _ => return None,
        }
        self.at = self.here(cx);
        Some(Vec::new())
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        if cx.tasks.is_empty() {
            paint.put(area.x + 2, area.y, area.width.saturating_sub(4), &cx.say("tasks-none"), Tone::Quiet);
        }
        let here = self.here(cx);
        for (y, (i, task)) in (area.y..area.bottom()).zip(cx.tasks.iter().enumerate()) {
            let (symbol, tone) = match (task.work.running, task.work.failed) {
                (true, _) => (cx.symbols.open, Tone::Accent),
                (false, true) => (cx.symbols.cross, Tone::Bad),
                (false, false) => (cx.symbols.tick, Tone::Good),
            };
            if i == here {
                paint.put(area.x + 2, y, 1, cx.symbols.cursor, Tone::Cursor);
                paint.cursor = Some((area.x + 2, y).into());
            }
            let title = text::clean(&task.title).into_owned();
            let sentence = text::clean(&task.work.sentence).into_owned();
            let title_tone = if i == here { Tone::Cursor } else { Tone::Ink };
            let pieces =
                [(symbol, tone), (" ", tone), (&title, title_tone), ("  ", Tone::Ink), (&sentence, Tone::Quiet)];
            paint.pieces(area.x + 4, y, area.width.saturating_sub(6), &pieces);
        }
    }
}
