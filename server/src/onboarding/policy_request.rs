//! Requesting a policy, and the list of requests.

use partnerdesk_api::{
    error::Failure,
    list::{ListQuery, Page},
    operation::NoPath,
    partner::{PartnerCode, PartnerPath},
    policy::{PolicyCode, PolicyState},
    policy_request::{
        FoundRequest, MAPPING_TYPES, Mapped, Mappings, NewRequest, REQUESTS, RequestCode, RequestRow, RequestState,
    },
    search::{FilterValues, Found, Search, Values},
};
use uuid::Uuid;

use crate::{
    desk::Context,
    store::{self, Read as _, Tx, partner::Partner, policy::Policy, policy_group::Group, policy_request::Request},
};

/// Requests a policy (pms-api #16); the first of three steps for partners whose type maps extractors.
pub async fn create(context: &mut Context, path: PartnerPath, input: NewRequest) -> Result<Mapped, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let tx = context.tx().await?;
    // Its state is copied into its requests: a request made at the moment of a deactivation must not miss it.
    tx.hold::<Partner>(&path.partner_id).await?;
    let partner: Partner = tx.find(&path.partner_id).await?.ok_or(PartnerCode::UnknownPartner)?;
    if !partner.state.is_active() {
        return Err(PartnerCode::Inactive.into());
    }
    let group_id = partner.group_id.clone().ok_or(PolicyCode::PartnerHasNoGroup)?;
    let (policy, group) =
        active_policy(tx, &input.policy_name, &group_id, now).await.map_err(|f| f.at("policyName"))?;
    match store::policy_request::open_of_pair(tx, &partner.id, &policy.id).await? {
        Some(RequestState::InProgress) => return Err(Failure::from(RequestCode::AlreadyPending).at("policyName")),
        Some(_) => return Err(Failure::from(RequestCode::AlreadyApproved).at("policyName")),
        None => {}
    }
    let needs_mapping = MAPPING_TYPES.contains(&partner.partner_type.as_str());
    let request = Request {
        id: Uuid::now_v7().to_string(),
        partner_id: partner.id,
        account: partner.account,
        partner_type: partner.partner_type,
        partner_state: partner.state,
        organization: partner.organization,
        policy_id: policy.id,
        policy_name: policy.name,
        policy_description: policy.description,
        group_id,
        group_name: group.name,
        group_description: group.description,
        comment: input.use_case_description.trim().to_string(),
        status: RequestState::InProgress,
        mappings: if needs_mapping { Mappings::ExtractorsMissing } else { Mappings::NotNeeded },
        created_at: now,
        created_by: by,
        updated_at: None,
        decided_at: None,
        decided_by: None,
        decision_reason: None,
    };
    tx.add(&request, &[("policy_request_once", Failure::from(RequestCode::AlreadyPending).at("policyName"))]).await?;
    context.about(request.id.clone());
    Ok(Mapped { mappingkey: request.id, message: "Policy mapping request submitted successfully.".into() })
}

/// The active policy of a name in the partner's group. Names are unique within a group only, so the partner's group
/// decides among namesakes; the refusals come in upstream's order.
async fn active_policy(
    tx: &mut Tx,
    name: &str,
    group_id: &str,
    now: jiff::Timestamp,
) -> Result<(Policy, Group), Failure> {
    let named = store::policy::active_by_name(tx, name).await?;
    if named.is_empty() {
        // A deactivated namesake in the group deserves the truer answer.
        let known = store::policy::by_group_and_name(tx, group_id, name).await?;
        let inactive = known.is_some_and(|p| p.state == PolicyState::Deactivated);
        return Err(if inactive { RequestCode::PolicyInactive } else { RequestCode::UnknownPolicy }.into());
    }
    let policy = named.into_iter().find(|p| p.group_id == group_id).ok_or(RequestCode::OtherGroup)?;
    tx.hold::<Policy>(&policy.id).await?;
    let policy = tx.find::<Policy>(&policy.id).await?.unwrap_or(policy);
    if policy.state != PolicyState::Activated {
        return Err(RequestCode::PolicyInactive.into());
    }
    if policy.valid_to <= now {
        return Err(RequestCode::PolicyExpired.into());
    }
    let group: Group = tx.find(group_id).await?.ok_or(RequestCode::GroupMissing)?;
    if group.state.is_active() { Ok((policy, group)) } else { Err(PartnerCode::GroupInactive.into()) }
}

/// Requests: all for admins and support, own ones for partners (pms-api #39).
pub async fn list(context: &mut Context, _: NoPath, query: ListQuery) -> Result<Page<RequestRow>, Failure> {
    let query = exact_partner(query)?;
    if !context.caller.sees_all(true)
        && store::partner::of_account(context.db(), &context.caller.user).await?.is_empty()
    {
        return Err(PartnerCode::NoOwnPartner.into());
    }
    super::page(context, &REQUESTS, &query, &store::policy_request::TABLE, store::policy_request::row).await
}

/// The requests of a partner, newest first.
pub(super) async fn of_partner(context: &Context, partner_id: &str) -> Result<Vec<RequestRow>, Failure> {
    let query = ListQuery::default().with("partnerId", partner_id).exactly("partnerId");
    let (table, row) = (&store::policy_request::TABLE, store::policy_request::row);
    Ok(super::page(context, &REQUESTS, &query, table, row).await?.data)
}

/// Requests, as older clients ask for them (pms-api #29); own ones for partners.
pub async fn search(context: &mut Context, _: NoPath, input: Search) -> Result<Found<FoundRequest>, Failure> {
    let asked = input.check(&REQUESTS)?;
    let (table, row) = (&store::policy_request::TABLE, store::policy_request::row);
    super::search::found(context, &REQUESTS, &asked, table, row, |request| Ok(store::policy_request::found(request)))
        .await
}

/// Values of columns of requests (pms-api #28).
pub async fn values(context: &mut Context, _: NoPath, input: Values) -> Result<FilterValues, Failure> {
    let asked = (input.filters.as_slice(), input.optional_filters.as_slice());
    let (table, row) = (&store::policy_request::TABLE, store::policy_request::row);
    super::search::values(context, &REQUESTS, asked, Ok, table, row, |request| request.id.clone()).await
}

/// `partnerIdSearchType` (pms-api 6.2.4) is `contains` by default, or `equals` with a partner id.
fn exact_partner(query: ListQuery) -> Result<ListQuery, Failure> {
    match query.get("partnerIdSearchType") {
        None | Some("contains") => Ok(query),
        Some("equals") if query.get("partnerId").is_none() => Err(RequestCode::SearchWithoutId.into()),
        Some("equals") => Ok(query.exactly("partnerId")),
        Some(_) => Err(Failure::from(RequestCode::SearchWord).at("partnerIdSearchType")),
    }
}
