//! Operations: every capability of the server, declared once.
//!
//! An [`Operation`] is a `const` value that carries its four types as type parameters. Its erased half, [`Info`],
//! stands in the list of its area, and the areas stand in [`crate::AREAS`]. Router, authorisation, client, OpenAPI
//! document and the authorisation matrix are all made from these values; there is no second list of paths.

use std::marker::PhantomData;

use garde::Validate;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    error::{CodeInfo, Failure},
    list::{AnyList, ListQuery, ListRow, Page},
    role::Access,
    rules::{self, Violation},
};

/// HTTP methods that MOSIP uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads; the input travels in the query.
    Get,
    /// Creates or does; the input travels in the body.
    Post,
    /// Replaces or decides; the input travels in the body.
    Put,
    /// Changes a part; the input travels in the body.
    Patch,
}

impl Method {
    /// The word of the HTTP request line.
    pub const fn word(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
        }
    }
}

/// Which of MOSIP's envelope generations an operation speaks (pms-api 1.2), or ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// Legacy: `requesttime`, `responsetime`. Carries what the answer's `id` is.
    V1(ReplyId),
    /// Newer: `requestTime`, `responseTime`; a fixed API id in request (checked) and answer.
    V2(&'static str),
    /// Our own operations: shaped like V2 without a required id, real HTTP statuses, unknown members refused.
    Desk,
}

/// The `id` member of a legacy answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyId {
    /// The request's id again.
    Echo,
    /// Always null.
    Null,
    /// A fixed text.
    Fixed(&'static str),
}

/// Kinds of records that belong to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// A partner, by partner id.
    Partner,
    /// A policy request, by its mapping key.
    PolicyRequest,
    /// An OIDC client, by its id.
    OidcClient,
}

/// Where a request names the record that must be the caller's own (or the caller a partner admin).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The operation is about no owned record, or shows only own rows by itself.
    Nobody,
    /// In the path, under this parameter.
    Path(RecordKind, &'static str),
    /// In the input, under this member.
    Input(RecordKind, &'static str),
}

/// What an operation does to the records. Not the method's to say: several of MOSIP's questions travel as POST or PUT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It only asks: no transaction, no entry in the audit trail, open to whoever may look.
    Reads,
    /// It changes records.
    Changes,
    /// It opens, renews or ends a session; a client that may change nothing may do that.
    Session,
}

/// How the answer travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// JSON in the operation's envelope.
    Enveloped,
    /// JSON as it is.
    Bare,
}

/// The erased half of an operation: all that is not a Rust type.
#[derive(Clone, Copy)]
pub struct Info {
    /// `area.verb`, unique; names the operation in code, audit and OpenAPI.
    pub id: &'static str,
    /// The method.
    pub method: Method,
    /// What it does to the records.
    pub effect: Effect,
    /// The path with `{parameters}`, from the root.
    pub path: &'static str,
    /// One line in English for people who read the API document.
    pub about: &'static str,
    /// Who may call it.
    pub access: Access,
    /// How it is wrapped.
    pub envelope: Envelope,
    /// Whether the answer travels in the envelope.
    pub form: Form,
    /// Which record must be the caller's own.
    pub owner: Owner,
    /// Answered when the owned record does not exist.
    pub not_found: Option<CodeInfo>,
    /// Answered when the record belongs to somebody else.
    pub not_own: Option<CodeInfo>,
    /// Answered when an id in the path is blank, where upstream has a code for it.
    pub blank: Option<CodeInfo>,
    /// The parameter of the path that must look like an id ([`is_id`]), and what is answered otherwise.
    pub pattern: Option<(&'static str, CodeInfo)>,
    /// The parameter of the path that is a secret: it stands in no trail.
    pub secret: Option<&'static str>,
    /// A second API id that requests may carry, where MOSIP's own programs do not agree on one.
    pub also_named: Option<&'static str>,
    /// Whether a legacy request must carry today's date (pms-api 1.3).
    pub needs_today: bool,
    /// Members of the answer that stand beside `response` in the envelope, not inside it.
    pub beside: &'static [&'static str],
    /// Whether a body is expected at all; some of MOSIP's POSTs have none.
    pub has_body: bool,
    /// The list it pages through, if it is a list.
    pub list: Option<&'static dyn AnyList>,
    /// The list that it answers whole, if it does.
    pub whole: Option<&'static dyn AnyList>,
    /// Most bytes of a body; more is refused with 413 before it is read.
    pub body_limit: usize,
    /// Further paths on which the same operation is served (MOSIP's documented and real paths differ in places).
    pub aliases: &'static [&'static str],
    /// JSON schema of the input.
    pub input: fn(&mut SchemaGenerator) -> Schema,
    /// JSON schema of the answer.
    pub reply: fn(&mut SchemaGenerator) -> Schema,
    /// A valid input, for documents and tests.
    pub example: fn() -> Value,
    /// The field rules that an input breaks; `None` when it is no such input at all.
    pub broken: fn(Value) -> Option<Vec<Violation>>,
}

impl std::fmt::Debug for Info {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} {})", self.id, self.method.word(), self.path)
    }
}

/// Most bytes of an ordinary body (design decision: 64 KiB).
pub const BODY_LIMIT: usize = 64 * 1024;
/// Most bytes of a body that carries certificates (design decision: 256 KiB).
pub const CERTIFICATE_BODY_LIMIT: usize = 256 * 1024;

/// Whether a text looks like an id of MOSIP's: 1 to 100 letters, digits, `_` and `-`.
pub fn is_id(text: &str) -> bool {
    (1..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// What every input must be able to do.
pub trait Input: Serialize + DeserializeOwned + JsonSchema + Validate<Context = ()> + Send + Sync + 'static {
    /// Members that have another name on the wire than lower camel case makes of theirs here, also within members.
    const RENAMED: &'static [(&'static str, &'static str)] = &[];

    /// A valid value, for documents and tests.
    fn example() -> Self;
}

/// No input at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
pub struct Nothing {}

impl Input for Nothing {
    fn example() -> Self {
        Nothing {}
    }
}

/// A path without parameters.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct NoPath {}

/// What must hold of an input.
pub type Check<I> = fn(&I) -> Result<(), Failure>;

/// An operation: method, path and rules of access as a value; path parameters `P`, input `I` and reply `R` as types.
pub struct Operation<P, I, R> {
    /// The erased half.
    pub info: Info,
    /// What must hold of the input before anybody asks whether the record exists and whose it is, where upstream checks
    /// in that order.
    pub first: Option<Check<I>>,
    types: PhantomData<fn(P, I) -> R>,
}

impl<P, I, R> Clone for Operation<P, I, R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<P, I, R> Copy for Operation<P, I, R> {}

impl<P, I: Input, R: JsonSchema> Operation<P, I, R> {
    const fn new(id: &'static str, method: Method, path: &'static str, about: &'static str) -> Self {
        let info = Info {
            id,
            method,
            effect: if matches!(method, Method::Get) { Effect::Reads } else { Effect::Changes },
            path,
            about,
            access: Access::SignedIn,
            envelope: Envelope::V1(ReplyId::Null),
            form: Form::Enveloped,
            owner: Owner::Nobody,
            not_found: None,
            not_own: None,
            blank: None,
            pattern: None,
            secret: None,
            also_named: None,
            needs_today: false,
            beside: &[],
            has_body: !matches!(method, Method::Get),
            list: None,
            whole: None,
            body_limit: BODY_LIMIT,
            aliases: &[],
            input: I::json_schema,
            reply: R::json_schema,
            example: example::<I>,
            broken: broken::<I>,
        };
        Operation { info, first: None, types: PhantomData }
    }

    /// An operation that reads.
    pub const fn get(id: &'static str, path: &'static str, about: &'static str) -> Self {
        Self::new(id, Method::Get, path, about)
    }
    /// An operation that creates or does.
    pub const fn post(id: &'static str, path: &'static str, about: &'static str) -> Self {
        Self::new(id, Method::Post, path, about)
    }
    /// An operation that replaces or decides.
    pub const fn put(id: &'static str, path: &'static str, about: &'static str) -> Self {
        Self::new(id, Method::Put, path, about)
    }
    /// An operation that changes a part.
    pub const fn patch(id: &'static str, path: &'static str, about: &'static str) -> Self {
        Self::new(id, Method::Patch, path, about)
    }
    /// It only asks, although its method says otherwise.
    pub const fn asks(mut self) -> Self {
        self.info.effect = Effect::Reads;
        self
    }
    /// It may change something, although its method says otherwise.
    pub const fn changes(mut self) -> Self {
        self.info.effect = Effect::Changes;
        self
    }
    /// It opens, renews or ends a session.
    pub const fn session(mut self) -> Self {
        self.info.effect = Effect::Session;
        self
    }
    /// Everybody may call it.
    pub const fn public(mut self) -> Self {
        self.info.access = Access::Public;
        self
    }
    /// Only these roles may call it.
    pub const fn roles(mut self, roles: &'static [crate::role::Role]) -> Self {
        self.info.access = Access::Roles(roles);
        self
    }
    /// Speaks the legacy envelope with this answer id.
    pub const fn v1(mut self, id: ReplyId) -> Self {
        self.info.envelope = Envelope::V1(id);
        self
    }
    /// Speaks the newer envelope with this API id.
    pub const fn v2(mut self, api_id: &'static str) -> Self {
        self.info.envelope = Envelope::V2(api_id);
        self
    }
    /// One of our own operations.
    pub const fn desk(mut self) -> Self {
        self.info.envelope = Envelope::Desk;
        self
    }
    /// The answer travels without an envelope.
    pub const fn bare(mut self) -> Self {
        self.info.form = Form::Bare;
        self
    }
    /// The named record must be the caller's own; otherwise these codes are answered.
    pub const fn owned(mut self, owner: Owner, not_found: CodeInfo, not_own: CodeInfo) -> Self {
        self.info.owner = owner;
        self.info.not_found = Some(not_found);
        self.info.not_own = Some(not_own);
        self
    }
    /// A blank id in the path is answered with this code.
    pub const fn blank(mut self, code: CodeInfo) -> Self {
        self.info.blank = Some(code);
        self
    }
    /// This parameter of the path must look like an id.
    pub const fn ids_like(mut self, parameter: &'static str, code: CodeInfo) -> Self {
        self.info.pattern = Some((parameter, code));
        self
    }
    /// This parameter of the path is a secret.
    pub const fn secret_at(mut self, parameter: &'static str) -> Self {
        self.info.secret = Some(parameter);
        self
    }
    /// Requests may carry this API id as well.
    pub const fn also_named(mut self, api_id: &'static str) -> Self {
        self.info.also_named = Some(api_id);
        self
    }
    /// The input is checked by this before the record that it is about.
    pub const fn first(mut self, check: Check<I>) -> Self {
        self.first = Some(check);
        self
    }
    /// The legacy envelope must carry today's date.
    pub const fn today(mut self) -> Self {
        self.info.needs_today = true;
        self
    }
    /// These members of the answer stand beside `response`.
    pub const fn beside(mut self, members: &'static [&'static str]) -> Self {
        self.info.beside = members;
        self
    }
    /// The request has no body; nothing of an envelope is checked.
    pub const fn without_body(mut self) -> Self {
        self.info.has_body = false;
        self
    }
    /// Bodies carry certificates and may be larger.
    pub const fn carries_certificates(mut self) -> Self {
        self.info.body_limit = CERTIFICATE_BODY_LIMIT;
        self
    }
    /// The same operation under further paths.
    pub const fn also_at(mut self, paths: &'static [&'static str]) -> Self {
        self.info.aliases = paths;
        self
    }
}

fn broken<I: Input>(input: Value) -> Option<Vec<Violation>> {
    serde_json::from_value::<I>(input).ok().map(|input| rules::check(&input))
}

impl<P, R: ListRow> Operation<P, ListQuery, Page<R>> {
    /// It pages through its rows' list.
    pub const fn paged(mut self) -> Self {
        self.info.list = Some(R::LIST);
        self
    }
}

impl<P, I: Input, R: ListRow> Operation<P, I, Vec<R>> {
    /// It answers its rows' whole list; whoever asks filters, sorts and pages it.
    pub const fn whole(mut self) -> Self {
        self.info.whole = Some(R::LIST);
        self
    }
}

fn example<I: Input>() -> Value {
    serde_json::to_value(I::example()).unwrap_or(Value::Null)
}
