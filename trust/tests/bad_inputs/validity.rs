//! #23 to #35: dates, versions, self-signed certificates, the order of uploads.

use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::trust_code::TrustCode::*;
use partnerdesk_trust::{
    Settings,
    check::{AuthorityContext, check_ca, first_failure},
    forge::{self, Forge},
};

use crate::{ACCEPTED, Case, check, support::*};

#[test]
fn dates() {
    let day = |text: &str| -> Timestamp { text.parse().unwrap() };
    let partner_until = |end: Timestamp| partner_forge(&leaf_forge().valid(now() - days(1), end));
    let root_until = |end: Timestamp| authority(&root_forge().valid(now() - days(1), end).pem(root_key()));
    // #23
    assert_eq!(upload_authority(&root().pem(), std::slice::from_ref(root()), &[]), [Some(AlreadyStored)]);
    // #25
    assert_eq!(partner_until(now() - SignedDuration::from_secs(1)), Some(OutsideValidity));
    assert_eq!(root_until(now() - SignedDuration::from_secs(1)), Some(OutsideValidity));
    // #26
    let from = |begin: Timestamp| partner_forge(&leaf_forge().valid(begin, now() + days(700)));
    assert_eq!(from(now() + days(1)), Some(NotYetValid));
    assert_eq!(from(now() + SignedDuration::from_mins(10)), Some(OutsideValidity));
    // #27
    assert_eq!(partner_forge(&leaf_forge().valid(now() - days(1), now() - days(9))), Some(OutsideValidity));
    // #28: by calendar date, the hour does not matter.
    assert_eq!(root_until(now() + days(364)), Some(AuthorityEndsTooSoon));
    assert_eq!(root_until(day("2027-11-21T23:59:59Z")), Some(AuthorityEndsTooSoon));
    assert_eq!(root_until(day("2027-11-22T00:00:00Z")), None);
    let leap = |at: &str, end: &str| {
        let root = root_forge().valid(day(at) - days(1), day(end)).certificate(root_key()).unwrap();
        first_failure(&check_ca(&root, &AuthorityContext::default(), day(at), &Settings::default()))
    };
    assert_eq!(leap("2028-02-29T12:00:00Z", "2029-02-28T00:00:00Z"), None, "twelve months from a leap day");
    assert_eq!(leap("2028-02-29T12:00:00Z", "2029-02-27T23:00:00Z"), Some(AuthorityEndsTooSoon));
    assert_eq!(
        leap("2027-06-01T00:00:00Z", "2028-05-31T00:00:00Z"),
        Some(AuthorityEndsTooSoon),
        "365 days across a leap day"
    );
    // #29
    assert_eq!(partner_until(now() + days(335) - SignedDuration::from_secs(1)), Some(EndsTooSoon));
    assert_eq!(partner_until(now() + days(335)), None);
    // #30
    let ends = |tag: u8, text: &[u8]| {
        let mut forge = leaf_forge();
        forge.not_after = forge::element(tag, text);
        partner_forge(&forge)
    };
    assert_eq!(ends(0x18, b"99991231235959Z"), None);
    assert_eq!(ends(0x18, b"20500101000000Z"), None);
    assert_eq!(ends(0x17, b"491231235959Z"), None, "2049");
    assert_eq!(ends(0x17, b"500101000000Z"), Some(OutsideValidity), "1950");
    for malformed in [
        &b"20300101000000.5Z"[..],
        b"20300101000000+0100",
        b"203001010000Z",
        b"20301301000000Z",
        b"20300101000060Z",
        b"",
        b"2030010100000\xc3Z",
    ] {
        assert_eq!(ends(0x18, malformed), Some(NotAPemCertificate));
    }
    for malformed in [&b"3001010000Z"[..], b"300101000000+0000", b"300101000000"] {
        assert_eq!(ends(0x17, malformed), Some(NotAPemCertificate));
    }
}

#[test]
#[rustfmt::skip] // one row a case
fn versions_and_self_signing() {
    check(&[
        Case("#31 CA v1", || authority(&Forge { version: None, extensions: None, ..root_forge() }.pem(root_key())), Some(NotVersion3)),
        Case("#31 CA v2", || authority(&Forge { version: Some(1), extensions: None, ..root_forge() }.pem(root_key())), Some(NotVersion3)),
        Case("#31 P v1", || partner_forge(&Forge { version: None, extensions: None, ..leaf_forge() }), Some(NotVersion3)),
        Case("#31 P v4", || partner_forge(&Forge { version: Some(3), ..leaf_forge() }), Some(NotVersion3)),
        Case("#32 P self-signed", || partner(&leaf_forge().pem(leaf_key())), Some(SelfSigned)),
        Case("#33 CA not an authority", || authority(&root_forge().with_extensions(vec![forge::basic_constraints(false, None)]).pem(root_key())), Some(InvalidCertificate)),
        Case("#33 CA no basicConstraints", || authority(&root_forge().with_extensions(vec![forge::key_usage(&[0x06])]).pem(root_key())), Some(InvalidCertificate)),
        Case("#33 CA may not sign certificates", || authority(&root_forge().with_extensions(vec![forge::basic_constraints(true, None), forge::key_usage(&[0x80])]).pem(root_key())), Some(InvalidCertificate)),
        Case("#34 CA self-issued, signed by another", || authority(&root_forge().pem(stranger_key())), Some(IssuerNotTrusted)),
        Case("#34 P self-issued, signed by another", || partner_forge(&Forge { issuer: leaf_forge().subject, ..leaf_forge() }), Some(ChainNotTrusted)),
        Case("#35 CA intermediate before its root", || authority(&middle().pem()), Some(IssuerNotTrusted)),
        Case("#35 CA intermediate after its root", || upload_authority(&middle().pem(), &[root().clone()], &[])[0], ACCEPTED),
    ]);
}
