//! Many rows for every list: equal values, names of many scripts, wildcards, markup.

use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::{
    account::AccountState,
    api_key::KeyState,
    extractor::{DataFormat, Modality},
    misp_licence::LicenceState,
    oidc_client::ClientState,
    partner::PartnerState,
    policy::{GroupState, PolicyState},
    policy_request::RequestState,
    role::Role,
};
use partnerdesk_server::store::{audit::Entry, certificate::Ca, extractor::Extractor};

use super::{World, records, start};

/// Rows of each list.
pub const ROWS: usize = 40;
/// What stands in the rows. Several differ by letter case only, or by a character that LIKE would take for another.
pub const NAMES: &[&str] = &[
    "alpha",
    "Alpha",
    "ALPHA beta",
    "under_score",
    "underXscore",
    "back\\slash",
    "100% sure",
    "100 sure",
    "Łódź Bank",
    "łódź",
    "صوت البصمة",
    "銀行 (東京)",
    "ΚΟΣΜΑΣ",
    "кредит",
    "Cafe\u{301} 2",
    "बैंक ऑफ इंडिया",
    "zebra",
    "Zebra",
    "'; DROP TABLE partner; --",
    "crab 🦀",
];

fn name(i: usize) -> &'static str {
    NAMES[i * 7 % NAMES.len()]
}

/// Three rows share a moment.
fn moment(i: usize) -> Timestamp {
    start() + SignedDuration::from_secs(3600 + 60 * i64::try_from(i / 3).unwrap())
}

impl World {
    pub async fn fill_lists(&self) {
        self.fill_policies().await;
        self.fill_partners().await;
        self.fill_trust_store().await;
        self.fill_extractors().await;
        self.fill_services().await;
        for i in 0..ROWS {
            let entry = Entry {
                id: format!("a{i:03}"),
                at: moment(i),
                actor: name(i).into(),
                source: "socket".into(),
                action: format!("area.verb_{i}"),
                subject: format!("subject {i}"),
                outcome: ["done", "refused"][i % 2].into(),
                code: ["", "PMS_PRT_055", "KER-PCM-006"][i % 3].into(),
                request_id: "r".into(),
                times: 1,
            };
            self.add(&entry).await;
        }
    }

    /// Keys, clients and licences of the partners.
    async fn fill_services(&self) {
        let ends = |i: usize| start() + SignedDuration::from_hours(24 * (i64::try_from(i).unwrap() - 3));
        let mut tx = self.desk.db.write().await.unwrap();
        for i in 0..ROWS {
            let mut partner = records::partner(&format!("{}-{i}", name(i)));
            partner.organization = name(i + 1).into();
            partner.partner_type = ["Manual_Adjudication", "Auth_Partner"][i / 2 % 2].into();
            let mut group = records::group(&format!("{} {}", name(i % 4), i % 4));
            group.id = format!("g{:03}", i % 4);
            let mut policy = records::policy(&group, name(i % 4));
            policy.id = format!("P{:03}", i % 4);
            let mut key = records::api_key(&partner, &policy, name(i + 2));
            (key.id, key.state) = (format!("k{i:03}"), KeyState::ALL[i % 2]);
            (key.created_at, key.expires_at) = (moment(i), ends(i));
            tx.add(&key, &[]).await.unwrap();
            let mut licence = records::licence(&partner, name(i + 3));
            (licence.id, licence.state) = (format!("l{i:03}"), LicenceState::ALL[i % 2]);
            (licence.created_at, licence.expires_at) = (moment(i), ends(i));
            licence.key_shown = format!("****{:04}", i * 37 % 11);
            if i % 3 > 0 {
                (licence.group_id, licence.group_name) = (Some(group.id.clone()), group.name.clone());
                (licence.policy_id, licence.policy_name) = (Some(policy.id.clone()), policy.name.clone());
            }
            tx.add(&licence, &[]).await.unwrap();
            let mut client = records::client(&partner, &policy);
            (client.id, client.name) = (format!("c{i:03}"), name(i + 4).into());
            (client.state, client.created_at) = (ClientState::ALL[i % 2], moment(i));
            client.names = (i % 3 == 0).then(|| r#"{"eng":"another name"}"#.into());
            tx.add(&client, &[]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn fill_extractors(&self) {
        let mut tx = self.desk.db.write().await.unwrap();
        for i in 0..ROWS {
            let extractor = Extractor {
                id: format!("x{i:03}"),
                name: format!("{} {i}", name(i)),
                provider: name(i + 1).into(),
                provider_version: format!("{}.{i}", i % 4),
                modality: Modality::ALL[i % 3],
                attribute: name(i + 2).into(),
                data_format: DataFormat::ALL[i % 2],
                created_at: moment(i),
                created_by: "x".into(),
            };
            tx.add(&extractor, &[]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn fill_policies(&self) {
        let states = [PolicyState::Draft, PolicyState::Activated, PolicyState::Deactivated];
        let mut tx = self.desk.db.write().await.unwrap();
        for i in 0..ROWS {
            let mut group = records::group(&format!("{} {i}", name(i)));
            (group.id, group.description, group.created_at) = (format!("g{i:03}"), name(i + 1).into(), moment(i));
            group.state = [GroupState::Deactivated, GroupState::Active, GroupState::Active][i % 3];
            tx.add(&group, &[]).await.unwrap();
            let mut policy = records::policy(&group, name(i));
            (policy.id, policy.description, policy.created_at) = (format!("P{i:03}"), name(i + 2).into(), moment(i));
            (policy.state, policy.policy_type) = (states[i % 3], ["Auth", "DataShare"][i % 2].into());
            tx.add(&policy, &[]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn fill_partners(&self) {
        let states = [PartnerState::InProgress, PartnerState::Active, PartnerState::Deactivated];
        let states_of_requests = [RequestState::InProgress, RequestState::Approved, RequestState::Rejected];
        for i in 0..ROWS {
            let id = format!("{}-{i}", name(i));
            let mut account = records::account(&id, &[[Role::CredentialPartner, Role::AuthPartner][i % 2]]);
            (account.name, account.created_at) = (format!("{} {}", name(i), name(i + 3)), moment(i));
            account.status = AccountState::ALL[i % 2];
            self.add(&account).await;
            let mut partner = records::partner(&id);
            (partner.organization, partner.state, partner.created_at) = (name(i + 1).into(), states[i % 3], moment(i));
            partner.partner_type = ["Credential_Partner", "Auth_Partner"][i % 2].into();
            let group = i % 5;
            (partner.group_id, partner.group_name) = if group == 4 {
                (None, String::new())
            } else {
                (Some(format!("g{group:03}")), format!("{} {group}", name(group)))
            };
            self.add_partner(&partner).await;
            let mut group = records::group(&format!("{} {}", name(i % 4), i % 4));
            group.id = format!("g{:03}", i % 4);
            let mut policy = records::policy(&group, name(i % 4));
            policy.id = format!("P{:03}", i % 4);
            let mut request = records::policy_request(&partner, &policy);
            (request.id, request.comment, request.created_at) = (format!("q{i:03}"), name(i + 4).into(), moment(i));
            request.status = states_of_requests[i % 3];
            self.add_request(&request).await;
        }
        self.sql("UPDATE partner SET certificate_status = 'uploaded' WHERE state <> 'inactive'").await.unwrap();
    }

    async fn fill_trust_store(&self) {
        let mut tx = self.desk.db.write().await.unwrap();
        for i in 0..ROWS {
            let ca = Ca {
                id: format!("c{i:03}"),
                kind: ["ROOT", "INTERMEDIATE", "ISSUED", "OWN_ROOT"][i % 4].into(),
                domain: partnerdesk_api::certificate::DOMAINS[i % 3].into(),
                thumbprint: format!("{i:040}"),
                subject: format!("CN={}", name(i)),
                issuer: format!("CN={}", name(i + 1)),
                serial: "1".into(),
                not_before: moment(i),
                not_after: start() + SignedDuration::from_hours(24 * (i64::try_from(i).unwrap() - 3)),
                pem: String::new(),
                uploaded_at: moment(i),
                uploaded_by: "x".into(),
            };
            tx.add(&ca, &[]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}
