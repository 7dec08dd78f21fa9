//! Asking for a policy: which one and why, the extractors, the credential type. Each step is kept by the server when it
//! is left, so that it can be gone on with from any machine.

use partnerdesk_api::{
    extractor::{self, Configuration},
    list::ListQuery,
    operation::{NoPath, Nothing},
    partner::{OWN, OwnPartner, OwnQuery},
    policy::{CHOICES, GroupNamePath, PolicyChoice},
    policy_request::{
        CREATE, ExtractorMapping, MAP_CREDENTIAL_TYPE, MAP_EXTRACTORS, MAPPING_TYPES, Mappings, RequestRow,
    },
    system::{CONFIG, SystemConfig},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::tui::{
    context::Context,
    layer::{Layer, Request, Wish},
    widgets::{
        form::{Choice, Field, FormSpec, FormView},
        success,
        wizard::{Step, Wizard, WizardSpec},
    },
};

/// Begins: three steps where every own partner maps extractors and a credential type, else the first one alone; what is
/// still missing then stands in the list.
pub fn begin(cx: &Context) -> Box<dyn Layer> {
    let partners = cx.session.as_ref().map_or(&[][..], |p| &p.partners);
    let maps = |kind: &str| MAPPING_TYPES.iter().any(|m| m.eq_ignore_ascii_case(kind));
    match !partners.is_empty() && partners.iter().all(|p| maps(&p.partner_type)) {
        true => Wizard::boxed(&WIZARD, cx),
        false => FormView::boxed(&ALONE, &["screen-own-requests"], cx),
    }
}

/// Goes on with a request at the first step that it lacks.
pub fn resume(row: &RequestRow, cx: &Context) -> Box<dyn Layer> {
    go_on(&row.id, &row.partner_id, &row.policy_name, row.mappings == Mappings::ExtractorsMissing, cx)
}

/// Goes on with a request of this id, which lacks its extractors or else its credential type.
pub fn go_on(id: &str, partner_id: &str, policy: &str, lacks_extractors: bool, cx: &Context) -> Box<dyn Layer> {
    let known = json!({"mappingkey": id, "partnerId": partner_id, "policyName": policy});
    Box::new(Wizard::new(&WIZARD, known, if lacks_extractors { 1 } else { 2 }, cx))
}

static WIZARD: WizardSpec = WizardSpec {
    name: "requesting",
    title: "screen-request",
    steps: &[
        Step::sent(&POLICY, |reply| json!({"mappingkey": reply["mappingkey"]})),
        Step::sent(&EXTRACTORS, |_| Value::Null),
        Step::sent(&CREDENTIAL, |_| Value::Null),
    ],
    finish: None,
    done: |_, _, cx| asked(cx),
};

/// What follows on the last step.
fn asked(cx: &Context) -> Vec<Wish> {
    vec![Wish::Replace(success::layer("request-sent", cx.say("request-sent-next"), WAYS))]
}

static WAYS: &[success::Way] = &[
    ("screen-own-requests", |_| vec![Wish::Go("go.own-requests", Vec::new())]),
    ("success-home", |_| vec![Wish::Go("go.home", Vec::new())]),
];

fn rows<T: DeserializeOwned>(reply: &Value) -> Vec<T> {
    serde_json::from_value(reply.clone()).unwrap_or_default()
}

/// The first of three steps.
static POLICY: FormSpec = ASKING.submit("wizard-next");
/// The only step, for partners that map nothing.
static ALONE: FormSpec = ASKING.submit("request-send");

const ASKING: FormSpec = FormSpec::new(
    "asking",
    "request-step-policy",
    &CREATE,
    &[
        Field::choice("partnerId", own_partners, |reply| {
            let about =
                |p: &OwnPartner| format!("{}, {}", p.partner_type, p.policy_group_name.as_deref().unwrap_or("-"));
            let choice = |p: OwnPartner| Choice { about: about(&p), value: p.partner_id.clone(), label: p.partner_id };
            rows(reply).into_iter().map(choice).collect()
        }),
        Field::derived("group", |v, cx| group(v, cx).unwrap_or_default().into()),
        Field::choice("policyName", policies, |reply| {
            let choice = |p: PolicyChoice| Choice { value: p.name.clone(), label: p.name, about: p.descr };
            rows(reply).into_iter().map(choice).collect()
        }),
        Field::lines("useCaseDescription", 3),
    ],
    |_, _, cx| asked(cx),
)
.at("partner_id", "partnerId");

/// Only partners that may ask: with a certificate and a policy group.
fn own_partners(_: &Value, _: &Context) -> Option<Request> {
    let query = OwnQuery {
        status: Some("approved".into()),
        policy_group_available: Some("true".into()),
        ..OwnQuery::default()
    };
    Some(Request::of(&OWN, NoPath {}, query))
}

/// The policy group of the chosen partner.
fn group<'a>(values: &Value, cx: &'a Context) -> Option<&'a str> {
    let partners = &cx.session.as_ref()?.partners;
    partners.iter().find(|p| values["partnerId"] == p.partner_id.as_str())?.policy_group_name.as_deref()
}

fn policies(values: &Value, cx: &Context) -> Option<Request> {
    let group_name = group(values, cx)?.to_string();
    Some(Request::of(&CHOICES, GroupNamePath { group_name }, Nothing {}))
}

fn configurations(modality: &str) -> Option<Request> {
    Some(Request::of(&extractor::LIST, NoPath {}, ListQuery::default().with("bioModality", modality)))
}

/// The choices of one modality. Each carries the whole mapping as its value; the first one leaves the modality out.
fn extractor_choices(reply: &Value) -> Vec<Choice> {
    let none = Choice { value: String::new(), label: "–".into(), about: String::new() };
    let choice = |c: Configuration| {
        let mapping = ExtractorMapping {
            attribute_name: c.attribute_name,
            biometric: c.bio_modality.to_string(),
            biometric_sub_types: None,
            extractor_provider: c.bioextractor_provider_name.clone(),
            extractor_provider_version: c.bioextractor_provider_version.clone(),
            credential_data_format: Some(c.credential_data_format.to_string()),
        };
        let about = format!("{} {}", c.bioextractor_provider_name, c.bioextractor_provider_version);
        Some(Choice { value: serde_json::to_string(&mapping).ok()?, label: c.config_name, about })
    };
    let made: Vec<Choice> = rows(&reply["data"]).into_iter().filter_map(choice).collect();
    if made.is_empty() { made } else { std::iter::once(none).chain(made).collect() }
}

/// Biometrics that a card can carry.
const MODALITIES: [&str; 3] = ["face", "finger", "iris"];

static EXTRACTORS: FormSpec = FormSpec::new(
    "extractors",
    "request-step-extractors",
    &MAP_EXTRACTORS,
    &[
        Field::derived("policy", |v, _| v["policyName"].as_str().unwrap_or_default().into()),
        Field::choice("face", |_, _| configurations("face"), extractor_choices),
        Field::choice("finger", |_, _| configurations("finger"), extractor_choices),
        Field::choice("iris", |_, _| configurations("iris"), extractor_choices),
    ],
    |_, _, cx| asked(cx),
)
.at("request_id", "mappingkey")
.shape(|values| {
    let mapping = |name: &&str| serde_json::from_str::<Value>(values[*name].as_str()?).ok();
    json!({"extractors": MODALITIES.iter().filter_map(mapping).collect::<Vec<_>>()})
})
.submit("wizard-next")
.intro("request-extractors-intro");

static CREDENTIAL: FormSpec = FormSpec::new(
    "credential",
    "request-step-credential",
    &MAP_CREDENTIAL_TYPE,
    &[
        Field::derived("policy", |v, _| v["policyName"].as_str().unwrap_or_default().into()),
        Field::choice(
            "credentialType",
            |_, _| Some(Request::of(&CONFIG, NoPath {}, Nothing {})),
            |reply| {
                let config: SystemConfig = serde_json::from_value(reply.clone()).unwrap_or_default();
                let choice = |w: &str| Choice { value: w.into(), label: w.into(), about: String::new() };
                config.words("allowedCredentialTypes").into_iter().map(choice).collect()
            },
        ),
    ],
    |_, _, cx| asked(cx),
)
.at("request_id", "mappingkey")
.submit("request-send")
.intro("request-credential-intro");
