//! One of several things on a page that is drawn by hand: which one, going up and down, and how it is marked.

use ratatui::layout::Position;

use crate::tui::{
    keymap::{Action, Offer},
    paint::Paint,
    theme::Tone,
};

static UP: Action = Action::new("choose.up", &["k", "Up"]);
static DOWN: Action = Action::new("choose.down", &["j", "Down"]);

/// Every action of choosing. Enter is the page's own: it has a word.
pub static ACTIONS: &[&Action] = &[&UP, &DOWN];

/// Which of several things is chosen.
#[derive(Debug, Default)]
pub struct Chooser {
    at: usize,
}

impl Chooser {
    /// Which one.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes to one.
    pub fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// There are so many now.
    pub fn keep_within(&mut self, count: usize) {
        self.at = self.at.min(count.saturating_sub(1));
    }

    /// What can be done.
    pub fn offers() -> [Offer; 2] {
        [Offer::yes(&DOWN), Offer::yes(&UP)]
    }

    /// Does an action among so many things; `false` when it is none of choosing.
    pub fn act(&mut self, id: &str, count: usize) -> bool {
        match id {
            _ if id == UP.id => self.at = self.at.saturating_sub(1),
            _ if id == DOWN.id => self.at += 1,
            _ => return false,
        }
        self.keep_within(count);
        true
    }

    /// Marks the chosen one, whose line begins there.
    pub fn mark(at: Position, paint: &mut Paint<'_>) {
        let symbol = paint.cx.symbols.cursor;
        paint.put(at.x, at.y, 1, symbol, Tone::Cursor);
        paint.cursor = Some(at);
    }
}
