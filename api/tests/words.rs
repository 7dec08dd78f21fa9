//! The words of states on the wire, as other clients and servers write them, byte by byte.

#![allow(clippy::unwrap_used)]

use partnerdesk_api::{
    account::{AccountRow, OwnedPartner},
    certificate::TrustRow,
    common::Deactivation,
    extractor::Configuration,
    partner::{NewPartnerStatus, PartnerCode, PartnerRow, PartnerState},
    policy::{GroupRow, PolicyRow},
    policy_request::{Decision, FoundRequest, MappedExtractors, RequestCode, RequestRow, RequestState},
};
use serde::{Serialize, de::DeserializeOwned};

/// Reads a row with each of the words and writes it again.
fn travels<R: Serialize + DeserializeOwned>(row: &str, words: &[&str]) {
    for word in words {
        let text = row.replace('@', word);
        let read: R = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}

#[test]
fn rows_carry_the_words_that_they_came_with() {
    travels::<GroupRow>(
        r#"{"id":"g","name":"n","desc":"d","status":"@","createdDateTime":"2026-11-13T09:00:00.000+00:00"}"#,
        &["active", "deactivated", "SOMETHING NEW"],
    );
    travels::<PolicyRow>(
        r#"{"policyId":"p","policyType":"Auth","policyName":"n","policyDescription":"d","policyGroupId":"g","policyGroupName":"n","status":"@","createdDateTime":"2026-11-13T09:00:00.000+00:00"}"#,
        &["draft", "activated", "deactivated", ""],
    );
    travels::<PartnerRow>(
        r#"{"partnerId":"p","partnerType":"t","orgName":"o","policyGroupId":null,"policyGroupName":null,"emailAddress":"e","certificateUploadStatus":"uploaded","status":"@","isActive":false,"createdDateTime":"2026-11-13T09:00:00.000+00:00"}"#,
        &["inactive", "active", "deactivated", "approved"],
    );
    travels::<PartnerRow>(
        r#"{"partnerId":"p","partnerType":"t","orgName":"o","policyGroupId":null,"policyGroupName":null,"emailAddress":"e","certificateUploadStatus":"@","status":"active","isActive":true,"createdDateTime":"2026-11-13T09:00:00.000+00:00"}"#,
        &["uploaded", "not_uploaded"],
    );
    let request = |side: &str, status: &str| {
        format!(
            r#"{{"id":"r","partnerId":"p","partnerStatus":"{side}","orgName":"o","partnerType":"t","policyId":"i","policyName":"n","policyDescription":"d","policyGroupId":"g","policyGroupName":"n","policyGroupDescription":"d","partnerComment":"c","status":"{status}","createdDateTime":"2026-11-13T09:00:00.000+00:00","updatedDateTime":null,"mappings":"extractorsMissing","decidedBy":null,"decisionReason":null}}"#
        )
    };
    travels::<RequestRow>(&request("activated", "@"), &["InProgress", "approved", "rejected"]);
    travels::<RequestRow>(&request("@", "approved"), &["InProgress", "activated", "deactivated", "rejected"]);
    travels::<FoundRequest>(
        r#"{"apikeyRequestId":"r","partnerId":"p","partnerName":"o","policyId":"i","policyName":"n","requestDatetimes":"2026-11-13T09:00:00.000+00:00","requestDetail":"c","statusCode":"@","isDeleted":false,"crBy":"b","crDtimes":"2026-11-13T09:00:00.000+00:00","updBy":null,"updDtimes":null,"delDtimes":null}"#,
        &["InProgress", "approved", "rejected"],
    );
    travels::<MappedExtractors>(
        r#"{"extractors":[],"partnerPolicyRequestId":"r","statusCode":"@"}"#,
        &["InProgress", "approved", "rejected"],
    );
    travels::<AccountRow>(
        r#"{"userName":"u","name":"n","roles":"SUPPORT","status":"@","createdDateTime":"2026-11-13T09:00:00.000000"}"#,
        &["active", "invited"],
    );
    travels::<OwnedPartner>(
        r#"{"partnerId":"p","partnerType":"t","status":"@","policyGroupName":null}"#,
        &["inactive", "active", "deactivated"],
    );
    travels::<TrustRow>(
        r#"{"caCertificateType":"@","certId":"c","partnerDomain":"AUTH","issuedTo":"t","issuedBy":"b","certThumbprint":"x","validFromDate":"2026-11-13T09:00:00.000000","validTillDate":"2026-11-13T09:00:00.000000","uploadTime":"2026-11-13T09:00:00.000000","status":true}"#,
        &["ROOT", "INTERMEDIATE"],
    );
    travels::<Configuration>(
        r#"{"id":"x","configName":"n","bioextractorProviderName":"p","bioextractorProviderVersion":"1","bioModality":"@","attributeName":"photo","credentialDataFormat":"rawData","createdDateTime":"2026-11-13T09:00:00.000000"}"#,
        &["face", "iris", "finger", "voice"],
    );
}

fn written(order: &impl Serialize) -> String {
    serde_json::to_string(order).unwrap()
}

#[test]
fn orders_are_upstreams_words() {
    assert_eq!(written(&Deactivation::new()), r#"{"status":"De-Activate"}"#);
    assert_eq!(written(&NewPartnerStatus::deactivate()), r#"{"status":"De-Active"}"#);
    assert_eq!(written(&Decision::approve(None)), r#"{"status":"Approved"}"#);
    assert_eq!(written(&Decision::reject(Some("No.".into()))), r#"{"status":"Rejected","reason":"No."}"#);

    let order = |status: &str| NewPartnerStatus { status: status.into() }.to();
    assert_eq!((order("Active"), order("De-Active")), (Ok(PartnerState::Active), Ok(PartnerState::Deactivated)));
    assert_eq!(order("de-active").unwrap_err().code, PartnerCode::StatusWord.info().code, "exactly, as upstream");
    let decision = |status: &str| Decision { status: status.into(), reason: None }.to();
    assert_eq!((decision("APPROVED"), decision("rejected")), (Ok(RequestState::Approved), Ok(RequestState::Rejected)));
    assert_eq!(decision("InProgress").unwrap_err().code, RequestCode::StatusWord.info().code);
    let refused = Deactivation { status: "De-Active".into() }.check(PartnerCode::StatusWord).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("status"));
}
