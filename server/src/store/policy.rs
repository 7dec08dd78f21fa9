//! Policy groups and policies.

use jiff::Timestamp;
use partnerdesk_api::{
    policy::{FoundGroup, FoundPolicy, GroupRow, GroupState, PolicyRow, PolicyState},
    state::Move,
};

use super::{
    Db, Result, Row, Tx, Value, fold,
    list::{Column, Table},
    state::state,
};

/// A stored policy group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its state.
    pub state: GroupState,
    /// Made when.
    pub created_at: Timestamp,
    /// Made by.
    pub created_by: String,
    /// Changed when.
    pub updated_at: Option<Timestamp>,
    /// Changed by.
    pub updated_by: Option<String>,
}

/// A stored policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Its group's id.
    pub group_id: String,
    /// Its group's name.
    pub group_name: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its type.
    pub policy_type: String,
    /// Its version.
    pub version: String,
    /// The policy as JSON text.
    pub body: String,
    /// Its state.
    pub state: PolicyState,
    /// Schema text once published.
    pub schema_url: Option<String>,
    /// Valid from.
    pub valid_from: Timestamp,
    /// Valid until.
    pub valid_to: Timestamp,
    /// Made when.
    pub created_at: Timestamp,
    /// Made by.
    pub created_by: String,
    /// Changed when.
    pub updated_at: Option<Timestamp>,
    /// Changed by.
    pub updated_by: Option<String>,
}

const GROUP: &str = "SELECT * FROM policy_group WHERE id = $1";
const GROUP_BY_NAME: &str = "SELECT * FROM policy_group WHERE name = $1";
const ACTIVE_GROUPS: &str = "SELECT * FROM policy_group WHERE state = 'active' ORDER BY name, id";
const ADD_GROUP: &str = "INSERT INTO policy_group (id, id_fold, name, name_fold, description, description_fold, state, created_at, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const MOVE_GROUP: &str =
    "UPDATE policy_group SET state = $1, updated_at = $2, updated_by = $3 WHERE id = $4 AND state = $5";
const HOLD_GROUP: &str = "SELECT id FROM policy_group WHERE id = $1";
const COUNT_OF_GROUP: &str = "SELECT COUNT(*) AS total FROM policy WHERE group_id = $1 AND state = $2";
const POLICY: &str = "SELECT * FROM policy WHERE id = $1";
const HOLD: &str = "SELECT id FROM policy WHERE id = $1";
const OF_GROUP: &str = "SELECT * FROM policy WHERE group_id = $1 ORDER BY created_at, id";
const ACTIVE_BY_NAME: &str = "SELECT * FROM policy WHERE name = $1 AND state = 'activated'";
const BY_GROUP_AND_NAME: &str = "SELECT * FROM policy WHERE group_id = $1 AND name = $2";
const ADD: &str = "INSERT INTO policy (id, id_fold, group_id, group_name, group_name_fold, name, name_fold, description, description_fold,
    policy_type, policy_type_fold, version, body, state, schema_url, valid_from, valid_to, created_at, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
const CHANGE: &str =
    "UPDATE policy SET name = $1, name_fold = $2, description = $3, description_fold = $4, version = $5, body = $6,
    updated_at = $7, updated_by = $8 WHERE id = $9 AND state = $10";
const MOVE: &str =
    "UPDATE policy SET state = $1, schema_url = COALESCE($2, schema_url), updated_at = $3, updated_by = $4
    WHERE id = $5 AND state = $6";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[
    GROUP,
    GROUP_BY_NAME,
    ACTIVE_GROUPS,
    ADD_GROUP,
    MOVE_GROUP,
    HOLD_GROUP,
    COUNT_OF_GROUP,
    POLICY,
    HOLD,
    OF_GROUP,
    ACTIVE_BY_NAME,
    BY_GROUP_AND_NAME,
    ADD,
    CHANGE,
    MOVE,
];

fn read_group(row: &Row) -> Result<Group> {
    Ok(Group {
        id: row.text("id")?,
        name: row.text("name")?,
        description: row.text("description")?,
        state: state(row, "state")?,
        created_at: row.time("created_at")?,
        created_by: row.text("created_by")?,
        updated_at: row.maybe_time("updated_at")?,
        updated_by: row.maybe_text("updated_by")?,
    })
}

fn read(row: &Row) -> Result<Policy> {
    Ok(Policy {
        id: row.text("id")?,
        group_id: row.text("group_id")?,
        group_name: row.text("group_name")?,
        name: row.text("name")?,
        description: row.text("description")?,
        policy_type: row.text("policy_type")?,
        version: row.text("version")?,
        body: row.text("body")?,
        state: state(row, "state")?,
        schema_url: row.maybe_text("schema_url")?,
        valid_from: row.time("valid_from")?,
        valid_to: row.time("valid_to")?,
        created_at: row.time("created_at")?,
        created_by: row.text("created_by")?,
        updated_at: row.maybe_time("updated_at")?,
        updated_by: row.maybe_text("updated_by")?,
    })
}

/// A group by its id.
///
/// # Errors
/// What the database says.
pub async fn group(db: &Db, id: &str) -> Result<Option<Group>> {
    db.first(GROUP, &[id.into()]).await?.as_ref().map(read_group).transpose()
}

/// A group by its id, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn group_in(tx: &mut Tx, id: &str) -> Result<Option<Group>> {
    tx.first(GROUP, &[id.into()]).await?.as_ref().map(read_group).transpose()
}

/// A group by its name.
///
/// # Errors
/// What the database says.
pub async fn group_by_name(db: &Db, name: &str) -> Result<Option<Group>> {
    db.first(GROUP_BY_NAME, &[name.into()]).await?.as_ref().map(read_group).transpose()
}

/// A group by its name, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn group_by_name_in(tx: &mut Tx, name: &str) -> Result<Option<Group>> {
    tx.first(GROUP_BY_NAME, &[name.into()]).await?.as_ref().map(read_group).transpose()
}

/// Active groups by name.
///
/// # Errors
/// What the database says.
pub async fn active_groups(db: &Db) -> Result<Vec<Group>> {
    db.all(ACTIVE_GROUPS, &[]).await?.iter().map(read_group).collect()
}

/// Adds a group.
///
/// # Errors
/// [`Error::Unique`] when the name is taken.
pub async fn add_group(tx: &mut Tx, group: &Group) -> Result<()> {
    let values: [Value; 9] = [
        (&group.id).into(),
        fold(&group.id).into(),
        (&group.name).into(),
        fold(&group.name).into(),
        (&group.description).into(),
        fold(&group.description).into(),
        group.state.word().into(),
        group.created_at.into(),
        (&group.created_by).into(),
    ];
    tx.run(ADD_GROUP, &values).await.map(drop)
}

/// Moves a group from one state to another; false when it was not in the first.
///
/// # Errors
/// What the database says.
pub async fn move_group(tx: &mut Tx, id: &str, step: Move<GroupState>, by: &str, now: Timestamp) -> Result<bool> {
    let (from, to) = (step.from().word(), step.to().word());
    Ok(tx.run(MOVE_GROUP, &[to.into(), now.into(), by.into(), id.into(), from.into()]).await? == 1)
}

/// Makes everybody else who holds this group wait until this transaction ends: what is counted or looked at from here on
/// stays so. Taken before looking, and always a group before its policies.
///
/// # Errors
/// What the database says.
pub async fn hold_group(tx: &mut Tx, id: &str) -> Result<()> {
    tx.hold(HOLD_GROUP, &[id.into()]).await
}

/// The same for a policy: it is not deactivated while somebody starts to use it.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, id: &str) -> Result<()> {
    tx.hold(HOLD, &[id.into()]).await
}

/// How many policies of a state a group has.
///
/// # Errors
/// What the database says.
pub async fn count_of_group(tx: &mut Tx, group_id: &str, state: PolicyState) -> Result<i64> {
    tx.first(COUNT_OF_GROUP, &[group_id.into(), state.word().into()]).await?.map_or(Ok(0), |r| r.int("total"))
}

/// A policy by its id.
///
/// # Errors
/// What the database says.
pub async fn find(db: &Db, id: &str) -> Result<Option<Policy>> {
    db.first(POLICY, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// A policy by its id, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn find_in(tx: &mut Tx, id: &str) -> Result<Option<Policy>> {
    tx.first(POLICY, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// The policies of a group, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_group(db: &Db, group_id: &str) -> Result<Vec<Policy>> {
    db.all(OF_GROUP, &[group_id.into()]).await?.iter().map(read).collect()
}

/// Active policies of a name; names are unique within a group only.
///
/// # Errors
/// What the database says.
pub async fn active_by_name(tx: &mut Tx, name: &str) -> Result<Vec<Policy>> {
    tx.all(ACTIVE_BY_NAME, &[name.into()]).await?.iter().map(read).collect()
}

/// The policy of a name within a group.
///
/// # Errors
/// What the database says.
pub async fn by_group_and_name(tx: &mut Tx, group_id: &str, name: &str) -> Result<Option<Policy>> {
    tx.first(BY_GROUP_AND_NAME, &[group_id.into(), name.into()]).await?.as_ref().map(read).transpose()
}

/// Adds a policy.
///
/// # Errors
/// [`Error::Unique`] when the group has one of the name.
pub async fn add(tx: &mut Tx, policy: &Policy) -> Result<()> {
    let values: [Value; 19] = [
        (&policy.id).into(),
        fold(&policy.id).into(),
        (&policy.group_id).into(),
        (&policy.group_name).into(),
        fold(&policy.group_name).into(),
        (&policy.name).into(),
        fold(&policy.name).into(),
        (&policy.description).into(),
        fold(&policy.description).into(),
        (&policy.policy_type).into(),
        fold(&policy.policy_type).into(),
        (&policy.version).into(),
        (&policy.body).into(),
        policy.state.word().into(),
        policy.schema_url.as_deref().into(),
        policy.valid_from.into(),
        policy.valid_to.into(),
        policy.created_at.into(),
        (&policy.created_by).into(),
    ];
    tx.run(ADD, &values).await.map(drop)
}

/// Changes a draft; false when it is none.
///
/// # Errors
/// [`Error::Unique`] when the group has one of the name.
pub async fn change(tx: &mut Tx, policy: &Policy, by: &str, now: Timestamp) -> Result<bool> {
    let values: [Value; 10] = [
        (&policy.name).into(),
        fold(&policy.name).into(),
        (&policy.description).into(),
        fold(&policy.description).into(),
        (&policy.version).into(),
        (&policy.body).into(),
        now.into(),
        by.into(),
        (&policy.id).into(),
        PolicyState::Draft.word().into(),
    ];
    Ok(tx.run(CHANGE, &values).await? == 1)
}

/// Moves a policy from one state to another, with its schema when it gets one; false when it was not in the first.
///
/// # Errors
/// What the database says.
pub async fn change_state(
    tx: &mut Tx,
    id: &str,
    step: Move<PolicyState>,
    schema_url: Option<&str>,
    by: &str,
    now: Timestamp,
) -> Result<bool> {
    let (from, to) = (step.from().word(), step.to().word());
    let values = [to.into(), schema_url.into(), now.into(), by.into(), id.into(), from.into()];
    Ok(tx.run(MOVE, &values).await? == 1)
}

/// The list of groups.
pub const GROUP_TABLE: Table = Table {
    list: "policy-groups",
    name: "policy_group",
    id: "id",
    select: &["id", "name", "description", "state", "created_at"],
    columns: &[
        Column::folded("id", "id", "id_fold"),
        Column::folded("name", "name", "name_fold"),
        Column::folded("desc", "description", "description_fold"),
        Column::plain("status", "state"),
        Column::time("createdDateTime", "created_at"),
    ],
    owner: None,
};

/// Groups as legacy searches show them: the same list, with everything that stands in its rows.
pub const GROUP_SEARCH: Table = Table { select: &["*"], ..GROUP_TABLE };

/// A row of a legacy search for groups.
///
/// # Errors
/// The stored row is damaged.
pub fn found_group(row: &Row) -> Result<FoundGroup> {
    let group = read_group(row)?;
    Ok(FoundGroup {
        id: group.id,
        name: group.name,
        desc: group.description,
        is_active: group.state.is_active(),
        is_deleted: false,
        user_id: group.created_by.clone(),
        cr_by: group.created_by,
        cr_dtimes: group.created_at.into(),
        upd_by: group.updated_by,
        upd_dtimes: group.updated_at.map(Into::into),
        del_dtimes: None,
    })
}

/// A row of the list of groups.
///
/// # Errors
/// The stored row is damaged.
pub fn group_row(row: &Row) -> Result<GroupRow> {
    Ok(GroupRow {
        id: row.text("id")?,
        name: row.text("name")?,
        desc: row.text("description")?,
        status: state::<GroupState>(row, "state")?.into(),
        created_date_time: row.time("created_at")?.into(),
    })
}

/// The list of policies.
pub const TABLE: Table = Table {
    list: "policies",
    name: "policy",
    id: "id",
    select: &["id", "policy_type", "name", "description", "group_id", "group_name", "state", "created_at"],
    columns: &[
        Column::folded("policyId", "id", "id_fold"),
        Column::folded("policyType", "policy_type", "policy_type_fold"),
        Column::folded("policyName", "name", "name_fold"),
        Column::folded("policyDescription", "description", "description_fold"),
        Column::folded("policyGroupName", "group_name", "group_name_fold"),
        Column::plain("status", "state"),
        Column::time("createdDateTime", "created_at"),
    ],
    owner: None,
};

/// A row of the list of policies.
///
/// # Errors
/// The stored row is damaged.
pub fn row(row: &Row) -> Result<PolicyRow> {
    Ok(PolicyRow {
        policy_id: row.text("id")?,
        policy_type: row.text("policy_type")?,
        policy_name: row.text("name")?,
        policy_description: row.text("description")?,
        policy_group_id: row.text("group_id")?,
        policy_group_name: row.text("group_name")?,
        status: state::<PolicyState>(row, "state")?.into(),
        created_date_time: row.time("created_at")?.into(),
    })
}

/// Policies as legacy searches show them.
pub const SEARCH: Table = Table { select: &["*"], ..TABLE };

/// A row of a legacy search for policies.
///
/// # Errors
/// The stored row is damaged.
pub fn found(row: &Row) -> Result<FoundPolicy> {
    let policy = read(row)?;
    Ok(FoundPolicy {
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
    })
}
