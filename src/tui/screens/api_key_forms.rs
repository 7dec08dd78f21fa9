//! Forms of API keys: a key for one's own partner, a key for manual adjudication, another end for a key.

use partnerdesk_api::{
    api_key::{ApiKeyRow, CHANGE, CREATE, GENERATE, IssuedKey},
    list::ListQuery,
    operation::NoPath,
    partner::{self, OwnPartner, OwnQuery},
    policy_request::{self, RequestRow, RequestState},
};
use serde_json::{Value, json};

use crate::tui::{
    context::Context,
    layer::{Layer, Request, Tag, Toast, Wish},
    widgets::{
        form::{Choice, Field, FormSpec, FormView},
        secret,
    },
};

/// A key for one's own partner.
pub fn generate(cx: &Context) -> Box<dyn Layer> {
    FormView::boxed(&OWN, &["screen-api-keys"], cx)
}

/// A key for a partner that gets it from the admin.
pub fn create(cx: &Context) -> Box<dyn Layer> {
    FormView::boxed(&GIVEN, &["screen-api-keys"], cx)
}

/// Another end for a key.
pub fn end(row: &ApiKeyRow, cx: &Context) -> Box<dyn Layer> {
    let date = row.api_key_expiry_date_time.map(|end| partnerdesk_api::time::date(end.0).to_string());
    let known = json!({
        "partnerId": row.partner_id, "policyId": row.policy_id, "apiKeyName": row.api_key_label,
        "policyName": row.policy_name, "expiryDateTime": date,
    });
    FormView::about(&END, &["screen-api-keys"], known, cx)
}

static OWN: FormSpec = FormSpec::new(
    "key-own",
    "screen-new-api-key",
    &GENERATE,
    &[
        Field::choice("partnerId", |_, _| partners("Auth_Partner"), partner_choices),
        Field::choice("approvedPolicy", |v, _| approved(v), |reply| policies(reply, |row| row.policy_name.clone())),
        Field::text("label"),
    ],
    |reply, _, cx| shown(reply, cx),
)
.needs(&["partnerId", "approvedPolicy"])
.at("partner_id", "partnerId")
.shape(|values| json!({"policyName": values["approvedPolicy"], "label": values["label"]}))
.submit("api-key-make")
.intro("api-key-intro");

static GIVEN: FormSpec = FormSpec::new(
    "key-given",
    "screen-new-api-key",
    &CREATE,
    &[
        Field::choice("partnerId", |_, _| partners("Manual_Adjudication"), partner_choices),
        Field::choice("approvedPolicy", |v, _| approved(v), |reply| policies(reply, |row| row.policy_id.clone())),
        Field::text("apiKeyName"),
    ],
    |reply, _, cx| shown(reply, cx),
)
.needs(&["partnerId", "approvedPolicy"])
.at("partner_id", "partnerId")
.at("policy_id", "approvedPolicy")
.submit("api-key-make")
.intro("api-key-given-intro");

/// Active partners of a type: one's own, or for an admin all of them.
pub(super) fn partners(partner_type: &str) -> Option<Request> {
    let query =
        OwnQuery { status: Some("approved".into()), partner_type: Some(partner_type.into()), ..OwnQuery::default() };
    Some(Request::of(&partner::OWN, NoPath {}, query))
}

pub(super) fn partner_choices(reply: &Value) -> Vec<Choice> {
    let choice = |p: OwnPartner| Choice {
        about: p.policy_group_name.unwrap_or_default(),
        value: p.partner_id.clone(),
        label: p.partner_id,
    };
    let partners: Vec<OwnPartner> = serde_json::from_value(reply.clone()).unwrap_or_default();
    partners.into_iter().map(choice).collect()
}

/// Most policies that are offered.
const MOST: u32 = 200;

/// The approved requests of the chosen partner.
pub(super) fn approved(values: &Value) -> Option<Request> {
    let partner = values["partnerId"].as_str().filter(|id| !id.is_empty())?;
    let query = ListQuery::default()
        .with("partnerId", partner)
        .with("partnerIdSearchType", "equals")
        .with("status", RequestState::Approved.word())
        .page(0, MOST);
    Some(Request::page(&policy_request::LIST.info, query))
}

pub(super) fn policies(reply: &Value, value: fn(&RequestRow) -> String) -> Vec<Choice> {
    let choice = |row: RequestRow| Choice { value: value(&row), label: row.policy_name, about: row.policy_description };
    let rows: Vec<RequestRow> = serde_json::from_value(reply["data"].clone()).unwrap_or_default();
    rows.into_iter().map(choice).collect()
}

/// Shows the key. The list comes first: a page takes dialogs away, so the key is shown last, and stays until it is put away.
fn shown(reply: &Value, cx: &Context) -> Vec<Wish> {
    match serde_json::from_value::<IssuedKey>(reply.clone()) {
        Ok(made) => {
            let title = cx.with("api-key-made", &[("name", made.label.into())]);
            vec![Wish::Back, Wish::Dialog(Tag::new("key:secret"), secret::layer(title, made.api_key))]
        }
        Err(_) => vec![Wish::Back, Wish::Toast(Toast::warning(cx.say("failed-unreadable")))],
    }
}

static END: FormSpec = FormSpec::new(
    "key-end",
    "screen-api-key-end",
    &CHANGE,
    &[
        Field::derived("key", |v, _| v["apiKeyName"].as_str().unwrap_or_default().into()),
        Field::derived("partner", |v, _| v["partnerId"].as_str().unwrap_or_default().into()),
        Field::derived("policy", |v, _| v["policyName"].as_str().unwrap_or_default().into()),
        Field::date("expiryDateTime"),
    ],
    |reply, _, cx| {
        let name = reply["apiKeyName"].as_str().unwrap_or_default().to_string();
        vec![Wish::Toast(Toast::info(cx.with("api-key-end-done", &[("name", name.into())]))), Wish::Back]
    },
)
.needs(&["expiryDateTime"])
.at("partner_id", "partnerId")
.at("policy_id", "policyId")
.at("api_key_name", "apiKeyName")
.shape(|values| {
    // The last moment of the day that was written.
    let day = values["expiryDateTime"].as_str().filter(|d| !d.is_empty());
    json!({"expiryDateTime": day.map(|day| if day.len() == 10 { format!("{day}T23:59:59.999Z") } else { day.into() })})
})
.submit("api-key-end-send")
.intro("api-key-end-intro");
