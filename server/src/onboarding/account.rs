//! Accounts: self-registration, accounts for colleagues, profiles.

use jiff::SignedDuration;
use partnerdesk_api::{
    account::{
        ACCOUNTS, AccountCode, AccountRow, AccountState, Activation, Created, FirstStep, Invitation, NewAccount,
        OwnedPartner, Profile, SignUp,
    },
    error::Failure,
    list::{ListQuery, Page},
    operation::{NoPath, Nothing},
    partner::PartnerCode,
    role::Role,
};

use super::{registration, session, throttle};
use crate::{
    desk::{Context, Desk},
    identity::keys::random_code,
    reference::LANGUAGES,
    store::{
        self, Read as _,
        account::{Account, Roles},
    },
};

/// What an e-mail address, an address and a phone number are sealed for.
pub(super) const PERSONAL: &str = "personal";
/// How long an activation code works.
const ACTIVATION_LIFE: SignedDuration = SignedDuration::from_hours(72);

/// Self-registration (portal rows 2, 5, 6). The partner itself is registered at the first sign-in, when the policy group
/// is known.
pub async fn sign_up(context: &mut Context, _: NoPath, input: SignUp) -> Result<Created, Failure> {
    context.about(input.user_name.clone());
    let desk = context.desk.clone();
    let kind = desk
        .reference
        .partner_type(&input.partner_type)
        .ok_or(PartnerCode::UnknownType)
        .map_err(|c| Failure::from(c).at("partnerType"))?;
    if !kind.self_service {
        return Err(Failure::from(PartnerCode::NotSelfService).at("partnerType"));
    }
    registration::check_id(&input.user_name).map_err(|f| f.at("userName"))?;
    let lang_code = language(input.lang_code.as_deref())?;
    let role = Role::from_word(&kind.role).ok_or(PartnerCode::UnknownType)?;
    let password = desk.passwords.hash(&input.password).await?;
    let account = Account {
        user_name: input.user_name.clone(),
        name: full_name(&input.first_name, &input.last_name),
        first_name: tidy(&input.first_name),
        last_name: tidy(&input.last_name),
        email_sealed: desk.keys.seal(PERSONAL, input.email_id.trim().as_bytes()),
        email_hash: desk.keys.lookup(&input.email_id),
        organization: Some(tidy(&input.organization_name)),
        address_sealed: Some(desk.keys.seal(PERSONAL, tidy(&input.address).as_bytes())),
        contact_sealed: Some(desk.keys.seal(PERSONAL, tidy(&input.contact_number).as_bytes())),
        partner_type: Some(kind.code.clone()),
        roles: Roles(vec![role]),
        lang_code,
        status: AccountState::Active,
        password_hash: Some(password),
        activation_hash: None,
        activation_expires: None,
        consent_at: None,
        created_at: context.now,
        created_by: input.user_name.clone(),
    };
    add(context, &account).await?;
    Ok(Created { user_name: input.user_name })
}

/// Makes an account for a colleague. The code is answered once; only its hash is kept.
pub async fn create(context: &mut Context, _: NoPath, input: NewAccount) -> Result<Invitation, Failure> {
    context.about(input.user_name.clone());
    registration::check_id(&input.user_name).map_err(|f| f.at("userName"))?;
    let desk = context.desk.clone();
    let role = Role::from_word(&input.role.to_uppercase()).ok_or(AccountCode::RoleNotGiven)?;
    let activation_code = random_code(15);
    let expires = context.now + ACTIVATION_LIFE;
    let account = Account {
        user_name: input.user_name.clone(),
        name: full_name(&input.first_name, &input.last_name),
        first_name: tidy(&input.first_name),
        last_name: tidy(&input.last_name),
        email_sealed: desk.keys.seal(PERSONAL, input.email_id.trim().as_bytes()),
        email_hash: desk.keys.lookup(&input.email_id),
        organization: None,
        address_sealed: None,
        contact_sealed: None,
        partner_type: None,
        roles: Roles(vec![role]),
        lang_code: LANGUAGES[0].into(),
        status: AccountState::Invited,
        password_hash: None,
        activation_hash: Some(desk.keys.code_hash(&activation_code)),
        activation_expires: Some(expires),
        consent_at: None,
        created_at: context.now,
        created_by: context.caller.user.clone(),
    };
    add(context, &account).await?;
    Ok(Invitation { user_name: input.user_name, activation_code, expires: expires.into() })
}

/// Sets the first password with the code from the admin. A wrong code counts like a wrong password.
pub async fn activate(context: &mut Context, _: NoPath, input: Activation) -> Result<Created, Failure> {
    context.about(input.user_name.clone());
    let desk = context.desk.clone();
    let attempt = throttle::attempt(context, throttle::account(&input.user_name)).await?;
    let account: Option<Account> = context.db().find(&input.user_name).await?;
    let hash = desk.keys.code_hash(&input.activation_code);
    let fits = account.is_some_and(|a| {
        a.activation_hash.as_deref() == Some(hash.as_str())
            && a.activation_expires.is_some_and(|until| context.now < until)
    });
    if !fits {
        return Err(Failure::from(AccountCode::WrongActivationCode).at("activationCode"));
    }
    let password = desk.passwords.hash(&input.password).await?;
    attempt.was_right(context).await?;
    let tx = context.tx().await?;
    if !store::account::activate(tx, &input.user_name, &hash, &password).await? {
        return Err(Failure::from(AccountCode::WrongActivationCode).at("activationCode"));
    }
    session::forget_account(context, &input.user_name).await?;
    Ok(Created { user_name: input.user_name })
}

/// Who is signed in.
pub async fn me(context: &mut Context, _: NoPath, _: Nothing) -> Result<Profile, Failure> {
    let account = context.db().find(&context.caller.user).await?.ok_or(AccountCode::UnknownAccount)?;
    profile(&context.desk, account).await
}

/// All accounts.
pub async fn list(context: &mut Context, _: NoPath, query: ListQuery) -> Result<Page<AccountRow>, Failure> {
    super::page(context, &ACCOUNTS, &query, &store::account::TABLE, store::account::row).await
}

/// An account as its owner sees it, with what the first sign-in still asks for.
pub(super) async fn profile(desk: &Desk, account: Account) -> Result<Profile, Failure> {
    let partners = store::partner::of_account(&desk.db, &account.user_name).await?;
    let has_partner = account.partner_type.is_none()
        || partners.iter().any(|p| Some(&p.partner_type) == account.partner_type.as_ref());
    let needs_group =
        account.partner_type.as_deref().and_then(|t| desk.reference.partner_type(t)).is_some_and(|t| t.policy_required);
    let next = match (has_partner, account.consent_at) {
        (false, _) if needs_group => Some(FirstStep::ChoosePolicyGroup),
        (false, _) => Some(FirstStep::RegisterPartner),
        // Admins and policy managers hold no data of a partner; only partners are asked.
        (true, None) if account.partner_type.is_some() => Some(FirstStep::GiveConsent),
        (true, _) => None,
    };
    let partners = partners.into_iter().map(|p| OwnedPartner {
        partner_id: p.id,
        partner_type: p.partner_type,
        status: p.state.into(),
        policy_group_name: Some(p.group_name).filter(|n| !n.is_empty()),
    });
    Ok(Profile {
        first_name: account.first_name,
        last_name: account.last_name,
        email_id: open(desk, &account.email_sealed)?,
        organization_name: account.organization,
        address: account.address_sealed.as_deref().map(|s| open(desk, s)).transpose()?,
        contact_number: account.contact_sealed.as_deref().map(|s| open(desk, s)).transpose()?,
        partner_type: account.partner_type,
        roles: account.roles.0,
        lang_code: account.lang_code,
        consent_given_at: account.consent_at.map(Into::into),
        partners: partners.collect(),
        next,
        user_name: account.user_name,
    })
}

/// Opens a sealed personal text.
pub(super) fn open(desk: &Desk, sealed: &str) -> Result<String, Failure> {
    desk.keys.open_text(PERSONAL, sealed).map_err(|error| {
        tracing::error!(%error, "personal data cannot be opened");
        partnerdesk_api::common::CommonCode::Internal.into()
    })
}

/// Trims a text and collapses blanks inside it, as the portal does on submit (portal-screens 2.4).
pub(super) fn tidy(text: &str) -> String {
    text.lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join("\n")
        .trim()
        .to_string()
}

/// How an account is called in lists.
pub(super) fn full_name(first_name: &str, last_name: &str) -> String {
    format!("{} {}", tidy(first_name), tidy(last_name))
}

/// One of the offered languages; without a wish the first.
pub(super) fn language(wish: Option<&str>) -> Result<String, Failure> {
    match wish {
        None => Ok(LANGUAGES[0].into()),
        Some(code) if LANGUAGES.contains(&code) => Ok(code.into()),
        Some(_) => Err(Failure::from(PartnerCode::UnknownLanguage).at("langCode")),
    }
}

/// Adds an account whose name and e-mail nobody has.
pub(super) async fn add(context: &mut Context, account: &Account) -> Result<(), Failure> {
    let tx = context.tx().await?;
    if store::account::is_name_taken(tx, &account.user_name).await?
        || store::partner::is_id_taken(tx, &account.user_name).await?
    {
        return Err(Failure::from(AccountCode::NameTaken).at("userName"));
    }
    let elsewhere = store::partner::by_email(tx, &account.email_hash).await?.is_some();
    if elsewhere || store::account::by_email(tx, &account.email_hash).await?.is_some() {
        return Err(Failure::from(PartnerCode::EmailTaken).at("emailId"));
    }
    let name_taken = Failure::from(AccountCode::NameTaken).at("userName");
    let taken = [
        ("account_email", Failure::from(PartnerCode::EmailTaken).at("emailId")),
        ("account_name_fold", name_taken.clone()),
        ("account_pkey", name_taken),
    ];
    tx.add(account, &taken).await
}
