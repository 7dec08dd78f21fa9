//! Export of a list into a file, page by page, so that its length does not matter.

use ratatui::layout::Rect;

use super::{
    failure,
    list::{ListSpec, Query, Row, window::Ask},
    prompt,
};
use crate::{
    rows::{csv, walk},
    tui::{
        context::Context,
        effect::STANDARD_OUTPUT,
        layer::{Event, Layer, Outcome, Place, Tag, Task, Toast, Wish, Work},
        paint::Paint,
        theme::Tone,
    },
};

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A line of cells each, with heads.
    Csv,
    /// A JSON value each, one per line.
    Json,
}

/// The dialog that exports these rows, or everything that the query selects when there are none.
pub fn layer<R: Row>(
    spec: &'static ListSpec<R>,
    query: Query,
    rows: Vec<R>,
    format: Format,
    _: &Context,
) -> Box<dyn Layer> {
    Box::new(Export { spec, query, rows, format, path: String::new(), written: 0, next: None })
}

const FILE: &str = "export:file";
const PAGE: &str = "export:page";
const WRITTEN: &str = "export:written";

struct Export<R: Row> {
    spec: &'static ListSpec<R>,
    query: Query,
    rows: Vec<R>,
    format: Format,
    path: String,
    written: u64,
    /// The page after the one that is being written.
    next: Option<Ask>,
}

impl<R: Row> Export<R> {
    fn heads(&self) -> String {
        match self.format {
            Format::Csv => csv::line(self.spec.list.fields.iter().map(|f| f.info.wire)),
            Format::Json => String::new(),
        }
    }

    fn lines(&self, rows: &[R]) -> String {
        let line = |row: &R| match self.format {
            Format::Csv => csv::line(self.spec.list.fields.iter().map(|f| (f.text)(row))),
            Format::Json => serde_json::to_string(row).unwrap_or_default() + "\n",
        };
        rows.iter().map(line).collect()
    }

    fn write(&self, text: String, append: bool) -> Wish {
        let path = crate::tui::files::expand(&self.path);
        Wish::Run(Task::WriteFile { tag: Tag::new(WRITTEN), path, text, append })
    }

    fn ask(&self, ask: &Ask) -> Wish {
        Wish::Run(Task::Call(Tag::new(PAGE), self.query.request(self.spec, ask)))
    }

    fn sentence(&self, cx: &Context) -> String {
        cx.with("export-running", &[("n", cx.number(self.written).into())])
    }

    fn failed(why: String) -> Vec<Wish> {
        vec![Wish::Toast(Toast::error(why)), Wish::Close(Outcome::Cancelled)]
    }
}

impl<R: Row> Layer for Export<R> {
    fn name(&self) -> &'static str {
        "export"
    }
    fn place(&self, _: &Context) -> Place {
        Place::Dialog { width: 56, height: 3 }
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("export-title"), cx.say(self.spec.title)]
    }
    fn work(&self, cx: &Context) -> Option<Work> {
        // It closes itself once everything is written.
        let begun = !self.path.is_empty();
        begun.then(|| Work { running: true, failed: false, sentence: self.sentence(cx) })
    }
    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        let ending = if self.format == Format::Csv { "csv" } else { "json" };
        let name = format!("~/{}-{}.{ending}", self.spec.list.name, cx.now.wall.strftime("%Y%m%d-%H%M%S"));
        vec![Wish::Dialog(Tag::new(FILE), prompt::layer(cx.say("export-where"), &name))]
    }
    fn outcome(&mut self, _: Tag, outcome: Outcome, _: &Context) -> Vec<Wish> {
        let Outcome::Words(path) = outcome else { return vec![Wish::Close(Outcome::Cancelled)] };
        self.path = path;
        let text = self.heads() + &self.lines(&self.rows);
        self.written = self.rows.len() as u64;
        self.next = self.rows.is_empty().then_some(Ask::First);
        vec![self.write(text, false)]
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        match event {
            Event::Written(_, Err(why)) => {
                let values = [("file", self.path.clone().into()), ("why", why.into())];
                Self::failed(cx.with("export-failed", &values))
            }
            Event::Written(_, Ok(())) => match self.next.take() {
                Some(ask) => vec![self.ask(&ask)],
                None => {
                    let values = [("n", cx.number(self.written).into()), ("file", self.path.clone().into())];
                    let printed = self.path.trim() == STANDARD_OUTPUT;
                    let key = if printed { "export-printed" } else { "export-done" };
                    let toast = Toast::info(cx.with(key, &values));
                    vec![Wish::Toast(toast), Wish::Close(Outcome::Confirmed(None))]
                }
            },
            Event::Reply(_, Ok(value)) => {
                let Ok(page) = self.query.page(self.spec, value, cx.now.wall) else {
                    return Self::failed(cx.say("failed-unreadable"));
                };
                self.written += page.data.len() as u64;
                self.next = walk::after(&page, page.page_no, self.written).map(Ask::from);
                vec![self.write(self.lines(&page.data), true)]
            }
            Event::Reply(_, Err(error)) => Self::failed(failure::sentence(&error, cx)),
            _ => Vec::new(),
        }
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        paint.put(area.x, area.y + 1, area.width, &self.sentence(paint.cx), Tone::Ink);
    }
}
