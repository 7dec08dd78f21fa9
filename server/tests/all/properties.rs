//! Whatever is sent, the server answers in its envelope and never fails.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{Answer, World, records, request, uri};
use axum::{body::Body, http::Request};
use partnerdesk_api::{
    account,
    list::{Cursor, ListQuery, SortKey},
    operation::{Info, Method, NoPath},
    policy_request,
    role::Role,
    secret::Secret,
};
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

fn cursors() -> impl Strategy<Value = Cursor> {
    let text = vec(any::<char>(), 0..500).prop_map(String::from_iter);
    let key = prop_oneof![any::<i64>().prop_map(SortKey::Number), text.prop_map(SortKey::Text)];
    ("[a-zA-Z]{0,30}", any::<bool>(), any::<bool>(), key, "\\PC{0,40}")
        .prop_map(|(sort, descending, forward, key, id)| Cursor { sort, descending, forward, key, id })
}

proptest! {
    #[test]
    fn every_cursor_survives_its_token(cursor in cursors()) {
        prop_assert_eq!(Cursor::read(&cursor.token()), Some(cursor));
    }

    #[test]
    fn no_token_is_too_odd_to_be_refused(token in "\\PC{0,200}", bytes in vec(any::<u8>(), 0..200)) {
        let _ = Cursor::read(&token);
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        let _ = Cursor::read(&hex);
        let _ = Cursor::read(&hex[hex.len().min(1)..]);
    }
}

struct Target {
    world: World,
    token: Secret,
}

async fn targets() -> Vec<Target> {
    let mut targets = Vec::new();
    for world in World::each().await {
        let token = world.insider("everything", Role::ALL).await;
        world.fill_lists().await;
        targets.push(Target { world, token });
    }
    targets
}

/// Runs a property against a server on each storage.
fn against_servers<T: std::fmt::Debug>(
    cases: u32,
    strategy: impl Strategy<Value = T>,
    check: impl AsyncFn(&Target, &T) -> Result<(), TestCaseError>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let targets = runtime.block_on(targets());
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config)
        .run(&strategy, |value| targets.iter().try_for_each(|target| runtime.block_on(check(target, &value))));
    outcome.unwrap();
    // Dropping a world takes its schema away; that needs the runtime gone from this thread.
    drop(targets);
}

fn is_answered(answer: &Answer, sent: &str) -> Result<(), TestCaseError> {
    prop_assert!(answer.status.as_u16() < 500, "{} for {sent}: {}", answer.status, answer.body);
    prop_assert!(answer.body.is_object(), "no envelope for {sent}");
    Ok(())
}

fn reading() -> Vec<&'static Info> {
    partnerdesk_api::operations().filter(|info| info.method == Method::Get).collect()
}

fn commands() -> Vec<&'static Info> {
    partnerdesk_api::operations().filter(|info| info.has_body && info.id != account::SIGN_OUT.info.id).collect()
}

/// Names that queries know, with values that they almost know.
fn queries() -> impl Strategy<Value = String> {
    let names = [
        "pageNo",
        "pageSize",
        "sortFieldName",
        "sortType",
        "cursor",
        "status",
        "partnerId",
        "expiryPeriod",
        "emailAddress",
        "partnerIdSearchType",
        "partnerDomain",
        " exact",
        "policyName",
        "createdDateTime",
    ];
    let values = prop_oneof![
        select(vec![
            "0",
            "8",
            "-1",
            "99999999999999999999",
            "asc",
            "DESC",
            "createdDateTime",
            "first",
            "last",
            "equals",
            "AUTH",
            "true",
            "%",
            "_",
            "\\",
            "'",
            "\0",
            "\u{202e}",
            ""
        ])
        .prop_map(String::from),
        "\\PC{0,20}",
        cursors().prop_map(|c| c.token()),
    ];
    let pairs = vec((select(names.to_vec()), values), 0..5).prop_map(|pairs| {
        let object: serde_json::Map<String, Value> =
            pairs.into_iter().map(|(n, v)| (n.to_string(), json!(v))).collect();
        crate::support::query(&Value::Object(object))
    });
    prop_oneof![pairs, "[a-zA-Z0-9%&=+._-]{0,60}"]
}

#[test]
fn no_query_makes_the_server_fail() {
    against_servers(400, (select(reading()), queries(), "\\PC{1,12}"), async |target, (info, query, id)| {
        let path = partnerdesk_api::openapi::path_parameters(info.path).map(|n| (n.to_string(), json!(id))).collect();
        let here = format!("{}?{query}", uri(info.path, &path));
        let answer = target.world.send(request(info, &here, Some(&target.token)).body(Body::empty()).unwrap()).await;
        is_answered(&answer, &here)
    });
}

fn json_values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|n| json!(n)),
        "\\PC{0,30}".prop_map(Value::from),
        vec(any::<char>(), 0..40).prop_map(|c| json!(String::from_iter(c))),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map("[a-zA-Z]{0,12}", inner, 0..4).prop_map(|m| json!(m)),
        ]
    })
}

#[test]
fn no_body_makes_the_server_fail() {
    let strategy = (select(commands()), any::<prop::sample::Index>(), json_values(), "\\PC{1,12}", any::<bool>());
    against_servers(500, strategy, async |target, (info, place, value, id, whole)| {
        let mut input = (info.example)();
        let members: Vec<String> = input.as_object().unwrap().keys().cloned().collect();
        if *whole {
            input = value.clone();
        } else if let Some(member) = (!members.is_empty()).then(|| place.get(&members)) {
            input[member] = value.clone();
        }
        let path = partnerdesk_api::openapi::path_parameters(info.path).map(|n| (n.to_string(), json!(id))).collect();
        let answer = target.world.raw(info, Some(&target.token), &path, input.clone()).await;
        is_answered(&answer, &format!("{info:?} {input}"))
    });
}

#[test]
fn no_bytes_make_the_server_fail() {
    let bodies = prop_oneof![vec(any::<u8>(), 0..200), json_values().prop_map(|v| v.to_string().into_bytes())];
    against_servers(200, (select(commands()), bodies), async |target, (info, body)| {
        let path = partnerdesk_api::openapi::path_parameters(info.path).map(|n| (n.to_string(), json!("x"))).collect();
        let here = uri(info.path, &path);
        let answer =
            target.world.send(request(info, &here, Some(&target.token)).body(Body::from(body.clone())).unwrap()).await;
        is_answered(&answer, &format!("{info:?} {}", String::from_utf8_lossy(body)))
    });
}

#[test]
fn no_header_makes_the_server_fail() {
    let values = prop_oneof!["[ -~]{0,60}", Just("Bearer ".to_string()), Just("Authorization=".to_string())];
    against_servers(
        100,
        (select(vec!["authorization", "cookie", "origin", "host", "content-type", "x-request-id"]), values),
        async |target, (name, value)| {
            let request = Request::builder().uri(account::ME.info.path).header(*name, value.as_str());
            is_answered(&target.world.send(request.body(Body::empty()).unwrap()).await, value)
        },
    );
}

/// A list walks past the longest texts that its rows may have.
#[tokio::test]
async fn the_longest_sort_value_fits_into_a_cursor() {
    let world = World::sqlite().await;
    let admin = world.insider("noor", &[Role::PartnerAdmin]).await;
    let group = records::group("Printing");
    let policy = records::policy(&group, "ID card");
    world.add_policies(&group, std::slice::from_ref(&policy)).await;
    for id in ["ada", "ben", "cem"] {
        world.insider(id, &[]).await;
        let partner = records::partner(id);
        world.add_partner(&partner).await;
        let mut request = records::policy_request(&partner, &policy);
        request.comment = "🦀".repeat(500);
        world.add_request(&request).await;
    }
    let mut query = ListQuery::default().sorted("requestDetail", false).cursor("first", 1);
    let mut seen = Vec::new();
    loop {
        let page = world.call(&policy_request::LIST, Some(&admin), &NoPath {}, &query).await;
        seen.extend(page.data.into_iter().map(|row| row.partner_id));
        let Some(next) = page.next else { break };
        query = query.cursor(&next, 1);
    }
    assert_eq!(seen, ["ada", "ben", "cem"]);
}
