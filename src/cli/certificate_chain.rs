//! `certificates make-chain`: root, intermediate and partner certificate for trying things out.

use std::path::PathBuf;

use jiff::Timestamp;
use partnerdesk_trust::{
    KeyChoice,
    sample::{SampleCertificate, SampleRequest, make_chain},
};
use serde_json::json;

use super::{
    Run,
    context::CommandContext,
    error::{CliError, Exit},
    files::{self, Readers},
};

/// Make a root, an intermediate and a partner certificate for a sandbox
///
/// Six files: root.pem, intermediate.pem and partner.pem with their private keys, which only you can read. Nobody
/// trusts these authorities until they are uploaded to a trust store; do that in sandboxes only.
#[derive(Debug, clap::Parser)]
#[command(name = "make-chain")]
pub(crate) struct MakeChain {
    /// The partner's organisation, exactly as registered
    #[arg(long, value_name = "TEXT", alias = "organization")]
    organisation: String,
    /// The partner's common name [default: the organisation]
    #[arg(long, value_name = "TEXT")]
    common_name: Option<String>,
    /// Country in the names, two letters
    #[arg(long, value_name = "CODE", default_value = "ZZ")]
    country: String,
    /// Days the partner's certificate is valid
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=36500))]
    days: i64,
    /// Kind of the keys
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    key: Key,
    /// Where to put the files; made if it does not exist
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// Overwrite files
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Key {
    /// RSA, 2048 bits: what MOSIP's other modules are sure to accept
    #[default]
    Rsa2048,
    /// RSA, 3072 bits
    Rsa3072,
    /// NIST P-256
    EcP256,
}

impl Run for MakeChain {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        let request = SampleRequest {
            common_name: self.common_name.unwrap_or_else(|| self.organisation.clone()),
            country: self.country,
            valid_days: self.days,
            key: match self.key {
                Key::Rsa2048 => KeyChoice::Rsa2048,
                Key::Rsa3072 => KeyChoice::Rsa3072,
                Key::EcP256 => KeyChoice::EcP256,
            },
            ..SampleRequest::new(&self.organisation, Timestamp::now())
        };
        let failed = |why: String| CliError::new(Exit::Server, format!("The chain cannot be made: {why}"));
        let making = tokio::task::spawn_blocking(move || make_chain(&request).map_err(|e| e.to_string()));
        let chain = making.await.map_err(|e| failed(e.to_string()))?.map_err(failed)?;
        std::fs::create_dir_all(&self.folder)
            .map_err(|e| CliError::usage(format!("{} cannot be made: {e}.", self.folder.display())))?;
        let mut written = Vec::new();
        for (name, made) in [("root", &chain.root), ("intermediate", &chain.intermediate), ("partner", &chain.partner)]
        {
            let SampleCertificate { certificate, key } = made;
            let (pem, private) = (format!("{name}.pem"), format!("{name}.key"));
            files::write(&self.folder.join(&pem), &certificate.pem(), Readers::Usual, self.force)?;
            files::write(&self.folder.join(&private), &key.pkcs8_pem(), Readers::OnlyMe, self.force)?;
            written.extend([pem, private].map(|file| self.folder.join(file)));
        }
        let folder = self.folder.display();
        let next = format!(
            "Next: partnerdesk trust-store upload {folder}/root.pem {folder}/intermediate.pem --domain AUTH\n      partnerdesk certificates upload PARTNER {folder}/partner.pem"
        );
        cx.out.done(&json!({"files": written}), &format!("The chain is in {folder}.\n{next}"))
    }
}
