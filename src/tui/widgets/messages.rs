//! What was said so far, newest first.

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::tui::{
    context::Context,
    layer::{Layer, Loudness},
    paint::Paint,
    text,
    theme::Tone,
    toasts::Toasts,
};

/// The page of messages.
pub fn layer(toasts: &Toasts, _: &Context) -> Box<dyn Layer> {
    let kept = toasts.kept().map(|(at, toast)| (*at, toast.loudness, toast.text.clone())).collect();
    Box::new(Messages { kept })
}

struct Messages {
    kept: Vec<(Timestamp, Loudness, String)>,
}

impl Layer for Messages {
    fn name(&self) -> &'static str {
        "messages"
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("screen-messages")]
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        if self.kept.is_empty() {
            let none = paint.cx.say("messages-none");
            paint.put(area.x + 2, area.y + 1, area.width - 4, &none, Tone::Quiet);
        }
        let mut y = area.y;
        for (at, loudness, sentence) in &self.kept {
            let tone = match loudness {
                Loudness::Info => Tone::Ink,
                Loudness::Warning => Tone::Warm,
                Loudness::Error => Tone::Bad,
            };
            let clock = paint.cx.clock(*at);
            paint.put(area.x + 2, y, 8, &clock, Tone::Quiet);
            let place = Rect {
                x: area.x + 12,
                y,
                width: area.width.saturating_sub(14),
                height: area.bottom().saturating_sub(y),
            };
            y += paint.paragraph(place, &text::clean(sentence), tone).max(1);
            if y >= area.bottom() {
                break;
            }
        }
    }
}
