//! #36 to #48: paths.

use partnerdesk_api::trust_code::TrustCode::*;
use partnerdesk_trust::{
    Certificate,
    forge::{self, Forge},
    path::{PathFailure, PathLimits, build_path},
};

use crate::{ACCEPTED, Answer, Case, check, support::*};

/// A partner's upload below an intermediate made by `change`; the intermediate is in the store.
fn below(change: impl Fn(Forge) -> Forge) -> Answer {
    let middle = change(middle_forge()).certificate(root_key()).unwrap();
    upload_partner(&leaf().pem(), &[root().clone()], &[middle])
}

#[test]
#[rustfmt::skip] // one row a case
fn paths() {
    check(&[
        Case("#36 intermediate missing", || upload_partner(&leaf().pem(), &[root().clone()], &[]), Some(ChainNotTrusted)),
        Case("#36 root not in this domain", || upload_partner(&leaf().pem(), &[], &[middle().clone()]), Some(ChainNotTrusted)),
        Case("#37 issuer is no authority", || below(|forge| forge.with_extensions(vec![forge::basic_constraints(false, None)])), Some(ChainNotTrusted)),
        Case("#38 root allows no intermediates", || with_root(|forge| forge.with_extensions(vec![forge::basic_constraints(true, Some(0))])), Some(ChainNotTrusted)),
        Case("#38 root allows one", || with_root(|forge| forge.with_extensions(vec![forge::basic_constraints(true, Some(1))])), ACCEPTED),
        Case("#38 self-issued key change does not count", rollover, ACCEPTED),
        Case("#39 issuer may not sign certificates", || below(|forge| forge.with_extensions(vec![forge::basic_constraints(true, None), forge::key_usage(&[0x80])])), Some(ChainNotTrusted)),
        Case("#41 intermediate expired", || below(|forge| forge.valid(now() - days(9), now() - days(1))), Some(ChainNotTrusted)),
        Case("#41 intermediate not yet valid", || below(|forge| forge.valid(now() + days(1), now() + days(9))), Some(ChainNotTrusted)),
        Case("#41 root expired", || with_root(|forge| forge.valid(now() - days(9), now() - days(1))), Some(ChainNotTrusted)),
        Case("#42 wrong root of the same name", || upload_partner(&leaf().pem(), &[false_root()], &[middle().clone()]), Some(ChainNotTrusted)),
        Case("#42 two roots of the same name, one right", || upload_partner(&leaf().pem(), &[false_root(), root().clone()], &[middle().clone()]), ACCEPTED),
        Case("#42 key identifier points elsewhere", || partner_forge(&leaf_forge().with_extension(forge::authority_key_id(b"elsewhere"))), ACCEPTED),
        Case("#43 cross-signed, one way expired", cross_signed, ACCEPTED),
        Case("#44 a circle", circle, Some(ChainNotTrusted)),
        Case("#44 five intermediates and a root", || deep(5), ACCEPTED),
        Case("#44 six intermediates and a root", || deep(6), Some(ChainNotTrusted)),
        Case("#44 twenty", || deep(20), Some(ChainNotTrusted)),
        Case("#44 two hundred", || deep(200), Some(ChainNotTrusted)),
        Case("#45 five hundred of the same name", crowd, Some(ChainNotTrusted)),
        Case("#47 two signature algorithms", || partner_forge(&Forge { inner_algorithm: Some(forge::rsa_algorithm(11)), ..leaf_forge() }), Some(NotAPemCertificate)),
        Case("#48 unknown critical in the leaf", || partner_forge(&leaf_forge().with_extension(forge::extension(&[0x2a, 3], true, &[5, 0]))), Some(ChainNotTrusted)),
        Case("#48 unknown but not critical", || partner_forge(&leaf_forge().with_extension(forge::extension(&[0x2a, 3], false, &[5, 0]))), ACCEPTED),
        Case("#48 unknown critical in the authority", || below(|forge| forge.with_extension(forge::extension(&[0x2a, 3], true, &[5, 0]))), Some(ChainNotTrusted)),
        Case("#48 critical access information", || partner_forge(&leaf_forge().with_extension(forge::extension(&[0x2b, 6, 1, 5, 5, 7, 1, 1], true, &[0x30, 0]))), Some(ChainNotTrusted)),
        Case("#48 critical policies, which nobody requires", || below(|forge| forge.with_extension(forge::extension(&[0x55, 0x1d, 0x20], true, &forge::element(0x30, &forge::element(0x30, &forge::element(6, &[0x2a, 3])))))), ACCEPTED),
        Case("#48 critical policy constraints", || below(|forge| forge.with_extension(forge::extension(&[0x55, 0x1d, 0x24], true, &forge::element(0x30, &[0x80, 1, 0])))), Some(ChainNotTrusted)),
        Case("#48 extension twice", || partner_forge(&leaf_forge().with_extension(forge::basic_constraints(false, None))), Some(NotAPemCertificate)),
        Case("#48 empty list of extensions", || partner_forge(&leaf_forge().with_extensions(vec![])), Some(NotAPemCertificate)),
        Case("#48 empty extended key usage", || partner_forge(&leaf_forge().with_extension(forge::extension(&[0x55, 0x1d, 0x25], false, &[0x30, 0]))), Some(NotAPemCertificate)),
        Case("#48 malformed basicConstraints", || partner_forge(&leaf_forge().with_extensions(vec![forge::extension(&[0x55, 0x1d, 0x13], true, &[4, 0])])), Some(NotAPemCertificate)),
    ]);
}

/// A partner's upload with a root made by `change`.
fn with_root(change: impl Fn(Forge) -> Forge) -> Answer {
    let root = change(root_forge()).certificate(root_key()).unwrap();
    upload_partner(&leaf().pem(), &[root], &[middle().clone()])
}

fn false_root() -> Certificate {
    Forge { spki: stranger_key().spki_der(), ..root_forge() }.certificate(stranger_key()).unwrap()
}

/// The root changed its key: the old one vouches for the new one under the same name.
fn rollover() -> Answer {
    let old =
        root_forge().with_extensions(vec![forge::basic_constraints(true, Some(1))]).certificate(root_key()).unwrap();
    let new = Forge { spki: stranger_key().spki_der(), ..root_forge() }.certificate(root_key()).unwrap();
    let middle = middle_forge().certificate(stranger_key()).unwrap();
    upload_partner(&leaf().pem(), &[old], &[new, middle])
}

fn cross_signed() -> Answer {
    let other = Forge::authority("Other", stranger_key(), now());
    let other = other.valid(now() - days(9), now() - days(1)).certificate(stranger_key()).unwrap();
    let crossed = middle_forge().issued_by(&other).certificate(stranger_key()).unwrap();
    upload_partner(&leaf().pem(), &[other, root().clone()], &[crossed, middle().clone()])
}

fn circle() -> Answer {
    let one = Forge::authority("Intermediate", middle_key(), now());
    let other = Forge::authority("Other", stranger_key(), now()).certificate(stranger_key()).unwrap();
    let one_by_other = one.clone().issued_by(&other).certificate(stranger_key()).unwrap();
    let other_by_one =
        Forge::authority("Other", stranger_key(), now()).issued_by(&one_by_other).certificate(middle_key()).unwrap();
    upload_partner(&leaf().pem(), &[root().clone()], &[one_by_other, other_by_one])
}

/// So many intermediates between root and partner.
fn deep(count: usize) -> Answer {
    let mut stores = vec![root().clone()];
    let mut key = root_key();
    for number in 0..count {
        let above = stores.last().unwrap();
        let forge = Forge::authority(&format!("Level {number}"), middle_key(), now()).issued_by(above);
        stores.push(forge.certificate(key).unwrap());
        key = middle_key();
    }
    let leaf = leaf_forge().issued_by(stores.last().unwrap());
    upload_partner(&leaf.pem(middle_key()), &stores[..1], &stores[1..])
}

fn crowd() -> Answer {
    let crowd: Vec<Certificate> = (0..500_u16)
        .map(|number| {
            let id = forge::subject_key_id(b"same");
            let mut forge = Forge { spki: stranger_key().spki_der(), ..middle_forge() }.with_extension(id);
            forge.serial = vec![1, (number >> 8) as u8, number as u8];
            forge.certificate(root_key()).unwrap()
        })
        .collect();
    let leaf = leaf_forge().with_extension(forge::authority_key_id(b"same")).certificate(middle_key()).unwrap();
    let limits = PathLimits::default();
    assert_eq!(build_path(&leaf, std::slice::from_ref(root()), &crowd, now(), &limits), Err(PathFailure::TooMuchWork));
    upload_partner(&leaf.pem(), &[root().clone()], &crowd)
}

#[test]
fn name_constraints() {
    // #40
    let constrained = |permitted: &[(u8, &[u8])], excluded: &[(u8, &[u8])], leaf: &Forge| {
        let middle = middle_forge().with_extension(forge::name_constraints(permitted, excluded));
        let middle = middle.certificate(root_key()).unwrap();
        upload_partner(&leaf.pem(middle_key()), &[root().clone()], &[middle])
    };
    let within = forge::name(&[("C", "zz"), ("O", " ACME ")]);
    let elsewhere = forge::name(&[("C", "ZZ"), ("O", "Other")]);
    let leaf = leaf_forge();
    assert_eq!(constrained(&[(4, &within)], &[], &leaf), None, "names are compared by meaning");
    assert_eq!(constrained(&[(4, &elsewhere)], &[], &leaf), Some(ChainNotTrusted));
    assert_eq!(constrained(&[(4, &elsewhere), (4, &within)], &[], &leaf), None);
    assert_eq!(constrained(&[], &[(4, &within)], &leaf), Some(ChainNotTrusted));
    assert_eq!(constrained(&[], &[(4, &elsewhere)], &leaf), None);
    assert_eq!(constrained(&[(2, b"example")], &[], &leaf), None, "no host name, so nothing to constrain");
    let named = leaf_forge().with_extension(forge::alternative_names(&[
        (2, b"www.example"),
        (1, b"me@example.org"),
        (7, &[10, 0, 0, 1]),
    ]));
    assert_eq!(constrained(&[(2, b"example")], &[], &named), None);
    assert_eq!(constrained(&[(2, b"other")], &[], &named), Some(ChainNotTrusted));
    assert_eq!(constrained(&[(1, b"example.org")], &[], &named), None);
    assert_eq!(constrained(&[(1, b".example.org")], &[], &named), Some(ChainNotTrusted));
    assert_eq!(
        constrained(&[(7, &[10, 0, 0, 0, 255, 0, 0, 0])], &[], &named),
        Some(ChainNotTrusted),
        "addresses fail closed"
    );
    let with_mail =
        Forge { subject: forge::name(&[("O", ORGANISATION), ("CN", "x"), ("E", "me@bad.example")]), ..leaf_forge() };
    assert_eq!(
        constrained(&[], &[(1, b"bad.example")], &with_mail),
        Some(ChainNotTrusted),
        "an address in the subject counts too"
    );
    let on_leaf = leaf_forge().with_extension(forge::name_constraints(&[(4, &elsewhere)], &[]));
    assert_eq!(partner_forge(&on_leaf), None, "on the leaf they bind nobody");
}
