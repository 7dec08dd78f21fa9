//! `partners`: types, the list, one partner, one's own, deactivating.

use clap::Subcommand;
use partnerdesk_api::{
    list::{ListQuery, Page},
    operation::{NoPath, Nothing, Operation},
    partner::{self, NewPartnerStatus, OwnQuery, PartnerPath, PartnerRow},
};

use super::{
    Run, bulk,
    context::CommandContext,
    error::CliError,
    list::{ListArgs, Listed},
    status,
};

/// Partners: types, list, details, deactivating
#[derive(Debug, clap::Parser)]
#[command(
    name = "partners",
    after_help = "Examples:\n  partnerdesk partners list --status active --partner-type Credential_Partner\n  partnerdesk partners list --all -o csv > partners.csv\n  partnerdesk partners show cardhouse\n  partnerdesk partners deactivate cardhouse --yes"
)]
pub(crate) struct Partners {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Partner types and what they need
    Types,
    /// All partners (partner admin, support)
    List(ListArgs<AllPartners>),
    /// One partner with its certificate's dates
    Show(One),
    /// Your own partners
    Mine(Mine),
    /// What a partner has done, what is next and whose turn it is
    Status(status::Status),
    /// Deactivate partners; final
    Deactivate(Several),
}

#[derive(Debug, clap::Args)]
struct One {
    /// Partner id
    partner: String,
}

#[derive(Debug, clap::Args)]
struct Several {
    /// Partner ids
    #[arg(required = true, value_name = "PARTNER")]
    partners: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct Mine {
    /// Only partners that are approved, or still InProgress
    #[arg(long, value_name = "WORD", value_parser = super::list::one_of(&["approved", "InProgress"]), ignore_case = true)]
    status: Option<String>,
    /// Only partners of this type
    #[arg(long, value_name = "CODE")]
    partner_type: Option<String>,
}

#[derive(Debug)]
pub(crate) struct AllPartners;
impl Listed for AllPartners {
    type Row = PartnerRow;
    type Input = ListQuery;
    type Answer = Page<PartnerRow>;
    const OPERATION: Operation<NoPath, ListQuery, Page<PartnerRow>> = partner::ADMIN_LIST;
}

impl Run for Partners {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Types => {
                let reply = cx.call(&partner::TYPES, &NoPath {}, &Nothing {}).await?;
                cx.out.records(&reply.json, "This server knows no partner types.")
            }
            Verb::List(list) => list.show(cx).await,
            Verb::Show(One { partner: partner_id }) => {
                let reply = cx.call(&partner::ADMIN_DETAIL, &PartnerPath { partner_id }, &Nothing {}).await?;
                cx.out.record(&reply.json)
            }
            Verb::Mine(Mine { status, partner_type }) => {
                let query = OwnQuery { status, partner_type, policy_group_available: None };
                let reply = cx.call(&partner::OWN, &NoPath {}, &query).await?;
                cx.out.records(&reply.json, "No partner of yours matches.")
            }
            Verb::Status(status) => status.run(cx).await,
            Verb::Deactivate(Several { partners }) => deactivate(cx, partners).await,
        }
    }
}

async fn deactivate(cx: &CommandContext, partners: Vec<String>) -> Result<(), CliError> {
    let what = format!("{} will be deactivated: {}.", bulk::count(partners.len(), "partner"), partners.join(", "));
    cx.ask.confirm(&what, "That is final: their certificates, requests and keys stop working for good.").await?;
    bulk::each(cx, "partnerId", partners, async |partner_id| {
        let request = NewPartnerStatus::deactivate();
        cx.call(&partner::SET_STATUS, &PartnerPath { partner_id }, &request).await.map(|reply| reply.value.message)
    })
    .await
}
