//! #1 to #20: what is sent, and how it is packed.

use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use partnerdesk_trust::p7b;
use serde_json::{Value, json};

use super::*;

// rows: 66, 76
#[tokio::test]
async fn texts() {
    let (good, key) = (leaf().pem(), leaf_key().pkcs8_pem().to_string());
    for bench in Bench::each().await {
        let root = root_forge().pem(root_key());
        bench
            .check(vec![
                authority(1, "blank", " \n\t", "KER-PCM-001"),
                partner(1, "blank", "  ", "KER-PCM-001"),
                authority(1, "empty", "", "PMS_COR_001"),
                partner(1, "empty", "", "PMS_COR_001"),
                authority(2, "a megabyte", "A".repeat(1 << 20), "PD-REQ-001"),
                partner(2, "a megabyte", "A".repeat(1 << 20), "PD-REQ-001"),
                authority(3, "words", "this is not a certificate!", "KER-CRY-003"),
                authority(3, "JSON", "{\"a\": 1}", "KER-CRY-003"),
                authority(3, "HTML", "<html><body>404</body></html>", "KER-CRY-003"),
                partner(3, "words", "this is not a certificate!", "KER-KMS-013"),
                authority(
                    4,
                    "armour around garbage",
                    "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----",
                    "KER-CRY-003",
                ),
                partner(
                    4,
                    "armour around garbage",
                    "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----",
                    "KER-KMS-013",
                ),
                authority(5, "armour around no ASN.1", armoured("CERTIFICATE", b"hello world"), "KER-CRY-003"),
                authority(5, "base64url of no ASN.1", URL_SAFE_NO_PAD.encode(b"hello world"), "KER-PCM-001"),
                partner(5, "armour around no ASN.1", armoured("CERTIFICATE", b"hello world"), "KER-KMS-013"),
                authority(6, "cut off", &root[..200], "KER-CRY-003"),
                authority(
                    6,
                    "another label at the end",
                    root.replace("END CERTIFICATE", "END X509 CERTIFICATE"),
                    "KER-CRY-003",
                ),
                partner(6, "no end", good.split("-----END").next().unwrap(), "KER-KMS-013"),
                authority(7, "private key", &*key, "KER-PCM-001"),
                partner(7, "private key", &*key, "KER-KMS-013"),
                authority(7, "private key without armour", STANDARD.encode(leaf_key().pkcs8()), "KER-PCM-001"),
                authority(
                    7,
                    "private key under a false label",
                    armoured("CERTIFICATE", &rsa_key().pkcs8()),
                    "KER-PCM-001",
                ),
                authority(8, "certificate and key", format!("{root}{key}"), "KER-PCM-001"),
                partner(8, "key and certificate", format!("{key}{good}"), "KER-KMS-013"),
                partner(9, "request", armoured("CERTIFICATE REQUEST", &[0x30, 0]), "KER-KMS-013"),
                authority(9, "revocation list", armoured("X509 CRL", &[0x30, 0]), "KER-PCM-001"),
                authority(9, "public key", armoured("PUBLIC KEY", &root_key().spki_der()), "KER-PCM-001"),
                authority(9, "SSH key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB me@host", "KER-CRY-003"),
                authority(9, "PGP", "-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----", "KER-PCM-001"),
                partner(10, "X509 label", good.replace("CERTIFICATE", "X509 CERTIFICATE"), "ok"),
                partner(10, "nonsense label", good.replace("CERTIFICATE", "BANANA"), "KER-KMS-013"),
                authority(10, "nonsense label", root.replace("CERTIFICATE", "BANANA"), "KER-PCM-001"),
                partner(11, "CRLF", good.replace('\n', "\r\n"), "ok"),
                partner(11, "CR only", good.replace('\n', "\r"), "ok"),
                partner(11, "no final newline", good.trim_end(), "ok"),
                partner(11, "byte order mark", format!("\u{feff}{good}"), "ok"),
                partner(11, "text before", format!("subject=CN = x\n{good}"), "ok"),
                partner(11, "one column", with_columns(1), "ok"),
                partner(11, "ten thousand columns", with_columns(10_000), "ok"),
                partner(12, "literal line breaks", good.replace('\n', "\\n"), "KER-KMS-013"),
                authority(12, "literal line breaks", root.replace('\n', "\\n"), "KER-CRY-003"),
                partner(13, "binary read as text", String::from_utf8_lossy(leaf().der()), "KER-KMS-013"),
                authority(13, "binary read as text", String::from_utf8_lossy(super::root().der()), "KER-CRY-003"),
            ])
            .await;
        // #1 again, where the member itself is missing or null.
        for (info, member) in [
            (&CA_UPLOAD.info, "certificateData"),
            (&UPLOAD.info, "certificateData"),
            (&CA_UPLOAD.info, "partnerDomain"),
            (&UPLOAD.info, "partnerId"),
        ] {
            for value in [Value::Null, json!("")] {
                let mut input = (info.example)();
                input[member] = value;
                let answer = bench.world.raw(info, Some(&bench.admin), &Value::Null, input).await;
                assert_eq!((answer.status.as_u16(), answer.code(), answer.field()), (400, "PMS_COR_001", member));
            }
        }
    }
}

#[tokio::test]
async fn fifty_megabytes_are_not_even_taken_in() {
    for bench in Bench::each().await {
        for (info, token) in [(&CA_UPLOAD.info, &bench.admin), (&UPLOAD.info, &bench.acme)] {
            let taken = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
            let count = taken.clone();
            let pieces = futures_util::stream::iter((0..50 * 64).map(move |_| {
                count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Ok::<_, std::io::Error>(vec![b'A'; 16 << 10])
            }));
            let body = axum::body::Body::from_stream(pieces);
            let answer =
                bench.world.send(crate::support::request(info, info.path, Some(token)).body(body).unwrap()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (413, "PD-REQ-001"));
            let taken = taken.load(std::sync::atomic::Ordering::Relaxed);
            assert!(taken <= 18, "#2: {taken} pieces of 16 KiB were taken in");
        }
    }
}

fn with_columns(width: usize) -> String {
    let body = STANDARD.encode(leaf().der());
    let lines: Vec<&str> = body.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

#[tokio::test]
async fn encodings() {
    let der = leaf().der().to_vec();
    let trailing = [der.as_slice(), &[0]].concat();
    let long_length = [&[0x30, 0x83, 0x00][..], &der[2..]].concat();
    let indefinite = [&[0x30, 0x80][..], &der[4..], &[0, 0]].concat();
    let wrong_tag = [&[0x31][..], &der[1..]].concat();
    for bench in Bench::each().await {
        let mut cases = vec![partner(14, "trailing byte", armoured("CERTIFICATE", &trailing), "KER-KMS-013")];
        cases.push(authority(14, "trailing byte", STANDARD.encode(&trailing), "KER-PCM-001"));
        for broken in [&long_length, &indefinite, &wrong_tag] {
            cases.push(partner(15, "not as DER is written", armoured("CERTIFICATE", broken), "KER-KMS-013"));
            cases.push(authority(15, "not as DER is written", STANDARD.encode(broken), "KER-PCM-001"));
        }
        bench.check(cases).await;
    }
}

/// What became of each certificate of an upload into the trust store, as stored kind or code.
async fn outcomes(bench: &Bench, text: &str) -> (String, Vec<String>) {
    let answer = bench.upload(Way::Authority, text).await;
    let results = answer.response()["results"].as_array().cloned().unwrap_or_default();
    let word = |r: &Value| r["storedAs"].as_str().or(r["errorCode"].as_str()).unwrap_or_default().to_string();
    let status = answer.response()["status"].as_str().unwrap_or(answer.code()).to_string();
    (status, results.iter().map(word).collect())
}

// rows: 57, 68
#[tokio::test]
async fn bundles() {
    let fresh = |name: &str| {
        let root = Forge::authority(name, root_key(), now()).certificate(root_key()).unwrap();
        let middle = Forge::authority(&format!("{name} 2"), middle_key(), now())
            .issued_by(&root)
            .certificate(root_key())
            .unwrap();
        (root, middle)
    };
    for bench in Bench::each().await {
        // #16, #17: in any order; repetitions and strangers are judged by themselves.
        let ((one, two), (three, four)) = (fresh("Sorted"), fresh("Reversed"));
        let success =
            |kinds: &[&str]| ("Upload Success.".to_string(), kinds.iter().map(|k| k.to_string()).collect::<Vec<_>>());
        assert_eq!(outcomes(&bench, &(two.pem() + &one.pem())).await, success(&["ROOT", "INTERMEDIATE"]));
        assert_eq!(outcomes(&bench, &(three.pem() + &four.pem())).await, success(&["ROOT", "INTERMEDIATE"]));
        let (root, middle) = fresh("Twice");
        let (status, results) = outcomes(&bench, &(root.pem() + &root.pem() + &middle.pem())).await;
        assert_eq!(
            (status.as_str(), results),
            ("Partial Upload Success.", ["ROOT", "KER-PCM-003", "INTERMEDIATE"].map(String::from).to_vec())
        );
        let (_, orphan) = fresh("Unknown");
        let (_, other) = fresh("Unknown too");
        let (status, results) = outcomes(&bench, &(orphan.pem() + &other.pem())).await;
        assert_eq!((status.as_str(), results), ("Upload Failed.", vec!["KER-PCM-005".to_string(); 2]));
        let bundle = leaf().pem() + &super::middle().pem() + &super::root().pem();
        let two_leaves = leaf().pem() + &leaf().pem();
        bench
            .check(vec![
                partner(16, "leaf with its chain", bundle, "ok"),
                partner(17, "two different leaves", two_leaves, "KER-KMS-013"),
                authority(17, "twenty-one", super::root().pem().repeat(21), "KER-PCM-001"),
            ])
            .await;
        // The intermediate that a partner sends along is not trusted.
        let (_, untrusted) = fresh("Brought along");
        let forge = leaf_forge().issued_by(&untrusted);
        bench
            .check(vec![partner(16, "own intermediate", forge.pem(middle_key()) + &untrusted.pem(), "KER-PCM-006")])
            .await;
    }
}

#[tokio::test]
async fn containers() {
    let chain = [leaf(), middle().clone(), root().clone()];
    let deep = (0..1000).fold(p7b::write_der(&chain), |inner, _| partnerdesk_trust::forge::element(0x30, &inner));
    for bench in Bench::each().await {
        bench
            .check(vec![
                partner(18, "p7b", p7b::write_pem(&chain), "KER-KMS-013"),
                partner(18, "p7b without armour", p7b::write_base64url(&chain), "KER-KMS-013"),
                authority(19, "empty", p7b::write_pem(&[]), "KER-PCM-001"),
                authority(19, "twenty-one", p7b::write_pem(&vec![root().clone(); 21]), "KER-PCM-001"),
                authority(19, "ten thousand", p7b::write_pem(&vec![root().clone(); 10_000]), "PD-REQ-001"),
                authority(19, "a thousand deep", STANDARD.encode(&deep), "KER-PCM-001"),
            ])
            .await;
        for (number, pack) in [
            (0, (|c: &[Certificate]| STANDARD.encode(p7b::write_der(c))) as fn(&[Certificate]) -> String),
            (1, |c| p7b::write_base64url(c)),
            (2, |c| p7b::write_pem(c)),
            (3, |c| p7b::write_pem(c).replace("PKCS7", "CMS")),
            (4, |c| STANDARD.encode(with_strangers(c))),
        ] {
            // #20: signers, revocation lists and attribute certificates beside the certificates are passed over.
            let root =
                Forge::authority(&format!("Packed {number}"), root_key(), now()).certificate(root_key()).unwrap();
            let (status, results) = outcomes(&bench, &pack(&[root])).await;
            assert_eq!((status.as_str(), results), ("Upload Success.", vec!["ROOT".to_string()]), "packing {number}");
        }
    }
}

/// A container with an attribute certificate, a revocation list and a signer.
fn with_strangers(certificates: &[Certificate]) -> Vec<u8> {
    use partnerdesk_trust::forge::element;
    let all: Vec<u8> = certificates.iter().flat_map(|c| c.der().to_vec()).collect();
    let set = element(0xa0, &[all, element(0xa2, b"x")].concat());
    let (crls, signers) = (element(0xa1, &element(0x30, &[])), element(0x31, &element(0x30, &[])));
    let data = element(0x30, &element(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]));
    let signed = element(0x30, &[element(0x02, &[1]), element(0x31, &[]), data, set, crls, signers].concat());
    element(0x30, &[element(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]), element(0xa0, &signed)].concat())
}
