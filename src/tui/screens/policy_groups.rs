//! Policy groups: the list, one group with its policies, a new one, the end of one.

use partnerdesk_api::{
    operation::Nothing,
    policy::{
        CREATE_GROUP, DEACTIVATE_GROUP, Deactivation, GROUP, GROUP_LIST, GROUPS, GroupPath, GroupPolicy, GroupRow,
        GroupState, PolicyState,
    },
};

use super::Screen;
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::{Request, Toast, Wish},
    theme::Tone,
    widgets::{
        detail::{Answered, Answers, DetailSpec, Line},
        form::{Field, FormSpec, FormView},
        list::{Column, ListSpec, ListView, PageAction},
        row_action::{Danger, Do, RowAction},
        status,
    },
};

static GO: Action = Action::new("go.policy-groups", &["g o"]);

/// The screen's place in the registry.
pub const SCREEN: Screen =
    Screen::of_all(&GO, &GROUP.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());

static SPEC: ListSpec<GroupRow> = ListSpec::new("screen-groups", &GROUPS, &GROUP_LIST.info, COLUMNS)
    .command("policy-groups")
    .find("name")
    .called(|row| row.name.clone())
    .detail(&DETAIL)
    .actions(ACTIONS)
    .page_actions(PAGE_ACTIONS)
    .faded(|row| row.status == GroupState::Deactivated)
    .empty("groups-empty");

static COLUMNS: &[Column<GroupRow>] = &[
    // Names of default groups differ in their end only.
    Column::text("name", 29).grows(36),
    Column::text("desc", 15).grows(50).drops(1),
    Column::status("status", 13),
    Column::date("createdDateTime").headed("col-made").drops(2),
];

static PAGE_ACTIONS: &[PageAction] = &[PageAction::new("group.new", &["+"], &CREATE_GROUP.info, |cx| {
    vec![Wish::Page(FormView::boxed(&NEW, &["screen-groups"], cx))]
})];

static ACTIONS: &[RowAction<GroupRow>] =
    &[RowAction::new("group.deactivate", &["D"], &DEACTIVATE_GROUP.info, |row: &GroupRow, _, _| {
        Do::Call(Request::of(&DEACTIVATE_GROUP, path(row), Deactivation { status: "De-Activate".into() }))
    })
    .rank(50)
    .danger(Danger::Final)
    .when(can_deactivate)];

fn path(row: &GroupRow) -> GroupPath {
    GroupPath { policy_group_id: row.id.clone() }
}

fn can_deactivate(row: &GroupRow, _: &Context) -> Enabled {
    Enabled::when(row.status == GroupState::Active, "why-group-deactivated")
}

static DETAIL: DetailSpec<GroupRow> = DetailSpec {
    name: "group",
    title: |row, cx| vec![cx.say("screen-groups"), row.name.clone()],
    id: |row| row.id.clone(),
    called: |row| row.name.clone(),
    load: |row| vec![Request::of(&GROUP, path(row), Nothing {})],
    lines,
    actions: ACTIONS,
};

fn lines(row: &GroupRow, answers: &Answers, cx: &Context) -> Vec<Line> {
    let mut lines = vec![
        Line::Status("col-status", row.status.to_string()),
        Line::Field("col-made", cx.date_time(row.created_date_time.0)),
        Line::Gap,
        Line::Text(row.desc.clone()),
        Line::Gap,
        Line::Heading("groups-policies"),
    ];
    match answers.get(&GROUP, cx) {
        Answered::Waiting => lines.push(Line::Note(cx.say("list-loading"), Tone::Quiet)),
        Answered::Failed(why) => lines.push(Line::Note(why, Tone::Warm)),
        Answered::Here(group) if group.policies.is_empty() => {
            lines.push(Line::Note(cx.say("groups-no-policies"), Tone::Quiet));
        }
        Answered::Here(group) => lines.extend(policies(&group.policies, cx)),
    }
    lines
}

/// The policies of a group, those in force first, and how many of each state: what stands in the way of its end.
fn policies(policies: &[GroupPolicy], cx: &Context) -> Vec<Line> {
    let states = [PolicyState::Activated, PolicyState::Draft, PolicyState::Deactivated];
    let of = |wanted: PolicyState| policies.iter().filter(move |p| state(p) == wanted);
    let count = |wanted: PolicyState| format!("{} {}", of(wanted).count(), status::word(wanted.word(), cx));
    let shown = states.iter().filter(|s| of(**s).next().is_some());
    let counts = shown.map(|s| count(*s)).collect::<Vec<_>>().join(&format!(" {} ", cx.symbols.dot));
    let cells = |p: &GroupPolicy| {
        vec![p.policy_name.clone(), status::word(state(p).word(), cx), cx.date(p.cr_dtimes.0), p.policy_desc.clone()]
    };
    let rows = states.iter().flat_map(|s| of(*s)).map(cells).collect();
    let heads = vec!["col-policyName", "col-status", "col-made", "col-desc"];
    vec![Line::Note(counts, Tone::Quiet), Line::Table(heads, rows)]
}

/// MOSIP says DRAFTED of a deactivated policy too; only a published one has ever been given a schema.
fn state(policy: &GroupPolicy) -> PolicyState {
    match (policy.is_active, &policy.schema) {
        (true, _) => PolicyState::Activated,
        (false, None) => PolicyState::Draft,
        (false, Some(_)) => PolicyState::Deactivated,
    }
}

static NEW: FormSpec = FormSpec::new(
    "new-group",
    "screen-group-new",
    &CREATE_GROUP,
    &[Field::text("name"), Field::lines("desc", 3)],
    |_, sent, cx| {
        let name = sent["name"].as_str().unwrap_or_default().to_string();
        vec![Wish::Toast(Toast::info(cx.with("group-made", &[("name", name.into())]))), Wish::Back]
    },
)
.submit("group-make")
.intro("group-intro");

#[cfg(test)]
#[path = "policy_groups_tests.rs"]
mod tests;
