//! Legacy searches and filter values: the columns that MOSIP's clients ask for, on both databases, and nobody's but one's
//! own for partners.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{World, lists::ROWS, records, start};
use partnerdesk_api::{
    operation::{Info, NoPath},
    partner, policy, policy_request,
    role::Role,
    search::{Found, SearchFilter, SearchSort},
    secret::Secret,
};
use serde_json::{Value, json};

const SEARCHES: [&Info; 5] = [
    &policy::SEARCH_GROUPS.info,
    &policy::SEARCH.info,
    &partner::SEARCH.info,
    &partner::SEARCH_TYPES.info,
    &policy_request::SEARCH.info,
];
const VALUES: [&Info; 4] =
    [&policy::GROUP_VALUES.info, &policy::VALUES.info, &partner::VALUES.info, &policy_request::VALUES.info];

async fn ask(world: &World, info: &Info, token: &Secret, mut input: Value) -> Value {
    for (of, member) in [
        (&policy::SEARCH.info, "policyType"),
        (&policy::VALUES.info, "policyType"),
        (&partner::SEARCH.info, "partnerType"),
    ] {
        if of.id == info.id && input.get(member).is_none() {
            input[member] = json!("all");
        }
    }
    let mut answer = world.raw(info, Some(token), &Value::Null, input.clone()).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (200, "ok"), "{info:?} {input}: {}", answer.body);
    answer.body["response"].take()
}

/// The texts of a member of the rows that were found, and how many match.
async fn found(world: &World, info: &Info, token: &Secret, input: Value, member: &str) -> (Vec<String>, u64) {
    let response = ask(world, info, token, input).await;
    let rows = response["data"].as_array().cloned().unwrap_or_default();
    let text = |row: &Value| match &row[member] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    (rows.iter().map(text).collect(), response["totalRecord"].as_u64().unwrap())
}

/// Every column that a search has, with texts of its rows.
async fn columns(world: &World, info: &Info, token: &Secret) -> Vec<(String, Vec<String>)> {
    let list = match info.id {
        id if id == policy::SEARCH_GROUPS.info.id => policy::GROUPS.fields.iter().map(|f| f.info).collect::<Vec<_>>(),
        id if id == policy::SEARCH.info.id => policy::POLICIES.fields.iter().map(|f| f.info).collect(),
        id if id == partner::SEARCH.info.id => partner::PARTNERS.fields.iter().map(|f| f.info).collect(),
        id if id == partner::SEARCH_TYPES.info.id => partner::FOUND_TYPES.fields.iter().map(|f| f.info).collect(),
        _ => policy_request::REQUESTS.fields.iter().map(|f| f.info).collect(),
    };
    let mut columns = Vec::new();
    for field in list {
        let Some(searched) = field.searched else { continue };
        let everything = json!({"pagination": {"pageStart": 0, "pageFetch": 1000}});
        columns.push((searched.column.to_string(), found(world, info, token, everything, searched.column).await.0));
    }
    columns
}

fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

// rows: 44, 45, 79, 96, B25
#[tokio::test]
async fn every_column_is_searched_and_sorted() {
    for world in World::each().await {
        let token = world.insider("root", &[Role::PartnerAdmin]).await;
        world.fill_lists().await;
        let mut checked = 0;
        for info in SEARCHES {
            for (column, texts) in columns(&world, info, &token).await {
                assert!(
                    !texts.is_empty() && texts.iter().all(|t| t != "null") || column == "policyGroupId",
                    "{column}"
                );
                let is_time = column.to_lowercase().contains("dtimes") || column == "requestDatetimes";
                let page = json!({"pageStart": 0, "pageFetch": 1000});
                for direction in ["asc", "DESC"] {
                    let input = json!({"sort": [{"sortField": column, "sortType": direction}], "pagination": page});
                    let (sorted, total) = found(&world, info, &token, input, &column).await;
                    let mut expected: Vec<String> = texts.iter().map(|t| t.replace("null", "")).collect();
                    expected.sort();
                    if direction == "DESC" {
                        expected.reverse();
                    }
                    let sorted: Vec<String> = sorted.iter().map(|t| t.replace("null", "")).collect();
                    assert_eq!((sorted, total), (expected, texts.len() as u64), "{info:?} by {column} {direction}");
                    checked += 1;
                }
                for text in texts.iter().take(6).filter(|t| *t != "null" && !is_time) {
                    let start: String = text.chars().take(3).collect();
                    for (kind, value) in
                        [("contains", start.to_uppercase()), ("startsWith", start), ("equals", text.to_uppercase())]
                    {
                        let is_truth = ["true", "false"].contains(&text.as_str());
                        if value.trim().is_empty() || value.starts_with('*') || is_truth && kind != "equals" {
                            continue;
                        }
                        let holds = |t: &&String| match kind {
                            "contains" => fold(t).contains(&fold(&value)),
                            "startsWith" => fold(t).starts_with(&fold(&value)),
                            _ => fold(t) == fold(&value),
                        };
                        let mut expected: Vec<String> = texts.iter().filter(holds).cloned().collect();
                        let filter = json!([{"columnName": column, "type": kind, "value": value}]);
                        let (mut hits, total) =
                            found(&world, info, &token, json!({"filters": filter, "pagination": page}), &column).await;
                        hits.sort();
                        expected.sort();
                        assert_eq!(
                            (&hits, total),
                            (&expected, hits.len() as u64),
                            "{info:?} {column} {kind} {value:?}"
                        );
                        checked += 1;
                    }
                }
            }
        }
        assert!(checked > 250, "{checked}");
    }
}

// rows: 96, B25
#[tokio::test]
async fn a_page_says_where_it_is() {
    for world in World::each().await {
        let token = world.insider("root", &[Role::PolicyManager]).await;
        world.fill_lists().await;
        let info = &policy::SEARCH_GROUPS.info;
        let place = async |input: Value| {
            let response = ask(&world, info, &token, input).await;
            let count = response["data"].as_array().map(Vec::len);
            let number = |name: &str| response[name].as_u64().unwrap();
            (number("fromRecord"), number("toRecord"), number("totalRecord"), count)
        };
        let all = world.count("policy_group").await as u64;
        assert_eq!(place(json!({})).await, (1, 10, all, Some(10)), "ten rows unless said otherwise");
        assert_eq!(place(json!({"filters": null, "sort": null, "pagination": null})).await, (1, 10, all, Some(10)));
        assert_eq!(place(json!({"pagination": {"pageStart": 2, "pageFetch": 7}})).await, (15, 21, all, Some(7)));
        assert_eq!(place(json!({"pagination": {"pageStart": 99, "pageFetch": 7}})).await, (0, 0, 0, None));
        // What the storage cannot order is paged the same.
        let by_hand = json!([{"sortField": "isActive", "sortType": "desc"}, {"sortField": "name", "sortType": "asc"}]);
        let page = json!({"pageStart": 1, "pageFetch": 9});
        assert_eq!(place(json!({"sort": by_hand, "pagination": page})).await, (10, 18, all, Some(9)));
        // The members that the web portal and older clients read.
        let row = ask(&world, info, &token, json!({"sort": [{"sortField": "crDtimes", "sortType": "desc"}]})).await;
        let names: Vec<&String> = row["data"][0].as_object().unwrap().keys().collect();
        let expected = "id name desc isActive isDeleted userId crBy crDtimes updBy updDtimes delDtimes";
        assert_eq!(names, expected.split(' ').collect::<Vec<_>>());
        assert!(row["data"][0]["crDtimes"].as_str().unwrap().starts_with("2026-11-22T11:13:00"), "{row}");
    }
}

// rows: 2, B25
#[tokio::test]
async fn partner_types_are_found_by_the_portals_registration() {
    let world = World::sqlite().await;
    let token = world.insider("ada", &[Role::CredentialPartner]).await;
    let info = &partner::SEARCH_TYPES.info;
    let input = json!({"filters": [{"columnName": "isPolicyRequired", "type": "equals", "value": "true"}],
        "sort": [{"sortField": "code", "sortType": "asc"}], "pagination": {"pageStart": 0, "pageFetch": 50}});
    let (codes, total) = found(&world, info, &token, input, "code").await;
    let required: Vec<&str> =
        world.desk.reference.types.iter().filter(|t| t.policy_required).map(|t| t.code.as_str()).collect();
    assert_eq!(total, required.len() as u64);
    assert!(required.iter().all(|code| codes.contains(&code.to_string())), "{codes:?}");
    let response = ask(
        &world,
        info,
        &token,
        json!({"filters": [{"columnName": "code", "type": "equals", "value": "auth_partner"}]}),
    )
    .await;
    assert_eq!(response["data"][0]["partnerDescription"], "Auth Partner");
}

// rows: 15, 121, B7, B25
#[tokio::test]
async fn partners_find_their_own_and_only_what_they_may_request() {
    for world in World::each().await {
        let group = records::group("Printing");
        let mut draft = records::policy(&group, "Draft card");
        draft.state = policy::PolicyState::Draft;
        let policy = records::policy(&group, "ID card");
        world.add_policies(&group, &[policy.clone(), draft]).await;
        for user in ["ada", "ben"] {
            world.insider(user, &[Role::CredentialPartner]).await;
            world.add_partner(&records::partner(user)).await;
            world.add_request(&records::policy_request(&records::partner(user), &policy)).await;
        }
        let ada = world.session("ada", &[Role::CredentialPartner]).await;
        let root = world.insider("root", &[Role::PartnerAdmin]).await;
        let by = |field: &str| json!({"sortField": field, "sortType": "asc"});
        let everything =
            || json!({"pagination": {"pageStart": 0, "pageFetch": 100}, "sort": [by("isActive"), by("id")]});
        assert_eq!(found(&world, &partner::SEARCH.info, &ada, everything(), "id").await, (vec!["ada".into()], 1));
        assert_eq!(found(&world, &partner::SEARCH.info, &root, everything(), "id").await.1, 2);
        assert_eq!(found(&world, &partner::SEARCH.info, &ada, json!({}), "id").await, (vec!["ada".into()], 1));
        let own = found(&world, &policy_request::SEARCH.info, &ada, json!({}), "partnerId").await;
        assert_eq!(own, (vec!["ada".into()], 1));
        let values = async |info: &Info, token: &Secret, column: &str| {
            let response =
                ask(&world, info, token, json!({"filters": [{"columnName": column, "type": "unique", "text": ""}]}))
                    .await;
            response["filters"]
                .as_array()
                .unwrap()
                .iter()
                .map(|v| v["fieldValue"].as_str().unwrap().to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(values(&partner::VALUES.info, &ada, "id").await, ["ada"]);
        assert_eq!(values(&partner::VALUES.info, &root, "id").await, ["ada", "ben"]);
        assert_eq!(values(&policy_request::VALUES.info, &ada, "partnerId").await, ["ada"]);
        assert!(!values(&policy::VALUES.info, &ada, "name").await.contains(&"Draft card".to_string()));
        assert!(values(&policy::VALUES.info, &root, "name").await.contains(&"Draft card".to_string()));

        // Addresses are shown to whom the partner belongs, and nobody looks into them.
        let row = ask(&world, &partner::SEARCH.info, &ada, json!({"partnerType": "credential_partner"})).await;
        let row = &row["data"][0];
        assert_eq!((&row["address"], &row["contactNo"]), (&json!("1 Print Lane"), &json!("+254 20 123")));
        assert_eq!((&row["emailId"], &row["userId"]), (&json!("ada@partners.example"), &json!("ada")));
        let other = ask(&world, &partner::SEARCH.info, &ada, json!({"partnerType": "Auth_Partner"})).await;
        assert_eq!((&other["totalRecord"], &other["data"]), (&json!(0), &Value::Null));
        for column in ["address", "contactNo", "emailId"] {
            for input in [
                json!({"partnerType": "all", "filters": [{"columnName": column, "type": "contains", "value": "x"}]}),
                json!({"partnerType": "all", "sort": [{"sortField": column, "sortType": "asc"}]}),
            ] {
                let answer = world.raw(&partner::SEARCH.info, Some(&root), &Value::Null, input).await;
                assert_eq!((answer.status.as_u16(), answer.code()), (200, "KER_PRT_391"));
            }
            let input = json!({"filters": [{"columnName": column, "type": "unique", "text": ""}]});
            assert_eq!(world.raw(&partner::VALUES.info, Some(&root), &Value::Null, input).await.code(), "KER_PRT_391");
        }
    }
}

#[tokio::test]
async fn filter_values_have_the_code_of_their_row() {
    for world in World::each().await {
        let token = world.insider("root", &[Role::PartnerAdmin]).await;
        world.fill_lists().await;
        for (info, column, code) in [
            (VALUES[0], "desc", "name"),
            (VALUES[1], "name", "id"),
            (VALUES[2], "name", "id"),
            (VALUES[3], "policyName", "apikeyRequestId"),
        ] {
            let search = SEARCHES.iter().find(|s| s.path == info.path.replace("filtervalues", "search")).unwrap();
            let page = json!({"pageStart": 0, "pageFetch": 1000});
            let rows = ask(&world, search, &token, json!({"pagination": page})).await;
            let mut expected: Vec<(String, String)> = rows["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|r| (r[column].as_str().unwrap().to_string(), r[code].as_str().unwrap().to_string()))
                .collect();
            assert!(expected.len() >= ROWS, "{info:?}");
            expected.sort();
            let input = json!({"filters": [{"columnName": column, "type": "all", "text": ""}], "optionalFilters": []});
            let response = ask(&world, info, &token, input).await;
            let mut values: Vec<(String, String)> = response["filters"]
                .as_array()
                .unwrap()
                .iter()
                .map(|v| {
                    assert_eq!(v["fieldID"], column);
                    (v["fieldValue"].as_str().unwrap().to_string(), v["fieldCode"].as_str().unwrap().to_string())
                })
                .collect();
            values.sort();
            assert_eq!(values, expected, "{info:?}");
        }
        for (input, code) in [
            (json!({"filters": null}), "PMS_COR_001"),
            (json!({"filters": [{"columnName": "", "type": "all", "text": ""}]}), "PMS_COR_001"),
            (json!({"filters": [{"columnName": "name", "type": null, "text": ""}]}), "PMS_COR_001"),
            (json!({"filters": [{"columnName": "name", "type": "", "text": ""}]}), "PMS-MSD-322"),
            (json!({"filters": [{"columnName": "name", "type": "some", "text": ""}]}), "PMS-MSD-324"),
            (json!({"filters": [{"columnName": "policies", "type": "all", "text": ""}]}), "PMS-MSD-317"),
            (json!({"filters": [{"columnName": "name", "text": null}]}), "ok"),
        ] {
            let answer = world.raw(VALUES[0], Some(&token), &Value::Null, input.clone()).await;
            assert_eq!(answer.code(), code, "{input}");
            assert_eq!(answer.status.as_u16(), if code == "PMS_COR_001" { 400 } else { 200 }, "{input}");
        }
    }
}

#[tokio::test]
async fn a_search_that_would_look_at_too_many_rows_is_refused() {
    for world in World::each().await {
        let token = world.insider("root", &[Role::PolicyManager]).await;
        let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)";
        let at = start().as_microsecond();
        let row = format!("'g' || i, 'g' || i, 'g' || i, 'g' || i, 'd', 'd', 'active', {at} + i, 'x'");
        let columns = "id, id_fold, name, name_fold, description, description_fold, state, created_at, created_by";
        world.sql(&format!("INSERT INTO policy_group ({columns}) {numbers} SELECT {row} FROM n")).await.unwrap();
        let info = &policy::SEARCH_GROUPS.info;
        let equals = |name: &str| {
            serde_json::to_value([SearchFilter {
                column_name: "name".into(),
                kind: "equals".into(),
                value: name.into(),
                ..SearchFilter::default()
            }])
            .unwrap()
        };
        let by = |field: &str| json!([SearchSort { sort_field: field.into(), sort_type: "asc".into() }]);
        // Narrowed by the storage first, and ordered by it.
        let (names, total) = found(&world, info, &token, json!({"filters": equals("G9999")}), "name").await;
        assert_eq!((names, total), (vec!["g9999".to_string()], 1));
        assert!(found(&world, info, &token, json!({"sort": by("name")}), "name").await.1 > 10_000);
        let answer = world.raw(info, Some(&token), &Value::Null, json!({"sort": by("isActive")})).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (200, "PD-LST-002"));
        let answer: Found<policy::FoundGroup> =
            world.call(&policy::SEARCH_GROUPS, Some(&token), &NoPath {}, &Default::default()).await;
        assert_eq!(answer.data.unwrap().len(), 10);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_search_has_mosips_code() {
    let world = World::sqlite().await;
    let token = world.insider("root", &[Role::PartnerAdmin]).await;
    for info in SEARCHES {
        let column = if info.id == policy_request::SEARCH.info.id { "partnerId" } else { "isActive" };
        let filter = |column: &str, kind: &str| json!({"filters": [{"columnName": column, "type": kind}]});
        let sort = |field: &str, kind: &str| json!({"sort": [{"sortField": field, "sortType": kind}]});
        for (mut input, code) in [
            (filter("nothing", "equals"), "PMS-MSD-310"),
            (filter("", "equals"), "PMS-MSD-311"),
            (filter(column, ""), "PMS-MSD-312"),
            (json!({"pagination": {"pageStart": -1, "pageFetch": 10}}), "PMS-MSD-313"),
            (sort("", "asc"), "PMS-MSD-314"),
            (filter(column, "between"), "PMS-MSD-315"),
            (filter(column, "equals"), "PMS-MSD-316"),
            (sort("nothing", "asc"), "PMS-MSD-357"),
            (sort(column, "up"), "PMS-MSD-358"),
            (filter(column, "in"), "PMS-MSD-391"),
        ] {
            (input["policyType"], input["partnerType"]) = (json!("all"), json!("all"));
            let answer = world.raw(info, Some(&token), &Value::Null, input.clone()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (200, code), "{info:?}: {input}");
            assert!(answer.response().is_null());
        }
    }
    for (info, member) in [(SEARCHES[1], "policyType"), (VALUES[1], "policyType"), (SEARCHES[2], "partnerType")] {
        let mut input = (info.example)();
        input.as_object_mut().unwrap().remove(member);
        let answer = world.raw(info, Some(&token), &Value::Null, input).await;
        assert_eq!((answer.status.as_u16(), answer.code(), answer.field()), (400, "PMS_COR_001", member), "{info:?}");
    }
}
