//! The forms of policies: a new draft, a changed one, a copy in another group; and how a policy is read from a file.

use partnerdesk_api::{
    operation::{NoPath, Nothing},
    policy::{CREATE, DETAIL, GROUP_CHOICES, GroupChoice, POLICY_TYPES, PolicyDetail, PolicyPath, UPDATE},
    rules::POLICY_MAX_CHARACTERS,
};
use serde_json::{Value, json};

use super::policy_words;
use crate::tui::{
    context::Context,
    layer::{Layer, Request, Toast, Wish, answer},
    theme::Tone,
    widgets::form::{Choice, Field, FileRead, FormSpec, FormView},
};

/// The version that policies of MOSIP's portal carry.
const VERSION: &str = "1.1";

/// A new draft.
pub fn new(cx: &Context) -> Box<dyn Layer> {
    FormView::boxed(&NEW, &["screen-policies"], cx)
}

/// A draft of this id as the server knows it now, to be changed.
pub fn edit(id: &str, cx: &Context) -> Box<dyn Layer> {
    FormView::about(&EDIT, &["screen-policies"], json!({"policyId": id}), cx)
}

/// A copy of the policy of this id.
pub fn copy(id: &str, cx: &Context) -> Box<dyn Layer> {
    FormView::about(&COPY, &["screen-policies"], json!({"policyId": id}), cx)
}

/// The question for one policy.
pub fn detail(id: &str) -> Request {
    Request::of(&DETAIL, PolicyPath { policy_id: id.to_string() }, Nothing {})
}

/// What is known of the policy that is copied. The group is left to be chosen: in its own group the name is taken.
fn origin(policy: PolicyDetail) -> Value {
    let mut known = members(policy);
    known["origin"] = json!(format!("{} / {}", field(&known, "name"), field(&known, "policyGroupName")));
    known["policyGroupName"] = Value::Null;
    known
}

fn members(policy: PolicyDetail) -> Value {
    json!({
        "policyId": policy.policy_id, "policyGroupName": policy.policy_group_name, "policyType": policy.policy_type,
        "name": policy.policy_name, "desc": policy.policy_desc, "version": policy.version, "policies": policy.policies,
    })
}

const NAME: Field = Field::text("name");
const DESC: Field = Field::lines("desc", 2);
const BODY: Field = Field::file("policies", read).edited("json");
const GROUP: Field =
    Field::choice("policyGroupName", |_, _| Some(Request::of(&GROUP_CHOICES, NoPath {}, Nothing {})), groups);

static NEW: FormSpec = FormSpec::new(
    "new-policy",
    "screen-policy-new",
    &CREATE,
    &[Field::words("policyType", POLICY_TYPES), GROUP, NAME, DESC, BODY],
    saved,
)
.given(|_| json!({"version": VERSION}))
.submit("policy-save-draft")
.intro("policy-intro");

static EDIT: FormSpec = FormSpec::new(
    "edit-policy",
    "screen-policy-edit",
    &UPDATE,
    &[
        Field::derived("type", |v, _| field(v, "policyType").into()),
        Field::derived("group", |v, _| field(v, "policyGroupName").into()),
        NAME,
        DESC,
        BODY,
    ],
    saved,
)
.at("policy_id", "policyId")
.load(|known| detail(field(known, "policyId")), |reply| answer(&DETAIL, reply).map(members))
.submit("policy-save-draft");

static COPY: FormSpec = FormSpec::new(
    "copy-policy",
    "screen-policy-copy",
    &CREATE,
    &[Field::derived("origin", |v, _| field(v, "origin").into()), GROUP, NAME],
    saved,
)
.load(|known| detail(field(known, "policyId")), |reply| answer(&DETAIL, reply).map(origin))
.submit("policy-save-draft")
.intro("policy-copy-intro");

fn field<'a>(values: &'a Value, name: &str) -> &'a str {
    values[name].as_str().unwrap_or_default()
}

fn saved(_: &Value, sent: &Value, cx: &Context) -> Vec<Wish> {
    let name = field(sent, "name").to_string();
    vec![Wish::Toast(Toast::info(cx.with("policy-saved", &[("name", name.into())]))), Wish::Back]
}

fn groups(reply: &Value) -> Vec<Choice> {
    let choice = |g: GroupChoice| Choice { value: g.name.clone(), label: g.name, about: g.description };
    serde_json::from_value(reply.clone()).map_or_else(|_| Vec::new(), |g: Vec<_>| g.into_iter().map(choice).collect())
}

/// Reads a policy: where the JSON is broken, what its type still needs, what it gives.
fn read(bytes: &[u8], values: &Value, cx: &Context) -> FileRead {
    let policy: Value = match serde_json::from_slice(bytes) {
        Ok(policy) => policy,
        Err(error) => {
            let why = error.to_string();
            let why = why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why).to_string();
            let place = [("line", error.line().into()), ("column", error.column().into()), ("why", why.into())];
            return FileRead::refused(cx.with("policy-broken", &place));
        }
    };
    if !policy.is_object() {
        return FileRead::refused(cx.say("policy-no-object"));
    }
    let length = policy.to_string().chars().count();
    if length > POLICY_MAX_CHARACTERS {
        let values = [("n", length.into()), ("most", POLICY_MAX_CHARACTERS.into())];
        return FileRead::refused(cx.with("policy-too-long", &values));
    }
    let lacks = policy_words::lacks(field(values, "policyType"), &policy);
    if !lacks.is_empty() {
        return FileRead::refused(cx.with("policy-lacks", &[("members", lacks.join(", ").into())]));
    }
    let count = policy_words::attributes(&policy).len();
    let key = if field(values, "policyType").is_empty() { "policy-reads" } else { "policy-fits" };
    let line = format!("{} {}", cx.symbols.tick, cx.with(key, &[("n", count.into())]));
    FileRead { value: Some(policy), lines: vec![(line, Tone::Good)] }
}
