//! `misp-licences`: licence keys of infrastructure providers.

use clap::Subcommand;
use jiff::civil::Date;
use partnerdesk_api::{
    list::{ListQuery, Page},
    misp_licence::{self, LicencePath, LicenceRow, LicenceStatus, NewLicence},
    operation::{NoPath, Nothing, Operation},
};

use super::{
    Run,
    api_keys::approved,
    bulk,
    context::CommandContext,
    error::CliError,
    list::{ListArgs, Listed},
};

/// MISP licence keys: issue, list, show, issue anew, deactivate
///
/// Only the newest key of a MISP works in ID authentication; issuing one switches the older ones off. A key is printed
/// once, when it is issued.
#[derive(Debug, clap::Parser)]
#[command(
    name = "misp-licences",
    visible_alias = "misp-licence",
    after_help = "Examples:\n  partnerdesk misp-licences issue gateway --name 'main gateway' --until 2027-11-22\n  partnerdesk misp-licences list --status active --expiry-period 30\n  partnerdesk misp-licences reissue ID --name 'main gateway, 2028' --until 2028-11-22\n  partnerdesk misp-licences deactivate ID --yes"
)]
pub(crate) struct MispLicences {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Issue a key to a MISP; it is printed this once, and the MISP's older keys are switched off
    Issue(Issue),
    /// All licence keys
    List(ListArgs<AllLicences>),
    /// One licence key, without itself
    Show {
        /// Its id
        id: String,
    },
    /// Issue a key in place of one that works, for the same policy
    Reissue(Reissue),
    /// Deactivate licence keys; final
    Deactivate {
        /// Ids
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
}

#[derive(Debug, clap::Args)]
struct Issue {
    /// Partner id of the MISP
    partner: String,
    #[command(flatten)]
    key: Key,
    /// Policy by name, approved for the MISP; a key needs none
    #[arg(long, value_name = "NAME")]
    policy: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Reissue {
    /// Id of the licence key that works now
    id: String,
    #[command(flatten)]
    key: Key,
}

#[derive(Debug, clap::Args)]
struct Key {
    /// Name of the key; used once for each MISP
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// Its last day, after today, for example 2027-11-22
    #[arg(long, value_name = "DATE")]
    until: Date,
}

#[derive(Debug)]
struct AllLicences;
impl Listed for AllLicences {
    type Row = LicenceRow;
    type Input = ListQuery;
    type Answer = Page<LicenceRow>;
    const OPERATION: Operation<NoPath, ListQuery, Page<LicenceRow>> = misp_licence::LIST;
    const ID: Option<&'static str> = Some("mispLicenseId");
}

impl Run for MispLicences {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Issue(Issue { partner, key, policy }) => {
                let policy_id = match policy {
                    Some(name) => Some(approved(cx, &partner, &name).await?.policy_id),
                    None => None,
                };
                issue(cx, partner, policy_id, key).await
            }
            Verb::List(list) => list.show(cx).await,
            Verb::Show { id } => {
                let reply = cx.call(&misp_licence::DETAIL, &LicencePath { misp_license_id: id }, &Nothing {}).await?;
                cx.out.record(&reply.json)
            }
            Verb::Reissue(Reissue { id, key }) => {
                let path = LicencePath { misp_license_id: id };
                let row = cx.call(&misp_licence::DETAIL, &path, &Nothing {}).await?.value;
                let what = format!("The key {:?} of {} will be replaced.", row.license_key_name, row.partner_id);
                cx.ask.confirm(&what, "It stops working at once.").await?;
                issue(cx, row.partner_id, row.policy_id, key).await
            }
            Verb::Deactivate { ids } => {
                let what = format!("{} will be deactivated.", bulk::count(ids.len(), "licence key"));
                let consequence = "What their MISPs pass on is refused from then on. Nobody can switch them on again.";
                cx.ask.confirm(&what, consequence).await?;
                bulk::each(cx, "mispLicenseId", ids, async |misp_license_id| {
                    let path = LicencePath { misp_license_id };
                    let reply = cx.call(&misp_licence::DEACTIVATE, &path, &LicenceStatus::deactivate()).await?;
                    Ok(reply.value.status.word().to_string())
                })
                .await
            }
        }
    }
}

async fn issue(cx: &CommandContext, partner_id: String, policy_id: Option<String>, key: Key) -> Result<(), CliError> {
    let expiry_date = Some(key.until.to_string());
    let input = NewLicence { partner_id, policy_id, license_key_name: key.name, expiry_date };
    let reply = cx.call(&misp_licence::ISSUE, &NoPath {}, &input).await?;
    let made = &reply.value;
    let sentence = format!(
        "The licence key {:?} is issued. Store it now; it cannot be shown again:\n\n  {}\n\nId: {}",
        made.license_key_name,
        made.license_key.expose(),
        made.misp_license_id
    );
    cx.out.done(&reply.json, &sentence)
}
