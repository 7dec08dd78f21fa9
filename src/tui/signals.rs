//! Signals, and the terminal's going away, which is told like one.

use std::{io, time::Duration};

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::mpsc,
};

use super::terminal;

/// Signals that end the program, with what a shell reports for them.
const ENDING: [(SignalKind, u8); 4] = [
    (SignalKind::terminate(), 143),
    (SignalKind::interrupt(), 130),
    (SignalKind::quit(), 131),
    (SignalKind::hangup(), terminal::GONE),
];

/// Signals as they come.
pub(super) struct Signals {
    ending: [(io::Result<Signal>, u8); 4],
    gone: mpsc::Receiver<()>,
    stop: Signal,
    go_on: Signal,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) fn listen() -> io::Result<Signals> {
        let (hung_up, gone) = mpsc::channel::<()>(1);
        terminal::watch_line(move || {
            // The loop may be stuck in a write to the terminal that has gone: tell it, then end without it.
            hung_up.blocking_send(()).ok();
            std::thread::sleep(Duration::from_millis(500));
            std::process::exit(i32::from(terminal::GONE));
        });
        let of = |wanted: rustix::process::Signal| signal(SignalKind::from_raw(wanted.as_raw()));
        Ok(Signals {
            ending: ENDING.map(|(kind, code)| (signal(kind), code)),
            gone,
            stop: of(rustix::process::Signal::TSTP)?,
            go_on: of(rustix::process::Signal::CONT)?,
        })
    }

    /// The next one.
    pub(super) async fn next(&mut self) -> Told {
        let [a, b, c, d] = &mut self.ending;
        tokio::select! { biased;
            code = one(a) => Told::End(code),
            code = one(b) => Told::End(code),
            code = one(c) => Told::End(code),
            code = one(d) => Told::End(code),
            _ = self.gone.recv() => Told::End(terminal::GONE),
            _ = self.stop.recv() => Told::Stop,
            _ = self.go_on.recv() => Told::GoOn,
        }
    }
}

/// What a signal tells the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// End with this exit code.
    End(u8),
    /// The shell wants us to stop.
    Stop,
    /// The shell lets us go on.
    GoOn,
}

impl Told {
    /// Whether it may come from a key that was meant for another program on the terminal: Ctrl-c, Ctrl-\.
    pub(super) fn is_typed(self) -> bool {
        matches!(self, Told::End(130 | 131))
    }
}

async fn one((signal, code): &mut (io::Result<Signal>, u8)) -> u8 {
    match signal {
        Ok(signal) => {
            signal.recv().await;
            *code
        }
        // A signal that cannot be listened to keeps its default, which ends the program too.
        Err(_) => std::future::pending().await,
    }
}
