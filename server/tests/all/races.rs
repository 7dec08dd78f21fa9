//! Things that several people do at the same moment: one of them wins, the others hear why, and nothing is in between.
//!
//! On SQLite writers take turns; on PostgreSQL they really run side by side, so that is where these tests bite.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use std::collections::BTreeMap;

use crate::support::{Answer, PASSWORD, World, records};
use futures_util::future::join_all;
use partnerdesk_api::{
    account::{self, Refresh, SignUp},
    extractor::{self, NewConfiguration},
    operation::{Input as _, NoPath, Nothing},
    partner::{self, NewPartner, PartnerPath},
    policy::{self, Deactivation, GroupPath, NewGroup, NewPolicy, PolicyPath, PublishPath},
    policy_request::{
        self, CredentialTypeMapping, Decision, ExtractorMappings, MappingKeyPath, Mappings, NewRequest, RequestPath,
    },
    role::Role,
    secret::Secret,
};
use partnerdesk_server::store::{policy::Policy, policy_group::Group};

/// How many do the same thing at once.
const CROWD: usize = 8;
/// How often a pair of different things is tried, since a race is not lost every time.
const ROUNDS: usize = 15;

/// How often each code was answered.
fn tally(answers: &[Answer]) -> BTreeMap<&str, usize> {
    answers.iter().fold(BTreeMap::new(), |mut tally, answer| {
        *tally.entry(answer.code()).or_default() += 1;
        tally
    })
}

fn one_winner(what: &str, answers: &[Answer], losers: &str) {
    assert_eq!(tally(answers), BTreeMap::from([("ok", 1), (losers, answers.len() - 1)]), "{what}");
}

async fn crowd<F: Future<Output = Answer>>(one: impl Fn(usize) -> F) -> Vec<Answer> {
    join_all((0..CROWD).map(one)).await
}

/// An active credential partner in a group with a policy.
async fn partner_with_policy(world: &World) -> (Group, Policy, Secret) {
    let group = records::group("Printing");
    let policy = records::policy(&group, "ID card");
    world.add_policies(&group, std::slice::from_ref(&policy)).await;
    let token = world.insider("ada", &[Role::CredentialPartner]).await;
    let mut partner = records::partner("ada");
    (partner.group_id, partner.group_name) = (Some(group.id.clone()), group.name.clone());
    world.add_partner(&partner).await;
    (group, policy, token)
}

// rows: 5, 97, 102, 124
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_create_the_same_thing_one_wins_and_the_others_hear_why() {
    for world in World::each().await {
        let (group, _, ada) = partner_with_policy(&world).await;
        let manager = world.insider("tomas", &[Role::PolicyManager]).await;
        let answers = crowd(|_| {
            let input = NewGroup { name: "Banks".into(), desc: "x".into() };
            let (world, manager) = (&world, &manager);
            async move { world.ask(&policy::CREATE_GROUP, Some(manager), &NoPath {}, &input).await }
        })
        .await;
        one_winner("group", &answers, "PMS_POL_014");
        let answers = crowd(|_| {
            let input =
                NewPolicy { policy_group_name: group.name.clone(), name: "Same".into(), ..NewPolicy::example() };
            let (world, manager) = (&world, &manager);
            async move { world.ask(&policy::CREATE, Some(manager), &NoPath {}, &input).await }
        })
        .await;
        one_winner("policy", &answers, "PMS_POL_009");
        let admin = world.insider("noor", &[Role::PartnerAdmin]).await;
        let answers = crowd(|_| {
            let (world, admin) = (&world, &admin);
            async move { world.ask(&extractor::CREATE, Some(admin), &NoPath {}, &NewConfiguration::example()).await }
        })
        .await;
        one_winner("extractor configuration", &answers, "PMS_PRT_272");
        let sign_up = |user_name: String, email_id: String| {
            let input = SignUp { user_name, email_id, password: PASSWORD.into(), ..SignUp::example() };
            let world = &world;
            async move { world.ask(&account::SIGN_UP, None, &NoPath {}, &input).await }
        };
        let answers = crowd(|i| sign_up("house".into(), format!("house{i}@b.example"))).await;
        one_winner("user name", &answers, "PD-ACC-002");
        let answers = crowd(|i| sign_up(format!("villa{i}"), "same@b.example".into())).await;
        one_winner("e-mail", &answers, "PMS_PRT_011");
        let house = world.sign_in("house").await;
        let answers = crowd(|_| {
            let input = NewPartner {
                partner_id: "house".into(),
                policy_group: Some(group.name.clone()),
                email_id: "house@b.example".into(),
                ..NewPartner::example()
            };
            let (world, house) = (&world, &house);
            async move { world.ask(&partner::REGISTER, Some(house), &NoPath {}, &input).await }
        })
        .await;
        // Which of the equal reasons is seen first depends on when one looks.
        let tally = tally(&answers);
        assert_eq!(tally.get("ok"), Some(&1), "{tally:?}");
        assert!(
            tally.keys().all(|code| ["ok", "PMS_PRT_011", "PMS_PRT_051", "PD-PRT-004"].contains(code)),
            "{tally:?}"
        );
        let path = PartnerPath { partner_id: "ada".into() };
        let request = NewRequest { policy_name: "ID card".into(), use_case_description: "x".into() };
        let answers = crowd(|_| world.ask(&policy_request::CREATE, Some(&ada), &path, &request)).await;
        one_winner("request", &answers, "PMS_PRT_053");
        let key = answers.iter().find_map(|a| a.response()["mappingkey"].as_str()).unwrap().to_string();
        let id = RequestPath { request_id: key };
        let input = ExtractorMappings::example();
        let answers = crowd(|_| world.ask(&policy_request::MAP_EXTRACTORS, Some(&ada), &id, &input)).await;
        one_winner("extractors", &answers, "PMS_PRT_283");
        let input = CredentialTypeMapping::example();
        let answers = crowd(|_| world.ask(&policy_request::MAP_CREDENTIAL_TYPE, Some(&ada), &id, &input)).await;
        one_winner("credential type", &answers, "PMS_PRT_287");
    }
}

// rows: 128
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_credential_type_is_used_once_per_partner_also_at_the_same_moment() {
    for world in World::each().await {
        let (group, _, ada) = partner_with_policy(&world).await;
        for round in 0..ROUNDS {
            world.sql("DELETE FROM request_credential_type").await.unwrap();
            let mut ids = Vec::new();
            for i in 0..3 {
                let policy = records::policy(&group, &format!("P{round}-{i}"));
                world.add(&policy).await;
                let request = records::policy_request(&records::partner("ada"), &policy);
                world.add_request(&request).await;
                ids.push(RequestPath { request_id: request.id });
            }
            let input = CredentialTypeMapping::example();
            let answers =
                join_all(ids.iter().map(|id| world.ask(&policy_request::MAP_CREDENTIAL_TYPE, Some(&ada), id, &input)))
                    .await;
            one_winner("credential type in three requests", &answers, "PMS_PRT_287");
        }
    }
}

// rows: 125, 138
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn both_mappings_at_the_same_moment_complete_a_request() {
    for world in World::each().await {
        let (group, _, ada) = partner_with_policy(&world).await;
        for round in 0..ROUNDS {
            let policy = records::policy(&group, &format!("P{round}"));
            world.add(&policy).await;
            let mut request = records::policy_request(&records::partner("ada"), &policy);
            request.mappings = Mappings::ExtractorsMissing;
            world.add_request(&request).await;
            let id = RequestPath { request_id: request.id.clone() };
            let credential_type = CredentialTypeMapping { credential_type: "qrcode".into() };
            let extractors = ExtractorMappings::example();
            let (one, other) = tokio::join!(
                world.ask(&policy_request::MAP_EXTRACTORS, Some(&ada), &id, &extractors),
                world.ask(&policy_request::MAP_CREDENTIAL_TYPE, Some(&ada), &id, &credential_type),
            );
            assert_eq!((one.code(), other.code()), ("ok", "ok"));
            let mappings =
                world.texts(&format!("SELECT mappings FROM policy_request WHERE id = '{}'", request.id)).await;
            assert_eq!(mappings, ["complete"], "round {round}: the request could never be approved");
            world.sql("DELETE FROM request_credential_type").await.unwrap();
        }
    }
}

// rows: 135, B2
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_admins_who_decide_one_wins_and_the_other_hears_who() {
    for world in World::each().await {
        let (group, _, _) = partner_with_policy(&world).await;
        let admins = [
            ("noor", world.insider("noor", &[Role::PartnerAdmin]).await, "Approved"),
            ("meera", world.insider("meera", &[Role::PartnerAdmin]).await, "Rejected"),
        ];
        let mut won = BTreeMap::new();
        for round in 0..ROUNDS * 2 {
            let policy = records::policy(&group, &format!("P{round}"));
            world.add(&policy).await;
            let request = records::policy_request(&records::partner("ada"), &policy);
            world.add_request(&request).await;
            let key = MappingKeyPath { mapping_key: request.id.clone() };
            let mut order: Vec<usize> = vec![0, 1];
            order.rotate_left(round % 2);
            let answers = join_all(order.iter().map(|i| {
                let (_, token, status) = &admins[*i];
                let decision = Decision { status: (*status).into(), reason: None };
                let (world, key) = (&world, &key);
                async move { world.ask(&policy_request::DECIDE, Some(token), key, &decision).await }
            }))
            .await;
            let place = answers.iter().position(|a| a.code() == "ok").expect("somebody decides");
            let (winner, _, status) = &admins[order[place]];
            let loser = &answers[1 - place];
            let code = if *status == "Approved" { "PMS_PM_034" } else { "PMS_PM_035" };
            assert_eq!(loser.code(), code, "{}", loser.body);
            assert!(loser.message().starts_with(winner), "{}", loser.message());
            let stored = world
                .texts(&format!("SELECT status || ' ' || decided_by FROM policy_request WHERE id = '{}'", request.id))
                .await;
            assert_eq!(stored, [format!("{} {winner}", status.to_lowercase())]);
            *won.entry(*winner).or_insert(0) += 1;
        }
        eprintln!("decided first: {won:?}");
        let decided = world.audit().await.into_iter().filter(|e| e.action == "policy_request.decide");
        let (done, refused): (Vec<_>, Vec<_>) = decided.partition(|e| e.outcome == "done");
        assert_eq!((done.len(), refused.len()), (ROUNDS * 2, ROUNDS * 2), "one entry each");
    }
}

// rows: 99, 111
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_deactivated_while_somebody_starts_to_use_it() {
    for world in World::each().await {
        let (group, _, ada) = partner_with_policy(&world).await;
        let manager = world.insider("tomas", &[Role::PolicyManager]).await;
        let admin = world.insider("noor", &[Role::PartnerAdmin]).await;
        let off = Deactivation::example();
        for round in 0..ROUNDS {
            // A policy against a request for it.
            let name = format!("P{round}");
            let input = NewPolicy { policy_group_name: group.name.clone(), name: name.clone(), ..NewPolicy::example() };
            let made = world.call(&policy::CREATE, Some(&manager), &NoPath {}, &input).await;
            let publish = PublishPath { policy_id: made.id.clone(), policy_group_id: group.id.clone() };
            world.call(&policy::PUBLISH, Some(&manager), &publish, &Nothing {}).await;
            let (path, policy) = (PartnerPath { partner_id: "ada".into() }, PolicyPath { policy_id: made.id.clone() });
            let request = NewRequest { policy_name: name.clone(), use_case_description: "x".into() };
            let (asked, closed) = tokio::join!(
                world.ask(&policy_request::CREATE, Some(&ada), &path, &request),
                world.ask(&policy::DEACTIVATE, Some(&manager), &policy, &off),
            );
            assert_ne!(asked.code() == "ok", closed.code() == "ok", "{} {}", asked.body, closed.body);
            // The same policy against the approval of its request.
            if asked.code() == "ok" {
                world.sql("UPDATE policy_request SET mappings = 'complete'").await.unwrap();
                let key = MappingKeyPath { mapping_key: asked.response()["mappingkey"].as_str().unwrap().into() };
                let approve = Decision { status: "Approved".into(), reason: None };
                let (approved, closed) = tokio::join!(
                    world.ask(&policy_request::DECIDE, Some(&admin), &key, &approve),
                    world.ask(&policy::DEACTIVATE, Some(&manager), &policy, &off),
                );
                assert_eq!(approved.code(), "ok");
                assert!(["PMS_POL_063", "PMS_POL_064"].contains(&closed.code()), "{}", closed.body);
            }
            // A group against a draft in it.
            let input = NewGroup { name: format!("G{round}"), desc: "x".into() };
            let group = world.call(&policy::CREATE_GROUP, Some(&manager), &NoPath {}, &input).await;
            let draft = NewPolicy { policy_group_name: group.name, ..NewPolicy::example() };
            let group = GroupPath { policy_group_id: group.id };
            let (drafted, closed) = tokio::join!(
                world.ask(&policy::CREATE, Some(&manager), &NoPath {}, &draft),
                world.ask(&policy::DEACTIVATE_GROUP, Some(&manager), &group, &off),
            );
            assert_ne!(drafted.code() == "ok", closed.code() == "ok", "{} {}", drafted.body, closed.body);
        }
    }
}

// rows: 81, 122
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_at_the_moment_of_a_deactivation_knows_of_it() {
    for world in World::each().await {
        let (group, policy, _) = partner_with_policy(&world).await;
        let admins =
            [world.insider("noor", &[Role::PartnerAdmin]).await, world.insider("meera", &[Role::PartnerAdmin]).await];
        for round in 0..ROUNDS {
            let id = format!("p{round}");
            world.insider(&id, &[Role::CredentialPartner]).await;
            let mut partner = records::partner(&id);
            (partner.group_id, partner.group_name) = (Some(group.id.clone()), group.name.clone());
            world.add_partner(&partner).await;
            let path = PartnerPath { partner_id: id.clone() };
            let request = NewRequest { policy_name: policy.name.clone(), use_case_description: "x".into() };
            let off = partner::NewPartnerStatus { status: "De-Active".into() };
            let (asked, closed) = tokio::join!(
                world.ask(&policy_request::CREATE, Some(&admins[0]), &path, &request),
                world.ask(&partner::SET_STATUS, Some(&admins[1]), &path, &off),
            );
            assert_eq!(closed.code(), "ok");
            assert!(["ok", "PMS_PMP_016"].contains(&asked.code()), "{}", asked.body);
            let shown =
                world.texts(&format!("SELECT partner_state FROM policy_request WHERE partner_id = '{id}'")).await;
            assert!(shown.iter().all(|state| state == "deactivated"), "round {round}: {shown:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_session_that_was_ended_is_not_remembered_by_a_request_that_came_at_the_same_moment() {
    for world in World::each().await {
        world.insider("ada", &[Role::CredentialPartner]).await;
        for round in 0..ROUNDS * 4 {
            let token = world.session("ada", &[Role::CredentialPartner]).await;
            let me = || world.ask(&account::ME, Some(&token), &NoPath {}, &Nothing {});
            let (out, _) = tokio::join!(
                world.ask(&account::SIGN_OUT, Some(&token), &NoPath {}, &Nothing {}),
                join_all((0..4).map(|_| me()))
            );
            assert_eq!(out.code(), "ok");
            assert_eq!(me().await.code(), "KER-ATH-401", "round {round}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_renewals_at_once_do_not_wait_for_each_other() {
    for world in World::each().await {
        world.admin().await;
        let mut sessions = Vec::new();
        for _ in 0..24 {
            let credentials = account::Credentials { user_name: "meera".into(), password: PASSWORD.into() };
            sessions.push(world.call(&account::SIGN_IN, None, &NoPath {}, &credentials).await.refresh_token);
        }
        let renewed = join_all(sessions.iter().map(|token| {
            let input = Refresh { refresh_token: token.clone() };
            let world = &world;
            async move { world.ask(&account::REFRESH, None, &NoPath {}, &input).await }
        }))
        .await;
        assert_eq!(tally(&renewed), BTreeMap::from([("ok", 24)]));
    }
}
