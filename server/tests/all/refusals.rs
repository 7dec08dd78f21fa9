//! Refusals that may come in floods: each is in the trail, and the trail does not grow with them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use std::time::{Duration, Instant};

use crate::support::{PASSWORD, World, records};
use jiff::SignedDuration;
use partnerdesk_api::{
    account::{self, Credentials, Refresh, SignUp},
    audit,
    list::ListQuery,
    operation::{Input as _, NoPath, Nothing},
    partner::{self, PartnerPath},
    role::Role,
    secret::Secret,
};
use partnerdesk_server::{jobs, store::audit::Entry};

/// The trail as it was read last.
struct Trail<'a> {
    world: &'a World,
    known: Vec<Entry>,
}

impl Trail<'_> {
    async fn of(world: &World) -> Trail<'_> {
        Trail { world, known: world.audit().await }
    }

    /// What was entered since then: so many entries. What is entered beside an answer takes a moment.
    async fn grew(&mut self, more: usize) -> Vec<Entry> {
        let begin = Instant::now();
        loop {
            let trail = self.world.audit().await;
            if trail.len() < self.known.len() + more && begin.elapsed() < Duration::from_secs(10) {
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            }
            let fresh: Vec<Entry> = trail.iter().filter(|entry| !self.known.contains(entry)).cloned().collect();
            assert_eq!((fresh.len(), trail.len()), (more, self.known.len() + more), "{fresh:#?}");
            self.known = trail;
            return fresh;
        }
    }
}

fn shown(entries: &[Entry]) -> Vec<String> {
    let mut shown: Vec<String> =
        entries.iter().map(|e| format!("{} {} {} {} {}", e.actor, e.action, e.subject, e.code, e.times)).collect();
    shown.sort();
    shown
}

// rows: 227, B20
#[tokio::test]
async fn refused_reads_are_entered_and_a_flood_of_them_is_entered_together() {
    for world in World::each().await {
        world.insider("root", &[Role::PartnerAdmin]).await;
        let ada = world.insider("ada", &[Role::CredentialPartner]).await;
        for user in ["ben", "eve"] {
            world.insider(user, &[Role::CredentialPartner]).await;
            world.add_partner(&records::partner(user)).await;
        }
        let mut trail = Trail::of(&world).await;
        let checklist = async |user: &str| {
            let path = PartnerPath { partner_id: user.into() };
            world.ask(&partner::CHECKLIST, Some(&ada), &path, &Nothing {}).await.code().to_string()
        };
        let accounts =
            async || world.ask(&account::LIST, Some(&ada), &NoPath {}, &ListQuery::default()).await.code().to_string();
        // What does not exist, and whoever is not signed in, is no matter of rights.
        assert_eq!(checklist("nobody").await, "PMS_PRT_005");
        let nobody = world.ask(&account::LIST, None, &NoPath {}, &ListQuery::default()).await;
        assert_eq!(nobody.code(), "KER-ATH-401");

        assert_eq!((checklist("ben").await.as_str(), accounts().await.as_str()), ("PMS_PRT_055", "KER-ATH-403"));
        let first = ["ada account.list  KER-ATH-403 1", "ada partner.checklist ben PMS_PRT_055 1"];
        assert_eq!(shown(&trail.grew(2).await), first);
        for i in 0..150 {
            assert_eq!(checklist(["ben", "eve"][i % 2]).await, "PMS_PRT_055");
            assert_eq!(accounts().await, "KER-ATH-403");
        }
        jobs::tidy(&world.desk).await.unwrap();
        assert_eq!(shown(&trail.grew(0).await), Vec::<String>::new(), "300 refusals later");
        world.pass(SignedDuration::from_mins(10));
        jobs::tidy(&world.desk).await.unwrap();
        let rest = ["ada account.list  KER-ATH-403 150", "ada partner.checklist eve PMS_PRT_055 150"];
        assert_eq!(shown(&trail.grew(2).await), rest, "all of them are told of, by the latest");
        jobs::tidy(&world.desk).await.unwrap();
        trail.grew(0).await;

        let admin = world.session("root", &[Role::PartnerAdmin]).await;
        let query = ListQuery::default().with("outcome", "refused").with("subject", "eve");
        let page = world.call(&audit::LIST, Some(&admin), &NoPath {}, &query).await;
        assert_eq!((page.data.len(), page.data[0].times), (1, 150));
        assert_eq!(page.data[0].request_id.len(), 36);
    }
}

#[tokio::test]
async fn a_refused_read_does_not_wait_for_the_trail() {
    let world = World::sqlite().await;
    let ada = world.insider("ada", &[Role::CredentialPartner]).await;
    let mut trail = Trail::of(&world).await;
    let writer = world.desk.db.write().await.unwrap();
    let begin = Instant::now();
    let answer = world.ask(&account::LIST, Some(&ada), &NoPath {}, &ListQuery::default()).await;
    assert_eq!(answer.code(), "KER-ATH-403");
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    drop(writer);
    assert_eq!(shown(&trail.grew(1).await), ["ada account.list  KER-ATH-403 1"]);
}

// rows: 19, 227
#[tokio::test]
async fn renewing_a_session_is_nothing_to_tell_of_but_its_refusal_is() {
    for world in World::each().await {
        world.admin().await;
        let credentials = Credentials { user_name: "meera".into(), password: PASSWORD.into() };
        let mut token = world.call(&account::SIGN_IN, None, &NoPath {}, &credentials).await.refresh_token;
        let used = token.clone();
        let mut trail = Trail::of(&world).await;
        let renew = async |token: &Secret| {
            world.ask(&account::REFRESH, None, &NoPath {}, &Refresh { refresh_token: token.clone() }).await
        };
        for _ in 0..20 {
            let answer = renew(&token).await;
            assert_eq!(answer.code(), "ok");
            token = Secret::new(answer.response()["refreshToken"].as_str().unwrap());
        }
        trail.grew(0).await;
        for _ in 0..30 {
            assert_eq!(renew(&used).await.code(), "PD-ACC-009");
        }
        assert_eq!(shown(&trail.grew(1).await), [" account.refresh  PD-ACC-009 1"]);
        world.pass(SignedDuration::from_mins(10));
        assert_eq!(renew(&used).await.code(), "PD-ACC-009");
        let rest = [" account.refresh  PD-ACC-009 1", " account.refresh  PD-ACC-009 29"];
        assert_eq!(shown(&trail.grew(2).await), rest);
    }
}

#[tokio::test]
async fn a_flood_of_people_without_an_account_is_entered_together() {
    for world in World::each().await {
        world.admin().await;
        let mut trail = Trail::of(&world).await;
        for i in 0..40 {
            let input = SignUp { user_name: format!("name-{i}"), partner_type: "Nothing".into(), ..SignUp::example() };
            assert_eq!(world.ask(&account::SIGN_UP, None, &NoPath {}, &input).await.code(), "PMS_PRT_010");
            assert_eq!(world.ask(&account::SIGN_OUT, None, &NoPath {}, &Nothing {}).await.code(), "KER-ATH-401");
        }
        let first = [" account.sign_out  KER-ATH-401 1", " account.sign_up name-0 PMS_PRT_010 1"];
        assert_eq!(shown(&trail.grew(2).await), first);
        // Each guess that was tested has its own entry: there are only so many. Those that had to wait are gathered.
        for _ in 0..40 {
            let guess = Credentials { user_name: "meera".into(), password: "guess".into() };
            world.ask(&account::SIGN_IN, None, &NoPath {}, &guess).await;
        }
        let guesses = trail.grew(6).await;
        let codes: Vec<&str> = guesses.iter().map(|e| e.code.as_str()).collect();
        assert_eq!(codes, ["PD-ACC-001", "PD-ACC-001", "PD-ACC-001", "PD-ACC-001", "PD-ACC-001", "PD-REQ-004"]);
        world.pass(SignedDuration::from_mins(10));
        jobs::tidy(&world.desk).await.unwrap();
        let rest = [
            " account.sign_in meera PD-REQ-004 34",
            " account.sign_out  KER-ATH-401 39",
            " account.sign_up name-39 PMS_PRT_010 39",
        ];
        assert_eq!(shown(&trail.grew(3).await), rest);
    }
}
