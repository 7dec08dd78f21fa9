//! Which rule answers which operation: the system itself.

use partnerdesk_api::system as api;

use super::Routes;
use crate::onboarding::system;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.on(&api::CONFIG, system::config).on(&api::OPENAPI, system::openapi)
}
