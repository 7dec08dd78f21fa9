//! Which rule answers which operation: OIDC clients.

use partnerdesk_api::oidc_client as api;

use super::Routes;
use crate::onboarding::oidc_client;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .on(&api::CREATE, oidc_client::create)
        .on(&api::CREATE_LEGACY, oidc_client::create_legacy)
        .on(&api::CREATE_OLDER, oidc_client::create_older)
        .on(&api::UPDATE, oidc_client::update)
        .on(&api::UPDATE_LEGACY, oidc_client::update_legacy)
        .on(&api::UPDATE_OLDER, oidc_client::update_older)
        .on(&api::DEACTIVATE, oidc_client::deactivate)
        .on(&api::DETAIL, oidc_client::detail)
        .on(&api::DETAIL_LEGACY, oidc_client::detail)
        .on(&api::LIST, oidc_client::list)
        .on(&api::LIST_LEGACY, oidc_client::list)
}
