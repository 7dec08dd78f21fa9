//! Which rule answers which operation: accounts.

use partnerdesk_api::account as api;

use super::Routes;
use crate::onboarding::{account, consent, session, setup};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .on(&api::SIGN_UP, account::sign_up)
        .on(&api::SIGN_IN, session::sign_in)
        .on(&api::REFRESH, session::refresh)
        .on(&api::SIGN_OUT, session::sign_out)
        .on(&api::ME, account::me)
        .on(&api::VALIDATE_TOKEN, session::validate_token)
        .on(&api::SETUP_STATE, setup::state)
        .on(&api::SETUP, setup::first_admin)
        .on(&api::CREATE, account::create)
        .on(&api::ACTIVATE, account::activate)
        .on(&api::LIST, account::list)
        .on(&api::CONSENT, consent::state)
        .on(&api::GIVE_CONSENT, consent::give)
}
