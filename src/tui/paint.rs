//! Drawing onto the cells of a frame: text with a tone, lines, boxes. Layers draw with this and nothing else.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{context::Context, text, theme::Tone};

/// A brush over one frame.
#[derive(Debug)]
pub struct Paint<'a> {
    /// The cells.
    pub buffer: &'a mut Buffer,
    /// What can be read while drawing.
    pub cx: &'a Context,
    /// Where the terminal's own cursor goes: the focused row or field. Screen readers and magnifiers follow it.
    pub cursor: Option<Position>,
}

impl Paint<'_> {
    /// Writes a text into at most so many columns; returns the columns used. The text must be clean.
    pub fn put(&mut self, x: u16, y: u16, columns: u16, content: &str, tone: Tone) -> u16 {
        self.styled(x, y, columns, content, self.cx.style(tone))
    }

    /// As [`Paint::put`], with a style of its own.
    pub fn styled(&mut self, x: u16, y: u16, columns: u16, content: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() {
            return 0;
        }
        let columns = columns.min(area.right() - x);
        let shown = text::fit(content, usize::from(columns));
        let (end, _) = self.buffer.set_stringn(x, y, shown.as_ref(), usize::from(columns), style);
        end - x
    }

    /// Writes a text that comes from outside.
    pub fn outside(&mut self, x: u16, y: u16, columns: u16, content: &str, tone: Tone) -> u16 {
        let clean = text::clean(content).into_owned();
        self.put(x, y, columns, &clean, tone)
    }

    /// Writes a text against the right edge `right` (exclusive).
    pub fn put_right(&mut self, right: u16, y: u16, columns: u16, content: &str, tone: Tone) -> u16 {
        let shown = text::fit(content, usize::from(columns)).into_owned();
        let wide = u16::try_from(text::width(&shown)).unwrap_or(columns).min(columns);
        self.put(right.saturating_sub(wide), y, wide, &shown, tone)
    }

    /// Writes several pieces one after the other; returns the columns used.
    pub fn pieces(&mut self, x: u16, y: u16, columns: u16, pieces: &[(&str, Tone)]) -> u16 {
        let mut used = 0;
        for (content, tone) in pieces {
            used += self.put(x + used, y, columns.saturating_sub(used), content, *tone);
        }
        used
    }

    /// Writes a text over several lines; returns the lines used.
    pub fn paragraph(&mut self, area: Rect, content: &str, tone: Tone) -> u16 {
        let mut used = 0;
        for line in text::wrap(content, usize::from(area.width)).iter().take(usize::from(area.height)) {
            self.put(area.x, area.y + used, area.width, line, tone);
            used += 1;
        }
        used
    }

    /// A horizontal line.
    pub fn line(&mut self, x: u16, y: u16, columns: u16) {
        let line = self.cx.symbols.line.repeat(usize::from(columns));
        self.put(x, y, columns, &line, Tone::Line);
    }

    /// A vertical line.
    pub fn side(&mut self, x: u16, y: u16, rows: u16) {
        for row in 0..rows {
            self.put(x, y + row, 1, self.cx.symbols.side, Tone::Line);
        }
    }

    /// Empties an area, so that a dialog can stand on it.
    pub fn blank(&mut self, area: Rect) {
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }

    /// A box with a title; returns what is left inside, with a margin of one column.
    pub fn frame(&mut self, area: Rect, title: &str) -> Rect {
        self.blank(area);
        if area.width < 4 || area.height < 3 {
            return area;
        }
        let symbols = self.cx.symbols;
        let [top_left, top_right, bottom_right, bottom_left] = symbols.corners;
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        self.line(area.x, area.y, area.width);
        self.line(area.x, bottom, area.width);
        self.side(area.x, area.y + 1, area.height - 2);
        self.side(right, area.y + 1, area.height - 2);
        for (x, y, corner) in [
            (area.x, area.y, top_left),
            (right, area.y, top_right),
            (right, bottom, bottom_right),
            (area.x, bottom, bottom_left),
        ] {
            self.put(x, y, 1, corner, Tone::Line);
        }
        if !title.is_empty() {
            let title = format!(" {} ", text::fit(title, usize::from(area.width - 6)));
            self.put(area.x + 1, area.y, area.width - 4, &title, Tone::Title);
        }
        within(area)
    }
}

/// What a box leaves inside: its lines and a margin of one column are taken off.
pub fn within(area: Rect) -> Rect {
    Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(4), height: area.height.saturating_sub(2) }
}

/// An area of a size in the middle of another, or all of it when that is small.
pub fn centred(outer: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(outer.width), height.min(outer.height));
    Rect { x: outer.x + (outer.width - width) / 2, y: outer.y + (outer.height - height) / 2, width, height }
}
