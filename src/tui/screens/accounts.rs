//! Accounts as the partner admin sees them: who can sign in, and inviting a colleague.

use partnerdesk_api::{
    account::{AccountRow, CREATE, GIVEN_ROLES, Invitation, LIST},
    role::Role,
};

use super::Screen;
use crate::tui::{
    context::Context,
    keymap::Action,
    layer::{Tag, Wish},
    widgets::{
        detail::{Answers, DetailSpec, Line},
        form::{Field, FormSpec, FormView},
        list::{Cell, Column, ListSpec, ListView, PageAction},
        secret,
    },
};

static GO: Action = Action::new("go.accounts", &["g u"]);

/// The screen's place in the registry.
pub const SCREEN: Screen =
    Screen::of_all(&GO, &LIST.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());

static SPEC: ListSpec<AccountRow> = ListSpec::new("screen-accounts", &LIST, COLUMNS)
    .command("accounts")
    .lists_only()
    .find("name")
    .detail(&PAGE)
    .page_actions(PAGE_ACTIONS)
    .empty("list-empty");

static COLUMNS: &[Column<AccountRow>] = &[
    Column::text("userName", 10).grows(24),
    Column::text("name", 12).grows(30),
    Column::custom("roles", 18, |row: &AccountRow, cx| Cell {
        text: roles(row, cx).into(),
        tone: crate::tui::theme::Tone::Ink,
    })
    .grows(40),
    Column::status("status", 10),
    Column::date("createdDateTime").headed("col-made").drops(2),
];

static PAGE_ACTIONS: &[PageAction] = &[PageAction::new("account.invite", &["+"], &CREATE.info, |cx| {
    vec![Wish::Page(FormView::boxed(&INVITE, &["screen-accounts"], cx))]
})];

/// Roles in words. They travel as one text.
fn roles(row: &AccountRow, cx: &Context) -> String {
    let word = |wire: &str| Role::from_word(wire).map_or_else(|| wire.to_string(), |role| cx.role(role));
    row.roles.split(',').map(str::trim).filter(|w| !w.is_empty()).map(word).collect::<Vec<_>>().join(", ")
}

static PAGE: DetailSpec<AccountRow> = DetailSpec {
    name: "account",
    title: |row, cx| vec![cx.say("screen-accounts"), row.user_name.clone()],
    id: |row| row.user_name.clone(),
    called: |row| row.user_name.clone(),
    load: |_| Vec::new(),
    lines: |row, _: &Answers, cx| {
        vec![
            Line::Status("col-status", row.status.to_string()),
            Line::Field("col-made", cx.date_time(row.created_date_time.0)),
            Line::Gap,
            Line::Field("col-userName", row.user_name.clone()),
            Line::Field("col-name", row.name.clone()),
            Line::Field("col-roles", roles(row, cx)),
        ]
    },
    actions: &[],
};

static INVITE: FormSpec = FormSpec::new(
    "invite",
    "screen-invite",
    &CREATE,
    &[
        Field::words("role", GIVEN_ROLES),
        Field::text("firstName"),
        Field::text("lastName"),
        Field::text("emailId"),
        Field::text("userName").labelled("field-account-name"),
    ],
    |reply, _, cx| match serde_json::from_value::<Invitation>(reply.clone()) {
        // The list first: a page takes dialogs away, so the code is shown last, and stays until it is put away.
        Ok(made) => {
            let values = [("name", made.user_name.into()), ("until", cx.date_time(made.expires.0).into())];
            let title = cx.with("invite-code", &values);
            vec![Wish::Back, Wish::Dialog(Tag::new("invite:code"), secret::layer(title, made.activation_code))]
        }
        Err(_) => vec![Wish::Back],
    },
)
.submit("invite-send")
.intro("invite-intro");

#[cfg(test)]
#[path = "accounts_tests.rs"]
mod tests;
