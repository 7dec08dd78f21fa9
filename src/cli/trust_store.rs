//! `trust-store`: root and intermediate certificates that partners' certificates lead to.

use std::path::PathBuf;

use clap::Subcommand;
use partnerdesk_api::{
    certificate::{self, CaPath, CaUpload, DOMAINS, TrustRow},
    list::{ListQuery, Page},
    operation::{CERTIFICATE_BODY_LIMIT, NoPath, Nothing, Operation},
};
use serde_json::json;

use super::{
    Run, certificate_file,
    context::CommandContext,
    error::CliError,
    files::{self, Readers},
    list::{ListArgs, Listed, find},
};

/// The trust store: root and intermediate certificates by domain
#[derive(Debug, clap::Parser)]
#[command(
    name = "trust-store",
    after_help = "Examples:\n  partnerdesk trust-store upload root.pem --domain AUTH\n  partnerdesk trust-store upload chain.p7b --domain AUTH\n  partnerdesk trust-store list --expiry-period 30"
)]
pub(crate) struct TrustStore {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Trust root and intermediate certificates (PEM, DER or p7b; several at once in any order)
    Upload(Upload),
    /// Everything that is trusted
    List(ListArgs<All>),
    /// One trusted certificate
    Show(One),
    /// Save a trusted certificate with its chain as p7b
    Download(Download),
}

#[derive(Debug, clap::Args)]
struct Upload {
    /// Certificate files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// For partners of which domain
    #[arg(long, value_name = "DOMAIN", ignore_case = true, value_parser = super::list::one_of(DOMAINS))]
    domain: String,
}

#[derive(Debug, clap::Args)]
struct One {
    /// Certificate id
    certificate: String,
}

#[derive(Debug, clap::Args)]
struct Download {
    /// Certificate id
    certificate: String,
    /// Where to save it (- is standard output)
    #[arg(long, value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Overwrite the file
    #[arg(long)]
    force: bool,
}

#[derive(Debug)]
struct All;
impl Listed for All {
    type Row = TrustRow;
    type Input = ListQuery;
    type Answer = Page<TrustRow>;
    const OPERATION: Operation<NoPath, ListQuery, Page<TrustRow>> = certificate::TRUST_LIST;
}

impl Run for TrustStore {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Upload(flags) => upload(cx, flags).await,
            Verb::List(list) => list.show(cx).await,
            Verb::Show(One { certificate }) => {
                let same = |row: &TrustRow| row.cert_id == certificate;
                let row = find::<All>(cx, "certificateId", &certificate, same, "trusted certificate").await?;
                cx.out.record(&json!(row))
            }
            Verb::Download(Download { certificate: certificate_id, file, force }) => {
                let reply = cx.call(&certificate::TRUST_FILE, &CaPath { certificate_id }, &Nothing {}).await?;
                files::write(&file, &reply.value.p7b_file, Readers::Usual, force)
            }
        }
    }
}

/// All files together, so that a root in one file serves an intermediate in another.
async fn upload(cx: &CommandContext, flags: Upload) -> Result<(), CliError> {
    let mut certificate_data = String::new();
    for file in &flags.files {
        certificate_data.push_str(&certificate_file::chain_pem(&files::read(file, CERTIFICATE_BODY_LIMIT)?, file)?);
    }
    let request = CaUpload { certificate_data, partner_domain: flags.domain };
    let reply = cx.call(&certificate::CA_UPLOAD, &NoPath {}, &request).await?;
    let lines = reply.value.results.iter().map(|result| match (&result.stored_as, &result.message) {
        (Some(stored), _) => format!("\n  ✓ {} ({stored})", result.subject),
        (None, message) => format!("\n  ✗ {}: {}", result.subject, message.as_deref().unwrap_or("refused")),
    });
    cx.out.done(&reply.json, &format!("{}{}", reply.value.status, lines.collect::<String>()))
}
