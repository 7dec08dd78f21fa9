//! Policies: the list, one policy in words and as JSON, and its way from draft to published to its end.

use partnerdesk_api::{
    operation::Nothing,
    policy::{
        CREATE, DEACTIVATE, DETAIL, Deactivation, LIST, POLICIES, PUBLISH, PolicyPath, PolicyRow, PolicyState,
        PublishPath, UPDATE,
    },
};
use serde_json::Value;

use super::{Screen, policy_forms, policy_words};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::{Request, Wish},
    theme::Tone,
    widgets::{
        detail::{Answered, Answers, DetailSpec, Line},
        download,
        list::{Column, ListSpec, ListView, PageAction},
        row_action::{Danger, Do, RowAction},
    },
};

static GO: Action = Action::new("go.policies", &["g l"]);

/// The screen's place in the registry.
pub const SCREEN: Screen =
    Screen::of_all(&GO, &LIST.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());

static SPEC: ListSpec<PolicyRow> = ListSpec::new("screen-policies", &POLICIES, &LIST.info, COLUMNS)
    .command("policies")
    .find("policyName")
    .called(|row| row.policy_name.clone())
    .detail(&PAGE)
    .actions(ACTIONS)
    .page_actions(PAGE_ACTIONS)
    .faded(|row| row.status == PolicyState::Deactivated)
    .empty("policies-empty");

static COLUMNS: &[Column<PolicyRow>] = &[
    // Names of default policies differ in their end only.
    Column::text("policyName", 24).grows(36),
    Column::text("policyGroupName", 12).grows(36),
    Column::text("policyType", 10).grows(18).drops(2),
    Column::text("policyDescription", 14).grows(50).drops(4),
    Column::status("status", 13),
    Column::date("createdDateTime").headed("col-made").drops(3),
];

static PAGE_ACTIONS: &[PageAction] =
    &[PageAction::new("policy.new", &["+"], &CREATE.info, |cx| vec![Wish::Page(policy_forms::new(cx))])];

static ACTIONS: &[RowAction<PolicyRow>] = &[
    RowAction::new("policy.edit", &["E"], &UPDATE.info, |row: &PolicyRow, _, cx| {
        Do::Page(policy_forms::edit(&row.policy_id, cx))
    })
    .rank(30)
    .when(|row, _| draft(row)),
    RowAction::new("policy.publish", &["P"], &PUBLISH.info, |row: &PolicyRow, _, _| {
        let path = PublishPath { policy_id: row.policy_id.clone(), policy_group_id: row.policy_group_id.clone() };
        Do::Call(Request::of(&PUBLISH, path, Nothing {}))
    })
    .rank(31)
    .danger(Danger::Hard)
    .when(|row, _| draft(row)),
    RowAction::new("policy.clone", &["C"], &CREATE.info, |row: &PolicyRow, _, cx| {
        Do::Page(policy_forms::copy(&row.policy_id, cx))
    })
    .rank(50),
    RowAction::new("policy.save", &["w"], &DETAIL.info, |row: &PolicyRow, _, _| {
        Do::Dialog(download::asking(
            policy_forms::detail(&row.policy_id),
            json_text,
            &format!("{}.json", row.policy_name),
        ))
    })
    .rank(52),
    RowAction::new("policy.copy", &["y p"], &DETAIL.info, |row: &PolicyRow, _, _| {
        Do::Call(policy_forms::detail(&row.policy_id))
    })
    .then(|_, reply, cx| json_text(reply).map(|text| Wish::Copy(text, cx.say("policy-json"))).into_iter().collect()),
    RowAction::new("policy.deactivate", &["D"], &DEACTIVATE.info, |row: &PolicyRow, _, _| {
        let path = PolicyPath { policy_id: row.policy_id.clone() };
        Do::Call(Request::of(&DEACTIVATE, path, Deactivation { status: "De-Activate".into() }))
    })
    .rank(53)
    .danger(Danger::Final)
    .when(|row, _| in_force(row)),
];

fn draft(row: &PolicyRow) -> Enabled {
    Enabled::when(row.status == PolicyState::Draft, "why-policy-no-draft")
}

fn in_force(row: &PolicyRow) -> Enabled {
    let why = if row.status == PolicyState::Draft { "why-policy-draft" } else { "why-policy-deactivated" };
    Enabled::when(row.status == PolicyState::Activated, why)
}

fn json_text(reply: &Value) -> Result<String, &'static str> {
    reply.get("policies").map(|policy| format!("{policy:#}\n")).ok_or("failed-unreadable")
}

static PAGE: DetailSpec<PolicyRow> = DetailSpec {
    name: "policy",
    title: |row, cx| vec![cx.say("screen-policies"), row.policy_name.clone()],
    id: |row| row.policy_id.clone(),
    called: |row| row.policy_name.clone(),
    load: |row| vec![policy_forms::detail(&row.policy_id)],
    lines,
    actions: ACTIONS,
};

fn lines(row: &PolicyRow, answers: &Answers, cx: &Context) -> Vec<Line> {
    let mut lines = vec![
        Line::Status("col-status", row.status.to_string()),
        Line::Field("col-policyType", row.policy_type.clone()),
        Line::Field("col-policyGroupName", row.policy_group_name.clone()),
        Line::Field("col-made", cx.date_time(row.created_date_time.0)),
        Line::Gap,
        Line::Text(row.policy_description.clone()),
        Line::Gap,
    ];
    match answers.get(&DETAIL, cx) {
        Answered::Waiting => lines.push(Line::Note(cx.say("list-loading"), Tone::Quiet)),
        Answered::Failed(why) => lines.push(Line::Note(why, Tone::Warm)),
        Answered::Here(policy) => {
            lines.push(Line::Heading("policy-in-words"));
            lines.extend(policy_words::lines(&policy.policies, cx));
            lines.extend([Line::Gap, Line::Heading("policy-json"), Line::Code(format!("{:#}", policy.policies))]);
        }
    }
    lines
}

#[cfg(test)]
#[path = "policies_tests.rs"]
mod tests;
