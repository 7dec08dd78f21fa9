//! Records put into the storage directly: for tests that need many, or states that no command leads to.

use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::{
    account::{AccountState, Profile},
    api_key::KeyState,
    misp_licence::LicenceState,
    oidc_client::ClientState,
    partner::{CertificateState, PartnerState},
    policy::{GroupState, PolicyState},
    policy_request::{Mappings, RequestState},
    role::Role,
    secret::Secret,
};
use partnerdesk_server::{
    identity::token,
    store::{
        self, Record,
        account::{Account, Roles},
        api_key::ApiKey,
        authority::Generation,
        misp_licence::Licence,
        oidc_client::Client,
        partner::Partner,
        policy::Policy,
        policy_group::Group,
        policy_request::Request,
    },
};
use partnerdesk_trust::authority::{Authority, AuthorityPlan};
use uuid::Uuid;

use super::{World, start};

pub fn account(user_name: &str, roles: &[Role]) -> Account {
    Account {
        user_name: user_name.into(),
        name: "Ada Mwangi".into(),
        first_name: "Ada".into(),
        last_name: "Mwangi".into(),
        email_sealed: String::new(),
        email_hash: format!("hash of {user_name}"),
        organization: None,
        address_sealed: None,
        contact_sealed: None,
        partner_type: None,
        roles: Roles(roles.to_vec()),
        lang_code: "eng".into(),
        status: AccountState::Active,
        password_hash: None,
        activation_hash: None,
        activation_expires: None,
        consent_at: None,
        created_at: start(),
        created_by: "test".into(),
    }
}

/// An active credential partner of its own account.
pub fn partner(id: &str) -> Partner {
    Partner {
        id: id.into(),
        account: id.into(),
        partner_type: "Credential_Partner".into(),
        organization: format!("{id} Ltd"),
        group_id: Some("mpolicygroup-default-print".into()),
        group_name: "mpolicygroup-default-print".into(),
        address_sealed: String::new(),
        contact_sealed: String::new(),
        email_sealed: String::new(),
        email_hash: format!("hash of {id}"),
        lang_code: "eng".into(),
        state: PartnerState::Active,
        certificate_status: CertificateState::NotUploaded,
        certificate_id: None,
        created_at: start(),
        created_by: "test".into(),
        updated_at: None,
        updated_by: None,
    }
}

pub fn group(name: &str) -> Group {
    Group {
        id: format!("id of {name}"),
        name: name.into(),
        description: format!("about {name}"),
        state: GroupState::Active,
        created_at: start(),
        created_by: "meera".into(),
        updated_at: None,
        updated_by: None,
    }
}

/// An activated policy.
pub fn policy(group: &Group, name: &str) -> Policy {
    Policy {
        id: format!("id of {name}"),
        group_id: group.id.clone(),
        group_name: group.name.clone(),
        name: name.into(),
        description: format!("about {name}"),
        policy_type: "DataShare".into(),
        version: "1".into(),
        body: "{}".into(),
        state: PolicyState::Activated,
        schema_url: None,
        valid_from: start(),
        valid_to: start() + SignedDuration::from_hours(24 * 365),
        created_at: start(),
        created_by: "meera".into(),
        updated_at: None,
        updated_by: None,
    }
}

/// A pending request of a partner for a policy, complete but for the decision.
pub fn policy_request(partner: &Partner, policy: &Policy) -> Request {
    Request {
        id: format!("request of {} for {}", partner.id, policy.name),
        partner_id: partner.id.clone(),
        account: partner.account.clone(),
        partner_type: partner.partner_type.clone(),
        partner_state: PartnerState::Active,
        organization: partner.organization.clone(),
        policy_id: policy.id.clone(),
        policy_name: policy.name.clone(),
        policy_description: "A policy".into(),
        group_id: policy.group_id.clone(),
        group_name: policy.group_name.clone(),
        group_description: "A group".into(),
        comment: "please".into(),
        status: RequestState::InProgress,
        mappings: Mappings::Complete,
        created_at: start(),
        created_by: partner.account.clone(),
        updated_at: None,
        decided_at: None,
        decided_by: None,
        decision_reason: None,
    }
}

/// An active key of a partner for a policy.
pub fn api_key(partner: &Partner, policy: &Policy, label: &str) -> ApiKey {
    ApiKey {
        id: format!("key {label} of {}", partner.id),
        partner_id: partner.id.clone(),
        account: partner.account.clone(),
        partner_type: partner.partner_type.clone(),
        organization: partner.organization.clone(),
        policy_id: policy.id.clone(),
        policy_name: policy.name.clone(),
        policy_description: policy.description.clone(),
        group_id: policy.group_id.clone(),
        group_name: policy.group_name.clone(),
        group_description: "A group".into(),
        label: label.into(),
        key_hash: format!("hash of {label} of {}", partner.id),
        key_shown: "abcd****wxyz".into(),
        state: KeyState::Active,
        expires_at: start() + SignedDuration::from_hours(24 * 365),
        created_at: start(),
        created_by: partner.account.clone(),
        updated_at: None,
        updated_by: None,
    }
}

/// An active licence key of a partner, without a policy.
pub fn licence(partner: &Partner, name: &str) -> Licence {
    Licence {
        id: format!("licence {name} of {}", partner.id),
        partner_id: partner.id.clone(),
        account: partner.account.clone(),
        organization: partner.organization.clone(),
        group_id: None,
        group_name: String::new(),
        group_description: String::new(),
        policy_id: None,
        policy_name: String::new(),
        policy_description: String::new(),
        name: name.into(),
        key_hash: format!("hash of {name} of {}", partner.id),
        key_shown: format!("****{}", partner.id.len()),
        state: LicenceState::Active,
        expires_at: start() + SignedDuration::from_hours(24 * 365),
        created_at: start(),
        created_by: partner.account.clone(),
        updated_at: None,
        updated_by: None,
    }
}

/// An active client of a partner for a policy.
pub fn client(partner: &Partner, policy: &Policy) -> Client {
    Client {
        id: format!("client-of-{}", partner.id),
        partner_id: partner.id.clone(),
        account: partner.account.clone(),
        organization: partner.organization.clone(),
        group_id: policy.group_id.clone(),
        group_name: policy.group_name.clone(),
        group_description: "A group".into(),
        policy_id: policy.id.clone(),
        policy_name: policy.name.clone(),
        policy_description: policy.description.clone(),
        name: "A client".into(),
        names: None,
        logo_uri: "https://a.example/logo".into(),
        redirect_uris: r#"["https://a.example"]"#.into(),
        claims: "[]".into(),
        acr_values: "[]".into(),
        public_key: "{}".into(),
        grant_types: "[]".into(),
        auth_methods: "[]".into(),
        additional_config: None,
        state: ClientState::Active,
        created_at: start(),
        created_by: partner.account.clone(),
        updated_at: None,
        updated_by: None,
    }
}

impl World {
    /// Puts a record into the storage.
    pub async fn add(&self, record: &impl Record) {
        let mut tx = self.desk.db.write().await.unwrap();
        tx.add(record, &[]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Opens a session of an account, without its password.
    pub async fn session(&self, user_name: &str, roles: &[Role]) -> Secret {
        let now = (self.desk.clock)();
        self.session_until(user_name, roles, now + SignedDuration::from_hours(1)).await
    }

    /// Opens a session that ends at a moment of choice.
    pub async fn session_until(&self, user_name: &str, roles: &[Role], expires: Timestamp) -> Secret {
        let (id, now) = (Uuid::now_v7().to_string(), (self.desk.clock)());
        let mut tx = self.desk.db.write().await.unwrap();
        store::session::add(&mut tx, &id, user_name, &id, now, expires).await.unwrap();
        tx.commit().await.unwrap();
        let profile = Profile {
            user_name: user_name.into(),
            first_name: String::new(),
            last_name: String::new(),
            email_id: String::new(),
            organization_name: None,
            address: None,
            contact_number: None,
            partner_type: None,
            roles: roles.to_vec(),
            lang_code: "eng".into(),
            consent_given_at: None,
            partners: Vec::new(),
            next: None,
        };
        token::issue(&self.desk.keys, &id, &profile, now).unwrap().0
    }

    /// Gives the server a ROOT and PMS that were made before: making their keys takes longer than most tests.
    pub async fn ready_authority(&self) {
        static MADE: OnceLock<[Authority; 2]> = OnceLock::new();
        let [root, pms] = MADE.get_or_init(|| {
            let plan = AuthorityPlan::default();
            let root = Authority::generate_root(&plan, start()).unwrap();
            let pms = root.generate_pms(&plan, start()).unwrap();
            [root, pms]
        });
        if store::authority::all(&self.desk.db).await.unwrap().is_empty() {
            for (role, authority) in [("ROOT", root), ("PMS", pms)] {
                let generation = Generation {
                    id: Uuid::now_v7().to_string(),
                    role: role.into(),
                    certificate: authority.certificate().pem(),
                    key_sealed: self.desk.keys.seal("authority", &authority.private_key_pkcs8()),
                    created_at: start(),
                };
                self.add(&generation).await;
            }
        }
        self.desk.signing().await.unwrap();
    }

    /// Makes an account with any roles and signs it in.
    pub async fn insider(&self, user_name: &str, roles: &[Role]) -> Secret {
        let mut account = account(user_name, roles);
        account.created_at = (self.desk.clock)();
        account.email_sealed = self.desk.keys.seal("personal", format!("{user_name}@test.example").as_bytes());
        account.email_hash = self.desk.keys.lookup(&format!("{user_name}@test.example"));
        self.add(&account).await;
        self.session(user_name, roles).await
    }

    /// Makes a partner of an account that exists.
    pub async fn add_partner(&self, partner: &Partner) {
        let mut partner = partner.clone();
        let seal = |text: &str| self.desk.keys.seal("personal", text.as_bytes());
        let email = format!("{}@partners.example", partner.id);
        (partner.address_sealed, partner.contact_sealed) = (seal("1 Print Lane"), seal("+254 20 123"));
        (partner.email_sealed, partner.email_hash) = (seal(&email), self.desk.keys.lookup(&email));
        self.add(&partner).await;
    }

    /// Makes a request of a partner for a policy.
    pub async fn add_request(&self, request: &Request) {
        self.add(request).await;
    }

    /// Makes a group with policies.
    pub async fn add_policies(&self, group: &Group, policies: &[Policy]) {
        self.add(group).await;
        for policy in policies {
            self.add(policy).await;
        }
    }
}
