//! How many rows a list has, remembered for a moment.
//!
//! Counting up to the cap costs more than the page itself, and people page through a list whose total hardly changes. A
//! total is remembered until this server commits anything, and for no longer than a second, since other servers may
//! share the database.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

const FRESH: Duration = Duration::from_secs(1);
/// Different questions remembered at once.
const MOST: usize = 500;

/// Totals of lists, by the question that was asked.
#[derive(Clone, Debug, Default)]
pub struct Totals(Arc<Mutex<Remembered>>);

#[derive(Debug, Default)]
struct Remembered {
    /// Counts commits, so that a total counted before one is not kept after it.
    generation: u64,
    totals: HashMap<String, (Instant, u64)>,
}

impl Totals {
    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn generation(&self) -> u64 {
        self.lock().generation
    }

    pub(super) fn get(&self, question: &str) -> Option<u64> {
        self.lock().totals.get(question).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, total)| *total)
    }

    /// Keeps a total whose counting began at a generation, unless something was committed meanwhile.
    pub(super) fn keep(&self, question: String, total: u64, generation: u64) {
        let mut remembered = self.lock();
        if remembered.generation != generation {
            return;
        }
        if remembered.totals.len() >= MOST {
            remembered.totals.clear();
        }
        remembered.totals.insert(question, (Instant::now(), total));
    }

    /// Something was committed: nothing remembered is sure any more.
    pub(super) fn changed(&self) {
        let mut remembered = self.lock();
        remembered.generation += 1;
        remembered.totals.clear();
    }
}
