//! Fills the sample through operations only, as its people would do it.

use std::path::Path;

use jiff::Timestamp;
use partnerdesk_api::{
    account::{self, Activation, Credentials, NewAccount, Setup, SignUp},
    certificate::{self, CaUpload, CertificateUpload},
    error::ErrorKind,
    extractor::{self, NewConfiguration},
    list::ListQuery,
    operation::{NoPath, Nothing},
    partner::{self, PartnerPath},
    policy::{self, NewGroup, NewPolicy, PublishPath},
    policy_request::{
        self, CredentialTypeMapping, Decision, ExtractorMapping, ExtractorMappings, MAPPING_TYPES, MappingKeyPath,
        NewRequest, RequestPath,
    },
    secret::Secret,
};
use partnerdesk_trust::sample::{SampleCertificate, SampleRequest, make_root};
use serde_json::{Value, json};

use super::{
    people::{
        ACCOUNT_OPENING, ADMIN, BANKING, ID_CARD, MANAGER, ONLINE_BANKING, PARTNERS, PRINTING, Person, STAFF, Stage,
    },
    services::use_services,
};
use crate::{
    cli::{
        error::{CliError, Exit},
        register::own_partner,
    },
    client::{Address, Client, ClientError},
    embedded,
    profile::{SampleRole, write_private},
};

/// A sample that is being filled.
pub(super) struct Sample<'a> {
    pub(super) address: Address,
    pub(super) data: &'a Path,
    pub(super) roles: &'a [SampleRole],
}

/// Provider and version of the extractors of the sample.
const EXTRACTOR: (&str, &str) = ("Sample Extractors", "1.1");

/// The authority that issues the sample's certificates.
struct Authority {
    root: SampleCertificate,
    intermediate: SampleCertificate,
}

impl Sample<'_> {
    pub(super) async fn fill(&self) -> Result<(), CliError> {
        self.make_admin().await?;
        let admin = self.sign_in(ADMIN).await?;
        for (user_name, first_name, last_name, role, _) in STAFF {
            self.make_colleague(&admin, user_name, first_name, last_name, role).await?;
        }
        make_policies(&self.sign_in(MANAGER).await?).await?;
        let authority = make_authority()?;
        for domain in ["AUTH", "DEVICE", "FTM", "MISP"] {
            trust(&admin, &authority, domain).await?;
        }
        make_extractors(&admin).await?;
        for person in PARTNERS {
            self.onboard(person, &admin, &authority).await?;
        }
        Ok(())
    }

    fn password(&self, user_name: &str) -> Secret {
        self.roles.iter().find(|r| r.user_name == user_name).map(|r| r.password.clone()).unwrap_or_default()
    }

    fn client(&self) -> Result<Client, CliError> {
        Ok(Client::new(self.address.clone())?)
    }

    async fn sign_in(&self, user_name: &str) -> Result<Client, CliError> {
        let client = self.client()?;
        let password = self.password(user_name);
        client.sign_in(&Credentials { user_name: user_name.into(), password }).await?;
        Ok(client)
    }

    async fn make_admin(&self) -> Result<(), CliError> {
        let client = self.client()?;
        if !client.call(&account::SETUP_STATE, &NoPath {}, &Nothing {}).await?.due {
            return Ok(());
        }
        let request = Setup {
            setup_code: embedded::setup_code(self.data)?,
            first_name: "Meera".into(),
            last_name: "Iyer".into(),
            email_id: "meera@registry.example".into(),
            user_name: ADMIN.into(),
            password: self.password(ADMIN),
        };
        client.call(&account::SETUP, &NoPath {}, &request).await?;
        Ok(())
    }

    async fn make_colleague(
        &self,
        admin: &Client,
        user_name: &str,
        first_name: &str,
        last_name: &str,
        role: &str,
    ) -> Result<(), CliError> {
        let request = NewAccount {
            user_name: user_name.into(),
            first_name: first_name.into(),
            last_name: last_name.into(),
            email_id: format!("{user_name}@registry.example"),
            role: role.into(),
        };
        let Some(invited) = unless_done(admin.call(&account::CREATE, &NoPath {}, &request).await)? else {
            return Ok(());
        };
        let password = self.password(user_name);
        let request = Activation { user_name: user_name.into(), activation_code: invited.activation_code, password };
        self.client()?.call(&account::ACTIVATE, &NoPath {}, &request).await?;
        Ok(())
    }

    /// Takes a partner as far as its stage says.
    async fn onboard(&self, person: &Person, admin: &Client, authority: &Authority) -> Result<(), CliError> {
        unless_done(self.client()?.call(&account::SIGN_UP, &NoPath {}, &self.sign_up(person)).await)?;
        let pem = issue(person, authority)?;
        let file = self.data.join("certificates").join(format!("{}.pem", person.user_name));
        write_private(&file, &pem)
            .map_err(|e| CliError::new(Exit::Server, format!("{} cannot be written: {e}.", file.display())))?;
        if person.stage == Stage::SignedUp {
            return Ok(());
        }
        let client = self.sign_in(person.user_name).await?;
        let me = client.call(&account::ME, &NoPath {}, &Nothing {}).await?;
        let partner = own_partner(&me, person.policy.map(|(group, _)| group.to_string()));
        if me.partners.is_empty() {
            client.call(&partner::REGISTER, &NoPath {}, &partner).await?;
        }
        client.call(&account::GIVE_CONSENT, &NoPath {}, &Nothing {}).await?;
        if person.stage >= Stage::Certified {
            let request = CertificateUpload {
                partner_id: partner.partner_id,
                certificate_data: pem,
                partner_domain: person.domain.into(),
            };
            client.call(&certificate::UPLOAD, &NoPath {}, &request).await?;
        }
        if let Some((_, policy)) = person.policy.filter(|_| person.stage >= Stage::Requested) {
            request(person, policy, &client, admin).await?;
        }
        use_services(person, &client, admin).await
    }

    fn sign_up(&self, person: &Person) -> SignUp {
        SignUp {
            partner_type: person.partner_type.into(),
            first_name: person.names.0.into(),
            last_name: person.names.1.into(),
            organization_name: person.organisation.into(),
            address: "1 Sample Street, Sample City".into(),
            contact_number: "+000 555 0100".into(),
            email_id: format!("desk@{}.example", person.user_name),
            user_name: person.user_name.into(),
            password: self.password(person.user_name),
            lang_code: Some("eng".into()),
        }
    }
}

/// What is there already stays: an earlier, interrupted start made it.
pub(super) fn unless_done<T>(outcome: Result<T, ClientError>) -> Result<Option<T>, CliError> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::Conflict => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn make_policies(manager: &Client) -> Result<(), CliError> {
    for (name, desc) in [(PRINTING, "Card printers and print centres"), (BANKING, "Banks that open accounts")] {
        let request = NewGroup { name: name.into(), desc: desc.into() };
        unless_done(manager.call(&policy::CREATE_GROUP, &NoPath {}, &request).await)?;
    }
    make_policy(manager, PRINTING, "DataShare", ID_CARD, "Name, date of birth and photo on the card", card(), true)
        .await?;
    make_policy(manager, PRINTING, "DataShare", "ID card, new layout", "A draft", card(), false).await?;
    make_policy(manager, BANKING, "Auth", ACCOUNT_OPENING, "Who opens an account", opening(), true).await?;
    make_policy(manager, BANKING, "Auth", ONLINE_BANKING, "Who banks online", banking(), true).await
}

async fn make_policy(
    manager: &Client,
    group: &str,
    kind: &str,
    name: &str,
    desc: &str,
    policies: Value,
    publish: bool,
) -> Result<(), CliError> {
    let request = NewPolicy {
        policy_group_name: group.into(),
        policy_type: kind.into(),
        name: name.into(),
        desc: desc.into(),
        version: "1.0".into(),
        policies,
    };
    unless_done(manager.call(&policy::CREATE, &NoPath {}, &request).await)?;
    if !publish {
        return Ok(());
    }
    let query = ListQuery::default().with("policyName", name).page(0, 50);
    let found = manager.call(&policy::LIST, &NoPath {}, &query).await?.data;
    let row = found.into_iter().find(|row| row.policy_name == name && row.policy_group_name == group);
    let row = row.ok_or_else(|| CliError::new(Exit::Server, format!("The policy {name} is missing.")))?;
    let path = PublishPath { policy_id: row.policy_id, policy_group_id: row.policy_group_id };
    unless_done(manager.call(&policy::PUBLISH, &path, &Nothing {}).await).map(drop)
}

fn card() -> Value {
    let attribute = |name: &str| json!({"attributeName": name, "source": [{"attribute": name}], "encrypted": true});
    json!({
        "dataSharePolicies": {
            "typeOfShare": "direct",
            "validForInMinutes": "30",
            "transactionsAllowed": "2",
            "encryptionType": "Partner Based",
            "shareDomain": "datashare.datashare",
            "source": "ID Repository",
        },
        "shareableAttributes": [attribute("fullName"), attribute("dateOfBirth"), attribute("photo")],
    })
}

fn opening() -> Value {
    json!({
        "authTokenType": "policy",
        "allowedAuthTypes": [
            {"authType": "otp", "mandatory": true},
            {"authType": "bio", "authSubType": "FACE", "mandatory": false},
        ],
        "allowedKycAttributes": [{"attributeName": "fullName"}, {"attributeName": "dateOfBirth"}],
    })
}

/// Leaves the way to authenticate to the citizen, as policies for OIDC clients must.
fn banking() -> Value {
    json!({
        "authTokenType": "partner",
        "allowedAuthTypes": [
            {"authType": "otp", "mandatory": false},
            {"authType": "bio", "authSubType": "FACE", "mandatory": false},
        ],
        "allowedKycAttributes": [{"attributeName": "fullName"}, {"attributeName": "email"}, {"attributeName": "phone"}],
    })
}

/// One configuration for each modality, so that the partners can go on where they stand.
async fn make_extractors(admin: &Client) -> Result<(), CliError> {
    for (name, modality, attribute) in [
        ("Iris, sample", "iris", "iris"),
        ("Fingers, sample", "finger", "fingerprint"),
        ("Face, sample", "face", "photo"),
    ] {
        let request = NewConfiguration {
            config_name: name.into(),
            bioextractor_provider_name: EXTRACTOR.0.into(),
            bioextractor_provider_version: EXTRACTOR.1.into(),
            bio_modality: modality.into(),
            credential_data_format: "rawData".into(),
            attribute_name: attribute.into(),
        };
        unless_done(admin.call(&extractor::CREATE, &NoPath {}, &request).await)?;
    }
    Ok(())
}

fn make_authority() -> Result<Authority, CliError> {
    let request = SampleRequest::new("Partner Desk samples", Timestamp::now());
    let root = make_root("Sample Country Root", &request).map_err(no_certificate)?;
    let intermediate = root.make_intermediate("Sample Country Issuer", &request).map_err(no_certificate)?;
    Ok(Authority { root, intermediate })
}

fn issue(person: &Person, authority: &Authority) -> Result<String, CliError> {
    let request = SampleRequest::new(person.organisation, Timestamp::now());
    Ok(authority.intermediate.make_partner(&request).map_err(no_certificate)?.certificate.pem())
}

fn no_certificate(error: impl std::fmt::Display) -> CliError {
    CliError::new(Exit::Server, format!("A certificate could not be made: {error}"))
}

async fn trust(admin: &Client, authority: &Authority, domain: &str) -> Result<(), CliError> {
    let certificate_data = authority.root.certificate.pem() + &authority.intermediate.certificate.pem();
    let request = CaUpload { certificate_data, partner_domain: domain.into() };
    Ok(admin.call(&certificate::CA_UPLOAD, &NoPath {}, &request).await.map(drop)?)
}

/// Asks for a policy, maps and decides as far as the stage says.
async fn request(person: &Person, policy: &str, client: &Client, admin: &Client) -> Result<(), CliError> {
    let path = PartnerPath { partner_id: person.user_name.into() };
    let input = NewRequest {
        policy_name: policy.into(),
        use_case_description: "For the citizens of the sample country.".into(),
    };
    let id = match unless_done(client.call(&policy_request::CREATE, &path, &input).await)? {
        Some(made) => made.mappingkey,
        None => {
            let query = ListQuery::default().with("policyName", policy).page(0, 1);
            let found = client.call(&policy_request::LIST, &NoPath {}, &query).await?.data;
            found.into_iter().next().map(|row| row.id).unwrap_or_default()
        }
    };
    if MAPPING_TYPES.contains(&person.partner_type) {
        map(person, client, RequestPath { request_id: id.clone() }).await?;
    }
    let decision = match person.stage {
        Stage::Approved => Decision::approve(Some("Everything is there.".into())),
        Stage::Rejected => {
            let why = "The print centre's address is missing in the use case. Please ask again.";
            Decision::reject(Some(why.into()))
        }
        _ => return Ok(()),
    };
    unless_done(admin.call(&policy_request::DECIDE, &MappingKeyPath { mapping_key: id }, &decision).await).map(drop)
}

async fn map(person: &Person, client: &Client, path: RequestPath) -> Result<(), CliError> {
    if person.stage >= Stage::Extractors {
        let photo = ExtractorMapping {
            attribute_name: "photo".into(),
            biometric: "face".into(),
            biometric_sub_types: None,
            extractor_provider: EXTRACTOR.0.into(),
            extractor_provider_version: EXTRACTOR.1.into(),
            credential_data_format: Some("rawData".into()),
        };
        let input = ExtractorMappings { extractors: vec![photo] };
        unless_done(client.call(&policy_request::MAP_EXTRACTORS, &path, &input).await)?;
    }
    if person.stage >= Stage::Waiting {
        let input = CredentialTypeMapping { credential_type: person.credential_type.into() };
        unless_done(client.call(&policy_request::MAP_CREDENTIAL_TYPE, &path, &input).await)?;
    }
    Ok(())
}
