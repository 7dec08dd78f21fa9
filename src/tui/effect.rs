//! Runs what the desk asks for, in tasks that report back with messages. Each layer's tasks end with it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{
    app::{Connection, Message},
    backend::{Backend, Host},
    files,
    layer::{Connect, Event, Task},
    navigation::LayerId,
};

/// Waiting messages before tasks have to wait; the desk drains them all before each frame.
const WAITING: usize = 256;

/// How long the end of the desk waits for what is still to be kept.
const FAREWELL: Duration = Duration::from_secs(1);

/// Starts tasks and stops them.
pub struct Runner {
    host: Arc<dyn Host>,
    backend: Arc<Mutex<Option<Arc<dyn Backend>>>>,
    out: mpsc::Sender<Message>,
    running: HashMap<LayerId, CancellationToken>,
    keepsakes: mpsc::UnboundedSender<(LayerId, Task)>,
    keeper: JoinHandle<()>,
}

impl Runner {
    /// A runner, and where its messages come out.
    pub fn new(host: Arc<dyn Host>, state: &Path) -> (Runner, mpsc::Receiver<Message>) {
        let (out, messages) = mpsc::channel(WAITING);
        let (keepsakes, waiting) = mpsc::unbounded_channel();
        let keeper = tokio::spawn(keep_in_order(waiting, state.join("desk"), out.clone()));
        (Runner { host, backend: Arc::default(), out, running: HashMap::new(), keepsakes, keeper }, messages)
    }

    fn backend(&self) -> Option<Arc<dyn Backend>> {
        self.backend.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops the work of a layer.
    pub fn stop(&mut self, layer: LayerId) {
        if let Some(token) = self.running.remove(&layer) {
            token.cancel();
        }
    }

    /// Stops all work, and waits a moment for what is still to be kept.
    pub async fn end(mut self) {
        self.running.drain().for_each(|(_, token)| token.cancel());
        drop(self.keepsakes);
        // A disk that does not answer must not hold up the end.
        drop(tokio::time::timeout(FAREWELL, self.keeper).await);
    }

    /// Starts work for a layer.
    pub fn run(&mut self, layer: LayerId, task: Task) {
        if matches!(task, Task::Keep(..) | Task::Recall(..) | Task::Forget(..)) {
            // Only a desk that is ending has no keeper.
            self.keepsakes.send((layer, task)).ok();
            return;
        }
        let token = self.running.entry(layer).or_default().clone();
        let (out, backend) = (self.out.clone(), self.backend());
        let host = self.host.clone();
        tokio::spawn(async move {
            // Biased: a cancelled task must not report, even when its answer came in the same moment.
            tokio::select! { biased;
                () = token.cancelled() => {}
                message = work(layer, task, backend, &host) => if let Some(message) = message {
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

    /// Ends the session; nobody waits for it.
    pub fn sign_out(&self) {
        let (host, Some(backend)) = (self.host.clone(), self.backend()) else { return };
        tokio::spawn(async move {
            backend.sign_out().await;
            host.session_changed(&*backend);
        });
    }
}

async fn work(layer: LayerId, task: Task, backend: Option<Arc<dyn Backend>>, host: &Arc<dyn Host>) -> Option<Message> {
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
        Task::WriteFile { tag, path, text, append } => Event::Written(tag, files::write(&path, &text, append).await),
        // These are the keeper's.
        Task::Keep(..) | Task::Recall(..) | Task::Forget(..) => return None,
    };
    Some(Message::Event(layer, event, asked))
}

/// Small things kept between runs, one after the other: what is forgotten must not come back by an earlier wish to keep
/// it. They do not end with their layer, which often goes with the very key that makes something worth keeping or not.
async fn keep_in_order(
    mut waiting: mpsc::UnboundedReceiver<(LayerId, Task)>,
    kept: PathBuf,
    out: mpsc::Sender<Message>,
) {
    while let Some((layer, task)) = waiting.recv().await {
        match task {
            Task::Keep(name, value) => {
                // What cannot be kept is no reason to stop somebody at their work.
                files::keep(&kept, &name, &value).await.inspect_err(|e| tracing::warn!("{name} not kept: {e}")).ok();
            }
            Task::Forget(name) => files::forget(&kept, &name).await,
            Task::Recall(tag, name) => {
                let event = Event::Recalled(tag, files::recall(&kept, &name).await);
                drop(out.send(Message::Event(layer, event, None)).await);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::BoxFuture;
    use serde_json::json;

    use super::*;
    use crate::tui::layer::Tag;

    struct Nobody;
    impl Host for Nobody {
        fn resume(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
            Box::pin(async { Err("nobody".into()) })
        }
        fn try_it(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
            self.resume()
        }
        fn start_here(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
            self.resume()
        }
    }

    #[tokio::test]
    async fn what_is_forgotten_stays_forgotten_and_the_end_waits_for_what_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (mut runner, mut messages) = Runner::new(Arc::new(Nobody), folder.path());
        let layer = LayerId(1);
        let recall = |number| Task::Recall(Tag::numbered("test", number), "draft".into());
        for round in 0..50 {
            runner.run(layer, Task::Keep("draft".into(), json!(round)));
            runner.run(layer, Task::Forget("draft".into()));
            // The page that is done with the draft goes at once.
            runner.stop(layer);
            runner.run(layer, recall(round));
            let Some(Message::Event(_, Event::Recalled(_, draft), _)) = messages.recv().await else { panic!("none") };
            assert_eq!(draft, None, "in round {round}");
        }
        runner.run(layer, Task::Keep("draft".into(), json!("last words")));
        runner.end().await;
        assert_eq!(files::recall(&folder.path().join("desk"), "draft").await, Some(json!("last words")));
    }
}
