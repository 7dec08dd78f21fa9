//! The API document is one that others' tools can read, and it says what the server does.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use std::collections::BTreeSet;

use crate::support::World;
use partnerdesk_api::{
    account,
    operation::{Info, Method},
    policy,
    role::{Access, Role},
    system,
};
use serde_json::{Map, Value, json};

async fn document(world: &World) -> Value {
    // As it is served: without an envelope.
    world.raw(&system::OPENAPI.info, None, &Value::Null, json!({})).await.body
}

/// Calls a check on every object of the document, with its place.
fn each_object(value: &Value, place: &str, check: &mut impl FnMut(&str, &Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            check(place, members);
            for (name, member) in members {
                // Examples are data, not schema.
                if name != "x-example" {
                    each_object(member, &format!("{place}/{name}"), check);
                }
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                each_object(item, &format!("{place}/{i}"), check);
            }
        }
        _ => {}
    }
}

fn described<'a>(document: &'a Value, path: &str, info: &Info) -> &'a Value {
    &document["paths"][path][info.method.word().to_lowercase()]
}

// rows: B25
#[tokio::test]
async fn the_document_is_openapi_3() {
    let document = document(&World::sqlite().await).await;
    assert_eq!(document["openapi"], "3.0.3");
    assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
    let (mut references, mut types) = (0, 0);
    each_object(&document, "", &mut |place, members| {
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
            assert!(target.is_some_and(Value::is_object), "{place}: {reference} leads nowhere");
            references += 1;
        }
        // Members of JSON schema that OpenAPI 3.0 does not have; a property may be called so.
        if !place.ends_with("/properties") {
            for newer in ["$defs", "definitions", "$schema", "const", "examples", "prefixItems", "if"] {
                assert!(!members.contains_key(newer), "{place} has {newer}");
            }
            if let Some(kind) = members.get("type") {
                let known = ["object", "array", "string", "integer", "number", "boolean", "http"];
                assert!(kind.as_str().is_some_and(|k| known.contains(&k)), "{place} has the type {kind}");
                assert!(kind != "array" || members.contains_key("items"), "{place} does not say what its items are");
                types += 1;
            }
        }
    });
    assert!(references > 20 && types > 300, "{references} references, {types} types");
}

#[tokio::test]
async fn every_operation_is_described_as_it_is_declared() {
    let document = document(&World::sqlite().await).await;
    let mut ids = BTreeSet::new();
    let mut count = 0;
    for info in partnerdesk_api::operations() {
        for path in std::iter::once(&info.path).chain(info.aliases) {
            let described = described(&document, path, info);
            assert!(
                ids.insert(described["operationId"].as_str().unwrap().to_string()),
                "{info:?}: its id is there twice"
            );
            assert!(!described["summary"].as_str().unwrap().is_empty());
            assert!(described["responses"]["200"]["description"].is_string(), "{info:?}");
            assert_eq!(described["security"].is_array(), info.access != Access::Public, "{info:?}");
            let parameters = described["parameters"].as_array().unwrap();
            let mut named = BTreeSet::new();
            for parameter in parameters {
                let (name, place) = (parameter["name"].as_str().unwrap(), parameter["in"].as_str().unwrap());
                assert!(named.insert((name, place)) && parameter["schema"].is_object(), "{info:?}: {name}");
                assert_eq!(parameter["required"], json!(place == "path"), "{info:?}: {name}");
            }
            let in_path: BTreeSet<&str> =
                named.iter().filter(|(_, place)| *place == "path").map(|(name, _)| *name).collect();
            assert_eq!(in_path, partnerdesk_api::openapi::path_parameters(path).collect(), "{info:?}");
            if let Some(list) = info.list {
                for field in list.fields().iter().filter(|f| f.filter.is_some()) {
                    assert!(named.contains(&(field.param, "query")), "{info:?}: {}", field.param);
                }
            }
            assert_eq!(described["requestBody"].is_object(), info.has_body, "{info:?}");
            count += 1;
        }
    }
    let all: usize = document["paths"].as_object().unwrap().values().map(|p| p.as_object().unwrap().len()).sum();
    assert_eq!(all, count, "the document describes something that is not declared");
}

/// A schema of the document that can stand alone, in the words of JSON schema.
fn standalone(document: &Value, schema: &Value) -> jsonschema::Validator {
    let mut schema = schema.clone();
    let mut components = document["components"].clone();
    nullable_to_null(&mut schema);
    nullable_to_null(&mut components);
    schema["components"] = components;
    jsonschema::validator_for(&schema).unwrap()
}

fn nullable_to_null(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(nullable_to_null);
            if members.remove("nullable") == Some(json!(true)) {
                let inner = Value::Object(std::mem::take(members));
                members.insert("anyOf".into(), json!([inner, {"type": "null"}]));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(nullable_to_null),
        _ => {}
    }
}

fn violations(validator: &jsonschema::Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|e| format!("{} at {}", e, e.instance_path())).collect()
}

#[tokio::test]
async fn examples_and_answers_fit_what_the_document_says() {
    let world = World::sqlite().await;
    world.insider("everything", Role::ALL).await;
    world.fill_lists().await;
    let document = document(&world).await;
    let (mut examples, mut answers) = (0, 0);
    for info in partnerdesk_api::operations() {
        let described = described(&document, info.path, info);
        if info.has_body {
            let body = standalone(&document, &described["requestBody"]["content"]["application/json"]["schema"]);
            let sent = partnerdesk_api::envelope::request(info, (info.example)(), world.now());
            assert_eq!(violations(&body, &sent), Vec::<String>::new(), "{info:?}");
            assert!(!violations(&body, &json!({"id": "x"})).is_empty(), "{info:?}: anything fits");
            examples += 1;
        }
        let reply = standalone(&document, &described["responses"]["200"]["content"]["application/json"]["schema"]);
        let path = partnerdesk_api::openapi::path_parameters(info.path)
            .map(|name| (name.to_string(), json!(if name == "policy_id" { "P001" } else { "g001" })))
            .collect();
        let input = if info.method == Method::Get && info.list.is_some() {
            json!({"pageNo": "0", "pageSize": "5"})
        } else {
            (info.example)()
        };
        // A session of its own: one of the operations ends it.
        let token = world.session("everything", Role::ALL).await;
        let answer = world.raw(info, Some(&token), &path, input).await;
        if answer.code() == "ok" {
            assert_eq!(violations(&reply, &answer.body), Vec::<String>::new(), "{info:?}");
            answers += 1;
        }
    }
    assert!(examples > 15 && answers > 18, "{examples} examples, {answers} answers");
    let groups = described(&document, policy::GROUP_LIST.info.path, &policy::GROUP_LIST.info);
    assert_eq!(groups["x-roles"], json!(["PARTNER_ADMIN", "POLICYMANAGER", "SUPPORT"]));
    let me = described(&document, account::ME.info.path, &account::ME.info);
    assert_eq!(me["x-roles"], json!("signed in"));
}
