//! #0 to #21: what is sent, and how it is packed.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use partnerdesk_api::trust_code::TrustCode::*;
use partnerdesk_trust::{
    Certificate, Domain, Settings,
    forge::{self, Forge},
    input::{InputProblem, read_any, read_ca_upload, read_partner_upload},
    p7b,
};

use crate::{ACCEPTED, Case, check, support::*};

/// PEM around any bytes.
pub(crate) fn armoured(label: &str, content: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(content))
}

#[test]
#[rustfmt::skip] // one row a case
fn texts() {
    check(&[
        Case("#0 P the sound one", || partner(&leaf().pem()), ACCEPTED),
        Case("#0 CA the sound one", || authority(&root().pem()), ACCEPTED),
        Case("#1 CA blank", || authority(" \n\t"), Some(InvalidCertificate)),
        Case("#1 P blank", || partner("  "), Some(InvalidCertificate)),
        Case("#2 CA over the limit", || authority(&"A".repeat(256 * 1024 + 1)), Some(InvalidCertificate)),
        Case("#3 CA words", || authority("this is not a certificate!"), Some(NotBase64)),
        Case("#3 CA JSON", || authority("{\"a\": 1}"), Some(NotBase64)),
        Case("#3 CA HTML", || authority("<html></html>"), Some(NotBase64)),
        Case("#3 P words", || partner("this is not a certificate!"), Some(NotAPemCertificate)),
        Case("#4 CA armour around garbage", || authority("-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----"), Some(NotBase64)),
        Case("#4 P armour around garbage", || partner("-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----"), Some(NotAPemCertificate)),
        Case("#5 CA armour around no ASN.1", || authority(&armoured("CERTIFICATE", b"hello world")), Some(NotBase64)),
        Case("#5 CA base64url of no ASN.1", || authority(&URL_SAFE_NO_PAD.encode(b"hello world")), Some(InvalidCertificate)),
        Case("#5 P armour around no ASN.1", || partner(&armoured("CERTIFICATE", b"hello world")), Some(NotAPemCertificate)),
        Case("#6 CA cut off", || authority(&root().pem()[..200]), Some(NotBase64)),
        Case("#6 CA other label at the end", || authority(&root().pem().replace("END CERTIFICATE", "END X509 CERTIFICATE")), Some(NotBase64)),
        Case("#6 P no end", || partner(leaf().pem().split("-----END").next().unwrap()), Some(NotAPemCertificate)),
        Case("#7 CA private key", || authority(&leaf_key().pkcs8_pem()), Some(InvalidCertificate)),
        Case("#7 P private key", || partner(&leaf_key().pkcs8_pem()), Some(NotAPemCertificate)),
        Case("#7 CA private key without armour", || authority(&STANDARD.encode(leaf_key().pkcs8())), Some(InvalidCertificate)),
        Case("#7 CA private key under a false label", || authority(&armoured("CERTIFICATE", &rsa_key().pkcs8())), Some(InvalidCertificate)),
        Case("#8 CA certificate and key", || authority(&(root().pem() + &root_key().pkcs8_pem())), Some(InvalidCertificate)),
        Case("#8 P key and certificate", || partner(&(leaf_key().pkcs8_pem().to_string() + &leaf().pem())), Some(NotAPemCertificate)),
        Case("#9 P request", || partner(&armoured("CERTIFICATE REQUEST", &[0x30, 0])), Some(NotAPemCertificate)),
        Case("#9 CA revocation list", || authority(&armoured("X509 CRL", &[0x30, 0])), Some(InvalidCertificate)),
        Case("#9 CA public key", || authority(&armoured("PUBLIC KEY", &root_key().spki_der())), Some(InvalidCertificate)),
        Case("#9 CA SSH key", || authority("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB me@host"), Some(NotBase64)),
        Case("#9 CA PGP", || authority("-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----"), Some(InvalidCertificate)),
        Case("#10 P X509 label", || partner(&leaf().pem().replace("CERTIFICATE", "X509 CERTIFICATE")), ACCEPTED),
        Case("#10 CA nonsense label", || authority(&root().pem().replace("CERTIFICATE", "BANANA")), Some(InvalidCertificate)),
        Case("#10 P nonsense label", || partner(&leaf().pem().replace("CERTIFICATE", "BANANA")), Some(NotAPemCertificate)),
        Case("#11 CRLF", || partner(&leaf().pem().replace('\n', "\r\n")), ACCEPTED),
        Case("#11 CR only", || partner(&leaf().pem().replace('\n', "\r")), ACCEPTED),
        Case("#11 no final newline", || partner(leaf().pem().trim_end()), ACCEPTED),
        Case("#11 byte order mark", || partner(&format!("\u{feff}{}", leaf().pem())), ACCEPTED),
        Case("#11 text before", || partner(&format!("subject=CN = x\nissuer=CN = y\n{}", leaf().pem())), ACCEPTED),
        Case("#11 one column", || partner(&with_columns(1)), ACCEPTED),
        Case("#11 ten thousand columns", || partner(&with_columns(10_000)), ACCEPTED),
        Case("#12 P literal line breaks", || partner(&leaf().pem().replace('\n', "\\n")), Some(NotAPemCertificate)),
        Case("#12 CA literal line breaks", || authority(&root().pem().replace('\n', "\\n")), Some(NotBase64)),
        Case("#13 CA binary read as text", || authority(&String::from_utf8_lossy(root().der())), Some(NotBase64)),
        Case("#13 P binary read as text", || partner(&String::from_utf8_lossy(leaf().der())), Some(NotAPemCertificate)),
    ]);
}

fn with_columns(width: usize) -> String {
    let body = STANDARD.encode(leaf().der());
    let lines: Vec<&str> = body.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

#[test]
fn private_keys_are_never_repeated() {
    let pem = leaf_key().pkcs8_pem();
    for input in [pem.to_string(), leaf().pem() + &pem, "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret".into()] {
        for error in [read_ca_upload(&input).unwrap_err(), read_partner_upload(&input).unwrap_err()] {
            assert_eq!(error.problem, InputProblem::PrivateKey);
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("secret") && !shown.contains(&pem[40..60]));
        }
    }
    let sealed = forge::element(0x30, &[forge::element(0x30, &[]), forge::element(0x04, b"x")].concat());
    let pkcs12 = forge::element(0x30, &[forge::element(0x02, &[3]), forge::element(0x30, &[])].concat());
    for der in [sealed, pkcs12, leaf_key().pkcs8().to_vec(), rsa_key().pkcs8().to_vec()] {
        assert_eq!(read_ca_upload(&STANDARD.encode(&der)).unwrap_err().problem, InputProblem::PrivateKey);
        assert_eq!(read_partner_upload(&STANDARD.encode(&der)).unwrap_err().problem, InputProblem::PrivateKey);
    }
    assert_eq!(read_any(&rsa_key().pkcs8()).unwrap_err().problem, InputProblem::PrivateKey);
    assert_eq!(read_any(pem.as_bytes()).unwrap_err().problem, InputProblem::PrivateKey);
}

#[test]
fn encodings() {
    // #14, #15: the parse code, whichever way it is packed.
    let der = leaf().der().to_vec();
    let trailing = [der.as_slice(), &[0]].concat();
    // The outer length takes two bytes; write it with three.
    let long_length = [&[0x30, 0x83, 0x00][..], &der[2..]].concat();
    let indefinite = [&[0x30, 0x80][..], &der[4..], &[0, 0]].concat();
    let wrong_tag = [&[0x31][..], &der[1..]].concat();
    for broken in [trailing, long_length, indefinite, wrong_tag, der[..der.len() - 1].to_vec()] {
        assert_eq!(partner(&armoured("CERTIFICATE", &broken)), Some(NotAPemCertificate));
        assert!(matches!(authority(&armoured("CERTIFICATE", &broken)), Some(InvalidCertificate | NotBase64)));
        assert_eq!(authority(&STANDARD.encode(&broken)), Some(InvalidCertificate));
        assert!(Certificate::from_der(&broken).is_err());
    }
    assert_eq!(partner(&armoured("TRUSTED CERTIFICATE", &der)), None, "#10 trusted form without OpenSSL's additions");
}

#[test]
fn bundles() {
    let (leaf, middle, root) = (leaf(), middle(), root());
    let sorted = leaf.pem() + &middle.pem() + &root.pem();
    let reversed = root.pem() + &middle.pem() + &leaf.pem();
    // #16, #17: order and repetition change nothing.
    for bundle in [&sorted, &reversed] {
        assert_eq!(partner(bundle), None);
        assert_eq!(
            upload_partner(bundle, std::slice::from_ref(root), &[]),
            Some(ChainNotTrusted),
            "own intermediates are not trusted"
        );
        // The leaf is not an authority, but chained, so it is stored as upstream does.
        assert_eq!(upload_authority(bundle, &[], &[]), [None, None, None]);
    }
    assert_eq!(
        upload_authority(&(middle.pem() + &root.pem() + &root.pem()), &[], &[]),
        [None, Some(AlreadyStored), None]
    );
    let stranger =
        Forge::authority("Stranger", stranger_key(), now()).issued_by(&leaf).certificate(stranger_key()).unwrap();
    let mixed = middle.pem() + &stranger.pem() + &root.pem();
    let outcomes = upload_authority(&mixed, &[], &[]);
    assert_eq!(
        outcomes.iter().filter(|outcome| outcome.is_none()).count(),
        3,
        "self-signed by key, whatever its issuer says"
    );
    let unrelated = leaf_forge().issued_by(&leaf).certificate(stranger_key()).unwrap();
    let outcomes = upload_authority(&(middle.pem() + &unrelated.pem() + &root.pem()), &[], &[]);
    assert_eq!(outcomes, [Some(IssuerNotTrusted), None, None], "nobody in the upload issued it, so it may come first");
    let two_leaves = leaf.pem() + &leaf_forge().certificate(middle_key()).unwrap().pem();
    assert_eq!(partner(&two_leaves), Some(NotAPemCertificate), "it is unclear which one is meant");
    assert_eq!(partner(&(leaf.pem() + &leaf.pem())), None, "twice the same one is clear");
    assert_eq!(authority(&root.pem().repeat(21)), Some(InvalidCertificate), "at most twenty");
}

#[test]
fn containers() {
    let chain = [leaf(), middle().clone(), root().clone()];
    let der = p7b::write_der(&chain);
    // #18
    assert_eq!(partner(&p7b::write_pem(&chain)), Some(NotAPemCertificate));
    assert_eq!(partner(&p7b::write_base64url(&chain)), Some(NotAPemCertificate));
    // #19
    let indefinite = indefinite_p7b(&chain);
    for accepted in [
        p7b::write_base64url(&chain),
        URL_SAFE_NO_PAD.encode(&indefinite),
        STANDARD.encode(&der),
        p7b::write_pem(&chain),
        p7b::write_pem(&chain).replace("PKCS7", "CMS"),
    ] {
        assert_eq!(upload_authority(&accepted, &[], &[]), [None, None, None]);
    }
    for file in [der.as_slice(), &indefinite, p7b::write_pem(&chain).as_bytes()] {
        let found = read_any(file).unwrap();
        assert_eq!(found.certificates, chain, "a file keeps its order");
        assert_eq!(found.leaf(), Some(&chain[0]));
    }
    let behind_each_other = [chain[0].der(), chain[1].der()].concat();
    assert_eq!(read_any(&behind_each_other).unwrap().certificates, chain[..2]);
    assert_eq!(authority(&p7b::write_pem(&[])), Some(InvalidCertificate), "empty");
    let many = vec![root().clone(); 10_000];
    assert_eq!(p7b::read(&p7b::write_der(&many)), Err(p7b::P7bError::TooMany));
    let deep = (0..1000).fold(der.clone(), |inner, _| forge::element(0x30, &inner));
    assert_eq!(p7b::read(&deep), Err(p7b::P7bError::Broken));
    let deep = [[0x30, 0x80].repeat(1000), [0, 0].repeat(1000)].concat();
    assert_eq!(p7b::read(&deep), Err(p7b::P7bError::Broken));
    // #20: attribute certificates and revocation lists are passed over.
    let set = forge::element(0xa0, &[root().der(), &forge::element(0xa2, b"x")].concat());
    let crls = forge::element(0xa1, &forge::element(0x30, &[]));
    let signers = forge::element(0x31, &forge::element(0x30, &[]));
    assert_eq!(p7b::read(&wrap_signed_data(&[&set, &crls, &signers])), Ok(vec![root().clone()]));
}

/// The container around parts that stand where certificates, revocation lists and signers do.
fn wrap_signed_data(parts: &[&[u8]]) -> Vec<u8> {
    let data = forge::element(0x30, &forge::element(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]));
    let head = [forge::element(0x02, &[1]), forge::element(0x31, &[]), data].concat();
    let signed = forge::element(0x30, &[head, parts.concat()].concat());
    let kind = forge::element(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]);
    forge::element(0x30, &[kind, forge::element(0xa0, &signed)].concat())
}

/// As MOSIP writes it: every outer level with indefinite length.
fn indefinite_p7b(chain: &[Certificate]) -> Vec<u8> {
    let open = |tag: u8, content: &[u8]| [&[tag, 0x80][..], content, &[0, 0]].concat();
    let all: Vec<u8> = chain.iter().flat_map(|found| found.der().to_vec()).collect();
    let data = open(0x30, &forge::element(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]));
    let signed =
        [forge::element(0x02, &[1]), forge::element(0x31, &[]), data, open(0xa0, &all), forge::element(0x31, &[])];
    let kind = forge::element(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]);
    open(0x30, &[kind, open(0xa0, &open(0x30, &signed.concat()))].concat())
}

#[test]
fn domains() {
    // #21
    let settings = Settings::default();
    for refused in ["MARS", " AUTH ", "AUTH,FTM", "", "null"] {
        assert_eq!(Domain::parse(refused, &settings), Err(DomainNotAllowed), "{refused:?}");
    }
    assert_eq!(Domain::parse("auth", &settings).unwrap().as_str(), "AUTH");
}
