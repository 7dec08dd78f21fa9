//! The trust store and partner certificates.

use jiff::Timestamp;
use partnerdesk_api::certificate::{AuthorityKind, TrustRow};

use super::{
    Db, Result, Row, Tx, Value, fold,
    list::{Column, Table},
    state::state,
};

/// A certificate of the trust store.
#[derive(Clone, Debug)]
pub struct Ca {
    /// Its id.
    pub id: String,
    /// `ROOT` or `INTERMEDIATE`; `OWN_ROOT` and `ISSUED` for this server's root and what was signed below it.
    pub kind: String,
    /// AUTH, DEVICE, FTM or MISP.
    pub domain: String,
    /// Lower-case hexadecimal SHA-1.
    pub thumbprint: String,
    /// Subject as shown.
    pub subject: String,
    /// Issuer as shown.
    pub issuer: String,
    /// Serial number, decimal; may be negative.
    pub serial: String,
    /// Valid from.
    pub not_before: Timestamp,
    /// Valid until.
    pub not_after: Timestamp,
    /// The certificate.
    pub pem: String,
}

/// A partner's certificate with what was signed for it.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Its id.
    pub id: String,
    /// Whose.
    pub partner_id: String,
    /// The domain.
    pub domain: String,
    /// Common name of the original.
    pub common_name: Option<String>,
    /// Lower-case hexadecimal SHA-1 of the original.
    pub thumbprint: String,
    /// The original, PEM.
    pub original: String,
    /// The original is valid until.
    pub original_not_after: Timestamp,
    /// As signed here, PEM.
    pub signed: String,
    /// Signed from.
    pub signed_not_before: Timestamp,
    /// Signed until.
    pub signed_not_after: Timestamp,
    /// Uploaded when.
    pub uploaded_at: Timestamp,
}

const CA: &str = "SELECT * FROM ca_certificate WHERE id = $1 AND kind IN ('ROOT', 'INTERMEDIATE')";
const OF_DOMAIN: &str = "SELECT * FROM ca_certificate WHERE domain = $1 ORDER BY uploaded_at, id";
const ANY_ROOT: &str =
    "SELECT 1 AS one FROM ca_certificate WHERE domain = $1 AND kind = 'ROOT' AND not_after > $2 LIMIT 1";
const BY_THUMBPRINT: &str = "SELECT id FROM ca_certificate WHERE thumbprint = $1 AND domain = $2";
const ADD_CA: &str = "INSERT INTO ca_certificate (id, id_fold, kind, domain, thumbprint, subject, subject_fold, issuer, issuer_fold, serial,
    not_before, not_after, pem, uploaded_at, uploaded_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (thumbprint, domain) DO NOTHING";
const ISSUED: &str = "SELECT * FROM partner_certificate WHERE id = $1";
const ADD_ISSUED: &str = "INSERT INTO partner_certificate (id, partner_id, domain, common_name, thumbprint, original, original_not_after, signed,
    signed_not_before, signed_not_after, uploaded_at, uploaded_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[CA, OF_DOMAIN, ANY_ROOT, BY_THUMBPRINT, ADD_CA, ISSUED, ADD_ISSUED];

fn read_ca(row: &Row) -> Result<Ca> {
    Ok(Ca {
        id: row.text("id")?,
        kind: row.text("kind")?,
        domain: row.text("domain")?,
        thumbprint: row.text("thumbprint")?,
        subject: row.text("subject")?,
        issuer: row.text("issuer")?,
        serial: row.text("serial")?,
        not_before: row.time("not_before")?,
        not_after: row.time("not_after")?,
        pem: row.text("pem")?,
    })
}

/// A listed certificate of the trust store by its id.
///
/// # Errors
/// What the database says.
pub async fn ca(db: &Db, id: &str) -> Result<Option<Ca>> {
    db.first(CA, &[id.into()]).await?.as_ref().map(read_ca).transpose()
}

/// Everything that a domain's paths may use.
///
/// # Errors
/// What the database says.
pub async fn of_domain(db: &Db, domain: &str) -> Result<Vec<Ca>> {
    db.all(OF_DOMAIN, &[domain.into()]).await?.iter().map(read_ca).collect()
}

/// Everything that a domain's paths may use, as this transaction sees it.
///
/// # Errors
/// What the database says.
pub async fn of_domain_in(tx: &mut Tx, domain: &str) -> Result<Vec<Ca>> {
    tx.all(OF_DOMAIN, &[domain.into()]).await?.iter().map(read_ca).collect()
}

/// Whether a domain has a root that is valid.
///
/// # Errors
/// What the database says.
pub async fn has_root(db: &Db, domain: &str, now: Timestamp) -> Result<bool> {
    Ok(db.first(ANY_ROOT, &[domain.into(), now.into()]).await?.is_some())
}

/// Whether a certificate is in a domain's store.
///
/// # Errors
/// What the database says.
pub async fn is_stored(tx: &mut Tx, thumbprint: &str, domain: &str) -> Result<bool> {
    Ok(tx.first(BY_THUMBPRINT, &[thumbprint.into(), domain.into()]).await?.is_some())
}

/// Adds a certificate to the trust store; false when the domain has it.
///
/// # Errors
/// What the database says.
pub async fn add_ca(tx: &mut Tx, ca: &Ca, by: &str, now: Timestamp) -> Result<bool> {
    let values: [Value; 15] = [
        (&ca.id).into(),
        fold(&ca.id).into(),
        (&ca.kind).into(),
        (&ca.domain).into(),
        (&ca.thumbprint).into(),
        (&ca.subject).into(),
        fold(&ca.subject).into(),
        (&ca.issuer).into(),
        fold(&ca.issuer).into(),
        (&ca.serial).into(),
        ca.not_before.into(),
        ca.not_after.into(),
        (&ca.pem).into(),
        now.into(),
        by.into(),
    ];
    Ok(tx.run(ADD_CA, &values).await? == 1)
}

/// A partner's certificate by its id.
///
/// # Errors
/// What the database says.
pub async fn issued(db: &Db, id: &str) -> Result<Option<Issued>> {
    let Some(row) = db.first(ISSUED, &[id.into()]).await? else { return Ok(None) };
    Ok(Some(Issued {
        id: row.text("id")?,
        partner_id: row.text("partner_id")?,
        domain: row.text("domain")?,
        common_name: row.maybe_text("common_name")?,
        thumbprint: row.text("thumbprint")?,
        original: row.text("original")?,
        original_not_after: row.time("original_not_after")?,
        signed: row.text("signed")?,
        signed_not_before: row.time("signed_not_before")?,
        signed_not_after: row.time("signed_not_after")?,
        uploaded_at: row.time("uploaded_at")?,
    }))
}

/// Adds a partner's certificate.
///
/// # Errors
/// What the database says.
pub async fn add_issued(tx: &mut Tx, issued: &Issued, by: &str) -> Result<()> {
    let values: [Value; 12] = [
        (&issued.id).into(),
        (&issued.partner_id).into(),
        (&issued.domain).into(),
        issued.common_name.as_deref().into(),
        (&issued.thumbprint).into(),
        (&issued.original).into(),
        issued.original_not_after.into(),
        (&issued.signed).into(),
        issued.signed_not_before.into(),
        issued.signed_not_after.into(),
        issued.uploaded_at.into(),
        by.into(),
    ];
    tx.run(ADD_ISSUED, &values).await.map(drop)
}

/// The trust store as it is listed: without what this server signed itself.
pub const TABLE: Table = Table {
    list: "trust-store",
    name: "listed_ca_certificate",
    id: "id",
    select: &["id", "kind", "domain", "subject", "issuer", "thumbprint", "not_before", "not_after", "uploaded_at"],
    columns: &[
        Column::plain("caCertificateType", "kind"),
        Column::folded("certificateId", "id", "id_fold"),
        Column::plain("partnerDomain", "domain"),
        Column::folded("issuedTo", "subject", "subject_fold"),
        Column::folded("issuedBy", "issuer", "issuer_fold"),
        Column::time("validFrom", "not_before"),
        Column::time("validTill", "not_after"),
        Column::time("uploadedDateTime", "uploaded_at"),
    ],
    owner: None,
};

/// A row of the listed trust store.
///
/// # Errors
/// The stored row is damaged.
pub fn row(row: &Row, now: Timestamp) -> Result<TrustRow> {
    let (from, until) = (row.time("not_before")?, row.time("not_after")?);
    Ok(TrustRow {
        ca_certificate_type: state::<AuthorityKind>(row, "kind")?.into(),
        cert_id: row.text("id")?,
        partner_domain: row.text("domain")?,
        issued_to: row.text("subject")?,
        issued_by: row.text("issuer")?,
        cert_thumbprint: row.text("thumbprint")?,
        valid_from_date: from.into(),
        valid_till_date: until.into(),
        upload_time: row.time("uploaded_at")?.into(),
        status: from <= now && now <= until,
    })
}
