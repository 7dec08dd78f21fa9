//! Running a server: the order of its start and of its end.

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{extract::Request, middleware};
use jiff::Timestamp;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::{Mutex, OnceCell},
};
use tokio_util::sync::CancellationToken;

use crate::{
    config::{Config, Ready, StartError, setup_code_in},
    desk::{Clock, Desk, system_clock},
    http,
    identity::{keys::Keys, password::Passwords},
    jobs,
    metrics::Metrics,
    onboarding::{installation, setup},
    reference::Reference,
    store::{self, Database, Db},
};

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
        schema: store::setting::schema(&db).await?,
        keys: keys(config, &db).await?,
        db,
        passwords: Passwords::start().map_err(|e| StartError::Other(e.to_string()))?,
        clock,
        reference: Reference::load()?,
        environment: config.environment.clone(),
        sample: config.sample,
        metrics: Metrics::start().map_err(|e| StartError::Other(e.to_string()))?,
        ending: CancellationToken::new(),
        proxies: config.trusted_proxies(),
        busy: Arc::default(),
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
    let last_request = Arc::new(AtomicI64::new(Timestamp::now().as_second()));
    let stamp = last_request.clone();
    let router =
        http::router(desk.clone()).layer(middleware::from_fn(move |request: Request, next: middleware::Next| {
            stamp.store(Timestamp::now().as_second(), Ordering::Relaxed);
            next.run(request)
        }));
    watch_signals(&desk.ending).map_err(|e| StartError::Other(e.to_string()))?;
    if let Some(limit) = config.idle_exit {
        tokio::spawn(end_when_idle(limit, last_request, desk.ending.clone()));
    }
    let worker = desk.clone();
    tokio::spawn(async move { jobs::run(&worker).await });
    // Making the signing keys takes a moment on the very first start; nobody should wait for it at an upload.
    let warm = desk.clone();
    tokio::spawn(async move { drop(warm.signing().await) });
    let ending = desk.ending.clone();
    let late = tokio::spawn(async move {
        ending.cancelled().await;
        tokio::time::sleep(http::DRAIN).await;
    });
    http::listen(&config, &desk, router, setup_code, ready).await?;
    // Commands whose callers hung up come to their end too.
    tokio::select! {
        _ = desk.busy.write() => {}
        _ = late => tracing::warn!("the server ends before all commands did; what they did not finish is taken back"),
    }
    desk.enter(&desk.gathered.all()).await;
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
