//! Which rule answers which operation: partners.

use partnerdesk_api::partner as api;

use super::Routes;
use crate::onboarding::{checklist, partner, registration};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .on(&api::TYPES, registration::types)
        .on(&api::SEARCH_TYPES, registration::search_types)
        .on(&api::REGISTER, registration::register)
        .on(&api::REGISTER_LEGACY, registration::register)
        .on(&api::EXISTS, registration::exists)
        .on(&api::VERIFY_EMAIL, registration::verify_email)
        .on(&api::ADMIN_LIST, partner::list)
        .on(&api::ADMIN_LIST_LEGACY, partner::list)
        .on(&api::SEARCH, partner::search)
        .on(&api::VALUES, partner::values)
        .on(&api::ADMIN_DETAIL, partner::detail)
        .on(&api::ADMIN_DETAIL_LEGACY, partner::detail)
        .on(&api::SET_STATUS, partner::set_status)
        .on(&api::OWN, partner::own)
        .on(&api::CHECKLIST, checklist::of_partner)
}
