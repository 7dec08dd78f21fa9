//! The lines of a page as they stand in so many columns.

use super::spec::Line;
use crate::tui::{
    context::Context,
    text,
    theme::Tone,
    widgets::{search::Pieces, status},
};

/// Lines as they stand in so many columns. Labels of a page stand in one column as wide as the longest.
pub(super) fn render(lines: &[Line], width: usize, cx: &Context) -> Vec<Pieces> {
    let labels = lines.iter().filter_map(|l| match l {
        Line::Field(label, _) | Line::Status(label, _) => Some(text::width(&cx.say(label))),
        _ => None,
    });
    let label_width = labels.max().unwrap_or(0).min(width / 2) + 2;
    let mut out: Vec<Pieces> = Vec::new();
    for line in lines {
        match line {
            Line::Heading(key) => out.push(vec![(cx.say(key), Tone::Title)]),
            Line::Gap => out.push(Vec::new()),
            Line::Note(sentence, tone) => {
                out.extend(text::wrap(sentence, width).into_iter().map(|l| vec![(l, *tone)]));
            }
            Line::Text(content) => {
                out.extend(text::wrap(&text::clean_lines(content), width).into_iter().map(|l| vec![(l, Tone::Ink)]));
            }
            Line::Code(content) => {
                let lines = text::clean_lines(content);
                let parts = lines.lines().flat_map(|line| text::wrap_indented(line, width));
                out.extend(parts.map(|part| vec![(part, Tone::Ink)]));
            }
            Line::Field(label, value) => {
                let value = text::clean_lines(value);
                let value = if value.is_empty() { "-".to_string() } else { value };
                for (i, part) in text::wrap(&value, width.saturating_sub(label_width)).into_iter().enumerate() {
                    let label = if i == 0 { cx.say(label) } else { String::new() };
                    out.push(vec![(text::pad(&label, label_width), Tone::Head), (part, Tone::Ink)]);
                }
            }
            Line::Status(label, wire) => {
                let (shown, tone) = status::shown(wire, cx);
                out.push(vec![(text::pad(&cx.say(label), label_width), Tone::Head), (shown, tone)]);
            }
            Line::Table(heads, rows) => table(heads, rows, width, cx, &mut out),
        }
    }
    out
}

/// A small table whose columns are as wide as their widest cell, cut evenly when that is too much.
fn table(heads: &[&'static str], rows: &[Vec<String>], width: usize, cx: &Context, out: &mut Vec<Pieces>) {
    let heads: Vec<String> = heads.iter().map(|h| cx.say(h)).collect();
    let cell = |row: &Vec<String>, i: usize| row.get(i).map(|c| text::clean(c).into_owned()).unwrap_or_default();
    let most = (width / heads.len().max(1)).saturating_sub(2).max(4);
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(i, head)| {
            rows.iter().map(|r| text::width(&cell(r, i))).chain([text::width(head)]).max().unwrap_or(0).min(most)
        })
        .collect();
    let line = |cells: Vec<String>, tone| {
        cells.iter().zip(&widths).map(|(c, w)| (format!("{}  ", text::pad(c, *w)), tone)).collect::<Pieces>()
    };
    out.push(line(heads.clone(), Tone::Head));
    out.extend(rows.iter().map(|row| line((0..heads.len()).map(|i| cell(row, i)).collect(), Tone::Ink)));
}
