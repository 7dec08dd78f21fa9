//! A dialog that writes what the server answers into a file.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;
use serde_json::Value;

use super::{
    failure,
    input::{Input, Look},
};
use crate::tui::{
    actions,
    context::Context,
    files,
    key::Key,
    keymap::{Enabled, Offer},
    layer::{Answer, Event, Layer, Outcome, Place, Request, Tag, Task, Toast, Wish},
    paint::Paint,
    text,
    theme::Tone,
};

/// What of an answer goes into the file, or the key of the reason why nothing does.
pub type Pick = fn(&Value) -> Result<String, &'static str>;

const WIDTH: u16 = 60;
const ASKED: &str = "download:asked";
const WRITTEN: &str = "download:written";

/// Asks the server, then for a file; `name` is proposed.
pub fn asking(request: Request, pick: Pick, name: &str) -> Box<dyn Layer> {
    Box::new(Download { ask: Some((request, pick)), ..Download::to(name) })
}

#[derive(Default)]
struct Download {
    ask: Option<(Request, Pick)>,
    text: Option<String>,
    path: Input,
    writing: bool,
    failure: Option<String>,
}

impl Download {
    /// Ids come from outside: what could lead into another folder becomes a dash.
    fn to(name: &str) -> Download {
        let safe = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
        let name: String = name.chars().map(safe).collect();
        Download { path: Input::with(format!("~/{}", name.trim_start_matches('.'))), ..Download::default() }
    }

    fn failed(&mut self, why: String) -> Vec<Wish> {
        self.writing = false;
        self.failure = Some(why);
        Vec::new()
    }

    /// The line under the file's name.
    fn sentence(&self, cx: &Context) -> (String, Tone) {
        match &self.failure {
            Some(why) => (format!("{} {why}", cx.symbols.cross), Tone::Bad),
            None if self.text.is_none() => (cx.say("list-loading"), Tone::Quiet),
            None => (cx.say("download-note"), Tone::Quiet),
        }
    }
}

impl Layer for Download {
    fn name(&self) -> &'static str {
        "download"
    }
    fn place(&self, cx: &Context) -> Place {
        let lines = text::wrap(&self.sentence(cx).0, usize::from(WIDTH)).len();
        Place::Dialog { width: WIDTH, height: u16::try_from(lines).unwrap_or(4).saturating_add(3) }
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("export-file")]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        let ready = Enabled::when(self.text.is_some() && !self.writing, "why-not-ready");
        vec![Offer::when(&actions::PICK, ready).called("download-save")]
    }
    fn start(&mut self, _: &Context) -> Vec<Wish> {
        let ask = |(request, _): &(Request, Pick)| Wish::Run(Task::Call(Tag::new(ASKED), request.clone()));
        self.ask.iter().map(ask).collect()
    }
    fn takes_text(&self) -> bool {
        true
    }
    fn key(&mut self, key: Key, _: &Context) -> Answer {
        match (key.code, &self.text) {
            (KeyCode::Enter, Some(text)) if !self.writing => {
                self.writing = true;
                let path = files::expand(self.path.text().trim());
                let task = Task::WriteFile { tag: Tag::new(WRITTEN), path, text: text.clone(), append: false };
                Answer::Done(vec![Wish::Run(task)])
            }
            _ if self.path.key(key) => Answer::Done(Vec::new()),
            _ => Answer::Ignored,
        }
    }
    fn paste(&mut self, pasted: &str, _: &Context) -> Answer {
        self.path.insert(pasted.trim());
        Answer::Done(Vec::new())
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        let file = self.path.text().trim().to_string();
        match (event, &self.ask) {
            (Event::Reply(_, Ok(reply)), Some((_, pick))) => match pick(&reply) {
                Ok(text) => {
                    self.text = Some(text);
                    Vec::new()
                }
                Err(why) => self.failed(cx.say(why)),
            },
            (Event::Reply(_, Err(error)), _) => self.failed(failure::sentence(&error, cx)),
            (Event::Written(_, Ok(())), _) => {
                let toast = Toast::info(cx.with("download-done", &[("file", file.into())]));
                vec![Wish::Toast(toast), Wish::Close(Outcome::Confirmed(None))]
            }
            (Event::Written(_, Err(why)), _) => {
                self.failed(cx.with("export-failed", &[("file", file.into()), ("why", why.into())]))
            }
            _ => Vec::new(),
        }
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        self.path.draw(area.x, area.y + 1, area.width, Look { focused: true, masked: false }, paint);
        let (sentence, tone) = self.sentence(paint.cx);
        let below = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        paint.paragraph(below, &text::clean_lines(&sentence), tone);
    }
}
