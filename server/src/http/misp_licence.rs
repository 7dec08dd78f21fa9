//! Which rule answers which operation: MISP licence keys.

use partnerdesk_api::misp_licence as api;

use super::Routes;
use crate::onboarding::misp_licence;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .on(&api::ISSUE, misp_licence::issue)
        .on(&api::ISSUE_ANEW, misp_licence::issue_anew)
        .on(&api::DEACTIVATE, misp_licence::deactivate)
        .on(&api::LIST, misp_licence::list)
        .on(&api::DETAIL, misp_licence::detail)
        .on(&api::GENERATE, misp_licence::generate)
        .on(&api::SET_STATUS, misp_licence::set_status)
        .on(&api::ALL, misp_licence::all)
        .on(&api::CURRENT, misp_licence::current)
        .on(&api::SEARCH, misp_licence::search)
        .on(&api::VALUES, misp_licence::values)
}
