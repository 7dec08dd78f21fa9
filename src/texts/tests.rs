use std::{collections::BTreeSet, path::Path};

use fluent_bundle::FluentResource;
use partnerdesk_api::{
    account::GIVEN_ROLES,
    partner::{Actor, Step},
    role::Role,
    rules::Rule,
};

use super::*;
use crate::tui::screens;

/// Every key of a language, attributes with their dot.
fn keys(language: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (area, texts) in areas(language) {
        FluentResource::try_new(texts.to_string())
            .unwrap_or_else(|(_, errors)| panic!("{language}/{area}.ftl: {errors:?}"));
        collect(texts, &mut keys);
    }
    keys
}

fn collect(texts: &str, keys: &mut BTreeSet<String>) {
    let mut message = String::new();
    for line in texts.lines() {
        let name = line.split(" =").next().unwrap_or_default().trim();
        match line.chars().next() {
            Some(c) if c.is_ascii_alphabetic() && line.contains(" =") => {
                message = name.to_string();
                assert!(keys.insert(message.clone()), "{message} twice");
            }
            Some(' ') if name.starts_with('.') => drop(keys.insert(format!("{message}{name}"))),
            _ => {}
        }
    }
}

#[test]
fn every_language_says_everything() {
    let english = keys("eng");
    assert!(english.len() > 700);
    for (language, _) in LANGUAGES {
        let theirs = keys(language);
        let missing: Vec<_> = english.difference(&theirs).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:?}");
        let unknown: Vec<_> = theirs.difference(&english).collect();
        assert!(unknown.is_empty(), "{language} has {unknown:?}, which nothing says");
    }
}

/// The sources of the desk, without tests.
fn sources(folder: &Path, out: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if !path.to_string_lossy().ends_with("tests.rs")
            && !path.ends_with("testing.rs")
            && !path.ends_with("look.rs")
        {
            let source = std::fs::read_to_string(&path).unwrap();
            out.push_str(source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default());
        }
    }
}

/// Sentences that actions on rows need: what is asked before, what is said after.
fn sentences(source: &str) -> Vec<String> {
    let of = |declaration: &str| {
        let id = declaration.split('"').nth(1).unwrap_or_default().replace('.', "-");
        let body = declaration.split(';').next().unwrap_or_default();
        let asks = body.contains("Danger::Hard") || body.contains("Danger::Final");
        let needed: &[&str] = match (asks, body.contains("Danger::Reversible")) {
            (true, _) => &["title", "confirm", "done"],
            (_, true) => &["done"],
            _ => &[],
        };
        needed.iter().map(move |attribute| format!("act-{id}.{attribute}")).collect::<Vec<_>>()
    };
    source.split("RowAction::new(").skip(1).flat_map(of).collect()
}

/// Quoted words that look like keys.
fn quoted(source: &str) -> BTreeSet<String> {
    let looks = |w: &&str| {
        w.contains('-')
            && w.starts_with(|c: char| c.is_ascii_lowercase())
            && !w.ends_with('-')
            && w.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
    };
    source.lines().flat_map(|line| line.split('"').skip(1).step_by(2)).filter(looks).map(str::to_string).collect()
}

/// Names of fields in the declarations of forms.
fn fields(source: &str) -> BTreeSet<String> {
    let after = source.split("Field::").skip(1).filter_map(|rest| {
        let (_, rest) = rest.split_once('(')?;
        rest.trim_start().strip_prefix('"')?.split('"').next()
    });
    after.filter(|name| !name.contains('-')).map(|name| format!("field-{name}")).collect()
}

fn words<T: serde::Serialize>(prefix: &str, values: &[T]) -> Vec<String> {
    let word = |v: &T| format!("{prefix}-{}", serde_json::to_value(v).unwrap().as_str().unwrap());
    values.iter().map(word).collect()
}

/// Keys that are put together while the desk runs.
fn derived(source: &str) -> BTreeSet<String> {
    let steps = [
        Step::Registered,
        Step::PolicyGroup,
        Step::Consent,
        Step::TrustChain,
        Step::Certificate,
        Step::PolicyRequest,
        Step::Extractors,
        Step::CredentialType,
        Step::Decision,
        Step::Ready,
    ];
    let rules = [
        Rule::Required,
        Rule::TooShort(1),
        Rule::TooLong(1),
        Rule::Characters,
        Rule::Blanks,
        Rule::Email,
        Rule::Choice,
        Rule::Date,
        Rule::DateTime,
        Rule::Url,
        Rule::Object,
        Rule::Password,
        Rule::Policy,
        Rule::Other(String::new()),
    ];
    let lists = partnerdesk_api::operations().filter_map(|o| o.list);
    let columns = lists.flat_map(|l| l.fields()).map(|f| format!("col-{}", f.wire));
    let mut derived: BTreeSet<String> = columns.collect();
    derived.extend(fields(source));
    derived.extend(sentences(source));
    derived.extend(screens::known_actions().iter().map(|a| a.word()));
    derived.extend(Role::ALL.iter().map(|r| crate::tui::context::role_key(*r)));
    derived.extend(GIVEN_ROLES.iter().map(|r| format!("choice-{r}")));
    derived.extend((1..=12).map(|m| format!("month-{m}")));
    derived.extend(rules.iter().map(|r| r.key().to_string()));
    derived.extend(words("step", &steps).into_iter().chain(words("next", &steps)));
    derived.extend(words("turn", &[Actor::PartnerAdmin, Actor::PolicyManager]));
    derived
}

/// Words with a hyphen that share the beginning of a key and are none: names of pages, drafts and groups of commands.
const NAMES: &[&str] = &[
    "first-admin",
    "policy-request",
    "policy-group-choice",
    "policy-groups",
    "register-partner",
    "sign-in",
    "api-keys",
    "credential-type",
    "misp-licences",
    "oidc-clients",
    "trust-store",
];

#[test]
fn no_text_is_missing_and_none_is_left_over() {
    let keys = keys("eng");
    let mut source = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui"), &mut source);
    let (quoted, derived) = (quoted(&source), derived(&source));
    let families: BTreeSet<&str> = keys.iter().filter_map(|k| k.split('-').next()).collect();
    // Ids of actions have a dot; their words are derived.
    let is_key = |w: &&String| {
        !w.contains('.') && families.contains(w.split('-').next().unwrap_or_default()) && !NAMES.contains(&w.as_str())
    };
    let missing: Vec<&String> = quoted.iter().filter(is_key).chain(&derived).filter(|k| !keys.contains(*k)).collect();
    assert!(missing.is_empty(), "missing: {missing:#?}");

    let used = |key: &String| {
        let (message, attribute) = key.split_once('.').map_or((key.as_str(), None), |(m, a)| (m, Some(a)));
        let known = quoted.contains(message) || derived.contains(message);
        let tip = message.strip_prefix("tip-").is_some_and(|name| derived.contains(&format!("field-{name}")));
        let choice = message.strip_prefix("choice-").is_some_and(|word| source.contains(&format!("\"{word}\"")));
        let column = message.strip_prefix("col-").is_some_and(|name| source.contains(&format!("\"{name}\"")));
        let word_of_action = matches!(attribute, None | Some("about" | "title" | "confirm" | "done"));
        (known || tip || choice || column) && word_of_action
    };
    let unused: Vec<&String> = keys.iter().filter(|k| !used(k)).collect();
    assert!(unused.is_empty(), "unused: {unused:#?}");
}

#[test]
fn values_are_filled_in_without_invisible_marks() {
    let texts = Texts::english();
    assert_eq!(texts.with("list-position", &[("at", "12".into()), ("of", "4 318".into())]), "12 of 4 318");
    assert_eq!(texts.say("nothing-of-the-kind"), "nothing-of-the-kind");
    assert_eq!(texts.find("nothing-of-the-kind"), None);
}

#[test]
fn every_text_can_be_said_in_ascii() {
    // Languages are named in themselves.
    let lines = areas("eng").flat_map(|(_, texts)| texts.lines());
    for line in lines.filter(|line| !line.starts_with("choice-")) {
        let said = crate::tui::text::ascii(line);
        assert!(said.is_ascii(), "{said}");
        assert_eq!(crate::tui::text::width(&said), crate::tui::text::width(line), "{line}");
    }
}
