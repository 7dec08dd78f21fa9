//! Signature algorithms by the names Java gives them, and the check of one signature.

use aws_lc_rs::signature::{self as lc, UnparsedPublicKey, VerificationAlgorithm};
use x509_parser::{asn1_rs::FromDer, signature_algorithm::RsaSsaPssParams, x509::AlgorithmIdentifier};

use crate::{
    der::{self, Problem, tag},
    key::{KeyKind, PublicKey},
    oid,
};

/// How much a signature algorithm is worth, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// MD2, MD5, or an algorithm that is not known here.
    Broken,
    /// SHA-1: recognised, to be able to name it as the reason, but never accepted from an authority.
    Sha1,
    /// SHA-224 or SHA-256: what MOSIP accepts.
    Sha2Short,
    /// SHA-384, SHA-512, RSA-PSS and Ed25519: as good or better, but refused by MOSIP's rule.
    Stronger,
}

/// The algorithm a certificate was signed with.
#[derive(Clone, Debug)]
pub(crate) struct SignatureAlgorithm {
    pub(crate) name: String,
    pub(crate) strength: Strength,
    family: Family,
    digest: Digest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Rsa,
    RsaPss,
    Ecdsa,
    Ed25519,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Digest {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    Other,
}

/// SHA-224 and DSA are named, but nothing here verifies them: such a certificate fails for its path, where MOSIP would
/// accept it.
///
/// Identifier, Java's name, family, digest and worth.
type Known = (&'static [u8], &'static str, Family, Digest, Strength);

const KNOWN: &[Known] = {
    use Digest::{Other, Sha1, Sha256, Sha384, Sha512};
    use Family::{Ecdsa, Ed25519, Rsa, Unknown};
    use Strength::{Broken, Sha2Short, Stronger};
    &[
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 2], "MD2withRSA", Rsa, Other, Broken),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4], "MD5withRSA", Rsa, Other, Broken),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5], "SHA1withRSA", Rsa, Sha1, Strength::Sha1),
        (&[0x2b, 0x0e, 0x03, 0x02, 0x1d], "SHA1withRSA", Rsa, Sha1, Strength::Sha1),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 14], "SHA224withRSA", Rsa, Other, Sha2Short),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11], "SHA256withRSA", Rsa, Sha256, Sha2Short),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12], "SHA384withRSA", Rsa, Sha384, Stronger),
        (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13], "SHA512withRSA", Rsa, Sha512, Stronger),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1], "SHA1withECDSA", Ecdsa, Sha1, Strength::Sha1),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 1], "SHA224withECDSA", Ecdsa, Other, Sha2Short),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2], "SHA256withECDSA", Ecdsa, Sha256, Sha2Short),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3], "SHA384withECDSA", Ecdsa, Sha384, Stronger),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4], "SHA512withECDSA", Ecdsa, Sha512, Stronger),
        (&[0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 3, 2], "SHA256withDSA", Unknown, Sha256, Sha2Short),
        (oid::ED25519, "Ed25519", Ed25519, Other, Stronger),
    ]
};

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// The algorithm is too weak, unknown, or does not fit the key.
    Algorithm,
    /// The signature is not by this key over these bytes.
    Signature,
}

impl SignatureAlgorithm {
    pub(crate) fn parse(raw: &[u8]) -> Result<Self, Problem> {
        let parts = der::children(der::read_only(raw, tag::SEQUENCE)?.content)?;
        let id = match parts.as_slice() {
            [id] | [id, _] if id.tag == tag::OID => id.content,
            _ => return Err("the signature algorithm is malformed"),
        };
        let known = KNOWN.iter().find(|known| known.0 == id);
        let (name, family, digest, strength) = match known {
            Some(&(_, name, family, digest, strength)) => (name.to_owned(), family, digest, strength),
            None if id == oid::RSA_PSS => {
                let digest = pss_digest(raw);
                let strength = if digest == Digest::Other { Strength::Broken } else { Strength::Stronger };
                ("RSASSA-PSS".to_owned(), Family::RsaPss, digest, strength)
            }
            None => (oid::dotted(id), Family::Unknown, Digest::Other, Strength::Broken),
        };
        Ok(SignatureAlgorithm { name, strength, family, digest })
    }

    /// Checks a signature. `weak_too` admits SHA-1 and RSA from 1024 bits, which is for telling people what a
    /// certificate is, never for trusting it.
    pub(crate) fn verify(
        &self,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
        weak_too: bool,
    ) -> Result<(), Rejected> {
        if self.strength < Strength::Sha2Short && !weak_too {
            return Err(Rejected::Algorithm);
        }
        let verifier = self.verifier(&key.kind, weak_too).ok_or(Rejected::Algorithm)?;
        UnparsedPublicKey::new(verifier, &key.bits).verify(message, signature).map_err(|_| Rejected::Signature)
    }

    fn verifier(&self, key: &KeyKind, weak_too: bool) -> Option<&'static dyn VerificationAlgorithm> {
        use Digest::{Sha1, Sha256, Sha384, Sha512};
        Some(match (self.family, key, self.digest) {
            (Family::Rsa, KeyKind::Rsa { .. }, Sha1) => &lc::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            (Family::Rsa, KeyKind::Rsa { .. }, Sha256) if weak_too => {
                &lc::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
            }
            (Family::Rsa, KeyKind::Rsa { .. }, Sha256) => &lc::RSA_PKCS1_2048_8192_SHA256,
            (Family::Rsa, KeyKind::Rsa { .. }, Sha384) => &lc::RSA_PKCS1_2048_8192_SHA384,
            (Family::Rsa, KeyKind::Rsa { .. }, Sha512) => &lc::RSA_PKCS1_2048_8192_SHA512,
            (Family::RsaPss, KeyKind::Rsa { .. }, Sha256) => &lc::RSA_PSS_2048_8192_SHA256,
            (Family::RsaPss, KeyKind::Rsa { .. }, Sha384) => &lc::RSA_PSS_2048_8192_SHA384,
            (Family::RsaPss, KeyKind::Rsa { .. }, Sha512) => &lc::RSA_PSS_2048_8192_SHA512,
            (Family::Ecdsa, KeyKind::EcP256, Sha1) => &lc::ECDSA_P256_SHA1_ASN1,
            (Family::Ecdsa, KeyKind::EcP256, Sha256) => &lc::ECDSA_P256_SHA256_ASN1,
            (Family::Ecdsa, KeyKind::EcP256, Sha384) => &lc::ECDSA_P256_SHA384_ASN1,
            (Family::Ecdsa, KeyKind::EcP256, Sha512) => &lc::ECDSA_P256_SHA512_ASN1,
            (Family::Ecdsa, KeyKind::EcP384, Sha256) => &lc::ECDSA_P384_SHA256_ASN1,
            (Family::Ecdsa, KeyKind::EcP384, Sha384) => &lc::ECDSA_P384_SHA384_ASN1,
            (Family::Ecdsa, KeyKind::EcP384, Sha512) => &lc::ECDSA_P384_SHA512_ASN1,
            (Family::Ecdsa, KeyKind::EcP521, Sha1) => &lc::ECDSA_P521_SHA1_ASN1,
            (Family::Ecdsa, KeyKind::EcP521, Sha256) => &lc::ECDSA_P521_SHA256_ASN1,
            (Family::Ecdsa, KeyKind::EcP521, Sha384) => &lc::ECDSA_P521_SHA384_ASN1,
            (Family::Ecdsa, KeyKind::EcP521, Sha512) => &lc::ECDSA_P521_SHA512_ASN1,
            (Family::Ed25519, KeyKind::Ed25519, _) => &lc::ED25519,
            _ => return None,
        })
    }
}

/// The digest that RSA-PSS parameters name. The verifier then insists on the same one for the mask and on a salt of
/// its length, the only combination in use.
fn pss_digest(raw: &[u8]) -> Digest {
    let parsed = AlgorithmIdentifier::from_der(raw).ok().and_then(|(_, found)| found.parameters);
    let Some(Ok(parameters)) = parsed.as_ref().map(RsaSsaPssParams::try_from) else { return Digest::Other };
    match parameters.hash_algorithm_oid().as_bytes() {
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 1] => Digest::Sha256,
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 2] => Digest::Sha384,
        [0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 3] => Digest::Sha512,
        _ => Digest::Other,
    }
}
