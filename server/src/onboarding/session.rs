//! Sessions: signing in, renewing, signing out, and slowing down those who guess.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::{
    account::{AccountCode, Created, Credentials, Profile, Refresh, Session},
    common::CommonCode,
    error::Failure,
    operation::{NoPath, Nothing},
    role::Role,
    secret::Secret,
};
use uuid::Uuid;

use super::account;
use crate::{
    desk::{Context, Desk},
    identity::{keys::random_code, token},
    store,
};

/// How long a session lasts without being renewed by a new sign-in.
const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(12);
/// Failures that cost nothing.
const FREE_FAILURES: i64 = 5;
/// The longest wait after many failures. Nobody is locked out for good: that would let anybody lock an admin out.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// After so long without a failure, counting starts again.
const FORGIVEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Signs in.
pub async fn sign_in(context: &mut Context, _: NoPath, input: Credentials) -> Result<Session, Failure> {
    context.about(input.user_name.clone());
    may_try(context, &input.user_name).await?;
    let found = store::account::find(context.db(), &input.user_name).await?;
    let stored = found.as_ref().and_then(|a| a.password_hash.as_deref());
    let fits = context.desk.passwords.verify(&input.password, stored).await?;
    let Some(account) = found.filter(|_| fits) else {
        note_failure(context, &input.user_name).await?;
        return Err(AccountCode::WrongPassword.into());
    };
    context.caller.user = account.user_name.clone();
    let expires = context.now + SESSION_LIFE;
    let id = Uuid::now_v7().to_string();
    let refresh = random_code(32);
    let refresh_hash = context.desk.keys.code_hash(&refresh);
    let profile = account::profile(&context.desk, account).await?;
    let now = context.now;
    let tx = context.tx().await?;
    store::session::forgive(tx, &attempts_on(&profile.user_name)).await?;
    store::session::add(tx, &id, &profile.user_name, &refresh_hash, now, expires).await?;
    session(context, &id, refresh, expires, profile)
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
    if !desk.db.is_shared() {
        desk.sessions.keep(found.clone());
    }
    Ok(Some((found.user_name, found.roles, found.id)))
}

/// Sessions of a server that is alone with its storage.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    living: HashMap<String, store::session::Session>,
    /// Ended sessions by the time until when their tokens would work. A request that read a session just before it was
    /// ended must not bring it back.
    ended: HashMap<String, Timestamp>,
}

impl Cache {
    const MOST: usize = 1000;

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, id: &str, now: Timestamp) -> Option<store::session::Session> {
        self.known().living.get(id).filter(|s| now < s.expires_at).cloned()
    }

    fn keep(&self, session: store::session::Session) {
        let mut known = self.known();
        if known.ended.contains_key(&session.id) {
            return;
        }
        if known.living.len() >= Self::MOST {
            known.living.clear();
        }
        known.living.insert(session.id.clone(), session);
    }

    fn forget(&self, id: &str, now: Timestamp) {
        let mut known = self.known();
        known.living.remove(id);
        known.ended.retain(|_, until| now < *until);
        known.ended.insert(id.to_string(), now + token::ACCESS_LIFE);
    }
}

fn attempts_on(user_name: &str) -> String {
    format!("account:{}", store::fold(user_name))
}

/// Refuses an attempt while earlier failures still weigh on the account.
///
/// # Errors
/// [`CommonCode::Throttled`] with the seconds to wait.
pub(super) async fn may_try(context: &Context, user_name: &str) -> Result<(), Failure> {
    let Some((failures, last)) = store::session::attempts(context.db(), &attempts_on(user_name)).await? else {
        return Ok(());
    };
    let free_at = last + wait_after(failures);
    if context.now >= free_at || context.now > last + FORGIVEN_AFTER {
        return Ok(());
    }
    // Rounded up: whoever waits as long as they were told must not be refused again.
    let seconds = context.now.duration_until(free_at).as_millis().div_euclid(1000) + 1;
    Err(Failure::from(CommonCode::Throttled)
        .saying(format!("Too many failed attempts for this account. Try again in {seconds} seconds.")))
}

/// Doubles with each failure beyond the free ones.
fn wait_after(failures: i64) -> SignedDuration {
    match failures - FREE_FAILURES {
        ..0 => SignedDuration::ZERO,
        beyond => SignedDuration::from_secs(
            1_i64.checked_shl(u32::try_from(beyond).unwrap_or(30).min(30)).unwrap_or(i64::MAX),
        )
        .min(LONGEST_WAIT),
    }
}

/// Counts a failure. It is committed on its own: the command itself is about to be refused and taken back.
pub(super) async fn note_failure(context: &Context, user_name: &str) -> Result<(), Failure> {
    let subject = attempts_on(user_name);
    let long_ago = store::session::attempts(context.db(), &subject)
        .await?
        .is_some_and(|(_, last)| context.now > last + FORGIVEN_AFTER);
    let mut tx = context.db().write().await?;
    if long_ago {
        store::session::forgive(&mut tx, &subject).await?;
    }
    store::session::failed(&mut tx, &subject, context.now).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_up_to_its_limit() {
        let seconds: Vec<i64> = [0, 4, 5, 6, 8, 14, 15, 60].map(|n| wait_after(n).as_secs()).into();
        assert_eq!(seconds, [0, 0, 1, 2, 8, 512, 900, 900]);
    }
}
