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
    /// Where it is read, and what is searched for in it.
    pub reading: Reading,
}

const ASKED: &str = "detail:asked";

impl<R> DetailState<R> {
    /// Nothing but the row is known yet.
    pub fn new(spec: &'static DetailSpec<R>, row: R) -> Self {
        DetailState { spec, row, answers: Answers::default(), reading: Reading::default() }
    }

    /// Asks for the rest.
    pub fn load(&mut self) -> Vec<Wish> {
        let ask = |(i, (_, request))| Wish::Run(Task::Call(Tag::numbered(ASKED, i as u64), request));
        (self.spec.load)(&self.row).into_iter().enumerate().map(ask).collect()
    }

    /// Whether an answer is one of ours.
    pub fn expects(&self, tag: Tag) -> bool {
        tag.name == ASKED
    }

    /// Takes an answer.
    pub fn answer(&mut self, tag: Tag, result: Result<Value, ClientError>) {
        let asked = (self.spec.load)(&self.row);
        if let Some((name, _)) = usize::try_from(tag.number).ok().and_then(|i| asked.get(i)) {
            self.answers.0.insert(name, result);
        }
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
