//! Pages at their edges: totals, page numbers, refusals, cursors of others, and the indexes behind every order.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{World, lists::ROWS, start};
use partnerdesk_api::{
    audit, certificate,
    list::{AnyList, Compare, Cursor, ListQuery, PageAt, SortKey},
    operation::{Envelope, NoPath},
    policy, policy_request,
    role::Role,
};
use partnerdesk_server::store::{
    self, Database,
    list::{Table, explain},
};
use serde_json::{Value, json};

/// The filter by state of each list; the trust store shows roots and intermediates apart.
const STATES: &[&str] = &["status", "outcome", "caCertificateType"];

fn table(list: &dyn AnyList) -> &'static Table {
    let mut tables = store::AREAS.iter().flat_map(|area| area.tables);
    tables.find(|table| table.list == list.name()).unwrap_or_else(|| panic!("no table is behind {}", list.name()))
}

fn lists() -> Vec<&'static dyn AnyList> {
    let mut lists: Vec<&dyn AnyList> = partnerdesk_api::operations().filter_map(|info| info.list).collect();
    lists.dedup_by_key(|list| list.name());
    lists
}

#[tokio::test]
async fn no_order_needs_a_sort_alone_or_with_the_filter_by_state() {
    for world in World::each().await {
        world.fill_lists().await;
        // Few rows are read as a whole whatever the indexes; asked not to, the planner shows whether it has another way.
        let db = match &world.config.postgres {
            Some(url) => {
                let url = format!(
                    "{url}%20-c%20enable_seqscan%3Doff%20-c%20enable_bitmapscan%3Doff%20-c%20enable_sort%3Doff"
                );
                Database::Postgres { url }.open().await.unwrap()
            }
            None => world.desk.db.clone(),
        };
        let (mut seen, mut slow) = (0, Vec::new());
        for list in lists() {
            let table = table(list);
            let fields = list.fields();
            let state = fields.iter().find(|f| STATES.contains(&f.wire)).map(|state| {
                let Some(Compare::OneOf(words)) = state.filter else { panic!("{} has no words", list.name()) };
                (state.param, words[0])
            });
            let orders = fields.iter().filter(|f| f.sort).map(|f| Some(f.wire)).chain([None]);
            for order in orders {
                let query = order.map_or_else(ListQuery::default, |wire| ListQuery::default().sorted(wire, true));
                let by_state = state.map(|(param, word)| query.clone().with(param, word));
                for query in std::iter::once(query.clone()).chain(by_state) {
                    for cursor in ["first", "last"] {
                        let listing = query.clone().cursor(cursor, 8).check(list).unwrap();
                        let plan = explain(&db, table, &listing, None, start()).await.unwrap();
                        let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
                        let indexed = plan.contains("INDEX") || plan.contains("Index");
                        if !indexed || sorts {
                            slow.push(format!("{} {query:?} {cursor}:\n{plan}", list.name()));
                        }
                        seen += 1;
                    }
                }
            }
        }
        assert!(slow.is_empty(), "{}", slow.join("\n\n"));
        assert!(seen > 180, "{seen}");
    }
}

/// Partners see their own rows; the newest first come without a sort too.
#[tokio::test]
async fn own_rows_are_found_by_an_index() {
    for world in World::each().await {
        for list in partnerdesk_api::operations().filter_map(|info| info.list) {
            let table = table(list);
            if table.owner.is_none() {
                continue;
            }
            let listing = ListQuery::default().cursor("first", 8).check(list).unwrap();
            let plan = explain(&world.desk.db, table, &listing, Some("x"), start()).await.unwrap();
            assert!(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "{plan}");
        }
    }
}

#[tokio::test]
async fn totals_are_exact_by_number_and_counted_up_to_a_cap_by_cursor() {
    for world in World::each().await {
        let admin = world.insider("admin", &[Role::PartnerAdmin]).await;
        let grow = async |from: i64, to: i64| {
            let numbers =
                format!("WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to})");
            let row = "'e' || i, i, 'a', 'a', 's', 'x', 's', 's', 'done', '', 'r', 1";
            world.sql(&format!("INSERT INTO audit {numbers} SELECT {row} FROM n")).await.unwrap();
        };
        let ask = async |query: ListQuery| world.call(&audit::LIST, Some(&admin), &NoPath {}, &query).await;
        let query = ListQuery::default;
        grow(1, 10_000).await;
        let page = ask(query().cursor("first", 8)).await;
        assert_eq!((page.total_results, page.total_is_capped, page.data[0].id.as_str()), (10_000, false, "e10000"));
        grow(10_001, 10_020).await;
        let page = ask(query().cursor("first", 8)).await;
        assert_eq!((page.total_results, page.total_is_capped), (10_000, true));
        let page = ask(query().cursor("last", 8)).await;
        assert_eq!((page.total_results, page.total_is_capped, page.data[7].id.as_str()), (10_000, true, "e1"));
        assert_eq!(ask(query().cursor("first", 5000)).await.data.len(), 200, "our own client's pages have a limit");
        let page = ask(query().page(0, 10_015)).await;
        assert_eq!((page.data.len(), page.total_results, page.total_is_capped), (10_015, 10_020, false));
        let page = ask(query().page(1, 10_015)).await;
        assert_eq!((page.data.len(), page.page_no, page.page_size, page.total_results), (5, 1, 10_015, 10_020));
    }
}

// rows: 46, 47
#[tokio::test]
async fn numbered_pages_are_mosips() {
    for world in World::each().await {
        let admin = world.insider("admin", &[Role::PartnerAdmin]).await;
        world.fill_lists().await;
        let ask = async |query: ListQuery| world.call(&policy::LIST, Some(&admin), &NoPath {}, &query).await;
        let whole = ask(ListQuery::default().page(0, 1000)).await;
        let total = whole.total_results;
        let default = ask(ListQuery::default()).await;
        assert_eq!((default.page_no, default.page_size, default.data.len()), (0, 8, 8), "eight unless said otherwise");
        assert_eq!(default.data, whole.data[..8]);
        let lone = ask(ListQuery::default().with("pageNo", 2)).await;
        assert_eq!(lone.data, whole.data[16..24]);
        for far in [total, 1_000_000, i64::MAX as u64] {
            let beyond = ask(ListQuery::default().page(far, 8)).await;
            assert_eq!((beyond.page_no, beyond.page_size, beyond.total_results), (far, 8, total));
            assert!(beyond.data.is_empty());
        }
        let one = ask(ListQuery::default().page(0, u32::MAX)).await;
        assert_eq!(one.data, whole.data);
        // Lists without a default page are answered as a whole.
        let unpaged = world.call(&policy_request::LIST, Some(&admin), &NoPath {}, &ListQuery::default()).await;
        let rows = ROWS as u64;
        assert_eq!((unpaged.page_no, unpaged.page_size, unpaged.total_results), (0, rows, rows));
        assert_eq!(unpaged.data.len(), ROWS);
        let filtered = ListQuery::default().with("status", "approved");
        let unpaged = world.call(&policy_request::LIST, Some(&admin), &NoPath {}, &filtered).await;
        assert!(unpaged.data.len() == unpaged.page_size as usize && unpaged.data.len() < ROWS);
        let nothing = ListQuery::default().with("status", "Approved");
        let unpaged = world.call(&policy_request::LIST, Some(&admin), &NoPath {}, &nothing).await;
        assert_eq!((unpaged.total_results, unpaged.data.len()), (0, 0), "exact words mind letter case");
    }
}

#[tokio::test]
async fn every_list_refuses_what_it_does_not_offer() {
    let world = World::sqlite().await;
    let admin = world.insider("admin", &[Role::PartnerAdmin]).await;
    let mut asked = 0;
    for info in partnerdesk_api::operations().filter(|info| info.list.is_some()) {
        let whole = info.list.unwrap().page_size().is_none();
        let cases: &[(Value, &str)] = &[
            (json!({"sortFieldName": "createdDateTime"}), "PMS_PS_ERROR_007"),
            (json!({"sortType": "asc"}), "PMS_PS_ERROR_007"),
            (json!({"pageNo": "0"}), if whole { "PMS_PS_ERROR_006" } else { "ok" }),
            (json!({"pageSize": "8"}), if whole { "PMS_PS_ERROR_006" } else { "ok" }),
            (json!({"sortFieldName": "nothing", "sortType": "asc", "pageNo": "0", "pageSize": "8"}), "PMS_PRT_357"),
            (
                json!({"sortFieldName": "id; DROP TABLE audit", "sortType": "asc", "pageNo": "0", "pageSize": "8"}),
                "PMS_PRT_357",
            ),
            (
                json!({"sortFieldName": info.list.unwrap().newest_first(), "sortType": "up", "pageNo": "0", "pageSize": "8"}),
                "PMS_PRT_358",
            ),
            (
                json!({"sortFieldName": info.list.unwrap().newest_first(), "sortType": "DESC", "pageNo": "0", "pageSize": "8"}),
                "ok",
            ),
            (json!({"pageNo": "-1", "pageSize": "8"}), "PMS_PRT_360"),
            (json!({"pageNo": "x", "pageSize": "8"}), "PMS_PRT_360"),
            (json!({"pageNo": "99999999999999999999", "pageSize": "8"}), "PMS_PRT_360"),
            (json!({"pageNo": "0", "pageSize": "0"}), "PMS_PRT_361"),
            (json!({"pageNo": "0", "pageSize": "99999999999"}), "PMS_PRT_361"),
            (json!({"cursor": "nonsense"}), "PD-LST-001"),
            (json!({"cursor": "first", "pageSize": "0"}), "PMS_PRT_361"),
            (json!({"no-such-filter": "x"}), "ok"),
        ];
        for (query, code) in cases {
            let answer = world.raw(info, Some(&admin), &Value::Null, query.clone()).await;
            assert_eq!(answer.code(), *code, "{info:?} {query}");
            let status = if *code != "ok" && info.envelope == Envelope::Desk { 400 } else { 200 };
            assert_eq!(answer.status, status, "{info:?} {query}");
            asked += 1;
        }
        // The words sort pairs that lists of MOSIP offer without paging are refused.
        let sorted = json!({"sortFieldName": info.list.unwrap().newest_first(), "sortType": "asc"});
        let answer = world.raw(info, Some(&admin), &Value::Null, sorted).await;
        assert_eq!(answer.code(), if whole { "PMS_PS_ERROR_008" } else { "ok" }, "{info:?}");
    }
    assert!(asked >= 8 * 16);
}

#[tokio::test]
async fn a_made_up_cursor_is_refused_or_finds_its_place_and_never_fails() {
    for world in World::each().await {
        let admin = world.insider("admin", &[Role::PartnerAdmin]).await;
        world.fill_lists().await;
        let ask = async |sort: &str, key: SortKey, id: &str| {
            let cursor = Cursor { sort: sort.into(), descending: false, forward: true, key, id: id.into() };
            let query = ListQuery::default().sorted(sort, false).cursor(&cursor.token(), 8);
            world.ask(&certificate::TRUST_LIST, Some(&admin), &NoPath {}, &query).await
        };
        let text = |t: &str| SortKey::Text(t.into());
        for (sort, key, id, code) in [
            ("issuedTo", text("CN=Z"), "x", "ok"),
            ("issuedTo", text("'; DROP TABLE partner; --"), "'", "ok"),
            ("validTill", SortKey::Number(i64::MIN), "", "ok"),
            ("issuedTo", SortKey::Number(7), "x", "PD-LST-001"),
            ("validTill", text("tomorrow"), "x", "PD-LST-001"),
            ("issuedTo", text("a\0b"), "x", "PD-LST-001"),
            ("issuedTo", text("a"), "x\0", "PD-LST-001"),
        ] {
            let answer = ask(sort, key.clone(), id).await;
            assert_eq!(answer.code(), code, "{sort} {key:?} {id:?}");
        }
    }
}

#[test]
fn plans_are_read_for_every_table_that_is_listed() {
    assert_eq!(store::AREAS.iter().map(|area| area.tables.len()).sum::<usize>(), lists().len());
    assert!(matches!(ListQuery::default().cursor("last", 8).check(&audit::AUDIT).unwrap().page, PageAt::Last));
}
