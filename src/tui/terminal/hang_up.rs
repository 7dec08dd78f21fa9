//! Noticing that the terminal has gone.

use std::io;

use rustix::event::{PollFd, PollFlags, poll};

/// Calls back once when the terminal has gone.
///
/// The input library reads end-of-file for ever when a terminal vanishes without a signal; this thread sleeps in `poll`
/// without asking for anything, which reports a hang-up all the same, and costs nothing.
pub fn watch_line(gone: impl FnOnce() + Send + 'static) {
    std::thread::spawn(move || {
        let stdin = io::stdin();
        loop {
            let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
            match poll(&mut fds, None) {
                Err(rustix::io::Errno::INTR) => {}
                Ok(_) if fds[0].revents().is_empty() => {}
                _ => break,
            }
        }
        gone();
    });
}
