//! Which rule answers which operation: API keys.

use partnerdesk_api::api_key as api;

use super::Routes;
use crate::onboarding::api_key;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .on(&api::GENERATE, api_key::generate)
        .on(&api::CREATE, api_key::create)
        .on(&api::SET_STATUS, api_key::set_status)
        .on(&api::CHANGE, api_key::change)
        .on(&api::CHANGE_POLICY, api_key::change_policy)
        .on(&api::POLICY, api_key::policy)
        .on(&api::ALL, api_key::all)
        .on(&api::ONE, api_key::one)
        .on(&api::OF_REQUESTS, api_key::of_requests)
        .on(&api::LIST, api_key::list)
        .on(&api::LIST_LEGACY, api_key::list_legacy)
        .on(&api::SEARCH, api_key::search)
}
