//! The full-screen desk.
//!
//! A key press becomes an action (`keymap`), an action changes the state (`app`, `navigation` and the layer on top), the
//! state asks for work (`effect`), work comes back as a message, and when something has changed one frame is drawn
//! (`chrome`, `paint`, `terminal`). Nothing runs at rest.
//!
//! A new screen is one file in `screens` and one line in its registry.

pub mod actions;
pub mod app;
pub mod backend;
mod chrome;
pub mod context;
pub mod effect;
mod files;
pub mod key;
pub mod keymap;
pub mod layer;
pub mod navigation;
pub mod paint;
pub mod screens;
pub mod symbols;
mod terminal;
pub mod text;
pub mod theme;
mod toasts;
pub mod widgets;

#[cfg(test)]
mod look;
#[cfg(test)]
pub(crate) mod testing;

use std::{
    path::PathBuf,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use app::{App, Effect, Message};
use backend::Host;
use context::{Context, Now};
use crossterm::event::{Event, EventStream, KeyCode, KeyEventKind, MouseEventKind};
use effect::Runner;
use futures_util::StreamExt;
use jiff::{Timestamp, tz::TimeZone};
use key::Key;
use keymap::Keymap;
use layer::{Loudness, Toast};
use ratatui::layout::Size;
use symbols::Symbols;
use terminal::Screen;
use theme::{Depth, Theme};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// How the desk is started.
pub struct Options {
    /// It is clear where to go; else the first screen offers the three ways to get a server.
    pub resume: bool,
    /// What the program around the desk can do for it.
    pub host: Arc<dyn Host>,
    /// The theme by name; an unknown one is taken as the default.
    pub theme: String,
    /// Draw with ASCII only.
    pub ascii: bool,
    /// Draw without colour, whatever the environment says.
    pub no_color: bool,
    /// Let the desk take the wheel, at the price of the terminal's own selection.
    pub mouse: bool,
    /// Nothing moves by itself.
    pub reduced_motion: bool,
    /// Where the user's keys and themes are.
    pub config: PathBuf,
    /// Where drafts are kept.
    pub state: PathBuf,
    /// Where data of this machine's desk would be kept; shown on the first screen.
    pub data: PathBuf,
    /// What the header calls the server until it names itself.
    pub environment: String,
    /// Refuse everything that changes something.
    pub read_only: bool,
}

/// Why the desk could not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Standard input or output is no terminal.
    #[error(
        "The desk needs a terminal. Without one, use the commands, for example `partnerdesk partners list`; `partnerdesk --help` names them all."
    )]
    NoTerminal,
    /// The terminal failed.
    #[error("The terminal failed: {0}.")]
    Terminal(#[from] std::io::Error),
}

/// Runs the desk until somebody leaves it. The value is the exit code: 0, or 128 and the number of the signal.
///
/// # Errors
/// When there is no terminal (exit code 2 by convention), or it fails.
pub async fn run(options: Options) -> Result<u8, StartError> {
    if terminal::missing_terminal() {
        return Err(StartError::NoTerminal);
    }
    let started = Instant::now();
    let size = crossterm::terminal::size().map(|(w, h)| Size::new(w, h))?;
    let (cx, complaints) = context(&options, now(started), size);
    let first = if options.resume { screens::start::resuming() } else { screens::start::layer() };
    let (runner, messages) = Runner::new(options.host.clone(), &options.state);
    let (mut app, effects) = App::new(cx, first);
    for complaint in complaints {
        app.tell(Toast { loudness: Loudness::Error, text: complaint, undo: None });
    }
    let mut desk = Desk { app, runner, screen: Screen::enter(options.mouse)?, started, suspended: false };
    let code = desk.serve(effects, messages).await;
    // The terminal first: nobody waits for a disk with a strange screen.
    terminal::restore();
    desk.runner.end().await;
    code
}

fn now(started: Instant) -> Now {
    Now { wall: Timestamp::now(), up: started.elapsed() }
}

/// What layers may read, and what is wrong with the user's own files.
fn context(options: &Options, now: Now, size: Size) -> (Context, Vec<String>) {
    let variable = |name: &str| std::env::var(name).ok();
    let depth = if options.no_color { Depth::None } else { Depth::detect(variable) };
    let (theme, complaint) = Theme::load(&options.theme, Some(&options.config), depth);
    let (keymap, mut complaints) = Keymap::load(Some(&options.config), &screens::known_actions());
    complaints.extend(complaint);
    let still = options.reduced_motion || variable("NO_MOTION").is_some_and(|v| !v.is_empty());
    let cx = Context {
        zone: TimeZone::system(),
        theme,
        symbols: if options.ascii { Symbols::ASCII } else { Symbols::UNICODE },
        keymap,
        read_only: options.read_only,
        environment: options.environment.clone(),
        data_folder: options.data.display().to_string(),
        motion: !still,
        ..Context::new(now, size)
    };
    (cx, complaints)
}

struct Desk {
    app: App,
    runner: Runner,
    screen: Screen,
    started: Instant,
    suspended: bool,
}

/// Signals that end the program, with what a shell reports for them.
const ENDING: [(SignalKind, u8); 4] = [
    (SignalKind::terminate(), 143),
    (SignalKind::interrupt(), 130),
    (SignalKind::quit(), 131),
    (SignalKind::hangup(), 129),
];

impl Desk {
    async fn serve(
        &mut self,
        first: Vec<Effect>,
        mut messages: tokio::sync::mpsc::Receiver<Message>,
    ) -> Result<u8, StartError> {
        let mut keys = listen();
        let mut ending = ENDING.map(|(kind, code)| (signal(kind), code));
        let mut stop = signal(SignalKind::from_raw(stop_signal()))?;
        let mut go_on = signal(SignalKind::from_raw(go_on_signal()))?;
        let (hung_up, mut line) = tokio::sync::mpsc::channel::<()>(1);
        terminal::watch_line(move || {
            // The loop may be stuck in a write to the terminal that has gone: tell it, then end without it.
            hung_up.blocking_send(()).ok();
            std::thread::sleep(Duration::from_millis(500));
            std::process::exit(129);
        });
        // The first frame comes before the first question to a server.
        self.paint()?;
        if let Some(code) = self.carry_out(first)? {
            return Ok(code);
        }
        loop {
            self.paint()?;
            let wake = self.app.wake().filter(|_| !self.suspended);
            let due = wake.map(|at| at.saturating_sub(self.started.elapsed()));
            let timer = pin!(async {
                match due {
                    Some(due) => tokio::time::sleep(due).await,
                    None => std::future::pending().await,
                }
            });
            let message = tokio::select! { biased;
                code = ended(&mut ending) => return Ok(code),
                _ = line.recv() => return Ok(129),
                _ = stop.recv() => { self.suspend()?; continue }
                _ = go_on.recv() => { self.resume()?; continue }
                event = keys.recv() => match event {
                    Some(event) => heard(event),
                    None => return Ok(129),
                },
                message = messages.recv() => message,
                () = timer => Some(Message::Tick),
            };
            let mut waiting = message;
            // Everything that waits changes the state before one frame is drawn.
            while let Some(message) = waiting.take() {
                let effects = self.app.update(now(self.started), message);
                if let Some(code) = self.carry_out(effects)? {
                    return Ok(code);
                }
                while waiting.is_none()
                    && let Ok(event) = keys.try_recv()
                {
                    waiting = heard(event);
                }
                waiting = waiting.or_else(|| messages.try_recv().ok());
            }
        }
    }

    fn paint(&mut self) -> Result<(), StartError> {
        if !self.suspended && self.app.take_dirty() {
            self.screen.draw(&self.app)?;
        }
        Ok(())
    }

    /// Does what the desk asks for; an exit code ends it.
    fn carry_out(&mut self, effects: Vec<Effect>) -> Result<Option<u8>, StartError> {
        for effect in effects {
            match effect {
                Effect::Run(layer, task) => self.runner.run(layer, task),
                Effect::Stop(layer) => self.runner.stop(layer),
                Effect::Connect(connect) => self.runner.connect(connect),
                Effect::SignOut => self.runner.sign_out(),
                Effect::Copy(text) => {
                    if !self.screen.copy(&text)? {
                        let sentence = self.app.cx.say("toast-too-long-to-copy");
                        self.app.tell(Toast::warning(sentence));
                    }
                }
                Effect::Repaint => self.screen.forget()?,
                Effect::Suspend => self.suspend()?,
                Effect::Quit => return Ok(Some(0)),
            }
        }
        Ok(None)
    }

    fn suspend(&mut self) -> Result<(), StartError> {
        self.suspended = true;
        Ok(self.screen.suspend()?)
    }

    /// The shell lets us go on: take the terminal, whose size may have changed meanwhile.
    fn resume(&mut self) -> Result<(), StartError> {
        if !std::mem::take(&mut self.suspended) {
            return Ok(());
        }
        self.screen.resume()?;
        let (w, h) = crossterm::terminal::size()?;
        let effects = self.app.update(now(self.started), Message::Resize(Size::new(w, h)));
        self.carry_out(effects).map(drop)
    }
}

fn stop_signal() -> i32 {
    rustix::process::Signal::TSTP.as_raw()
}

fn go_on_signal() -> i32 {
    rustix::process::Signal::CONT.as_raw()
}

/// The exit code of the first signal that ends the program.
async fn ended(signals: &mut [(std::io::Result<Signal>, u8); 4]) -> u8 {
    let [a, b, c, d] = signals;
    tokio::select! {
        code = one(a) => code,
        code = one(b) => code,
        code = one(c) => code,
        code = one(d) => code,
    }
}

async fn one((signal, code): &mut (std::io::Result<Signal>, u8)) -> u8 {
    match signal {
        Ok(signal) => {
            signal.recv().await;
            *code
        }
        // A signal that cannot be listened to keeps its default, which ends the program too.
        Err(_) => std::future::pending().await,
    }
}

/// Events of the terminal, through a channel: the stream itself forgets whoever only looks whether something is there.
fn listen() -> tokio::sync::mpsc::Receiver<Event> {
    let (out, events) = tokio::sync::mpsc::channel(256);
    tokio::spawn(async move {
        let mut stream = EventStream::new();
        while let Some(Ok(event)) = stream.next().await {
            if out.send(event).await.is_err() {
                break;
            }
        }
    });
    events
}

/// What an event of the terminal means to the desk.
fn heard(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(key.into())),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Mouse(mouse) => match mouse.kind {
            MouseEventKind::ScrollDown => Some(Message::Key(Key::plain(KeyCode::Down))),
            MouseEventKind::ScrollUp => Some(Message::Key(Key::plain(KeyCode::Up))),
            _ => None,
        },
        Event::Resize(w, h) => Some(Message::Resize(Size::new(w, h))),
        _ => None,
    }
}
