//! Why a command failed: what, why and what to do, with an exit code by kind.

use std::fmt;

use partnerdesk_api::{
    account::AccountCode,
    error::{ErrorKind, Failure},
};
use serde_json::json;

use super::{clean, output::Format};
use crate::client::ClientError;

/// How a command ended, as scripts see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The server failed or cannot be reached.
    Server,
    /// The command or its input is wrong.
    Usage,
    /// Nobody is signed in, or the account may not do it.
    Auth,
    /// There is no such record.
    NotFound,
    /// The record's state does not allow it.
    Conflict,
    /// Ctrl-C.
    Interrupted,
    /// The full-screen desk was left with this code and has said why itself.
    Desk(u8),
}

impl Exit {
    /// The number.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Exit::Server => 1,
            Exit::Usage => 2,
            Exit::Auth => 3,
            Exit::NotFound => 4,
            Exit::Conflict => 5,
            Exit::Interrupted => 130,
            Exit::Desk(code) => code,
        }
    }
}

impl From<ErrorKind> for Exit {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Invalid => Exit::Usage,
            ErrorKind::SignIn | ErrorKind::NotAllowed => Exit::Auth,
            ErrorKind::NotFound => Exit::NotFound,
            ErrorKind::Conflict => Exit::Conflict,
            ErrorKind::Throttled | ErrorKind::Server => Exit::Server,
        }
    }
}

/// Why a command failed.
#[derive(Clone, Debug)]
pub(crate) struct CliError {
    pub(crate) exit: Exit,
    /// What failed and why.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
    /// What only a refusal knows. Boxed, since errors are handed around much more often than they happen.
    refusal: Option<Box<Refusal>>,
}

/// What a refusal carries beside its sentence.
#[derive(Clone, Debug)]
struct Refusal {
    /// The stable code.
    code: String,
    /// The member of the request that the server pointed at.
    field: Option<String>,
    /// Under which id the server's log knows the request.
    request_id: Option<String>,
}

impl CliError {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        CliError { exit, message: message.into(), hint: None, refusal: None }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With the stable code of the rule that was broken.
    pub(crate) fn code(mut self, code: impl Into<String>) -> Self {
        self.refusal = Some(Box::new(Refusal { code: code.into(), field: None, request_id: None }));
        self
    }

    /// The stable code, if the failure has one.
    pub(crate) fn code_text(&self) -> Option<&str> {
        self.refusal.as_ref().map(|refusal| refusal.code.as_str())
    }

    /// Nobody is signed in.
    pub(crate) fn not_signed_in(address: &str) -> Self {
        Self::new(Exit::Auth, format!("You are not signed in at {address}.")).hint("Sign in with: partnerdesk sign-in")
    }

    /// For standard error, in the form that was asked for.
    pub(crate) fn show(&self, format: Format) -> String {
        if format == Format::Json {
            let error = json!({"error": {
                "exitCode": self.exit.code(),
                "code": self.code_text(),
                "message": self.message,
                "field": self.refusal.as_ref().and_then(|r| r.field.as_deref()),
                "hint": self.hint,
                "requestId": self.refusal.as_ref().and_then(|r| r.request_id.as_deref()),
            }});
            return clean::json(&error.to_string());
        }
        clean::paragraph(&self.to_string())
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        if let Some(code) = self.code_text() {
            write!(f, " [{code}]")?;
        }
        let field = self.refusal.as_ref().and_then(|r| r.field.as_ref()).map(|name| format!("field: {name}"));
        let request = self.refusal.as_ref().and_then(|r| r.request_id.as_ref()).map(|id| format!("request: {id}"));
        let lines = [field, self.hint.clone(), request];
        lines.iter().flatten().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

impl std::error::Error for CliError {}

impl From<Failure> for CliError {
    fn from(failure: Failure) -> Self {
        let wrong_password = failure.code == AccountCode::WrongPassword.info().code;
        let hint = match failure.kind {
            ErrorKind::SignIn if !wrong_password => Some("Sign in with: partnerdesk sign-in".to_string()),
            ErrorKind::NotAllowed => Some("See who you are with: partnerdesk auth status".to_string()),
            _ => None,
        };
        CliError {
            exit: failure.kind.into(),
            message: failure.message.into_owned(),
            hint,
            refusal: (!failure.code.is_empty()).then(|| {
                let field = failure.field.map(Into::into);
                Box::new(Refusal { code: failure.code.into_owned(), field, request_id: None })
            }),
        }
    }
}

impl From<ClientError> for CliError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Refused { failure, request_id, .. } => {
                // Only the server's own failures are looked up in its log.
                let request_id = request_id.filter(|_| failure.kind == ErrorKind::Server);
                let mut error = CliError::from(failure);
                if let Some(refusal) = &mut error.refusal {
                    refusal.request_id = request_id;
                }
                error
            }
            ClientError::Setup(why) => CliError::usage(why),
            other => CliError::new(Exit::Server, other.to_string()),
        }
    }
}

impl From<clap::Error> for CliError {
    fn from(error: clap::Error) -> Self {
        CliError::usage(error.to_string())
    }
}

/// Sentences from profiles and stores: something here is not set up right.
impl From<String> for CliError {
    fn from(message: String) -> Self {
        CliError::usage(message)
    }
}

#[cfg(test)]
mod tests {
    use partnerdesk_api::partner::PartnerCode;

    use super::*;

    #[test]
    fn exit_codes_follow_the_kind() {
        let exit = |failure: Failure| {
            CliError::from(ClientError::Refused { status: 200, failure, request_id: None }).exit.code()
        };
        assert_eq!(exit(PartnerCode::EmailFormat.into()), 2);
        assert_eq!(exit(PartnerCode::NotYours.into()), 3);
        assert_eq!(exit(PartnerCode::UnknownPartner.into()), 4);
        assert_eq!(exit(PartnerCode::IdTaken.into()), 5);
        assert_eq!(CliError::from(ClientError::TimedOut { address: "x".into() }).exit.code(), 1);
    }

    #[test]
    fn an_error_cannot_act_on_the_terminal() {
        let error = CliError::usage("a\u{1b}[2Jb");
        assert_eq!(error.show(Format::Table), "error: a␛[2Jb");
        assert!(error.show(Format::Json).contains("a\\u001b[2Jb"));
    }
}
