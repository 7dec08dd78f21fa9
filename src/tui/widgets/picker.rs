//! A dialog to pick from a short list: typed letters narrow it, or are the entries' keys.

use crossterm::event::KeyCode;
use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};
use ratatui::layout::Rect;

use super::input::{Input, Look};
use crate::tui::{
    actions,
    context::Context,
    key::Key,
    keymap::Offer,
    layer::{Answer, Layer, Outcome, Place, Toast, Wish},
    paint::Paint,
    text,
    theme::Tone,
};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub label: String,
    /// What is to be known of it, quietly.
    pub note: String,
    /// Its key, in menus.
    pub key: String,
    /// Why it cannot be picked.
    pub off: Option<String>,
}

impl Item {
    /// An entry.
    pub fn new(label: impl Into<String>) -> Item {
        Item { label: label.into(), note: String::new(), key: String::new(), off: None }
    }
    /// An entry for an offered action.
    pub fn offer(offer: &Offer, cx: &Context) -> Item {
        let off = cx.why_not(&offer.enabled);
        Item {
            note: off.clone().unwrap_or_default(),
            key: cx.key(offer.action),
            off,
            ..Item::new(cx.say(&offer.word_key()))
        }
    }
}

/// What typed letters do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Narrow,
    Menu,
}

/// Entries that match what was typed, best first.
pub fn fuzzy(typed: &str, labels: impl Iterator<Item = String>) -> Vec<usize> {
    let pattern = Pattern::parse(typed, CaseMatching::Smart, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut found: Vec<(usize, u32)> = labels
        .enumerate()
        .filter_map(|(i, label)| Some((i, pattern.score(Utf32Str::new(&label, &mut buffer), &mut matcher)?)))
        .collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    found.into_iter().map(|(i, _)| i).collect()
}

/// A dialog to pick one; typing narrows.
pub fn layer(title: &'static str, items: Vec<Item>) -> Box<dyn Layer> {
    Box::new(Picker::new(title, items, Mode::Narrow))
}

/// A menu: each entry has its key.
pub fn menu(title: &'static str, items: Vec<Item>) -> Box<dyn Layer> {
    Box::new(Picker::new(title, items, Mode::Menu))
}

struct Picker {
    title: &'static str,
    items: Vec<Item>,
    mode: Mode,
    typed: Input,
    shown: Vec<usize>,
    at: usize,
}

impl Picker {
    fn new(title: &'static str, items: Vec<Item>, mode: Mode) -> Picker {
        let shown = (0..items.len()).collect();
        Picker { title, items, mode, typed: Input::default(), shown, at: 0 }
    }

    fn narrow(&mut self) {
        self.shown = fuzzy(self.typed.text(), self.items.iter().map(|i| i.label.clone()));
        self.at = 0;
    }

    fn pick(&self, at: usize) -> Vec<Wish> {
        let Some(index) = self.shown.get(at).copied() else { return Vec::new() };
        match &self.items[index].off {
            Some(why) => vec![Wish::Toast(Toast::warning(why.clone()))],
            None => vec![Wish::Close(Outcome::Chosen(index))],
        }
    }
}

impl Layer for Picker {
    fn name(&self) -> &'static str {
        "picker"
    }
    fn place(&self, cx: &Context) -> Place {
        let wide = |i: &Item| text::width(&i.label) + text::width(&i.note) + text::width(&i.key) + 8;
        let width = self.items.iter().map(wide).max().unwrap_or(0).max(36);
        let rows = self.items.len() + if self.mode == Mode::Narrow { 2 } else { 0 };
        Place::Dialog {
            width: u16::try_from(width).unwrap_or(72).min(72),
            height: u16::try_from(rows).unwrap_or(u16::MAX).min(cx.size.height.saturating_sub(8)),
        }
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say(self.title)]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        vec![Offer::yes(&actions::PICK)]
    }
    fn takes_text(&self) -> bool {
        self.mode == Mode::Narrow
    }
    fn key(&mut self, key: Key, _: &Context) -> Answer {
        let last = self.shown.len().saturating_sub(1);
        match (key.code, self.mode) {
            (KeyCode::Down, _) => self.at = (self.at + 1).min(last),
            (KeyCode::Up, _) => self.at = self.at.saturating_sub(1),
            (KeyCode::Enter, _) => return Answer::Done(self.pick(self.at)),
            (KeyCode::Char(_), Mode::Menu) => {
                let pressed = key.to_string();
                let at = self.shown.iter().position(|i| self.items[*i].key == pressed);
                return Answer::Done(at.map_or_else(Vec::new, |at| self.pick(at)));
            }
            (_, Mode::Narrow) if self.typed.key(key) => self.narrow(),
            _ => return Answer::Ignored,
        }
        Answer::Done(Vec::new())
    }
    fn paste(&mut self, text: &str, _: &Context) -> Answer {
        if self.mode == Mode::Narrow {
            self.typed.insert(text);
            self.narrow();
        }
        Answer::Done(Vec::new())
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let mut top = area.y;
        if self.mode == Mode::Narrow {
            self.typed.draw(area.x, top, area.width, Look { focused: true, masked: false }, paint);
            top += 2;
        }
        let rows = usize::from(area.bottom().saturating_sub(top)).max(1);
        let from = self.at.saturating_sub(rows - 1);
        for (y, (i, index)) in (top..area.bottom()).zip(self.shown.iter().enumerate().skip(from)) {
            let item = &self.items[*index];
            let here = i == self.at;
            let tone = match (here, &item.off) {
                (true, _) => Tone::Cursor,
                (_, Some(_)) => Tone::Off,
                _ => Tone::Ink,
            };
            let symbols = paint.cx.symbols;
            if here {
                paint.put(area.x, y, 1, symbols.cursor, Tone::Cursor);
                if self.mode != Mode::Narrow {
                    paint.cursor = Some((area.x, y).into());
                }
            }
            let mut x = area.x + 2;
            if self.mode == Mode::Menu {
                paint.put(x, y, 6, &item.key, Tone::Key);
                x += 4;
            }
            x += paint.outside(x, y, area.right().saturating_sub(x), &item.label, tone) + 2;
            paint.outside(x, y, area.right().saturating_sub(x), &item.note, Tone::Quiet);
        }
    }
}
