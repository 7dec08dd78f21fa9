//! The desk: everything that rules need and that is not part of a request — storage, keys, clock, authority, settings.

use std::{io, path::PathBuf, sync::Arc};

use ipnet::IpNet;
use jiff::Timestamp;
use partnerdesk_api::{
    common::CommonCode,
    error::{ErrorKind, Failure},
    role::Role::{self, PartnerAdmin},
    secret::Secret,
};
use tokio::sync::{Mutex, OnceCell, RwLock};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    gathered::Gathered,
    identity::{keys::Keys, password::Passwords},
    metrics::Metrics,
    onboarding,
    reference::Reference,
    store::{self, Db, Tx, audit::Entry, event::Event},
};

/// Tells the time. Passed in, so that tests can stand at any date.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The system's clock, to the microsecond that is stored.
pub fn system_clock() -> Clock {
    Arc::new(|| Timestamp::from_microsecond(Timestamp::now().as_microsecond()).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// Everything that rules need and that is not part of a request.
pub struct Desk {
    /// The storage.
    pub db: Db,
    /// Keys of the installation.
    pub keys: Keys,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Tells the time.
    pub clock: Clock,
    /// Partner types, credential types, settings.
    pub reference: Reference,
    /// What the deployment is called in headers: `SANDBOX`, `PROD`.
    pub environment: String,
    /// A sample country whose roles can be played.
    pub sample: bool,
    /// Numbers for those who operate the server.
    pub metrics: Metrics,
    /// Cancelled when the server begins to end.
    pub ending: CancellationToken,
    /// The version of the tables that this server brought the storage to.
    pub(crate) schema: i64,
    /// Where proxies are that may say for whom they ask.
    pub(crate) proxies: Vec<IpNet>,
    /// Held by all that must come to its end before the server does.
    pub(crate) busy: Arc<RwLock<()>>,
    /// Where the one-time set-up code stands while no admin exists.
    pub(crate) setup_code: PathBuf,
    pub(crate) signing: OnceCell<crate::trust::Signing>,
    pub(crate) sessions: onboarding::living::Living,
    /// Attempts to sign in that the storage had no room for.
    pub(crate) attempts: onboarding::throttle::Remembered,
    /// Refusals that may come in floods.
    pub(crate) gathered: Gathered,
    /// Refusals take turns, so that a flood of them cannot crowd out commands at the writer.
    pub(crate) closing: Mutex<()>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("environment", &self.environment).finish_non_exhaustive()
    }
}

impl Desk {
    /// Whether no other server shares the storage, so that what this one remembers is all there is to know.
    pub(crate) fn is_alone(&self) -> bool {
        !self.db.is_shared()
    }

    /// Enters refusals into the audit trail.
    pub(crate) async fn enter(&self, refusals: &[Entry]) {
        let entered = async {
            let _in_order = self.closing.lock().await;
            let mut tx = self.db.write().await?;
            for entry in refusals {
                store::audit::add(&mut tx, entry).await?;
            }
            tx.commit().await
        };
        if !refusals.is_empty()
            && let Err(error) = entered.await
        {
            self.metrics.lost_entries(refusals.len());
            tracing::warn!(%error, action = refusals[0].action.as_str(), "refusals could not be audited");
        }
    }

    /// Enters refusals that were gathered for long enough.
    pub(crate) async fn enter_gathered(&self) {
        self.enter(&self.gathered.due((self.clock)())).await;
    }

    /// Takes the file with the set-up code away, once the code is of no use.
    pub(crate) fn remove_setup_code(&self) {
        match std::fs::remove_file(&self.setup_code) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "the file with the used set-up code could not be removed");
            }
            _ => {}
        }
    }
}

/// Something to do once a command is committed.
type Afterwards = Box<dyn FnOnce(&Desk) + Send + Sync>;

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caller {
    /// The user name; empty when nobody is signed in.
    pub user: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// The session.
    pub session: String,
    /// Where the request came from: a network address, or `socket`.
    pub source: String,
    /// The id of the HTTP request.
    pub request_id: String,
}

impl Caller {
    /// Whether the caller has a role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether every record is the caller's to see, not only their own: partner admins', and support staff's while they
    /// only look.
    pub fn sees_all(&self, reading: bool) -> bool {
        self.is(PartnerAdmin) || self.is(Role::PartnerManager) || (reading && self.is(Role::Support))
    }
}

/// Whether the storage is there but takes nothing.
pub(crate) fn is_unwritable(failure: &Failure) -> bool {
    [CommonCode::StorageFull, CommonCode::StorageReadOnly].iter().any(|code| failure.code == code.info().code)
}

/// One request on its way through the rules: who, when, and the transaction of a command.
pub struct Context {
    /// The desk.
    pub desk: Arc<Desk>,
    /// Who asks.
    pub caller: Caller,
    /// When it arrived. One instant for the whole request.
    pub now: Timestamp,
    /// Which record it is about, for the audit trail.
    pub(crate) subject: String,
    tx: Option<Tx>,
    cookie: Option<Secret>,
    afterwards: Vec<Afterwards>,
    without_storage: Option<Afterwards>,
    /// Done, it leaves no entry in the trail.
    is_unremarkable: bool,
    /// The attempt was counted, so that a flood of them is slowed down.
    is_counted: bool,
}

impl Context {
    /// A request that arrived at an instant.
    pub fn new(desk: Arc<Desk>, caller: Caller, now: Timestamp) -> Self {
        Context {
            desk,
            caller,
            now,
            subject: String::new(),
            tx: None,
            cookie: None,
            afterwards: Vec::new(),
            without_storage: None,
            is_unremarkable: false,
            is_counted: false,
        }
    }

    /// The storage, for reading outside a transaction.
    pub fn db(&self) -> &Db {
        &self.desk.db
    }

    /// The transaction of this command. Opened on first use, so that slow work (hashing a password) can come before it;
    /// committed by [`Context::finish`] together with the audit entry, and by nobody else.
    ///
    /// # Errors
    /// The storage does not answer.
    pub async fn tx(&mut self) -> Result<&mut Tx, Failure> {
        if self.tx.is_none() {
            self.tx = Some(self.desk.db.write().await?);
        }
        self.tx.as_mut().ok_or_else(|| CommonCode::Internal.into())
    }

    /// Names the record that this request is about.
    pub fn about(&mut self, subject: impl Into<String>) {
        self.subject = subject.into();
    }

    /// Does something once this command is committed, outside the storage; not at all when it is taken back.
    pub(crate) fn afterwards(&mut self, then: impl FnOnce(&Desk) + Send + Sync + 'static) {
        self.afterwards.push(Box::new(then));
    }

    /// Lets this command be done even when nothing can be written, by this instead. Only for what people need in order to
    /// see what is the matter.
    pub(crate) fn even_without_storage(&mut self, instead: impl FnOnce(&Desk) + Send + Sync + 'static) {
        self.without_storage = Some(Box::new(instead));
    }

    /// Takes back what this command has changed so far.
    pub(crate) fn take_back(&mut self) {
        drop(self.tx.take());
    }

    /// When this command is done, that leaves no entry in the trail: it only goes on with what an entry tells of already.
    pub(crate) fn unremarkable(&mut self) {
        self.is_unremarkable = true;
    }

    /// This command counts as an attempt to guess something.
    pub(crate) fn counted(&mut self) {
        self.is_counted = true;
    }

    /// Gives a token to whoever asks by cookie.
    pub(crate) fn hand_out(&mut self, token: Secret) {
        self.cookie = Some(token);
    }

    /// The token that was handed out.
    pub(crate) fn cookie(&mut self) -> Option<Secret> {
        self.cookie.take()
    }

    /// Writes an event for other systems, in the same transaction as the change.
    ///
    /// # Errors
    /// The storage does not answer.
    pub async fn event(&mut self, topic: &'static str, body: &serde_json::Value) -> Result<(), Failure> {
        let event = Event {
            id: Uuid::now_v7().to_string(),
            topic: topic.into(),
            subject: self.subject.clone(),
            body: body.to_string(),
            created_at: self.now,
        };
        store::event::add(self.tx().await?, &event).await?;
        Ok(())
    }

    /// Ends a command: writes its audit entry and commits both, or takes everything back and audits the refusal.
    ///
    /// # Errors
    /// The refusal of the rule, or that of the storage at commit.
    pub async fn finish<T>(mut self, action: &'static str, answer: Result<T, Failure>) -> Result<T, Failure> {
        match answer {
            Ok(value) => {
                match self.commit(action).await {
                    Err(failure) if is_unwritable(&failure) && self.without_storage.is_some() => {
                        self.desk.metrics.lost_entries(1);
                        tracing::warn!(action, "done, but nothing can be written: it is not in the audit trail");
                        if let Some(instead) = self.without_storage.take() {
                            instead(&self.desk);
                        }
                    }
                    committed => committed?,
                }
                for then in self.afterwards {
                    then(&self.desk);
                }
                Ok(value)
            }
            Err(failure) => {
                self.refused(action, &failure).await;
                Err(failure)
            }
        }
    }

    async fn commit(&mut self, action: &'static str) -> Result<(), Failure> {
        if !self.is_unremarkable {
            let entry = self.entry(action, "");
            store::audit::add(self.tx().await?, &entry).await?;
        }
        if let Some(tx) = self.tx.take() {
            tx.commit().await?;
        }
        Ok(())
    }

    async fn refused(&mut self, action: &'static str, failure: &Failure) {
        self.take_back();
        if failure.code == CommonCode::StorageAway.info().code {
            // The trail is away with it. Waiting for it once more, one refusal after the other, would keep a crowd of
            // callers far longer than the outage itself.
            self.desk.metrics.lost_entries(1);
            tracing::warn!(action, "a refusal could not be audited: the storage is away");
            return;
        }
        let entry = self.entry(action, &failure.code);
        // Whoever has no account can send anything without end, unless it is an attempt that others slow down.
        let is_nobody = self.caller.user.is_empty() && !self.is_counted;
        let entries = if is_nobody { self.desk.gathered.take(entry) } else { vec![entry] };
        self.desk.enter(&entries).await;
    }

    /// Audits that somebody was not allowed to read something. Nobody waits for it.
    pub fn refused_to_read(&self, action: &'static str, failure: &Failure) {
        if failure.kind != ErrorKind::NotAllowed {
            return;
        }
        let entries = self.desk.gathered.take(self.entry(action, &failure.code));
        if !entries.is_empty() {
            let desk = self.desk.clone();
            tokio::spawn(async move {
                let _to_the_end = desk.busy.clone().read_owned().await;
                desk.enter(&entries).await;
            });
        }
    }

    fn entry(&self, action: &'static str, code: &str) -> Entry {
        // Hostile input must not make the trail grow without bound, nor keep its own refusal out: PostgreSQL takes no NUL.
        let subject = self.subject.chars().take(256).map(|c| if c == '\0' { '\u{fffd}' } else { c });
        Entry {
            id: Uuid::now_v7().to_string(),
            at: self.now,
            actor: self.caller.user.clone(),
            source: self.caller.source.clone(),
            action: action.into(),
            subject: subject.collect(),
            outcome: if code.is_empty() { "done" } else { "refused" }.into(),
            code: code.to_string(),
            request_id: self.caller.request_id.clone(),
            times: 1,
        }
    }
}
