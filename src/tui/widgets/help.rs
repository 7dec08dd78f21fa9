//! Help: what can be done here, made from what is offered. `?` again shows what works everywhere too.

use super::{
    picker::Item,
    reader::{Reader, Text},
    search::Pieces,
};
use crate::tui::{
    actions,
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Layer, Outcome, Place, Wish},
    text,
    theme::Tone,
};

static ALL: Action = Action::new("help.all", &["?", "F1"]).rank(1);
static CLOSE: Action = Action::new("help.close", &["q", "Enter"]);

/// Every action of the help.
pub static ACTIONS: &[&Action] = &[&ALL, &CLOSE];

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
    Reader::boxed(Help { entries, all: false })
}

struct Help {
    entries: Vec<(Item, bool)>,
    all: bool,
}

impl Text for Help {
    fn name(&self) -> &'static str {
        "help"
    }
    fn place(&self, cx: &Context) -> Place {
        Place::Dialog { width: 72, height: cx.size.height.saturating_sub(5) }
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say(if self.all { "help-title-all" } else { "help-title" })]
    }
    fn offers(&self) -> Vec<Offer> {
        vec![Offer::when(&ALL, Enabled::when(!self.all, "why-all-shown")), Offer::yes(&CLOSE)]
    }
    fn act(&mut self, id: &'static str) -> Option<Vec<Wish>> {
        match id {
            "help.close" => return Some(vec![Wish::Close(Outcome::Cancelled)]),
            "help.all" => self.all = true,
            _ => return None,
        }
        Some(Vec::new())
    }
    fn lines(&self, width: usize, _: &Context) -> Vec<Pieces> {
        self.entries.iter().filter(|(_, far)| self.all || !far).map(|(item, _)| line(item, width)).collect()
    }
}

/// What it does, why it is off, and on the right its keys.
fn line(item: &Item, width: usize) -> Pieces {
    let room = width.saturating_sub(text::width(&item.key) + 2);
    let label = text::fit(&item.label, room).into_owned();
    let left = room.saturating_sub(text::width(&label) + 2);
    let note = text::fit(&item.note, left).into_owned();
    let gap = width.saturating_sub(text::width(&label) + 2 + text::width(&note) + text::width(&item.key));
    let tone = if item.off.is_some() { Tone::Off } else { Tone::Ink };
    let between = " ".repeat(gap);
    vec![
        (label, tone),
        ("  ".into(), Tone::Ink),
        (note, Tone::Quiet),
        (between, Tone::Ink),
        (item.key.clone(), Tone::Key),
    ]
}
