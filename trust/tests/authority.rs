//! ROOT and PMS: making, storing, loading, signing partners' certificates; cross-checked with `openssl` where present.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use partnerdesk_api::trust_code::TrustCode;
use partnerdesk_trust::{
    Certificate, Domain, KeyChoice, KeyPair, Settings, SubjectName,
    authority::{Authority, AuthorityError, AuthorityPlan, PMS_RETIRE_DAYS},
    forge::{self, Forge},
    input::read_any,
    key::KeyKind,
    p7b,
    path::{PathLimits, build_path},
    sample::{SampleRequest, make_chain},
};
use support::*;

/// ROOT and PMS as MOSIP makes them.
fn authorities() -> &'static (Authority, Authority) {
    static MADE: OnceLock<(Authority, Authority)> = OnceLock::new();
    MADE.get_or_init(|| {
        let plan = AuthorityPlan::default();
        let root = Authority::generate_root(&plan, now()).unwrap();
        let pms = root.generate_pms(&plan, now()).unwrap();
        (root, pms)
    })
}

/// A plan with quick keys.
fn quick() -> AuthorityPlan {
    AuthorityPlan { key: KeyChoice::EcP256, ..AuthorityPlan::default() }
}

fn domain(text: &str) -> Domain {
    Domain::parse(text, &Settings::default()).unwrap()
}

fn signed(domain_text: &str) -> (Certificate, Certificate) {
    let partner = leaf();
    let signed = authorities().1.resign(&partner, &domain(domain_text), now()).unwrap();
    (partner, signed)
}

#[test]
fn root_and_pms_look_like_upstreams() {
    let (root, pms) = authorities();
    let (root, pms) = (root.certificate(), pms.certificate());
    assert_eq!(root.subject().display(), "CN=www.mosip.io (ROOT),OU=MOSIP-TECH-CENTER,O=IITB,L=BANGALORE,ST=KA,C=IN");
    assert_eq!((root.path_len(), pms.path_len()), (Some(2), Some(1)));
    for authority in [root, pms] {
        let usage = authority.key_usage().unwrap();
        assert!(authority.is_ca() && usage.digital_signature && usage.key_cert_sign && !usage.key_encipherment);
        assert_eq!(authority.key_kind(), &KeyKind::Rsa { bits: 2048 });
        assert_eq!(authority.signature_algorithm(), "SHA256withRSA");
        assert!(!authority.serial().starts_with('-') && authority.serial().len() > 30);
    }
    assert_eq!((root.not_after(), pms.not_after()), (now() + days(2920), now() + days(1460)));
    assert!(root.is_self_signed() && root.authority_key_id().is_none());
    assert_eq!(pms.authority_key_id(), root.subject_key_id());
}

#[test]
fn resigned_certificates() {
    let (partner, signed) = signed("DEVICE");
    let (root, pms) = authorities();
    assert_eq!(signed.spki_der(), partner.spki_der(), "the key is untouched");
    assert_eq!(signed.issuer().der(), pms.certificate().subject().der(), "byte for byte");
    assert_eq!(signed.not_after(), now() + days(365));
    assert!(signed.not_after() <= pms.certificate().not_after());
    assert!(pms.certificate().not_after() <= root.certificate().not_after());
    assert!(signed.is_valid_at(now()) && signed.not_before() < now());
    assert_eq!((signed.is_ca(), signed.path_len()), (true, None));
    assert_eq!(signed.authority_key_id(), pms.certificate().subject_key_id());
    assert!(signed.subject_key_id().is_some());
    let store = [root.certificate().clone()];
    let path = build_path(&signed, &store, &[pms.certificate().clone()], now(), &PathLimits::default()).unwrap();
    assert_eq!(path.len(), 3);
}

#[test]
fn only_auth_keys_wrap_keys() {
    for (name, wraps) in [("AUTH", true), ("auth", true), ("DEVICE", false), ("FTM", false), ("MISP", false)] {
        let usage = signed(name).1.key_usage().unwrap();
        assert_eq!(
            (usage.key_encipherment, usage.digital_signature, usage.key_cert_sign),
            (wraps, true, true),
            "{name}"
        );
    }
}

#[test]
fn signing_twice_gives_two_serials() {
    assert_ne!(signed("AUTH").1.serial(), signed("AUTH").1.serial());
}

#[test]
fn the_subject_is_rebuilt_in_keymanagers_order() {
    let parts = [
        ("CN", "one"),
        ("CN", "two"),
        ("E", "a@b.example"),
        ("OU", "unit"),
        ("OU", "more"),
        ("O", "Acme"),
        ("L", ""),
        ("C", "ZZ"),
    ];
    let partner = Forge { subject: forge::name(&parts), ..leaf_forge() }.certificate(middle_key()).unwrap();
    let signed = authorities().1.resign(&partner, &domain("AUTH"), now()).unwrap();
    let expected = forge::name_of(&[
        vec![forge::attribute("C", 0x13, b"ZZ")],
        vec![forge::attribute("O", 0x0c, b"Acme")],
        vec![forge::attribute("OU", 0x0c, b"unit")],
        vec![forge::attribute("CN", 0x0c, b"one")],
    ]);
    assert_eq!(signed.subject().der(), expected);
}

/// #52 to #54: what can be signed is signed with the key unchanged, the rest is refused.
#[test]
fn keys_that_are_signed_and_keys_that_are_not() {
    for choice in [KeyChoice::Rsa2048, KeyChoice::EcP256, KeyChoice::EcP384, KeyChoice::EcP521, KeyChoice::Ed25519] {
        let key = KeyPair::generate(choice).unwrap();
        let partner = Forge { spki: key.spki_der(), ..leaf_forge() }.certificate(middle_key()).unwrap();
        let signed = authorities().1.resign(&partner, &domain("AUTH"), now()).unwrap();
        assert_eq!(signed.spki_der(), key.spki_der(), "{choice:?}");
    }
    let secp256k1 = forge::ec_spki(&[0x2b, 0x81, 4, 0, 10], &[4; 65]);
    let short = forge::rsa_spki(&[0xa5; 128], &[1, 0, 1]);
    for spki in [secp256k1, short] {
        let partner = Forge { spki, ..leaf_forge() }.certificate(middle_key()).unwrap();
        let refused = authorities().1.resign(&partner, &domain("AUTH"), now());
        assert_eq!(refused, Err(TrustCode::UnsuitableKey));
    }
}

#[test]
fn nothing_outlives_its_issuer() {
    let plan = AuthorityPlan { root_days: 500, pms_days: 1460, ..quick() };
    let root = Authority::generate_root(&plan, now()).unwrap();
    let pms = root.generate_pms(&plan, now()).unwrap();
    assert_eq!(pms.certificate().not_after(), root.certificate().not_after());
    let later = now() + days(300);
    let signed = pms.resign(&leaf(), &domain("AUTH"), later).unwrap();
    assert_eq!(signed.not_after(), pms.certificate().not_after());
    // #69: an expired signing key signs nothing.
    let refused = pms.resign(&leaf(), &domain("AUTH"), now() + days(501));
    assert_eq!(refused, Err(TrustCode::SigningKeyUnavailable));
}

#[test]
fn current_until_the_days_of_retirement() {
    let (_, pms) = authorities();
    assert!(pms.is_current(now(), PMS_RETIRE_DAYS));
    assert!(pms.is_current(now() + days(1460 - 396), PMS_RETIRE_DAYS));
    assert!(!pms.is_current(now() + days(1460 - 395), PMS_RETIRE_DAYS));
    assert!(!pms.is_current(now() - days(1), PMS_RETIRE_DAYS), "not yet valid");
}

#[test]
fn loading_checks_that_the_halves_fit() {
    // #69
    let root = Authority::generate_root(&quick(), now()).unwrap();
    let other = Authority::generate_root(&quick(), now()).unwrap();
    let loaded = Authority::load(&root.private_key_pkcs8(), root.certificate().der()).unwrap();
    assert_eq!(loaded.certificate(), root.certificate());
    let load = |key: &[u8], der: &[u8]| Authority::load(key, der).map(|_| ()).unwrap_err();
    assert_eq!(load(&other.private_key_pkcs8(), root.certificate().der()), AuthorityError::Mismatch);
    assert!(matches!(load(b"nonsense", root.certificate().der()), AuthorityError::Key(_)));
    assert_eq!(load(&root.private_key_pkcs8(), b"nonsense"), AuthorityError::Certificate);
    let leaf = leaf_forge().certificate(middle_key()).unwrap();
    assert_eq!(load(&leaf_key().pkcs8(), leaf.der()), AuthorityError::NotAnAuthority);
    // An imported authority whose name the library would write differently.
    let subject = forge::name(&[("OU", "one"), ("OU", "two"), ("CN", "Imported")]);
    let imported = Forge { subject: subject.clone(), issuer: subject, ..root_forge() }.certificate(root_key()).unwrap();
    assert_eq!(load(&root_key().pkcs8(), imported.der()), AuthorityError::Name);
    assert_eq!(TrustCode::from(AuthorityError::Name), TrustCode::SigningKeyUnavailable);
}

#[test]
fn subjects_are_configurable() {
    let plan = AuthorityPlan {
        root_subject: SubjectName { common_name: "Our Root".into(), country: "ZZ".into(), ..SubjectName::default() },
        ..quick()
    };
    assert_eq!(Authority::generate_root(&plan, now()).unwrap().certificate().subject().display(), "CN=Our Root,C=ZZ");
}

/// Runs `openssl`; `None`, said loudly, where there is none.
fn openssl(arguments: &[&str], folder: &Path) -> Option<Output> {
    match Command::new("openssl").args(arguments).current_dir(folder).output() {
        Ok(output) => Some(output),
        Err(error) => {
            eprintln!("SKIPPED the cross-check with openssl: {error}");
            None
        }
    }
}

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn openssl_accepts_the_chain() {
    let folder = tempfile::tempdir().unwrap();
    let (root, pms) = authorities();
    let at = now().as_second().to_string();
    written(folder.path(), "root.pem", &root.certificate().pem());
    written(folder.path(), "pms.pem", &pms.certificate().pem());
    for (name, leaf) in [("auth.pem", signed("AUTH").1), ("device.pem", signed("DEVICE").1)] {
        written(folder.path(), name, &leaf.pem());
        let arguments = [
            "verify",
            "-x509_strict",
            "-auth_level",
            "2",
            "-attime",
            &at,
            "-CAfile",
            "root.pem",
            "-untrusted",
            "pms.pem",
            name,
        ];
        let Some(output) = openssl(&arguments, folder.path()) else { return };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn openssl_accepts_sample_chains() {
    let folder = tempfile::tempdir().unwrap();
    let at = (now() + days(1)).as_second().to_string();
    let chain = make_chain(&SampleRequest::new(ORGANISATION, now())).unwrap();
    written(folder.path(), "root.pem", &chain.root.certificate.pem());
    written(folder.path(), "middle.pem", &chain.intermediate.certificate.pem());
    written(folder.path(), "leaf.pem", &chain.partner.certificate.pem());
    let arguments =
        ["verify", "-x509_strict", "-attime", &at, "-CAfile", "root.pem", "-untrusted", "middle.pem", "leaf.pem"];
    let Some(output) = openssl(&arguments, folder.path()) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    written(folder.path(), "leaf.key", &chain.partner.key.pkcs8_pem());
    let Some(output) = openssl(&["pkey", "-in", "leaf.key", "-noout"], folder.path()) else { return };
    assert!(output.status.success());
}

#[test]
fn containers_keep_their_order() {
    let (root, pms) = authorities();
    let chain = [signed("AUTH").1, pms.certificate().clone(), root.certificate().clone()];
    assert_eq!(p7b::read(&p7b::write_der(&chain)), Ok(chain.to_vec()));
    let pem = p7b::write_pem(&chain);
    assert!(pem.starts_with("-----BEGIN PKCS7-----\n") && pem.ends_with("-----END PKCS7-----\n"));
    assert!(pem.lines().all(|line| line.len() <= 64));
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), "chain.p7b", &pem);
    let Some(output) = openssl(&["pkcs7", "-print_certs", "-in", "chain.p7b"], folder.path()) else { return };
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let blocks: Vec<String> = printed.split("-----BEGIN CERTIFICATE-----").skip(1).map(str::to_owned).collect();
    assert_eq!(blocks.len(), 3);
    for (block, certificate) in blocks.iter().zip(&chain) {
        let line = certificate.pem().lines().nth(1).unwrap().to_owned();
        assert!(block.contains(&line), "in the order they were given");
    }
}

#[test]
fn containers_made_by_openssl_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let chain = [leaf(), middle().clone(), root().clone()];
    written(folder.path(), "chain.pem", &chain.iter().map(Certificate::pem).collect::<String>());
    for form in ["PEM", "DER"] {
        let arguments = ["crl2pkcs7", "-nocrl", "-certfile", "chain.pem", "-outform", form];
        let Some(output) = openssl(&arguments, folder.path()) else { return };
        let mut found = read_any(&output.stdout).unwrap().certificates;
        // OpenSSL sorts the set.
        found.sort_by_key(|one| chain.iter().position(|other| other == one));
        assert_eq!(found, chain, "{form}");
    }
}
