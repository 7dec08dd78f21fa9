//! Accounts and sessions: codes that work once, guessing that is slowed down, sessions that end when they should.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{Answer, PASSWORD, World};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use partnerdesk_api::{
    account::{self, Activation, Credentials, NewAccount, Refresh, Session, Setup},
    operation::{Input as _, NoPath, Nothing},
    role::Role,
    secret::Secret,
};
use partnerdesk_server::{jobs, onboarding::setup};
use serde_json::json;

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

async fn sign_in(world: &World, user_name: &str, password: &str) -> Answer {
    let input = Credentials { user_name: user_name.into(), password: password.into() };
    world.ask(&account::SIGN_IN, None, &NoPath {}, &input).await
}

async fn session(world: &World, user_name: &str) -> Session {
    let input = Credentials { user_name: user_name.into(), password: PASSWORD.into() };
    world.call(&account::SIGN_IN, None, &NoPath {}, &input).await
}

async fn refresh(world: &World, token: &Secret) -> Answer {
    world.ask(&account::REFRESH, None, &NoPath {}, &Refresh { refresh_token: token.clone() }).await
}

async fn me(world: &World, token: &Secret) -> String {
    world.ask(&account::ME, Some(token), &NoPath {}, &Nothing {}).await.code().to_string()
}

async fn set_up(world: &World, code: &Secret, user_name: &str) -> Answer {
    let input = Setup {
        setup_code: code.clone(),
        password: PASSWORD.into(),
        user_name: user_name.into(),
        email_id: format!("{user_name}@registry.example"),
        ..Setup::example()
    };
    world.ask(&account::SETUP, None, &NoPath {}, &input).await
}

#[tokio::test]
async fn the_set_up_code_works_once() {
    for world in World::each().await {
        let old = setup::draw_code(&world.desk).await.unwrap().unwrap();
        let code = setup::draw_code(&world.desk).await.unwrap().unwrap();
        let state = world.call(&account::SETUP_STATE, None, &NoPath {}, &Nothing {}).await;
        assert!(state.due && state.environment == "SANDBOX");
        for wrong in [&old, &"".into(), &"guess".into()] {
            let answer = set_up(&world, wrong, "meera").await;
            assert_eq!((answer.status.as_u16(), answer.code(), answer.field()), (403, "PD-ACC-003", "setupCode"));
        }
        let input = Setup { setup_code: code.clone(), password: "short".into(), ..Setup::example() };
        let answer = world.ask(&account::SETUP, None, &NoPath {}, &input).await;
        assert_eq!((answer.code(), answer.field()), ("PMS_COR_001", "password"));
        assert_eq!(set_up(&world, &code, "search").await.code(), "PD-PRT-001", "a refused name does not cost the code");
        assert_eq!(set_up(&world, &code, "meera").await.code(), "ok");
        for again in [&code, &old] {
            assert_eq!(set_up(&world, again, "second").await.code(), "PD-ACC-004");
        }
        assert!(!world.call(&account::SETUP_STATE, None, &NoPath {}, &Nothing {}).await.due);
        assert!(setup::draw_code(&world.desk).await.unwrap().is_none(), "no further code");
        assert_eq!(world.count("account").await, 1);
    }
}

#[tokio::test]
async fn the_file_with_the_set_up_code_goes_with_the_first_admin() {
    for world in World::each().await {
        let file = partnerdesk_server::setup_code_in(&world.config.data);
        let code = setup::draw_code(&world.desk).await.unwrap().unwrap();
        std::fs::write(&file, code.expose()).unwrap();
        for (code, user) in [(&"guess".into(), "meera"), (&code, "search")] {
            assert_ne!(set_up(&world, code, user).await.code(), "ok");
            jobs::tidy(&world.desk).await.unwrap();
            assert!(file.exists(), "the code is still needed");
        }
        assert_eq!(set_up(&world, &code, "meera").await.code(), "ok");
        assert!(!file.exists(), "a used code is of no use");
        // As at another server of the same storage, which did not see the first admin come.
        std::fs::write(&file, "used elsewhere").unwrap();
        jobs::tidy(&world.desk).await.unwrap();
        assert!(!file.exists());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_with_the_set_up_code_one_becomes_admin() {
    for world in World::each().await {
        let code = setup::draw_code(&world.desk).await.unwrap().unwrap();
        let names = ["meera", "noor", "ada", "tomas"];
        let answers = futures_util::future::join_all(names.iter().map(|name| set_up(&world, &code, name))).await;
        let won = answers.iter().filter(|a| a.code() == "ok").count();
        let lost = answers.iter().filter(|a| ["PD-ACC-003", "PD-ACC-004"].contains(&a.code())).count();
        assert_eq!((won, lost), (1, 3), "{answers:?}");
        assert_eq!(world.count("account").await, 1);
    }
}

#[tokio::test]
async fn guessing_the_set_up_code_is_slowed_down() {
    let world = World::sqlite().await;
    let code = setup::draw_code(&world.desk).await.unwrap().unwrap();
    for _ in 0..5 {
        assert_eq!(set_up(&world, &"guess".into(), "meera").await.code(), "PD-ACC-003");
    }
    let answer = set_up(&world, &code, "meera").await;
    assert_eq!((answer.status.as_u16(), answer.code()), (429, "PD-REQ-004"), "even the right one waits");
    world.pass(SignedDuration::from_secs(1));
    assert_eq!(set_up(&world, &code, "meera").await.code(), "ok");
}

#[tokio::test]
async fn an_activation_code_works_once_and_for_three_days() {
    for world in World::each().await {
        let admin = world.admin().await;
        let invite = async |user: &str| {
            let input =
                NewAccount { user_name: user.into(), email_id: format!("{user}@r.example"), ..NewAccount::example() };
            world.call(&account::CREATE, Some(&admin), &NoPath {}, &input).await.activation_code
        };
        let activate = async |user: &str, code: &Secret, password: &str| {
            let input = Activation { user_name: user.into(), activation_code: code.clone(), password: password.into() };
            world.ask(&account::ACTIVATE, None, &NoPath {}, &input).await
        };
        let (tomas, late) = (invite("tomas").await, invite("late").await);
        assert_eq!(sign_in(&world, "tomas", PASSWORD).await.code(), "PD-ACC-001", "an invitation is no password");
        assert_eq!(sign_in(&world, "tomas", late.expose()).await.code(), "PD-ACC-001", "nor is another's code");
        let answer = sign_in(&world, "tomas", tomas.expose()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (401, "PD-ACC-006"),
            "who has the code hears what it is for"
        );
        for (user, code) in [("tomas", &late), ("nobody", &tomas), ("meera", &tomas)] {
            let answer = activate(user, code, PASSWORD).await;
            assert_eq!((answer.status.as_u16(), answer.code(), answer.field()), (403, "PD-ACC-005", "activationCode"));
        }
        assert_eq!(activate("tomas", &tomas, "aaaaaaaaaaaa").await.field(), "password");
        assert_eq!(activate("tomas", &tomas, PASSWORD).await.code(), "ok");
        assert_eq!(activate("tomas", &tomas, "another long password").await.code(), "PD-ACC-005", "used up");
        world.pass(SignedDuration::from_secs(1));
        assert_eq!(sign_in(&world, "tomas", PASSWORD).await.code(), "ok");
        world.pass(minutes(72 * 60));
        assert_eq!(activate("late", &late, PASSWORD).await.code(), "PD-ACC-005", "expired");
        let answer = world.texts("SELECT status FROM account WHERE user_name = 'late'").await;
        assert_eq!(answer, ["invited"]);
    }
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down_for_the_account_and_for_nobody_else() {
    for world in World::each().await {
        let admin = world.admin().await;
        world.colleague(&admin, "tomas", "SUPPORT").await;
        let waits = async |user: &str| {
            let answer = sign_in(&world, user, "wrong password").await;
            match answer.code() {
                "PD-ACC-001" => {
                    assert_eq!(
                        (answer.status.as_u16(), answer.message()),
                        (401, "User name and password do not match.")
                    );
                    None
                }
                "PD-REQ-004" => {
                    assert_eq!(answer.status.as_u16(), 429);
                    let number = answer.message().split(' ').find_map(|word| word.parse::<i64>().ok());
                    let number = number.unwrap_or_else(|| panic!("{}", answer.message()));
                    assert_eq!(answer.headers["retry-after"].to_str().unwrap(), number.to_string());
                    Some(number)
                }
                other => panic!("{other}"),
            }
        };
        // An account that does not exist answers the same, in the same order.
        for user in ["tomas", "nobody"] {
            for _ in 0..5 {
                assert_eq!(waits(user).await, None, "five are free");
            }
            let mut waited = Vec::new();
            for _ in 0..6 {
                let seconds = waits(user).await.expect("too early");
                waited.push(seconds);
                world.pass(SignedDuration::from_secs(seconds));
                assert_eq!(waits(user).await, None, "waiting helps");
            }
            assert!(waited.windows(2).all(|pair| pair[0] < pair[1]), "{user}: the wait grows: {waited:?}");
        }
        let answer = sign_in(&world, "tomas", PASSWORD).await;
        assert_eq!(answer.code(), "PD-REQ-004", "the right password waits like all others");
        assert_eq!(sign_in(&world, "TOMAS", PASSWORD).await.code(), "PD-REQ-004", "letter case is no way round");
        assert_eq!(sign_in(&world, "meera", PASSWORD).await.code(), "ok", "nobody else waits");
        world.pass(minutes(15));
        assert_eq!(sign_in(&world, "tomas", PASSWORD).await.code(), "ok", "nobody is locked out for good");
        for _ in 0..5 {
            assert_eq!(waits("tomas").await, None, "signing in forgives");
        }
        for _ in 0..5 {
            world.pass(minutes(15));
            assert_eq!(waits("tomas").await, None);
        }
        assert!(waits("tomas").await.unwrap() > 5);
        world.pass(minutes(25 * 60));
        for _ in 0..5 {
            assert_eq!(waits("tomas").await, None, "after a day counting starts again");
        }
        assert_eq!(waits("tomas").await, Some(1));
    }
}

// rows: 17, 18
#[tokio::test]
async fn a_changed_account_has_no_sessions_from_before() {
    for world in World::each().await {
        let admin = world.admin().await;
        let invite = NewAccount { user_name: "tomas".into(), ..NewAccount::example() };
        let code = world.call(&account::CREATE, Some(&admin), &NoPath {}, &invite).await.activation_code;
        let activate = async |activation_code: Secret| {
            let input = Activation { user_name: "tomas".into(), activation_code, password: PASSWORD.into() };
            world.ask(&account::ACTIVATE, None, &NoPath {}, &input).await.code().to_string()
        };
        let status = async |word: &str| {
            world.sql(&format!("UPDATE account SET status = '{word}' WHERE user_name = 'tomas'")).await.unwrap();
        };
        let before = world.session("tomas", &[Role::PolicyManager]).await;
        assert_eq!(me(&world, &before).await, "KER-ATH-401", "an account that is not active has none");
        status("active").await;
        assert_eq!(me(&world, &before).await, "ok", "from now on it may be remembered");
        let other = world.session("tomas", &[Role::PolicyManager]).await;
        assert_eq!(activate("wrong".into()).await, "PD-ACC-005");
        assert_eq!(me(&world, &before).await, "ok", "a refusal ends nothing");
        assert_eq!(activate(code).await, "ok");
        for token in [&before, &other] {
            assert_eq!(me(&world, token).await, "KER-ATH-401", "remembered or not, at once");
        }
        assert_eq!(me(&world, &admin).await, "ok", "nobody else's");

        world.pass(SignedDuration::from_secs(1));
        let mine = session(&world, "tomas").await;
        assert_eq!(me(&world, &mine.access_token).await, "ok", "signing in goes on");
        status("invited").await;
        assert_eq!(refresh(&world, &mine.refresh_token).await.code(), "PD-ACC-009", "renewing asks the account");
        assert_eq!(sign_in(&world, "tomas", PASSWORD).await.code(), "PD-ACC-001", "and so does signing in");
    }
}

// rows: 17, 18, 19
#[tokio::test]
async fn sessions_end_when_they_should() {
    for world in World::each().await {
        world.admin().await;
        let (one, other) = (session(&world, "meera").await, session(&world, "meera").await);
        assert_eq!(me(&world, &one.access_token).await, "ok");
        world.call(&account::SIGN_OUT, Some(&one.access_token), &NoPath {}, &Nothing {}).await;
        assert_eq!(me(&world, &one.access_token).await, "KER-ATH-401", "at once");
        let answer = refresh(&world, &one.refresh_token).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (401, "PD-ACC-009"));
        assert_eq!(me(&world, &other.access_token).await, "ok", "another session of the account goes on");

        world.pass(minutes(10) - SignedDuration::from_secs(2));
        assert_eq!(me(&world, &other.access_token).await, "ok");
        world.pass(SignedDuration::from_secs(2));
        assert_eq!(me(&world, &other.access_token).await, "KER-ATH-401", "ten minutes are over");
        let renewed: Session = world
            .call(&account::REFRESH, None, &NoPath {}, &Refresh { refresh_token: other.refresh_token.clone() })
            .await;
        assert_eq!(me(&world, &renewed.access_token).await, "ok");
        assert_eq!(renewed.session_expires, other.session_expires, "renewing does not make a session longer");
        for used in [&other.refresh_token, &Secret::default(), &"guess".into(), &renewed.access_token] {
            assert_eq!(refresh(&world, used).await.code(), "PD-ACC-009");
        }
        world.pass(minutes(12 * 60 - 15));
        let last: Session =
            world.call(&account::REFRESH, None, &NoPath {}, &Refresh { refresh_token: renewed.refresh_token }).await;
        assert_eq!(me(&world, &last.access_token).await, "ok");
        assert!(last.access_expires <= last.session_expires);
        world.pass(minutes(6));
        assert_eq!(me(&world, &last.access_token).await, "KER-ATH-401", "the session is over before its token");
        assert_eq!(refresh(&world, &last.refresh_token).await.code(), "PD-ACC-009");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refresh_token_works_once_also_at_the_same_moment() {
    for world in World::each().await {
        world.admin().await;
        let token = session(&world, "meera").await.refresh_token;
        let answers = futures_util::future::join_all((0..8).map(|_| refresh(&world, &token))).await;
        let won = answers.iter().filter(|a| a.code() == "ok").count();
        let lost = answers.iter().filter(|a| a.code() == "PD-ACC-009").count();
        assert_eq!((won, lost), (1, 7), "{answers:?}");
    }
}

#[tokio::test]
async fn a_token_of_others_opens_nothing() {
    let (world, elsewhere) = (World::sqlite().await, World::sqlite().await);
    world.admin().await;
    let theirs = elsewhere.admin().await;
    let ours = session(&world, "meera").await.access_token;
    assert_eq!(me(&world, &theirs).await, "KER-ATH-401", "signed by another installation");
    let [head, claims, signature] = ours.expose().split('.').collect::<Vec<_>>()[..] else { panic!() };
    let coded = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let decoded = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    let longer = coded(&decoded.replace("\"exp\":", "\"exp\":9"));
    let none = coded(r#"{"alg":"none","typ":"JWT"}"#);
    for forged in [
        format!("{head}.{longer}.{signature}"),
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{head}.{claims}."),
        format!("{head}.{claims}"),
        String::new(),
        "a.b.c".into(),
        "x".repeat(100_000),
    ] {
        assert_eq!(me(&world, &Secret::new(forged)).await, "KER-ATH-401");
    }
    assert_eq!(me(&world, &ours).await, "ok");
}

// rows: 17, 19, B25
#[tokio::test]
async fn mosips_portal_stays_signed_in_by_its_cookie() {
    for world in World::each().await {
        let token = world.insider("meera", &[Role::PartnerAdmin, Role::PolicyManager]).await;
        let validate = async |path: &str, cookie: &str| {
            let request = axum::http::Request::builder().uri(path).header("cookie", cookie);
            world.send(request.body(axum::body::Body::empty()).unwrap()).await
        };
        let info = &account::VALIDATE_TOKEN.info;
        for nothing in ["", "state=x", "Authorization=nonsense"] {
            let answer = validate(info.path, nothing).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (401, "KER-ATH-401"), "the portal goes by the status");
            assert!(!answer.headers.contains_key("set-cookie"));
        }
        let mut cookie = format!("Authorization={}", token.expose());
        for round in 0..4 {
            world.pass(minutes(9));
            let path = if round % 2 == 0 { info.path } else { info.aliases[0] };
            let answer = validate(path, &cookie).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (200, "ok"), "{round}: {}", answer.body);
            let user = answer.response();
            assert_eq!((&user["userId"], &user["mail"]), (&json!("meera"), &json!("meera@test.example")));
            assert_eq!(user["role"], "PARTNER_ADMIN,POLICYMANAGER", "one text, without blanks");
            let names: Vec<&String> = user.as_object().unwrap().keys().collect();
            let expected = "userId mobile mail langCode userPassword name role token rId";
            assert_eq!(names, expected.split(' ').collect::<Vec<_>>());
            let set = answer.headers["set-cookie"].to_str().unwrap();
            let (fresh, rest) = set.split_once(';').unwrap();
            assert_eq!(fresh, format!("Authorization={}", user["token"].as_str().unwrap()));
            assert_eq!(rest, " Path=/; HttpOnly; Secure; SameSite=Lax");
            assert!(answer.body.as_object().unwrap().contains_key("responsetime"));
            cookie = fresh.to_string();
        }
        // A session that ended is not brought back by it.
        let fresh = Secret::new(cookie.strip_prefix("Authorization=").unwrap());
        world.call(&account::SIGN_OUT, Some(&fresh), &NoPath {}, &Nothing {}).await;
        assert_eq!(validate(info.path, &cookie).await.status.as_u16(), 401);
    }
}
