//! A partner's own policy requests: how far each is, what was decided and why, going on with one, asking for another.

use partnerdesk_api::policy_request::{CREATE, LIST, MAP_EXTRACTORS, Mappings, REQUESTS, RequestRow, RequestState};

use super::{Screen, policy_requests, request_wizard};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::Wish,
    theme::Tone,
    widgets::{
        detail::{Answers, DetailSpec, Line},
        list::{Cell, Column, ListSpec, ListView, PageAction},
        row_action::{Do, RowAction},
        status,
    },
};

static GO: Action = Action::new("go.own-requests", &["g q"]);

/// The screen's place in the registry.
pub const SCREEN: Screen =
    Screen::of_own(&GO, &LIST.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());

static SPEC: ListSpec<RequestRow> = ListSpec::new("screen-own-requests", &REQUESTS, &LIST.info, COLUMNS)
    .command("requests")
    .find("policyName")
    .called(|row| row.policy_name.clone())
    .detail(&PAGE)
    .actions(ACTIONS)
    .page_actions(PAGE_ACTIONS)
    .faded(|row| row.status == RequestState::Rejected)
    .empty("own-requests-empty");

static COLUMNS: &[Column<RequestRow>] = &[
    Column::text("policyName", 15).grows(36),
    Column::text("partnerId", 12).grows(24).drops(3),
    Column::text("policyGroupName", 12).grows(24).drops(4),
    Column::age("createdDateTime").headed("col-asked").drops(2),
    Column::custom("mappings", 20, |row: &RequestRow, cx| {
        let (text, tone) = status::shown(row.mappings.word(), cx);
        Cell { text: text.into(), tone }
    }),
    Column::status("status", 12),
];

static PAGE_ACTIONS: &[PageAction] =
    &[PageAction::new("request.ask", &["+"], &CREATE.info, |cx| vec![Wish::Page(request_wizard::begin(cx))])];

static ACTIONS: &[RowAction<RequestRow>] =
    &[RowAction::new("request.continue", &[">"], &MAP_EXTRACTORS.info, |row, _, cx| {
        Do::Page(request_wizard::resume(row, cx))
    })
    .rank(2)
    .when(|row, _| unfinished(row))];

fn unfinished(row: &RequestRow) -> Enabled {
    Enabled::when(row.status == RequestState::InProgress, "why-already-decided")
        .and(|| Enabled::when(!matches!(row.mappings, Mappings::NotNeeded | Mappings::Complete), "why-nothing-to-add"))
}

static PAGE: DetailSpec<RequestRow> = DetailSpec {
    name: "own",
    title: |row, cx| vec![cx.say("screen-own-requests"), row.policy_name.clone()],
    id: |row| row.id.clone(),
    called: |row| row.policy_name.clone(),
    load: |row| (policy_requests::DETAIL.load)(row),
    lines,
    actions: ACTIONS,
};

fn lines(row: &RequestRow, answers: &Answers, cx: &Context) -> Vec<Line> {
    let mut lines = vec![
        Line::Status("col-status", row.status.to_string()),
        Line::Field("col-asked", cx.date_time(row.created_date_time.0)),
    ];
    if row.decided_by.is_some() || row.decision_reason.is_some() {
        let reason = row.decision_reason.clone().unwrap_or_else(|| cx.say("own-requests-no-reason"));
        lines.push(Line::Field("requests-reason", reason));
    }
    lines.extend(whose_turn(row, cx));
    lines.extend([
        Line::Gap,
        Line::Heading("requests-policy"),
        Line::Field("col-policyName", row.policy_name.clone()),
        Line::Field("col-policyDescription", row.policy_description.clone()),
        Line::Field("col-policyGroupName", row.policy_group_name.clone()),
        Line::Field("col-partnerId", row.partner_id.clone()),
        Line::Gap,
        Line::Heading("own-requests-you-wrote"),
        Line::Text(row.partner_comment.clone()),
        Line::Gap,
    ]);
    lines.extend(policy_requests::mappings(row, answers, cx));
    lines
}

/// What happens next with a request that is not decided.
fn whose_turn(row: &RequestRow, cx: &Context) -> Option<Line> {
    let key = match (row.status == RequestState::InProgress, row.mappings) {
        (false, _) => return None,
        (true, Mappings::ExtractorsMissing) => "next-extractors",
        (true, Mappings::CredentialTypeMissing) => "next-credentialType",
        (true, Mappings::NotNeeded | Mappings::Complete) => {
            return Some(Line::Note(cx.say("next-decision"), Tone::Quiet));
        }
    };
    Some(Line::Note(format!("{} {}", cx.symbols.alert, cx.say(key)), Tone::Warm))
}

#[cfg(test)]
#[path = "own_requests_tests.rs"]
mod tests;
