//! Extractor configurations.

use jiff::Timestamp;
use partnerdesk_api::extractor::{Configuration, DataFormat, Modality};

use super::{
    Db, Result, Row, Tx, Value, fold,
    list::{Column, Table},
    state::state,
};

const FIND: &str = "SELECT * FROM extractor_configuration WHERE id = $1";
const BY_NAME: &str = "SELECT id FROM extractor_configuration WHERE name_fold = $1";
const ADD: &str = "INSERT INTO extractor_configuration (id, name, name_fold, provider, provider_fold, provider_version,
    provider_version_fold, modality, attribute, attribute_fold, data_format, created_at, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

/// Every statement of this file, for the test that prepares them on both databases.
pub const STATEMENTS: &[&str] = &[FIND, BY_NAME, ADD];

/// A configuration by its id.
///
/// # Errors
/// What the database says.
pub async fn find(db: &Db, id: &str) -> Result<Option<Configuration>> {
    db.first(FIND, &[id.into()]).await?.as_ref().map(row).transpose()
}

/// Whether a name is taken, letter case ignored.
///
/// # Errors
/// What the database says.
pub async fn is_name_taken(tx: &mut Tx, name: &str) -> Result<bool> {
    Ok(tx.first(BY_NAME, &[fold(name).into()]).await?.is_some())
}

/// Adds a configuration.
///
/// # Errors
/// [`super::Error::Unique`] when the name is taken.
pub async fn add(tx: &mut Tx, configuration: &Configuration, by: &str, now: Timestamp) -> Result<()> {
    let Configuration { bioextractor_provider_name: provider, bioextractor_provider_version: version, .. } =
        configuration;
    let values: [Value; 13] = [
        (&configuration.id).into(),
        (&configuration.config_name).into(),
        fold(&configuration.config_name).into(),
        provider.into(),
        fold(provider).into(),
        version.into(),
        fold(version).into(),
        configuration.bio_modality.word().into(),
        (&configuration.attribute_name).into(),
        fold(&configuration.attribute_name).into(),
        configuration.credential_data_format.word().into(),
        now.into(),
        by.into(),
    ];
    tx.run(ADD, &values).await.map(drop)
}

/// The list of configurations.
pub const TABLE: Table = Table {
    list: "extractors",
    name: "extractor_configuration",
    id: "id",
    select: &["id", "name", "provider", "provider_version", "modality", "attribute", "data_format", "created_at"],
    columns: &[
        Column::folded("configName", "name", "name_fold"),
        Column::folded("bioextractorProviderName", "provider", "provider_fold"),
        Column::folded("bioextractorProviderVersion", "provider_version", "provider_version_fold"),
        Column::plain("bioModality", "modality"),
        Column::folded("attributeName", "attribute", "attribute_fold"),
        Column::plain("credentialDataFormat", "data_format"),
        Column::time("createdDateTime", "created_at"),
    ],
    owner: None,
};

/// A configuration as it stands in a row.
///
/// # Errors
/// The stored row is damaged.
pub fn row(row: &Row) -> Result<Configuration> {
    Ok(Configuration {
        id: row.text("id")?,
        config_name: row.text("name")?,
        bioextractor_provider_name: row.text("provider")?,
        bioextractor_provider_version: row.text("provider_version")?,
        bio_modality: state::<Modality>(row, "modality")?.into(),
        attribute_name: row.text("attribute")?,
        credential_data_format: state::<DataFormat>(row, "data_format")?.into(),
        created_date_time: row.time("created_at")?.into(),
    })
}
