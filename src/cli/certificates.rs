//! `certificates`: of partners: check, upload, see, download, and chains for trying things out.

use std::path::PathBuf;

use clap::Subcommand;
use partnerdesk_api::{
    certificate::{self, BothCertificates, CertificateUpload, DOMAINS, ExpiryQuery, OwnCertificate},
    operation::{NoPath, Nothing, Operation},
    partner::{self, PartnerPath},
};
use serde_json::{Value, json};

use super::{
    Run,
    certificate_chain::MakeChain,
    certificate_check::Check,
    certificate_file::{self, describe, open},
    context::CommandContext,
    error::{CliError, Exit},
    files::{self, Readers},
    list::{ListArgs, Listed},
};

/// Certificates of partners: check, upload, see, download
#[derive(Debug, clap::Parser)]
#[command(
    name = "certificates",
    visible_alias = "certificate",
    after_help = "Examples:\n  partnerdesk certificates check partner.pem\n  partnerdesk certificates upload cardhouse partner.pem\n  partnerdesk certificates download cardhouse --which signed --file signed.pem\n  partnerdesk certificates make-chain --organisation 'Cardhouse Ltd' --folder chain"
)]
pub(crate) struct Certificates {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Check(Box<Check>),
    /// Upload a partner's certificate; it is checked, signed for one year, and makes the partner active
    Upload(Upload),
    /// Certificates of your own partners with their dates
    List(ListArgs<Mine>),
    /// A partner's certificates: the original and the one that was signed here
    Show(One),
    /// Save a partner's certificate
    Download(Download),
    MakeChain(MakeChain),
}

#[derive(Debug, clap::Args)]
struct Upload {
    /// Partner id
    partner: String,
    /// The certificate: PEM, DER or p7b; of a bundle the partner's own is sent
    file: PathBuf,
    /// Domain of the partner's type, when the server cannot tell
    #[arg(long, value_name = "DOMAIN", ignore_case = true, value_parser = super::list::one_of(DOMAINS))]
    domain: Option<String>,
}

#[derive(Debug)]
struct Mine;
impl Listed for Mine {
    type Row = OwnCertificate;
    type Input = ExpiryQuery;
    type Answer = Vec<OwnCertificate>;
    const OPERATION: Operation<NoPath, ExpiryQuery, Vec<OwnCertificate>> = certificate::MINE;
}

#[derive(Debug, clap::Args)]
struct One {
    /// Partner id
    partner: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    /// As the partner uploaded it
    Original,
    /// As signed here for one year
    Signed,
}

#[derive(Debug, clap::Args)]
struct Download {
    /// Partner id
    partner: String,
    /// Which of the two
    #[arg(long, value_enum, value_name = "WHICH")]
    which: Which,
    /// Where to save it (- is standard output)
    #[arg(long, value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Overwrite the file
    #[arg(long)]
    force: bool,
}

impl Run for Certificates {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        match self.verb {
            Verb::Check(check) => check.run(cx).await,
            Verb::Upload(flags) => upload(cx, flags).await,
            Verb::List(list) => list.show(cx).await,
            Verb::Show(One { partner }) => show(cx, partner).await,
            Verb::Download(flags) => download(cx, flags).await,
            Verb::MakeChain(flags) => flags.run(cx).await,
        }
    }
}

async fn upload(cx: &CommandContext, flags: Upload) -> Result<(), CliError> {
    let certificate = certificate_file::leaf(&flags.file)?;
    let partner_domain = match flags.domain {
        Some(domain) => domain,
        None => domain_and_organisation(cx, &flags.partner).await?.0,
    };
    let request = CertificateUpload { partner_id: flags.partner, certificate_data: certificate.pem(), partner_domain };
    let reply = cx.call(&certificate::UPLOAD, &NoPath {}, &request).await.map_err(|error| {
        let check = format!("Every rule on this file: partnerdesk certificates check {}", flags.file.display());
        if error.exit == Exit::Usage { error.hint(check) } else { error }
    })?;
    let id = &request.partner_id;
    let sentence =
        format!("The certificate of {id} is accepted and signed for one year.\nNext: partnerdesk status {id}",);
    cx.out.done(&reply.json, &sentence)
}

async fn both(cx: &CommandContext, partner_id: String) -> Result<BothCertificates, CliError> {
    Ok(cx.call(&certificate::BOTH, &PartnerPath { partner_id }, &Nothing {}).await?.value)
}

async fn show(cx: &CommandContext, partner: String) -> Result<(), CliError> {
    let found = both(cx, partner).await?;
    let one = |pem: &str, expired: bool| -> Result<Value, CliError> {
        match pem {
            "" => Ok(json!({"expired": expired})),
            pem => {
                let content = open(pem.as_bytes(), "the server's answer".as_ref())?;
                Ok(content.certificates.first().map_or(Value::Null, describe))
            }
        }
    };
    cx.out.record(&json!({
        "original": one(&found.ca_signed_certificate_data, found.is_ca_signed_certificate_expired)?,
        "signed": one(&found.mosip_signed_certificate_data, found.is_mosip_signed_certificate_expired)?,
    }))
}

async fn download(cx: &CommandContext, flags: Download) -> Result<(), CliError> {
    let found = both(cx, flags.partner.clone()).await?;
    let pem = match flags.which {
        Which::Original => found.ca_signed_certificate_data,
        Which::Signed => found.mosip_signed_certificate_data,
    };
    if pem.is_empty() {
        return Err(CliError::new(Exit::Conflict, "This certificate has expired and is not handed out any more.")
            .hint(format!("Upload a new one: partnerdesk certificates upload {} FILE", flags.partner)));
    }
    files::write(&flags.file, &pem, Readers::Usual, flags.force)
}

/// The domain of a partner's type and its registered organisation.
pub(crate) async fn domain_and_organisation(cx: &CommandContext, partner: &str) -> Result<(String, String), CliError> {
    let path = PartnerPath { partner_id: partner.into() };
    let checklist = cx.call(&partner::CHECKLIST, &path, &Nothing {}).await?.value;
    let types = cx.call(&partner::TYPES, &NoPath {}, &Nothing {}).await?.value;
    let kind = types.into_iter().find(|kind| kind.code.eq_ignore_ascii_case(&checklist.partner_type));
    let domain = kind.map(|kind| kind.certificate_domain).ok_or_else(|| {
        CliError::usage(format!("The server does not say which domain {} belongs to.", checklist.partner_type))
            .hint("Name it with --domain.")
    })?;
    Ok((domain, checklist.organization_name))
}
