//! Which rule answers which operation: extractor configurations.

use partnerdesk_api::extractor as api;

use super::Routes;
use crate::onboarding::extractor;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.on(&api::CREATE, extractor::create).on(&api::LIST, extractor::list).on(&api::DETAIL, extractor::detail)
}
