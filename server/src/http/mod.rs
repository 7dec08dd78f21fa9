//! HTTP: from the declared operations to rules and back. The only folder that knows axum.
//!
//! Each area's file says which rule answers which operation and nothing else; everything that all operations share —
//! who may call, whose record it is, envelopes, limits, statuses, audit — happens in [`Routes::on`].

mod account;
mod answer;
mod api_key;
mod audit;
mod authentication;
mod certificate;
mod extractor;
mod health;
mod listen;
mod misp_licence;
mod oidc_client;
mod partner;
mod policy;
mod policy_request;
mod request;
mod system;

use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{MatchedPath, RawPathParams, Request, State},
    http::{HeaderName, StatusCode, header},
    middleware::{self, Next},
    response::Response,
    routing::{MethodFilter, on},
};
use partnerdesk_api::{
    common::CommonCode,
    envelope::{self, Echo},
    error::Failure,
    operation::{self, Effect, Info, Input, Method, Operation, Owner},
    role::Access,
    rules,
    secret::Secret,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tower::ServiceBuilder;
use tower_http::{
    ServiceBuilderExt as _,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate as _,
        predicate::{DefaultPredicate, SizeAbove},
    },
    request_id::{MakeRequestId, RequestId},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use request::{broken_rule, read_input, refuse_nul, typed};

use crate::desk::{Context, Desk};

/// Something that answers an operation — a rule of onboarding: any `async fn(&mut Context, Path, Input) -> Result<Reply, Failure>`.
pub(crate) trait Handler<'a, P, I, R>: Clone + Send + Sync + 'static {
    /// What the rule's `async fn` returns.
    type Answer: Future<Output = Result<R, Failure>> + Send + 'a;
    /// Runs the rule.
    fn run(&self, context: &'a mut Context, path: P, input: I) -> Self::Answer;
}

impl<'a, F, A, P, I, R> Handler<'a, P, I, R> for F
where
    F: Fn(&'a mut Context, P, I) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Result<R, Failure>> + Send + 'a,
{
    type Answer = A;
    fn run(&self, context: &'a mut Context, path: P, input: I) -> A {
        self(context, path, input)
    }
}

/// The router while it is being put together.
pub(crate) struct Routes(Router<Arc<Desk>>);

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Small answers are not worth compressing.
const COMPRESS_ABOVE: u64 = 2048;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

#[derive(Clone, Copy)]
struct OwnIds;
impl MakeRequestId for OwnIds {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        uuid::Uuid::now_v7().to_string().parse().ok().map(RequestId::new)
    }
}

pub use health::operations;
pub(crate) use listen::{DRAIN, listen};

/// The whole server as a service.
pub fn router(desk: Arc<Desk>) -> Router {
    let routes = [
        account::routes,
        api_key::routes,
        audit::routes,
        certificate::routes,
        extractor::routes,
        misp_licence::routes,
        oidc_client::routes,
        partner::routes,
        policy::routes,
        policy_request::routes,
        system::routes,
    ];
    let router = routes.into_iter().fold(Routes(Router::new()), |all, area| area(all)).0;
    let layers = ServiceBuilder::new()
        .sensitive_headers([header::AUTHORIZATION, header::COOKIE, header::SET_COOKIE])
        // A caller's own request id is not believed: the log must not be steered from outside.
        .map_request(|mut request: Request| {
            request.headers_mut().remove(REQUEST_ID);
            request
        })
        .set_request_id(REQUEST_ID, OwnIds)
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .propagate_request_id(REQUEST_ID)
        .layer(middleware::from_fn_with_state(desk.clone(), health::count))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            answer::plain(StatusCode::INTERNAL_SERVER_ERROR, CommonCode::Internal)
        }))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(COMPRESS_ABOVE).and(DefaultPredicate::new())))
        .layer(middleware::from_fn(in_every_case))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, PATIENCE));
    health::routes(router)
        .fallback(|| async { answer::plain(StatusCode::NOT_FOUND, CommonCode::NoSuchOperation) })
        .method_not_allowed_fallback(|| async {
            answer::plain(StatusCode::METHOD_NOT_ALLOWED, CommonCode::NoSuchOperation)
        })
        .layer(layers)
        .with_state(desk)
}

/// What the log says of a request: never its query, where filters carry e-mail addresses, nor ids from the path.
fn span(request: &Request) -> tracing::Span {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    tracing::debug_span!("request", method = %request.method(), path, id)
}

/// What holds for every answer. Answers carry personal data and, once, secrets: nothing on the way may keep them. And
/// one that took too long is refused in words, like everything else.
async fn in_every_case(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status() == StatusCode::GATEWAY_TIMEOUT {
        response = answer::plain(StatusCode::GATEWAY_TIMEOUT, CommonCode::TimedOut);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

impl Routes {
    /// Lets a rule answer an operation, under every path of the operation.
    pub(crate) fn on<P, I, R, H>(self, operation: &'static Operation<P, I, R>, rule: H) -> Self
    where
        P: DeserializeOwned + Send + 'static,
        I: Input,
        R: Serialize + Send + 'static,
        H: for<'a> Handler<'a, P, I, R>,
    {
        self.route(&operation.info, Arc::new(Typed { operation, rule }))
    }

    fn route(mut self, info: &'static Info, rule: Arc<dyn Erased>) -> Self {
        for path in std::iter::once(&info.path).chain(info.aliases) {
            let rule = rule.clone();
            let endpoint = move |State(desk): State<Arc<Desk>>, parameters: RawPathParams, request: Request| async move {
                serve(info, desk, &parameters, request, &*rule).await
            };
            self.0 = self.0.route(path, on(filter(info.method), endpoint));
        }
        self
    }
}

/// A rule with its operation's types. The only code of a request that exists once per operation; everything around it
/// is built once.
struct Typed<P: 'static, I: 'static, R: 'static, H> {
    operation: &'static Operation<P, I, R>,
    rule: H,
}

/// A rule whose operation's types are hidden.
trait Erased: Send + Sync {
    /// Reads a request's parts as what they must be, and checks what must hold of them alone.
    fn read(&self, path: &BTreeMap<String, String>, input: Value) -> Result<Ready, Failure>;
}

/// A request that was read.
struct Ready {
    /// Its input, where the operation's owned record is named there.
    input: Value,
    run: Run,
}

/// Runs a rule and wraps its answer.
type Run = Box<dyn for<'a> FnOnce(&'a mut Context, Echo) -> Answering<'a> + Send>;
type Answering<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, Failure>> + Send + 'a>>;

impl<P, I, R, H> Erased for Typed<P, I, R, H>
where
    P: DeserializeOwned + Send + 'static,
    I: Input,
    R: Serialize + Send + 'static,
    H: for<'a> Handler<'a, P, I, R>,
{
    fn read(&self, path: &BTreeMap<String, String>, input: Value) -> Result<Ready, Failure> {
        let info = &self.operation.info;
        let input: I = typed(input)?;
        if let Some(broken) = rules::check(&input).into_iter().next() {
            return Err(broken_rule(info, broken));
        }
        if let Some(code) = info.blank
            && path.values().any(|id| id.trim().is_empty())
        {
            return Err(code.into());
        }
        if let Some((parameter, code)) = info.pattern
            && !path.get(parameter).is_some_and(|id| operation::is_id(id))
        {
            return Err(code.into());
        }
        if let Some(check) = self.operation.first {
            check(&input)?;
        }
        let owned = if let Owner::Input(..) = info.owner { serde_json::to_value(&input) } else { Ok(Value::Null) };
        let path = serde_json::to_value(path).and_then(serde_json::from_value).map_err(|_| CommonCode::BadInput)?;
        let rule = self.rule.clone();
        let run: Run = Box::new(move |context: &mut Context, echo: Echo| -> Answering<'_> {
            let now = context.now;
            Box::pin(async move {
                let reply = rule.run(context, path, input).await?;
                envelope::reply(info, &echo, &reply, now).map_err(|_| CommonCode::Internal.into())
            })
        });
        Ok(Ready { input: owned.map_err(|_| CommonCode::Internal)?, run })
    }
}

fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Patch => MethodFilter::PATCH,
    }
}

/// One request from its first byte to its answer.
async fn serve(
    info: &'static Info,
    desk: Arc<Desk>,
    parameters: &RawPathParams,
    request: Request,
    rule: &dyn Erased,
) -> Response {
    let now = (desk.clock)();
    let mut echo = Echo::default();
    let (head, body) = request.into_parts();
    let mut caller = authentication::anonymous(&desk, &head);
    let path: BTreeMap<String, String> = parameters.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    let prepared = async {
        caller = authentication::caller(&desk, caller.clone(), &head, info).await?;
        if let Access::Roles(roles) = info.access
            && !caller.roles.iter().any(|r| roles.contains(r))
        {
            return Err(CommonCode::RoleMissing.into());
        }
        let input = read_input(info, head.uri.query(), body, now, &mut echo).await?;
        refuse_nul(&path, &input)?;
        let ready = rule.read(&path, input)?;
        crate::onboarding::ownership::check(&desk, &caller, info, &path, &ready.input).await?;
        Ok(ready.run)
    }
    .await;
    // The first of the path: of "policy, its group" the policy, whatever their names. Secrets stand in no trail.
    let mut named = parameters.iter().filter(|(name, _)| info.secret != Some(name));
    let subject = named.next().map(|(_, id)| id.to_string()).unwrap_or_default();
    let mut context = Context::new(desk, caller, now);
    context.about(subject);
    let (outcome, cookie) = run(info, context, prepared, echo.clone()).await;
    let mut response = answer::enveloped(info, &echo, outcome, now);
    if let Some(cookie) = cookie.as_ref().and_then(authentication::set_cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Runs the rule. Commands run to their end even when the caller hangs up, and are audited.
async fn run(
    info: &'static Info,
    mut context: Context,
    prepared: Result<Run, Failure>,
    echo: Echo,
) -> (Result<Vec<u8>, Failure>, Option<Secret>) {
    if info.effect == Effect::Reads {
        let answer = match prepared {
            Ok(run) => run(&mut context, echo).await,
            Err(failure) => Err(failure),
        };
        let answer = answer.inspect_err(|failure| context.refused_to_read(info.id, failure));
        return (answer, context.cookie());
    }
    let command = tokio::spawn(async move {
        let _to_the_end = context.desk.busy.clone().read_owned().await;
        let answer = match prepared {
            Ok(run) => run(&mut context, echo).await,
            Err(failure) => Err(failure),
        };
        let cookie = context.cookie();
        (context.finish(info.id, answer).await, cookie)
    });
    command.await.unwrap_or_else(|_| (Err(CommonCode::Internal.into()), None))
}
