//! The trust store: roots and intermediates of each domain, and one of them with its chain.

use partnerdesk_api::{
    certificate::{CA_UPLOAD, CaPath, TRUST_FILE, TRUST_LIST, TRUST_STORE, TrustRow},
    operation::Nothing,
};
use partnerdesk_trust::input::read_any;
use serde_json::Value;

use super::{Screen, certificate_words::common_name, trust_upload};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::{Request, Wish},
    theme::Tone,
    widgets::{
        detail::{Answered, Answers, DetailSpec, Line},
        download,
        list::{Cell, Column, ListSpec, ListView, PageAction},
        row_action::{Do, RowAction},
        status,
    },
};

static GO: Action = Action::new("go.trust-store", &["g t"]);

/// The screen's place in the registry.
pub const SCREEN: Screen =
    Screen::of_all(&GO, &TRUST_LIST.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());

static SPEC: ListSpec<TrustRow> = ListSpec::new("screen-trust", &TRUST_STORE, &TRUST_LIST.info, COLUMNS)
    .command("trust-store")
    .find("issuedTo")
    .called(|row| common_name(&row.issued_to).to_string())
    .detail(&PAGE)
    .actions(ACTIONS)
    .page_actions(PAGE_ACTIONS)
    .faded(|row| !row.status)
    .empty("trust-empty");

static COLUMNS: &[Column<TrustRow>] = &[
    Column::text("partnerDomain", 6),
    Column::custom("caCertificateType", 12, |row: &TrustRow, cx| Cell {
        text: status::word(row.ca_certificate_type.word(), cx).into(),
        tone: Tone::Ink,
    }),
    Column::custom("issuedTo", 16, |row: &TrustRow, _| Cell {
        text: common_name(&row.issued_to).into(),
        tone: Tone::Ink,
    })
    .grows(40),
    Column::custom("issuedBy", 16, |row: &TrustRow, _| Cell {
        text: common_name(&row.issued_by).into(),
        tone: Tone::Quiet,
    })
    .grows(40)
    .drops(3),
    Column::custom("validTill", 13, |row: &TrustRow, cx| Cell {
        text: cx.date(row.valid_till_date.0).into(),
        tone: if ends_soon(row, cx) { Tone::Warm } else { Tone::Quiet },
    })
    .drops(2),
    Column::status("status", 9),
];

static PAGE_ACTIONS: &[PageAction] = &[
    PageAction::new("trust.upload", &["+"], &CA_UPLOAD.info, |cx| vec![Wish::Page(trust_upload::layer(cx))]),
    PageAction::new("trust.roots", &["1"], &TRUST_LIST.info, |_| only("ROOT")),
    PageAction::new("trust.intermediates", &["2"], &TRUST_LIST.info, |_| only("INTERMEDIATE")),
    PageAction::new("trust.all", &["3"], &TRUST_LIST.info, |_| only("")),
];

static ACTIONS: &[RowAction<TrustRow>] =
    &[RowAction::new("trust.save", &["w"], &TRUST_FILE.info, |row: &TrustRow, _, _| {
        Do::Dialog(download::asking(file(row), pem, &format!("{}.p7b", common_name(&row.issued_to))))
    })
    .rank(50)
    .when(|row, _| Enabled::when(row.status, "why-authority-expired"))];

fn only(kind: &'static str) -> Vec<Wish> {
    vec![Wish::Replace(ListView::boxed(&SPEC, &[("caCertificateType", kind)]))]
}

fn file(row: &TrustRow) -> Request {
    Request::of(&TRUST_FILE, CaPath { certificate_id: row.cert_id.clone() }, Nothing {})
}

fn pem(reply: &Value) -> Result<String, &'static str> {
    reply["p7bFile"].as_str().map(str::to_string).ok_or("failed-unreadable")
}

fn ends_soon(row: &TrustRow, cx: &Context) -> bool {
    row.valid_till_date.0.duration_since(cx.now.wall).as_hours() < 30 * 24
}

static PAGE: DetailSpec<TrustRow> = DetailSpec {
    name: "authority",
    title: |row, cx| vec![cx.say("screen-trust"), common_name(&row.issued_to).to_string()],
    id: |row| row.cert_id.clone(),
    called: |row| common_name(&row.issued_to).to_string(),
    load: |row| vec![file(row)],
    lines,
    actions: ACTIONS,
};

fn lines(row: &TrustRow, answers: &Answers, cx: &Context) -> Vec<Line> {
    let state = if row.status { "valid" } else { "expired" };
    let mut lines = vec![
        Line::Status("col-status", state.into()),
        Line::Field("col-caCertificateType", status::word(row.ca_certificate_type.word(), cx)),
        Line::Field("col-partnerDomain", row.partner_domain.clone()),
        Line::Gap,
        Line::Field("col-issuedTo", row.issued_to.clone()),
        Line::Field("col-issuedBy", row.issued_by.clone()),
        Line::Gap,
        Line::Field("col-validFrom", cx.date_time(row.valid_from_date.0)),
        Line::Field("col-validTill", cx.date_time(row.valid_till_date.0)),
        Line::Field("col-uploadedDateTime", cx.date_time(row.upload_time.0)),
        Line::Gap,
        Line::Field("trust-thumbprint", row.cert_thumbprint.clone()),
    ];
    match answers.get(&TRUST_FILE, cx) {
        Answered::Waiting => lines.push(Line::Note(cx.say("list-loading"), Tone::Quiet)),
        Answered::Failed(why) => lines.push(Line::Note(why, Tone::Warm)),
        Answered::Here(file) => lines.extend(inside(row, &file.p7b_file, cx)),
    }
    lines
}

/// What only the certificate itself knows: serial number, key, and the chain above it.
fn inside(row: &TrustRow, p7b: &str, cx: &Context) -> Vec<Line> {
    let Ok(content) = read_any(p7b.as_bytes()) else {
        return vec![Line::Note(cx.say("failed-unreadable"), Tone::Warm)];
    };
    let itself = content.certificates.iter().find(|c| c.thumbprint().eq_ignore_ascii_case(&row.cert_thumbprint));
    let Some(itself) = itself else { return Vec::new() };
    let names: Vec<&str> = content.certificates.iter().map(|c| common_name(c.subject().display())).collect();
    vec![
        Line::Field("trust-fingerprint", itself.fingerprint().to_string()),
        Line::Field("trust-serial", itself.serial().to_string()),
        Line::Field("trust-key", format!("{}, {}", itself.key_kind(), itself.signature_algorithm())),
        Line::Field("trust-chain", names.join(&format!(" {} ", cx.say("app-arrow")))),
    ]
}

#[cfg(test)]
#[path = "trust_store_tests.rs"]
mod tests;
