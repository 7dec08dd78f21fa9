//! The one thing that a page asks the server for: awaited, here, failed, old; and how each of these looks. Lists, which
//! ask for many pages, share the pictures.

use std::time::Duration;

use jiff::Timestamp;
use partnerdesk_api::operation::Info;
use ratatui::layout::Rect;
use serde::de::DeserializeOwned;

use super::failure;
use crate::{
    client::ClientError,
    tui::{
        context::Context,
        layer::{Event, Request, Tag, Task, Wish},
        paint::Paint,
        theme::Tone,
    },
};

/// Until when what is awaited stays blank, then shows placeholders, then a word, then how to stop.
pub const PATIENCE: [Duration; 3] = [Duration::from_millis(150), Duration::from_millis(400), Duration::from_secs(5)];

const ASKED: &str = "loaded:asked";

/// What a page asks for. The old answer stays until there is a newer one.
#[derive(Debug)]
pub struct Loaded<T> {
    value: Option<T>,
    failure: Option<ClientError>,
    /// Since when an answer is awaited.
    since: Option<Duration>,
    fresh_at: Option<Timestamp>,
    /// The number of the last question.
    round: u64,
}

impl<T> Default for Loaded<T> {
    fn default() -> Self {
        Loaded { value: None, failure: None, since: None, fresh_at: None, round: 0 }
    }
}

impl<T: DeserializeOwned> Loaded<T> {
    /// Asks, instead of whatever was asked before.
    pub fn ask(&mut self, request: Request, cx: &Context) -> Vec<Wish> {
        self.round += 1;
        self.since = Some(cx.now.up);
        vec![Wish::Stop(ASKED), Wish::Run(Task::Call(Tag::numbered(ASKED, self.round), request))]
    }

    /// Takes an answer. `false`: it is none of ours.
    pub fn event(&mut self, event: &Event, cx: &Context) -> bool {
        let Event::Reply(Tag { name: ASKED, number }, result) = event else { return false };
        if *number != self.round {
            return true;
        }
        self.since = None;
        let read = |value| serde_json::from_value(value).map_err(|e| ClientError::Unreadable(e.to_string()));
        match result.clone().and_then(read) {
            Ok(value) => {
                *self =
                    Loaded { value: Some(value), fresh_at: Some(cx.now.wall), round: self.round, ..Loaded::default() };
            }
            Err(error) => self.failure = Some(error),
        }
        true
    }

    /// Nothing will be answered.
    pub fn stopped(&mut self) {
        self.since = None;
    }

    /// The last answer.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// When the picture changes by itself.
    pub fn wake(&self, cx: &Context) -> Option<Duration> {
        let since = self.since.filter(|_| self.value.is_none() && self.failure.is_none())?;
        PATIENCE.into_iter().map(|p| since + p).find(|at| *at > cx.now.up)
    }

    /// How old the answer is.
    pub fn status(&self, cx: &Context) -> String {
        self.fresh_at.map_or_else(String::new, |at| cx.with("list-updated", &[("time", cx.clock(at).into())]))
    }

    /// Draws what stands above the answer, or in its place; the lines that it takes.
    pub fn draw(&self, area: Rect, paint: &mut Paint<'_>) -> u16 {
        match (&self.failure, &self.value, self.since) {
            (Some(error), _, _) => failed(None, error, area, paint),
            (None, Some(_), _) => 0,
            (None, None, Some(since)) => {
                waiting(paint.cx.now.up.saturating_sub(since), area, paint);
                0
            }
            (None, None, None) => {
                paint.put(area.x, area.y, area.width, &paint.cx.say("list-retry"), Tone::Quiet).min(1) + 1
            }
        }
    }
}

/// Placeholders, and after a while words.
pub fn waiting(waited: Duration, area: Rect, paint: &mut Paint<'_>) {
    if waited < PATIENCE[0] {
        return;
    }
    let cx = paint.cx;
    for y in (area.y..area.bottom()).take(5) {
        paint.put(area.x, y, 5, cx.symbols.ghost, Tone::Ghost);
    }
    let key = if waited >= PATIENCE[2] { "list-still-loading" } else { "list-loading" };
    if waited >= PATIENCE[1] {
        paint.put(area.x + 8, area.y, area.width.saturating_sub(8), &cx.say(key), Tone::Quiet);
    }
}

/// What failed, what can be done about it (an operation knows who may call it), and how to try again; the lines that it
/// takes.
pub fn failed(operation: Option<&Info>, error: &ClientError, area: Rect, paint: &mut Paint<'_>) -> u16 {
    let cx = paint.cx;
    let left = |used: u16| Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
    let sentence = format!("{} {}", cx.symbols.cross, failure::sentence(error, cx));
    let mut used = paint.paragraph(area, &sentence, Tone::Bad) + 1;
    let hint = operation.map_or_else(|| failure::hint(error, cx), |o| failure::hint_about(o, error, cx));
    used += paint.paragraph(left(used), hint.trim(), Tone::Quiet) + 1;
    paint.put(area.x, area.y + used, area.width, &cx.say("list-retry"), Tone::Quiet);
    used + 2
}
