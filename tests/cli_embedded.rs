//! The desk on this machine: started in the background, joined by others, refused with a reason.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

mod support;

use std::{
    os::unix::fs::PermissionsExt,
    sync::{Arc, Mutex},
};

use futures_util::future::BoxFuture;
use partnerdesk::client::{Address, Client, Reviver};
use partnerdesk_api::{
    account,
    operation::{NoPath, Nothing},
};
use support::{Home, PASSWORD, answers, wait_until};

// rows: B26
#[test]
fn two_terminals_share_one_desk_and_it_ends_itself() {
    let home = Home::new();
    let socket = home.desk().join("socket");
    let mut both: Vec<_> = (0..2).map(|_| home.command(&["system-config", "-o", "json"]).spawn().unwrap()).collect();
    for child in &mut both {
        assert!(child.wait().unwrap().success());
    }
    assert!(answers(&socket));
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(home.desk()), mode(socket.clone())), (0o700, 0o600));
    let log = std::fs::read_to_string(home.desk().join("server.log")).unwrap();
    assert_eq!(log.matches("Listening on").count(), 1, "{log}");
    wait_until("the unused desk ends", || !answers(&socket));
}

// rows: 1, 17, 19
#[test]
fn sessions_outlive_commands_and_end_with_sign_out() {
    let home = Home::with_admin();
    let token = home.json("meera", &["auth", "token"])["accessToken"].as_str().unwrap().to_string();
    let mut command = home.command(&["auth", "status", "-o", "json"]);
    assert!(command.env("PARTNERDESK_TOKEN", &token).output().unwrap().status.success());
    home.run_with(&token, &["auth", "status", "--token-stdin"]).ok();
    // Commands at the same time must not end each other's session.
    let mut several: Vec<_> = (0..6).map(|_| home.command(&["partners", "list"]).spawn().unwrap()).collect();
    for child in &mut several {
        assert!(child.wait().unwrap().success());
    }
    home.run(&["sign-out"]).ok();
    home.run(&["partners", "list"]).refused(3, "sign-in");
    home.run_with(&token, &["auth", "status", "--token-stdin"]).refused(3, "KER-ATH-401");
    let kept = std::fs::read_to_string(home.path("data/sessions/tokens.toml")).unwrap();
    assert!(kept.trim().is_empty(), "{kept}");
}

#[test]
fn a_session_that_cannot_be_kept_is_refused_before_the_password_is_sent() {
    let home = Home::with_admin();
    let outcome = home.run_with(PASSWORD, &["sign-in", "--user-name", "meera", "--password-stdin"]);
    // Where the kernel's key ring works the session is kept there, and that is said.
    if outcome.code == 0 {
        assert!(outcome.out.contains("kernel's key ring"), "{outcome:?}");
        home.run(&["sign-out"]).ok();
    } else {
        outcome.refused(2, "--token-store file");
    }
}

// rows: B26
#[test]
fn a_data_folder_that_cannot_be_used_is_named_with_a_way_out() {
    let home = Home::new();
    home.write("data", "a file where a folder should be");
    home.run(&["system-config"]).refused(2, "PARTNERDESK_DATA_DIR");
}

/// Starts the server of a home when a client finds nobody listening.
#[derive(Debug)]
struct Restart(Arc<Mutex<Home>>);

impl Reviver for Restart {
    fn revive(&self) -> BoxFuture<'_, bool> {
        self.0.lock().unwrap().serve();
        Box::pin(async { true })
    }
}

// rows: B26
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_stays_open_brings_the_desk_back() {
    let home = Arc::new(Mutex::new(Home::with_server()));
    let socket = home.lock().unwrap().desk().join("socket");
    let client = Client::new(Address::Socket(socket)).unwrap().revived_by(Arc::new(Restart(Arc::clone(&home))));
    client.call(&account::SETUP_STATE, &NoPath {}, &Nothing {}).await.unwrap();
    home.lock().unwrap().stop_server();
    let state = client.call(&account::SETUP_STATE, &NoPath {}, &Nothing {}).await.unwrap();
    assert!(state.due);
}

// rows: B26
#[test]
fn a_second_server_on_the_same_data_is_refused() {
    let home = Home::with_server();
    let data = home.desk().display().to_string();
    home.run(&["serve", "--data", &data, "--listen", "127.0.0.1:0"]).refused(1, "already uses the data folder");
}

// rows: B25
#[test]
fn a_server_on_tcp_is_refused_without_tls_off_this_machine() {
    let home = Home::new();
    let data = home.text("shared");
    home.run(&["serve", "--data", &data, "--listen", "0.0.0.0:0"]).refused(1, "--tls-cert");
    home.run(&["serve", "--data", &data, "--listen", "everywhere"]).refused(2, "127.0.0.1:8080");
}
