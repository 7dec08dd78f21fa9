//! `policies`: drafts, publishing, copies.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use partnerdesk_api::{
    list::{ListQuery, Page},
    operation::{NoPath, Nothing, Operation},
    policy::{
        self, ChangedPolicy, Deactivation, GroupNamePath, NewPolicy, PolicyDetail, PolicyPath, PolicyRow, PublishPath,
    },
    rules::POLICY_MAX_CHARACTERS,
};
use serde_json::Value;

use super::{
    Run,
    context::CommandContext,
    editor,
    error::CliError,
    files::{self, Readers},
    list::{ListArgs, Listed},
};

/// Policies: drafts, publishing, copies, downloads
///
/// A policy begins as a draft. Publishing is final: a published policy can be requested by partners and never changes;
/// make a copy to go on from it.
#[derive(Debug, clap::Parser)]
#[command(
    name = "policies",
    after_help = "Examples:\n  partnerdesk policies create --group Printing --type DataShare --name 'ID card' \\\n    --description 'Data on the card' --file policy.json --publish\n  partnerdesk policies list --policy-group-name Printing --status activated\n  partnerdesk policies clone ID --name 'ID card, second print'"
)]
pub(crate) struct Policies {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a draft from a JSON file
    Create(Create),
    /// All policies
    List(ListArgs<AllPolicies>),
    /// Active policies of a group, to be requested
    Choices(Group),
    /// One policy with its content
    Show(One),
    /// Change a draft; what is not given stays
    Edit(Edit),
    /// Publish a draft; final
    Publish(One),
    /// Make a draft from an existing policy
    Clone(Copy),
    /// Deactivate a policy that nobody uses; final
    Deactivate(One),
    /// Save the policy's JSON
    Download(Download),
}

#[derive(Debug, clap::Args)]
struct One {
    /// Policy id
    policy: String,
}

#[derive(Debug, clap::Args)]
struct Group {
    /// Name of the policy group
    group: String,
}

#[derive(Debug, clap::Args)]
struct Create {
    /// Name of the policy group
    #[arg(long, value_name = "NAME")]
    group: String,
    /// What kind of policy
    #[arg(long = "type", value_name = "TYPE", ignore_case = true, value_parser = super::list::one_of(policy::POLICY_TYPES))]
    kind: String,
    /// Name, unique within the group
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: String,
    /// Version, at most 8 characters
    #[arg(long, value_name = "TEXT", default_value = "1.0")]
    version: String,
    /// File with the policy's JSON object, at most 5120 characters (- is standard input)
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    /// Publish it at once; final
    #[arg(long)]
    publish: bool,
}

#[derive(Debug, clap::Args)]
struct Edit {
    /// Policy id
    policy: String,
    /// New name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// New description
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// New version
    #[arg(long, value_name = "TEXT")]
    version: Option<String>,
    /// File with the new JSON
    #[arg(long, value_name = "FILE", conflicts_with = "editor")]
    file: Option<PathBuf>,
    /// Change the JSON in your editor (VISUAL or EDITOR)
    #[arg(long)]
    editor: bool,
}

#[derive(Debug, clap::Args)]
struct Copy {
    /// Id of the policy to copy
    policy: String,
    /// Group of the copy [default: the same]
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Name of the copy [default: the same]
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Version of the copy [default: the same]
    #[arg(long, value_name = "TEXT")]
    version: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Download {
    /// Policy id
    policy: String,
    /// Where to save it (- is standard output)
    #[arg(long, value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Overwrite the file
    #[arg(long)]
    force: bool,
}

#[derive(Debug)]
struct AllPolicies;
impl Listed for AllPolicies {
    type Row = PolicyRow;
    type Input = ListQuery;
    type Answer = Page<PolicyRow>;
    const OPERATION: Operation<NoPath, ListQuery, Page<PolicyRow>> = policy::LIST;
}

impl Run for Policies {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Create(flags) => create(cx, flags).await,
            Verb::List(list) => list.show(cx).await,
            Verb::Choices(Group { group: group_name }) => {
                let reply = cx.call(&policy::CHOICES, &GroupNamePath { group_name }, &Nothing {}).await?;
                cx.out.records(&reply.json, "This group has no active policies.")
            }
            Verb::Show(One { policy: policy_id }) => {
                let reply = cx.call(&policy::DETAIL, &PolicyPath { policy_id }, &Nothing {}).await?;
                cx.out.record(&reply.json)
            }
            Verb::Edit(flags) => edit(cx, flags).await,
            Verb::Publish(One { policy }) => {
                cx.ask.confirm(&format!("Policy {policy} will be published."), FINAL).await?;
                publish(cx, policy).await
            }
            Verb::Clone(flags) => copy(cx, flags).await,
            Verb::Deactivate(One { policy: policy_id }) => {
                let what = format!("Policy {policy_id} will be deactivated.");
                cx.ask.confirm(&what, "That is final: it cannot be requested any more.").await?;
                let request = Deactivation::new();
                let reply = cx.call(&policy::DEACTIVATE, &PolicyPath { policy_id }, &request).await?;
                cx.out.done(&reply.json, &format!("Policy {} is deactivated.", reply.value.policy_id))
            }
            Verb::Download(Download { policy, file, force }) => {
                let content = detail(cx, policy).await?.policies;
                let text = serde_json::to_string_pretty(&content).map_err(|e| CliError::usage(e.to_string()))?;
                files::write(&file, &format!("{text}\n"), Readers::Usual, force)
            }
        }
    }
}

const FINAL: &str = "That is final: it never changes again, and partners can request it.";

async fn detail(cx: &CommandContext, policy_id: String) -> Result<PolicyDetail, CliError> {
    Ok(cx.call(&policy::DETAIL, &PolicyPath { policy_id }, &Nothing {}).await?.value)
}

async fn create(cx: &CommandContext, flags: Create) -> Result<(), CliError> {
    let request = NewPolicy {
        policy_group_name: flags.group,
        policy_type: flags.kind,
        name: flags.name,
        desc: flags.description,
        version: flags.version,
        policies: read_policy(&flags.file)?,
    };
    if flags.publish {
        cx.ask.confirm(&format!("Policy {} will be published at once.", request.name), FINAL).await?;
    }
    let reply = cx.call(&policy::CREATE, &NoPath {}, &request).await?;
    if flags.publish {
        return publish(cx, reply.value.id).await;
    }
    let id = &reply.value.id;
    let sentence = format!("Draft {} is made.\nId: {id}\nNext: partnerdesk policies publish {id}", reply.value.name);
    cx.out.done(&reply.json, &sentence)
}

async fn edit(cx: &CommandContext, flags: Edit) -> Result<(), CliError> {
    let now = detail(cx, flags.policy.clone()).await?;
    let policies = match &flags.file {
        Some(file) => read_policy(file)?,
        None if flags.editor => editor::change(&now.policies, &cx.folders.data.join("edit")).await?,
        None => now.policies,
    };
    let request = ChangedPolicy {
        policy_group_name: now.policy_group_name,
        name: flags.name.unwrap_or(now.policy_name),
        desc: flags.description.unwrap_or(now.policy_desc),
        version: flags.version.unwrap_or(now.version),
        policies,
    };
    let reply = cx.call(&policy::UPDATE, &PolicyPath { policy_id: flags.policy }, &request).await?;
    cx.out.done(&reply.json, &format!("Draft {} is changed.", reply.value.name))
}

async fn publish(cx: &CommandContext, policy_id: String) -> Result<(), CliError> {
    let policy_group_id = detail(cx, policy_id.clone()).await?.policy_group_id;
    let reply = cx.call(&policy::PUBLISH, &PublishPath { policy_id, policy_group_id }, &Nothing {}).await?;
    let PolicyDetail { policy_name, policy_id, policy_group_name, .. } = &reply.value;
    let sentence =
        format!("Policy {policy_name} is published; partners of {policy_group_name} can request it.\nId: {policy_id}");
    cx.out.done(&reply.json, &sentence)
}

async fn copy(cx: &CommandContext, flags: Copy) -> Result<(), CliError> {
    let origin = detail(cx, flags.policy).await?;
    let request = NewPolicy {
        policy_group_name: flags.group.unwrap_or(origin.policy_group_name),
        policy_type: origin.policy_type,
        name: flags.name.unwrap_or(origin.policy_name),
        desc: origin.policy_desc,
        version: flags.version.unwrap_or(origin.version),
        policies: origin.policies,
    };
    let reply = cx.call(&policy::CREATE, &NoPath {}, &request).await?;
    let sentence =
        format!("Draft {} is made in {}.\nId: {}", reply.value.name, reply.value.policy_group_name, reply.value.id);
    cx.out.done(&reply.json, &sentence)
}

fn read_policy(file: &Path) -> Result<Value, CliError> {
    // Four bytes are the longest character of UTF-8; the server counts characters of the JSON without its layout.
    let text = files::read_text(file, 8 * POLICY_MAX_CHARACTERS)?;
    serde_json::from_str(&text).map_err(|e| {
        CliError::usage(format!("{} is no JSON: line {}, column {}: {e}.", file.display(), e.line(), e.column()))
    })
}
