//! What a server does by itself now and then: entering what was gathered, ending what has expired, forgetting what nobody
//! needs any more.

use std::time::Duration;

use jiff::SignedDuration;

use crate::{
    desk::Desk,
    onboarding::{api_key, misp_licence, setup, throttle},
    store,
};

/// How often.
const EVERY: Duration = Duration::from_secs(60);
/// How long an ended session stays, for whoever asks what happened.
const SESSIONS_STAY: SignedDuration = SignedDuration::from_hours(24);

/// Does what is due. Every server may, also of several that share a storage: what is gone is gone.
///
/// # Errors
/// The storage does not answer.
pub async fn tidy(desk: &Desk) -> store::Result<()> {
    let now = (desk.clock)();
    desk.metrics.tidy();
    desk.enter_gathered().await;
    setup::forget_used_code(desk).await?;
    throttle::tidy(desk, now).await?;
    api_key::expire(desk, now).await?;
    misp_licence::expire(desk, now).await?;
    let mut tx = desk.db.write().await?;
    store::session::forget_sessions(&mut tx, now - SESSIONS_STAY).await?;
    tx.commit().await
}

/// Does it until the server ends.
pub(crate) async fn run(desk: &Desk) {
    while desk.ending.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
        if let Err(error) = tidy(desk).await {
            tracing::warn!(%error, "tidying up did not work; it is tried again");
        }
    }
}
