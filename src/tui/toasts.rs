//! Messages to the person: shown for a while, kept for `:messages`.

use std::{collections::VecDeque, time::Duration};

use jiff::Timestamp;

use super::{
    context::Now,
    layer::{Loudness, Request, Toast},
};

/// Most messages that are kept.
const KEPT: usize = 200;

/// The message that is shown, and those that were.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: Option<Shown>,
    kept: VecDeque<(Timestamp, Toast)>,
}

#[derive(Debug)]
struct Shown {
    toast: Toast,
    until: Option<Duration>,
}

impl Toasts {
    /// Shows a message.
    pub fn push(&mut self, toast: Toast, now: Now) {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((now.wall, toast.clone()));
        let seconds = match (toast.loudness, &toast.undo) {
            (Loudness::Error, _) => None,
            // Somebody has to find the key in time.
            (Loudness::Warning, _) | (Loudness::Info, Some(_)) => Some(8),
            (Loudness::Info, None) => Some(4),
        };
        let until = seconds.map(|s| now.up + Duration::from_secs(s));
        self.shown = Some(Shown { toast, until });
    }

    /// The message on the screen.
    pub fn shown(&self) -> Option<&Toast> {
        self.shown.as_ref().map(|s| &s.toast)
    }

    /// Every message that is kept, newest first.
    pub fn kept(&self) -> impl Iterator<Item = &(Timestamp, Toast)> {
        self.kept.iter().rev()
    }

    /// When the message on the screen goes.
    pub fn wake(&self) -> Option<Duration> {
        self.shown.as_ref()?.until
    }

    /// Takes away what has been shown for long enough.
    pub fn expire(&mut self, now: Now) {
        if self.wake().is_some_and(|until| until <= now.up) {
            self.shown = None;
        }
    }

    /// An error stays until the next key.
    pub fn key_pressed(&mut self) {
        if self.shown.as_ref().is_some_and(|s| s.until.is_none()) {
            self.shown = None;
        }
    }

    /// Whether something can be taken back now.
    pub fn can_undo(&self) -> bool {
        self.shown.as_ref().is_some_and(|s| s.toast.undo.is_some())
    }

    /// What takes it back: once.
    pub fn take_undo(&mut self) -> Option<Request> {
        if self.can_undo() { self.shown.take()?.toast.undo } else { None }
    }
}
