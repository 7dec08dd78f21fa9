//! Error codes: one enum per area, each variant with MOSIP's code (or ours), its kind and one plain sentence.
//!
//! A code is the key that clients, scripts and MOSIP's own portal act on; the sentence is for people and says
//! what failed, why, and what to do next. Codes that start with `PMS`, `PMP`, `KER` are MOSIP's; `PD-` are ours.

use std::{borrow::Cow, fmt};

/// What sort of failure a code stands for. Decides the exit code of a command and the tone of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The input breaks a rule; correct it and try again.
    Invalid,
    /// Nobody is signed in, or the session has ended.
    SignIn,
    /// The account's roles do not allow it, or the record belongs to somebody else.
    NotAllowed,
    /// There is no such record.
    NotFound,
    /// The record is in a state that does not allow it, or somebody else was faster.
    Conflict,
    /// Too many attempts; wait.
    Throttled,
    /// The server failed. Nothing that a caller could correct.
    Server,
}

/// A stable error code of one area. Implemented by the enums that [`codes!`](crate::codes) declares.
pub trait Code: fmt::Debug + Copy + 'static {
    /// Code, kind and sentence together.
    fn info(self) -> CodeInfo;
    /// The code on the wire, for example `PMS_PRT_005`.
    fn code(self) -> &'static str {
        self.info().code
    }
    /// What sort of failure it is.
    fn kind(self) -> ErrorKind {
        self.info().kind
    }
    /// One sentence for people, without details of the case.
    fn message(self) -> &'static str {
        self.info().message
    }
}

/// The erased half of a [`Code`], for look-up by the text on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeInfo {
    /// The code on the wire.
    pub code: &'static str,
    /// What sort of failure it is.
    pub kind: ErrorKind,
    /// One sentence for people.
    pub message: &'static str,
}

/// Declares the error codes of an area: an enum that implements [`Code`], and `ALL` for look-up.
///
/// ```
/// partnerdesk_api::codes! {
///     /// What can go wrong with greetings.
///     pub enum GreetingCode {
///         /// The name is unknown.
///         UnknownName: NotFound = "PD-GRT-001", "There is nobody of this name.";
///     }
/// }
/// use partnerdesk_api::error::Code;
/// assert_eq!(GreetingCode::UnknownName.code(), "PD-GRT-001");
/// ```
#[macro_export]
macro_rules! codes {
    ($(#[$outer:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident: $kind:ident = $code:literal, $message:literal;)+ }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every code of this area, in the order of declaration.
            pub const ALL: &'static [$crate::error::CodeInfo] = &[
                $($name::$variant.info(),)+
            ];

            /// The look-up form, usable in `const` declarations.
            pub const fn info(self) -> $crate::error::CodeInfo {
                match self {
                    $($name::$variant => $crate::error::CodeInfo { code: $code, kind: $crate::error::ErrorKind::$kind, message: $message },)+
                }
            }
        }

        impl $crate::error::Code for $name {
            fn info(self) -> $crate::error::CodeInfo { $name::info(self) }
        }
    };
}

/// Why a request was refused: what a rule returns and what the envelope carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The stable code.
    pub code: Cow<'static, str>,
    /// What sort of failure it is.
    pub kind: ErrorKind,
    /// One or two sentences for people: what failed, why, what to do.
    pub message: Cow<'static, str>,
    /// The wire name of the member it belongs to, when it belongs to one.
    pub field: Option<Cow<'static, str>>,
    /// After how many seconds it is worth another try, when that is known. Travels as the header `Retry-After`.
    pub retry_after: Option<u32>,
}

impl Failure {
    /// The same failure, pointing at one member of the request by its wire name.
    #[must_use]
    pub fn at(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same failure with a sentence that knows the case better than the code's own.
    #[must_use]
    pub fn saying(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.message = message.into();
        self
    }

    /// The same failure, worth another try after so many seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<CodeInfo> for Failure {
    fn from(code: CodeInfo) -> Self {
        Failure {
            code: code.code.into(),
            kind: code.kind,
            message: code.message.into(),
            field: None,
            retry_after: None,
        }
    }
}

impl<C: Code> From<C> for Failure {
    fn from(code: C) -> Self {
        code.info().into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for Failure {}
