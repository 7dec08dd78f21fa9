//! Steps two and three of a request: extractors and credential type; every refusal in MOSIP's order.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::office::{Office, face, pair};
use partnerdesk_api::{
    operation::Nothing,
    policy_request::{self, ExtractorMapping, PartnerPolicyPath, RequestPath},
};

// rows: 125, 126, 127, 130, 132
#[tokio::test]
async fn extractors_are_mapped_once_and_refused_in_mosips_order() {
    for office in Office::each("Online_Verification_Partner").await {
        let id = office.request("ID card").await;
        assert_eq!(office.map(&id, vec![]).await, pair("PMS_COR_002", "extractors"));
        assert_eq!(
            office.map("none", vec![]).await,
            pair("PMS_COR_002", "extractors"),
            "before the request is looked for"
        );
        assert_eq!(office.map("none", vec![face()]).await.0, "PMS_PRT_284");
        for (sql, code) in [
            ("state = 'deactivated'", "PMS_PMP_016"),
            ("state = 'active', partner_type = 'Auth_Partner'", "PMS_PRT_070"),
        ] {
            office.set(&format!("UPDATE partner SET {sql}")).await;
            assert_eq!(office.map(&id, vec![face()]).await.0, code);
        }
        office.set("UPDATE partner SET partner_type = 'Online_Verification_Partner'").await;
        let twice = ExtractorMapping { biometric: "FACE".into(), attribute_name: "other".into(), ..face() };
        assert_eq!(office.map(&id, vec![face(), twice]).await, pair("PMS_PRT_290", "extractors"));
        let iris = ExtractorMapping {
            biometric: "Iris".into(),
            attribute_name: "IRIS".into(),
            biometric_sub_types: Some("left,right".into()),
            credential_data_format: None,
            ..face()
        };
        for (member, bad) in [
            ("attributeName", ExtractorMapping { attribute_name: " ".into(), ..iris.clone() }),
            ("biometric", ExtractorMapping { biometric: String::new(), ..iris.clone() }),
            ("extractorProvider", ExtractorMapping { extractor_provider: String::new(), ..iris.clone() }),
            (
                "extractorProviderVersion",
                ExtractorMapping { extractor_provider_version: String::new(), ..iris.clone() },
            ),
        ] {
            let place = format!("extractors[1].{member}");
            assert_eq!(office.map(&id, vec![face(), bad]).await, pair("PMS_COR_002", &place));
        }
        let voice = ExtractorMapping { biometric: "voice".into(), ..face() };
        assert_eq!(office.map(&id, vec![iris.clone(), voice]).await, pair("PMS_PRT_099", "extractors[1].biometric"));
        let long = ExtractorMapping { extractor_provider: "x".repeat(129), ..face() };
        assert_eq!(office.map(&id, vec![long]).await, pair("PMS_COR_001", "extractors[0].extractorProvider"));
        assert_eq!(office.map(&id, vec![face(); 51]).await, pair("PMS_COR_001", "extractors"));
        assert_eq!(office.world.count("request_extractor").await, 0, "refusals leave nothing, not even the good rows");

        assert_eq!(office.map(&id, vec![face(), iris.clone()]).await.0, "ok");
        assert_eq!(
            office.map(&id, vec![ExtractorMapping { biometric: "finger".into(), ..face() }]).await.0,
            "PMS_PRT_283"
        );
        let path = RequestPath { request_id: id.clone() };
        let answer = office.world.ask(&policy_request::EXTRACTORS, Some(&office.ada), &path, &Nothing {}).await;
        assert_eq!(
            (answer.body["partnerPolicyRequestId"].as_str(), answer.body["statusCode"].as_str()),
            (Some(id.as_str()), Some("InProgress"))
        );
        assert_eq!(answer.response().as_object().unwrap().keys().collect::<Vec<_>>(), ["extractors"]);
        let shown = office.world.call(&policy_request::EXTRACTORS, Some(&office.noor), &path, &Nothing {}).await;
        let stored = ExtractorMapping { biometric: "iris".into(), attribute_name: "iris".into(), ..iris };
        assert_eq!(shown.extractors, [face(), stored], "kept in lower case");
        let missing = RequestPath { request_id: "none".into() };
        let answer = office.world.ask(&policy_request::EXTRACTORS, Some(&office.ada), &missing, &Nothing {}).await;
        assert_eq!(answer.code(), "PMS_PRT_064", "counts as nothing mapped");

        office.add_policy("Other", |_| ()).await;
        let other = office.request("Other").await;
        assert_eq!(office.decide(&other, "Rejected", None).await.code(), "ok");
        assert_eq!(office.map(&other, vec![face()]).await.0, "PMS_PRT_285");
        // No way through the commands leads to an approved attribute of a pending request; upstream's check stands all the same.
        office.add_policy("Third", |_| ()).await;
        let third = office.request("Third").await;
        office
            .set("UPDATE request_extractor SET status = 'approved', policy_id = 'id of Third' WHERE modality = 'face'")
            .await;
        assert_eq!(office.map(&third, vec![face()]).await, pair("PMS_PRT_286", "extractors[0].attributeName"));
    }
}

// rows: 128, 143, 222
#[tokio::test]
async fn a_credential_type_is_mapped_once_and_used_once_per_partner() {
    for office in Office::each("Credential_Partner").await {
        let id = office.request("ID card").await;
        assert_eq!(office.map_type(&id, " ").await, "PMS_COR_002 credentialType");
        assert_eq!(office.map_type("none", "").await, "PMS_COR_002 credentialType", "before the request is looked for");
        assert_eq!(office.map_type("none", "qrcode").await, "PMS_PRT_284 ");
        for (sql, code) in [
            ("state = 'deactivated'", "PMS_PMP_016 "),
            ("state = 'active', partner_type = 'Auth_Partner'", "PMS_PRT_070 "),
        ] {
            office.set(&format!("UPDATE partner SET {sql}")).await;
            assert_eq!(office.map_type(&id, "qrcode").await, code);
        }
        office.set("UPDATE partner SET partner_type = 'Credential_Partner'").await;
        assert_eq!(office.map_type(&id, "PDFCard").await, "PMS_PRT_072 credentialType");
        let path = RequestPath { request_id: id.clone() };
        let shown = office.world.call(&policy_request::CREDENTIAL_TYPE, Some(&office.ada), &path, &Nothing {}).await;
        assert_eq!((shown.credential_type, shown.status_code.as_ref().map(|s| s.word())), (None, Some("InProgress")));
        assert_eq!(office.map_type(&id, "QRCode").await, "ok ", "before the extractors is fine");
        assert_eq!(office.map_type(&id, "euin").await, "PMS_PRT_287 credentialType", "the request has one");
        let shown = office.world.call(&policy_request::CREDENTIAL_TYPE, Some(&office.ada), &path, &Nothing {}).await;
        assert_eq!(shown.credential_type.as_deref(), Some("qrcode"));
        for name in ["Second", "Third"] {
            office.add_policy(name, |_| ()).await;
        }
        let second = office.request("Second").await;
        assert_eq!(
            office.map_type(&second, "qrcode").await,
            "PMS_PRT_287 credentialType",
            "another pending request has it"
        );
        assert_eq!(office.decide(&id, "Rejected", None).await.code(), "ok");
        assert_eq!(office.map_type(&id, "euin").await, "PMS_PRT_288 ");
        assert_eq!(office.map_type(&second, "qrcode").await, "ok ", "free again after the rejection");
        assert_eq!(office.map(&second, vec![face()]).await.0, "ok");
        let types = PartnerPolicyPath { partner_id: "ada".into(), policy_id: "id of Second".into() };
        let none =
            office.world.ask(&policy_request::APPROVED_CREDENTIAL_TYPES, Some(&office.ada), &types, &Nothing {}).await;
        assert_eq!(none.code(), "PMS_PRT_064", "pending is not approved");
        assert_eq!(office.decide(&second, "Approved", None).await.code(), "ok");
        let approved =
            office.world.call(&policy_request::APPROVED_CREDENTIAL_TYPES, Some(&office.ada), &types, &Nothing {}).await;
        assert_eq!(approved.credential_types, ["qrcode"]);
        let third = office.request("Third").await;
        assert_eq!(office.map_type(&third, "qrcode").await, "PMS_PRT_287 credentialType", "approved elsewhere");
        assert_eq!(office.map_type(&third, "euin").await, "ok ");
        let states = office
            .world
            .texts(
                "SELECT status FROM request_extractor UNION ALL SELECT status FROM request_credential_type ORDER BY 1",
            )
            .await;
        assert_eq!(states, ["InProgress", "approved", "approved", "rejected"], "a decision moves what is mapped");
    }
}
