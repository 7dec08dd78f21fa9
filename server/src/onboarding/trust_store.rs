//! The trust store: roots and intermediates per domain.

use partnerdesk_api::{
    certificate::{
        AuthorityKind, CaPath, CaResult, CaUpload, CaUploaded, DomainQuery, P7bFile, TRUST_STORE, TrustAnchors,
        TrustRow,
    },
    common::CommonCode,
    error::{Code as _, Failure},
    list::{ListQuery, Page},
    operation::{NoPath, Nothing},
    trust_code::TrustCode,
};
use partnerdesk_trust::{
    Certificate, Domain, Settings,
    check::{AuthorityContext, DomainStore, check_ca, first_failure},
    input::read_ca_upload,
    p7b,
    path::build_path,
};
use uuid::Uuid;

use crate::{
    desk::Context,
    store::{self, Tx, certificate::Ca},
};

/// Trusts one or several CA certificates (pms-api #31). Of several, each is judged by itself, issuers first; a single
/// one that is refused answers with its code.
pub async fn upload(context: &mut Context, _: NoPath, input: CaUpload) -> Result<CaUploaded, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let certificates = read_ca_upload(&input.certificate_data).map_err(|e| Failure::from(e).at("certificateData"))?;
    let settings = Settings::default();
    let domain = Domain::parse(&input.partner_domain, &settings).map_err(|c| Failure::from(c).at("partnerDomain"))?;
    context.about(certificates.iter().map(Certificate::thumbprint).collect::<Vec<_>>().join(","));
    let tx = context.tx().await?;
    let mut results = Vec::with_capacity(certificates.len());
    for certificate in &certificates {
        results.push(judge(tx, certificate, &domain, &settings, &by, now).await?);
    }
    let stored = results.iter().filter(|r| r.stored_as.is_some()).count();
    if let [only] = results.as_slice()
        && let Some(code) = only.error_code.as_deref().and_then(partnerdesk_api::find_code)
    {
        return Err(Failure::from(code).at("certificateData"));
    }
    let status = match stored {
        0 => "Upload Failed.",
        n if n == results.len() => "Upload Success.",
        _ => "Partial Upload Success.",
    };
    Ok(CaUploaded { status: status.into(), timestamp: now.into(), results })
}

async fn judge(
    tx: &mut Tx,
    certificate: &Certificate,
    domain: &Domain,
    settings: &Settings,
    by: &str,
    now: jiff::Timestamp,
) -> Result<CaResult, Failure> {
    let already_stored = store::certificate::is_stored(tx, certificate.thumbprint(), domain.as_str()).await?;
    let known = Known::read(store::certificate::of_domain(tx, domain.as_str()).await?)?;
    let context = AuthorityContext { already_stored: Some(already_stored), store: Some(known.view()) };
    let mut refusal = first_failure(&check_ca(certificate, &context, now, settings));
    let kind = if certificate.is_self_signed() { AuthorityKind::Root } else { AuthorityKind::Intermediate };
    let kind = kind.word();
    // Two uploads of the same certificate at once: the unique index lets one through.
    if refusal.is_none() && !tx.keep(&stored(certificate, kind, domain, by, now)).await? {
        refusal = Some(TrustCode::AlreadyStored);
    }
    Ok(CaResult {
        thumbprint: certificate.thumbprint().into(),
        subject: certificate.subject().display().to_string(),
        stored_as: refusal.is_none().then(|| kind.into()),
        error_code: refusal.map(|c| c.code().into()),
        message: refusal.map(|c| c.message().into()),
    })
}

/// A certificate as a row of the trust store.
pub(super) fn stored(certificate: &Certificate, kind: &str, domain: &Domain, by: &str, now: jiff::Timestamp) -> Ca {
    Ca {
        id: Uuid::now_v7().to_string(),
        kind: kind.into(),
        domain: domain.as_str().into(),
        thumbprint: certificate.thumbprint().into(),
        subject: certificate.subject().display().to_string(),
        issuer: certificate.issuer().display().to_string(),
        serial: certificate.serial().into(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        pem: certificate.pem(),
        uploaded_at: now,
        uploaded_by: by.into(),
    }
}

/// A domain's part of the trust store, read.
pub(super) struct Known {
    anchors: Vec<Certificate>,
    intermediates: Vec<Certificate>,
}

impl Known {
    pub(super) fn read(rows: Vec<Ca>) -> Result<Self, Failure> {
        let mut known = Known { anchors: Vec::new(), intermediates: Vec::new() };
        for row in rows {
            let certificate = Certificate::from_pem(&row.pem).map_err(|_| CommonCode::Internal)?;
            if matches!(row.kind.as_str(), "ROOT" | "OWN_ROOT") {
                known.anchors.push(certificate)
            } else {
                known.intermediates.push(certificate)
            }
        }
        Ok(known)
    }

    pub(super) fn view(&self) -> DomainStore<'_> {
        DomainStore { anchors: &self.anchors, intermediates: &self.intermediates }
    }
}

/// The listed trust store (pms-api #41).
pub async fn list(context: &mut Context, _: NoPath, query: ListQuery) -> Result<Page<TrustRow>, Failure> {
    let mut query = query;
    for (name, words, code) in [
        ("caCertificateType", AuthorityKind::WORDS, TrustCode::InvalidCertificateType),
        ("partnerDomain", partnerdesk_api::certificate::DOMAINS, TrustCode::DomainNotAllowed),
    ] {
        if let Some(word) = query.get(name).map(|word| word.trim().to_ascii_uppercase()) {
            if !words.contains(&word.as_str()) {
                return Err(Failure::from(code).at(name));
            }
            query = query.with(name, word);
        }
    }
    let now = context.now;
    super::page(context, &TRUST_STORE, &query, &store::certificate::TABLE, |row| store::certificate::row(row, now))
        .await
}

/// A trusted certificate with its chain up to its root (pms-api #42). When the chain no longer builds, at least the
/// certificate itself is answered; upstream answers an empty file.
pub async fn file(context: &mut Context, path: CaPath, _: Nothing) -> Result<P7bFile, Failure> {
    let id = &path.certificate_id;
    if id.is_empty() || id.len() > 36 || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(CommonCode::IdPattern.into());
    }
    let row = store::certificate::listed(context.db(), id).await?.ok_or(TrustCode::AuthorityNotFound)?;
    let certificate = Certificate::from_pem(&row.pem).map_err(|_| CommonCode::Internal)?;
    let known = Known::read(store::certificate::of_domain(context.db(), &row.domain).await?)?;
    let chain = build_path(&certificate, &known.anchors, &known.intermediates, context.now, &Settings::default().path);
    let chain = chain.unwrap_or_else(|_| vec![certificate]);
    Ok(P7bFile { p7b_file: p7b::write_pem(&chain), timestamp: context.now.into() })
}

/// The public certificates that a domain trusts, for checking a file before it is sent (beyond B9).
pub async fn anchors(context: &mut Context, _: NoPath, input: DomainQuery) -> Result<TrustAnchors, Failure> {
    let domain =
        Domain::parse(&input.partner_domain, &Settings::default()).map_err(|c| Failure::from(c).at("partnerDomain"))?;
    let known = Known::read(store::certificate::of_domain(context.db(), domain.as_str()).await?)?;
    let desk = context.desk.clone();
    let signing = desk.signing().await?;
    let pems = |certificates: &[Certificate]| certificates.iter().map(Certificate::pem).collect();
    Ok(TrustAnchors {
        roots: pems(&known.anchors),
        intermediates: pems(&known.intermediates),
        own: pems(&signing.all),
        now: context.now.into(),
    })
}
