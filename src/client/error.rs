//! Why a call failed, in kinds that decide the exit code and what the screen offers.

use std::fmt;

use partnerdesk_api::{
    common::CommonCode,
    error::{ErrorKind, Failure},
};

use super::Address;

/// Why a call failed.
#[derive(Clone, Debug)]
pub enum ClientError {
    /// Nothing listens there, or the line broke before the answer.
    Unreachable {
        /// Where it was tried.
        address: String,
        /// What the system said.
        why: String,
    },
    /// No answer in time.
    TimedOut {
        /// Where it was tried.
        address: String,
    },
    /// Something answers there that is no such server.
    NotAServer {
        /// Where it was tried.
        address: String,
        /// The HTTP status.
        status: u16,
    },
    /// The server refused.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Code, kind, sentence and field.
        failure: Failure,
        /// The id under which the server's log knows the request.
        request_id: Option<String>,
    },
    /// The client itself is not set up right.
    Setup(String),
    /// The answer could not be understood.
    Unreadable(String),
}

impl ClientError {
    pub(super) fn transport(address: &Address, error: &reqwest::Error) -> Self {
        let address = address.to_string();
        if error.is_timeout() {
            return ClientError::TimedOut { address };
        }
        let mut why: &dyn std::error::Error = error;
        while let Some(cause) = why.source() {
            why = cause;
        }
        ClientError::Unreachable { address, why: why.to_string() }
    }

    /// Whether the server was not reached, or something before it said so in its place.
    pub fn is_out_of_reach(&self) -> bool {
        match self {
            ClientError::Unreachable { .. } | ClientError::TimedOut { .. } => true,
            ClientError::NotAServer { status, .. } => matches!(status, 502..=504),
            _ => false,
        }
    }

    pub(super) fn unreadable(error: impl fmt::Display) -> Self {
        ClientError::Unreadable(error.to_string())
    }

    pub(super) fn signed_out() -> Self {
        ClientError::Refused { status: 401, failure: CommonCode::NotSignedIn.into(), request_id: None }
    }

    pub(super) fn read_only() -> Self {
        let failure = Failure {
            code: "PD-CLI-001".into(),
            kind: ErrorKind::NotAllowed,
            message: "This profile is read-only, so nothing was sent. Use another profile to change something.".into(),
            field: None,
            retry_after: None,
        };
        ClientError::Refused { status: 0, failure, request_id: None }
    }

    /// The session has ended or never was; signing in may help.
    pub fn is_signed_out(&self) -> bool {
        matches!(self, ClientError::Refused { failure, .. } if failure.code == CommonCode::NotSignedIn.info().code)
    }

    /// The server's refusal, if it is one.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            ClientError::Refused { failure, .. } => Some(failure),
            _ => None,
        }
    }

    /// The kind; everything that is no refusal counts as the server's failure.
    pub fn kind(&self) -> ErrorKind {
        self.failure().map_or(ErrorKind::Server, |f| f.kind)
    }
}

impl fmt::Display for ClientError {
    /// English, for commands and the log. Screens have their own sentences.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClientError::Unreachable { address, why } => write!(f, "The server at {address} cannot be reached: {why}."),
            ClientError::TimedOut { address } => write!(
                f,
                "The server at {address} did not answer in time. It may or may not have done what was asked; look before you repeat."
            ),
            ClientError::NotAServer { address, status } => {
                write!(f, "What answers at {address} is no partner management server (HTTP {status}).")
            }
            ClientError::Refused { failure, request_id: Some(id), .. } if failure.kind == ErrorKind::Server => {
                write!(f, "{failure} [request {id}]")
            }
            ClientError::Refused { failure, .. } => write!(f, "{failure}"),
            ClientError::Setup(why) => f.write_str(why),
            ClientError::Unreadable(why) => write!(f, "The server's answer could not be understood: {why}."),
        }
    }
}

impl std::error::Error for ClientError {}
