//! OIDC clients: the admin's list and a partner's own, one client with its key, its end. Forms stand in
//! `oidc_client_forms`.

use partnerdesk_api::{
    oidc_client::{
        AdditionalConfig, CREATE, ClientDetail, ClientPath, ClientRow, ClientState, ClientStatus, DEACTIVATE, DETAIL,
        LIST, Texts, UPDATE, plain_name,
    },
    operation::Nothing,
};
use serde_json::Value;

use super::{Screen, oidc_client_forms};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::{Request, Wish},
    theme::Tone,
    widgets::{
        detail::{Answered, Answers, DetailSpec, Line},
        list::{Cell, Column, ListSpec, ListView, PageAction},
        row_action::{Danger, Do, RowAction},
        status,
    },
};

static GO: Action = Action::new("go.oidc-clients", &["g i"]);
static GO_OWN: Action = Action::new("go.own-oidc-clients", &["g i"]);

/// The place of the admin's list in the registry.
pub const ALL: Screen =
    Screen::of_all(&GO, &LIST.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());
/// The place of a partner's own list in the registry.
pub const OWN: Screen = Screen::of_own(&GO_OWN, &LIST.info, |_, filters| ListView::boxed(&OWN_SPEC, filters))
    .acting(|| vec![&OWN_PAGE_ACTIONS[0].action, &OWN_ACTIONS[0].action]);

static SPEC: ListSpec<ClientRow> = CLIENTS_LIST.detail(&PAGE).actions(ACTIONS);
static OWN_SPEC: ListSpec<ClientRow> =
    CLIENTS_LIST.detail(&OWN_PAGE).actions(OWN_ACTIONS).page_actions(OWN_PAGE_ACTIONS);

const CLIENTS_LIST: ListSpec<ClientRow> = ListSpec::new("screen-oidc-clients", &LIST, COLUMNS)
    .command("oidc-clients")
    .find("clientName")
    .called(|row| plain_name(&row.client_name).into_owned())
    .faded(|row| row.status == ClientState::Inactive)
    .empty("oidc-clients-empty");

static COLUMNS: &[Column<ClientRow>] = &[
    Column::custom("clientName", 18, |row: &ClientRow, _| Cell { text: plain_name(&row.client_name), tone: Tone::Ink })
        .grows(40),
    Column::text("partnerId", 12).grows(24),
    Column::text("orgName", 12).grows(30).drops(4),
    Column::text("policyName", 14).grows(30).drops(2),
    Column::text("policyGroupName", 12).grows(24).drops(5),
    Column::text("clientId", 12).grows(43).drops(3),
    Column::date("createdDateTime").headed("col-made").drops(1),
    Column::custom("status", 13, |row: &ClientRow, cx| {
        let (text, tone) = status::shown(state(row), cx);
        Cell { text: text.into(), tone }
    }),
];

/// MOSIP's word for a client that is switched off is its word for a partner that is still to come.
fn state(row: &ClientRow) -> &str {
    if row.status == ClientState::Inactive { "deactivated" } else { row.status.word() }
}

static OWN_PAGE_ACTIONS: &[PageAction] = &[PageAction::new("oidc-client.create", &["+"], &CREATE.info, |cx| {
    vec![Wish::Page(oidc_client_forms::create(cx))]
})];

const COPY_ID: RowAction<ClientRow> =
    RowAction::new("oidc-client.copy-id", &["I"], &LIST.info, |row: &ClientRow, _, _| {
        Do::Copy(row.client_id.clone(), "copied-client-id")
    })
    .rank(20);
const DEACTIVATED: RowAction<ClientRow> =
    RowAction::new("oidc-client.deactivate", &["D"], &DEACTIVATE.info, |row: &ClientRow, _, _| {
        Do::Call(Request::of(&DEACTIVATE, path(row), ClientStatus::deactivate()))
    })
    .rank(50)
    .danger(Danger::Final)
    .when(|row, _| active(row));

static ACTIONS: &[RowAction<ClientRow>] = &[COPY_ID, DEACTIVATED];
static OWN_ACTIONS: &[RowAction<ClientRow>] = &[
    RowAction::new("oidc-client.edit", &["E"], &UPDATE.info, |row: &ClientRow, _, cx| {
        Do::Page(oidc_client_forms::edit(&row.client_id, cx))
    })
    .rank(30)
    .when(|row, _| active(row)),
    COPY_ID,
    DEACTIVATED,
];

fn path(row: &ClientRow) -> ClientPath {
    ClientPath { client_id: row.client_id.clone() }
}

fn active(row: &ClientRow) -> Enabled {
    Enabled::when(row.status == ClientState::Active, "why-oidc-client-deactivated")
}

static PAGE: DetailSpec<ClientRow> = DetailSpec { actions: ACTIONS, ..DETAILS };
static OWN_PAGE: DetailSpec<ClientRow> = DetailSpec { actions: OWN_ACTIONS, ..DETAILS };

const DETAILS: DetailSpec<ClientRow> = DetailSpec {
    name: "client",
    title: |row, cx| vec![cx.say("screen-oidc-clients"), plain_name(&row.client_name).into_owned()],
    id: |row| row.client_id.clone(),
    called: |row| plain_name(&row.client_name).into_owned(),
    load: |row| vec![Request::of(&DETAIL, path(row), Nothing {})],
    lines,
    actions: &[],
};

fn lines(row: &ClientRow, answers: &Answers, cx: &Context) -> Vec<Line> {
    let mut lines = vec![
        Line::Status("col-status", state(row).into()),
        Line::Field("col-made", cx.date_time(row.created_date_time.0)),
        Line::Field("col-clientId", row.client_id.clone()),
        Line::Gap,
        Line::Heading("requests-partner"),
        Line::Field("col-partnerId", row.partner_id.clone()),
        Line::Field("col-orgName", row.org_name.clone()),
        Line::Gap,
        Line::Heading("requests-policy"),
        Line::Field("col-policyName", row.policy_name.clone()),
        Line::Field("col-policyDescription", row.policy_description.clone()),
        Line::Field("col-policyGroupName", row.policy_group_name.clone()),
    ];
    match answers.get(&DETAIL, cx) {
        Answered::Waiting => lines.push(Line::Note(cx.say("list-loading"), Tone::Quiet)),
        Answered::Failed(why) => lines.push(Line::Note(why, Tone::Warm)),
        Answered::Here(client) => lines.extend(inside(&client, cx)),
    }
    lines
}

/// What only the client's own answer knows.
fn inside(client: &ClientDetail, cx: &Context) -> Vec<Line> {
    let mut lines = vec![
        Line::Gap,
        Line::Heading("oidc-clients-client"),
        Line::Field("field-logoUri", client.logo_uri.clone()),
        Line::Field("field-redirectUris", client.redirect_uris.join("  ")),
        Line::Field("oidc-clients-grants", client.grant_types.join(", ")),
        Line::Field("oidc-clients-methods", client.client_auth_methods.join(", ")),
        Line::Field("oidc-clients-claims", client.claims.join(", ")),
        Line::Field("oidc-clients-acr", client.acr_values.join(", ")),
    ];
    lines.extend(client.client_name_lang_map.as_ref().map(|names| Line::Field("oidc-clients-names", texts(names))));
    if let Some(config) = &client.additional_config {
        lines.extend(additional(config, cx));
    }
    lines.extend([Line::Gap, Line::Heading("field-publicKey"), Line::Code(pretty(&client.public_key))]);
    lines
}

fn texts(texts: &Texts) -> String {
    texts.iter().map(|(language, text)| format!("{language}: {text}")).collect::<Vec<_>>().join("  ")
}

/// A key as JSON over several lines; one that is none, as it came.
fn pretty(key: &str) -> String {
    serde_json::from_str::<Value>(key).map_or_else(|_| key.to_string(), |key| format!("{key:#}"))
}

fn additional(config: &AdditionalConfig, cx: &Context) -> Vec<Line> {
    let yes_no = |is: bool| cx.say(if is { "oidc-clients-yes" } else { "oidc-clients-no" });
    let purpose = config.purpose.clone().unwrap_or_default();
    let fields = [
        ("field-userinfoResponse", config.userinfo_response_type.clone()),
        ("field-consentMinutes", config.consent_expire_in_mins.map(|minutes| minutes.to_string())),
        ("field-signupBanner", config.signup_banner_required.map(yes_no)),
        ("field-forgotPassword", config.forgot_pwd_link_required.map(yes_no)),
        ("field-purpose", purpose.kind),
        ("field-title", purpose.title.as_ref().map(texts)),
        ("field-subTitle", purpose.sub_title.as_ref().map(texts)),
    ];
    let heads = [Line::Gap, Line::Heading("oidc-clients-additional")];
    let known = fields.into_iter().filter_map(|(key, text)| text.map(|text| Line::Field(key, text)));
    heads.into_iter().chain(known).collect()
}

#[cfg(test)]
#[path = "oidc_clients_tests.rs"]
mod tests;
