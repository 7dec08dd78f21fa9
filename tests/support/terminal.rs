//! The real program on a pseudo-terminal: keys in, the picture out as a terminal would show it, bytes counted.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

use std::{
    io::{Read, Write},
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::{Home, PROGRAM};

/// How long anything may take before a test gives up; far more than it ever needs.
const PATIENCE: Duration = Duration::from_secs(30);
/// Silence that ends a frame.
const QUIET: Duration = Duration::from_millis(300);

/// Modes that a clean end switches off again: alternate screen, bracketed paste, hidden cursor.
const MODES: [(&str, &str); 3] =
    [("\u{1b}[?1049h", "\u{1b}[?1049l"), ("\u{1b}[?2004h", "\u{1b}[?2004l"), ("\u{1b}[?25l", "\u{1b}[?25h")];

struct Seen {
    raw: Vec<u8>,
    last: Option<Instant>,
    /// The picture so far.
    screen: vt100::Parser,
}

/// The program on its terminal.
pub struct Terminal {
    /// Kept open: the terminal lives as long as the test.
    _master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<Mutex<Seen>>,
}

impl Terminal {
    /// Starts the program with arguments in a terminal of this size.
    pub fn open(home: &Home, arguments: &[&str], columns: u16, rows: u16) -> Terminal {
        Terminal::run(PROGRAM, home, arguments, columns, rows)
    }

    /// The same with any program, in the home's folder, where `partnerdesk` is found by its name.
    pub fn run(program: &str, home: &Home, arguments: &[&str], columns: u16, rows: u16) -> Terminal {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(home.path(""));
        let folder = Path::new(PROGRAM).parent().unwrap().display();
        command.env("PATH", format!("{folder}:{}", std::env::var("PATH").unwrap_or_default()));
        command.env("TERM", "xterm-256color");
        for (name, value) in home.environment() {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let cells = |n: u16| n.try_into().unwrap();
        let screen = vt100::Parser::new(cells(rows), cells(columns), 0);
        let seen = Arc::new(Mutex::new(Seen { raw: Vec::new(), last: None, screen }));
        let into = seen.clone();
        thread::spawn(move || {
            let mut buffer = [0; 64 * 1024];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                let mut seen = into.lock().unwrap();
                seen.raw.extend_from_slice(&buffer[..read]);
                seen.screen.process(&buffer[..read]);
                seen.last = Some(Instant::now());
            }
        });
        Terminal { _master: pair.master, keys, child, seen }
    }

    /// The picture, row by row.
    pub fn picture(&self) -> String {
        self.seen.lock().unwrap().screen.screen().contents()
    }

    /// Waits until the picture shows a text.
    #[track_caller]
    pub fn until(&mut self, text: &str) {
        self.until_it(text, |picture| picture.contains(text));
    }

    /// Waits until something holds of the picture.
    #[track_caller]
    pub fn until_it(&mut self, what: &str, holds: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        loop {
            let picture = self.picture();
            if holds(&picture) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{what:?} never came; the terminal shows:\n{picture}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Presses keys, one after the other, each answered before the next.
    pub fn press(&mut self, keys: &str) {
        for key in keys.chars() {
            self.send(&key.to_string());
            self.settle();
        }
    }

    /// Sends text in one piece.
    pub fn send(&mut self, text: &str) {
        self.keys.write_all(text.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until nothing has been written for a moment.
    pub fn settle(&self) {
        let begun = Instant::now();
        loop {
            let last = self.seen.lock().unwrap().last.unwrap_or(begun).max(begun);
            if last.elapsed() >= QUIET {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// How many bytes a key makes the program write.
    pub fn bytes_of(&mut self, key: &str) -> usize {
        self.settle();
        let before = self.seen.lock().unwrap().raw.len();
        self.send(key);
        self.settle();
        self.seen.lock().unwrap().raw.len() - before
    }

    /// How many bytes come within a time in which nobody does anything.
    pub fn bytes_within(&self, time: Duration) -> usize {
        let before = self.seen.lock().unwrap().raw.len();
        thread::sleep(time);
        self.seen.lock().unwrap().raw.len() - before
    }

    /// Ends the program by a signal; answers its exit code.
    pub fn end_by(&mut self, signal: rustix::process::Signal) -> u32 {
        let id = i32::try_from(self.child.process_id().unwrap()).unwrap();
        rustix::process::kill_process(rustix::process::Pid::from_raw(id).unwrap(), signal).unwrap();
        self.end()
    }

    /// Whether every mode that was switched on was switched off again.
    pub fn is_clean(&self) -> bool {
        let raw = String::from_utf8_lossy(&self.seen.lock().unwrap().raw).into_owned();
        MODES.iter().all(|(on, off)| match (raw.rfind(on), raw.rfind(off)) {
            (Some(on), Some(off)) => off > on,
            (Some(_), None) => false,
            (None, _) => true,
        })
    }

    /// Waits until the program has ended; answers its exit code.
    pub fn end(&mut self) -> u32 {
        let code = self.wait(PATIENCE).unwrap();
        self.settle();
        code
    }

    fn wait(&mut self, patience: Duration) -> Option<u32> {
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status.exit_code());
            }
            thread::sleep(Duration::from_millis(5));
        }
        None
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Only its own child, and only while it still runs.
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
        }
    }
}
