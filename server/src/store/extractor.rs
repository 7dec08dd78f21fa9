//! Extractor configurations.

use jiff::Timestamp;
use partnerdesk_api::extractor::{Configuration, DataFormat, Modality};

use super::{
    Area, Read, Record as _, Result, fold,
    list::{Column, Table},
    record, words,
};

record! {
    /// A stored configuration.
    Extractor in "extractor_configuration" {
        /// Its id.
        id: String,
        /// Its name.
        name: String [fold],
        /// Who makes the extractor.
        provider: String [fold],
        /// Its version.
        provider_version: String [fold],
        /// What it reads.
        modality: Modality,
        /// The attribute that it reads.
        attribute: String [fold],
        /// How a credential carries it.
        data_format: DataFormat,
        /// Made when.
        created_at: Timestamp,
        /// Made by.
        created_by: String,
    }
}

words!(Modality, DataFormat);

const BY_NAME: &str = "SELECT id FROM extractor_configuration WHERE name_fold = $1";

/// What this file keeps.
pub const AREA: Area =
    Area { name: "extractor", statements: &[BY_NAME], records: &[Extractor::STATEMENTS], tables: &[&TABLE] };

/// Whether a name is taken, letter case ignored.
///
/// # Errors
/// What the database says.
pub async fn is_name_taken(from: &impl Read, name: &str) -> Result<bool> {
    from.any(BY_NAME, &[fold(name).into()]).await
}

/// The list of configurations.
pub const TABLE: Table = Table::of::<Extractor>(
    "extractors",
    &[
        Column::folded("configName", "name"),
        Column::folded("bioextractorProviderName", "provider"),
        Column::folded("bioextractorProviderVersion", "provider_version"),
        Column::plain("bioModality", "modality"),
        Column::folded("attributeName", "attribute"),
        Column::plain("credentialDataFormat", "data_format"),
        Column::time("createdDateTime", "created_at"),
    ],
);

/// A configuration as it is answered.
pub fn row(extractor: Extractor) -> Configuration {
    Configuration {
        id: extractor.id,
        config_name: extractor.name,
        bioextractor_provider_name: extractor.provider,
        bioextractor_provider_version: extractor.provider_version,
        bio_modality: extractor.modality.into(),
        attribute_name: extractor.attribute,
        credential_data_format: extractor.data_format.into(),
        created_date_time: extractor.created_at.into(),
    }
}
