//! What brings a server back that has ended itself while this client was open.

use std::fmt::Debug;

use futures_util::future::BoxFuture;

/// Brings the server of a client back. A desk on this machine ends itself when nobody uses it for a while; a client that
/// was open all night then starts it again instead of failing.
pub trait Reviver: Debug + Send + Sync {
    /// Whether the server answers again.
    fn revive(&self) -> BoxFuture<'_, bool>;
}
