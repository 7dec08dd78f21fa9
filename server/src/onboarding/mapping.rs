//! Mapping extractors and a credential type to a policy request: steps two and three. Each is saved once, at the server.

use std::collections::HashSet;

use jiff::Timestamp;
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
use uuid::Uuid;

use crate::{
    desk::Context,
    store::{
        self, Read as _, Tx,
        mapping::{MappedExtractor, MappedType},
        partner::Partner,
        policy_request::Request,
    },
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
    tx.hold::<Request>(&path.request_id).await?;
    let request = open_request(tx, &path.request_id, RequestCode::ExtractorsClosed).await?;
    let mappings: Vec<ExtractorMapping> = input.extractors.into_iter().map(in_lower_case).collect();
    let mut seen = HashSet::new();
    if !mappings.iter().all(|m| seen.insert(m.biometric.as_str())) {
        return Err(Failure::from(RequestCode::TwiceInBody).at("extractors"));
    }
    if !store::mapping::extractors(tx, &request.id).await?.is_empty() {
        return Err(RequestCode::ExtractorsMapped.into());
    }
    let mut mapped = Vec::with_capacity(mappings.len());
    for (place, mapping) in mappings.into_iter().enumerate() {
        let checked = check_mapping(&mapping);
        let extractor = in_request(&request, mapping, &by, now);
        if store::mapping::is_approved(tx, &extractor).await? {
            return Err(Failure::from(RequestCode::ExtractorsApproved).at(format!("extractors[{place}].attributeName")));
        }
        checked.map_err(|(failure, member)| failure.at(format!("extractors[{place}].{member}")))?;
        mapped.push(extractor);
    }
    for extractor in &mapped {
        tx.add(extractor, &[("request_extractor_modality", RequestCode::ExtractorsMapped.into())]).await?;
    }
    let next = if tx.find::<MappedType>(&request.id).await?.is_some() {
        Mappings::Complete
    } else {
        Mappings::CredentialTypeMissing
    };
    if !store::policy_request::mapped(tx, &request.id, next, now).await? {
        return Err(RequestCode::ExtractorsClosed.into());
    }
    Ok("Bio extract request submitted successfully.".into())
}

fn in_request(request: &Request, mapping: ExtractorMapping, by: &str, now: Timestamp) -> MappedExtractor {
    MappedExtractor {
        id: Uuid::now_v7().to_string(),
        request_id: request.id.clone(),
        partner_id: request.partner_id.clone(),
        policy_id: request.policy_id.clone(),
        attribute: mapping.attribute_name,
        modality: mapping.biometric,
        sub_types: mapping.biometric_sub_types,
        provider: mapping.extractor_provider,
        provider_version: mapping.extractor_provider_version,
        data_format: mapping.credential_data_format,
        status: RequestState::InProgress,
        created_at: now,
        created_by: by.into(),
    }
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
    tx.hold::<Request>(&path.request_id).await?;
    let request: Request = tx.find(&path.request_id).await?.ok_or(RequestCode::UnknownRequest)?;
    check_partner(tx, &request).await?;
    let allowed = desk.reference.credential_types.iter().find(|t| t.eq_ignore_ascii_case(wanted));
    let credential_type =
        allowed.ok_or(RequestCode::CredentialTypeNotAllowed).map_err(|c| Failure::from(c).at("credentialType"))?;
    if request.status != RequestState::InProgress {
        return Err(RequestCode::CredentialTypeClosed.into());
    }
    let used = Failure::from(RequestCode::CredentialTypeUsed).at("credentialType");
    let is_mapped = tx.find::<MappedType>(&request.id).await?.is_some();
    if is_mapped || store::mapping::is_credential_type_used(tx, &request.partner_id, credential_type).await? {
        return Err(used);
    }
    let mapped = MappedType {
        request_id: request.id.clone(),
        partner_id: request.partner_id,
        policy_id: request.policy_id,
        credential_type: credential_type.clone(),
        status: RequestState::InProgress,
        created_at: now,
        created_by: by,
    };
    tx.add(&mapped, &[("request_credential_type", used)]).await?;
    let has_extractors = request.mappings != Mappings::ExtractorsMissing;
    let next = if has_extractors { Mappings::Complete } else { Mappings::ExtractorsMissing };
    if !store::policy_request::mapped(tx, &request.id, next, now).await? {
        return Err(RequestCode::CredentialTypeClosed.into());
    }
    Ok("Credential type request submitted successfully.".into())
}

/// A request that can still be mapped.
async fn open_request(tx: &mut Tx, id: &str, closed: RequestCode) -> Result<Request, Failure> {
    let request: Request = tx.find(id).await?.ok_or(RequestCode::UnknownRequest)?;
    check_partner(tx, &request).await?;
    if request.status == RequestState::InProgress { Ok(request) } else { Err(closed.into()) }
}

async fn check_partner(tx: &mut Tx, request: &Request) -> Result<(), Failure> {
    let partner: Partner = tx.find(&request.partner_id).await?.ok_or(PartnerCode::UnknownPartner)?;
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
    let request: Request = context.db().find(&path.request_id).await?.ok_or(RequestCode::NothingMapped)?;
    let extractors = store::mapping::extractors(context.db(), &request.id).await?;
    Ok(MappedExtractors {
        extractors: extractors.into_iter().map(store::mapping::shown).collect(),
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
    let request: Request = context.db().find(&path.request_id).await?.ok_or(RequestCode::NothingMapped)?;
    let mapped: Option<MappedType> = context.db().find(&request.id).await?;
    Ok(MappedCredentialType {
        credential_type: mapped.map(|m| m.credential_type),
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
        store::mapping::approved_credential_types(context.db(), &path.partner_id, &path.policy_id).await?;
    if credential_types.is_empty() {
        Err(RequestCode::NothingMapped.into())
    } else {
        Ok(CredentialTypes { credential_types })
    }
}
