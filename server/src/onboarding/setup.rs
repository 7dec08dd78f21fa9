//! The first admin. No default password: whoever can read the one-time code in the server's data folder makes it.

use partnerdesk_api::{
    account::{AccountCode, AccountState, Created, Setup, SetupState},
    error::Failure,
    operation::{NoPath, Nothing},
    role::Role,
    secret::Secret,
};

use super::{
    account::{PERSONAL, add, full_name, tidy},
    throttle,
};
use crate::{
    desk::{Context, Desk},
    identity::keys::random_code,
    reference::LANGUAGES,
    store::{
        self,
        account::{Account, Roles},
    },
};

/// Under which name the hash of the code is kept.
const CODE: &str = "setup_code_hash";

/// Whether set-up is due.
pub async fn state(context: &mut Context, _: NoPath, _: Nothing) -> Result<SetupState, Failure> {
    let due = !store::account::any_admin(context.db()).await?;
    Ok(SetupState { due, sample: context.desk.sample, environment: context.desk.environment.clone() })
}

/// Draws a new one-time code when no admin exists; an older code stops working.
///
/// # Errors
/// The storage does not answer.
pub async fn draw_code(desk: &Desk) -> Result<Option<Secret>, Failure> {
    if store::account::any_admin(&desk.db).await? {
        return Ok(None);
    }
    let code = random_code(15);
    let mut tx = desk.db.write().await?;
    store::setting::set(&mut tx, CODE, &desk.keys.code_hash(&code)).await?;
    tx.commit().await?;
    Ok(Some(code))
}

/// Takes the file with the code away when somebody has become admin meanwhile, at another server of the same storage.
///
/// # Errors
/// The storage does not answer.
pub(crate) async fn forget_used_code(desk: &Desk) -> store::Result<()> {
    if desk.setup_code.exists() && store::account::any_admin(&desk.db).await? {
        desk.remove_setup_code();
    }
    Ok(())
}

/// Makes the first admin with the one-time code.
pub async fn first_admin(context: &mut Context, _: NoPath, input: Setup) -> Result<Created, Failure> {
    context.about(input.user_name.clone());
    let desk = context.desk.clone();
    if store::account::any_admin(context.db()).await? {
        return Err(AccountCode::SetupDone.into());
    }
    let attempt = throttle::attempt(context, throttle::SETUP).await?;
    let given = desk.keys.code_hash(&input.setup_code);
    if store::setting::get(context.db(), CODE).await?.as_deref() != Some(given.as_str()) {
        return Err(Failure::from(AccountCode::WrongSetupCode).at("setupCode"));
    }
    attempt.void(&desk).await;
    super::registration::check_id(&input.user_name).map_err(|f| f.at("userName"))?;
    let password = desk.passwords.hash(&input.password).await?;
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
        roles: Roles(vec![Role::PartnerAdmin]),
        lang_code: LANGUAGES[0].into(),
        status: AccountState::Active,
        password_hash: Some(password),
        activation_hash: None,
        activation_expires: None,
        consent_at: None,
        created_at: context.now,
        created_by: input.user_name.clone(),
    };
    let tx = context.tx().await?;
    // Two people with the same code: the transaction that removes it wins.
    if store::account::any_admin(tx).await? || !store::setting::remove(tx, CODE).await? {
        return Err(AccountCode::SetupDone.into());
    }
    add(context, &account).await?;
    context.afterwards(Desk::remove_setup_code);
    Ok(Created { user_name: input.user_name })
}
