//! `certificates check`: every rule of the server, explained on one file, without sending anything.

use std::path::PathBuf;

use jiff::Timestamp;
use partnerdesk_api::{
    certificate::{self, DOMAINS, DomainQuery},
    operation::NoPath,
};
use partnerdesk_trust::{
    Certificate, Settings, SubjectProblem,
    check::{Detail, DomainStore, Finding, Outcome, PartnerContext, Rule, check_partner},
    key::KeyProblem,
    organisation::{OrganisationDifference, TextDifference, TextDifferenceKind},
    path::PathFailure,
};
use serde_json::{Value, json};

use super::{
    Run, certificate_file,
    certificates::domain_and_organisation,
    clean,
    context::CommandContext,
    error::{CliError, Exit},
    output::{Format, print},
    status,
};

/// Check a certificate before it is uploaded; nothing of the file is sent
///
/// Runs every rule of the server on this machine and explains each: validity, days left, the chain in the trust store,
/// the organisation character by character, key and algorithm. Only the partner's domain is asked of the server, for
/// the public certificates that it trusts. With --offline nothing is asked at all.
#[derive(Debug, clap::Parser)]
#[command(
    name = "check",
    after_help = "Examples:\n  partnerdesk certificates check partner.pem\n  partnerdesk certificates check partner.cer --partner cardhouse\n  partnerdesk certificates check partner.pem --offline --root root.pem --intermediate sub.pem --organisation 'Cardhouse Ltd'\n\nExit code 2 when a rule is broken."
)]
pub(crate) struct Check {
    /// The certificate: PEM, DER or p7b; of a bundle your own is taken
    file: PathBuf,
    /// For which partner [default: your own]
    #[arg(long, value_name = "PARTNER", conflicts_with = "offline")]
    partner: Option<String>,
    /// Domain of the partner's type, when the server cannot tell
    #[arg(long, value_name = "DOMAIN", ignore_case = true, conflicts_with = "offline", value_parser = super::list::one_of(DOMAINS))]
    domain: Option<String>,
    /// Ask no server
    #[arg(long)]
    offline: bool,
    /// Root certificates to trust, with --offline
    #[arg(long, value_name = "FILE", requires = "offline")]
    root: Vec<PathBuf>,
    /// Intermediate certificates to trust, with --offline
    #[arg(long, value_name = "FILE", requires = "offline")]
    intermediate: Vec<PathBuf>,
    /// The registered organisation, letter by letter
    #[arg(long, value_name = "TEXT", alias = "organization")]
    organisation: Option<String>,
}

/// What the certificate is compared with.
struct Against {
    organisation: Option<String>,
    store: Option<(Vec<Certificate>, Vec<Certificate>)>,
    own: Vec<Certificate>,
    now: Timestamp,
}

impl Run for Check {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        // The file comes first: a private key must be refused whatever the server says.
        let certificate = certificate_file::leaf(&self.file)?;
        let against = if self.offline { self.offline()? } else { self.of_server(cx).await? };
        let context = PartnerContext {
            organisation: against.organisation.as_deref(),
            store: against.store.as_ref().map(|(anchors, intermediates)| DomainStore { anchors, intermediates }),
            own_authorities: &against.own,
        };
        let findings = check_partner(&certificate, &context, against.now, &Settings::default());
        let failed = findings.iter().filter(|f| matches!(f.outcome, Outcome::Failed(_))).count();
        let answer = json!({
            "certificate": certificate_file::describe(&certificate),
            "accepted": failed == 0,
            "findings": findings.iter().map(as_json).collect::<Vec<_>>(),
        });
        match cx.out.format {
            Format::Json => cx.out.json(&answer)?,
            Format::Csv => cx.out.records(&answer["findings"], "")?,
            Format::Table => print(&text(&certificate, &findings))?,
        }
        match failed {
            0 => Ok(()),
            1 => Err(CliError::new(Exit::Usage, "The certificate would be refused: one rule is broken.")),
            n => Err(CliError::new(Exit::Usage, format!("The certificate would be refused: {n} rules are broken."))),
        }
    }
}

impl Check {
    fn offline(&self) -> Result<Against, CliError> {
        let given = !self.root.is_empty() || !self.intermediate.is_empty();
        let store = match given {
            true => Some((certificate_file::all(&self.root)?, certificate_file::all(&self.intermediate)?)),
            false => None,
        };
        Ok(Against { organisation: self.organisation.clone(), store, own: Vec::new(), now: Timestamp::now() })
    }

    async fn of_server(&self, cx: &CommandContext) -> Result<Against, CliError> {
        let (domain, organisation) = match (&self.domain, &self.organisation) {
            (Some(domain), Some(organisation)) => (domain.clone(), organisation.clone()),
            (domain, organisation) => {
                let partner = match &self.partner {
                    Some(partner) => partner.clone(),
                    None => status::own(cx).await?,
                };
                let (found, registered) = domain_and_organisation(cx, &partner).await?;
                (domain.clone().unwrap_or(found), organisation.clone().unwrap_or(registered))
            }
        };
        let query = DomainQuery { partner_domain: domain };
        let anchors = cx.call(&certificate::ANCHORS, &NoPath {}, &query).await?.value;
        Ok(Against {
            organisation: Some(organisation),
            store: Some((read_all(&anchors.roots)?, read_all(&anchors.intermediates)?)),
            own: read_all(&anchors.own)?,
            now: anchors.now.0,
        })
    }
}

fn read_all(texts: &[String]) -> Result<Vec<Certificate>, CliError> {
    let read = |text: &String| {
        certificate_file::open(text.as_bytes(), "the server's trust store".as_ref()).map(|content| content.certificates)
    };
    Ok(texts.iter().map(read).collect::<Result<Vec<_>, _>>()?.concat())
}

fn as_json(finding: &Finding) -> Value {
    let (outcome, code) = match finding.outcome {
        Outcome::Passed => ("passed", None),
        Outcome::Warned => ("warned", None),
        Outcome::Failed(code) => ("failed", Some(code.info())),
        Outcome::NotChecked => ("notChecked", None),
    };
    json!({
        "rule": title(finding.rule),
        "outcome": outcome,
        "found": found(&finding.detail),
        "code": code.map(|c| c.code),
        "whatToDo": code.map(|c| c.message),
    })
}

fn text(certificate: &Certificate, findings: &[Finding]) -> String {
    let mut lines = vec![certificate.subject().display().to_string(), String::new()];
    for finding in findings {
        let sign = match finding.outcome {
            Outcome::Passed => '✓',
            Outcome::Warned => '!',
            Outcome::Failed(_) => '✗',
            Outcome::NotChecked => '?',
        };
        let found = match (finding.outcome, found(&finding.detail)) {
            (Outcome::NotChecked, _) => " (not checked: not known here)".into(),
            (_, Some(found)) => format!(": {found}"),
            (_, None) => String::new(),
        };
        lines.push(format!("  {sign} {}{found}", title(finding.rule)));
        if let Outcome::Failed(code) = finding.outcome {
            let code = code.info();
            lines.push(format!("      {} ({})", code.message, code.code));
        }
    }
    lines.iter().map(|line| format!("{}\n", clean::line(line))).collect()
}

fn title(rule: Rule) -> &'static str {
    match rule {
        Rule::NotYetStored => "Not stored yet",
        Rule::Begun => "Validity has begun",
        Rule::InValidity => "Valid today",
        Rule::LongEnough => "Valid long enough",
        Rule::Version3 => "X.509 version 3",
        Rule::NotSelfSigned => "Signed by an authority",
        Rule::Path => "Chain to a trusted root",
        Rule::Organisation => "Organisation as registered",
        Rule::Key => "Key",
        Rule::SignatureAlgorithm => "Signature algorithm",
        Rule::Subject => "Subject",
        Rule::MayIssue => "May issue certificates",
        Rule::NotOurOwn => "Not the server's own identity",
    }
}

fn found(detail: &Detail) -> Option<String> {
    let day = |t: &Timestamp| t.strftime("%Y-%m-%d").to_string();
    Some(match detail {
        Detail::None | Detail::NotAnIssuer => return None,
        Detail::Validity { not_before, not_after, .. } => format!("{} to {}", day(not_before), day(not_after)),
        Detail::DaysLeft { left, needed } => format!("{left} days left, {needed} needed"),
        Detail::EndsOn { ends, earliest } => format!("ends {ends}, {earliest} or later needed"),
        Detail::Version(version) => format!("version {version}"),
        Detail::PathFound(path) => path.iter().map(short_name).collect::<Vec<_>>().join(" → "),
        Detail::PathMissing(failure) => no_path(failure),
        Detail::Root => "a root".into(),
        Detail::Organisation(compared) => {
            organisation(&compared.in_certificate, &compared.registered, compared.difference)
        }
        Detail::Key { kind, problem: None } => kind.to_string(),
        Detail::Key { kind, problem: Some(problem) } => format!("{kind}, {}", key_problem(*problem)),
        Detail::SignatureAlgorithm(name) => name.clone(),
        Detail::Subject(problem) => subject_problem(*problem).into(),
        Detail::OurSubject => "it carries the name of the server's own authority".into(),
        Detail::OurKey => "it carries the key of the server's own authority".into(),
    })
}

fn short_name(certificate: &Certificate) -> &str {
    certificate.common_name().unwrap_or_else(|| certificate.subject().display())
}

fn organisation(found: &[Option<String>], registered: &str, difference: Option<OrganisationDifference>) -> String {
    let first = found.iter().flatten().next().map(String::as_str).unwrap_or_default();
    match difference {
        None => format!("{registered:?}"),
        Some(OrganisationDifference::Missing) => format!("the certificate names none, registered is {registered:?}"),
        Some(OrganisationDifference::Several) => format!("the certificate names {}, one is needed", found.len()),
        Some(OrganisationDifference::Combined) => "it stands together with another attribute".into(),
        Some(OrganisationDifference::Unreadable) => "it cannot be read".into(),
        Some(OrganisationDifference::Text(TextDifference { position, in_certificate, registered: other, kind })) => {
            let shown = |c: Option<char>| c.map_or("nothing more".to_string(), |c| format!("{c:?}"));
            let kind = match kind {
                TextDifferenceKind::Case => ", only in capital letters",
                TextDifferenceKind::Blanks => ", only in blanks or capital letters",
                TextDifferenceKind::Other => "",
            };
            format!(
                "{first:?} differs from the registered {registered:?} at character {}{kind}: {} instead of {}",
                position + 1,
                shown(in_certificate),
                shown(other)
            )
        }
    }
}

fn no_path(failure: &PathFailure) -> String {
    match failure {
        PathFailure::IssuerUnknown { issuer } => format!("its issuer is not in the trust store: {issuer}"),
        PathFailure::TooLong => "the chain is too long".into(),
        PathFailure::NotSignedBy { issuer } => format!("{issuer} is trusted, but another key of that name signed it"),
        PathFailure::IssuerKey { issuer } => format!("the key of {issuer} cannot be used"),
        PathFailure::SignatureAlgorithm { subject, algorithm } => format!("{subject} is signed with {algorithm}"),
        PathFailure::IssuerVersion { issuer } => format!("{issuer} is not of version 3"),
        PathFailure::NotAnAuthority { issuer } => format!("{issuer} may not issue certificates"),
        PathFailure::PathLength { issuer } => format!("{issuer} allows fewer intermediates below it"),
        PathFailure::CriticalExtension { subject, oid } => format!("{subject} has an unknown critical extension {oid}"),
        PathFailure::OutsideValidity { subject, not_after } => {
            format!("{subject} is not valid now (it ends {})", not_after.strftime("%Y-%m-%d"))
        }
        PathFailure::NameConstraint { issuer } => format!("{issuer} may not issue for this name"),
        PathFailure::TooMuchWork => "the chain is too tangled to be followed".into(),
    }
}

fn key_problem(problem: KeyProblem) -> &'static str {
    match problem {
        KeyProblem::TooShort => "which is too short",
        KeyProblem::TooLong => "which is too long",
        KeyProblem::Exponent => "with a public exponent that is not accepted",
        KeyProblem::Modulus => "with a modulus that cannot be right",
        KeyProblem::Point => "with a point that is not on its curve",
        KeyProblem::CompressedPoint => "in compressed form, which MOSIP cannot read",
        KeyProblem::Kind => "of a kind that cannot be signed here",
        KeyProblem::Malformed => "which is malformed",
    }
}

fn subject_problem(problem: SubjectProblem) -> &'static str {
    match problem {
        SubjectProblem::Empty => "it is empty",
        SubjectProblem::NoCommonName => "it has no common name",
        SubjectProblem::Unprintable => "it has characters that cannot be shown",
        SubjectProblem::TooLong => "it is too long",
    }
}

#[cfg(test)]
mod tests {
    use partnerdesk_trust::sample::{SampleRequest, make_chain};

    use super::*;

    #[test]
    fn each_broken_rule_is_explained() {
        let now = Timestamp::now();
        let chain = make_chain(&SampleRequest { valid_days: 100, ..SampleRequest::new("Cardhouse LTD", now) }).unwrap();
        let context = PartnerContext {
            organisation: Some("Cardhouse Ltd"),
            store: Some(DomainStore { anchors: &[], intermediates: &[] }),
            own_authorities: &[],
        };
        let findings = check_partner(&chain.partner.certificate, &context, now, &Settings::default());
        let text = text(&chain.partner.certificate, &findings);
        for part in [
            "✓ Signed by an authority",
            "✗ Valid long enough",
            "days left, 335 needed",
            "✗ Chain to a trusted root: its issuer is not in the trust store",
            "at character 12, only in capital letters: 'T' instead of 't'",
            "KER-PCM-008",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }
}
