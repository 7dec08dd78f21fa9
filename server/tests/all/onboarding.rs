//! The whole of the credential partner's onboarding through HTTP, on each storage.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::World;
use partnerdesk_api::operation::Input as _;
use partnerdesk_api::{
    account::{self, FirstStep},
    certificate,
    list::ListQuery,
    operation::{NoPath, Nothing},
    partner::{self, PartnerPath, Step, StepState},
    policy_request::{
        self, CredentialTypeMapping, Decision, ExtractorMappings, MappingKeyPath, Mappings, NewRequest, RequestPath,
    },
};

// rows: 1, 2, 7, 10, 13, 25, 28, 56, 67, 69, 72, 97, 103, 106, 109, 122, 123, 125, 126, 128, 129, 133, 135, 137, 138, 139, B3, B8
#[tokio::test]
async fn a_credential_partner_from_nothing_to_an_active_policy() {
    for world in World::each().await {
        let admin = world.admin().await;
        let manager = world.colleague(&admin, "tomas", "POLICYMANAGER").await;
        let decider = world.colleague(&admin, "noor", "PARTNER_ADMIN").await;
        world.published_policy(&manager, "Printing", "ID card v2").await;
        let root = world.trusted_root(&admin).await;
        let partner = world.partner("cardhouse", "Cardhouse Ltd", "Printing").await;
        let me = world.call(&account::ME, Some(&partner), &NoPath {}, &Nothing {}).await;
        assert_eq!(me.next, None::<FirstStep>);
        let path = PartnerPath { partner_id: "cardhouse".into() };

        let before = world.ask(&policy_request::CREATE, Some(&partner), &path, &NewRequest::example()).await;
        assert_eq!(before.code(), "PMS_PMP_016", "without a certificate a partner is inactive");
        world.certified(&partner, "cardhouse", "Cardhouse Ltd", &root).await;
        let mine = world.call(&certificate::MINE, Some(&partner), &NoPath {}, &Default::default()).await;
        assert!(mine[0].is_certificate_available);

        let request = world.call(&policy_request::CREATE, Some(&partner), &path, &NewRequest::example()).await;
        let key = MappingKeyPath { mapping_key: request.mappingkey.clone() };
        let approve = Decision { status: "Approved".into(), reason: Some("Welcome.".into()) };
        assert_eq!(world.ask(&policy_request::DECIDE, Some(&decider), &key, &approve).await.code(), "PMS_PM_051");
        let id = RequestPath { request_id: request.mappingkey.clone() };
        world.call(&policy_request::MAP_EXTRACTORS, Some(&partner), &id, &ExtractorMappings::example()).await;
        assert_eq!(world.ask(&policy_request::DECIDE, Some(&decider), &key, &approve).await.code(), "PMS_PRT_289");
        world.call(&policy_request::MAP_CREDENTIAL_TYPE, Some(&partner), &id, &CredentialTypeMapping::example()).await;

        let waiting = world.call(&partner::CHECKLIST, Some(&partner), &path, &Nothing {}).await;
        let decision = waiting.steps.iter().find(|s| s.step == Step::Decision).unwrap();
        assert_eq!(decision.state, StepState::Waiting);
        let pending = ListQuery::default().page(0, 1).with("status", "InProgress");
        let page = world.call(&policy_request::LIST, Some(&decider), &NoPath {}, &pending).await;
        assert_eq!((page.total_results, page.data[0].mappings), (1, Mappings::Complete));

        let answer = world.call(&policy_request::DECIDE, Some(&decider), &key, &approve).await;
        assert_eq!(answer, "Policy mapping approved successfully");
        let again = world
            .ask(&policy_request::DECIDE, Some(&admin), &key, &Decision { status: "Rejected".into(), reason: None })
            .await;
        assert_eq!(again.code(), "PMS_PM_034");
        assert!(again.body["errors"][0]["message"].as_str().unwrap().contains("noor"), "{}", again.body);
        let ready = world.call(&partner::CHECKLIST, Some(&partner), &path, &Nothing {}).await;
        assert!(ready.steps.iter().all(|s| s.state == StepState::Done), "{ready:?}");
        let own = world.call(&policy_request::LIST, Some(&partner), &NoPath {}, &ListQuery::default()).await;
        assert_eq!((own.data[0].status.word(), own.data[0].decision_reason.as_deref()), ("approved", Some("Welcome.")));
        let off = partner::NewPartnerStatus { status: "De-Active".into() };
        world.call(&partner::SET_STATUS, Some(&admin), &path, &off).await;
        let ended = world.call(&partner::CHECKLIST, Some(&partner), &path, &Nothing {}).await;
        let last = ended.steps.last().unwrap();
        assert_eq!((last.step, last.state), (Step::Ready, StepState::Refused), "a deactivated partner is not ready");
    }
}
