//! Licence keys of MISPs: issued by admins, shown once, deactivated for good. Of each MISP only the newest key works.
//!
//! What is kept of a key is its keyed hash and its last four characters, and other systems are told the hash, as of API
//! keys ([`super::api_key`]). Where MOSIP's older operations answer stored keys in clear, those characters are answered.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use partnerdesk_api::{
    error::Failure,
    list::{ListQuery, Page},
    misp_licence::{
        AnewLicence, ChangedLicence, IssuedLicence, LICENCES, LIFE_DAYS, LicencePath, LicenceRow, LicenceState,
        LicenceStatus, MISP_TYPE, MispCode, MispPath, NewLicence, Provider, ProviderLicence, ProviderStatus,
        ProviderWord, StoredLicence,
    },
    operation::{NoPath, Nothing},
    policy_request::RequestState,
    search::{FilterValues, Found, Search, Values},
    secret::Secret,
    state::Words as _,
    time,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{account::tidy, policy_request, told};
use crate::{
    desk::{Context, Desk},
    identity::keys::random_key,
    store::{self, Read as _, Tx, misp_licence::Licence, partner::Partner, policy::Policy, policy_group::Group},
};

/// Characters of a licence key (pms-api 4.3 `license-key-length`).
const LENGTH: usize = 50;

/// Issues a licence key (pms-api #125); the older keys of the partner are switched off with it.
pub async fn issue(context: &mut Context, _: NoPath, input: NewLicence) -> Result<IssuedLicence, Failure> {
    let NewLicence { partner_id, policy_id, license_key_name, expiry_date } = input;
    let wanted = Wanted { policy_id, name: tidy(&license_key_name), end: expiry_date };
    issue_for(context, &partner_id, wanted, None).await
}

/// Issues a key in place of one that works (pms-api #128).
pub async fn issue_anew(
    context: &mut Context,
    path: LicencePath,
    input: AnewLicence,
) -> Result<IssuedLicence, Failure> {
    let AnewLicence { policy_id, license_key_name, expiry_date } = input;
    let wanted = Wanted { policy_id, name: tidy(&license_key_name), end: expiry_date };
    issue_for(context, &path.misp_license_id, wanted, Some(MispCode::NoActiveKey)).await
}

/// What a new key shall be.
struct Wanted {
    policy_id: Option<String>,
    name: String,
    end: Option<String>,
}

/// Checks in upstream's order and issues. With a code for it, there must be an active key of the same policy.
async fn issue_for(
    context: &mut Context,
    partner_id: &str,
    wanted: Wanted,
    without_active: Option<MispCode>,
) -> Result<IssuedLicence, Failure> {
    let now = context.now;
    let tx = context.tx().await?;
    tx.hold::<Partner>(partner_id).await?;
    let partner = tx.find::<Partner>(partner_id).await?;
    let partner = partner.ok_or_else(|| Failure::from(MispCode::UnknownPartner).at("partnerId"))?;
    if partner.partner_type != MISP_TYPE {
        return Err(Failure::from(MispCode::NoMisp).at("partnerId"));
    }
    if !partner.state.is_active() {
        return Err(Failure::from(MispCode::PartnerInactive).at("partnerId"));
    }
    let policy = match &wanted.policy_id {
        None => None,
        Some(id) => Some(approved_policy(tx, &partner, id).await.map_err(|f| f.at("policyId"))?),
    };
    if store::misp_licence::named(tx, &partner.id, &wanted.name).await?.is_some() {
        return Err(Failure::from(MispCode::NameTaken).at("licenseKeyName"));
    }
    let end = wanted.end.as_deref().and_then(|date| end_of(date, now));
    let end = end.ok_or_else(|| Failure::from(MispCode::EndPassed).at("expiryDate"))?;
    if let Some(code) = without_active {
        let older = store::misp_licence::of_partner(tx, &partner.id).await?;
        let fits = |l: &Licence| l.state == LicenceState::Active && l.policy_id == wanted.policy_id;
        if !older.iter().any(fits) {
            return Err(code.into());
        }
    }
    let (licence, key) = make(context, partner, policy, wanted.name, end).await?;
    Ok(IssuedLicence {
        misp_license_id: licence.id,
        license_key: key,
        expiry_date_time: licence.expires_at.into(),
        license_key_name: licence.name,
        status: licence.state.into(),
        partner_id: licence.partner_id,
        policy_id: licence.policy_id,
    })
}

async fn approved_policy(tx: &Tx, partner: &Partner, id: &str) -> Result<Policy, Failure> {
    let policy = tx.find::<Policy>(id).await?.ok_or(MispCode::UnknownPolicy)?;
    let request = store::policy_request::open_of_pair(tx, &partner.id, id).await?;
    if request == Some(RequestState::Approved) { Ok(policy) } else { Err(MispCode::NotApproved.into()) }
}

/// A last day with the time of day that it is now (pms-api #125), if it comes after today.
fn end_of(date: &str, now: Timestamp) -> Option<Timestamp> {
    let now = now.to_zoned(TimeZone::UTC);
    let day: Date = date.parse().ok().filter(|day| *day > now.date())?;
    day.to_datetime(now.time()).to_zoned(TimeZone::UTC).ok().map(|end| end.timestamp())
}

/// Makes a key and switches the partner's older ones off. Other systems know one key of a MISP, so they are told of the
/// new one only; it takes the place of what they know.
async fn make(
    context: &mut Context,
    partner: Partner,
    policy: Option<Policy>,
    name: String,
    end: Timestamp,
) -> Result<(Licence, Secret), Failure> {
    let (now, by, desk) = (context.now, context.caller.user.clone(), context.desk.clone());
    let tx = context.tx().await?;
    let older = store::misp_licence::of_partner(tx, &partner.id).await?;
    for licence in &older {
        if let Some(step) = licence.state.becomes(LicenceState::Inactive) {
            store::misp_licence::change_state(tx, &licence.id, step, &by, now).await?;
        }
    }
    let group = match &partner.group_id {
        Some(id) => tx.find::<Group>(id).await?,
        None => None,
    };
    let key = random_key(LENGTH);
    let licence = Licence {
        id: Uuid::now_v7().to_string(),
        account: partner.account,
        organization: partner.organization,
        group_name: group.as_ref().map(|g| g.name.clone()).unwrap_or_default(),
        group_description: group.map(|g| g.description).unwrap_or_default(),
        group_id: partner.group_id,
        policy_id: policy.as_ref().map(|p| p.id.clone()),
        policy_name: policy.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
        policy_description: policy.as_ref().map(|p| p.description.clone()).unwrap_or_default(),
        name,
        key_hash: desk.keys.code_hash(&key),
        key_shown: format!("{}{}", "*".repeat(LENGTH - 4), &key.expose()[LENGTH - 4..]),
        state: LicenceState::Active,
        expires_at: end,
        created_at: now,
        created_by: by,
        updated_at: None,
        updated_by: None,
        partner_id: partner.id,
    };
    let taken = Failure::from(MispCode::NameTaken).at("licenseKeyName");
    tx.add(&licence, &[("misp_licence_name", taken)]).await?;
    context.about(licence.id.clone());
    let mut body = json!({"mispLicenseData": data(&licence)});
    if let Some(policy) = &policy {
        body["policyData"] = told::policy(policy)?;
    }
    let topic = if older.is_empty() { "MISP_LICENSE_GENERATED" } else { UPDATED };
    context.event(topic, &body).await?;
    Ok((licence, key))
}

const UPDATED: &str = "MISP_LICENSE_UPDATED";

/// What other systems are told about a licence (pms-api 5.3), whose key they know by its hash.
fn data(licence: &Licence) -> Value {
    json!({
        "mispId": licence.partner_id,
        "licenseKey": licence.key_hash,
        "mispCommenceOn": time::envelope(licence.created_at),
        "mispExpiresOn": time::envelope(licence.expires_at),
        "mispStatus": if licence.state == LicenceState::Active { "ACTIVE" } else { "NOT_ACTIVE" },
    })
}

/// Deactivates a licence key (pms-api #127); final.
pub async fn deactivate(context: &mut Context, path: LicencePath, _: LicenceStatus) -> Result<ChangedLicence, Failure> {
    let tx = context.tx().await?;
    let licence = tx.find::<Licence>(&path.misp_license_id).await?.ok_or(MispCode::Unknown)?;
    let licence = switch_off(context, licence).await?;
    Ok(ChangedLicence {
        misp_license_id: licence.id,
        partner_id: licence.partner_id,
        policy_id: licence.policy_id,
        license_key_name: licence.name,
        status: licence.state.into(),
    })
}

async fn switch_off(context: &mut Context, mut licence: Licence) -> Result<Licence, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let step = licence.state.becomes(LicenceState::Inactive).ok_or(MispCode::Inactive)?;
    if !store::misp_licence::change_state(context.tx().await?, &licence.id, step, &by, now).await? {
        return Err(MispCode::Inactive.into());
    }
    licence.state = step.to();
    context.about(licence.id.clone());
    context.event(UPDATED, &json!({"mispLicenseData": data(&licence)})).await?;
    Ok(licence)
}

/// Switches off the keys of a partner that is deactivated (pms-api #6).
pub(super) async fn of_deactivated(context: &mut Context, partner_id: &str) -> Result<(), Failure> {
    for licence in store::misp_licence::of_partner(context.tx().await?, partner_id).await? {
        if licence.state == LicenceState::Active {
            switch_off(context, licence).await?;
        }
    }
    context.about(partner_id);
    Ok(())
}

/// All licence keys (pms-api #124).
pub async fn list(context: &mut Context, _: NoPath, query: ListQuery) -> Result<Page<LicenceRow>, Failure> {
    super::page(context, &LICENCES, &query, &store::misp_licence::TABLE, store::misp_licence::row).await
}

/// One licence key (pms-api #126).
pub async fn detail(context: &mut Context, path: LicencePath, _: Nothing) -> Result<LicenceRow, Failure> {
    let licence = context.db().find::<Licence>(&path.misp_license_id).await?.ok_or(MispCode::Unknown)?;
    Ok(store::misp_licence::row(licence))
}

/// Makes the first key of a MISP, legacy form (pms-api #52). Its first approved request supplies the policy.
pub async fn generate(context: &mut Context, _: NoPath, input: Provider) -> Result<ProviderLicence, Failure> {
    let tx = context.tx().await?;
    tx.hold::<Partner>(&input.provider_id).await?;
    if !store::misp_licence::of_partner(tx, &input.provider_id).await?.is_empty() {
        return Err(MispCode::Exists.into());
    }
    let partner = misp(tx, &input.provider_id).await?;
    let requests = policy_request::of_partner(context, &partner.id).await?;
    if requests.iter().any(|request| request.status != RequestState::Approved) {
        return Err(MispCode::RequestNotApproved.into());
    }
    let policy = match requests.last() {
        Some(oldest) => context.tx().await?.find::<Policy>(&oldest.policy_id).await?,
        None => None,
    };
    let (licence, key) = make_unnamed(context, partner, policy).await?;
    Ok(as_provider(licence, key, "Active"))
}

/// An active MISP, by the codes of the older operations.
async fn misp(tx: &Tx, id: &str) -> Result<Partner, Failure> {
    let partner = tx.find::<Partner>(id).await?.ok_or(MispCode::UnknownProvider)?;
    if partner.partner_type != MISP_TYPE {
        return Err(MispCode::NoProvider.into());
    }
    if partner.state.is_active() { Ok(partner) } else { Err(MispCode::ProviderInactive.into()) }
}

/// Makes a key as older clients ask for one: with a name and an end that nobody chose.
async fn make_unnamed(
    context: &mut Context,
    partner: Partner,
    policy: Option<Policy>,
) -> Result<(Licence, Secret), Failure> {
    let end = context.now.to_zoned(TimeZone::UTC).checked_add(LIFE_DAYS.days());
    let end = end.map_or(Timestamp::MAX, |end| end.timestamp());
    make(context, partner, policy, Uuid::now_v7().to_string(), end).await
}

fn as_provider(licence: Licence, key: Secret, status: &str) -> ProviderLicence {
    ProviderLicence {
        provider_id: licence.partner_id,
        license_key: key,
        license_key_status: status.into(),
        license_key_expiry: licence.expires_at.into(),
    }
}

/// Deactivates a key, legacy form (pms-api #53). Upstream lets it be switched on again; here that is only true of a key
/// that is on, as in its newer operations.
pub async fn set_status(context: &mut Context, _: NoPath, input: ProviderStatus) -> Result<ProviderLicence, Failure> {
    let hash = context.desk.keys.code_hash(&input.license_key);
    let found = store::misp_licence::by_hash(context.tx().await?, &hash).await?;
    let licence = found.filter(|l| l.partner_id == input.provider_id).ok_or(MispCode::UnknownPair)?;
    let licence = match (licence.state, input.to()?) {
        (LicenceState::Inactive, LicenceState::Active) => return Err(MispCode::Inactive.into()),
        (LicenceState::Active, LicenceState::Inactive) => switch_off(context, licence).await?,
        _ => licence,
    };
    let word = ProviderWord::word(licence.state);
    Ok(as_provider(licence, input.license_key, word))
}

/// Licences, as older clients ask (pms-api #54); own ones for partners.
pub async fn all(context: &mut Context, _: NoPath, _: Nothing) -> Result<Vec<StoredLicence>, Failure> {
    let licences = match context.caller.sees_all(true) {
        true => store::misp_licence::every(context.db()).await?,
        false => store::misp_licence::of_account(context.db(), &context.caller.user).await?,
    };
    Ok(licences.into_iter().map(store::misp_licence::found).collect())
}

/// The key that works now, or a new one when none does (pms-api #55).
pub async fn current(context: &mut Context, path: MispPath, _: Nothing) -> Result<ProviderLicence, Failure> {
    let now = context.now;
    let tx = context.tx().await?;
    tx.hold::<Partner>(&path.misp_id).await?;
    let partner = tx.find::<Partner>(&path.misp_id).await?.ok_or(MispCode::UnknownProvider)?;
    if !partner.state.is_active() {
        return Err(MispCode::ProviderInactive.into());
    }
    let mut licences = store::misp_licence::of_partner(tx, &partner.id).await?;
    let works = |l: &Licence| l.state == LicenceState::Active && now < l.expires_at;
    if let Some(place) = licences.iter().position(works) {
        let licence = licences.swap_remove(place);
        let shown = Secret::new(licence.key_shown.as_str());
        return Ok(as_provider(licence, shown, "Active"));
    }
    let policy = match licences.last().ok_or(MispCode::UnknownPair)?.policy_id.as_deref() {
        Some(id) => tx.find::<Policy>(id).await?,
        None => None,
    };
    let (licence, key) = make_unnamed(context, partner, policy).await?;
    Ok(as_provider(licence, key, "Active"))
}

/// Licences, as older clients search them (pms-api #57); own ones for partners.
pub async fn search(context: &mut Context, _: NoPath, input: Search) -> Result<Found<StoredLicence>, Failure> {
    let asked = input.check(&LICENCES)?;
    let (table, row) = (&store::misp_licence::TABLE, store::misp_licence::row);
    super::search::found(context, &LICENCES, &asked, table, row, |licence| Ok(store::misp_licence::found(licence)))
        .await
}

/// Values of columns of licences (pms-api #56).
pub async fn values(context: &mut Context, _: NoPath, input: Values) -> Result<FilterValues, Failure> {
    let asked = (input.filters.as_slice(), input.optional_filters.as_slice());
    let (table, row) = (&store::misp_licence::TABLE, store::misp_licence::row);
    super::search::values(context, &LICENCES, asked, Ok, table, row, |licence| licence.misp_license_id.clone()).await
}

/// Deactivates every licence key whose end has come.
///
/// # Errors
/// The storage does not answer.
pub(crate) async fn expire(desk: &Desk, now: Timestamp) -> store::Result<()> {
    loop {
        let due = store::misp_licence::due(&desk.db, now).await?;
        if due.is_empty() {
            return Ok(());
        }
        let mut tx = desk.db.write().await?;
        for mut licence in due {
            let Some(step) = licence.state.becomes(LicenceState::Inactive) else { continue };
            if store::misp_licence::change_state(&mut tx, &licence.id, step, told::SERVER, now).await? {
                licence.state = step.to();
                let body = json!({"mispLicenseData": data(&licence)});
                told::by_server(&mut tx, ("misp_licence.expire", UPDATED), &licence.id, &body, now).await?;
            }
        }
        tx.commit().await?;
    }
}
