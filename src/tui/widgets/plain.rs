//! What was copied last, as it is and with nothing around it: for the terminal's own selection, where its clipboard
//! cannot be reached.

use super::{
    reader::{Reader, Text},
    search::Pieces,
};
use crate::tui::{context::Context, layer::Layer, text, theme::Tone};

/// The page of a text.
pub fn layer(copied: &str) -> Box<dyn Layer> {
    Reader::boxed(Plain { copied: copied.to_string() })
}

struct Plain {
    copied: String,
}

impl Text for Plain {
    fn name(&self) -> &'static str {
        "copied"
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("screen-copied")]
    }
    fn is_bare(&self) -> bool {
        true
    }
    fn lines(&self, width: usize, _: &Context) -> Vec<Pieces> {
        let line = |line: &str| text::chop(&text::clean(&line.replace('\t', "    ")), width);
        self.copied.lines().flat_map(line).map(|part| vec![(part, Tone::Ink)]).collect()
    }
}
