//! Small things kept between runs: drafts, a choice of columns.

use std::{path::PathBuf, time::Duration};

use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    app::Message,
    files,
    history::LayerId,
    layer::{Event, Task},
};

/// How long the end of the desk waits for what is still to be kept.
const FAREWELL: Duration = Duration::from_secs(1);

/// Keeps things in the order in which that was asked.
pub struct Keepsakes {
    wishes: mpsc::UnboundedSender<(LayerId, Task)>,
    keeper: JoinHandle<()>,
}

impl Keepsakes {
    /// Keeps things in a folder; what is recalled comes out as messages.
    pub fn new(folder: PathBuf, out: mpsc::Sender<Message>) -> Keepsakes {
        let (wishes, waiting) = mpsc::unbounded_channel();
        Keepsakes { wishes, keeper: tokio::spawn(keep_in_order(waiting, folder, out)) }
    }

    /// Takes something to keep, to recall or to forget.
    pub fn take(&self, layer: LayerId, task: Task) {
        // Only a desk that is ending has no keeper.
        self.wishes.send((layer, task)).ok();
    }

    /// Waits a moment for what is still to be kept.
    pub async fn end(self) {
        drop(self.wishes);
        // A disk that does not answer must not hold up the end.
        drop(tokio::time::timeout(FAREWELL, self.keeper).await);
    }
}

/// One after the other: what is forgotten must not come back by an earlier wish to keep
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
