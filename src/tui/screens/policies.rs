//! Policies: the list, one policy in words and as JSON, and its way from draft to published to its end.

use partnerdesk_api::{
    policy::{DEACTIVATE, DETAIL, LIST, POLICIES, PUBLISH, PolicyDetail, PolicyRow, PolicyState},
    role::Role,
};
use serde_json::{Value, json};

use super::{Screen, policy_forms, policy_groups::MAKERS, policy_words};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::{Layer, Request, Wish},
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
pub const SCREEN: Screen = Screen {
    action: &GO,
    roles: &[Role::PartnerAdmin, Role::PolicyManager, Role::Support],
    open: |_, filters| ListView::boxed(&SPEC, filters),
    own: || SPEC.own_actions(),
};

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
    &[PageAction::new("policy.new", &["+"], |cx| vec![Wish::Page(policy_forms::new(cx))])
        .when(|cx| Enabled::when(cx.holds(MAKERS), "why-only-policy-maker"))];

static ACTIONS: &[RowAction<PolicyRow>] = &[
    RowAction::new("policy.edit", &["E"], |row, _, _| Do::Call(detail(row)))
        .rank(30)
        .when(|row, cx| made_by(cx).and(|| draft(row)))
        .then(|_, reply, cx| open(reply, policy_forms::edit, cx)),
    RowAction::new("policy.publish", &["P"], |row: &PolicyRow, _, _| {
        let path = json!({"policy_id": row.policy_id, "policy_group_id": row.policy_group_id});
        Do::Call(Request::new(&PUBLISH.info, json!({})).at(path))
    })
    .rank(31)
    .danger(Danger::Hard)
    .when(|row, cx| made_by(cx).and(|| draft(row))),
    RowAction::new("policy.clone", &["C"], |row, _, _| Do::Call(detail(row)))
        .rank(50)
        .when(|_, cx| made_by(cx))
        .then(|_, reply, cx| open(reply, policy_forms::copy, cx)),
    RowAction::new("policy.save", &["w"], |row: &PolicyRow, _, _| {
        Do::Dialog(download::asking(detail(row), json_text, &format!("{}.json", row.policy_name)))
    })
    .rank(52),
    RowAction::new("policy.copy", &["y p"], |row, _, _| Do::Call(detail(row))).then(|_, reply, cx| {
        json_text(reply).map(|text| Wish::Copy(text, cx.say("policy-json"))).into_iter().collect()
    }),
    RowAction::new("policy.deactivate", &["D"], |row: &PolicyRow, _, _| {
        let request = Request::new(&DEACTIVATE.info, json!({"status": "De-Activate"}));
        Do::Call(request.at(json!({"policy_id": row.policy_id})))
    })
    .rank(53)
    .danger(Danger::Final)
    .when(|row, cx| made_by(cx).and(|| in_force(row))),
];

fn made_by(cx: &Context) -> Enabled {
    Enabled::when(cx.holds(MAKERS), "why-only-policy-maker")
}

fn draft(row: &PolicyRow) -> Enabled {
    Enabled::when(row.status == PolicyState::Draft, "why-policy-no-draft")
}

fn in_force(row: &PolicyRow) -> Enabled {
    let why = if row.status == PolicyState::Draft { "why-policy-draft" } else { "why-policy-deactivated" };
    Enabled::when(row.status == PolicyState::Activated, why)
}

fn detail(row: &PolicyRow) -> Request {
    Request::new(&DETAIL.info, json!({})).at(json!({"policy_id": row.policy_id}))
}

/// Opens a form about the policy as the server knows it now.
fn open(reply: &Value, form: fn(PolicyDetail, &Context) -> Box<dyn Layer>, cx: &Context) -> Vec<Wish> {
    let policy = serde_json::from_value(reply.clone());
    policy.map(|policy| Wish::Page(form(policy, cx))).into_iter().collect()
}

fn json_text(reply: &Value) -> Result<String, &'static str> {
    reply.get("policies").map(|policy| format!("{policy:#}\n")).ok_or("failed-unreadable")
}

static PAGE: DetailSpec<PolicyRow> = DetailSpec {
    name: "policy",
    title: |row, cx| vec![cx.say("screen-policies"), row.policy_name.clone()],
    id: |row| row.policy_id.clone(),
    called: |row| row.policy_name.clone(),
    load: |row| vec![("policy", detail(row))],
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
    match answers.get::<PolicyDetail>("policy", cx) {
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
