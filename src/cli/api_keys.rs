//! `api-keys`: keys by which a partner's systems name themselves to ID authentication.

use clap::Subcommand;
use jiff::civil::Date;
use partnerdesk_api::{
    api_key::{self, ApiKeyRow, IssuedKey, KeyChange, KeyName, NamedKeyPath, NewKey},
    list::{ListQuery, Page},
    operation::{NoPath, Operation},
    partner::PartnerPath,
    policy_request::{PartnerPolicyPath, RequestRow, RequestState},
};

use super::{
    Run,
    context::{CommandContext, Reply},
    error::{CliError, Exit},
    list::{ListArgs, Listed, rows},
    requests::AllRequests,
};

/// API keys: make, list, show, change their end, deactivate
///
/// Authentication partners make keys for their approved policies; the partner admin makes those of manual adjudication.
/// A key is printed once, when it is made.
#[derive(Debug, clap::Parser)]
#[command(
    name = "api-keys",
    visible_alias = "api-key",
    after_help = "Examples:\n  partnerdesk api-keys create lumen --policy 'Account opening' --name 'teller app'\n  partnerdesk api-keys list --status activated --expiry-period 30\n  partnerdesk api-keys set-end 'teller app' --partner lumen --until 2027-11-22\n  partnerdesk api-keys deactivate 'teller app' --partner lumen --yes"
)]
pub(crate) struct ApiKeys {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a key for an approved policy; it is printed this once
    Create(Create),
    /// Keys; partners see their own
    List(ListArgs<AllKeys>),
    /// One key, without itself
    Show(Which),
    /// Give a key another end; for partner admins
    SetEnd(SetEnd),
    /// Deactivate a key; final
    Deactivate(Which),
}

#[derive(Debug, clap::Args)]
struct Create {
    /// Partner id
    partner: String,
    /// Policy by name, approved for the partner
    #[arg(long, value_name = "NAME")]
    policy: String,
    /// Name of the key; used once for each policy
    #[arg(long, value_name = "TEXT")]
    name: String,
}

#[derive(Debug, clap::Args)]
struct Which {
    /// Name of the key
    name: String,
    /// Partner id, where several partners have a key of the name
    #[arg(long, value_name = "ID")]
    partner: Option<String>,
    /// Policy by name, where a partner has several keys of the name
    #[arg(long, value_name = "NAME")]
    policy: Option<String>,
}

#[derive(Debug, clap::Args)]
struct SetEnd {
    #[command(flatten)]
    which: Which,
    /// Its last day (UTC), for example 2027-11-22
    #[arg(long, value_name = "DATE")]
    until: Date,
}

#[derive(Debug)]
struct AllKeys;
impl Listed for AllKeys {
    type Row = ApiKeyRow;
    type Input = ListQuery;
    type Answer = Page<ApiKeyRow>;
    const OPERATION: Operation<NoPath, ListQuery, Page<ApiKeyRow>> = api_key::LIST;
}

impl Run for ApiKeys {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Create(flags) => create(cx, flags).await,
            Verb::List(list) => list.show(cx).await,
            Verb::Show(which) => cx.out.record(&serde_json::json!(find(cx, which).await?)),
            Verb::SetEnd(SetEnd { which, until }) => {
                let row = find(cx, which).await?;
                let end = format!("{until}T23:59:59.999Z");
                let change = KeyChange { status: None, expiry_date_time: Some(end) };
                let reply = cx.call(&api_key::CHANGE, &path(&row), &change).await?;
                cx.out.done(&reply.json, &format!("The key {:?} ends with {until}.", row.api_key_label))
            }
            Verb::Deactivate(which) => deactivate(cx, which).await,
        }
    }
}

async fn create(cx: &CommandContext, flags: Create) -> Result<(), CliError> {
    let request = approved(cx, &flags.partner, &flags.policy).await?;
    let reply: Reply<IssuedKey> = if request.partner_type == "Manual_Adjudication" {
        let path = PartnerPolicyPath { partner_id: flags.partner, policy_id: request.policy_id };
        cx.call(&api_key::CREATE, &path, &KeyName { api_key_name: flags.name }).await?
    } else {
        let input = NewKey { policy_name: flags.policy, label: flags.name };
        cx.call(&api_key::GENERATE, &PartnerPath { partner_id: flags.partner }, &input).await?
    };
    let made = &reply.value;
    let sentence = format!(
        "The key {:?} is made. Store it now; it cannot be shown again:\n\n  {}",
        made.label,
        made.api_key.expose()
    );
    cx.out.done(&reply.json, &sentence)
}

/// The approved request of a partner for a policy of this name.
pub(super) async fn approved(cx: &CommandContext, partner: &str, policy: &str) -> Result<RequestRow, CliError> {
    let query = ListQuery::default()
        .with("partnerId", partner)
        .with("partnerIdSearchType", "equals")
        .with("policyName", policy)
        .with("status", RequestState::Approved.word());
    let found = rows::<AllRequests>(cx, query).await?.into_iter().find(|row| row.policy_name == policy);
    found.ok_or_else(|| {
        let sentence = format!("The policy {policy:?} is not approved for {partner:?}, or you may not see it.");
        CliError::new(Exit::NotFound, sentence).hint("See: partnerdesk requests list --status approved")
    })
}

/// The only key that fits.
async fn find(cx: &CommandContext, which: Which) -> Result<ApiKeyRow, CliError> {
    let mut query = ListQuery::default().with("apiKeyLabel", &which.name);
    for (filter, value) in [("partnerId", &which.partner), ("policyName", &which.policy)] {
        if let Some(value) = value {
            query = query.with(filter, value);
        }
    }
    let fits = |row: &ApiKeyRow| {
        row.api_key_label == which.name
            && which.partner.as_ref().is_none_or(|id| *id == row.partner_id)
            && which.policy.as_ref().is_none_or(|name| *name == row.policy_name)
    };
    let mut found: Vec<ApiKeyRow> = rows::<AllKeys>(cx, query).await?.into_iter().filter(fits).collect();
    match (found.pop(), found.is_empty()) {
        (Some(row), true) => Ok(row),
        (None, _) => {
            Err(CliError::new(Exit::NotFound, format!("There is no API key {:?}, or you may not see it.", which.name)))
        }
        (Some(_), false) => {
            let sentence = format!("There are several API keys {:?}.", which.name);
            Err(CliError::usage(sentence).hint("Name the partner with --partner, and the policy with --policy."))
        }
    }
}

fn path(row: &ApiKeyRow) -> NamedKeyPath {
    NamedKeyPath {
        partner_id: row.partner_id.clone(),
        policy_id: row.policy_id.clone(),
        api_key_name: row.api_key_label.clone(),
    }
}

async fn deactivate(cx: &CommandContext, which: Which) -> Result<(), CliError> {
    let row = find(cx, which).await?;
    let what =
        format!("The key {:?} of {} for {} will be deactivated.", row.api_key_label, row.partner_id, row.policy_name);
    cx.ask.confirm(&what, "Whatever uses it is refused from then on. Nobody can switch it on again.").await?;
    let reply = cx.call(&api_key::CHANGE, &path(&row), &KeyChange::deactivate()).await?;
    cx.out.done(&reply.json, &format!("The key {:?} is deactivated.", row.api_key_label))
}
