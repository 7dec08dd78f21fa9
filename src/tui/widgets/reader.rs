//! A text that fills a page or a dialog, to be read.

use ratatui::layout::Rect;

use super::{
    reading::{Reading, WIDEST},
    search::Pieces,
};
use crate::tui::{
    chrome,
    context::Context,
    key::Key,
    keymap::Offer,
    layer::{Answer, Layer, Place, Wish},
    paint::Paint,
};

/// A text.
pub trait Text: Send {
    /// Names it in tests and logs.
    fn name(&self) -> &'static str;
    /// The path in the header, or the title of the dialog.
    fn title(&self, cx: &Context) -> Vec<String>;
    /// Page or dialog.
    fn place(&self, _: &Context) -> Place {
        Place::Page
    }
    /// Its lines in so many columns.
    fn lines(&self, width: usize, cx: &Context) -> Vec<Pieces>;
    /// Whether nothing may stand around the lines: they are for the terminal's own selection.
    fn is_bare(&self) -> bool {
        false
    }
    /// What can be done besides reading.
    fn offers(&self) -> Vec<Offer> {
        Vec::new()
    }
    /// Does it.
    fn act(&mut self, _: &'static str) -> Option<Vec<Wish>> {
        None
    }
}

/// A text on the screen.
pub struct Reader<T> {
    text: T,
    reading: Reading,
}

impl<T: Text + 'static> Reader<T> {
    /// A text, from its beginning.
    pub fn boxed(text: T) -> Box<dyn Layer> {
        Box::new(Reader { text, reading: Reading::default() })
    }

    fn inside(&self, area: Rect, cx: &Context) -> Rect {
        match self.text.place(cx) {
            Place::Page if self.text.is_bare() => area,
            Place::Page => Rect { x: area.x + 2, width: area.width.saturating_sub(4).min(WIDEST), ..area },
            Place::Dialog { .. } => area,
        }
    }

    /// The lines as they are drawn, and how many there is room for.
    fn sheet(&self, cx: &Context) -> (Vec<Pieces>, u16) {
        let place = self.inside(chrome::inside(self.text.place(cx), cx.size), cx);
        (self.text.lines(usize::from(place.width), cx), place.height)
    }
}

impl<T: Text + 'static> Layer for Reader<T> {
    fn name(&self) -> &'static str {
        self.text.name()
    }
    fn place(&self, cx: &Context) -> Place {
        self.text.place(cx)
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        self.text.title(cx)
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        let mut offers = self.text.offers();
        offers.extend(self.reading.offers());
        offers
    }
    fn takes_text(&self) -> bool {
        self.reading.takes_text()
    }
    fn key(&mut self, key: Key, cx: &Context) -> Answer {
        let (lines, rows) = self.sheet(cx);
        self.reading.key(key, &lines, rows)
    }
    fn paste(&mut self, text: &str, cx: &Context) -> Answer {
        let (lines, rows) = self.sheet(cx);
        self.reading.paste(text, &lines, rows)
    }
    fn step_back(&mut self, _: &Context) -> Option<Vec<Wish>> {
        self.reading.step_back().then(Vec::new)
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        let (lines, rows) = self.sheet(cx);
        if self.reading.act(id, &lines, rows) { Some(Vec::new()) } else { self.text.act(id) }
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let place = self.inside(area, paint.cx);
        let lines = self.text.lines(usize::from(place.width), paint.cx);
        self.reading.draw(&lines, place, !self.text.is_bare(), paint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::{
        testing::{self, Desk},
        theme::Tone,
    };

    struct Poem;

    impl Text for Poem {
        fn name(&self) -> &'static str {
            "poem"
        }
        fn title(&self, _: &Context) -> Vec<String> {
            vec!["Poem".into()]
        }
        fn lines(&self, _: usize, _: &Context) -> Vec<Pieces> {
            let word = |i| if i % 10 == 7 { "seven" } else { "line" };
            (0..60).map(|i| vec![(format!("{} {i}", word(i)), Tone::Ink)]).collect()
        }
    }

    fn desk() -> Desk {
        Desk::new(testing::context(80, 24), Reader::boxed(Poem), |_| Ok(serde_json::Value::Null))
    }

    fn shows(desk: &Desk, text: &str) -> bool {
        desk.screen().lines().any(|line| line.trim() == text)
    }

    #[test]
    fn words_are_looked_for_while_they_are_typed_and_stepped_through() {
        let mut desk = desk();
        desk.press("n");
        assert!(desk.screen().contains("Search for something first."));
        desk.press("j /");
        desk.type_text("SEVEN");
        assert!(desk.screen().contains("1 of 6"), "{}", desk.screen());
        desk.press("Enter n n");
        assert!(desk.screen().contains("3 of 6") && shows(&desk, "seven 27"), "{}", desk.screen());
        desk.press("N N N");
        assert!(desk.screen().contains("6 of 6") && shows(&desk, "seven 57"), "the last comes before the first");
        desk.press("Esc");
        assert!(!desk.screen().contains("6 of 6") && shows(&desk, "seven 57"), "{}", desk.screen());
        desk.press("g g /");
        desk.type_text("n 47");
        assert!(shows(&desk, "seven 47"), "{}", desk.screen());
        desk.press("Esc");
        assert!(shows(&desk, "line 0"), "Esc goes back to where the search began: {}", desk.screen());
        desk.press("/ x y Enter");
        assert!(desk.screen().contains("nothing found"), "{}", desk.screen());
    }

    #[test]
    fn reading_ends_at_the_edges() {
        let mut desk = desk();
        desk.press("k PgUp");
        assert!(shows(&desk, "line 0"));
        desk.press("G j PgDn");
        assert!(shows(&desk, "line 59") && shows(&desk, "line 40"), "{}", desk.screen());
    }
}
