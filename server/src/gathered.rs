//! Refusals that may come in floods, gathered: the first of a kind is entered into the trail at once, the others together
//! with their number when a while is over. So the trail says everything and still does not grow with the flood.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use crate::store::audit::Entry;

/// How long refusals of a kind are gathered.
const WHILE: SignedDuration = SignedDuration::from_mins(10);
/// Kinds that are told apart at once. Beyond that, sources are not: there are only so many accounts and operations.
const MOST: usize = 10_000;

/// What makes refusals alike: who, from where, what, and why not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Kind {
    actor: String,
    source: String,
    action: String,
    code: String,
}

#[derive(Debug)]
struct Flood {
    since: Timestamp,
    /// The latest of those that are not entered yet, with their number.
    rest: Option<Entry>,
}

/// The refusals that are being gathered.
#[derive(Debug, Default)]
pub(crate) struct Gathered(Mutex<HashMap<Kind, Flood>>);

impl Gathered {
    fn lock(&self) -> MutexGuard<'_, HashMap<Kind, Flood>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a refusal; answers what is to be entered now.
    pub(crate) fn take(&self, mut entry: Entry) -> Vec<Entry> {
        let mut floods = self.lock();
        let mut kind = Kind {
            actor: entry.actor.clone(),
            source: entry.source.clone(),
            action: entry.action.clone(),
            code: entry.code.clone(),
        };
        if floods.len() >= MOST && !floods.contains_key(&kind) {
            kind.source = String::new();
        }
        match floods.get_mut(&kind) {
            Some(flood) if entry.at < flood.since + WHILE => {
                entry.times += flood.rest.as_ref().map_or(0, |rest| rest.times);
                flood.rest = Some(entry);
                Vec::new()
            }
            known => {
                let rest = known.and_then(|flood| flood.rest.take());
                floods.insert(kind, Flood { since: entry.at, rest: None });
                rest.into_iter().chain([entry]).collect()
            }
        }
    }

    /// What is to be entered because its while is over.
    pub(crate) fn due(&self, now: Timestamp) -> Vec<Entry> {
        let over = |flood: &Flood| now >= flood.since + WHILE;
        self.lock().extract_if(|_, flood| over(flood)).filter_map(|(_, flood)| flood.rest).collect()
    }

    /// Everything that is left, when the server ends.
    pub(crate) fn all(&self) -> Vec<Entry> {
        self.lock().drain().filter_map(|(_, flood)| flood.rest).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(seconds: i64, source: &str, subject: &str) -> Entry {
        Entry {
            id: String::new(),
            at: Timestamp::from_second(seconds).unwrap(),
            actor: "ada".into(),
            source: source.into(),
            action: "partner.detail".into(),
            subject: subject.into(),
            outcome: "refused".into(),
            code: "KER-ATH-403".into(),
            request_id: String::new(),
            times: 1,
        }
    }

    fn shown(entries: Vec<Entry>) -> Vec<(String, i64)> {
        entries.into_iter().map(|e| (e.subject, e.times)).collect()
    }

    #[test]
    fn the_first_is_entered_at_once_and_the_rest_with_their_number() {
        let gathered = Gathered::default();
        let take = |seconds, subject: &str| shown(gathered.take(entry(seconds, "socket", subject)));
        let pair = |subject: &str, times| (subject.to_string(), times);
        assert_eq!(take(0, "a"), [pair("a", 1)]);
        assert!((1..500).all(|i| take(i, "b").is_empty()));
        assert_eq!(shown(gathered.take(entry(500, "10.0.0.1", "c"))), [pair("c", 1)], "from elsewhere");
        assert_eq!(shown(gathered.due(Timestamp::from_second(599).unwrap())), []);
        assert_eq!(take(600, "d"), [pair("b", 499), pair("d", 1)], "the while is over");
        assert!(take(601, "e").is_empty());
        assert_eq!(shown(gathered.due(Timestamp::from_second(1200).unwrap())), [pair("e", 1)]);
        assert_eq!(take(1201, "f"), [pair("f", 1)]);
        assert!(take(1202, "g").is_empty());
        assert_eq!(shown(gathered.all()), [pair("g", 1)]);
        assert!(gathered.lock().is_empty());
    }

    #[test]
    fn a_flood_from_everywhere_is_gathered_too() {
        let gathered = Gathered::default();
        let entered: usize = (0..3 * MOST).map(|i| gathered.take(entry(1, &format!("{i}"), "x")).len()).sum();
        assert_eq!(entered, MOST + 1);
        assert_eq!(gathered.all().iter().map(|e| e.times).sum::<i64>(), i64::try_from(2 * MOST - 1).unwrap());
    }
}
