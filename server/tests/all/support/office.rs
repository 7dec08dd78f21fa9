//! A partner who asks for policies, and admins who decide.

use partnerdesk_api::{
    operation::Input as _,
    partner::PartnerPath,
    policy_request::{
        self, CredentialTypeMapping, Decision, ExtractorMapping, ExtractorMappings, MappingKeyPath, NewRequest,
        RequestPath,
    },
    role::Role,
    secret::Secret,
};
use partnerdesk_server::store::{policy::Policy, policy_group::Group};

use super::{Answer, World, records};

/// A partner `ada` of a type, in the group `Printing` with the policy `ID card`, and two admins.
pub struct Office {
    pub world: World,
    pub group: Group,
    pub ada: Secret,
    pub noor: Secret,
    pub meera: Secret,
}

impl Office {
    pub async fn each(partner_type: &str) -> Vec<Office> {
        let mut offices = Vec::new();
        for world in World::each().await {
            offices.push(Office::new(world, partner_type).await);
        }
        offices
    }

    pub async fn new(world: World, partner_type: &str) -> Office {
        let group = records::group("Printing");
        world.add_policies(&group, &[records::policy(&group, "ID card")]).await;
        let ada = world.insider("ada", &[Role::CredentialPartner]).await;
        let mut partner = records::partner("ada");
        partner.partner_type = partner_type.into();
        (partner.group_id, partner.group_name) = (Some(group.id.clone()), group.name.clone());
        world.add_partner(&partner).await;
        let noor = world.insider("noor", &[Role::PartnerAdmin]).await;
        let meera = world.insider("meera", &[Role::PartnerAdmin]).await;
        Office { world, group, ada, noor, meera }
    }

    pub async fn add_policy(&self, name: &str, change: impl FnOnce(&mut Policy)) {
        let mut policy = records::policy(&self.group, name);
        change(&mut policy);
        self.world.add(&policy).await;
    }

    pub async fn ask_as(&self, token: &Secret, policy_name: &str) -> Answer {
        let input = NewRequest { policy_name: policy_name.into(), use_case_description: "for cards".into() };
        let path = PartnerPath { partner_id: "ada".into() };
        self.world.ask(&policy_request::CREATE, Some(token), &path, &input).await
    }

    /// Asks for a policy that may be asked for; answers the request's id.
    pub async fn request(&self, policy_name: &str) -> String {
        let answer = self.ask_as(&self.ada, policy_name).await;
        assert_eq!(answer.code(), "ok", "{}", answer.body);
        answer.response()["mappingkey"].as_str().unwrap().to_string()
    }

    pub async fn map(&self, id: &str, extractors: Vec<ExtractorMapping>) -> (String, String) {
        let (path, input) = (RequestPath { request_id: id.into() }, ExtractorMappings { extractors });
        let answer = self.world.ask(&policy_request::MAP_EXTRACTORS, Some(&self.ada), &path, &input).await;
        (answer.code().to_string(), answer.field().to_string())
    }

    pub async fn map_type(&self, id: &str, credential_type: &str) -> String {
        let input = CredentialTypeMapping { credential_type: credential_type.into() };
        let path = RequestPath { request_id: id.into() };
        let answer = self.world.ask(&policy_request::MAP_CREDENTIAL_TYPE, Some(&self.ada), &path, &input).await;
        format!("{} {}", answer.code(), answer.field())
    }

    pub async fn complete(&self, id: &str, credential_type: &str) {
        assert_eq!(self.map(id, vec![face()]).await.0, "ok");
        assert_eq!(self.map_type(id, credential_type).await, "ok ");
    }

    pub async fn decide(&self, id: &str, status: &str, reason: Option<&str>) -> Answer {
        let input = Decision { status: status.into(), reason: reason.map(Into::into) };
        let path = MappingKeyPath { mapping_key: id.into() };
        self.world.ask(&policy_request::DECIDE, Some(&self.noor), &path, &input).await
    }

    pub async fn set(&self, sql: &str) {
        assert_eq!(self.world.sql(sql).await.unwrap(), 1, "{sql}");
    }
}

pub fn face() -> ExtractorMapping {
    ExtractorMappings::example().extractors.remove(0)
}

pub fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_string(), field.to_string())
}
