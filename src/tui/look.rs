//! For people: the real desk in the real terminal, against the answers of a script. Not run by itself:
//! `cargo test --lib --no-run`, then the test binary with `--ignored --nocapture --exact tui::look::at_the_desk`.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use partnerdesk_api::{
    account::{Credentials, Profile},
    role::Role,
};
use serde_json::{Value, json};

use super::{
    Options,
    backend::{Backend, Host},
    context::Player,
    layer::Request,
    testing,
};
use crate::client::ClientError;

struct Script;

impl Backend for Script {
    fn address(&self) -> String {
        "script".into()
    }
    fn has_session(&self) -> bool {
        false
    }
    fn call(&self, request: Request) -> BoxFuture<'_, Result<Value, ClientError>> {
        Box::pin(async move {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            Ok(answer(&request))
        })
    }
    fn sign_in(&self, _: Credentials) -> BoxFuture<'_, Result<Profile, ClientError>> {
        Box::pin(async { Ok(testing::profile(Role::PartnerAdmin)) })
    }
    fn sign_out(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// A million requests, paged by cursor.
const ROWS: u64 = 1_000_000;

fn answer(request: &Request) -> Value {
    let text = |name: &str| request.input[name].as_str().unwrap_or_default().to_string();
    let size: u64 = text("pageSize").parse().unwrap_or(50);
    let (from, to) = match text("cursor").as_str() {
        "last" => (ROWS - size, ROWS),
        token => match token.split_at_checked(1).and_then(|(d, n)| Some((d, n.parse::<u64>().ok()?))) {
            Some(("f", n)) => (n, (n + size).min(ROWS)),
            Some((_, n)) => (n.saturating_sub(size), n),
            None => (0, size),
        },
    };
    let row = |i: u64| {
        json!({
            "id": format!("r{i}"), "partnerId": format!("partner{i}"), "partnerStatus": "activated",
            "orgName": format!("Organisation {i}"), "partnerType": "Auth_Partner", "policyId": "p",
            "policyName": format!("Policy {}", i % 97), "policyDescription": "", "policyGroupId": "g",
            "policyGroupName": "Printing", "policyGroupDescription": "", "partnerComment": "Please.",
            "status": "InProgress", "createdDateTime": "2026-11-13T09:00:00.000+00:00", "updatedDateTime": null,
            "mappings": "notNeeded",
        })
    };
    match request.operation.id {
        "account.setup_state" => json!({"due": false, "sample": true, "environment": "SANDBOX"}),
        "policy_request.list" => json!({
            "totalResults": 10_000, "totalIsCapped": true, "data": (from..to).map(row).collect::<Vec<_>>(),
            "next": (to < ROWS).then(|| format!("f{to}")), "previous": (from > 0).then(|| format!("b{from}")),
        }),
        "partner.types" => json!([{"code": "Auth_Partner", "label": "Authentication partner", "policyRequired": true,
            "role": "AUTH_PARTNER", "certificateDomain": "AUTH", "selfService": true}]),
        _ => json!({"totalResults": 0, "data": []}),
    }
}

struct Stage;

impl Host for Stage {
    fn resume(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
        self.try_it()
    }
    fn try_it(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
        Box::pin(async { Ok(Arc::new(Script) as Arc<dyn Backend>) })
    }
    fn start_here(&self) -> BoxFuture<'_, Result<Arc<dyn Backend>, String>> {
        Box::pin(async { Err("The data folder is in use by another user.".into()) })
    }
    fn cast(&self) -> Vec<Player> {
        let name = "Meera Iyer".to_string();
        vec![Player { user_name: "meera".into(), password: "sample".into(), name, part: "partner admin".into() }]
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a terminal and somebody in front of it"]
async fn at_the_desk() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        resume: false,
        host: Arc::new(Stage),
        theme: std::env::var("DESK_THEME").unwrap_or_else(|_| "dark".into()),
        ascii: false,
        no_color: false,
        mouse: false,
        reduced_motion: false,
        config: folder.path().join("config"),
        state: folder.path().join("state"),
        data: folder.path().join("data"),
        environment: String::new(),
        read_only: false,
    };
    let ended = super::run(options).await;
    // The test harness owns the exit code; this is for whoever looks.
    eprintln!("ended with {ended:?}");
    std::process::exit(ended.map_or(2, i32::from));
}
