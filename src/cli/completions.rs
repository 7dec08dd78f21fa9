//! `completions`: for shells.

use clap_complete::Shell;

use super::{Run, command, context::CommandContext, error::CliError, output::print};

/// Completions for your shell
#[derive(Debug, clap::Parser)]
#[command(
    name = "completions",
    after_help = "Examples:\n  partnerdesk completions bash > ~/.local/share/bash-completion/completions/partnerdesk\n  partnerdesk completions fish > ~/.config/fish/completions/partnerdesk.fish"
)]
pub(crate) struct Completions {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Run for Completions {
    async fn run(self, _cx: &CommandContext) -> Result<(), CliError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command(), "partnerdesk", &mut script);
        print(&String::from_utf8_lossy(&script))
    }
}
