//! PEM armour, read tolerantly in layout (line ends, line widths, text around) and strictly in everything else.

use base64::alphabet;

use crate::input::{InputProblem, decode};

/// What a block's label says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Certificate,
    Container,
    /// Something that is not accepted, in words of ours.
    Other(&'static str),
}

/// One armoured block.
pub(crate) struct Block {
    pub(crate) label: Label,
    pub(crate) content: Vec<u8>,
}

/// Every armoured block of a text; none when there is no armour at all.
pub(crate) fn blocks(text: &str) -> Result<Vec<Block>, InputProblem> {
    const BEGIN: &str = "-----BEGIN ";
    const DASHES: &str = "-----";
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let (label, after) = after.split_once(DASHES).ok_or(InputProblem::BrokenArmour)?;
        let kind = kind_of(label);
        // What it is matters more than whether it is intact.
        if let Label::Other(what) = kind {
            return Err(InputProblem::OtherContent(what));
        }
        let end = format!("-----END {label}-----");
        let (body, after) = after.split_once(end.as_str()).ok_or(InputProblem::BrokenArmour)?;
        found.push(Block { label: kind, content: decode_body(body)? });
        rest = after;
    }
    Ok(found)
}

fn decode_body(body: &str) -> Result<Vec<u8>, InputProblem> {
    if body.contains("\\n") || body.contains("\\r") {
        return Err(InputProblem::EscapedLineBreaks);
    }
    let compact: String = body.split_ascii_whitespace().collect();
    decode(&compact, &alphabet::STANDARD).ok_or(InputProblem::BrokenArmour)
}

fn kind_of(label: &str) -> Label {
    match label {
        // The trusted form carries OpenSSL's own data behind the certificate; with it, it is refused as having
        // trailing bytes, without it, it is an ordinary certificate.
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Label::Certificate,
        "PKCS7" | "CMS" => Label::Container,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Label::Other("a certificate request"),
        "X509 CRL" => Label::Other("a revocation list"),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Label::Other("a public key"),
        _ if label.starts_with("PGP") => Label::Other("a PGP block"),
        _ if label.starts_with("SSH") => Label::Other("an SSH key"),
        _ => Label::Other("a PEM block of another kind"),
    }
}
