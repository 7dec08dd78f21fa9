//! Sound chains of every kind of key, name matching, and what the path builder says when it fails.
#![allow(clippy::unwrap_used)]

mod support;

use partnerdesk_api::trust_code::TrustCode;
use partnerdesk_trust::{
    Certificate, KeyChoice, KeyPair, Settings, Strength,
    check::{DomainStore, PartnerContext, check_partner, first_failure},
    forge::{self, Forge},
    key::KeyKind,
    order,
    path::{PathFailure, PathLimits, build_path},
    sample::{SampleRequest, make_chain},
};
use support::*;

/// Builds a path now, with the limits of a server.
fn build(
    target: &Certificate,
    anchors: &[&Certificate],
    intermediates: &[&Certificate],
) -> Result<Vec<Certificate>, PathFailure> {
    let owned = |all: &[&Certificate]| all.iter().map(|found| (*found).clone()).collect::<Vec<_>>();
    build_path(target, &owned(anchors), &owned(intermediates), now(), &PathLimits::default())
}

#[test]
fn chains_of_every_kind_of_key() {
    let kinds = [
        (KeyChoice::Rsa2048, KeyKind::Rsa { bits: 2048 }, Strength::Sha2Short),
        (KeyChoice::EcP256, KeyKind::EcP256, Strength::Sha2Short),
        (KeyChoice::EcP384, KeyKind::EcP384, Strength::Stronger),
        (KeyChoice::EcP521, KeyKind::EcP521, Strength::Stronger),
        (KeyChoice::Ed25519, KeyKind::Ed25519, Strength::Stronger),
    ];
    let settings = Settings { allow_stronger_signatures: true, ..Settings::default() };
    for (key, kind, strength) in kinds {
        let chain = make_chain(&SampleRequest { key, ..SampleRequest::new(ORGANISATION, now()) }).unwrap();
        let [leaf, middle, root] = chain.certificates();
        assert_eq!((leaf.key_kind(), leaf.signature_strength()), (&kind, strength));
        let store = DomainStore { anchors: std::slice::from_ref(&root), intermediates: std::slice::from_ref(&middle) };
        let context = PartnerContext { organisation: Some(ORGANISATION), store: Some(store), own_authorities: &[] };
        assert_eq!(first_failure(&check_partner(&leaf, &context, now(), &settings)), None, "{key:?}");
        assert_eq!(build(&leaf, &[&root], &[&middle]), Ok(vec![leaf.clone(), middle.clone(), root.clone()]));
    }
}

#[test]
fn what_a_certificate_says() {
    let request = SampleRequest { common_name: "Acme signing".into(), ..SampleRequest::new(ORGANISATION, now()) };
    let chain = make_chain(&request).unwrap();
    let [leaf, middle, root] = chain.certificates();
    assert_eq!(leaf.subject().display(), "CN=Acme signing,O=Acme,C=ZZ");
    assert_eq!(leaf.issuer().der(), middle.subject().der());
    assert_eq!(leaf.common_name(), Some("Acme signing"));
    assert_eq!(leaf.organisations(), [Some("Acme")]);
    assert_eq!((leaf.version(), leaf.is_ca(), leaf.is_self_signed()), (3, false, false));
    assert_eq!((root.is_ca(), root.is_self_signed(), root.may_issue()), (true, true, true));
    assert_eq!((leaf.not_before(), leaf.not_after()), (now(), now() + days(365)));
    assert_eq!(leaf.signature_algorithm(), "SHA256withECDSA");
    assert!(leaf.is_signed_by(&middle) && !leaf.is_signed_by(&root));
    assert_eq!(leaf.authority_key_id(), middle.subject_key_id());
    assert_eq!((leaf.thumbprint().len(), leaf.fingerprint().len()), (40, 64));
    assert!(leaf.pem().lines().all(|line| line.len() <= 64));
    assert_eq!(Certificate::from_pem(&leaf.pem()), Ok(leaf.clone()));
    assert!(Certificate::from_pem(&(leaf.pem() + &root.pem())).is_err());
    let mixed = vec![leaf.clone(), root.clone(), middle.clone()];
    assert_eq!(order::issuers_first(mixed.clone()), [root, middle, leaf.clone()]);
    assert_eq!(order::leaf(&mixed), Some(&leaf));
}

#[test]
fn thumbprint_is_the_sha1_of_the_der() {
    // As `openssl x509 -fingerprint` prints it for the file.
    let root = &partnerdesk_trust::input::read_any(forge::SHA1_ROOT_PEM.as_bytes()).unwrap().certificates[0];
    assert_eq!(root.thumbprint(), include_str!("../testdata/sha1-root.thumbprint").trim());
    assert_eq!(root.serial(), "4097");
}

/// PKITS asks for these: capitals, blanks, string types.
#[test]
fn issuers_are_matched_by_meaning() {
    let written = |parts: [(u8, &str); 2]| {
        forge::name_of(&[
            vec![forge::attribute("O", parts[0].0, parts[0].1.as_bytes())],
            vec![forge::attribute("CN", parts[1].0, parts[1].1.as_bytes())],
        ])
    };
    for issuer in [
        written([(0x0c, "FORGE"), (0x0c, "intermediate")]),
        written([(0x13, "Forge"), (0x13, "Intermediate")]),
        written([(0x0c, "  Forge "), (0x16, "Intermediate  ")]),
    ] {
        assert_eq!(partner_forge(&Forge { issuer, ..leaf_forge() }), None);
    }
    for issuer in
        [written([(0x0c, "Forg e"), (0x0c, "Intermediate")]), forge::name(&[("CN", "Intermediate"), ("O", "Forge")])]
    {
        assert_eq!(partner_forge(&Forge { issuer, ..leaf_forge() }), Some(TrustCode::ChainNotTrusted));
    }
}

#[test]
fn the_most_specific_reason_is_told() {
    let (leaf, root) = (leaf(), root());
    let unknown = build(&leaf, &[root], &[]);
    assert_eq!(unknown, Err(PathFailure::IssuerUnknown { issuer: "CN=Intermediate,O=Forge".into() }));
    let unknown = build(&leaf, &[], &[middle()]);
    assert_eq!(unknown, Err(PathFailure::IssuerUnknown { issuer: "CN=Root,O=Forge".into() }));
    let ended = middle_forge().valid(now() - days(9), now() - days(2)).certificate(root_key()).unwrap();
    let failure = build(&leaf, &[root], &[&ended]);
    let expected =
        PathFailure::OutsideValidity { subject: "CN=Intermediate,O=Forge".into(), not_after: now() - days(2) };
    assert_eq!(failure, Err(expected));
    let stranger = Forge { spki: stranger_key().spki_der(), ..middle_forge() }.certificate(root_key()).unwrap();
    let failure = build(&leaf, &[root], &[&stranger]);
    assert_eq!(failure, Err(PathFailure::NotSignedBy { issuer: "CN=Intermediate,O=Forge".into() }));
    let limits = PathLimits::default();
    let late =
        build_path(&leaf, std::slice::from_ref(root), std::slice::from_ref(middle()), now() + days(1000), &limits);
    assert!(matches!(late, Err(PathFailure::OutsideValidity { .. })), "the certificate itself counts by default");
    assert_eq!(build(root, &[root], &[]), Ok(vec![root.clone()]), "a root is its own path");
    assert!(build(root, &[], &[root]).is_err(), "but not when it is stored as an intermediate only");
}

/// A weak issuer is named as such: RSA 1024 below a sound root.
#[test]
fn weak_issuers() {
    let short = forge::rsa_spki(&[&[0xff][..], &[0xa5; 127]].concat(), &[1, 0, 1]);
    let weak = Forge { spki: short, ..middle_forge() }.certificate(root_key()).unwrap();
    assert_eq!(
        build(&leaf(), &[root()], &[&weak]),
        Err(PathFailure::IssuerKey { issuer: "CN=Intermediate,O=Forge".into() })
    );
}

#[test]
fn debug_shows_no_private_keys() {
    let key = KeyPair::generate(KeyChoice::EcP256).unwrap();
    assert_eq!(format!("{key:?}"), "KeyPair(PKCS_ECDSA_P256_SHA256)");
}
