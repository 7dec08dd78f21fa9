//! A certificate, read strictly once and then passed around by reference count.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use aws_lc_rs::digest;
use jiff::Timestamp;
use x509_parser::{asn1_rs::FromDer, certificate::X509Certificate};

use crate::{
    armour::{self, Block, Label},
    der::{self, Element, Problem, tag},
    extensions::{Extensions, KeyUsage},
    key::{KeyKind, KeyProblem, PublicKey},
    name::Name,
    oid, p7b,
    serial::decimal,
    signature::{Rejected, SignatureAlgorithm, Strength},
    validity,
};

/// The longest serial number, in octets of its encoding. RFC 5280's limit; refused above, so that 49 digits and a
/// sign always suffice for its decimal form.
pub const MAX_SERIAL_OCTETS: usize = 20;

/// The bytes are not a certificate in strict DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(Problem);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The certificate cannot be read: {}.", self.0)
    }
}

impl std::error::Error for Malformed {}

/// An X.509 certificate. Cheap to clone; equal when the bytes are.
#[derive(Clone)]
pub struct Certificate(Arc<Parts>);

struct Parts {
    der: Vec<u8>,
    /// Where the signed part lies in `der`.
    signed: std::ops::Range<usize>,
    signature: Vec<u8>,
    algorithm: SignatureAlgorithm,
    version: u32,
    serial: String,
    issuer: Name,
    subject: Name,
    not_before: Timestamp,
    not_after: Timestamp,
    key: PublicKey,
    extensions: Extensions,
    thumbprint: String,
    fingerprint: String,
    self_signed: OnceLock<bool>,
}

impl Certificate {
    /// Reads a certificate from DER.
    ///
    /// # Errors
    /// [`Malformed`] for anything but exactly one certificate in strict DER: bytes behind its end, lengths in more
    /// bytes than needed, times with fractions or offsets, serial numbers above [`MAX_SERIAL_OCTETS`], a signature
    /// algorithm outside that differs from the one inside, an extension that occurs twice or is malformed.
    pub fn from_der(der: &[u8]) -> Result<Self, Malformed> {
        read(der).map(|parts| Certificate(Arc::new(parts))).map_err(Malformed)
    }

    /// Reads a certificate that was stored as PEM. For what people send, [`input`](crate::input) gives better reasons.
    ///
    /// # Errors
    /// [`Malformed`] as for DER, and for anything but one armoured certificate.
    pub fn from_pem(text: &str) -> Result<Self, Malformed> {
        match armour::blocks(text).as_deref() {
            Ok([Block { label: Label::Certificate, content }]) => Self::from_der(content),
            _ => Err(Malformed("it is not one certificate in PEM")),
        }
    }

    /// The certificate as it came, in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The certificate in PEM: `CERTIFICATE` armour, lines of 64 columns, each ending in a line feed.
    #[must_use]
    pub fn pem(&self) -> String {
        p7b::armour("CERTIFICATE", self.der())
    }

    /// Lower-case hexadecimal SHA-1 of the DER: the identity MOSIP uses. Not for security.
    #[must_use]
    pub fn thumbprint(&self) -> &str {
        &self.0.thumbprint
    }

    /// Lower-case hexadecimal SHA-256 of the DER.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.0.fingerprint
    }

    /// The X.509 version as people count it: 1 to 3, or whatever stands there.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.0.version
    }

    /// The serial number in decimal digits; may be negative, as MOSIP's often are.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.0.serial
    }

    /// Whom the certificate is for.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }

    /// Who signed it.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// The first common name of the subject, when there is one that can be decoded.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.0.subject.values(oid::COMMON_NAME).flatten().next()
    }

    /// The organisations of the subject in the order of encoding, decoded from any string type;
    /// `None` for one whose string is malformed.
    #[must_use]
    pub fn organisations(&self) -> Vec<Option<&str>> {
        self.0.subject.values(oid::ORGANISATION).collect()
    }

    /// The first moment of validity. Dates beyond jiff's range are moved to its end.
    #[must_use]
    pub fn not_before(&self) -> Timestamp {
        self.0.not_before
    }

    /// The last moment of validity. `99991231235959Z` lies a little beyond jiff's range and is moved to its end.
    #[must_use]
    pub fn not_after(&self) -> Timestamp {
        self.0.not_after
    }

    /// Whether `at` lies in the validity; both ends count.
    #[must_use]
    pub fn is_valid_at(&self, at: Timestamp) -> bool {
        self.0.not_before <= at && at <= self.0.not_after
    }

    /// Kind and size of the public key. Display it for text such as `RSA 2048`.
    #[must_use]
    pub fn key_kind(&self) -> &KeyKind {
        &self.0.key.kind
    }

    /// Why the public key cannot be accepted, if so.
    #[must_use]
    pub fn key_problem(&self) -> Option<KeyProblem> {
        self.0.key.problem
    }

    /// The whole SubjectPublicKeyInfo, in DER.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.0.key.spki
    }

    /// The signature algorithm by Java's name, for example `SHA256withRSA`; a dotted identifier when unknown.
    #[must_use]
    pub fn signature_algorithm(&self) -> &str {
        &self.0.algorithm.name
    }

    /// How much the signature algorithm is worth.
    #[must_use]
    pub fn signature_strength(&self) -> Strength {
        self.0.algorithm.strength
    }

    /// Whether the signature verifies under the certificate's own key. MOSIP's definition: the names are not compared.
    /// The answer is computed once. SHA-1 and RSA from 1024 bits count here, since this says what the certificate
    /// is, not whether to trust it.
    #[must_use]
    pub fn is_self_signed(&self) -> bool {
        *self.0.self_signed.get_or_init(|| self.verify_under(&self.0.key, true).is_ok())
    }

    /// Whether subject and issuer are the same name, whoever signed.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.0.subject == self.0.issuer
    }

    /// Whether basicConstraints say that this is a certificate authority.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.0.extensions.basic.is_some_and(|(ca, _)| ca)
    }

    /// How many intermediates may follow below, when limited.
    #[must_use]
    pub fn path_len(&self) -> Option<u32> {
        self.0.extensions.basic.and_then(|(_, length)| length)
    }

    /// The key usage, when stated.
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.0.extensions.key_usage
    }

    /// Whether it may issue certificates: CA flag set, and signing certificates not excluded by the key usage.
    #[must_use]
    pub fn may_issue(&self) -> bool {
        self.is_ca() && self.key_usage().is_none_or(|usage| usage.key_cert_sign)
    }

    /// The subject key identifier, when there is one.
    #[must_use]
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.0.extensions.subject_key_id.as_deref()
    }

    /// The authority key identifier, when there is one.
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.0.extensions.authority_key_id.as_deref()
    }

    /// Whether `issuer`'s key signed this certificate, with an algorithm and key that may be relied on.
    #[must_use]
    pub fn is_signed_by(&self, issuer: &Certificate) -> bool {
        issuer.key_problem().is_none() && self.verify_under(issuer.key(), false).is_ok()
    }

    pub(crate) fn verify_under(&self, key: &PublicKey, weak_too: bool) -> Result<(), Rejected> {
        self.0.algorithm.verify(key, &self.0.der[self.0.signed.clone()], &self.0.signature, weak_too)
    }

    pub(crate) fn key(&self) -> &PublicKey {
        &self.0.key
    }

    pub(crate) fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, {})", self.subject().display(), self.thumbprint())
    }
}

/// The parts of the signed body that are taken as exact bytes.
struct Body<'a> {
    serial: &'a [u8],
    algorithm: &'a [u8],
    issuer: &'a [u8],
    validity: Element<'a>,
    subject: &'a [u8],
    spki: &'a [u8],
}

fn read(der: &[u8]) -> Result<Parts, Problem> {
    der::check_strict(der)?;
    let outer = der::children(der::read_only(der, tag::SEQUENCE)?.content)?;
    let [signed, algorithm, signature] = outer.as_slice() else { return Err("it is not a certificate") };
    let body = read_body(signed)?;
    if body.algorithm != algorithm.raw {
        return Err("it names two different signature algorithms");
    }
    let (rest, parsed) = X509Certificate::from_der(der).map_err(|_| "it is not a certificate")?;
    if !rest.is_empty() {
        return Err("there are bytes behind its end");
    }
    let (not_before, not_after) = validity::read(&body.validity)?;
    let start = signed.raw.as_ptr() as usize - der.as_ptr() as usize;
    Ok(Parts {
        signed: start..start + signed.raw.len(),
        signature: der::whole_bits(signature)?.to_vec(),
        algorithm: SignatureAlgorithm::parse(algorithm.raw)?,
        version: parsed.version().0.saturating_add(1),
        serial: decimal(body.serial),
        issuer: Name::parse(body.issuer)?,
        subject: Name::parse(body.subject)?,
        not_before,
        not_after,
        key: PublicKey::parse(body.spki)?,
        extensions: Extensions::read(&parsed)?,
        thumbprint: hex(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, der).as_ref()),
        fingerprint: hex(digest::digest(&digest::SHA256, der).as_ref()),
        der: der.to_vec(),
        self_signed: OnceLock::new(),
    })
}

fn read_body<'a>(signed: &Element<'a>) -> Result<Body<'a>, Problem> {
    const VERSION: u8 = 0xa0;
    const EXTENSIONS: u8 = 0xa3;
    if signed.tag != tag::SEQUENCE {
        return Err("it is not a certificate");
    }
    let parts = der::children(signed.content)?;
    let after_version = match parts.as_slice() {
        [first, rest @ ..] if first.tag == VERSION => rest,
        all => all,
    };
    let [serial, algorithm, issuer, validity, subject, spki, optional @ ..] = after_version else {
        return Err("it is not a certificate");
    };
    if serial.tag != tag::INTEGER || serial.content.len() > MAX_SERIAL_OCTETS {
        return Err("its serial number is longer than 20 octets or not a number");
    }
    // `SEQUENCE SIZE (1..MAX)`: either there are extensions or the part is absent.
    if optional.iter().any(|part| part.tag == EXTENSIONS && part.content == [0x30, 0x00]) {
        return Err("its list of extensions is empty");
    }
    Ok(Body {
        serial: serial.content,
        algorithm: algorithm.raw,
        issuer: issuer.raw,
        validity: *validity,
        subject: subject.raw,
        spki: spki.raw,
    })
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
