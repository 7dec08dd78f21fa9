//! Every statement is understood by both databases, and the parts of the program know only whom they may know.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use std::{collections::BTreeMap, fs, path::Path};

use crate::support::World;
use partnerdesk_server::store;

/// Files of the store that hold no area's statements: the plumbing and the list engine.
const PLUMBING: &[&str] = &["error", "list", "mod", "open", "read", "record", "sqlite", "statement", "totals", "value"];
const VERBS: &[&str] = &["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "BEGIN", "ALTER ", "DROP ", "CREATE "];

/// The sources of a folder of this repository by path, without comments and without their own tests.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), &mut found);
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

fn collect(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let code = code.lines().map(|l| if l.trim_start().starts_with("//") { "" } else { l });
            let name = path.to_string_lossy();
            found.insert(name.split("/../").last().unwrap().to_string(), code.collect::<Vec<_>>().join("\n"));
        }
    }
}

#[tokio::test]
async fn every_statement_is_understood_by_both_databases() {
    for world in World::each().await {
        for area in store::AREAS {
            for sql in area.statements.iter().chain(area.records.iter().copied().flatten()) {
                let prepared = world.desk.db.prepares(sql).await;
                assert!(prepared.is_ok(), "{}: {sql}: {prepared:?}", area.name);
            }
        }
        let [own, other] = match world.is_postgres() {
            true => [store::setting::OF_POSTGRES, store::setting::OF_SQLITE],
            false => [store::setting::OF_SQLITE, store::setting::OF_POSTGRES],
        };
        for sql in own {
            assert!(world.desk.db.prepares(sql).await.is_ok(), "{sql}");
        }
        for sql in other {
            assert!(world.desk.db.prepares(sql).await.is_err(), "both databases understand {sql}");
        }
    }
}

#[test]
fn every_statement_stands_in_its_list() {
    let files = sources("server/src/store");
    let mut seen = 0;
    for (path, code) in &files {
        let name = Path::new(path).file_stem().unwrap().to_string_lossy().into_owned();
        let listed = store::AREAS.iter().find(|area| area.name == name);
        assert!(listed.is_some() || PLUMBING.contains(&name.as_str()), "{path} is not covered");
        let Some(listed) = listed else { continue };
        let lists = ["statements: &[", "pub const OF_SQLITE: &[&str] = &[", "pub const OF_POSTGRES: &[&str] = &["];
        let lists = lists.iter().flat_map(|start| code.split(start).skip(1)).filter_map(|part| part.split(']').next());
        let list: Vec<&str> = lists
            .flat_map(|list| list.split(','))
            .map(|name| name.trim().trim_end_matches(".text"))
            .filter(|name| !name.is_empty())
            .collect();
        assert!(list.len() >= listed.statements.len(), "{path}");
        let mut declared = 0;
        for part in code.split("\nconst ").skip(1) {
            let (name, rest) = part.split_once(": &str =").or(part.split_once(": Change =")).unwrap_or(("", ""));
            let text = rest.trim_start();
            let is_sql = text.strip_prefix('"').is_some_and(|text| VERBS.iter().any(|verb| text.starts_with(verb)));
            if is_sql || text.starts_with("change!(") {
                assert!(list.contains(&name), "{path}: {name} is not among the area's statements");
                declared += 1;
            }
        }
        assert_eq!(declared, list.len(), "{path}");
        let literals = VERBS.iter().map(|verb| code.matches(&format!("\"{verb}")).count()).sum::<usize>();
        assert_eq!(
            literals + code.matches("change!(").count(),
            declared,
            "{path}: a statement stands outside a constant"
        );
        assert_eq!(code.matches("record! {").count(), listed.records.len(), "{path}: a record is not listed");
        seen += declared;
    }
    assert!(seen > 45, "only {seen} statements were found");
}

#[test]
fn sql_is_put_together_in_one_place_only() {
    for (path, code) in sources("server/src") {
        let allowed = usize::from(path.ends_with("store/mod.rs"));
        assert_eq!(code.matches("AssertSqlSafe(").count(), allowed, "{path}");
        if code.contains(".composed(") {
            assert!(path.ends_with("store/list.rs"), "{path} puts a statement together");
        }
        if !path.contains("/store/") {
            for verb in VERBS {
                assert!(!code.contains(&format!("\"{verb}")), "{path} knows SQL");
            }
        }
    }
}

/// Whether a source names a crate or module, as a path or in a `use`.
fn names(code: &str, what: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(what).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + what.len()..].chars().next();
        !before.is_some_and(|c| is_word(c) || c == ':' && !what.starts_with("crate")) && !after.is_some_and(is_word)
    })
}

#[test]
fn the_check_of_directions_can_fail() {
    assert!(names("use sqlx::Row;", "sqlx") && names("x(crate::http::y)", "crate::http"));
    assert!(!names("let sqlx_like = my_sqlx;", "sqlx") && !names("crate::https", "crate::http"));
}

#[test]
fn parts_know_only_whom_they_may_know() {
    let outside = ["std::fs", "std::net", "tokio", "sqlx", "axum", "reqwest", "ratatui", "crossterm"];
    for (path, code) in sources("api/src") {
        for other in ["partnerdesk_server", "partnerdesk_trust"].iter().chain(&outside) {
            assert!(!names(&code, other), "{path} knows {other}");
        }
    }
    for (path, code) in sources("trust/src") {
        for other in ["partnerdesk_server"].iter().chain(&outside) {
            assert!(!names(&code, other), "{path} knows {other}");
        }
    }
    let forbidden: &[(&str, &[&str])] = &[
        ("/http/", &["sqlx", "crate::trust", "ratatui"]),
        ("/onboarding/", &["axum", "tower", "tower_http", "hyper_util", "crate::http", "crate::run", "sqlx"]),
        ("/store/", &["axum", "crate::http", "crate::onboarding", "crate::identity", "crate::desk", "crate::trust"]),
        ("/identity/", &["axum", "sqlx", "crate::http", "crate::onboarding", "crate::store", "crate::desk"]),
        ("src/trust.rs", &["axum", "sqlx", "crate::http", "crate::onboarding"]),
        ("src/reference.rs", &["axum", "sqlx", "crate::http", "crate::onboarding", "crate::store"]),
    ];
    let files = sources("server/src");
    for (folder, others) in forbidden {
        assert!(files.keys().any(|path| path.contains(folder)), "{folder} is gone");
        for (path, code) in files.iter().filter(|(path, _)| path.contains(folder)) {
            for other in *others {
                assert!(!names(code, other), "{path} knows {other}");
            }
        }
    }
    for (path, code) in &files {
        assert!(!names(code, "sqlx") || path.contains("/store/"), "{path} knows the database");
        assert!(!names(code, "axum") || path.contains("/http/") || path.ends_with("run.rs"), "{path} knows HTTP");
    }
}

#[test]
fn parts_of_the_client_know_only_whom_they_may_know() {
    let is_test = |path: &str| ["tests.rs", "scene.rs", "testing.rs", "look.rs"].iter().any(|end| path.ends_with(end));
    let files: BTreeMap<String, String> = sources("src").into_iter().filter(|(path, _)| !is_test(path)).collect();
    let beneath = |path: &str, folders: &[&str]| folders.iter().any(|folder| path.starts_with(folder));
    for (path, code) in &files {
        assert!(!names(code, "partnerdesk_server") || path == "src/embedded.rs", "{path} knows the server");
        let knows = |module: &str, who: &[&str]| {
            let known = code.contains(&format!("{module}::")) || code.contains(&format!("{module},"));
            assert!(!known || beneath(path, who), "{path} knows {module}");
        };
        // The program around the desk starts it; nobody else on the command line knows that there is a screen.
        knows("tui", &["src/tui/", "src/lib.rs", "src/main.rs", "src/cli/desk.rs", "src/cli/host.rs"]);
        knows("cli", &["src/cli/", "src/lib.rs", "src/main.rs"]);
        knows("embedded", &["src/embedded.rs", "src/lib.rs", "src/cli/"]);
        // Parts are declared with; they do not know by whom.
        if beneath(path, &["src/tui/widgets/"]) {
            knows("screens", &[]);
        }
        // Whatever calls the server is an effect, except in the loop that runs them.
        if beneath(path, &["src/tui/screens/", "src/tui/widgets/"]) {
            assert!(!names(code, "reqwest") && !code.contains("Client::"), "{path} calls by itself");
        }
        if beneath(path, &["src/client/", "src/rows/", "src/text.rs"]) {
            assert!(
                !names(code, "ratatui") && !names(code, "crossterm") && !names(code, "clap"),
                "{path} knows a screen"
            );
        }
    }
    assert!(files.keys().any(|path| path.starts_with("src/tui/widgets/")), "the folders are called so");
}
