//! Runs what the desk asks for, in tasks that report back with messages. Each layer's questions end with it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{
    app::{Connection, Message},
    backend::{Backend, Host},
    files,
    history::LayerId,
    keepsakes::Keepsakes,
    layer::{Connect, Event, Task},
};

/// Waiting messages before tasks have to wait; the desk drains them all before each frame.
const WAITING: usize = 256;

/// Starts tasks and stops them.
pub struct Runner {
    host: Arc<dyn Host>,
    backend: Arc<Mutex<Option<Arc<dyn Backend>>>>,
    out: mpsc::Sender<Message>,
    kept: PathBuf,
    asking: HashMap<(LayerId, &'static str), CancellationToken>,
    keepsakes: Keepsakes,
    printed: Printed,
}

/// What is printed when the desk ends, for those who write into the file `-`.
pub type Printed = Arc<Mutex<String>>;

impl Runner {
    /// A runner, and where its messages come out.
    pub fn new(host: Arc<dyn Host>, state: &Path) -> (Runner, mpsc::Receiver<Message>) {
        let (out, messages) = mpsc::channel(WAITING);
        let kept = state.join("desk");
        let keepsakes = Keepsakes::new(kept.clone(), out.clone());
        let (backend, asking, printed) = (Arc::default(), HashMap::new(), Printed::default());
        (Runner { host, backend, kept, out, asking, keepsakes, printed }, messages)
    }

    /// What is printed when the desk ends.
    pub fn printed(&self) -> Printed {
        self.printed.clone()
    }

    fn backend(&self) -> Option<Arc<dyn Backend>> {
        self.backend.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops the questions of a layer: those of one name, or all. What changes something is carried to its end.
    pub fn stop(&mut self, layer: LayerId, name: Option<&str>) {
        let stopped = |(of, asked): &(LayerId, &str)| *of == layer && name.is_none_or(|name| name == *asked);
        self.asking.extract_if(|asked, _| stopped(asked)).for_each(|(_, token)| token.cancel());
    }

    /// Stops all questions, and waits a moment for what is still to be kept.
    pub async fn end(mut self) {
        self.asking.drain().for_each(|(_, token)| token.cancel());
        self.keepsakes.end().await;
    }

    /// Starts work for a layer.
    pub fn run(&mut self, layer: LayerId, task: Task) {
        if task.is_keepsake() {
            return self.keepsakes.take(layer, task);
        }
        let token = task.question().map(|tag| self.asking.entry((layer, tag.name)).or_default().clone());
        let (out, backend) = (self.out.clone(), self.backend());
        let (host, printed) = (self.host.clone(), self.printed.clone());
        tokio::spawn(async move {
            let stopped = async {
                match token {
                    Some(token) => token.cancelled().await,
                    None => std::future::pending().await,
                }
            };
            // Biased: a cancelled task must not report, even when its answer came in the same moment.
            tokio::select! { biased;
                () = stopped => {}
                message = work(layer, task, backend, &host, &printed) => if let Some(message) = message {
                    // The desk has gone when nobody listens.
                    drop(out.send(message).await);
                }
            }
        });
    }

    /// Gets a server and uses it from then on.
    pub fn connect(&self, connect: Connect) {
        let (out, host, place) = (self.out.clone(), self.host.clone(), self.backend.clone());
        tokio::spawn(async move {
            let found = match connect {
                Connect::Resume => host.resume().await,
                Connect::TryIt => host.try_it().await,
                Connect::StartHere => host.start_here().await,
                Connect::Address(address) => match address.parse() {
                    Ok(address) => host.connect(address).await,
                    Err(why) => Err(why),
                },
            };
            let answer = found.map(|backend| {
                let connection = Connection::of(&*backend, &*host);
                *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(backend);
                connection
            });
            drop(out.send(Message::Connected(answer)).await);
        });
    }

    /// Keeps what was copied and is too long for the terminal's clipboard.
    pub fn keep_copy(&self, text: String) {
        let (out, kept) = (self.out.clone(), self.kept.clone());
        tokio::spawn(async move {
            let place = files::keep_copy(&kept, &text).await.map(|path| path.display().to_string());
            drop(out.send(Message::CopyKept(place)).await);
        });
    }

    /// Ends the session; nobody waits for it.
    pub fn sign_out(&self) {
        let (host, Some(backend)) = (self.host.clone(), self.backend()) else { return };
        tokio::spawn(async move {
            backend.sign_out().await;
            host.session_changed(&*backend);
        });
    }
}

/// The name of the file that is printed when the desk ends.
pub const STANDARD_OUTPUT: &str = "-";

async fn work(
    layer: LayerId,
    task: Task,
    backend: Option<Arc<dyn Backend>>,
    host: &Arc<dyn Host>,
    printed: &Printed,
) -> Option<Message> {
    let mut asked = None;
    let event = match task {
        Task::Call(tag, request) => {
            asked = Some(Box::new(request.clone()));
            Event::Reply(tag, backend?.call(request).await)
        }
        Task::SignIn(tag, request) => {
            let backend = backend?;
            let answer = match serde_json::from_value(request.input) {
                Ok(credentials) => backend.sign_in(credentials).await,
                Err(e) => Err(crate::client::ClientError::Unreadable(e.to_string())),
            };
            host.session_changed(&*backend);
            Event::SignedIn(tag, answer.map(Box::new))
        }
        Task::ReadFile(tag, path, limit) => Event::File(tag, files::read(&path, limit).await),
        Task::ReadFolder(tag, path) => Event::Folder(tag, files::list(&path).await),
        Task::WriteFile { tag, path, text, .. } if path == Path::new(STANDARD_OUTPUT) => {
            printed.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
            Event::Written(tag, Ok(()))
        }
        Task::WriteFile { tag, path, text, append } => Event::Written(tag, files::write(&path, &text, append).await),
        // These are the keeper's.
        Task::Keep(..) | Task::Recall(..) | Task::Forget(..) => return None,
    };
    Some(Message::Event(layer, event, asked))
}

#[cfg(test)]
#[path = "effect_tests.rs"]
mod tests;
