//! What was said so far, newest first.

use jiff::Timestamp;

use super::{
    reader::{Reader, Text},
    search::Pieces,
};
use crate::tui::{
    context::Context,
    layer::{Layer, Loudness},
    text,
    theme::Tone,
    toasts::Toasts,
};

/// The page of messages.
pub fn layer(toasts: &Toasts) -> Box<dyn Layer> {
    let kept = toasts.kept().map(|(at, toast)| (*at, toast.loudness, toast.text.clone())).collect();
    Reader::boxed(Messages { kept })
}

struct Messages {
    kept: Vec<(Timestamp, Loudness, String)>,
}

/// Columns of the time and the blanks behind it.
const CLOCK: usize = 10;

impl Text for Messages {
    fn name(&self) -> &'static str {
        "messages"
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("screen-messages")]
    }
    fn lines(&self, width: usize, cx: &Context) -> Vec<Pieces> {
        if self.kept.is_empty() {
            return vec![vec![(cx.say("messages-none"), Tone::Quiet)]];
        }
        let one = |(at, loudness, sentence): &(Timestamp, Loudness, String)| {
            let tone = match loudness {
                Loudness::Info => Tone::Ink,
                Loudness::Warning => Tone::Warm,
                Loudness::Error => Tone::Bad,
            };
            let wrapped = text::wrap(&text::clean(sentence), width.saturating_sub(CLOCK));
            let clock = cx.clock(*at);
            let before = move |i: usize| text::pad(if i == 0 { &clock } else { "" }, CLOCK);
            wrapped.into_iter().enumerate().map(move |(i, part)| vec![(before(i), Tone::Quiet), (part, tone)])
        };
        self.kept.iter().flat_map(one).collect()
    }
}
