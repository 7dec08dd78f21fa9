//! Many rows for every list: equal values, names of many scripts, wildcards, markup.

use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::{
    account::AccountState,
    extractor::{Configuration, DataFormat, Modality},
    partner::PartnerState,
    policy::{GroupState, PolicyState},
    policy_request::RequestState,
    role::Role,
};
use partnerdesk_server::store::{self, certificate::Ca};

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
        for i in 0..ROWS {
            let (at, outcome) = (moment(i).as_microsecond(), ["done", "refused"][i % 2]);
            let (actor, code) = (name(i).replace('\'', "''"), ["", "PMS_PRT_055", "KER-PCM-006"][i % 3]);
            let (actor_fold, subject) = (store::fold(&actor), format!("subject {i}"));
            let values = format!(
                "'a{i:03}', {at}, '{actor}', '{actor_fold}', 'socket', 'area.verb_{i}', '{subject}', '{subject}', '{outcome}', '{code}', 'r'"
            );
            self.sql(&format!("INSERT INTO audit (id, at, actor, actor_fold, source, action, subject, subject_fold, outcome, code, request_id) VALUES ({values})"))
                .await
                .unwrap();
        }
    }

    async fn fill_extractors(&self) {
        let mut tx = self.desk.db.write().await.unwrap();
        for i in 0..ROWS {
            let configuration = Configuration {
                id: format!("x{i:03}"),
                config_name: format!("{} {i}", name(i)),
                bioextractor_provider_name: name(i + 1).into(),
                bioextractor_provider_version: format!("{}.{i}", i % 4),
                bio_modality: Modality::ALL[i % 3].into(),
                attribute_name: name(i + 2).into(),
                credential_data_format: DataFormat::ALL[i % 2].into(),
                created_date_time: moment(i).into(),
            };
            store::extractor::add(&mut tx, &configuration, "x", moment(i)).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn fill_policies(&self) {
        let states = [PolicyState::Draft, PolicyState::Activated, PolicyState::Deactivated];
        let mut tx = self.desk.db.write().await.unwrap();
        for i in 0..ROWS {
            let mut group = records::group(&format!("{} {i}", name(i)));
            (group.id, group.description, group.created_at) = (format!("g{i:03}"), name(i + 1).into(), moment(i));
            store::policy::add_group(&mut tx, &group).await.unwrap();
            if i % 3 == 0 {
                let off = group.state.becomes(GroupState::Deactivated).unwrap();
                store::policy::move_group(&mut tx, &group.id, off, "x", moment(i)).await.unwrap();
            }
            let mut policy = records::policy(&group, name(i));
            (policy.id, policy.description, policy.created_at) = (format!("P{i:03}"), name(i + 2).into(), moment(i));
            (policy.state, policy.policy_type) = (states[i % 3], ["Auth", "DataShare"][i % 2].into());
            store::policy::add(&mut tx, &policy).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn fill_partners(&self) {
        let states = [PartnerState::InProgress, PartnerState::Active, PartnerState::Deactivated];
        let decisions = [None, Some(RequestState::Approved), Some(RequestState::Rejected)];
        for i in 0..ROWS {
            let mut tx = self.desk.db.write().await.unwrap();
            let id = format!("{}-{i}", name(i));
            let mut account = records::account(&id, &[[Role::CredentialPartner, Role::AuthPartner][i % 2]]);
            (account.first_name, account.last_name) = (name(i).into(), name(i + 3).into());
            account.status = AccountState::ALL[i % 2];
            store::account::add(&mut tx, &account, "x", moment(i)).await.unwrap();
            tx.commit().await.unwrap();
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
            self.add_request(&request).await;
            let mut tx = self.desk.db.write().await.unwrap();
            if let Some(state) = decisions[i % 3] {
                let step = request.status.becomes(state).unwrap();
                store::policy_request::decide(&mut tx, &request, step, "x", None, moment(i)).await.unwrap();
            }
            tx.commit().await.unwrap();
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
            };
            store::certificate::add_ca(&mut tx, &ca, "x", moment(i)).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}
