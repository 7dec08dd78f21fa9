//! The 72 bad inputs of the certificate reference (section 7), by their numbers, through HTTP.
//!
//! Each is answered in under a second with its code, leaves the storage as it was but for one entry in the audit
//! trail, and is not repeated in the answer. Out of HTTP's reach or tested elsewhere: #24 in `certificates.rs` (parallel
//! uploads), #70 by construction (nothing in the server knows a time zone, so there is nothing to upload), #71 in
//! `certificates.rs` and `crash.rs` (one transaction, killed in the middle). Of #28 the leap days and of #51 the setting
//! stand in `trust/tests/bad_inputs`, of #69 the mode of the key file in `server/src/identity/keys.rs`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

mod keys;
mod names;
mod paths;
mod rules;
mod uploads;
mod validity;

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use crate::support::{Answer, World, records, start};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::{
    certificate::{CA_UPLOAD, CaUpload, CertificateUpload, UPLOAD},
    operation::NoPath,
    role::Role,
    secret::Secret,
};
use partnerdesk_server::store::certificate::Ca;
use partnerdesk_trust::{Certificate, KeyChoice, KeyPair, forge::Forge};

/// Numbers that no case here can have; see above.
const ELSEWHERE: &[u8] = &[24, 70, 71];
const ORGANISATION: &str = "Acme";

fn now() -> Timestamp {
    start()
}
fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// Keys that are made once.
macro_rules! keys {
    ($($name:ident: $choice:ident,)+) => {$(
        fn $name() -> &'static KeyPair {
            static KEY: OnceLock<KeyPair> = OnceLock::new();
            KEY.get_or_init(|| KeyPair::generate(KeyChoice::$choice).unwrap())
        }
    )+};
}
keys! { rsa_key: Rsa2048, root_key: EcP256, middle_key: EcP256, leaf_key: EcP256, stranger_key: EcP256, }

fn root_forge() -> Forge {
    Forge::authority("Root", root_key(), now())
}
fn root() -> &'static Certificate {
    static MADE: OnceLock<Certificate> = OnceLock::new();
    MADE.get_or_init(|| root_forge().certificate(root_key()).unwrap())
}
/// An intermediate of its own name below the root, to be changed by a case. Sign with [`root_key`].
fn middle_forge(name: &str) -> Forge {
    Forge::authority(name, middle_key(), now()).issued_by(root())
}
fn middle() -> &'static Certificate {
    static MADE: OnceLock<Certificate> = OnceLock::new();
    MADE.get_or_init(|| middle_forge("Intermediate").certificate(root_key()).unwrap())
}
/// A sound partner certificate, to be changed by a case. Sign with [`middle_key`].
fn leaf_forge() -> Forge {
    Forge::partner(ORGANISATION, middle().subject().der(), leaf_key(), now())
}
fn leaf() -> Certificate {
    leaf_forge().certificate(middle_key()).unwrap()
}
/// PEM around any bytes.
fn armoured(label: &str, content: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(content))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Authority,
    Partner,
}

/// One row: its number in the reference, words, where it is uploaded, what, and the code; `ok` when it is accepted.
struct Case(u8, &'static str, Way, String, &'static str);

fn case(number: u8, what: &'static str, way: Way, text: impl Into<String>, code: &'static str) -> Case {
    Case(number, what, way, text.into(), code)
}
fn partner(number: u8, what: &'static str, text: impl Into<String>, code: &'static str) -> Case {
    case(number, what, Way::Partner, text, code)
}
fn leaf_case(number: u8, what: &'static str, forge: &Forge, code: &'static str) -> Case {
    partner(number, what, forge.pem(middle_key()), code)
}
fn authority(number: u8, what: &'static str, text: impl Into<String>, code: &'static str) -> Case {
    case(number, what, Way::Authority, text, code)
}

/// A server that trusts root and intermediate for AUTH, and a partner of the organisation.
struct Bench {
    world: World,
    admin: Secret,
    acme: Secret,
}

impl Bench {
    async fn each() -> Vec<Bench> {
        let mut benches = Vec::new();
        for world in World::each().await {
            let admin = world.insider("noor", &[Role::PartnerAdmin]).await;
            let acme = world.insider("acme", &[Role::CredentialPartner]).await;
            let mut partner = records::partner("acme");
            partner.organization = ORGANISATION.into();
            world.add_partner(&partner).await;
            world.ready_authority().await;
            let bench = Bench { world, admin, acme };
            bench.trust(root(), "ROOT", "AUTH").await;
            bench.trust(middle(), "INTERMEDIATE", "AUTH").await;
            benches.push(bench);
        }
        benches
    }

    /// Puts a certificate into the trust store past the rules, as if it had been sound when it came.
    async fn trust(&self, certificate: &Certificate, kind: &str, domain: &str) {
        self.trust_all(std::slice::from_ref(certificate), kind, domain).await;
    }
    async fn trust_all(&self, certificates: &[Certificate], kind: &str, domain: &str) {
        let mut tx = self.world.desk.db.write().await.unwrap();
        for certificate in certificates {
            let ca = Ca {
                id: uuid::Uuid::now_v7().to_string(),
                kind: kind.into(),
                domain: domain.into(),
                thumbprint: certificate.thumbprint().into(),
                subject: certificate.subject().display().to_string(),
                issuer: certificate.issuer().display().to_string(),
                serial: certificate.serial().into(),
                not_before: certificate.not_before(),
                not_after: certificate.not_after(),
                pem: certificate.pem(),
                uploaded_at: now(),
                uploaded_by: "test".into(),
            };
            assert!(tx.keep(&ca).await.unwrap());
        }
        tx.commit().await.unwrap();
    }

    async fn upload(&self, way: Way, text: &str) -> Answer {
        match way {
            Way::Authority => {
                let input = CaUpload { certificate_data: text.into(), partner_domain: "AUTH".into() };
                self.world.ask(&CA_UPLOAD, Some(&self.admin), &NoPath {}, &input).await
            }
            Way::Partner => self.upload_for("acme", "AUTH", text).await,
        }
    }
    async fn upload_for(&self, partner_id: &str, domain: &str, text: &str) -> Answer {
        let input = CertificateUpload {
            partner_id: partner_id.into(),
            certificate_data: text.into(),
            partner_domain: domain.into(),
        };
        self.world.ask(&UPLOAD, Some(&self.acme), &NoPath {}, &input).await
    }

    async fn check(&self, cases: Vec<Case>) {
        for Case(number, what, way, text, code) in cases {
            self.judge(&format!("#{number} {way:?} {what}"), &text, code, self.upload(way, &text)).await;
        }
    }

    /// Looks at an upload from all sides. Reading the whole storage is not what is timed.
    async fn judge(&self, what: &str, text: &str, code: &str, upload: impl Future<Output = Answer>) {
        let (before, entries) = (self.world.contents().await, self.world.count("audit").await);
        let begin = Instant::now();
        let answer = upload.await;
        let took = begin.elapsed();
        assert_eq!(answer.code(), code, "{what}: {}", answer.body);
        assert!(took < Duration::from_secs(1), "{what} took {took:?}");
        assert_eq!(self.world.count("audit").await, entries + 1, "{what}: one entry");
        if code == "ok" {
            return;
        }
        assert_eq!(self.world.contents().await, before, "{what}: something was changed");
        assert_eq!(self.world.audit().await.last().map(|e| e.code.clone()).as_deref(), Some(code), "{what}");
        let said = answer.body.to_string();
        let repeated =
            text.lines().filter(|line| line.len() > 20 && !line.starts_with("-----")).find(|l| said.contains(*l));
        assert_eq!(repeated, None, "{what}: the input is repeated");
    }
}

#[test]
fn every_number_has_its_case() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/bad_certificates");
    let mut seen: std::collections::BTreeSet<u8> = ELSEWHERE.iter().copied().collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for marker in ["partner(", "authority(", "leaf_case(", "below(", "// #", "\"#"] {
            let numbers = text.split(marker).skip(1).filter_map(|rest| {
                let digits: String = rest
                    .trim_start()
                    .trim_start_matches("b,")
                    .trim_start()
                    .chars()
                    .take_while(char::is_ascii_digit)
                    .collect();
                digits.parse::<u8>().ok()
            });
            seen.extend(numbers);
        }
    }
    let missing: Vec<u8> = (1..=72).filter(|number| !seen.contains(number)).collect();
    assert_eq!(missing, Vec::<u8>::new(), "no case has these numbers");
}
