//! The audit trail: one entry for every command and every refusal, and none that anybody can change.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{World, records};
use partnerdesk_api::{
    account::{self, Credentials},
    certificate::{self, CaUpload},
    operation::{Effect, Input as _, NoPath, Nothing},
    policy::{self, Deactivation, GroupPath, NewGroup, NewPolicy, PolicyPath, PublishPath},
    policy_request::{self, Decision, MappingKeyPath},
    role::Role,
};
use partnerdesk_trust::sample::{SampleRequest, make_root};
use serde_json::{Value, json};

// rows: 227, B20
#[tokio::test]
async fn every_command_and_every_refusal_has_exactly_one_entry() {
    for world in World::each().await {
        let mut asked = 0;
        for info in partnerdesk_api::operations() {
            world.sql("DELETE FROM attempt").await.unwrap();
            let user = format!("u-{}", info.id.replace(['.', '_'], "-"));
            let everything = world.insider(&user, Role::ALL).await;
            let nothing = world.session(&user, Role::ALL).await;
            let path =
                partnerdesk_api::openapi::path_parameters(info.path).map(|name| (name.to_string(), json!("nowhere")));
            let path: Value = path.collect();
            for (token, input) in [
                (Some(&everything), (info.example)()),
                (Some(&nothing), json!({"nonsense": 1})),
                (None, (info.example)()),
            ] {
                let before = world.audit().await.len();
                let answer = world.raw(info, token, &path, input).await;
                let entries = world.audit().await;
                if info.effect == Effect::Reads {
                    assert_eq!(entries.len(), before, "{info:?}: reading leaves no entry");
                    continue;
                }
                assert_eq!(entries.len(), before + 1, "{info:?}: {}", answer.body);
                let entry = entries.last().unwrap();
                assert_eq!(entry.action, info.id);
                assert_eq!(entry.request_id, answer.headers["x-request-id"].to_str().unwrap(), "{info:?}");
                let (outcome, code) = if answer.code() == "ok" { ("done", "") } else { ("refused", answer.code()) };
                assert_eq!((entry.outcome.as_str(), entry.code.as_str()), (outcome, code), "{info:?}");
                let actor = match (token, answer.code()) {
                    (_, "ok") if info.id == account::SIGN_IN.info.id => entry.subject.as_str(),
                    (Some(_), _) => user.as_str(),
                    (None, _) => "",
                };
                assert_eq!(entry.actor, actor, "{info:?}");
                asked += 1;
            }
        }
        assert!(asked > 70, "{asked}");
    }
}

// rows: 227, B3
#[tokio::test]
async fn an_entry_says_who_did_what_on_which_record() {
    for world in World::each().await {
        let last = async || {
            let entry = world.audit().await.pop().unwrap();
            format!("{} {} {} {}{}", entry.actor, entry.action, entry.subject, entry.outcome, entry.code)
        };
        let admin = world.admin().await;
        assert_eq!(last().await, "meera account.sign_in meera done");
        let wrong = Credentials { user_name: "meera".into(), password: "wrong".into() };
        world.ask(&account::SIGN_IN, None, &NoPath {}, &wrong).await;
        assert_eq!(last().await, " account.sign_in meera refusedPD-ACC-001");
        let group = world.call(&policy::CREATE_GROUP, Some(&admin), &NoPath {}, &NewGroup::example()).await;
        assert_eq!(last().await, format!("meera policy.create_group {} done", group.id));
        let draft = world.call(&policy::CREATE, Some(&admin), &NoPath {}, &NewPolicy::example()).await;
        assert_eq!(last().await, format!("meera policy.create {} done", draft.id));
        let path = PublishPath { policy_id: draft.id.clone(), policy_group_id: group.id.clone() };
        world.call(&policy::PUBLISH, Some(&admin), &path, &Nothing {}).await;
        assert_eq!(last().await, format!("meera policy.publish {} done", draft.id), "the policy, not its group");
        let event = world.texts("SELECT subject FROM event").await;
        assert_eq!(event, std::slice::from_ref(&draft.id), "other systems are told in order by policy");
        world.ask(&policy::PUBLISH, Some(&admin), &path, &Nothing {}).await;
        assert_eq!(last().await, format!("meera policy.publish {} refusedPMS_POL_020", draft.id));
        let root = make_root("Example Root", &SampleRequest::new("Example", world.now())).unwrap().certificate;
        let upload = CaUpload { certificate_data: root.pem(), partner_domain: "AUTH".into() };
        world.call(&certificate::CA_UPLOAD, Some(&admin), &NoPath {}, &upload).await;
        assert_eq!(last().await, format!("meera certificate.ca_upload {} done", root.thumbprint()));
        world.ask(&certificate::CA_UPLOAD, Some(&admin), &NoPath {}, &upload).await;
        assert_eq!(last().await, format!("meera certificate.ca_upload {} refusedKER-PCM-003", root.thumbprint()));
        world.insider("ada", &[Role::CredentialPartner]).await;
        world.add_partner(&records::partner("ada")).await;
        let mut stored = records::policy(&records::group("Printing"), "ID card v2");
        (stored.id, stored.group_id) = (draft.id.clone(), group.id.clone());
        let request = records::policy_request(&records::partner("ada"), &stored);
        world.add_request(&request).await;
        let off = Deactivation::example();
        world.ask(&policy::DEACTIVATE, Some(&admin), &PolicyPath { policy_id: draft.id.clone() }, &off).await;
        assert_eq!(last().await, format!("meera policy.deactivate {} refusedPMS_POL_064", draft.id));
        let decision = Decision { status: "Rejected".into(), reason: Some("No.".into()) };
        world
            .call(&policy_request::DECIDE, Some(&admin), &MappingKeyPath { mapping_key: request.id.clone() }, &decision)
            .await;
        assert_eq!(last().await, format!("meera policy_request.decide {} done", request.id));
        let long = "x".repeat(5000);
        world.ask(&policy::DEACTIVATE_GROUP, Some(&admin), &GroupPath { policy_group_id: long }, &off).await;
        assert_eq!(last().await, format!("meera policy.deactivate_group {} refusedPMS_POL_068", "x".repeat(256)));
        let nul = GroupPath { policy_group_id: "a\0b\u{1b}[2J".into() };
        world.ask(&policy::DEACTIVATE_GROUP, Some(&admin), &nul, &off).await;
        assert_eq!(last().await, "meera policy.deactivate_group a\u{fffd}b\u{1b}[2J refusedPMS_REQUEST_ERROR_007");
        world.call(&account::SIGN_OUT, Some(&admin), &NoPath {}, &Nothing {}).await;
        assert_eq!(last().await, "meera account.sign_out meera done");
    }
}

#[tokio::test]
async fn entries_cannot_be_changed_or_taken_away() {
    for world in World::each().await {
        world.admin().await;
        let before = world.audit().await;
        assert!(!before.is_empty());
        let mut attempts = vec![
            "UPDATE audit SET actor = 'nobody'",
            "UPDATE audit SET id = id",
            "DELETE FROM audit",
            "DELETE FROM audit WHERE outcome = 'refused' OR 1 = 1",
        ];
        let copy = "SELECT id, at, 'nobody', actor_fold, source, action, subject, subject_fold, outcome, code, request_id FROM audit WHERE true";
        let replace = format!("REPLACE INTO audit {copy}");
        let upsert = format!("INSERT INTO audit {copy} ON CONFLICT (id) DO UPDATE SET actor = 'nobody'");
        attempts.push(&upsert);
        attempts.push(if world.is_postgres() { "TRUNCATE audit" } else { &replace });
        for sql in attempts {
            assert!(world.sql(sql).await.is_err(), "{sql} was let through");
            assert_eq!(world.audit().await, before, "{sql}");
        }
    }
}
