//! Building and verifying the path from a certificate to a trusted root.
//!
//! The builder walks upwards, depth first: from each certificate to every candidate whose subject is its issuer's name
//! (compared canonically), preferring those whose key identifier fits, and accepts a step only when the candidate may
//! issue, is valid now and really signed. Nothing is cached, and the work is bounded whatever the stores contain.

use jiff::Timestamp;

use crate::{
    certificate::Certificate,
    constraints,
    signature::{Rejected, Strength},
};

/// How far the path builder goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathLimits {
    /// The most issuers above the certificate, the root included. Java allows five intermediates and a root.
    pub max_issuers: usize,
    /// The most signatures that are verified for one answer. Our own limit against stores full of same-named
    /// authorities.
    pub max_signature_checks: usize,
    /// Whether the certificate itself must be valid at the moment too. Its issuers always must.
    pub target_validity: bool,
}

impl Default for PathLimits {
    fn default() -> Self {
        PathLimits { max_issuers: 6, max_signature_checks: 100, target_validity: true }
    }
}

/// Why no path was found. Ordered from the least to the most specific: when several attempts fail for different
/// reasons, the greatest is reported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathFailure {
    /// No certificate with this name is known, or none that is not already on the way.
    IssuerUnknown {
        /// The issuer that was looked for, for display.
        issuer: String,
    },
    /// More issuers than allowed.
    TooLong,
    /// A certificate with the issuer's name exists, but did not sign this one.
    NotSignedBy {
        /// The issuer's name, for display.
        issuer: String,
    },
    /// The key of an issuer is too weak or of a kind that cannot be verified.
    IssuerKey {
        /// The issuer's name, for display.
        issuer: String,
    },
    /// A signature on the way is made with an algorithm that is not accepted.
    SignatureAlgorithm {
        /// Whose certificate, for display.
        subject: String,
        /// Its algorithm.
        algorithm: String,
    },
    /// An issuer is not of version 3.
    IssuerVersion {
        /// The issuer's name, for display.
        issuer: String,
    },
    /// An issuer is not a certificate authority, or may not sign certificates.
    NotAnAuthority {
        /// The issuer's name, for display.
        issuer: String,
    },
    /// An issuer allows fewer intermediates below it.
    PathLength {
        /// The issuer's name, for display.
        issuer: String,
    },
    /// A critical extension that is not understood.
    CriticalExtension {
        /// Whose certificate, for display.
        subject: String,
        /// The dotted identifier.
        oid: String,
    },
    /// A certificate on the way is outside its validity.
    OutsideValidity {
        /// Whose certificate, for display.
        subject: String,
        /// When its validity ends.
        not_after: Timestamp,
    },
    /// A name that an issuer's name constraints exclude, or constraints of a form that cannot be checked.
    NameConstraint {
        /// The issuer that constrains, for display.
        issuer: String,
    },
    /// The limit on signature checks was reached.
    TooMuchWork,
}

/// Finds a verified path from `target` up to one of `anchors`, over `intermediates`, at the moment `at`.
///
/// Returns the certificates from the target to the root, both included. A target that is an anchor itself is a path
/// of one.
///
/// Rules for every issuer, anchors included: version 3, valid at `at`, CA flag, keyCertSign when a key usage is
/// stated, path length kept (self-issued certificates do not count), no unknown critical extension, no SHA-1 signature
/// except a root's own, a key that [`Certificate::key_problem`] has nothing against, name constraints met. The anchor
/// rules are stricter than Java's, which trusts an anchor's key blindly. The target's own signature may be SHA-1,
/// because MOSIP answers that with a code of its own; what may be accepted is the caller's rule.
///
/// # Errors
/// The most specific [`PathFailure`] of all attempts.
pub fn build_path(
    target: &Certificate,
    anchors: &[Certificate],
    intermediates: &[Certificate],
    at: Timestamp,
    limits: &PathLimits,
) -> Result<Vec<Certificate>, PathFailure> {
    let mut builder =
        Builder { anchors, intermediates, at, limits, checks_left: limits.max_signature_checks, worst: None };
    if limits.target_validity && !target.is_valid_at(at) {
        return Err(outside_validity(target));
    }
    if let Some(failure) = unknown_critical(target) {
        return Err(failure);
    }
    if anchors.contains(target) {
        return builder.check_issuer(target, 0).map(|()| vec![target.clone()]);
    }
    let mut path = vec![target.clone()];
    if builder.climb(&mut path, 0) {
        return Ok(path);
    }
    Err(builder.worst.unwrap_or_else(|| PathFailure::IssuerUnknown { issuer: shown_issuer(target) }))
}

struct Builder<'a> {
    anchors: &'a [Certificate],
    intermediates: &'a [Certificate],
    at: Timestamp,
    limits: &'a PathLimits,
    checks_left: usize,
    worst: Option<PathFailure>,
}

impl Builder<'_> {
    /// Extends the path until it ends in an anchor. `intermediates_below` counts those above the target that are not
    /// self-issued.
    fn climb(&mut self, path: &mut Vec<Certificate>, intermediates_below: u32) -> bool {
        let Some(current) = path.last().cloned() else { return false };
        let candidates = self.candidates(&current);
        if candidates.is_empty() {
            self.note(PathFailure::IssuerUnknown { issuer: shown_issuer(&current) });
        }
        for (issuer, is_anchor) in candidates {
            if path.contains(&issuer) {
                // Round in a circle: nobody new is known.
                self.note(PathFailure::IssuerUnknown { issuer: shown_issuer(&current) });
                continue;
            }
            if path.len() > self.limits.max_issuers {
                self.note(PathFailure::TooLong);
                continue;
            }
            if let Err(failure) = self.check_step(&current, &issuer, intermediates_below, path.len() == 1) {
                let exhausted = failure == PathFailure::TooMuchWork;
                self.note(failure);
                if exhausted {
                    return false;
                }
                continue;
            }
            path.push(issuer.clone());
            if is_anchor {
                match constraints::check_path(path) {
                    Ok(()) => return true,
                    Err(issuer) => self.note(PathFailure::NameConstraint { issuer }),
                }
            } else if self.climb(path, intermediates_below + u32::from(!issuer.is_self_issued())) {
                return true;
            }
            path.pop();
        }
        false
    }

    /// Everybody with the issuer's name: fitting key identifiers first, anchors before intermediates.
    fn candidates(&self, current: &Certificate) -> Vec<(Certificate, bool)> {
        let anchors = self.anchors.iter().map(|found| (found, true));
        let all = anchors.chain(self.intermediates.iter().map(|found| (found, false)));
        let mut found: Vec<_> = all.filter(|(found, _)| found.subject() == current.issuer()).collect();
        let wanted = current.authority_key_id();
        // An identifier that does not fit is a hint, not a refusal: the signature decides.
        found.sort_by_key(|(found, _)| wanted.is_none() || found.subject_key_id() != wanted);
        found.into_iter().map(|(found, anchor)| (found.clone(), anchor)).collect()
    }

    fn check_step(
        &mut self,
        subject: &Certificate,
        issuer: &Certificate,
        below: u32,
        is_target: bool,
    ) -> Result<(), PathFailure> {
        self.check_issuer(issuer, below)?;
        let enough = if is_target { Strength::Sha1 } else { Strength::Sha2Short };
        let algorithm = || PathFailure::SignatureAlgorithm {
            subject: shown(subject),
            algorithm: subject.signature_algorithm().to_owned(),
        };
        if subject.signature_strength() < enough {
            return Err(algorithm());
        }
        self.checks_left = self.checks_left.checked_sub(1).ok_or(PathFailure::TooMuchWork)?;
        subject.verify_under(issuer.key(), is_target).map_err(|rejected| match rejected {
            Rejected::Algorithm => algorithm(),
            Rejected::Signature => PathFailure::NotSignedBy { issuer: shown(issuer) },
        })
    }

    /// Whether the certificate may stand above `below` intermediates, apart from the signature it made.
    fn check_issuer(&self, issuer: &Certificate, below: u32) -> Result<(), PathFailure> {
        let name = || shown(issuer);
        if issuer.version() != 3 {
            return Err(PathFailure::IssuerVersion { issuer: name() });
        }
        if !issuer.is_valid_at(self.at) {
            return Err(outside_validity(issuer));
        }
        if !issuer.may_issue() {
            return Err(PathFailure::NotAnAuthority { issuer: name() });
        }
        if issuer.path_len().is_some_and(|allowed| below > allowed) {
            return Err(PathFailure::PathLength { issuer: name() });
        }
        if issuer.key_problem().is_some() {
            return Err(PathFailure::IssuerKey { issuer: name() });
        }
        unknown_critical(issuer).map_or(Ok(()), Err)
    }

    fn note(&mut self, failure: PathFailure) {
        if self.worst.as_ref().is_none_or(|worst| *worst < failure) {
            self.worst = Some(failure);
        }
    }
}

fn unknown_critical(certificate: &Certificate) -> Option<PathFailure> {
    let oid = certificate.extensions().unknown_critical.first()?;
    Some(PathFailure::CriticalExtension { subject: shown(certificate), oid: oid.clone() })
}

fn outside_validity(certificate: &Certificate) -> PathFailure {
    PathFailure::OutsideValidity { subject: shown(certificate), not_after: certificate.not_after() }
}

fn shown(certificate: &Certificate) -> String {
    certificate.subject().display().to_owned()
}

fn shown_issuer(certificate: &Certificate) -> String {
    certificate.issuer().display().to_owned()
}
