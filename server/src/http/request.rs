//! Requests: from bytes to an operation's input, and what is wrong with them before any rule is asked.

use std::collections::BTreeMap;

use axum::body::Body;
use partnerdesk_api::{
    common::CommonCode,
    envelope::{self, Echo},
    error::Failure,
    operation::{Envelope, Info, Input, Method},
    rules::{Rule, Violation},
};
use serde_json::Value;

/// The input of a request: from the query, or out of the envelope of its body.
///
/// # Errors
/// Too large, not JSON, or the envelope is not as it must be.
pub(super) async fn read_input(
    info: &Info,
    parameters: Option<&str>,
    body: Body,
    now: jiff::Timestamp,
    echo: &mut Echo,
) -> Result<Value, Failure> {
    if info.method == Method::Get {
        return Ok(query(parameters.unwrap_or_default()));
    }
    let body = read_body(body, info.body_limit).await?;
    if !info.has_body {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    let body: Value = serde_json::from_slice(&body).map_err(|_| CommonCode::NotJson)?;
    if !body.is_object() {
        return Err(CommonCode::NotJson.into());
    }
    let (input, seen) = envelope::open_request(info, body, now)?;
    *echo = seen;
    // Serde would take a list for an object, its members by their place.
    if input.is_object() {
        return Ok(input);
    }
    let why = if input.is_null() { "must not be empty" } else { "must be an object" };
    let failure = Failure::from(CommonCode::BadInput);
    Err(failure.saying(format!("Invalid request parameter - {why} :request")).at("request"))
}

async fn read_body(body: Body, limit: usize) -> Result<axum::body::Bytes, Failure> {
    // Chunked bodies have no length to look at beforehand; reading stops at the limit either way.
    axum::body::to_bytes(body, limit).await.map_err(|_| CommonCode::TooLarge.into())
}

/// Query parameters as one object of texts. The last of equal names wins, as in the frameworks that upstream uses.
fn query(query: &str) -> Value {
    let pairs = query.split('&').filter(|p| !p.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), Value::String(decode(value)))
    });
    Value::Object(pairs.collect())
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// The answer to a broken field rule. The newer operations have a code of their own for forbidden characters
/// (pms-api 6.2.0); everything else is MOSIP's framework answer.
pub(super) fn broken_rule(info: &Info, broken: Violation) -> Failure {
    if matches!(info.envelope, Envelope::V2(_)) && broken.rule == Rule::Characters {
        return Failure::from(CommonCode::Characters).at(broken.field);
    }
    Failure::from(CommonCode::BadInput)
        .saying(format!("Invalid request parameter - {} :request.{}", broken.rule, broken.field))
        .at(broken.field)
}

/// Refuses the one character that PostgreSQL takes in no text, so that both storages answer the same. No rule of an area
/// would let it through, but not every text of a request has a rule.
pub(super) fn refuse_nul(path: &BTreeMap<String, String>, input: &Value) -> Result<(), Failure> {
    let in_path = path.iter().find(|(_, text)| text.contains('\0')).map(|(name, _)| name.clone());
    match in_path.or_else(|| member_with_nul(input, "")) {
        None => Ok(()),
        // What a certificate is sent as is read, not stored, and its own refusal says more.
        Some(member) if member == "certificateData" => Ok(()),
        Some(member) => Err(Failure::from(CommonCode::Characters).at(member)),
    }
}

fn member_with_nul(value: &Value, place: &str) -> Option<String> {
    let below = |name: &str| if place.is_empty() { name.to_string() } else { format!("{place}.{name}") };
    match value {
        Value::String(text) => text.contains('\0').then(|| place.to_string()),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(i, item)| member_with_nul(item, &format!("{place}[{i}]")))
        }
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            if name.contains('\0') { Some(below("?")) } else { member_with_nul(member, &below(name)) }
        }),
        _ => None,
    }
}

/// Reads the input as its type; a member of the wrong type is named.
pub(super) fn typed<I: Input>(input: Value) -> Result<I, Failure> {
    serde_path_to_error::deserialize(input).map_err(|e| {
        let field = e.path().to_string();
        let failure = Failure::from(CommonCode::BadInput)
            .saying(format!("Invalid request parameter - {} :request.{field}", e.inner()));
        if field == "." { failure } else { failure.at(field) }
    })
}
