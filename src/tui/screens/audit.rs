//! The audit trail: who did what, on which record, from where, and whether it was allowed.

use partnerdesk_api::audit::{AUDIT, AuditRow, LIST};

use super::Screen;
use crate::tui::{
    context::Context,
    keymap::Action,
    theme::Tone,
    widgets::{
        detail::{Answers, DetailSpec, Line},
        list::{Cell, Column, ListSpec, ListView},
    },
};

static GO: Action = Action::new("go.audit", &["g y"]);

/// The screen's place in the registry.
pub const SCREEN: Screen =
    Screen::of_all(&GO, &LIST.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());

static SPEC: ListSpec<AuditRow> = ListSpec::new("screen-audit", &AUDIT, &LIST.info, COLUMNS)
    .command("audit")
    .lists_only()
    .find("subject")
    .called(|row| row.id.clone())
    .detail(&DETAIL)
    .empty("audit-empty");

static COLUMNS: &[Column<AuditRow>] = &[
    Column::age("createdDateTime").headed("col-at"),
    Column::custom("actor", 10, |row: &AuditRow, cx| match row.actor.is_empty() {
        true => Cell { text: cx.say("audit-none").into(), tone: Tone::Quiet },
        false => Cell { text: row.actor.as_str().into(), tone: Tone::Ink },
    })
    .grows(24),
    Column::text("action", 22).grows(36),
    Column::text("subject", 12).grows(40).drops(2),
    Column::status("outcome", 9),
    Column::text("code", 11).grows(16).drops(3),
    Column::text("source", 12).grows(24).drops(4),
];

static DETAIL: DetailSpec<AuditRow> = DetailSpec {
    name: "audit",
    title: |row, cx| vec![cx.say("screen-audit"), row.action.clone()],
    id: |row| row.id.clone(),
    called: |row| row.id.clone(),
    load: |_| Vec::new(),
    lines,
    actions: &[],
};

fn lines(row: &AuditRow, _: &Answers, cx: &Context) -> Vec<Line> {
    let nobody = || cx.say("audit-nobody");
    let mut lines = vec![
        Line::Status("col-outcome", row.outcome.clone()),
        Line::Field("col-at", cx.date_time(row.created_date_time.0)),
        Line::Gap,
        Line::Field("col-actor", if row.actor.is_empty() { nobody() } else { row.actor.clone() }),
        Line::Field("col-source", row.source.clone()),
        Line::Gap,
        Line::Field("col-action", row.action.clone()),
        Line::Field("col-subject", row.subject.clone()),
    ];
    if !row.code.is_empty() {
        lines.push(Line::Field("col-code", row.code.clone()));
    }
    if row.times > 1 {
        lines.push(Line::Field("col-times", row.times.to_string()));
    }
    lines.extend([Line::Gap, Line::Field("col-requestId", row.request_id.clone())]);
    lines
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
