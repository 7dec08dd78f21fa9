//! #36 to #48: paths. Each case has names of its own, so that all can stand in one trust store.

use partnerdesk_trust::forge;

use super::*;

/// A leaf below an intermediate that is put into the store past the rules.
async fn below(bench: &Bench, number: u8, what: &'static str, forge: Forge, code: &'static str) -> Case {
    let middle = forge.certificate(root_key()).unwrap();
    bench.trust(&middle, "INTERMEDIATE", "AUTH").await;
    leaf_case(number, what, &leaf_forge().issued_by(&middle), code)
}

/// A leaf below an intermediate below a root of its own.
async fn rooted(bench: &Bench, what: &'static str, root: Forge, code: &'static str, number: u8) -> Case {
    let root = root.certificate(root_key()).unwrap();
    bench.trust(&root, "ROOT", "AUTH").await;
    let middle = Forge::authority(&format!("below {what}"), middle_key(), now()).issued_by(&root);
    let middle = middle.certificate(root_key()).unwrap();
    bench.trust(&middle, "INTERMEDIATE", "AUTH").await;
    leaf_case(number, what, &leaf_forge().issued_by(&middle), code)
}

fn named(name: &str) -> Forge {
    Forge::authority(name, root_key(), now())
}

// rows: 57, 58, 68
#[tokio::test]
async fn issuers() {
    let unknown = |critical| forge::extension(&[0x2a, 3], critical, &[5, 0]);
    let policies = forge::element(0x30, &forge::element(0x30, &forge::element(6, &[0x2a, 3])));
    for bench in Bench::each().await {
        let b = &bench;
        let missing = middle_forge("Not there").certificate(root_key()).unwrap();
        let elsewhere = named("Root of DEVICE").certificate(root_key()).unwrap();
        bench.trust(&elsewhere, "ROOT", "DEVICE").await;
        let orphan = Forge::authority("Orphan in AUTH", middle_key(), now())
            .issued_by(&elsewhere)
            .certificate(root_key())
            .unwrap();
        bench.trust(&orphan, "INTERMEDIATE", "AUTH").await;
        bench
            .check(vec![
                leaf_case(36, "intermediate missing", &leaf_forge().issued_by(&missing), "KER-PCM-006"),
                leaf_case(36, "root in another domain", &leaf_forge().issued_by(&orphan), "KER-PCM-006"),
                below(
                    b,
                    37,
                    "issuer is no authority",
                    middle_forge("37").with_extensions(vec![forge::basic_constraints(false, None)]),
                    "KER-PCM-006",
                )
                .await,
                rooted(
                    b,
                    "no intermediates allowed",
                    named("38 a").with_extensions(vec![forge::basic_constraints(true, Some(0))]),
                    "KER-PCM-006",
                    38,
                )
                .await,
                rooted(
                    b,
                    "one intermediate allowed",
                    named("38 b").with_extensions(vec![forge::basic_constraints(true, Some(1))]),
                    "ok",
                    38,
                )
                .await,
                below(
                    b,
                    39,
                    "issuer may not sign",
                    middle_forge("39")
                        .with_extensions(vec![forge::basic_constraints(true, None), forge::key_usage(&[0x80])]),
                    "KER-PCM-006",
                )
                .await,
                below(
                    b,
                    41,
                    "intermediate expired",
                    middle_forge("41 a").valid(now() - days(9), now() - days(1)),
                    "KER-PCM-006",
                )
                .await,
                below(
                    b,
                    41,
                    "intermediate not yet valid",
                    middle_forge("41 b").valid(now() + days(1), now() + days(9)),
                    "KER-PCM-006",
                )
                .await,
                rooted(b, "root expired", named("41 c").valid(now() - days(9), now() - days(1)), "KER-PCM-006", 41)
                    .await,
                leaf_case(
                    42,
                    "key identifier points elsewhere",
                    &leaf_forge().with_extension(forge::authority_key_id(b"elsewhere")),
                    "ok",
                ),
                leaf_case(
                    47,
                    "two signature algorithms",
                    &Forge { inner_algorithm: Some(forge::rsa_algorithm(11)), ..leaf_forge() },
                    "KER-KMS-013",
                ),
                leaf_case(48, "unknown critical", &leaf_forge().with_extension(unknown(true)), "KER-PCM-006"),
                leaf_case(48, "unknown, not critical", &leaf_forge().with_extension(unknown(false)), "ok"),
                below(
                    b,
                    48,
                    "unknown critical in the authority",
                    middle_forge("48 a").with_extension(unknown(true)),
                    "KER-PCM-006",
                )
                .await,
                below(
                    b,
                    48,
                    "critical policies, which nobody requires",
                    middle_forge("48 b").with_extension(forge::extension(&[0x55, 0x1d, 0x20], true, &policies)),
                    "ok",
                )
                .await,
                leaf_case(
                    48,
                    "critical access information",
                    &leaf_forge().with_extension(forge::extension(&[0x2b, 6, 1, 5, 5, 7, 1, 1], true, &[0x30, 0])),
                    "KER-PCM-006",
                ),
                leaf_case(
                    48,
                    "extension twice",
                    &leaf_forge().with_extension(forge::basic_constraints(false, None)),
                    "KER-KMS-013",
                ),
                leaf_case(48, "no extension in the list", &leaf_forge().with_extensions(vec![]), "KER-KMS-013"),
                leaf_case(
                    48,
                    "empty extended key usage",
                    &leaf_forge().with_extension(forge::extension(&[0x55, 0x1d, 0x25], false, &[0x30, 0])),
                    "KER-KMS-013",
                ),
            ])
            .await;
    }
}

#[tokio::test]
async fn names_and_ways() {
    for bench in Bench::each().await {
        // #38: the root changed its key, the old one vouches for the new one under the same name.
        let old = named("Rollover")
            .with_extensions(vec![forge::basic_constraints(true, Some(1))])
            .certificate(root_key())
            .unwrap();
        let new = Forge { spki: stranger_key().spki_der(), ..named("Rollover") }.certificate(root_key()).unwrap();
        let below_new = Forge::authority("Below the new key", middle_key(), now())
            .issued_by(&new)
            .certificate(stranger_key())
            .unwrap();
        bench.trust(&old, "ROOT", "AUTH").await;
        bench.trust_all(&[new, below_new.clone()], "INTERMEDIATE", "AUTH").await;
        // #42: roots of one name.
        let named_alike = |key: &KeyPair| Forge { spki: key.spki_der(), ..named("Alike") }.certificate(key).unwrap();
        let (right, wrong) = (named_alike(root_key()), named_alike(stranger_key()));
        bench.trust(&wrong, "ROOT", "AUTH").await;
        let below_right = Forge::authority("Below the right one", middle_key(), now())
            .issued_by(&right)
            .certificate(root_key())
            .unwrap();
        bench.trust(&below_right, "INTERMEDIATE", "AUTH").await;
        let leaf_below = |issuer: &Certificate| leaf_forge().issued_by(issuer);
        bench
            .check(vec![
                leaf_case(38, "self-issued key change", &leaf_below(&below_new), "ok"),
                leaf_case(42, "wrong root of the same name", &leaf_below(&below_right), "KER-PCM-006"),
            ])
            .await;
        bench.trust(&right, "ROOT", "AUTH").await;
        bench
            .check(vec![leaf_case(42, "two roots of the same name, one right", &leaf_below(&below_right), "ok")])
            .await;
        // #43: cross-signed, one way expired.
        let expired = Forge::authority("Expired", stranger_key(), now())
            .valid(now() - days(9), now() - days(1))
            .certificate(stranger_key())
            .unwrap();
        let crossed = middle_forge("Crossed").issued_by(&expired).certificate(stranger_key()).unwrap();
        let straight = middle_forge("Crossed").certificate(root_key()).unwrap();
        bench.trust(&expired, "ROOT", "AUTH").await;
        bench.trust_all(&[crossed, straight.clone()], "INTERMEDIATE", "AUTH").await;
        // #44: a circle.
        let other = Forge::authority("Circle 2", stranger_key(), now()).certificate(stranger_key()).unwrap();
        let one =
            Forge::authority("Circle 1", middle_key(), now()).issued_by(&other).certificate(stranger_key()).unwrap();
        let two =
            Forge::authority("Circle 2", stranger_key(), now()).issued_by(&one).certificate(middle_key()).unwrap();
        bench.trust_all(&[one.clone(), two], "INTERMEDIATE", "AUTH").await;
        bench
            .check(vec![
                leaf_case(43, "one way expired", &leaf_below(&straight), "ok"),
                leaf_case(44, "a circle", &leaf_below(&one), "KER-PCM-006"),
            ])
            .await;
    }
}

#[tokio::test]
async fn long_and_wide() {
    for bench in Bench::each().await {
        for (count, code) in [(5, "ok"), (6, "KER-PCM-006"), (20, "KER-PCM-006"), (200, "KER-PCM-006")] {
            let (mut above, mut key, mut all) = (root().clone(), root_key(), Vec::new());
            for level in 0..count {
                let forge =
                    Forge::authority(&format!("Level {level} of {count}"), middle_key(), now()).issued_by(&above);
                above = forge.certificate(key).unwrap();
                all.push(above.clone());
                key = middle_key();
            }
            bench.trust_all(&all, "INTERMEDIATE", "AUTH").await;
            bench.check(vec![leaf_case(44, "so many intermediates", &leaf_forge().issued_by(&above), code)]).await;
        }
        let crowd: Vec<Certificate> = (0..500_u16)
            .map(|number| {
                let forge = Forge {
                    spki: stranger_key().spki_der(),
                    serial: vec![1, (number >> 8) as u8, number as u8],
                    ..middle_forge("Crowd")
                };
                forge.with_extension(forge::subject_key_id(b"same")).certificate(root_key()).unwrap()
            })
            .collect();
        bench.trust_all(&crowd, "INTERMEDIATE", "AUTH").await;
        let leaf = leaf_forge().issued_by(&crowd[0]).with_extension(forge::authority_key_id(b"same"));
        bench.check(vec![leaf_case(45, "five hundred of one name, none right", &leaf, "KER-PCM-006")]).await;
    }
}

#[tokio::test]
async fn name_constraints() {
    let within = forge::name(&[("C", "zz"), ("O", " ACME ")]);
    let elsewhere = forge::name(&[("C", "ZZ"), ("O", "Other")]);
    let hosts = leaf_forge().with_extension(forge::alternative_names(&[
        (2, b"www.example"),
        (1, b"me@example.org"),
        (7, &[10, 0, 0, 1]),
    ]));
    for bench in Bench::each().await {
        let mut number = 0;
        let mut constrained = async |permitted: &[(u8, &[u8])], excluded: &[(u8, &[u8])], leaf: &Forge, code| {
            number += 1;
            let middle = middle_forge(&format!("Constrained {number}"))
                .with_extension(forge::name_constraints(permitted, excluded));
            let middle = middle.certificate(root_key()).unwrap();
            bench.trust(&middle, "INTERMEDIATE", "AUTH").await;
            bench.check(vec![leaf_case(40, "name constraints", &leaf.clone().issued_by(&middle), code)]).await;
        };
        let leaf = leaf_forge();
        constrained(&[(4, &within)], &[], &leaf, "ok").await;
        constrained(&[(4, &elsewhere)], &[], &leaf, "KER-PCM-006").await;
        constrained(&[], &[(4, &within)], &leaf, "KER-PCM-006").await;
        constrained(&[(2, b"example")], &[], &hosts, "ok").await;
        constrained(&[(2, b"other")], &[], &hosts, "KER-PCM-006").await;
        constrained(&[(1, b"example.org")], &[], &hosts, "ok").await;
        constrained(&[(1, b".example.org")], &[], &hosts, "KER-PCM-006").await;
        constrained(&[(7, &[10, 0, 0, 0, 255, 0, 0, 0])], &[], &hosts, "KER-PCM-006").await;
        let on_leaf = leaf_forge().with_extension(forge::name_constraints(&[(4, &elsewhere)], &[]));
        bench.check(vec![leaf_case(40, "on the leaf they bind nobody", &on_leaf, "ok")]).await;
    }
}
