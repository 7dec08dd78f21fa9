//! The desk line by line: menus and questions over the commands.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

mod support;

use support::Home;

// rows: 204, 205, 207
#[test]
fn a_record_is_made_and_listed_by_numbers_and_names() {
    let home = Home::with_admin();
    // The group by its name; its first command; four values, the last by number; nothing more; then the list.
    let typed = "extractors\ncreate\nFace, mock\nmock\n1.1\n1\n\nlist\n\n\nq\n";
    let outcome = home.run_with(typed, &["--line"]).ok();
    assert!(outcome.err.contains("extractors: Extractor configurations: make, list, show"), "{outcome:?}");
    assert!(outcome.err.contains("Running: partnerdesk extractors create '--name=Face, mock' --provider=mock"));
    assert!(outcome.out.contains("Extractor configuration Face, mock is made."), "{outcome:?}");
    assert!(outcome.out.contains("Face, mock") && outcome.err.ends_with("Goodbye.\n"), "{outcome:?}");
    let list = home.run(&["extractors", "list", "-o", "json"]).json();
    assert_eq!(list["data"][0]["configName"], "Face, mock");
}

#[test]
fn refusals_are_said_and_one_stays() {
    let home = Home::with_admin();
    let typed = "partners\nshow\nnobody\n\n99\n\n";
    let outcome = home.run_with(typed, &["--line"]).ok();
    assert!(outcome.err.contains("error: "), "{outcome:?}");
    assert!(outcome.err.contains("\"99\" is none of them"), "{outcome:?}");
    assert!(outcome.err.ends_with("Goodbye.\n"), "the end of the input leaves: {outcome:?}");
}

#[test]
fn a_dumb_terminal_gets_it_by_itself() {
    let home = Home::new();
    let outcome = home.run_in(&[("TERM", "dumb")], "q\n", &[]);
    let outcome = outcome.ok();
    assert!(outcome.err.contains("Partner Desk, line by line."), "{outcome:?}");
    assert!(outcome.err.contains("Nobody is signed in."), "{outcome:?}");
    assert!(outcome.err.is_ascii(), "no boxes: {outcome:?}");
}
