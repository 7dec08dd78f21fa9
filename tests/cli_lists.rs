//! Lists of the sample country: filters, order, pages, formats.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

mod support;

use serde_json::Value;
use support::Home;

/// A sample country with a signed-in admin.
fn sample() -> Home {
    let home = Home::new();
    home.run(&["demo", "--fill-only"]).ok();
    let sign_in = ["--profile", "sample", "sign-in", "--user-name", "meera", "--token-store", "file"];
    home.run(&sign_in).ok();
    home
}

fn run(home: &Home, arguments: &str) -> support::Outcome {
    let mut all = vec!["--profile", "sample"];
    all.extend(arguments.split(' '));
    home.run(&all)
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["data"].as_array().unwrap().iter().map(|row| row["partnerId"].as_str().unwrap()).collect()
}

// rows: 41, 42, 43, 44, 46, 47, 53, 54, 79, 92, 133, B1, B26
#[test]
fn partners_are_filtered_sorted_and_paged() {
    let home = sample();
    let all = run(&home, "partners list -o json --all").json();
    assert_eq!(all["totalResults"], 11);
    assert_eq!(ids(&all)[0], "tokyo", "newest first");
    let sorted = run(&home, "partners list -o json --sort partner-id").json();
    assert_eq!(
        ids(&sorted),
        [
            "cardhouse",
            "dar",
            "gateway",
            "harbour",
            "inkwell",
            "irisworks",
            "lodzkart",
            "lumen",
            "papyrus",
            "suraksha",
            "tokyo"
        ]
    );
    let page = run(&home, "partners list -o json --sort partner-id --desc --limit 4 --page 2").json();
    assert_eq!((ids(&page), &page["totalResults"]), (vec!["lodzkart", "irisworks", "inkwell", "harbour"], &11.into()));
    let filtered = run(&home, "partners list -o json --partner-type device --status active").json();
    assert_eq!(ids(&filtered), ["irisworks"]);
    run(&home, "partners list --partner-id nobody").refused(0, "Nothing matches these filters.");
    run(&home, "partners list --partner-id a|b").refused(2, "PMS_REQUEST_ERROR_007");
    let few = run(&home, "partners list --limit 2").ok();
    assert!(few.err.contains("2 of 11 (page 1 of 6)"), "{few:?}");

    let csv = run(&home, "partners list -o csv --sort partner-id").ok().out;
    let lines: Vec<_> = csv.lines().collect();
    assert!(lines[0].starts_with("partnerId,partnerType,orgName,"));
    assert!(lines.len() == 12 && csv.contains("دار البطاقات") && csv.contains("東京カード印刷"));

    let waiting = run(&home, "requests list -o json --status inprogress --sort created-date-time").json();
    assert_eq!(ids(&waiting), ["cardhouse", "lumen", "lodzkart", "suraksha"]);
    let chosen = waiting["data"][0]["id"].as_str().unwrap();
    let bulk = run(&home, &format!("requests approve {chosen} no-such-request --yes -o json"));
    assert_eq!(bulk.code, 4, "the refusal decides the exit code: {bulk:?}");
    let results: Value = serde_json::from_str(&bulk.out).unwrap();
    assert_eq!((&results[0]["done"], &results[1]["code"]), (&true.into(), &"PMS_PMP_007".into()));

    // Filling it again changes nothing, and its passwords are nobody else's to read.
    run(&home, "demo --fill-only").ok();
    let roles = std::fs::metadata(home.path("data/sample/sample-roles.json")).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&roles.permissions()) & 0o777, 0o600);

    // rows: 227, B20
    let trail = run(&home, "audit list -o json --subject no-such-request --outcome refused").json();
    assert_eq!(trail["data"][0]["code"], "PMS_PMP_007");
}
