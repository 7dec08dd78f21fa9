//! Asking for pages and taking them in.

use std::time::Duration;

use serde_json::Value;

use super::{
    marks::MARKS,
    query::PAGE_SIZE,
    spec::Row,
    view::{ListView, PAGE},
    window::{Ask, Put, Window},
};
use crate::{
    client::ClientError,
    tui::{
        context::Context,
        layer::{Tag, Task, Wish},
        widgets::loaded::PATIENCE,
    },
};

/// Questions under way at most.
const AT_ONCE: usize = 2;

/// A question under way.
pub(super) struct Asked {
    pub(super) serial: u64,
    pub(super) ask: Ask,
    pub(super) put: Put,
    /// The answer replaces everything that is held.
    pub(super) fresh: bool,
    pub(super) since: Duration,
}

impl<R: Row> ListView<R> {
    /// Asks for the visible page, then for the next in sight, with at most two questions under way.
    pub(super) fn want(&mut self, cx: &Context) -> Vec<Wish> {
        let rows = Self::visible(cx);
        let mut wishes = Vec::new();
        while self.asked.len() < AT_ONCE && self.failure.is_none() {
            let near = || self.window.missing(self.top.saturating_sub(rows / 2), self.top + rows + rows / 2);
            let Some((ask, put)) = self.window.missing(self.top, self.top + rows).or_else(near) else { break };
            if self.asked.iter().any(|a| a.ask == ask) {
                break;
            }
            wishes.push(self.ask(ask, put, false, cx));
        }
        wishes
    }

    pub(super) fn ask(&mut self, ask: Ask, put: Put, fresh: bool, cx: &Context) -> Wish {
        self.serial += 1;
        let request = self.query.request(self.spec, &ask);
        self.asked.push(Asked { serial: self.serial, ask, put, fresh, since: cx.now.up });
        Wish::Run(Task::Call(Tag::numbered(PAGE, self.serial), request))
    }

    /// Asks for the page under the cursor again; what is shown stays until the answer is there.
    pub(super) fn refresh(&mut self, cx: &Context) -> Vec<Wish> {
        self.asked.clear();
        self.failure = None;
        self.put_off(cx);
        let (ask, put) = self.window.page_of(self.cursor);
        vec![Wish::Stop(PAGE), self.ask(ask, put, true, cx)]
    }

    /// Whether rows that are shown are being asked for again, and somebody may wonder.
    pub(super) fn is_refreshing(&self, cx: &Context) -> bool {
        let long = |asked: &Asked| cx.now.up.saturating_sub(asked.since) >= PATIENCE[1];
        !self.window.is_empty() && self.asked.iter().any(|asked| asked.fresh && long(asked))
    }

    /// The next refresh comes after its seconds.
    fn put_off(&mut self, cx: &Context) {
        if let Some((seconds, due)) = &mut self.auto {
            *due = cx.now.up + Duration::from_secs(*seconds);
        }
    }

    /// A refresh that nobody asked for. While the server cannot be reached, the desk tries the line for everybody.
    pub(super) fn refresh_by_itself(&mut self, cx: &Context) -> Vec<Wish> {
        if cx.offline {
            self.put_off(cx);
            return Vec::new();
        }
        self.refresh(cx)
    }

    /// Another question: everything that is held belongs to the old one.
    pub(super) fn requery(&mut self, cx: &Context) -> Vec<Wish> {
        self.asked.clear();
        self.failure = None;
        (self.cursor, self.top, self.here, self.range_from, self.gathering) = (0, 0, None, None, None);
        let mut wishes = vec![Wish::Stop(PAGE), Wish::Stop(MARKS)];
        match self.whole.take() {
            // All rows are here: another choice of them is no question to the server.
            Some(answer) => {
                let asked = Asked { serial: 0, ask: Ask::First, put: Put::From(0), fresh: true, since: cx.now.up };
                wishes.extend(self.take(asked, Ok(answer), cx));
            }
            None => wishes.push(self.ask(Ask::First, Put::From(0), true, cx)),
        }
        wishes
    }

    pub(super) fn page(&mut self, serial: u64, result: Result<Value, ClientError>, cx: &Context) -> Vec<Wish> {
        let Some(at) = self.asked.iter().position(|a| a.serial == serial) else { return Vec::new() };
        let asked = self.asked.remove(at);
        if result.is_ok() {
            self.fresh_at = Some(cx.now.wall);
        }
        self.take(asked, result, cx)
    }

    fn take(&mut self, asked: Asked, result: Result<Value, ClientError>, cx: &Context) -> Vec<Wish> {
        self.whole = result.as_ref().ok().filter(|_| self.spec.whole).cloned();
        match result.and_then(|answer| self.query.page(self.spec, answer, cx.now.wall)) {
            Ok(page) => {
                self.failure = None;
                if asked.fresh {
                    self.window = Window::new(u64::from(PAGE_SIZE));
                }
                let at_end = asked.put == Put::AtEnd && !asked.fresh;
                let start = self.window.insert(asked.ask, asked.put, page, self.cursor);
                if at_end {
                    self.cursor = self.window.len().max(start + 1) - 1;
                    self.here = None;
                }
                self.find_place(cx);
                let mut wishes = self.want(cx);
                wishes.extend(self.renew(asked.fresh, cx));
                wishes
            }
            Err(error) => {
                self.failure = Some(error);
                self.asked.clear();
                vec![Wish::Stop(PAGE)]
            }
        }
    }

    /// Puts the cursor back on the row it was on, or the nearest place.
    fn find_place(&mut self, cx: &Context) {
        let held = self.current().map(|row| self.id(row));
        if let Some(id) = self.here.clone().filter(|id| held.as_ref() != Some(id)) {
            let found = self.window.rows().find(|(_, row)| (self.spec.list.id)(row) == id).map(|(at, _)| at);
            if let Some(at) = found {
                self.top = self.top.saturating_add(at).saturating_sub(self.cursor);
                self.cursor = at;
            }
        }
        self.cursor = self.cursor.min(self.window.len().saturating_sub(1));
        self.here = self.current().map(|row| self.id(row)).or(self.here.take());
        self.keep_in_sight(cx);
        let fresh: Vec<(String, R)> = self
            .marked
            .iter()
            .map(|(id, row)| {
                let newer = self.window.rows().find(|(_, r)| (self.spec.list.id)(r) == id).map(|(_, r)| r.clone());
                (id.clone(), newer.unwrap_or_else(|| row.clone()))
            })
            .collect();
        self.marked = fresh;
    }
}
