//! Forms of people who are not signed in yet: register oneself, make the first admin, use an activation code.

use partnerdesk_api::{
    account::{self, Credentials},
    operation::{NoPath, Nothing},
    partner::{PartnerType, TYPES},
};
use serde_json::{Value, json};

use crate::tui::{
    context::Context,
    layer::{Layer, Request, Tag, Task, Wish},
    widgets::{
        form::{Choice, Field, FormSpec, FormView},
        success,
    },
};

/// Registers oneself as a partner.
pub fn register(cx: &Context) -> Box<dyn Layer> {
    FormView::boxed(&REGISTER, &[], cx)
}

/// Makes the first admin of an empty server.
pub fn first_admin(cx: &Context) -> Box<dyn Layer> {
    FormView::boxed(&FIRST_ADMIN, &[], cx)
}

/// Sets the password of an account that somebody else made.
pub fn activate(cx: &Context) -> Box<dyn Layer> {
    FormView::boxed(&ACTIVATE, &[], cx)
}

static REGISTER: FormSpec = FormSpec::new(
    "register",
    "screen-register",
    &account::SIGN_UP,
    &[
        Field::choice("partnerType", |_, _| Some(Request::of(&TYPES, NoPath {}, Nothing {})), types),
        Field::text("organizationName"),
        Field::text("firstName"),
        Field::text("lastName"),
        Field::text("emailId"),
        Field::text("contactNumber"),
        Field::lines("address", 2),
        Field::words("langCode", &["eng", "fra", "ara"]),
        Field::text("userName"),
        Field::secret("password"),
    ],
    |reply, _, cx| {
        let name = reply["userName"].as_str().unwrap_or_default().to_string();
        let next = cx.with("registered-next", &[("name", name.into())]);
        vec![Wish::Replace(success::layer("registered-title", next, &[("registered-sign-in", |_| vec![Wish::Back])]))]
    },
)
.given(|cx| json!({"langCode": cx.say("app-language")}))
.submit("register-send")
.intro("register-intro");

/// Types that register themselves here, with what they need.
fn types(reply: &Value) -> Vec<Choice> {
    let types: Vec<PartnerType> = serde_json::from_value(reply.clone()).unwrap_or_default();
    let own = types.into_iter().filter(|t| t.self_service);
    own.map(|t| Choice { value: t.code, label: t.label, about: String::new() }).collect()
}

static FIRST_ADMIN: FormSpec = FormSpec::new(
    "first-admin",
    "screen-first-admin",
    &account::SETUP,
    &[
        Field::secret("setupCode"),
        Field::text("firstName"),
        Field::text("lastName"),
        Field::text("emailId"),
        Field::text("userName"),
        Field::secret("password"),
    ],
    |_, sent, _| sign_in(sent),
)
.given(|cx| json!({"setupCode": cx.setup_code.as_ref().map(|c| c.expose())}))
.submit("first-admin-send")
.intro("first-admin-intro");

static ACTIVATE: FormSpec = FormSpec::new(
    "activate",
    "screen-activate",
    &account::ACTIVATE,
    &[Field::text("userName"), Field::secret("activationCode"), Field::secret("password")],
    |_, sent, _| sign_in(sent),
)
.submit("activate-send")
.intro("activate-intro");

/// Whoever has just chosen a password need not type it again.
fn sign_in(sent: &Value) -> Vec<Wish> {
    let text = |name: &str| sent[name].as_str().unwrap_or_default();
    let credentials = Credentials { user_name: text("userName").into(), password: text("password").into() };
    let request = Request::of(&account::SIGN_IN, NoPath {}, credentials);
    vec![Wish::Run(Task::SignIn(Tag::new("first:sign-in"), request))]
}
