//! Between the desk and a server. The real thing is the [`Client`]; tests put their own in its place.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use partnerdesk_api::{
    account::{Credentials, Profile},
    secret::Secret,
};
use serde_json::Value;

use super::{context::Player, layer::Request};
use crate::client::{Address, Client, ClientError};

/// A server, as the desk sees it.
pub trait Backend: Send + Sync {
    /// Where it is, for the header.
    fn address(&self) -> String;
    /// Whether a session is open already, from an earlier run.
    fn has_session(&self) -> bool;
    /// Calls an operation.
    fn call(&self, request: Request) -> BoxFuture<'_, Result<Value, ClientError>>;
    /// Opens a session.
    fn sign_in(&self, credentials: Credentials) -> BoxFuture<'_, Result<Profile, ClientError>>;
    /// Ends the session.
    fn sign_out(&self) -> BoxFuture<'_, ()>;
}

impl Backend for Client {
    fn address(&self) -> String {
        Client::address(self).to_string()
    }
    fn has_session(&self) -> bool {
        self.tokens().is_some()
    }
    fn call(&self, request: Request) -> BoxFuture<'_, Result<Value, ClientError>> {
        Box::pin(async move { self.call_value(request.operation, &request.path, &request.input).await })
    }
    fn sign_in(&self, credentials: Credentials) -> BoxFuture<'_, Result<Profile, ClientError>> {
        Box::pin(async move { Client::sign_in(self, &credentials).await.map(|session| session.profile) })
    }
    fn sign_out(&self) -> BoxFuture<'_, ()> {
        // The session is forgotten here whatever the server answers.
        Box::pin(async move { drop(Client::sign_out(self).await) })
    }
}

/// What the program around the desk does for it: servers on this machine, and connections.
pub trait Host: Send + Sync {
    /// Goes where the chosen profile leads.
    fn resume(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>>;
    /// Starts, or joins, the sample country.
    fn try_it(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>>;
    /// Starts, or joins, the desk of this machine.
    fn start_here(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>>;
    /// Reaches a server elsewhere.
    fn connect(&self, address: Address) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
        Box::pin(async move {
            let client = Client::new(address).map_err(|e| e.to_string())?;
            Ok(Arc::new(client) as Arc<dyn Backend>)
        })
    }
    /// The one-time code of a server that this program has just made, so that nobody has to look for its file.
    fn setup_code(&self) -> Option<Secret> {
        None
    }
    /// The people of the sample country.
    fn cast(&self) -> Vec<Player> {
        Vec::new()
    }
    /// What the last server is called, where that is known beforehand, and whether everything counts there.
    fn environment(&self) -> (String, bool) {
        Default::default()
    }
    /// Flags that lead commands to where the last server was found.
    fn flags(&self) -> Vec<String> {
        Vec::new()
    }
    /// Somebody signed in or out: the moment to keep or forget the session between runs.
    fn session_changed(&self, _: &dyn Backend) {}
}
