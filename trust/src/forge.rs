//! Certificates that no honest authority would make, for the tests of this crate and of the server.
//!
//! Only with the cargo feature `testing`. A [`Forge`] holds every part of a certificate in its encoded form, starts as
//! a sound one, and signs whatever it is given. Functions beside it encode the parts. A part that cannot be made comes
//! out empty instead of failing: such a certificate is then malformed, which a test notices.

use aws_lc_rs::signature as lc;
use jiff::{Timestamp, tz::TimeZone};
use rcgen::{PublicKeyData, SigningKey};

use crate::{
    authority::days_after,
    certificate::{Certificate, Malformed},
    der::{self, tag},
    keypair::KeyPair,
    oid,
    p7b::armour,
    serial,
};

/// A root with an honest signature, valid from 2020 to 2119, whose key has signed the two below with SHA-1.
pub const SHA1_ROOT_PEM: &str = include_str!("../testdata/sha1-root.pem");
/// A leaf of organisation `Acme`, signed by [`SHA1_ROOT_PEM`] with SHA-1.
pub const SHA1_LEAF_PEM: &str = include_str!("../testdata/sha1-leaf.pem");
/// An intermediate signed by [`SHA1_ROOT_PEM`] with SHA-1.
pub const SHA1_INTERMEDIATE_PEM: &str = include_str!("../testdata/sha1-intermediate.pem");
/// A leaf of organisation `Acme`, signed by [`SHA1_INTERMEDIATE_PEM`] with SHA-256.
pub const LEAF_BELOW_SHA1_PEM: &str = include_str!("../testdata/leaf-below-sha1.pem");

/// How to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    /// What the key signs with by itself.
    Usual,
    /// RSA keys: SHA-384.
    RsaSha384,
    /// RSA keys: SHA-512.
    RsaSha512,
    /// RSA keys: PSS with SHA-256.
    RsaPss,
    /// Says MD5 with RSA; the signature itself is one with SHA-256.
    ClaimMd5,
    /// Says MD2 with RSA; the signature itself is one with SHA-256.
    ClaimMd2,
}

/// All parts of a certificate, encoded.
#[derive(Clone, Debug)]
pub struct Forge {
    /// The number that stands in the version: 2 for version 3. `None` leaves it out, which means version 1.
    pub version: Option<u8>,
    /// The content of the serial number.
    pub serial: Vec<u8>,
    /// The algorithm inside, when it is to differ from the one outside.
    pub inner_algorithm: Option<Vec<u8>>,
    /// The issuer's name.
    pub issuer: Vec<u8>,
    /// Begin of the validity.
    pub not_before: Vec<u8>,
    /// End of the validity.
    pub not_after: Vec<u8>,
    /// The subject's name.
    pub subject: Vec<u8>,
    /// The public key.
    pub spki: Vec<u8>,
    /// The extensions, each encoded; `None` leaves the part out.
    pub extensions: Option<Vec<Vec<u8>>>,
    /// How to sign.
    pub signing: Signing,
    /// A signature to use instead of a real one.
    pub signature: Option<Vec<u8>>,
}

impl Forge {
    /// A sound authority with this name and key, valid for ten years from a day before `at`.
    #[must_use]
    pub fn authority(common_name: &str, key: &KeyPair, at: Timestamp) -> Self {
        let subject = name(&[("O", "Forge"), ("CN", common_name)]);
        Forge {
            extensions: Some(vec![basic_constraints(true, None), key_usage(&[0x06])]),
            ..Forge::new(subject.clone(), subject, key, at, 3650)
        }
    }

    /// A sound partner certificate of the organisation, issued by the holder of the name, valid for a year from a day
    /// before `at`.
    #[must_use]
    pub fn partner(organisation: &str, issuer: &[u8], key: &KeyPair, at: Timestamp) -> Self {
        let subject = name(&[("C", "ZZ"), ("O", organisation), ("CN", "partner")]);
        Forge {
            extensions: Some(vec![basic_constraints(false, None), key_usage(&[0x80])]),
            ..Forge::new(subject, issuer.to_vec(), key, at, 366)
        }
    }

    fn new(subject: Vec<u8>, issuer: Vec<u8>, key: &KeyPair, at: Timestamp, days: i64) -> Self {
        Forge {
            version: Some(2),
            serial: serial::random().unwrap_or([1; 16]).to_vec(),
            inner_algorithm: None,
            issuer,
            not_before: time(days_after(at, -1)),
            not_after: time(days_after(at, days - 1)),
            subject,
            spki: key.spki_der(),
            extensions: None,
            signing: Signing::Usual,
            signature: None,
        }
    }

    /// The same with another issuer's name.
    #[must_use]
    pub fn issued_by(mut self, issuer: &Certificate) -> Self {
        self.issuer = issuer.subject().der().to_vec();
        self
    }

    /// The same valid between these moments.
    #[must_use]
    pub fn valid(mut self, not_before: Timestamp, not_after: Timestamp) -> Self {
        (self.not_before, self.not_after) = (time(not_before), time(not_after));
        self
    }

    /// The same with one more extension.
    #[must_use]
    pub fn with_extension(mut self, extension: Vec<u8>) -> Self {
        self.extensions.get_or_insert_default().push(extension);
        self
    }

    /// The same with exactly these extensions.
    #[must_use]
    pub fn with_extensions(mut self, extensions: Vec<Vec<u8>>) -> Self {
        self.extensions = Some(extensions);
        self
    }

    /// The signed certificate in DER.
    #[must_use]
    pub fn sign(&self, key: &KeyPair) -> Vec<u8> {
        let algorithm = algorithm(self.signing, key);
        let body = self.body(self.inner_algorithm.as_deref().unwrap_or(&algorithm));
        let signature = self.signature.clone().unwrap_or_else(|| signature(self.signing, key, &body));
        der::write_all(tag::SEQUENCE, &[&body, &algorithm, &bits(&signature)])
    }

    /// The signed certificate in PEM.
    #[must_use]
    pub fn pem(&self, key: &KeyPair) -> String {
        armour("CERTIFICATE", &self.sign(key))
    }

    /// The signed certificate, read.
    ///
    /// # Errors
    /// [`Malformed`] when it is.
    pub fn certificate(&self, key: &KeyPair) -> Result<Certificate, Malformed> {
        Certificate::from_der(&self.sign(key))
    }

    fn body(&self, algorithm: &[u8]) -> Vec<u8> {
        let version = self.version.map(|number| der::write(0xa0, &der::write(tag::INTEGER, &[number])));
        let extensions =
            self.extensions.as_ref().map(|all| der::write(0xa3, &der::write(tag::SEQUENCE, &all.concat())));
        der::write_all(
            tag::SEQUENCE,
            &[
                &version.unwrap_or_default(),
                &der::write(tag::INTEGER, &self.serial),
                algorithm,
                &self.issuer,
                &der::write_all(tag::SEQUENCE, &[&self.not_before, &self.not_after]),
                &self.subject,
                &self.spki,
                &extensions.unwrap_or_default(),
            ],
        )
    }
}

/// One element of DER: an identifier octet and its content.
#[must_use]
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    der::write(tag, content)
}

/// A name of UTF-8 values. Known types: C, ST, L, O, OU, CN, E; others become CN.
#[must_use]
pub fn name(parts: &[(&str, &str)]) -> Vec<u8> {
    let typed: Vec<_> = parts.iter().map(|(kind, value)| attribute(kind, tag::UTF8_STRING, value.as_bytes())).collect();
    name_of(&typed.iter().map(|part| vec![part.clone()]).collect::<Vec<_>>())
}

/// One part of a name, with any string type.
#[must_use]
pub fn attribute(kind: &str, string_tag: u8, value: &[u8]) -> Vec<u8> {
    let id = match kind {
        "C" => oid::COUNTRY,
        "ST" => oid::STATE,
        "L" => oid::LOCALITY,
        "O" => oid::ORGANISATION,
        "OU" => oid::ORGANISATIONAL_UNIT,
        "E" => oid::EMAIL_ADDRESS,
        _ => oid::COMMON_NAME,
    };
    der::write_all(tag::SEQUENCE, &[&der::write(tag::OID, id), &der::write(string_tag, value)])
}

/// A name of relative names, each of one or several parts made by [`attribute`].
#[must_use]
pub fn name_of(rdns: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let sets: Vec<Vec<u8>> = rdns.iter().map(|parts| der::write(tag::SET, &parts.concat())).collect();
    der::write(tag::SEQUENCE, &sets.concat())
}

/// A moment, in two-digit years up to 2049 and four-digit years from 2050 on, as RFC 5280 asks.
#[must_use]
pub fn time(at: Timestamp) -> Vec<u8> {
    let civil = TimeZone::UTC.to_datetime(at);
    if (1950..2050).contains(&civil.year()) {
        der::write(tag::UTC_TIME, civil.strftime("%y%m%d%H%M%SZ").to_string().as_bytes())
    } else {
        der::write(tag::GENERALIZED_TIME, civil.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes())
    }
}

/// An extension: identifier content, critical or not, encoded value.
#[must_use]
pub fn extension(id: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let flag = if critical { der::write(tag::BOOLEAN, &[0xff]) } else { Vec::new() };
    der::write_all(tag::SEQUENCE, &[&der::write(tag::OID, id), &flag, &der::write(tag::OCTET_STRING, value)])
}

/// Critical basicConstraints.
#[must_use]
pub fn basic_constraints(ca: bool, path_len: Option<u8>) -> Vec<u8> {
    let ca = if ca { der::write(tag::BOOLEAN, &[0xff]) } else { Vec::new() };
    let length = path_len.map(|length| der::write(tag::INTEGER, &[length])).unwrap_or_default();
    extension(oid::BASIC_CONSTRAINTS, true, &der::write_all(tag::SEQUENCE, &[&ca, &length]))
}

/// Critical keyUsage of one byte of bits, the first use in the highest bit: `0x80` digitalSignature, `0x06`
/// keyCertSign and cRLSign.
#[must_use]
pub fn key_usage(usage: &[u8; 1]) -> Vec<u8> {
    let unused = usage[0].trailing_zeros().min(7) as u8;
    extension(oid::KEY_USAGE, true, &der::write(tag::BIT_STRING, &[unused, usage[0]]))
}

/// Critical nameConstraints from subtrees: a tag for the form (1 e-mail, 2 host, 4 directory, 7 address), its content.
#[must_use]
pub fn name_constraints(permitted: &[(u8, &[u8])], excluded: &[(u8, &[u8])]) -> Vec<u8> {
    let list = |tag: u8, bases: &[(u8, &[u8])]| {
        let all: Vec<Vec<u8>> =
            bases.iter().map(|(form, content)| der::write(tag::SEQUENCE, &general_name(*form, content))).collect();
        if all.is_empty() { Vec::new() } else { der::write(tag, &all.concat()) }
    };
    extension(
        oid::NAME_CONSTRAINTS,
        true,
        &der::write_all(tag::SEQUENCE, &[&list(0xa0, permitted), &list(0xa1, excluded)]),
    )
}

/// subjectAltName, with names as in [`name_constraints`].
#[must_use]
pub fn alternative_names(names: &[(u8, &[u8])]) -> Vec<u8> {
    let all: Vec<Vec<u8>> = names.iter().map(|(form, content)| general_name(*form, content)).collect();
    extension(oid::SUBJECT_ALT_NAME, false, &der::write(tag::SEQUENCE, &all.concat()))
}

/// A subjectKeyIdentifier.
#[must_use]
pub fn subject_key_id(id: &[u8]) -> Vec<u8> {
    extension(oid::SUBJECT_KEY_ID, false, &der::write(tag::OCTET_STRING, id))
}

/// An authorityKeyIdentifier.
#[must_use]
pub fn authority_key_id(id: &[u8]) -> Vec<u8> {
    extension(oid::AUTHORITY_KEY_ID, false, &der::write(tag::SEQUENCE, &der::write(0x80, id)))
}

/// An RSA public key of any numbers, most significant byte first.
#[must_use]
pub fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let positive = |number: &[u8]| {
        let lead: &[u8] = if number.first().is_none_or(|byte| byte & 0x80 != 0) { &[0] } else { &[] };
        der::write(tag::INTEGER, &[lead, number].concat())
    };
    let key = der::write_all(tag::SEQUENCE, &[&positive(modulus), &positive(exponent)]);
    spki(oid::RSA, &der::write(0x05, &[]), &key)
}

/// An elliptic-curve public key: the content of the curve's identifier, the encoded point.
#[must_use]
pub fn ec_spki(curve: &[u8], point: &[u8]) -> Vec<u8> {
    spki(oid::EC, &der::write(tag::OID, curve), point)
}

/// A public key of any kind: the content of its identifier, encoded parameters, the bits.
#[must_use]
pub fn spki(id: &[u8], parameters: &[u8], key: &[u8]) -> Vec<u8> {
    let algorithm = der::write_all(tag::SEQUENCE, &[&der::write(tag::OID, id), parameters]);
    der::write_all(tag::SEQUENCE, &[&algorithm, &bits(key)])
}

/// An RSA signature algorithm by the last number of its identifier: 4 MD5, 5 SHA-1, 11 SHA-256.
#[must_use]
pub fn rsa_algorithm(number: u8) -> Vec<u8> {
    let id = [&oid::RSA[..oid::RSA.len() - 1], &[number]].concat();
    der::write_all(tag::SEQUENCE, &[&der::write(tag::OID, &id), &der::write(0x05, &[])])
}

fn general_name(form: u8, content: &[u8]) -> Vec<u8> {
    // A directory name is wrapped, the others replace the tag.
    der::write(if form == 4 { 0xa4 } else { 0x80 | form }, content)
}

fn bits(content: &[u8]) -> Vec<u8> {
    der::write(tag::BIT_STRING, &[&[0], content].concat())
}

fn algorithm(signing: Signing, key: &KeyPair) -> Vec<u8> {
    const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 1];
    const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
    match signing {
        Signing::Usual => usual_algorithm(key),
        Signing::RsaSha384 => rsa_algorithm(12),
        Signing::RsaSha512 => rsa_algorithm(13),
        Signing::ClaimMd5 => rsa_algorithm(4),
        Signing::ClaimMd2 => rsa_algorithm(2),
        Signing::RsaPss => {
            let digest = der::write_all(tag::SEQUENCE, &[&der::write(tag::OID, SHA256), &der::write(0x05, &[])]);
            let mask = der::write_all(tag::SEQUENCE, &[&der::write(tag::OID, MGF1), &digest]);
            let parts = [
                der::write(0xa0, &digest),
                der::write(0xa1, &mask),
                der::write(0xa2, &der::write(tag::INTEGER, &[32])),
            ];
            let parameters = der::write(tag::SEQUENCE, &parts.concat());
            der::write_all(tag::SEQUENCE, &[&der::write(tag::OID, oid::RSA_PSS), &parameters])
        }
    }
}

fn usual_algorithm(key: &KeyPair) -> Vec<u8> {
    let ecdsa =
        |last: u8| der::write(tag::SEQUENCE, &der::write(tag::OID, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, last]));
    let kind = key.algorithm();
    if kind == &rcgen::PKCS_ECDSA_P256_SHA256 {
        ecdsa(2)
    } else if kind == &rcgen::PKCS_ECDSA_P384_SHA384 {
        ecdsa(3)
    } else if kind == &rcgen::PKCS_ECDSA_P521_SHA512 {
        ecdsa(4)
    } else if kind == &rcgen::PKCS_ED25519 {
        der::write(tag::SEQUENCE, &der::write(tag::OID, oid::ED25519))
    } else {
        rsa_algorithm(11)
    }
}

fn signature(signing: Signing, key: &KeyPair, body: &[u8]) -> Vec<u8> {
    let made = match signing {
        Signing::Usual | Signing::ClaimMd5 | Signing::ClaimMd2 => key.sign(body).ok(),
        Signing::RsaSha384 => key.sign_rsa(&lc::RSA_PKCS1_SHA384, body),
        Signing::RsaSha512 => key.sign_rsa(&lc::RSA_PKCS1_SHA512, body),
        Signing::RsaPss => key.sign_rsa(&lc::RSA_PSS_SHA256, body),
    };
    made.unwrap_or_default()
}
