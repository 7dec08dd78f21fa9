//! #56 to #64: serial numbers, subjects, organisations, contents.

use partnerdesk_api::trust_code::TrustCode::*;
use partnerdesk_trust::forge::{self, Forge};

use crate::{ACCEPTED, Answer, Case, check, support::*};

fn serial(content: &[u8]) -> Answer {
    partner_forge(&Forge { serial: content.to_vec(), ..leaf_forge() })
}

fn subject(parts: &[(&str, &str)]) -> Answer {
    partner_forge(&Forge { subject: forge::name(parts), ..leaf_forge() })
}

/// An organisation of any string type.
fn organisation(tag: u8, value: &[u8]) -> Answer {
    let parts = [vec![forge::attribute("O", tag, value)], vec![forge::attribute("CN", 0x0c, b"x")]];
    partner_forge(&Forge { subject: forge::name_of(&parts), ..leaf_forge() })
}

fn organisation_text(value: &str) -> Answer {
    organisation(0x0c, value.as_bytes())
}

#[test]
#[rustfmt::skip] // one row a case
fn serials_and_subjects() {
    const MISMATCH: Answer = Some(OrganisationMismatch);
    const UNREADABLE: Answer = Some(NotAPemCertificate);
    const UNUSABLE: Answer = Some(InvalidCertificate);
    check(&[
        Case("#56 negative", || serial(&[0x80]), ACCEPTED),
        Case("#56 zero", || serial(&[0]), ACCEPTED),
        Case("#56 20 octets", || serial(&[0x7f; 20]), ACCEPTED),
        Case("#56 20 octets, negative", || serial(&[0x80; 20]), ACCEPTED),
        Case("#56 21 octets", || serial(&[0x7f; 21]), UNREADABLE),
        Case("#56 4 KB", || serial(&[0x7f; 4096]), UNREADABLE),
        Case("#56 empty", || serial(&[]), UNREADABLE),
        Case("#57 no organisation", || subject(&[("CN", "x")]), MISMATCH),
        Case("#57 empty", || organisation_text(""), MISMATCH),
        Case("#57 two", || subject(&[("O", ORGANISATION), ("O", ORGANISATION), ("CN", "x")]), MISMATCH),
        Case("#57 in a combined part", || partner_forge(&Forge { subject: forge::name_of(&[vec![forge::attribute("O", 0x0c, b"Acme"), forge::attribute("CN", 0x0c, b"x")]]), ..leaf_forge() }), MISMATCH),
        Case("#58 case", || organisation_text("ACME"), MISMATCH),
        Case("#58 leading blank", || organisation_text(" Acme"), MISMATCH),
        Case("#58 trailing blank", || organisation_text("Acme "), MISMATCH),
        Case("#58 no-break space", || organisation_text("Acme\u{a0}"), MISMATCH),
        Case("#58 tab", || organisation_text("Acme\t"), MISMATCH),
        Case("#58 trailing dot", || organisation_text("Acme."), MISMATCH),
        Case("#59 Cyrillic letter", || organisation_text("\u{410}cme"), MISMATCH),
        Case("#59 full-width", || organisation_text("\u{ff21}cme"), MISMATCH),
        Case("#59 combining accent", || organisation_text("Acme\u{301}"), MISMATCH),
        Case("#59 zero-width joiner", || organisation_text("Ac\u{200d}me"), MISMATCH),
        Case("#59 right-to-left mark", || organisation_text("\u{200f}Acme"), MISMATCH),
        Case("#60 NUL in the organisation", || organisation_text("Acme\0"), MISMATCH),
        Case("#60 line feed in the common name", || subject(&[("O", ORGANISATION), ("CN", "a\nb")]), UNUSABLE),
        Case("#60 escape sequence in the common name", || subject(&[("O", ORGANISATION), ("CN", "\u{1b}[2J")]), UNUSABLE),
        Case("#60 a value that looks like two", || organisation_text("Acme,CN=evil"), MISMATCH),
        Case("#60 a value that looks encoded", || organisation_text("#0c0441636d65"), MISMATCH),
        Case("#61 BMPString", || organisation(0x1e, &[0, b'A', 0, b'c', 0, b'm', 0, b'e']), ACCEPTED),
        Case("#61 UniversalString", || organisation(0x1c, b"\0\0\0A\0\0\0c\0\0\0m\0\0\0e"), ACCEPTED),
        Case("#61 TeletexString", || organisation(0x14, b"Acme"), ACCEPTED),
        Case("#61 IA5String", || organisation(0x16, b"Acme"), ACCEPTED),
        Case("#61 PrintableString", || organisation(0x13, b"Acme"), ACCEPTED),
        Case("#61 PrintableString with @", || organisation(0x13, b"Ac@me"), MISMATCH),
        Case("#61 invalid UTF-8", || organisation(0x0c, b"Acme\xff"), MISMATCH),
        Case("#61 BMPString of odd length", || organisation(0x1e, &[0, b'A', 0]), MISMATCH),
        Case("#61 BMPString with half a pair", || organisation(0x1e, &[0xd8, 0]), MISMATCH),
        Case("#61 UniversalString out of range", || organisation(0x1c, &[0xff; 4]), MISMATCH),
        Case("#62 no common name", || subject(&[("O", ORGANISATION)]), UNUSABLE),
        Case("#62 empty subject of an authority", || authority(&Forge { subject: forge::name(&[]), ..root_forge() }.pem(root_key())), UNUSABLE),
        Case("#62 64 KB common name", || subject(&[("O", ORGANISATION), ("CN", &"x".repeat(65536))]), UNUSABLE),
        Case("#62 500 parts", || subject(&[[("O", ORGANISATION), ("CN", "x")].to_vec(), vec![("OU", "u"); 500]].concat()), UNUSABLE),
        Case("#63 payload in the common name", || subject(&[("O", ORGANISATION), ("CN", "'; drop table partner; --<script>")]), ACCEPTED),
        Case("#64 leaf that is an authority", || partner_forge(&leaf_forge().with_extensions(vec![forge::basic_constraints(true, None)])), ACCEPTED),
        Case("#64 for servers only", || partner_forge(&leaf_forge().with_extension(forge::extension(&[0x55, 0x1d, 0x25], false, &forge::element(0x30, &forge::element(6, &[0x2b, 6, 1, 5, 5, 7, 3, 1]))))), ACCEPTED),
        Case("#64 no key usage, no extensions", || partner_forge(&Forge { extensions: None, ..leaf_forge() }), ACCEPTED),
        Case("#64 key usage for signing certificates only", || partner_forge(&leaf_forge().with_extensions(vec![forge::key_usage(&[0x04])])), ACCEPTED),
    ]);
}

#[test]
fn display_cannot_be_forged() {
    // #60
    let certificate = Forge { subject: forge::name(&[("O", "Acme,CN=evil"), ("CN", "a\u{1b}b")]), ..leaf_forge() };
    let certificate = certificate.certificate(middle_key()).unwrap();
    assert_eq!(certificate.subject().display(), "CN=a\\1Bb,O=Acme\\,CN=evil");
    assert_eq!(certificate.organisations(), [Some("Acme,CN=evil")]);
}
