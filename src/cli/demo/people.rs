//! Who lives in the sample country, and how far they are.

use std::io::{self, Read};

use partnerdesk_api::secret::Secret;

use crate::profile::SampleRole;

/// The partner admin.
pub(super) const ADMIN: &str = "meera";
/// The policy manager.
pub(super) const MANAGER: &str = "tomas";
/// Staff beside the admin: user name, given name, family name, role word, description.
pub(super) const STAFF: &[(&str, &str, &str, &str, &str)] = &[
    (MANAGER, "Tomás", "Okafor", "POLICYMANAGER", "policy manager"),
    ("aminata", "Aminata", "Diallo", "SUPPORT", "support, sees the queues"),
];

/// How far a partner's onboarding is. Each stage includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Has an account, has chosen nothing yet.
    SignedUp,
    /// Has chosen its policy group and accepted the terms.
    Consented,
    /// Its certificate is accepted.
    Certified,
    /// Has asked for a policy; nothing is mapped.
    Requested,
    /// Extractors are mapped, the credential type is not.
    Extractors,
    /// Everything is there; the admin has to decide.
    Waiting,
    /// Decided: no.
    Rejected,
    /// Decided: yes.
    Approved,
}

/// A partner of the sample.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) user_name: &'static str,
    pub(super) organisation: &'static str,
    pub(super) names: (&'static str, &'static str),
    pub(super) partner_type: &'static str,
    /// The domain of the type's certificates.
    pub(super) domain: &'static str,
    /// Group and policy; none for types that need none.
    pub(super) policy: Option<(&'static str, &'static str)>,
    pub(super) credential_type: &'static str,
    pub(super) stage: Stage,
    pub(super) description: &'static str,
}

const fn credential(
    user_name: &'static str,
    organisation: &'static str,
    names: (&'static str, &'static str),
    stage: Stage,
    description: &'static str,
) -> Person {
    Person {
        user_name,
        organisation,
        names,
        partner_type: "Credential_Partner",
        domain: "AUTH",
        policy: Some((PRINTING, ID_CARD)),
        credential_type: "qrcode",
        stage,
        description,
    }
}

/// Group of the printers.
pub(super) const PRINTING: &str = "Printing";
/// Policy of the printers.
pub(super) const ID_CARD: &str = "ID card";
/// Group of banks.
pub(super) const BANKING: &str = "Banking";
/// Policy of banks.
pub(super) const ACCOUNT_OPENING: &str = "Account opening";
/// Policy of banks whose customers sign in through eSignet.
pub(super) const ONLINE_BANKING: &str = "Online banking";

/// The bank that has API keys and OIDC clients.
pub(super) const ONLINE_BANK: &str = "harbour";
/// The MISP that has licence keys.
pub(super) const MISP: &str = "gateway";

/// The partners, the role cards in this order.
pub(super) const PARTNERS: &[Person] = &[
    credential(
        "cardhouse",
        "Cardhouse Ltd",
        ("Ada", "Mwangi"),
        Stage::Waiting,
        "credential partner, waiting for a decision",
    ),
    Person {
        partner_type: "Auth_Partner",
        policy: Some((BANKING, ACCOUNT_OPENING)),
        ..credential(
            "lumen",
            "Lumen Bank",
            ("Ngozi", "Eze"),
            Stage::Waiting,
            "authentication partner, waiting for a decision",
        )
    },
    Person {
        partner_type: "Device_Provider",
        domain: "DEVICE",
        policy: None,
        ..credential("irisworks", "Irisworks", ("Jonas", "Berg"), Stage::Certified, "device provider, active")
    },
    Person {
        partner_type: "Auth_Partner",
        policy: Some((BANKING, ONLINE_BANKING)),
        ..credential(
            ONLINE_BANK,
            "Harbour Bank",
            ("Mateo", "Silva"),
            Stage::Approved,
            "authentication partner with API keys and OIDC clients",
        )
    },
    Person {
        partner_type: "MISP_Partner",
        domain: "MISP",
        policy: None,
        ..credential(MISP, "Gateway Services", ("Ines", "Duarte"), Stage::Certified, "MISP, two licence keys")
    },
    credential("papyrus", "Papyrus Printing", ("Leila", "Haddad"), Stage::Approved, "credential partner, approved"),
    credential("inkwell", "Inkwell GmbH", ("Karl", "Sommer"), Stage::Rejected, "credential partner, rejected"),
    credential("lodzkart", "Łódź Kart", ("Zofia", "Nowak"), Stage::Requested, "credential partner, extractors missing"),
    credential(
        "suraksha",
        "सुरक्षा कार्ड",
        ("Asha", "Rao"),
        Stage::Extractors,
        "credential partner, credential type missing",
    ),
    credential("dar", "دار البطاقات", ("سلمى", "حداد"), Stage::Certified, "credential partner, no request yet"),
    credential("tokyo", "東京カード印刷", ("陽子", "田中"), Stage::Consented, "credential partner, no certificate yet"),
    credential("nimbus", "Nimbus ID", ("Sam", "Taylor"), Stage::SignedUp, "credential partner, just registered"),
];

/// A role card for everybody, each with a password drawn at random.
pub(super) fn roles() -> io::Result<Vec<SampleRole>> {
    let role = |user_name: &str, label: String, description: &str| {
        Ok(SampleRole { label, description: description.into(), user_name: user_name.into(), password: password()? })
    };
    let admin = role(ADMIN, "Meera Iyer".into(), "partner admin");
    let staff = STAFF.iter().map(|(name, first, last, _, about)| role(name, format!("{first} {last}"), about));
    let partners = PARTNERS.iter().map(|p| role(p.user_name, p.organisation.into(), p.description));
    std::iter::once(admin).chain(staff).chain(partners).collect()
}

/// Twenty characters of 32: a hundred random bits, in groups that can be read out.
fn password() -> io::Result<Secret> {
    let mut bytes = [0u8; 20];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let letters: Vec<u8> = bytes.iter().map(|b| b"abcdefghijkmnpqrstuvwxyz23456789"[usize::from(b % 32)]).collect();
    let groups = letters.chunks(5).map(|group| String::from_utf8_lossy(group).into_owned());
    Ok(Secret::new(groups.collect::<Vec<_>>().join("-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_a_password_of_its_own() {
        let roles = roles().unwrap();
        let mut passwords: Vec<_> = roles.iter().map(|r| r.password.expose().to_string()).collect();
        passwords.sort();
        passwords.dedup();
        assert_eq!(passwords.len(), PARTNERS.len() + STAFF.len() + 1);
        assert!(passwords.iter().all(|p| p.len() == 23));
    }
}
