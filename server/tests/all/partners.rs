//! Partners as admins and portals see them: questions before registration, details, deactivation.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{PASSWORD, World, records};
use partnerdesk_api::{
    account::{self, SignUp},
    certificate::{self, CertificateUpload},
    list::ListQuery,
    operation::{Input as _, NoPath, Nothing},
    partner::{self, EmailQuestion, NewPartnerStatus, OwnQuery, PartnerPath, PartnerQuestion, PartnerState},
    role::Role,
    secret::Secret,
};
use serde_json::Value;

async fn set_status(world: &World, token: &Secret, id: &str, status: &str) -> (String, String) {
    let (path, input) = (PartnerPath { partner_id: id.into() }, NewPartnerStatus { status: status.into() });
    let answer = world.ask(&partner::SET_STATUS, Some(token), &path, &input).await;
    (answer.code().to_string(), answer.response()["message"].as_str().unwrap_or_default().to_string())
}

// rows: 20, 78, 80, 81, 88, 224
#[tokio::test]
async fn a_partner_is_activated_by_its_certificate_and_deactivated_for_good() {
    for world in World::each().await {
        let admin = world.admin().await;
        world.published_policy(&admin, "Printing", "ID card v2").await;
        let root = world.trusted_root(&admin).await;
        let partner = world.partner("cardhouse", "Cardhouse Ltd", "Printing").await;
        let path = PartnerPath { partner_id: "cardhouse".into() };
        let detail = async || world.call(&partner::ADMIN_DETAIL, Some(&admin), &path, &Nothing {}).await;
        let before = detail().await;
        assert_eq!(
            (before.approval_status.as_str(), before.is_active, before.is_certificate_available),
            ("InProgress", false, false)
        );
        assert_eq!(
            (before.first_name.as_deref(), before.email_id.as_str(), before.address.as_str()),
            (Some("Ada"), "desk@cardhouse.example", "1 Print Lane")
        );
        let status = async |word: &str| set_status(&world, &admin, "cardhouse", word).await;
        assert_eq!(set_status(&world, &admin, "none", "Active").await.0, "PMS_PMP_005");
        assert_eq!(status("Active").await.0, "PMS_PRT_108", "without a certificate");
        assert_eq!(status("Off").await.0, "PMS_PM_058");
        assert_eq!(status("").await.0, "PMS_COR_001");
        assert_eq!(status("De-Active").await, ("ok".into(), "Partner de-activated successfully".into()));
        assert!(!detail().await.is_active, "and still waits for its certificate");
        world.certified(&partner, "cardhouse", "Cardhouse Ltd", &root).await;
        let active = detail().await;
        assert_eq!(
            (active.approval_status.as_str(), active.is_active, active.is_certificate_available),
            ("approved", true, true)
        );
        assert_eq!(status("Active").await, ("ok".into(), "Partner activated successfully".into()));
        assert_eq!(status("De-Active").await, ("ok".into(), "Partner de-activated successfully".into()));
        for word in ["Active", "De-Active", "Off"] {
            assert_eq!(status(word).await.0, "PMS_PM_063", "{word}");
        }
        let off = detail().await;
        assert_eq!((off.approval_status.as_str(), off.is_active), ("approved", false));
        // It can sign in, and hears why it cannot act.
        let again = world.sign_in("cardhouse").await;
        let upload = CertificateUpload { partner_id: "cardhouse".into(), ..CertificateUpload::example() };
        assert_eq!(world.ask(&certificate::UPLOAD, Some(&again), &NoPath {}, &upload).await.code(), "PMS_PMP_016");
        assert_eq!(
            world.ask(&certificate::BOTH, Some(&again), &path, &Nothing {}).await.code(),
            "PMS_CERTIFICATE_ERROR_009"
        );
        let events =
            world.texts("SELECT body FROM event WHERE topic = 'PARTNER_UPDATED' ORDER BY created_at, id").await;
        let told: Vec<Value> = events.iter().map(|body| serde_json::from_str(body).unwrap()).collect();
        let states: Vec<&str> = told.iter().map(|e| e["partnerData"]["partnerStatus"].as_str().unwrap()).collect();
        assert_eq!(states, ["ACTIVE", "DEACTIVE"], "changes only are told to other systems");
    }
}

// rows: 5, 11, 13, 14, B25
#[tokio::test]
async fn portals_can_ask_whether_a_partner_exists() {
    for world in World::each().await {
        let admin = world.admin().await;
        world.published_policy(&admin, "Printing", "ID card v2").await;
        let token = world.partner("cardhouse", "Cardhouse Ltd", "Printing").await;
        let exists = async |email: &str, id: &str, kind: &str| {
            let input = PartnerQuestion { email_id: email.into(), partner_id: id.into(), partner_type: kind.into() };
            world.ask(&partner::EXISTS, Some(&token), &NoPath {}, &input).await
        };
        for (email, id, kind, known, duplicate) in [
            ("desk@cardhouse.example", "cardhouse", "CREDENTIAL_PARTNER", true, false),
            ("DESK@cardhouse.example", "cardhouse", "Auth_Partner", true, true),
            ("desk@cardhouse.example", "other", "Credential_Partner", true, true),
            ("new@cardhouse.example", "cardhouse", "Credential_Partner", true, true),
            ("new@cardhouse.example", "other", "Credential_Partner", false, false),
        ] {
            let answer = exists(email, id, kind).await;
            let response = answer.response();
            assert_eq!(
                (&response["partnerExists"], &response["duplicateExists"]),
                (&known.into(), &duplicate.into()),
                "{email} {id} {kind}"
            );
            assert_eq!(response["message"].is_string(), duplicate);
            assert_eq!(response["policyRequiredPartnerTypes"].as_array().unwrap().is_empty(), known);
        }
        assert_eq!(exists("a@b.example", "x", "Bank").await.code(), "PMS_PRT_010");
        let verify = async |token: &Secret, email: &str| {
            let answer = world
                .ask(&partner::VERIFY_EMAIL, Some(token), &NoPath {}, &EmailQuestion { email_id: email.into() })
                .await;
            if answer.code() == "ok" { answer.response()["emailExists"].to_string() } else { answer.code().to_string() }
        };
        assert_eq!(verify(&token, "desk@Cardhouse.example").await, "true");
        assert_eq!(verify(&token, "new@cardhouse.example").await, "false");
        assert_eq!(verify(&token, "nonsense").await, "PMS_PRT_012");
        assert_eq!(verify(&token, "").await, "PMS_PRT_012");
        assert_eq!(verify(&admin, "meera@registry.example").await, "true", "admins need no partner record");
        let answer = world.ask(&partner::VERIFY_EMAIL, Some(&token), &NoPath {}, &EmailQuestion::example()).await;
        let types = answer.response()["policyRequiredPartnerTypes"].as_array().unwrap();
        assert!(types.contains(&"CREDENTIAL_PARTNER".into()) && !types.contains(&"MISP_PARTNER".into()));
        let sign_up = SignUp {
            user_name: "fresh".into(),
            email_id: "fresh@b.example".into(),
            password: PASSWORD.into(),
            ..SignUp::example()
        };
        world.call(&account::SIGN_UP, None, &NoPath {}, &sign_up).await;
        let fresh = world.sign_in("fresh").await;
        assert_eq!(verify(&fresh, "fresh@b.example").await, "false", "has still to register");
    }
}

// rows: 83, 84, 85, 86, 92, 121
#[tokio::test]
async fn own_partners_are_asked_for_by_type_and_state() {
    for world in World::each().await {
        let admin = world.insider("noor", &[Role::PartnerAdmin]).await;
        let ada = world.insider("ada", &[Role::CredentialPartner, Role::MispPartner]).await;
        world.add_partner(&records::partner("ada")).await;
        let mut misp = records::partner("misp");
        (misp.account, misp.partner_type, misp.group_id, misp.group_name) =
            ("ada".into(), "MISP_Partner".into(), None, String::new());
        misp.state = partner::PartnerState::InProgress;
        world.add_partner(&misp).await;
        let ids = async |token: &Secret, kind: Option<&str>, status: Option<&str>, grouped: Option<&str>| {
            let query = OwnQuery {
                status: status.map(Into::into),
                partner_type: kind.map(Into::into),
                policy_group_available: grouped.map(Into::into),
            };
            let answer = world.ask(&partner::OWN, Some(token), &NoPath {}, &query).await;
            match answer.response().as_array() {
                Some(rows) => {
                    rows.iter().map(|r| r["partnerId"].as_str().unwrap().to_string()).collect::<Vec<_>>().join(" ")
                }
                None => answer.code().to_string(),
            }
        };
        assert_eq!(ids(&ada, None, None, None).await, "ada misp");
        assert_eq!(ids(&ada, Some("MISP_Partner"), None, None).await, "misp");
        assert_eq!(ids(&ada, None, Some("approved"), None).await, "ada");
        assert_eq!(ids(&ada, None, Some("InProgress"), None).await, "misp");
        assert_eq!(ids(&ada, None, None, Some("true")).await, "ada");
        assert_eq!(ids(&ada, None, None, Some("false")).await, "misp");
        assert_eq!(ids(&ada, Some("ABIS_Partner"), None, None).await, "PMS_POLICY_ERROR_031");
        assert_eq!(ids(&admin, None, None, None).await, "PMS_POLICY_ERROR_030");
        assert_eq!(ids(&admin, Some("Credential_Partner"), None, None).await, "PMS_POLICY_ERROR_030");
        assert_eq!(ids(&admin, Some("MISP_Partner"), None, None).await, "misp", "all of a type that admins manage");
        let missing = PartnerPath { partner_id: "none".into() };
        assert_eq!(world.ask(&partner::ADMIN_DETAIL, Some(&admin), &missing, &Nothing {}).await.code(), "PMS_PRT_005");
        let path = PartnerPath { partner_id: "misp".into() };
        let detail = world.call(&partner::ADMIN_DETAIL_LEGACY, Some(&admin), &path, &Nothing {}).await;
        assert_eq!(
            (detail.policy_group_name, detail.contact_number.as_str()),
            (None, "+254 20 123"),
            "no group is no failure"
        );
    }
}

// rows: 79
#[tokio::test]
async fn the_list_offers_what_mosips_portal_asks_for() {
    for world in World::each().await {
        let admin = world.insider("root", &[Role::PartnerAdmin]).await;
        for (user, state, group) in [
            ("ada", PartnerState::Active, Some("mpolicygroup-default-print")),
            ("ben", PartnerState::InProgress, None),
            ("eve", PartnerState::Deactivated, Some("mpolicygroup-default-auth")),
        ] {
            world.insider(user, &[Role::CredentialPartner]).await;
            let mut partner = records::partner(user);
            (partner.state, partner.group_id) = (state, group.map(Into::into));
            world.add_partner(&partner).await;
        }
        for operation in [&partner::ADMIN_LIST, &partner::ADMIN_LIST_LEGACY] {
            let ids = async |query: ListQuery| {
                let page = world.call(operation, Some(&admin), &NoPath {}, &query.page(0, 8)).await;
                page.data.into_iter().map(|p| p.partner_id).collect::<Vec<_>>().join(" ")
            };
            let query = ListQuery::default;
            assert_eq!(ids(query().with("isActive", "true")).await, "ada");
            assert_eq!(ids(query().with("isActive", "false").sorted("partnerId", false)).await, "ben eve");
            assert_eq!(ids(query().with("isActive", "TRUE")).await, "", "exact words mind letter case");
            assert_eq!(ids(query().sorted("isActive", true)).await, "ada eve ben");
            assert_eq!(ids(query().sorted("policyGroupId", false)).await, "ben eve ada");
            assert_eq!(ids(query().with("policyGroupId", "AUTH")).await, "eve");
            let email = query().sorted("emailAddress", true).page(0, 8);
            let answer = world.ask(operation, Some(&admin), &NoPath {}, &email).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (200, "KER_PRT_391"));
            // A partner that changes its state changes its place.
            world.sql("UPDATE partner SET state = 'active' WHERE id = 'ben'").await.unwrap();
            assert_eq!(ids(query().with("isActive", "true").sorted("partnerId", false)).await, "ada ben");
            world.sql("UPDATE partner SET state = 'inactive' WHERE id = 'ben'").await.unwrap();
        }
    }
}
