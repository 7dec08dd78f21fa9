//! Partner certificates: checked, signed for one year, and with that the partner becomes active.

use jiff::{Timestamp, ToSpan};
use partnerdesk_api::{
    certificate::{
        BothCertificates, CertificateCode, CertificateUpload, CertificateUploaded, ExpiryQuery, OwnCertificate,
        SignedCertificate,
    },
    common::ListCode,
    error::Failure,
    operation::{NoPath, Nothing},
    partner::{PartnerCode, PartnerPath, PartnerState},
    trust_code::TrustCode,
};
use partnerdesk_trust::{
    Domain, Settings,
    check::{PartnerContext, check_partner, first_failure},
    input::read_partner_upload,
    p7b,
};
use serde_json::json;
use uuid::Uuid;

use super::trust_store::{Known, stored};
use crate::{
    desk::Context,
    store::{self, Read as _, certificate::Issued, partner::Partner},
};

/// Takes a partner's certificate (pms-api #32): checks it by every rule of certificates, signs it for one year, keeps
/// both, lets the signed one take part in paths, and activates the partner — all or nothing.
pub async fn upload(
    context: &mut Context,
    _: NoPath,
    input: CertificateUpload,
) -> Result<CertificateUploaded, Failure> {
    context.about(input.partner_id.clone());
    let (now, by, desk) = (context.now, context.caller.user.clone(), context.desk.clone());
    let signing = desk.signing().await?;
    let partner = context.db().find::<Partner>(&input.partner_id).await?.ok_or(PartnerCode::UnknownPartner)?;
    let kind = desk.reference.partner_type(&partner.partner_type).ok_or(PartnerCode::UnknownType)?;
    if !partner.state.may_become(PartnerState::Active) {
        return Err(PartnerCode::Inactive.into());
    }
    if kind.policy_required && partner.group_id.is_none() {
        return Err(PartnerCode::GroupFirst.into());
    }
    let certificate =
        read_partner_upload(&input.certificate_data).map_err(|e| Failure::from(e).at("certificateData"))?;
    let settings = Settings::default();
    let domain = Domain::parse(&input.partner_domain, &settings).map_err(|c| Failure::from(c).at("partnerDomain"))?;
    // The domain follows from the partner's type; upstream believes the client.
    if domain.as_str() != kind.certificate_domain {
        return Err(Failure::from(TrustCode::DomainNotAllowed)
            .saying(format!("Partners of this type belong to the domain {}.", kind.certificate_domain))
            .at("partnerDomain"));
    }
    let known = Known::read(store::certificate::of_domain(context.db(), domain.as_str()).await?)?;
    let rules = PartnerContext {
        organisation: Some(&partner.organization),
        store: Some(known.view()),
        own_authorities: &signing.all,
    };
    if let Some(code) = first_failure(&check_partner(&certificate, &rules, now, &settings)) {
        return Err(Failure::from(code).at("certificateData"));
    }
    let signed = signing.pms.resign(&certificate, &domain, now).map_err(|c| Failure::from(c).at("certificateData"))?;
    let issued = Issued {
        id: Uuid::now_v7().to_string(),
        partner_id: partner.id.clone(),
        domain: domain.as_str().into(),
        common_name: certificate.common_name().map(str::to_string),
        thumbprint: certificate.thumbprint().into(),
        original: certificate.pem(),
        original_not_after: certificate.not_after(),
        signed: signed.pem(),
        signed_not_before: signed.not_before(),
        signed_not_after: signed.not_after(),
        uploaded_at: now,
        uploaded_by: by.clone(),
    };
    let chain = [signed.clone(), signing.pms.certificate().clone(), signing.root.clone()];
    let tx = context.tx().await?;
    store::certificate::add_issued(tx, &issued).await?;
    // What is signed here verifies devices later, so it takes part in the domain's paths with its own chain.
    for part in &chain {
        let kind = if part == &signing.root { "OWN_ROOT" } else { "ISSUED" };
        tx.keep(&stored(part, kind, &domain, &by, now)).await?;
    }
    if !store::partner::certified(tx, &partner.id, &issued.id, &by, now).await? {
        return Err(PartnerCode::Inactive.into());
    }
    let data = json!({"partnerId": partner.id, "partnerName": partner.organization, "certificateData": issued.signed, "partnerStatus": "ACTIVE"});
    context.event("PARTNER_UPDATED", &json!({"partnerData": data})).await?;
    let chain = p7b::write_pem(&chain);
    context.event("CA_CERTIFICATE_UPLOADED", &json!({"certChain": chain, "partnerDomain": domain.as_str()})).await?;
    Ok(CertificateUploaded { signed_certificate_data: issued.signed, certificate_id: issued.id, timestamp: now.into() })
}

async fn current(context: &Context, partner_id: &str) -> Result<(Partner, Issued), Failure> {
    let partner: Partner = context.db().find(partner_id).await?.ok_or(PartnerCode::UnknownPartner)?;
    let id = partner.certificate_id.as_deref().ok_or(CertificateCode::NotUploaded)?;
    let issued = context.db().find(id).await?.ok_or(TrustCode::PartnerCertificateNotFound)?;
    Ok((partner, issued))
}

/// The certificate as signed here (pms-api #33).
pub async fn signed(context: &mut Context, path: PartnerPath, _: Nothing) -> Result<SignedCertificate, Failure> {
    let (_, issued) = current(context, &path.partner_id).await?;
    Ok(SignedCertificate { certificate_data: issued.signed, timestamp: context.now.into() })
}

/// Original and signed certificate (pms-api #34); an expired one is left out and said to be expired.
pub async fn both(context: &mut Context, path: PartnerPath, _: Nothing) -> Result<BothCertificates, Failure> {
    let (partner, issued) = current(context, &path.partner_id).await?;
    if partner.state == PartnerState::Deactivated {
        return Err(CertificateCode::Deactivated.into());
    }
    let now = context.now;
    let (original_expired, signed_expired) = (issued.original_not_after < now, issued.signed_not_after < now);
    let unless = |expired: bool, pem: String| if expired { String::new() } else { pem };
    Ok(BothCertificates {
        ca_signed_certificate_data: unless(original_expired, issued.original),
        is_ca_signed_certificate_expired: original_expired,
        mosip_signed_certificate_data: unless(signed_expired, issued.signed),
        is_mosip_signed_certificate_expired: signed_expired,
    })
}

/// Certificates of the caller's own partners (pms-api #35).
pub async fn mine(context: &mut Context, _: NoPath, query: ExpiryQuery) -> Result<Vec<OwnCertificate>, Failure> {
    let period = query
        .expiry_period
        .as_deref()
        .filter(|p| !p.is_empty())
        .map(|p| p.parse::<i64>().ok().filter(|d| (1..=30).contains(d)).ok_or(ListCode::WithinDays));
    let period = period.transpose().map_err(|c| Failure::from(c).at("expiryPeriod"))?;
    let partners = store::partner::of_account(context.db(), &context.caller.user).await?;
    if partners.is_empty() {
        return Err(PartnerCode::NoOwnPartner.into());
    }
    let mut rows = Vec::new();
    for partner in partners {
        let issued = match &partner.certificate_id {
            Some(id) => context.db().find::<Issued>(id).await?,
            None => None,
        };
        if let Some(days) = period
            && !issued.as_ref().is_some_and(|c| ends_within(c.signed_not_after, context.now, days))
        {
            continue;
        }
        let domain = context.desk.reference.partner_type(&partner.partner_type).map(|t| t.certificate_domain.clone());
        rows.push(OwnCertificate {
            certificate_issued_to: issued.as_ref().and_then(|c| c.common_name.clone()),
            certificate_upload_date_time: issued.as_ref().map(|c| c.signed_not_before.into()),
            certificate_expiry_date_time: issued.as_ref().map(|c| c.signed_not_after.into()),
            is_certificate_available: issued.is_some(),
            is_partner_active: partner.state != PartnerState::Deactivated,
            partner_domain: domain.unwrap_or_default(),
            organization_name: partner.organization,
            partner_id: partner.id,
            partner_type: partner.partner_type,
        });
    }
    Ok(rows)
}

/// Whether something still valid ends by the end of the day that is so many days ahead.
fn ends_within(end: Timestamp, now: Timestamp, days: i64) -> bool {
    let last_day = partnerdesk_api::time::date(now).checked_add(days.days()).unwrap_or(jiff::civil::Date::MAX);
    now <= end && partnerdesk_api::time::date(end) <= last_day
}
