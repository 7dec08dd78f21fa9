//! Whether the server lives, whether it can work, and its numbers, for those who operate it.
//!
//! The first two are asked by proxies and orchestrators, so every listener answers them; they tell nothing else. The
//! numbers are answered only on a listener of their own, which is never open to the network ([`operations`]).

use std::{collections::HashMap, sync::Arc, sync::LazyLock};

use axum::{
    Json, Router,
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
    routing::get,
};
use serde_json::json;

use crate::{desk::Desk, store};

const LIVES: &str = "/healthz";
const READY: &str = "/readyz";

pub(super) fn routes(router: Router<Arc<Desk>>) -> Router<Arc<Desk>> {
    router.route(LIVES, get(|| async { Json(json!({"status": "UP"})) })).route(READY, get(ready))
}

/// What those who operate the server may ask: health, readiness and metrics.
pub fn operations(desk: Arc<Desk>) -> Router {
    routes(Router::new()).route("/metrics", get(numbers)).with_state(desk)
}

async fn ready(State(desk): State<Arc<Desk>>) -> Response {
    let because = if desk.ending.is_cancelled() {
        "the server is shutting down"
    } else {
        match store::setting::schema(&desk.db).await {
            Ok(version) if version >= desk.schema => return Json(json!({"status": "UP"})).into_response(),
            Ok(_) => "the storage is older than this server; start the server again to bring it up to date",
            Err(_) => "the storage does not answer",
        }
    };
    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "DOWN", "because": because}))).into_response()
}

async fn numbers(State(desk): State<Arc<Desk>>) -> Response {
    let pending = store::policy_request::count_pending(&desk.db).await;
    let text = desk.metrics.text(pending.is_ok(), pending.ok());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// The operations by path and method, to name a request in the numbers.
static OPERATIONS: LazyLock<HashMap<(&str, &str), &str>> = LazyLock::new(|| {
    let paths = |info: &'static partnerdesk_api::operation::Info| {
        std::iter::once(&info.path).chain(info.aliases).map(|path| ((*path, info.method.word()), info.id))
    };
    let health = [LIVES, READY].map(|path| ((path, Method::GET.as_str()), path));
    partnerdesk_api::operations().flat_map(paths).collect::<Vec<_>>().into_iter().chain(health).collect()
});

/// Counts a request under the operation that it found; under `none` when it found none, whatever its path was.
pub(super) async fn count(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let operation = OPERATIONS.get(&(path, request.method().as_str())).copied().unwrap_or("none");
    let underway = desk.metrics.request(operation);
    let response = next.run(request).await;
    underway.answered(response.status().as_u16());
    response
}
