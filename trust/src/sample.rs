//! Chains for trying things out: a root, an intermediate and partner certificates, made on the spot.
//!
//! Used by the demo, by the command that makes a chain for somebody's own tests, and by our tests. Nothing here is
//! trusted by itself: the authorities have to be uploaded like any other.

use jiff::Timestamp;
use rcgen::Issuer;

use crate::{
    authority::{AuthorityError, days_after},
    certificate::Certificate,
    issue::{Order, SubjectName},
    keypair::{KeyChoice, KeyPair},
};

/// A certificate with its private key.
#[derive(Debug)]
pub struct SampleCertificate {
    /// The certificate.
    pub certificate: Certificate,
    /// Its key pair.
    pub key: KeyPair,
}

/// A whole chain.
#[derive(Debug)]
pub struct SampleChain {
    /// Self-signed.
    pub root: SampleCertificate,
    /// Signed by the root.
    pub intermediate: SampleCertificate,
    /// Signed by the intermediate.
    pub partner: SampleCertificate,
}

impl SampleChain {
    /// The certificates, partner first, root last.
    #[must_use]
    pub fn certificates(&self) -> [Certificate; 3] {
        [&self.partner, &self.intermediate, &self.root].map(|found| found.certificate.clone())
    }
}

/// What a sample chain is made for.
#[derive(Clone, Debug)]
pub struct SampleRequest {
    /// The partner's organisation; has to be the registered one to pass the checks.
    pub organisation: String,
    /// The partner's common name.
    pub common_name: String,
    /// Two letters.
    pub country: String,
    /// The kind of key of all three.
    pub key: KeyChoice,
    /// Days the partner's certificate is valid. The authorities are valid for ten years, or as long if that is more.
    pub valid_days: i64,
    /// The moment the validity begins.
    pub at: Timestamp,
}

impl SampleRequest {
    /// A request with P-256 keys, valid for a year from now on, in a country that does not exist.
    #[must_use]
    pub fn new(organisation: &str, at: Timestamp) -> Self {
        SampleRequest {
            organisation: organisation.to_owned(),
            common_name: organisation.to_owned(),
            country: "ZZ".into(),
            key: KeyChoice::EcP256,
            valid_days: 365,
            at,
        }
    }
}

/// Makes a root, an intermediate below it, and a partner's certificate below that.
///
/// # Errors
/// [`AuthorityError`] when a key or certificate cannot be made.
pub fn make_chain(request: &SampleRequest) -> Result<SampleChain, AuthorityError> {
    let root = make_root("Sample Root", request)?;
    let intermediate = root.make_intermediate("Sample Intermediate", request)?;
    let partner = intermediate.make_partner(request)?;
    Ok(SampleChain { root, intermediate, partner })
}

/// Makes a root with the given common name; of the request it takes country, key, validity and moment.
///
/// # Errors
/// [`AuthorityError`] when key or certificate cannot be made.
pub fn make_root(common_name: &str, request: &SampleRequest) -> Result<SampleCertificate, AuthorityError> {
    let key = KeyPair::generate(request.key).map_err(AuthorityError::Key)?;
    let subject = authority_subject(common_name, request);
    let certificate = order(&subject, request, authority_days(request), Some(None)).self_signed(&key)?;
    Ok(SampleCertificate { certificate, key })
}

impl SampleCertificate {
    /// Makes an authority below this one.
    ///
    /// # Errors
    /// [`AuthorityError`] when key or certificate cannot be made.
    pub fn make_intermediate(
        &self,
        common_name: &str,
        request: &SampleRequest,
    ) -> Result<SampleCertificate, AuthorityError> {
        let subject = authority_subject(common_name, request);
        self.sign(&order(&subject, request, authority_days(request), Some(None)), request.key)
    }

    /// Makes a partner's certificate below this one.
    ///
    /// # Errors
    /// [`AuthorityError`] when key or certificate cannot be made.
    pub fn make_partner(&self, request: &SampleRequest) -> Result<SampleCertificate, AuthorityError> {
        let subject = SubjectName {
            country: request.country.clone(),
            organisation: request.organisation.clone(),
            common_name: request.common_name.clone(),
            ..SubjectName::default()
        };
        self.sign(&order(&subject, request, request.valid_days, None), request.key)
    }

    fn sign(&self, order: &Order<'_>, choice: KeyChoice) -> Result<SampleCertificate, AuthorityError> {
        let key = KeyPair::generate(choice).map_err(AuthorityError::Key)?;
        let own = KeyPair::from_pkcs8(&self.key.pkcs8()).map_err(AuthorityError::Key)?;
        let issuer = Issuer::from_ca_cert_der(&self.certificate.der().into(), own)
            .map_err(|_| AuthorityError::NotAnAuthority)?;
        let certificate = order.signed_by(&key, &issuer)?;
        Ok(SampleCertificate { certificate, key })
    }
}

fn authority_subject(common_name: &str, request: &SampleRequest) -> SubjectName {
    SubjectName {
        country: request.country.clone(),
        organisation: "Partner Desk samples".into(),
        common_name: common_name.to_owned(),
        ..SubjectName::default()
    }
}

fn authority_days(request: &SampleRequest) -> i64 {
    const TEN_YEARS: i64 = 3650;
    request.valid_days.max(TEN_YEARS)
}

fn order<'a>(subject: &'a SubjectName, request: &SampleRequest, days: i64, authority: Option<Option<u8>>) -> Order<'a> {
    Order {
        subject,
        not_before: request.at,
        not_after: days_after(request.at, days),
        authority,
        key_encipherment: false,
    }
}
