//! Every declared code is answered by this server and named by a test, or stands here with the reason why not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use std::{collections::BTreeSet, fs, path::Path};

/// Codes that only other servers answer: MOSIP's own, when the desk is connected to one. They are declared so that the
/// desk knows what kind of refusal it hears.
const OF_OTHERS: &[(&str, &str)] = &[
    ("PMS_CONSENT_ERROR_002", "here consent is saved, or the storage's own refusal says why not"),
    ("PMS_CERTIFICATE_ERROR_006", "here no certificate is stored that was not read before"),
    ("PMS_PRT_100", "here ids are long and random, so a free one need not be looked for"),
    ("KER-PCM-010", "here an id that nobody has is one that is not found"),
    ("KER-PCM-016", "here who may have certificates signed is a matter of roles"),
    ("KER-KMS-005", "here what is missing is a broken field rule"),
];

/// Codes that are answered, but by no request that a test could send, or whose text is part of another answer.
const UNNAMED: &[(&str, &str)] = &[
    ("PD-ACC-007", "an account that was deleted during a request; there is no way to delete one"),
    ("PD-ACC-008", "the field rule refuses other roles before; it stands for a role that is offered and unknown"),
    ("PMS_PRT_001", "its sentence explains the answer that such a partner exists, it refuses nothing"),
    ("PMS_PRT_268", "its sentence explains the answer that such a partner exists, it refuses nothing"),
    ("PMS_COR_003", "a stored policy that is not JSON any more, which means a damaged storage"),
    ("PMS_PMP_017", "a request whose policy is gone; the storage holds what requests refer to"),
    ("PMS_PMP_022", "a request whose group is gone; the storage holds what requests refer to"),
    ("PMS_PV_008", "the shipped schemas have no list that must not be empty (pms-api 4.5)"),
    ("PMS_PV_009", "the shipped schemas have no text that must not be empty (pms-api 4.5)"),
    ("KER-PCM-012", "a partner whose certificate is gone; the storage never deletes one"),
    ("PMS_CERTIFICATE_ERROR_007", "the matrix takes it from the declarations"),
];

/// The sources below a folder of this repository, put together.
fn sources(folder: &str) -> String {
    fn collect(folder: &Path, found: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("all/codes.rs") {
                found.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = String::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), &mut found);
    found
}

/// Every declared code with its name in the sources: `AccountCode::WrongPassword`.
fn declared() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let program = sources("api/src");
    let program: String =
        program.lines().filter(|l| !l.trim_start().starts_with("//")).map(|l| format!("{l}\n")).collect();
    for area in program.split("pub enum ").skip(1) {
        let Some((name, rest)) = area.split_once(" {") else { continue };
        for declaration in rest.split("\n}").next().unwrap().split(';') {
            let Some((variant, code)) = declaration.split_once('=') else { continue };
            let Some((variant, _)) = variant.split_once(':') else { continue };
            let Some(code) = code.trim().strip_prefix('"').and_then(|c| c.split('"').next()) else { continue };
            found.push((format!("{name}::{}", variant.trim()), code.to_string()));
        }
    }
    let codes = partnerdesk_api::CODES.iter().flat_map(|area| area.iter()).map(|c| c.code).collect::<Vec<_>>();
    let read = found.iter().map(|(_, code)| code.as_str()).filter(|code| codes.contains(code)).count();
    assert_eq!(read, codes.len(), "not every declaration was read");
    found.retain(|(_, code)| codes.contains(&code.as_str()));
    found
}

fn listed(list: &[(&'static str, &str)]) -> BTreeSet<&'static str> {
    let found: BTreeSet<&str> = list.iter().map(|(code, _)| *code).collect();
    assert_eq!(found.len(), list.len(), "a code is listed twice");
    found
}

#[test]
fn every_code_is_answered_or_is_one_of_other_servers() {
    let program = ["api/src", "trust/src", "server/src"].map(sources).concat();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_used = |name: &str| {
        program.match_indices(name).any(|(at, _)| !program[at + name.len()..].chars().next().is_some_and(is_word))
    };
    let (declared, of_others) = (declared(), listed(OF_OTHERS));
    // A few of MOSIP's codes stand for two situations; each situation counts.
    for (name, code) in &declared {
        assert_eq!(is_used(name), !of_others.contains(code.as_str()), "{name} ({code}) is answered: {}", is_used(name));
    }
    assert!(of_others.iter().all(|code| declared.iter().any(|(_, c)| c == code)), "{of_others:?}");
}

#[test]
fn every_code_is_named_by_a_test() {
    let tests = ["server/tests", "trust/tests", "trust/src", "tests"].map(sources).concat();
    let (of_others, unnamed) = (listed(OF_OTHERS), listed(UNNAMED));
    for (name, code) in declared() {
        // With or without the field after it: "PMS_COR_002 extractors".
        let is_named = ["\"", " ", "\\"].iter().any(|end| tests.contains(&format!("\"{code}{end}")))
            || tests.contains(&format!("refused{code}"));
        let is_listed = of_others.contains(code.as_str()) || unnamed.contains(code.as_str());
        assert!(is_named || is_listed, "no test names {name} ({code})");
        assert!(!(is_named && unnamed.contains(code.as_str())), "a test names {name} ({code}); it need not be listed");
    }
}
