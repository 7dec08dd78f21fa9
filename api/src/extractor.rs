//! Extractor configurations: which biometric extractors exist for credential partners to map.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    common::CommonCode,
    list::{Compare, Field, List, ListQuery, Page},
    operation::{Info, Input, NoPath, Nothing, Operation},
    role::Role::{CredentialPartner, OnlineVerificationPartner, PartnerAdmin, Support},
    rules,
    state::Word,
    states,
    time::LocalTime,
};

codes! {
    /// What can go wrong with extractor configurations.
    pub enum ExtractorCode {
        /// Modality, format or attribute not permitted; upstream's code for anything outside its pattern.
        NotPermitted: Invalid = "PMS_PRT_099", "This value is not offered here.";
        /// Name taken, letter case ignored.
        NameTaken: Conflict = "PMS_PRT_272", "An extractor configuration of this name exists already. Choose another name.";
        /// Id unknown.
        Unknown: NotFound = "PMS_PRT_275", "There is no extractor configuration with this id.";
    }
}

states! {
    /// Biometric modalities (pms-api 6.2.3).
    pub enum Modality {
        /// The face.
        Face = "face",
        /// The iris.
        Iris = "iris",
        /// Fingers.
        Finger = "finger",
    }
}
impl Modality {
    /// The attribute that raw data of it carries.
    pub const fn attribute(self) -> &'static str {
        match self {
            Modality::Face => "photo",
            Modality::Iris => "iris",
            Modality::Finger => "fingerprint",
        }
    }
}

states! {
    /// How a credential carries biometric data.
    pub enum DataFormat {
        /// As it was taken.
        Raw = "rawData",
        /// As a template.
        Template = "templateData",
    }
}
/// Attributes of template data (pms-api 6.2.3).
pub const TEMPLATE_ATTRIBUTES: &[&str] = &["individualbiometrics", "introducerbiometrics"];

/// Every attribute, of raw and of template data.
pub const ATTRIBUTES: &[&str] = &["photo", "iris", "fingerprint", "individualbiometrics", "introducerbiometrics"];

/// A new configuration (pms-api #130).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct NewConfiguration {
    /// Unique name.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub config_name: String,
    /// Who makes the extractor.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub bioextractor_provider_name: String,
    /// Version of the extractor.
    #[garde(length(chars, min = 1, max = 36), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub bioextractor_provider_version: String,
    /// `face`, `iris` or `finger`.
    #[garde(length(chars, min = 1, max = 64), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub bio_modality: String,
    /// `rawData` or `templateData`.
    #[garde(length(chars, min = 1, max = 64), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub credential_data_format: String,
    /// The attribute of the credential; for raw data the one of the modality.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub attribute_name: String,
}
impl Input for NewConfiguration {
    fn example() -> Self {
        NewConfiguration {
            config_name: "Face, mock".into(),
            bioextractor_provider_name: "mock".into(),
            bioextractor_provider_version: "1.1".into(),
            bio_modality: "face".into(),
            credential_data_format: "rawData".into(),
            attribute_name: "photo".into(),
        }
    }
}

/// A saved configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Saved {
    /// Its id.
    pub id: String,
    /// `SUCCESS`.
    pub status: String,
}
/// Make a configuration (pms-api #130).
pub const CREATE: Operation<NoPath, NewConfiguration, Saved> = Operation::post(
    "extractor.create",
    "/v1/partnermanager/bio-extractor-configurations",
    "Make an extractor configuration",
)
.roles(&[PartnerAdmin])
.v2("mosip.pms.bioextractor.configurations.post");

/// An extractor configuration (pms-api #129).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Configuration {
    /// Its id.
    pub id: String,
    /// Its name.
    pub config_name: String,
    /// Who makes the extractor.
    pub bioextractor_provider_name: String,
    /// Version of the extractor.
    pub bioextractor_provider_version: String,
    /// The modality.
    pub bio_modality: Word<Modality>,
    /// The attribute of the credential.
    pub attribute_name: String,
    /// How it carries biometric data.
    pub credential_data_format: Word<DataFormat>,
    /// Made when.
    pub created_date_time: LocalTime,
}
/// The list of extractor configurations.
pub static EXTRACTORS: List<Configuration> = List {
    name: "extractors",
    fields: &[
        Field::shown("configName", |r: &Configuration| r.config_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("bioextractorProviderName", |r: &Configuration| r.bioextractor_provider_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("bioextractorProviderVersion", |r: &Configuration| {
            r.bioextractor_provider_version.as_str().into()
        })
        .sorted()
        .filtered(Compare::Contains),
        Field::shown("bioModality", |r: &Configuration| r.bio_modality.word().into())
            .sorted()
            .filtered(Compare::OneOf(Modality::WORDS)),
        Field::shown("attributeName", |r: &Configuration| r.attribute_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains),
        Field::shown("credentialDataFormat", |r: &Configuration| r.credential_data_format.word().into())
            .filtered(Compare::OneOf(DataFormat::WORDS)),
        Field::shown("createdDateTime", |r: &Configuration| r.created_date_time.to_string().into()).sorted(),
    ],
    id: |r| &r.id,
    newest_first: "createdDateTime",
    page_size: None,
};
/// All extractor configurations (pms-api #129); also for online verification partners, who map them too.
pub const LIST: Operation<NoPath, ListQuery, Page<Configuration>> =
    Operation::get("extractor.list", "/v1/partnermanager/bio-extractor-configurations", "Extractor configurations")
        .roles(&[PartnerAdmin, Support, CredentialPartner, OnlineVerificationPartner])
        .v2("mosip.pms.bioextractor.configurations.get")
        .list(&EXTRACTORS);

/// A path that names a configuration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfigurationPath {
    /// Its id.
    pub configuration_id: String,
}
/// One configuration (pms-api #131).
pub const DETAIL: Operation<ConfigurationPath, Nothing, Configuration> = Operation::get(
    "extractor.detail",
    "/v1/partnermanager/bio-extractor-configurations/{configuration_id}",
    "One extractor configuration",
)
.roles(&[PartnerAdmin, Support])
.v2("mosip.pms.bioextractor.configuration.details.get")
.blank(CommonCode::BlankId.info());

/// The operations of this area.
pub const OPERATIONS: &[&Info] = &[&CREATE.info, &LIST.info, &DETAIL.info];
