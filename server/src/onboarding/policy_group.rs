//! Policy groups: partners choose one, policies live in one.

use partnerdesk_api::{
    error::Failure,
    list::{ListQuery, Page},
    operation::{NoPath, Nothing},
    policy::{
        Deactivation, FoundGroup, GROUPS, Group, GroupBody, GroupChoice, GroupDetail, GroupPath, GroupPolicy, GroupRow,
        GroupState, GroupStatus, NewGroup, PolicyCode, PolicyState,
    },
    search::{FilterValues, Found, Search, Values},
};
use uuid::Uuid;

use super::account::tidy;
use crate::{
    desk::Context,
    store::{self, Read as _, policy::Policy},
};

/// Makes a group (pms-api #98); it can be chosen at once.
pub async fn create(context: &mut Context, _: NoPath, input: NewGroup) -> Result<Group, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let group = store::policy_group::Group {
        id: Uuid::now_v7().to_string(),
        name: tidy(&input.name),
        description: tidy(&input.desc),
        state: GroupState::Active,
        created_at: now,
        created_by: by,
        updated_at: None,
        updated_by: None,
    };
    context.about(group.id.clone());
    let tx = context.tx().await?;
    if store::policy_group::by_name(tx, &group.name).await?.is_some() {
        return Err(Failure::from(PolicyCode::GroupNameTaken).at("name"));
    }
    tx.add(&group, &[("policy_group_name", Failure::from(PolicyCode::GroupNameTaken).at("name"))]).await?;
    Ok(Group {
        id: group.id,
        name: group.name,
        desc: group.description,
        is_active: true,
        cr_by: group.created_by,
        cr_dtimes: now.into(),
        up_by: None,
        upd_dtimes: None,
    })
}

/// One group with its policies (pms-api #100).
pub async fn detail(context: &mut Context, path: GroupPath, _: Nothing) -> Result<GroupDetail, Failure> {
    let group: store::policy_group::Group =
        context.db().find(&path.policy_group_id).await?.ok_or(PolicyCode::UnknownGroup)?;
    let policies = store::policy::of_group(context.db(), &group.id).await?;
    let is_active = group.state.is_active();
    Ok(GroupDetail {
        policy_group: GroupBody {
            user_id: group.created_by.clone(),
            id: group.id,
            name: group.name,
            desc: group.description,
            is_active,
            is_deleted: false,
            cr_by: group.created_by,
            cr_dtimes: group.created_at.into(),
            upd_by: group.updated_by,
            upd_dtimes: group.updated_at.map(Into::into),
        },
        policies: policies.into_iter().map(in_group).collect::<Result<_, _>>()?,
    })
}

fn in_group(policy: Policy) -> Result<GroupPolicy, Failure> {
    Ok(GroupPolicy {
        policies: super::policy::body(&policy)?,
        policy_id: policy.id,
        policy_name: policy.name,
        policy_desc: policy.description,
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

/// Deactivates a group (pms-api #104); refused while it has active or draft policies.
pub async fn deactivate(context: &mut Context, path: GroupPath, input: Deactivation) -> Result<GroupStatus, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    input.check(PolicyCode::StatusWord)?;
    let tx = context.tx().await?;
    tx.hold::<store::policy_group::Group>(&path.policy_group_id).await?;
    let group: store::policy_group::Group = tx.find(&path.policy_group_id).await?.ok_or(PolicyCode::GroupUnknown)?;
    let step = group.state.becomes(GroupState::Deactivated).ok_or(PolicyCode::GroupAlreadyDeactivated)?;
    let active = store::policy::count_of_group(tx, &group.id, PolicyState::Activated).await?;
    let drafts = store::policy::count_of_group(tx, &group.id, PolicyState::Draft).await?;
    let blocked = match (active, drafts) {
        (0, 0) => None,
        (_, 0) => Some((
            PolicyCode::GroupHasActive,
            format!("The group has {active} active policies. Deactivate them first."),
        )),
        (0, _) => Some((
            PolicyCode::GroupHasDrafts,
            format!("The group has {drafts} draft policies. It can only be deactivated without them."),
        )),
        _ => Some((
            PolicyCode::GroupHasBoth,
            format!(
                "The group has {active} active and {drafts} draft policies. It can only be deactivated without them."
            ),
        )),
    };
    if let Some((code, sentence)) = blocked {
        return Err(Failure::from(code).saying(sentence));
    }
    if !store::policy_group::change_state(tx, &group.id, step, &by, now).await? {
        return Err(PolicyCode::GroupAlreadyDeactivated.into());
    }
    Ok(GroupStatus { policy_group_id: group.id, is_active: false })
}

/// Active groups to choose from (pms-api #105).
pub async fn choices(context: &mut Context, _: NoPath, _: Nothing) -> Result<Vec<GroupChoice>, Failure> {
    let groups = store::policy_group::active(context.db()).await?;
    if groups.is_empty() {
        return Err(PolicyCode::NoActiveGroups.into());
    }
    Ok(groups.into_iter().map(|g| GroupChoice { id: g.id, name: g.name, description: g.description }).collect())
}

/// All groups.
pub async fn list(context: &mut Context, _: NoPath, query: ListQuery) -> Result<Page<GroupRow>, Failure> {
    super::page(context, &GROUPS, &query, &store::policy_group::TABLE, store::policy_group::row).await
}

/// Groups, as older clients ask for them (pms-api #102).
pub async fn search(context: &mut Context, _: NoPath, input: Search) -> Result<Found<FoundGroup>, Failure> {
    let asked = input.check(&GROUPS)?;
    let (table, row) = (&store::policy_group::TABLE, store::policy_group::row);
    super::search::found(context, &GROUPS, &asked, table, row, |group| Ok(store::policy_group::found(group))).await
}

/// Values of columns of groups (pms-api #103); a group's name stands for it.
pub async fn values(context: &mut Context, _: NoPath, input: Values) -> Result<FilterValues, Failure> {
    let asked = (input.filters.as_slice(), input.optional_filters.as_slice());
    let (table, row) = (&store::policy_group::TABLE, store::policy_group::row);
    super::search::values(context, &GROUPS, asked, Ok, table, row, |group| group.name.clone()).await
}
