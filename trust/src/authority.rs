//! Our own authorities: ROOT, and PMS below it, which signs what partners upload.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::trust_code::TrustCode;
use rcgen::Issuer;
use zeroize::Zeroizing;

use crate::{
    certificate::Certificate,
    issue::{NotIssued, Order, SubjectName},
    keypair::{KeyChoice, KeyPair, KeyPairError},
    oid,
    settings::Domain,
};

/// Days a re-signed partner certificate is valid. MOSIP's default.
pub const PARTNER_DAYS: i64 = 365;
/// A PMS certificate signs only while it has more days left than this; MOSIP's default. More than [`PARTNER_DAYS`], so
/// that what it signs never outlives it.
pub const PMS_RETIRE_DAYS: i64 = 395;
/// A ROOT certificate signs only while it has more days left than this. MOSIP's default.
pub const ROOT_RETIRE_DAYS: i64 = 1125;

/// Certificates begin this much earlier than they are made, for verifiers whose clock is late. Our own decision.
const BACK_DATE: SignedDuration = SignedDuration::from_mins(5);

/// How new authorities are made. [`AuthorityPlan::default`] is what MOSIP ships.
#[derive(Clone, Debug)]
pub struct AuthorityPlan {
    /// ROOT's name.
    pub root_subject: SubjectName,
    /// PMS's name.
    pub pms_subject: SubjectName,
    /// The kind of key, for both.
    pub key: KeyChoice,
    /// Days ROOT is valid.
    pub root_days: i64,
    /// Days PMS is valid, unless ROOT ends earlier.
    pub pms_days: i64,
    /// How many authorities may follow below ROOT.
    pub root_path_len: u8,
    /// How many authorities may follow below PMS: a partner, who may sign the keys of its devices.
    pub pms_path_len: u8,
}

impl Default for AuthorityPlan {
    fn default() -> Self {
        let subject = |role: &str| SubjectName {
            country: "IN".into(),
            state: "KA".into(),
            locality: "BANGALORE".into(),
            organisation: "IITB".into(),
            unit: "MOSIP-TECH-CENTER".into(),
            common_name: format!("www.mosip.io ({role})"),
        };
        AuthorityPlan {
            root_subject: subject("ROOT"),
            pms_subject: subject("PMS"),
            key: KeyChoice::Rsa2048,
            root_days: 2920,
            pms_days: 1460,
            root_path_len: 2,
            pms_path_len: 1,
        }
    }
}

/// Why an authority could not be made or loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorityError {
    /// The key cannot be made or read.
    Key(KeyPairError),
    /// The certificate cannot be read.
    Certificate,
    /// The key is not the one in the certificate.
    Mismatch,
    /// The certificate may not issue others.
    NotAnAuthority,
    /// The name of the certificate cannot be written exactly the same into what it issues, so that chains would break.
    Name,
    /// The certificate could not be made.
    NotIssued,
}

impl fmt::Display for AuthorityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AuthorityError::Key(error) => return error.fmt(f),
            AuthorityError::Certificate => "The authority's certificate cannot be read.",
            AuthorityError::Mismatch => "The private key does not belong to the authority's certificate.",
            AuthorityError::NotAnAuthority => "The certificate is not one that may issue others.",
            AuthorityError::Name => {
                "The name of the authority cannot be reproduced in certificates; \
                 use one with at most one value of each kind."
            }
            AuthorityError::NotIssued => "The authority's certificate cannot be made; check lifetime and key.",
        })
    }
}

impl std::error::Error for AuthorityError {}

impl From<AuthorityError> for TrustCode {
    fn from(_: AuthorityError) -> Self {
        TrustCode::SigningKeyUnavailable
    }
}

impl From<NotIssued> for AuthorityError {
    fn from(_: NotIssued) -> Self {
        AuthorityError::NotIssued
    }
}

/// One of our own authorities: its certificate and the key that signs.
pub struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authority({:?})", self.certificate)
    }
}

impl Authority {
    /// Makes a new ROOT.
    ///
    /// # Errors
    /// [`AuthorityError`] when key or certificate cannot be made.
    pub fn generate_root(plan: &AuthorityPlan, at: Timestamp) -> Result<Self, AuthorityError> {
        let key = KeyPair::generate(plan.key).map_err(AuthorityError::Key)?;
        let order = Order {
            subject: &plan.root_subject,
            not_before: back_dated(at),
            not_after: days_after(at, plan.root_days),
            authority: Some(Some(plan.root_path_len)),
            key_encipherment: false,
        };
        let certificate = order.self_signed(&key)?;
        Self::assemble(certificate, key)
    }

    /// Makes a new PMS authority below this one, ending no later than this one does. Whether this one may still sign
    /// is [`is_current`](Self::is_current), for the caller to ask.
    ///
    /// # Errors
    /// [`AuthorityError`] when key or certificate cannot be made.
    pub fn generate_pms(&self, plan: &AuthorityPlan, at: Timestamp) -> Result<Self, AuthorityError> {
        let key = KeyPair::generate(plan.key).map_err(AuthorityError::Key)?;
        let order = Order {
            subject: &plan.pms_subject,
            not_before: back_dated(at).max(self.certificate.not_before()),
            not_after: days_after(at, plan.pms_days).min(self.certificate.not_after()),
            authority: Some(Some(plan.pms_path_len)),
            key_encipherment: false,
        };
        let certificate = order.signed_by(&key, &self.issuer)?;
        Self::assemble(certificate, key)
    }

    /// Puts together what was stored, and checks that it fits.
    ///
    /// # Errors
    /// [`AuthorityError`] when either half cannot be read, they do not belong together, or the name cannot be
    /// reproduced (possible with imported authorities).
    pub fn load(pkcs8: &[u8], certificate_der: &[u8]) -> Result<Self, AuthorityError> {
        let key = KeyPair::from_pkcs8(pkcs8).map_err(AuthorityError::Key)?;
        let certificate = Certificate::from_der(certificate_der).map_err(|_| AuthorityError::Certificate)?;
        Self::assemble(certificate, key)
    }

    fn assemble(certificate: Certificate, key: KeyPair) -> Result<Self, AuthorityError> {
        if key.spki_der() != certificate.spki_der() {
            return Err(AuthorityError::Mismatch);
        }
        if !certificate.may_issue() {
            return Err(AuthorityError::NotAnAuthority);
        }
        let issuer = Issuer::from_ca_cert_der(&certificate.der().into(), key).map_err(|_| AuthorityError::Name)?;
        let authority = Authority { certificate, issuer };
        authority.probe()?;
        Ok(authority)
    }

    /// The library keeps one value of each kind in a name. A certificate made and thrown away shows whether the issuer
    /// comes out byte for byte.
    fn probe(&self) -> Result<(), AuthorityError> {
        let subject = SubjectName { common_name: "probe".into(), ..SubjectName::default() };
        let order = Order {
            subject: &subject,
            not_before: self.certificate.not_before(),
            not_after: self.certificate.not_after(),
            authority: None,
            key_encipherment: false,
        };
        let made = order.signed_by(self.issuer.key(), &self.issuer)?;
        let same = made.issuer().der() == self.certificate.subject().der();
        if same { Ok(()) } else { Err(AuthorityError::Name) }
    }

    /// The authority's own certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The private key as unencrypted PKCS#8 in DER, wiped when dropped. Seal it before it is stored.
    #[must_use]
    pub fn private_key_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        self.issuer.key().pkcs8()
    }

    /// Whether the authority may sign at this moment: its validity has begun, and more than `retire_days` are left
    /// ([`PMS_RETIRE_DAYS`] or [`ROOT_RETIRE_DAYS`]).
    #[must_use]
    pub fn is_current(&self, at: Timestamp, retire_days: i64) -> bool {
        self.certificate.not_before() <= at && days_after(at, retire_days) < self.certificate.not_after()
    }

    /// Signs a partner's certificate anew, for [`PARTNER_DAYS`] from now and no longer than this authority lasts.
    ///
    /// The key stays the same. The subject is rebuilt from the first value of C, ST, L, O, OU and CN. The result is an
    /// authority itself, because device providers sign the keys of their devices with it; in the domain `AUTH` its key
    /// may also wrap keys. All of that is keymanager's; the authority key identifier and the positive serial number of
    /// 128 random bits are ours.
    ///
    /// # Errors
    /// [`TrustCode::UnsuitableKey`] for keys that are not accepted, [`TrustCode::SigningKeyUnavailable`] when this
    /// authority is outside its validity or signing fails, [`TrustCode::InvalidCertificate`] without a common name.
    pub fn resign(&self, partner: &Certificate, domain: &Domain, at: Timestamp) -> Result<Certificate, TrustCode> {
        if !self.certificate.is_valid_at(at) {
            return Err(TrustCode::SigningKeyUnavailable);
        }
        if partner.key_problem().is_some() {
            return Err(TrustCode::UnsuitableKey);
        }
        if partner.common_name().is_none_or(str::is_empty) {
            return Err(TrustCode::InvalidCertificate);
        }
        let key = rcgen::SubjectPublicKeyInfo::from_der(partner.spki_der()).map_err(|_| TrustCode::UnsuitableKey)?;
        let order = Order {
            subject: &rebuilt_subject(partner),
            not_before: back_dated(at).max(self.certificate.not_before()),
            not_after: days_after(at, PARTNER_DAYS).min(self.certificate.not_after()),
            authority: Some(None),
            key_encipherment: domain.is_auth(),
        };
        let signed = order.signed_by(&key, &self.issuer).map_err(|_| TrustCode::SigningKeyUnavailable)?;
        // The partner's key must come out exactly as it went in.
        if signed.spki_der() == partner.spki_der() { Ok(signed) } else { Err(TrustCode::UnsuitableKey) }
    }
}

fn rebuilt_subject(partner: &Certificate) -> SubjectName {
    let first = |oid| partner.subject().values(oid).flatten().next().unwrap_or_default().to_owned();
    SubjectName {
        country: first(oid::COUNTRY),
        state: first(oid::STATE),
        locality: first(oid::LOCALITY),
        organisation: first(oid::ORGANISATION),
        unit: first(oid::ORGANISATIONAL_UNIT),
        common_name: first(oid::COMMON_NAME),
    }
}

fn back_dated(at: Timestamp) -> Timestamp {
    at.saturating_sub(BACK_DATE).unwrap_or(Timestamp::MIN)
}

pub(crate) fn days_after(at: Timestamp, days: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(days.saturating_mul(24).clamp(-90_000_000, 90_000_000)))
        .unwrap_or(Timestamp::MAX)
}
