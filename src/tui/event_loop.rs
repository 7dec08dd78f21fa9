//! The loop: what is typed and what comes back changes the state, and when something has changed one frame is drawn.

use std::{
    collections::VecDeque,
    path::PathBuf,
    pin::pin,
    time::{Duration, Instant},
};

use tokio::sync::mpsc::Receiver;

use super::{
    StartError,
    app::{App, Effect, Message},
    burst,
    effect::Runner,
    history::LayerId,
    layer::{Event, Tag},
    now,
    signals::{Signals, Told},
    terminal::{self, Input, Screen},
};
use crate::editor::{self, Sheet};

/// The running desk.
pub(super) struct EventLoop {
    app: App,
    runner: Runner,
    screen: Screen,
    started: Instant,
    suspended: bool,
    /// Where files for the editor are.
    folder: PathBuf,
    editing: Option<Edit>,
}

/// A text that is to be changed in the person's own editor.
struct Edit {
    layer: LayerId,
    tag: Tag,
    text: String,
    ending: &'static str,
}

/// How long an editor has to end when the desk must.
const LAST_MOMENT: Duration = Duration::from_millis(300);

impl EventLoop {
    pub(super) fn new(app: App, runner: Runner, screen: Screen, started: Instant, folder: PathBuf) -> EventLoop {
        EventLoop { app, runner, screen, started, suspended: false, folder, editing: None }
    }

    /// Serves until somebody leaves or a signal comes; answers the exit code.
    pub(super) async fn serve(mut self, first: Vec<Effect>, messages: Receiver<Message>) -> Result<u8, StartError> {
        let code = self.go_on(first, messages).await;
        // The terminal first: nobody waits for a disk with a strange screen.
        terminal::restore();
        self.runner.end().await;
        code
    }

    async fn go_on(&mut self, first: Vec<Effect>, mut messages: Receiver<Message>) -> Result<u8, StartError> {
        let mut input = Input::listen();
        let mut signals = Signals::listen()?;
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
            let mut waiting: VecDeque<Message> = tokio::select! { biased;
                told = signals.next() => match told {
                    Told::End(code) => return Ok(code),
                    Told::Stop => { self.suspend()?; continue }
                    Told::GoOn => { self.resume()?; continue }
                },
                events = input.next() => match events {
                    Some(events) => burst::messages(events).into(),
                    None => return Ok(terminal::GONE),
                },
                message = messages.recv() => message.into_iter().collect(),
                () = timer => [Message::Tick].into(),
            };
            // Everything that waits changes the state before one frame is drawn.
            while let Some(message) = waiting.pop_front() {
                if let Some(code) = self.tell(message)? {
                    return Ok(code);
                }
                if waiting.is_empty() {
                    match input.waiting() {
                        Some(events) => waiting.extend(burst::messages(events)),
                        None => waiting.extend(messages.try_recv()),
                    }
                }
            }
            if let Some(edit) = self.editing.take() {
                input.stop().await;
                if let Some(code) = self.edit(edit, &mut signals, &mut messages).await? {
                    return Ok(code);
                }
                input = Input::listen();
            }
        }
    }

    fn tell(&mut self, message: Message) -> Result<Option<u8>, StartError> {
        let effects = self.app.update(now(self.started), message);
        self.carry_out(effects)
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
                Effect::Stop(layer, name) => self.runner.stop(layer, name),
                Effect::Connect(connect) => self.runner.connect(connect),
                Effect::SignOut => self.runner.sign_out(),
                Effect::Copy(text) => {
                    if !self.screen.copy(&text)? {
                        self.runner.keep_copy(text);
                    }
                }
                Effect::Edit { layer, tag, text, ending } => self.editing = Some(Edit { layer, tag, text, ending }),
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
        let size = terminal::size()?;
        self.tell(Message::Resize(size)).map(drop)
    }

    /// Lends the terminal to the editor and takes the text back; an exit code when a signal comes that ends the desk.
    async fn edit(
        &mut self,
        edit: Edit,
        signals: &mut Signals,
        messages: &mut Receiver<Message>,
    ) -> Result<Option<u8>, StartError> {
        self.suspended = true;
        self.screen.lend();
        let text = match self.run_editor(&edit, signals, messages).await? {
            Ended::ByItself(text) => text,
            Ended::ByUs(code) => return Ok(Some(code)),
        };
        self.resume()?;
        self.tell(Message::Event(edit.layer, Event::Edited(edit.tag, text), None))
    }

    async fn run_editor(
        &mut self,
        edit: &Edit,
        signals: &mut Signals,
        messages: &mut Receiver<Message>,
    ) -> Result<Ended, StartError> {
        let failed = |error: std::io::Error| Ok(Ended::ByItself(Err(error.to_string())));
        let sheet = match Sheet::write(&self.folder, &edit.text, edit.ending) {
            Ok(sheet) => sheet,
            Err(error) => return failed(error),
        };
        let words = editor::words(|name| std::env::var(name).ok());
        let mut command = tokio::process::Command::new(&words[0]);
        let mut child = match command.args(&words[1..]).arg(sheet.path()).spawn() {
            Ok(child) => child,
            Err(error) => return Ok(Ended::ByItself(Err(format!("{}: {error}", words[0])))),
        };
        loop {
            tokio::select! { biased;
                told = signals.next() => match told {
                    // What is typed in the editor is the editor's.
                    told if told.is_typed() => {}
                    Told::End(code) => {
                        if let Some(id) = child.id() {
                            terminal::end(id);
                        }
                        drop(tokio::time::timeout(LAST_MOMENT, child.wait()).await);
                        return Ok(Ended::ByUs(code));
                    }
                    // Ctrl-z in the editor stops the whole job, of which the shell knows only us.
                    Told::Stop => terminal::stop_job()?,
                    Told::GoOn => {}
                },
                status = child.wait() => return match status {
                    Ok(status) if status.success() => Ok(Ended::ByItself(sheet.read().map_err(|e| e.to_string()))),
                    Ok(status) => Ok(Ended::ByItself(Err(format!("{}: {status}", words[0])))),
                    Err(error) => failed(error),
                },
                // Work goes on behind; nothing is drawn.
                Some(message) = messages.recv() => drop(self.tell(message)?),
            }
        }
    }
}

/// How an editor ended.
enum Ended {
    /// With the text, or why there is none.
    ByItself(Result<String, String>),
    /// Because the desk must end, with this exit code.
    ByUs(u8),
}
