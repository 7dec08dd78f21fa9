//! `extractors`: extractor configurations, which credential partners map to their policy requests.

use clap::{Subcommand, builder::PossibleValuesParser};
use partnerdesk_api::{
    extractor::{self, Configuration, ConfigurationPath, DataFormat, Modality, NewConfiguration},
    list::{ListQuery, Page},
    operation::{NoPath, Nothing, Operation},
};

use super::{
    Run,
    context::CommandContext,
    error::CliError,
    list::{ListArgs, Listed},
};

/// Extractor configurations: make, list, show
#[derive(Debug, clap::Parser)]
#[command(
    name = "extractors",
    visible_alias = "extractor",
    after_help = "Examples:\n  partnerdesk extractors create --name 'Face, mock' --provider mock --version 1.1 --modality face\n  partnerdesk extractors list --bio-modality face"
)]
pub(crate) struct Extractors {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make an extractor configuration
    Create(Create),
    /// All extractor configurations
    List(ListArgs<AllExtractors>),
    /// One extractor configuration
    Show {
        /// Its id
        id: String,
    },
}

#[derive(Debug, clap::Args)]
struct Create {
    /// Unique name
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// Who makes the extractor
    #[arg(long, value_name = "TEXT")]
    provider: String,
    /// Version of the extractor
    #[arg(long, value_name = "TEXT")]
    version: String,
    /// Biometric modality
    #[arg(long, value_name = "WORD", value_parser = PossibleValuesParser::new(Modality::WORDS))]
    modality: String,
    /// How the credential carries the data
    #[arg(long, value_name = "WORD", default_value = DataFormat::Raw.word(), value_parser = PossibleValuesParser::new(DataFormat::WORDS))]
    format: String,
    /// Attribute of the credential; for raw data that of the modality
    #[arg(long, value_name = "WORD")]
    attribute: Option<String>,
}

#[derive(Debug)]
struct AllExtractors;
impl Listed for AllExtractors {
    type Row = Configuration;
    type Input = ListQuery;
    type Answer = Page<Configuration>;
    const OPERATION: Operation<NoPath, ListQuery, Page<Configuration>> = extractor::LIST;
}

impl Run for Extractors {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Create(new) => {
                let of_modality = Modality::from_word(&new.modality).map(|modality| modality.attribute().to_string());
                let input = NewConfiguration {
                    config_name: new.name,
                    bioextractor_provider_name: new.provider,
                    bioextractor_provider_version: new.version,
                    bio_modality: new.modality,
                    credential_data_format: new.format,
                    attribute_name: new.attribute.or(of_modality).unwrap_or_default(),
                };
                let reply = cx.call(&extractor::CREATE, &NoPath {}, &input).await?;
                let sentence =
                    format!("Extractor configuration {} is made.\nId: {}", input.config_name, reply.value.id);
                cx.out.done(&reply.json, &sentence)
            }
            Verb::List(list) => list.show(cx).await,
            Verb::Show { id } => {
                let reply =
                    cx.call(&extractor::DETAIL, &ConfigurationPath { configuration_id: id }, &Nothing {}).await?;
                cx.out.record(&reply.json)
            }
        }
    }
}
