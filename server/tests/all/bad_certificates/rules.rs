//! #21 to #23 and #66 to #72: domains, duplicates, whose certificate, our own keys, downloads.

use partnerdesk_api::{
    certificate::{CaPath, TRUST_FILE},
    operation::Nothing,
    partner::PartnerState,
};

use super::*;

// rows: 64, 66, 67
#[tokio::test]
async fn domains_and_duplicates() {
    for bench in Bench::each().await {
        let fresh = |name: &str| Forge::authority(name, root_key(), now()).pem(root_key());
        let into = async |domain: &str, text: &str| {
            let input = CaUpload { certificate_data: text.into(), partner_domain: domain.into() };
            bench.world.ask(&CA_UPLOAD, Some(&bench.admin), &NoPath {}, &input).await
        };
        let text = fresh("Domains");
        for domain in ["MARS", " AUTH ", "AUTH,FTM", "null", "AUTH\n"] {
            bench.judge(&format!("#21 {domain:?}"), &text, "KER-PCM-011", into(domain, &text)).await;
            bench
                .judge(
                    &format!("#21 P {domain:?}"),
                    &text,
                    "KER-PCM-011",
                    bench.upload_for("acme", domain, &leaf().pem()),
                )
                .await;
        }
        bench.judge("#21 nothing", &text, "PMS_COR_001", into("", &text)).await;
        assert_eq!(into("auth", &text).await.code(), "ok", "#21: any letter case");
        for domain in ["DEVICE", "FTM", "MISP"] {
            bench
                .judge(&format!("#22 {domain}"), &text, "KER-PCM-011", bench.upload_for("acme", domain, &leaf().pem()))
                .await;
        }
        bench.judge("#23 the same domain", &text, "KER-PCM-003", into("AUTH", &text)).await;
        for domain in ["DEVICE", "FTM", "MISP"] {
            assert_eq!(into(domain, &text).await.code(), "ok", "#23: another domain");
        }
    }
}

// rows: 20, 58, 75, 78
#[tokio::test]
async fn whose_certificate() {
    for bench in Bench::each().await {
        let world = &bench.world;
        let pem = leaf().pem();
        for (id, state, group) in
            [("off", PartnerState::Deactivated, true), ("groupless", PartnerState::InProgress, false)]
        {
            world.insider(id, &[Role::CredentialPartner]).await;
            let mut partner = records::partner(id);
            (partner.organization, partner.state) = (ORGANISATION.into(), state);
            if !group {
                (partner.group_id, partner.group_name) = (None, String::new());
            }
            world.add_partner(&partner).await;
        }
        let by_admin = async |id: &str| {
            let input = CertificateUpload {
                partner_id: id.into(),
                certificate_data: pem.clone(),
                partner_domain: "AUTH".into(),
            };
            world.ask(&UPLOAD, Some(&bench.admin), &NoPath {}, &input).await
        };
        bench.judge("#67 deactivated", &pem, "PMS_PMP_016", by_admin("off")).await;
        bench.judge("#67 unknown", &pem, "PMS_PRT_005", by_admin("none")).await;
        bench.judge("#67 foreign", &pem, "PMS_PRT_055", bench.upload_for("off", "AUTH", &pem)).await;
        bench.judge("#68 without a group", &pem, "PMS_PRT_054", by_admin("groupless")).await;
        // #66: the same certificate for two partners of one organisation is taken, as upstream takes it.
        assert_eq!(by_admin("acme").await.code(), "ok");
        world.sql("UPDATE partner SET group_id = 'mpolicygroup-default-print' WHERE id = 'groupless'").await.unwrap();
        assert_eq!(by_admin("groupless").await.code(), "ok");
        assert_eq!(world.texts("SELECT state FROM partner ORDER BY id").await, ["active", "active", "deactivated"]);
    }
}

#[tokio::test]
async fn our_own_keys() {
    for mut bench in Bench::each().await {
        let pem = leaf().pem();
        assert_eq!(bench.upload(Way::Partner, &pem).await.code(), "ok");
        // #69: a key that does not fit its certificate signs nothing, and no new authority is made in its place.
        let root_key = bench.world.texts("SELECT key_sealed FROM authority WHERE role = 'ROOT'").await.remove(0);
        let pms_key = bench.world.texts("SELECT key_sealed FROM authority WHERE role = 'PMS'").await.remove(0);
        for broken in [root_key.as_str(), "1.bm90IHNlYWxlZA", ""] {
            bench.world.sql(&format!("UPDATE authority SET key_sealed = '{broken}' WHERE role = 'PMS'")).await.unwrap();
            bench.world.restart().await;
            bench.acme = bench.world.session("acme", &[Role::CredentialPartner]).await;
            let upload = async { bench.upload(Way::Partner, &pem).await };
            bench.judge("#69 key that does not fit", &pem, "KER-KMS-012", upload).await;
        }
        bench.world.sql(&format!("UPDATE authority SET key_sealed = '{pms_key}' WHERE role = 'PMS'")).await.unwrap();
        bench.world.restart().await;
        bench.acme = bench.world.session("acme", &[Role::CredentialPartner]).await;
        assert_eq!(bench.upload(Way::Partner, &pem).await.code(), "ok", "mended, it signs again");
        assert_eq!(bench.world.count("authority").await, 2);
    }
}

// rows: 61, 62
#[tokio::test]
async fn downloads() {
    for bench in Bench::each().await {
        assert_eq!(bench.upload(Way::Partner, &leaf().pem()).await.code(), "ok");
        let hidden =
            bench.world.texts("SELECT id FROM ca_certificate WHERE kind IN ('ISSUED', 'OWN_ROOT')").await.remove(0);
        let issued = bench.world.texts("SELECT id FROM partner_certificate").await.remove(0);
        for (id, code) in [
            ("../x", "PMS_PRT_099"),
            ("x'y", "PMS_PRT_099"),
            (&"1".repeat(37), "PMS_PRT_099"),
            ("0192f0c1-2345-7890-abcd-ef0123456789", "KER-PMS-019"),
            (hidden.as_str(), "KER-PMS-019"),
            (issued.as_str(), "KER-PMS-019"),
        ] {
            let path = CaPath { certificate_id: id.into() };
            let answer = bench.world.ask(&TRUST_FILE, Some(&bench.admin), &path, &Nothing {}).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (200, code), "#72 {id}");
        }
    }
}
