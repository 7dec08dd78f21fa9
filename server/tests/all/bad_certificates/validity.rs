//! #25 to #35: dates, versions, self-signed certificates, the order of uploads.

use partnerdesk_trust::forge;

use super::*;

// rows: 57, 66, 74
#[tokio::test]
async fn dates() {
    let second = SignedDuration::from_secs(1);
    let until = |end: Timestamp| leaf_forge().valid(now() - days(1), end);
    let from = |begin: Timestamp| leaf_forge().valid(begin, now() + days(700));
    let root_until = |end: Timestamp| root_forge().valid(now() - days(1), end).pem(root_key());
    let ends = |tag: u8, text: &[u8]| Forge { not_after: forge::element(tag, text), ..leaf_forge() };
    let day = |text: &str| -> Timestamp { text.parse().unwrap() };
    for bench in Bench::each().await {
        let mut cases = vec![
            leaf_case(25, "expired", &until(now() - second), "KER-PCM-004"),
            authority(25, "expired", root_until(now() - second), "KER-PCM-004"),
            leaf_case(26, "from tomorrow", &from(now() + days(1)), "KER-PMS-020"),
            leaf_case(26, "in ten minutes", &from(now() + SignedDuration::from_mins(10)), "KER-PCM-004"),
            leaf_case(
                27,
                "ends before it begins",
                &leaf_forge().valid(now() - days(1), now() - days(9)),
                "KER-PCM-004",
            ),
            authority(28, "364 days", root_until(now() + days(364)), "KER-PCM-017"),
            authority(28, "a day short of twelve months", root_until(day("2027-11-21T23:59:59Z")), "KER-PCM-017"),
            authority(28, "twelve months", root_until(day("2027-11-22T00:00:00Z")), "ok"),
            leaf_case(29, "334 days", &until(now() + days(335) - second), "KER-KMS-021"),
            leaf_case(29, "335 days", &until(now() + days(335) + second), "ok"),
            leaf_case(30, "for ever", &ends(0x18, b"99991231235959Z"), "ok"),
            leaf_case(30, "2050", &ends(0x18, b"20500101000000Z"), "ok"),
            leaf_case(30, "2049 in two digits", &ends(0x17, b"491231235959Z"), "ok"),
            leaf_case(30, "1950 in two digits", &ends(0x17, b"500101000000Z"), "KER-PCM-004"),
            authority(
                30,
                "for ever",
                Forge { not_after: forge::element(0x18, b"99991231235959Z"), ..root_forge() }.pem(root_key()),
                "ok",
            ),
        ];
        for malformed in [&b"20300101000000.5Z"[..], b"20300101000000+0100", b"203001010000Z", b"20301301000000Z", b""]
        {
            cases.push(leaf_case(30, "malformed time", &ends(0x18, malformed), "KER-KMS-013"));
        }
        bench.check(cases).await;
    }
}

// rows: 57, 74
#[tokio::test]
async fn versions_and_self_signing() {
    let version = |number: Option<u8>, forge: Forge| Forge { version: number, extensions: None, ..forge };
    let not_ca = |extensions: Vec<Vec<u8>>| root_forge().with_extensions(extensions).pem(root_key());
    for bench in Bench::each().await {
        let late_root = Forge::authority("Late Root", root_key(), now()).certificate(root_key()).unwrap();
        let early = Forge::authority("Early", middle_key(), now()).issued_by(&late_root).pem(root_key());
        bench
            .check(vec![
                authority(31, "version 1", version(None, root_forge()).pem(root_key()), "KER-PCM-007"),
                authority(31, "version 2", version(Some(1), root_forge()).pem(root_key()), "KER-PCM-007"),
                leaf_case(31, "version 1", &version(None, leaf_forge()), "KER-PCM-007"),
                leaf_case(31, "version 4", &Forge { version: Some(3), ..leaf_forge() }, "KER-PCM-007"),
                partner(32, "self-signed", leaf_forge().pem(leaf_key()), "KER-PCM-015"),
                authority(33, "no authority", not_ca(vec![forge::basic_constraints(false, None)]), "KER-PCM-001"),
                authority(33, "no basicConstraints", not_ca(vec![forge::key_usage(&[0x06])]), "KER-PCM-001"),
                authority(
                    33,
                    "may not sign",
                    not_ca(vec![forge::basic_constraints(true, None), forge::key_usage(&[0x80])]),
                    "KER-PCM-001",
                ),
                authority(
                    34,
                    "self-issued, signed by another",
                    Forge::authority("Selfish", leaf_key(), now()).pem(stranger_key()),
                    "KER-PCM-005",
                ),
                leaf_case(
                    34,
                    "self-issued, signed by another",
                    &Forge { issuer: leaf_forge().subject, ..leaf_forge() },
                    "KER-PCM-006",
                ),
                authority(35, "intermediate before its root", &*early, "KER-PCM-005"),
                authority(35, "its root", late_root.pem(), "ok"),
                authority(35, "intermediate after its root", &*early, "ok"),
            ])
            .await;
    }
}
