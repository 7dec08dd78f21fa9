//! Answers: the envelope, the status, and what goes with a refusal.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use partnerdesk_api::{
    common::CommonCode,
    envelope::{self, Echo},
    error::{ErrorKind, Failure},
    operation::{Envelope, Form, Info},
};
use serde_json::Value;

/// How many seconds a throttled or unlucky caller should wait when nobody knows better.
const RETRY_AFTER: u32 = 5;

/// The answer of an operation: JSON text that is wrapped already, or why not.
pub(super) fn enveloped(info: &Info, echo: &Echo, outcome: Result<Vec<u8>, Failure>, now: Timestamp) -> Response {
    match outcome {
        Ok(json) => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], json).into_response(),
        Err(failure) => {
            let framework =
                failure.code == CommonCode::BadInput.info().code && !matches!(info.envelope, Envelope::Desk);
            let body = match framework {
                true => envelope::bad_input(&failure, now),
                false => envelope::refusal(info, echo, &failure, now),
            };
            with_headers(status(info, &failure), body, &failure)
        }
    }
}

/// The answer where no operation could give one.
pub(super) fn plain(status: StatusCode, code: CommonCode) -> Response {
    let failure = code.into();
    with_headers(status, envelope::bad_input(&failure, Timestamp::now()), &failure)
}

fn with_headers(status: StatusCode, body: Value, failure: &Failure) -> Response {
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if matches!(failure.kind, ErrorKind::Throttled) || status == StatusCode::SERVICE_UNAVAILABLE {
        let seconds = failure.retry_after.unwrap_or(RETRY_AFTER);
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// Whether an answer travels with the status of its kind; upstream answers business errors with 200.
fn status(info: &Info, failure: &Failure) -> StatusCode {
    let real = match failure.kind {
        ErrorKind::Invalid => StatusCode::BAD_REQUEST,
        ErrorKind::SignIn => StatusCode::UNAUTHORIZED,
        ErrorKind::NotAllowed => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Throttled => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Server => StatusCode::SERVICE_UNAVAILABLE,
    };
    let common = |code: CommonCode| failure.code == code.info().code;
    if common(CommonCode::TooLarge) {
        return StatusCode::PAYLOAD_TOO_LARGE;
    }
    if common(CommonCode::Internal) {
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    let ours = matches!(info.envelope, Envelope::Desk) || info.form == Form::Bare;
    let always = [
        CommonCode::NotSignedIn,
        CommonCode::RoleMissing,
        CommonCode::BadInput,
        CommonCode::NotJson,
        CommonCode::Throttled,
    ];
    if ours || always.into_iter().any(common) || failure.kind == ErrorKind::Server { real } else { StatusCode::OK }
}
