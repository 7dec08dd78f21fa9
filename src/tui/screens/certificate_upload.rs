//! Uploading one's own certificate, with the whole check before anything is sent (beyond B9).

use partnerdesk_api::{
    certificate::{ANCHORS, DomainQuery, OwnCertificate, TrustAnchors, UPLOAD},
    operation::NoPath,
};
use partnerdesk_trust::{
    Certificate, Settings,
    check::{DomainStore, PartnerContext, check_partner, first_failure},
    input::read_any,
};
use serde_json::{Value, json};

use super::{certificate_words, partner_type};
use crate::tui::{
    context::Context,
    layer::{Layer, Request, Wish, answer},
    theme::Tone,
    widgets::{
        form::{Field, FileRead, FormSpec, FormView},
        success,
    },
};

/// The form about one partner.
pub fn layer(row: &OwnCertificate, cx: &Context) -> Box<dyn Layer> {
    let known = json!({
        "partnerId": row.partner_id, "partnerDomain": row.partner_domain, "organizationName": row.organization_name,
        "partnerType": row.partner_type,
    });
    FormView::about(&FORM, &["screen-certificate"], known, cx)
}

/// The question for what the partner's domain trusts at this moment.
fn anchors(known: &Value) -> Request {
    Request::of(&ANCHORS, NoPath {}, DomainQuery { partner_domain: word(known, "partnerDomain") })
}

fn word(values: &Value, name: &str) -> String {
    values[name].as_str().unwrap_or_default().to_string()
}

static FORM: FormSpec = FormSpec::new(
    "upload",
    "screen-certificate-upload",
    &UPLOAD,
    &[
        Field::derived("partner", |v, cx| {
            let kind = partner_type(&word(v, "partnerType"), cx);
            format!("{}, {kind}, {}", word(v, "partnerId"), word(v, "partnerDomain"))
        }),
        Field::file("certificateData", check),
    ],
    |_, _, cx| vec![Wish::Replace(success::layer("certificate-accepted", cx.say("certificate-next"), WAYS))],
)
.load(anchors, |reply| answer(&ANCHORS, reply).map(|anchors| json!({"anchors": anchors})))
.submit("certificate-send");

static WAYS: &[success::Way] = &[
    ("certificate-see", |_| vec![Wish::Go("go.certificate", Vec::new())]),
    ("success-home", |_| vec![Wish::Go("go.home", Vec::new())]),
];

/// Every rule of the server, run here: nothing is sent that it would refuse.
fn check(bytes: &[u8], values: &Value, cx: &Context) -> FileRead {
    let content = match read_any(bytes) {
        Ok(content) => content,
        Err(error) => return FileRead::refused(certificate_words::problem(error, cx)),
    };
    let Some(own) = content.leaf() else { return FileRead::refused(cx.say("input-several")) };
    let anchors: Option<TrustAnchors> = serde_json::from_value(values["anchors"].clone()).ok();
    let read = |pems: &[String]| pems.iter().filter_map(|p| Certificate::from_pem(p).ok()).collect::<Vec<_>>();
    let (roots, intermediates, ours) =
        anchors.as_ref().map_or_else(Default::default, |a| (read(&a.roots), read(&a.intermediates), read(&a.own)));
    let (organisation, domain) = (word(values, "organizationName"), word(values, "partnerDomain"));
    let context = PartnerContext {
        organisation: Some(&organisation),
        store: anchors.as_ref().map(|_| DomainStore { anchors: &roots, intermediates: &intermediates }),
        own_authorities: &ours,
    };
    let at = anchors.map_or(cx.now.wall, |a| a.now.0);
    let findings = check_partner(own, &context, at, &Settings::default());
    let mut lines = certificate_words::about(own, cx);
    lines.push((String::new(), Tone::Ink));
    lines.extend(certificate_words::findings(&findings, &domain, cx));
    let value = first_failure(&findings).is_none().then(|| json!(own.pem()));
    FileRead { value, lines }
}
