//! Policy groups and policies: every state move and every refusal.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{World, records};
use partnerdesk_api::{
    list::ListQuery,
    operation::{Input as _, NoPath, Nothing},
    policy::{
        self, ChangedPolicy, Deactivation, GroupNamePath, GroupPath, NewGroup, NewPolicy, PolicyPath, PublishPath,
        SavedPolicy,
    },
    role::Role,
    secret::Secret,
};
use serde_json::{Value, json};

struct Office {
    world: World,
    manager: Secret,
}

impl Office {
    async fn each() -> Vec<Office> {
        let mut offices = Vec::new();
        for world in World::each().await {
            let manager = world.insider("tomas", &[Role::PolicyManager]).await;
            offices.push(Office { world, manager });
        }
        offices
    }

    async fn group(&self, name: &str) -> policy::Group {
        let input = NewGroup { name: name.into(), desc: format!("about {name}") };
        self.world.call(&policy::CREATE_GROUP, Some(&self.manager), &NoPath {}, &input).await
    }
    async fn try_create(&self, change: impl FnOnce(&mut NewPolicy)) -> String {
        let mut input = NewPolicy::example();
        change(&mut input);
        let answer = self.world.ask(&policy::CREATE, Some(&self.manager), &NoPath {}, &input).await;
        format!("{} {}", answer.code(), answer.field())
    }
    async fn draft(&self, group: &str, name: &str) -> SavedPolicy {
        let input = NewPolicy { policy_group_name: group.into(), name: name.into(), ..NewPolicy::example() };
        self.world.call(&policy::CREATE, Some(&self.manager), &NoPath {}, &input).await
    }
    async fn publish(&self, policy_id: &str, group_id: &str) -> String {
        let path = PublishPath { policy_id: policy_id.into(), policy_group_id: group_id.into() };
        self.world.ask(&policy::PUBLISH, Some(&self.manager), &path, &Nothing {}).await.code().to_string()
    }
    async fn update(&self, id: &str, change: impl FnOnce(&mut ChangedPolicy)) -> String {
        let mut input = ChangedPolicy::example();
        change(&mut input);
        let path = PolicyPath { policy_id: id.into() };
        let answer = self.world.ask(&policy::UPDATE, Some(&self.manager), &path, &input).await;
        format!("{} {}", answer.code(), answer.field())
    }
    async fn deactivate(&self, id: &str, status: &str) -> String {
        let (path, input) = (PolicyPath { policy_id: id.into() }, Deactivation { status: status.into() });
        self.world.ask(&policy::DEACTIVATE, Some(&self.manager), &path, &input).await.code().to_string()
    }
    async fn deactivate_group(&self, id: &str, status: &str) -> (String, String) {
        let (path, input) = (GroupPath { policy_group_id: id.into() }, Deactivation { status: status.into() });
        let answer = self.world.ask(&policy::DEACTIVATE_GROUP, Some(&self.manager), &path, &input).await;
        (answer.code().to_string(), answer.message().to_string())
    }
    async fn detail(&self, id: &str) -> policy::PolicyDetail {
        let path = PolicyPath { policy_id: id.into() };
        self.world.call(&policy::DETAIL, Some(&self.manager), &path, &Nothing {}).await
    }
}

// rows: 97, 98, 99
#[tokio::test]
async fn groups_are_unique_and_close_only_when_nothing_is_in_them() {
    for office in Office::each().await {
        let group = office.group("  Printing   houses ").await;
        assert_eq!((group.name.as_str(), group.is_active, group.cr_by.as_str()), ("Printing houses", true, "tomas"));
        for (name, desc, expected) in [
            ("Printing houses", "x", "PMS_POL_014 name"),
            (" Printing  houses", "x", "PMS_POL_014 name"),
            ("", "x", "PMS_COR_001 name"),
            ("x", "", "PMS_COR_001 desc"),
            (&"x".repeat(129), "x", "PMS_COR_001 name"),
            ("x", &"x".repeat(257), "PMS_COR_001 desc"),
            ("a<b", "x", "PMS_COR_001 name"),
            ("a\nb", "x", "PMS_COR_001 name"),
        ] {
            let input = NewGroup { name: name.into(), desc: desc.into() };
            let answer = office.world.ask(&policy::CREATE_GROUP, Some(&office.manager), &NoPath {}, &input).await;
            assert_eq!(format!("{} {}", answer.code(), answer.field()), expected, "{name:?}");
        }
        let path = GroupPath { policy_group_id: group.id.clone() };
        let shown = office.world.call(&policy::GROUP, Some(&office.manager), &path, &Nothing {}).await;
        assert_eq!(
            (shown.policy_group.desc.as_str(), shown.policies.len()),
            ("about   Printing   houses".split_whitespace().collect::<Vec<_>>().join(" ").as_str(), 0)
        );
        let missing = GroupPath { policy_group_id: "none".into() };
        let answer = office.world.ask(&policy::GROUP, Some(&office.manager), &missing, &Nothing {}).await;
        assert_eq!(answer.code(), "PMS_POL_016");

        assert_eq!(office.deactivate_group("none", "De-Activate").await.0, "PMS_POL_068");
        for word in ["", "de-activate", "Deactivate", "Activate"] {
            assert_eq!(office.deactivate_group(&group.id, word).await.0, "PMS_POL_073", "{word:?}");
        }
        let one = office.draft("Printing houses", "One").await;
        office.draft("Printing houses", "Two").await;
        let (code, sentence) = office.deactivate_group(&group.id, "De-Activate").await;
        assert!(code == "PMS_POL_070" && sentence.contains("2 draft"), "{code} {sentence}");
        assert_eq!(office.publish(&one.id, &group.id).await, "ok");
        let (code, sentence) = office.deactivate_group(&group.id, "De-Activate").await;
        assert!(code == "PMS_POL_069" && sentence.contains("1 active and 1 draft"), "{code} {sentence}");
        let other = office.group("Banks").await;
        let three = office.draft("Banks", "Three").await;
        assert_eq!(office.publish(&three.id, &other.id).await, "ok");
        let (code, sentence) = office.deactivate_group(&other.id, "De-Activate").await;
        assert!(code == "PMS_POL_056" && sentence.contains("1 active"), "{code} {sentence}");
        assert_eq!(office.deactivate(&three.id, "De-Activate").await, "ok");
        assert_eq!(
            office.deactivate_group(&other.id, "De-Activate").await.0,
            "ok",
            "deactivated policies do not hold it"
        );
        assert_eq!(office.deactivate_group(&other.id, "De-Activate").await.0, "PMS_POL_067");
        let choices = office.world.call(&policy::GROUP_CHOICES, Some(&office.manager), &NoPath {}, &Nothing {}).await;
        let names: Vec<&str> = choices.iter().map(|g| g.name.as_str()).collect();
        assert!(names.contains(&"Printing houses") && !names.contains(&"Banks") && names.is_sorted());
        let closed = ListQuery::default().with("status", "deactivated");
        let page = office.world.call(&policy::GROUP_LIST, Some(&office.manager), &NoPath {}, &closed).await;
        assert_eq!(page.data.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(), ["Banks"]);
        office.world.sql("UPDATE policy_group SET state = 'deactivated'").await.unwrap();
        let answer = office.world.ask(&policy::GROUP_CHOICES, Some(&office.manager), &NoPath {}, &Nothing {}).await;
        assert_eq!(answer.code(), "PMS_POL_059");
    }
}

// rows: 102, 103, 104, 105, 106, 110, 115, 119
#[tokio::test]
async fn drafts_are_made_changed_and_cloned() {
    for office in Office::each().await {
        let (printing, banks) = (office.group("Printing").await, office.group("Banks").await);
        let draft = office.draft("Printing", "ID card v2").await;
        assert!(!draft.is_active && draft.up_by.is_none());
        let shown = office.detail(&draft.id).await;
        assert_eq!((shown.status.as_str(), shown.schema.as_deref(), shown.is_active), ("DRAFTED", None, false));
        assert_eq!(shown.policies, NewPolicy::example().policies, "kept as it was sent, members in their order");
        assert_eq!(office.try_create(|_| ()).await, "PMS_POL_009 name");
        assert_eq!(office.try_create(|p| p.name = " ID  card v2 ".into()).await, "PMS_POL_009 name");
        assert_eq!(office.try_create(|p| p.policy_group_name = "None".into()).await, "PMS_POL_019 policyGroupName");
        assert_eq!(office.try_create(|p| p.policy_type = "Binding".into()).await, "PMS_POL_023 policyType");
        for (field, change) in [
            ("name", (|p: &mut NewPolicy| p.name = "x".repeat(129)) as fn(&mut NewPolicy)),
            ("name", |p| p.name = String::new()),
            ("desc", |p| p.desc = "x".repeat(257)),
            ("version", |p| p.version = "123456789".into()),
            ("version", |p| p.version = String::new()),
            ("policyType", |p| p.policy_type = String::new()),
            ("policies", |p| p.policies = Value::Null),
            ("policies", |p| p.policies = json!([])),
            ("policies", |p| p.policies = json!("{}")),
        ] {
            assert_eq!(
                office
                    .try_create(|p| {
                        p.name = "New".into();
                        change(p)
                    })
                    .await,
                format!("PMS_COR_001 {field}")
            );
        }
        // A clone is the same policy under another group; the name is free there.
        assert_eq!(office.try_create(|p| p.policy_group_name = "Banks".into()).await, "ok ");
        assert_eq!(
            office
                .try_create(|p| {
                    p.policy_group_name = "Banks".into();
                    p.policy_type = "datashare".into()
                })
                .await,
            "PMS_POL_009 name"
        );

        let rename = |name: &str| {
            let name = name.to_string();
            move |p: &mut ChangedPolicy| p.name = name
        };
        assert_eq!(office.update("none", |_| ()).await, "PMS_POL_008 ");
        assert_eq!(
            office.update(&draft.id, |p| p.policy_group_name = "None".into()).await,
            "PMS_POL_019 policyGroupName"
        );
        assert_eq!(
            office.update(&draft.id, |p| p.policy_group_name = "Banks".into()).await,
            "PMS_POL_015 policyGroupName"
        );
        office.draft("Printing", "Other").await;
        assert_eq!(office.update(&draft.id, rename("Other")).await, "PMS_POL_009 name");
        assert_eq!(office.update(&draft.id, |p| p.policies = json!({})).await, "PMS_PV_006 policies");
        assert_eq!(office.update(&draft.id, rename("ID card v2")).await, "ok ", "its own name is not taken");
        assert_eq!(office.update(&draft.id, rename("ID card v3")).await, "ok ");
        let shown = office.detail(&draft.id).await;
        assert_eq!((shown.policy_name.as_str(), shown.up_by.as_deref()), ("ID card v3", Some("tomas")));
        let found = ListQuery::default().with("policyName", "CARD V3");
        let page = office.world.call(&policy::LIST, Some(&office.manager), &NoPath {}, &found).await;
        assert_eq!(page.data.iter().map(|p| p.policy_id.as_str()).collect::<Vec<_>>(), [draft.id.as_str()]);

        office
            .world
            .sql(&format!(
                "UPDATE policy_group SET state = 'deactivated' WHERE id IN ('{}', '{}')",
                printing.id, banks.id
            ))
            .await
            .unwrap();
        assert_eq!(office.try_create(|p| p.name = "New".into()).await, "PMS_POL_053 policyGroupName");
        assert_eq!(office.update(&draft.id, |_| ()).await, "PMS_POL_053 policyGroupName");
        assert_eq!(office.publish(&draft.id, &printing.id).await, "PMS_POL_053");
        let path = GroupNamePath { group_name: "Printing".into() };
        let answer = office.world.ask(&policy::CHOICES, Some(&office.manager), &path, &Nothing {}).await;
        assert_eq!(answer.code(), "PMS_POL_053");
    }
}

// rows: 105, 116, 117
#[tokio::test]
async fn a_policy_must_fit_the_schema_of_its_type_and_hears_where_it_does_not() {
    for office in Office::each().await {
        office.group("Printing").await;
        let auth = json!({"authTokenType": "policy", "allowedAuthTypes": [{"authType": "otp", "mandatory": false}], "allowedKycAttributes": [{"attributeName": "name"}], "kycLanguages": ["eng"]});
        let misp = json!({"allowAuthRequestDelegation": true, "allowKycRequestDelegation": true, "allowKeyBindingDelegation": false});
        let share = NewPolicy::example().policies;
        let with = |base: &Value, pointer: &str, value: Value| {
            let mut policy = base.clone();
            *policy.pointer_mut(pointer).unwrap() = value;
            policy
        };
        let without = |base: &Value, pointer: &str, member: &str| {
            let mut policy = base.clone();
            policy.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(member);
            policy
        };
        let cases = [
            ("Auth", without(&auth, "", "authTokenType"), "PMS_PV_006", "authTokenType"),
            ("Auth", with(&auth, "/authTokenType", json!("forever")), "PMS_PV_005", "/authTokenType"),
            ("Auth", with(&auth, "/authTokenType", json!(7)), "PMS_PV_007", "/authTokenType"),
            (
                "Auth",
                with(&auth, "/allowedAuthTypes/0", json!({"authType": "otp", "mandatory": false, "x": 1})),
                "PMS_PV_005",
                "/allowedAuthTypes/0",
            ),
            ("Auth", with(&auth, "/allowedAuthTypes", json!({})), "PMS_PV_007", "/allowedAuthTypes"),
            ("DataShare", without(&share, "", "dataSharePolicies"), "PMS_PV_006", "dataSharePolicies"),
            ("DataShare", without(&share, "/dataSharePolicies", "source"), "PMS_PV_006", "/dataSharePolicies"),
            (
                "DataShare",
                with(&share, "/dataSharePolicies/typeOfShare", json!("pigeon")),
                "PMS_PV_005",
                "/dataSharePolicies/typeOfShare",
            ),
            (
                "DataShare",
                with(&share, "/dataSharePolicies/validForInMinutes", json!(30)),
                "PMS_PV_007",
                "/dataSharePolicies/validForInMinutes",
            ),
            ("CredentialIssuance", auth.clone(), "PMS_PV_006", "dataSharePolicies"),
            ("DataShare", json!({}), "PMS_PV_006", "the policy itself"),
        ];
        for (kind, policies, code, place) in cases {
            let input = NewPolicy {
                policy_group_name: "Printing".into(),
                name: "Bad".into(),
                policy_type: kind.into(),
                policies: policies.clone(),
                ..NewPolicy::example()
            };
            let answer = office.world.ask(&policy::CREATE, Some(&office.manager), &NoPath {}, &input).await;
            assert_eq!(
                (answer.status.as_u16(), answer.code(), answer.field()),
                (200, code, "policies"),
                "{kind}: {policies}"
            );
            assert!(answer.message().contains(place), "{place} is not in: {}", answer.message());
        }
        let policies = office.world.contents().await["policy"].clone();
        assert!(!policies.contains("Bad"));
        for (kind, policies) in [
            ("Auth", auth),
            ("auth", json!({"authTokenType": "random", "allowedAuthTypes": [], "allowedKycAttributes": []})),
            ("DataShare", share.clone()),
            ("MISP", misp),
        ] {
            let answer = office
                .try_create(|p| {
                    p.name = format!("Good {kind}");
                    p.policy_type = kind.into();
                    p.policies = policies
                })
                .await;
            assert_eq!(answer, "ok ", "{kind}");
        }
        // 5120 characters of JSON text, counted as characters.
        let fill = |characters: usize| {
            let mut policy = share.clone();
            policy["dataSharePolicies"]["source"] = json!("");
            let rest = characters - policy.to_string().chars().count();
            policy["dataSharePolicies"]["source"] = json!("ß".repeat(rest));
            policy
        };
        assert_eq!(
            office
                .try_create(|p| {
                    p.name = "Full".into();
                    p.policies = fill(5120)
                })
                .await,
            "ok "
        );
        assert_eq!(
            office
                .try_create(|p| {
                    p.name = "Over".into();
                    p.policies = fill(5121)
                })
                .await,
            "PMS_COR_001 policies"
        );
        let full = office.world.texts("SELECT id FROM policy WHERE name = 'Full'").await.remove(0);
        assert_eq!(
            office
                .update(&full, |p| {
                    p.name = "Full".into();
                    p.policies = fill(5121)
                })
                .await,
            "PMS_COR_001 policies"
        );
        assert_eq!(office.detail(&full).await.policies, fill(5120));
    }
}

// rows: 107, 108, 109, 111, 112, 113, 123
#[tokio::test]
async fn a_published_policy_is_immutable_and_ends_only_unused() {
    for office in Office::each().await {
        let (group, banks) = (office.group("Printing").await, office.group("Banks").await);
        let draft = office.draft("Printing", "ID card v2").await;
        assert_eq!(office.deactivate(&draft.id, "De-Activate").await, "PMS_POL_072", "a draft");
        assert_eq!(office.publish(&draft.id, "none").await, "PMS_POL_016");
        assert_eq!(office.publish("none", &group.id).await, "PMS_POL_008");
        assert_eq!(office.publish(&draft.id, &banks.id).await, "PMS_POL_015");
        assert_eq!(office.publish(&draft.id, &group.id).await, "ok");
        assert_eq!(office.publish(&draft.id, &group.id).await, "PMS_POL_020");
        assert_eq!(office.update(&draft.id, |_| ()).await, "PMS_POL_055 ");
        let shown = office.detail(&draft.id).await;
        assert_eq!((shown.status.as_str(), shown.is_active, shown.schema.is_some()), ("PUBLISHED", true, true));
        let path = GroupNamePath { group_name: "Printing".into() };
        let choices = office.world.call(&policy::CHOICES, Some(&office.manager), &path, &Nothing {}).await;
        assert_eq!(choices.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["ID card v2"]);
        let missing = GroupNamePath { group_name: "None".into() };
        let answer = office.world.ask(&policy::CHOICES, Some(&office.manager), &missing, &Nothing {}).await;
        assert_eq!(answer.code(), "PMS_POL_019");

        for word in ["", "de-activate", "Activate"] {
            assert_eq!(office.deactivate(&draft.id, word).await, "PMS_POL_073");
        }
        assert_eq!(office.deactivate("none", "De-Activate").await, "PMS_POL_065");
        office.world.insider("ada", &[Role::CredentialPartner]).await;
        office.world.add_partner(&records::partner("ada")).await;
        let mut stored = records::policy(&records::group("Printing"), "ID card v2");
        (stored.id, stored.group_id) = (draft.id.clone(), group.id.clone());
        office.world.add_request(&records::policy_request(&records::partner("ada"), &stored)).await;
        for (status, code) in [("InProgress", "PMS_POL_064"), ("approved", "PMS_POL_063"), ("rejected", "ok")] {
            office.world.sql(&format!("UPDATE policy_request SET status = '{status}'")).await.unwrap();
            assert_eq!(office.deactivate(&draft.id, "De-Activate").await, code, "with a request that is {status}");
        }
        assert_eq!(office.deactivate(&draft.id, "De-Activate").await, "PMS_POL_062");
        let shown = office.detail(&draft.id).await;
        assert_eq!((shown.status.as_str(), shown.is_active), ("DRAFTED", false), "MOSIP's word for deactivated ones");
        assert_eq!(office.publish(&draft.id, &group.id).await, "PMS_POL_020", "it does not come back");
        assert_eq!(office.update(&draft.id, |_| ()).await, "PMS_POL_055 ");
        let path = GroupPath { policy_group_id: group.id };
        let group = office.world.call(&policy::GROUP, Some(&office.manager), &path, &Nothing {}).await;
        assert_eq!((group.policies.len(), group.policies[0].policies.clone()), (1, NewPolicy::example().policies));
        let words = office.world.texts("SELECT topic FROM event").await;
        assert_eq!(words, ["POLICY_UPDATED"], "a publication is told to other systems, refusals are not");
    }
}

// rows: 114, 118, 143, 223
#[tokio::test]
async fn the_defaults_are_there_and_stay_as_people_left_them() {
    for mut office in Office::each().await {
        let names = office.world.texts("SELECT name FROM policy ORDER BY name").await;
        assert_eq!((names.len(), office.world.count("policy_group").await), (13, 9));
        for name in [
            "auth",
            "abis",
            "qrcode",
            "euin",
            "reprint",
            "resident",
            "adjudication",
            "cert",
            "eUIN_with_QR",
            "eUIN_with_faceQR",
            "PDFCard",
            "digitalcard",
            "mobile",
        ] {
            assert!(names.contains(&format!("mpolicy-default-{name}")), "{name}");
        }
        let path = GroupNamePath { group_name: "mpolicygroup-default-print".into() };
        let choices = office.world.call(&policy::CHOICES, Some(&office.manager), &path, &Nothing {}).await;
        assert_eq!(choices.len(), 5, "published and valid");
        assert_eq!(office.deactivate("mpolicy-default-cert", "De-Activate").await, "ok");
        office.world.sql("DELETE FROM policy WHERE id = 'mpolicy-default-mobile'").await.unwrap();
        let before = office.world.contents().await;
        office.world.restart().await;
        assert_eq!(office.world.contents().await, before, "a second start overwrites nothing");
    }
}
