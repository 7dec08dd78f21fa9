//! The box of what may follow the keys that are pressed, once somebody hesitates: each next key with its word. What needs
//! one more key stands together, so that the box stays short however many screens there are.

use ratatui::layout::Rect;

use super::{
    app::{App, HINT_AFTER},
    context::Context,
    key::{Key, Sequence},
    keymap::Offer,
    paint::Paint,
    text,
    theme::Tone,
};

/// Columns of a key with the blanks behind it.
const KEY: u16 = 4;
/// Blanks between two columns of entries.
const GAP: u16 = 2;
/// Most columns of an entry's words, where several stand together.
const WORDS: usize = 36;

/// One next key.
#[derive(Debug, PartialEq)]
struct Entry {
    next: Key,
    /// Another key follows it.
    goes_on: bool,
    words: Vec<String>,
    enabled: bool,
}

impl Entry {
    fn key(&self) -> String {
        format!("{}{}", self.next, if self.goes_on { "…" } else { "" })
    }
    fn words(&self) -> String {
        text::fit(&self.words.join(", "), WORDS).into_owned()
    }
}

/// What may follow, by the next key.
fn entries(pressed: &[Key], offers: &[Offer], cx: &Context) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (keys, offer) in cx.keymap.continuations(pressed, offers) {
        let (word, enabled) = (cx.say(&offer.word_key()), offer.enabled.is_yes());
        let (next, goes_on) = (keys.0[0], keys.0.len() > 1);
        match entries.iter_mut().find(|entry| goes_on && entry.goes_on && entry.next == next) {
            Some(entry) => {
                entry.words.push(word);
                entry.enabled |= enabled;
            }
            None => entries.push(Entry { next, goes_on, words: vec![word], enabled }),
        }
    }
    entries
}

impl App {
    /// The keys pressed so far, and what may follow them.
    pub(super) fn draw_continuations(&self, area: Rect, offers: &[Offer], paint: &mut Paint<'_>) {
        let (pressed, since) = &self.pressed;
        if pressed.is_empty() {
            return;
        }
        let shown = Sequence(pressed.clone()).to_string();
        paint.put_right(area.right() - 1, area.height - 1, 12, &format!("{shown}…"), Tone::Accent);
        if self.cx.now.up < *since + HINT_AFTER {
            return;
        }
        let entries = entries(pressed, offers, &self.cx);
        let count = u16::try_from(entries.len()).unwrap_or(u16::MAX);
        let columns = count.div_ceil(area.height.saturating_sub(4).max(1)).max(1);
        let rows = count.div_ceil(columns);
        let words = entries.iter().map(|entry| text::width(&entry.words())).max().unwrap_or(0);
        let wide = KEY + u16::try_from(words).unwrap_or(area.width);
        let width = (columns * (wide + GAP) - GAP + 4).min(area.width);
        let height = (rows + 2).min(area.height - 2);
        let place = Rect { x: area.right() - width, y: area.height - 1 - height, width, height };
        let inside = paint.frame(place, &shown);
        for (i, entry) in (0..).zip(&entries) {
            let (x, y) = (inside.x + i / rows * (wide + GAP), inside.y + i % rows);
            let tone = if entry.enabled { Tone::Ink } else { Tone::Off };
            paint.put(x, y, KEY, &entry.key(), Tone::Key);
            paint.put(x + KEY, y, inside.right().saturating_sub(x + KEY), &entry.words(), tone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::{
        app::Message,
        keymap::Action,
        layer::Layer,
        testing::{self, Desk, snapshot},
    };

    static TOP: Action = Action::new("list.top", &["g g"]);
    static HOME: Action = Action::new("go.home", &["g d"]);
    static KEYS: Action = Action::new("go.partners", &["g k a"]);
    static LICENCES: Action = Action::new("go.policies", &["g k l"]);

    struct Page;
    impl Layer for Page {
        fn name(&self) -> &'static str {
            "page"
        }
        fn title(&self, _: &Context) -> Vec<String> {
            vec!["Page".into()]
        }
        fn offers(&self, _: &Context) -> Vec<Offer> {
            [&TOP, &HOME, &KEYS, &LICENCES].map(Offer::yes).to_vec()
        }
        fn draw(&self, _: Rect, _: &mut Paint<'_>) {}
    }

    #[test]
    fn what_needs_one_more_key_stands_together_until_that_is_pressed() {
        let mut desk = Desk::new(testing::context(80, 24), Box::new(Page), |_| Ok(serde_json::Value::Null));
        desk.press("g");
        assert!(!desk.screen().contains("partners"), "nobody has hesitated yet");
        desk.wait(500);
        snapshot("continuations", &desk);
        desk.press("k");
        desk.wait(500);
        let screen = desk.screen();
        assert!(screen.contains("gk") && !screen.contains("home"), "{screen}");
        desk.tell(Message::Tick);
    }
}
