//! Reading what people have: PEM, base64, PKCS#7, DER.
//!
//! Uploads are untrusted, and people sometimes send the wrong file. A private key is recognised wherever it stands and
//! nothing of any input is ever repeated in an error.

use std::fmt;

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use partnerdesk_api::{error::Failure, trust_code::TrustCode};

use crate::{
    armour::{self, Block, Label},
    certificate::{Certificate, Malformed},
    der::{self, tag},
    order, p7b,
    private_key::{is_private_key_der, is_private_key_text},
};

/// The largest input that is looked at, in bytes. Our own limit, as for request bodies.
pub const MAX_INPUT_BYTES: usize = 256 * 1024;

/// The most certificates in one input. Our own limit.
pub const MAX_CERTIFICATES: usize = 20;

/// Which upload the input is for; decides which code a problem gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upload {
    /// Into the trust store.
    Authority,
    /// A partner's or chip's own certificate.
    Partner,
}

/// Why an input could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputProblem {
    /// Nothing but blanks.
    Blank,
    /// More than [`MAX_INPUT_BYTES`].
    TooLarge,
    /// More than [`MAX_CERTIFICATES`].
    TooMany,
    /// There is a private key in it.
    PrivateKey,
    /// PEM, but of something else; says of what.
    OtherContent(&'static str),
    /// PEM that is cut off, has a different label at its end, or contains something else than base64.
    BrokenArmour,
    /// Line breaks were written as backslash and `n`, as when JSON was escaped twice.
    EscapedLineBreaks,
    /// Neither PEM nor base64.
    NotBase64,
    /// PEM whose content is not even ASN.1.
    NotAsn1,
    /// Not a certificate, or a malformed one.
    Malformed(Malformed),
    /// A broken PKCS#7 container.
    BrokenContainer,
    /// A container without certificates.
    EmptyContainer,
    /// A partner sent something else than PEM; a certificate has to be sent in PEM there.
    NotPem,
    /// Several certificates, of which not exactly one issued none of the others.
    SeveralCandidates,
}

/// An input that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputError {
    /// Why.
    pub problem: InputProblem,
    /// For which upload; files read by [`read_any`] count as for the trust store.
    pub upload: Upload,
}

impl InputError {
    /// The code that the server answers: keymanager's, and `KER-CRY-003` only where the text is not even base64.
    #[must_use]
    pub fn code(self) -> TrustCode {
        use InputProblem::{Blank, BrokenArmour, EscapedLineBreaks, NotAsn1, NotBase64};
        match (self.upload, self.problem) {
            (_, Blank) => TrustCode::InvalidCertificate,
            (Upload::Partner, _) => TrustCode::NotAPemCertificate,
            (Upload::Authority, NotBase64 | BrokenArmour | EscapedLineBreaks | NotAsn1) => TrustCode::NotBase64,
            (Upload::Authority, _) => TrustCode::InvalidCertificate,
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.problem {
            InputProblem::Blank => "The certificate is blank.",
            InputProblem::TooLarge => "The input is larger than 256 KiB.",
            InputProblem::TooMany => "There are more than 20 certificates; send them in several steps.",
            InputProblem::PrivateKey => {
                "This contains a private key. Nothing of it was kept. \
                 Keep the key to yourself and send only the certificate."
            }
            InputProblem::OtherContent(what) => return write!(f, "This is {what}, not a certificate."),
            InputProblem::BrokenArmour => "The BEGIN and END lines or the text between them are damaged or cut off.",
            InputProblem::EscapedLineBreaks => {
                "The line breaks were sent as backslash and n; the text was escaped twice on its way."
            }
            InputProblem::NotBase64 => "The text is neither a PEM certificate nor base64.",
            InputProblem::NotAsn1 => "What stands between the BEGIN and END lines is not a certificate.",
            InputProblem::Malformed(malformed) => return malformed.fmt(f),
            InputProblem::BrokenContainer => "The PKCS#7 container is damaged or nested too deeply.",
            InputProblem::EmptyContainer => "The PKCS#7 container holds no certificates.",
            InputProblem::NotPem => "A partner's certificate has to be sent in PEM, with its BEGIN CERTIFICATE line.",
            InputProblem::SeveralCandidates => {
                "There are several certificates and it is unclear which is yours; send only your own."
            }
        };
        f.write_str(text)
    }
}

impl std::error::Error for InputError {}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Failure::from(error.code()).saying(error.to_string())
    }
}

/// How the certificates of a file were packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// PEM, one or several blocks.
    Pem,
    /// Base64 without armour.
    Base64,
    /// Binary.
    Der,
}

/// What [`read_any`] found.
#[derive(Clone, Debug)]
pub struct FileContent {
    /// The certificates in the order of the file.
    pub certificates: Vec<Certificate>,
    /// How they were packed.
    pub packing: Packing,
}

impl FileContent {
    /// All certificates as PEM blocks in the order of the file.
    #[must_use]
    pub fn pem(&self) -> String {
        self.certificates.iter().map(Certificate::pem).collect()
    }

    /// The certificate that none of the others was issued by, which is the one a partner sends.
    #[must_use]
    pub fn leaf(&self) -> Option<&Certificate> {
        order::leaf(&self.certificates)
    }
}

/// Reads an upload into the trust store: PEM with one or several certificates or a PKCS#7 container, or the base64
/// (standard or URL-safe, line breaks allowed) of a DER certificate, of several behind each other, or of a container.
///
/// Returns the certificates sorted so that each stands behind those that issued it, repetitions kept: store them one by
/// one, so that each gets an outcome of its own.
///
/// # Errors
/// [`InputError`]; one unreadable part refuses the whole input.
pub fn read_ca_upload(text: &str) -> Result<Vec<Certificate>, InputError> {
    read_text(text)
        .map(|(found, _)| order::issuers_first(found))
        .map_err(|problem| InputError { problem, upload: Upload::Authority })
}

/// Reads a partner's upload: PEM only. Of several certificates the leaf is taken, in whatever order they stand; the
/// others are ignored, never trusted. MOSIP takes the first block instead, which is the same for a sorted bundle.
///
/// # Errors
/// [`InputError`], also when it is unclear which certificate is the leaf.
pub fn read_partner_upload(text: &str) -> Result<Certificate, InputError> {
    let read = || {
        let blocks = blocks_of(text)?;
        if blocks.is_empty() {
            return Err(unarmoured_partner_problem(text));
        }
        if blocks.iter().any(|block| block.label == Label::Container) {
            return Err(InputProblem::NotPem);
        }
        let found = read_blocks(&blocks)?;
        order::leaf(&found).cloned().ok_or(InputProblem::SeveralCandidates)
    };
    read().map_err(|problem| InputError { problem, upload: Upload::Partner })
}

/// Reads a file of any accepted form, binary ones included; for clients, before anything is sent.
///
/// # Errors
/// [`InputError`].
pub fn read_any(bytes: &[u8]) -> Result<FileContent, InputError> {
    let read = || {
        if bytes.len() > MAX_INPUT_BYTES {
            return Err(InputProblem::TooLarge);
        }
        // Text never starts with the tag of a sequence followed by a length byte above ASCII.
        if bytes.first() == Some(&tag::SEQUENCE) && bytes.get(1).is_some_and(|length| *length >= 0x80) {
            return Ok((read_der(bytes)?, Packing::Der));
        }
        read_text(std::str::from_utf8(bytes).map_err(|_| InputProblem::NotBase64)?)
    };
    read()
        .map(|(certificates, packing)| FileContent { certificates, packing })
        .map_err(|problem| InputError { problem, upload: Upload::Authority })
}

fn read_text(text: &str) -> Result<(Vec<Certificate>, Packing), InputProblem> {
    let blocks = blocks_of(text)?;
    if blocks.is_empty() {
        return Ok((read_der(&decode_bare(text)?)?, Packing::Base64));
    }
    Ok((read_blocks(&blocks)?, Packing::Pem))
}

/// The checks that come before any decoding, then the armoured blocks.
fn blocks_of(text: &str) -> Result<Vec<Block>, InputProblem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MAX_INPUT_BYTES {
        return Err(InputProblem::TooLarge);
    }
    if text.trim().is_empty() {
        return Err(InputProblem::Blank);
    }
    if is_private_key_text(text) {
        return Err(InputProblem::PrivateKey);
    }
    armour::blocks(text)
}

fn unarmoured_partner_problem(text: &str) -> InputProblem {
    match decode_bare(text) {
        Ok(der) if is_private_key_der(&der) => InputProblem::PrivateKey,
        Ok(_) => InputProblem::NotPem,
        Err(problem) => problem,
    }
}

fn read_blocks(blocks: &[Block]) -> Result<Vec<Certificate>, InputProblem> {
    let mut found = Vec::new();
    for block in blocks {
        if is_private_key_der(&block.content) {
            return Err(InputProblem::PrivateKey);
        }
        match block.label {
            Label::Other(what) => return Err(InputProblem::OtherContent(what)),
            Label::Container => found.extend(read_container(&block.content)?),
            Label::Certificate => {
                if der::read(&block.content).is_err() {
                    return Err(InputProblem::NotAsn1);
                }
                found.push(Certificate::from_der(&block.content).map_err(InputProblem::Malformed)?);
            }
        }
        if found.len() > MAX_CERTIFICATES {
            return Err(InputProblem::TooMany);
        }
    }
    Ok(found)
}

fn read_container(der: &[u8]) -> Result<Vec<Certificate>, InputProblem> {
    p7b::read(der).map_err(|error| match error {
        p7b::P7bError::Broken => InputProblem::BrokenContainer,
        p7b::P7bError::TooMany => InputProblem::TooMany,
        p7b::P7bError::Empty => InputProblem::EmptyContainer,
        p7b::P7bError::Certificate(malformed) => InputProblem::Malformed(malformed),
    })
}

/// A container, or certificates one behind the other.
fn read_der(bytes: &[u8]) -> Result<Vec<Certificate>, InputProblem> {
    if is_private_key_der(bytes) {
        return Err(InputProblem::PrivateKey);
    }
    if p7b::is_p7b(bytes) {
        return read_container(bytes);
    }
    let mut found = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        if found.len() == MAX_CERTIFICATES {
            return Err(InputProblem::TooMany);
        }
        // Without a readable element the strict reader names the reason.
        let (one, after) = der::read(rest).map_or((rest, &[][..]), |(element, after)| (element.raw, after));
        if is_private_key_der(one) {
            return Err(InputProblem::PrivateKey);
        }
        found.push(Certificate::from_der(one).map_err(InputProblem::Malformed)?);
        rest = after;
    }
    Ok(found)
}

/// Decodes base64 without armour: one alphabet or the other, line breaks and padding optional.
fn decode_bare(text: &str) -> Result<Vec<u8>, InputProblem> {
    let compact: String = text.trim_start_matches('\u{feff}').split_ascii_whitespace().collect();
    let url_safe = compact.contains(['-', '_']);
    decode(&compact, if url_safe { &alphabet::URL_SAFE } else { &alphabet::STANDARD })
        .filter(|bytes| !bytes.is_empty())
        .ok_or(InputProblem::NotBase64)
}

/// Decodes base64 of one alphabet, with or without padding.
pub(crate) fn decode(compact: &str, alphabet: &alphabet::Alphabet) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(alphabet, config).decode(compact).ok()
}
