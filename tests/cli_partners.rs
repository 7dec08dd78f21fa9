//! Partners that the admin registers, and what becomes of them.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

mod support;

use support::Home;

// rows: 9, 13, 20, 64, 69, 75, 78, 79, 80, 81, 83, 88, 90, 92
#[test]
fn a_partner_without_a_group_is_certified_by_the_admin_and_deactivated() {
    let home = Home::with_admin();
    home.register("licence", "Cardhouse Ltd", "MISP_Partner").ok();
    home.sign_in("licence");
    home.json("licence", &["consent", "give"]);
    let inactive = home.json("meera", &["partners", "list", "--status", "inactive"]);
    assert_eq!((&inactive["data"][0]["partnerId"], &inactive["totalResults"]), (&"licence".into(), &1.into()));

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
    assert_eq!(home.json("licence", &["partners", "mine"]).as_array().map(Vec::len), Some(1));
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
