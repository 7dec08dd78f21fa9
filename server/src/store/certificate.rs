//! The trust store and partner certificates.

use jiff::Timestamp;
use partnerdesk_api::certificate::TrustRow;

use super::{
    Area, Read, Record as _, Result, Tx,
    list::{Column, Table},
    record,
};

record! {
    /// A certificate of the trust store.
    Ca in "ca_certificate" {
        /// Its id.
        id: String [fold],
        /// `ROOT` or `INTERMEDIATE`; `OWN_ROOT` and `ISSUED` for this server's root and what was signed below it.
        kind: String,
        /// AUTH, DEVICE, FTM or MISP.
        domain: String,
        /// Lower-case hexadecimal SHA-1.
        thumbprint: String,
        /// Subject as shown.
        subject: String [fold],
        /// Issuer as shown.
        issuer: String [fold],
        /// Serial number, decimal; may be negative.
        serial: String,
        /// Valid from.
        not_before: Timestamp,
        /// Valid until.
        not_after: Timestamp,
        /// The certificate.
        pem: String,
        /// Uploaded when.
        uploaded_at: Timestamp,
        /// Uploaded by.
        uploaded_by: String,
    }
}

record! {
    /// A partner's certificate with what was signed for it.
    Issued in "partner_certificate" {
        /// Its id.
        id: String,
        /// Whose.
        partner_id: String,
        /// The domain.
        domain: String,
        /// Common name of the original.
        common_name: Option<String>,
        /// Lower-case hexadecimal SHA-1 of the original.
        thumbprint: String,
        /// The original, PEM.
        original: String,
        /// The original is valid until.
        original_not_after: Timestamp,
        /// As signed here, PEM.
        signed: String,
        /// Signed from.
        signed_not_before: Timestamp,
        /// Signed until.
        signed_not_after: Timestamp,
        /// Uploaded when.
        uploaded_at: Timestamp,
        /// Uploaded by.
        uploaded_by: String,
    }
}

const LISTED: &str = "SELECT * FROM ca_certificate WHERE id = $1 AND kind IN ('ROOT', 'INTERMEDIATE')";
const OF_DOMAIN: &str = "SELECT * FROM ca_certificate WHERE domain = $1 ORDER BY uploaded_at, id";
const ANY_ROOT: &str =
    "SELECT 1 AS one FROM ca_certificate WHERE domain = $1 AND kind = 'ROOT' AND not_after > $2 LIMIT 1";
const BY_THUMBPRINT: &str = "SELECT id FROM ca_certificate WHERE thumbprint = $1 AND domain = $2";

/// What this file keeps.
pub const AREA: Area = Area {
    name: "certificate",
    statements: &[LISTED, OF_DOMAIN, ANY_ROOT, BY_THUMBPRINT],
    records: &[Ca::STATEMENTS, Issued::STATEMENTS],
    tables: &[&TABLE],
};

/// A listed certificate of the trust store by its id.
///
/// # Errors
/// What the database says.
pub async fn listed(from: &impl Read, id: &str) -> Result<Option<Ca>> {
    from.first(LISTED, &[id.into()]).await
}

/// Everything that a domain's paths may use.
///
/// # Errors
/// What the database says.
pub async fn of_domain(from: &impl Read, domain: &str) -> Result<Vec<Ca>> {
    from.all(OF_DOMAIN, &[domain.into()]).await
}

/// Whether a domain has a root that is valid.
///
/// # Errors
/// What the database says.
pub async fn has_root(from: &impl Read, domain: &str, now: Timestamp) -> Result<bool> {
    from.any(ANY_ROOT, &[domain.into(), now.into()]).await
}

/// Whether a certificate is in a domain's store.
///
/// # Errors
/// What the database says.
pub async fn is_stored(from: &impl Read, thumbprint: &str, domain: &str) -> Result<bool> {
    from.any(BY_THUMBPRINT, &[thumbprint.into(), domain.into()]).await
}

/// Adds a partner's certificate.
///
/// # Errors
/// What the database says.
pub async fn add_issued(tx: &mut Tx, issued: &Issued) -> Result<()> {
    tx.run(Issued::ADD.as_str(), &issued.values()).await.map(drop)
}

/// The trust store as it is listed: without what this server signed itself, and without the certificates, which are long.
pub const TABLE: Table = Table::of::<Ca>(
    "trust-store",
    &[
        Column::plain("caCertificateType", "kind"),
        Column::folded("certificateId", "id"),
        Column::plain("partnerDomain", "domain"),
        Column::folded("issuedTo", "subject"),
        Column::folded("issuedBy", "issuer"),
        Column::time("validFrom", "not_before"),
        Column::time("validTill", "not_after"),
        Column::time("uploadedDateTime", "uploaded_at"),
    ],
)
.from("listed_ca_certificate")
.without(&["pem"]);

/// A row of the listed trust store.
pub fn row(ca: Ca, now: Timestamp) -> TrustRow {
    TrustRow {
        status: ca.not_before <= now && now <= ca.not_after,
        ca_certificate_type: ca.kind.as_str().into(),
        cert_id: ca.id,
        partner_domain: ca.domain,
        issued_to: ca.subject,
        issued_by: ca.issuer,
        cert_thumbprint: ca.thumbprint,
        valid_from_date: ca.not_before.into(),
        valid_till_date: ca.not_after.into(),
        upload_time: ca.uploaded_at.into(),
    }
}
