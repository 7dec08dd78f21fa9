//! The ordered checks of an upload, each answering on its own so that people see every reason at once.
//!
//! The order is keymanager's, since clients and MOSIP's own tests know which code comes first when several apply;
//! rules of our own follow behind. The server answers [`first_failure`], the client shows all findings.

use jiff::{Timestamp, ToSpan, civil::Date};
use partnerdesk_api::trust_code::TrustCode;

use crate::{
    certificate::Certificate,
    key::{KeyKind, KeyProblem},
    organisation::{self, OrganisationComparison},
    path::{PathFailure, PathLimits, build_path},
    settings::Settings,
    signature::Strength,
    subject::{self, SubjectProblem},
    validity::utc_date,
};

/// One rule of the checks, in the order they are listed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Authority: not yet in the trust store of this domain.
    NotYetStored,
    /// The validity does not begin on a later day.
    Begun,
    /// The moment lies in the validity.
    InValidity,
    /// Enough of the validity is left.
    LongEnough,
    /// X.509 version 3.
    Version3,
    /// Partner: somebody else signed it.
    NotSelfSigned,
    /// A path to a root of the domain exists (for an authority: or it is a root).
    Path,
    /// Partner: the organisation is exactly the registered one.
    Organisation,
    /// The key is long enough and of a kind that can be used.
    Key,
    /// Partner: the signature algorithm is accepted.
    SignatureAlgorithm,
    /// The subject is usable: present, printable, not too long; a partner's has a common name.
    Subject,
    /// Authority: a self-signed one may issue certificates.
    MayIssue,
    /// Partner: neither subject nor key are those of our own authorities.
    NotOurOwn,
}

/// How a rule came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The rule is met.
    Passed,
    /// The rule is met, but somebody should look at the detail.
    Warned,
    /// The rule is broken; the upload is refused with this code.
    Failed(TrustCode),
    /// What the rule needs is not known here.
    NotChecked,
}

/// What was found, for an explanation.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// Nothing more to say.
    None,
    /// The validity and the moment it was compared with.
    Validity {
        /// First moment.
        not_before: Timestamp,
        /// Last moment.
        not_after: Timestamp,
        /// The moment of the check.
        at: Timestamp,
    },
    /// Whole days left of a partner certificate. Negative when it has ended.
    DaysLeft {
        /// Days left.
        left: i64,
        /// Days needed.
        needed: i64,
    },
    /// The last day of an authority's validity and the earliest that would do, in UTC.
    EndsOn {
        /// The last day.
        ends: Date,
        /// The earliest acceptable last day.
        earliest: Date,
    },
    /// The version found.
    Version(u32),
    /// The path that was found, certificate first, root last.
    PathFound(Vec<Certificate>),
    /// Why there is no path.
    PathMissing(PathFailure),
    /// The certificate is self-signed and will be a root.
    Root,
    /// The organisation in the certificate and the registered one.
    Organisation(OrganisationComparison),
    /// The key.
    Key {
        /// Kind and size.
        kind: KeyKind,
        /// What is wrong with it.
        problem: Option<KeyProblem>,
    },
    /// The signature algorithm.
    SignatureAlgorithm(String),
    /// What is wrong with the subject.
    Subject(SubjectProblem),
    /// The certificate is not allowed to issue others, and so of no use in a trust store.
    NotAnIssuer,
    /// The subject is that of one of our own authorities.
    OurSubject,
    /// The key is that of one of our own authorities.
    OurKey,
}

/// The answer to one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How it came out.
    pub outcome: Outcome,
    /// What was found.
    pub detail: Detail,
}

/// What is known about the trust store when an authority's certificate is checked. `None` means not known here, as in
/// a client without a connection.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuthorityContext<'a> {
    /// Whether the certificate is already in the trust store of the domain.
    pub already_stored: Option<bool>,
    /// The roots and the intermediates of the domain that may be used for paths.
    pub store: Option<DomainStore<'a>>,
}

/// The usable certificates of one domain's trust store.
#[derive(Clone, Copy, Debug)]
pub struct DomainStore<'a> {
    /// The roots.
    pub anchors: &'a [Certificate],
    /// The intermediates.
    pub intermediates: &'a [Certificate],
}

/// What is known about the partner and the trust store when a partner's certificate is checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct PartnerContext<'a> {
    /// The organisation name given at registration.
    pub organisation: Option<&'a str>,
    /// The roots and the intermediates of the partner's domain.
    pub store: Option<DomainStore<'a>>,
    /// Every generation of our own ROOT and PMS certificates.
    pub own_authorities: &'a [Certificate],
}

/// Checks an authority's certificate for the trust store, rule by rule in keymanager's order (section 1.3 of our
/// certificate rules), then our own: usable subject, the right to issue (self-signed only), key size.
///
/// The domain itself is checked by [`Domain::parse`](crate::settings::Domain::parse).
#[must_use]
pub fn check_ca(
    certificate: &Certificate,
    context: &AuthorityContext<'_>,
    at: Timestamp,
    settings: &Settings,
) -> Vec<Finding> {
    vec![
        not_yet_stored(context.already_stored),
        begun(certificate, at),
        in_validity(certificate, at),
        authority_long_enough(certificate, at, settings),
        version_3(certificate),
        authority_path(certificate, context.store, at, settings),
        may_issue(certificate),
        key(certificate),
        usable_subject(certificate, false),
    ]
}

/// Checks a partner's certificate, rule by rule in keymanager's order (section 2.2 of our certificate rules), then our
/// own: usable subject with a common name, neither subject nor key of our own authorities.
#[must_use]
pub fn check_partner(
    certificate: &Certificate,
    context: &PartnerContext<'_>,
    at: Timestamp,
    settings: &Settings,
) -> Vec<Finding> {
    vec![
        begun(certificate, at),
        in_validity(certificate, at),
        partner_long_enough(certificate, at, settings),
        not_self_signed(certificate),
        path(certificate, context.store, at, settings, TrustCode::ChainNotTrusted),
        version_3(certificate),
        same_organisation(certificate, context.organisation),
        key(certificate),
        signature_algorithm(certificate, settings),
        usable_subject(certificate, true),
        not_our_own(certificate, context.own_authorities),
    ]
}

/// The code of the first broken rule: what an upload is answered with.
#[must_use]
pub fn first_failure(findings: &[Finding]) -> Option<TrustCode> {
    findings.iter().find_map(|finding| match finding.outcome {
        Outcome::Failed(code) => Some(code),
        _ => None,
    })
}

/// The path to the root that the findings rest on, certificate first: what is answered for chains that are not signed
/// anew. `None` when it was not found, or for a root.
#[must_use]
pub fn found_path(findings: &[Finding]) -> Option<&[Certificate]> {
    findings.iter().find_map(|finding| match &finding.detail {
        Detail::PathFound(path) => Some(path.as_slice()),
        _ => None,
    })
}

fn finding(rule: Rule, failed: Option<TrustCode>, detail: Detail) -> Finding {
    Finding { rule, outcome: failed.map_or(Outcome::Passed, Outcome::Failed), detail }
}

fn not_checked(rule: Rule) -> Finding {
    Finding { rule, outcome: Outcome::NotChecked, detail: Detail::None }
}

fn not_yet_stored(already_stored: Option<bool>) -> Finding {
    match already_stored {
        Some(stored) => finding(Rule::NotYetStored, stored.then_some(TrustCode::AlreadyStored), Detail::None),
        None => not_checked(Rule::NotYetStored),
    }
}

/// Days are compared first, so that "from tomorrow on" has its own code; "later today" falls to the next rule.
fn begun(certificate: &Certificate, at: Timestamp) -> Finding {
    let later = utc_date(certificate.not_before()) > utc_date(at);
    finding(Rule::Begun, later.then_some(TrustCode::NotYetValid), validity(certificate, at))
}

fn in_validity(certificate: &Certificate, at: Timestamp) -> Finding {
    let outside = !certificate.is_valid_at(at);
    finding(Rule::InValidity, outside.then_some(TrustCode::OutsideValidity), validity(certificate, at))
}

fn validity(certificate: &Certificate, at: Timestamp) -> Detail {
    Detail::Validity { not_before: certificate.not_before(), not_after: certificate.not_after(), at }
}

fn authority_long_enough(certificate: &Certificate, at: Timestamp, settings: &Settings) -> Finding {
    let earliest = utc_date(at).saturating_add(settings.authority_min_months.months());
    let ends = utc_date(certificate.not_after());
    finding(
        Rule::LongEnough,
        (ends < earliest).then_some(TrustCode::AuthorityEndsTooSoon),
        Detail::EndsOn { ends, earliest },
    )
}

fn partner_long_enough(certificate: &Certificate, at: Timestamp, settings: &Settings) -> Finding {
    const SECONDS_PER_DAY: i64 = 86_400;
    let left = (certificate.not_after().as_second() - at.as_second()).div_euclid(SECONDS_PER_DAY);
    let needed = settings.partner_min_days;
    finding(Rule::LongEnough, (left < needed).then_some(TrustCode::EndsTooSoon), Detail::DaysLeft { left, needed })
}

fn version_3(certificate: &Certificate) -> Finding {
    let version = certificate.version();
    finding(Rule::Version3, (version != 3).then_some(TrustCode::NotVersion3), Detail::Version(version))
}

fn not_self_signed(certificate: &Certificate) -> Finding {
    finding(Rule::NotSelfSigned, certificate.is_self_signed().then_some(TrustCode::SelfSigned), Detail::None)
}

/// A self-signed certificate becomes a root, whatever its names say; any other needs a path.
fn authority_path(
    certificate: &Certificate,
    store: Option<DomainStore<'_>>,
    at: Timestamp,
    settings: &Settings,
) -> Finding {
    if certificate.is_self_signed() {
        return finding(Rule::Path, None, Detail::Root);
    }
    path(certificate, store, at, settings, TrustCode::IssuerNotTrusted)
}

fn path(
    certificate: &Certificate,
    store: Option<DomainStore<'_>>,
    at: Timestamp,
    settings: &Settings,
    code: TrustCode,
) -> Finding {
    let Some(store) = store else { return not_checked(Rule::Path) };
    // The certificate's own validity has its own rules and codes; a path should not fail for it a second time.
    let limits = PathLimits { target_validity: false, ..settings.path };
    match build_path(certificate, store.anchors, store.intermediates, at, &limits) {
        Ok(found) => finding(Rule::Path, None, Detail::PathFound(found)),
        Err(failure) => finding(Rule::Path, Some(code), Detail::PathMissing(failure)),
    }
}

/// MOSIP stores a self-signed certificate that may not issue anything as a root; we refuse it. A chained one passes, as
/// upstream, with a warning: paths will not lead over it.
fn may_issue(certificate: &Certificate) -> Finding {
    match (certificate.may_issue(), certificate.is_self_signed()) {
        (true, _) => finding(Rule::MayIssue, None, Detail::None),
        (false, true) => finding(Rule::MayIssue, Some(TrustCode::InvalidCertificate), Detail::NotAnIssuer),
        (false, false) => Finding { rule: Rule::MayIssue, outcome: Outcome::Warned, detail: Detail::NotAnIssuer },
    }
}

fn same_organisation(certificate: &Certificate, registered: Option<&str>) -> Finding {
    let Some(registered) = registered else { return not_checked(Rule::Organisation) };
    let compared = organisation::compare(certificate, registered);
    let failed = compared.difference.is_some().then_some(TrustCode::OrganisationMismatch);
    finding(Rule::Organisation, failed, Detail::Organisation(compared))
}

fn key(certificate: &Certificate) -> Finding {
    let problem = certificate.key_problem();
    let detail = Detail::Key { kind: certificate.key_kind().clone(), problem };
    finding(Rule::Key, problem.map(|_| TrustCode::UnsuitableKey), detail)
}

fn signature_algorithm(certificate: &Certificate, settings: &Settings) -> Finding {
    let accepted = match certificate.signature_strength() {
        Strength::Sha2Short => true,
        Strength::Stronger => settings.allow_stronger_signatures,
        Strength::Broken | Strength::Sha1 => false,
    };
    let detail = Detail::SignatureAlgorithm(certificate.signature_algorithm().to_owned());
    finding(Rule::SignatureAlgorithm, (!accepted).then_some(TrustCode::SignatureAlgorithmNotAllowed), detail)
}

fn usable_subject(certificate: &Certificate, needs_common_name: bool) -> Finding {
    match subject::problem(certificate, needs_common_name) {
        Some(problem) => finding(Rule::Subject, Some(TrustCode::InvalidCertificate), Detail::Subject(problem)),
        None => finding(Rule::Subject, None, Detail::None),
    }
}

/// A partner with the subject of our authority would get a certificate that mimics it; one with its key cannot have
/// made that key.
fn not_our_own(certificate: &Certificate, own: &[Certificate]) -> Finding {
    if own.iter().any(|own| own.spki_der() == certificate.spki_der()) {
        return finding(Rule::NotOurOwn, Some(TrustCode::UnsuitableKey), Detail::OurKey);
    }
    if own.iter().any(|own| own.subject() == certificate.subject()) {
        return finding(Rule::NotOurOwn, Some(TrustCode::InvalidCertificate), Detail::OurSubject);
    }
    finding(Rule::NotOurOwn, None, Detail::None)
}
