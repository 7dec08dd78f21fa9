//! #46 and #49 to #55: signatures and keys. #65: our own authorities.

use partnerdesk_api::trust_code::TrustCode::*;
use partnerdesk_trust::{
    KeyChoice, KeyPair, Settings,
    check::{DomainStore, PartnerContext, check_partner, first_failure},
    forge::{self, Forge, Signing},
    input::read_any,
};

use crate::{ACCEPTED, Answer, Case, check, support::*, uploads::armoured};

#[test]
fn signatures() {
    // #46
    let good = leaf();
    let mut changed = good.der().to_vec();
    let acme = changed.windows(4).position(|found| found == b"Acme").unwrap();
    changed[acme] = b'B';
    assert_eq!(partner(&armoured("CERTIFICATE", &changed)), Some(ChainNotTrusted), "changed body");
    let with = |signature: &[u8]| partner_forge(&Forge { signature: Some(signature.to_vec()), ..leaf_forge() });
    let pair = |r: &[u8], s: &[u8]| forge::element(0x30, &[forge::element(2, r), forge::element(2, s)].concat());
    for signature in
        [vec![], vec![0; 64], vec![0x30], pair(&[0], &[0]), pair(&[1], &[0]), pair(&[0, 0, 1], &[1]), vec![0xff; 5000]]
    {
        assert_eq!(with(&signature), Some(ChainNotTrusted));
    }
    // #49, #50, #51 with an RSA root.
    let rsa_root = Forge::authority("RSA Root", rsa_key(), now()).certificate(rsa_key()).unwrap();
    let signed = |signing: Signing| {
        let leaf = Forge { signing, ..leaf_forge() }.issued_by(&rsa_root);
        upload_partner(&leaf.pem(rsa_key()), std::slice::from_ref(&rsa_root), &[])
    };
    assert_eq!(signed(Signing::Usual), None);
    assert_eq!(signed(Signing::ClaimMd5), Some(ChainNotTrusted));
    assert_eq!(signed(Signing::ClaimMd2), Some(ChainNotTrusted));
    for stronger in [Signing::RsaSha384, Signing::RsaSha512, Signing::RsaPss] {
        assert_eq!(signed(stronger), Some(SignatureAlgorithmNotAllowed), "{stronger:?}");
    }
    assert_eq!(authority(forge::SHA1_ROOT_PEM), None);
    let root = read_any(forge::SHA1_ROOT_PEM.as_bytes()).unwrap().certificates;
    let middle = read_any(forge::SHA1_INTERMEDIATE_PEM.as_bytes()).unwrap().certificates;
    assert_eq!(upload_partner(forge::SHA1_LEAF_PEM, &root, &[]), Some(SignatureAlgorithmNotAllowed));
    assert_eq!(upload_partner(forge::LEAF_BELOW_SHA1_PEM, &root, &middle), Some(ChainNotTrusted));
}

#[test]
fn stronger_signatures_by_setting() {
    let key = KeyPair::generate(KeyChoice::Ed25519).unwrap();
    let root = Forge::authority("Ed Root", &key, now()).certificate(&key).unwrap();
    let leaf = leaf_forge().issued_by(&root).certificate(&key).unwrap();
    let store = DomainStore { anchors: &[root], intermediates: &[] };
    let context = PartnerContext { organisation: Some(ORGANISATION), store: Some(store), own_authorities: &[] };
    let answer = |settings: &Settings| first_failure(&check_partner(&leaf, &context, now(), settings));
    assert_eq!(answer(&Settings::default()), Some(SignatureAlgorithmNotAllowed), "#51");
    assert_eq!(answer(&Settings { allow_stronger_signatures: true, ..Settings::default() }), None);
}

const EXPONENT: &[u8] = &[1, 0, 1];

/// A leaf with an RSA key of these numbers.
fn rsa(modulus: &[u8], exponent: &[u8]) -> Answer {
    partner_forge(&Forge { spki: forge::rsa_spki(modulus, exponent), ..leaf_forge() })
}

/// An odd number of so many bits.
fn number(bits: usize) -> Vec<u8> {
    let mut bytes = vec![0xa5; bits.div_ceil(8)];
    bytes[0] = 0xff >> (bytes.len() * 8 - bits);
    bytes
}

fn key(spki: Vec<u8>) -> Answer {
    partner_forge(&Forge { spki, ..leaf_forge() })
}

#[test]
#[rustfmt::skip] // one row a case
fn keys() {
    const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    const REFUSED: Answer = Some(UnsuitableKey);
    check(&[
        Case("#52 RSA 512", || rsa(&number(512), EXPONENT), REFUSED),
        Case("#52 RSA 1024", || rsa(&number(1024), EXPONENT), REFUSED),
        Case("#52 RSA 2047", || rsa(&number(2047), EXPONENT), REFUSED),
        Case("#52 RSA 2048", || rsa(&number(2048), EXPONENT), ACCEPTED),
        Case("#53 RSA 8192", || rsa(&number(8192), EXPONENT), ACCEPTED),
        Case("#53 RSA 8193", || rsa(&number(8193), EXPONENT), REFUSED),
        Case("#53 RSA 16384", || rsa(&number(16384), EXPONENT), REFUSED),
        Case("#53 exponent 1", || rsa(&number(2048), &[1]), REFUSED),
        Case("#53 exponent 3", || rsa(&number(2048), &[3]), REFUSED),
        Case("#53 exponent even", || rsa(&number(2048), &[1, 0, 2]), REFUSED),
        Case("#53 exponent 2^64+1", || rsa(&number(2048), &[1, 0, 0, 0, 0, 0, 0, 0, 1]), REFUSED),
        Case("#53 exponent of a thousand bytes", || rsa(&number(2048), &[0xff; 1000]), REFUSED),
        Case("#53 modulus even", || rsa(&[number(2040), vec![2]].concat(), EXPONENT), REFUSED),
        Case("#53 modulus zero", || rsa(&[0], EXPONENT), REFUSED),
        Case("#54 point off the curve", || key(forge::ec_spki(P256, &[&[4][..], &[7; 64]].concat())), REFUSED),
        Case("#54 point at infinity", || key(forge::ec_spki(P256, &[0])), REFUSED),
        Case("#54 point compressed", || key(forge::ec_spki(P256, &[&[2][..], &[7; 32]].concat())), REFUSED),
        Case("#54 curve of its own", || key(forge::spki(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1], &[0x30, 0], &[4; 65])), REFUSED),
        Case("#54 P-192", || key(forge::ec_spki(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 1], &[4; 49])), REFUSED),
        Case("#54 brainpool", || key(forge::ec_spki(&[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 7], &[4; 65])), REFUSED),
        Case("#54 secp256k1", || key(forge::ec_spki(&[0x2b, 0x81, 4, 0, 10], &[4; 65])), REFUSED),
        Case("#54 P-521", || key(KeyPair::generate(KeyChoice::EcP521).unwrap().spki_der()), ACCEPTED),
        Case("#54 Ed25519", || key(KeyPair::generate(KeyChoice::Ed25519).unwrap().spki_der()), ACCEPTED),
        Case("#54 Ed448", || key(forge::spki(&[0x2b, 0x65, 0x71], &[], &[9; 57])), REFUSED),
        Case("#54 DSA", || key(forge::spki(&[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1], &[0x30, 0], &[2, 1, 5])), REFUSED),
        Case("#54 DH", || key(forge::spki(&[0x2a, 0x86, 0x48, 0xce, 0x3e, 2, 1], &[0x30, 0], &[2, 1, 5])), REFUSED),
    ]);
    // #52: a certificate authority with a short key, below a sound root and as a root.
    let short = Forge { spki: forge::rsa_spki(&number(1024), EXPONENT), ..middle_forge() };
    assert_eq!(upload_authority(&short.pem(root_key()), std::slice::from_ref(root()), &[]), [REFUSED]);
}

#[test]
fn our_own_authorities() {
    let own = root().clone();
    let context = PartnerContext { own_authorities: std::slice::from_ref(&own), ..PartnerContext::default() };
    let verdict = |leaf: &Forge| {
        let leaf = leaf.certificate(middle_key()).unwrap();
        first_failure(&check_partner(&leaf, &context, now(), &Settings::default()))
    };
    assert_eq!(verdict(&leaf_forge()), None);
    assert_eq!(verdict(&Forge { spki: root_key().spki_der(), ..leaf_forge() }), Some(UnsuitableKey), "#55");
    let disguised = forge::name(&[("O", " forge"), ("CN", "ROOT ")]);
    assert_eq!(verdict(&Forge { subject: disguised, ..leaf_forge() }), Some(InvalidCertificate), "#65");
}
