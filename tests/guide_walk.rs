//! The guide for credential partners in the real program, by key presses alone: three people, from an empty home to an
//! active policy.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

mod support;

use support::{
    Home, PASSWORD,
    authority::{Authority, ISSUER, ROOT, Saved},
    person::Person,
};

const ORGANISATION: &str = "Cardhouse Ltd";
const POLICY: &str = r#"{
  "dataSharePolicies": {"typeOfShare": "direct", "validForInMinutes": "30", "transactionsAllowed": "2",
    "encryptionType": "Partner Based", "shareDomain": "datashare.datashare", "source": "ID Repository"},
  "shareableAttributes": [{"attributeName": "fullName", "source": [{"attribute": "fullName"}], "encrypted": true}]
}"#;

// rows: 1, 2, 7, 10, 13, 14, 15, 19, 25, 35, 39, 40, 42, 52, 56, 57, 58, 61, 62, 67, 68, 69, 70, 71, 72, 73, 74, 76
// rows: 88, 97, 103, 105, 106, 109, 121, 122, 123, 124, 125, 126, 128, 129, 130, 131, 133, 134, 135, 137, 138
// rows: 139, 204, 205, 207, 209, 222, 227, B3, B8, B9, B10, B26
#[test]
fn three_people_onboard_a_credential_partner_by_key_presses() {
    let home = Home::new();
    let authority = Authority::issues(&home, &[ORGANISATION, "Cardhouse Limited"]);

    let mut admin = the_first_admin(&home);
    let code = invites_a_policy_manager(&mut admin);
    trusts(&mut admin, &authority.root, "root: Example Root");
    trusts(&mut admin, &authority.intermediate, "intermediate: Example Issuer");
    makes_an_extractor_configuration(&mut admin);

    let mut manager = activates_the_account(&home, &code);
    makes_a_group(&mut manager);
    publishes_a_policy(&mut manager);
    manager.leaves();

    let mut partner = registers(&home);
    finishes_the_registration(&mut partner);
    tries_a_certificate_of_another_name(&mut partner, &authority.partners[1]);
    sees_that_nothing_was_sent(&mut admin);
    uploads_its_certificate(&mut partner, &authority.partners[0]);
    saves_both_certificates(&mut partner, &home);
    begins_a_request(&mut partner);
    partner.loses_the_line();

    cannot_approve_yet(&mut admin);
    let mut partner = comes_back(&home);
    finishes_the_request(&mut partner);
    approves(&mut admin);
    is_active(&mut partner);
    asks_again_in_vain(&mut partner);
    renews_its_certificate(&mut partner, &authority.partners[0]);
    partner.leaves();

    saves_the_chain(&mut admin, &home);
    let (original, signed, p7b, root) = ("original.pem", "signed.pem", "chain.p7b", "root.pem");
    Saved { partner: "cardhouse", original, signed, p7b, root, names: [ROOT, ISSUER] }.openssl_agrees(&home);
    admin.leaves();
}

fn the_first_admin(home: &Home) -> Person {
    let mut admin = Person::opens(home, &[]);
    admin.sees("Nothing has been written yet").presses("j").sees("▸ Start here").presses("Enter");
    admin.is_at("First admin").sees_line(&["Set-up code", "•"]);
    admin.writes("Given name", "Meera").writes("Family name", "Iyer").writes("E-mail", "meera@registry.example");
    admin.writes("User name", "meera").hides("Password", PASSWORD).sees("▸ make the desk yours").presses("Enter");
    admin.is_at("Home").sees("Meera Iyer, partner admin").sees_line(&["Policy requests", "0"]);
    admin
}

/// Answers the activation code.
fn invites_a_policy_manager(admin: &mut Person) -> String {
    admin.goes_to("g u", "Accounts").presses("+").is_at("Accounts › Invite");
    admin.chooses("Role", "policy", "policy manager").writes("Given name", "Tomás").writes("Family name", "Okafor");
    admin.writes("E-mail", "tomas@registry.example").writes("User name", "tomas");
    admin.sees("▸ make the account").presses("Enter");
    let code = admin.reads_secret("Activation code of tomas");
    admin.presses("y").sees("sent to the terminal's clipboard").presses("Enter").sees_line(&["tomas", "invited"]);
    code
}

fn trusts(admin: &mut Person, file: &str, stored: &str) {
    admin.goes_to("g t", "Trust store").presses("+").is_at("Trust store › Add certificates");
    admin.chooses("Domain", "AUTH", "AUTH").names_file("Certificate", file).sees("One certificate");
    admin.sees("▸ trust them").presses("Enter").sees(&format!("stored as {stored}"));
    admin.presses("Esc").is_at("Trust store").sees_line(&["AUTH", stored.split(' ').nth(1).unwrap(), "valid"]);
}

fn makes_an_extractor_configuration(admin: &mut Person) {
    admin.goes_to("g e", "Extractor configurations").sees("No extractor configurations yet").presses("+");
    admin.writes("Configuration name", "Face, mock").writes("Provider name", "mock").writes("Provider version", "1.1");
    admin.chooses("Biometric modality", "face", "face").chooses("Credential data format", "raw", "rawData");
    admin.chooses("Attribute name", "photo", "photo").sees("▸ make the configuration").presses("Enter");
    admin.is_at("Extractor configuration saved").sees("▸  Go back").presses("Enter");
    admin.is_at("Extractor configurations").sees_line(&["▸ Face, mock", "mock", "1.1", "face"]);
}

fn activates_the_account(home: &Home, code: &str) -> Person {
    let mut manager = Person::opens(home, &["--account", "tomas"]);
    manager.sees("Who are you?").presses("F5").is_at("Activate an account");
    manager.writes("User name", "tomas").hides("Activation code", code).hides("Password", PASSWORD);
    manager.sees("▸ activate").presses("Enter").is_at("Home").sees("Tomás Okafor, policy manager");
    manager
}

fn makes_a_group(manager: &mut Person) {
    manager.goes_to("g o", "Policy groups").presses("+").is_at("Policy groups › New group");
    manager.writes("Name", "Printing").writes("What it is for", "Card printers");
    manager.sees("▸ make the group").presses("Enter").sees("Made: Printing").sees_line(&[
        "Printing",
        "Card printers",
        "active",
    ]);
}

fn publishes_a_policy(manager: &mut Person) {
    manager.goes_to("g l", "Policies").presses("+").is_at("Policies › New policy");
    manager.chooses("Policy type", "share", "DataShare").chooses("Policy group", "Printing", "Printing");
    manager.writes("Name", "ID card").writes("What it is for", "Data on the card").is_asked_for("Policy JSON");
    manager.pastes("{\"shareableAttributes\": }").sees("Line 1, column 25").pastes(POLICY);
    manager.sees("One attribute and everything else that its type needs.").presses("Tab");
    manager.sees("▸ save as a draft").presses("Enter").sees("Saved as a draft: ID card");
    manager.sees_line(&["ID card", "Printing", "draft"]).presses("g g").sees_line(&["▸ ID card", "Printing", "draft"]);
    manager.presses("P").sees("┌ Publish ID card ─").sees("▸ Cancel    y publish");
    manager.presses("y").sees("Published: ID card").sees_line(&["▸ ID card", "Printing", "active"]);
}

fn registers(home: &Home) -> Person {
    let mut partner = Person::opens(home, &["--account", "cardhouse"]);
    partner.sees("Who are you?").presses("F4").is_at("Register as a partner");
    partner.chooses("Partner type", "cred", "Credential Partner").writes("Organisation", ORGANISATION);
    partner.writes("Given name", "Ada").writes("Family name", "Mwangi").writes("E-mail", "desk@cardhouse.example");
    partner.writes("Phone", "+254 20 123").writes("Address", "1 Print Lane").takes("Language of messages", "English");
    partner.writes("User name", "cardhouse").hides("Password", PASSWORD).sees("▸ register").presses("Enter");
    partner.is_at("Registered").sees("Sign in as cardhouse next").presses("Enter");
    partner
}

fn finishes_the_registration(partner: &mut Person) {
    partner.signs_in("cardhouse").is_at("Choose your policy group");
    partner.chooses("Policy group", "Printing", "Printing").sees("▸ choose this group").presses("Enter");
    partner.is_at("Terms and conditions").presses("Enter").sees("Tick first that you agree");
    partner.presses("Space").sees("[✓]").presses("Enter").is_at("Home");
    partner.sees_line(&["✓", "Policy group chosen", "cannot be changed"]).sees_line(&["✓", "Terms accepted"]);
    partner.sees_line(&["▸ !", "Certificate uploaded", "← your turn"]);
}

fn tries_a_certificate_of_another_name(partner: &mut Person, file: &str) {
    partner.presses("Enter").is_at("Certificate").sees_line(&["Certificate", "missing"]).presses("Enter");
    partner.is_at("Certificate › Upload").names_file("Certificate", file);
    partner.sees("organisation differs from the registration").sees("Cardhouse L‹imite›d").sees("KER-PCM-008");
    partner.presses("F2").sees("It would be refused like this, so it is not sent.").sees("▸ Certificate");
}

/// Every upload that reaches the server is written to the audit trail, the refused ones too.
fn sees_that_nothing_was_sent(admin: &mut Person) {
    admin.goes_to("g y", "Audit trail").sees("account.give_consent").presses("/").types("certificate.upload");
    admin.sees("Nothing matches the filter").presses("Esc");
}

fn uploads_its_certificate(partner: &mut Person, file: &str) {
    partner.names_file("Certificate", file).sees("organisation exactly as registered");
    partner.sees("chain complete: Example Issuer").sees("▸ upload").presses("Enter");
    partner.is_at("Certificate accepted").sees("▸  See the certificate and save it").presses("Enter");
    partner.is_at("Certificate").sees_line(&["Certificate", "valid"]).sees_line(&["Issued to", ORGANISATION]);
}

fn saves_both_certificates(partner: &mut Person, home: &Home) {
    partner.presses("w o").saves_as(&home.text("original.pem"));
    partner.presses("w s").saves_as(&home.text("signed.pem"));
    let read = |name: &str| std::fs::read_to_string(home.path(name)).unwrap();
    assert_eq!(read("original.pem"), read("partner-1.pem"));
}

/// Up to where the second of three steps is sent.
fn begins_a_request(partner: &mut Person) {
    partner.goes_to("g q", "My requests").sees("You have not asked for a policy yet").goes_to("g d", "Home");
    partner.sees_line(&["▸ !", "Policy requested", "← your turn"]).presses("Enter");
    partner.is_at("Request a policy").takes("Partner", "cardhouse").takes("Policy", "ID card");
    partner.writes("What for", "Second print centre").sees("▸ next step").presses("Enter");
    partner.sees("✓ Policy    ▸ Extractors").chooses("Face", "mock", "Face, mock").presses("F2");
    partner.sees("✓ Extractors    ▸ Credential type");
}

fn cannot_approve_yet(admin: &mut Person) {
    admin.goes_to("g d", "Home").sees_line(&["▸ Policy requests", "1"]).presses("Enter").is_at("Policy requests");
    admin.sees_line(&["▸ Cardhouse Ltd", "ID card", "waiting"]).presses("Enter");
    admin.is_at("Policy requests › ID card → Cardhouse Ltd").sees_line(&["face", "mock", "1.1"]);
    admin.presses("a").sees("The partner must choose a credential type first.").presses("Esc").is_at("Policy requests");
}

fn comes_back(home: &Home) -> Person {
    let mut partner = Person::opens(home, &["--account", "cardhouse"]);
    partner.signs_in_again("cardhouse").is_at("Home");
    partner.sees_line(&["✓", "Extractors chosen"]).sees_line(&["▸ !", "Credential type chosen", "← your turn"]);
    partner
}

fn finishes_the_request(partner: &mut Person) {
    partner.goes_to("g q", "My requests").sees_line(&["▸ ID card", "no credential type"]).presses(">");
    partner.sees("✓ Extractors    ▸ Credential type").chooses("Credential type", "qr", "qrcode");
    partner.sees("▸ send the request").presses("Enter").is_at("Request sent").presses("Enter");
    partner.is_at("My requests").sees_line(&["▸ ID card", "complete", "waiting"]).goes_to("g d", "Home");
    partner.sees_line(&["Decision by the partner admin", "waits for the partner admin"]);
}

fn approves(admin: &mut Person) {
    admin.goes_to("g d", "Home").sees_line(&["▸ Policy requests", "1"]).presses("Enter").is_at("Policy requests");
    admin.sees_line(&["▸ Cardhouse Ltd", "complete", "waiting"]).presses("Enter").sees("Second print centre");
    admin.sees_line(&["face", "mock", "1.1"]).sees_line(&["Credential type", "qrcode"]).presses("a");
    admin.confirms_because("Approve ID card / Cardhouse Ltd", "Everything is there");
    admin.sees("Approved: ID card / Cardhouse Ltd").sees("Nothing matches the filter");
    admin.goes_to("g d", "Home").sees_line(&["Policy requests", "0"]);
}

fn is_active(partner: &mut Person) {
    partner.presses("r").sees_line(&["✓", "Decision by the partner admin", "Everything is there"]);
    partner.sees_line(&["✓", "Active"]).goes_to("g q", "My requests").sees_line(&["▸ ID card", "approved"]);
}

/// The same policy is granted once only, and the refusal stands on the line of the policy.
fn asks_again_in_vain(partner: &mut Person) {
    partner.presses("+").is_at("Request a policy").takes("Partner", "cardhouse").takes("Policy", "ID card");
    partner.writes("What for", "Once more").sees("▸ next step").presses("Enter");
    partner.sees_line(&["▸", "Policy", "ID card"]).sees("PMS_PRT_060").presses("Esc");
    partner.sees("┌ Leave this page? ─").presses("y").is_at("My requests");
}

fn renews_its_certificate(partner: &mut Person, file: &str) {
    partner.goes_to("g c", "Certificate").sees_line(&["Certificate", "valid"]).presses("U");
    partner.is_at("Certificate › Upload").names_file("Certificate", file).sees("organisation exactly as registered");
    partner
        .sees("▸ upload")
        .presses("Enter")
        .is_at("Certificate accepted")
        .presses("j")
        .sees("▸  Home")
        .presses("Enter");
    partner.is_at("Home").sees_line(&["✓", "Certificate uploaded", "signed until"]).sees_line(&["✓", "Active"]);
}

fn saves_the_chain(admin: &mut Person, home: &Home) {
    admin.goes_to("g t", "Trust store").sees_line(&["▸ AUTH", "intermediate", "Example Issuer"]).presses("w");
    admin.saves_as(&home.text("chain.p7b"));
}
