//! Certificates in a PKCS#7 container without signatures, as `.p7b` files carry chains.
//!
//! Written by hand because general libraries sort the set, while MOSIP and many clients take the first certificate as
//! the leaf; and read by hand because MOSIP itself sends BER with indefinite lengths, which DER libraries refuse.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pem::{EncodeConfig, LineEnding, Pem};

use crate::{
    certificate::{Certificate, Malformed},
    der::{self, tag},
    input::MAX_CERTIFICATES,
    oid,
};

/// Deeper nesting than a container needs; deeper input is refused.
const MAX_DEPTH: usize = 16;

/// The context tag of the certificates in SignedData.
const CERTIFICATES: u8 = 0xa0;

/// Why a container could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum P7bError {
    /// Not a PKCS#7 container, or a broken one.
    Broken,
    /// More certificates than [`MAX_CERTIFICATES`].
    TooMany,
    /// No certificates in it.
    Empty,
    /// One of its certificates cannot be read.
    Certificate(Malformed),
}

/// Packs certificates in the given order, leaf first by custom, as DER.
#[must_use]
pub fn write_der(certificates: &[Certificate]) -> Vec<u8> {
    let all: Vec<&[u8]> = certificates.iter().map(Certificate::der).collect();
    let content_info = der::write_all(tag::SEQUENCE, &[&der::write(tag::OID, oid::PKCS7_DATA)]);
    let signed_data = der::write_all(
        tag::SEQUENCE,
        &[
            &der::write(tag::INTEGER, &[1]),
            &der::write(tag::SET, &[]),
            &content_info,
            &der::write_all(CERTIFICATES, &all),
            &der::write(tag::SET, &[]),
        ],
    );
    der::write_all(tag::SEQUENCE, &[&der::write(tag::OID, oid::PKCS7_SIGNED_DATA), &der::write(0xa0, &signed_data)])
}

/// Packs certificates as text: `PKCS7` armour with lines of 64 columns, what MOSIP 1.3 offers for download.
#[must_use]
pub fn write_pem(certificates: &[Certificate]) -> String {
    armour("PKCS7", &write_der(certificates))
}

/// Packs certificates as URL-safe base64 without armour, line breaks or padding: what keymanager answers.
#[must_use]
pub fn write_base64url(certificates: &[Certificate]) -> String {
    URL_SAFE_NO_PAD.encode(write_der(certificates))
}

/// Reads the certificates of a container, DER or BER, in their order. Signers, revocation lists, content and attribute
/// certificates are passed over.
///
/// # Errors
/// [`P7bError`]. Never panics, whatever the input.
pub fn read(input: &[u8]) -> Result<Vec<Certificate>, P7bError> {
    let encoded = certificates_in(input).ok_or(P7bError::Broken)?;
    if encoded.len() > MAX_CERTIFICATES {
        return Err(P7bError::TooMany);
    }
    if encoded.is_empty() {
        return Err(P7bError::Empty);
    }
    encoded.iter().map(|der| Certificate::from_der(der).map_err(P7bError::Certificate)).collect()
}

/// Whether the input says that it is SignedData, however broken behind that.
pub(crate) fn is_p7b(input: &[u8]) -> bool {
    let mut marker = der::write(tag::OID, oid::PKCS7_SIGNED_DATA);
    marker.truncate(input.len());
    // The identifier follows the outer tag and a length of one to five bytes.
    input.first() == Some(&tag::SEQUENCE)
        && !marker.is_empty()
        && (2..=6).any(|at| input.get(at..).is_some_and(|rest| rest.starts_with(&marker)))
}

fn certificates_in(input: &[u8]) -> Option<Vec<&[u8]>> {
    let (outer, rest) = read_ber(input, 0)?;
    let parts = children(&outer, tag::SEQUENCE)?;
    let [kind, wrapped, ..] = parts.as_slice() else { return None };
    if !rest.is_empty() || kind.tag != tag::OID || kind.content != oid::PKCS7_SIGNED_DATA {
        return None;
    }
    let wrapped = children(wrapped, 0xa0)?;
    let parts = children(wrapped.first()?, tag::SEQUENCE)?;
    let Some(set) = parts.iter().find(|part| part.tag == CERTIFICATES) else { return Some(Vec::new()) };
    let all = children(set, CERTIFICATES)?;
    // Certificates are plain sequences; other members of the set carry context tags.
    Some(all.iter().filter(|found| found.tag == tag::SEQUENCE).map(|found| found.raw).collect())
}

/// One element of BER. The content of an indefinite-length element ends before its end marker.
struct Ber<'a> {
    tag: u8,
    content: &'a [u8],
    raw: &'a [u8],
}

fn children<'a>(parent: &Ber<'a>, expected: u8) -> Option<Vec<Ber<'a>>> {
    if parent.tag != expected {
        return None;
    }
    let mut found = Vec::new();
    let mut rest = parent.content;
    while !rest.is_empty() {
        let (child, after) = read_ber(rest, 0)?;
        found.push(child);
        rest = after;
    }
    Some(found)
}

fn read_ber(input: &[u8], depth: usize) -> Option<(Ber<'_>, &[u8])> {
    let (&tag, rest) = input.split_first()?;
    if depth > MAX_DEPTH || tag & 0x1f == 0x1f {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    let (content, after) = match first {
        0..=0x7f => rest.split_at_checked(usize::from(first))?,
        0x80 if tag & tag::CONSTRUCTED != 0 => split_indefinite(rest, depth)?,
        0x81..=0x84 => {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = length.iter().fold(0_usize, |sum, &byte| (sum << 8) | usize::from(byte));
            rest.split_at_checked(length)?
        }
        _ => return None,
    };
    let raw = &input[..input.len() - after.len()];
    Some((Ber { tag, content, raw }, after))
}

/// Splits at the end marker that belongs to an element whose content starts here.
fn split_indefinite(content: &[u8], depth: usize) -> Option<(&[u8], &[u8])> {
    let mut rest = content;
    while !rest.starts_with(&[0, 0]) {
        (_, rest) = read_ber(rest, depth + 1)?;
    }
    Some((&content[..content.len() - rest.len()], &rest[2..]))
}

/// PEM armour with lines of 64 columns, each ending in a line feed.
pub(crate) fn armour(label: &str, der: &[u8]) -> String {
    pem::encode_config(&Pem::new(label, der), EncodeConfig::new().set_line_ending(LineEnding::LF))
}
