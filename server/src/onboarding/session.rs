//! Sessions: signing in, renewing, signing out.

use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::{
    account::{AccountCode, AccountState, Created, Credentials, Profile, Refresh, Session, TokenUser},
    error::{ErrorKind, Failure},
    operation::{NoPath, Nothing},
    role::Role,
    secret::Secret,
};
use uuid::Uuid;

use super::{
    account,
    throttle::{self, Attempt},
};
use crate::{
    desk::{Context, Desk, is_unwritable},
    identity::{keys::random_code, token},
    metrics::SignIn,
    store::{self, Read as _, account::Account, session::Session as Living},
};

/// How long a session lasts without being renewed by a new sign-in.
const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(12);

/// Signs in.
pub async fn sign_in(context: &mut Context, _: NoPath, input: Credentials) -> Result<Session, Failure> {
    context.about(input.user_name.clone());
    let attempt = throttle::attempt(context, throttle::account(&input.user_name)).await.inspect_err(|failure| {
        if failure.kind == ErrorKind::Throttled {
            context.desk.metrics.failed_sign_in(SignIn::Throttled);
        }
    })?;
    let account = match check(context, &input).await {
        Ok(verdict) => verdict.inspect_err(|_| context.desk.metrics.failed_sign_in(SignIn::Wrong))?,
        Err(untested) => {
            attempt.void(&context.desk).await;
            return Err(untested);
        }
    };
    context.caller.user = account.user_name.clone();
    let profile = account::profile(&context.desk, account).await?;
    let (now, refresh) = (context.now, random_code(32));
    let opened = Living {
        id: Uuid::now_v7().to_string(),
        user_name: profile.user_name.clone(),
        roles: profile.roles.clone(),
        expires_at: now + SESSION_LIFE,
    };
    let refresh_hash = context.desk.keys.code_hash(&refresh);
    let answer = session(context, &opened.id, refresh, opened.expires_at, profile)?;
    match open(context, &attempt, &opened, &refresh_hash).await {
        Err(failure) if is_unwritable(&failure) && context.desk.is_alone() => {
            context.take_back();
            attempt.void(&context.desk).await;
            context.desk.sessions.keep_here(opened, refresh_hash);
            context.even_without_storage(|_| ());
        }
        Ok(()) if context.desk.is_alone() => {
            let desk = context.desk.clone();
            context.even_without_storage(move |_| {
                desk.sessions.keep_here(opened, refresh_hash);
                tokio::spawn(async move { attempt.void(&desk).await });
            });
        }
        opened => opened?,
    }
    Ok(answer)
}

/// Opens the session in the storage.
async fn open(context: &mut Context, attempt: &Attempt, session: &Living, refresh_hash: &str) -> Result<(), Failure> {
    let now = context.now;
    attempt.was_right(context).await?;
    let tx = context.tx().await?;
    store::session::add(tx, &session.id, &session.user_name, refresh_hash, now, session.expires_at).await?;
    Ok(())
}

/// The account, if the password is its own. The outer result is whether it could be tested at all.
async fn check(context: &Context, input: &Credentials) -> Result<Result<Account, Failure>, Failure> {
    let found = context.db().find::<Account>(&input.user_name).await?;
    let stored = found.as_ref().and_then(|a| a.password_hash.as_deref());
    let fits = context.desk.passwords.verify(&input.password, stored).await?;
    let Some(account) = found else { return Ok(Err(AccountCode::WrongPassword.into())) };
    if fits && account.status == AccountState::Active {
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
    let stored = store::session::by_refresh(context.db(), &old, now).await?;
    let is_stored = stored.is_some();
    let found = stored.or_else(|| desk.sessions.by_refresh(&old, now)).ok_or(AccountCode::SessionEnded)?;
    context.caller.user = found.user_name.clone();
    context.about(found.user_name.clone());
    context.unremarkable();
    if desk.sessions.has_ended(&found.id) {
        return Err(AccountCode::SessionEnded.into());
    }
    let account = context.db().find(&found.user_name).await?.ok_or(AccountCode::SessionEnded)?;
    let profile = account::profile(&desk, account).await?;
    let exchanged = async {
        let next = desk.keys.code_hash(&next);
        let mut tx = desk.db.write().await?;
        let is_done = if is_stored {
            store::session::renew(&mut tx, &found.id, &old, &next).await?
        } else {
            store::session::add(&mut tx, &found.id, &found.user_name, &next, now, found.expires_at).await?;
            true
        };
        tx.commit().await?;
        Ok(is_done)
    };
    let token = match exchanged.await {
        Ok(true) => {
            desk.sessions.is_stored(&found.id);
            next
        }
        Ok(false) | Err(store::Error::Unique(_)) => return Err(AccountCode::SessionEnded.into()),
        // The session goes on; its token is exchanged when there is room for that.
        Err(store::Error::Full | store::Error::ReadOnly) => input.refresh_token,
        Err(error) => return Err(error.into()),
    };
    session(context, &found.id, token, found.expires_at, profile)
}

/// Says who is signed in, with a fresh token of the same session, also as the cookie (pms-api 1.9). MOSIP's web portal
/// knows no other way to stay signed in.
pub async fn validate_token(context: &mut Context, _: NoPath, _: Nothing) -> Result<TokenUser, Failure> {
    let account = context.db().find(&context.caller.user).await?.ok_or(AccountCode::UnknownAccount)?;
    let profile = account::profile(&context.desk, account).await?;
    let (token, _) = token::issue(&context.desk.keys, &context.caller.session, &profile, context.now)?;
    context.hand_out(token.clone());
    Ok(TokenUser {
        name: format!("{} {}", profile.first_name, profile.last_name),
        role: profile.roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(","),
        mail: profile.email_id,
        user_id: profile.user_name,
        token,
        mobile: None,
        lang_code: None,
        user_password: None,
        r_id: None,
    })
}

/// Ends the session at once.
pub async fn sign_out(context: &mut Context, _: NoPath, _: Nothing) -> Result<Created, Failure> {
    let (id, user, now) = (context.caller.session.clone(), context.caller.user.clone(), context.now);
    context.about(user.clone());
    let ended = match context.tx().await {
        Ok(tx) => store::session::end(tx, &id, now).await.map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    if context.desk.is_alone() {
        // What this server remembers is all there is to know, so it can end the session also when that cannot be written.
        context.even_without_storage(|_| ());
    }
    match ended {
        Err(failure) if is_unwritable(&failure) && context.desk.is_alone() => context.take_back(),
        ended => ended?,
    }
    context.desk.sessions.forget(&id, now, now + SESSION_LIFE);
    Ok(Created { user_name: user })
}

/// Ends every session of an account: part of each change of its roles, its status or its password, in the same
/// transaction. Who was signed in signs in again, and is then who they are by now.
pub(super) async fn forget_account(context: &mut Context, user_name: &str) -> Result<(), Failure> {
    let now = context.now;
    let ended = store::session::end_of_account(context.tx().await?, user_name, now).await?;
    let user_name = user_name.to_string();
    context.afterwards(move |desk| desk.sessions.forget_account(&user_name, ended, now, now + SESSION_LIFE));
    Ok(())
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
    if desk.sessions.has_ended(&claims.sid) {
        return Ok(None);
    }
    let Some(found) = store::session::find(&desk.db, &claims.sid, now).await? else { return Ok(None) };
    // Another server could end a session in a shared database; only a storage of our own may be remembered.
    if desk.is_alone() {
        desk.sessions.keep(found.clone());
    }
    Ok(Some((found.user_name, found.roles, found.id)))
}
