//! `consent`: the terms, and agreeing to them once.

use clap::Subcommand;
use partnerdesk_api::{
    account,
    operation::{NoPath, Nothing},
};

use super::{Run, context::CommandContext, error::CliError, output::Format, output::print, sheet::moment};
use crate::{text::wrap, texts::Texts};

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

/// What a partner agrees to: the very words of the desk.
fn terms() -> String {
    let texts = Texts::english();
    let lines = [vec![texts.say("screen-consent"), String::new()], wrap(&texts.say("consent-text"), WIDTH)].concat();
    lines.join("\n") + "\n\n"
}

/// Columns of the terms; longer lines are hard to follow.
const WIDTH: usize = 100;

impl Run for Consent {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Show => {
                let reply = cx.call(&account::CONSENT, &NoPath {}, &Nothing {}).await?;
                let sentence = match reply.value.consent_given_date_time.filter(|_| reply.value.consent_given) {
                    Some(when) => format!("{} accepted the terms on {}.", reply.value.user_id, moment(when)),
                    None => "The terms are not accepted yet. Accept them with: partnerdesk consent give".into(),
                };
                cx.out.done(&reply.json, &sentence)
            }
            Verb::Terms => print(&terms()),
            Verb::Give => {
                if cx.out.format == Format::Table {
                    print(&terms())?;
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
