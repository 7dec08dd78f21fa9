//! The server on this machine: the only file of the client that knows the server crate.
//!
//! A desk on this machine is this same program, started in the background as `serve` on a Unix socket in its data
//! folder. It outlives the terminal that started it, others of the same user join it, and unused for a while it ends
//! itself. The server holds the lock on the data folder; one user owns a data folder.

use std::{
    fs::{DirBuilder, File, Permissions},
    io::{self, ErrorKind},
    os::unix::{
        fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
        net::UnixStream,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use partnerdesk_api::secret::Secret;
pub use partnerdesk_server::{Config, Listen, Operations, Ready};

use crate::{
    client::{Address, Reviver},
    profile::SampleRole,
};

/// How long a server may take until it answers: the first start makes keys and default data.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is tried.
const STEP: Duration = Duration::from_millis(25);
/// The longest path of a Unix socket that every system takes.
const LONGEST_SOCKET: usize = 100;

/// The socket of a data folder.
pub fn socket(data: &Path) -> PathBuf {
    partnerdesk_server::socket_in(data)
}

/// Whether a desk was ever started in this data folder.
pub fn is_set_up(data: &Path) -> bool {
    data.join(DATABASE).exists()
}

const DATABASE: &str = "partnerdesk.db";
const LOG: &str = "server.log";
/// A longer log is put aside at the next start; the one before it goes.
const LONGEST_LOG: u64 = 4 * 1024 * 1024;

/// Joins the server of a data folder, or starts one and waits until it answers.
///
/// # Errors
/// What is wrong with the folder or why the server did not start, and what to do.
pub async fn join_or_start(data: &Path, sample: bool) -> Result<Address, String> {
    let socket = socket(data);
    if socket.as_os_str().len() > LONGEST_SOCKET {
        return Err(format!("The path {} is too long for a socket. Choose a shorter data folder.", socket.display()));
    }
    if data.exists() {
        check_owner(data)?;
    }
    if answers(&socket) {
        return Ok(Address::Socket(socket));
    }
    prepare(data)?;
    let _one_starts = start_lock(data, &socket).await?;
    if !answers(&socket) {
        start(data, sample, &socket).await?;
    }
    Ok(Address::Socket(socket))
}

/// A desk on this machine, for clients that stay open longer than it does.
#[derive(Clone, Debug)]
pub struct LocalServer {
    /// Its data folder.
    pub data: PathBuf,
    /// It is the sample country.
    pub sample: bool,
}

impl Reviver for LocalServer {
    fn revive(&self) -> BoxFuture<'_, bool> {
        Box::pin(async { join_or_start(&self.data, self.sample).await.is_ok() })
    }
}

/// The one-time code of a desk that has no admin yet.
///
/// # Errors
/// Where the code should be and why it cannot be read.
pub fn setup_code(data: &Path) -> Result<Secret, String> {
    let file = partnerdesk_server::setup_code_in(data);
    let text = std::fs::read_to_string(&file)
        .map_err(|e| format!("The set-up code in {} cannot be read: {e}.", file.display()))?;
    Ok(Secret::new(text.trim()))
}

/// The roles to play in a sample; none when it is not filled yet.
pub fn sample_roles(data: &Path) -> Vec<SampleRole> {
    let text = std::fs::read_to_string(sample_roles_file(data)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Where a sample keeps its roles with their passwords.
pub fn sample_roles_file(data: &Path) -> PathBuf {
    data.join("sample-roles.json")
}

fn answers(socket: &Path) -> bool {
    UnixStream::connect(socket).is_ok()
}

fn check_owner(data: &Path) -> Result<(), String> {
    let folder = std::fs::metadata(data).map_err(|e| refused(data, &e))?;
    let (owner, me) = (folder.uid(), rustix::process::geteuid().as_raw());
    if owner == me {
        return Ok(());
    }
    Err(format!(
        "The data folder {} belongs to another user (uid {owner}, you are {me}). One user owns a data folder. Use your \
         own (set PARTNERDESK_DATA_DIR), or let its owner run `partnerdesk serve --listen …` and connect with --server.",
        data.display()
    ))
}

/// Makes the folder and finds out whether it can be written, so that a failure has a plain reason.
fn prepare(data: &Path) -> Result<(), String> {
    let probe = data.join(".probe");
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
        .and_then(|()| std::fs::set_permissions(data, Permissions::from_mode(0o700)))
        .and_then(|()| std::fs::write(&probe, [0u8; 4096]))
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(|e| refused(data, &e))
}

fn refused(data: &Path, error: &io::Error) -> String {
    let what_to_do = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "The disk is full; free some space and try again.",
        ErrorKind::ReadOnlyFilesystem => {
            "The disk is read-only; set PARTNERDESK_DATA_DIR to a folder that can be written."
        }
        ErrorKind::PermissionDenied => "You may not write there; set PARTNERDESK_DATA_DIR to a folder of your own.",
        _ => "Set PARTNERDESK_DATA_DIR to another folder.",
    };
    format!("The data folder {} cannot be used: {error}. {what_to_do}", data.display())
}

/// Two terminals may start at once: the second waits here and then joins.
async fn start_lock(data: &Path, socket: &Path) -> Result<File, String> {
    let file = data.join(".starting");
    let lock = File::options().create(true).truncate(false).write(true).mode(0o600).open(&file);
    let lock = lock.map_err(|e| refused(data, &e))?;
    let end = Instant::now() + PATIENCE;
    while lock.try_lock().is_err() && !answers(socket) {
        if Instant::now() > end {
            return Err(format!("Another start of the desk in {} does not come to an end.", data.display()));
        }
        tokio::time::sleep(STEP).await;
    }
    Ok(lock)
}

async fn start(data: &Path, sample: bool, socket: &Path) -> Result<(), String> {
    let mut child = spawn(data, sample).map_err(|e| format!("The desk on this machine cannot be started: {e}."))?;
    let end = Instant::now() + PATIENCE;
    loop {
        if answers(socket) {
            // Somebody must take its exit code while this program lives, or it would stay behind as a zombie.
            std::thread::spawn(move || child.wait());
            return Ok(());
        }
        let ended = child.try_wait().map_err(|e| e.to_string())?;
        if ended.is_some() || Instant::now() > end {
            let _ = child.kill();
            return Err(format!("The desk on this machine did not start.{}", last_words(data)));
        }
        tokio::time::sleep(STEP).await;
    }
}

/// This same program in the background. It leaves our session itself, first thing; see [`serve`].
fn spawn(data: &Path, sample: bool) -> io::Result<Child> {
    let log = data.join(LOG);
    if std::fs::metadata(&log).is_ok_and(|about| about.len() > LONGEST_LOG) {
        std::fs::rename(&log, data.join("server.old.log"))?;
    }
    let log = File::options().create(true).append(true).mode(0o600).open(log)?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["serve", "--embedded", "--data"]).arg(data);
    if sample {
        command.args(["--sample", "--environment", "SAMPLE"]);
    }
    if let Some(seconds) = std::env::var_os("PARTNERDESK_IDLE_EXIT") {
        command.arg("--idle-exit").arg(seconds);
    }
    // Nothing that was meant for the client, such as a token, is handed on; the folder is no place to stay in.
    for (name, _) in std::env::vars_os().filter(|(n, _)| n.to_string_lossy().starts_with("PARTNERDESK_")) {
        command.env_remove(name);
    }
    command.current_dir("/").stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()
}

/// The end of the server's log, where it says why it did not start.
fn last_words(data: &Path) -> String {
    let file = data.join(LOG);
    let log = std::fs::read_to_string(&file).unwrap_or_default();
    let lines: Vec<&str> = log.lines().rev().take(3).collect();
    match lines.is_empty() {
        true => format!(" Its log is {}.", file.display()),
        false => format!(
            " It said:\n{}\nIts log is {}.",
            lines.into_iter().rev().collect::<Vec<_>>().join("\n"),
            file.display()
        ),
    }
}

/// Runs a server until it is told to end or, embedded, was unused for long enough.
///
/// # Errors
/// Why it does not start, with what to do.
pub async fn serve(config: Config, embedded: bool, ready: impl FnOnce(&Ready)) -> Result<(), String> {
    if embedded {
        // Out of the session of the terminal that started it: closing that terminal, or Ctrl-C in it, is none of the
        // server's business. A process that leads its group already cannot leave, and need not.
        let _ = rustix::process::setsid();
    }
    partnerdesk_server::run(config, ready).await.map_err(|e| e.to_string())
}
