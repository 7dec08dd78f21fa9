//! `policy-groups`: groups that policies and partners belong to, and choosing one's own.

use clap::Subcommand;
use partnerdesk_api::{
    account,
    list::{ListQuery, Page},
    operation::{NoPath, Nothing, Operation},
    partner,
    policy::{self, Deactivation, GroupPath, GroupRow, NewGroup},
};

use super::{
    Run, auth,
    context::CommandContext,
    error::{CliError, Exit},
    list::{ListArgs, Listed, find},
    register,
};

/// Policy groups: make, list, choose, deactivate
#[derive(Debug, clap::Parser)]
#[command(
    name = "policy-groups",
    visible_alias = "policy-group",
    after_help = "Examples:\n  partnerdesk policy-groups create --name Printing --description 'Card printers'\n  partnerdesk policy-groups choices\n  partnerdesk policy-groups choose Printing"
)]
pub(crate) struct PolicyGroups {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a policy group
    Create(Create),
    /// All policy groups
    List(ListArgs<AllGroups>),
    /// Active groups with their descriptions, to choose from
    Choices,
    /// One group with its policies
    Show(One),
    /// Choose the group of your own partner; it cannot be changed later
    Choose(Choose),
    /// Deactivate a group without active or draft policies; final
    Deactivate(One),
}

#[derive(Debug, clap::Args)]
struct Create {
    /// Unique name
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// What it is for; partners choose by it
    #[arg(long, value_name = "TEXT")]
    description: String,
}

#[derive(Debug, clap::Args)]
struct One {
    /// Name or id of the group
    group: String,
}

#[derive(Debug, clap::Args)]
struct Choose {
    /// Name of the group
    group: String,
}

#[derive(Debug)]
struct AllGroups;
impl Listed for AllGroups {
    type Row = GroupRow;
    type Input = ListQuery;
    type Answer = Page<GroupRow>;
    const OPERATION: Operation<NoPath, ListQuery, Page<GroupRow>> = policy::GROUP_LIST;
}

impl Run for PolicyGroups {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Create(Create { name, description: desc }) => {
                let reply = cx.call(&policy::CREATE_GROUP, &NoPath {}, &NewGroup { name, desc }).await?;
                let sentence = format!("Policy group {} is made.\nId: {}", reply.value.name, reply.value.id);
                cx.out.done(&reply.json, &sentence)
            }
            Verb::List(list) => list.show(cx).await,
            Verb::Choices => {
                let reply = cx.call(&policy::GROUP_CHOICES, &NoPath {}, &Nothing {}).await?;
                cx.out.records(&reply.json, "There is no active policy group yet.")
            }
            Verb::Show(One { group }) => {
                let path = GroupPath { policy_group_id: id(cx, group).await? };
                let reply = cx.call(&policy::GROUP, &path, &Nothing {}).await?;
                cx.out.record(&flat(reply.json))
            }
            Verb::Choose(Choose { group }) => choose(cx, group).await,
            Verb::Deactivate(One { group }) => {
                let what = format!("Policy group {group} will be deactivated.");
                cx.ask.confirm(&what, "That is final: nobody can choose it any more.").await?;
                let path = GroupPath { policy_group_id: id(cx, group.clone()).await? };
                let request = Deactivation::new();
                let reply = cx.call(&policy::DEACTIVATE_GROUP, &path, &request).await?;
                cx.out.done(&reply.json, &format!("Policy group {group} is deactivated."))
            }
        }
    }
}

/// The id of a group that was named by name or id.
async fn id(cx: &CommandContext, group: String) -> Result<String, CliError> {
    match find::<AllGroups>(cx, "name", &group, |row| row.name == group, "policy group").await {
        Ok(row) => Ok(row.id),
        // Not a name then; the server says whether it is an id.
        Err(error) if error.exit == Exit::NotFound => Ok(group),
        Err(error) => Err(error),
    }
}

/// Shows the group's own members beside its policies; JSON keeps MOSIP's nesting only where it means something.
fn flat(mut answer: serde_json::Value) -> serde_json::Value {
    let policies = answer["policies"].take();
    let mut group = answer["policyGroup"].take();
    group["policies"] = policies;
    group
}

async fn choose(cx: &CommandContext, group: String) -> Result<(), CliError> {
    let me = cx.call(&account::ME, &NoPath {}, &Nothing {}).await?.value;
    let choices = cx.call(&policy::GROUP_CHOICES, &NoPath {}, &Nothing {}).await?.value;
    let Some(chosen) = choices.iter().find(|c| c.name == group || c.id == group) else {
        return Err(CliError::new(Exit::NotFound, format!("There is no active policy group {group:?}."))
            .hint("See them with: partnerdesk policy-groups choices"));
    };
    let what = format!("{} will belong to {} ({}).", me.user_name, chosen.name, chosen.description);
    cx.ask.confirm(&what, "The group cannot be changed later.").await?;
    let partner = register::own_partner(&me, Some(chosen.name.clone()));
    let reply = cx.call(&partner::REGISTER, &NoPath {}, &partner).await?;
    let me = cx.call(&account::ME, &NoPath {}, &Nothing {}).await?.value;
    let sentence = format!("Partner {} belongs to {}.{}", reply.value.partner_id, chosen.name, auth::next_step(&me));
    cx.out.done(&reply.json, &sentence)
}
