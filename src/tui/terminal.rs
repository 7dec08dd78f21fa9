//! The only part that talks to the terminal: entering and leaving it, writing frames. Below it stand what is read from
//! it (`input`), its clipboard (`clipboard`), what it draws with (`steady`, `uncertain`), and noticing that it has gone
//! (`hang_up`).

mod clipboard;
mod hang_up;
mod input;
mod steady;
mod uncertain;

pub use hang_up::watch_line;
pub use input::Input;

use std::{
    io::{self, IsTerminal, Write},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crossterm::{
    cursor::{Hide, SetCursorStyle, Show},
    event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture},
    queue,
    terminal::{
        BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle,
        disable_raw_mode, enable_raw_mode,
    },
};
use ratatui::{Terminal, backend::CrosstermBackend, layout::Size};
use rustix::process::{Pid, Signal, kill_current_process_group, kill_process};

use steady::Steady;
use uncertain::Uncertain;

use super::app::App;

/// What a shell reports of a program whose terminal has gone.
pub const GONE: u8 = 129;

/// Whether the terminal is ours. Guards against restoring twice, whoever comes first: the end, a signal or a panic.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Room for a frame.
const FRAME: usize = 32 * 1024;

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
        let held = std::mem::take(&mut *self.lock());
        write_all(&held)
    }

    /// Sends a frame, unless it is the one that was sent last: frames name their places, so that the same one again
    /// changes nothing.
    fn send_after(&self, last: &mut Vec<u8>) -> io::Result<()> {
        let frame = std::mem::replace(&mut *self.lock(), Vec::with_capacity(FRAME));
        if frame != *last {
            write_all(&frame)?;
            *last = frame;
        }
        Ok(())
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
    terminal: Terminal<Steady<FrameWriter>>,
    out: FrameWriter,
    /// The frame that was sent last.
    last: Vec<u8>,
    uncertain: Uncertain,
    mouse: bool,
}

/// Why the desk cannot start here.
pub fn missing_terminal() -> bool {
    !(io::stdin().is_terminal() && io::stdout().is_terminal())
}

/// How large the terminal is.
///
/// # Errors
/// When it does not say.
pub fn size() -> io::Result<Size> {
    crossterm::terminal::size().map(|(w, h)| Size::new(w, h))
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn enter(mouse: bool) -> io::Result<Screen> {
        let out = FrameWriter { held: Arc::new(Mutex::new(Vec::with_capacity(FRAME))) };
        let terminal = Terminal::new(Steady(CrosstermBackend::new(out.clone())))?;
        let mut screen = Screen { terminal, out, last: Vec::new(), uncertain: Uncertain::default(), mouse };
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
        let uncertain = &mut self.uncertain;
        self.terminal.draw(|frame| {
            app.draw(frame);
            uncertain.mark(frame.buffer_mut());
        })?;
        queue!(self.out, EndSynchronizedUpdate)?;
        self.out.send_after(&mut self.last)
    }

    /// Forgets what is on the screen, so that the next frame paints all of it.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn forget(&mut self) -> io::Result<()> {
        self.last.clear();
        // Not `clear`: that asks the terminal where its cursor is and waits for the answer.
        let size = self.terminal.size()?;
        self.terminal.resize(ratatui::layout::Rect::new(0, 0, size.width, size.height))
    }

    /// Sends a text to the terminal's clipboard; `false` when it is too long. Whether it arrives cannot be known.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<bool> {
        let Some(sequence) = clipboard::sequence(text, |name| std::env::var(name).ok()) else { return Ok(false) };
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
        stop_job()
    }

    /// Lends the terminal to another program.
    pub fn lend(&mut self) {
        restore();
    }

    /// Takes the terminal over again. Whoever had it may still be handing it back; try for a moment.
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

/// Stops the whole job.
///
/// # Errors
/// When the stop cannot be sent.
pub fn stop_job() -> io::Result<()> {
    Ok(kill_current_process_group(Signal::STOP)?)
}

/// Asks a program that we started to end.
pub fn end(id: u32) {
    let process = i32::try_from(id).ok().and_then(Pid::from_raw);
    // One that has ended already needs no asking.
    process.map(|process| kill_process(process, Signal::TERM).ok());
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

#[cfg(test)]
mod tests {
    use std::io::Read;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;

    /// Run by the test below, which gives it a terminal.
    #[test]
    #[ignore = "needs a terminal of its own"]
    fn panics_at_the_terminal() {
        let _screen = Screen::enter(true).unwrap();
        panic!("on purpose");
    }

    #[test]
    fn a_panic_gives_the_terminal_back_before_it_is_told() {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "--nocapture", "tui::terminal::tests::panics_at_the_terminal"]);
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (mut raw, mut buffer) = (Vec::new(), [0; 4096]);
        while let Ok(read @ 1..) = reader.read(&mut buffer) {
            raw.extend_from_slice(&buffer[..read]);
        }
        assert!(!child.wait().unwrap().success());
        let raw = String::from_utf8_lossy(&raw);
        let (entered, left) = (raw.find("\u{1b}[?1049h").unwrap(), raw.rfind("\u{1b}[?1049l").unwrap());
        let told = raw.rfind("on purpose").unwrap();
        assert!(entered < left && left < told, "{raw:?}");
        for mode in ["?1000", "?2004"] {
            assert!(raw[entered..told].contains(&format!("{mode}l")), "{mode} is left on: {raw:?}");
        }
        assert!(raw[left..told].contains("\u{1b}[?25h"), "the cursor is shown again: {raw:?}");
        assert!(raw[told..].starts_with("on purpose\r\n"), "lines end as a terminal wants it: {raw:?}");
    }

    #[test]
    fn a_frame_is_held_until_it_is_sent() {
        let mut out = FrameWriter::default();
        out.write_all(b"abc").unwrap();
        out.flush().unwrap();
        assert_eq!(*out.lock(), b"abc");
    }
}
