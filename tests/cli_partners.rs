//! Partners that the admin registers, and what becomes of them.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

mod support;

use support::Home;

/// Registers a partner on its behalf.
fn create(home: &Home, id: &str, kind: &str, group: &[&str]) -> support::Outcome {
    let email = format!("{id}@partner.example");
    let who = ["--partner-id", id, "--partner-type", kind, "--organisation", "Cardhouse Ltd", "--email", &email];
    let rest = ["--address", "1 Print Lane", "--phone", "+254 20 123"];
    home.run_as("meera", &[&["partners", "create", "-o", "json"][..], &who[..], &rest[..], group].concat())
}

// rows: 5, 9, 20, 75, 78, 79, 80, 81, 82, 83, 86, 87, 88, 89, 90, 92
#[test]
fn an_admin_registers_certifies_and_deactivates_partners() {
    let home = Home::with_admin();
    home.json("meera", &["policy-groups", "create", "--name", "Checks", "--description", "Online checks"]);
    create(&home, "check", "Online_Verification_Partner", &[]).refused(2, "PMS_PRT_108");
    create(&home, "check", "Online_Verification_Partner", &["--policy-group", "Nobody"]).refused(4, "PMS_PRT_002");
    create(&home, "check", "Online_Verification_Partner", &["--policy-group", "Checks"]).ok();
    create(&home, "licence", "MISP_Partner", &[]).ok();
    create(&home, "licence", "MISP_Partner", &[]).refused(5, "");

    let inactive = home.json("meera", &["partners", "list", "--status", "inactive", "--sort", "partner-id"]);
    assert_eq!((&inactive["data"][0]["partnerId"], &inactive["totalResults"]), (&"check".into(), &2.into()));

    let chain = home.text("chain");
    home.run(&["certificates", "make-chain", "--organisation", "Cardhouse Ltd", "--folder", &chain]).ok();
    let (root, sub) = (home.text("chain/root.pem"), home.text("chain/intermediate.pem"));
    home.json("meera", &["trust-store", "upload", &root, &sub, "--domain", "MISP"]);
    let partner = home.text("chain/partner.pem");
    home.run_as("meera", &["certificates", "check", &partner, "--partner", "licence"]).ok();
    home.run_as("meera", &["certificates", "upload", "licence", &partner]).ok();
    // Sent again, as when the signed one has expired.
    home.run_as("meera", &["certificates", "upload", "licence", &partner]).ok();
    let shown = home.json("meera", &["partners", "show", "licence"]);
    assert_eq!((&shown["isActive"], &shown["isCertificateAvailable"]), (&true.into(), &true.into()));

    home.run_as("meera", &["partners", "deactivate", "licence", "nobody"]).refused(4, "1 of 2 were refused");
    home.run_as("meera", &["partners", "deactivate", "licence"]).refused(5, "PMS_PM_063");
    home.run_as("meera", &["certificates", "upload", "licence", &partner]).refused(5, "");
    let types = home.json("meera", &["partners", "types"]);
    assert!(types.as_array().unwrap().iter().any(|t| t["code"] == "SDK_Partner"));
}

// rows: 59, 60, 61, 62, 64, 66
#[test]
fn the_trust_store_is_listed_shown_and_downloaded() {
    let home = Home::with_admin();
    let chain = home.text("chain");
    home.run(&["certificates", "make-chain", "--organisation", "x", "--key", "ec-p256", "--folder", &chain]).ok();
    let (root, sub) = (home.text("chain/root.pem"), home.text("chain/intermediate.pem"));
    home.json("meera", &["trust-store", "upload", &root, &sub, "--domain", "FTM"]);
    home.run_as("meera", &["trust-store", "upload", &root, "--domain", "FTM"]).refused(5, "KER-PCM-003");
    let broken = home.write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    home.run_as("meera", &["trust-store", "upload", &broken, "--domain", "FTM"]).refused(2, "KER-CRY-003");
    home.run_as("meera", &["trust-store", "upload", &root, "--domain", "MOON"]).refused(2, "possible values");
    let subs = home.json("meera", &["trust-store", "list", "--ca-certificate-type", "intermediate"]);
    assert_eq!(subs["totalResults"], 1);
    let id = subs["data"][0]["certId"].as_str().unwrap();
    let shown = home.json("meera", &["trust-store", "show", id]);
    assert_eq!(shown["certThumbprint"].as_str().unwrap().len(), 40);
    let p7b = home.run_as("meera", &["trust-store", "download", id]).ok();
    assert!(p7b.out.starts_with("-----BEGIN PKCS7-----"), "{p7b:?}");
}
