//! The readers against random and damaged input: no panic, no hang, whatever comes.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::{Duration, Instant};

use jiff::Timestamp;
use partnerdesk_trust::{
    Certificate, Settings,
    check::{AuthorityContext, check_ca},
    forge::{self, Forge},
    input::{read_any, read_ca_upload, read_partner_upload},
    p7b,
    path::{PathLimits, build_path},
};
use proptest::prelude::*;
use support::*;

/// Everything that can be done with bytes that may be a certificate.
fn exercise(bytes: &[u8]) {
    let _ = p7b::read(bytes);
    let _ = read_any(bytes);
    if let Ok(certificate) = Certificate::from_der(bytes) {
        let _ = (
            certificate.is_self_signed(),
            certificate.subject().display(),
            certificate.organisations(),
            certificate.pem(),
        );
        let _ = check_ca(&certificate, &AuthorityContext::default(), now(), &Settings::default());
        let _ = build_path(&certificate, &[root().clone()], &[middle().clone()], now(), &PathLimits::default());
        assert_eq!(Certificate::from_der(certificate.der()).unwrap(), certificate);
    }
}

/// A certificate with every extension that is looked at.
fn rich() -> Vec<u8> {
    let within = forge::name(&[("O", ORGANISATION)]);
    let forge: Forge = leaf_forge()
        .with_extension(forge::name_constraints(&[(4, &within), (2, b"example")], &[(1, b"bad.example")]))
        .with_extension(forge::alternative_names(&[(2, b"www.example"), (1, b"me@example.org"), (4, &within)]))
        .with_extension(forge::subject_key_id(b"subject"))
        .with_extension(forge::authority_key_id(b"authority"));
    forge.sign(middle_key())
}

#[test]
fn every_byte_damaged_and_every_length_cut() {
    let chain = p7b::write_der(&[leaf(), middle().clone()]);
    let start = Instant::now();
    for sound in [rich(), chain] {
        for at in 0..sound.len() {
            exercise(&sound[..at]);
            for value in [0, 0x7f, 0x80, 0xff, sound[at] ^ 1, sound[at] ^ 0x20] {
                let mut damaged = sound.clone();
                damaged[at] = value;
                exercise(&damaged);
            }
        }
    }
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        exercise(&bytes);
    }

    #[test]
    fn random_texts(text in "\\PC{0,400}") {
        let _ = (read_ca_upload(&text), read_partner_upload(&text), read_any(text.as_bytes()));
    }

    #[test]
    fn random_armour(label in "[A-Z0-9 ]{0,20}", body in "[A-Za-z0-9+/=\\n-]{0,200}", end in "[A-Z0-9 ]{0,20}") {
        for text in [format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----"), format!("-----BEGIN {label}-----{body}-----END {end}-----")] {
            let _ = (read_ca_upload(&text), read_partner_upload(&text));
        }
    }

    #[test]
    fn several_bytes_damaged(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = rich();
        for (index, value) in changes {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        exercise(&bytes);
    }

    /// What is written is read back, whatever the organisation and the dates.
    #[test]
    fn sound_certificates_come_back(organisation in "\\PC{1,60}", begin in -2_000_000_000_i64..4_000_000_000, length in 0_i64..4_000_000_000) {
        let (begin, end) = (Timestamp::from_second(begin).unwrap(), Timestamp::from_second(begin + length).unwrap());
        let forge = Forge::partner(&organisation, middle().subject().der(), leaf_key(), now()).valid(begin, end);
        let certificate = forge.certificate(middle_key()).unwrap();
        prop_assert_eq!(certificate.organisations(), [Some(organisation.as_str())]);
        prop_assert_eq!((certificate.not_before(), certificate.not_after()), (begin, end));
        prop_assert_eq!(read_any(certificate.der()).unwrap().certificates, std::slice::from_ref(&certificate));
        prop_assert_eq!(read_partner_upload(&certificate.pem()).unwrap(), certificate);
    }
}

#[test]
fn large_inputs_are_quick() {
    let start = Instant::now();
    for text in [
        "-----BEGIN CERTIFICATE-----".repeat(9000),
        "-----BEGIN ".repeat(20_000),
        "BEGIN ".repeat(40_000),
        "A".repeat(262_144),
    ] {
        let _ = (read_ca_upload(&text), read_partner_upload(&text));
    }
    for bytes in [vec![0x30; 262_144], [0x30, 0x80].repeat(131_072), [0x30, 0x00].repeat(131_072)] {
        exercise(&bytes);
    }
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}
