//! The guide for credential partners, from an empty folder to an active policy, by commands alone.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

mod support;

use serde_json::Value;
use support::{Home, PASSWORD, authority::Saved};

const POLICY: &str = r#"{
  "dataSharePolicies": {"typeOfShare": "direct", "validForInMinutes": "30", "transactionsAllowed": "2",
    "encryptionType": "Partner Based", "shareDomain": "datashare.datashare", "source": "ID Repository"},
  "shareableAttributes": [{"attributeName": "fullName", "source": [{"attribute": "fullName"}], "encrypted": true}]
}"#;

/// A desk with a group, a published policy and a registered, signed-in partner `cardhouse`.
fn with_partner() -> Home {
    let home = Home::with_admin();
    let policy = home.write("policy.json", POLICY);
    home.json("meera", &["policy-groups", "create", "--name", "Printing", "--description", "Card printers"]);
    let what = ["--group", "Printing", "--type", "DataShare", "--name", "ID card", "--description", "Data on the card"];
    home.json("meera", &[&["policies", "create", "--publish", "--file", &policy][..], &what[..]].concat());
    home.register("cardhouse", "Cardhouse Ltd", "Credential_Partner").ok();
    home.sign_in("cardhouse");
    home
}

fn step<'a>(checklist: &'a Value, name: &str) -> &'a Value {
    checklist["steps"].as_array().unwrap().iter().find(|s| s["step"] == name).unwrap()
}

// rows: 1, 2, 7, 10, 13, 17, 56, 57, 58, 67, 68, 70, 71, 72, 73, 74, 88, 97, 103, 107, 121, 122, 123, 124, 125, 126
// rows: 128, 129, 131, 133, 135, 137, 138, 139, 145, 222, B8, B9, B10, B11
#[test]
fn a_credential_partner_is_onboarded_by_commands() {
    let home = with_partner();

    // The partner chooses its group and accepts the terms.
    let choices = home.json("cardhouse", &["policy-groups", "choices"]);
    assert!(choices.as_array().unwrap().iter().any(|c| c["name"] == "Printing" && c["description"] == "Card printers"));
    let chosen = home.run_as("cardhouse", &["policy-groups", "choose", "Printing"]).ok();
    assert!(chosen.out.contains("consent give"), "{chosen:?}");
    assert_eq!(home.json("cardhouse", &["consent", "give"])["consentGiven"], true);

    // No trust chain yet: the check says which issuer is missing, the server refuses.
    let chain = home.text("chain");
    home.json("meera", &["certificates", "make-chain", "--organisation", "Cardhouse Ltd", "--folder", &chain]);
    let partner = home.text("chain/partner.pem");
    let check = home.run_as("cardhouse", &["certificates", "check", &partner]).refused(2, "one rule is broken");
    assert!(check.out.contains("✗ Chain to a trusted root: its issuer is not in the trust store"), "{check:?}");
    home.run_as("cardhouse", &["certificates", "upload", "cardhouse", &partner]).refused(2, "KER-PCM-006");

    // An intermediate alone is refused; root and intermediate are stored.
    let (root, sub) = (home.text("chain/root.pem"), home.text("chain/intermediate.pem"));
    home.run_as("meera", &["trust-store", "upload", &sub, "--domain", "AUTH"]).refused(2, "KER-PCM-005");
    let stored = home.json("meera", &["trust-store", "upload", &sub, &root, "--domain", "auth"]);
    assert_eq!(stored["status"], "Upload Success.");

    // The private key is never sent; the certificate is accepted, and both forms can be had again.
    let key = home.text("chain/partner.key");
    home.run_as("cardhouse", &["certificates", "upload", "cardhouse", &key]).refused(2, "private key");
    home.run_as("cardhouse", &["certificates", "check", &partner]).ok();

    // A certificate of another organisation is explained, and refused by the server as well.
    let other = home.text("other");
    home.json("meera", &["certificates", "make-chain", "--organisation", "Cardhouse Limited", "--folder", &other]);
    let authorities = [home.text("other/root.pem"), home.text("other/intermediate.pem")];
    home.json("meera", &["trust-store", "upload", &authorities[0], &authorities[1], "--domain", "AUTH"]);
    let wrong = home.text("other/partner.pem");
    let check = home.run_as("cardhouse", &["certificates", "check", &wrong]).refused(2, "one rule is broken");
    assert!(check.out.contains("✗ Organisation as registered"), "{check:?}");
    home.run_as("cardhouse", &["certificates", "upload", "cardhouse", &wrong]).refused(2, "KER-PCM-008");

    home.json("cardhouse", &["certificates", "upload", "cardhouse", &partner]);
    let original = ["certificates", "download", "cardhouse", "--which", "original"];
    assert_eq!(home.run_as("cardhouse", &original).ok().out, std::fs::read_to_string(&partner).unwrap());
    let signed = home.text("signed.pem");
    home.run_as("cardhouse", &["certificates", "download", "cardhouse", "--which", "signed", "--file", &signed]).ok();
    let authorities = home.json("meera", &["trust-store", "list", "--ca-certificate-type", "INTERMEDIATE"]);
    // Newest first: the one of the chain was the first to come.
    let issuer = authorities["data"].as_array().unwrap().last().unwrap();
    let p7b = home.text("chain.p7b");
    home.run_as("meera", &["trust-store", "download", issuer["certId"].as_str().unwrap(), "--file", &p7b]).ok();
    let names = ["Sample Root", "Sample Intermediate"];
    Saved { partner: "cardhouse", original: &partner, signed: &signed, p7b: &p7b, root: &root, names }
        .openssl_agrees(&home);
    let mine = home.json("cardhouse", &["certificates", "list"]);
    assert_eq!(mine[0]["isCertificateAvailable"], true);

    // The request in three steps.
    let ask = ["requests", "create", "cardhouse", "--policy", "ID card", "--use-case", "Second print centre"];
    let id = home.json("cardhouse", &ask)["mappingkey"].as_str().unwrap().to_string();
    home.run_as("cardhouse", &ask).refused(5, "PMS_PRT_053");
    home.run_as("meera", &["requests", "approve", &id]).refused(5, "PMS_PM_051");
    let photo = "attribute=photo,biometric=face,provider=mock,version=1.1";
    home.json("cardhouse", &["requests", "map-extractors", &id, "--extractor", photo]);
    home.run_as("meera", &["requests", "approve", &id]).refused(5, "PMS_PRT_289");
    home.json("cardhouse", &["requests", "map-credential-type", &id, "qrcode"]);
    let checklist = home.json("cardhouse", &["status"]);
    assert_eq!(step(&checklist, "decision")["state"], "waiting");

    // The admin sees everything before deciding.
    let waiting = home.json("meera", &["requests", "list", "--status", "InProgress"]);
    assert_eq!((waiting["totalResults"].as_u64(), waiting["data"][0]["id"].as_str()), (Some(1), Some(id.as_str())));
    let shown = home.json("meera", &["requests", "show", &id]);
    assert_eq!(shown["extractors"][0]["extractorProvider"], "mock");
    assert_eq!((&shown["credentialType"], &shown["partnerComment"]), (&"qrcode".into(), &"Second print centre".into()));
    home.run_as("meera", &["requests", "approve", &id, "--reason", "Everything is there"]).ok();
    home.run_as("meera", &["requests", "reject", &id]).refused(5, "PMS_PM_034");

    // The partner sees the decision and its reason.
    let seen = home.json("cardhouse", &["requests", "show", &id]);
    assert_eq!((&seen["status"], &seen["decisionReason"]), (&"approved".into(), &"Everything is there".into()));
    assert_eq!(step(&home.json("cardhouse", &["status"]), "ready")["state"], "done");

    home.run_as("cardhouse", &["sign-out"]).ok();
    home.run_as("cardhouse", &["status"]).refused(3, "not signed in");
}

// rows: 3, 5, 12, 14, 23, 25
#[test]
fn registration_refuses_what_is_taken_and_says_what_to_correct() {
    let home = with_partner();
    home.register("cardhouse", "Other Ltd", "Credential_Partner").refused(5, "");
    home.register("has blank", "Other Ltd", "Credential_Partner").refused(2, "userName");
    home.register("x".repeat(37).as_str(), "Other Ltd", "Credential_Partner").refused(2, "userName");
    home.register("abis", "Other Ltd", "ABIS_Partner").refused(3, "partner admin");
    home.run_with(
        "wrong password",
        &["sign-in", "--user-name", "cardhouse", "--password-stdin", "--token-store", "file"],
    )
    .refused(3, "PD-ACC-001");
    let status = home.json("meera", &["auth", "status"]);
    assert_eq!((&status["roles"][0], &status["store"]), (&"PARTNER_ADMIN".into(), &"file".into()));
}

// rows: 14, 97, 98, 99, 103, 105, 106, 108, 109, 110, 111, 112, 113, B14
#[test]
fn a_policy_manager_works_by_commands() {
    let home = Home::with_admin();
    let who = ["--user-name", "tomas", "--first-name", "Tomás", "--last-name", "Okafor"];
    let more = ["--email", "tomas@registry.example", "--role", "policymanager"];
    let invited = home.json("meera", &[&["accounts", "create"][..], &who[..], &more[..]].concat());
    let secrets = format!("{}\n{PASSWORD}\n", invited["activationCode"].as_str().unwrap());
    home.run_with(&secrets, &["accounts", "activate", "--user-name", "tomas", "--secrets-stdin"]).ok();
    home.sign_in("tomas");

    let policy = home.write("policy.json", POLICY);
    home.json("tomas", &["policy-groups", "create", "--name", "Printing", "--description", "Card printers"]);
    home.json("tomas", &["policy-groups", "create", "--name", "Cards", "--description", "Cards"]);
    let what = ["--group", "Printing", "--type", "DataShare", "--name", "ID card", "--description", "Data on the card"];
    let draft = home.json("tomas", &[&["policies", "create", "--file", &policy][..], &what[..]].concat());
    let id = draft["id"].as_str().unwrap();
    home.json("tomas", &["policies", "edit", id, "--description", "Changed"]);
    let mut command = home.command(&["policies", "edit", id, "--editor", "--account", "tomas"]);
    assert!(command.env("VISUAL", "sed -i s/direct/Data\\x20Share/").status().unwrap().success());
    assert_eq!(
        home.json("tomas", &["policies", "show", id])["policies"]["dataSharePolicies"]["typeOfShare"],
        "Data Share"
    );
    home.json("tomas", &["policies", "edit", id, "--file", &policy]);
    home.json("tomas", &["policies", "publish", id]);
    home.run_as("tomas", &["policies", "edit", id, "--description", "Again"]).refused(5, "PMS_POL_055");
    assert_eq!(home.json("tomas", &["policies", "show", id])["policyDesc"], "Changed");

    home.run_as("tomas", &["policies", "clone", id]).refused(5, "PMS_POL_009");
    let copy = home.json("tomas", &["policies", "clone", id, "--group", "Cards"]);
    assert_eq!(copy["policyGroupName"], "Cards");
    let saved = home.text("saved.json");
    home.run_as("tomas", &["policies", "download", id, "--file", &saved]).ok();
    home.run_as("tomas", &["policies", "download", id, "--file", &saved]).refused(2, "--force");
    let content: Value = serde_json::from_str(&std::fs::read_to_string(&saved).unwrap()).unwrap();
    assert_eq!(content, serde_json::from_str::<Value>(POLICY).unwrap());

    let broken = home.write("broken.json", "{\"a\": }");
    let what = ["--group", "Cards", "--type", "DataShare", "--name", "x", "--description", "x"];
    home.run_as("tomas", &[&["policies", "create", "--file", &broken][..], &what[..]].concat())
        .refused(2, "line 1, column 7");
    home.run_as("tomas", &["policy-groups", "deactivate", "Printing"]).refused(5, "PMS_POL_056");
    home.json("tomas", &["policies", "deactivate", id]);
    home.json("tomas", &["policy-groups", "deactivate", "Printing"]);
    home.run_as("tomas", &["partners", "list"]).refused(3, "KER-ATH-403");
}
