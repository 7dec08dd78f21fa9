//! Talks to a server: one typed call for every operation of the contract.
//!
//! Knows envelopes and HTTP, sessions and addresses; knows no screen and no command. The same client speaks to our own
//! server (over a Unix socket or TCP) and to an existing MOSIP deployment.

mod address;
mod error;
mod keeper;
mod reviver;
mod session;

pub use address::Address;
pub use error::ClientError;
pub use keeper::{Keeper, Kept};
pub use reviver::Reviver;
pub use session::Tokens;

use std::{borrow::Cow, sync::Arc, time::Duration};

use jiff::Timestamp;
use partnerdesk_api::{
    account::{self, Credentials, Session},
    envelope,
    error::ErrorKind,
    operation::{Effect, Info, Input, Method, NoPath, Nothing, Operation},
    secret::Secret,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use session::Sessions;

/// How long one request may take before it counts as unanswered.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection to one server with at most one session.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    address: Address,
    sessions: Sessions,
    keeper: Option<Arc<dyn Keeper>>,
    reviver: Option<Arc<dyn Reviver>>,
    read_only: bool,
}

impl Client {
    /// A client for an address. Opens no connection yet.
    ///
    /// # Errors
    /// [`ClientError::Setup`] when the trusted CA file cannot be used.
    pub fn new(address: Address) -> Result<Self, ClientError> {
        let http = address.http(PATIENCE)?;
        Ok(Client { http, address, sessions: Sessions::default(), keeper: None, reviver: None, read_only: false })
    }

    /// Keeps the session's refresh token there from now on, so that the next run and other processes can go on with it.
    #[must_use]
    pub fn kept_by(mut self, keeper: Arc<dyn Keeper>) -> Self {
        self.keeper = Some(keeper);
        self
    }

    /// When nothing listens at the address, asks for the server to be brought back and tries once more.
    #[must_use]
    pub fn revived_by(mut self, reviver: Arc<dyn Reviver>) -> Self {
        self.reviver = Some(reviver);
        self
    }

    /// Refuses every operation that changes something, before it is sent.
    #[must_use]
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// Where this client calls.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Calls an operation. A session that has run out is renewed once, silently, if it can be.
    ///
    /// # Errors
    /// What kept the answer away, or the server's refusal.
    pub async fn call<P: Serialize, I: Input, R: DeserializeOwned>(
        &self,
        operation: &Operation<P, I, R>,
        path: &P,
        input: &I,
    ) -> Result<R, ClientError> {
        let answer = self.call_json(operation, path, input).await?;
        serde_json::from_value(answer).map_err(ClientError::unreadable)
    }

    /// Calls an operation and hands back its answer as it came, with members that this client does not know.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn call_json<P: Serialize, I: Input, R>(
        &self,
        operation: &Operation<P, I, R>,
        path: &P,
        input: &I,
    ) -> Result<Value, ClientError> {
        let path = serde_json::to_value(path).map_err(ClientError::unreadable)?;
        let input = serde_json::to_value(input).map_err(ClientError::unreadable)?;
        self.call_value(&operation.info, &path, &input).await
    }

    /// As [`Client::call`], with the types erased: for screens that are made from declarations.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn call_value(&self, info: &Info, path: &Value, input: &Value) -> Result<Value, ClientError> {
        if self.read_only && info.effect == Effect::Changes {
            return Err(ClientError::read_only());
        }
        let token = self.sessions.access();
        match self.send(info, path, input, token.as_ref()).await {
            Err(error) if error.is_signed_out() && token.is_some() => match self.renew(token.as_ref()).await {
                Ok(token) => self.send(info, path, input, Some(&token)).await,
                Err(_) => Err(error),
            },
            answer => answer,
        }
    }

    /// Signs in and keeps the session.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn sign_in(&self, credentials: &Credentials) -> Result<Session, ClientError> {
        let session = self.call(&account::SIGN_IN, &NoPath {}, credentials).await?;
        self.sessions.keep(&session);
        if let Some(mut kept) = self.open_keeper().await? {
            kept.keep(&session, true).map_err(ClientError::Setup)?;
        }
        Ok(session)
    }

    /// Goes on with the session that the keeper has. `None` when it has none.
    ///
    /// # Errors
    /// As [`Client::call`]; [`ClientError::Setup`] when the keeper cannot be read.
    pub async fn resume_kept(&self) -> Result<Option<Session>, ClientError> {
        let Some(mut kept) = self.open_keeper().await? else { return Ok(None) };
        let Some(refresh_token) = kept.refresh_token().map_err(ClientError::Setup)? else { return Ok(None) };
        self.spend(refresh_token, Some(kept.as_mut())).await.map(Some)
    }

    /// Uses an access token that was made elsewhere. It cannot be renewed.
    pub fn bear(&self, access: Secret) {
        self.sessions.bear(access);
    }

    /// Ends the session at the server and forgets it here, even when the server does not answer.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn sign_out(&self) -> Result<(), ClientError> {
        let answer = self.call(&account::SIGN_OUT, &NoPath {}, &Nothing {}).await;
        self.sessions.forget();
        if let Some(mut kept) = self.open_keeper().await? {
            kept.forget().map_err(ClientError::Setup)?;
        }
        answer.map(drop)
    }

    /// The tokens of the session, for the store that keeps them between runs.
    pub fn tokens(&self) -> Option<Tokens> {
        self.sessions.tokens()
    }

    /// Renews the session, unless another task has done so since `stale` was used.
    async fn renew(&self, stale: Option<&Secret>) -> Result<Secret, ClientError> {
        let _one_at_a_time = self.sessions.renewing().await;
        let Some(tokens) = self.sessions.tokens() else { return Err(ClientError::signed_out()) };
        if stale.is_some_and(|s| s.expose() != tokens.access.expose()) {
            return Ok(tokens.access);
        }
        let mut kept = self.open_keeper().await?;
        // Another process may have spent our token and kept its successor; only the kept one still works then.
        let newest = kept.as_ref().and_then(|k| k.refresh_token().transpose()).transpose();
        let refresh = newest.map_err(ClientError::Setup)?.unwrap_or(tokens.refresh);
        if refresh.expose().is_empty() {
            return Err(ClientError::signed_out());
        }
        match self.spend(refresh, kept.as_deref_mut()).await {
            Ok(session) => Ok(session.access_token),
            Err(error) => {
                if error.kind() == ErrorKind::SignIn {
                    self.sessions.forget();
                }
                Err(error)
            }
        }
    }

    /// Buys the next tokens with a refresh token and keeps them before anything else can go wrong.
    async fn spend(
        &self,
        refresh_token: Secret,
        kept: Option<&mut (dyn Kept + 'static)>,
    ) -> Result<Session, ClientError> {
        let input = serde_json::to_value(account::Refresh { refresh_token }).map_err(ClientError::unreadable)?;
        let answer = match self.send(&account::REFRESH.info, &Value::Null, &input, None).await {
            Ok(answer) => answer,
            Err(error) => {
                if let (ErrorKind::SignIn, Some(kept)) = (error.kind(), kept) {
                    kept.forget().map_err(ClientError::Setup)?;
                }
                return Err(error);
            }
        };
        let session: Session = serde_json::from_value(answer).map_err(ClientError::unreadable)?;
        self.sessions.keep(&session);
        if let Some(kept) = kept {
            kept.keep(&session, false).map_err(ClientError::Setup)?;
        }
        Ok(session)
    }

    /// Opens the keeper on a thread of its own: it may wait for another process or for the desktop's key ring.
    async fn open_keeper(&self) -> Result<Option<Box<dyn Kept>>, ClientError> {
        let Some(keeper) = self.keeper.clone() else { return Ok(None) };
        let opened = tokio::task::spawn_blocking(move || keeper.open()).await.map_err(ClientError::unreadable)?;
        opened.map(Some).map_err(ClientError::Setup)
    }

    async fn send(
        &self,
        info: &Info,
        path: &Value,
        input: &Value,
        token: Option<&Secret>,
    ) -> Result<Value, ClientError> {
        let method = reqwest::Method::from_bytes(info.method.word().as_bytes()).map_err(ClientError::unreadable)?;
        let mut request = self.http.request(method, self.address.url(&fill(info.path, path)));
        if info.method == Method::Get {
            request = request.query(&query(input)?);
        } else if info.has_body {
            request = request.json(&envelope::request(info, input.clone(), Timestamp::now()));
        }
        if let Some(token) = token {
            request = request.bearer_auth(token.expose());
        }
        let answer = self.deliver(request).await.map_err(|e| ClientError::transport(&self.address, &e))?;
        let status = answer.status().as_u16();
        let request_id = answer.headers().get("x-request-id").and_then(|v| v.to_str().ok()).map(str::to_string);
        let bytes = answer.bytes().await.map_err(|e| ClientError::transport(&self.address, &e))?;
        let Ok(body) = serde_json::from_slice(&bytes) else {
            return Err(ClientError::NotAServer { address: self.address.to_string(), status });
        };
        envelope::open_reply(info, body).map_err(|failure| ClientError::Refused { status, failure, request_id })
    }
}

impl Client {
    /// Sends a request. One that found nobody listening was not heard by anybody, so it may be sent again.
    async fn deliver(&self, request: reqwest::RequestBuilder) -> reqwest::Result<reqwest::Response> {
        let again = request.try_clone();
        match (request.send().await, &self.reviver, again) {
            (Err(error), Some(reviver), Some(again)) if error.is_connect() => {
                if reviver.revive().await {
                    again.send().await
                } else {
                    Err(error)
                }
            }
            (answer, ..) => answer,
        }
    }
}

/// Puts path parameters into a path, percent-encoded.
fn fill(template: &str, parameters: &Value) -> String {
    let parts = template.split('/').map(|part| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
        Some(name) => encode(&text(name, &parameters[name]).unwrap_or_default()),
        None => part.to_string(),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Percent-encodes everything but unreserved characters (RFC 3986).
fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, b| {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
        out
    })
}

/// The members of an input as query parameters: numbers and truths as their text; nulls are left out.
///
/// # Errors
/// [`ClientError::Unreadable`] for a member that no query can carry: it must not be lost without a word.
fn query(input: &Value) -> Result<Vec<(&str, Cow<'_, str>)>, ClientError> {
    let members = input.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    members.map(|(name, value)| Ok((name.as_str(), text(name, value)?))).collect()
}

/// A value as it stands in an address.
fn text<'a>(name: &str, value: &'a Value) -> Result<Cow<'a, str>, ClientError> {
    match value {
        Value::String(text) => Ok(text.into()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string().into()),
        _ => Err(ClientError::unreadable(format!("{name} is nothing that stands in an address"))),
    }
}

#[cfg(test)]
mod tests {
    use partnerdesk_api::partner;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_read_only_client_asks_and_signs_in_but_changes_nothing() {
        let effects = [
            (&partner::REGISTER.info, Effect::Changes),
            (&partner::SET_STATUS.info, Effect::Changes),
            (&partner::ADMIN_LIST.info, Effect::Reads),
            (&partner::EXISTS.info, Effect::Reads),
            (&account::SIGN_IN.info, Effect::Session),
        ];
        for (info, effect) in effects {
            assert_eq!(info.effect, effect, "{info:?}");
        }
    }

    #[test]
    fn no_member_of_a_query_is_lost() {
        let input = json!({"a": "x y", "b": 30, "c": false, "d": null, "e": ""});
        let sent: Vec<String> = query(&input).unwrap().iter().map(|(name, text)| format!("{name}={text}")).collect();
        assert_eq!(sent, ["a=x y", "b=30", "c=false", "e="]);
        assert!(query(&json!({"a": {"b": 1}})).is_err() && query(&json!({"a": [1]})).is_err());
        assert!(query(&Value::Null).unwrap().is_empty());
    }

    #[test]
    fn path_parameters_cannot_leave_their_segment() {
        let path = fill("/v1/partners/{partner_id}/certificate", &json!({"partner_id": "../صوت x"}));
        assert_eq!(path, "/v1/partners/..%2F%D8%B5%D9%88%D8%AA%20x/certificate");
    }
}
