//! The page after something was sent: what happened, what happens next, and where to go.

use ratatui::layout::Rect;

use crate::tui::{
    context::Context,
    keymap::{Action, Offer},
    layer::{Layer, Wish},
    paint::Paint,
    theme::Tone,
};

static DOWN: Action = Action::new("success.down", &["j", "Down", "Tab"]);
static UP: Action = Action::new("success.up", &["k", "Up", "Shift-Tab"]);
static PICK: Action = Action::new("success.pick", &["Enter"]).rank(1);

/// Every action of this page.
pub static ACTIONS: &[&Action] = &[&PICK, &DOWN, &UP];

/// A place to go from here: the key of its word, and what leads there.
pub type Way = (&'static str, fn(&Context) -> Vec<Wish>);

/// The ways that every success offers.
pub static USUAL: &[Way] =
    &[("success-back", |_| vec![Wish::Back]), ("success-home", |_| vec![Wish::Go("go.home", Vec::new())])];

/// The page: the key of its title, a sentence on what happens next, and the ways on.
pub fn layer(title: &'static str, next: String, ways: &'static [Way]) -> Box<dyn Layer> {
    Box::new(Success { title, next, ways, at: 0 })
}

struct Success {
    title: &'static str,
    next: String,
    ways: &'static [Way],
    at: usize,
}

impl Layer for Success {
    fn name(&self) -> &'static str {
        "success"
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say(self.title)]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        ACTIONS.iter().map(|a| Offer::yes(a)).collect()
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        match id {
            "success.down" => self.at = (self.at + 1) % self.ways.len().max(1),
            "success.up" => self.at = (self.at + self.ways.len().saturating_sub(1)) % self.ways.len().max(1),
            "success.pick" => return self.ways.get(self.at).map(|(_, way)| way(cx)),
            _ => return None,
        }
        Some(Vec::new())
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let place = Rect {
            x: 6,
            y: area.y + 2,
            width: area.width.saturating_sub(12).min(80),
            height: area.height.saturating_sub(2),
        };
        paint.pieces(
            place.x,
            place.y,
            place.width,
            &[(cx.symbols.tick, Tone::Good), ("  ", Tone::Ink), (&cx.say(self.title), Tone::Title)],
        );
        let text = Rect {
            x: place.x + 3,
            y: place.y + 2,
            width: place.width.saturating_sub(3),
            height: place.height.saturating_sub(2),
        };
        let used = paint.paragraph(text, &self.next, Tone::Ink);
        for (y, (i, (word, _))) in (text.y + used + 2..area.bottom()).zip(self.ways.iter().enumerate()) {
            let here = i == self.at;
            if here {
                paint.put(place.x, y, 1, cx.symbols.cursor, Tone::Cursor);
                paint.cursor = Some((place.x, y).into());
            }
            paint.put(text.x, y, text.width, &cx.say(word), if here { Tone::Cursor } else { Tone::Ink });
        }
    }
}
