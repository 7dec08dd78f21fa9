//! Whatever a field rule complains of is a member of the input as it travels, so that a form finds its line.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use partnerdesk_api::{operation::Info, operations};
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

/// A schema with everything that it refers to.
struct Schemas {
    root: Value,
    named: Map<String, Value>,
}

impl Schemas {
    fn of(info: &Info) -> Schemas {
        let mut generator = SchemaGenerator::default();
        let root = (info.input)(&mut generator).to_value();
        Schemas { root, named: generator.take_definitions(true) }
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let name = schema["$ref"].as_str().and_then(|at| at.rsplit('/').next());
        let of_null = schema["anyOf"].as_array().and_then(|any| any.iter().find(|one| one["type"] != "null"));
        match (name, of_null) {
            (Some(name), _) => &self.named[name],
            (None, Some(one)) => self.resolved(one),
            (None, None) => schema,
        }
    }

    /// The schema of a member by its path, `extractors[0].biometric`.
    fn member(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(self.resolved(&self.root), |schema, part| {
            let (name, is_item) = part.split_once('[').map_or((part, false), |(name, _)| (name, true));
            let member = self.resolved(schema["properties"].get(name)?);
            if is_item { member.get("items").map(|item| self.resolved(item)) } else { Some(member) }
        })
    }
}

/// Values that break one rule or another.
fn bad_values(good: &Value) -> Vec<Value> {
    let items = good.as_array().into_iter().map(|items| {
        let item = items.first().cloned().unwrap_or_else(|| json!("x"));
        Value::Array(vec![item; 600])
    });
    let texts = ["", " ", "a b", "<\u{1b}>", "line\nline", "aaaaaaaaaaaa", "x".repeat(6000).leak()];
    let mut values: Vec<Value> = texts.iter().map(|text| json!(text)).chain(items).collect();
    values.extend([Value::Null, json!([]), json!({}), json!({"a": "x".repeat(6000)})]);
    values
}

/// The input with one member after the other made bad, however deep it stands.
fn broken(good: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match good {
        Value::Object(members) => {
            for (name, value) in members {
                let changed = |bad| {
                    let mut members = members.clone();
                    members.insert(name.clone(), bad);
                    Value::Object(members)
                };
                all.extend(bad_values(value).into_iter().chain(broken(value)).map(changed));
                let without = members.iter().filter(|(other, _)| *other != name);
                all.push(without.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>().into());
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                let changed = |bad| {
                    let mut items = items.clone();
                    items[place] = bad;
                    Value::Array(items)
                };
                all.extend(broken(item).into_iter().map(changed));
            }
        }
        _ => {}
    }
    all
}

#[test]
fn every_complaint_names_a_member_of_its_input() {
    let mut complaints = 0;
    for info in operations() {
        let schemas = Schemas::of(info);
        let example = (info.example)();
        assert_eq!((info.broken)(example.clone()), Some(Vec::new()), "{info:?}: its example breaks rules");
        let found = broken(&example).into_iter().filter_map(|input| (info.broken)(input)).flatten();
        let fields: BTreeSet<String> = found.map(|violation| violation.field).collect();
        for field in &fields {
            assert!(schemas.member(field).is_some(), "{info:?} complains of {field}, which it does not have");
        }
        // What the document promises to refuse is refused under that name.
        for name in example.as_object().into_iter().flat_map(Map::keys) {
            // That a secret is not empty is nothing to complain of before it is tested.
            let has_rule = |s: &Value| s["format"] != "password" && s.get("maxLength").or(s.get("minLength")).is_some();
            let promised = schemas.member(name).is_some_and(has_rule);
            assert!(!promised || fields.contains(name), "{info:?} has a rule for {name} that never speaks");
        }
        complaints += fields.len();
    }
    assert!(complaints > 60, "{complaints}");
}

#[test]
fn members_with_a_name_of_their_own_are_called_by_it() {
    let values = partnerdesk_api::policy::GROUP_VALUES.info;
    let input = json!({"filters": [{"columnName": "", "type": null, "text": ""}], "optionalFilters": []});
    let fields: Vec<String> = (values.broken)(input).unwrap().into_iter().map(|v| v.field).collect();
    assert_eq!(fields, ["filters[0].columnName", "filters[0].type"]);
}
