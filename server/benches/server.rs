//! The server's numbers, for SQLite and (when `PARTNERDESK_TEST_POSTGRES` names a server) PostgreSQL, beside the bare
//! framework and the raw database as ceilings:
//!
//! ```sh
//! cargo bench -p partnerdesk-server --bench server
//! ```
//!
//! `PARTNERDESK_BENCH_ROWS` sets how many policy requests there are (default 1 000 000). Numbers are for comparing on
//! one quiet machine; ratios travel, absolute numbers do not.

mod support;

use std::time::{Duration, Instant};

use support::{
    ceilings, fill,
    http::{Connection, load},
    process::Server,
    report::{Report, percentile},
};

/// The offered orders of the list of policy requests.
const ORDERS: &[&str] = &[
    "partnerId",
    "partnerType",
    "orgName",
    "policyId",
    "policyName",
    "policyGroupName",
    "requestDetail",
    "status",
    "createdDateTime",
];
/// How long the load lasts.
const LOAD: Duration = Duration::from_secs(4);
/// How long the paced requests of one order last: a thousand of them, so that the hundredth part is more than the few
/// that meet a connection for the first time.
const PACE: Duration = Duration::from_secs(5);
const LIST: &str = "/v1/partnermanager/partner-policy-requests";

fn main() {
    if support::process::serve_if_asked() {
        return;
    }
    let rows: usize = std::env::var("PARTNERDESK_BENCH_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let mut report = Report::default();
    runtime.block_on(async {
        ceilings::framework(&mut report).await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        measure(&mut report, "SQLite", folder.path(), None, rows).await;
        match std::env::var("PARTNERDESK_TEST_POSTGRES") {
            Ok(url) => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let url = fill::own_schema(&url).await;
                measure(&mut report, "PostgreSQL", folder.path(), Some(url), rows).await;
            }
            Err(_) => report.say("PostgreSQL: left out, PARTNERDESK_TEST_POSTGRES names no server"),
        }
    });
    report.print();
    std::process::exit(i32::from(report.is_missed()));
}

async fn measure(report: &mut Report, name: &str, folder: &std::path::Path, postgres: Option<String>, rows: usize) {
    let admin = fill::people(folder, postgres.clone()).await;
    let filling = Instant::now();
    fill::requests(folder, postgres.as_deref(), rows).await;
    report.say(format!("{name}: {rows} policy requests, filled in {:.0} s", filling.elapsed().as_secs_f64()));
    let raw_pages = if postgres.is_none() { Some(ceilings::raw_pages(folder)) } else { None };
    let raw_commit = match &postgres {
        None => ceilings::raw_commits_sqlite(folder),
        Some(url) => ceilings::raw_commits_postgres(url).await,
    };
    let server = Server::start(folder, postgres.as_deref()).await;
    report.bound(format!("{name}: ready after start (ms)"), server.ready.as_secs_f64() * 1e3, 50.0);
    tokio::time::sleep(Duration::from_secs(1)).await;
    report.bound(format!("{name}: at rest (MB)"), server.resident_mb(), 20.0);
    let token = fill::sign_in(&server, &admin).await;

    let page = format!("{LIST}?cursor=first&pageSize=25");
    let used = server.cpu_seconds();
    let pages = load(&server, &token, &page, 8, LOAD).await;
    let each = (server.cpu_seconds() - used) / (pages * LOAD.as_secs_f64());
    report.say(format!("{name}: list page of 25 by 8 clients: {pages:.0}/s, {:.0} µs of processor each", each * 1e6));
    if let Some(raw) = raw_pages {
        report.say(format!("{name}: raw page of 25: {raw:.0}/s"));
        report.at_least(format!("{name}: list page rate / raw page rate (%)"), pages / raw * 100.0, 15.0);
    }
    let mut connection = Connection::open(&server).await;
    let (first, last) = first_and_last(&mut connection, &token).await;
    report.bound(format!("{name}: last page / first page"), last / first, 1.5);
    for order in ORDERS {
        for filter in ["", "&status=InProgress"] {
            for place in ["first", "last"] {
                let path = format!("{LIST}?cursor={place}&pageSize=25&sortFieldName={order}&sortType=asc{filter}");
                let times = support::http::paced(&server, &token, &path, 200, PACE).await;
                report.bound(
                    format!("{name}: p99 at 200/s, {order}{filter}, {place} page (ms)"),
                    percentile(&times, 0.99) * 1e3,
                    5.0,
                );
            }
        }
    }
    let decisions = fill::pending(folder, postgres.as_deref(), 600).await;
    let mut times = Vec::with_capacity(decisions.len());
    for id in decisions {
        let begun = Instant::now();
        connection.decide(&token, &id).await;
        times.push(begun.elapsed().as_secs_f64());
    }
    let decision = percentile(&times, 0.5);
    report.say(format!("{name}: raw commit p50 {:.0} µs, decision p50 {:.0} µs", raw_commit * 1e6, decision * 1e6));
    report.bound(format!("{name}: durable decision / raw commit"), decision / raw_commit, 3.5);
    report.say(format!("{name}: after the load (MB): {:.1}", server.resident_mb()));
}

/// Median seconds of the first and of the last page.
async fn first_and_last(connection: &mut Connection, token: &str) -> (f64, f64) {
    let mut medians = [0.0; 2];
    for (place, median) in ["first", "last"].into_iter().zip(&mut medians) {
        let mut times = Vec::new();
        for _ in 0..300 {
            let begun = Instant::now();
            connection.get(&format!("{LIST}?cursor={place}&pageSize=25"), token).await;
            times.push(begun.elapsed().as_secs_f64());
        }
        *median = percentile(&times, 0.5);
    }
    (medians[0], medians[1])
}
