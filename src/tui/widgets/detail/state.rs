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
    /// Tells its questions from earlier ones, whose answers are dropped.
    serial: u64,
    /// Where it is read, and what is searched for in it.
    pub reading: Reading,
}

const ASKED: &str = "detail:asked";
/// More questions than any page asks.
const QUESTIONS: u64 = 256;

impl<R> DetailState<R> {
    /// Nothing but the row is known yet.
    pub fn new(spec: &'static DetailSpec<R>, row: R) -> Self {
        Self::numbered(spec, row, 0)
    }

    /// One of several that are asked for under the same name, with a number of its own.
    pub fn numbered(spec: &'static DetailSpec<R>, row: R, serial: u64) -> Self {
        DetailState { spec, row, answers: Answers::default(), serial, reading: Reading::default() }
    }

    /// Asks for the rest.
    pub fn load(&mut self) -> Vec<Wish> {
        let first = self.serial * QUESTIONS;
        let ask = |(number, (_, request))| Wish::Run(Task::Call(Tag::numbered(ASKED, number), request));
        (first..).zip((self.spec.load)(&self.row)).map(ask).collect()
    }

    /// Asks for everything anew; what is known is shown until the answers are there.
    pub fn reload(&mut self) -> Vec<Wish> {
        self.serial += 1;
        self.load()
    }

    /// Whether an answer is to a question of a detail.
    pub fn is_asked(tag: Tag) -> bool {
        tag.name == ASKED
    }

    /// Takes an answer, unless it is to an earlier question.
    pub fn answer(&mut self, tag: Tag, result: Result<Value, ClientError>) {
        let asked = (self.spec.load)(&self.row);
        let index = tag.number.checked_sub(self.serial * QUESTIONS).and_then(|i| usize::try_from(i).ok());
        if let Some((name, _)) = index.and_then(|i| asked.get(i)) {
            self.answers.0.insert(name, result);
        }
    }

    /// Whether everything is answered.
    pub fn is_complete(&self) -> bool {
        (self.spec.load)(&self.row).iter().all(|(name, _)| self.answers.0.contains_key(name))
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
