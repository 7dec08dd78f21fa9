//! Whose record it is. The one place that keeps partners apart: a record that an operation declares as owned must belong
//! to the caller's account, or the caller must be allowed to see all.

use std::collections::BTreeMap;

use partnerdesk_api::{
    error::Failure,
    operation::{Effect, Info, Owner, RecordKind},
};
use serde_json::Value;

use crate::{
    desk::{Caller, Desk},
    store,
};

/// Checks the owned record that a request names.
///
/// # Errors
/// The operation's own codes for a record that does not exist, or belongs to somebody else.
pub async fn check(
    desk: &Desk,
    caller: &Caller,
    info: &Info,
    path: &BTreeMap<String, String>,
    input: &Value,
) -> Result<(), Failure> {
    let (kind, id) = match info.owner {
        Owner::Nobody => return Ok(()),
        Owner::Path(kind, name) => (kind, path.get(name).cloned().unwrap_or_default()),
        Owner::Input(kind, name) => (kind, input[name].as_str().unwrap_or_default().to_string()),
    };
    let account = match kind {
        RecordKind::Partner => store::partner::owner(&desk.db, &id).await?,
        RecordKind::PolicyRequest => store::policy_request::owner(&desk.db, &id).await?,
        RecordKind::OidcClient => store::oidc_client::owner(&desk.db, &id).await?,
    };
    let missing = || info.not_found.map(Failure::from);
    let Some(account) = account else { return missing().map_or(Ok(()), Err) };
    let sees = account == caller.user || caller.sees_all(info.effect == Effect::Reads);
    if sees { Ok(()) } else { info.not_own.map(Failure::from).map_or(Ok(()), Err) }
}
