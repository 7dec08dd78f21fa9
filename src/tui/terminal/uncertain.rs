//! Characters whose width terminals disagree about: joined letters of Indian scripts, say. What such a line leaves behind
//! stands in columns that nobody knows, so a line that had or gets them is painted as a whole when it changes.

use std::{collections::HashMap, num::NonZeroU16};

use ratatui::buffer::{Buffer, CellDiffOption};

use crate::tui::text;

/// The lines that have such characters, or had them.
#[derive(Debug, Default)]
pub(super) struct Uncertain(HashMap<u16, Line>);

#[derive(Debug, Default)]
struct Line {
    /// Its text in the last frame, when that had them.
    text: Option<String>,
    /// Changes whenever the line is to be painted as a whole.
    stamp: bool,
}

impl Uncertain {
    /// Has lines painted as a whole where that is needed.
    pub(super) fn mark(&mut self, buffer: &mut Buffer) {
        for y in buffer.area.top()..buffer.area.bottom() {
            let text = text_of(buffer, y).filter(|text| text::is_uncertain(text));
            if text.is_none() && !self.0.contains_key(&y) {
                continue;
            }
            let line = self.0.entry(y).or_default();
            if line.text != text {
                *line = Line { text, stamp: !line.stamp };
            }
            if line.stamp {
                stamp(buffer, y);
            }
        }
    }
}

/// Makes every cell of a line another one than without the stamp, and look the same.
fn stamp(buffer: &mut Buffer, y: u16) {
    for x in buffer.area.left()..buffer.area.right() {
        let cell = &mut buffer[(x, y)];
        let columns = u16::try_from(text::width(cell.symbol())).ok().and_then(NonZeroU16::new);
        cell.set_diff_option(CellDiffOption::ForcedWidth(columns.unwrap_or(NonZeroU16::MIN)));
    }
}

/// The text of a line, unless it is plain.
fn text_of(buffer: &Buffer, y: u16) -> Option<String> {
    let symbols = || (buffer.area.left()..buffer.area.right()).map(|x| buffer[(x, y)].symbol());
    symbols().any(|symbol| symbol.chars().nth(1).is_some()).then(|| symbols().collect())
}

#[cfg(test)]
mod tests {
    use ratatui::{layout::Rect, style::Style};

    use super::*;

    fn painted(uncertain: &mut Uncertain, before: &Buffer, lines: [&str; 2]) -> (Buffer, usize) {
        let mut next = Buffer::empty(Rect::new(0, 0, 20, 2));
        for (y, line) in (0..).zip(lines) {
            next.set_string(0, y, line, Style::new());
        }
        uncertain.mark(&mut next);
        let count = before.diff(&next).len();
        (next, count)
    }

    #[test]
    fn a_line_that_had_them_is_painted_as_a_whole_when_it_changes() {
        let mut uncertain = Uncertain::default();
        let empty = Buffer::empty(Rect::new(0, 0, 20, 2));
        let (first, _) = painted(&mut uncertain, &empty, ["सुरक्षा कार्ड", "plain"]);
        let (same, count) = painted(&mut uncertain, &first, ["सुरक्षा कार्ड", "plain"]);
        assert_eq!(count, 0, "nothing has changed");
        let (third, count) = painted(&mut uncertain, &same, ["x", "plain"]);
        assert_eq!(count, 20);
        let (_, count) = painted(&mut uncertain, &third, ["xy", "plain"]);
        assert_eq!(count, 1, "only what differs, as ever");
    }
}
