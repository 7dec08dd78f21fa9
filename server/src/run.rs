//! Running a server: the order of its start, its listeners, and its end.

use std::{
    fs, io,
    net::SocketAddr,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{Router, extract::Request, middleware};
use jiff::Timestamp;
use tokio::{
    net::{TcpListener, UnixListener, UnixStream},
    signal::unix::{SignalKind, signal},
    sync::{Mutex, OnceCell},
};
use tokio_util::sync::CancellationToken;

use crate::{
    config::{Config, Listen, Ready, StartError, setup_code_in},
    desk::{Clock, Desk, system_clock},
    http,
    identity::{keys::Keys, password::Passwords},
    jobs,
    onboarding::{installation, setup},
    reference::Reference,
    store::{self, Database, Db},
};

/// How long accepted requests may take after the end was asked for.
const DRAIN: Duration = Duration::from_secs(10);

/// Opens everything a server needs, without listening: folder, key, storage, reference data, defaults.
///
/// # Errors
/// [`StartError`], with what to do.
pub async fn open(config: &Config, clock: Clock) -> Result<Arc<Desk>, StartError> {
    let database = match &config.postgres {
        Some(url) => Database::Postgres { url: url.clone() },
        None => Database::Sqlite {
            file: private_file(&config.data.join("partnerdesk.db")).map_err(|why| folder(config, why))?,
            max_pages: config.max_pages,
        },
    };
    let db = database.open().await?;
    let desk = Desk {
        keys: keys(config, &db).await?,
        db,
        passwords: Passwords::start().map_err(|e| StartError::Other(e.to_string()))?,
        clock,
        reference: Reference::load()?,
        environment: config.environment.clone(),
        sample: config.sample,
        setup_code: setup_code_in(&config.data),
        signing: OnceCell::new(),
        sessions: Default::default(),
        attempts: Default::default(),
        gathered: Default::default(),
        closing: Mutex::new(()),
    };
    installation::load_defaults(&desk).await.map_err(|f| StartError::Other(f.message.into_owned()))?;
    Ok(Arc::new(desk))
}

/// Under which name a storage keeps the fingerprint of its key.
const KEY: &str = "key";

/// The key of the storage: read from its file, made on the first start, and never replaced: with another one nobody
/// could sign in, and new data would be sealed apart from the old.
async fn keys(config: &Config, db: &Db) -> Result<Keys, StartError> {
    let path = config.key_file.clone().unwrap_or_else(|| config.data.join("key"));
    let found = Keys::read(&path).map_err(StartError::Key)?;
    let (keys, known) = match (found, store::setting::get(db, KEY).await?) {
        (Some(keys), Some(known)) => (keys, known),
        (None, Some(_)) => return Err(StartError::KeyMissing(path)),
        (found, None) => {
            let keys = found.map_or_else(|| Keys::make(&path), Ok).map_err(StartError::Key)?;
            let mut tx = db.write().await?;
            // Another server may be faster with a key of its own: then that one is the storage's.
            let known = store::setting::keep(&mut tx, KEY, &keys.fingerprint()).await?;
            tx.commit().await?;
            (keys, known)
        }
    };
    if known == keys.fingerprint() { Ok(keys) } else { Err(StartError::KeyForeign(path)) }
}

/// Runs a server until it is told to end (SIGTERM, SIGINT) or was unused for long enough.
///
/// # Errors
/// [`StartError`], with what to do.
pub async fn run(config: Config, ready: impl FnOnce(&Ready)) -> Result<(), StartError> {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let _lock = claim(&config)?;
    let desk = open(&config, system_clock()).await?;
    let setup_code = write_setup_code(&config, &desk).await?;
    let end = CancellationToken::new();
    let last_request = Arc::new(AtomicI64::new(Timestamp::now().as_second()));
    let stamp = last_request.clone();
    let router =
        http::router(desk.clone()).layer(middleware::from_fn(move |request: Request, next: middleware::Next| {
            stamp.store(Timestamp::now().as_second(), Ordering::Relaxed);
            next.run(request)
        }));
    watch_signals(&end).map_err(|e| StartError::Other(e.to_string()))?;
    if let Some(limit) = config.idle_exit {
        tokio::spawn(end_when_idle(limit, last_request, end.clone()));
    }
    let (worker, ending) = (desk.clone(), end.clone());
    tokio::spawn(async move { jobs::run(&worker, &ending).await });
    // Making the signing keys takes a moment on the very first start; nobody should wait for it at an upload.
    let warm = desk.clone();
    tokio::spawn(async move { drop(warm.signing().await) });
    listen(&config, router, setup_code, end, ready).await?;
    desk.enter(&desk.gathered.all()).await;
    if let Listen::Socket(path) = &config.listen {
        let _ = fs::remove_file(path);
    }
    Ok(())
}

/// Makes the data folder its owner's only, and holds its lock for as long as the answer lives.
fn claim(config: &Config) -> Result<fs::File, StartError> {
    let path = &config.data;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|why| folder(config, why))?;
    let about = fs::metadata(path).map_err(|why| folder(config, why))?;
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(StartError::NotOwner(path.clone()));
    }
    if about.mode() & 0o077 != 0 {
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(|why| folder(config, why))?;
    }
    let lock = private_file(&path.join("lock"))
        .and_then(|p| fs::OpenOptions::new().write(true).open(p))
        .map_err(|why| folder(config, why))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(fs::TryLockError::WouldBlock) => Err(StartError::Locked(path.clone())),
        Err(fs::TryLockError::Error(why)) => Err(folder(config, why)),
    }
}

fn folder(config: &Config, why: io::Error) -> StartError {
    StartError::Folder { path: config.data.clone(), why }
}

/// Makes an empty file for its owner only, unless it exists.
fn private_file(path: &Path) -> io::Result<std::path::PathBuf> {
    fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    Ok(path.to_path_buf())
}

/// While no admin exists, a one-time code stands in a file that only the owner of the data folder can read.
async fn write_setup_code(config: &Config, desk: &Desk) -> Result<Option<std::path::PathBuf>, StartError> {
    let path = desk.setup_code.clone();
    let code = setup::draw_code(desk).await.map_err(|f| StartError::Other(f.message.into_owned()))?;
    let Some(code) = code else {
        desk.remove_setup_code();
        return Ok(None);
    };
    let written = private_file(&path).and_then(|p| fs::write(p, format!("{}\n", code.expose())));
    written.map_err(|why| folder(config, why))?;
    Ok(Some(path))
}

fn watch_signals(end: &CancellationToken) -> io::Result<()> {
    for kind in [SignalKind::terminate(), SignalKind::interrupt()] {
        let mut signals = signal(kind)?;
        let end = end.clone();
        tokio::spawn(async move {
            signals.recv().await;
            end.cancel();
        });
    }
    Ok(())
}

async fn end_when_idle(limit: Duration, last_request: Arc<AtomicI64>, end: CancellationToken) {
    let limit = i64::try_from(limit.as_secs()).unwrap_or(i64::MAX);
    loop {
        let idle = Timestamp::now().as_second() - last_request.load(Ordering::Relaxed);
        if idle >= limit {
            tracing::info!("unused, ending");
            return end.cancel();
        }
        tokio::time::sleep(Duration::from_secs(u64::try_from(limit - idle).unwrap_or(1).max(1))).await;
    }
}

async fn listen(
    config: &Config,
    router: Router,
    setup_code: Option<std::path::PathBuf>,
    end: CancellationToken,
    ready: impl FnOnce(&Ready),
) -> Result<(), StartError> {
    let refused = |address: String| move |why: io::Error| StartError::Listen { address, why };
    match &config.listen {
        Listen::Socket(path) => {
            // The lock is ours, so nobody listens there any more.
            let _ = fs::remove_file(path);
            let listener = UnixListener::bind(path).map_err(refused(format!("unix:{}", path.display())))?;
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(|why| folder(config, why))?;
            ready(&Ready { address: format!("unix:{}", path.display()), setup_code });
            let server =
                axum::serve(OwnersOnly(listener), router).with_graceful_shutdown(end.clone().cancelled_owned());
            drained(async move { server.await }, &end).await
        }
        Listen::Tcp { address, tls: None, behind_proxy } => {
            if !address.ip().is_loopback() && !behind_proxy {
                return Err(StartError::PlainOffLoopback(*address));
            }
            let listener = TcpListener::bind(address).await.map_err(refused(address.to_string()))?;
            let bound = listener.local_addr().map_err(refused(address.to_string()))?;
            ready(&Ready { address: format!("http://{bound}"), setup_code });
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            let server = axum::serve(listener, service).with_graceful_shutdown(end.clone().cancelled_owned());
            drained(async move { server.await }, &end).await
        }
        Listen::Tcp { address, tls: Some((certificate, key)), .. } => {
            // Every part of the program uses this one provider; installed before is as good.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
            let tls = axum_server::tls_rustls::RustlsConfig::from_pem_file(certificate, key)
                .await
                .map_err(StartError::Tls)?;
            let listener = std::net::TcpListener::bind(address).map_err(refused(address.to_string()))?;
            listener.set_nonblocking(true).map_err(refused(address.to_string()))?;
            let bound = listener.local_addr().map_err(refused(address.to_string()))?;
            let handle = axum_server::Handle::new();
            let stopper = handle.clone();
            tokio::spawn(async move {
                end.cancelled().await;
                stopper.graceful_shutdown(Some(DRAIN));
            });
            ready(&Ready { address: format!("https://{bound}"), setup_code });
            let server =
                axum_server::from_tcp_rustls(listener, tls).map_err(refused(address.to_string()))?.handle(handle);
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            server.serve(service).await.map_err(|e| StartError::Other(e.to_string()))
        }
    }
}

/// Lets accepted requests finish, but not for ever.
async fn drained(server: impl Future<Output = io::Result<()>>, end: &CancellationToken) -> Result<(), StartError> {
    let late = async {
        end.cancelled().await;
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
