//! Which rule answers which operation: trust store and partner certificates.

use partnerdesk_api::certificate as api;

use super::Routes;
use crate::onboarding::{certificate, trust_store};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .on(&api::CA_UPLOAD, trust_store::upload)
        .on(&api::TRUST_LIST, trust_store::list)
        .on(&api::TRUST_FILE, trust_store::file)
        .on(&api::ANCHORS, trust_store::anchors)
        .on(&api::UPLOAD, certificate::upload)
        .on(&api::SIGNED, certificate::signed)
        .on(&api::BOTH, certificate::both)
        .on(&api::MINE, certificate::mine)
}
