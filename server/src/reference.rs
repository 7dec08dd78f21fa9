//! Reference data that ships with the program: partner types, credential types, settings, policy schemas, default
//! groups and policies. The files in `data/` say where they come from.

use std::collections::BTreeMap;

use partnerdesk_api::{
    extractor::{self, Modality},
    partner::{PartnerType, SELF_SERVICE_OFF},
    system::SystemConfig,
};
use serde::Deserialize;
use serde_json::Value;

/// Reference data, read.
#[derive(Debug)]
pub struct Reference {
    /// Partner types.
    pub types: Vec<PartnerType>,
    /// Configuration for clients.
    pub config: SystemConfig,
    /// Credential types that can be mapped.
    pub credential_types: Vec<String>,
    schemas: Vec<(&'static str, jsonschema::Validator)>,
}

/// A default policy group.
#[derive(Debug, Deserialize)]
pub struct DefaultGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
}

/// A default policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DefaultPolicy {
    /// Its id.
    pub id: String,
    /// Its group.
    pub policy_group_id: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its type.
    pub policy_type: String,
    /// Its version.
    pub version: String,
    /// The policy.
    pub policies: Value,
}

/// Reference data that does not read is a fault of the build.
#[derive(Debug, thiserror::Error)]
#[error("the reference data {file} cannot be used: {why}")]
pub struct Unreadable {
    file: &'static str,
    why: String,
}

/// Languages of notifications, the first one the default (pms-api 4.3).
pub const LANGUAGES: &[&str] = &["eng", "fra", "ara"];
/// What is stored as schema of every published policy (pms-api 4.3 `pmp.policy.schema.url`).
pub const POLICY_SCHEMA_URL: &str = "https://schemas.mosip.io/v1/auth-policy";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TypeRow {
    code: String,
    label: Option<String>,
    description: String,
    policy_required: bool,
    role: String,
    certificate_domain: String,
}
#[derive(Deserialize)]
struct CredentialTypes {
    allowed: Vec<String>,
}
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConfigFile {
    system_config_response: Vec<ConfigRow>,
}
#[derive(Deserialize)]
struct ConfigRow {
    key: String,
    default: String,
}

fn read<T: for<'de> Deserialize<'de>>(file: &'static str, text: &str) -> Result<T, Unreadable> {
    serde_json::from_str(text).map_err(|e| Unreadable { file, why: e.to_string() })
}

impl Reference {
    /// Reads what ships with the program.
    ///
    /// # Errors
    /// A file does not read; a fault of the build.
    pub fn load() -> Result<Self, Unreadable> {
        let rows: Vec<TypeRow> = read("partner-types.json", include_str!("../data/partner-types.json"))?;
        let types = rows.into_iter().map(partner_type).collect();
        let CredentialTypes { allowed } = read("credential-types.json", include_str!("../data/credential-types.json"))?;
        let file: ConfigFile = read("system-config.json", include_str!("../data/system-config.json"))?;
        let mut config: BTreeMap<String, String> =
            file.system_config_response.into_iter().map(|row| (row.key, row.default)).collect();
        config.insert("allowedCredentialTypes".into(), allowed.join(","));
        config.insert("supportedNotificationLanguages".into(), LANGUAGES.join(","));
        let modalities = Modality::ALL.iter().map(|m| format!("{}:{}", m.word(), m.attribute()));
        config.insert("allowedBioextractorModalitiesAttributeNameMap".into(), modalities.collect::<Vec<_>>().join(","));
        config.insert("allowedBioextractorTemplateAttributeNames".into(), extractor::TEMPLATE_ATTRIBUTES.join(","));
        config.insert("partnerIdMaxLength".into(), "36".into());
        config.insert("phoneNumberMaxLength".into(), "16".into());
        Ok(Reference { types, config: SystemConfig(config), credential_types: allowed, schemas: schemas()? })
    }

    /// The partner type of a code, letter case ignored. `MISP_type`, an old portal's word, reads as MISP_Partner.
    pub fn partner_type(&self, code: &str) -> Option<&PartnerType> {
        let code = if code.eq_ignore_ascii_case("MISP_type") { "MISP_Partner" } else { code };
        self.types.iter().find(|t| t.code.eq_ignore_ascii_case(code))
    }

    /// The schema of a policy type, letter case ignored.
    pub fn schema(&self, policy_type: &str) -> Option<&jsonschema::Validator> {
        self.schemas.iter().find(|(name, _)| name.eq_ignore_ascii_case(policy_type)).map(|(_, schema)| schema)
    }
}

/// Groups that are there after installation.
///
/// # Errors
/// The file does not read; a fault of the build.
pub fn default_groups() -> Result<Vec<DefaultGroup>, Unreadable> {
    read("policy-groups.json", include_str!("../data/policy-groups.json"))
}

/// Policies that are there after installation.
///
/// # Errors
/// The file does not read; a fault of the build.
pub fn default_policies() -> Result<Vec<DefaultPolicy>, Unreadable> {
    read("policies.json", include_str!("../data/policies.json"))
}

fn partner_type(row: TypeRow) -> PartnerType {
    // Upstream's table lets MISP partners share AUTH's anchors; its own portal sends MISP. Ours has the domain.
    let domain = if row.code == "MISP_Partner" { "MISP".into() } else { row.certificate_domain };
    PartnerType {
        self_service: !SELF_SERVICE_OFF.contains(&row.code.as_str()),
        label: row.label.unwrap_or_else(|| row.code.replace('_', " ")),
        code: row.code,
        description: row.description,
        policy_required: row.policy_required,
        role: row.role,
        certificate_domain: domain,
    }
}

fn schemas() -> Result<Vec<(&'static str, jsonschema::Validator)>, Unreadable> {
    let data_share = include_str!("../data/data-share-policy.schema.json");
    let files: [(&'static str, &'static str, &str); 4] = [
        ("Auth", "auth-policy.schema.json", include_str!("../data/auth-policy.schema.json")),
        ("DataShare", "data-share-policy.schema.json", data_share),
        ("CredentialIssuance", "data-share-policy.schema.json", data_share),
        ("MISP", "misp-policy.schema.json", include_str!("../data/misp-policy.schema.json")),
    ];
    files
        .into_iter()
        .map(|(name, file, text)| {
            let schema: Value = read(file, text)?;
            let validator = jsonschema::validator_for(&schema).map_err(|e| Unreadable { file, why: e.to_string() })?;
            Ok((name, validator))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_policy_fits_its_own_schema_and_group() {
        let reference = Reference::load().unwrap();
        let groups = default_groups().unwrap();
        for policy in default_policies().unwrap() {
            assert!(groups.iter().any(|g| g.id == policy.policy_group_id), "{}", policy.id);
            let schema = reference.schema(&policy.policy_type).unwrap();
            let errors: Vec<_> = schema.iter_errors(&policy.policies).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", policy.id);
        }
    }
}
