//! What is typed, as it comes: in batches, so that a paste is told from typing.

use std::time::Duration;

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};

use crate::tui::burst;

/// How long after keys that came faster than anybody types more of them are waited for.
const GAP: Duration = Duration::from_millis(5);
/// And after so many of them, which come over a slow line.
const LONG_GAP: Duration = Duration::from_millis(100);
const MANY: usize = 512;
/// Most events of a batch.
const MOST: usize = 1024 * 1024;

/// Events of the terminal. Nothing is read from it while this does not exist.
pub struct Input {
    batches: mpsc::Receiver<Vec<Event>>,
    reader: JoinHandle<()>,
}

impl Input {
    /// Reads from the terminal from now on.
    ///
    /// Through a channel: the stream itself forgets whoever only looks whether something is there.
    pub fn listen() -> Input {
        let (out, batches) = mpsc::channel(256);
        let reader = tokio::spawn(async move {
            let mut stream = EventStream::new();
            while let Some(batch) = batch(&mut stream).await {
                if out.send(batch).await.is_err() {
                    break;
                }
            }
        });
        Input { batches, reader }
    }

    /// What came next; nothing when the terminal has gone.
    pub async fn next(&mut self) -> Option<Vec<Event>> {
        self.batches.recv().await
    }

    /// What has come already.
    pub fn waiting(&mut self) -> Option<Vec<Event>> {
        self.batches.try_recv().ok()
    }

    /// Stops reading, so that another program can.
    pub async fn stop(self) {
        self.reader.abort();
        // Ended one way or the other: the stream has gone with it.
        drop(self.reader.await);
    }
}

/// Everything that can be read at once; after a burst of keys, what follows at once too.
async fn batch(stream: &mut EventStream) -> Option<Vec<Event>> {
    let mut events = vec![stream.next().await?.ok()?];
    while events.len() < MOST {
        let gap = match burst::ending(&events) {
            n if n >= MANY => LONG_GAP,
            n if n >= burst::LEAST => GAP,
            _ => Duration::ZERO,
        };
        match timeout(gap, stream.next()).await {
            Ok(Some(Ok(event))) => events.push(event),
            Ok(_) | Err(_) => break,
        }
    }
    Some(events)
}
