//! What end-to-end tests share: a home folder of their own, the real program, and a server on a Unix socket that is
//! this test's own child.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper that cannot go on fails the test")]

pub mod authority;
pub mod person;
pub mod terminal;

use std::{
    io::Write,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_partnerdesk");
/// A password for everybody.
pub const PASSWORD: &str = "correct horse battery";

/// A person's home: configuration and data in a temporary folder, and a server that dies with it.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
    server: Option<Child>,
}

/// What a command did.
#[derive(Debug)]
pub struct Outcome {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Outcome {
    /// Standard output as JSON; fails the test when the command failed.
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// Fails the test unless the command succeeded.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// Fails the test unless the command ended so and said this on standard error.
    #[track_caller]
    pub fn refused(self, code: i32, part: &str) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.err.contains(part), "{part:?} is missing in {self:?}");
        self
    }
}

impl Home {
    /// A home without a server.
    pub fn new() -> Self {
        Home { folder: tempfile::tempdir().unwrap(), server: None }
    }

    /// A home whose desk has a server.
    pub fn with_server() -> Self {
        let mut home = Home::new();
        home.serve();
        home
    }

    /// A home whose desk has a server and a signed-in admin, `meera`.
    pub fn with_admin() -> Self {
        let home = Home::with_server();
        let setup = ["setup", "--user-name", "meera", "--first-name", "Meera", "--last-name", "Iyer"];
        let rest = ["--email", "meera@registry.example", "--password-stdin"];
        home.run_with(PASSWORD, &[&setup[..], &rest[..]].concat()).ok();
        home.sign_in("meera");
        home
    }

    /// A file or folder in this home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same as text.
    pub fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Writes a file in this home.
    pub fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.text(name)
    }

    /// The data folder of the desk on this machine.
    pub fn desk(&self) -> PathBuf {
        self.path("data/desk")
    }

    /// Starts the server of this home's desk and waits until it answers.
    pub fn serve(&mut self) {
        let data = self.desk();
        let child = self.command(&["serve", "--data", &data.display().to_string()]).spawn().unwrap();
        self.server = Some(child);
        wait_until("the server answers", || UnixStream::connect(data.join("socket")).is_ok());
    }

    /// Ends the server as an operator would, and waits for it.
    pub fn stop_server(&mut self) {
        if let Some(mut child) = self.server.take() {
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }

    /// Ends the server as a power cut would: in the middle of whatever it does.
    pub fn kill_server(&mut self) {
        if let Some(mut child) = self.server.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Holds the server still: what is asked of it stays unanswered.
    pub fn hold_server(&self) {
        if let Some(child) = &self.server {
            let _ = Command::new("kill").args(["-STOP", &child.id().to_string()]).status();
        }
    }

    /// The program with this home, ready to run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        for (name, _) in std::env::vars_os().filter(|(n, _)| n.to_string_lossy().starts_with("PARTNERDESK_")) {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .envs(self.environment())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// The variables that make a program live in this home. A desk that it starts in the background ends soon.
    pub fn environment(&self) -> [(&'static str, String); 7] {
        [
            ("HOME", self.text("")),
            ("PARTNERDESK_CONFIG_DIR", self.text("config")),
            ("PARTNERDESK_DATA_DIR", self.text("data")),
            ("PARTNERDESK_IDLE_EXIT", "2".into()),
            // No key ring of the person who runs the tests is touched.
            ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere".into()),
            ("TZ", "UTC".into()),
            ("LC_ALL", "C.UTF-8".into()),
        ]
    }

    /// Runs a command.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with("", arguments)
    }

    /// Runs a command with something on its standard input.
    pub fn run_with(&self, input: &str, arguments: &[&str]) -> Outcome {
        self.run_in(&[], input, arguments)
    }

    /// The same, with variables of the environment besides.
    pub fn run_in(&self, variables: &[(&str, &str)], input: &str, arguments: &[&str]) -> Outcome {
        let mut command = self.command(arguments);
        let mut child = command.envs(variables.iter().copied()).stdin(Stdio::piped()).spawn().unwrap();
        // A command that does not read its input may end before it is written.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Outcome {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command as one of the signed-in accounts and reads its JSON.
    #[track_caller]
    pub fn json(&self, account: &str, arguments: &[&str]) -> Value {
        self.run(&[arguments, &["--account", account, "-o", "json", "--yes"]].concat()).json()
    }

    /// Runs a command as one of the signed-in accounts.
    pub fn run_as(&self, account: &str, arguments: &[&str]) -> Outcome {
        self.run(&[arguments, &["--account", account, "--yes"]].concat())
    }

    /// Signs in; the session is kept in a file of this home.
    pub fn sign_in(&self, user_name: &str) {
        let sign_in = ["sign-in", "--user-name", user_name, "--password-stdin", "--token-store", "file"];
        self.run_with(PASSWORD, &sign_in).ok();
    }

    /// Registers a credential partner with the password of everybody and signs it in.
    pub fn register(&self, user_name: &str, organisation: &str, partner_type: &str) -> Outcome {
        let letters: String = user_name.chars().filter(char::is_ascii_alphanumeric).take(20).collect();
        let email = format!("{letters}@partner.example");
        let who = ["--user-name", user_name, "--organisation", organisation, "--partner-type", partner_type];
        let rest =
            ["--first-name", "Ada", "--last-name", "Mwangi", "--address", "1 Print Lane", "--phone", "+254 20 123"];
        let flags = [&["register", "--email", &email, "--password-stdin"][..], &who[..], &rest[..]].concat();
        self.run_with(PASSWORD, &flags)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Some(mut child) = self.server.take() {
            // Only ever our own child.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Waits for a condition, never for a time.
#[track_caller]
pub fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !condition() {
        assert!(Instant::now() < end, "{what}: it never happened");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether anything listens on a socket.
pub fn answers(socket: &Path) -> bool {
    UnixStream::connect(socket).is_ok()
}
