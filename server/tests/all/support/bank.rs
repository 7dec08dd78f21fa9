//! A bank with approved policies, a MISP, a manual adjudicator, and the admin: for tests of what partners use after their
//! onboarding.

use partnerdesk_api::{
    policy_request::{Mappings, RequestState},
    role::Role,
    secret::Secret,
};
use partnerdesk_server::store::{partner::Partner, policy::Policy};
use serde_json::{Value, json};

use super::{World, records};

pub struct Bank {
    pub world: World,
    /// The partner admin.
    pub noor: Secret,
    /// The bank's own person.
    pub ada: Secret,
    /// Another bank's.
    pub ben: Secret,
}

pub const OPENING: &str = "id of Account opening";

/// A policy that lets the citizen choose and gives claims.
pub fn body() -> Value {
    json!({
        "authTokenType": "policy",
        "allowedAuthTypes": [{"authType": "otp", "mandatory": false}, {"authType": "bio", "mandatory": false}],
        "allowedKycAttributes": [{"attributeName": "fullName"}, {"attributeName": "dateOfBirth"}],
    })
}

pub fn policy(name: &str, kind: &str, body: &Value) -> Policy {
    let mut policy = records::policy(&records::group("Banking"), name);
    (policy.policy_type, policy.body) = (kind.into(), body.to_string());
    policy
}

pub fn partner(id: &str, kind: &str) -> Partner {
    let mut partner = records::partner(id);
    partner.partner_type = kind.into();
    (partner.group_id, partner.group_name) = (Some("id of Banking".into()), "Banking".into());
    partner
}

impl Bank {
    pub async fn open(world: World) -> Bank {
        let policies = [policy("Account opening", "Auth", &body()), policy("Loans", "Auth", &body())];
        world.add_policies(&records::group("Banking"), &policies).await;
        let elsewhere = records::group("Elsewhere");
        world.add_policies(&elsewhere, &[records::policy(&elsewhere, "Elsewhere policy")]).await;
        let noor = world.insider("noor", &[Role::PartnerAdmin]).await;
        let ada = world.insider("ada", &[Role::AuthPartner]).await;
        let ben = world.insider("ben", &[Role::AuthPartner]).await;
        world.insider("judge", &[Role::ManualAdjudication]).await;
        world.insider("gate", &[Role::MispPartner]).await;
        let bank = Bank { world, noor, ada, ben };
        let kinds = [
            ("ada", "Auth_Partner"),
            ("ben", "Auth_Partner"),
            ("judge", "Manual_Adjudication"),
            ("gate", "MISP_Partner"),
        ];
        for (id, kind) in kinds {
            bank.world.add_partner(&partner(id, kind)).await;
            bank.request(&partner(id, kind), &policies[0], RequestState::Approved).await;
        }
        bank
    }

    /// Puts a request of a partner for a policy into the storage.
    pub async fn request(&self, partner: &Partner, policy: &Policy, status: RequestState) {
        let mut request = records::policy_request(partner, policy);
        (request.status, request.mappings) = (status, Mappings::NotNeeded);
        self.world.add_request(&request).await;
    }

    /// Adds one more policy of the group.
    pub async fn add_policy(&self, policy: &Policy) {
        let mut tx = self.world.desk.db.write().await.unwrap();
        tx.add(policy, &[]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Topics and bodies of all events, oldest first.
    pub async fn events(&self) -> Vec<(String, Value)> {
        let topics = self.world.texts("SELECT topic FROM event ORDER BY created_at, id").await;
        let bodies = self.world.texts("SELECT body FROM event ORDER BY created_at, id").await;
        topics.into_iter().zip(bodies.iter().map(|body| serde_json::from_str(body).unwrap())).collect()
    }

    pub async fn set(&self, sql: &str) {
        assert_eq!(self.world.sql(sql).await.unwrap(), 1, "{sql}");
    }

    /// Whether a text stands anywhere in the storage.
    pub async fn is_stored(&self, text: &str) -> bool {
        let mut contents: String = self.world.contents().await.into_values().collect();
        contents.extend(self.world.audit().await.iter().map(|entry| format!("{entry:?}")));
        contents.contains(text)
    }
}
