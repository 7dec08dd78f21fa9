//! The extensions of a certificate that path building and checks look at.

use x509_parser::{
    certificate::X509Certificate,
    extensions::{GeneralName, GeneralSubtree, ParsedExtension, X509Extension},
};

use crate::{
    der::{self, Problem},
    name::Name,
    oid,
};

/// What the extensions say, each at most once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extensions {
    /// CA flag and path length of basicConstraints, when present.
    pub(crate) basic: Option<(bool, Option<u32>)>,
    /// The bits of keyUsage, when present.
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) subject_key_id: Option<Vec<u8>>,
    pub(crate) authority_key_id: Option<Vec<u8>>,
    pub(crate) alternative_names: Vec<AlternativeName>,
    pub(crate) permitted: Vec<AlternativeName>,
    pub(crate) excluded: Vec<AlternativeName>,
    /// Dotted identifiers of critical extensions that are not processed here.
    pub(crate) unknown_critical: Vec<String>,
}

/// The keyUsage bits that matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage {
    /// May sign data.
    pub digital_signature: bool,
    /// May wrap keys.
    pub key_encipherment: bool,
    /// May sign certificates.
    pub key_cert_sign: bool,
}

/// A name of subjectAltName or nameConstraints.
#[derive(Clone, Debug)]
pub(crate) enum AlternativeName {
    Email(String),
    Dns(String),
    Directory(Name),
    /// Any other form, by its context tag; it can only be compared by form.
    Other(u8),
}

impl Extensions {
    pub(crate) fn read(certificate: &X509Certificate<'_>) -> Result<Self, Problem> {
        let mut found = Extensions::default();
        let mut seen: Vec<&[u8]> = Vec::new();
        for extension in certificate.extensions() {
            let id = extension.oid.as_bytes();
            if seen.contains(&id) {
                return Err("an extension occurs twice");
            }
            seen.push(id);
            found.take(extension)?;
        }
        Ok(found)
    }

    fn take(&mut self, extension: &X509Extension<'_>) -> Result<(), Problem> {
        const MALFORMED: Problem = "an extension is malformed";
        if is_processed(extension.oid.as_bytes()) {
            der::check_strict(extension.value)?;
        }
        match extension.parsed_extension() {
            ParsedExtension::BasicConstraints(basic) => self.basic = Some((basic.ca, basic.path_len_constraint)),
            ParsedExtension::KeyUsage(usage) => {
                self.key_usage = Some(KeyUsage {
                    digital_signature: usage.digital_signature(),
                    key_encipherment: usage.key_encipherment(),
                    key_cert_sign: usage.key_cert_sign(),
                });
            }
            ParsedExtension::SubjectKeyIdentifier(id) => self.subject_key_id = Some(id.0.to_vec()),
            ParsedExtension::AuthorityKeyIdentifier(id) => {
                self.authority_key_id = id.key_identifier.as_ref().map(|id| id.0.to_vec());
            }
            ParsedExtension::SubjectAlternativeName(names) => {
                self.alternative_names = names.general_names.iter().map(alternative_name).collect::<Result<_, _>>()?;
            }
            ParsedExtension::NameConstraints(constraints) => {
                self.permitted = subtrees(constraints.permitted_subtrees.as_deref())?;
                self.excluded = subtrees(constraints.excluded_subtrees.as_deref())?;
            }
            // An empty list is not a list: `SEQUENCE SIZE (1..MAX)`.
            ParsedExtension::ExtendedKeyUsage(_) if extension.value == [0x30, 0x00] => return Err(MALFORMED),
            ParsedExtension::ParseError { .. } if is_processed(extension.oid.as_bytes()) => return Err(MALFORMED),
            _ => {}
        }
        // "Could be parsed" is not "was acted upon": only what this crate processes may be critical.
        if extension.critical && !is_processed(extension.oid.as_bytes()) {
            self.unknown_critical.push(oid::dotted(extension.oid.as_bytes()));
        }
        Ok(())
    }
}

fn is_processed(id: &[u8]) -> bool {
    // The extended key usage restricts what the partner's key is for, which relying parties decide; accepting it as
    // critical follows MOSIP. Policies cannot fail a path while nobody requires one, and the extension that requires
    // one (policyConstraints) is not processed. The key identifiers are never critical in sound certificates, and
    // harmless if they are.
    const PROCESSED: &[&[u8]] = &[
        oid::BASIC_CONSTRAINTS,
        oid::KEY_USAGE,
        oid::EXTENDED_KEY_USAGE,
        oid::SUBJECT_ALT_NAME,
        oid::NAME_CONSTRAINTS,
        oid::CERTIFICATE_POLICIES,
        oid::SUBJECT_KEY_ID,
        oid::AUTHORITY_KEY_ID,
    ];
    PROCESSED.contains(&id)
}

fn subtrees(list: Option<&[GeneralSubtree<'_>]>) -> Result<Vec<AlternativeName>, Problem> {
    list.unwrap_or_default().iter().map(|subtree| alternative_name(&subtree.base)).collect()
}

fn alternative_name(name: &GeneralName<'_>) -> Result<AlternativeName, Problem> {
    Ok(match name {
        GeneralName::RFC822Name(text) => AlternativeName::Email((*text).to_owned()),
        GeneralName::DNSName(text) => AlternativeName::Dns((*text).to_owned()),
        GeneralName::DirectoryName(name) => AlternativeName::Directory(Name::parse(name.as_raw())?),
        GeneralName::OtherName(..) => AlternativeName::Other(0),
        GeneralName::X400Address(_) => AlternativeName::Other(3),
        GeneralName::EDIPartyName(_) => AlternativeName::Other(5),
        GeneralName::URI(_) => AlternativeName::Other(6),
        GeneralName::IPAddress(_) => AlternativeName::Other(7),
        GeneralName::RegisteredID(_) => AlternativeName::Other(8),
        _ => return Err("an alternative name is malformed"),
    })
}
