//! Certificates: the trust store and partner certificates. What can be wrong with one stands in [`crate::trust_code`].

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    list::{Compare, Field, List, ListQuery, Page},
    operation::{Info, Input, NoPath, Nothing, Operation, Owner, RecordKind, ReplyId},
    partner::{PARTNERS_AND_ADMIN, PartnerCode, PartnerPath},
    role::Role::{self, *},
    state::Word,
    states,
    time::{LocalTime, OffsetTime},
};

codes! {
    /// What can go wrong around certificates, the certificate itself aside.
    pub enum CertificateCode {
        /// No certificate yet. Upstream uses the code of the missing policy group as well.
        NotUploaded: NotFound = "PMS_PRT_108", "No certificate has been uploaded for this partner yet.";
        /// Stored certificate unreadable.
        Undecodable: Server = "PMS_CERTIFICATE_ERROR_006", "The stored certificate cannot be read.";
        /// Not the caller's partner.
        NotYours: NotAllowed = "PMS_CERTIFICATE_ERROR_007", "This partner's certificates are not yours to see.";
        /// Approved but deactivated.
        Deactivated: Conflict = "PMS_CERTIFICATE_ERROR_009", "The partner is deactivated; its certificates cannot be downloaded.";
    }
}

/// Domains of the trust store. MISP is on by default (our decision; upstream's portal sends it, its default omits it).
pub const DOMAINS: &[&str] = &["AUTH", "DEVICE", "FTM", "MISP"];

/// A CA certificate to trust (pms-api #31).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct CaUpload {
    /// PEM, p7b or base64 text; one or several certificates.
    #[garde(length(min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub certificate_data: String,
    /// AUTH, DEVICE, FTM or MISP.
    #[garde(length(min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub partner_domain: String,
}
impl Input for CaUpload {
    fn example() -> Self {
        CaUpload {
            certificate_data: "-----BEGIN CERTIFICATE-----\nexample\n-----END CERTIFICATE-----\n".into(),
            partner_domain: "AUTH".into(),
        }
    }
}
/// What became of a CA upload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaUploaded {
    /// `Upload Success.`, `Partial Upload Success.` or `Upload Failed.`
    pub status: String,
    /// When.
    pub timestamp: LocalTime,
    /// Ours: what became of each certificate.
    #[serde(default)]
    pub results: Vec<CaResult>,
}
/// What became of one certificate of a CA upload. Ours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaResult {
    /// Lower-case hexadecimal SHA-1 of the certificate.
    pub thumbprint: String,
    /// Its subject.
    pub subject: String,
    /// `ROOT` or `INTERMEDIATE` when stored.
    pub stored_as: Option<String>,
    /// The code of the refusal, when refused.
    pub error_code: Option<String>,
    /// Its sentence.
    pub message: Option<String>,
}
/// Trust a CA certificate (pms-api #31).
pub const CA_UPLOAD: Operation<NoPath, CaUpload, CaUploaded> = Operation::post(
    "certificate.ca_upload",
    "/v1/partnermanager/partners/certificate/ca/upload",
    "Trust a root or intermediate certificate",
)
.roles(&[PartnerAdmin, PartnerManager])
.v1(ReplyId::Null)
.carries_certificates();

/// A partner's certificate (pms-api #32).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct CertificateUpload {
    /// Whose.
    #[garde(length(min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub partner_id: String,
    /// One certificate as PEM.
    #[garde(length(min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub certificate_data: String,
    /// The domain of the partner's type.
    #[garde(length(min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub partner_domain: String,
}
impl Input for CertificateUpload {
    fn example() -> Self {
        CertificateUpload {
            partner_id: "cardhouse".into(),
            certificate_data: "-----BEGIN CERTIFICATE-----\nexample\n-----END CERTIFICATE-----\n".into(),
            partner_domain: "AUTH".into(),
        }
    }
}
/// A re-signed certificate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CertificateUploaded {
    /// The certificate as signed here for one year, PEM.
    pub signed_certificate_data: String,
    /// Its id.
    pub certificate_id: String,
    /// When.
    pub timestamp: LocalTime,
}
/// Roles that upload and read partner certificates: MOSIP's list and the two it forgot.
const UPLOADING: &[Role] = &[
    Partner,
    PmsUser,
    AuthPartner,
    AbisPartner,
    SdkPartner,
    DeviceProvider,
    FtmProvider,
    CredentialPartner,
    CredentialIssuance,
    IdAuthentication,
    PartnerAdmin,
    OnlineVerificationPartner,
    ManualAdjudication,
    MispPartner,
];
/// Upload a partner's certificate; it is checked, signed for one year, and activates the partner (pms-api #32).
pub const UPLOAD: Operation<NoPath, CertificateUpload, CertificateUploaded> = Operation::post(
    "certificate.upload",
    "/v1/partnermanager/partners/certificate/upload",
    "Upload a partner's certificate",
)
.roles(UPLOADING)
.v1(ReplyId::Null)
.carries_certificates()
.owned(
    Owner::Input(RecordKind::Partner, "partnerId"),
    PartnerCode::UnknownPartner.info(),
    PartnerCode::NotYours.info(),
);

/// A certificate as signed here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignedCertificate {
    /// PEM.
    pub certificate_data: String,
    /// When it was asked for.
    pub timestamp: LocalTime,
}
/// The certificate as signed here (pms-api #33).
pub const SIGNED: Operation<PartnerPath, Nothing, SignedCertificate> = Operation::get(
    "certificate.signed",
    "/v1/partnermanager/partners/{partner_id}/certificate",
    "A partner's certificate as signed here",
)
.roles(UPLOADING)
.v1(ReplyId::Null)
.owned(
    Owner::Path(RecordKind::Partner, "partner_id"),
    PartnerCode::UnknownPartner.info(),
    PartnerCode::NotYours.info(),
);

/// Both forms of a partner's certificate (pms-api #34).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BothCertificates {
    /// The original, PEM; empty when expired.
    pub ca_signed_certificate_data: String,
    /// The original has expired.
    pub is_ca_signed_certificate_expired: bool,
    /// As signed here, PEM; empty when expired.
    pub mosip_signed_certificate_data: String,
    /// The signed one has expired.
    pub is_mosip_signed_certificate_expired: bool,
}
/// Original and signed certificate of a partner (pms-api #34).
pub const BOTH: Operation<PartnerPath, Nothing, BothCertificates> = Operation::get(
    "certificate.both",
    "/v1/partnermanager/partners/{partner_id}/certificate-data",
    "Original and signed certificate of a partner",
)
.roles(UPLOADING)
.v2("mosip.pms.original.partner.certificate.get")
.owned(
    Owner::Path(RecordKind::Partner, "partner_id"),
    PartnerCode::UnknownPartner.info(),
    CertificateCode::NotYours.info(),
);

/// Which own certificates are asked for (pms-api #35).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct ExpiryQuery {
    /// Only those that expire within so many days, 1 to 30.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry_period: Option<String>,
}
impl Input for ExpiryQuery {
    fn example() -> Self {
        ExpiryQuery { expiry_period: Some("30".into()) }
    }
}
/// The certificate of one own partner (pms-api #35).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnCertificate {
    /// Whose.
    pub partner_id: String,
    /// Its common name.
    pub certificate_issued_to: Option<String>,
    /// Signed here since.
    pub certificate_upload_date_time: Option<OffsetTime>,
    /// Signed here until.
    pub certificate_expiry_date_time: Option<OffsetTime>,
    /// The partner's type.
    pub partner_type: String,
    /// Whether there is one.
    pub is_certificate_available: bool,
    /// False for a deactivated partner.
    pub is_partner_active: bool,
    /// Ours: the domain of the partner's type.
    #[serde(default)]
    pub partner_domain: String,
    /// Ours: the organisation that the certificate must carry.
    #[serde(default)]
    pub organization_name: String,
}
/// Certificates of the caller's own partners (pms-api #35).
pub const MINE: Operation<NoPath, ExpiryQuery, Vec<OwnCertificate>> = Operation::get(
    "certificate.mine",
    "/v1/partnermanager/partners/partner-certificates-details",
    "Certificates of your own partners",
)
.roles(PARTNERS_AND_ADMIN)
.v2("mosip.pms.partner.certificates.get");

states! {
    /// What a certificate of the trust store is.
    pub enum AuthorityKind {
        /// Signed by itself.
        Root = "ROOT",
        /// Signed by another authority.
        Intermediate = "INTERMEDIATE",
    }
}

/// A row of the trust store (pms-api #41).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrustRow {
    /// What it is.
    pub ca_certificate_type: Word<AuthorityKind>,
    /// The certificate's id.
    pub cert_id: String,
    /// AUTH, DEVICE, FTM or MISP.
    pub partner_domain: String,
    /// Subject.
    pub issued_to: String,
    /// Issuer.
    pub issued_by: String,
    /// Lower-case hexadecimal SHA-1.
    pub cert_thumbprint: String,
    /// Valid from.
    pub valid_from_date: LocalTime,
    /// Valid until.
    pub valid_till_date: LocalTime,
    /// Uploaded when.
    pub upload_time: LocalTime,
    /// Valid now.
    pub status: bool,
}
/// The trust store.
pub static TRUST_STORE: List<TrustRow> = List {
    name: "trust-store",
    fields: &[
        Field::shown("caCertificateType", |r: &TrustRow| r.ca_certificate_type.word().into())
            .sorted()
            .filtered(Compare::OneOf(AuthorityKind::WORDS)),
        Field::shown("certificateId", |r: &TrustRow| r.cert_id.as_str().into()).sorted().filtered(Compare::Contains),
        Field::shown("partnerDomain", |r: &TrustRow| r.partner_domain.as_str().into())
            .sorted()
            .filtered(Compare::OneOf(DOMAINS)),
        Field::shown("issuedTo", |r: &TrustRow| r.issued_to.as_str().into()).sorted().filtered(Compare::Contains),
        Field::shown("issuedBy", |r: &TrustRow| r.issued_by.as_str().into()).sorted().filtered(Compare::Contains),
        Field::shown("validFrom", |r: &TrustRow| r.valid_from_date.to_string().into()).sorted(),
        Field::shown("validTill", |r: &TrustRow| r.valid_till_date.to_string().into())
            .sorted()
            .filtered(Compare::WithinDays)
            .param("expiryPeriod"),
        Field::shown("uploadedDateTime", |r: &TrustRow| r.upload_time.to_string().into()).sorted(),
        Field::shown("status", |r: &TrustRow| if r.status { "valid" } else { "expired" }.into()),
    ],
    id: |r| &r.cert_id,
    newest_first: "uploadedDateTime",
    page_size: Some(8),
};
/// The trust store (pms-api #41).
pub const TRUST_LIST: Operation<NoPath, ListQuery, Page<TrustRow>> = Operation::get(
    "certificate.trust_list",
    "/v1/partnermanager/trust-chain-certificates",
    "Root and intermediate certificates",
)
.roles(&[PartnerAdmin, Support])
.v2("mosip.pms.trust.certificates.get")
.list(&TRUST_STORE);

/// A path that names a CA certificate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaPath {
    /// Its id.
    pub certificate_id: String,
}
/// A certificate with its chain as p7b.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct P7bFile {
    /// PEM with label PKCS7, leaf first.
    pub p7b_file: String,
    /// When it was asked for.
    pub timestamp: LocalTime,
}
/// Download a trusted certificate with its chain (pms-api #42).
pub const TRUST_FILE: Operation<CaPath, Nothing, P7bFile> = Operation::get(
    "certificate.trust_file",
    "/v1/partnermanager/trust-chain-certificates/{certificate_id}/certificateFile",
    "A trusted certificate with its chain, as p7b",
)
.roles(&[PartnerAdmin, Support])
.v2("mosip.pms.download.trust.certificates.get");

/// Which part of the trust store is asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainQuery {
    /// AUTH, DEVICE, FTM or MISP.
    #[garde(length(min = 1))]
    #[serde(default)]
    pub partner_domain: String,
}
impl Input for DomainQuery {
    fn example() -> Self {
        DomainQuery { partner_domain: "AUTH".into() }
    }
}
/// The public certificates that a domain trusts, so that a client can check a file before it sends it (beyond B9).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrustAnchors {
    /// Valid roots, PEM each.
    pub roots: Vec<String>,
    /// Valid intermediates, PEM each.
    pub intermediates: Vec<String>,
    /// This server's own ROOT and PMS certificates, whose subjects nobody else may carry; PEM each.
    pub own: Vec<String>,
    /// The server's clock.
    pub now: LocalTime,
}
/// What a domain trusts (beyond B9).
pub const ANCHORS: Operation<NoPath, DomainQuery, TrustAnchors> =
    Operation::get("certificate.anchors", "/v1/partnerdesk/trust-anchors", "The certificates that a domain trusts")
        .roles(UPLOADING)
        .desk();

/// The operations of this area.
pub const OPERATIONS: &[&Info] = &[
    &CA_UPLOAD.info,
    &UPLOAD.info,
    &SIGNED.info,
    &BOTH.info,
    &MINE.info,
    &TRUST_LIST.info,
    &TRUST_FILE.info,
    &ANCHORS.info,
];
