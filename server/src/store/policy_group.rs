//! Policy groups.

use jiff::Timestamp;
use partnerdesk_api::{
    policy::{FoundGroup, GroupRow, GroupState},
    state::Move,
};

use super::{
    Area, Change, Read, Record as _, Result, Tx, change,
    list::{Column, Table},
    record, words,
};

record! {
    /// A stored policy group.
    Group in "policy_group" {
        /// Its id.
        id: String [fold],
        /// Its name.
        name: String [fold],
        /// What it is for.
        description: String [fold],
        /// Its state.
        state: GroupState,
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

words!(GroupState);

const BY_NAME: &str = "SELECT * FROM policy_group WHERE name = $1";
const ACTIVE: &str = "SELECT * FROM policy_group WHERE state = 'active' ORDER BY name, id";
const MOVE: Change = change!("policy_group" set ["state", "updated_at", "updated_by"] of ["id", "state"]);

/// What this file keeps.
pub const AREA: Area = Area {
    name: "policy_group",
    statements: &[BY_NAME, ACTIVE, MOVE.text],
    records: &[Group::STATEMENTS],
    tables: &[&TABLE],
};

/// A group by its name.
///
/// # Errors
/// What the database says.
pub async fn by_name(from: &impl Read, name: &str) -> Result<Option<Group>> {
    from.first(BY_NAME, &[name.into()]).await
}

/// Active groups by name.
///
/// # Errors
/// What the database says.
pub async fn active(from: &impl Read) -> Result<Vec<Group>> {
    from.all(ACTIVE, &[]).await
}

/// Moves a group from one state to another; false when it was not in the first.
///
/// # Errors
/// What the database says.
pub async fn change_state(tx: &mut Tx, id: &str, step: Move<GroupState>, by: &str, now: Timestamp) -> Result<bool> {
    let set = [("state", step.to().into()), ("updated_at", now.into()), ("updated_by", by.into())];
    tx.change(&MOVE, &set, &[("id", id.into()), ("state", step.from().into())]).await
}

/// The list of groups, also as legacy searches show it.
pub const TABLE: Table = Table::of::<Group>(
    "policy-groups",
    &[
        Column::folded("id", "id"),
        Column::folded("name", "name"),
        Column::folded("desc", "description"),
        Column::plain("status", "state"),
        Column::time("createdDateTime", "created_at"),
    ],
);

/// A row of the list.
pub fn row(group: Group) -> GroupRow {
    GroupRow {
        id: group.id,
        name: group.name,
        desc: group.description,
        status: group.state.into(),
        created_date_time: group.created_at.into(),
    }
}

/// A row of a legacy search.
pub fn found(group: Group) -> FoundGroup {
    FoundGroup {
        is_active: group.state.is_active(),
        id: group.id,
        name: group.name,
        desc: group.description,
        is_deleted: false,
        user_id: group.created_by.clone(),
        cr_by: group.created_by,
        cr_dtimes: group.created_at.into(),
        upd_by: group.updated_by,
        upd_dtimes: group.updated_at.map(Into::into),
        del_dtimes: None,
    }
}
