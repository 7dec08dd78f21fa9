//! The credential partner's guide in the real program on a pseudo-terminal, and what must hold of any terminal program:
//! few bytes, silence at rest, clean ends.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper that cannot go on fails the test")]

mod support;

use std::time::Duration;

use rustix::process::Signal;
use support::{
    Home, PASSWORD,
    terminal::{Line, Terminal},
};

/// Most bytes a cursor move may send at 80x24 and at 200x50: our budget for slow lines.
const MOVES: [(u16, u16, usize); 2] = [(80, 24, 400), (200, 50, 700)];
/// Most bytes of a move with the details of the row beside the list, which follow once the cursor rests.
const WITH_DETAILS: usize = 1500;

const POLICY: &str = r#"{
  "dataSharePolicies": {"typeOfShare": "direct", "validForInMinutes": "30", "transactionsAllowed": "2",
    "encryptionType": "Partner Based", "shareDomain": "datashare.datashare", "source": "ID Repository"},
  "shareableAttributes": [{"attributeName": "fullName", "source": [{"attribute": "fullName"}], "encrypted": true}]
}"#;

/// A desk whose partner `cardhouse` has its certificate; an admin has made an extractor configuration.
fn ready_to_request() -> Home {
    let home = Home::with_admin();
    let policy = home.write("policy.json", POLICY);
    home.json("meera", &["policy-groups", "create", "--name", "Printing", "--description", "Card printers"]);
    let what = ["--group", "Printing", "--type", "DataShare", "--name", "ID card", "--description", "Data on the card"];
    home.json("meera", &[&["policies", "create", "--publish", "--file", &policy][..], &what[..]].concat());
    let face = ["--name", "Mock face", "--provider", "mock", "--version", "1.1", "--modality", "face"];
    home.json("meera", &[&["extractors", "create"][..], &face[..]].concat());
    home.register("cardhouse", "Cardhouse Ltd", "Credential_Partner").ok();
    home.sign_in("cardhouse");
    home.run_as("cardhouse", &["policy-groups", "choose", "Printing"]).ok();
    home.json("cardhouse", &["consent", "give"]);
    let chain = home.text("chain");
    home.json("meera", &["certificates", "make-chain", "--organisation", "Cardhouse Ltd", "--folder", &chain]);
    let (root, sub) = (home.text("chain/root.pem"), home.text("chain/intermediate.pem"));
    home.json("meera", &["trust-store", "upload", &sub, &root, "--domain", "auth"]);
    home.json("cardhouse", &["certificates", "upload", "cardhouse", &home.text("chain/partner.pem")]);
    home
}

/// The same with a complete request that waits for its decision; answers its id.
fn waiting(home: &Home) -> String {
    let ask = ["requests", "create", "cardhouse", "--policy", "ID card", "--use-case", "Second print centre"];
    let id = home.json("cardhouse", &ask)["mappingkey"].as_str().unwrap().to_string();
    let photo = "attribute=photo,biometric=face,provider=mock,version=1.1";
    home.json("cardhouse", &["requests", "map-extractors", &id, "--extractor", photo]);
    home.json("cardhouse", &["requests", "map-credential-type", &id, "qrcode"]);
    id
}

fn desk_of(home: &Home, account: &str, columns: u16, rows: u16) -> Terminal {
    let mut desk = Terminal::open(home, &["--account", account], columns, rows);
    desk.until("Home");
    desk
}

// rows: 1, 15, 19, 25
#[test]
fn somebody_signs_in_with_name_and_password() {
    let home = Home::with_admin();
    home.run_as("meera", &["sign-out"]).ok();
    let mut desk = Terminal::open(&home, &[], 80, 24);
    desk.until("Who are you?");
    // In one piece, as it comes over a slow line: no key of a burst may be lost. Its Enter would be that of a paste.
    desk.send("a user name that nobody has");
    desk.until("a user name that nobody has");
    let wrong = "wrong wrong wrong";
    desk.send(&["\u{15}meera\t", wrong].concat());
    desk.until(&"•".repeat(wrong.len()));
    desk.press("\r");
    desk.until("do not match");
    desk.send(PASSWORD);
    desk.settle();
    desk.press("\r");
    desk.until("Home");
    desk.until("Meera Iyer");
}

// rows: 49, 133, 134, 135, 137, 139, B3, B8
#[test]
fn an_admin_decides_in_the_desk_and_the_partner_sees_it() {
    let home = ready_to_request();
    waiting(&home);
    let mut admin = desk_of(&home, "meera", 80, 24);
    admin.until("Policy requests");
    admin.press("gq");
    admin.until("Cardhouse Ltd");
    admin.press("\r");
    admin.until("mock");
    admin.press("a");
    admin.settle();
    admin.press("y");
    admin.until("Nothing matches the filter");
    let rows = home.json("cardhouse", &["requests", "list"]);
    assert_eq!(rows["data"][0]["status"], "approved");
    let mut partner = desk_of(&home, "cardhouse", 80, 24);
    partner.until("Cardhouse Ltd");
    partner.until("ID card");
}

/// The lists of a partner admin, by the keys that lead there.
const LISTS: [&str; 8] = ["gu", "go", "gl", "gp", "gq", "ge", "gt", "gy"];

/// A desk with several different rows in every list, for the admin and for the partner.
fn full() -> Home {
    let home = ready_to_request();
    let policy = home.text("policy.json");
    for n in ["second", "third"] {
        let about = format!("What the {n} one is for, in a sentence of its own");
        home.json("meera", &["policy-groups", "create", "--name", &format!("Group {n}"), "--description", &about]);
        let name = format!("Card {n}");
        let what = ["--group", "Printing", "--type", "DataShare", "--name", &name, "--description", &about];
        home.json("meera", &[&["policies", "create", "--publish", "--file", &policy][..], &what[..]].concat());
        let face = ["--name", &name, "--provider", n, "--version", "2.0", "--modality", "iris"];
        home.json("meera", &[&["extractors", "create"][..], &face[..]].concat());
        let user = format!("{n}house");
        home.register(&user, &format!("The {n} house"), "Credential_Partner").ok();
        home.sign_in(&user);
        home.run_as(&user, &["policy-groups", "choose", "Printing"]).ok();
        let ask = ["requests", "create", "cardhouse", "--policy", &name, "--use-case", &about];
        home.json("cardhouse", &ask);
    }
    waiting(&home);
    home
}

/// Moves the cursor in the list where the desk stands: no move, and no move with the details that follow it, may cost
/// more than this.
fn few_bytes(desk: &mut Terminal, list: &str, (most, with_details): (usize, usize)) {
    desk.press(list);
    let mut moves = ["j", "j", "k"].map(|key| desk.bytes_of(key));
    moves.sort_unstable();
    assert!(
        moves[1].0 > 0 && moves[1].0 <= most && moves[2].1 <= with_details,
        "{list}: {moves:?}\n{}",
        desk.picture()
    );
}

#[test]
fn few_bytes_travel_in_every_list_and_none_at_rest() {
    let home = full();
    for (columns, rows, most) in MOVES {
        let mut desk = desk_of(&home, "meera", columns, rows);
        for list in LISTS {
            few_bytes(&mut desk, list, (most, WITH_DETAILS));
        }
        let mut partner = desk_of(&home, "cardhouse", columns, rows);
        few_bytes(&mut partner, "gq", (most, WITH_DETAILS));
        desk.settle();
        assert_eq!(desk.bytes_within(Duration::from_secs(2)), 0, "nothing may move at rest");
    }
}

#[test]
fn the_terminal_is_left_as_it_was_found() {
    let home = Home::with_server();
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::QUIT, 131)] {
        let mut desk = Terminal::open(&home, &[], 80, 24);
        desk.until("First admin");
        desk.settle();
        assert_eq!(desk.end_by(signal), code);
        assert!(desk.is_clean(), "a mode was left switched on");
    }
}

#[test]
fn a_line_that_drops_without_a_signal_ends_the_desk_at_once() {
    let home = Home::with_server();
    let line = Line::open(&home, &[], "First admin");
    let ended = line.drop_it(Duration::from_secs(5));
    let (lived, code) = ended.unwrap_or_else(|| panic!("the desk goes on without a terminal"));
    assert_eq!(code, 129);
    assert!(lived <= Duration::from_secs(1), "it lived on for {lived:?}");
}

/// The flags that lead to the server of a home as if it stood elsewhere: nobody starts it again.
fn elsewhere(home: &Home) -> [String; 2] {
    ["--server".into(), format!("unix:{}", home.desk().join("socket").display())]
}

// rows: 33, 34, 35
#[test]
fn what_was_typed_outlives_the_server_and_is_sent_once_it_is_back() {
    let mut home = Home::with_admin();
    let [flag, address] = elsewhere(&home);
    let mut desk = Terminal::open(&home, &[&flag, &address], 80, 24);
    desk.until("Home");
    desk.press("go+");
    desk.until("New group");
    desk.press("Residents\tCards and letters");
    home.hold_server();
    desk.send("\u{1b}OQ");
    desk.until("Sending");
    home.kill_server();
    desk.until("cannot be reached");
    desk.until("offline: tries again in");
    assert!(desk.picture().contains("Residents") && desk.picture().contains("Cards and letters"));
    desk.send("\u{1b}OQ");
    desk.until("nothing can be changed");
    home.serve();
    desk.until("live");
    desk.settle();
    assert!(desk.picture().contains("Residents") && desk.picture().contains("Cards and letters"));
    desk.send("\u{1b}OQ");
    desk.until("Made: Residents");
    let groups = home.json("meera", &["policy-groups", "list", "--name", "Residents"]);
    assert_eq!(groups["data"][0]["desc"], "Cards and letters");
}

/// An editor: looks at what it is given, and writes. The second one gives up.
const EDITOR: &str = r#"#!/bin/sh
file=$(eval echo \$$#)
stat -c '%a' "$file" "$(dirname "$file")" >"$HERE/modes"
echo "$file" >"$HERE/file"
if [ "$1" = --fail ]; then exit 3; fi
printf 'Cards and letters\nfor residents\n' >"$file"
"#;

#[test]
fn a_long_text_is_written_in_the_persons_editor() {
    let home = Home::with_admin();
    let script = home.write("editor", EDITOR);
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let here = home.text("");
    let failing = format!("{script} --fail");
    let read = |name: &str| std::fs::read_to_string(home.path(name)).unwrap();
    for (editor, shown) in [(failing.as_str(), "Nothing was changed"), (script.as_str(), "for residents")] {
        let environment = [("VISUAL", editor), ("EDITOR", "/nowhere"), ("HERE", &here)];
        let mut desk = Terminal::open_with(&home, &["--account", "meera"], (80, 24), &environment);
        desk.until("Home");
        desk.press("go+");
        desk.until("New group");
        desk.press("Residents\tA few words");
        desk.send("\u{5}");
        desk.until(shown);
        assert_eq!(read("modes"), "600\n700\n");
        assert!(!std::path::Path::new(read("file").trim()).exists(), "the file is gone");
        assert_eq!(desk.picture().contains("A few words"), editor == failing);
        desk.settle();
        desk.send("\u{1b}[Z");
        desk.settle();
        desk.press("!");
        desk.until("Residents!");
        assert_eq!(desk.end_by(Signal::TERM), 143);
        assert!(desk.is_clean(), "a mode was left switched on");
    }
}

#[test]
fn a_paste_that_the_terminal_does_not_mark_does_not_submit() {
    let home = Home::with_admin();
    home.run_as("meera", &["sign-out"]).ok();
    let mut desk = Terminal::open(&home, &[], 80, 24);
    desk.until("Who are you?");
    desk.press("meera\t");
    // As a terminal sends it: in one piece, with the carriage returns of Enter.
    let (first, rest) = PASSWORD.split_once(' ').unwrap();
    desk.send(&format!("{first}\r{rest}\r"));
    desk.settle();
    assert!(desk.picture().contains("Who are you?") && !desk.picture().contains("match"), "{}", desk.picture());
    desk.press("\r");
    desk.until("Home");
    desk.press("go+");
    desk.until("New group");
    desk.send("Residents\rand others\r");
    desk.until("Residents and others");
}

#[test]
fn rows_can_be_printed_when_the_desk_ends() {
    let home = Home::with_admin();
    let mut desk = desk_of(&home, "meera", 80, 24);
    desk.press("gu");
    desk.until("Meera Iyer");
    desk.press("e\r\u{15}-\r");
    desk.until("printed when the desk ends");
    assert!(!desk.picture().contains("userName,name"), "{}", desk.picture());
    desk.press("\u{1b}q");
    desk.until("userName,name");
    desk.until("meera,Meera Iyer");
    assert!(desk.is_clean(), "a mode was left switched on");
}
