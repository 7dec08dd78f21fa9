//! What commands print and how they end, without a server.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

mod support;

use serde_json::Value;
use support::Home;

// rows: 33, B21
#[test]
fn without_a_terminal_the_desk_names_the_commands() {
    let outcome = Home::new().run(&[]).refused(2, "needs a terminal");
    assert!(outcome.err.contains("requests") && outcome.err.contains("partners"), "{outcome:?}");
}

#[test]
fn errors_follow_the_format_that_was_asked_for() {
    let home = Home::new();
    home.run(&["partners", "list"]).refused(3, "partnerdesk setup");
    for arguments in
        [&["partners", "list", "-o", "json"][..], &["partners", "list", "--sort", "nonsense", "-o", "json"]]
    {
        let outcome = home.run(arguments);
        let error: Value = serde_json::from_str(&outcome.err).unwrap();
        assert_eq!(error["error"]["exitCode"].as_i64(), Some(outcome.code.into()), "{outcome:?}");
        assert!(outcome.out.is_empty());
    }
    assert!(!home.path("data/desk").exists(), "nothing was started");
}

#[test]
fn dangerous_commands_need_yes_where_nobody_can_answer() {
    Home::new().run(&["partners", "deactivate", "cardhouse"]).refused(2, "--yes");
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let home = Home::new();
    let outcome = home.run(&["system-config", "--server", "unix:/nowhere/socket"]);
    outcome.refused(1, "unix:/nowhere/socket cannot be reached");
    home.run(&["system-config", "--server", "http://pms.example.org"]).refused(2, "https");
}

// rows: B21
#[test]
fn profiles_are_made_used_and_removed() {
    let home = Home::new();
    home.run(&["config", "set", "prod"]).refused(2, "--address");
    let flags = ["--environment", "PROD", "--colour", "red", "--read-only", "true"];
    home.run(&[&["config", "set", "prod", "--address", "unix:/nowhere/socket"][..], &flags[..]].concat()).ok();
    home.run(&["config", "use", "prod"]).ok();
    let profiles = home.run(&["config", "profiles", "-o", "json"]).json();
    let names: Vec<_> = profiles.as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["here", "sample", "prod"]);
    assert_eq!((&profiles[2]["current"], &profiles[2]["readOnly"]), (&true.into(), &true.into()));
    let change = ["policy-groups", "create", "--name", "a", "--description", "b"];
    let mut command = home.command(&change);
    let refused = command.env("PARTNERDESK_TOKEN", "anything").output().unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("read-only"), "{refused:?}");
    home.run(&["config", "remove", "prod"]).ok();
    home.run(&["config", "use", "prod"]).refused(2, "here, sample");
}

// rows: 74, B9, B10, B11
#[test]
fn a_certificate_is_checked_without_any_server() {
    let home = Home::new();
    let chain = home.text("chain");
    home.run(&["certificates", "make-chain", "--organisation", "दारू Ltd", "--key", "ec-p256", "--folder", &chain]).ok();
    let (partner, root, sub) =
        (home.text("chain/partner.pem"), home.text("chain/root.pem"), home.text("chain/intermediate.pem"));
    let check = ["certificates", "check", &partner, "--offline", "--root", &root, "--intermediate", &sub];
    let outcome = home.run(&[&check[..], &["--organisation", "दारू Ltd"]].concat()).ok();
    assert!(outcome.out.contains("✓ Chain to a trusted root"), "{outcome:?}");
    let outcome = home.run(&[&check[..], &["--organisation", "दारू ltd", "-o", "json"]].concat());
    assert_eq!(outcome.code, 2);
    let answer: Value = serde_json::from_str(&outcome.out).unwrap();
    let broken: Vec<_> = answer["findings"].as_array().unwrap().iter().filter(|f| f["outcome"] == "failed").collect();
    assert_eq!((broken.len(), &broken[0]["code"]), (1, &"KER-PCM-008".into()));

    let key = home.text("chain/partner.key");
    home.run(&["certificates", "check", &key, "--offline"]).refused(2, "private key");
    home.run(&["certificates", "make-chain", "--organisation", "x", "--folder", &chain]).refused(2, "--force");
}

#[test]
fn completions_know_the_flags_of_lists() {
    let script = Home::new().run(&["completions", "bash"]).ok().out;
    assert!(script.contains("--certificate-upload-status"));
}
