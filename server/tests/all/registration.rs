//! Registration: who may sign up, under which name, and what the first sign-in asks for.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{PASSWORD, World};
use jiff::SignedDuration;
use partnerdesk_api::{
    account::{self, FirstStep, SignUp},
    openapi::path_parameters,
    operation::{Input as _, NoPath, Nothing},
    partner::{self, NewPartner},
};

// rows: 2, 5, 6, 9, 12, 21, 22
#[tokio::test]
async fn sign_up_refuses_what_it_should_and_says_where() {
    for world in World::each().await {
        let admin = world.admin().await;
        world.published_policy(&admin, "Printing", "ID card v2").await;
        world.partner("cardhouse", "Cardhouse Ltd", "Printing").await;
        let base = || SignUp { user_name: "fresh".into(), email_id: "fresh@b.example".into(), ..SignUp::example() };
        let long = "x".repeat(37);
        let mut cases = vec![
            (SignUp { email_id: "desk@cardhouse.example".into(), ..base() }, "PMS_PRT_011", "emailId"),
            (SignUp { email_id: "DESK@Cardhouse.example".into(), ..base() }, "PMS_PRT_011", "emailId"),
            (SignUp { email_id: "meera@registry.example".into(), ..base() }, "PMS_PRT_011", "emailId"),
            (SignUp { email_id: "no address".into(), ..base() }, "PMS_COR_001", "emailId"),
            (SignUp { email_id: "a@b.KE".into(), ..base() }, "PMS_COR_001", "emailId"),
            (SignUp { user_name: "cardhouse".into(), ..base() }, "PD-ACC-002", "userName"),
            (SignUp { user_name: "CardHouse".into(), ..base() }, "PD-ACC-002", "userName"),
            (SignUp { user_name: long.clone(), ..base() }, "PMS_COR_001", "userName"),
            (SignUp { user_name: "".into(), ..base() }, "PMS_COR_001", "userName"),
            (SignUp { user_name: "card house".into(), ..base() }, "PMS_COR_001", "userName"),
            (SignUp { user_name: "card\u{a0}house".into(), ..base() }, "PMS_COR_001", "userName"),
            (SignUp { user_name: "card/house".into(), ..base() }, "PMS_COR_001", "userName"),
            (SignUp { user_name: "card\u{1b}[2J".into(), ..base() }, "PMS_COR_001", "userName"),
            (SignUp { user_name: "..".into(), ..base() }, "PD-PRT-001", "userName"),
            (SignUp { user_name: ".".into(), ..base() }, "PD-PRT-001", "userName"),
            (SignUp { partner_type: "Bank".into(), ..base() }, "PMS_PRT_010", "partnerType"),
            (SignUp { partner_type: "".into(), ..base() }, "PMS_COR_001", "partnerType"),
            (SignUp { lang_code: Some("deu".into()), ..base() }, "PMS_PRT_056", "langCode"),
            (SignUp { password: "too short".into(), ..base() }, "PMS_COR_001", "password"),
            (SignUp { password: "kkkkkkkkkkkkkkk".into(), ..base() }, "PMS_COR_001", "password"),
            (SignUp { contact_number: "1".repeat(17), ..base() }, "PMS_COR_001", "contactNumber"),
            (SignUp { organization_name: "x".repeat(129), ..base() }, "PMS_COR_001", "organizationName"),
            (SignUp { organization_name: "<b>".into(), ..base() }, "PMS_COR_001", "organizationName"),
            (SignUp { address: "x".repeat(2001), ..base() }, "PMS_COR_001", "address"),
        ];
        for kind in partner::TYPES.types_that_do_not_register_themselves() {
            cases.push((SignUp { partner_type: kind.into(), ..base() }, "PD-PRT-002", "partnerType"));
        }
        let before = world.contents().await;
        for (input, code, field) in cases {
            let answer = world.ask(&account::SIGN_UP, None, &NoPath {}, &input).await;
            assert_eq!((answer.code(), answer.field()), (code, field), "{input:?}");
        }
        assert_eq!(world.contents().await, before, "a refused sign-up leaves nothing");
        for (i, (kind, lang)) in
            [("SDK_Partner", "ara"), ("misp_partner", "fra"), ("MISP_type", "eng"), ("Auth_Partner", "")]
                .into_iter()
                .enumerate()
        {
            let input = SignUp {
                user_name: format!("ok{i}"),
                email_id: format!("ok{i}@b.example"),
                partner_type: kind.into(),
                lang_code: Some(lang.into()),
                ..base()
            };
            let answer = world.ask(&account::SIGN_UP, None, &NoPath {}, &input).await;
            assert_eq!(answer.code(), "ok", "{kind}");
        }
    }
}

/// The types that are registered by others, as the decision says: listed here by hand, not read from the code.
trait RegisteredByOthers {
    fn types_that_do_not_register_themselves(&self) -> [&'static str; 7] {
        [
            "ABIS_Partner",
            "Manual_Adjudication",
            "Online_Verification_Partner",
            "Partner_Admin",
            "Internal_Partner",
            "Print_Partner",
            "Binding_Partner",
        ]
    }
}
impl<P, I, R> RegisteredByOthers for partnerdesk_api::operation::Operation<P, I, R> {}

#[tokio::test]
async fn no_user_name_shadows_a_path() {
    let world = World::sqlite().await;
    let paths: Vec<&str> =
        partnerdesk_api::operations().flat_map(|i| std::iter::once(i.path).chain(i.aliases.iter().copied())).collect();
    let mut words = std::collections::BTreeSet::new();
    for path in paths.iter().filter(|path| path_parameters(path).any(|name| name == "partner_id")) {
        let place = path.split('/').position(|part| part == "{partner_id}").unwrap();
        let stem: Vec<&str> = path.split('/').take(place).collect();
        let rivals = paths.iter().filter(|p| p.split('/').take(place).eq(stem.iter().copied()));
        words.extend(rivals.filter_map(|p| p.split('/').nth(place)).filter(|word| !word.starts_with('{')));
    }
    assert!(words.contains("v2") && words.contains("exists"), "{words:?}");
    for word in words.iter().map(|w| w.to_string()).chain(["V3".into(), "apikey".into(), "Search".into()]) {
        let input = SignUp { user_name: word.clone(), ..SignUp::example() };
        let answer = world.ask(&account::SIGN_UP, None, &NoPath {}, &input).await;
        assert_eq!(answer.code(), "PD-PRT-001", "{word} would be taken for a part of a path");
    }
}

// rows: 7, 8, 10, 11, 13, 14
#[tokio::test]
async fn the_first_sign_in_chooses_a_group_once_and_consents_once() {
    for world in World::each().await {
        let admin = world.admin().await;
        world.published_policy(&admin, "Printing", "ID card v2").await;
        world.published_policy(&admin, "Banks", "Account").await;
        assert_eq!(
            world.call(&account::ME, Some(&admin), &NoPath {}, &Nothing {}).await.next,
            None,
            "admins need nothing"
        );
        let sign_up = SignUp { password: PASSWORD.into(), ..SignUp::example() };
        world.call(&account::SIGN_UP, None, &NoPath {}, &sign_up).await;
        let token = world.sign_in("cardhouse").await;
        let next = async || world.call(&account::ME, Some(&token), &NoPath {}, &Nothing {}).await.next;
        assert_eq!(next().await, Some(FirstStep::ChoosePolicyGroup));
        let register = async |change: &dyn Fn(&mut NewPartner)| {
            let mut input = NewPartner::example();
            change(&mut input);
            let answer = world.ask(&partner::REGISTER, Some(&token), &NoPath {}, &input).await;
            format!("{} {}", answer.code(), answer.field())
        };
        // In MOSIP's order: a request that breaks all rules hears the first, and so on.
        let mut worst = NewPartner {
            email_id: "x".into(),
            contact_number: "1".repeat(17),
            partner_id: format!("card {}", "x".repeat(40)),
            lang_code: Some("xyz".into()),
            partner_type: "Bank".into(),
            policy_group: Some("None".into()),
            ..NewPartner::example()
        };
        type Mend<'a> = &'a dyn Fn(&mut NewPartner);
        let steps: [(&str, Mend<'_>); 8] = [
            ("PMS_PRT_012 emailId", &|p| p.email_id = "meera@registry.example".into()),
            ("PMS_PRT_011 emailId", &|p| p.email_id = "desk@cardhouse.example".into()),
            ("PMS_PRT_013 contactNumber", &|p| p.contact_number = "1".into()),
            ("PMS_PRT_066 partnerId", &|p| p.partner_id = "x".repeat(40)),
            ("PMS_PRT_052 partnerId", &|p| p.partner_id = "cardhouse".into()),
            ("PMS_PRT_056 langCode", &|p| p.lang_code = None),
            ("PMS_PRT_010 partnerType", &|p| p.partner_type = "credential_partner".into()),
            ("PMS_PRT_002 policyGroup", &|p| p.policy_group = None),
        ];
        for (expected, mend) in steps {
            let answer = world.ask(&partner::REGISTER, Some(&token), &NoPath {}, &worst).await;
            assert_eq!(format!("{} {}", answer.code(), answer.field()), expected);
            mend(&mut worst);
        }
        assert_eq!(register(&|p| p.policy_group = None).await, "PMS_PRT_108 policyGroup");
        assert_eq!(register(&|p| p.partner_type = "Auth_Partner".into()).await, "PD-PRT-003 partnerType");
        assert_eq!(register(&|p| p.partner_id = "somebody".into()).await, "PMS_PRT_055 partnerId");
        assert_eq!(register(&|p| p.partner_id = "v2".into()).await, "PD-PRT-001 partnerId");
        world.sql("UPDATE policy_group SET state = 'deactivated' WHERE name = 'Banks'").await.unwrap();
        assert_eq!(register(&|p| p.policy_group = Some("Banks".into())).await, "PMS_PMP_023 policyGroup");
        assert_eq!(register(&|_| ()).await, "ok ");
        assert_eq!(
            register(&|p| p.policy_group = Some("mpolicygroup-default-print".into())).await,
            "PMS_PRT_011 emailId",
            "once"
        );
        assert_eq!(register(&|p| p.email_id = "other@b.example".into()).await, "PMS_PRT_051 partnerId", "once");
        assert_eq!(next().await, Some(FirstStep::GiveConsent));
        let consent = async || world.call(&account::CONSENT, Some(&token), &NoPath {}, &Nothing {}).await;
        assert!(!consent().await.consent_given);
        let first = world.call(&account::GIVE_CONSENT, Some(&token), &NoPath {}, &Nothing {}).await;
        world.pass(SignedDuration::from_mins(5));
        let second = world.call(&account::GIVE_CONSENT, Some(&token), &NoPath {}, &Nothing {}).await;
        assert!(
            first.consent_given && first.consent_given_date_time == second.consent_given_date_time,
            "the first stays"
        );
        assert_eq!((next().await, consent().await.consent_given), (None, true));
    }
}
