use partnerdesk_api::{policy, role::Role};
use serde_json::{Value, json};

use super::*;
use crate::{
    client::ClientError,
    tui::{
        layer::Request,
        screens,
        testing::{self, Desk},
        widgets::{
            list::{Column, ListSpec, ListView},
            row_action::{Danger, Do, RowAction},
        },
    },
};

/// Five hundred groups, paged by cursor.
const ROWS: u64 = 500;

fn answer(request: &Request) -> Result<Value, ClientError> {
    if request.operation.id != "policy.group_list" {
        return Ok(json!({"totalResults": 0, "data": []}));
    }
    let cursor = request.input["cursor"].as_str().unwrap_or_default();
    let (from, to) = match cursor.split_at_checked(1).and_then(|(d, n)| Some((d, n.parse::<u64>().ok()?))) {
        Some(("f", n)) => (n, n + 50),
        Some((_, n)) => (n.saturating_sub(50), n),
        None if cursor == "last" => (ROWS - 50, ROWS),
        None => (0, 50),
    };
    let row = |i: u64| {
        json!({"id": format!("g{i}"), "name": format!("Group {i}"), "desc": "x", "status": "active",
            "createdDateTime": "2026-11-13T09:00:00.000"})
    };
    Ok(json!({
        "totalResults": ROWS, "data": (from..to.min(ROWS)).map(row).collect::<Vec<_>>(),
        "next": (to < ROWS).then(|| format!("f{to}")), "previous": (from > 0).then(|| format!("b{from}")),
    }))
}

fn desk(first: impl Fn(&crate::tui::context::Context) -> Box<dyn Layer>) -> Desk {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let first = first(&cx);
    Desk::new(cx, first, answer)
}

fn rows(desk: &Desk) -> String {
    desk.screen().lines().skip(2).take(19).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_history_brings_filter_selection_and_scroll_back() {
    let mut desk = desk(screens::home::layer);
    desk.press("g o PgDn PgDn PgDn PgDn k k k Space k");
    let there = rows(&desk);
    assert!(there.contains("▸ Group 65") || there.contains("▸●Group 65"), "{there}");
    desk.press("g p");
    desk.press("[");
    assert_eq!(rows(&desk), there, "back in the history");
    desk.press("]");
    assert!(desk.screen().contains("No partners yet"), "{}", desk.screen());
    desk.press("-");
    assert_eq!(rows(&desk), there, "the page before, whichever way it was left");
    desk.press("-");
    assert!(desk.screen().contains("No partners yet"), "{}", desk.screen());
    desk.press("[ Enter Esc");
    assert_eq!(rows(&desk), there, "after looking at one of them");
    desk.press("[ [ [");
    assert!(desk.screen().starts_with(" Home"), "the history ends where it began: {}", desk.screen());
}

#[test]
fn what_was_typed_waits_in_the_history_and_is_asked_about_on_the_way_out() {
    let mut desk = desk(screens::home::layer);
    desk.press("g o +");
    desk.type_text("Resident services");
    desk.press("g d");
    assert!(desk.screen().contains("Resident servicesgd"), "a field takes letters: {}", desk.screen());
    desk.press("Tab Tab g d");
    assert!(desk.screen().starts_with(" Home"), "{}", desk.screen());
    desk.press(": q u i t Enter");
    assert!(desk.screen().contains("What you typed on “Policy groups › New group”"), "{}", desk.screen());
    desk.press("Enter [");
    assert!(desk.screen().contains("Resident services"), "{}", desk.screen());
}

static ACTIONS: &[RowAction<policy::GroupRow>] =
    &[RowAction::new("group.deactivate", &["D"], &policy::DEACTIVATE_GROUP.info, |row: &policy::GroupRow, _, _| {
        Do::Call(Request::filled(&policy::DEACTIVATE_GROUP.info, json!(row.id), json!({"status": "De-Activate"})))
    })
    .danger(Danger::Reversible)
    .undone_by(|row| Request::filled(&policy::CREATE_GROUP.info, json!({}), json!({"name": row.name})))];

static COLUMNS: &[Column<policy::GroupRow>] = &[Column::text("name", 20)];

static SPEC: ListSpec<policy::GroupRow> =
    ListSpec::new("screen-groups", &policy::GROUPS, &policy::GROUP_LIST.info, COLUMNS).actions(ACTIONS);

fn calls(desk: &Desk, id: &str) -> usize {
    desk.asked.iter().filter(|r| r.operation.id == id).count()
}

#[test]
fn the_last_reversible_action_is_taken_back_while_its_message_stands() {
    let mut desk = desk(|_| ListView::boxed(&SPEC, &[]));
    desk.press("u");
    assert!(desk.screen().contains("There is nothing to take back."), "{}", desk.screen());
    desk.press("j D j");
    assert!(desk.screen().contains("Deactivated: g1  u undo"), "{}", desk.screen());
    desk.press("u");
    let undo = desk.asked.iter().find(|r| r.operation.id == "policy.create_group").unwrap();
    assert_eq!(undo.input["name"], "Group 1", "the row it was done with, wherever the cursor is now");
    assert!(desk.screen().contains("Taken back."), "{}", desk.screen());
    desk.press("u");
    assert_eq!(calls(&desk, "policy.create_group"), 1, "once");
    desk.press("D");
    desk.wait(9000);
    desk.press("u");
    assert_eq!(calls(&desk, "policy.create_group"), 1, "the message has gone");
}

#[test]
fn a_list_refreshes_by_itself_as_often_as_was_chosen() {
    let mut desk = desk(|_| ListView::boxed(&SPEC, &[]));
    let mut asked = calls(&desk, "policy.group_list");
    for seconds in [10, 30, 60] {
        desk.press("R");
        assert!(desk.screen().contains(&format!("every {seconds} s")) || desk.screen().contains("Refreshes every"));
        desk.wait(seconds * 1000 - 500);
        assert_eq!(calls(&desk, "policy.group_list"), asked, "not before {seconds} s");
        desk.wait(1000);
        asked += 1;
        assert_eq!(calls(&desk, "policy.group_list"), asked, "after {seconds} s");
    }
    desk.press("R");
    assert!(desk.screen().contains("Refreshes only when you ask."), "{}", desk.screen());
    desk.wait(120_000);
    assert_eq!(calls(&desk, "policy.group_list"), asked);
    assert_eq!(desk.app.wake(), None, "nothing is waited for");
}
