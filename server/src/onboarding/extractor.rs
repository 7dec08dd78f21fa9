//! Extractor configurations: made by admins before credential partners request policies.

use partnerdesk_api::{
    error::Failure,
    extractor::{
        Configuration, ConfigurationPath, DataFormat, EXTRACTORS, ExtractorCode, Modality, NewConfiguration, Saved,
        TEMPLATE_ATTRIBUTES,
    },
    list::{ListQuery, Page},
    operation::{NoPath, Nothing},
};
use uuid::Uuid;

use super::account::tidy;
use crate::{desk::Context, store};

/// Makes a configuration (pms-api #130).
pub async fn create(context: &mut Context, _: NoPath, input: NewConfiguration) -> Result<Saved, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let not_permitted = |member: &'static str| Failure::from(ExtractorCode::NotPermitted).at(member);
    let modality = Modality::in_any_case(&input.bio_modality).ok_or_else(|| not_permitted("bioModality"))?;
    let format = DataFormat::in_any_case(&input.credential_data_format);
    let format = format.ok_or_else(|| not_permitted("credentialDataFormat"))?;
    let attribute = input.attribute_name.trim().to_lowercase();
    let fits = match format {
        DataFormat::Raw => attribute == modality.attribute(),
        DataFormat::Template => TEMPLATE_ATTRIBUTES.contains(&attribute.as_str()),
    };
    if !fits {
        return Err(not_permitted("attributeName"));
    }
    let configuration = Configuration {
        id: Uuid::now_v7().to_string(),
        config_name: tidy(&input.config_name),
        bioextractor_provider_name: tidy(&input.bioextractor_provider_name),
        bioextractor_provider_version: tidy(&input.bioextractor_provider_version),
        bio_modality: modality.into(),
        attribute_name: attribute,
        credential_data_format: format.into(),
        created_date_time: now.into(),
    };
    context.about(configuration.id.clone());
    let tx = context.tx().await?;
    if store::extractor::is_name_taken(tx, &configuration.config_name).await? {
        return Err(Failure::from(ExtractorCode::NameTaken).at("configName"));
    }
    let taken = || Failure::from(ExtractorCode::NameTaken).at("configName");
    let added = store::extractor::add(tx, &configuration, &by, now).await;
    added.map_err(|e| e.lost(&[("extractor_configuration_name", taken())]))?;
    Ok(Saved { id: configuration.id, status: "SUCCESS".into() })
}

/// All configurations (pms-api #129).
pub async fn list(context: &mut Context, _: NoPath, query: ListQuery) -> Result<Page<Configuration>, Failure> {
    super::page(context, &EXTRACTORS, &query, &store::extractor::TABLE, store::extractor::row).await
}

/// One configuration (pms-api #131).
pub async fn detail(context: &mut Context, path: ConfigurationPath, _: Nothing) -> Result<Configuration, Failure> {
    Ok(store::extractor::find(context.db(), &path.configuration_id).await?.ok_or(ExtractorCode::Unknown)?)
}
