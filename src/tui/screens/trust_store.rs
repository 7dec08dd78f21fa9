//! The trust store: roots and intermediates of each domain, one of them with its chain, and loading further ones.

use partnerdesk_api::{
    certificate::{CA_UPLOAD, CaUploaded, DOMAINS, P7bFile, TRUST_FILE, TRUST_LIST, TRUST_STORE, TrustRow},
    role::Role,
};
use partnerdesk_trust::{
    Certificate, Settings,
    check::{AuthorityContext, Outcome, check_ca},
    input::read_any,
};
use serde_json::{Value, json};

use super::{
    Screen,
    certificate_words::{self, common_name},
};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::{Request, Wish},
    theme::Tone,
    widgets::{
        detail::{Answered, Answers, DetailSpec, DetailView, Line},
        download,
        form::{Field, FileRead, FormSpec, FormView},
        list::{Cell, Column, ListSpec, ListView, PageAction},
        row_action::{Do, RowAction},
        status,
    },
};

static GO: Action = Action::new("go.trust-store", &["g t"]);

/// The screen's place in the registry.
pub const SCREEN: Screen = Screen {
    action: &GO,
    roles: &[Role::PartnerAdmin, Role::Support],
    open: |_, filters| ListView::boxed(&SPEC, filters),
    own: || SPEC.own_actions(),
};

static SPEC: ListSpec<TrustRow> = ListSpec::new("screen-trust", &TRUST_STORE, &TRUST_LIST.info, COLUMNS)
    .find("issuedTo")
    .called(|row| common_name(&row.issued_to).to_string())
    .detail(&PAGE)
    .actions(ACTIONS)
    .page_actions(PAGE_ACTIONS)
    .faded(|row| !row.status)
    .empty("trust-empty");

static COLUMNS: &[Column<TrustRow>] = &[
    Column::text("partnerDomain", 6),
    Column::custom("caCertificateType", 12, |row: &TrustRow, cx| Cell {
        text: status::word(&row.ca_certificate_type, cx).into(),
        tone: Tone::Ink,
    }),
    Column::custom("issuedTo", 16, |row: &TrustRow, _| Cell {
        text: common_name(&row.issued_to).into(),
        tone: Tone::Ink,
    })
    .grows(40),
    Column::custom("issuedBy", 16, |row: &TrustRow, _| Cell {
        text: common_name(&row.issued_by).into(),
        tone: Tone::Quiet,
    })
    .grows(40)
    .drops(3),
    Column::custom("validTill", 13, |row: &TrustRow, cx| Cell {
        text: cx.date(row.valid_till_date.0).into(),
        tone: if ends_soon(row, cx) { Tone::Warm } else { Tone::Quiet },
    })
    .drops(2),
    Column::status("status", 9),
];

static PAGE_ACTIONS: &[PageAction] = &[
    PageAction::new("trust.upload", &["+"], |cx| vec![Wish::Page(FormView::boxed(&UPLOAD, &["screen-trust"], cx))])
        .when(|cx| Enabled::when(cx.holds(&[Role::PartnerAdmin]), "why-only-partner-admin")),
    PageAction::new("trust.roots", &["1"], |_| only("ROOT")).looks(),
    PageAction::new("trust.intermediates", &["2"], |_| only("INTERMEDIATE")).looks(),
    PageAction::new("trust.all", &["3"], |_| only("")).looks(),
];

static ACTIONS: &[RowAction<TrustRow>] = &[RowAction::new("trust.save", &["w"], |row: &TrustRow, _, _| {
    Do::Dialog(download::asking(file(row), pem, &format!("{}.p7b", common_name(&row.issued_to))))
})
.rank(50)
.when(|row, _| Enabled::when(row.status, "why-authority-expired"))];

fn only(kind: &'static str) -> Vec<Wish> {
    vec![Wish::Replace(ListView::boxed(&SPEC, &[("caCertificateType", kind)]))]
}

fn file(row: &TrustRow) -> Request {
    Request::new(&TRUST_FILE.info, json!({})).at(json!({"certificate_id": row.cert_id}))
}

fn pem(reply: &Value) -> Result<String, &'static str> {
    reply["p7bFile"].as_str().map(str::to_string).ok_or("failed-unreadable")
}

fn ends_soon(row: &TrustRow, cx: &Context) -> bool {
    row.valid_till_date.0.duration_since(cx.now.wall).as_hours() < 30 * 24
}

static PAGE: DetailSpec<TrustRow> = DetailSpec {
    name: "authority",
    title: |row, cx| vec![cx.say("screen-trust"), common_name(&row.issued_to).to_string()],
    id: |row| row.cert_id.clone(),
    called: |row| common_name(&row.issued_to).to_string(),
    load: |row| vec![("file", file(row))],
    lines,
    actions: ACTIONS,
};

fn lines(row: &TrustRow, answers: &Answers, cx: &Context) -> Vec<Line> {
    let state = if row.status { "valid" } else { "expired" };
    let mut lines = vec![
        Line::Status("col-status", state.into()),
        Line::Field("col-caCertificateType", status::word(&row.ca_certificate_type, cx)),
        Line::Field("col-partnerDomain", row.partner_domain.clone()),
        Line::Gap,
        Line::Field("col-issuedTo", row.issued_to.clone()),
        Line::Field("col-issuedBy", row.issued_by.clone()),
        Line::Gap,
        Line::Field("col-validFrom", cx.date_time(row.valid_from_date.0)),
        Line::Field("col-validTill", cx.date_time(row.valid_till_date.0)),
        Line::Field("col-uploadedDateTime", cx.date_time(row.upload_time.0)),
        Line::Gap,
        Line::Field("trust-thumbprint", row.cert_thumbprint.clone()),
    ];
    match answers.get::<P7bFile>("file", cx) {
        Answered::Waiting => lines.push(Line::Note(cx.say("list-loading"), Tone::Quiet)),
        Answered::Failed(why) => lines.push(Line::Note(why, Tone::Warm)),
        Answered::Here(file) => lines.extend(inside(row, &file.p7b_file, cx)),
    }
    lines
}

/// What only the certificate itself knows: serial number, key, and the chain above it.
fn inside(row: &TrustRow, p7b: &str, cx: &Context) -> Vec<Line> {
    let Ok(content) = read_any(p7b.as_bytes()) else {
        return vec![Line::Note(cx.say("failed-unreadable"), Tone::Warm)];
    };
    let itself = content.certificates.iter().find(|c| c.thumbprint().eq_ignore_ascii_case(&row.cert_thumbprint));
    let Some(itself) = itself else { return Vec::new() };
    let names: Vec<&str> = content.certificates.iter().map(|c| common_name(c.subject().display())).collect();
    vec![
        Line::Field("trust-fingerprint", itself.fingerprint().to_string()),
        Line::Field("trust-serial", itself.serial().to_string()),
        Line::Field("trust-key", format!("{}, {}", itself.key_kind(), itself.signature_algorithm())),
        Line::Field("trust-chain", names.join(&format!(" {} ", cx.say("app-arrow")))),
    ]
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
        lines.push(Line::Note(crate::tui::text::clean(&sentence).into_owned(), tone));
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

#[cfg(test)]
#[path = "trust_store_tests.rs"]
mod tests;
