//! #56 to #65: serial numbers, subjects, organisations, contents.

use partnerdesk_trust::forge;

use super::*;

fn with_serial(content: &[u8]) -> Forge {
    Forge { serial: content.to_vec(), ..leaf_forge() }
}
fn subject(parts: &[(&str, &str)]) -> Forge {
    Forge { subject: forge::name(parts), ..leaf_forge() }
}
/// An organisation of any string type.
fn organisation(tag: u8, value: &[u8]) -> Forge {
    let parts = [vec![forge::attribute("O", tag, value)], vec![forge::attribute("CN", 0x0c, b"x")]];
    Forge { subject: forge::name_of(&parts), ..leaf_forge() }
}
fn text(value: &str) -> Forge {
    organisation(0x0c, value.as_bytes())
}

// rows: 73
#[tokio::test]
async fn serials_and_subjects() {
    const MISMATCH: &str = "KER-PCM-008";
    let combined = [vec![forge::attribute("O", 0x0c, b"Acme"), forge::attribute("CN", 0x0c, b"x")]];
    let many: Vec<(&str, &str)> =
        [("O", ORGANISATION), ("CN", "x")].into_iter().chain(vec![("OU", "u"); 500]).collect();
    for bench in Bench::each().await {
        let mut cases = vec![
            leaf_case(56, "negative", &with_serial(&[0x80]), "ok"),
            leaf_case(56, "zero", &with_serial(&[0]), "ok"),
            leaf_case(56, "20 octets", &with_serial(&[0x7f; 20]), "ok"),
            leaf_case(56, "20 octets, negative", &with_serial(&[0x80; 20]), "ok"),
            authority(
                56,
                "20 octets, negative",
                Forge { serial: vec![0x80; 20], ..root_forge() }.pem(root_key()),
                "ok",
            ),
            leaf_case(56, "21 octets", &with_serial(&[0x7f; 21]), "KER-KMS-013"),
            leaf_case(56, "4 KB", &with_serial(&[0x7f; 4096]), "KER-KMS-013"),
            leaf_case(57, "no organisation", &subject(&[("CN", "x")]), MISMATCH),
            leaf_case(57, "empty", &text(""), MISMATCH),
            leaf_case(57, "two", &subject(&[("O", ORGANISATION), ("O", ORGANISATION), ("CN", "x")]), MISMATCH),
            leaf_case(
                57,
                "in a combined part",
                &Forge { subject: forge::name_of(&combined), ..leaf_forge() },
                MISMATCH,
            ),
        ];
        for other in ["ACME", " Acme", "Acme ", "Ac  me", "Acme\u{a0}", "Acme\t", "Acme."] {
            cases.push(leaf_case(58, "almost the name", &text(other), MISMATCH));
        }
        for other in ["\u{410}cme", "\u{ff21}cme", "Acme\u{301}", "Ac\u{200d}me", "\u{200f}Acme"] {
            cases.push(leaf_case(59, "looks like the name", &text(other), MISMATCH));
        }
        for other in ["Acme\0", "Acme\n", "Acme,CN=evil", "\"Acme\"", "#0c0441636d65", "Acme\\2C"] {
            cases.push(leaf_case(60, "hides something", &text(other), MISMATCH));
        }
        cases.extend([
            leaf_case(
                60,
                "line feed in the common name",
                &subject(&[("O", ORGANISATION), ("CN", "a\nb")]),
                "KER-PCM-001",
            ),
            leaf_case(
                60,
                "escape sequence in the common name",
                &subject(&[("O", ORGANISATION), ("CN", "\u{1b}[2J")]),
                "KER-PCM-001",
            ),
            leaf_case(61, "BMPString", &organisation(0x1e, &[0, b'A', 0, b'c', 0, b'm', 0, b'e']), "ok"),
            leaf_case(61, "UniversalString", &organisation(0x1c, b"\0\0\0A\0\0\0c\0\0\0m\0\0\0e"), "ok"),
            leaf_case(61, "TeletexString", &organisation(0x14, b"Acme"), "ok"),
            leaf_case(61, "IA5String", &organisation(0x16, b"Acme"), "ok"),
            leaf_case(61, "PrintableString with @", &organisation(0x13, b"Ac@me"), MISMATCH),
            leaf_case(61, "invalid UTF-8", &organisation(0x0c, b"Acme\xff"), MISMATCH),
            leaf_case(61, "BMPString of odd length", &organisation(0x1e, &[0, b'A', 0]), MISMATCH),
            leaf_case(61, "UniversalString out of range", &organisation(0x1c, &[0xff; 4]), MISMATCH),
            leaf_case(62, "no common name", &subject(&[("O", ORGANISATION)]), "KER-PCM-001"),
            authority(
                62,
                "empty subject",
                Forge { subject: forge::name(&[]), ..root_forge() }.pem(root_key()),
                "KER-PCM-001",
            ),
            leaf_case(
                62,
                "64 KB common name",
                &subject(&[("O", ORGANISATION), ("CN", &"x".repeat(65536))]),
                "KER-PCM-001",
            ),
            leaf_case(62, "500 parts", &subject(&many), "KER-PCM-001"),
            leaf_case(
                63,
                "payload in the common name",
                &subject(&[("O", ORGANISATION), ("CN", "'; drop table partner; --<script>")]),
                "ok",
            ),
            leaf_case(
                64,
                "leaf that is an authority",
                &leaf_forge().with_extensions(vec![forge::basic_constraints(true, None)]),
                "ok",
            ),
            leaf_case(64, "no key usage, no extensions", &Forge { extensions: None, ..leaf_forge() }, "ok"),
            leaf_case(
                64,
                "key usage for signing certificates only",
                &leaf_forge().with_extensions(vec![forge::key_usage(&[0x04])]),
                "ok",
            ),
        ]);
        let own = bench.world.desk.signing().await.unwrap().all.clone();
        for certificate in &own {
            let forge = Forge { subject: certificate.subject().der().to_vec(), ..leaf_forge() };
            let answer = bench.upload(Way::Partner, &forge.pem(middle_key())).await;
            assert_ne!(answer.code(), "ok", "#65: our own name");
        }
        bench.check(cases).await;
        // #63: inert.
        assert_eq!(bench.world.count("partner").await, 1);
    }
}
