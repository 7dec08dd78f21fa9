//! Where a server is: a Unix socket on this machine, or an HTTP(S) address.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use super::ClientError;

/// The address of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A Unix socket on this machine; written `unix:/path`.
    Socket(PathBuf),
    /// `http://` or `https://` with host and optional port; with the CA file that is trusted beside the system's.
    Http {
        /// Without a trailing slash.
        origin: String,
        /// A PEM file with the CA of the server, for deployments with their own.
        ca_file: Option<PathBuf>,
    },
}

impl Address {
    /// The full URL of a path.
    pub(super) fn url(&self, path: &str) -> String {
        match self {
            // The host is never looked up: the socket decides where the request goes.
            Address::Socket(_) => format!("http://partnerdesk{path}"),
            Address::Http { origin, .. } => format!("{origin}{path}"),
        }
    }

    /// An HTTP client that reaches this address.
    pub(super) fn http(&self, patience: Duration) -> Result<reqwest::Client, ClientError> {
        let builder = reqwest::Client::builder()
            .timeout(patience)
            .connect_timeout(Duration::from_secs(10))
            .no_proxy()
            .user_agent(concat!("partnerdesk/", env!("CARGO_PKG_VERSION")));
        let builder = match self {
            // A bastion may have no root certificates at all; a socket needs none.
            Address::Socket(path) => builder.unix_socket(path.as_path()).tls_certs_only([]),
            Address::Http { origin, .. } if origin.starts_with("http:") => builder.tls_certs_only([]),
            Address::Http { ca_file: None, .. } => builder,
            Address::Http { ca_file: Some(file), .. } => {
                let pem = std::fs::read(file)
                    .map_err(|e| ClientError::Setup(format!("The CA file {} cannot be read: {e}.", file.display())))?;
                let certificates = reqwest::Certificate::from_pem_bundle(&pem)
                    .map_err(|_| ClientError::Setup(format!("The CA file {} holds no certificate.", file.display())))?;
                builder.tls_certs_merge(certificates)
            }
        };
        builder.build().map_err(|e| ClientError::Setup(format!("The connection cannot be prepared: {e}.")))
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:") {
            return Ok(Address::Socket(path.into()));
        }
        let text = text.trim_end_matches('/');
        let url: reqwest::Url =
            text.parse().map_err(|_| format!("{text:?} is no address. Give https://HOST[:PORT] or unix:/PATH."))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(format!("{text:?} is no address. Give https://HOST[:PORT] or unix:/PATH."));
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err("Plain http is only used on this machine. Give an https address.".into());
        }
        Ok(Address::Http { origin: text.into(), ca_file: None })
    }
}

fn is_loopback(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Socket(path) => write!(f, "unix:{}", path.display()),
            Address::Http { origin, .. } => f.write_str(origin),
        }
    }
}
