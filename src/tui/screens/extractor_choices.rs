//! Which extractors can be chosen for a modality.

use partnerdesk_api::{
    list::{ListQuery, Page},
    operation::{NoPath, Operation},
    policy_request::ExtractorMapping,
    role::Role,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::tui::{layer::Request, widgets::form::Choice};

/// An extractor configuration, as MOSIP lists it (pms-api #129).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Configuration {
    config_name: String,
    bioextractor_provider_name: String,
    bioextractor_provider_version: String,
    bio_modality: String,
    attribute_name: String,
    credential_data_format: String,
}

/// The list of extractor configurations. It belongs to the contract, whose area for them does not exist yet; until then
/// it is asked here, of servers that have it.
static CONFIGURATIONS: Operation<NoPath, ListQuery, Page<Configuration>> =
    Operation::get("extractor.list", "/v1/partnermanager/bio-extractor-configurations", "Extractor configurations")
        .roles(&[Role::PartnerAdmin, Role::CredentialPartner, Role::OnlineVerificationPartner])
        .v2("mosip.pms.bioextractor.configurations.get");

/// Asks for the configurations of a modality.
pub fn request(modality: &str) -> Option<Request> {
    Some(Request::new(&CONFIGURATIONS.info, json!({"bioModality": modality})))
}

/// The choices of one modality. Each carries the whole mapping as its value; the first one leaves the modality out.
pub fn read(reply: &Value) -> Vec<Choice> {
    let none = Choice { value: String::new(), label: "–".into(), about: String::new() };
    let rows: Vec<Configuration> = serde_json::from_value(reply["data"].clone()).unwrap_or_default();
    let choice = |c: Configuration| {
        let mapping = ExtractorMapping {
            attribute_name: c.attribute_name,
            biometric: c.bio_modality,
            biometric_sub_types: None,
            extractor_provider: c.bioextractor_provider_name.clone(),
            extractor_provider_version: c.bioextractor_provider_version.clone(),
            credential_data_format: Some(c.credential_data_format),
        };
        let about = format!("{} {}", c.bioextractor_provider_name, c.bioextractor_provider_version);
        Some(Choice { value: serde_json::to_string(&mapping).ok()?, label: c.config_name, about })
    };
    std::iter::once(none).chain(rows.into_iter().filter_map(choice)).collect()
}
