//! Policy requests: asking and deciding; every refusal in MOSIP's order.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{
    office::{Office, face},
    records,
};
use partnerdesk_api::{
    list::ListQuery,
    operation::{NoPath, Nothing},
    partner::{self, PartnerPath, Step, StepState},
    policy_request::{self, Decision, MappingKeyPath, NewRequest},
    role::Role,
};

// rows: 122, 123, 124, 139, 140
#[tokio::test]
async fn a_request_is_refused_in_mosips_order_and_a_rejected_one_may_be_asked_again() {
    for office in Office::each("Credential_Partner").await {
        let world = &office.world;
        let code = async |policy: &str| {
            let answer = office.ask_as(&office.ada, policy).await;
            format!("{} {}", answer.code(), answer.field())
        };
        office.set("UPDATE partner SET state = 'inactive'").await;
        assert_eq!(code("none").await, "PMS_PMP_016 ");
        office.set("UPDATE partner SET state = 'deactivated'").await;
        assert_eq!(code("ID card").await, "PMS_PMP_016 ");
        office.set("UPDATE partner SET state = 'active', group_id = NULL").await;
        assert_eq!(code("ID card").await, "PMS_POLICY_ERROR_005 ");
        office.set("UPDATE partner SET group_id = 'id of Printing'").await;
        assert_eq!(code("none").await, "PMS_PRT_073 policyName");
        assert_eq!(code("id card").await, "PMS_PRT_073 policyName", "names are exact");
        assert_eq!(code("mpolicy-default-auth").await, "PMS_PRT_098 policyName");
        office.set("UPDATE policy SET state = 'draft' WHERE name = 'ID card'").await;
        assert_eq!(code("ID card").await, "PMS_PRT_073 policyName", "a draft does not exist for partners");
        office.set("UPDATE policy SET state = 'deactivated' WHERE name = 'ID card'").await;
        assert_eq!(code("ID card").await, "PMS_PMP_019 policyName");
        office.set("UPDATE policy SET state = 'activated', valid_to = 1 WHERE name = 'ID card'").await;
        assert_eq!(code("ID card").await, "PMS_PMP_018 policyName");
        office.set("UPDATE policy SET valid_to = 9000000000000000 WHERE name = 'ID card'").await;
        office.set("UPDATE policy_group SET state = 'deactivated' WHERE name = 'Printing'").await;
        assert_eq!(code("ID card").await, "PMS_PMP_023 policyName");
        office.set("UPDATE policy_group SET state = 'active' WHERE name = 'Printing'").await;
        for (description, field) in
            [("", "useCaseDescription"), (&"x".repeat(501), "useCaseDescription"), ("a\u{1b}b", "useCaseDescription")]
        {
            let input = NewRequest { policy_name: "ID card".into(), use_case_description: description.into() };
            let answer = world
                .ask(&policy_request::CREATE, Some(&office.ada), &PartnerPath { partner_id: "ada".into() }, &input)
                .await;
            assert_eq!((answer.code(), answer.field()), ("PMS_COR_001", field));
        }
        assert_eq!(world.count("policy_request").await, 0, "refusals leave nothing");

        let first = office.request("ID card").await;
        assert_eq!(code("ID card").await, "PMS_PRT_053 policyName");
        assert_eq!(office.decide(&first, "Rejected", None).await.code(), "ok");
        let second = office.request("ID card").await;
        office.complete(&second, "qrcode").await;
        assert_eq!(office.decide(&second, "Approved", None).await.code(), "ok");
        assert_eq!(code("ID card").await, "PMS_PRT_060 policyName");
        let page = world.call(&policy_request::LIST, Some(&office.ada), &NoPath {}, &ListQuery::default()).await;
        let seen: Vec<_> = page.data.iter().map(|r| (r.id.as_str(), r.status.word())).collect();
        assert_eq!(seen, [(second.as_str(), "approved"), (first.as_str(), "rejected")], "the rejected stays visible");
    }
}

// rows: 20, 81, 135, 136, 138, 139, 141, 145, B3
#[tokio::test]
async fn a_decision_is_refused_in_mosips_order_and_final() {
    for office in Office::each("Credential_Partner").await {
        let id = office.request("ID card").await;
        let code = async |status: &str| office.decide(&id, status, None).await.code().to_string();
        assert_eq!(office.decide("none", "Approved", None).await.code(), "PMS_PMP_007");
        for word in ["Approve", "yes", "InProgress"] {
            assert_eq!(code(word).await, "PMS_PM_045", "{word}");
        }
        assert_eq!(code("").await, "PMS_COR_001");
        let long = "x".repeat(501);
        for (reason, expected) in [(long.as_str(), "PMS_COR_001"), ("a\u{1b}[31mb", "PMS_COR_001")] {
            let answer = office.decide(&id, "Rejected", Some(reason)).await;
            assert_eq!((answer.code(), answer.field()), (expected, "reason"));
        }
        for (sql, expected, mend) in [
            (
                "UPDATE policy SET state = 'deactivated' WHERE name = 'ID card'",
                "PMS_PMP_019",
                "UPDATE policy SET state = 'activated' WHERE name = 'ID card'",
            ),
            (
                "UPDATE policy_group SET state = 'deactivated' WHERE name = 'Printing'",
                "PMS_PMP_023",
                "UPDATE policy_group SET state = 'active' WHERE name = 'Printing'",
            ),
            (
                "UPDATE policy SET valid_to = 1 WHERE name = 'ID card'",
                "PMS_PMP_018",
                "UPDATE policy SET valid_to = 9000000000000000 WHERE name = 'ID card'",
            ),
            ("UPDATE partner SET state = 'deactivated'", "PMS_PMP_016", "UPDATE partner SET state = 'active'"),
        ] {
            office.set(sql).await;
            assert_eq!(code("Approved").await, expected, "{sql}");
            office.set(mend).await;
        }
        assert_eq!(code("Approved").await, "PMS_PM_051", "no extractors");
        assert_eq!(office.map(&id, vec![face()]).await.0, "ok");
        assert_eq!(code("Approved").await, "PMS_PRT_289", "no credential type");
        assert_eq!(office.map_type(&id, "qrcode").await, "ok ");
        let answer = office.decide(&id, "aPPROVED", Some("  Welcome.\nSee you.  ")).await;
        assert_eq!(
            (answer.code(), answer.response()),
            ("ok", &serde_json::json!("Policy mapping approved successfully"))
        );
        assert_eq!(code("Approved").await, "PMS_PM_034");
        assert_eq!(code("nonsense").await, "PMS_PM_034", "first that it is decided");
        let row = office
            .world
            .call(&policy_request::LIST, Some(&office.ada), &NoPath {}, &ListQuery::default())
            .await
            .data
            .remove(0);
        assert_eq!(
            (row.decided_by.as_deref(), row.decision_reason.as_deref()),
            (Some("noor"), Some("Welcome.\nSee you."))
        );

        // A rejection needs nothing: not the policy, not the group, not the partner, not the mappings.
        office.add_policy("Other", |_| ()).await;
        let other = office.request("Other").await;
        for sql in [
            "UPDATE policy SET state = 'deactivated', valid_to = 1 WHERE name = 'Other'",
            "UPDATE policy_group SET state = 'deactivated' WHERE name = 'Printing'",
        ] {
            office.set(sql).await;
        }
        let off = partner::NewPartnerStatus { status: "De-Active".into() };
        let path = PartnerPath { partner_id: "ada".into() };
        office.world.call(&partner::SET_STATUS, Some(&office.meera), &path, &off).await;
        let answer = office.decide(&other, "rejected", Some("No photo.")).await;
        assert_eq!(
            (answer.code(), answer.response()),
            ("ok", &serde_json::json!("Policy mapping rejected successfully"))
        );
        let late = office.decide(&other, "Approved", None).await;
        assert!(late.code() == "PMS_PM_035" && late.message().contains("noor"), "{}", late.body);
        let row = office
            .world
            .call(&policy_request::LIST, Some(&office.ada), &NoPath {}, &ListQuery::default())
            .await
            .data
            .remove(0);
        assert_eq!(
            (row.status.word(), row.decision_reason.as_deref(), row.partner_status.word()),
            ("rejected", Some("No photo."), "deactivated")
        );
    }
}

// rows: 140, 142, B6
#[tokio::test]
async fn nobody_decides_their_own_request_and_types_without_mappings_need_none() {
    for office in Office::each("ABIS_Partner").await {
        let answer = office.ask_as(&office.noor, "ID card").await;
        assert_eq!(answer.code(), "ok", "an admin asks for the partner");
        let id = answer.response()["mappingkey"].as_str().unwrap();
        for word in ["Approved", "Rejected"] {
            let answer = office.decide(id, word, None).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (200, "PD-REQ-101"), "{word}");
        }
        let pending = ListQuery::default().page(0, 1).with("status", "InProgress");
        let page = office.world.call(&policy_request::LIST, Some(&office.meera), &NoPath {}, &pending).await;
        assert_eq!((page.total_results, page.data[0].mappings), (1, policy_request::Mappings::NotNeeded));
        let path = MappingKeyPath { mapping_key: id.into() };
        let approve = Decision { status: "Approved".into(), reason: None };
        office.world.call(&policy_request::DECIDE, Some(&office.meera), &path, &approve).await;
    }
}

// rows: 133, 136
#[tokio::test]
async fn one_partner_is_searched_for_exactly() {
    for office in Office::each("Credential_Partner").await {
        office.request("ID card").await;
        office.world.insider("adam", &[Role::CredentialPartner]).await;
        let adam = records::partner("adam");
        office.world.add_partner(&adam).await;
        office.world.add_request(&records::policy_request(&adam, &records::policy(&office.group, "ID card"))).await;
        let found = async |kind: &str, id: Option<&str>| {
            let query = ListQuery::default().with("partnerIdSearchType", kind);
            let query = id.map_or(query.clone(), |id| query.with("partnerId", id));
            let answer = office.world.ask(&policy_request::LIST, Some(&office.noor), &NoPath {}, &query).await;
            if answer.code() == "ok" {
                answer.response()["totalResults"].to_string()
            } else {
                answer.code().to_string()
            }
        };
        assert_eq!(found("", Some("ada")).await, "2");
        assert_eq!(found("contains", Some("ADA")).await, "2");
        assert_eq!(found("equals", Some("ada")).await, "1");
        assert_eq!(found("equals", Some("ADA")).await, "0");
        assert_eq!(found("equals", None).await, "PMS_PM_066");
        assert_eq!(found("Equals", Some("ada")).await, "PMS_PM_065");
    }
}

// rows: B8
#[tokio::test]
async fn the_checklist_says_whose_turn_it_is() {
    for office in Office::each("Credential_Partner").await {
        let state = async |step: Step| {
            let path = PartnerPath { partner_id: "ada".into() };
            let list = office.world.call(&partner::CHECKLIST, Some(&office.ada), &path, &Nothing {}).await;
            let turn: Vec<Step> = list
                .steps
                .iter()
                .filter(|s| matches!(s.state, StepState::Next | StepState::Waiting | StepState::Refused))
                .map(|s| s.step)
                .collect();
            (list.steps.iter().find(|s| s.step == step).map(|s| s.state), turn.first().copied())
        };
        assert_eq!(state(Step::PolicyGroup).await, (Some(StepState::Done), Some(Step::Consent)));
        office.set("UPDATE account SET consent_at = 1 WHERE user_name = 'ada'").await;
        assert_eq!(
            state(Step::TrustChain).await,
            (Some(StepState::Waiting), Some(Step::TrustChain)),
            "the admin's turn"
        );
        let id = office.request("ID card").await;
        assert_eq!(state(Step::Extractors).await.0, Some(StepState::Later));
        office.complete(&id, "qrcode").await;
        assert_eq!(state(Step::CredentialType).await.0, Some(StepState::Done));
        assert_eq!(office.decide(&id, "Rejected", Some("No.")).await.code(), "ok");
        assert_eq!(state(Step::Decision).await.0, Some(StepState::Refused));
        office.set("UPDATE partner SET state = 'deactivated'").await;
        assert_eq!(state(Step::Ready).await.0, Some(StepState::Refused));
    }
}
