//! The picture of a form: labels in one column, values in the next, complaints and tips under the line they belong to.

use ratatui::{layout::Rect, widgets::Widget};
use serde_json::Value;

use super::{
    field::{Chooser, Filled, Held, Options},
    spec::{Field, Kind},
    state::FormState,
};
use crate::tui::{
    context::Context,
    paint::Paint,
    text,
    theme::Tone,
    widgets::{input::Look, loaded::Loaded},
};

/// Forms do not stretch: beyond this many columns lines get hard to follow.
const WIDEST: u16 = 100;
/// Most entries of an open drop-down in sight.
const OPEN_ROWS: u16 = 8;

struct Row<'a> {
    index: usize,
    field: &'a Field,
    filled: &'a Filled,
    /// Lines of the value itself.
    tall: u16,
    /// What stands under it.
    below: Vec<(String, Tone)>,
}

pub(super) fn draw(state: &FormState, area: Rect, paint: &mut Paint<'_>) {
    let cx = paint.cx;
    let area = Rect { x: area.x + 2, width: area.width.saturating_sub(4).min(WIDEST), ..area };
    let label_width = label_width(state, area.width, cx);
    let value_width = area.width.saturating_sub(label_width + 2);
    let mut head: Vec<(String, Tone)> = Vec::new();
    if let Some(key) = state.spec.intro {
        head.extend(text::wrap(&cx.say(key), usize::from(area.width)).into_iter().map(|l| (l, Tone::Quiet)));
        head.push((String::new(), Tone::Quiet));
    }
    if let Some(why) = &state.failure {
        let why = format!("{} {why}", cx.symbols.cross);
        head.extend(text::wrap(&why, usize::from(area.width)).into_iter().map(|l| (l, Tone::Bad)));
        head.push((String::new(), Tone::Bad));
    }
    let values = state.draft(cx);
    let rows = rows(state, &values, value_width, cx);
    // Scroll so that the focused field and what stands under it are in sight.
    let tall = |r: &Row<'_>| r.tall + u16::try_from(r.below.len()).unwrap_or(0);
    let above: u16 = u16::try_from(head.len()).unwrap_or(0);
    let until_focus: u16 = above + rows.iter().filter(|r| r.index <= state.at).map(tall).sum::<u16>();
    let all: u16 = above + rows.iter().map(tall).sum::<u16>() + 2;
    let wanted = if state.on_button() { all } else { until_focus + 1 };
    let skip = wanted.saturating_sub(area.height).min(all.saturating_sub(area.height));
    let mut line = 0_u16;
    let place = |line: u16| line.checked_sub(skip).map(|l| area.y + l).filter(|y| *y < area.bottom());
    for (sentence, tone) in &head {
        if let Some(y) = place(line) {
            paint.put(area.x, y, area.width, sentence, *tone);
        }
        line += 1;
    }
    let mut open = None;
    for row in &rows {
        let focused = row.index == state.at;
        if let Some(y) = place(line) {
            draw_label(row, focused, Rect { x: area.x, y, width: label_width, height: 1 }, paint);
            let value = Rect {
                x: area.x + label_width + 2,
                y,
                width: value_width,
                height: row.tall.min(area.bottom().saturating_sub(y)),
            };
            draw_value(row, &values, focused, value, paint);
            if let (true, Held::Choice(chooser)) = (focused, &row.filled.held)
                && chooser.open.is_some()
            {
                open = Some((chooser, value));
            }
        }
        line += row.tall;
        for (sentence, tone) in &row.below {
            if let Some(y) = place(line) {
                paint.put(area.x + label_width + 2, y, value_width, sentence, *tone);
            }
            line += 1;
        }
    }
    if let Some(y) = place(line + 1) {
        draw_button(state, area, y, paint);
    }
    if let Some((chooser, value)) = open {
        draw_open(chooser, value, area.bottom(), paint);
    }
}

/// The form before it can be filled in: its labels, and what is awaited; or why that did not come.
pub(super) fn draw_awaited(state: &FormState, awaited: &Loaded<Value>, area: Rect, paint: &mut Paint<'_>) {
    let area = Rect { x: area.x + 2, width: area.width.saturating_sub(4).min(WIDEST), ..area };
    if awaited.failure().is_some() {
        awaited.draw(area, paint);
        return;
    }
    let label_width = label_width(state, area.width, paint.cx);
    let fields = state.spec.fields.iter().zip(area.y..area.bottom());
    for (field, y) in fields {
        paint.put(area.x + 2, y, label_width - 2, &paint.cx.say(&field.label_key()), Tone::Quiet);
    }
    let used = label_width + 2;
    let height = u16::try_from(state.spec.fields.len()).unwrap_or(area.height).min(area.height);
    let values = Rect { x: area.x + used, width: area.width.saturating_sub(used), height, ..area };
    awaited.draw(values, paint);
}

fn label_width(state: &FormState, width: u16, cx: &Context) -> u16 {
    let longest = state.spec.fields.iter().map(|f| text::width(&cx.say(&f.label_key()))).max().unwrap_or(0);
    u16::try_from(longest + 4).unwrap_or(20).min(width / 2)
}

fn rows<'a>(state: &'a FormState, values: &Value, value_width: u16, cx: &Context) -> Vec<Row<'a>> {
    let fields = state.spec.fields.iter().zip(&state.filled).enumerate();
    fields
        .filter(|(_, (field, _))| (field.shown)(values))
        .map(|(index, (field, filled))| {
            let mut below = Vec::new();
            if let Held::File(file) = &filled.held {
                let wrapped = |(line, tone): &(String, Tone)| {
                    let lines = text::wrap_indented(line, usize::from(value_width));
                    lines.into_iter().map(|l| (l, *tone)).collect::<Vec<_>>()
                };
                below.extend(file.read.lines.iter().flat_map(wrapped));
            }
            match &filled.error {
                // That it is needed stands in its line already.
                Some(_) if index != state.at && filled.is_missing(cx) => {}
                Some(why) => {
                    let why = format!("{} {why}", cx.symbols.alert);
                    below.extend(text::wrap(&why, usize::from(value_width)).into_iter().map(|l| (l, Tone::Bad)));
                }
                // How to give a file is of no use any more once it has been read.
                None if index == state.at && below.is_empty() => {
                    let tip = cx.texts.find(&format!("tip-{}", field.name)).unwrap_or_default();
                    below.extend(text::wrap(&tip, usize::from(value_width)).into_iter().map(|l| (l, Tone::Quiet)));
                }
                None => {}
            }
            let tall = if let Kind::Lines(rows) = field.kind { rows } else { 1 };
            Row { index, field, filled, tall, below }
        })
        .collect()
}

fn draw_label(row: &Row<'_>, focused: bool, place: Rect, paint: &mut Paint<'_>) {
    let cx = paint.cx;
    if focused {
        paint.put(place.x, place.y, 1, cx.symbols.cursor, Tone::Cursor);
    } else if row.filled.error.is_some() {
        paint.put(place.x, place.y, 1, cx.symbols.alert, Tone::Bad);
    }
    let tone = if focused { Tone::Focus } else { Tone::Head };
    paint.put(place.x + 2, place.y, place.width - 2, &cx.say(&row.field.label_key()), tone);
}

fn draw_value(row: &Row<'_>, values: &Value, focused: bool, place: Rect, paint: &mut Paint<'_>) {
    let cx = paint.cx;
    let look = Look { focused, masked: matches!(row.field.kind, Kind::Secret) };
    let needed = |paint: &mut Paint<'_>| {
        let key = if row.filled.limits.required { "form-needed" } else { "form-optional" };
        let tone = if row.filled.error.is_some() { Tone::Bad } else { Tone::Ghost };
        paint.put(place.x, place.y, place.width, &cx.say(key), tone);
    };
    match &row.filled.held {
        Held::Line(input) if input.text().is_empty() && !focused => needed(paint),
        Held::Line(input) => input.draw(place.x, place.y, place.width.min(60), look, paint),
        Held::File(file) if file.path.text().is_empty() && file.bytes.is_some() => {
            let word = cx.say(file.from);
            let used = paint.put(place.x, place.y, place.width, &word, Tone::Input);
            if focused {
                paint.cursor = Some((place.x + used, place.y).into());
            }
        }
        Held::File(file) if file.path.text().is_empty() && !focused => needed(paint),
        Held::File(file) => file.path.draw(place.x, place.y, place.width, look, paint),
        Held::Text(area) => {
            if row.filled.is_blank() && !focused {
                needed(paint);
            } else {
                // The text area draws its own cursor as a reversed cell; the terminal's goes there too.
                let wrapped = Rect { width: place.width.min(72), ..place };
                (&**area).render(wrapped, paint.buffer);
                if focused {
                    let cursor = area.screen_cursor();
                    let x = wrapped.x + u16::try_from(cursor.col).unwrap_or(0).min(wrapped.width.saturating_sub(1));
                    let y = wrapped.y + u16::try_from(cursor.row).unwrap_or(0).min(wrapped.height.saturating_sub(1));
                    paint.cursor = Some((x, y).into());
                }
            }
        }
        Held::Toggle(on) => {
            let word = cx.say(if *on { "form-yes" } else { "form-no" });
            let symbol = if *on { cx.symbols.tick } else { cx.symbols.open };
            let tone = if focused { Tone::Focus } else { Tone::Input };
            paint.pieces(place.x, place.y, place.width, &[(symbol, tone), (" ", tone), (&word, tone)]);
            if focused {
                paint.cursor = Some((place.x, place.y).into());
            }
        }
        Held::Choice(chooser) => draw_choice(chooser, row, focused, place, paint),
        Held::Nothing => {
            if let Kind::Shown(shown) = row.field.kind {
                let derived = shown(values, cx);
                paint.outside(place.x, place.y, place.width, &derived, Tone::Quiet);
            }
        }
    }
}

fn draw_choice(chooser: &Chooser, row: &Row<'_>, focused: bool, place: Rect, paint: &mut Paint<'_>) {
    let cx = paint.cx;
    let tone = if focused { Tone::Focus } else { Tone::Input };
    let (shown, tone) = match (&chooser.options, chooser.value.is_empty()) {
        (_, false) => (text::clean(&chooser.label()).into_owned(), tone),
        (Options::Waiting, true) => (cx.say("form-choices-loading"), Tone::Ghost),
        (Options::Failed(why), true) => (why.clone(), Tone::Bad),
        (Options::Here(options), true) if options.is_empty() => (cx.say("form-no-choices"), Tone::Ghost),
        (Options::Here(_), true) if focused => (cx.say("form-choose"), Tone::Ghost),
        (Options::Here(_), true) => {
            let key = if row.filled.limits.required { "form-needed" } else { "form-optional" };
            (cx.say(key), if row.filled.error.is_some() { Tone::Bad } else { Tone::Ghost })
        }
    };
    paint.put(place.x, place.y, place.width, &format!("{shown} {}", cx.symbols.down), tone);
    if focused {
        paint.cursor = Some((place.x, place.y).into());
    }
}

/// The open drop-down, under its field or above it where there is no room below.
fn draw_open(chooser: &Chooser, value: Rect, bottom: u16, paint: &mut Paint<'_>) {
    let Some((typed, at)) = &chooser.open else { return };
    let matching = chooser.matching();
    let rows = u16::try_from(matching.len()).unwrap_or(OPEN_ROWS).clamp(1, OPEN_ROWS);
    let height = rows + 3;
    let y = if value.y + 1 + height <= bottom { value.y + 1 } else { value.y.saturating_sub(height) };
    let inside = paint.frame(Rect { x: value.x.saturating_sub(2), y, width: value.width.min(64) + 4, height }, "");
    typed.draw(inside.x, inside.y, inside.width, Look { focused: true, masked: false }, paint);
    let from = at.saturating_sub(usize::from(rows) - 1);
    for (y, (i, choice)) in (inside.y + 1..inside.bottom()).zip(matching.iter().enumerate().skip(from)) {
        let here = i == *at;
        let tone = if here { Tone::Cursor } else { Tone::Ink };
        if here {
            paint.put(inside.x, y, 1, paint.cx.symbols.cursor, tone);
        }
        let used = paint.outside(inside.x + 2, y, inside.width.saturating_sub(2), &choice.label, tone);
        let left = inside.width.saturating_sub(used + 4);
        paint.outside(inside.x + 2 + used + 2, y, left, &choice.about, Tone::Quiet);
    }
    if matching.is_empty() {
        let none = paint.cx.say("form-no-match");
        paint.put(inside.x + 2, inside.y + 1, inside.width, &none, Tone::Quiet);
    }
}

fn draw_button(state: &FormState, area: Rect, y: u16, paint: &mut Paint<'_>) {
    let cx = paint.cx;
    let here = state.on_button();
    let tone = if here { Tone::Cursor } else { Tone::Quiet };
    if here {
        paint.put(area.x, y, 1, cx.symbols.cursor, Tone::Cursor);
        paint.cursor = Some((area.x, y).into());
    }
    paint.put(area.x + 2, y, area.width, &cx.say(state.spec.submit), tone);
}
