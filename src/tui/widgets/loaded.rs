//! The one thing that a page asks the server for: awaited, here, failed, old; and how each of these looks. Lists, which
//! ask for many pages, share the pictures.

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;
use partnerdesk_api::operation::{Info, Input, Operation};
use ratatui::layout::Rect;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

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
    pub fn ask<P: Serialize, I: Input>(
        &mut self,
        operation: &'static Operation<P, I, T>,
        path: P,
        input: I,
        cx: &Context,
    ) -> Vec<Wish> {
        self.ask_for(Request::of(operation, path, input), cx)
    }

    /// Asks what a declaration asks, instead of whatever was asked before.
    pub fn ask_for(&mut self, request: Request, cx: &Context) -> Vec<Wish> {
        let round = self.begin(cx);
        vec![Wish::Stop(ASKED), Wish::Run(Task::Call(Tag::numbered(ASKED, round), request))]
    }

    /// A question begins; its number.
    fn begin(&mut self, cx: &Context) -> u64 {
        self.round += 1;
        self.since = Some(cx.now.up);
        self.round
    }

    /// Takes an answer. `false`: it is none of ours.
    pub fn event(&mut self, event: &Event, cx: &Context) -> bool {
        let Event::Reply(Tag { name: ASKED, number }, result) = event else { return false };
        self.answered(*number, result, cx);
        true
    }

    fn answered(&mut self, round: u64, result: &Result<Value, ClientError>, cx: &Context) {
        if round != self.round {
            return;
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
    }

    /// Nothing will be answered.
    pub fn stopped(&mut self) {
        self.since = None;
    }

    /// The last answer.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Takes the answer away.
    pub fn take(&mut self) -> Option<T> {
        self.value.take()
    }

    /// It is not what was asked for after all.
    pub fn fail(&mut self, error: ClientError) {
        (self.value, self.failure) = (None, Some(error));
    }

    /// Why the last question failed.
    pub fn failure(&self) -> Option<&ClientError> {
        self.failure.as_ref()
    }

    /// Whether an answer is awaited.
    pub fn is_awaited(&self) -> bool {
        self.since.is_some()
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

/// Several things that a page asks for at once, by number. Each is awaited, here or failed for itself.
#[derive(Debug)]
pub struct Several<T> {
    by_number: HashMap<u32, Loaded<T>>,
}

impl<T> Default for Several<T> {
    fn default() -> Self {
        Several { by_number: HashMap::new() }
    }
}

/// Bits of a tag below the number of the thing: the round of its question.
const ROUND: u32 = 32;

impl<T: DeserializeOwned> Several<T> {
    /// Asks for these, instead of whatever was asked before.
    pub fn ask(&mut self, requests: impl Iterator<Item = (u32, Request)>, cx: &Context) -> Vec<Wish> {
        let call = |(number, request): (u32, Request)| {
            let round = self.by_number.entry(number).or_default().begin(cx);
            Wish::Run(Task::Call(Tag::numbered(ASKED, (u64::from(number) << ROUND) | round), request))
        };
        std::iter::once(Wish::Stop(ASKED)).chain(requests.map(call)).collect()
    }

    /// Takes an answer. `false`: it is none of ours.
    pub fn event(&mut self, event: &Event, cx: &Context) -> bool {
        let Event::Reply(Tag { name: ASKED, number }, result) = event else { return false };
        let of = u32::try_from(number >> ROUND).ok().and_then(|of| self.by_number.get_mut(&of));
        if let Some(one) = of {
            one.answered(number & ((1 << ROUND) - 1), result, cx);
        }
        true
    }

    /// Nothing will be answered.
    pub fn stopped(&mut self) {
        self.by_number.values_mut().for_each(Loaded::stopped);
    }

    /// One of them.
    pub fn get(&self, number: u32) -> Option<&Loaded<T>> {
        self.by_number.get(&number)
    }

    /// Why they failed. Mostly all fail for one reason: the first stands for all.
    pub fn failure(&self) -> Option<&ClientError> {
        let failed = self.by_number.iter().filter_map(|(number, one)| Some((number, one.failure()?)));
        failed.min_by_key(|(number, _)| **number).map(|(_, error)| error)
    }

    /// How old the newest answer is.
    pub fn status(&self, cx: &Context) -> String {
        self.by_number.values().max_by_key(|one| one.fresh_at).map_or_else(String::new, |one| one.status(cx))
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
