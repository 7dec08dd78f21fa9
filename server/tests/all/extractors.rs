//! Extractor configurations: made by admins, seen by those who map them, refused where a value is not offered.
#![allow(clippy::unwrap_used, reason = "a test ends where it fails")]

use crate::support::World;
use partnerdesk_api::{
    extractor::{CREATE, ConfigurationPath, DETAIL, LIST, NewConfiguration},
    list::ListQuery,
    operation::{Input as _, NoPath, Nothing},
};

// rows: 204, 205, 206, 207, 208, 209
#[tokio::test]
async fn configurations_are_made_listed_and_offered() {
    for world in World::each().await {
        let admin = world.admin().await;
        let partner = world.partner("cardhouse", "Cardhouse Ltd", "mpolicygroup-default-print").await;
        let first = world.call(&CREATE, Some(&admin), &NoPath {}, &NewConfiguration::example()).await;
        assert_eq!(first.status, "SUCCESS");
        let iris = NewConfiguration {
            config_name: "虹彩".into(),
            bio_modality: "IRIS".into(),
            credential_data_format: "templateData".into(),
            attribute_name: "IndividualBiometrics".into(),
            ..NewConfiguration::example()
        };
        world.call(&CREATE, Some(&admin), &NoPath {}, &iris).await;
        let all = world.call(&LIST, Some(&partner), &NoPath {}, &ListQuery::default()).await;
        let names: Vec<_> = all.data.iter().map(|c| (c.config_name.as_str(), c.bio_modality.word())).collect();
        assert_eq!(names, [("虹彩", "iris"), ("Face, mock", "face")], "newest first");
        let face = ListQuery::default().with("bioModality", "face");
        assert_eq!(world.call(&LIST, Some(&partner), &NoPath {}, &face).await.total_results, 1);
        let one =
            world.call(&DETAIL, Some(&admin), &ConfigurationPath { configuration_id: first.id }, &Nothing {}).await;
        assert_eq!((one.attribute_name.as_str(), one.credential_data_format.word()), ("photo", "rawData"));
    }
}

// rows: 205, 206
#[tokio::test]
async fn what_is_not_offered_is_refused_at_its_field() {
    let world = World::sqlite().await;
    let admin = world.admin().await;
    let new = NewConfiguration::example;
    world.call(&CREATE, Some(&admin), &NoPath {}, &new()).await;
    let cases = [
        (NewConfiguration { config_name: "FACE, MOCK".into(), ..new() }, "PMS_PRT_272", "configName"),
        (NewConfiguration { config_name: String::new(), ..new() }, "PMS_COR_001", "configName"),
        (NewConfiguration { config_name: "<b>".into(), ..new() }, "PMS_REQUEST_ERROR_007", "configName"),
        (NewConfiguration { config_name: "x".repeat(129), ..new() }, "PMS_COR_001", "configName"),
        (NewConfiguration { bio_modality: "voice".into(), ..new() }, "PMS_PRT_099", "bioModality"),
        (NewConfiguration { credential_data_format: "jpeg".into(), ..new() }, "PMS_PRT_099", "credentialDataFormat"),
        (NewConfiguration { attribute_name: "iris".into(), ..new() }, "PMS_PRT_099", "attributeName"),
        (
            NewConfiguration { bioextractor_provider_version: "1".repeat(37), ..new() },
            "PMS_COR_001",
            "bioextractorProviderVersion",
        ),
    ];
    for (input, code, field) in cases {
        let answer = world.ask(&CREATE, Some(&admin), &NoPath {}, &input).await;
        assert_eq!((answer.code(), answer.field()), (code, field), "{input:?}");
    }
    let unknown = ConfigurationPath { configuration_id: "nothing".into() };
    assert_eq!(world.ask(&DETAIL, Some(&admin), &unknown, &Nothing {}).await.code(), "PMS_PRT_275");
    assert_eq!(world.call(&LIST, Some(&admin), &NoPath {}, &ListQuery::default()).await.total_results, 1);
}
