//! Marking rows: one, a range, those on the screen, and all that match, which are read page by page.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    spec::Row,
    view::ListView,
    window::{Ask, Total},
};
use crate::{
    client::ClientError,
    rows::walk,
    tui::{
        context::Context,
        layer::{Tag, Task, Toast, Wish},
        widgets::failure,
    },
};

/// The tag of a page of rows that are marked.
pub(super) const MARKS: &str = "list:marks";
/// Most rows that are marked in one go.
const MOST: usize = 1000;

/// Rows that match, while they are read.
pub(super) struct Gathering<R> {
    serial: u64,
    /// Pages read before this one.
    number: u64,
    rows: Vec<(String, R)>,
}

impl<R: Row> ListView<R> {
    /// Marks the row under the cursor, or takes its mark away, and goes on.
    pub(super) fn mark(&mut self, cx: &Context) -> Vec<Wish> {
        if let Some(row) = self.current() {
            let (id, row) = (self.id(row), row.clone());
            match self.marked.iter().position(|(known, _)| *known == id) {
                Some(at) => drop(self.marked.remove(at)),
                None => self.marked.push((id, row)),
            }
        }
        self.go_to(self.cursor + 1, cx)
    }

    /// Marks the rows from where the range began to the cursor.
    pub(super) fn mark_range(&mut self) {
        let Some(from) = self.range_from else { return };
        let (a, b) = (from.min(self.cursor), from.max(self.cursor));
        let rows = (a..=b).filter_map(|at| self.window.row(at)).map(|row| (self.id(row), row.clone())).collect();
        self.add_marks(rows);
    }

    fn add_marks(&mut self, rows: Vec<(String, R)>) {
        let known: HashSet<String> = self.marked.iter().map(|(id, _)| id.clone()).collect();
        self.marked.extend(rows.into_iter().filter(|(id, _)| !known.contains(id)));
    }

    /// Marks what is on the screen; once that is marked, everything that matches.
    pub(super) fn mark_page(&mut self, cx: &Context) -> Vec<Wish> {
        let end = self.top + Self::visible(cx);
        let on_screen = self.window.rows().filter(|(at, _)| (self.top..end).contains(at));
        let rows: Vec<(String, R)> = on_screen.map(|(_, row)| (self.id(row), row.clone())).collect();
        if rows.iter().any(|(id, _)| self.marked.iter().all(|(known, _)| known != id)) {
            self.add_marks(rows);
            return vec![self.says_marked("toast-marked-page", "", cx)];
        }
        self.mark_all(cx)
    }

    /// Everything that matches: what is held, when that is all of it, else page after page from the server.
    fn mark_all(&mut self, cx: &Context) -> Vec<Wish> {
        let held = self.window.rows().count() as u64;
        if self.window.total() == Total::Exact(held) && held <= MOST as u64 {
            let rows = self.window.rows().map(|(_, row)| (self.id(row), row.clone())).collect();
            self.add_marks(rows);
            return vec![self.says_marked("toast-marked-all", "", cx)];
        }
        self.serial += 1;
        self.gathering = Some(Gathering { serial: self.serial, number: 0, rows: Vec::new() });
        vec![Wish::Stop(MARKS), self.ask_marks(&Ask::First)]
    }

    fn ask_marks(&self, ask: &Ask) -> Wish {
        Wish::Run(Task::Call(Tag::numbered(MARKS, self.serial), self.query.request(self.spec, ask)))
    }

    /// A page of rows to mark has come.
    pub(super) fn gathered(&mut self, serial: u64, result: Result<Value, ClientError>, cx: &Context) -> Vec<Wish> {
        let Some(mut gathering) = self.gathering.take().filter(|g| g.serial == serial) else { return Vec::new() };
        let page = match result.and_then(|answer| self.query.page(self.spec, answer, cx.now.wall)) {
            Ok(page) => page,
            Err(error) => return vec![Wish::Toast(Toast::error(failure::sentence(&error, cx)))],
        };
        gathering.rows.extend(page.data.iter().map(|row| (self.id(row), row.clone())));
        let next = walk::after(&page, gathering.number, gathering.rows.len() as u64);
        let is_cut = gathering.rows.len() > MOST || gathering.rows.len() == MOST && next.is_some();
        match next {
            Some(after) if !is_cut => {
                gathering.number += 1;
                self.serial += 1;
                gathering.serial = self.serial;
                self.gathering = Some(gathering);
                vec![self.ask_marks(&Ask::from(after))]
            }
            _ => {
                gathering.rows.truncate(MOST);
                self.add_marks(gathering.rows);
                let all = format!("{}{}", cx.number(page.total_results), if page.total_is_capped { "+" } else { "" });
                vec![self.says_marked(if is_cut { "toast-marked-most" } else { "toast-marked-all" }, &all, cx)]
            }
        }
    }

    fn says_marked(&self, key: &str, all: &str, cx: &Context) -> Wish {
        let n = cx.number(self.marked.len() as u64);
        let values = [("n", n.into()), ("all", all.to_string().into()), ("most", cx.number(MOST as u64).into())];
        Wish::Toast(Toast::info(cx.with(key, &values)))
    }

    /// How far the marking is, in words.
    pub(super) fn marking(&self, cx: &Context) -> Option<String> {
        let n = self.gathering.as_ref()?.rows.len() as u64;
        Some(cx.with("list-marking", &[("n", cx.number(n).into())]))
    }
}

#[cfg(test)]
#[path = "marks_tests.rs"]
mod tests;
