//! Fixtures that several test files share: one moment, one set of keys, one sound chain.
#![allow(dead_code, clippy::unwrap_used)]

use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::trust_code::TrustCode;
use partnerdesk_trust::{
    Certificate, KeyChoice, KeyPair, Settings,
    check::{AuthorityContext, DomainStore, Finding, PartnerContext, check_ca, check_partner, first_failure},
    forge::Forge,
    input::{read_ca_upload, read_partner_upload},
};

pub const ORGANISATION: &str = "Acme";

/// The moment all tests stand at.
pub fn now() -> Timestamp {
    "2026-11-22T10:30:00Z".parse().unwrap()
}

pub fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// Keys that are made once: RSA takes long, and equal keys across tests do no harm.
pub fn rsa_key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate(KeyChoice::Rsa2048).unwrap())
}

pub fn other_rsa_key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate(KeyChoice::Rsa2048).unwrap())
}

pub fn root_key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate(KeyChoice::EcP256).unwrap())
}

pub fn middle_key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate(KeyChoice::EcP256).unwrap())
}

pub fn leaf_key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate(KeyChoice::EcP256).unwrap())
}

pub fn stranger_key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate(KeyChoice::EcP256).unwrap())
}

/// A sound root.
pub fn root() -> &'static Certificate {
    static MADE: OnceLock<Certificate> = OnceLock::new();
    MADE.get_or_init(|| root_forge().certificate(root_key()).unwrap())
}

pub fn root_forge() -> Forge {
    Forge::authority("Root", root_key(), now())
}

/// A sound intermediate below the root.
pub fn middle() -> &'static Certificate {
    static MADE: OnceLock<Certificate> = OnceLock::new();
    MADE.get_or_init(|| middle_forge().certificate(root_key()).unwrap())
}

pub fn middle_forge() -> Forge {
    Forge::authority("Intermediate", middle_key(), now()).issued_by(root())
}

/// A sound partner certificate below the intermediate, to be changed by each case. Sign with [`middle_key`].
pub fn leaf_forge() -> Forge {
    Forge::partner(ORGANISATION, middle().subject().der(), leaf_key(), now())
}

pub fn leaf() -> Certificate {
    leaf_forge().certificate(middle_key()).unwrap()
}

/// What the server would answer to an upload into a trust store that holds these: one outcome for each certificate.
pub fn upload_authority(text: &str, anchors: &[Certificate], intermediates: &[Certificate]) -> Vec<Option<TrustCode>> {
    let certificates = match read_ca_upload(text) {
        Ok(certificates) => certificates,
        Err(error) => return vec![Some(error.code())],
    };
    let (mut anchors, mut intermediates) = (anchors.to_vec(), intermediates.to_vec());
    let mut outcomes = Vec::new();
    for certificate in certificates {
        let stored = anchors.contains(&certificate) || intermediates.contains(&certificate);
        let store = DomainStore { anchors: &anchors, intermediates: &intermediates };
        let context = AuthorityContext { already_stored: Some(stored), store: Some(store) };
        let outcome = first_failure(&check_ca(&certificate, &context, now(), &Settings::default()));
        outcomes.push(outcome);
        if outcome.is_none() {
            if certificate.is_self_signed() { &mut anchors } else { &mut intermediates }.push(certificate);
        }
    }
    outcomes
}

/// What the server would answer to a partner's upload.
pub fn upload_partner(text: &str, anchors: &[Certificate], intermediates: &[Certificate]) -> Option<TrustCode> {
    match read_partner_upload(text) {
        Ok(certificate) => first_failure(&findings(&certificate, anchors, intermediates)),
        Err(error) => Some(error.code()),
    }
}

pub fn findings(certificate: &Certificate, anchors: &[Certificate], intermediates: &[Certificate]) -> Vec<Finding> {
    let context = PartnerContext {
        organisation: Some(ORGANISATION),
        store: Some(DomainStore { anchors, intermediates }),
        own_authorities: &[],
    };
    check_partner(certificate, &context, now(), &Settings::default())
}

/// A partner's upload against the sound root and intermediate.
pub fn partner(text: &str) -> Option<TrustCode> {
    upload_partner(text, &[root().clone()], &[middle().clone()])
}

/// The same for a changed leaf, signed by the sound intermediate.
pub fn partner_forge(forge: &Forge) -> Option<TrustCode> {
    partner(&forge.pem(middle_key()))
}

/// An upload of one certificate into an empty trust store.
pub fn authority(text: &str) -> Option<TrustCode> {
    upload_authority(text, &[], &[])[0]
}
