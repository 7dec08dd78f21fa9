//! Where one can go from a home page: the screens of whoever is signed in, with the keys that lead there.

use ratatui::layout::Rect;

use super::offered;
use crate::tui::{paint::Paint, text, theme::Tone};

/// Blanks between two ways.
const GAP: usize = 3;

/// Draws them at the bottom of what is left of a page, in columns; nothing where there is no room for all of them.
pub fn draw(left: Rect, paint: &mut Paint<'_>) {
    let cx = paint.cx;
    let ways: Vec<(String, String)> = offered(cx)
        .filter(|screen| screen.action.id != "go.home")
        .map(|screen| (cx.key(screen.action), cx.word(screen.action)))
        .collect();
    let key_width = ways.iter().map(|(key, _)| text::width(key)).max().unwrap_or(0) + 1;
    let wide = ways.iter().map(|(_, word)| key_width + text::width(word)).max().unwrap_or(0) + GAP;
    let columns = ((usize::from(left.width) + GAP) / wide.max(1)).clamp(1, 4);
    let rows = u16::try_from(ways.len().div_ceil(columns)).unwrap_or(u16::MAX);
    if ways.is_empty() || left.height < rows {
        return;
    }
    for (i, (key, word)) in ways.iter().enumerate() {
        let down = u16::try_from(i / columns).unwrap_or(0);
        let x = left.x + u16::try_from(i % columns * wide).unwrap_or(0);
        let y = left.bottom() - rows + down;
        let key = text::pad(key, key_width);
        paint.pieces(x, y, left.right().saturating_sub(x), &[(&key, Tone::Key), (word, Tone::Quiet)]);
    }
}
