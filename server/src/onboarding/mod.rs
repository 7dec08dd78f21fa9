//! The rules of onboarding, one file per step of the manual: who may do what, in which state, and what happens with it.
//!
//! A rule is an `async fn(&mut Context, Path, Input) -> Result<Reply, Failure>`. It never sees HTTP. Roles, field rules
//! and ownership have been checked before it runs; its changes are committed together with the audit entry after it.

pub mod account;
pub mod api_key;
pub mod audit;
pub mod certificate;
pub mod checklist;
mod claims;
pub mod consent;
pub mod decision;
pub mod extractor;
pub mod installation;
pub(crate) mod living;
pub mod mapping;
pub mod misp_licence;
pub mod oidc_client;
pub mod ownership;
pub mod partner;
pub mod policy;
pub mod policy_group;
pub mod policy_request;
pub mod registration;
mod search;
pub mod session;
pub mod setup;
pub mod system;
pub(crate) mod throttle;
mod told;
pub mod trust_store;

use partnerdesk_api::{
    common::ListCode,
    error::Failure,
    list::{AnyList, ListQuery, Page},
};

use crate::{
    desk::Context,
    store::{self, Record, list::Table},
};

/// Answers a list: checks the request against the declared list and reads the page. Who does not see all sees own rows.
pub(crate) async fn page<T: Record, R>(
    context: &Context,
    list: &dyn AnyList,
    query: &ListQuery,
    table: &Table,
    row: impl Fn(T) -> R,
) -> Result<Page<R>, Failure> {
    opened_page(context, list, query, table, |record| Ok(row(record))).await
}

/// As [`page`], of rows of which something must be opened.
pub(crate) async fn opened_page<T: Record, R>(
    context: &Context,
    list: &dyn AnyList,
    query: &ListQuery,
    table: &Table,
    row: impl Fn(T) -> store::Result<R>,
) -> Result<Page<R>, Failure> {
    let listing = query.check(list)?;
    if !table.takes(&listing) {
        return Err(ListCode::Cursor.into());
    }
    let account = (!context.caller.sees_all(true)).then_some(context.caller.user.as_str());
    Ok(store::list::page(context.db(), table, &listing, account, context.now, row).await?)
}
