//! `requests`: a partner asks for a policy, an admin decides.

use std::path::PathBuf;

use clap::Subcommand;
use partnerdesk_api::{
    list::{ListQuery, Page},
    operation::{BODY_LIMIT, NoPath, Nothing, Operation},
    partner::PartnerPath,
    policy_request::{
        self, CredentialTypeMapping, Decision, ExtractorMapping, ExtractorMappings, MappingKeyPath, NewRequest,
        RequestPath, RequestRow, RequestState,
    },
};
use serde_json::json;

use super::{
    Run, bulk,
    context::CommandContext,
    error::{CliError, Exit},
    files,
    list::{ListArgs, Listed, rows},
};

/// Policy requests: ask, map, see, approve, reject
///
/// Partners ask for a policy of their group. Credential and online verification partners then map extractors and a
/// credential type; only with both can an admin approve.
#[derive(Debug, clap::Parser)]
#[command(
    name = "requests",
    visible_alias = "request",
    after_help = "Examples:\n  partnerdesk requests create cardhouse --policy 'ID card' --use-case 'Second print centre'\n  partnerdesk requests map-extractors ID --extractor attribute=photo,biometric=face,provider=mock,version=1.1\n  partnerdesk requests map-credential-type ID qrcode\n  partnerdesk requests list --status InProgress\n  partnerdesk requests approve ID ID --reason 'Everything is there' --yes"
)]
pub(crate) struct Requests {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Ask for a policy
    Create(Create),
    /// Map extractors to a request: once, before the credential type
    MapExtractors(Extractors),
    /// Map a credential type to a request: once
    MapCredentialType(CredentialType),
    /// Requests; partners see their own
    List(ListArgs<AllRequests>),
    /// One request with its extractors and credential type
    Show(One),
    /// Approve requests; final
    Approve(Decide),
    /// Reject requests; final
    Reject(Decide),
}

#[derive(Debug, clap::Args)]
struct Create {
    /// Partner id
    partner: String,
    /// Policy by name
    #[arg(long, value_name = "NAME")]
    policy: String,
    /// What it is for; the admin reads it
    #[arg(long, value_name = "TEXT")]
    use_case: String,
}

#[derive(Debug, clap::Args)]
struct Extractors {
    /// Request id
    request: String,
    /// One per modality, as attribute=NAME,biometric=face|iris|finger,provider=NAME,version=TEXT[,sub-types=TEXT][,format=TEXT]
    #[arg(long, value_name = "PAIRS", value_parser = extractor, required_unless_present = "file")]
    extractor: Vec<ExtractorMapping>,
    /// File with all of them as JSON, as show prints them
    #[arg(long, value_name = "FILE", conflicts_with = "extractor")]
    file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct CredentialType {
    /// Request id
    request: String,
    /// One of the server's credential types, for example qrcode
    credential_type: String,
}

#[derive(Debug, clap::Args)]
struct One {
    /// Request id
    request: String,
}

#[derive(Debug, clap::Args)]
struct Decide {
    /// Request ids
    #[arg(required = true, value_name = "REQUEST")]
    requests: Vec<String>,
    /// Why; kept and shown to the partner
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Debug)]
pub(crate) struct AllRequests;
impl Listed for AllRequests {
    type Row = RequestRow;
    type Input = ListQuery;
    type Answer = Page<RequestRow>;
    const OPERATION: Operation<NoPath, ListQuery, Page<RequestRow>> = policy_request::LIST;
    const ID: Option<&'static str> = Some("id");
}

impl Run for Requests {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Create(flags) => create(cx, flags).await,
            Verb::MapExtractors(flags) => map_extractors(cx, flags).await,
            Verb::MapCredentialType(CredentialType { request: request_id, credential_type }) => {
                let input = CredentialTypeMapping { credential_type };
                let path = RequestPath { request_id };
                let reply = cx.call(&policy_request::MAP_CREDENTIAL_TYPE, &path, &input).await?;
                cx.out.done(&reply.json, "The credential type is mapped. The request waits for its decision.")
            }
            Verb::List(list) => list.show(cx).await,
            Verb::Show(One { request }) => show(cx, request).await,
            Verb::Approve(flags) => decide(cx, flags, RequestState::Approved).await,
            Verb::Reject(flags) => decide(cx, flags, RequestState::Rejected).await,
        }
    }
}

async fn create(cx: &CommandContext, flags: Create) -> Result<(), CliError> {
    let request = NewRequest { policy_name: flags.policy, use_case_description: flags.use_case };
    let path = PartnerPath { partner_id: flags.partner };
    let reply = cx.call(&policy_request::CREATE, &path, &request).await?;
    let id = &reply.value.mappingkey;
    cx.out.done(&reply.json, &format!("Requested.\nId: {id}\nNext: partnerdesk status {}", path.partner_id))
}

async fn map_extractors(cx: &CommandContext, flags: Extractors) -> Result<(), CliError> {
    let input = match &flags.file {
        None => ExtractorMappings { extractors: flags.extractor },
        Some(file) => serde_json::from_str(&files::read_text(file, BODY_LIMIT)?)
            .map_err(|e| CliError::usage(format!("{} cannot be used: {e}.", file.display())))?,
    };
    let path = RequestPath { request_id: flags.request };
    let reply = cx.call(&policy_request::MAP_EXTRACTORS, &path, &input).await?;
    let next = format!("Next: partnerdesk requests map-credential-type {} TYPE", path.request_id);
    cx.out.done(&reply.json, &format!("The extractors are mapped.\n{next}"))
}

/// Reads `attribute=photo,biometric=face,…`.
fn extractor(text: &str) -> Result<ExtractorMapping, String> {
    let mut mapping = ExtractorMapping::default();
    for pair in text.split(',') {
        let (name, value) = pair.split_once('=').ok_or_else(|| format!("{pair:?} is no NAME=VALUE"))?;
        let value = value.trim().to_string();
        match name.trim() {
            "attribute" => mapping.attribute_name = value,
            "biometric" => mapping.biometric = value,
            "provider" => mapping.extractor_provider = value,
            "version" => mapping.extractor_provider_version = value,
            // Several sub types share one value: they are joined by + here, since the comma ends the pair.
            "sub-types" => mapping.biometric_sub_types = Some(value.replace('+', ",")),
            "format" => mapping.credential_data_format = Some(value),
            other => {
                return Err(format!("{other:?} is none of attribute, biometric, provider, version, sub-types, format"));
            }
        }
    }
    Ok(mapping)
}

async fn find(cx: &CommandContext, id: &str) -> Result<Option<RequestRow>, CliError> {
    Ok(rows::<AllRequests>(cx, ListQuery::default().with("id", id)).await?.pop())
}

async fn show(cx: &CommandContext, request: String) -> Result<(), CliError> {
    let Some(row) = find(cx, &request).await? else {
        return Err(CliError::new(Exit::NotFound, format!("There is no request {request:?}, or you may not see it.")));
    };
    let mut answer = json!(row);
    if policy_request::MAPPING_TYPES.contains(&row.partner_type.as_str()) {
        let path = RequestPath { request_id: request };
        let extractors = cx.call(&policy_request::EXTRACTORS, &path, &Nothing {}).await?;
        let credential_type = cx.call(&policy_request::CREDENTIAL_TYPE, &path, &Nothing {}).await?;
        answer["credentialType"] = credential_type.json["credentialType"].clone();
        answer["extractors"] = extractors.json["extractors"].clone();
    }
    cx.out.record(&answer)
}

async fn decide(cx: &CommandContext, flags: Decide, done: RequestState) -> Result<(), CliError> {
    let decision = match done {
        RequestState::Rejected => Decision::reject(flags.reason),
        RequestState::Approved | RequestState::InProgress => Decision::approve(flags.reason),
    };
    let done = done.word();
    if !cx.ask.yes && cx.ask.can() {
        // Names say more than ids to whoever confirms; with --yes nobody reads them.
        let mut what = format!("{} will be {done}:", bulk::count(flags.requests.len(), "request"));
        for id in &flags.requests {
            what += &match find(cx, id).await? {
                Some(row) => format!("\n  {}: {} for {} ({})", row.id, row.policy_name, row.partner_id, row.org_name),
                None => format!("\n  {id}"),
            };
        }
        cx.ask.confirm(&what, "A decision is final.").await?;
    } else {
        let what = format!("{} will be {done}.", bulk::count(flags.requests.len(), "request"));
        cx.ask.confirm(&what, "A decision is final.").await?;
    }
    bulk::each(cx, "requestId", flags.requests, async |mapping_key| {
        cx.call(&policy_request::DECIDE, &MappingKeyPath { mapping_key }, &decision).await.map(|reply| reply.value)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extractor_is_read_from_pairs() {
        let read =
            extractor("attribute=photo,biometric=face, provider=mock,version=1.1,sub-types=LEFT+RIGHT,format=rawData");
        let expected = ExtractorMapping {
            attribute_name: "photo".into(),
            biometric: "face".into(),
            biometric_sub_types: Some("LEFT,RIGHT".into()),
            extractor_provider: "mock".into(),
            extractor_provider_version: "1.1".into(),
            credential_data_format: Some("rawData".into()),
        };
        assert_eq!(read, Ok(expected));
        assert!(extractor("face").is_err() && extractor("colour=red").is_err());
    }
}
