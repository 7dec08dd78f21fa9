//! The command palette: every action by a few letters of its words, with its key and the reason when it is off; also
//! words with values, such as `goto ID` or the name of a screen with filters.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;

use super::{
    input::{Input, Look},
    picker::{Item, fuzzy},
};
use crate::tui::{
    actions,
    context::Context,
    key::Key,
    keymap::Offer,
    layer::{Answer, Layer, Outcome, Place, Toast, Wish},
    paint::Paint,
    theme::Tone,
};

/// The palette over these offers.
pub fn layer(offers: Vec<Offer>, cx: &Context) -> Box<dyn Layer> {
    let about =
        |o: &Offer| cx.texts.find(&format!("{}.about", o.action.word())).unwrap_or_else(|| cx.say(&o.word_key()));
    let entry = |o: Offer| {
        let item = Item::offer(&o, cx);
        let word = item.label.clone();
        Entry { item: Item { label: about(&o), ..item }, word, offer: o }
    };
    let entries: Vec<Entry> = offers.into_iter().map(entry).collect();
    let shown = (0..entries.len()).collect();
    Box::new(Palette { entries, typed: Input::default(), shown, at: 0 })
}

struct Entry {
    offer: Offer,
    item: Item,
    word: String,
}

struct Palette {
    entries: Vec<Entry>,
    typed: Input,
    shown: Vec<usize>,
    at: usize,
}

impl Palette {
    /// Those with exactly this name first, then those whose short word begins so, for words are what the footer taught;
    /// then by their sentences, then by their words.
    fn narrow(&mut self) {
        let typed = self.typed.text().trim();
        let by = |label: fn(&Entry) -> &String| fuzzy(typed, self.entries.iter().map(|e| label(e).clone()));
        let named = |(i, e): (usize, &Entry)| {
            let name = e.offer.action.id.split_once('.').map(|(_, name)| name);
            (name == Some(typed)).then_some(i)
        };
        let begun = |(i, e): (usize, &Entry)| {
            (!typed.is_empty() && e.word.to_lowercase().starts_with(&typed.to_lowercase())).then_some(i)
        };
        let mut shown: Vec<usize> = self.entries.iter().enumerate().filter_map(named).collect();
        let begun = self.entries.iter().enumerate().filter_map(begun);
        for i in begun.chain(by(|e| &e.item.label)).chain(by(|e| &e.word)) {
            if !shown.contains(&i) {
                shown.push(i);
            }
        }
        self.shown = shown;
        self.at = 0;
    }

    fn pick(&self) -> Vec<Wish> {
        let words = self.typed.text().trim();
        // A blank or a value means a sentence, not an entry.
        let is_sentence = words.contains('=') || words.split_whitespace().count() > 1 && self.shown.is_empty();
        match self.shown.get(self.at).map(|i| &self.entries[*i]).filter(|_| !is_sentence) {
            Some(Entry { item: Item { off: Some(why), .. }, .. }) => {
                vec![Wish::Toast(Toast::warning(why.clone()))]
            }
            Some(Entry { offer, .. }) => vec![Wish::Close(Outcome::Action(offer.action.id))],
            None => vec![Wish::Close(Outcome::Words(words.to_string()))],
        }
    }
}

impl Layer for Palette {
    fn name(&self) -> &'static str {
        "palette"
    }
    fn place(&self, cx: &Context) -> Place {
        Place::Dialog { width: 68, height: cx.size.height.saturating_sub(8).min(22) }
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("palette-title")]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        vec![Offer::yes(&actions::PICK)]
    }
    fn takes_text(&self) -> bool {
        true
    }
    fn key(&mut self, key: Key, _: &Context) -> Answer {
        match key.code {
            KeyCode::Down => self.at = (self.at + 1).min(self.shown.len().saturating_sub(1)),
            KeyCode::Up => self.at = self.at.saturating_sub(1),
            KeyCode::Enter => return Answer::Done(self.pick()),
            _ if self.typed.key(key) => {
                self.narrow();
            }
            _ => return Answer::Ignored,
        }
        Answer::Done(Vec::new())
    }
    fn paste(&mut self, text: &str, _: &Context) -> Answer {
        self.typed.insert(text);
        self.narrow();
        Answer::Done(Vec::new())
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        paint.put(area.x, area.y, 2, ":", Tone::Accent);
        self.typed.draw(area.x + 2, area.y, area.width - 2, Look { focused: true, masked: false }, paint);
        let rows = usize::from(area.height.saturating_sub(2)).max(1);
        let from = self.at.saturating_sub(rows - 1);
        for (y, (i, index)) in (area.y + 2..area.bottom()).zip(self.shown.iter().enumerate().skip(from)) {
            draw_entry(&self.entries[*index].item, i == self.at, Rect { y, height: 1, ..area }, paint);
        }
        if self.shown.is_empty() {
            let hint = paint.cx.say("palette-words");
            paint.paragraph(Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }, &hint, Tone::Quiet);
        }
    }
}

/// One action: where you are, what it does, why it is off, its key.
pub(super) fn draw_entry(item: &Item, here: bool, area: Rect, paint: &mut Paint<'_>) {
    let tone = match (here, &item.off) {
        (true, _) => Tone::Cursor,
        (_, Some(_)) => Tone::Off,
        _ => Tone::Ink,
    };
    if here {
        paint.put(area.x, area.y, 1, paint.cx.symbols.cursor, Tone::Cursor);
    }
    let key = paint.put_right(area.right(), area.y, 12, &item.key, Tone::Key);
    let room = area.width.saturating_sub(key + 4);
    let used = paint.put(area.x + 2, area.y, room, &item.label, tone);
    if item.off.is_some() && room > used + 3 {
        paint.put(area.x + 2 + used + 2, area.y, room - used - 2, &item.note, Tone::Quiet);
    }
}
