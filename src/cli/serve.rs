//! `serve`: the server, for a desk that several people share.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use ipnet::IpNet;
use tracing_subscriber::EnvFilter;

use super::{
    Run,
    context::CommandContext,
    error::{CliError, Exit},
    files, output,
};
use crate::embedded::{self, Config, Listen, Operations, Ready};

/// Run the server, for a desk that several people share
///
/// One data folder belongs to one user and is served by one server. Off this machine the server speaks TLS, or stands
/// behind a proxy that does. With PostgreSQL several servers may share one database and one key file.
#[derive(Debug, clap::Parser)]
#[command(
    name = "serve",
    after_help = "Examples:\n  partnerdesk serve --data /var/lib/partnerdesk --listen 127.0.0.1:8080\n  partnerdesk serve --data /var/lib/partnerdesk --listen 0.0.0.0:8443 --tls-cert cert.pem --tls-key key.pem\n  PARTNERDESK_POSTGRES_URL=postgres://… partnerdesk serve --data /var/lib/partnerdesk --key-file key --listen 127.0.0.1:8080 --behind-proxy --operations 127.0.0.1:9100\n\nThe first start writes a one-time set-up code into the data folder; make the first admin with: partnerdesk setup"
)]
pub(crate) struct Serve {
    /// Data folder; made when missing, for its owner only [default: the folder of the desk on this machine]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Address and port, or unix:/PATH [default: the socket in the data folder]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// PEM file with the certificate chain of this server
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// PEM file with its private key
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// A proxy in front of this server speaks TLS
    #[arg(long)]
    behind_proxy: bool,
    /// Where that proxy is, an address or a network; it may tell for whom it asks [default: this machine]
    #[arg(long, value_name = "NETWORK", requires = "behind_proxy", value_parser = network)]
    trusted_proxy: Vec<IpNet>,
    /// Also tell health, readiness and metrics on an address of this machine, or on unix:/PATH
    #[arg(long, value_name = "ADDRESS")]
    operations: Option<String>,
    /// File with the URL of a PostgreSQL database; it may also stand in PARTNERDESK_POSTGRES_URL
    #[arg(long, value_name = "FILE")]
    postgres_url_file: Option<PathBuf>,
    /// Key file that seals what is stored [default: key in the data folder, made at the first start]
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// What the desk is called in headers: SANDBOX, PROD
    #[arg(long, value_name = "TEXT", default_value = "SANDBOX")]
    environment: String,
    /// End after so many seconds without a request
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    idle_exit: Option<u64>,
    /// How to write the log on standard error
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    log: Log,
    /// A sample country whose roles can be played
    #[arg(long, hide = true)]
    sample: bool,
    /// In the background of a client on this machine
    #[arg(long, hide = true)]
    embedded: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Log {
    /// For people
    #[default]
    Text,
    /// For log collectors
    Json,
}

/// How long an embedded server stays without anybody using it, when PARTNERDESK_IDLE_EXIT names no seconds.
const UNUSED: Duration = Duration::from_secs(15 * 60);

impl Run for Serve {
    const OWN_SIGNALS: bool = true;

    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        start_log(self.log);
        let config = self.config(cx)?;
        let say = |ready: &Ready| {
            let code = ready.setup_code.as_ref().map(|file| {
                format!(
                    "\nNo admin exists yet. The one-time set-up code is in {}; use it with: partnerdesk setup",
                    file.display()
                )
            });
            // The server answers whether or not somebody reads this.
            let beside = ready.operations.as_ref().map(|address| format!("\nHealth and metrics are told on {address}"));
            let rest = beside.unwrap_or_default() + &code.unwrap_or_default();
            let _ = output::note(&format!("Listening on {}{rest}", ready.address));
        };
        embedded::serve(config, self.embedded, say).await.map_err(|why| CliError::new(Exit::Server, why))
    }
}

impl Serve {
    fn config(&self, cx: &CommandContext) -> Result<Config, CliError> {
        let data = self.data.clone().unwrap_or_else(|| cx.folders.desk());
        let mut config = Config::embedded(data);
        if let Some(listen) = &self.listen {
            config.listen = self.listener(listen)?;
        } else if self.tls_cert.is_some() || self.behind_proxy {
            return Err(CliError::usage("TLS and proxies need an address: give --listen ADDRESS:PORT."));
        }
        config.postgres = match &self.postgres_url_file {
            Some(file) => Some(files::read_text(file, 4096)?.trim().to_string()),
            None => std::env::var("PARTNERDESK_POSTGRES_URL").ok().filter(|url| !url.is_empty()),
        };
        config.operations = self.operations.as_deref().map(operations).transpose()?;
        config.proxies.clone_from(&self.trusted_proxy);
        config.key_file.clone_from(&self.key_file);
        config.environment.clone_from(&self.environment);
        config.sample = self.sample;
        config.idle_exit = self.idle_exit.map(Duration::from_secs).or(self.embedded.then_some(UNUSED));
        Ok(config)
    }

    fn listener(&self, listen: &str) -> Result<Listen, CliError> {
        if let Some(path) = listen.strip_prefix("unix:") {
            return Ok(Listen::Socket(path.into()));
        }
        let address = address(listen)?;
        let tls = self.tls_cert.clone().zip(self.tls_key.clone());
        Ok(Listen::Tcp { address, tls, behind_proxy: self.behind_proxy })
    }
}

fn operations(listen: &str) -> Result<Operations, CliError> {
    match listen.strip_prefix("unix:") {
        Some(path) => Ok(Operations::Socket(path.into())),
        None => address(listen).map(Operations::Tcp),
    }
}

fn address(listen: &str) -> Result<SocketAddr, CliError> {
    listen.parse().map_err(|_| {
        CliError::usage(format!("{listen:?} is no address to listen on."))
            .hint("Give an IP address and a port, as 127.0.0.1:8080, or unix:/PATH.")
    })
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let one = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| one()).map_err(|_| "give an address or a network, as 10.0.0.7 or 10.0.0.0/8".to_string())
}

/// The log goes to standard error; PARTNERDESK_LOG chooses what is in it.
fn start_log(form: Log) {
    let filter = EnvFilter::try_from_env("PARTNERDESK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    // A second subscriber can only be refused, and the first one logs as well.
    let _ = match form {
        Log::Text => log.try_init(),
        Log::Json => log.json().try_init(),
    };
}
