//! The only file that talks to the terminal: entering and leaving it, writing frames, the clipboard, and noticing that
//! it has gone.

use std::{
    io::{self, IsTerminal, Write},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use base64::Engine;
use crossterm::{
    cursor::{Hide, SetCursorStyle, Show},
    event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture},
    queue,
    terminal::{
        BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle,
        disable_raw_mode, enable_raw_mode,
    },
};
use ratatui::{Terminal, backend::CrosstermBackend};
use rustix::{
    event::{PollFd, PollFlags, poll},
    process::{Signal, kill_current_process_group},
};

use super::app::App;

/// Whether the terminal is ours. Guards against restoring twice, whoever comes first: the end, a signal or a panic.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Most bytes of encoded text that terminals accept for their clipboard.
const CLIPBOARD_LIMIT: usize = 74_994;

/// Holds what is written until the frame is complete: one frame, one system call, one packet on a slow line.
///
/// Ratatui flushes several times within a frame; this writer does not listen. It is shared, because ratatui does not
/// give its writer back.
#[derive(Clone, Debug, Default)]
struct FrameWriter {
    held: Arc<Mutex<Vec<u8>>>,
}

impl Write for FrameWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl FrameWriter {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        // A panic elsewhere leaves bytes that nobody will miss.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self) -> io::Result<()> {
        let mut held = self.lock();
        let sent = write_all(&held);
        held.clear();
        sent
    }
}

/// Writes past the standard library's line buffer, which would cut a frame at every line break.
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(rustix::stdio::stdout(), bytes) {
            Ok(n) => bytes = &bytes[n..],
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Ok(())
}

/// The terminal while it is ours. Given back when dropped.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<FrameWriter>>,
    out: FrameWriter,
    mouse: bool,
}

/// Why the desk cannot start here.
pub fn missing_terminal() -> bool {
    !(io::stdin().is_terminal() && io::stdout().is_terminal())
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn enter(mouse: bool) -> io::Result<Screen> {
        let out = FrameWriter { held: Arc::new(Mutex::new(Vec::with_capacity(32 * 1024))) };
        let terminal = Terminal::new(CrosstermBackend::new(out.clone()))?;
        let mut screen = Screen { terminal, out, mouse };
        restore_on_panic();
        screen.take()?;
        Ok(screen)
    }

    fn take(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        ENTERED.store(true, Ordering::SeqCst);
        let out = &mut self.out;
        queue!(out, EnterAlternateScreen, EnableBracketedPaste, Hide, SetTitle("Partner Desk"))?;
        if self.mouse {
            queue!(out, EnableMouseCapture)?;
        }
        out.send()
    }

    /// Draws one frame.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        queue!(self.out, BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| app.draw(frame))?;
        queue!(self.out, EndSynchronizedUpdate)?;
        self.out.send()
    }

    /// Forgets what is on the screen, so that the next frame paints all of it.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn forget(&mut self) -> io::Result<()> {
        // Not `clear`: that asks the terminal where its cursor is and waits for the answer.
        let size = self.terminal.size()?;
        self.terminal.resize(ratatui::layout::Rect::new(0, 0, size.width, size.height))
    }

    /// Sends a text to the terminal's clipboard; `false` when it is too long. Whether it arrives cannot be known.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<bool> {
        let Some(sequence) = clipboard(text, |name| std::env::var(name).ok()) else { return Ok(false) };
        self.out.write_all(sequence.as_bytes())?;
        self.out.send()?;
        Ok(true)
    }

    /// Hands the terminal back and stops the whole job, as a shell expects of Ctrl-z.
    ///
    /// # Errors
    /// When the stop cannot be sent.
    pub fn suspend(&mut self) -> io::Result<()> {
        restore();
        Ok(kill_current_process_group(Signal::STOP)?)
    }

    /// Takes the terminal over again. The shell may still be handing it back; try for a moment.
    ///
    /// # Errors
    /// When the terminal refuses each time.
    pub fn resume(&mut self) -> io::Result<()> {
        let mut last = Ok(());
        for _ in 0..10 {
            last = self.take().and_then(|()| self.forget());
            if last.is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        last
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back: once, in one write, whatever happens to it meanwhile.
pub fn restore() {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = FrameWriter::default();
    // Writing into memory does not fail; a terminal that has gone needs nothing back.
    let _ = queue!(
        out,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableBracketedPaste,
        SetCursorStyle::DefaultUserShape,
        LeaveAlternateScreen,
        Show
    );
    let _ = out.send();
    let _ = disable_raw_mode();
}

fn restore_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        before(panic);
    }));
}

/// The sequence that sets the terminal's clipboard, in the envelope that tmux or screen want it in.
fn clipboard(text: &str, variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let encoded = base64::engine::general_purpose::STANDARD.encode(text);
    if encoded.len() > CLIPBOARD_LIMIT {
        return None;
    }
    let plain = format!("\x1b]52;c;{encoded}\x07");
    let set = |name: &str| variable(name).is_some_and(|v| !v.is_empty());
    if set("TMUX") {
        return Some(format!("\x1bPtmux;\x1b{plain}\x1b\\"));
    }
    if set("STY") {
        // screen takes at most 768 bytes at a time.
        let pieces = plain.as_bytes().chunks(76).map(|c| String::from_utf8_lossy(c).into_owned());
        return Some(format!("\x1bP{}\x1b\\", pieces.collect::<Vec<_>>().join("\x1b\\\x1bP")));
    }
    Some(plain)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clipboard_speaks_to_each_multiplexer() {
        assert_eq!(clipboard("hi", |_| None).unwrap(), "\x1b]52;c;aGk=\x07");
        let tmux = clipboard("hi", |n| (n == "TMUX").then(|| "x".into())).unwrap();
        assert_eq!(tmux, "\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\");
        assert!(clipboard("hi", |n| (n == "STY").then(|| "x".into())).unwrap().starts_with("\x1bP\x1b]52"));
        assert!(clipboard(&"x".repeat(60_000), |_| None).is_none());
    }

    #[test]
    fn a_frame_is_held_until_it_is_sent() {
        let mut out = FrameWriter::default();
        out.write_all(b"abc").unwrap();
        out.flush().unwrap();
        assert_eq!(*out.lock(), b"abc");
    }
}
