//! Which rule answers which operation: the audit trail.

use partnerdesk_api::audit as api;

use super::Routes;
use crate::onboarding::audit;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.on(&api::LIST, audit::list)
}
