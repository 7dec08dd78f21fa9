//! The system itself: configuration that clients read, and the API document.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::{Info, NoPath, Nothing, Operation};

/// Configuration, every value a text (pms-api #50; the portal reads booleans as the words true and false).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct SystemConfig(pub BTreeMap<String, String>);

impl SystemConfig {
    /// A value, or the empty text.
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }
    /// A value that is a list separated by commas.
    pub fn words(&self, key: &str) -> Vec<&str> {
        self.get(key).split(',').map(str::trim).filter(|w| !w.is_empty()).collect()
    }
    /// A value that is a list of `key:value` pairs separated by commas.
    pub fn pairs(&self, key: &str) -> Vec<(&str, &str)> {
        self.words(key).into_iter().filter_map(|pair| pair.split_once(':')).collect()
    }
}
/// Configuration for clients (pms-api #50). Public: the portal asks before anybody is signed in.
pub const CONFIG: Operation<NoPath, Nothing, SystemConfig> =
    Operation::get("system.config", "/v1/partnermanager/system-config", "Configuration for clients")
        .public()
        .v2("mosip.pms.configs.get");

/// This API as an OpenAPI document.
pub const OPENAPI: Operation<NoPath, Nothing, serde_json::Value> =
    Operation::get("system.openapi", "/v1/partnerdesk/openapi.json", "This API as an OpenAPI document")
        .public()
        .desk()
        .bare();

/// The operations of this area.
pub const OPERATIONS: &[&Info] = &[&CONFIG.info, &OPENAPI.info];
