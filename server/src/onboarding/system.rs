//! The system itself.

use partnerdesk_api::{
    error::Failure,
    openapi,
    operation::{NoPath, Nothing},
    system::SystemConfig,
};
use serde_json::Value;

use crate::desk::Context;

/// Configuration for clients.
pub async fn config(context: &mut Context, _: NoPath, _: Nothing) -> Result<SystemConfig, Failure> {
    Ok(context.desk.reference.config.clone())
}

/// The API as an OpenAPI document.
pub async fn openapi(_: &mut Context, _: NoPath, _: Nothing) -> Result<Value, Failure> {
    Ok(openapi::document(env!("CARGO_PKG_VERSION")))
}
