use partnerdesk_api::{
    policy::{GROUP_LIST, GroupRow},
    role::Role,
};
use serde_json::json;

use super::*;
use crate::tui::{
    layer::{Layer, Request},
    testing::{self, Desk},
    widgets::list::{Column, ListSpec},
};

static COLUMNS: &[Column<GroupRow>] = &[Column::text("name", 20)];
static SPEC: ListSpec<GroupRow> = ListSpec::new("screen-groups", &GROUP_LIST, COLUMNS);

/// A list of so many rows, by cursor.
fn list(total: usize) -> impl Fn(&Request) -> Result<Value, ClientError> {
    move |request| {
        let from: usize = request.input["cursor"].as_str().and_then(|c| c.parse().ok()).unwrap_or(0);
        let row = |n: usize| {
            json!({
                "id": format!("g{n}"), "name": format!("Group {n}"), "desc": "", "status": "active",
                "createdDateTime": "2026-11-03T09:00:00.000+00:00",
            })
        };
        let to = (from + 50).min(total);
        let mut page = json!({"totalResults": total, "data": (from..to).map(row).collect::<Vec<_>>()});
        if to < total {
            page["next"] = json!(to.to_string());
        }
        if from > 0 {
            page["previous"] = json!("before");
        }
        Ok(page)
    }
}

fn desk(total: usize) -> Desk {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let first: Box<dyn Layer> = ListView::boxed(&SPEC, &[]);
    Desk::new(cx, first, list(total))
}

#[test]
fn a_star_marks_the_screen_and_a_second_one_all_that_match() {
    let mut desk = desk(120);
    desk.press("*");
    assert!(desk.screen().contains("marked: the rows on the screen"), "{}", desk.screen());
    desk.press("*");
    assert!(desk.screen().contains("120 marked: all rows that match"), "{}", desk.screen());
    desk.press("Esc");
    assert!(!desk.screen().contains("120 marked \u{b7}"), "{}", desk.screen());
}

#[test]
fn a_long_list_is_marked_as_far_as_one_go_takes() {
    let mut desk = desk(4318);
    desk.press("* *");
    assert!(desk.screen().contains("1 000 marked: the first 1 000 of 4 318"), "{}", desk.screen());
}

#[test]
fn what_is_held_completely_is_not_asked_for_again() {
    let mut desk = desk(30);
    let before = desk.asked.len();
    desk.press("* *");
    assert!(desk.screen().contains("30 marked: all rows that match"), "{}", desk.screen());
    assert_eq!(desk.asked.len(), before);
}

#[test]
fn marking_stops_with_the_filter_and_with_esc() {
    for keys in ["Esc", "S"] {
        let mut desk = desk(4318);
        desk.press("*");
        desk.wait(5000);
        desk.hold();
        desk.press("*");
        assert!(desk.screen().contains("marking"), "{}", desk.screen());
        desk.press(keys);
        desk.go_on();
        desk.release_stopped();
        assert!(!desk.screen().contains("1 000 marked"), "{keys}: {}", desk.screen());
        assert!(!desk.screen().contains("marking"), "{keys}: {}", desk.screen());
    }
}
