//! `consent`: the terms, and agreeing to them once.

use clap::Subcommand;
use partnerdesk_api::{
    account,
    operation::{NoPath, Nothing},
};

use super::{Run, context::Context, error::CliError, output::Format, output::print, sheet::moment};

/// The terms and conditions: read them, accept them once
#[derive(Debug, clap::Parser)]
#[command(name = "consent")]
pub(crate) struct Consent {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Whether you accepted the terms, and when
    Show,
    /// Print the terms
    Terms,
    /// Accept the terms
    Give,
}

/// What a partner agrees to.
const TERMS: &str = "\
Terms and conditions of partner onboarding

What is kept: the names, e-mail address, phone number and postal address given at registration, the organisation's
name, its certificates, and a record of what was done in this system by whom and when.

What for: to identify the organisation, to check its certificates, to decide on its requests, to notify it of dates
and decisions, and to show later how decisions came about.

Who sees it: the partner itself, and the staff of the operator of this system whose roles need it.

Agreeing is voluntary and needed to take part. It is asked once per account.
";

impl Run for Consent {
    async fn run(self, cx: &Context) -> Result<(), CliError> {
        match self.verb {
            Verb::Show => {
                let reply = cx.call(&account::CONSENT, &NoPath {}, &Nothing {}).await?;
                let sentence = match reply.value.consent_given_date_time.filter(|_| reply.value.consent_given) {
                    Some(when) => format!("{} accepted the terms on {}.", reply.value.user_id, moment(when)),
                    None => "The terms are not accepted yet. Accept them with: partnerdesk consent give".into(),
                };
                cx.out.done(&reply.json, &sentence)
            }
            Verb::Terms => print(TERMS),
            Verb::Give => {
                if cx.out.format == Format::Table {
                    print(TERMS)?;
                }
                cx.ask
                    .confirm("You accept these terms for your organisation.", "It is kept with your name and the time.")
                    .await?;
                let reply = cx.call(&account::GIVE_CONSENT, &NoPath {}, &Nothing {}).await?;
                cx.out.done(&reply.json, "The terms are accepted.\nNext: partnerdesk status")
            }
        }
    }
}
