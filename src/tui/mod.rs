//! The full-screen desk.
//!
//! A key press becomes an action (`keymap`), an action changes the state (`app`, `navigation` and the layer on top), the
//! state asks for work (`effect`), work comes back as a message, and when something has changed one frame is drawn
//! (`chrome`, `paint`, `terminal`). Nothing runs at rest.
//!
//! A new screen is one file in `screens` and one line in its registry.

pub mod actions;
mod answers;
pub mod app;
pub mod backend;
mod background;
mod burst;
mod chrome;
pub mod context;
mod continuations;
pub mod effect;
mod event_loop;
mod files;
pub mod history;
mod keepsakes;
pub mod key;
pub mod keymap;
pub mod layer;
mod line;
pub mod navigation;
pub mod paint;
pub mod screens;
mod signals;
pub mod symbols;
mod terminal;
pub use crate::text;
pub mod theme;
mod toasts;
pub mod widgets;
pub mod work;

#[cfg(test)]
mod look;
#[cfg(test)]
pub(crate) mod testing;

use std::{io::Write, path::PathBuf, sync::Arc, time::Instant};

use app::App;
use backend::Host;
use context::{Context, Now};
use effect::Runner;
use event_loop::EventLoop;
use jiff::{Timestamp, tz::TimeZone};
use keymap::Keymap;
use layer::{Loudness, Toast};
use ratatui::layout::Size;
use symbols::Symbols;
use terminal::Screen;
use theme::{Depth, Theme};

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
    let size = terminal::size()?;
    let (cx, complaints) = context(&options, now(started), size);
    let first = if options.resume { screens::start::resuming() } else { screens::start::layer() };
    let (runner, messages) = Runner::new(options.host.clone(), &options.state);
    let (mut app, effects) = App::new(cx, first);
    for complaint in complaints {
        app.tell(Toast { loudness: Loudness::Error, text: complaint, undo: None });
    }
    let printed = runner.printed();
    let desk = EventLoop::new(app, runner, Screen::enter(options.mouse)?, started, options.state.join("edit"));
    let code = desk.serve(effects, messages).await;
    // The terminal is the shell's again; one that has gone wants nothing printed.
    let printed = std::mem::take(&mut *printed.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    std::io::stdout().write_all(printed.as_bytes()).ok();
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
    let ascii = options.ascii || !symbols::speaks_utf8(variable);
    let cx = Context {
        zone: TimeZone::system(),
        theme,
        symbols: if ascii { Symbols::ASCII } else { Symbols::UNICODE },
        keymap,
        read_only: options.read_only,
        environment: options.environment.clone(),
        data_folder: options.data.display().to_string(),
        motion: !still,
        ..Context::new(now, size)
    };
    complaints.extend(cx.keymap.own_conflicts(&screens::known_actions(), |action| cx.word(action)));
    (cx, complaints)
}
