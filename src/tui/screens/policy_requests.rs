//! Policy requests as the partner admin sees them: the list, the evidence, the decision. The model for list screens.

use partnerdesk_api::{
    operation::Nothing,
    policy_request::{
        CREDENTIAL_TYPE, DECIDE, Decision, EXTRACTORS, LIST, MappingKeyPath, Mappings, REQUESTS, RequestPath,
        RequestRow, RequestState,
    },
};

use super::{Screen, partner_type};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::Request,
    theme::Tone,
    widgets::{
        detail::{Answered, Answers, DetailSpec, Line},
        list::{Cell, Column, ListSpec, ListView},
        row_action::{Danger, Do, Reason, RowAction},
        status,
    },
};

static GO: Action = Action::new("go.requests", &["g q"]);

/// The screen's place in the registry.
pub const SCREEN: Screen =
    Screen::of_all(&GO, &LIST.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());

static SPEC: ListSpec<RequestRow> = ListSpec::new("screen-requests", &REQUESTS, &LIST.info, COLUMNS)
    .command("requests")
    .begins_with(&[("status", "InProgress")])
    .find("orgName")
    .called(called)
    .detail(&DETAIL)
    .actions(ACTIONS)
    .faded(|row| row.status == RequestState::Rejected)
    .empty("requests-empty");

static COLUMNS: &[Column<RequestRow>] = &[
    Column::text("orgName", 16).grows(36),
    Column::text("policyName", 14).grows(30).drops(1),
    Column::text("policyGroupName", 12).grows(20).drops(4),
    Column::custom("partnerType", 16, |row: &RequestRow, cx| Cell {
        text: partner_type(&row.partner_type, cx).into(),
        tone: Tone::Ink,
    })
    .grows(24)
    .drops(5),
    Column::age("createdDateTime").headed("col-asked"),
    Column::custom("mappings", 18, |row: &RequestRow, cx| {
        let (text, tone) = status::shown(row.mappings.word(), cx);
        Cell { text: text.into(), tone }
    })
    .drops(3),
    Column::status("status", 12),
];

static ACTIONS: &[RowAction<RequestRow>] = &[
    RowAction::new("request.approve", &["a"], &DECIDE.info, |row, reason, _| decide(row, "Approved", reason))
        .rank(2)
        .danger(Danger::Hard)
        .reason(Reason::Optional)
        .bulk()
        .when(|row, _| can_approve(row)),
    RowAction::new("request.reject", &["d"], &DECIDE.info, |row, reason, _| decide(row, "Rejected", reason))
        .rank(3)
        .danger(Danger::Hard)
        .reason(Reason::Required)
        .bulk()
        .when(|row, _| can_decide(row)),
];

/// Requests have ids that mean nothing to people.
fn called(row: &RequestRow) -> String {
    format!("{} / {}", row.policy_name, row.org_name)
}

fn can_decide(row: &RequestRow) -> Enabled {
    Enabled::when(row.status == RequestState::InProgress, "why-already-decided")
}

fn can_approve(row: &RequestRow) -> Enabled {
    can_decide(row).and(|| match row.mappings {
        Mappings::ExtractorsMissing => Enabled::No("why-extractors-missing"),
        Mappings::CredentialTypeMissing => Enabled::No("why-credential-type-missing"),
        Mappings::NotNeeded | Mappings::Complete => Enabled::Yes,
    })
}

fn decide(row: &RequestRow, status: &str, reason: Option<&str>) -> Do {
    let input = Decision { status: status.into(), reason: reason.map(str::to_string) };
    Do::Call(Request::of(&DECIDE, MappingKeyPath { mapping_key: row.id.clone() }, input))
}

pub(super) static DETAIL: DetailSpec<RequestRow> = DetailSpec {
    name: "policy-request",
    title: |row, cx| {
        vec![cx.say("screen-requests"), format!("{} {} {}", row.policy_name, cx.say("app-arrow"), row.org_name)]
    },
    id: |row| row.id.clone(),
    called,
    load: |row| {
        let path = || RequestPath { request_id: row.id.clone() };
        match row.mappings {
            Mappings::NotNeeded => Vec::new(),
            _ => vec![Request::of(&EXTRACTORS, path(), Nothing {}), Request::of(&CREDENTIAL_TYPE, path(), Nothing {})],
        }
    },
    lines,
    actions: ACTIONS,
};

fn lines(row: &RequestRow, answers: &Answers, cx: &Context) -> Vec<Line> {
    let mut lines = vec![
        Line::Status("col-status", row.status.to_string()),
        Line::Field("col-asked", cx.date_time(row.created_date_time.0)),
        Line::Gap,
        Line::Heading("requests-partner"),
        Line::Field("col-orgName", row.org_name.clone()),
        Line::Field("col-partnerId", row.partner_id.clone()),
        Line::Field("col-partnerType", partner_type(&row.partner_type, cx)),
        Line::Gap,
        Line::Heading("requests-policy"),
        Line::Field("col-policyName", row.policy_name.clone()),
        Line::Field("col-policyDescription", row.policy_description.clone()),
        Line::Field("col-policyGroupName", row.policy_group_name.clone()),
        Line::Gap,
        Line::Heading("requests-they-wrote"),
        Line::Text(row.partner_comment.clone()),
        Line::Gap,
    ];
    lines.extend(mappings(row, answers, cx));
    if let Some(by) = &row.decided_by {
        lines.push(Line::Heading("requests-decision"));
        lines.push(Line::Field("requests-decided-by", by.clone()));
        lines.push(Line::Field("requests-reason", row.decision_reason.clone().unwrap_or_default()));
    }
    lines
}

/// What the partner has mapped, and whether everything for a decision is there.
pub(super) fn mappings(row: &RequestRow, answers: &Answers, cx: &Context) -> Vec<Line> {
    if row.mappings == Mappings::NotNeeded {
        return Vec::new();
    }
    let mut lines = vec![Line::Heading("requests-mappings")];
    match answers.get(&EXTRACTORS, cx) {
        Answered::Waiting => lines.push(Line::Note(cx.say("list-loading"), Tone::Quiet)),
        Answered::Failed(why) => lines.push(Line::Note(why, Tone::Warm)),
        Answered::Here(mapped) if mapped.extractors.is_empty() => {
            lines.push(Line::Note(cx.say("requests-no-extractors"), Tone::Quiet));
        }
        Answered::Here(mapped) => {
            let cells = |e: &partnerdesk_api::policy_request::ExtractorMapping| {
                vec![e.biometric.clone(), e.extractor_provider.clone(), e.extractor_provider_version.clone()]
            };
            let heads = vec!["col-biometric", "col-extractorProvider", "col-version"];
            lines.push(Line::Table(heads, mapped.extractors.iter().map(cells).collect()));
        }
    }
    if let Answered::Here(mapped) = answers.get(&CREDENTIAL_TYPE, cx) {
        lines.push(Line::Field("col-credentialType", mapped.credential_type.unwrap_or_default()));
    }
    lines.push(Line::Gap);
    if cx.allowed(&DECIDE.info).and(|| can_approve(row)).is_yes() {
        let sentence = cx.with("requests-complete", &[("partner", row.org_name.clone().into())]);
        lines.push(Line::Note(format!("{} {sentence}", cx.symbols.tick), Tone::Good));
        lines.push(Line::Gap);
    }
    lines
}

#[cfg(test)]
#[path = "policy_requests_tests.rs"]
mod tests;
