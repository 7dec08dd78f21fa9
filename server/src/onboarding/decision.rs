//! The decision on a policy request.

use partnerdesk_api::{
    error::Failure,
    partner::PartnerCode,
    policy::PolicyState,
    policy_request::{Decision, MappingKeyPath, Mappings, RequestCode, RequestState},
};

use crate::{
    desk::Context,
    store::{self, Tx, policy_request::Request},
};

/// Approves or rejects a request (pms-api #17, 6.2.4). Approving checks policy and mappings, rejecting never does. Who
/// comes second gets a conflict that names the first.
pub async fn decide(context: &mut Context, path: MappingKeyPath, input: Decision) -> Result<String, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let reason = input.reason.as_deref().map(str::trim).filter(|r| !r.is_empty());
    let tx = context.tx().await?;
    store::policy_request::hold(tx, &path.mapping_key).await?;
    let request = store::policy_request::find_in(tx, &path.mapping_key).await?.ok_or(RequestCode::Unknown)?;
    if request.status != RequestState::InProgress {
        return Err(decided(&request));
    }
    let to = match input.status.to_ascii_lowercase().as_str() {
        "approved" => RequestState::Approved,
        "rejected" => RequestState::Rejected,
        _ => return Err(Failure::from(RequestCode::StatusWord).at("status")),
    };
    if request.created_by == by {
        return Err(RequestCode::OwnRequest.into());
    }
    if to == RequestState::Approved {
        may_approve(tx, &request, now).await?;
    }
    if !store::policy_request::decide(tx, &request, to, &by, reason, now).await? {
        let current = store::policy_request::find_in(tx, &request.id).await?.unwrap_or(request);
        return Err(decided(&current));
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

async fn may_approve(tx: &mut Tx, request: &Request, now: jiff::Timestamp) -> Result<(), Failure> {
    store::policy::hold(tx, &request.policy_id).await?;
    let policy = store::policy::find_in(tx, &request.policy_id).await?.ok_or(RequestCode::PolicyMissing)?;
    if policy.state != PolicyState::Activated {
        return Err(RequestCode::PolicyInactive.into());
    }
    let group = store::policy::group_in(tx, &policy.group_id).await?.ok_or(RequestCode::GroupMissing)?;
    if !group.is_active {
        return Err(PartnerCode::GroupInactive.into());
    }
    if policy.valid_to <= now {
        return Err(RequestCode::PolicyExpired.into());
    }
    // Our own addition: a partner deactivated meanwhile must not become entitled.
    let partner = store::partner::find_in(tx, &request.partner_id).await?.ok_or(PartnerCode::UnknownPartner)?;
    if !partner.state.is_active() {
        return Err(PartnerCode::Inactive.into());
    }
    match request.mappings {
        Mappings::NotNeeded | Mappings::Complete => Ok(()),
        Mappings::ExtractorsMissing => Err(RequestCode::ExtractorsMissing.into()),
        Mappings::CredentialTypeMissing => Err(RequestCode::CredentialTypeMissing.into()),
    }
}
