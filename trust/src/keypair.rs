//! Key pairs that sign: generated here or loaded from PKCS#8.

use std::fmt;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{self as lc, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair},
};
use rcgen::{PublicKeyData, SignatureAlgorithm, SigningKey};
use zeroize::Zeroizing;

/// The kinds of key pair that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyChoice {
    /// RSA of 2048 bits with SHA-256: what MOSIP uses, and what its modules are sure to accept. Takes a noticeable
    /// part of a second to generate.
    Rsa2048,
    /// RSA of 3072 bits with SHA-256.
    Rsa3072,
    /// NIST P-256 with SHA-256.
    EcP256,
    /// NIST P-384 with SHA-384, which MOSIP's rules refuse as a signature by default.
    EcP384,
    /// NIST P-521 with SHA-512, which MOSIP's rules refuse as a signature by default.
    EcP521,
    /// Ed25519, which MOSIP's rules refuse as a signature by default.
    Ed25519,
}

/// A key pair could not be made, or its encoding not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyPairError;

impl fmt::Display for KeyPairError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "The key pair cannot be made or read; \
             it has to be an unencrypted PKCS#8 key, RSA, P-256, P-384, P-521 or Ed25519.",
        )
    }
}

impl std::error::Error for KeyPairError {}

/// A private key with its public half. The encoded copy is wiped from memory when it is dropped, and neither is ever
/// shown by `Debug`.
pub struct KeyPair {
    secret: Secret,
    algorithm: &'static SignatureAlgorithm,
    pkcs8: Zeroizing<Vec<u8>>,
}

enum Secret {
    Rsa(Box<RsaKeyPair>),
    Ec(Box<EcdsaKeyPair>),
    Ed(Box<Ed25519KeyPair>),
}

/// The curves, each with the digest of its size.
const CURVES: [(&EcdsaSigningAlgorithm, &SignatureAlgorithm); 3] = [
    (&lc::ECDSA_P256_SHA256_ASN1_SIGNING, &rcgen::PKCS_ECDSA_P256_SHA256),
    (&lc::ECDSA_P384_SHA384_ASN1_SIGNING, &rcgen::PKCS_ECDSA_P384_SHA384),
    (&lc::ECDSA_P521_SHA512_ASN1_SIGNING, &rcgen::PKCS_ECDSA_P521_SHA512),
];

impl KeyPair {
    /// Makes a new key pair with randomness from the operating system.
    ///
    /// # Errors
    /// [`KeyPairError`] when there is no randomness.
    pub fn generate(choice: KeyChoice) -> Result<Self, KeyPairError> {
        let pkcs8 = match choice {
            KeyChoice::Rsa2048 => generate_rsa(KeySize::Rsa2048)?,
            KeyChoice::Rsa3072 => generate_rsa(KeySize::Rsa3072)?,
            KeyChoice::EcP256 => generate_ec(CURVES[0].0)?,
            KeyChoice::EcP384 => generate_ec(CURVES[1].0)?,
            KeyChoice::EcP521 => generate_ec(CURVES[2].0)?,
            KeyChoice::Ed25519 => {
                let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| KeyPairError)?;
                Zeroizing::new(document.as_ref().to_vec())
            }
        };
        Self::from_pkcs8(&pkcs8)
    }

    /// Reads a key pair from unencrypted PKCS#8 in DER. RSA keys sign with SHA-256.
    ///
    /// # Errors
    /// [`KeyPairError`] for other encodings and kinds of key.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyPairError> {
        let (secret, algorithm) = read_secret(pkcs8).ok_or(KeyPairError)?;
        Ok(KeyPair { secret, algorithm, pkcs8: Zeroizing::new(pkcs8.to_vec()) })
    }

    /// The private key as unencrypted PKCS#8 in DER. Seal it before it is stored.
    #[must_use]
    pub fn pkcs8(&self) -> Zeroizing<Vec<u8>> {
        self.pkcs8.clone()
    }

    /// The private key as PEM, for example for the files of a test chain.
    #[must_use]
    pub fn pkcs8_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(crate::p7b::armour("PRIVATE KEY", &self.pkcs8))
    }

    /// The public half as SubjectPublicKeyInfo in DER.
    #[must_use]
    pub fn spki_der(&self) -> Vec<u8> {
        self.subject_public_key_info()
    }

    /// Signs with another digest or padding than the usual one, for certificates made by the test module.
    #[cfg(feature = "testing")]
    pub(crate) fn sign_rsa(&self, padding: &'static dyn lc::RsaEncoding, message: &[u8]) -> Option<Vec<u8>> {
        let Secret::Rsa(key) = &self.secret else { return None };
        rsa_signature(key, padding, message)
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPair({:?})", self.algorithm)
    }
}

impl PublicKeyData for KeyPair {
    fn der_bytes(&self) -> &[u8] {
        match &self.secret {
            Secret::Rsa(key) => key.public_key().as_ref(),
            Secret::Ec(key) => key.public_key().as_ref(),
            Secret::Ed(key) => key.public_key().as_ref(),
        }
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

impl SigningKey for KeyPair {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signature = match &self.secret {
            Secret::Rsa(key) => rsa_signature(key, &lc::RSA_PKCS1_SHA256, message),
            Secret::Ec(key) => key.sign(&SystemRandom::new(), message).ok().map(|found| found.as_ref().to_vec()),
            Secret::Ed(key) => key.try_sign(message).ok().map(|found| found.as_ref().to_vec()),
        };
        signature.ok_or(rcgen::Error::RingUnspecified)
    }
}

fn read_secret(pkcs8: &[u8]) -> Option<(Secret, &'static SignatureAlgorithm)> {
    if let Ok(key) = RsaKeyPair::from_pkcs8(pkcs8) {
        return Some((Secret::Rsa(Box::new(key)), &rcgen::PKCS_RSA_SHA256));
    }
    for (curve, algorithm) in CURVES {
        if let Ok(key) = EcdsaKeyPair::from_pkcs8(curve, pkcs8) {
            return Some((Secret::Ec(Box::new(key)), algorithm));
        }
    }
    Ed25519KeyPair::from_pkcs8(pkcs8).ok().map(|key| (Secret::Ed(Box::new(key)), &rcgen::PKCS_ED25519))
}

fn rsa_signature(key: &RsaKeyPair, padding: &'static dyn lc::RsaEncoding, message: &[u8]) -> Option<Vec<u8>> {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(padding, &SystemRandom::new(), message, &mut signature).ok()?;
    Some(signature)
}

fn generate_rsa(size: KeySize) -> Result<Zeroizing<Vec<u8>>, KeyPairError> {
    let key = RsaKeyPair::generate(size).map_err(|_| KeyPairError)?;
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&key).map_err(|_| KeyPairError)?;
    Ok(Zeroizing::new(der.as_ref().to_vec()))
}

fn generate_ec(curve: &'static EcdsaSigningAlgorithm) -> Result<Zeroizing<Vec<u8>>, KeyPairError> {
    let document = EcdsaKeyPair::generate_pkcs8(curve, &SystemRandom::new()).map_err(|_| KeyPairError)?;
    Ok(Zeroizing::new(document.as_ref().to_vec()))
}
