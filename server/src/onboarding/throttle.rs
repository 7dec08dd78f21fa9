//! Slowing down those who guess passwords, activation codes and the set-up code: per account and per address.
//!
//! An attempt is counted before it is tested, in one step with the question whether it may be made; of many that come
//! together each finds the others counted. Whoever was right gets it back. Nobody is locked out for good: that would let
//! anybody lock an admin out.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::{common::CommonCode, error::Failure};

use crate::{
    desk::{Context, Desk},
    store::{self, Db, session::Attempts},
};

/// How attempts weigh.
#[derive(Debug)]
struct Limits {
    /// Failures that cost nothing.
    free: i64,
    /// The longest wait after many failures.
    longest: SignedDuration,
    /// After so long without an attempt, counting starts again.
    forgiven_after: SignedDuration,
    /// For the sentence.
    whose: &'static str,
}

/// On one account, from wherever.
static ACCOUNT: Limits = Limits {
    free: 5,
    longest: SignedDuration::from_mins(15),
    forgiven_after: SignedDuration::from_hours(24),
    whose: "for this account",
};
/// From one address, on whatever account: an office behind one address shares it.
static ADDRESS: Limits = Limits {
    free: 50,
    longest: SignedDuration::from_mins(5),
    forgiven_after: SignedDuration::from_hours(1),
    whose: "from this address",
};
/// Accounts and addresses that are remembered at most; the latest.
const MOST: usize = 50_000;

impl Limits {
    /// How many failures weigh now, or how many seconds are left to wait.
    fn weigh(&self, attempts: Option<Attempts>, now: Timestamp) -> Result<i64, u32> {
        let Some(Attempts { failures, last }) = attempts.filter(|a| now <= a.last + self.forgiven_after) else {
            return Ok(0);
        };
        // Requests that come together are counted in another order than they came, so the last may be later than now.
        let (wait, free_at) = (self.wait_after(failures), last + self.wait_after(failures));
        if wait.is_zero() || now >= free_at {
            return Ok(failures);
        }
        // Rounded up: whoever waits as long as they were told must not be refused again.
        let seconds = now.duration_until(free_at).as_millis().div_euclid(1000) + 1;
        Err(u32::try_from(seconds).unwrap_or(u32::MAX))
    }

    /// Doubles with each failure beyond the free ones.
    fn wait_after(&self, failures: i64) -> SignedDuration {
        match failures - self.free {
            ..0 => SignedDuration::ZERO,
            beyond => SignedDuration::from_secs(1_i64 << beyond.min(30)).min(self.longest),
        }
    }

    fn refusal(&self, seconds: u32) -> Failure {
        let whose = self.whose;
        Failure::from(CommonCode::Throttled)
            .saying(format!("Too many failed attempts {whose}. Try again in {seconds} seconds."))
            .retry_after(seconds)
    }
}

/// Something whose attempts are counted.
#[derive(Debug)]
struct Subject {
    key: String,
    limits: &'static Limits,
}

/// The address first, always: transactions that hold both then never wait for each other in a circle.
fn subjects(context: &Context, what: String) -> Vec<Subject> {
    let address = context.caller.source.parse().ok().map(|ip| Subject { key: address_key(ip), limits: &ADDRESS });
    address.into_iter().chain([Subject { key: what, limits: &ACCOUNT }]).collect()
}

/// Whoever has an IPv6 address has all of its last half.
fn address_key(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => format!("address:{ip}"),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The name under which attempts on an account are counted, letter case ignored.
pub(super) fn account(user_name: &str) -> String {
    format!("account:{}", store::fold(user_name))
}

/// The name under which attempts on the set-up code are counted.
pub(super) const SETUP: &str = "setup";

/// An attempt that is counted and not yet decided. Dropped, it stays counted as a failure.
#[derive(Debug)]
#[must_use]
pub(super) struct Attempt {
    /// With the moment of the attempt before.
    counted: Vec<(Subject, Timestamp)>,
    at: Timestamp,
    is_stored: bool,
}

/// Counts an attempt, unless earlier ones still weigh.
///
/// # Errors
/// [`CommonCode::Throttled`] with the seconds to wait.
pub(super) async fn attempt(context: &mut Context, what: impl Into<String>) -> Result<Attempt, Failure> {
    let (subjects, now) = (subjects(context, what.into()), context.now);
    // First by reading alone: a flood of attempts that have to wait must not crowd the writer.
    for subject in &subjects {
        let known = store::session::attempts(context.db(), &subject.key).await?;
        subject.limits.weigh(known, now).map_err(|seconds| subject.limits.refusal(seconds))?;
    }
    let (before, is_stored) = match count(context.db(), &subjects, now).await {
        // Nothing can be written down, but people must be able to sign in, and guessers must not.
        Err(store::Error::Full | store::Error::ReadOnly) => (context.desk.attempts.count(&subjects, now), false),
        counted => (counted?, true),
    };
    context.counted();
    Ok(Attempt { counted: subjects.into_iter().zip(before?).collect(), at: now, is_stored })
}

/// Counts in the storage; answers the moments of the attempts before. It is committed on its own: the command itself may
/// be refused and taken back.
async fn count(db: &Db, subjects: &[Subject], now: Timestamp) -> store::Result<Result<Vec<Timestamp>, Failure>> {
    let mut before = Vec::new();
    let mut tx = db.write().await?;
    for Subject { key, limits } in subjects {
        let known = store::session::held_attempts(&mut tx, key, now).await?;
        match limits.weigh(Some(known), now) {
            Err(seconds) => return Ok(Err(limits.refusal(seconds))),
            Ok(failures) => store::session::count_attempt(&mut tx, key, failures + 1, now).await?,
        }
        before.push(known.last);
    }
    tx.commit().await?;
    Ok(Ok(before))
}

impl Attempt {
    /// It was right: forgives the account, in the transaction of the command, and takes this attempt back from the address.
    pub(super) async fn was_right(&self, context: &mut Context) -> Result<(), Failure> {
        for (Subject { key, limits }, before) in &self.counted {
            let is_account = std::ptr::eq(*limits, &ACCOUNT);
            if !self.is_stored {
                context.desk.attempts.forgive(key);
            } else if is_account {
                store::session::forgive(context.tx().await?, key).await?;
            } else {
                store::session::refund(context.tx().await?, key, self.at, *before).await?;
            }
        }
        Ok(())
    }

    /// It could not be tested, or turned out not to be about a secret: it does not count.
    pub(super) async fn void(self, desk: &Desk) {
        let undone = async {
            let mut tx = desk.db.write().await?;
            for (Subject { key, .. }, before) in &self.counted {
                store::session::refund(&mut tx, key, self.at, *before).await?;
            }
            tx.commit().await
        };
        if self.is_stored
            && let Err(error) = undone.await
        {
            tracing::warn!(%error, "an attempt stays counted that was none");
        }
    }
}

/// Attempts that the storage had no room for. Only of this server, and only until it ends.
#[derive(Debug, Default)]
pub(crate) struct Remembered(Mutex<HashMap<String, Attempts>>);

impl Remembered {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Attempts>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, subjects: &[Subject], now: Timestamp) -> Result<Vec<Timestamp>, Failure> {
        let mut known = self.lock();
        if known.len() >= MOST {
            known.retain(|_, attempts| now < attempts.last + ADDRESS.longest);
        }
        if known.len() >= MOST {
            known.clear();
        }
        let mut weighed = Vec::new();
        for Subject { key, limits } in subjects {
            let attempts = known.get(key).copied();
            let failures = limits.weigh(attempts, now).map_err(|seconds| limits.refusal(seconds))?;
            weighed.push((failures, attempts.map_or(now, |a| a.last)));
        }
        for (Subject { key, .. }, (failures, _)) in subjects.iter().zip(&weighed) {
            known.insert(key.clone(), Attempts { failures: failures + 1, last: now });
        }
        Ok(weighed.into_iter().map(|(_, last)| last).collect())
    }

    fn forgive(&self, key: &str) {
        self.lock().remove(key);
    }
}

/// Forgets what does not weigh any more, and the oldest when there are too many.
pub(crate) async fn tidy(desk: &Desk, now: Timestamp) -> store::Result<()> {
    let mut tx = desk.db.write().await?;
    store::session::forget_attempts(&mut tx, now - ACCOUNT.forgiven_after, i64::try_from(MOST).unwrap_or(i64::MAX))
        .await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_up_to_its_limit() {
        let seconds = |limits: &Limits, failures: &[i64]| -> Vec<i64> {
            failures.iter().map(|n| limits.wait_after(*n).as_secs()).collect()
        };
        assert_eq!(seconds(&ACCOUNT, &[0, 4, 5, 6, 8, 14, 15, 60, i64::MAX]), [0, 0, 1, 2, 8, 512, 900, 900, 900]);
        assert_eq!(seconds(&ADDRESS, &[0, 49, 50, 51, 58, 59, 1000]), [0, 0, 1, 2, 256, 300, 300]);
    }

    #[test]
    fn an_address_stands_for_what_one_person_has() {
        let key = |ip: &str| address_key(ip.parse().unwrap());
        assert_eq!(key("203.0.113.7"), "address:203.0.113.7");
        assert_eq!(key("::ffff:203.0.113.7"), key("203.0.113.7"));
        assert_eq!(key("2001:db8:1:2:3:4:5:6"), key("2001:db8:1:2::9"));
        assert_ne!(key("2001:db8:1:2::9"), key("2001:db8:1:3::9"));
    }

    #[test]
    fn what_is_remembered_does_not_grow_without_bound() {
        let remembered = Remembered::default();
        let now = Timestamp::UNIX_EPOCH;
        let count = |key: String, at| remembered.count(&[Subject { key, limits: &ACCOUNT }], at).is_ok();
        assert!((0..MOST).all(|i| count(format!("account:{i}"), now)));
        assert!(count("one more".into(), now + ADDRESS.longest));
        assert_eq!(remembered.lock().len(), 1);
    }
}
