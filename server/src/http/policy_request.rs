//! Which rule answers which operation: policy requests.

use partnerdesk_api::policy_request as api;

use super::Routes;
use crate::onboarding::{decision, mapping, policy_request};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .on(&api::CREATE, policy_request::create)
        .on(&api::LIST, policy_request::list)
        .on(&api::SEARCH, policy_request::search)
        .on(&api::VALUES, policy_request::values)
        .on(&api::DECIDE, decision::decide)
        .on(&api::MAP_EXTRACTORS, mapping::map_extractors)
        .on(&api::EXTRACTORS, mapping::extractors)
        .on(&api::MAP_CREDENTIAL_TYPE, mapping::map_credential_type)
        .on(&api::CREDENTIAL_TYPE, mapping::credential_type)
        .on(&api::APPROVED_CREDENTIAL_TYPES, mapping::approved_credential_types)
}
