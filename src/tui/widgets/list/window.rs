//! The part of a long list that is held: runs of rows around where somebody looks, fetched page by page.
//!
//! Our server pages by cursor, so a page is reached from its neighbour, from the first or from the last one. Positions
//! are counted from the start; rows reached from the end of a list of unknown length are counted back from
//! [`FAR_END`]. A MOSIP server knows page numbers only; then positions follow from the number.

use partnerdesk_api::list::Page;

use crate::rows::walk::After;

/// Position behind the last row of a list whose length is not known.
pub const FAR_END: u64 = 1 << 40;
/// Most runs that are held; the furthest from the cursor goes first.
const HELD: usize = 20;

/// Which page to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The first.
    First,
    /// The last.
    Last,
    /// The one of a token.
    Token(String),
    /// By number.
    Number(u64),
}

impl From<After> for Ask {
    fn from(after: After) -> Ask {
        match after {
            After::Token(token) => Ask::Token(token),
            After::Number(number) => Ask::Number(number),
        }
    }
}

/// Where the rows of a page belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// From this position on.
    From(u64),
    /// Up to this position.
    UpTo(u64),
    /// At the end of the list, wherever that is.
    AtEnd,
}

/// How many rows the list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// Not asked yet.
    Unknown,
    /// So many.
    Exact(u64),
    /// More than so many.
    MoreThan(u64),
}

#[derive(Debug)]
struct Run<R> {
    start: u64,
    rows: Vec<R>,
    ask: Ask,
    next: Option<String>,
    previous: Option<String>,
}

impl<R> Run<R> {
    fn end(&self) -> u64 {
        self.start + self.rows.len() as u64
    }
}

/// The rows that are held.
#[derive(Debug)]
pub struct Window<R> {
    runs: Vec<Run<R>>,
    total: Total,
    numbered: bool,
    /// Numbers of pages that were answered with fewer rows than the total promises. They are not asked for again until
    /// somebody asks anew.
    short: Vec<u64>,
    size: u64,
}

impl<R> Window<R> {
    /// Nothing yet, to be filled with pages of a size.
    pub fn new(size: u64) -> Window<R> {
        Window { runs: Vec::new(), total: Total::Unknown, numbered: false, short: Vec::new(), size }
    }

    /// How many rows there are.
    pub fn total(&self) -> Total {
        self.total
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// A row by its position.
    pub fn row(&self, at: u64) -> Option<&R> {
        let run = self.runs.iter().find(|r| (r.start..r.end()).contains(&at))?;
        run.rows.get(usize::try_from(at - run.start).ok()?)
    }

    /// Every held row with its position.
    pub fn rows(&self) -> impl Iterator<Item = (u64, &R)> {
        self.runs.iter().flat_map(|run| (run.start..).zip(&run.rows))
    }

    /// The position behind the last one that the cursor may go to.
    pub fn len(&self) -> u64 {
        let held = self.runs.last().map_or(0, Run::end);
        match self.total {
            Total::Exact(n) => n,
            _ if self.runs.last().is_some_and(|r| r.next.is_some()) => held + 1,
            _ => held,
        }
    }

    /// Whether positions near the end are counted from there because the length is not known.
    pub fn is_far(&self, at: u64) -> bool {
        !matches!(self.total, Total::Exact(_)) && at > FAR_END / 2
    }

    /// What to ask for, so that these positions are filled; the first gap only.
    pub fn missing(&self, from: u64, to: u64) -> Option<(Ask, Put)> {
        if self.runs.is_empty() {
            // Once it was answered, an empty list stays empty until somebody asks anew.
            return (self.total == Total::Unknown).then_some((Ask::First, Put::From(0)));
        }
        let is_short = |at: u64| self.numbered && self.short.contains(&(at / self.size));
        let gap = (from..to.min(self.len())).find(|at| self.row(*at).is_none() && !is_short(*at))?;
        if self.numbered {
            let number = gap / self.size;
            return Some((Ask::Number(number), Put::From(number * self.size)));
        }
        let before = self.runs.iter().rev().find(|r| r.end() <= gap);
        let after = self.runs.iter().find(|r| r.start > gap);
        let forward = before.and_then(|r| Some((Ask::Token(r.next.clone()?), Put::From(r.end()))));
        let backward = after.and_then(|r| Some((Ask::Token(r.previous.clone()?), Put::UpTo(r.start))));
        let near = |put: &Put| match put {
            Put::From(at) | Put::UpTo(at) => at.abs_diff(gap),
            Put::AtEnd => u64::MAX,
        };
        match (forward, backward) {
            // The start is nearer by asking for it than by walking there.
            (None, Some((_, put))) if gap == 0 && near(&put) > self.size => Some((Ask::First, Put::From(0))),
            (Some(f), Some(b)) => Some(if near(&f.1) <= near(&b.1) { f } else { b }),
            (None, None) if gap == 0 => Some((Ask::First, Put::From(0))),
            (f, b) => f.or(b),
        }
    }

    /// What to ask for to see the end of the list.
    pub fn last_page(&self) -> Option<(Ask, Put)> {
        match (self.numbered, self.total) {
            (true, Total::Exact(n)) if n > 0 => {
                let number = (n - 1) / self.size;
                Some((Ask::Number(number), Put::From(number * self.size)))
            }
            (true, _) => None,
            (false, _) => Some((Ask::Last, Put::AtEnd)),
        }
    }

    /// What was asked for the page that holds a position, so that it can be asked again.
    pub fn page_of(&self, at: u64) -> (Ask, Put) {
        match self.runs.iter().find(|r| (r.start..r.end()).contains(&at)) {
            Some(run) if run.ask == Ask::Last => (Ask::Last, Put::AtEnd),
            Some(run) => (run.ask.clone(), Put::From(run.start)),
            None => (Ask::First, Put::From(0)),
        }
    }

    /// Takes a page in. Returns the position of its first row.
    pub fn insert(&mut self, ask: Ask, put: Put, page: Page<R>, cursor: u64) -> u64 {
        let rows = page.data.len() as u64;
        if page.next.is_none() && page.previous.is_none() && page.total_results > rows {
            self.numbered = true;
        }
        self.total = if page.total_is_capped {
            Total::MoreThan(page.total_results)
        } else {
            Total::Exact(page.total_results.max(rows))
        };
        let end = match self.total {
            Total::Exact(n) => n,
            _ => FAR_END,
        };
        let mut start = match put {
            Put::From(at) => at,
            Put::UpTo(at) => at.saturating_sub(rows),
            Put::AtEnd => end.saturating_sub(rows),
        };
        if !self.numbered && page.previous.is_none() && matches!(self.total, Total::Exact(_)) {
            start = 0;
        }
        self.note_short(start, rows, end);
        if rows == 0 {
            self.forget_tokens(put);
            return start;
        }
        // What overlaps was cut at other places; the newer page is right.
        self.runs.retain(|r| r.end() <= start || r.start >= start + rows);
        let at = self.runs.iter().position(|r| r.start > start).unwrap_or(self.runs.len());
        self.runs.insert(at, Run { start, rows: page.data, ask, next: page.next, previous: page.previous });
        self.drop_furthest(cursor);
        start
    }

    /// Remembers whether a page came shorter than it should.
    fn note_short(&mut self, start: u64, rows: u64, end: u64) {
        let number = start / self.size;
        self.short.retain(|known| *known != number);
        if self.numbered && rows < self.size.min(end.saturating_sub(start)) {
            self.short.push(number);
        }
    }

    /// A page that turned out empty is not asked for again.
    fn forget_tokens(&mut self, put: Put) {
        for run in &mut self.runs {
            match put {
                Put::From(at) if run.end() == at => run.next = None,
                Put::UpTo(at) if run.start == at => run.previous = None,
                _ => {}
            }
        }
    }

    fn drop_furthest(&mut self, cursor: u64) {
        while self.runs.len() > HELD {
            let distance = |r: &Run<R>| r.start.abs_diff(cursor);
            let furthest = (0..self.runs.len()).max_by_key(|i| distance(&self.runs[*i]));
            if let Some(i) = furthest {
                let gone = self.runs.remove(i).start / self.size;
                self.short.retain(|number| *number != gone);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server of so many rows that pages by cursor; tokens are `direction:position`.
    fn page(total: u64, ask: &Ask, size: u64, cap: u64) -> Page<u64> {
        let (from, to) = match ask {
            Ask::First => (0, size),
            Ask::Last => (total.saturating_sub(size), total),
            Ask::Number(n) => (n * size, (n + 1) * size),
            Ask::Token(t) => match t.split_once(':').map(|(d, p)| (d, p.parse::<u64>().unwrap())) {
                Some(("f", p)) => (p, p + size),
                Some((_, p)) => (p.saturating_sub(size), p),
                None => unreachable!(),
            },
        };
        let to = to.min(total);
        let cursors = !matches!(ask, Ask::Number(_)) && size != 8;
        Page {
            page_no: 0,
            page_size: size,
            total_results: total.min(cap),
            data: (from..to).collect(),
            next: (cursors && to < total).then(|| format!("f:{to}")),
            previous: (cursors && from > 0).then(|| format!("b:{from}")),
            total_is_capped: total > cap,
        }
    }

    /// Asks until the positions are there; the number of questions.
    fn fill(window: &mut Window<u64>, total: u64, size: u64, from: u64, to: u64) -> usize {
        let mut asked = 0;
        while let Some((ask, put)) = window.missing(from, to) {
            let answer = page(total, &ask, size, 10_000);
            window.insert(ask, put, answer, from);
            asked += 1;
            assert!(asked < 500);
        }
        asked
    }

    #[test]
    fn pages_follow_each_other_and_the_furthest_go() {
        let mut window = Window::new(50);
        for top in (0..3000).step_by(20) {
            fill(&mut window, 4318, 50, top, top + 20);
            assert_eq!(window.row(top + 5), Some(&(top + 5)));
        }
        assert!(window.runs.len() <= HELD);
        assert_eq!(window.row(0), None);
        assert_eq!(fill(&mut window, 4318, 50, 0, 20), 1, "the start is one question away");
        assert_eq!(window.row(19), Some(&19));
    }

    #[test]
    fn the_end_is_one_question_away_and_can_be_walked_from() {
        let mut window = Window::new(50);
        fill(&mut window, 4318, 50, 0, 20);
        let (ask, put) = window.last_page().unwrap();
        let start = window.insert(ask.clone(), put, page(4318, &ask, 50, 10_000), 4317);
        assert_eq!((start, window.len(), window.row(4317)), (4268, 4318, Some(&4317)));
        fill(&mut window, 4318, 50, 4200, 4318);
        assert_eq!(window.row(4200), Some(&4200));
    }

    #[test]
    fn a_list_of_unknown_length_has_a_far_end() {
        let mut window = Window::new(50);
        fill(&mut window, 1_000_000, 50, 0, 20);
        assert_eq!(window.total(), Total::MoreThan(10_000));
        let (ask, put) = window.last_page().unwrap();
        window.insert(ask.clone(), put, page(1_000_000, &ask, 50, 10_000), FAR_END - 1);
        assert_eq!(window.row(FAR_END - 1), Some(&999_999));
        assert!(window.is_far(FAR_END - 1));
        fill(&mut window, 1_000_000, 50, FAR_END - 120, FAR_END);
        assert_eq!(window.row(FAR_END - 120), Some(&999_880));
    }

    #[test]
    fn a_page_that_comes_too_short_is_asked_for_once() {
        let mut window = Window::new(8);
        // It promises 40 rows, and hides every second one of those that come.
        let meagre = |ask: &Ask| {
            let mut page = page(40, ask, 8, 10_000);
            page.data.truncate(4);
            page
        };
        let mut asked = Vec::new();
        while let Some((ask, put)) = window.missing(0, 40) {
            asked.push(ask.clone());
            let answer = meagre(&ask);
            window.insert(ask, put, answer, 0);
            assert!(asked.len() < 50, "{asked:?}");
        }
        assert_eq!(asked.len(), 5, "{asked:?}");
        assert_eq!((window.len(), window.row(33), window.row(37)), (40, Some(&33), None));
    }

    #[test]
    fn a_server_without_cursors_is_asked_by_number() {
        let mut window = Window::new(8);
        fill(&mut window, 100, 8, 0, 8);
        assert!(window.numbered);
        assert_eq!(window.missing(50, 60), Some((Ask::Number(6), Put::From(48))));
        fill(&mut window, 100, 8, 50, 60);
        assert_eq!(window.row(59), Some(&59));
        assert_eq!(window.last_page(), Some((Ask::Number(12), Put::From(96))));
    }
}
