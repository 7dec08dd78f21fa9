//! API keys: the admin's list and a partner's own, one key, its end. Forms stand in `api_key_forms`.

use partnerdesk_api::api_key::{
    ApiKeyRow, CHANGE, CREATE, GENERATE, KeyChange, KeyState, LIST, NamedKeyPath, is_endless,
};

use super::{Screen, api_key_forms, partner_type};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::{Request, Wish},
    theme::Tone,
    widgets::{
        detail::{Answers, DetailSpec, Line},
        list::{Cell, Column, ListSpec, ListView, PageAction},
        row_action::{Danger, Do, RowAction},
    },
};

static GO: Action = Action::new("go.api-keys", &["g k"]);
static GO_OWN: Action = Action::new("go.own-api-keys", &["g k"]);

/// The place of the admin's list in the registry.
pub const ALL: Screen =
    Screen::of_all(&GO, &LIST.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());
/// The place of a partner's own list in the registry.
pub const OWN: Screen = Screen::of_own(&GO_OWN, &LIST.info, |_, filters| ListView::boxed(&OWN_SPEC, filters))
    .acting(|| OWN_PAGE_ACTIONS.iter().map(|a| &a.action).collect());

static SPEC: ListSpec<ApiKeyRow> = KEYS.detail(&DETAIL).actions(ACTIONS).page_actions(PAGE_ACTIONS);
static OWN_SPEC: ListSpec<ApiKeyRow> = KEYS.detail(&OWN_DETAIL).actions(OWN_ACTIONS).page_actions(OWN_PAGE_ACTIONS);

const KEYS: ListSpec<ApiKeyRow> = ListSpec::new("screen-api-keys", &LIST, COLUMNS)
    .command("api-keys")
    .lists_only()
    .find("apiKeyLabel")
    .called(|row| row.api_key_label.clone())
    .faded(|row| row.status == KeyState::Deactivated)
    .empty("api-keys-empty");

static COLUMNS: &[Column<ApiKeyRow>] = &[
    Column::text("apiKeyLabel", 14).grows(36),
    Column::text("partnerId", 12).grows(24),
    Column::text("orgName", 12).grows(30).drops(5),
    Column::text("policyName", 14).grows(30).drops(2),
    Column::text("policyGroupName", 12).grows(24).drops(6),
    Column::text("maskedApiKey", 12).drops(4),
    Column::date("createdDateTime").headed("col-made").drops(3),
    Column::custom("apiKeyExpiryDateTime", 11, |row: &ApiKeyRow, cx| {
        let (text, tone) = end(row, cx);
        Cell { text: text.into(), tone }
    }),
    Column::status("status", 13),
];

/// When a key ends, for people: most have no end that anybody will see.
fn end(row: &ApiKeyRow, cx: &Context) -> (String, Tone) {
    let Some(end) = row.api_key_expiry_date_time else { return (String::new(), Tone::Quiet) };
    if is_endless(row.created_date_time.0, end.0) {
        return (cx.say("api-keys-no-end"), Tone::Quiet);
    }
    let is_near = row.status == KeyState::Active && end.0.duration_since(cx.now.wall).as_hours() < 30 * 24;
    (cx.date(end.0), if is_near { Tone::Warm } else { Tone::Ink })
}

static PAGE_ACTIONS: &[PageAction] =
    &[PageAction::new("api-key.create", &["+"], &CREATE.info, |cx| vec![Wish::Page(api_key_forms::create(cx))])];
static OWN_PAGE_ACTIONS: &[PageAction] =
    &[PageAction::new("api-key.generate", &["+"], &GENERATE.info, |cx| vec![Wish::Page(api_key_forms::generate(cx))])];

const DEACTIVATE: RowAction<ApiKeyRow> =
    RowAction::new("api-key.deactivate", &["D"], &CHANGE.info, |row: &ApiKeyRow, _, _| {
        Do::Call(Request::of(&CHANGE, path(row), KeyChange::deactivate()))
    })
    .rank(50)
    .danger(Danger::Final)
    .when(|row, _| active(row));

static OWN_ACTIONS: &[RowAction<ApiKeyRow>] = &[DEACTIVATE];
static ACTIONS: &[RowAction<ApiKeyRow>] = &[
    RowAction::new("api-key.end", &["E"], &CHANGE.info, |row, _, cx| Do::Page(api_key_forms::end(row, cx)))
        .rank(30)
        .when(|row, _| active(row)),
    DEACTIVATE,
];

/// MOSIP's servers know a key by its partner, policy and name.
fn path(row: &ApiKeyRow) -> NamedKeyPath {
    NamedKeyPath {
        partner_id: row.partner_id.clone(),
        policy_id: row.policy_id.clone(),
        api_key_name: row.api_key_label.clone(),
    }
}

fn active(row: &ApiKeyRow) -> Enabled {
    Enabled::when(row.status == KeyState::Active, "why-api-key-deactivated")
}

static DETAIL: DetailSpec<ApiKeyRow> = DetailSpec { actions: ACTIONS, ..PAGE };
static OWN_DETAIL: DetailSpec<ApiKeyRow> = DetailSpec { actions: OWN_ACTIONS, ..PAGE };

const PAGE: DetailSpec<ApiKeyRow> = DetailSpec {
    name: "key",
    title: |row, cx| vec![cx.say("screen-api-keys"), row.api_key_label.clone()],
    id: |row| row.id.clone(),
    called: |row| row.api_key_label.clone(),
    load: |_| Vec::new(),
    lines,
    actions: &[],
};

fn lines(row: &ApiKeyRow, _: &Answers, cx: &Context) -> Vec<Line> {
    vec![
        Line::Status("col-status", row.status.word().into()),
        Line::Field("col-made", cx.date_time(row.created_date_time.0)),
        Line::Field("col-apiKeyExpiryDateTime", end(row, cx).0),
        Line::Gap,
        Line::Field("col-maskedApiKey", row.masked_api_key.clone()),
        Line::Note(cx.say("api-keys-shown-once"), Tone::Quiet),
        Line::Gap,
        Line::Heading("requests-partner"),
        Line::Field("col-partnerId", row.partner_id.clone()),
        Line::Field("col-orgName", row.org_name.clone()),
        Line::Field("col-partnerType", partner_type(&row.partner_type, cx)),
        Line::Gap,
        Line::Heading("requests-policy"),
        Line::Field("col-policyName", row.policy_name.clone()),
        Line::Field("col-policyDescription", row.policy_description.clone()),
        Line::Field("col-policyGroupName", row.policy_group_name.clone()),
        Line::Text(row.policy_group_description.clone()),
        Line::Gap,
        Line::Note(cx.say("api-keys-with-licence"), Tone::Quiet),
    ]
}

#[cfg(test)]
#[path = "api_keys_tests.rs"]
mod tests;
