//! What a deployment may set about certificates, with MOSIP's defaults, and the partner domains.

use std::fmt;

use partnerdesk_api::{certificate::DOMAINS, trust_code::TrustCode};

use crate::path::PathLimits;

/// Limits of the checks. [`Settings::default`] is what MOSIP ships.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The domains that have a trust store, in upper case; by default those of the contract, [`DOMAINS`].
    pub domains: Vec<String>,
    /// Whole days a partner certificate must still be valid: a year less thirty days of grace.
    pub partner_min_days: i64,
    /// Calendar months an authority's certificate must still be valid.
    pub authority_min_months: i32,
    /// Whether certificates signed with SHA-384, SHA-512, RSA-PSS or Ed25519 are accepted. MOSIP refuses them.
    pub allow_stronger_signatures: bool,
    /// Limits of the path builder. The target's validity is a rule of its own in the checks, whatever stands here.
    pub path: PathLimits,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            domains: DOMAINS.iter().map(|domain| (*domain).to_owned()).collect(),
            partner_min_days: 335,
            authority_min_months: 12,
            allow_stronger_signatures: false,
            path: PathLimits::default(),
        }
    }
}

/// A partner domain: each has its own trust store.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Domain(String);

impl Domain {
    /// Reads a domain as a request carries it: any case, but without blanks around it (our own rule; MOSIP's list
    /// items are trimmed, the request is not).
    ///
    /// # Errors
    /// [`TrustCode::DomainNotAllowed`] when the settings do not list it.
    pub fn parse(text: &str, settings: &Settings) -> Result<Self, TrustCode> {
        let upper = text.to_ascii_uppercase();
        if settings.domains.contains(&upper) { Ok(Domain(upper)) } else { Err(TrustCode::DomainNotAllowed) }
    }

    /// The domain in upper case, as stored and answered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Authentication, credential and similar partners: their keys also wrap keys.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        self.0 == "AUTH"
    }

    /// Foundational trust modules: the answer to an upload is the partner's own chain, not the signed one.
    #[must_use]
    pub fn is_ftm(&self) -> bool {
        self.0 == "FTM"
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
