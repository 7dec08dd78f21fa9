//! Listening: on a Unix socket, on TCP, with TLS; and beside that for those who operate the server. The end lets accepted
//! requests finish, but not for ever.

use std::{
    fs, io,
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use tokio::{
    net::{TcpListener, UnixListener, UnixStream},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use crate::{
    config::{Config, Listen, Operations, Ready, StartError},
    desk::Desk,
};

/// How long accepted requests may take after the end was asked for.
pub(crate) const DRAIN: Duration = Duration::from_secs(10);

/// Answers requests until the desk is told to end and what was accepted is answered.
///
/// # Errors
/// [`StartError`], with what to do.
pub(crate) async fn listen(
    config: &Config,
    desk: &Arc<Desk>,
    router: Router,
    setup_code: Option<PathBuf>,
    ready: impl FnOnce(&Ready),
) -> Result<(), StartError> {
    let beside = match &config.operations {
        Some(operations) => Some(beside(operations, desk.clone()).await?),
        None => None,
    };
    let operations = beside.as_ref().map(|(address, _)| address.clone());
    let ready = move |address: String| ready(&Ready { address, operations, setup_code });
    let ended = match &config.listen {
        Listen::Socket(path) => {
            let listener = socket(path)?;
            ready(format!("unix:{}", path.display()));
            let server = axum::serve(listener, router).with_graceful_shutdown(desk.ending.clone().cancelled_owned());
            drained(async move { server.await }, &desk.ending).await
        }
        Listen::Tcp { address, tls: None, behind_proxy } => {
            if !address.ip().is_loopback() && !behind_proxy {
                return Err(StartError::PlainOffLoopback(*address));
            }
            let (listener, bound) = tcp(address).await?;
            ready(format!("http://{bound}"));
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            let server = axum::serve(listener, service).with_graceful_shutdown(desk.ending.clone().cancelled_owned());
            drained(async move { server.await }, &desk.ending).await
        }
        Listen::Tcp { address, tls: Some((certificate, key)), .. } => {
            // Every part of the program uses this one provider; installed before is as good.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
            let tls = axum_server::tls_rustls::RustlsConfig::from_pem_file(certificate, key)
                .await
                .map_err(StartError::Tls)?;
            let (listener, bound) = tcp(address).await?;
            let listener = listener.into_std().map_err(refused(address.to_string()))?;
            let handle = axum_server::Handle::new();
            let (stopper, ending) = (handle.clone(), desk.ending.clone());
            tokio::spawn(async move {
                ending.cancelled().await;
                stopper.graceful_shutdown(Some(DRAIN));
            });
            ready(format!("https://{bound}"));
            let server =
                axum_server::from_tcp_rustls(listener, tls).map_err(refused(address.to_string()))?.handle(handle);
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            server.serve(service).await.map_err(|e| StartError::Other(e.to_string()))
        }
    };
    // Only now: whoever asks during the end hears that the server is not ready.
    if let Some((_, task)) = beside {
        task.abort();
    }
    for path in [sockets(&config.listen), config.operations.as_ref().and_then(operations_socket)].into_iter().flatten()
    {
        let _ = fs::remove_file(path);
    }
    ended
}

fn sockets(listen: &Listen) -> Option<&Path> {
    if let Listen::Socket(path) = listen { Some(path) } else { None }
}

fn operations_socket(operations: &Operations) -> Option<&Path> {
    if let Operations::Socket(path) = operations { Some(path) } else { None }
}

/// Answers those who operate the server, on a listener of their own.
async fn beside(operations: &Operations, desk: Arc<Desk>) -> Result<(String, JoinHandle<()>), StartError> {
    let router = super::operations(desk);
    Ok(match operations {
        Operations::Socket(path) => {
            let listener = socket(path)?;
            let task = tokio::spawn(async move { drop(axum::serve(listener, router).await) });
            (format!("unix:{}", path.display()), task)
        }
        Operations::Tcp(address) if !address.ip().is_loopback() => {
            return Err(StartError::OperationsOffLoopback(*address));
        }
        Operations::Tcp(address) => {
            let (listener, bound) = tcp(address).await?;
            (format!("http://{bound}"), tokio::spawn(async move { drop(axum::serve(listener, router).await) }))
        }
    })
}

fn refused(address: String) -> impl Fn(io::Error) -> StartError {
    move |why| StartError::Listen { address: address.clone(), why }
}

fn socket(path: &Path) -> Result<OwnersOnly, StartError> {
    let refused = refused(format!("unix:{}", path.display()));
    // The lock of the data folder is ours, so nobody of ours listens there any more.
    let _ = fs::remove_file(path);
    let listener = UnixListener::bind(path).map_err(&refused)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(&refused)?;
    Ok(OwnersOnly(listener))
}

async fn tcp(address: &SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let refused = refused(address.to_string());
    let listener = TcpListener::bind(address).await.map_err(&refused)?;
    let bound = listener.local_addr().map_err(&refused)?;
    Ok((listener, bound))
}

/// Lets accepted requests finish, but not for ever.
async fn drained(server: impl Future<Output = io::Result<()>>, ending: &CancellationToken) -> Result<(), StartError> {
    let late = async {
        ending.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        done = server => done.map_err(|e| StartError::Other(e.to_string())),
        () = late => Ok(()),
    }
}

/// A Unix listener that talks to its own user and to root only. The socket's mode says the same; this holds even when
/// somebody loosens it. Who the people are, they still tell by signing in.
struct OwnersOnly(UnixListener);

impl axum::serve::Listener for OwnersOnly {
    type Io = UnixStream;
    type Addr = tokio::net::unix::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = axum::serve::Listener::accept(&mut self.0).await;
            let own = rustix::process::geteuid().as_raw();
            match stream.peer_cred() {
                Ok(peer) if peer.uid() == own || peer.uid() == 0 => return (stream, address),
                Ok(peer) => tracing::warn!(uid = peer.uid(), "another user's connection was refused"),
                Err(error) => tracing::warn!(%error, "a connection without credentials was refused"),
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}
