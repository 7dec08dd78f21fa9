//! Certificate files as people have them: PEM, DER, p7b, bundles in any order. Private keys are refused unread.

use std::path::Path;

use partnerdesk_trust::{
    Certificate,
    input::{FileContent, InputProblem, read_any},
};
use serde_json::{Value, json};

use super::{error::CliError, files::read};

/// Reads every certificate of a file.
pub(crate) fn open(bytes: &[u8], path: &Path) -> Result<FileContent, CliError> {
    read_any(bytes).map_err(|error| {
        let refused = CliError::usage(format!("{}: {error}", path.display())).code(error.code().info().code);
        match error.problem {
            InputProblem::PrivateKey => {
                refused.hint("Nothing was sent. Name the file that holds only the certificate.")
            }
            _ => refused,
        }
    })
}

/// Every certificate of a file as PEM, for the trust store.
pub(crate) fn chain_pem(bytes: &[u8], path: &Path) -> Result<String, CliError> {
    Ok(open(bytes, path)?.pem())
}

/// The partner's own certificate of a file: the one that issued none of the others.
pub(crate) fn leaf(path: &Path) -> Result<Certificate, CliError> {
    let content = open(&read(path, partnerdesk_trust::input::MAX_INPUT_BYTES)?, path)?;
    content.leaf().cloned().ok_or_else(|| {
        CliError::usage(format!("{} holds several certificates, and it is unclear which is yours.", path.display()))
            .hint("Name a file with your own certificate only.")
    })
}

/// Every certificate of several files.
pub(crate) fn all(paths: &[std::path::PathBuf]) -> Result<Vec<Certificate>, CliError> {
    let mut certificates = Vec::new();
    for path in paths {
        certificates.extend(open(&read(path, partnerdesk_trust::input::MAX_INPUT_BYTES)?, path)?.certificates);
    }
    Ok(certificates)
}

/// What people want to know of a certificate.
pub(crate) fn describe(certificate: &Certificate) -> Value {
    json!({
        "issuedTo": certificate.subject().display(),
        "issuedBy": certificate.issuer().display(),
        "organisation": certificate.organisations().iter().map(|o| o.unwrap_or("?")).collect::<Vec<_>>().join(", "),
        "validFrom": certificate.not_before().to_string(),
        "validTill": certificate.not_after().to_string(),
        "key": certificate.key_kind().to_string(),
        "signatureAlgorithm": certificate.signature_algorithm(),
        "serialNumber": certificate.serial(),
        "thumbprint": certificate.thumbprint(),
    })
}
