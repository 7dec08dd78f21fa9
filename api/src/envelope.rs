//! The two generations of MOSIP's envelope, for both ends of the wire. Nothing outside this file knows them.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    common::CommonCode,
    error::{ErrorKind, Failure},
    operation::{Envelope, Form, Info, Method, ReplyId},
    time,
};

/// What an answer repeats of its request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Echo {
    id: Value,
    version: Value,
}

/// Wraps an input for sending.
pub fn request(info: &Info, input: Value, now: Timestamp) -> Value {
    match info.envelope {
        Envelope::V1(_) => json!({"id": "", "version": "1.0", "requesttime": time::envelope(now), "request": input}),
        Envelope::V2(id) => json!({"id": id, "version": "1.0", "requestTime": time::envelope(now), "request": input}),
        Envelope::Desk => {
            json!({"id": info.id, "version": "1.0", "requestTime": time::envelope(now), "request": input})
        }
    }
}

/// Unwraps a received body and checks the envelope (pms-api 1.3; the first failure is the only one).
///
/// # Errors
/// `PMS_REQUEST_ERROR_002` to `_006`.
pub fn open_request(info: &Info, mut body: Value, now: Timestamp) -> Result<(Value, Echo), Failure> {
    let echo = Echo { id: body["id"].clone(), version: body["version"].clone() };
    let sent = ["requesttime", "requestTime"].iter().find_map(|name| body[*name].as_str());
    let today = |sent: Option<&str>| match sent {
        None => Err(CommonCode::NoRequestTime),
        Some(text) if time::parse(text).map(time::date) == Some(time::date(now)) => Ok(()),
        Some(_) => Err(CommonCode::NotToday),
    };
    if let Envelope::V2(id) = info.envelope {
        if echo.id.as_str() != Some(id) && (info.also_named.is_none() || echo.id.as_str() != info.also_named) {
            return Err(CommonCode::WrongApiId.into());
        }
        today(sent)?;
        if echo.version.as_str() != Some("1.0") {
            return Err(CommonCode::WrongVersion.into());
        }
        if body["request"].is_null() && info.method != Method::Get {
            return Err(CommonCode::NoRequest.into());
        }
    }
    if info.needs_today {
        today(sent)?;
    }
    Ok((body["request"].take(), echo))
}

/// Wraps an answer as JSON text.
///
/// # Errors
/// The answer cannot be written as JSON; a fault of its type.
pub fn reply<R: Serialize>(info: &Info, echo: &Echo, answer: &R, now: Timestamp) -> serde_json::Result<Vec<u8>> {
    if info.form == Form::Bare {
        return serde_json::to_vec(answer);
    }
    if info.beside.is_empty() {
        return serde_json::to_vec(&Wrapped::new(info, echo, false, answer, &[], now));
    }
    let mut response = serde_json::to_value(answer)?;
    let beside = take_beside(info, &mut response);
    let mut wrapped = serde_json::to_value(Wrapped::new(info, echo, false, &response, &[], now))?;
    if let Some(members) = wrapped.as_object_mut() {
        members.extend(beside);
    }
    serde_json::to_vec(&wrapped)
}

/// Wraps a refusal.
pub fn refusal(info: &Info, echo: &Echo, failure: &Failure, now: Timestamp) -> Value {
    serde_json::to_value(Wrapped::new(info, echo, true, &Value::Null, &[error(failure)], now)).unwrap_or_default()
}

/// An envelope around something. Which of the two time members is there depends on the generation.
#[derive(Serialize)]
struct Wrapped<'a, R> {
    id: Value,
    version: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    responsetime: Option<String>,
    #[serde(rename = "responseTime", skip_serializing_if = "Option::is_none")]
    response_time: Option<String>,
    metadata: (),
    response: &'a R,
    errors: &'a [Value],
}

impl<'a, R> Wrapped<'a, R> {
    fn new(info: &Info, echo: &Echo, refused: bool, response: &'a R, errors: &'a [Value], now: Timestamp) -> Self {
        let time = time::envelope(now);
        let (id, version) = match info.envelope {
            Envelope::V1(_) if refused => (json!("mosip.partnermanagement"), Value::Null),
            Envelope::V1(ReplyId::Echo) => (echo.id.clone(), echo.version.clone()),
            Envelope::V1(ReplyId::Null) => (Value::Null, echo.version.clone()),
            Envelope::V1(ReplyId::Fixed(id)) => (json!(id), echo.version.clone()),
            Envelope::V2(id) => (json!(id), Value::Null),
            Envelope::Desk => (json!(info.id), Value::Null),
        };
        let version = if version.is_null() { json!("1.0") } else { version };
        let (responsetime, response_time) = match info.envelope {
            Envelope::V1(_) => (Some(time), None),
            Envelope::V2(_) | Envelope::Desk => (None, Some(time)),
        };
        Wrapped { id, version, responsetime, response_time, metadata: (), response, errors }
    }
}

/// The answer to a body that breaks a field rule: MOSIP's framework envelope (pms-api 1.5).
pub fn bad_input(failure: &Failure, now: Timestamp) -> Value {
    json!({"id": null, "version": null, "responsetime": time::envelope(now), "metadata": null, "response": null, "errors": [error(failure)]})
}

/// Unwraps a received answer.
///
/// # Errors
/// The first error of the envelope; [`CommonCode::NotJson`] when it is no envelope.
pub fn open_reply(info: &Info, mut body: Value) -> Result<Value, Failure> {
    if info.form == Form::Bare && body.get("errors").is_none() {
        return Ok(body);
    }
    if let Some(first) = body["errors"].as_array().and_then(|errors| errors.first()) {
        return Err(read_error(first));
    }
    let Some(members) = body.as_object_mut() else { return Err(CommonCode::NotJson.into()) };
    let mut response = members.remove("response").unwrap_or(Value::Null);
    if let Some(inner) = response.as_object_mut() {
        for name in info.beside {
            inner.insert((*name).into(), members.remove(*name).unwrap_or(Value::Null));
        }
    }
    Ok(response)
}

fn take_beside(info: &Info, response: &mut Value) -> Map<String, Value> {
    let Some(members) = response.as_object_mut() else { return Map::new() };
    info.beside.iter().filter_map(|name| members.remove(*name).map(|value| ((*name).to_string(), value))).collect()
}

fn error(failure: &Failure) -> Value {
    let mut error = json!({"errorCode": failure.code, "message": failure.message});
    if let Some(field) = &failure.field {
        error["field"] = json!(field);
    }
    error
}

/// Reads an error of an envelope; an unknown code is taken as a broken rule, a null one as a failed server.
fn read_error(error: &Value) -> Failure {
    let text = |name: &str| error[name].as_str().map(str::to_string);
    let code = text("errorCode");
    let kind = match &code {
        None => ErrorKind::Server,
        Some(code) => crate::find_code(code).map_or(ErrorKind::Invalid, |known| known.kind),
    };
    Failure {
        code: code.unwrap_or_default().into(),
        kind,
        message: text("message").unwrap_or_default().into(),
        field: text("field").map(Into::into),
        retry_after: None,
    }
}
