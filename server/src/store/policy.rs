//! Policies.

use jiff::Timestamp;
use partnerdesk_api::{
    policy::{FoundPolicy, PolicyRow, PolicyState},
    state::Move,
};

use super::{
    Area, Change, Read, Record as _, Result, Tx, change,
    list::{Column, Table},
    record, words,
};

record! {
    /// A stored policy.
    Policy in "policy" {
        /// Its id.
        id: String [fold],
        /// Its group's id.
        group_id: String,
        /// Its group's name.
        group_name: String [fold],
        /// Its name.
        name: String [fold],
        /// What it is for.
        description: String [fold],
        /// Its type.
        policy_type: String [fold],
        /// Its version.
        version: String,
        /// The policy as JSON text.
        body: String,
        /// Its state.
        state: PolicyState,
        /// Schema text once published.
        schema_url: Option<String>,
        /// Valid from.
        valid_from: Timestamp,
        /// Valid until.
        valid_to: Timestamp,
        /// Made when.
        created_at: Timestamp,
        /// Made by.
        created_by: String,
        /// Changed when.
        updated_at: Option<Timestamp>,
        /// Changed by.
        updated_by: Option<String>,
    }
}

words!(PolicyState);

const COUNT_OF_GROUP: &str = "SELECT COUNT(*) AS total FROM policy WHERE group_id = $1 AND state = $2";
const OF_GROUP: &str = "SELECT * FROM policy WHERE group_id = $1 ORDER BY created_at, id";
const ACTIVE_BY_NAME: &str = "SELECT * FROM policy WHERE name = $1 AND state = 'activated'";
const BY_GROUP_AND_NAME: &str = "SELECT * FROM policy WHERE group_id = $1 AND name = $2";
const CHANGE: Change = change!("policy" set ["name", "name_fold", "description", "description_fold", "version", "body",
    "updated_at", "updated_by"] of ["id", "state"]);
const PUBLISH: Change = change!("policy" set ["state", "schema_url", "updated_at", "updated_by"] of ["id", "state"]);
const MOVE: Change = change!("policy" set ["state", "updated_at", "updated_by"] of ["id", "state"]);

/// What this file keeps.
pub const AREA: Area = Area {
    name: "policy",
    statements: &[COUNT_OF_GROUP, OF_GROUP, ACTIVE_BY_NAME, BY_GROUP_AND_NAME, CHANGE.text, PUBLISH.text, MOVE.text],
    records: &[Policy::STATEMENTS],
    tables: &[&TABLE],
};

/// How many policies of a state a group has.
///
/// # Errors
/// What the database says.
pub async fn count_of_group(from: &impl Read, group_id: &str, state: PolicyState) -> Result<i64> {
    from.count(COUNT_OF_GROUP, &[group_id.into(), state.into()]).await
}

/// The policies of a group, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_group(from: &impl Read, group_id: &str) -> Result<Vec<Policy>> {
    from.all(OF_GROUP, &[group_id.into()]).await
}

/// Active policies of a name; names are unique within a group only.
///
/// # Errors
/// What the database says.
pub async fn active_by_name(from: &impl Read, name: &str) -> Result<Vec<Policy>> {
    from.all(ACTIVE_BY_NAME, &[name.into()]).await
}

/// The policy of a name within a group.
///
/// # Errors
/// What the database says.
pub async fn by_group_and_name(from: &impl Read, group_id: &str, name: &str) -> Result<Option<Policy>> {
    from.first(BY_GROUP_AND_NAME, &[group_id.into(), name.into()]).await
}

/// Changes a draft; false when it is none.
///
/// # Errors
/// [`super::Error::Unique`] when the group has one of the name.
pub async fn change(tx: &mut Tx, policy: &Policy, by: &str, now: Timestamp) -> Result<bool> {
    let set = [
        ("name", (&policy.name).into()),
        ("description", (&policy.description).into()),
        ("version", (&policy.version).into()),
        ("body", (&policy.body).into()),
        ("updated_at", now.into()),
        ("updated_by", by.into()),
    ];
    tx.change(&CHANGE, &set, &[("id", (&policy.id).into()), ("state", PolicyState::Draft.into())]).await
}

/// Publishes a policy with its schema; false when it was not in the first state of the move.
///
/// # Errors
/// What the database says.
pub async fn publish(
    tx: &mut Tx,
    id: &str,
    step: Move<PolicyState>,
    schema_url: &str,
    by: &str,
    now: Timestamp,
) -> Result<bool> {
    let set = [
        ("state", step.to().into()),
        ("schema_url", schema_url.into()),
        ("updated_at", now.into()),
        ("updated_by", by.into()),
    ];
    tx.change(&PUBLISH, &set, &[("id", id.into()), ("state", step.from().into())]).await
}

/// Moves a policy from one state to another; false when it was not in the first.
///
/// # Errors
/// What the database says.
pub async fn change_state(tx: &mut Tx, id: &str, step: Move<PolicyState>, by: &str, now: Timestamp) -> Result<bool> {
    let set = [("state", step.to().into()), ("updated_at", now.into()), ("updated_by", by.into())];
    tx.change(&MOVE, &set, &[("id", id.into()), ("state", step.from().into())]).await
}

/// The list of policies. Their bodies are long, and it shows none.
pub const TABLE: Table = SEARCH.without(&["body"]);

/// Policies as legacy searches show them.
pub const SEARCH: Table = Table::of::<Policy>(
    "policies",
    &[
        Column::folded("policyId", "id"),
        Column::folded("policyType", "policy_type"),
        Column::folded("policyName", "name"),
        Column::folded("policyDescription", "description"),
        Column::folded("policyGroupName", "group_name"),
        Column::plain("status", "state"),
        Column::time("createdDateTime", "created_at"),
    ],
);

/// A row of the list.
pub fn row(policy: Policy) -> PolicyRow {
    PolicyRow {
        policy_id: policy.id,
        policy_type: policy.policy_type,
        policy_name: policy.name,
        policy_description: policy.description,
        policy_group_id: policy.group_id,
        policy_group_name: policy.group_name,
        status: policy.state.into(),
        created_date_time: policy.created_at.into(),
    }
}

/// A row of a legacy search.
pub fn found(policy: Policy) -> FoundPolicy {
    FoundPolicy {
        id: policy.id,
        name: policy.name,
        desc: policy.description,
        policy_type: policy.policy_type,
        policy_group_id: policy.group_id,
        policy_group_name: policy.group_name,
        version: policy.version,
        policies: policy.body,
        schema: policy.schema_url,
        is_active: policy.state == PolicyState::Activated,
        is_deleted: false,
        valid_from_date: policy.valid_from.into(),
        valid_to_date: policy.valid_to.into(),
        cr_by: policy.created_by,
        cr_dtimes: policy.created_at.into(),
        upd_by: policy.updated_by,
        upd_dtimes: policy.updated_at.map(Into::into),
        del_dtimes: None,
    }
}
