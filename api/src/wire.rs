//! Small helpers for what arrives on the wire.

use serde::{Deserialize, Deserializer};

/// Reads a text; null counts as empty, so that "missing" is one case with one code.
pub fn text<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(d)?.unwrap_or_default())
}

/// Reads a text, or a number or a truth as its text; null counts as empty.
pub fn scalar<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    match Option::<serde_json::Value>::deserialize(d)? {
        None | Some(serde_json::Value::Null) => Ok(String::new()),
        Some(serde_json::Value::String(text)) => Ok(text),
        Some(value @ (serde_json::Value::Bool(_) | serde_json::Value::Number(_))) => Ok(value.to_string()),
        Some(_) => Err(serde::de::Error::custom("expected a text, a number or a truth")),
    }
}

/// Reads a list; null counts as empty.
pub fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(d)?.unwrap_or_default())
}

/// Reads an optional text; blank counts as absent.
pub fn optional<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(d)?.filter(|text| !text.trim().is_empty()))
}
