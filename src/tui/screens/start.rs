//! The first screen: three ways to get a desk.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;

use crate::tui::{
    context::Context,
    keymap::{Action, Offer},
    layer::{Connect, Event, Layer, Outcome, Tag, Wish},
    paint::Paint,
    text,
    theme::Tone,
    widgets::{chooser::Chooser, prompt},
};

static OPEN: Action = Action::new("start.open", &["Enter"]).rank(1);

/// Every action of this screen.
pub static ACTIONS: &[&Action] = &[&OPEN];

/// The name of the first screen.
pub const NAME: &str = "start";
/// Under which the desk tells that no server was found.
pub const CONNECT: &str = "start:connect";
const ADDRESS: &str = "start:address";

const CHOICES: [(&str, &str); 3] = [
    ("start-try", "start-try-about"),
    ("start-here", "start-here-about"),
    ("start-elsewhere", "start-elsewhere-about"),
];

/// The first screen.
pub fn layer() -> Box<dyn Layer> {
    Box::new(Start::default())
}

/// The first screen when it is clear where to go: it goes there by itself, and stays only when that fails.
pub fn resuming() -> Box<dyn Layer> {
    Box::new(Start { begins: true, working: true, ..Start::default() })
}

#[derive(Default)]
struct Start {
    chooser: Chooser,
    begins: bool,
    working: bool,
    failure: Option<String>,
}

impl Start {
    fn connect(&mut self, connect: Connect) -> Vec<Wish> {
        self.working = true;
        self.failure = None;
        vec![Wish::Connect(connect)]
    }
}

impl Layer for Start {
    fn name(&self) -> &'static str {
        NAME
    }
    fn title(&self, _: &Context) -> Vec<String> {
        Vec::new()
    }
    fn start(&mut self, _: &Context) -> Vec<Wish> {
        if self.begins { self.connect(Connect::Resume) } else { Vec::new() }
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        std::iter::once(Offer::yes(&OPEN)).chain(Chooser::offers()).collect()
    }
    fn key(&mut self, key: crate::tui::key::Key, _: &Context) -> crate::tui::layer::Answer {
        // 1, 2, 3 for those who read the list as numbered.
        if let KeyCode::Char(c @ '1'..='3') = key.code {
            self.chooser.go_to(c as usize - '1' as usize);
            return crate::tui::layer::Answer::Done(Vec::new());
        }
        crate::tui::layer::Answer::Ignored
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        if self.chooser.act(id, CHOICES.len()) || self.working {
            return Some(Vec::new());
        }
        (id == OPEN.id).then(|| match self.chooser.at() {
            0 => self.connect(Connect::TryIt),
            1 => self.connect(Connect::StartHere),
            _ => vec![Wish::Dialog(Tag::new(ADDRESS), prompt::layer(cx.say("start-address"), "https://"))],
        })
    }
    fn outcome(&mut self, _: Tag, outcome: Outcome, _: &Context) -> Vec<Wish> {
        match outcome {
            Outcome::Words(address) if !address.trim().is_empty() => {
                let address = address.trim();
                // A bare name is a host, reached as it should be.
                let bare = !address.contains("://") && !address.starts_with("unix:");
                self.connect(Connect::Address(format!("{}{address}", if bare { "https://" } else { "" })))
            }
            _ => Vec::new(),
        }
    }
    fn event(&mut self, event: Event, _: &Context) -> Vec<Wish> {
        if let Event::Written(_, Err(why)) = event {
            self.working = false;
            self.failure = Some(why);
        }
        Vec::new()
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let left = 6;
        let room = area.width - left - 2;
        // Where there is no room beside the words, only the chosen way is explained.
        let beside = area.width >= 80;
        let mut y = area.y + 1;
        paint.put(left, y, room, &cx.say("app-name"), Tone::Title);
        paint.put(left, y + 1, room, &cx.say("app-about"), Tone::Quiet);
        y += 4;
        for (i, (word, about)) in CHOICES.iter().enumerate() {
            let here = i == self.chooser.at();
            let tone = if here { Tone::Cursor } else { Tone::Ink };
            if here {
                Chooser::mark((left, y).into(), paint);
            }
            paint.put(left + 2, y, 14, &cx.say(word), tone);
            if beside {
                paint.put(left + 19, y, room.saturating_sub(19), &cx.say(about), Tone::Quiet);
            }
            y += 1;
        }
        if !beside {
            let place = Rect { x: left + 2, y: y + 1, width: room.saturating_sub(2), height: 2 };
            y += 1 + paint.paragraph(place, &cx.say(CHOICES[self.chooser.at()].1), Tone::Quiet);
        }
        y += 2;
        let place = Rect { x: left, y, width: room, height: area.bottom().saturating_sub(y) };
        if let Some(why) = &self.failure {
            let sentence = format!("{} {}", cx.symbols.cross, text::clean(why));
            paint.paragraph(place, &sentence, Tone::Bad);
        } else if self.working {
            paint.paragraph(place, &cx.say("start-working"), Tone::Quiet);
        } else {
            let values = [("folder", text::clean(&cx.data_folder).into_owned().into())];
            paint.paragraph(place, &cx.with("start-nothing-written", &values), Tone::Quiet);
        }
    }
}
