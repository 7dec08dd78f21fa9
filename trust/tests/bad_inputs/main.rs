//! The bad inputs of our certificate rules (section 7), by their numbers, as far as this crate decides them.
//!
//! Decided elsewhere, and tested there: #2 bodies of a megabyte (413), #22 a domain that does not fit the partner's
//! type, #24 parallel uploads, #66 the audit of a shared certificate, #67 and #68 partner states, #70 the server's
//! time zone (nothing here knows one), #71 storage failures, #72 downloads. Of #1 the missing member, of #23 the
//! uniqueness in the database, of #63 the inertness in storage.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod keys_and_signatures;
mod names;
mod paths;
mod uploads;
mod validity;

use std::time::{Duration, Instant};

use partnerdesk_api::trust_code::TrustCode;
use partnerdesk_trust::{
    Settings,
    check::{Detail, Outcome, PartnerContext, Rule, check_partner, first_failure},
    forge::{self, Forge},
};
use support::*;

/// What an upload is answered with: a code, or nothing when it is accepted.
type Answer = Option<TrustCode>;
const ACCEPTED: Answer = None;

/// One row: number and words, what comes out, what should.
struct Case(&'static str, fn() -> Answer, Answer);

fn check(cases: &[Case]) {
    // Key generation is not what is timed.
    let _ = (rsa_key(), root(), middle(), leaf());
    for Case(what, run, expected) in cases {
        let start = Instant::now();
        assert_eq!(run(), *expected, "{what}");
        assert!(start.elapsed() < Duration::from_secs(1), "{what} took {:?}", start.elapsed());
    }
}

#[test]
fn every_rule_answers_for_itself() {
    let bad = Forge { subject: forge::name(&[("O", "acme"), ("CN", "x")]), ..leaf_forge() };
    let bad = bad.valid(now() - days(9), now() - days(1)).certificate(leaf_key()).unwrap();
    let findings = findings(&bad, &[], &[]);
    let failed =
        |rule: Rule| findings.iter().any(|found| found.rule == rule && matches!(found.outcome, Outcome::Failed(_)));
    for rule in [Rule::InValidity, Rule::LongEnough, Rule::NotSelfSigned, Rule::Path, Rule::Organisation] {
        assert!(failed(rule), "{rule:?}");
    }
    for rule in [Rule::Begun, Rule::Version3, Rule::Key, Rule::SignatureAlgorithm, Rule::Subject, Rule::NotOurOwn] {
        assert!(!failed(rule), "{rule:?}");
    }
    assert_eq!(first_failure(&findings), Some(TrustCode::OutsideValidity), "the first in MOSIP's order is answered");
    let left = findings.iter().find(|found| found.rule == Rule::LongEnough).map(|found| found.detail.clone());
    assert_eq!(left, Some(Detail::DaysLeft { left: -1, needed: 335 }));
    let unknown = check_partner(&leaf(), &PartnerContext::default(), now(), &Settings::default());
    let not_checked: Vec<Rule> =
        unknown.iter().filter(|found| found.outcome == Outcome::NotChecked).map(|found| found.rule).collect();
    assert_eq!(not_checked, [Rule::Path, Rule::Organisation]);
}
