//! What the first screen can begin with. The screen knows this trait; `crate::cli::desk` stands behind it.

use futures_util::future::BoxFuture;
use partnerdesk_api::secret::Secret;
use serde::{Deserialize, Serialize};

use crate::client::Client;

/// Opens a desk in one of the three ways that the first screen offers.
pub trait Starter: Send + Sync {
    /// The desk on this machine; joins the one that runs already.
    fn start_here(&self) -> BoxFuture<'_, Result<Started, String>>;
    /// The sample country on this machine; filled on the first start, which takes some seconds.
    fn try_it(&self) -> BoxFuture<'_, Result<Started, String>>;
    /// A server by its address: `https://host[:port]` or `unix:/path`.
    fn connect<'a>(&'a self, address: &'a str) -> BoxFuture<'a, Result<Started, String>>;
    /// The profile in use; what a start without questions does.
    fn resume(&self) -> BoxFuture<'_, Result<Started, String>>;
}

/// An open desk.
#[derive(Debug)]
pub struct Started {
    /// Talks to it. Signed in already when a session was kept.
    pub client: Client,
    /// What the header calls it.
    pub environment: String,
    /// The profile marks it as a place where everything counts.
    pub production: bool,
    /// The one-time code, when the first admin is still to be made and this person may read it.
    pub setup_code: Option<Secret>,
    /// The roles to play in the sample country; empty elsewhere.
    pub sample_roles: Vec<SampleRole>,
}

/// A person of the sample country. Lives in the sample's data folder, readable by its owner alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SampleRole {
    /// The name of the person or organisation.
    pub label: String,
    /// What they are and where they stand.
    pub description: String,
    /// For signing in.
    pub user_name: String,
    /// For signing in; made at random for this sample.
    pub password: Secret,
}
