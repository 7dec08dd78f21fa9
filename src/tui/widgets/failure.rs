//! Why something failed, in words for people: what, why, and what can be done.

use partnerdesk_api::{
    error::{ErrorKind, Failure},
    operation::Info,
    role::Access,
};

use crate::{client::ClientError, tui::context::Context};

/// The sentence of a failed call.
pub fn sentence(error: &ClientError, cx: &Context) -> String {
    let address = |address: &String| [("address", address.clone().into())];
    match error {
        ClientError::Unreachable { address: at, .. } => cx.with("failed-unreachable", &address(at)),
        ClientError::TimedOut { address: at } => cx.with("failed-timed-out", &address(at)),
        ClientError::NotAServer { address: at, .. } => cx.with("failed-not-a-server", &address(at)),
        ClientError::Refused { failure, .. } => refusal(failure, cx),
        ClientError::Setup(why) => why.clone(),
        ClientError::Unreadable(_) => cx.say("failed-unreadable"),
    }
}

/// The sentence of a refusal with its code, which people give to those who help them.
pub fn refusal(failure: &Failure, cx: &Context) -> String {
    let values = [("message", failure.message.to_string().into()), ("code", failure.code.to_string().into())];
    cx.with("failed-refused", &values)
}

/// What can be done about the failure of an operation, which knows who may call it.
pub fn hint_about(operation: &Info, error: &ClientError, cx: &Context) -> String {
    let refused = error.failure().is_some_and(|failure| failure.kind == ErrorKind::NotAllowed);
    match operation.access {
        Access::Roles(roles) if refused => cx.needs(roles),
        _ => hint(error, cx),
    }
}

/// What can be done about it.
pub fn hint(error: &ClientError, cx: &Context) -> String {
    match error {
        ClientError::Refused { request_id: Some(id), failure, .. } if failure.kind == ErrorKind::Server => {
            cx.with("hint-request", &[("id", id.clone().into())])
        }
        ClientError::Refused { failure, .. } => match failure.kind {
            ErrorKind::NotAllowed => cx.say("hint-not-allowed"),
            ErrorKind::Throttled => cx.say("hint-throttled"),
            _ => String::new(),
        },
        ClientError::Unreachable { .. } | ClientError::TimedOut { .. } => cx.say("hint-unreachable"),
        _ => String::new(),
    }
}
