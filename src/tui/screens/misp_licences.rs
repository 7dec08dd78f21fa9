//! Licence keys of MISPs, for the partner admin: the list, one key, a new one, one in place of another, its end.

use partnerdesk_api::misp_licence::{
    DEACTIVATE, ISSUE, IssuedLicence, LIST, LicencePath, LicenceRow, LicenceState, LicenceStatus, MISP_TYPE,
};
use serde_json::{Value, json};

use super::{
    Screen,
    api_key_forms::{approved, partner_choices, partners, policies},
};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::{Layer, Request, Tag, Toast, Wish},
    theme::Tone,
    widgets::{
        detail::{Answers, DetailSpec, Line},
        form::{Field, FormSpec, FormView},
        list::{Cell, Column, ListSpec, ListView, PageAction},
        row_action::{Danger, Do, RowAction},
        secret, status,
    },
};

static GO: Action = Action::new("go.misp-licences", &["g w"]);

/// The screen's place in the registry.
pub const SCREEN: Screen =
    Screen::of_all(&GO, &LIST.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());

static SPEC: ListSpec<LicenceRow> = ListSpec::new("screen-misp-licences", &LIST, COLUMNS)
    .command("misp-licences")
    .find("licenseKeyName")
    .called(|row| row.license_key_name.clone())
    .detail(&DETAIL)
    .actions(ACTIONS)
    .page_actions(PAGE_ACTIONS)
    .faded(|row| row.status == LicenceState::Inactive)
    .empty("misp-licences-empty");

static COLUMNS: &[Column<LicenceRow>] = &[
    Column::text("licenseKeyName", 14).grows(40),
    Column::text("partnerId", 12).grows(24),
    Column::text("orgName", 12).grows(30).drops(4),
    Column::text("policyName", 14).grows(30).drops(2),
    Column::text("policyGroupName", 12).grows(24).drops(5),
    Column::custom("maskedLicenseKey", 8, |row: &LicenceRow, _| Cell {
        text: last_characters(row).into(),
        tone: Tone::Quiet,
    })
    .drops(6),
    Column::date("createdDateTime").headed("col-made").drops(3),
    Column::custom("expiryDateTime", 11, |row: &LicenceRow, cx| Cell {
        text: cx.date(row.expiry_date_time.0).into(),
        tone: if ends_soon(row, cx) { Tone::Warm } else { Tone::Ink },
    }),
    Column::custom("status", 13, |row: &LicenceRow, cx| {
        let (text, tone) = status::shown(state(row), cx);
        Cell { text: text.into(), tone }
    }),
];

/// MOSIP's word for a key that is switched off is its word for a partner that is still to come.
fn state(row: &LicenceRow) -> &str {
    if row.status == LicenceState::Inactive { "deactivated" } else { row.status.word() }
}

/// Of the many asterisks that MOSIP puts before them, three are enough.
fn last_characters(row: &LicenceRow) -> String {
    format!("***{}", row.masked_license_key.trim_start_matches('*'))
}

fn ends_soon(row: &LicenceRow, cx: &Context) -> bool {
    row.status == LicenceState::Active && row.expiry_date_time.0.duration_since(cx.now.wall).as_hours() < 30 * 24
}

static PAGE_ACTIONS: &[PageAction] = &[PageAction::new("misp-licence.issue", &["+"], &ISSUE.info, |cx| {
    vec![Wish::Page(FormView::boxed(&NEW, &["screen-misp-licences"], cx))]
})];

static ACTIONS: &[RowAction<LicenceRow>] = &[
    RowAction::new("misp-licence.anew", &["A"], &ISSUE.info, |row, _, cx| Do::Page(anew(row, cx)))
        .rank(30)
        .when(|row, _| active(row)),
    RowAction::new("misp-licence.deactivate", &["D"], &DEACTIVATE.info, |row: &LicenceRow, _, _| {
        let path = LicencePath { misp_license_id: row.misp_license_id.clone() };
        Do::Call(Request::of(&DEACTIVATE, path, LicenceStatus::deactivate()))
    })
    .rank(50)
    .danger(Danger::Final)
    .when(|row, _| active(row)),
];

fn active(row: &LicenceRow) -> Enabled {
    Enabled::when(row.status == LicenceState::Active, "why-misp-licence-deactivated")
}

static DETAIL: DetailSpec<LicenceRow> = DetailSpec {
    name: "licence",
    title: |row, cx| vec![cx.say("screen-misp-licences"), row.license_key_name.clone()],
    id: |row| row.misp_license_id.clone(),
    called: |row| row.license_key_name.clone(),
    load: |_| Vec::new(),
    lines,
    actions: ACTIONS,
};

fn lines(row: &LicenceRow, _: &Answers, cx: &Context) -> Vec<Line> {
    let mut lines = vec![
        Line::Status("col-status", state(row).into()),
        Line::Field("col-made", cx.date_time(row.created_date_time.0)),
        Line::Field("col-expiryDateTime", cx.date_time(row.expiry_date_time.0)),
        Line::Gap,
        Line::Field("col-maskedLicenseKey", last_characters(row)),
        Line::Note(cx.say("misp-licences-only-newest"), Tone::Quiet),
        Line::Gap,
        Line::Heading("requests-partner"),
        Line::Field("col-partnerId", row.partner_id.clone()),
        Line::Field("col-orgName", row.org_name.clone()),
        Line::Gap,
        Line::Heading("requests-policy"),
    ];
    match &row.policy_name {
        None => lines.push(Line::Note(cx.say("misp-licences-no-policy"), Tone::Quiet)),
        Some(name) => lines.extend([
            Line::Field("col-policyName", name.clone()),
            Line::Field("col-policyDescription", row.policy_description.clone().unwrap_or_default()),
        ]),
    }
    if let Some(group) = &row.policy_group_name {
        lines.push(Line::Field("col-policyGroupName", group.clone()));
    }
    lines
}

const POLICY: Field =
    Field::choice("policyId", |values, _| approved(values), |reply| policies(reply, |row| row.policy_id.clone()));
const NAME: Field = Field::text("licenseKeyName");
const END: Field = Field::date("expiryDate");

static NEW: FormSpec = FormSpec::new(
    "licence-new",
    "screen-new-misp-licence",
    &ISSUE,
    &[Field::choice("partnerId", |_, _| partners(MISP_TYPE), partner_choices), POLICY, NAME, END],
    |reply, _, cx| shown(reply, cx),
)
.needs(&["partnerId", "licenseKeyName", "expiryDate"])
.submit("misp-licence-issue")
.intro("misp-licence-intro");

/// A key in place of one that works: partner and policy stay. Issuing it switches the older one off, so that it needs no
/// operation of its own, which MOSIP's newer servers do not have.
fn anew(row: &LicenceRow, cx: &Context) -> Box<dyn Layer> {
    let known = json!({"partnerId": row.partner_id, "policyId": row.policy_id, "policyName": row.policy_name});
    FormView::about(&ANEW, &["screen-misp-licences"], known, cx)
}

static ANEW: FormSpec = FormSpec::new(
    "licence-anew",
    "screen-misp-licence-anew",
    &ISSUE,
    &[
        Field::derived("partner", |v, _| v["partnerId"].as_str().unwrap_or_default().into()),
        Field::derived("policy", |v, cx| {
            v["policyName"].as_str().map_or_else(|| cx.say("misp-licences-no-policy"), Into::into)
        }),
        NAME,
        END,
    ],
    |reply, _, cx| shown(reply, cx),
)
.needs(&["licenseKeyName", "expiryDate"])
.submit("misp-licence-issue")
.intro("misp-licence-anew-intro");

/// Shows the key over the list; it stays until it is put away.
fn shown(reply: &Value, cx: &Context) -> Vec<Wish> {
    match serde_json::from_value::<IssuedLicence>(reply.clone()) {
        Ok(made) => {
            let title = cx.with("misp-licence-made", &[("name", made.license_key_name.into())]);
            vec![Wish::Back, Wish::Dialog(Tag::new("licence:secret"), secret::layer(title, made.license_key))]
        }
        Err(_) => vec![Wish::Back, Wish::Toast(Toast::warning(cx.say("failed-unreadable")))],
    }
}

#[cfg(test)]
#[path = "misp_licences_tests.rs"]
mod tests;
