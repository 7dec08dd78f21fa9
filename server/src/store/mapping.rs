//! What is mapped to a policy request: extractors, and a credential type.

use jiff::Timestamp;
use partnerdesk_api::policy_request::{ExtractorMapping, RequestState};

use super::{Area, Read, Record as _, Result, Tx, record};

record! {
    /// An extractor that is mapped to a request, one per modality.
    MappedExtractor in "request_extractor" {
        /// Its id.
        id: String,
        /// The request.
        request_id: String,
        /// Who asks.
        partner_id: String,
        /// For which policy.
        policy_id: String,
        /// The attribute of the policy.
        attribute: String,
        /// The biometric modality.
        modality: String,
        /// Which fingers or eyes.
        sub_types: Option<String>,
        /// Who makes the extractor.
        provider: String,
        /// Its version.
        provider_version: String,
        /// How the credential carries it.
        data_format: Option<String>,
        /// The request's state.
        status: RequestState,
        /// Mapped when.
        created_at: Timestamp,
        /// Mapped by.
        created_by: String,
    }
}

record! {
    /// The credential type that is mapped to a request.
    MappedType in "request_credential_type" {
        /// The request.
        request_id: String,
        /// Who asks.
        partner_id: String,
        /// For which policy.
        policy_id: String,
        /// The type.
        credential_type: String,
        /// The request's state.
        status: RequestState,
        /// Mapped when.
        created_at: Timestamp,
        /// Mapped by.
        created_by: String,
    }
}

const EXTRACTORS: &str = "SELECT * FROM request_extractor WHERE request_id = $1 ORDER BY created_at, modality";
const APPROVED_ATTRIBUTE: &str = "SELECT 1 AS one FROM request_extractor
    WHERE partner_id = $1 AND policy_id = $2 AND status = 'approved' AND attribute = $3 AND modality = $4";
const CREDENTIAL_TYPE_USED: &str = "SELECT 1 AS one FROM request_credential_type
    WHERE partner_id = $1 AND credential_type = $2 AND status IN ('InProgress', 'approved')";
const APPROVED_CREDENTIAL_TYPES: &str = "SELECT credential_type FROM request_credential_type
    WHERE partner_id = $1 AND policy_id = $2 AND status = 'approved' ORDER BY credential_type";
const DECIDE_EXTRACTORS: &str = "UPDATE request_extractor SET status = $1 WHERE request_id = $2";
const DECIDE_CREDENTIAL_TYPE: &str = "UPDATE request_credential_type SET status = $1 WHERE request_id = $2";

/// What this file keeps.
pub const AREA: Area = Area {
    name: "mapping",
    statements: &[
        EXTRACTORS,
        APPROVED_ATTRIBUTE,
        CREDENTIAL_TYPE_USED,
        APPROVED_CREDENTIAL_TYPES,
        DECIDE_EXTRACTORS,
        DECIDE_CREDENTIAL_TYPE,
    ],
    records: &[MappedExtractor::STATEMENTS, MappedType::STATEMENTS],
    tables: &[],
};

/// The extractors of a request.
///
/// # Errors
/// What the database says.
pub async fn extractors(from: &impl Read, request_id: &str) -> Result<Vec<MappedExtractor>> {
    from.all(EXTRACTORS, &[request_id.into()]).await
}

/// An extractor as it is answered.
pub fn shown(mapped: MappedExtractor) -> ExtractorMapping {
    ExtractorMapping {
        attribute_name: mapped.attribute,
        biometric: mapped.modality,
        biometric_sub_types: mapped.sub_types,
        extractor_provider: mapped.provider,
        extractor_provider_version: mapped.provider_version,
        credential_data_format: mapped.data_format,
    }
}

/// Whether an attribute and modality are approved for a partner's policy already.
///
/// # Errors
/// What the database says.
pub async fn is_approved(from: &impl Read, mapped: &MappedExtractor) -> Result<bool> {
    let MappedExtractor { partner_id, policy_id, attribute, modality, .. } = mapped;
    from.any(APPROVED_ATTRIBUTE, &[partner_id.into(), policy_id.into(), attribute.into(), modality.into()]).await
}

/// Whether a partner uses a credential type in a pending or approved request.
///
/// # Errors
/// What the database says.
pub async fn is_credential_type_used(from: &impl Read, partner_id: &str, credential_type: &str) -> Result<bool> {
    from.any(CREDENTIAL_TYPE_USED, &[partner_id.into(), credential_type.into()]).await
}

/// Approved credential types of a partner's policy.
///
/// # Errors
/// What the database says.
pub async fn approved_credential_types(from: &impl Read, partner_id: &str, policy_id: &str) -> Result<Vec<String>> {
    from.column(APPROVED_CREDENTIAL_TYPES, &[partner_id.into(), policy_id.into()]).await
}

/// Everything that is mapped to a request shares its state.
///
/// # Errors
/// What the database says.
pub async fn decided(tx: &mut Tx, request_id: &str, to: RequestState) -> Result<()> {
    tx.run(DECIDE_EXTRACTORS, &[to.into(), request_id.into()]).await?;
    tx.run(DECIDE_CREDENTIAL_TYPE, &[to.into(), request_id.into()]).await.map(drop)
}
