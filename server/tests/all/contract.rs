//! The wire: every operation answers where it says, in its envelope, and refuses malformed requests with the right
//! code, status and place.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{Answer, World, request, uri};
use axum::{
    body::Body,
    http::{Method, Request},
};
use jiff::SignedDuration;
use partnerdesk_api::{
    account, envelope, openapi,
    operation::{Envelope, Info, Method as Verb},
    partner, policy,
    role::Role,
    secret::Secret,
    system, time,
};
use serde_json::{Value, json};

/// A server, and somebody who holds every role at once.
async fn desk() -> (World, Secret) {
    let world = World::sqlite().await;
    let token = world.insider("everything", Role::ALL).await;
    (world, token)
}

/// Values for path parameters; the records do not exist, which is another matter.
fn somewhere(path: &str) -> String {
    let names = openapi::path_parameters(path).map(|name| (name.to_string(), json!("nowhere")));
    uri(path, &names.collect())
}

/// Sends a body of any kind to an operation.
async fn post(world: &World, info: &Info, token: &Secret, body: impl Into<Body>) -> Answer {
    // Signing out would end the session that the next case needs.
    let own =
        if info.id == account::SIGN_OUT.info.id { Some(world.session("everything", Role::ALL).await) } else { None };
    let token = own.as_ref().unwrap_or(token);
    world.send(request(info, &somewhere(info.path), Some(token)).body(body.into()).unwrap()).await
}

fn enveloped(info: &Info, world: &World, input: Value) -> Value {
    envelope::request(info, input, world.now())
}

fn with_bodies() -> impl Iterator<Item = &'static Info> {
    partnerdesk_api::operations().filter(|info| info.has_body)
}

#[tokio::test]
async fn every_operation_answers_on_every_path() {
    let (world, token) = desk().await;
    let mut answered = 0;
    for info in partnerdesk_api::operations() {
        for path in std::iter::once(&info.path).chain(info.aliases) {
            let here = somewhere(path);
            let token = if info.id == account::SIGN_OUT.info.id {
                world.session("everything", Role::ALL).await
            } else {
                token.clone()
            };
            let answer = world.send(request(info, &here, Some(&token)).body(Body::empty()).unwrap()).await;
            assert_ne!(answer.code(), "PD-REQ-003", "{info:?} is not served on {path}");
            assert!(answer.body.is_object(), "{info:?} does not answer JSON");
            answered += 1;
            let delete = Request::builder().method(Method::DELETE).uri(&here).body(Body::empty()).unwrap();
            let refused = world.send(delete).await;
            assert_eq!((refused.status.as_u16(), refused.code()), (405, "PD-REQ-003"), "DELETE {here}");
            assert!(refused.headers["allow"].to_str().unwrap().contains(info.method.word()), "{here}");
        }
    }
    assert!(answered >= 50, "{answered}");
    for nowhere in ["/", "/v1/partnermanager", "/v1/partnermanager/nothing", "/v1/partnerdesk/me/", "//v1", "/v1/%00"] {
        let answer = world.send(Request::builder().uri(nowhere).body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (404, "PD-REQ-003"), "{nowhere}");
    }
}

#[tokio::test]
async fn answers_wear_their_generations_envelope() {
    let (world, token) = desk().await;
    let members = |answer: &Answer| answer.body.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    const V1: [&str; 6] = ["id", "version", "responsetime", "metadata", "response", "errors"];
    const V2: [&str; 6] = ["id", "version", "responseTime", "metadata", "response", "errors"];

    let group = json!({"name": "Envelopes", "desc": "x"});
    let body = json!({"id": "my-id", "version": "7", "requesttime": time::envelope(world.now()), "metadata": {"a": 1}, "request": group});
    let made = post(&world, &policy::CREATE_GROUP.info, &token, body.to_string()).await;
    assert_eq!((made.status.as_u16(), made.code(), members(&made)), (200, "ok", V1.map(String::from).to_vec()));
    assert_eq!((&made.body["id"], &made.body["version"]), (&json!("my-id"), &json!("7")), "the legacy form echoes");
    assert_eq!((&made.body["errors"], &made.body["metadata"]), (&json!([]), &Value::Null));
    assert!(time::parse(made.body["responsetime"].as_str().unwrap()).is_some());
    let again = post(&world, &policy::CREATE_GROUP.info, &token, body.to_string()).await;
    assert_eq!(
        (again.status.as_u16(), again.code(), members(&again)),
        (200, "PMS_POL_014", V1.map(String::from).to_vec())
    );
    assert_eq!((&again.body["id"], &again.body["version"]), (&json!("mosip.partnermanagement"), &json!("1.0")));

    let config = world.raw(&system::CONFIG.info, None, &Value::Null, json!({})).await;
    assert_eq!((config.status.as_u16(), members(&config)), (200, V2.map(String::from).to_vec()));
    assert_eq!((&config.body["id"], &config.body["version"]), (&json!("mosip.pms.configs.get"), &json!("1.0")));
    assert_eq!(config.body["errors"], json!([]));
    assert!(config.response().as_object().unwrap().values().all(Value::is_string), "the portal reads texts only");
    let me = world.raw(&account::ME.info, Some(&token), &Value::Null, json!({})).await;
    assert_eq!((me.status.as_u16(), members(&me)), (200, V2.map(String::from).to_vec()));
    assert_eq!(me.body["id"], json!("account.me"));

    // A broken rule wears the framework's envelope on MOSIP's operations, with the legacy spelling of the time.
    let broken = post(
        &world,
        &partner::REGISTER.info,
        &token,
        enveloped(&partner::REGISTER.info, &world, json!({})).to_string(),
    )
    .await;
    assert_eq!(
        (broken.status.as_u16(), broken.code(), members(&broken)),
        (400, "PMS_COR_001", V1.map(String::from).to_vec())
    );
    assert_eq!((&broken.body["id"], &broken.body["version"]), (&Value::Null, &Value::Null));
    assert_eq!(broken.message(), "Invalid request parameter - must not be empty :request.address");
    let broken =
        post(&world, &account::SIGN_UP.info, &token, enveloped(&account::SIGN_UP.info, &world, json!({})).to_string())
            .await;
    assert_eq!(
        (broken.status.as_u16(), broken.code(), members(&broken)),
        (400, "PMS_COR_001", V2.map(String::from).to_vec())
    );

    // Each reply echoes, keeps quiet or is fixed as declared; checked for refusals, which every operation can give.
    for info in with_bodies() {
        let answer = post(&world, info, &token, enveloped(info, &world, (info.example)()).to_string()).await;
        let spelling = if matches!(info.envelope, Envelope::V1(_))
            || answer.code() == "PMS_COR_001" && !matches!(info.envelope, Envelope::Desk)
        {
            V1
        } else {
            V2
        };
        let plain: Vec<String> = members(&answer).into_iter().filter(|m| !info.beside.contains(&m.as_str())).collect();
        assert_eq!(plain, spelling, "{info:?}");
        if let Envelope::V2(id) = info.envelope {
            assert!(answer.code() == "PMS_COR_001" || answer.body["id"] == id, "{info:?}")
        }
    }
}

#[tokio::test]
async fn the_envelope_of_a_request_is_checked_in_mosips_order() {
    let (world, token) = desk().await;
    let today = time::envelope(world.now());
    let yesterday = time::envelope(world.now() - SignedDuration::from_hours(24));
    let mut checked = 0;
    for info in with_bodies() {
        let steps = match info.envelope {
            Envelope::V2(id) => vec![
                (json!({"id": "other", "version": "2.0", "request": null}), "PMS_REQUEST_ERROR_002"),
                (json!({"version": "1.0", "requestTime": today, "request": {}}), "PMS_REQUEST_ERROR_002"),
                (json!({"id": id, "version": "2.0", "request": null}), "PMS_REQUEST_ERROR_004"),
                (json!({"id": id, "version": "2.0", "requestTime": null, "request": null}), "PMS_REQUEST_ERROR_004"),
                (
                    json!({"id": id, "version": "2.0", "requestTime": yesterday, "request": null}),
                    "PMS_REQUEST_ERROR_006",
                ),
                (json!({"id": id, "version": "2.0", "requestTime": "soon", "request": null}), "PMS_REQUEST_ERROR_006"),
                (json!({"id": id, "version": "2.0", "requestTime": today, "request": null}), "PMS_REQUEST_ERROR_003"),
                (json!({"id": id, "requestTime": today, "request": null}), "PMS_REQUEST_ERROR_003"),
                (json!({"id": id, "version": "1.0", "requestTime": today}), "PMS_REQUEST_ERROR_005"),
            ],
            Envelope::V1(_) if info.needs_today => vec![
                (json!({"request": {}}), "PMS_REQUEST_ERROR_004"),
                (json!({"requesttime": yesterday, "request": {}}), "PMS_REQUEST_ERROR_006"),
                (json!({"requesttime": today}), "PMS_COR_001"),
            ],
            _ => vec![(json!({}), "PMS_COR_001"), (json!({"request": null}), "PMS_COR_001")],
        };
        for (body, code) in steps {
            let answer = post(&world, info, &token, body.to_string()).await;
            assert_eq!(answer.code(), code, "{info:?}: {body}");
            checked += 1;
        }
    }
    assert!(checked > 80, "{checked}");
}

#[tokio::test]
async fn malformed_bodies_are_refused_at_their_place() {
    let (world, token) = desk().await;
    let mut checked = 0;
    for info in with_bodies() {
        for nonsense in ["", "{", "nonsense", "[]", "7", "null", "\"text\"", "{\"request\":{}} trailing", "\u{0}"] {
            let answer = post(&world, info, &token, nonsense).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (400, "PD-REQ-002"), "{info:?}: {nonsense:?}");
        }
        let answer = post(&world, info, &token, vec![0xff, 0xfe, 0x80]).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, "PD-REQ-002"), "{info:?}");
        for not_an_object in [json!("text"), json!(7), json!([])] {
            let answer = post(&world, info, &token, enveloped(info, &world, not_an_object.clone()).to_string()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (400, "PMS_COR_001"), "{info:?}: {not_an_object}");
        }
        let example = (info.example)();
        for (member, value) in example.as_object().unwrap() {
            let wrong = if value.is_string() { json!({"a": 1}) } else { json!(7) };
            let mut input = example.clone();
            input[member] = wrong;
            let answer = post(&world, info, &token, enveloped(info, &world, input).to_string()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (400, "PMS_COR_001"), "{info:?}: {member}");
            assert_eq!(answer.field(), member, "{info:?}: {}", answer.body);
            assert!(!answer.message().contains("{\"a\""), "input is not repeated: {}", answer.message());
            let mut missing = example.clone();
            missing.as_object_mut().unwrap().remove(member);
            let mut null = example.clone();
            null[member] = Value::Null;
            let missing = post(&world, info, &token, enveloped(info, &world, missing).to_string()).await;
            let null = post(&world, info, &token, enveloped(info, &world, null).to_string()).await;
            assert!(missing.status.as_u16() < 500 && null.status.as_u16() < 500, "{info:?}: {member}");
            let place = |answer: &Answer| (answer.code() == "PMS_COR_001").then(|| answer.field().to_string());
            assert_eq!(place(&missing), place(&null), "{info:?}: {member} missing or null");
            checked += 1;
        }
    }
    assert!(checked > 60, "{checked}");
}

#[tokio::test]
async fn unknown_members_are_ignored_upstream_and_refused_on_our_own_operations() {
    let (world, token) = desk().await;
    let mut ours = 0;
    for info in with_bodies() {
        let example = (info.example)();
        let mut input = example.clone();
        input["surprise"] = json!(1);
        let answer = post(&world, info, &token, enveloped(info, &world, input.clone()).to_string()).await;
        if info.envelope == Envelope::Desk && !example.as_object().unwrap().is_empty() {
            assert_eq!(
                (answer.status.as_u16(), answer.code(), answer.field()),
                (400, "PMS_COR_001", "surprise"),
                "{info:?}"
            );
            ours += 1;
        } else {
            assert_ne!(answer.code(), "PMS_COR_001", "{info:?}: {}", answer.body);
        }
    }
    assert!(ours >= 6, "{ours}");
}

#[tokio::test]
async fn large_bodies_are_refused_before_anything_is_read() {
    let (world, token) = desk().await;
    let mut limits = std::collections::BTreeSet::new();
    for info in with_bodies() {
        let mut body = b"this is not JSON and nobody should look".to_vec();
        body.resize(info.body_limit + 1, b' ');
        let answer = post(&world, info, &token, body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (413, "PD-REQ-001"), "{info:?}");
        // Without a length to look at beforehand it is the same.
        let pieces = futures_util::stream::iter(
            body.chunks(9999).map(|c| Ok::<_, std::io::Error>(c.to_vec())).collect::<Vec<_>>(),
        );
        let answer = post(&world, info, &token, Body::from_stream(pieces)).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (413, "PD-REQ-001"), "{info:?} in pieces");
        body.truncate(info.body_limit);
        assert_eq!(post(&world, info, &token, body).await.code(), "PD-REQ-002", "{info:?} at the limit is read");
        limits.insert(info.body_limit);
    }
    assert_eq!(limits.into_iter().collect::<Vec<_>>(), [64 * 1024, 256 * 1024]);
    for info in partnerdesk_api::operations().filter(|i| i.method != Verb::Get && !i.has_body) {
        let answer = post(&world, info, &token, vec![b' '; info.body_limit + 1]).await;
        assert_eq!(answer.status.as_u16(), 413, "{info:?}");
    }
}

// rows: 17, 19, B25
#[tokio::test]
async fn mosips_cookie_signs_in_but_not_from_foreign_pages() {
    let (world, token) = desk().await;
    let get = async |cookie: String| {
        let request = Request::builder()
            .uri(account::ME.info.path)
            .header("cookie", cookie)
            .header("origin", "https://evil.example");
        world.send(request.body(Body::empty()).unwrap()).await.code().to_string()
    };
    assert_eq!(get(format!("Authorization={}", token.expose())).await, "ok");
    assert_eq!(get(format!("a=b; X-Authorization-X={}; c=d", token.expose())).await, "ok");
    assert_eq!(get(format!("authorization={}", token.expose())).await, "KER-ATH-401");
    assert_eq!(get("Authorization=nonsense".into()).await, "KER-ATH-401");
    let write = async |headers: &[(&str, &str)]| {
        let info = &partner::VERIFY_EMAIL.info;
        let mut request = Request::builder()
            .method("PUT")
            .uri(info.path)
            .header("cookie", format!("Authorization={}", token.expose()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = enveloped(info, &world, (info.example)()).to_string();
        let answer = world.send(request.body(Body::from(body)).unwrap()).await;
        (answer.status.as_u16(), answer.code().to_string())
    };
    let (ok, refused) = ((200, "ok".to_string()), (401, "KER-ATH-401".to_string()));
    let (json, host) = (("content-type", "application/json"), ("host", "desk.example:8443"));
    assert_eq!(write(&[json, host, ("origin", "https://desk.example:8443")]).await, ok);
    assert_eq!(write(&[("content-type", "application/json; charset=utf-8"), host]).await, ok, "scripts send no origin");
    for origin in ["https://evil.example", "null", "https://desk.example", "desk.example:8443", ""] {
        assert_eq!(write(&[json, host, ("origin", origin)]).await, refused, "{origin}");
    }
    // What a form of a foreign page can send without asking first.
    for form in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; a=application/json",
    ] {
        assert_eq!(write(&[("content-type", form), host]).await, refused, "{form}");
    }
    let bearer = Request::builder()
        .method("PUT")
        .uri(partner::VERIFY_EMAIL.info.path)
        .header("origin", "https://evil.example")
        .header("authorization", format!("Bearer {}", token.expose()));
    let body = enveloped(&partner::VERIFY_EMAIL.info, &world, json!({"emailId": "a@b.example"})).to_string();
    assert_eq!(
        world.send(bearer.body(Body::from(body)).unwrap()).await.code(),
        "ok",
        "no page can send a bearer token of its own"
    );
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up_in_an_envelope() {
    let (world, _) = desk().await;
    tokio::time::pause();
    let body = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let answer =
        world.send(request(&account::SIGN_IN.info, account::SIGN_IN.info.path, None).body(body).unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (504, "PD-SRV-003"));
    assert!(answer.headers.contains_key("x-request-id") && answer.headers["cache-control"] == "no-store");
}

#[tokio::test]
async fn every_answer_has_an_id_of_its_own_and_is_not_kept_on_the_way() {
    let (world, token) = desk().await;
    let mut ids = std::collections::BTreeSet::new();
    let paths =
        ["/healthz", "/readyz", "/nowhere", account::ME.info.path, system::OPENAPI.info.path, policy::LIST.info.path];
    for path in paths {
        for token in [None, Some(token.expose())] {
            let mut request = Request::builder().uri(path).header("x-request-id", "steered");
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            let answer = world.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
            assert!(ids.insert(answer.headers["x-request-id"].to_str().unwrap().to_string()), "{path}");
            assert_eq!(answer.headers.contains_key("www-authenticate"), answer.status.as_u16() == 401, "{path}");
        }
    }
    assert!(!ids.contains("steered"));
}

#[tokio::test]
async fn a_blank_id_is_said_to_be_blank_where_mosip_says_so() {
    let (world, everything) = desk().await;
    let mut asked = std::collections::BTreeSet::new();
    for info in partnerdesk_api::operations() {
        let Some(blank) = info.blank else { continue };
        for id in [" ", "\t", "\u{a0}"] {
            let path: Value = openapi::path_parameters(info.path).map(|name| (name.to_string(), json!(id))).collect();
            let answer = world.raw(info, Some(&everything), &path, (info.example)()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (200, blank.code), "{info:?}");
        }
        asked.insert(blank.code);
    }
    let expected = ["PMS_COR_002", "PMS_REQUEST_ERROR_001", "PMS_PM_068", "PMS_MSP_441"];
    assert_eq!(asked, std::collections::BTreeSet::from(expected));
}
