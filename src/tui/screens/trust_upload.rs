//! Loading authorities into the trust store: what a file holds before it is sent, and what became of each certificate.

use partnerdesk_api::certificate::{CA_UPLOAD, CaUploaded, DOMAINS};
use partnerdesk_trust::{
    Certificate, Settings,
    check::{AuthorityContext, Outcome, check_ca},
    input::read_any,
};
use serde_json::{Value, json};

use super::certificate_words::{self, common_name};
use crate::tui::{
    context::Context,
    layer::{Layer, Wish},
    text,
    theme::Tone,
    widgets::{
        detail::{Answers, DetailSpec, DetailView, Line},
        form::{Field, FileRead, FormSpec, FormView},
        status,
    },
};

/// The form.
pub fn layer(cx: &Context) -> Box<dyn Layer> {
    FormView::boxed(&UPLOAD, &["screen-trust"], cx)
}

static UPLOAD: FormSpec = FormSpec::new(
    "trusting",
    "screen-trust-upload",
    &CA_UPLOAD,
    &[Field::words("partnerDomain", DOMAINS), Field::file("certificateData", read)],
    |reply, _, _| match serde_json::from_value::<CaUploaded>(reply.clone()) {
        Ok(uploaded) => vec![Wish::Replace(Box::new(DetailView::new(&RESULTS, uploaded)))],
        Err(_) => vec![Wish::Back],
    },
)
.submit("trust-send")
.intro("trust-intro");

/// Reads any form of certificates and says of each what it is and what speaks against it.
fn read(bytes: &[u8], _: &Value, cx: &Context) -> FileRead {
    let content = match read_any(bytes) {
        Ok(content) => content,
        Err(error) => return FileRead::refused(certificate_words::problem(error, cx)),
    };
    let count = content.certificates.len();
    let mut lines = vec![(cx.with("trust-count", &[("n", count.into())]), Tone::Good)];
    for certificate in &content.certificates {
        lines.extend(certificate_words::about(certificate, cx));
        lines.push((cx.with("trust-sha256", &[("hex", certificate.fingerprint()[..32].into())]), Tone::Quiet));
        lines.extend(against(certificate, cx));
    }
    FileRead { value: Some(json!(content.pem())), lines }
}

/// What can be said against an authority without its trust store; the store decides the rest.
fn against(certificate: &Certificate, cx: &Context) -> Vec<certificate_words::Line> {
    let found = check_ca(certificate, &AuthorityContext::default(), cx.now.wall, &Settings::default());
    let broken: Vec<_> = found.into_iter().filter(|f| matches!(f.outcome, Outcome::Failed(_))).collect();
    certificate_words::findings(&broken, "", cx)
}

static RESULTS: DetailSpec<CaUploaded> = DetailSpec {
    name: "trusted",
    title: |_, cx| vec![cx.say("screen-trust"), cx.say("screen-trust-upload")],
    id: |_| String::new(),
    called: |_| String::new(),
    load: |_| Vec::new(),
    lines: results,
    actions: &[],
};

fn results(uploaded: &CaUploaded, _: &Answers, cx: &Context) -> Vec<Line> {
    let mut lines = Vec::new();
    for result in &uploaded.results {
        let name = common_name(&result.subject);
        let (sentence, tone) = match (&result.stored_as, &result.message) {
            (Some(kind), _) => {
                let values = [("name", name.to_string().into()), ("kind", status::word(kind, cx).into())];
                (format!("{} {}", cx.symbols.tick, cx.with("trust-stored", &values)), Tone::Good)
            }
            (None, _) => {
                let refused = cx.with("trust-refused", &[("name", name.to_string().into())]);
                (format!("{} {refused}", cx.symbols.cross), Tone::Bad)
            }
        };
        lines.push(Line::Note(text::clean(&sentence).into_owned(), tone));
        if let Some(why) = &result.message {
            let code = result.error_code.as_deref().unwrap_or_default();
            lines.push(Line::Text(format!("{why} ({code})")));
        }
        lines.push(Line::Field("trust-thumbprint", result.thumbprint.clone()));
        lines.push(Line::Gap);
    }
    lines.push(Line::Note(cx.say("trust-results-next"), Tone::Quiet));
    lines
}
