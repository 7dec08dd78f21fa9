//! What partners of the sample country use after their onboarding, by command: API keys, OIDC clients, licence keys.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

mod support;

use serde_json::{Value, json};
use support::{Home, Outcome};

fn run(home: &Home, arguments: &[&str]) -> Outcome {
    home.run(&[&["--profile", "sample"], arguments].concat())
}

fn sign_in(home: &Home, user: &str) {
    run(home, &["sign-in", "--user-name", user, "--token-store", "file"]).ok();
}

/// A sample country with somebody signed in.
fn sample(user: &str) -> Home {
    let home = Home::new();
    home.run(&["demo", "--fill-only"]).ok();
    sign_in(&home, user);
    home
}

fn column(answer: &Value, name: &str) -> Vec<String> {
    let rows = answer["data"].as_array().unwrap();
    rows.iter().map(|row| row[name].as_str().unwrap_or_default().to_string()).collect()
}

// rows: 157, 158, 159, 160, 161, 162, 165
#[test]
fn api_keys_are_made_shown_once_given_another_end_and_deactivated() {
    let home = sample("harbour");
    let all = run(&home, &["api-keys", "list", "-o", "json", "--sort", "api-key-label"]).json();
    assert_eq!(column(&all, "apiKeyLabel"), ["branch terminals", "call centre", "pilot"]);
    assert_eq!(column(&all, "status"), ["activated", "activated", "deactivated"]);
    let create = ["api-keys", "create", "harbour", "--policy", "Online banking", "--name", "new app"];
    let made = run(&home, &create).ok().out;
    let key = made.lines().map(str::trim).find(|line| line.len() == 40).unwrap();
    run(&home, &create).refused(5, "PMS_PRT_110");
    run(&home, &["api-keys", "create", "harbour", "--policy", "ID card", "--name", "x"]).refused(4, "is not approved");
    let shown = run(&home, &["api-keys", "show", "new app", "-o", "json"]).ok().out;
    assert!(!shown.contains(key) && shown.contains(&format!("{}****{}", &key[..4], &key[36..])), "{shown}");
    let end = ["api-keys", "set-end", "new app", "--partner", "harbour", "--until", "2040-01-31"];
    run(&home, &end).refused(3, "PMS_PM_072");
    run(&home, &["api-keys", "deactivate", "new app"]).refused(2, "--yes");
    run(&home, &["api-keys", "deactivate", "new app", "--yes"]).ok();
    run(&home, &["api-keys", "deactivate", "new app", "--yes"]).refused(5, "PMS_PMS_022");
    run(&home, &["api-keys", "show", "no such key"]).refused(4, "There is no API key");

    sign_in(&home, "meera");
    let soon = run(&home, &["api-keys", "list", "-o", "json", "--expiry-period", "30"]).json();
    assert_eq!(column(&soon, "apiKeyLabel"), ["call centre"]);
    let end = ["api-keys", "set-end", "branch terminals", "--until", "2040-01-31", "-o", "json"];
    let moved = run(&home, &end).json();
    assert_eq!(moved["apiKeyExpiryDateTime"], "2040-01-31T23:59:59.999+00:00");
    let csv = run(&home, &["api-keys", "list", "-o", "csv"]).ok().out;
    assert!(csv.starts_with("partnerId,") && csv.contains("branch terminals"), "{csv}");
}

// rows: 146, 147, 149, 150, 152, 153, 154, 155
#[test]
fn oidc_clients_are_made_changed_and_deactivated() {
    let home = sample("harbour");
    let all = run(&home, &["oidc-clients", "list", "-o", "csv", "--sort", "client-name"]).ok().out;
    assert!(all.contains("Harbour online") && !all.contains("@none"), "{all}");
    let key = json!({"kty": "OKP", "crv": "Ed25519", "x": "_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU"});
    let mut private = key.clone();
    private["d"] = json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    let (public, private) =
        (home.write("public.jwk", &key.to_string()), home.write("private.jwk", &private.to_string()));
    let create = |file: &str| {
        let of = ["oidc-clients", "create", "harbour", "--policy", "Online banking", "--name", "Harbour app"];
        let uris = ["--logo", "https://harbour.example/l.png", "--redirect", "https://harbour.example/app"];
        let names = ["--name-in", "fra=Harbour mobile", "--key", file, "-o", "json"];
        run(&home, &[&of[..], &uris[..], &names[..]].concat())
    };
    create(&private).refused(2, "private key");
    let id = create(&public).json()["clientId"].as_str().unwrap().to_string();
    create(&public).refused(5, "PMS_ESI_001");
    let shown = run(&home, &["oidc-clients", "show", &id, "-o", "json"]).json();
    assert_eq!((&shown["publicKey"], &shown["claims"][0]), (&key, &json!("name")));
    let update = ["oidc-clients", "update", &id, "--redirect", "https://harbour.example/new"];
    run(&home, &update).ok();
    let shown = run(&home, &["oidc-clients", "show", &id, "-o", "json"]).json();
    assert_eq!(shown["redirectUris"], json!(["https://harbour.example/new"]));
    assert_eq!(shown["clientNameLangMap"], json!({"eng": "Harbour app", "fra": "Harbour mobile"}));
    run(&home, &["oidc-clients", "deactivate", &id, "--yes"]).ok();
    run(&home, &["oidc-clients", "deactivate", &id, "--yes"]).refused(5, "PMS_ESI_008");
    run(&home, &update).refused(5, "PMS_ESI_008");
}

// rows: 191, 192, 193, 194, 195, 196, 197, 198, 199, 201
#[test]
fn licence_keys_are_issued_replaced_and_deactivated() {
    let home = sample("meera");
    let list = ["misp-licences", "list", "-o", "json", "--partner-id", "gateway", "--sort", "license-key-name"];
    let all = run(&home, &list).json();
    assert_eq!(column(&all, "licenseKeyName"), ["first gateway", "main gateway"]);
    assert_eq!(column(&all, "status"), ["INACTIVE", "ACTIVE"]);
    let id = all["data"][1]["mispLicenseId"].as_str().unwrap();
    let reissue = ["misp-licences", "reissue", id, "--name", "next gateway", "--until", "2040-01-31"];
    run(&home, &reissue).refused(2, "--yes");
    let made = run(&home, &[&reissue[..], &["--yes"]].concat()).ok().out;
    assert!(made.lines().any(|line| line.trim().len() == 50), "{made}");
    run(&home, &["misp-licences", "issue", "harbour", "--name", "x", "--until", "2040-01-31"])
        .refused(2, "PMS_MSP_431");
    run(&home, &["misp-licences", "issue", "gateway", "--name", "x", "--until", "2020-01-31"])
        .refused(2, "PMS_MSP_425");
    let working = run(&home, &[&list[..], &["--status", "active"]].concat()).json();
    assert_eq!(column(&working, "licenseKeyName"), ["next gateway"]);
    let id = working["data"][0]["mispLicenseId"].as_str().unwrap();
    run(&home, &["misp-licences", "show", id]).ok();
    run(&home, &["misp-licences", "deactivate", id, "--yes"]).ok();
    run(&home, &["misp-licences", "deactivate", id, "--yes"]).refused(5, "PMS_MSP_434");
    run(&home, &["partners", "deactivate", "gateway", "--yes"]).ok();
    run(&home, &["misp-licences", "issue", "gateway", "--name", "y", "--until", "2040-01-31"])
        .refused(5, "PMS_MSP_430");
}
