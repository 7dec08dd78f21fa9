//! A dialog that asks for one line of text.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;

use super::input::{Input, Look};
use crate::tui::{
    actions,
    context::Context,
    key::Key,
    keymap::Offer,
    layer::{Answer, Layer, Outcome, Place, Wish},
    paint::Paint,
};

/// Asks for a line under a title, beginning with a text.
pub fn layer(title: String, text: &str) -> Box<dyn Layer> {
    Box::new(Prompt { title, input: Input::with(text) })
}

struct Prompt {
    title: String,
    input: Input,
}

impl Layer for Prompt {
    fn name(&self) -> &'static str {
        "prompt"
    }
    fn place(&self, _: &Context) -> Place {
        Place::Dialog { width: 56, height: 1 }
    }
    fn title(&self, _: &Context) -> Vec<String> {
        vec![self.title.clone()]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        vec![Offer::yes(&actions::PICK).called("prompt-done")]
    }
    fn takes_text(&self) -> bool {
        true
    }
    fn key(&mut self, key: Key, _: &Context) -> Answer {
        if key.code == KeyCode::Enter {
            return Answer::Done(vec![Wish::Close(Outcome::Words(self.input.text().to_string()))]);
        }
        if self.input.key(key) { Answer::Done(Vec::new()) } else { Answer::Ignored }
    }
    fn paste(&mut self, text: &str, _: &Context) -> Answer {
        self.input.insert(text);
        Answer::Done(Vec::new())
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        self.input.draw(area.x, area.y, area.width, Look { focused: true, masked: false }, paint);
    }
}
