//! Registration of partners: types, the partner record, and the questions that portals ask before.

use partnerdesk_api::{
    account::AccountCode,
    error::Failure,
    operation::{NoPath, Nothing},
    partner::{
        CertificateState, EmailAnswer, EmailQuestion, FOUND_TYPES, FoundType, NewPartner, PartnerAnswer, PartnerCode,
        PartnerQuestion, PartnerState, PartnerType, Registered,
    },
    rules,
    search::{Found, Search},
};

use super::{
    account::{PERSONAL, language, tidy},
    installation::MAKER,
};
use crate::{
    desk::{Context, Desk},
    store::{self, Read as _, account::Account, partner::Partner},
};

/// Longest partner id (pms-api 4.3).
const ID_MAX: usize = 36;
/// Longest phone number (pms-api 4.3).
const CONTACT_MAX: usize = 16;
/// Ids that would shadow a path of the API (design decision).
const RESERVED: &[&str] = &[
    "v2",
    "v3",
    "v4",
    "search",
    "apikey",
    "exists",
    "email",
    "certificate",
    "partnertype",
    "filtervalues",
    "policy",
    "partner-certificates-details",
    "bioextractors",
    "credentialtype",
    "setup",
];

/// Partner types and what they need.
pub async fn types(context: &mut Context, _: NoPath, _: Nothing) -> Result<Vec<PartnerType>, Failure> {
    Ok(context.desk.reference.types.clone())
}

/// Partner types, as the web portal's registration asks for them (pms-api #26).
pub async fn search_types(context: &mut Context, _: NoPath, input: Search) -> Result<Found<FoundType>, Failure> {
    let asked = input.check(&FOUND_TYPES)?;
    let types = context.desk.reference.types.iter().map(|kind| FoundType {
        code: kind.code.clone(),
        partner_description: kind.description.clone(),
        is_active: true,
        is_policy_required: kind.policy_required,
        is_deleted: false,
        cr_by: MAKER.into(),
        cr_dtimes: None,
        upd_by: None,
        upd_dtimes: None,
        del_dtimes: None,
    });
    let (types, total) = asked.pick(&FOUND_TYPES, types.collect(), |kind| kind);
    Ok(Found::page(&asked, types, total))
}

/// An id that can stand in paths: no blanks, not too long, not a word of the API.
pub(super) fn check_id(id: &str) -> Result<(), Failure> {
    if id.chars().any(char::is_whitespace) {
        return Err(PartnerCode::BlankInId.into());
    }
    if id.chars().count() > ID_MAX {
        return Err(PartnerCode::IdTooLong.into());
    }
    // `.` and `..` are steps within a path, whichever way they are encoded.
    if RESERVED.contains(&store::fold(id).as_str()) || matches!(id, "." | "..") {
        return Err(PartnerCode::IdReserved.into());
    }
    Ok(())
}

/// Registers a partner (pms-api #119, #1), with the checks in upstream's order. It stays inactive until its certificate
/// arrives. Partners register themselves, under their user name and for the type of their account.
pub async fn register(context: &mut Context, _: NoPath, input: NewPartner) -> Result<Registered, Failure> {
    context.about(input.partner_id.clone());
    let desk = context.desk.clone();
    if rules::email(&input.email_id, &()).is_err() {
        return Err(Failure::from(PartnerCode::EmailFormat).at("emailId"));
    }
    let email_hash = desk.keys.lookup(&input.email_id);
    let caller = context.caller.user.clone();
    let now = context.now;
    let tx = context.tx().await?;
    let account_of_email = store::account::by_email(tx, &email_hash).await?;
    let email_taken = store::partner::by_email(tx, &email_hash).await?.is_some()
        || account_of_email.is_some_and(|owner| owner != caller);
    if email_taken {
        return Err(Failure::from(PartnerCode::EmailTaken).at("emailId"));
    }
    check_contact(&input)?;
    check_id(&input.partner_id).map_err(|f| f.at("partnerId"))?;
    let lang_code = language(input.lang_code.as_deref())?;
    if store::partner::is_id_taken(tx, &input.partner_id).await? {
        return Err(Failure::from(PartnerCode::IdTaken).at("partnerId"));
    }
    let kind = desk
        .reference
        .partner_type(&input.partner_type)
        .ok_or(PartnerCode::UnknownType)
        .map_err(|c| Failure::from(c).at("partnerType"))?;
    let account: Account = tx.find(&caller).await?.ok_or(AccountCode::UnknownAccount)?;
    if account.partner_type.as_deref() != Some(kind.code.as_str()) {
        return Err(Failure::from(PartnerCode::NotYourType).at("partnerType"));
    }
    if input.partner_id != caller {
        return Err(Failure::from(PartnerCode::NotYours).at("partnerId"));
    }
    if store::partner::of_account(tx, &caller).await?.iter().any(|p| p.partner_type == kind.code) {
        return Err(Failure::from(PartnerCode::OnePerType).at("partnerType"));
    }
    let group = match input.policy_group.as_deref() {
        None if kind.policy_required => {
            return Err(Failure::from(PartnerCode::GroupOrCertificateMissing).at("policyGroup"));
        }
        None => None,
        Some(name) => Some(
            store::policy_group::by_name(tx, name)
                .await?
                .ok_or(PartnerCode::UnknownGroup)
                .map_err(|c| Failure::from(c).at("policyGroup"))?,
        ),
    };
    if group.as_ref().is_some_and(|g| !g.state.is_active()) {
        return Err(Failure::from(PartnerCode::GroupInactive).at("policyGroup"));
    }
    let partner = Partner {
        id: input.partner_id.clone(),
        account: caller.clone(),
        partner_type: kind.code.clone(),
        organization: tidy(&input.organization_name),
        group_name: group.as_ref().map(|g| g.name.clone()).unwrap_or_default(),
        group_id: group.map(|g| g.id),
        address_sealed: desk.keys.seal(PERSONAL, tidy(&input.address).as_bytes()),
        contact_sealed: desk.keys.seal(PERSONAL, tidy(&input.contact_number).as_bytes()),
        email_sealed: desk.keys.seal(PERSONAL, input.email_id.trim().as_bytes()),
        email_hash,
        lang_code,
        state: PartnerState::InProgress,
        certificate_status: CertificateState::NotUploaded,
        certificate_id: None,
        created_at: now,
        created_by: caller,
        updated_at: None,
        updated_by: None,
    };
    let id_taken = Failure::from(PartnerCode::IdTaken).at("partnerId");
    let taken = [
        ("partner_email", Failure::from(PartnerCode::EmailTaken).at("emailId")),
        ("partner_account_and_type", Failure::from(PartnerCode::OnePerType).at("partnerType")),
        ("partner_id_fold", id_taken.clone()),
        ("partner_pkey", id_taken),
    ];
    tx.add(&partner, &taken).await?;
    Ok(Registered { partner_id: partner.id, status: PartnerState::InProgress.approval().into() })
}

fn check_contact(input: &NewPartner) -> Result<(), Failure> {
    if input.contact_number.chars().count() > CONTACT_MAX {
        Err(Failure::from(PartnerCode::ContactTooLong).at("contactNumber"))
    } else {
        Ok(())
    }
}

/// Whether such a partner exists (pms-api #120). Says nothing that registering would not say.
pub async fn exists(context: &mut Context, _: NoPath, input: PartnerQuestion) -> Result<PartnerAnswer, Failure> {
    let desk = context.desk.clone();
    let kind = desk
        .reference
        .partner_type(&input.partner_type)
        .ok_or(PartnerCode::UnknownType)
        .map_err(|c| Failure::from(c).at("partnerType"))?;
    let by_email = store::partner::by_email(context.db(), &desk.keys.lookup(&input.email_id)).await?;
    let id_taken = context.db().find::<Partner>(&input.partner_id).await?.is_some();
    let (partner_exists, message) = match by_email {
        Some(p) if p.id == input.partner_id && p.partner_type == kind.code => (true, None),
        Some(_) => (true, Some(PartnerCode::EmailOfAnother)),
        None if id_taken => (true, Some(PartnerCode::DuplicatePartner)),
        None => (false, None),
    };
    let needs_group = if partner_exists { Vec::new() } else { types_with_group(&desk) };
    Ok(PartnerAnswer {
        partner_exists,
        duplicate_exists: message.is_some(),
        message: message.map(|code| code.info().message.to_string()),
        policy_required_partner_types: needs_group,
    })
}

/// Whether an e-mail address is registered (pms-api #9). People without a partner record of their own — admins, policy
/// managers, support — count as registered, since the portal would otherwise ask them to register.
pub async fn verify_email(context: &mut Context, _: NoPath, input: EmailQuestion) -> Result<EmailAnswer, Failure> {
    let desk = context.desk.clone();
    if rules::email(&input.email_id, &()).is_err() {
        return Err(Failure::from(PartnerCode::EmailFormat).at("emailId"));
    }
    let hash = desk.keys.lookup(&input.email_id);
    let is_partner = store::partner::by_email(context.db(), &hash).await?.is_some();
    let account: Option<Account> = context.db().find(&context.caller.user).await?;
    let needs_no_partner = account.is_some_and(|a| a.email_hash == hash && a.partner_type.is_none());
    Ok(EmailAnswer {
        email_exists: is_partner || needs_no_partner,
        policy_required_partner_types: types_with_group(&desk),
    })
}

fn types_with_group(desk: &Desk) -> Vec<String> {
    desk.reference.types.iter().filter(|t| t.policy_required).map(|t| t.code.to_uppercase()).collect()
}
