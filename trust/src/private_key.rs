//! Recognising private keys that were sent by mistake, so that they are refused and never kept.

use crate::der::{self, tag};

/// Whether a text contains a private key in any of the common armours.
///
/// Only labels count, so that a text may talk about private keys. Case and layout are ignored, since a damaged key is
/// still a key.
pub(crate) fn is_private_key_text(text: &str) -> bool {
    const LONGEST_LABEL: usize = 64;
    let upper = text.to_ascii_uppercase();
    let armoured = upper.match_indices("BEGIN ").any(|(at, found)| {
        let label: String = upper[at + found.len()..].chars().take(LONGEST_LABEL).collect();
        label.lines().next().unwrap_or_default().split("--").next().is_some_and(|label| label.contains("PRIVATE KEY"))
    });
    armoured || upper.contains("PUTTY-USER-KEY-FILE")
}

/// Whether DER is a private key: PKCS#8, plain or encrypted, PKCS#1 or SEC 1. Also PKCS#12, which holds one.
pub(crate) fn is_private_key_der(bytes: &[u8]) -> bool {
    let Ok((outer, _)) = der::read(bytes) else { return false };
    let parts = match der::children(outer.content) {
        Ok(parts) if outer.tag == tag::SEQUENCE => parts,
        _ => return false,
    };
    let tags: Vec<u8> = parts.iter().map(|part| part.tag).collect();
    match tags.as_slice() {
        // Version, algorithm, key; or version, key, curve.
        [tag::INTEGER, tag::SEQUENCE, tag::OCTET_STRING, ..] | [tag::INTEGER, tag::OCTET_STRING, ..] => true,
        // Encrypted: algorithm, ciphertext.
        [tag::SEQUENCE, tag::OCTET_STRING] => true,
        // RSA: version and eight numbers.
        [tag::INTEGER, tag::INTEGER, tag::INTEGER, tag::INTEGER, ..] => true,
        // PKCS#12: version 3, content.
        [tag::INTEGER, tag::SEQUENCE] | [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE] => parts[0].content == [3],
        _ => false,
    }
}
