//! Policies: drafts are edited, published ones are immutable, deactivated ones are gone for good.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use partnerdesk_api::{
    common::CommonCode,
    error::Failure,
    list::{ListQuery, Page},
    operation::{NoPath, Nothing},
    policy::{
        ChangedPolicy, Deactivation, FoundPolicy, GroupNamePath, MAKERS, NewPolicy, POLICIES, POLICY_TYPES,
        PolicyChoice, PolicyCode, PolicyDetail, PolicyPath, PolicyRow, PolicySearch, PolicyState, PolicyStatus,
        PolicyValues, PublishPath, SavedPolicy,
    },
    policy_request::RequestState,
    search::{Asked, FilterValues, Found, Search},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{account::tidy, told};
use crate::{
    desk::{Context, Desk},
    reference::POLICY_SCHEMA_URL,
    store::{self, Read as _, policy::Policy, policy_group::Group},
};

/// How long a policy is valid (pms-api #107: upstream ignores its own setting and adds 200 years).
pub(super) const VALID_YEARS: i32 = 200;

/// Makes a draft (pms-api #107).
pub async fn create(context: &mut Context, _: NoPath, input: NewPolicy) -> Result<SavedPolicy, Failure> {
    let (now, by, desk) = (context.now, context.caller.user.clone(), context.desk.clone());
    let policy_type = POLICY_TYPES.iter().find(|t| t.eq_ignore_ascii_case(&input.policy_type));
    let policy_type = policy_type.ok_or(PolicyCode::TypeNotAllowed).map_err(|c| Failure::from(c).at("policyType"))?;
    let id = Uuid::now_v7().to_string();
    context.about(id.clone());
    let tx = context.tx().await?;
    let group = store::policy_group::by_name(tx, &input.policy_group_name).await?;
    let group = group.ok_or(PolicyCode::UnknownGroupName).map_err(|c| Failure::from(c).at("policyGroupName"))?;
    tx.hold::<Group>(&group.id).await?;
    let group = tx.find::<Group>(&group.id).await?.unwrap_or(group);
    if !group.state.is_active() {
        return Err(Failure::from(PolicyCode::GroupInactive).at("policyGroupName"));
    }
    let name = tidy(&input.name);
    if store::policy::by_group_and_name(tx, &group.id, &name).await?.is_some() {
        return Err(Failure::from(PolicyCode::NameTakenInGroup).at("name"));
    }
    check_schema(&desk, policy_type, &input.policies)?;
    let policy = Policy {
        id,
        group_id: group.id,
        group_name: group.name,
        name,
        description: tidy(&input.desc),
        policy_type: (*policy_type).into(),
        version: input.version,
        body: input.policies.to_string(),
        state: PolicyState::Draft,
        schema_url: None,
        valid_from: now,
        valid_to: after_years(now, VALID_YEARS),
        created_at: now,
        created_by: by,
        updated_at: None,
        updated_by: None,
    };
    tx.add(&policy, &name_taken()).await?;
    Ok(saved(policy))
}

/// Changes a draft (pms-api #108). Its group and type stay.
pub async fn update(context: &mut Context, path: PolicyPath, input: ChangedPolicy) -> Result<SavedPolicy, Failure> {
    let (now, by, desk) = (context.now, context.caller.user.clone(), context.desk.clone());
    let tx = context.tx().await?;
    let group = store::policy_group::by_name(tx, &input.policy_group_name).await?;
    let group = group.ok_or(PolicyCode::UnknownGroupName).map_err(|c| Failure::from(c).at("policyGroupName"))?;
    if !group.state.is_active() {
        return Err(Failure::from(PolicyCode::GroupInactive).at("policyGroupName"));
    }
    let mut policy: Policy = tx.find(&path.policy_id).await?.ok_or(PolicyCode::UnknownPolicy)?;
    if policy.group_id != group.id {
        return Err(Failure::from(PolicyCode::GroupMismatch).at("policyGroupName"));
    }
    if policy.state != PolicyState::Draft {
        return Err(PolicyCode::Immutable.into());
    }
    policy.name = tidy(&input.name);
    let namesake = store::policy::by_group_and_name(tx, &group.id, &policy.name).await?;
    if namesake.is_some_and(|other| other.id != policy.id) {
        return Err(Failure::from(PolicyCode::NameTakenInGroup).at("name"));
    }
    check_schema(&desk, &policy.policy_type, &input.policies)?;
    policy.description = tidy(&input.desc);
    policy.version = input.version;
    policy.body = input.policies.to_string();
    if !store::policy::change(tx, &policy, &by, now).await.map_err(|e| e.lost(&name_taken()))? {
        return Err(PolicyCode::Immutable.into());
    }
    policy.updated_at = Some(now);
    policy.updated_by = Some(by);
    Ok(saved(policy))
}

fn name_taken() -> [(&'static str, Failure); 1] {
    [("policy_group_and_name", Failure::from(PolicyCode::NameTakenInGroup).at("name"))]
}

/// Publishes a draft (pms-api #109): from now on immutable and open to requests.
pub async fn publish(context: &mut Context, path: PublishPath, _: Nothing) -> Result<PolicyDetail, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let tx = context.tx().await?;
    tx.hold::<Group>(&path.policy_group_id).await?;
    let group: Group = tx.find(&path.policy_group_id).await?.ok_or(PolicyCode::UnknownGroup)?;
    if !group.state.is_active() {
        return Err(PolicyCode::GroupInactive.into());
    }
    let policy: Policy = tx.find(&path.policy_id).await?.ok_or(PolicyCode::UnknownPolicy)?;
    if policy.group_id != group.id {
        return Err(PolicyCode::GroupMismatch.into());
    }
    let step = policy.state.becomes(PolicyState::Activated).ok_or(PolicyCode::AlreadyPublished)?;
    if !store::policy::publish(tx, &policy.id, step, POLICY_SCHEMA_URL, &by, now).await? {
        return Err(PolicyCode::AlreadyPublished.into());
    }
    let policy: Policy = tx.find(&policy.id).await?.ok_or(PolicyCode::UnknownPolicy)?;
    context.event("POLICY_UPDATED", &json!({"policyData": told::policy(&policy)?})).await?;
    shown(policy, group)
}

/// Deactivates a published policy (pms-api #111); refused while anybody uses or requests it; final.
pub async fn deactivate(context: &mut Context, path: PolicyPath, input: Deactivation) -> Result<PolicyStatus, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    input.check(PolicyCode::StatusWord)?;
    let tx = context.tx().await?;
    tx.hold::<Policy>(&path.policy_id).await?;
    let policy: Policy = tx.find(&path.policy_id).await?.ok_or(PolicyCode::Unknown)?;
    let step = policy.state.becomes(PolicyState::Deactivated).ok_or(match policy.state {
        PolicyState::Draft => PolicyCode::NotActivated,
        PolicyState::Activated | PolicyState::Deactivated => PolicyCode::AlreadyDeactivated,
    })?;
    if store::policy_request::count_of_policy(tx, &policy.id, RequestState::Approved).await? > 0 {
        return Err(PolicyCode::HasApprovedRequests.into());
    }
    if store::policy_request::count_of_policy(tx, &policy.id, RequestState::InProgress).await? > 0 {
        return Err(PolicyCode::HasPendingRequests.into());
    }
    if !store::policy::change_state(tx, &policy.id, step, &by, now).await? {
        return Err(PolicyCode::AlreadyDeactivated.into());
    }
    Ok(PolicyStatus { policy_id: policy.id, is_active: false })
}

/// One policy (pms-api #113).
pub async fn detail(context: &mut Context, path: PolicyPath, _: Nothing) -> Result<PolicyDetail, Failure> {
    let policy: Policy = context.db().find(&path.policy_id).await?.ok_or(PolicyCode::UnknownPolicy)?;
    let group: Group = context.db().find(&policy.group_id).await?.ok_or(PolicyCode::UnknownGroup)?;
    shown(policy, group)
}

/// All policies.
pub async fn list(context: &mut Context, _: NoPath, query: ListQuery) -> Result<Page<PolicyRow>, Failure> {
    super::page(context, &POLICIES, &query, &store::policy::TABLE, store::policy::row).await
}

/// Policies of a type, as older clients ask for them (pms-api #116).
pub async fn search(context: &mut Context, _: NoPath, input: PolicySearch) -> Result<Found<FoundPolicy>, Failure> {
    let PolicySearch { policy_type, filters, sort, pagination } = input;
    let asked = Search { filters, sort, pagination }.check(&POLICIES)?.of_type(&POLICIES, TYPE, &policy_type)?;
    let (table, row) = (&store::policy::SEARCH, store::policy::row);
    super::search::found(context, &POLICIES, &asked, table, row, |policy| Ok(store::policy::found(policy))).await
}

/// The column of a policy's type in legacy searches.
const TYPE: &str = "policyType";

/// Values of columns of policies (pms-api #117). Who makes no policies sees those that can be requested.
pub async fn values(context: &mut Context, _: NoPath, input: PolicyValues) -> Result<FilterValues, Failure> {
    let sees_drafts = MAKERS.iter().any(|role| context.caller.is(*role));
    let also = |mut asked: Asked| {
        if !sees_drafts {
            asked.query = asked.query.with("status", PolicyState::Activated.word());
        }
        asked.of_type(&POLICIES, TYPE, &input.policy_type)
    };
    let asked = (input.filters.as_slice(), input.optional_filters.as_slice());
    let (table, row) = (&store::policy::TABLE, store::policy::row);
    super::search::values(context, &POLICIES, asked, also, table, row, |policy| policy.policy_id.clone()).await
}

/// Active policies of a group (pms-api #106).
pub async fn choices(context: &mut Context, path: GroupNamePath, _: Nothing) -> Result<Vec<PolicyChoice>, Failure> {
    let group =
        store::policy_group::by_name(context.db(), &path.group_name).await?.ok_or(PolicyCode::UnknownGroupName)?;
    if !group.state.is_active() {
        return Err(PolicyCode::GroupInactive.into());
    }
    let policies = store::policy::of_group(context.db(), &group.id).await?;
    let active = policies.into_iter().filter(|p| p.state == PolicyState::Activated && context.now < p.valid_to);
    let choice = |p: Policy| PolicyChoice {
        policy_group_id: p.group_id,
        policy_group_name: p.group_name,
        id: p.id,
        name: p.name,
        descr: p.description,
        policy_type: p.policy_type,
    };
    Ok(active.map(choice).collect())
}

/// A moment so many years later.
pub(super) fn after_years(now: Timestamp, years: i32) -> Timestamp {
    now.to_zoned(TimeZone::UTC).checked_add(years.years()).map_or(Timestamp::MAX, |z| z.timestamp())
}

/// The stored policy as JSON.
pub(super) fn body(policy: &Policy) -> Result<Value, Failure> {
    serde_json::from_str(&policy.body).map_err(|_| CommonCode::PolicyServiceFailed.into())
}

/// Checks a policy against the schema of its type; the first violation is answered with upstream's code and the place.
fn check_schema(desk: &Desk, policy_type: &str, policy: &Value) -> Result<(), Failure> {
    use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
    let schema = desk.reference.schema(policy_type).ok_or(PolicyCode::TypeNotAllowed)?;
    let Some(error) = schema.iter_errors(policy).next() else { return Ok(()) };
    let code = match error.kind() {
        Kind::Required { .. } => PolicyCode::MissingMember,
        Kind::Type { .. } => PolicyCode::WrongMemberType,
        Kind::MinItems { .. } => PolicyCode::EmptyArray,
        Kind::MinLength { .. } => PolicyCode::EmptyText,
        _ => PolicyCode::UnknownMember,
    };
    let place = error.instance_path().to_string();
    let place = if place.is_empty() { "the policy itself".to_string() } else { place };
    // Upstream's own text is kept short; the value is not repeated, it may be anything.
    let what = match error.kind() {
        Kind::Required { property } => format!("{place} lacks {property}"),
        Kind::Type { kind: TypeKind::Single(kind) } => format!("{place} must be of the type {kind}"),
        Kind::Type { kind: TypeKind::Multiple(kinds) } => {
            let kinds: Vec<String> = kinds.iter().map(|kind| kind.to_string()).collect();
            format!("{place} must be of the type {}", kinds.join(" or "))
        }
        Kind::AdditionalProperties { unexpected } => {
            format!("{place} has the unknown member {}", unexpected.join(", "))
        }
        Kind::Enum { options } => format!("{place} must be one of {options}"),
        _ => format!("{place} does not fit"),
    };
    Err(Failure::from(code).saying(format!("The policy does not fit its type {policy_type}: {what}.")).at("policies"))
}

fn saved(policy: Policy) -> SavedPolicy {
    SavedPolicy {
        id: policy.id,
        policy_group_name: policy.group_name,
        name: policy.name,
        desc: policy.description,
        is_active: policy.state == PolicyState::Activated,
        cr_by: policy.created_by,
        cr_dtimes: policy.created_at.into(),
        up_by: policy.updated_by,
        upd_dtimes: policy.updated_at.map(Into::into),
    }
}

fn shown(policy: Policy, group: Group) -> Result<PolicyDetail, Failure> {
    Ok(PolicyDetail {
        policy_group_status: group.state.is_active(),
        policy_group_id: group.id,
        policy_group_name: group.name,
        policy_group_desc: group.description,
        policy_group_cr_by: group.created_by,
        policy_group_cr_dtimes: group.created_at.into(),
        policy_group_up_by: group.updated_by,
        policy_group_upd_dtimes: group.updated_at.map(Into::into),
        policies: body(&policy)?,
        policy_id: policy.id,
        policy_name: policy.name,
        policy_desc: policy.description,
        policy_type: policy.policy_type,
        publish_date: policy.valid_from.into(),
        valid_till: policy.valid_to.into(),
        status: policy.state.publication().into(),
        version: policy.version,
        schema: policy.schema_url,
        is_active: policy.state == PolicyState::Activated,
        cr_by: policy.created_by,
        cr_dtimes: policy.created_at.into(),
        up_by: policy.updated_by,
        upd_dtimes: policy.updated_at.map(Into::into),
    })
}
