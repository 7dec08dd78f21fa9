//! Every list of the contract sorts and filters by each declared field, pages both ways, and does the same on both
//! databases.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use std::{collections::BTreeSet, fmt::Debug};

use crate::support::{World, lists::ROWS, start};
use jiff::SignedDuration;
use partnerdesk_api::{
    account, api_key, audit, certificate, extractor,
    list::{Compare, FieldInfo, List, ListQuery, Page},
    misp_licence, oidc_client,
    operation::{NoPath, Operation},
    partner, policy, policy_request,
    role::Role,
    secret::Secret,
};
use serde::de::DeserializeOwned;

/// Calls a check with every list of the contract; its answer says that it took the operation.
macro_rules! each_list {
    ($check:ident, $($argument:expr),+) => {{
        let mut seen = BTreeSet::new();
        seen.insert($check(&account::LIST, &account::ACCOUNTS, $($argument),+).await);
        seen.insert($check(&api_key::LIST, &api_key::API_KEYS, $($argument),+).await);
        seen.insert($check(&api_key::LIST_LEGACY, &api_key::API_KEYS, $($argument),+).await);
        seen.insert($check(&audit::LIST, &audit::AUDIT, $($argument),+).await);
        seen.insert($check(&certificate::TRUST_LIST, &certificate::TRUST_STORE, $($argument),+).await);
        seen.insert($check(&extractor::LIST, &extractor::EXTRACTORS, $($argument),+).await);
        seen.insert($check(&misp_licence::LIST, &misp_licence::LICENCES, $($argument),+).await);
        seen.insert($check(&oidc_client::LIST, &oidc_client::CLIENTS, $($argument),+).await);
        seen.insert($check(&oidc_client::LIST_LEGACY, &oidc_client::CLIENTS, $($argument),+).await);
        seen.insert($check(&partner::ADMIN_LIST, &partner::PARTNERS, $($argument),+).await);
        seen.insert($check(&partner::ADMIN_LIST_LEGACY, &partner::PARTNERS, $($argument),+).await);
        seen.insert($check(&policy::GROUP_LIST, &policy::GROUPS, $($argument),+).await);
        seen.insert($check(&policy::LIST, &policy::POLICIES, $($argument),+).await);
        seen.insert($check(&policy_request::LIST, &policy_request::REQUESTS, $($argument),+).await);
        let declared = partnerdesk_api::operations().filter(|info| info.list.is_some());
        assert_eq!(seen, declared.map(|info| info.id).collect(), "a list is not tested");
    }};
}

type Lister<R> = Operation<NoPath, ListQuery, Page<R>>;

async fn desk(world: World) -> (World, Secret) {
    let token = world.insider("admin", &[Role::PartnerAdmin]).await;
    world.fill_lists().await;
    (world, token)
}

async fn page<R: DeserializeOwned>(world: &World, token: &Secret, operation: &Lister<R>, query: &ListQuery) -> Page<R> {
    world.call(operation, Some(token), &NoPath {}, query).await
}

async fn everything<R: DeserializeOwned>(world: &World, token: &Secret, operation: &Lister<R>) -> Vec<R> {
    let all = page(world, token, operation, &ListQuery::default().page(0, 100_000)).await;
    assert_eq!(all.total_results, all.data.len() as u64);
    assert!(all.data.len() >= ROWS / 2, "{}", operation.info.id);
    all.data
}

/// The text that a row is ordered by. An absent group is shown as a dash and ordered as nothing.
fn key<R>(list: &List<R>, wire: &str, row: &R) -> String {
    let field = list.fields.iter().find(|f| f.info.wire == wire);
    let text = field.map(|f| (f.text)(row).into_owned()).unwrap_or_default();
    if text == "-" { String::new() } else { text }
}

/// The ids of the rows in an order, by a sort of our own.
fn expected_order<R>(list: &List<R>, rows: &[R], wire: &str, descending: bool) -> Vec<String> {
    let mut keys: Vec<(String, String)> = rows.iter().map(|r| (key(list, wire, r), (list.id)(r).to_string())).collect();
    keys.sort();
    if descending {
        keys.reverse();
    }
    keys.into_iter().map(|(_, id)| id).collect()
}

/// The ids along the cursors, forwards from the first page or backwards from the last; each page is looked at.
async fn walk<R: DeserializeOwned>(
    world: &World,
    token: &Secret,
    (operation, list): (&Lister<R>, &List<R>),
    query: &ListQuery,
    from: &str,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut cursor = from.to_string();
    loop {
        let here = page(world, token, operation, &query.clone().cursor(&cursor, 7)).await;
        let ids: Vec<String> = here.data.iter().map(|r| (list.id)(r).to_string()).collect();
        assert!(ids.len() <= 7 && !here.total_is_capped && here.page_no == 0, "{here_id}", here_id = operation.info.id);
        let onward = if from == "first" {
            found.extend(ids);
            assert_eq!(here.previous.is_none(), found.len() <= 7);
            here.next
        } else {
            found.splice(0..0, ids);
            assert_eq!(here.next.is_none(), found.len() <= 7);
            here.previous
        };
        match onward {
            Some(next) => cursor = next,
            None => {
                assert_eq!(here.total_results, found.len() as u64);
                return found;
            }
        }
    }
}

async fn check_orders<R: DeserializeOwned + Debug>(
    operation: &Lister<R>,
    list: &List<R>,
    world: &World,
    token: &Secret,
) -> &'static str {
    let rows = everything(world, token, operation).await;
    let name = operation.info.id;
    let newest = expected_order(list, &rows, list.newest_first, true);
    let plain = page(world, token, operation, &ListQuery::default().page(0, 100_000)).await;
    assert_eq!(plain.data.iter().map(|r| (list.id)(r)).collect::<Vec<_>>(), newest, "{name}: newest first");
    let mut repeated = 0;
    for field in list.fields.iter().filter(|f| f.info.sort) {
        let wire = field.info.wire;
        let distinct: BTreeSet<String> = rows.iter().map(|r| key(list, wire, r)).collect();
        repeated += usize::from(distinct.len() < rows.len());
        // The older list of keys has one type of partner.
        let is_one = name == api_key::LIST_LEGACY.info.id && wire == "partnerType";
        assert!(is_one || distinct.len() > 1, "{name}: {wire} is the same everywhere, so its order shows nothing");
        for descending in [false, true] {
            let expected = expected_order(list, &rows, wire, descending);
            let query = ListQuery::default().sorted(wire, descending);
            for from in ["first", "last"] {
                let found = walk(world, token, (operation, list), &query, from).await;
                assert_eq!(found, expected, "{name} by {wire}, descending: {descending}, from {from}");
            }
            let mut numbered = Vec::new();
            for number in 0.. {
                let here = page(world, token, operation, &query.clone().page(number, 16)).await;
                assert_eq!((here.page_no, here.page_size, here.total_results), (number, 16, rows.len() as u64));
                assert!(here.next.is_none() && here.previous.is_none());
                if here.data.is_empty() {
                    break;
                }
                numbered.extend(here.data.iter().map(|r| (list.id)(r).to_string()));
            }
            assert_eq!(numbered, expected, "{name} by {wire} in numbered pages");
        }
    }
    assert!(repeated >= 1, "{name}: no order has equal values");
    operation.info.id
}

// rows: 41, 42, 43, 46, 47, 120
#[tokio::test]
async fn every_order_of_every_list_pages_both_ways() {
    for world in World::each().await {
        let (world, token) = desk(world).await;
        each_list!(check_orders, &world, &token);
    }
}

/// How people would look for a text, with the rule that says what they should find.
fn searches(values: &BTreeSet<String>) -> BTreeSet<String> {
    let mut searches = BTreeSet::new();
    for value in values.iter().filter(|v| !v.trim().is_empty()) {
        let characters: Vec<char> = value.chars().collect();
        let inside: String = characters[characters.len() / 4..characters.len().div_ceil(2).max(1)].iter().collect();
        let upper: String = value.to_uppercase();
        searches.extend([value.clone(), inside.clone(), inside.to_uppercase(), upper, value.to_lowercase()]);
    }
    searches.retain(|s| !s.trim().is_empty());
    searches
}

/// Letter case ignored, character by character; the two small sigmas are one letter.
fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

async fn check_filter<R: DeserializeOwned>(
    (operation, list): (&Lister<R>, &List<R>),
    field: FieldInfo,
    compare: Compare,
    rows: &[R],
    world: &World,
    token: &Secret,
) -> usize {
    let values: BTreeSet<String> = rows.iter().map(|r| key(list, field.wire, r)).collect();
    let name = format!("{} by {}", operation.info.id, field.param);
    let found = async |value: &str| -> Result<BTreeSet<String>, String> {
        let query = ListQuery::default().with(field.param, value).page(0, 1000);
        let answer = world.ask(operation, Some(token), &NoPath {}, &query).await;
        if answer.code() != "ok" {
            return Err(answer.code().to_string());
        }
        let page: Page<R> = serde_json::from_value(answer.body["response"].clone()).unwrap();
        assert_eq!(page.total_results, page.data.len() as u64, "{name}: {value:?}");
        Ok(page.data.iter().map(|r| (list.id)(r).to_string()).collect())
    };
    let expected = |holds: &dyn Fn(&R) -> bool| -> BTreeSet<String> {
        rows.iter().filter(|r| holds(r)).map(|r| (list.id)(r).to_string()).collect()
    };
    let mut checked = 0;
    match compare {
        Compare::Contains => {
            for search in searches(&values) {
                if !partnerdesk_api::rules::is_plain(&search) {
                    assert_eq!(found(&search).await, Err("PMS_REQUEST_ERROR_007".into()), "{name}: {search:?}");
                    continue;
                }
                let hits = expected(&|r| folded(&key(list, field.wire, r)).contains(&folded(search.trim())));
                assert_eq!(found(&search).await, Ok(hits), "{name}: {search:?}");
                checked += 1;
            }
            for nothing in ["no such text anywhere", "_____________________________________"] {
                assert_eq!(found(nothing).await, Ok(BTreeSet::new()), "{name}: {nothing}");
            }
        }
        Compare::Equals => {
            for value in values {
                let hits = expected(&|r| key(list, field.wire, r) == value);
                assert_eq!(hits.len(), 1);
                assert_eq!(found(&value).await, Ok(hits.clone()), "{name}: {value}");
                // An e-mail address is the same in any letter case, an id is not.
                let any_case = if field.wire == "emailAddress" { hits } else { BTreeSet::new() };
                assert_eq!(found(&value.to_uppercase()).await, Ok(any_case), "{name}: {value} in capitals");
                assert_eq!(
                    found(&value.chars().skip(1).collect::<String>()).await,
                    Ok(BTreeSet::new()),
                    "{name}: a part of {value}"
                );
                checked += 1;
            }
        }
        Compare::OneOf(words) => {
            for word in words {
                let hits = expected(&|r| key(list, field.wire, r) == *word);
                assert_eq!(found(word).await, Ok(hits), "{name}: {word}");
                checked += 1;
            }
            let any = words.iter().any(|w| values.contains(*w));
            assert!(any, "{name}: no row has any of {words:?}");
            let other = found("other").await;
            // The trust store's own words are MOSIP's keymanager's, which refuses others by name.
            let refusals = [Err("KER-PCM-018".to_string()), Err("KER-PCM-011".to_string())];
            assert!(other == Ok(BTreeSet::new()) || refusals.contains(&other), "{name}: {other:?}");
        }
        Compare::WithinDays => {
            for days in [1_i64, 2, 30] {
                let midnight = start().to_string()[..10].to_string();
                let last = (start() + SignedDuration::from_hours(24 * days)).to_string()[..10].to_string();
                let hits = expected(&|r| {
                    let day = key(list, field.wire, r)[..10].to_string();
                    midnight <= day && day <= last
                });
                assert!(!hits.is_empty());
                assert_eq!(found(&days.to_string()).await, Ok(hits), "{name}: {days} days");
                checked += 1;
            }
            for bad in ["0", "31", "-1", "x", "1.5", "99999999999999999999"] {
                assert_eq!(found(bad).await, Err("PMS_COR_001".into()), "{name}: {bad}");
            }
        }
    }
    checked
}

async fn check_filters<R: DeserializeOwned + Debug>(
    operation: &Lister<R>,
    list: &List<R>,
    world: &World,
    token: &Secret,
) -> &'static str {
    let rows = everything(world, token, operation).await;
    let filtered: Vec<_> = list.fields.iter().filter_map(|f| f.info.filter.map(|compare| (f.info, compare))).collect();
    for (field, compare) in &filtered {
        let checked = check_filter((operation, list), *field, *compare, &rows, world, token).await;
        assert!(checked >= 2, "{}: {} was hardly checked", operation.info.id, field.param);
    }
    // All filters together, each taken from one row, find that row; and blanks around or alone do not count.
    let row = &rows[rows.len() / 2];
    let query = filtered.iter().fold(ListQuery::default().page(0, 1000), |query, (field, compare)| {
        let value = key(list, field.wire, row);
        let usable = partnerdesk_api::rules::is_plain(&value) && !matches!(compare, Compare::WithinDays);
        query.with(field.param, if usable { format!(" {value} ") } else { "  ".into() })
    });
    let together = page(world, token, operation, &query).await;
    let ids: Vec<&str> = together.data.iter().map(|r| (list.id)(r)).collect();
    assert!(ids.contains(&(list.id)(row)), "{}: {query:?}", operation.info.id);
    for from in ["first", "last"] {
        let found = walk(world, token, (operation, list), &query.clone().with("pageNo", ""), from).await;
        assert_eq!(found, ids, "{}", operation.info.id);
    }
    operation.info.id
}

// rows: 44, 45, 47, 53, 54, 79, 96, 120, 133
#[tokio::test]
async fn every_filter_of_every_list_finds_what_it_says() {
    for world in World::each().await {
        let (world, token) = desk(world).await;
        each_list!(check_filters, &world, &token);
    }
}

async fn check_same<R: DeserializeOwned + Debug>(
    operation: &Lister<R>,
    list: &List<R>,
    (one, one_token): (&World, &Secret),
    (other, other_token): (&World, &Secret),
) -> &'static str {
    let sorts = list.fields.iter().filter(|f| f.info.sort).map(|f| Some(f.info.wire)).chain([None]);
    for sort in sorts {
        let query = sort.map_or_else(ListQuery::default, |wire| ListQuery::default().sorted(wire, false));
        for cursor in ["first", "last"] {
            let query = query.clone().cursor(cursor, 9);
            let a = one.ask(operation, Some(one_token), &NoPath {}, &query).await.body["response"].take();
            let b = other.ask(operation, Some(other_token), &NoPath {}, &query).await.body["response"].take();
            assert!(a["data"][0].is_object());
            assert_eq!(a, b, "{} {query:?}: rows or cursors differ", operation.info.id);
        }
    }
    operation.info.id
}

#[tokio::test]
async fn both_databases_answer_the_same_rows_and_cursors() {
    let Some(postgres) = World::postgres().await else { return };
    let (one, one_token) = desk(World::sqlite().await).await;
    let (other, other_token) = desk(postgres).await;
    each_list!(check_same, (&one, &one_token), (&other, &other_token));
}
