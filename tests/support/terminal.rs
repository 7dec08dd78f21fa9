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
/// Silence after which nothing follows by itself.
const REST: Duration = Duration::from_millis(500);
/// Silence that ends what belongs to a key.
const PAUSE: Duration = Duration::from_millis(150);

/// Modes that a clean end switches off again: alternate screen, bracketed paste, hidden cursor.
const MODES: [(&str, &str); 3] =
    [("\u{1b}[?1049h", "\u{1b}[?1049l"), ("\u{1b}[?2004h", "\u{1b}[?2004l"), ("\u{1b}[?25l", "\u{1b}[?25h")];

struct Seen {
    raw: Vec<u8>,
    /// When so many bytes came.
    arrivals: Vec<(Instant, usize)>,
    /// The picture so far.
    screen: vt100::Parser,
}

/// The program on its terminal.
pub struct Terminal {
    /// Kept open: the terminal lives as long as the test.
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<Mutex<Seen>>,
}

impl Terminal {
    /// Starts the program with arguments in a terminal of this size.
    pub fn open(home: &Home, arguments: &[&str], columns: u16, rows: u16) -> Terminal {
        Terminal::open_with(home, arguments, (columns, rows), &[])
    }

    /// The same with more in its environment.
    pub fn open_with(home: &Home, arguments: &[&str], size: (u16, u16), environment: &[(&str, &str)]) -> Terminal {
        let mut command = command(PROGRAM, home, arguments);
        environment.iter().for_each(|(name, value)| command.env(name, value));
        Terminal::start(command, size)
    }

    /// Any program, in the home's folder, where `partnerdesk` is found by its name.
    pub fn run(program: &str, home: &Home, arguments: &[&str], columns: u16, rows: u16) -> Terminal {
        Terminal::start(command(program, home, arguments), (columns, rows))
    }

    fn start(command: CommandBuilder, (columns, rows): (u16, u16)) -> Terminal {
        let pair = native_pty_system().openpty(size_of(columns, rows)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let screen = parser(columns, rows);
        let seen = Arc::new(Mutex::new(Seen { raw: Vec::new(), arrivals: Vec::new(), screen }));
        let into = seen.clone();
        thread::spawn(move || {
            let mut buffer = [0; 64 * 1024];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                let mut seen = into.lock().unwrap();
                seen.raw.extend_from_slice(&buffer[..read]);
                seen.screen.process(&buffer[..read]);
                seen.arrivals.push((Instant::now(), read));
            }
        });
        Terminal { master: pair.master, keys, child, seen }
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
        self.silence(QUIET);
    }

    fn silence(&self, time: Duration) {
        let begun = Instant::now();
        loop {
            let last = self.seen.lock().unwrap().arrivals.last().map_or(begun, |(at, _)| (*at).max(begun));
            if last.elapsed() >= time {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// How many bytes a key makes the program write: until it pauses, and until nothing more is expected.
    pub fn bytes_of(&mut self, key: &str) -> (usize, usize) {
        self.silence(REST);
        let before = self.seen.lock().unwrap().arrivals.len();
        self.send(key);
        self.silence(REST);
        let seen = self.seen.lock().unwrap();
        let arrived = &seen.arrivals[before..];
        let paused = arrived.windows(2).position(|two| two[1].0 - two[0].0 >= PAUSE).map_or(arrived.len(), |i| i + 1);
        let bytes = |arrived: &[(Instant, usize)]| arrived.iter().map(|(_, bytes)| bytes).sum();
        (bytes(&arrived[..paused]), bytes(arrived))
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

    /// Whether every mode that was switched on was switched off again, and lines are edited and echoed as before.
    pub fn is_clean(&self) -> bool {
        let raw = String::from_utf8_lossy(&self.seen.lock().unwrap().raw).into_owned();
        let modes = format!("{:?}", self.master.get_termios().unwrap().local_flags);
        ["ICANON", "ECHO", "ISIG"].iter().all(|mode| modes.contains(mode))
            && MODES.iter().all(|(on, off)| match (raw.rfind(on), raw.rfind(off)) {
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

fn size_of(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn parser(columns: u16, rows: u16) -> vt100::Parser {
    let cells = |n: u16| n.try_into().unwrap();
    vt100::Parser::new(cells(rows), cells(columns), 0)
}

fn command(program: &str, home: &Home, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.cwd(home.path(""));
    let folder = Path::new(PROGRAM).parent().unwrap().display();
    command.env("PATH", format!("{folder}:{}", std::env::var("PATH").unwrap_or_default()));
    command.env("TERM", "xterm-256color");
    for (name, value) in home.environment() {
        command.env(name, value);
    }
    command
}

/// The program on a terminal that is not its session's own: when that goes, no signal says so.
pub struct Line {
    master: Box<dyn MasterPty + Send>,
    reader: Box<dyn Read + Send>,
    child: Box<dyn Child + Send + Sync>,
}

impl Line {
    /// Starts the program and reads until it shows a text. Nobody reads afterwards: who is in the middle of reading
    /// keeps a terminal alive.
    pub fn open(home: &Home, arguments: &[&str], text: &str) -> Line {
        let pair = native_pty_system().openpty(size_of(80, 24)).unwrap();
        let mut command = command(PROGRAM, home, arguments);
        command.set_controlling_tty(false);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let reader = pair.master.try_clone_reader().unwrap();
        let mut line = Line { master: pair.master, reader, child };
        let mut killer = line.child.clone_killer();
        let (found, waits) = std::sync::mpsc::channel::<()>();
        // Reading ends with the program: a text that never comes fails the test instead of holding it up.
        thread::spawn(move || waits.recv_timeout(PATIENCE).is_err().then(|| killer.kill()));
        let mut parser = parser(80, 24);
        let mut buffer = [0; 64 * 1024];
        while !parser.screen().contents().contains(text) {
            let read = line.reader.read(&mut buffer).unwrap();
            parser.process(&buffer[..read]);
        }
        found.send(()).unwrap();
        line
    }

    /// Lets the line drop; how long the program lived on, with its exit code. Nothing when it outlived the patience.
    pub fn drop_it(self, patience: Duration) -> Option<(Duration, u32)> {
        let Line { master, reader, mut child } = self;
        drop((master, reader));
        let begun = Instant::now();
        let ended = loop {
            match child.try_wait().unwrap() {
                Some(status) => break Some((begun.elapsed(), status.exit_code())),
                None if begun.elapsed() > patience => break None,
                None => thread::sleep(Duration::from_millis(2)),
            }
        };
        // Whatever it started would be in its session.
        let session = child.process_id().map(|id| id.to_string()).unwrap_or_default();
        if ended.is_none() {
            // Only ever our own child.
            child.kill().unwrap();
        } else {
            assert_eq!(members_of(&session), Vec::<String>::new(), "orphans");
        }
        ended
    }
}

/// The processes of a session, by the system's own list.
fn members_of(session: &str) -> Vec<String> {
    let stat =
        |entry: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(entry.ok()?.path().join("stat")).ok();
    let all = std::fs::read_dir("/proc").unwrap().filter_map(stat);
    // Behind the name, which may hold anything: state, parent, group, session.
    let of_session = |stat: &String| {
        let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        rest.split_whitespace().nth(3) == Some(session)
    };
    all.filter(of_session).collect()
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Only its own child, and only while it still runs.
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
        }
    }
}
