//! What is there after installation: default policy groups and policies.

use partnerdesk_api::{
    common::CommonCode,
    error::Failure,
    policy::{GroupState, PolicyState},
};

use super::policy::{VALID_YEARS, after_years};
use crate::{
    desk::Desk,
    reference::{self, POLICY_SCHEMA_URL},
    store::{self, policy::Policy, policy_group::Group},
};

/// Under which name it is noted that the defaults are there.
const LOADED: &str = "defaults_loaded";
/// Servers that share a storage must not load the defaults twice.
const LOCK: i64 = 0x5044_0002;
/// Who made them, as upstream says.
pub(super) const MAKER: &str = "superadmin";

/// Loads the defaults once. Later starts leave alone what people made of them.
///
/// # Errors
/// The storage does not answer.
pub async fn load_defaults(desk: &Desk) -> Result<(), Failure> {
    if store::setting::get(&desk.db, LOADED).await?.is_some() {
        return Ok(());
    }
    let broken = |error: reference::Unreadable| {
        tracing::error!(%error, "the reference data does not read");
        Failure::from(CommonCode::Internal)
    };
    let groups = reference::default_groups().map_err(broken)?;
    let policies = reference::default_policies().map_err(broken)?;
    let now = (desk.clock)();
    let mut tx = desk.db.write().await?;
    tx.lock(LOCK).await?;
    if store::setting::get(&tx, LOADED).await?.is_some() {
        return Ok(());
    }
    for group in &groups {
        let group = Group {
            id: group.id.clone(),
            name: group.name.clone(),
            description: group.description.clone(),
            state: GroupState::Active,
            created_at: now,
            created_by: MAKER.into(),
            updated_at: None,
            updated_by: None,
        };
        tx.add(&group, &[]).await?;
    }
    for policy in policies {
        let group_name =
            groups.iter().find(|g| g.id == policy.policy_group_id).map(|g| g.name.clone()).unwrap_or_default();
        let policy = Policy {
            id: policy.id,
            group_id: policy.policy_group_id,
            group_name,
            name: policy.name,
            description: policy.description,
            policy_type: policy.policy_type,
            version: policy.version,
            body: policy.policies.to_string(),
            state: PolicyState::Activated,
            schema_url: Some(POLICY_SCHEMA_URL.into()),
            valid_from: now,
            valid_to: after_years(now, VALID_YEARS),
            created_at: now,
            created_by: MAKER.into(),
            updated_at: None,
            updated_by: None,
        };
        tx.add(&policy, &[]).await?;
    }
    store::setting::set(&mut tx, LOADED, "1").await?;
    tx.commit().await?;
    Ok(())
}
