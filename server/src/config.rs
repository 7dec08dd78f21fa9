//! How a server is set up.

use std::{fmt, net::SocketAddr, path::PathBuf, time::Duration};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// How a server is set up. `Debug` leaves the database's URL out: a password may stand in it.
#[derive(Clone)]
pub struct Config {
    /// The folder of this server: key file, set-up code, lock, and SQLite's file. Made when missing, for its owner only.
    pub data: PathBuf,
    /// A PostgreSQL database instead of SQLite in the data folder.
    pub postgres: Option<String>,
    /// The key file; `key` in the data folder when not named. Servers that share a database share a key.
    pub key_file: Option<PathBuf>,
    /// Where to listen.
    pub listen: Listen,
    /// Where health, readiness and metrics are told, beside the address for everybody.
    pub operations: Option<Operations>,
    /// Where the proxy is that stands in front, when one does; this machine when not named. Only from there is
    /// `X-Forwarded-For` believed.
    pub proxies: Vec<IpNet>,
    /// End after so long without a request; for the embedded server.
    pub idle_exit: Option<Duration>,
    /// What the deployment is called in headers.
    pub environment: String,
    /// A sample country whose roles can be played.
    pub sample: bool,
    /// Most pages of 4 KiB that SQLite's file may grow to; for tests of a full disk.
    pub max_pages: Option<u32>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("data", &self.data)
            .field("postgres", &self.postgres.as_ref().map(|_| "•••"))
            .field("key_file", &self.key_file)
            .field("listen", &self.listen)
            .field("operations", &self.operations)
            .field("proxies", &self.proxies)
            .field("idle_exit", &self.idle_exit)
            .field("environment", &self.environment)
            .field("sample", &self.sample)
            .field("max_pages", &self.max_pages)
            .finish()
    }
}

/// Where a server listens.
#[derive(Clone, Debug)]
pub enum Listen {
    /// On a Unix socket that only its owner can open.
    Socket(PathBuf),
    /// On TCP.
    Tcp {
        /// Address and port; port 0 takes a free one.
        address: SocketAddr,
        /// Certificate chain and private key, PEM files. Needed off loopback.
        tls: Option<(PathBuf, PathBuf)>,
        /// A proxy in front speaks TLS.
        behind_proxy: bool,
    },
}

impl Config {
    /// A server with SQLite in a data folder, on that folder's socket.
    pub fn embedded(data: PathBuf) -> Self {
        let listen = Listen::Socket(socket_in(&data));
        Config {
            data,
            postgres: None,
            key_file: None,
            listen,
            operations: None,
            proxies: Vec::new(),
            idle_exit: None,
            environment: "SANDBOX".into(),
            sample: false,
            max_pages: None,
        }
    }

    /// From where `X-Forwarded-For` is believed: from nowhere, unless a proxy stands in front.
    pub(crate) fn trusted_proxies(&self) -> Vec<IpNet> {
        match &self.listen {
            Listen::Tcp { behind_proxy: true, .. } if self.proxies.is_empty() => vec![
                Ipv4Net::new_assert([127, 0, 0, 0].into(), 8).into(),
                Ipv6Net::new_assert(std::net::Ipv6Addr::LOCALHOST, 128).into(),
            ],
            Listen::Tcp { behind_proxy: true, .. } => self.proxies.clone(),
            _ => Vec::new(),
        }
    }
}

/// Where health, readiness and metrics are told: never to the network.
#[derive(Clone, Debug)]
pub enum Operations {
    /// On a Unix socket that only its owner can open.
    Socket(PathBuf),
    /// On an address of this machine alone.
    Tcp(SocketAddr),
}

/// The socket of a data folder.
pub fn socket_in(data: &std::path::Path) -> PathBuf {
    data.join("socket")
}

/// Where the one-time set-up code of a data folder stands until the first admin exists.
pub fn setup_code_in(data: &std::path::Path) -> PathBuf {
    data.join("setup-code")
}

/// What is known once a server answers.
#[derive(Clone, Debug)]
pub struct Ready {
    /// `unix:/path`, `http://…` or `https://…`.
    pub address: String,
    /// Where health, readiness and metrics are told, if anywhere.
    pub operations: Option<String>,
    /// The file with the one-time set-up code, while no admin exists.
    pub setup_code: Option<PathBuf>,
}

/// Why a server does not start; each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder cannot be made or written.
    #[error("The data folder {} cannot be used: {why}. Choose another one, or mend its permissions.", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// Another server holds the folder.
    #[error("Another server already uses the data folder {}. Connect to it, or stop it first.", .0.display())]
    Locked(PathBuf),
    /// The folder belongs to somebody else.
    #[error("The data folder {} belongs to another user. One user owns a data folder; to share a desk, that user runs `partnerdesk serve` on TCP.", .0.display())]
    NotOwner(PathBuf),
    /// The key file cannot be used.
    #[error("The key file cannot be used: {0}.")]
    Key(std::io::Error),
    /// The storage was made with a key that is not there.
    #[error(
        "The key file {} is missing, and what is sealed in this storage cannot be opened without it. Put it back from its copy, or name it with --key-file.",
        .0.display()
    )]
    KeyMissing(PathBuf),
    /// The key file is another storage's.
    #[error(
        "The key file {} does not belong to this storage: nothing sealed in it could be opened. Name the one it was made with by --key-file; servers that share a database share a key file.",
        .0.display()
    )]
    KeyForeign(PathBuf),
    /// The storage cannot be opened.
    #[error("The storage cannot be opened: {0}.")]
    Storage(#[from] crate::store::Error),
    /// The reference data does not read.
    #[error(transparent)]
    Reference(#[from] crate::reference::Unreadable),
    /// The address cannot be listened on.
    #[error("The server cannot listen on {address}: {why}.")]
    Listen {
        /// The address.
        address: String,
        /// What the system said.
        why: std::io::Error,
    },
    /// Plain HTTP would leave this machine.
    #[error(
        "Listening on {0} without TLS would send passwords in clear. Give --tls-cert and --tls-key, or --behind-proxy when a proxy in front speaks TLS."
    )]
    PlainOffLoopback(SocketAddr),
    /// Metrics would leave this machine.
    #[error(
        "Metrics are told on this machine only, not on {0}. Give --operations an address like 127.0.0.1:9100, or unix:/PATH, and let a collector on this machine fetch them."
    )]
    OperationsOffLoopback(SocketAddr),
    /// Certificate or key for TLS cannot be used.
    #[error("The TLS certificate or key cannot be used: {0}.")]
    Tls(std::io::Error),
    /// Anything else at start.
    #[error("The server cannot start: {0}.")]
    Other(String),
}
