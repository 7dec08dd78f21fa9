//! A backend that keeps its place where terminals disagree about the width of a character: behind such a word it says
//! where to go on, and a line that is painted as a whole is emptied first.

use std::io::{self, Write};

use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};

use crate::tui::text;

/// Draws through crossterm.
#[derive(Debug)]
pub(super) struct Steady<W: Write>(pub(super) CrosstermBackend<W>);

type Placed<'a> = (u16, u16, &'a Cell);

impl<W: Write> Steady<W> {
    fn line(&mut self, cells: &[Placed<'_>]) -> io::Result<()> {
        let uncertain = |cell: &Placed<'_>| text::is_uncertain(cell.2.symbol());
        if !cells.iter().any(uncertain) {
            return self.0.draw(cells.iter().copied());
        }
        if is_whole(cells) {
            self.0.set_cursor_position(Position { x: 0, y: cells[0].1 })?;
            self.0.clear_region(ClearType::CurrentLine)?;
        }
        // Each call of the backend begins by going to its first cell.
        let mut word_is_uncertain = false;
        let ends = |cell: &Placed<'_>| {
            let blank = cell.2.symbol().trim().is_empty();
            let end = blank && word_is_uncertain;
            word_is_uncertain = !blank && (word_is_uncertain || uncertain(cell));
            end
        };
        let ends: Vec<bool> = cells.iter().map(ends).collect();
        let mut from = 0;
        for (i, _) in ends.iter().enumerate().filter(|(_, ends)| **ends) {
            self.0.draw(cells[from..i].iter().copied())?;
            from = i;
        }
        self.0.draw(cells[from..].iter().copied())
    }
}

/// Whether these are all cells of a line.
fn is_whole(cells: &[Placed<'_>]) -> bool {
    let mut expected = 0;
    for (x, _, cell) in cells {
        if *x != expected {
            return false;
        }
        expected = x + u16::try_from(text::width(cell.symbol())).unwrap_or(1).max(1);
    }
    expected >= crate::tui::chrome::SMALLEST.0
}

impl<W: Write> Backend for Steady<W> {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = Placed<'a>>>(&mut self, content: I) -> io::Result<()> {
        let cells: Vec<Placed<'a>> = content.collect();
        if !cells.iter().any(|(_, _, cell)| text::is_uncertain(cell.symbol())) {
            return self.0.draw(cells.into_iter());
        }
        cells.chunk_by(|a, b| a.1 == b.1).try_for_each(|line| self.line(line))
    }
    fn hide_cursor(&mut self) -> io::Result<()> {
        self.0.hide_cursor()
    }
    fn show_cursor(&mut self) -> io::Result<()> {
        self.0.show_cursor()
    }
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.0.get_cursor_position()
    }
    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.0.set_cursor_position(position)
    }
    fn clear(&mut self) -> io::Result<()> {
        self.0.clear()
    }
    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.0.clear_region(clear_type)
    }
    fn size(&self) -> io::Result<Size> {
        self.0.size()
    }
    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.0.window_size()
    }
    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use ratatui::{buffer::Buffer, layout::Rect, style::Style};

    use super::*;

    fn sent(before: &str, after: &str) -> String {
        let line = |text: &str| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 64, 1));
            buffer.set_string(0, 0, text, Style::new());
            buffer
        };
        let mut out = Vec::new();
        let (before, after) = (line(before), line(after));
        let changed = before.diff(&after);
        Steady(CrosstermBackend::new(&mut out)).draw(changed.into_iter()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn behind_an_uncertain_word_the_place_is_said_again() {
        let row = "सुरक्षा कार्ड  x";
        let sent_row = sent(&"-".repeat(64), row);
        let place = text::width("सुरक्षा") + 1;
        assert!(sent_row.starts_with("\u{1b}[1;1H\u{1b}[2K\u{1b}[1;1Hसुरक्षा"), "{sent_row:?}");
        assert!(sent_row.contains(&format!("\u{1b}[1;{place}H का")), "{sent_row:?}");
        assert!(sent_row.contains(&format!("\u{1b}[1;{}H  x", text::width("सुरक्षा कार्ड") + 1)), "{sent_row:?}");
        assert_eq!(sent("abc", "axc").matches('H').count(), 1, "what is certain is drawn as ever");
    }
}
