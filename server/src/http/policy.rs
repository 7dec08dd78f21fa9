//! Which rule answers which operation: policy groups and policies.

use partnerdesk_api::policy as api;

use super::Routes;
use crate::onboarding::{policy, policy_group};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .on(&api::CREATE_GROUP, policy_group::create)
        .on(&api::GROUP, policy_group::detail)
        .on(&api::DEACTIVATE_GROUP, policy_group::deactivate)
        .on(&api::GROUP_CHOICES, policy_group::choices)
        .on(&api::GROUP_LIST, policy_group::list)
        .on(&api::SEARCH_GROUPS, policy_group::search)
        .on(&api::GROUP_VALUES, policy_group::values)
        .on(&api::CREATE, policy::create)
        .on(&api::UPDATE, policy::update)
        .on(&api::PUBLISH, policy::publish)
        .on(&api::DETAIL, policy::detail)
        .on(&api::DEACTIVATE, policy::deactivate)
        .on(&api::LIST, policy::list)
        .on(&api::SEARCH, policy::search)
        .on(&api::VALUES, policy::values)
        .on(&api::CHOICES, policy::choices)
}
