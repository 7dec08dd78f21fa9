use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use partnerdesk_api::{
    account::{Credentials, Profile},
    policy_request, role,
};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::*;
use crate::{
    client::ClientError,
    tui::{
        layer::{Request, Tag},
        testing,
    },
};

/// A server that answers one call for each permit.
#[derive(Default)]
struct Gate {
    open: Option<Semaphore>,
    reached: AtomicUsize,
    changed: AtomicUsize,
}

impl Backend for Gate {
    fn address(&self) -> String {
        "gate".into()
    }
    fn has_session(&self) -> bool {
        false
    }
    fn call(&self, request: Request) -> BoxFuture<'_, Result<Value, ClientError>> {
        Box::pin(async move {
            self.reached.fetch_add(1, Ordering::SeqCst);
            if let Some(open) = &self.open {
                open.acquire().await.unwrap().forget();
            }
            Ok(json!(request.operation.id))
        })
    }
    fn sign_in(&self, _: Credentials) -> BoxFuture<'_, Result<Profile, ClientError>> {
        Box::pin(async { Ok(testing::profile(role::Role::PartnerAdmin)) })
    }
    fn sign_out(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

struct House(Arc<Gate>);

impl Host for House {
    fn resume(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
        Box::pin(async { Ok(self.0.clone() as Arc<dyn Backend>) })
    }
    fn try_it(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
        Box::pin(async { Err("no room".into()) })
    }
    fn start_here(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
        self.try_it()
    }
    fn session_changed(&self, _: &dyn Backend) {
        self.0.changed.fetch_add(1, Ordering::SeqCst);
    }
}

struct Stage {
    gate: Arc<Gate>,
    runner: Runner,
    messages: mpsc::Receiver<Message>,
    folder: tempfile::TempDir,
}

/// A runner that is connected to a server; shut, it answers nothing until it is given permits.
async fn stage(shut: bool) -> Stage {
    let gate = Arc::new(Gate { open: shut.then(|| Semaphore::new(0)), ..Gate::default() });
    let folder = tempfile::tempdir().unwrap();
    let (runner, messages) = Runner::new(Arc::new(House(gate.clone())), folder.path());
    let mut stage = Stage { gate, runner, messages, folder };
    stage.runner.connect(Connect::Resume);
    assert!(matches!(stage.heard().await, Message::Connected(Ok(_))));
    stage
}

impl Stage {
    async fn heard(&mut self) -> Message {
        let limit = std::time::Duration::from_secs(20);
        tokio::time::timeout(limit, self.messages.recv()).await.unwrap().unwrap()
    }

    /// The tag and the value of the next answer.
    async fn reply(&mut self) -> (Tag, Value) {
        match self.heard().await {
            Message::Event(_, Event::Reply(tag, result), asked) => {
                assert!(asked.is_some(), "a call can be repeated");
                (tag, result.unwrap())
            }
            other => panic!("{other:?}"),
        }
    }

    fn ask(&mut self, layer: LayerId, tag: &'static str) {
        let request = Request::filled(&policy_request::LIST.info, json!({}), json!({}));
        self.runner.run(layer, Task::Call(Tag::new(tag), request));
    }

    /// Waits until so many calls are under way.
    async fn reached(&self, calls: usize) {
        while self.gate.reached.load(Ordering::SeqCst) < calls {
            tokio::task::yield_now().await;
        }
    }

    fn answer(&self, calls: usize) {
        self.gate.open.as_ref().unwrap().add_permits(calls);
    }
}

const HERE: LayerId = LayerId(1);
const THERE: LayerId = LayerId(2);

#[tokio::test]
async fn a_stopped_question_is_not_answered_and_others_are() {
    let mut stage = stage(true).await;
    stage.ask(HERE, "old");
    stage.ask(THERE, "other");
    stage.reached(2).await;
    stage.runner.stop(HERE, None);
    stage.ask(HERE, "new");
    stage.reached(3).await;
    stage.answer(3);
    let mut heard = [stage.reply().await.0.name, stage.reply().await.0.name];
    heard.sort_unstable();
    assert_eq!(heard, ["new", "other"]);
    assert!(stage.messages.try_recv().is_err());
}

#[tokio::test]
async fn what_changes_something_is_carried_to_its_end() {
    let mut stage = stage(true).await;
    stage.ask(HERE, "page");
    stage.ask(HERE, "evidence");
    let decide = Request::filled(&policy_request::DECIDE.info, json!({}), json!({"status": "Approved"}));
    stage.runner.run(HERE, Task::Call(Tag::new("decide"), decide));
    stage.reached(3).await;
    stage.runner.stop(HERE, Some("page"));
    stage.answer(1);
    assert_eq!(stage.reply().await.0.name, "evidence", "only the named question is stopped");
    stage.runner.stop(HERE, None);
    stage.answer(2);
    assert_eq!(stage.reply().await.0.name, "decide");
    assert!(stage.messages.try_recv().is_err());
}

#[tokio::test]
async fn a_server_that_is_not_found_is_said() {
    let mut stage = stage(false).await;
    stage.runner.connect(Connect::TryIt);
    assert!(matches!(stage.heard().await, Message::Connected(Err(why)) if why == "no room"));
    stage.runner.connect(Connect::Address("no address".into()));
    assert!(matches!(stage.heard().await, Message::Connected(Err(_))));
}

#[tokio::test]
async fn the_program_around_hears_of_sessions() {
    let mut stage = stage(false).await;
    let credentials = json!({"userName": "meera", "password": "an example only"});
    let request = |input| Request::filled(&partnerdesk_api::account::SIGN_IN.info, json!({}), input);
    stage.runner.run(HERE, Task::SignIn(Tag::new("in"), request(credentials)));
    assert!(matches!(stage.heard().await, Message::Event(_, Event::SignedIn(_, Ok(_)), None)));
    assert_eq!(stage.gate.changed.load(Ordering::SeqCst), 1);
    stage.runner.run(HERE, Task::SignIn(Tag::new("in"), request(json!(1))));
    assert!(matches!(stage.heard().await, Message::Event(_, Event::SignedIn(_, Err(_)), None)));
    stage.runner.sign_out();
    while stage.gate.changed.load(Ordering::SeqCst) < 3 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_kept_is_found_again() {
    let mut stage = stage(false).await;
    let recall = || Task::Recall(Tag::new("kept"), "probe".into());
    stage.runner.run(HERE, Task::Keep("probe".into(), json!(1)));
    let file = stage.folder.path().join("desk/probe.json");
    while !file.exists() {
        tokio::task::yield_now().await;
    }
    stage.runner.run(HERE, recall());
    assert!(matches!(stage.heard().await, Message::Event(_, Event::Recalled(_, Some(value)), None) if value == 1));
    stage.runner.run(HERE, Task::Forget("probe".into()));
    stage.runner.stop(HERE, None);
    while file.exists() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_forgotten_stays_forgotten_and_the_end_waits_for_what_is_kept() {
    let mut stage = stage(false).await;
    let recall = |number| Task::Recall(Tag::numbered("test", number), "draft".into());
    for round in 0..50 {
        stage.runner.run(HERE, Task::Keep("draft".into(), json!(round)));
        stage.runner.run(HERE, Task::Forget("draft".into()));
        // The page that is done with the draft goes at once.
        stage.runner.stop(HERE, None);
        stage.runner.run(HERE, recall(round));
        let Message::Event(_, Event::Recalled(_, draft), _) = stage.heard().await else { panic!("none") };
        assert_eq!(draft, None, "in round {round}");
    }
    stage.runner.run(HERE, Task::Keep("draft".into(), json!("last words")));
    stage.runner.end().await;
    let kept = files::recall(&stage.folder.path().join("desk"), "draft").await;
    assert_eq!(kept, Some(json!("last words")));
}
