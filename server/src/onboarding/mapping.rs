//! Mapping extractors and a credential type to a policy request: steps two and three. Each is saved once, at the server.

use std::collections::HashSet;

use partnerdesk_api::{
    common::CommonCode,
    error::Failure,
    extractor::Modality,
    operation::Nothing,
    partner::PartnerCode,
    policy_request::{
        CredentialTypeMapping, CredentialTypes, ExtractorMapping, ExtractorMappings, MAPPING_TYPES,
        MappedCredentialType, MappedExtractors, Mappings, PartnerPolicyPath, RequestCode, RequestPath, RequestState,
    },
};

use crate::{
    desk::Context,
    store::{self, Tx, policy_request::Request},
};

/// Maps extractors (pms-api #133), one per modality, with the checks in upstream's order. That there are any is checked
/// with the declaration.
pub async fn map_extractors(
    context: &mut Context,
    path: RequestPath,
    input: ExtractorMappings,
) -> Result<String, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let tx = context.tx().await?;
    store::policy_request::hold(tx, &path.request_id).await?;
    let request = open_request(tx, &path.request_id, RequestCode::ExtractorsClosed).await?;
    let mappings: Vec<ExtractorMapping> = input.extractors.into_iter().map(in_lower_case).collect();
    let mut seen = HashSet::new();
    if !mappings.iter().all(|m| seen.insert(m.biometric.as_str())) {
        return Err(Failure::from(RequestCode::TwiceInBody).at("extractors"));
    }
    if !store::policy_request::extractors_in(tx, &request.id).await?.is_empty() {
        return Err(RequestCode::ExtractorsMapped.into());
    }
    for (place, mapping) in mappings.iter().enumerate() {
        if store::policy_request::is_attribute_approved(tx, &request, mapping).await? {
            return Err(Failure::from(RequestCode::ExtractorsApproved).at(format!("extractors[{place}].attributeName")));
        }
        check_mapping(mapping).map_err(|(failure, member)| failure.at(format!("extractors[{place}].{member}")))?;
    }
    for mapping in &mappings {
        store::policy_request::add_extractor(tx, &request, mapping, &by, now).await?;
    }
    let next = if store::policy_request::credential_type_in(tx, &request.id).await?.is_some() {
        Mappings::Complete
    } else {
        Mappings::CredentialTypeMissing
    };
    if !store::policy_request::mapped(tx, &request.id, next, now).await? {
        return Err(RequestCode::ExtractorsClosed.into());
    }
    Ok("Bio extract request submitted successfully.".into())
}

fn in_lower_case(mapping: ExtractorMapping) -> ExtractorMapping {
    ExtractorMapping {
        attribute_name: mapping.attribute_name.to_lowercase(),
        biometric: mapping.biometric.to_lowercase(),
        ..mapping
    }
}

fn check_mapping(mapping: &ExtractorMapping) -> Result<(), (Failure, &'static str)> {
    let needed = [
        ("attributeName", &mapping.attribute_name),
        ("biometric", &mapping.biometric),
        ("extractorProvider", &mapping.extractor_provider),
        ("extractorProviderVersion", &mapping.extractor_provider_version),
    ];
    if let Some((member, _)) = needed.into_iter().find(|(_, text)| text.trim().is_empty()) {
        return Err((RequestCode::Empty.into(), member));
    }
    if Modality::from_word(&mapping.biometric).is_none() {
        return Err((
            Failure::from(CommonCode::IdPattern).saying("The biometric modality is face, iris or finger."),
            "biometric",
        ));
    }
    Ok(())
}

/// Maps the credential type (pms-api #135), once; a type is used once per partner.
pub async fn map_credential_type(
    context: &mut Context,
    path: RequestPath,
    input: CredentialTypeMapping,
) -> Result<String, Failure> {
    let (now, by, desk) = (context.now, context.caller.user.clone(), context.desk.clone());
    let wanted = input.credential_type.trim();
    let tx = context.tx().await?;
    store::policy_request::hold(tx, &path.request_id).await?;
    let request = store::policy_request::find_in(tx, &path.request_id).await?.ok_or(RequestCode::UnknownRequest)?;
    check_partner(tx, &request).await?;
    let allowed = desk.reference.credential_types.iter().find(|t| t.eq_ignore_ascii_case(wanted));
    let credential_type =
        allowed.ok_or(RequestCode::CredentialTypeNotAllowed).map_err(|c| Failure::from(c).at("credentialType"))?;
    if request.status != RequestState::InProgress {
        return Err(RequestCode::CredentialTypeClosed.into());
    }
    let mapped = store::policy_request::credential_type_in(tx, &request.id).await?.is_some();
    if mapped || store::policy_request::is_credential_type_used(tx, &request.partner_id, credential_type).await? {
        return Err(Failure::from(RequestCode::CredentialTypeUsed).at("credentialType"));
    }
    // Another request of the partner may take the type at this moment.
    store::policy_request::add_credential_type(tx, &request, credential_type, &by, now).await.map_err(|e| {
        e.lost(&[("request_credential_type", Failure::from(RequestCode::CredentialTypeUsed).at("credentialType"))])
    })?;
    let has_extractors = request.mappings != Mappings::ExtractorsMissing;
    let next = if has_extractors { Mappings::Complete } else { Mappings::ExtractorsMissing };
    if !store::policy_request::mapped(tx, &request.id, next, now).await? {
        return Err(RequestCode::CredentialTypeClosed.into());
    }
    Ok("Credential type request submitted successfully.".into())
}

/// A request that can still be mapped.
async fn open_request(tx: &mut Tx, id: &str, closed: RequestCode) -> Result<Request, Failure> {
    let request = store::policy_request::find_in(tx, id).await?.ok_or(RequestCode::UnknownRequest)?;
    check_partner(tx, &request).await?;
    if request.status == RequestState::InProgress { Ok(request) } else { Err(closed.into()) }
}

async fn check_partner(tx: &mut Tx, request: &Request) -> Result<(), Failure> {
    let partner = store::partner::find_in(tx, &request.partner_id).await?.ok_or(PartnerCode::UnknownPartner)?;
    if !partner.state.is_active() {
        return Err(PartnerCode::Inactive.into());
    }
    if MAPPING_TYPES.contains(&partner.partner_type.as_str()) {
        Ok(())
    } else {
        Err(RequestCode::TypeNotEntitled.into())
    }
}

/// The extractors of a request (pms-api #134).
pub async fn extractors(context: &mut Context, path: RequestPath, _: Nothing) -> Result<MappedExtractors, Failure> {
    let request =
        store::policy_request::find(context.db(), &path.request_id).await?.ok_or(RequestCode::NothingMapped)?;
    let extractors = store::policy_request::extractors(context.db(), &request.id).await?;
    Ok(MappedExtractors {
        extractors,
        status_code: Some(request.status.into()),
        partner_policy_request_id: Some(request.id),
    })
}

/// The credential type of a request (pms-api #136).
pub async fn credential_type(
    context: &mut Context,
    path: RequestPath,
    _: Nothing,
) -> Result<MappedCredentialType, Failure> {
    let request =
        store::policy_request::find(context.db(), &path.request_id).await?.ok_or(RequestCode::NothingMapped)?;
    let credential_type = store::policy_request::credential_type(context.db(), &request.id).await?;
    Ok(MappedCredentialType {
        credential_type,
        status_code: Some(request.status.into()),
        partner_policy_request_id: Some(request.id),
    })
}

/// Approved credential types of a partner's policy (pms-api #137).
pub async fn approved_credential_types(
    context: &mut Context,
    path: PartnerPolicyPath,
    _: Nothing,
) -> Result<CredentialTypes, Failure> {
    let credential_types =
        store::policy_request::approved_credential_types(context.db(), &path.partner_id, &path.policy_id).await?;
    if credential_types.is_empty() {
        Err(RequestCode::NothingMapped.into())
    } else {
        Ok(CredentialTypes { credential_types })
    }
}
