//! The desk: everything that rules need and that is not part of a request — storage, keys, clock, authority, settings.

use std::sync::Arc;

use jiff::Timestamp;
use partnerdesk_api::{
    common::CommonCode,
    error::Failure,
    role::Role::{self, PartnerAdmin},
};
use tokio::sync::{Mutex, OnceCell};

use crate::{
    identity::{keys::Keys, password::Passwords},
    reference::Reference,
    store::{self, Db, Tx},
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
    pub(crate) signing: OnceCell<crate::trust::Signing>,
    pub(crate) sessions: crate::onboarding::session::Cache,
    /// Refusals take turns, so that a flood of them cannot crowd out commands at the writer.
    pub(crate) closing: Mutex<()>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("environment", &self.environment).finish_non_exhaustive()
    }
}

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
}

impl Context {
    /// A request that has just arrived.
    pub fn new(desk: Arc<Desk>, caller: Caller) -> Self {
        let now = (desk.clock)();
        Context { desk, caller, now, subject: String::new(), tx: None }
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

    /// Writes an event for other systems, in the same transaction as the change.
    ///
    /// # Errors
    /// The storage does not answer.
    pub async fn event(&mut self, topic: &'static str, body: &serde_json::Value) -> Result<(), Failure> {
        let (now, subject) = (self.now, self.subject.clone());
        store::event::add(self.tx().await?, topic, &subject, &body.to_string(), now).await?;
        Ok(())
    }

    /// Ends a command: writes its audit entry and commits both, or takes everything back and audits the refusal.
    ///
    /// # Errors
    /// The refusal of the rule, or that of the storage at commit.
    pub async fn finish<T>(mut self, action: &'static str, answer: Result<T, Failure>) -> Result<T, Failure> {
        match answer {
            Ok(value) => {
                let entry = self.entry(action, "");
                let tx = self.tx().await?;
                store::audit::add(tx, &entry).await?;
                if let Some(tx) = self.tx.take() {
                    tx.commit().await?;
                }
                Ok(value)
            }
            Err(failure) => {
                drop(self.tx.take());
                if failure.code == CommonCode::StorageAway.info().code {
                    // The trail is away with it. Waiting for it once more, one refusal after the other, would keep a
                    // crowd of callers far longer than the outage itself.
                    tracing::warn!(action, "a refusal could not be audited: the storage is away");
                    return Err(failure);
                }
                let entry = self.entry(action, &failure.code);
                if let Err(error) = self.audit_refusal(&entry).await {
                    tracing::warn!(%error, action, "a refusal could not be audited");
                }
                Err(failure)
            }
        }
    }

    async fn audit_refusal(&self, entry: &store::audit::Entry) -> store::Result<()> {
        let _in_order = self.desk.closing.lock().await;
        let mut tx = self.desk.db.write().await?;
        store::audit::add(&mut tx, entry).await?;
        tx.commit().await
    }

    fn entry(&self, action: &'static str, code: &str) -> store::audit::Entry {
        store::audit::Entry {
            at: self.now,
            actor: self.caller.user.clone(),
            source: self.caller.source.clone(),
            action,
            subject: self.subject.clone(),
            code: code.to_string(),
            request_id: self.caller.request_id.clone(),
        }
    }
}
