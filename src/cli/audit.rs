//! `audit`: who did what, and what was refused.

use clap::Subcommand;
use partnerdesk_api::{
    audit::{self, AuditRow},
    list::{ListQuery, Page},
    operation::{NoPath, Operation},
};

use super::{
    Run,
    context::CommandContext,
    error::CliError,
    list::{ListArgs, Listed},
};

/// The audit trail: who did what, on which record, and what was refused
#[derive(Debug, clap::Parser)]
#[command(name = "audit", after_help = "Example:\n  partnerdesk audit list --subject cardhouse --outcome refused")]
pub(crate) struct Audit {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Entries, newest first
    List(ListArgs<Trail>),
}

#[derive(Debug)]
struct Trail;
impl Listed for Trail {
    type Row = AuditRow;
    type Input = ListQuery;
    type Answer = Page<AuditRow>;
    const OPERATION: Operation<NoPath, ListQuery, Page<AuditRow>> = audit::LIST;
}

impl Run for Audit {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::List(list) => list.show(cx).await,
        }
    }
}
