//! API keys: made by authentication partners for an approved policy (by admins for manual adjudication), shown once,
//! deactivated for good.
//!
//! What is kept of a key is its keyed hash, by which a key that somebody names is found, and its first and last
//! characters, by which people tell keys apart: a stolen storage gives no key away. Other systems are told the hash
//! ([`told`]): nothing later can be told what is kept nowhere. A deployment that must hand keys on to ID Authentication
//! needs a sealed copy in the event, which delivery has to bring with it.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use partnerdesk_api::{
    api_key::{
        API_KEYS, ApiKeyCode, ApiKeyRow, ChangedKey, FoundKey, IssuedKey, KeyChange, KeyName, KeyPath, KeyPolicy,
        KeyRequest, KeyRequests, KeyState, KeyStatus, LIFE_DAYS, NamedKeyPath, NewKey, OwnedKeyPath, PolicyChange,
        RequestWithKey, Said,
    },
    common::CommonCode,
    error::Failure,
    list::{ListQuery, Page},
    operation::{NoPath, Nothing},
    partner::{PartnerCode, PartnerPath},
    policy::{PolicyCode, PolicyState},
    policy_request::{PartnerPolicyPath, RequestCode, RequestState},
    search::{Found, Search},
    time,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{account::tidy, policy_request, told};
use crate::{
    desk::{Context, Desk},
    identity::keys::random_key,
    store::{self, Read as _, api_key::ApiKey, partner::Partner, policy::Policy, policy_group::Group},
};

/// Characters of a key: more than two hundred random bits.
const LENGTH: usize = 40;
/// Who makes keys for themselves, and for whom admins make them.
pub(super) const AUTH: &str = "Auth_Partner";
const ADJUDICATION: &str = "Manual_Adjudication";

/// Makes a key for one's own partner (pms-api #18). Nobody does that for another, not even an admin.
pub async fn generate(context: &mut Context, path: PartnerPath, input: NewKey) -> Result<IssuedKey, Failure> {
    let by = context.caller.user.clone();
    let tx = context.tx().await?;
    tx.hold::<Partner>(&path.partner_id).await?;
    let partner = tx.find::<Partner>(&path.partner_id).await?.ok_or(PartnerCode::UnknownToManager)?;
    if partner.account != by {
        return Err(PartnerCode::NotYours.into());
    }
    if !partner.state.is_active() {
        return Err(PartnerCode::Inactive.into());
    }
    let policy = match &partner.group_id {
        Some(group) => store::policy::by_group_and_name(tx, group, &input.policy_name).await?,
        None => None,
    };
    let policy = policy.ok_or_else(|| Failure::from(ApiKeyCode::UnknownPolicy).at("policyName"))?;
    issue(context, &partner, &policy, &input.label, "label").await
}

/// Makes a key (pms-api #140): authentication partners for themselves, admins for manual adjudication.
pub async fn create(context: &mut Context, path: PartnerPolicyPath, input: KeyName) -> Result<IssuedKey, Failure> {
    let (by, is_admin) = (context.caller.user.clone(), context.caller.sees_all(false));
    let tx = context.tx().await?;
    tx.hold::<Partner>(&path.partner_id).await?;
    let partner = tx.find::<Partner>(&path.partner_id).await?.ok_or(PartnerCode::UnknownToManager)?;
    if !partner.state.is_active() {
        return Err(PartnerCode::Inactive.into());
    }
    let is_own = partner.account == by;
    match partner.partner_type.as_str() {
        AUTH if is_own => {}
        ADJUDICATION if is_admin => {}
        _ if is_admin => return Err(ApiKeyCode::AdminForAdjudication.into()),
        _ => return Err(ApiKeyCode::PartnerForAuth.into()),
    }
    let policy = tx.find::<Policy>(&path.policy_id).await?.ok_or(ApiKeyCode::UnknownPolicy)?;
    if partner.group_id.as_ref() != Some(&policy.group_id) {
        return Err(ApiKeyCode::OtherGroup.into());
    }
    issue(context, &partner, &policy, &input.api_key_name, "apiKeyName").await
}

/// Makes a key for an approved policy, and tells other systems.
async fn issue(
    context: &mut Context,
    partner: &Partner,
    policy: &Policy,
    name: &str,
    member: &'static str,
) -> Result<IssuedKey, Failure> {
    let (now, desk) = (context.now, context.desk.clone());
    let name_taken = || Failure::from(ApiKeyCode::NameTaken).at(member);
    let label = tidy(name);
    let tx = context.tx().await?;
    if store::policy_request::open_of_pair(tx, &partner.id, &policy.id).await? != Some(RequestState::Approved) {
        return Err(ApiKeyCode::NotApproved.into());
    }
    if label.is_empty() {
        return Err(Failure::from(CommonCode::BadInput).saying("The key needs a name.").at(member));
    }
    if store::api_key::named(tx, &partner.id, &policy.id, &label).await?.is_some() {
        return Err(name_taken());
    }
    let group = tx.find::<Group>(&policy.group_id).await?.ok_or(RequestCode::GroupMissing)?;
    let secret = random_key(LENGTH);
    let shown = secret.expose();
    let key = ApiKey {
        id: Uuid::now_v7().to_string(),
        partner_id: partner.id.clone(),
        account: partner.account.clone(),
        partner_type: partner.partner_type.clone(),
        organization: partner.organization.clone(),
        policy_id: policy.id.clone(),
        policy_name: policy.name.clone(),
        policy_description: policy.description.clone(),
        group_id: group.id,
        group_name: group.name,
        group_description: group.description,
        label,
        key_hash: desk.keys.code_hash(&secret),
        key_shown: format!("{}****{}", &shown[..4], &shown[LENGTH - 4..]),
        state: KeyState::Active,
        expires_at: end_of_life(now),
        created_at: now,
        created_by: context.caller.user.clone(),
        updated_at: None,
        updated_by: None,
    };
    let tx = context.tx().await?;
    tx.add(&key, &[("api_key_label", name_taken())]).await?;
    context.about(key.id.clone());
    let body = json!({
        "partnerData": told::partner(&desk, partner).await?,
        "policyData": told::policy(policy)?,
        "apiKeyData": data(&key),
    });
    context.event("APIKEY_APPROVED", &body).await?;
    Ok(IssuedKey { api_key: secret, label: key.label, policy_id: key.policy_id, partner_id: key.partner_id })
}

fn end_of_life(now: Timestamp) -> Timestamp {
    now.to_zoned(TimeZone::UTC).checked_add(LIFE_DAYS.days()).map_or(Timestamp::MAX, |z| z.timestamp())
}

/// What other systems are told about a key (pms-api 5.3), which they know by its hash.
fn data(key: &ApiKey) -> Value {
    json!({
        "apiKeyId": key.key_hash,
        "apiKeyCommenceOn": time::envelope(key.created_at),
        "apiKeyExpiresOn": time::envelope(key.expires_at),
        "apiKeyStatus": if key.state == KeyState::Active { "ACTIVE" } else { "DEACTIVE" },
    })
}

async fn tell(context: &mut Context, key: &ApiKey) -> Result<(), Failure> {
    context.about(key.id.clone());
    context.event("APIKEY_UPDATED", &json!({"apiKeyData": data(key)})).await
}

/// The key of a name with its partner; refused for somebody whose partner is not active, unless an admin asks.
async fn named(context: &mut Context, partner: &str, policy: &str, name: &str) -> Result<ApiKey, Failure> {
    let is_admin = context.caller.sees_all(false);
    let tx = context.tx().await?;
    let key = store::api_key::named(tx, partner, policy, &tidy(name)).await?.ok_or(ApiKeyCode::Unknown)?;
    let partner = tx.find::<Partner>(partner).await?.ok_or(ApiKeyCode::Unknown)?;
    if is_admin || partner.state.is_active() { Ok(key) } else { Err(PartnerCode::Inactive.into()) }
}

async fn deactivate(context: &mut Context, key: &mut ApiKey) -> Result<(), Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let step = key.state.becomes(KeyState::Deactivated).ok_or(ApiKeyCode::Inactive)?;
    if !store::api_key::change_state(context.tx().await?, &key.id, step, &by, now).await? {
        return Err(ApiKeyCode::Inactive.into());
    }
    key.state = step.to();
    Ok(())
}

/// Deactivates a key, legacy form (pms-api #19). Upstream lets keys be switched on again, against its own manual; here
/// `Active` is only true of an active key.
pub async fn set_status(context: &mut Context, path: PartnerPolicyPath, input: KeyStatus) -> Result<String, Failure> {
    let mut key = named(context, &path.partner_id, &path.policy_id, &input.label).await?;
    let to = input.to();
    if key.state.is_final() && to.is_ok() {
        return Err(ApiKeyCode::Inactive.into());
    }
    if to? == KeyState::Active {
        return Ok("Partner apikey activated successfully.".into());
    }
    deactivate(context, &mut key).await?;
    tell(context, &key).await?;
    Ok("Partner apikey de-activated successfully.".into())
}

/// Deactivates a key or gives it another end, which is the admin's to give (pms-api #139).
pub async fn change(context: &mut Context, path: NamedKeyPath, input: KeyChange) -> Result<ChangedKey, Failure> {
    let (now, by, is_admin) = (context.now, context.caller.user.clone(), context.caller.sees_all(false));
    let tx = context.tx().await?;
    tx.find::<Policy>(&path.policy_id).await?.ok_or(ApiKeyCode::UnknownPolicy)?;
    let mut key = named(context, &path.partner_id, &path.policy_id, &path.api_key_name).await?;
    if key.state.is_final() {
        return Err(ApiKeyCode::Inactive.into());
    }
    if let Some(end) = &input.expiry_date_time {
        if !is_admin {
            return Err(Failure::from(ApiKeyCode::EndNotYours).at("expiryDateTime"));
        }
        let end = time::parse(end).filter(|end| *end > now);
        key.expires_at = end.ok_or_else(|| Failure::from(ApiKeyCode::EndPassed).at("expiryDateTime"))?;
        if !store::api_key::move_end(context.tx().await?, &key.id, key.expires_at, &by, now).await? {
            return Err(ApiKeyCode::Inactive.into());
        }
    }
    if input.to()?.is_some() {
        deactivate(context, &mut key).await?;
    }
    tell(context, &key).await?;
    Ok(ChangedKey {
        partner_id: key.partner_id,
        policy_id: key.policy_id,
        api_key_name: key.label,
        api_key_expiry_date_time: key.expires_at.into(),
        status: key.state.into(),
    })
}

/// Gives a key another policy of its group (pms-api #20).
pub async fn change_policy(context: &mut Context, path: OwnedKeyPath, input: PolicyChange) -> Result<Said, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let hash = context.desk.keys.code_hash(&path.api_key);
    let tx = context.tx().await?;
    let key = store::api_key::by_hash(tx, &hash).await?;
    let key = key.filter(|key| key.partner_id == path.partner_id && key.policy_id == input.old_policy_id);
    let mut key = key.ok_or(ApiKeyCode::Mismatch)?;
    if key.state.is_final() {
        return Err(ApiKeyCode::Inactive.into());
    }
    if input.new_policy_id == input.old_policy_id {
        return Err(Failure::from(ApiKeyCode::SamePolicy).at("newPolicyID"));
    }
    tx.hold::<Policy>(&input.new_policy_id).await?;
    let policy = tx.find::<Policy>(&input.new_policy_id).await?.filter(|p| p.group_id == key.group_id);
    let policy = policy.ok_or_else(|| Failure::from(ApiKeyCode::UnknownPolicy).at("newPolicyID"))?;
    if policy.state != PolicyState::Activated {
        return Err(Failure::from(RequestCode::PolicyInactive).at("newPolicyID"));
    }
    let group = tx.find::<Group>(&policy.group_id).await?;
    if !group.is_some_and(|group| group.state.is_active()) {
        return Err(PartnerCode::GroupInactive.into());
    }
    if store::api_key::named(tx, &key.partner_id, &policy.id, &key.label).await?.is_some() {
        return Err(ApiKeyCode::NameTaken.into());
    }
    let changed = store::api_key::change_policy(tx, &key.id, &policy, &by, now).await;
    if !changed.map_err(|e| e.lost(&[("api_key_label", ApiKeyCode::NameTaken.into())]))? {
        return Err(ApiKeyCode::Inactive.into());
    }
    key.policy_id = policy.id;
    tell(context, &key).await?;
    Ok(Said { message: "Given apikey updated with policy successfully. ".into() })
}

/// Which policy a key is for (pms-api #21).
pub async fn policy(context: &mut Context, path: OwnedKeyPath, _: Nothing) -> Result<KeyPolicy, Failure> {
    let key = store::api_key::by_hash(context.db(), &context.desk.keys.code_hash(&path.api_key)).await?;
    let key = key.filter(|key| key.partner_id == path.partner_id).ok_or(ApiKeyCode::OtherPartner)?;
    Ok(KeyPolicy { partner_id: key.partner_id, policy_id: key.policy_id })
}

fn request(key: ApiKey) -> KeyRequest {
    KeyRequest {
        partner_id: key.partner_id,
        status: key.state.into(),
        organization_name: key.organization,
        policy_id: key.policy_id,
        policy_desc: key.policy_description,
        api_key_req_no: key.key_shown,
    }
}

/// Every key, as older clients ask (pms-api #22).
pub async fn all(context: &mut Context, _: NoPath, _: Nothing) -> Result<KeyRequests, Failure> {
    let keys = store::api_key::every(context.db()).await?;
    if keys.is_empty() {
        return Err(ApiKeyCode::NoKeys.into());
    }
    Ok(KeyRequests { apikey_requests: keys.into_iter().map(request).collect() })
}

/// One key, as older clients ask (pms-api #23).
pub async fn one(context: &mut Context, path: KeyPath, _: Nothing) -> Result<KeyRequest, Failure> {
    let key = store::api_key::by_hash(context.db(), &context.desk.keys.code_hash(&path.api_key)).await?;
    Ok(request(key.ok_or(ApiKeyCode::NoKeys)?))
}

/// The requests of a partner with the keys that came of them, one row a key (pms-api #24).
pub async fn of_requests(context: &mut Context, path: PartnerPath, _: Nothing) -> Result<Vec<RequestWithKey>, Failure> {
    let requests = policy_request::of_partner(context, &path.partner_id).await?;
    if requests.is_empty() {
        return Err(ApiKeyCode::NoRequests.into());
    }
    let keys = store::api_key::of_partner(context.db(), &path.partner_id).await?;
    let mut rows = Vec::new();
    for request in requests {
        let with = |key: Option<&ApiKey>| RequestWithKey {
            api_key_req_id: request.id.clone(),
            api_key_request_status: request.status.clone(),
            partner_api_key: key.map(|k| k.key_shown.clone()),
            apikey_status: key.map(|k| k.state.into()),
            validity_till: key.map(|k| time::envelope(k.expires_at)),
        };
        let is_approved = request.status == RequestState::Approved;
        let before = rows.len();
        rows.extend(keys.iter().filter(|k| is_approved && k.policy_id == request.policy_id).map(|k| with(Some(k))));
        if rows.len() == before {
            rows.push(with(None));
        }
    }
    Ok(rows)
}

/// Whether the caller may list what partners have: everybody who sees all, and whoever has a partner with a policy group.
pub(super) async fn may_list(context: &Context) -> Result<(), Failure> {
    if context.caller.sees_all(true) {
        return Ok(());
    }
    let own = store::partner::of_account(context.db(), &context.caller.user).await?;
    if own.is_empty() {
        return Err(PartnerCode::NoOwnPartner.into());
    }
    if own.iter().all(|partner| partner.group_id.is_none()) {
        return Err(PolicyCode::PartnerHasNoGroup.into());
    }
    Ok(())
}

/// Keys: all for admins and support, own ones for partners (pms-api #138).
pub async fn list(context: &mut Context, _: NoPath, query: ListQuery) -> Result<Page<ApiKeyRow>, Failure> {
    may_list(context).await?;
    super::page(context, &API_KEYS, &query, &store::api_key::TABLE, store::api_key::row).await
}

/// Keys of authentication partners (pms-api #40).
pub async fn list_legacy(context: &mut Context, _: NoPath, query: ListQuery) -> Result<Page<ApiKeyRow>, Failure> {
    may_list(context).await?;
    super::page(context, &API_KEYS, &query, &store::api_key::AUTH_TABLE, store::api_key::row).await
}

/// Keys, as older clients search them (pms-api #30); own ones for partners.
pub async fn search(context: &mut Context, _: NoPath, input: Search) -> Result<Found<FoundKey>, Failure> {
    let asked = input.check(&API_KEYS)?;
    let (table, row) = (&store::api_key::TABLE, store::api_key::row);
    super::search::found(context, &API_KEYS, &asked, table, row, |key| Ok(store::api_key::found(key))).await
}

/// Deactivates every key whose end has come.
///
/// # Errors
/// The storage does not answer.
pub(crate) async fn expire(desk: &Desk, now: Timestamp) -> store::Result<()> {
    loop {
        let due = store::api_key::due(&desk.db, now).await?;
        if due.is_empty() {
            return Ok(());
        }
        let mut tx = desk.db.write().await?;
        for mut key in due {
            let Some(step) = key.state.becomes(KeyState::Deactivated) else { continue };
            if store::api_key::expire(&mut tx, &key, step, told::SERVER, now).await? {
                key.state = step.to();
                let body = json!({"apiKeyData": data(&key)});
                told::by_server(&mut tx, ("api_key.expire", "APIKEY_UPDATED"), &key.id, &body, now).await?;
            }
        }
        tx.commit().await?;
    }
}
