//! Certificates in words: what a file holds, and how each rule of an upload comes out on it (beyond B9).

use jiff::Timestamp;
use partnerdesk_api::{error::Code, trust_code::TrustCode};
use partnerdesk_trust::{
    Certificate,
    check::{Detail, Finding, Outcome, Rule},
    input::{InputError, InputProblem},
};

use super::organisation_words;
use crate::tui::{context::Context, text, theme::Tone};

/// A line under a file, and its tone.
pub type Line = (String, Tone);

/// Why a file cannot be read.
pub fn problem(error: InputError, cx: &Context) -> String {
    let key = match error.problem {
        InputProblem::Blank => "input-blank",
        InputProblem::TooLarge => "input-too-large",
        InputProblem::TooMany => "input-too-many",
        InputProblem::PrivateKey => "file-private-key",
        InputProblem::OtherContent(_) => "input-other-content",
        InputProblem::BrokenArmour | InputProblem::EscapedLineBreaks => "input-broken-armour",
        InputProblem::NotBase64 | InputProblem::NotAsn1 | InputProblem::NotPem => "input-no-certificate",
        InputProblem::Malformed(_) => "input-malformed",
        InputProblem::BrokenContainer => "input-broken-container",
        InputProblem::EmptyContainer => "input-empty-container",
        InputProblem::SeveralCandidates => "input-several",
    };
    cx.say(key)
}

/// The common name of a subject as MOSIP lists it; all of it when there is none.
pub fn common_name(subject: &str) -> &str {
    subject.split(',').find_map(|part| part.trim().strip_prefix("CN=")).unwrap_or(subject)
}

/// Whose certificate it is, from when until when, its key, and who signed it.
pub fn about(certificate: &Certificate, cx: &Context) -> Vec<Line> {
    let clean = |name: &str| text::clean(name).into_owned();
    let (from, until) = (cx.date(certificate.not_before()), cx.date(certificate.not_after()));
    let issuer = clean(common_name(certificate.issuer().display()));
    let issuer = match certificate.is_self_signed() {
        true => cx.say("certificate-self-signed"),
        false => cx.with("certificate-issued-by", &[("issuer", issuer.into())]),
    };
    let key = [certificate.key_kind().to_string(), certificate.signature_algorithm().to_string(), issuer];
    vec![
        (clean(certificate.subject().display()), Tone::Ink),
        (format!("{from} – {until}"), Tone::Quiet),
        (key.join(&format!(" {} ", cx.symbols.dot)), Tone::Quiet),
    ]
}

/// Rules that are said in one sentence when all of them hold, with that sentence.
const GROUPS: &[(&[Rule], &str)] = &[
    (&[Rule::Version3], "check-readable"),
    (&[Rule::Begun, Rule::InValidity, Rule::LongEnough], "check-validity"),
    (&[Rule::NotSelfSigned, Rule::Path], "check-path"),
    (&[Rule::Organisation], "check-organisation"),
    (&[Rule::Key, Rule::SignatureAlgorithm], "check-strength"),
    (&[Rule::Subject, Rule::NotOurOwn, Rule::MayIssue, Rule::NotYetStored], "check-names"),
];

/// Every finding: what holds in one line each, what is broken with what to do and the server's code.
pub fn findings(findings: &[Finding], domain: &str, cx: &Context) -> Vec<Line> {
    let mut lines = Vec::new();
    for (rules, held) in GROUPS {
        let of_group: Vec<&Finding> = findings.iter().filter(|f| rules.contains(&f.rule)).collect();
        let broken = |f: &&&Finding| matches!(f.outcome, Outcome::Failed(_));
        if of_group.iter().any(|f| f.outcome == Outcome::NotChecked) {
            lines.push((format!("{} {}", cx.symbols.open, cx.say("check-not-checked")), Tone::Warm));
        } else if of_group.iter().any(|f| matches!(f.outcome, Outcome::Failed(_))) {
            of_group.iter().filter(broken).for_each(|f| lines.extend(failed(f, domain, cx)));
        } else if !of_group.is_empty() {
            lines.push((format!("{} {}", cx.symbols.tick, passed(held, &of_group, domain, cx)), Tone::Good));
        }
    }
    lines
}

fn passed(key: &str, group: &[&Finding], domain: &str, cx: &Context) -> String {
    let mut values = vec![("domain", domain.to_string().into())];
    for finding in group {
        match &finding.detail {
            Detail::DaysLeft { left, needed } => {
                values.extend([("left", (*left).into()), ("needed", (*needed).into())]);
            }
            Detail::PathFound(path) => values.push(("path", way(path, cx).into())),
            _ => {}
        }
    }
    cx.with(key, &values)
}

/// The names of the issuers on a path, from the nearest to the root.
fn way(path: &[Certificate], cx: &Context) -> String {
    let name = |c: &Certificate| text::clean(c.common_name().unwrap_or_else(|| c.subject().display())).into_owned();
    let names: Vec<String> = path.iter().skip(1).map(name).collect();
    names.join(&format!(" {} ", cx.say("app-arrow")))
}

/// A broken rule: what is wrong, the two names side by side where they differ, and what to do.
fn failed(finding: &Finding, domain: &str, cx: &Context) -> Vec<Line> {
    let Outcome::Failed(code) = finding.outcome else { return Vec::new() };
    let date = |at: Timestamp| cx.date(at);
    let mut values = vec![("domain", domain.to_string().into()), ("code", code.code().into())];
    let mut shown = Vec::new();
    let (wrong, advice) = match (&finding.rule, &finding.detail) {
        (Rule::Version3, _) => ("check-version-wrong", "check-version-do"),
        (Rule::Begun, Detail::Validity { not_before, .. }) => {
            values.push(("date", date(*not_before).into()));
            ("check-begun-wrong", "check-begun-do")
        }
        (Rule::InValidity, Detail::Validity { not_after, .. }) => {
            values.push(("date", date(*not_after).into()));
            ("check-expired-wrong", "check-renew-do")
        }
        (_, Detail::DaysLeft { left, needed }) => {
            values.extend([("left", (*left).into()), ("needed", (*needed).into())]);
            ("check-short-wrong", "check-short-do")
        }
        (_, Detail::EndsOn { ends, earliest }) => {
            values.extend([("date", ends.to_string().into()), ("earliest", earliest.to_string().into())]);
            ("check-ends-wrong", "check-renew-do")
        }
        (Rule::NotSelfSigned, _) => ("check-self-signed-wrong", "check-self-signed-do"),
        (_, Detail::PathMissing(failure)) => {
            let (key, name) = missing(failure);
            values.push(("issuer", text::clean(common_name(&name)).into_owned().into()));
            (key, "check-path-do")
        }
        (_, Detail::Organisation(compared)) => {
            shown = organisation_words::lines(compared, cx);
            values.push(("registered", text::clean(&compared.registered).into_owned().into()));
            ("check-organisation-wrong", "check-organisation-do")
        }
        (_, Detail::Key { kind, .. }) => {
            values.push(("key", kind.to_string().into()));
            ("check-key-wrong", "check-key-do")
        }
        (_, Detail::SignatureAlgorithm(name)) => {
            values.push(("algorithm", text::clean(name).into_owned().into()));
            ("check-algorithm-wrong", "check-algorithm-do")
        }
        (_, Detail::OurKey | Detail::OurSubject) => ("check-ours-wrong", "check-ours-do"),
        (_, Detail::NotAnIssuer) => ("check-issuer-wrong", "check-issuer-do"),
        (Rule::NotYetStored, _) => ("check-stored-wrong", "check-stored-do"),
        _ => ("check-names-wrong", "check-names-do"),
    };
    let mut lines = vec![(format!("{} {}", cx.symbols.cross, cx.with(wrong, &values)), Tone::Bad)];
    lines.extend(shown);
    let code = TrustCode::code(code);
    lines.push((format!("  {} ({code})", cx.with(advice, &values)), Tone::Ink));
    lines
}

/// Why no way leads to a root, and whose name says it best.
fn missing(failure: &partnerdesk_trust::path::PathFailure) -> (&'static str, String) {
    use partnerdesk_trust::path::PathFailure as F;
    match failure {
        F::IssuerUnknown { issuer } => ("check-path-unknown", issuer.clone()),
        F::NotSignedBy { issuer } => ("check-path-not-signed", issuer.clone()),
        F::OutsideValidity { subject, .. } => ("check-path-expired", subject.clone()),
        F::IssuerKey { issuer } | F::IssuerVersion { issuer } | F::NotAnAuthority { issuer } => {
            ("check-path-issuer", issuer.clone())
        }
        F::PathLength { issuer } | F::NameConstraint { issuer } => ("check-path-forbidden", issuer.clone()),
        F::SignatureAlgorithm { subject, .. } | F::CriticalExtension { subject, .. } => {
            ("check-path-issuer", subject.clone())
        }
        F::TooLong | F::TooMuchWork => ("check-path-long", String::new()),
    }
}
