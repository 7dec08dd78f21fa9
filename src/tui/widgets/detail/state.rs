//! One thing and what is known of it.

use ratatui::layout::Rect;
use serde_json::Value;

use super::{
    lines::render,
    spec::{Answers, DetailSpec},
};
use crate::{
    client::ClientError,
    tui::{
        context::Context,
        layer::{Tag, Task, Wish},
        paint::Paint,
        widgets::{reading::Reading, search::Pieces},
    },
};

/// One thing and what is known of it.
pub struct DetailState<R: 'static> {
    pub(super) spec: &'static DetailSpec<R>,
    /// The thing.
    pub row: R,
    answers: Answers,
    /// The number of the last round of questions: an answer to an earlier one may be about another row. None yet is 0.
    round: u64,
    /// Where it is read, and what is searched for in it.
    pub reading: Reading,
}

/// The name of every question about the rest.
pub const ASKED: &str = "detail:asked";
/// Bits of a tag below the number of its round: which question it is.
const ROUND: u32 = 8;

impl<R> DetailState<R> {
    /// Nothing but the row is known yet.
    pub fn new(spec: &'static DetailSpec<R>, row: R) -> Self {
        DetailState { spec, row, answers: Answers::default(), round: 0, reading: Reading::default() }
    }

    /// Asks for the rest, in a round that takes its number from a count of all questions. What is known stays until it is
    /// known better.
    pub fn load(&mut self, count: &mut u64) -> Vec<Wish> {
        *count += 1;
        self.round = *count;
        let tag = |i: usize| Tag::numbered(ASKED, (self.round << ROUND) | i as u64);
        let ask = |(i, request)| Wish::Run(Task::Call(tag(i), request));
        let asks = (self.spec.load)(&self.row).into_iter().enumerate().map(ask);
        std::iter::once(Wish::Stop(ASKED)).chain(asks).collect()
    }

    /// The thing may have changed, or its questions were stopped: their answers are not waited for any more.
    pub fn outdate(&mut self) {
        self.round = 0;
    }

    /// Whether it was asked about since.
    pub fn is_recent(&self) -> bool {
        self.round != 0
    }

    /// Whether an answer is one of ours.
    pub fn expects(&self, tag: Tag) -> bool {
        tag.name == ASKED && tag.number >> ROUND == self.round
    }

    /// Takes an answer.
    pub fn answer(&mut self, tag: Tag, result: Result<Value, ClientError>) {
        let asked = (self.spec.load)(&self.row);
        if let Some(request) = usize::try_from(tag.number & ((1 << ROUND) - 1)).ok().and_then(|i| asked.get(i)) {
            self.answers.0.insert(request.operation.id, result);
        }
    }

    /// Whether everything is answered.
    pub fn is_complete(&self) -> bool {
        (self.spec.load)(&self.row).iter().all(|asked| self.answers.0.contains_key(asked.operation.id))
    }

    /// The lines in so many columns.
    pub fn lines(&self, width: u16, cx: &Context) -> Vec<Pieces> {
        render(&(self.spec.lines)(&self.row, &self.answers, cx), usize::from(width), cx)
    }

    /// Draws the lines from where it is read.
    pub fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let lines = self.lines(area.width, paint.cx);
        self.reading.draw(&lines, area, true, paint);
    }
}
