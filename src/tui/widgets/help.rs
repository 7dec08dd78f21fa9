//! Help: what can be done here, made from what is offered. `?` again shows what works everywhere too; typing searches.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;

use super::{
    input::{Input, Look},
    palette::draw_entry,
    picker::{Item, fuzzy},
};
use crate::tui::{
    actions,
    context::Context,
    key::Key,
    keymap::Offer,
    layer::{Answer, Layer, Outcome, Place, Wish},
    paint::Paint,
    theme::Tone,
};

/// Help over these offers.
pub fn layer(offers: Vec<Offer>, cx: &Context) -> Box<dyn Layer> {
    let everywhere = |o: &Offer| actions::GLOBAL.iter().any(|a| a.id == o.action.id) || o.action.id.starts_with("go.");
    let entries = offers
        .iter()
        .map(|o| {
            let keys: Vec<String> = cx.keymap.keys(o.action).iter().map(ToString::to_string).collect();
            let about = cx.texts.find(&format!("{}.about", o.action.word())).unwrap_or_else(|| cx.say(&o.word_key()));
            let item = Item { key: keys.join(" "), label: about, ..Item::offer(o, cx) };
            (item, everywhere(o))
        })
        .collect();
    Box::new(Help { entries, all: false, typed: Input::default(), top: 0 })
}

struct Help {
    entries: Vec<(Item, bool)>,
    all: bool,
    typed: Input,
    top: usize,
}

impl Help {
    fn shown(&self) -> Vec<&Item> {
        let entries: Vec<&Item> = self.entries.iter().filter(|(_, far)| self.all || !far).map(|(i, _)| i).collect();
        let labels = entries.iter().map(|i| format!("{} {}", i.label, i.key));
        match self.typed.text() {
            "" => entries,
            typed => fuzzy(typed, labels).into_iter().filter_map(|i| entries.get(i).copied()).collect(),
        }
    }
}

impl Layer for Help {
    fn name(&self) -> &'static str {
        "help"
    }
    fn place(&self, cx: &Context) -> Place {
        Place::Dialog { width: 72, height: cx.size.height.saturating_sub(5) }
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say(if self.all { "help-title-all" } else { "help-title" })]
    }
    fn key(&mut self, key: Key, _: &Context) -> Answer {
        match key.code {
            KeyCode::Char('?') => {
                self.all = true;
                self.top = 0;
            }
            KeyCode::Down => self.top = (self.top + 1).min(self.shown().len().saturating_sub(1)),
            KeyCode::Up => self.top = self.top.saturating_sub(1),
            KeyCode::Enter => return Answer::Done(vec![Wish::Close(Outcome::Cancelled)]),
            KeyCode::Char('q') if self.typed.text().is_empty() => {
                return Answer::Done(vec![Wish::Close(Outcome::Cancelled)]);
            }
            _ if self.typed.key(key) => self.top = 0,
            _ => return Answer::Ignored,
        }
        Answer::Done(Vec::new())
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let hint = paint.cx.say(if self.all { "help-search" } else { "help-search-more" });
        let used = paint.put(area.x, area.y, area.width, &hint, Tone::Quiet) + 1;
        let look = Look { focused: true, masked: false };
        self.typed.draw(area.x + used, area.y, area.width.saturating_sub(used).max(4), look, paint);
        for (y, item) in (area.y + 2..area.bottom()).zip(self.shown().into_iter().skip(self.top)) {
            draw_entry(item, false, Rect { y, height: 1, ..area }, paint);
        }
    }
}
