//! Whether the server lives and whether it can work, for those who operate it.

use std::sync::Arc;

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse as _, routing::get};
use serde_json::json;

use crate::desk::Desk;

pub(super) fn routes(router: Router<Arc<Desk>>) -> Router<Arc<Desk>> {
    router.route("/healthz", get(|| async { Json(json!({"status": "UP"})) })).route(
        "/readyz",
        get(|State(desk): State<Arc<Desk>>| async move {
            if desk.db.answers().await {
                Json(json!({"status": "UP"})).into_response()
            } else {
                (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "DOWN"}))).into_response()
            }
        }),
    )
}
