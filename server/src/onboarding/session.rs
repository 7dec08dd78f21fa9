//! Sessions: signing in, renewing, signing out.

use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::{
    account::{AccountCode, Created, Credentials, Profile, Refresh, Session},
    error::Failure,
    operation::{NoPath, Nothing},
    role::Role,
    secret::Secret,
};
use uuid::Uuid;

use super::{account, throttle};
use crate::{
    desk::{Context, Desk},
    identity::{keys::random_code, token},
    store::{self, account::Account},
};

/// How long a session lasts without being renewed by a new sign-in.
const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(12);

/// Signs in.
pub async fn sign_in(context: &mut Context, _: NoPath, input: Credentials) -> Result<Session, Failure> {
    context.about(input.user_name.clone());
    let attempt = throttle::attempt(context, throttle::account(&input.user_name)).await?;
    let account = match check(context, &input).await {
        Ok(verdict) => verdict?,
        Err(untested) => {
            attempt.is_void(&context.desk).await;
            return Err(untested);
        }
    };
    context.caller.user = account.user_name.clone();
    let profile = account::profile(&context.desk, account).await?;
    let (now, refresh) = (context.now, random_code(32));
    let opened = store::session::Session {
        id: Uuid::now_v7().to_string(),
        user_name: profile.user_name.clone(),
        roles: profile.roles.clone(),
        expires_at: now + SESSION_LIFE,
    };
    let refresh_hash = context.desk.keys.code_hash(&refresh);
    attempt.was_right(context).await?;
    store::session::add(context.tx().await?, &opened.id, &opened.user_name, &refresh_hash, now, opened.expires_at)
        .await?;
    session(context, &opened.id, refresh, opened.expires_at, profile)
}

/// The account, if the password is its own. The outer result is whether it could be tested at all.
async fn check(context: &Context, input: &Credentials) -> Result<Result<Account, Failure>, Failure> {
    let found = store::account::find(context.db(), &input.user_name).await?;
    let stored = found.as_ref().and_then(|a| a.password_hash.as_deref());
    let fits = context.desk.passwords.verify(&input.password, stored).await?;
    let Some(account) = found else { return Ok(Err(AccountCode::WrongPassword.into())) };
    if fits {
        return Ok(Ok(account));
    }
    // Whoever has the code may hear what it is for; nobody else learns that the account exists.
    let code = context.desk.keys.code_hash(&input.password);
    let is_invited = account.activation_hash.as_deref() == Some(code.as_str());
    Ok(Err(if is_invited { AccountCode::NotActivated } else { AccountCode::WrongPassword }.into()))
}

/// Exchanges a refresh token for new tokens. Each works once: a copied one ends with the owner's next renewal.
pub async fn refresh(context: &mut Context, _: NoPath, input: Refresh) -> Result<Session, Failure> {
    let now = context.now;
    let desk = context.desk.clone();
    let old = desk.keys.code_hash(&input.refresh_token);
    let next = random_code(32);
    // Everything is read before the transaction: a second connection while one is held lets many renewals wait for each
    // other. That the token is still the session's is asked again by the change itself.
    let found = store::session::by_refresh(context.db(), &old, now).await?.ok_or(AccountCode::SessionEnded)?;
    context.caller.user = found.user_name.clone();
    context.about(found.user_name.clone());
    context.unremarkable();
    let account = store::account::find(context.db(), &found.user_name).await?.ok_or(AccountCode::SessionEnded)?;
    let profile = account::profile(&desk, account).await?;
    let tx = context.tx().await?;
    if !store::session::renew(tx, &found.id, &old, &desk.keys.code_hash(&next)).await? {
        return Err(AccountCode::SessionEnded.into());
    }
    session(context, &found.id, next, found.expires_at, profile)
}

/// Ends the session at once.
pub async fn sign_out(context: &mut Context, _: NoPath, _: Nothing) -> Result<Created, Failure> {
    let (id, user, now) = (context.caller.session.clone(), context.caller.user.clone(), context.now);
    context.about(user.clone());
    store::session::end(context.tx().await?, &id, now).await?;
    context.desk.sessions.forget(&id, now);
    Ok(Created { user_name: user })
}

fn session(
    context: &Context,
    id: &str,
    refresh_token: Secret,
    expires: Timestamp,
    profile: Profile,
) -> Result<Session, Failure> {
    let (access_token, access_expires) = token::issue(&context.desk.keys, id, &profile, context.now)?;
    let access_expires = access_expires.min(expires);
    Ok(Session {
        access_token,
        access_expires: access_expires.into(),
        refresh_token,
        session_expires: expires.into(),
        profile,
    })
}

/// The account, roles and session of a token, if its session lives.
///
/// # Errors
/// The storage does not answer.
pub async fn caller_of(desk: &Desk, bearer: &str) -> Result<Option<(String, Vec<Role>, String)>, Failure> {
    let now = (desk.clock)();
    let Some(claims) = token::read(&desk.keys, bearer, now) else { return Ok(None) };
    if let Some(found) = desk.sessions.get(&claims.sid, now) {
        return Ok(Some((found.user_name, found.roles, found.id)));
    }
    let Some(found) = store::session::find(&desk.db, &claims.sid, now).await? else { return Ok(None) };
    // Another server could end a session in a shared database; only a storage of our own may be remembered.
    if desk.is_alone() {
        desk.sessions.keep(found.clone());
    }
    Ok(Some((found.user_name, found.roles, found.id)))
}
