//! Partners as the partner admin sees them: the list, one partner with its certificate, the end of a partner.

use partnerdesk_api::{
    certificate::{BOTH, BothCertificates},
    operation::Nothing,
    partner::{
        ADMIN_DETAIL, ADMIN_LIST, CertificateState, NewPartnerStatus, PARTNERS, PartnerDetail, PartnerPath, PartnerRow,
        PartnerState, SET_STATUS,
    },
};
use serde_json::Value;

use super::{Screen, partner_type};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::Request,
    theme::Tone,
    widgets::{
        detail::{Answered, Answers, DetailSpec, Line},
        download,
        list::{Cell, Column, ListSpec, ListView},
        row_action::{Danger, Do, RowAction},
    },
};

static GO: Action = Action::new("go.partners", &["g p"]);

/// The screen's place in the registry.
pub const SCREEN: Screen =
    Screen::of_all(&GO, &ADMIN_LIST.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());

static SPEC: ListSpec<PartnerRow> = ListSpec::new("screen-partners", &PARTNERS, &ADMIN_LIST.info, COLUMNS)
    .command("partners")
    .find("orgName")
    .detail(&DETAIL)
    .actions(ACTIONS)
    .faded(|row| row.status == PartnerState::Deactivated)
    .empty("partners-empty");

static COLUMNS: &[Column<PartnerRow>] = &[
    Column::text("partnerId", 11).grows(24),
    Column::text("orgName", 14).grows(36),
    Column::custom("partnerType", 18, |row: &PartnerRow, cx| Cell {
        text: partner_type(&row.partner_type, cx).into(),
        tone: Tone::Ink,
    })
    .grows(28)
    .drops(3),
    Column::text("policyGroupName", 12).grows(20).drops(4),
    Column::status("certificateUploadStatus", 11),
    Column::status("status", 13),
    Column::date("createdDateTime").headed("col-since").drops(5),
];

static ACTIONS: &[RowAction<PartnerRow>] = &[
    RowAction::new("partner.save-original", &["w o"], &BOTH.info, |row, _, _| save(row, original, "original"))
        .rank(50)
        .when(can_save),
    RowAction::new("partner.save-signed", &["w s"], &BOTH.info, |row, _, _| save(row, signed, "signed"))
        .rank(51)
        .when(can_save),
    RowAction::new("partner.deactivate", &["D"], &SET_STATUS.info, |row: &PartnerRow, _, _| {
        Do::Call(Request::of(&SET_STATUS, path(&row.partner_id), NewPartnerStatus { status: "De-Active".into() }))
    })
    .rank(52)
    .danger(Danger::Final)
    .when(can_deactivate),
];

fn path(partner: &str) -> PartnerPath {
    PartnerPath { partner_id: partner.to_string() }
}

fn can_save(row: &PartnerRow, cx: &Context) -> Enabled {
    can_deactivate(row, cx)
        .and(|| Enabled::when(row.certificate_upload_status == CertificateState::Uploaded, "why-no-certificate"))
}

fn can_deactivate(row: &PartnerRow, _: &Context) -> Enabled {
    Enabled::when(row.status != PartnerState::Deactivated, "why-partner-deactivated")
}

fn save(row: &PartnerRow, pick: download::Pick, which: &str) -> Do {
    Do::Dialog(certificate_file(&row.partner_id, pick, which))
}

/// The dialog that writes one of a partner's two certificates into a file.
pub fn certificate_file(partner: &str, pick: download::Pick, which: &str) -> Box<dyn crate::tui::layer::Layer> {
    let request = Request::of(&BOTH, path(partner), Nothing {});
    download::asking(request, pick, &format!("{partner}-{which}.cer"))
}

/// The certificate as the partner's authority signed it. An expired one is of no use to anybody.
pub fn original(reply: &Value) -> Result<String, &'static str> {
    usable(reply, |both| (both.ca_signed_certificate_data, both.is_ca_signed_certificate_expired))
}

/// The certificate as signed here.
pub fn signed(reply: &Value) -> Result<String, &'static str> {
    usable(reply, |both| (both.mosip_signed_certificate_data, both.is_mosip_signed_certificate_expired))
}

fn usable(reply: &Value, which: fn(BothCertificates) -> (String, bool)) -> Result<String, &'static str> {
    match serde_json::from_value(reply.clone()).map(which) {
        Ok((_, true)) => Err("why-certificate-expired"),
        Ok((pem, false)) => Ok(pem),
        Err(_) => Err("failed-unreadable"),
    }
}

static DETAIL: DetailSpec<PartnerRow> = DetailSpec {
    name: "partner",
    title: |row, cx| vec![cx.say("screen-partners"), row.partner_id.clone()],
    id: |row| row.partner_id.clone(),
    called: |row| row.partner_id.clone(),
    load: |row| vec![Request::of(&ADMIN_DETAIL, path(&row.partner_id), Nothing {})],
    lines,
    actions: ACTIONS,
};

fn lines(row: &PartnerRow, answers: &Answers, cx: &Context) -> Vec<Line> {
    let mut lines = vec![
        Line::Status("col-status", row.status.to_string()),
        Line::Field("col-registered", cx.date_time(row.created_date_time.0)),
        Line::Gap,
        Line::Heading("requests-partner"),
        Line::Field("col-orgName", row.org_name.clone()),
        Line::Field("col-partnerType", partner_type(&row.partner_type, cx)),
        Line::Field("col-policyGroupName", row.policy_group_name.clone().unwrap_or_default()),
    ];
    match answers.get(&ADMIN_DETAIL, cx) {
        Answered::Waiting => lines.push(Line::Note(cx.say("list-loading"), Tone::Quiet)),
        Answered::Failed(why) => lines.push(Line::Note(why, Tone::Warm)),
        Answered::Here(partner) => lines.extend(rest(&partner, cx)),
    }
    lines
}

/// What only the partner's own answer knows: the certificate, and whom to write to.
fn rest(partner: &PartnerDetail, cx: &Context) -> Vec<Line> {
    let person = [partner.first_name.as_deref(), partner.last_name.as_deref()].into_iter().flatten();
    let mut lines = vec![Line::Gap, Line::Heading("col-certificateUploadStatus")];
    match (partner.certificate_expiry_date_time, partner.certificate_upload_date_time) {
        (Some(ends), since) => {
            lines.push(Line::Status("col-certificateState", state(ends.0, cx).into()));
            lines.push(Line::Field("partner-signed-until", cx.date_time(ends.0)));
            lines.push(Line::Field("partner-signed-since", since.map_or_else(String::new, |at| cx.date_time(at.0))));
        }
        (None, _) => lines.push(Line::Note(cx.say("partner-no-certificate"), Tone::Warm)),
    }
    lines.extend([
        Line::Gap,
        Line::Heading("partner-contact"),
        Line::Field("col-name", person.collect::<Vec<_>>().join(" ")),
        Line::Field("col-emailAddress", partner.email_id.clone()),
        Line::Field("col-phone", partner.contact_number.clone()),
        Line::Field("col-address", partner.address.clone()),
    ]);
    lines
}

/// Whether a certificate that ends then is still in force, as a word on the wire.
pub fn state(ends: jiff::Timestamp, cx: &Context) -> &'static str {
    if ends < cx.now.wall { "expired" } else { "valid" }
}

#[cfg(test)]
#[path = "partners_tests.rs"]
mod tests;
