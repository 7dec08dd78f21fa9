//! Guessing is slowed down: for each account and each address, also when the guesses come together, and without a table
//! that grows with every name that somebody invents.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use std::{net::SocketAddr, time::Duration};

use crate::support::{Answer, PASSWORD, World, request};
use axum::{body::Body, extract::ConnectInfo};
use futures_util::future::join_all;
use jiff::SignedDuration;
use partnerdesk_api::{
    account::{self, Activation, Setup},
    common::CommonCode,
    envelope,
    operation::{Input as _, NoPath},
};
use partnerdesk_server::{jobs, onboarding::setup};
use serde_json::json;
use tokio::task::JoinSet;

async fn sign_in_from(world: &World, address: Option<&str>, user_name: &str, password: &str) -> Answer {
    let info = &account::SIGN_IN.info;
    let body = envelope::request(info, json!({"userName": user_name, "password": password}), world.now());
    let mut request = request(info, info.path, None).body(Body::from(body.to_string())).unwrap();
    if let Some(address) = address {
        let peer: SocketAddr = address.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
    }
    world.send(request).await
}

fn count(answers: &[Answer], code: &str) -> usize {
    answers.iter().filter(|answer| answer.code() == code).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_that_come_together_are_counted_one_by_one() {
    for world in World::each().await {
        world.admin().await;
        let guesses = join_all((0..24).map(|i| {
            let world = &world;
            async move { sign_in_from(world, None, "meera", &format!("guess {i}")).await }
        }));
        let guesses = guesses.await;
        let tested = count(&guesses, "PD-ACC-001");
        assert_eq!((tested, count(&guesses, "PD-REQ-004")), (5, 19), "{guesses:?}");
        world.pass(SignedDuration::from_secs(1));
        assert_eq!(sign_in_from(&world, None, "meera", PASSWORD).await.code(), "ok");
        // So are attempts with the right password, and each that was right is forgotten.
        let several = join_all((0..5).map(|_| sign_in_from(&world, None, "meera", PASSWORD))).await;
        assert_eq!(count(&several, "ok"), 5, "{several:?}");
        assert_eq!(world.count("attempt").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn codes_that_come_together_are_counted_one_by_one() {
    for world in World::each().await {
        let code = setup::draw_code(&world.desk).await.unwrap().unwrap();
        let set_up = async |setup_code| {
            let input = Setup { setup_code, password: PASSWORD.into(), ..Setup::example() };
            world.ask(&account::SETUP, None, &NoPath {}, &input).await
        };
        let guesses = join_all((0..12).map(|i| set_up(format!("guess {i}").as_str().into()))).await;
        assert_eq!((count(&guesses, "PD-ACC-003"), count(&guesses, "PD-REQ-004")), (5, 7), "{guesses:?}");
        world.pass(SignedDuration::from_secs(1));
        assert_eq!(set_up(code).await.code(), "ok");
        let activate = async |i: usize| {
            let input = Activation {
                user_name: "tomas".into(),
                activation_code: format!("guess {i}").as_str().into(),
                password: PASSWORD.into(),
            };
            world.ask(&account::ACTIVATE, None, &NoPath {}, &input).await
        };
        let guesses = join_all((0..12).map(activate)).await;
        assert_eq!((count(&guesses, "PD-ACC-005"), count(&guesses, "PD-REQ-004")), (5, 7), "{guesses:?}");
    }
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_waits_and_others_do_not() {
    for world in World::each().await {
        world.admin().await;
        let spray = async |from: usize, to: usize, address: &str| {
            let mut answers = Vec::new();
            for i in from..to {
                answers.push(sign_in_from(&world, Some(address), &format!("name-{i}"), PASSWORD).await);
            }
            answers
        };
        assert_eq!(count(&spray(0, 50, "203.0.113.7:4000").await, "PD-ACC-001"), 50, "an office makes mistakes");
        let answer = spray(50, 51, "203.0.113.7:4001").await.remove(0);
        assert_eq!((answer.status.as_u16(), answer.code()), (429, "PD-REQ-004"), "another port is no other address");
        assert_eq!(answer.message(), "Too many failed attempts from this address. Try again in 1 seconds.");
        assert_eq!(answer.headers["retry-after"], "1");
        let right = sign_in_from(&world, Some("203.0.113.7:4000"), "meera", PASSWORD).await;
        assert_eq!(right.code(), "PD-REQ-004", "the right password waits like all others");
        for other in ["203.0.113.8:4000", "[2001:db8::1]:4000"] {
            assert_eq!(sign_in_from(&world, Some(other), "meera", PASSWORD).await.code(), "ok", "{other}");
        }
        assert_eq!(sign_in_from(&world, None, "meera", PASSWORD).await.code(), "ok", "nor does the socket");
        // Who was right has not added to what weighs on the address.
        world.pass(SignedDuration::from_secs(1));
        for _ in 0..3 {
            assert_eq!(sign_in_from(&world, Some("203.0.113.7:4000"), "meera", PASSWORD).await.code(), "ok");
        }
        for _ in 0..12 {
            world.pass(SignedDuration::from_mins(5));
            assert_eq!(spray(51, 52, "203.0.113.7:4000").await[0].code(), "PD-ACC-001", "never locked out for good");
            world.sql("DELETE FROM attempt WHERE subject LIKE 'account:%'").await.unwrap();
        }
        let answer = spray(52, 53, "203.0.113.7:4000").await.remove(0);
        assert_eq!(answer.headers["retry-after"], "300", "{}", answer.message());
        world.pass(SignedDuration::from_mins(61));
        assert_eq!(count(&spray(53, 103, "203.0.113.7:4000").await, "PD-ACC-001"), 50, "after an hour it starts again");
        // All of somebody's IPv6 addresses are one.
        let six = join_all((0..60).map(|i| {
            let (world, address) = (&world, format!("[2001:db8:0:1::{i:x}]:4000"));
            async move { sign_in_from(world, Some(&address), &format!("six-{i}"), PASSWORD).await }
        }));
        assert_eq!(count(&six.await, "PD-REQ-004"), 10);
    }
}

#[tokio::test]
async fn invented_names_do_not_fill_the_storage() {
    for world in World::each().await {
        world.admin().await;
        let now = world.now().as_microsecond();
        let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50100)";
        let many = format!(
            "INSERT INTO attempt (subject, failures, last_at) {numbers} SELECT 'account:' || i, 9, {now} + i FROM n"
        );
        world.sql(&many).await.unwrap();
        jobs::tidy(&world.desk).await.unwrap();
        assert_eq!(world.count("attempt").await, 50_000, "the latest stay");
        assert_eq!(world.count("attempt WHERE subject IN ('account:1', 'account:50100')").await, 1);
        let waits = sign_in_from(&world, None, "50100", "guess").await;
        assert_eq!(waits.code(), "PD-REQ-004", "and still weigh");
        world.pass(SignedDuration::from_hours(24) + SignedDuration::from_secs(1));
        jobs::tidy(&world.desk).await.unwrap();
        assert_eq!(world.count("attempt").await, 0, "what does not weigh any more goes");
    }
}

#[tokio::test]
async fn sessions_are_forgotten_a_day_after_their_end() {
    for world in World::each().await {
        world.admin().await;
        let before = world.count("session").await;
        world.pass(SignedDuration::from_hours(12 + 23));
        jobs::tidy(&world.desk).await.unwrap();
        assert_eq!(world.count("session").await, before);
        world.pass(SignedDuration::from_hours(2));
        jobs::tidy(&world.desk).await.unwrap();
        assert_eq!(world.count("session").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_that_could_not_be_tested_does_not_count() {
    let world = World::sqlite().await;
    world.admin().await;
    // More than the queue of the hashing thread takes, all the time.
    let mut crowd = JoinSet::new();
    for _ in 0..100 {
        let passwords = world.desk.passwords.clone();
        crowd.spawn(async move {
            loop {
                if passwords.hash(&PASSWORD.into()).await.is_err() {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
        });
    }
    tokio::time::sleep(Duration::from_millis(10)).await;
    let (mut tested, mut turned_away) = (0, 0);
    for i in 0..60 {
        let answer = sign_in_from(&world, None, &format!("name-{i}"), "a guess").await;
        if answer.code() == "PD-ACC-001" {
            tested += 1;
            continue;
        }
        assert_eq!((answer.status.as_u16(), answer.message()), (429, CommonCode::Throttled.info().message));
        assert_eq!(answer.headers["retry-after"], "5");
        turned_away += 1;
    }
    crowd.shutdown().await;
    assert!(turned_away > 10, "only {turned_away} were turned away");
    assert_eq!(world.count("attempt").await, tested, "{turned_away} were turned away");
}
