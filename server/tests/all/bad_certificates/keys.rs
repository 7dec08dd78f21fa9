//! #46 and #49 to #55: signatures and keys.

use partnerdesk_trust::{
    forge::{self, Signing},
    input::read_any,
};

use super::*;

const EXPONENT: &[u8] = &[1, 0, 1];

fn rsa(modulus: &[u8], exponent: &[u8]) -> Forge {
    Forge { spki: forge::rsa_spki(modulus, exponent), ..leaf_forge() }
}
/// An odd number of so many bits.
fn number(bits: usize) -> Vec<u8> {
    let mut bytes = vec![0xa5; bits.div_ceil(8)];
    bytes[0] = 0xff >> (bytes.len() * 8 - bits);
    bytes
}
fn key(spki: Vec<u8>) -> Forge {
    Forge { spki, ..leaf_forge() }
}

#[tokio::test]
async fn signatures() {
    let mut changed = leaf().der().to_vec();
    let acme = changed.windows(4).position(|found| found == b"Acme").unwrap();
    changed[acme] = b'B';
    let pair = |r: &[u8], s: &[u8]| forge::element(0x30, &[forge::element(2, r), forge::element(2, s)].concat());
    for bench in Bench::each().await {
        let mut cases = vec![partner(46, "changed body", armoured("CERTIFICATE", &changed), "KER-PCM-006")];
        for signature in [
            vec![],
            vec![0; 64],
            vec![0x30],
            pair(&[0], &[0]),
            pair(&[1], &[0]),
            pair(&[0, 0, 1], &[1]),
            vec![0xff; 5000],
        ] {
            let forge = Forge { signature: Some(signature), ..leaf_forge() };
            cases.push(leaf_case(46, "another signature", &forge, "KER-PCM-006"));
        }
        let rsa_root = Forge::authority("RSA Root", rsa_key(), now()).certificate(rsa_key()).unwrap();
        bench.trust(&rsa_root, "ROOT", "AUTH").await;
        for (number, signing, code) in [
            (49, Signing::ClaimMd5, "KER-PCM-006"),
            (49, Signing::ClaimMd2, "KER-PCM-006"),
            (51, Signing::RsaSha384, "KER-PCM-014"),
            (51, Signing::RsaSha512, "KER-PCM-014"),
            (51, Signing::RsaPss, "KER-PCM-014"),
            (51, Signing::Usual, "ok"),
        ] {
            let forge = Forge { signing, ..leaf_forge() }.issued_by(&rsa_root);
            cases.push(partner(number, "signed so", forge.pem(rsa_key()), code));
        }
        let root = read_any(forge::SHA1_ROOT_PEM.as_bytes()).unwrap().certificates.remove(0);
        let middle = read_any(forge::SHA1_INTERMEDIATE_PEM.as_bytes()).unwrap().certificates.remove(0);
        bench.trust(&root, "ROOT", "AUTH").await;
        bench.trust(&middle, "INTERMEDIATE", "AUTH").await;
        // #49 and
        // #51 are built above.
        cases.push(partner(50, "SHA-1 on the leaf", forge::SHA1_LEAF_PEM, "KER-PCM-014"));
        cases.push(partner(50, "SHA-1 on the intermediate", forge::LEAF_BELOW_SHA1_PEM, "KER-PCM-006"));
        bench.check(cases).await;
    }
}

#[tokio::test]
async fn keys() {
    const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    const NO: &str = "KER-PCM-013";
    for bench in Bench::each().await {
        let short = Forge { spki: forge::rsa_spki(&number(1024), EXPONENT), ..middle_forge("Short key") };
        let pms = bench.world.desk.signing().await.unwrap().pms.certificate().spki_der().to_vec();
        bench
            .check(vec![
                leaf_case(52, "RSA 512", &rsa(&number(512), EXPONENT), NO),
                leaf_case(52, "RSA 1024", &rsa(&number(1024), EXPONENT), NO),
                leaf_case(52, "RSA 2047", &rsa(&number(2047), EXPONENT), NO),
                leaf_case(52, "RSA 2048", &rsa(&number(2048), EXPONENT), "ok"),
                authority(52, "RSA 1024", short.pem(root_key()), NO),
                leaf_case(53, "RSA 8192", &rsa(&number(8192), EXPONENT), "ok"),
                leaf_case(53, "RSA 8193", &rsa(&number(8193), EXPONENT), NO),
                leaf_case(53, "RSA 16384", &rsa(&number(16384), EXPONENT), NO),
                leaf_case(53, "exponent 1", &rsa(&number(2048), &[1]), NO),
                leaf_case(53, "exponent 3", &rsa(&number(2048), &[3]), NO),
                leaf_case(53, "exponent even", &rsa(&number(2048), &[1, 0, 2]), NO),
                leaf_case(53, "exponent 2^64+1", &rsa(&number(2048), &[1, 0, 0, 0, 0, 0, 0, 0, 1]), NO),
                leaf_case(53, "exponent of a thousand bytes", &rsa(&number(2048), &[0xff; 1000]), NO),
                leaf_case(53, "modulus even", &rsa(&[number(2040), vec![2]].concat(), EXPONENT), NO),
                leaf_case(53, "modulus zero", &rsa(&[0], EXPONENT), NO),
                leaf_case(54, "point off the curve", &key(forge::ec_spki(P256, &[&[4][..], &[7; 64]].concat())), NO),
                leaf_case(54, "point at infinity", &key(forge::ec_spki(P256, &[0])), NO),
                leaf_case(54, "point compressed", &key(forge::ec_spki(P256, &[&[2][..], &[7; 32]].concat())), NO),
                leaf_case(
                    54,
                    "curve of its own",
                    &key(forge::spki(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1], &[0x30, 0], &[4; 65])),
                    NO,
                ),
                leaf_case(54, "P-192", &key(forge::ec_spki(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 1], &[4; 49])), NO),
                leaf_case(54, "brainpool", &key(forge::ec_spki(&[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 7], &[4; 65])), NO),
                leaf_case(54, "secp256k1", &key(forge::ec_spki(&[0x2b, 0x81, 4, 0, 10], &[4; 65])), NO),
                leaf_case(54, "P-521", &key(KeyPair::generate(KeyChoice::EcP521).unwrap().spki_der()), "ok"),
                leaf_case(54, "Ed25519", &key(KeyPair::generate(KeyChoice::Ed25519).unwrap().spki_der()), "ok"),
                leaf_case(54, "Ed448", &key(forge::spki(&[0x2b, 0x65, 0x71], &[], &[9; 57])), NO),
                leaf_case(
                    54,
                    "DSA",
                    &key(forge::spki(&[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1], &[0x30, 0], &[2, 1, 5])),
                    NO,
                ),
                leaf_case(
                    54,
                    "DH",
                    &key(forge::spki(&[0x2a, 0x86, 0x48, 0xce, 0x3e, 2, 1], &[0x30, 0], &[2, 1, 5])),
                    NO,
                ),
                leaf_case(55, "our own PMS key", &key(pms), NO),
            ])
            .await;
    }
}
