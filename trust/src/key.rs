//! Public keys: what kind they are and whether they may be used.

use std::fmt;

use aws_lc_rs::signature::{self, ParsedPublicKey};

use crate::{
    der::{self, Problem, tag},
    oid,
};

/// The shortest RSA modulus that is accepted, in bits. MOSIP's rule for partners; for authorities our own.
pub const MIN_RSA_BITS: u32 = 2048;
/// The longest RSA modulus that is accepted, in bits. Our own limit: longer keys cost too much time to check.
pub const MAX_RSA_BITS: u32 = 8192;

/// The kind and size of a public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA, with the length of the modulus.
    Rsa {
        /// Bits from the highest set one down.
        bits: u32,
    },
    /// NIST P-256.
    EcP256,
    /// NIST P-384.
    EcP384,
    /// NIST P-521.
    EcP521,
    /// Ed25519.
    Ed25519,
    /// Anything that is not used here.
    Other {
        /// A common name, or the dotted identifier.
        name: String,
    },
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyKind::Rsa { bits } => write!(f, "RSA {bits}"),
            KeyKind::EcP256 => f.write_str("EC P-256"),
            KeyKind::EcP384 => f.write_str("EC P-384"),
            KeyKind::EcP521 => f.write_str("EC P-521"),
            KeyKind::Ed25519 => f.write_str("Ed25519"),
            KeyKind::Other { name } => f.write_str(name),
        }
    }
}

/// Why a public key is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    /// RSA below [`MIN_RSA_BITS`].
    TooShort,
    /// RSA above [`MAX_RSA_BITS`].
    TooLong,
    /// RSA with a public exponent that is even, below 65537 or above 33 bits. Our own rule, after FIPS 186-5.
    Exponent,
    /// RSA with an even modulus: it cannot be the product of two primes.
    Modulus,
    /// A point that is not on its curve.
    Point,
    /// A compressed point. Java, and so MOSIP's other modules, cannot read it.
    CompressedPoint,
    /// A kind or curve that cannot be signed here.
    Kind,
    /// The key itself is malformed.
    Malformed,
}

/// A public key as found in a certificate.
#[derive(Clone, Debug)]
pub(crate) struct PublicKey {
    /// The whole SubjectPublicKeyInfo.
    pub(crate) spki: Vec<u8>,
    /// The content of its bit string.
    pub(crate) bits: Vec<u8>,
    pub(crate) kind: KeyKind,
    pub(crate) problem: Option<KeyProblem>,
}

impl PublicKey {
    pub(crate) fn parse(spki: &[u8]) -> Result<Self, Problem> {
        let outer = der::read_only(spki, tag::SEQUENCE)?;
        let parts = der::children(outer.content)?;
        let [algorithm, bits] = parts.as_slice() else { return Err("the key is malformed") };
        let bits = der::whole_bits(bits)?;
        let algorithm = der::children(der::read_only(algorithm.raw, tag::SEQUENCE)?.content)?;
        let (id, parameters) = match algorithm.as_slice() {
            [id] if id.tag == tag::OID => (id.content, None),
            [id, parameters] if id.tag == tag::OID => (id.content, Some(*parameters)),
            _ => return Err("the key is malformed"),
        };
        let (kind, problem) = judge(id, parameters, bits);
        Ok(PublicKey { spki: spki.to_vec(), bits: bits.to_vec(), kind, problem })
    }
}

fn judge(id: &[u8], parameters: Option<der::Element<'_>>, bits: &[u8]) -> (KeyKind, Option<KeyProblem>) {
    let other = |name: &str| (KeyKind::Other { name: name.to_owned() }, Some(KeyProblem::Kind));
    match (id, parameters.map(|found| (found.tag, found.content))) {
        (oid::RSA, Some((0x05, []))) => judge_rsa(bits),
        (oid::RSA, _) => (KeyKind::Rsa { bits: 0 }, Some(KeyProblem::Malformed)),
        (oid::EC, Some((tag::OID, oid::P256))) => {
            (KeyKind::EcP256, judge_point(&signature::ECDSA_P256_SHA256_ASN1, bits))
        }
        (oid::EC, Some((tag::OID, oid::P384))) => {
            (KeyKind::EcP384, judge_point(&signature::ECDSA_P384_SHA384_ASN1, bits))
        }
        (oid::EC, Some((tag::OID, oid::P521))) => {
            (KeyKind::EcP521, judge_point(&signature::ECDSA_P521_SHA512_ASN1, bits))
        }
        (oid::EC, Some((tag::OID, curve))) => other(&format!("EC curve {}", oid::dotted(curve))),
        (oid::EC, _) => other("EC with a curve of its own"),
        (oid::ED25519, None) => (
            KeyKind::Ed25519,
            ParsedPublicKey::new(&signature::ED25519, bits).is_err().then_some(KeyProblem::Malformed),
        ),
        (oid::ED448, _) => other("Ed448"),
        (oid::DSA, _) => other("DSA"),
        (oid::RSA_PSS, _) => other("RSA for PSS only"),
        _ => other(&oid::dotted(id)),
    }
}

fn judge_rsa(bits: &[u8]) -> (KeyKind, Option<KeyProblem>) {
    let Some((modulus, exponent)) = rsa_numbers(bits) else {
        return (KeyKind::Rsa { bits: 0 }, Some(KeyProblem::Malformed));
    };
    let length = bit_length(modulus);
    let exponent_value = exponent.iter().fold(0_u128, |sum, &byte| (sum << 8) | u128::from(byte));
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
    let problem = if length < MIN_RSA_BITS {
        Some(KeyProblem::TooShort)
    } else if length > MAX_RSA_BITS {
        Some(KeyProblem::TooLong)
    } else if !odd(modulus) {
        Some(KeyProblem::Modulus)
    } else if !odd(exponent) || bit_length(exponent) > 33 || exponent_value < 65537 {
        Some(KeyProblem::Exponent)
    } else {
        None
    };
    (KeyKind::Rsa { bits: length }, problem)
}

/// Modulus and exponent of an RSA key. `None` when malformed or negative.
fn rsa_numbers(bits: &[u8]) -> Option<(&[u8], &[u8])> {
    der::check_strict(bits).ok()?;
    let outer = der::read_only(bits, tag::SEQUENCE).ok()?;
    match der::children(outer.content).ok()?.as_slice() {
        [modulus, exponent] if modulus.tag == tag::INTEGER && exponent.tag == tag::INTEGER => {
            let positive = |number: &[u8]| number.first().is_some_and(|byte| byte & 0x80 == 0);
            (positive(modulus.content) && positive(exponent.content)).then_some((modulus.content, exponent.content))
        }
        _ => None,
    }
}

fn bit_length(number: &[u8]) -> u32 {
    let significant = &number[number.iter().take_while(|byte| **byte == 0).count()..];
    significant.first().map_or(0, |first| significant.len() as u32 * 8 - first.leading_zeros())
}

fn judge_point(algorithm: &'static dyn signature::VerificationAlgorithm, bits: &[u8]) -> Option<KeyProblem> {
    match bits.first() {
        Some(0x02 | 0x03) => Some(KeyProblem::CompressedPoint),
        Some(0x04) if ParsedPublicKey::new(algorithm, bits).is_ok() => None,
        _ => Some(KeyProblem::Point),
    }
}
