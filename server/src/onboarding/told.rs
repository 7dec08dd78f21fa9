//! What other systems are told (pms-api 5.3): the parts of which events are made.

use jiff::Timestamp;
use partnerdesk_api::{error::Failure, partner::PartnerState, policy::PolicyState, time};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    desk::Desk,
    store::{self, Read as _, Tx, audit::Entry, certificate::Issued, event::Event, partner::Partner, policy::Policy},
};

/// Who does what nobody asked for. A user name has no blanks, so that this is nobody's.
pub(super) const SERVER: &str = "the server";

/// A partner with the certificate that was signed for it.
pub(super) async fn partner(desk: &Desk, partner: &Partner) -> Result<Value, Failure> {
    let certificate = match &partner.certificate_id {
        Some(id) => desk.db.find::<Issued>(id).await?.map(|issued| issued.signed),
        None => None,
    };
    Ok(json!({
        "partnerId": partner.id,
        "partnerName": partner.organization,
        "certificateData": certificate,
        "partnerStatus": if partner.state == PartnerState::Active { "ACTIVE" } else { "DEACTIVE" },
    }))
}

/// A policy with what it says.
pub(super) fn policy(policy: &Policy) -> Result<Value, Failure> {
    Ok(json!({
        "policyId": policy.id,
        "policy": super::policy::body(policy)?,
        "policyName": policy.name,
        "policyDescription": policy.description,
        "policyStatus": if policy.state == PolicyState::Activated { "ACTIVE" } else { "DEACTIVE" },
        "policyCommenceOn": time::envelope(policy.valid_from),
        "policyExpiresOn": time::envelope(policy.valid_to),
    }))
}

/// What the server did by itself: its entry in the trail, and the event that tells of it.
pub(super) async fn by_server(
    tx: &mut Tx,
    (action, topic): (&'static str, &'static str),
    subject: &str,
    body: &Value,
    now: Timestamp,
) -> store::Result<()> {
    let event = Event {
        id: Uuid::now_v7().to_string(),
        topic: topic.into(),
        subject: subject.into(),
        body: body.to_string(),
        created_at: now,
    };
    let entry = Entry {
        id: Uuid::now_v7().to_string(),
        at: now,
        actor: SERVER.into(),
        source: String::new(),
        action: action.into(),
        subject: subject.into(),
        outcome: "done".into(),
        code: String::new(),
        request_id: String::new(),
        times: 1,
    };
    store::event::add(tx, &event).await?;
    store::audit::add(tx, &entry).await
}
