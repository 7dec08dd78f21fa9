use serde_json::{Value, json};

use super::{super::Found, *};
use crate::list::Field;

#[derive(Clone, Debug)]
struct Row {
    id: String,
    name: String,
    state: &'static str,
    at: &'static str,
    note: &'static str,
}

static LIST: List<Row> = List {
    name: "probes",
    fields: &[
        Field::shown("rowId", |r: &Row| r.id.as_str().into()).sorted().column("id", Kind::Text),
        Field::shown("rowName", |r: &Row| r.name.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("name", Kind::Text),
        Field::shown("state", |r: &Row| r.state.into())
            .sorted()
            .filtered(Compare::OneOf(&["draft", "on", "off"]))
            .column("isActive", Kind::Truth("on")),
        Field::shown("at", |r: &Row| r.at.into()).sorted().column("crDtimes", Kind::Time),
        Field::shown("note", |r: &Row| r.note.into()).column("note", Kind::Text),
        Field::shown("secret", |r: &Row| r.note.into()).sorted().filtered(Compare::Contains),
    ],
    id: |r| &r.id,
    newest_first: "at",
    page_size: None,
};

fn rows() -> Vec<Row> {
    let row = |(i, name, state, at, note): (u32, &str, &'static str, &'static str, &'static str)| Row {
        id: format!("r{i}"),
        name: name.into(),
        state,
        at,
        note,
    };
    [
        (1, "Printing", "on", "2026-11-20T10:00:00.000+00:00", "b"),
        (2, "printing two", "off", "2026-11-21T00:00:00.000+00:00", "a"),
        (3, "Banks (print)", "draft", "2026-11-21T23:59:59.999+00:00", "b"),
        (4, "ΚΟΣΜΑΣ*", "on", "2026-11-22T10:00:00.000+00:00", "a"),
    ]
    .map(row)
    .into()
}

fn search(filters: Value, sort: Value, pagination: Value) -> Result<Asked, String> {
    let body = json!({"filters": filters, "sort": sort, "pagination": pagination});
    let search: Search = serde_json::from_value(body).map_err(|e| e.to_string())?;
    search.check(&LIST).map_err(|f| f.code.into_owned())
}

/// Answers a search as a list does that finds what it is asked for.
fn found(filters: Value, sort: Value, pagination: Value) -> String {
    let asked = match search(filters, sort, pagination) {
        Ok(asked) => asked,
        Err(code) => return code,
    };
    let listing = asked.query.clone().page(0, 100).check(&LIST).unwrap();
    let mut rows = rows();
    for filter in &listing.filters {
        let field = LIST.fields.iter().find(|f| f.info.wire == filter.field).unwrap();
        rows.retain(|row| match filter.compare {
            Compare::Contains => fold(&(field.text)(row)).contains(&fold(&filter.value)),
            _ => (field.text)(row) == filter.value,
        });
    }
    let field = LIST.fields.iter().find(|f| f.info.wire == listing.sort).unwrap();
    rows.sort_by_key(|row| (field.text)(row).into_owned());
    if listing.descending {
        rows.reverse();
    }
    let (page, total) = asked.pick(&LIST, rows, |row| row);
    let exact = if asked.page().is_some() { "=" } else { "" };
    let ids: Vec<&str> = page.iter().map(|r| &r.id[1..]).collect();
    format!("{exact}{}/{total}", ids.join(","))
}

fn filter(column: &str, kind: &str, value: &str) -> Value {
    json!([{"columnName": column, "type": kind, "value": value}])
}

#[test]
fn texts_are_compared_as_upstream_does() {
    let by_id = || json!([{"sortField": "id", "sortType": "asc"}]);
    let find = |filters: Value| found(filters, by_id(), Value::Null);
    for (kind, value, expected) in [
        ("contains", "PRINT", "=1,2,3/3"),
        ("Contains", "*print*", "=1,2,3/3"),
        ("contains", "*(print)", "3/1"),
        ("contains", "*PRINTING", "1/1"),
        // A star is none of the characters that lists take, so such a search is looked at row by row.
        ("contains", "print*", "/0"),
        ("contains", "σ*", "4/1"),
        ("contains", "(", "=3/1"),
        ("contains", "/", "/0"),
        ("startsWith", "print", "1,2/2"),
        ("startswith", "PRINT*", "1,2/2"),
        ("equals", "PRINTING", "1/1"),
        ("equals", "κοσμας*", "4/1"),
        ("equals", "printin", "/0"),
        ("soundsLike", "x", "=1,2,3,4/4"),
    ] {
        assert_eq!(find(filter("name", kind, value)), expected, "{kind} {value}");
    }
    let of = |values: Value| json!([{"columnName": "name", "type": "in", "values": values}]);
    assert_eq!(find(of(json!(["Printing", "Banks (print)"]))), "1,3/2");
    assert_eq!(find(of(json!(["printing"]))), "/0", "in minds letter case");
    let range =
        |from: &str, to: &str| json!([{"columnName": "name", "type": "between", "fromValue": from, "toValue": to}]);
    assert_eq!(find(range("A", "Q")), "1,3/2");
    assert_eq!(find(range("a", "q")), "2/1", "so does between");
    // A column without a filter in its list, and several conditions on one column.
    assert_eq!(find(filter("note", "equals", "B")), "1,3/2");
    let both = json!([
        {"columnName": "name", "type": "contains", "value": "print"},
        {"columnName": "name", "type": "contains", "value": "bank"},
    ]);
    assert_eq!(find(both), "3/1");
}

#[test]
fn truths_and_times_are_compared_as_what_they_are() {
    let find = |filters: Value| found(filters, json!([{"sortField": "id", "sortType": "ASC"}]), Value::Null);
    assert_eq!(find(filter("isActive", "equals", "true")), "=1,4/2");
    assert_eq!(find(json!([{"columnName": "isActive", "type": "equals", "value": true}])), "=1,4/2");
    assert_eq!(find(filter("isActive", "equals", "FALSE")), "2,3/2", "drafts and what is off are not active");
    assert_eq!(find(filter("isActive", "equals", "perhaps")), "/0");
    assert_eq!(find(filter("crDtimes", "equals", "2026-11-21")), "2,3/2", "a date is all of its day");
    assert_eq!(find(filter("crDtimes", "equals", "2026-11-20T12:00:00+02:00")), "1/1");
    let between =
        |from: &str, to: &str| json!([{"columnName": "crDtimes", "type": "between", "fromValue": from, "toValue": to}]);
    assert_eq!(find(between("2026-11-21", "2026-11-22")), "2,3,4/3");
    assert_eq!(find(between("2026-11-20T10:00:00.001Z", "2026-11-21T23:59:59.999Z")), "2,3/2");
    assert_eq!(find(between("yesterday", "tomorrow")), "/0");
}

#[test]
fn orders_and_pages_are_upstreams() {
    let all = |sort: Value, pagination: Value| found(json!([]), sort, pagination);
    let sort = |field: &str, direction: &str| json!([{"sortField": field, "sortType": direction}]);
    assert_eq!(all(Value::Null, Value::Null), "=4,3,2,1/4", "newest first");
    assert_eq!(all(sort("name", "asc"), Value::Null), "=3,1,2,4/4");
    assert_eq!(all(sort("note", "desc"), Value::Null), "3,1,4,2/4", "an order that the list does not have");
    assert_eq!(all(sort("isActive", "asc"), Value::Null), "3,2,4,1/4", "false comes before true");
    let two = json!([{"sortField": "note", "sortType": "asc"}, {"sortField": "id", "sortType": "desc"}]);
    assert_eq!(all(two, Value::Null), "4,2,3,1/4");
    let page = |start: i64, fetch: i64| json!({"pageStart": start, "pageFetch": fetch});
    assert_eq!(all(sort("note", "desc"), page(1, 3)), "2/4");
    assert_eq!(all(sort("note", "desc"), page(i64::MAX, 1000)), "/4");
    let asked = search(json!([]), sort("name", "asc"), page(2, 5)).unwrap();
    let query = asked.page().unwrap();
    assert_eq!((query.get("pageNo"), query.get("pageSize")), (Some("2"), Some("5")));
    let shown = |rows: Vec<u8>, total| serde_json::to_value(Found::page(&asked, rows, total)).unwrap();
    assert_eq!(shown(vec![7, 8], 12), json!({"fromRecord": 11, "toRecord": 12, "totalRecord": 12, "data": [7, 8]}));
    assert_eq!(shown(vec![], 12), json!({"fromRecord": 0, "toRecord": 0, "totalRecord": 0, "data": null}));
}

#[test]
fn what_is_wrong_has_upstreams_code() {
    let code = |filters: Value| found(filters, json!([]), Value::Null);
    assert_eq!(code(filter("nothing", "equals", "x")), "PMS-MSD-310");
    assert_eq!(code(filter("Name", "equals", "x")), "PMS-MSD-310", "letter case matters");
    assert_eq!(code(filter("rowName", "equals", "x")), "PMS-MSD-310", "our own names are none of a search");
    assert_eq!(code(filter("secret", "equals", "x")), "PMS-MSD-310");
    assert_eq!(code(filter(" ", "equals", "x")), "PMS-MSD-311");
    assert_eq!(code(filter("name", "", "x")), "PMS-MSD-312");
    for kind in ["equals", "contains", "startsWith"] {
        assert_eq!(code(filter("name", kind, " ")), "PMS-MSD-316", "{kind}");
    }
    assert_eq!(code(filter("name", "between", "x")), "PMS-MSD-315");
    assert_eq!(code(filter("name", "in", "x")), "PMS-MSD-391");
    let page =
        |start: Value, fetch: Value| found(json!([]), json!([]), json!({"pageStart": start, "pageFetch": fetch}));
    for (start, fetch) in [(json!(-1), json!(5)), (json!(0), json!(0)), (json!(0), json!(i64::MAX))] {
        assert_eq!(page(start, fetch), "PMS-MSD-313");
    }
    let sort = |field: &str, kind: &str| found(json!([]), json!([{"sortField": field, "sortType": kind}]), Value::Null);
    assert_eq!(sort("", "asc"), "PMS-MSD-314");
    assert_eq!(sort("nothing", "asc"), "PMS-MSD-357");
    assert_eq!(sort("name", "up"), "PMS-MSD-358");
}

#[test]
fn filter_values_are_pairs_of_value_and_code() {
    let values = |of: Value, others: Value| -> Result<Vec<(String, String)>, String> {
        let of: ValuesOf = serde_json::from_value(of).unwrap();
        let others: Vec<SearchFilter> = serde_json::from_value(others).unwrap();
        let asked = of.check(&LIST, &others).map_err(|f| f.code.into_owned())?;
        let (rows, _) = asked.pick(&LIST, rows(), |row| row);
        let values = of.of(&LIST, &rows, |row| row, |row| row.note.to_string());
        assert!(values.iter().all(|v| v.field_id == of.column_name));
        Ok(values.into_iter().map(|v| (v.field_value, v.field_code)).collect())
    };
    let pairs = |pairs: &[(&str, &str)]| Ok(pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect());
    assert_eq!(
        values(json!({"columnName": "isActive"}), json!([])),
        pairs(&[("true", "b"), ("false", "a"), ("false", "b"), ("true", "a")]),
        "without a type they are unique"
    );
    assert_eq!(values(json!({"columnName": "note", "type": "UNIQUE"}), json!([])), pairs(&[("b", "b"), ("a", "a")]));
    let all = values(json!({"columnName": "note", "type": "all", "text": ""}), json!([])).unwrap();
    assert_eq!(all.len(), 4);
    assert_eq!(values(json!({"columnName": "note", "text": "A"}), json!([])), pairs(&[("a", "a")]));
    assert_eq!(
        values(json!({"columnName": "note"}), filter("isActive", "equals", "false")),
        pairs(&[("a", "a"), ("b", "b")])
    );
    for (of, code) in [
        (json!({"columnName": "nothing"}), "PMS-MSD-317"),
        (json!({"columnName": "note", "type": ""}), "PMS-MSD-322"),
        (json!({"columnName": "note", "type": "some"}), "PMS-MSD-324"),
        (json!({"columnName": " "}), "PMS_COR_001"),
    ] {
        assert_eq!(values(of.clone(), json!([])), Err(code.into()), "{of}");
    }
}
