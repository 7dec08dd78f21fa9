//! The decision on a policy request.

use jiff::Timestamp;
use partnerdesk_api::{
    error::Failure,
    partner::PartnerCode,
    policy::PolicyState,
    policy_request::{Decision, MappingKeyPath, Mappings, RequestCode, RequestState},
};

use crate::{
    desk::Context,
    store::{
        self, Read as _,
        policy_request::{ForDecision, Request},
    },
};

/// Approves or rejects a request (pms-api #17, 6.2.4). Approving checks policy and mappings, rejecting never does. Who
/// comes second gets a conflict that names the first.
pub async fn decide(context: &mut Context, path: MappingKeyPath, input: Decision) -> Result<String, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let reason = input.reason.as_deref().map(str::trim).filter(|r| !r.is_empty());
    let tx = context.tx().await?;
    let found = store::policy_request::for_decision(tx, &path.mapping_key).await?.ok_or(RequestCode::Unknown)?;
    let request = &found.request;
    if request.status.is_final() {
        return Err(decided(request));
    }
    let to = input.to()?;
    let step = request.status.becomes(to).ok_or_else(|| decided(request))?;
    if request.created_by == by {
        return Err(RequestCode::OwnRequest.into());
    }
    if to == RequestState::Approved {
        may_approve(&found, now)?;
    }
    if !store::policy_request::decide(tx, &request.id, step, &by, reason, now).await? {
        let current: Request = tx.find(&request.id).await?.ok_or(RequestCode::Unknown)?;
        return Err(decided(&current));
    }
    if request.mappings != Mappings::NotNeeded {
        store::mapping::decided(tx, &request.id, to).await?;
    }
    Ok(format!("Policy mapping {} successfully", to.word()))
}

/// The conflict that names who decided and when.
fn decided(request: &Request) -> Failure {
    let code = if request.status == RequestState::Approved {
        RequestCode::DecidedApproved
    } else {
        RequestCode::DecidedRejected
    };
    let (Some(by), Some(at)) = (&request.decided_by, request.decided_at) else { return code.into() };
    let at = at.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC");
    Failure::from(code)
        .saying(format!("{by} {} this request on {at}. Nothing was changed by you.", request.status.word()))
}

fn may_approve(found: &ForDecision, now: Timestamp) -> Result<(), Failure> {
    let (policy_state, valid_to) = found.policy.ok_or(RequestCode::PolicyMissing)?;
    if policy_state != PolicyState::Activated {
        return Err(RequestCode::PolicyInactive.into());
    }
    if !found.group_is_active.ok_or(RequestCode::GroupMissing)? {
        return Err(PartnerCode::GroupInactive.into());
    }
    if valid_to <= now {
        return Err(RequestCode::PolicyExpired.into());
    }
    // Our own addition: a partner deactivated meanwhile must not become entitled.
    if !found.partner_is_active {
        return Err(PartnerCode::Inactive.into());
    }
    match found.request.mappings {
        Mappings::NotNeeded | Mappings::Complete => Ok(()),
        Mappings::ExtractorsMissing => Err(RequestCode::ExtractorsMissing.into()),
        Mappings::CredentialTypeMissing => Err(RequestCode::CredentialTypeMissing.into()),
    }
}
