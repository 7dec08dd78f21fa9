//! The pages that were visited.

use super::layer::Layer;

/// Names a layer as long as the desk runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LayerId(pub u64);

/// A layer and its name.
pub struct Slot {
    /// Its name.
    pub id: LayerId,
    /// The layer.
    pub layer: Box<dyn Layer>,
    /// It was on the screen already.
    pub begun: bool,
}

/// Pages as visited. A page keeps all its state while it lies in the history, so going back restores filter,
/// selection and scroll without anybody having to save them.
pub struct Pages {
    pub(super) visited: Vec<Slot>,
    pub(super) at: usize,
    pub(super) before: Option<LayerId>,
}

/// Most pages that are kept.
const KEPT: usize = 24;

impl Pages {
    pub(super) fn new(first: Slot) -> Pages {
        Pages { visited: vec![first], at: 0, before: None }
    }
    pub(super) fn here(&self) -> &Slot {
        &self.visited[self.at]
    }
    pub(super) fn here_mut(&mut self) -> &mut Slot {
        &mut self.visited[self.at]
    }
    /// Whether there is nothing to go back to.
    pub fn at_root(&self) -> bool {
        self.at == 0
    }

    /// Puts a page on top; what lay ahead is forgotten. Returns the pages that are gone.
    pub(super) fn push(&mut self, slot: Slot) -> Vec<Slot> {
        self.before = Some(self.here().id);
        let mut gone = self.visited.split_off(self.at + 1);
        self.visited.push(slot);
        if self.visited.len() > KEPT {
            // The root stays: it is home. What was typed stays as long as anything else can go.
            let oldest = (1..KEPT).find(|i| !self.visited[*i].layer.is_dirty()).unwrap_or(1);
            gone.push(self.visited.remove(oldest));
        }
        self.at = self.visited.len() - 1;
        gone
    }

    /// Goes to a page; `false` when it is none, or this one.
    pub(super) fn go(&mut self, to: usize) -> bool {
        let moves = to < self.visited.len() && to != self.at;
        if moves {
            self.before = Some(self.here().id);
            self.at = to;
        }
        moves
    }

    /// Takes a page out that is neither the root nor on the screen.
    pub(super) fn take(&mut self, id: LayerId) -> Option<Slot> {
        let at = self.visited.iter().position(|s| s.id == id).filter(|at| *at > 0 && *at != self.at)?;
        self.at -= usize::from(at < self.at);
        Some(self.visited.remove(at))
    }

    /// The page that was left last.
    pub(super) fn last(&self) -> Option<usize> {
        self.visited.iter().position(|s| Some(s.id) == self.before)
    }
}
