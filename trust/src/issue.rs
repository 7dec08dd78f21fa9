//! Making a certificate: the one place that talks to `rcgen`, which has defaults for everything and the wrong ones for
//! us (validity, serial number, name), so all are set here.

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue, IsCa, Issuer, KeyUsagePurpose,
    PublicKeyData, SerialNumber, string::PrintableString,
};
use time::OffsetDateTime;

use crate::{certificate::Certificate, keypair::KeyPair, serial};

/// A name of up to six parts; empty ones are left out of the certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectName {
    /// C: two letters.
    pub country: String,
    /// ST
    pub state: String,
    /// L
    pub locality: String,
    /// O
    pub organisation: String,
    /// OU
    pub unit: String,
    /// CN
    pub common_name: String,
}

impl SubjectName {
    /// In the order of encoding that keymanager uses: C, ST, L, O, OU, CN.
    fn encode(&self) -> DistinguishedName {
        let mut name = DistinguishedName::new();
        if !self.country.is_empty() {
            let value = PrintableString::try_from(self.country.as_str())
                .map_or_else(|_| DnValue::Utf8String(self.country.clone()), DnValue::PrintableString);
            name.push(DnType::CountryName, value);
        }
        for (kind, value) in [
            (DnType::StateOrProvinceName, &self.state),
            (DnType::LocalityName, &self.locality),
            (DnType::OrganizationName, &self.organisation),
            (DnType::OrganizationalUnitName, &self.unit),
            (DnType::CommonName, &self.common_name),
        ] {
            if !value.is_empty() {
                name.push(kind, DnValue::Utf8String(value.clone()));
            }
        }
        name
    }
}

/// What a certificate is to say.
pub(crate) struct Order<'a> {
    pub(crate) subject: &'a SubjectName,
    pub(crate) not_before: Timestamp,
    pub(crate) not_after: Timestamp,
    /// `None` for no authority at all, else the path length.
    pub(crate) authority: Option<Option<u8>>,
    pub(crate) key_encipherment: bool,
}

/// A certificate could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotIssued;

impl Order<'_> {
    /// Signs for somebody else's public key.
    pub(crate) fn signed_by(
        &self,
        key: &impl PublicKeyData,
        issuer: &Issuer<'_, KeyPair>,
    ) -> Result<Certificate, NotIssued> {
        let mut params = self.params()?;
        params.use_authority_key_identifier_extension = true;
        read_back(params.signed_by(key, issuer))
    }

    /// Signs with the key it is for.
    pub(crate) fn self_signed(&self, key: &KeyPair) -> Result<Certificate, NotIssued> {
        read_back(self.params()?.self_signed(key))
    }

    fn params(&self) -> Result<CertificateParams, NotIssued> {
        let mut params = CertificateParams::default();
        params.distinguished_name = self.subject.encode();
        params.not_before = whole_second(self.not_before)?;
        params.not_after = whole_second(self.not_after)?;
        params.serial_number = Some(SerialNumber::from_slice(&serial::random().map_err(|_| NotIssued)?));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.is_ca = match self.authority {
            None => IsCa::ExplicitNoCa,
            Some(None) => IsCa::Ca(BasicConstraints::Unconstrained),
            Some(Some(length)) => IsCa::Ca(BasicConstraints::Constrained(length)),
        };
        if self.authority.is_some() {
            params.key_usages.push(KeyUsagePurpose::KeyCertSign);
        }
        if self.key_encipherment {
            params.key_usages.push(KeyUsagePurpose::KeyEncipherment);
        }
        Ok(params)
    }
}

fn whole_second(at: Timestamp) -> Result<OffsetDateTime, NotIssued> {
    OffsetDateTime::from_unix_timestamp(at.as_second()).map_err(|_| NotIssued)
}

fn read_back(made: Result<rcgen::Certificate, rcgen::Error>) -> Result<Certificate, NotIssued> {
    Certificate::from_der(made.map_err(|_| NotIssued)?.der()).map_err(|_| NotIssued)
}
