//! The picture of a list screen. Only the rows in sight are touched, whatever the list holds.

use ratatui::layout::Rect;

use super::{
    columns::MARGIN,
    pane::list_width,
    query::chip,
    spec::{Cell, Column, Row, Shows},
    view::{ABOVE, ListView},
    window::Total,
};
use crate::tui::{
    context::Context,
    paint::Paint,
    text,
    theme::Tone,
    widgets::{failure, input::Look, loaded, status},
};

pub(super) fn draw<R: Row>(view: &ListView<R>, area: Rect, paint: &mut Paint<'_>) {
    let wide = view.has_pane(paint.cx);
    let list = if wide { Rect { width: list_width(area), ..area } } else { area };
    draw_filters(view, list, paint);
    paint.line(1, list.y + 1, list.width.saturating_sub(2));
    let table = Rect { y: list.y + 2, height: list.height.saturating_sub(2), ..list };
    let blocked = view.window.is_empty() || view.window.total() == Total::Exact(0);
    if blocked {
        draw_instead(view, table, paint);
    } else {
        draw_table(view, table, paint);
    }
    if wide {
        view.draw_pane(area, paint);
    }
}

/// Filters as chips, or the line they are typed into; position and total on the right.
fn draw_filters<R: Row>(view: &ListView<R>, area: Rect, paint: &mut Paint<'_>) {
    let position = view.position(paint.cx);
    let taken = paint.put_right(area.right() - 2, area.y, area.width / 2, &position, Tone::Quiet) + 3;
    let room = area.width.saturating_sub(taken + 2);
    if let Some(typing) = &view.typing {
        let used = paint.put(2, area.y, room, "/ ", Tone::Accent);
        typing.input.draw(2 + used, area.y, room - used, Look { focused: true, masked: false }, paint);
        return;
    }
    let mut x = 2;
    for (name, value) in &view.query.filters {
        let (label, value) = chip(view.spec, name, value, paint.cx);
        let label = format!("{label}: ");
        let left = (area.x + room).saturating_sub(x);
        let remove = format!(" {}", paint.cx.symbols.remove);
        let value = text::clean(&value).into_owned();
        x += paint.pieces(x, area.y, left, &[(&label, Tone::Quiet), (&value, Tone::Ink), (&remove, Tone::Quiet)]) + 3;
    }
    if view.query.filters.is_empty() {
        let hint = paint.cx.say("list-no-filter");
        paint.put(2, area.y, room, &hint, Tone::Ghost);
    }
}

/// What stands where the rows would be: waiting, an empty list, a failure.
fn draw_instead<R: Row>(view: &ListView<R>, area: Rect, paint: &mut Paint<'_>) {
    let cx = paint.cx;
    let place =
        Rect { x: 4, y: area.y + 2, width: area.width.saturating_sub(8), height: area.height.saturating_sub(2) };
    if let Some(error) = &view.failure {
        loaded::failed(Some(view.spec.operation), error, place, paint);
        return;
    }
    match view.waiting(cx) {
        None if view.query.filters.is_empty() => drop(paint.paragraph(place, &cx.say(view.spec.empty), Tone::Quiet)),
        None => drop(paint.paragraph(place, &cx.say("list-no-match"), Tone::Quiet)),
        Some(waited) => loaded::waiting(waited, Rect { y: area.y + 1, ..place }, paint),
    }
}

fn draw_table<R: Row>(view: &ListView<R>, area: Rect, paint: &mut Paint<'_>) {
    let columns = view.columns.layout(view.spec, area.width);
    let sorted = view.query.sort.unwrap_or((view.spec.list.newest_first, true));
    for (column, x, width) in &columns {
        let head = paint.cx.say(&column.head_key()).to_uppercase();
        let arrow = if sorted.1 { paint.cx.symbols.down } else { paint.cx.symbols.up };
        let head = if column.name == sorted.0 { format!("{head} {arrow}") } else { head };
        paint.put(*x, area.y, *width, &head, Tone::Head);
    }
    let old = view.failure.is_some() || paint.cx.offline;
    let rows = u64::from(area.height.saturating_sub(ABOVE - 2));
    for (line, at) in (view.top..(view.top + rows).min(view.window.len())).enumerate() {
        let y = area.y + 1 + u16::try_from(line).unwrap_or(0);
        let here = at == view.cursor;
        if here {
            paint.put(2, y, 1, paint.cx.symbols.cursor, Tone::Cursor);
            if view.typing.is_none() {
                paint.cursor = Some((2, y).into());
            }
        }
        let Some(row) = view.window.row(at) else {
            paint.put(MARGIN, y, 5, paint.cx.symbols.ghost, Tone::Ghost);
            continue;
        };
        if view.marked.iter().any(|(id, _)| id == (view.spec.list.id)(row)) {
            paint.put(if here { 3 } else { 2 }, y, 1, paint.cx.symbols.mark, Tone::Mark);
        }
        let faded = old || (view.spec.faded)(row);
        for (i, (column, x, width)) in columns.iter().enumerate() {
            // Only the first cell says where the cursor is: a move rewrites two cells, not two lines.
            let tone = if here && i == 0 { Some(Tone::Cursor) } else { faded.then_some(Tone::Off) };
            draw_cell(view, column, row, (*x, y, *width), tone, paint);
        }
    }
}

fn draw_cell<R: Row>(
    view: &ListView<R>,
    column: &Column<R>,
    row: &R,
    (x, y, width): (u16, u16, u16),
    tone: Option<Tone>,
    paint: &mut Paint<'_>,
) {
    let cx = paint.cx;
    let field = view.spec.list.fields.iter().find(|f| f.info.wire == column.name);
    let raw = field.map(|f| (f.text)(row)).unwrap_or_default();
    let cell = match &column.shows {
        Shows::Text | Shows::Number => Cell { text: raw, tone: Tone::Ink },
        Shows::Status => {
            let (text, tone) = status::shown(&raw, cx);
            Cell { text: text.into(), tone }
        }
        Shows::Date => time(&raw, |t| cx.date(t)),
        Shows::Age => time(&raw, |t| cx.age(t)),
        Shows::Custom(cell) => cell(row, cx),
    };
    let shown = text::clean(&cell.text).into_owned();
    let tone = tone.unwrap_or(cell.tone);
    match column.shows {
        Shows::Number => drop(paint.put_right(x + width, y, width, &shown, tone)),
        _ => drop(paint.put(x, y, width, &shown, tone)),
    }
}

fn time<'a>(raw: &str, say: impl Fn(jiff::Timestamp) -> String) -> Cell<'a> {
    let text = partnerdesk_api::time::parse(raw).map_or_else(|| "-".to_string(), say);
    Cell { text: text.into(), tone: Tone::Quiet }
}

/// Marked, order, age of the data.
pub(super) fn status<R: Row>(view: &ListView<R>, cx: &Context) -> String {
    let mut parts = Vec::new();
    // That the server cannot be reached is said for everybody, before this.
    let own = view.failure.as_ref().filter(|error| !(cx.offline && error.is_out_of_reach()));
    if let (Some(error), false) = (own, view.window.is_empty()) {
        parts.push(format!("{} {}", cx.symbols.alert, failure::sentence(error, cx)));
    }
    if view.range_from.is_some() {
        parts.push(cx.say("list-range"));
    }
    parts.extend(view.marking(cx));
    if !view.marked.is_empty() {
        parts.push(cx.with("list-marked", &[("n", cx.number(view.marked.len() as u64).into())]));
    }
    let (field, descending) = view.query.sort.unwrap_or((view.spec.list.newest_first, true));
    if view.query.sort.is_some() {
        let key = if descending { "list-sorted-descending" } else { "list-sorted-ascending" };
        parts.push(cx.with(key, &[("column", cx.say(&format!("col-{field}")).into())]));
    } else {
        parts.push(cx.say("list-newest-first"));
    }
    if view.is_refreshing(cx) {
        parts.push(cx.say("list-refreshing"));
    } else if let Some(at) = view.fresh_at {
        parts.push(cx.with("list-updated", &[("time", cx.clock(at).into())]));
    }
    if let Some((seconds, _)) = view.auto {
        parts.push(cx.with("list-auto", &[("seconds", seconds.into())]));
    }
    parts.join(&format!(" {} ", cx.symbols.dot))
}
