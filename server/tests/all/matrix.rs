//! Who may do what: every operation × every role (and nobody, and ended sessions) × whose record it is.
//!
//! What is expected comes from the declarations alone. A new operation, role or kind of record is in the matrix by
//! itself, or does not compile.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

use crate::support::{Answer, World, records};
use jiff::SignedDuration;
use partnerdesk_api::{
    account, certificate,
    common::CommonCode,
    error::ErrorKind,
    list::ListQuery,
    misp_licence,
    openapi::path_parameters,
    operation::{Effect, Envelope, Info, NoPath, Nothing, Owner, RecordKind},
    partner, policy_request,
    role::{Access, Role},
    secret::Secret,
};
use serde_json::{Value, json};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Nobody,
    SignedOut,
    TokenExpired,
    SessionExpired,
    Forger,
    Holder(Role),
}

/// Whose record is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Whose {
    NoRecord,
    Own,
    Other,
    Missing,
}

/// What the declaration says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    Refused(&'static str),
    Allowed,
}

fn everybody() -> Vec<Who> {
    let without = [Who::Nobody, Who::SignedOut, Who::TokenExpired, Who::SessionExpired, Who::Forger];
    without.into_iter().chain(Role::ALL.iter().map(|role| Who::Holder(*role))).collect()
}

fn records_of(info: &Info) -> &'static [Whose] {
    if info.owner == Owner::Nobody { &[Whose::NoRecord] } else { &[Whose::Own, Whose::Other, Whose::Missing] }
}

fn verdict(info: &Info, who: Who, whose: Whose) -> Verdict {
    let role = match (info.access, who) {
        (Access::Public, _) => return Verdict::Allowed,
        (_, Who::Holder(role)) => role,
        _ => return Verdict::Refused(CommonCode::NotSignedIn.info().code),
    };
    if let Access::Roles(roles) = info.access
        && !roles.contains(&role)
    {
        return Verdict::Refused(CommonCode::RoleMissing.info().code);
    }
    // Admins bypass ownership; support staff look at everything and change nothing.
    let sees = matches!(role, Role::PartnerAdmin | Role::PartnerManager)
        || (role == Role::Support && info.effect == Effect::Reads);
    match whose {
        Whose::Missing => Verdict::Refused(info.not_found.unwrap().code),
        Whose::Other if !sees => Verdict::Refused(info.not_own.unwrap().code),
        _ => Verdict::Allowed,
    }
}

fn account_of(role: Role) -> String {
    format!("x-{}", role.word().to_lowercase().replace('_', "-"))
}

struct Cast {
    world: World,
    signed_out: Secret,
    token_expired: Secret,
    session_expired: Secret,
}

impl Cast {
    async fn gather(world: World) -> Cast {
        let group = records::group("Printing");
        let policy = records::policy(&group, "ID card");
        world.add_policies(&group, std::slice::from_ref(&policy)).await;
        let people = Role::ALL.iter().map(|role| (account_of(*role), vec![*role]));
        for (user, roles) in people.chain([("somebody".to_string(), vec![Role::CredentialPartner])]) {
            world.insider(&user, &roles).await;
            let partner = records::partner(&user);
            world.add_partner(&partner).await;
            world.add_request(&records::policy_request(&partner, &policy)).await;
            // By the name that the example of its operation has.
            world.add(&records::api_key(&partner, &policy, "teller app")).await;
            world.add(&records::client(&partner, &policy)).await;
        }
        let roles = Role::ALL;
        let signed_out = world.insider("leaver", roles).await;
        world.call(&account::SIGN_OUT, Some(&signed_out), &NoPath {}, &Nothing {}).await;
        let token_expired = world.session("leaver", roles).await;
        world.pass(SignedDuration::from_mins(11));
        let soon = world.now() + SignedDuration::from_secs(1);
        let session_expired = world.session_until("leaver", roles, soon).await;
        world.pass(SignedDuration::from_secs(2));
        Cast { world, signed_out, token_expired, session_expired }
    }

    /// A token of its own for each call, since some calls end the session.
    async fn token(&self, who: Who) -> Option<Secret> {
        match who {
            Who::Nobody => None,
            Who::SignedOut => Some(self.signed_out.clone()),
            Who::TokenExpired => Some(self.token_expired.clone()),
            Who::SessionExpired => Some(self.session_expired.clone()),
            Who::Forger => {
                let token = self.world.session("leaver", Role::ALL).await;
                let (body, signature) = token.expose().rsplit_once('.').unwrap();
                let turned: String = signature.chars().rev().collect();
                Some(Secret::new(format!("{body}.{turned}")))
            }
            Who::Holder(role) => Some(self.world.session(&account_of(role), &[role]).await),
        }
    }

    fn id(&self, kind: RecordKind, account: &str) -> String {
        match kind {
            RecordKind::Partner => account.to_string(),
            RecordKind::PolicyRequest => format!("request of {account} for ID card"),
            RecordKind::OidcClient => format!("client-of-{account}"),
        }
    }

    /// Ids for parameters that name no owned record.
    fn filler(&self, parameter: &str) -> String {
        match parameter {
            "partner_id" => self.id(RecordKind::Partner, "somebody"),
            "mapping_key" | "request_id" => self.id(RecordKind::PolicyRequest, "somebody"),
            "policy_id" => "id of ID card".into(),
            "policy_group_id" => "id of Printing".into(),
            "group_name" => "Printing".into(),
            "configuration_id" => "0192-no-such-configuration".into(),
            "certificate_id" => "0192-no-such-certificate".into(),
            "client_id" => self.id(RecordKind::OidcClient, "somebody"),
            "api_key" => "no-such-key".into(),
            "api_key_name" => "no such name".into(),
            "misp_license_id" => "0192-no-such-licence".into(),
            "misp_id" => self.id(RecordKind::Partner, "somebody"),
            other => panic!("the matrix needs a value for the path parameter {other}"),
        }
    }

    async fn ask(&self, info: &Info, who: Who, whose: Whose) -> Answer {
        let account = if let Who::Holder(role) = who { account_of(role) } else { "leaver".into() };
        let id = |kind| match whose {
            Whose::Own => self.id(kind, &account),
            Whose::Other => self.id(kind, "somebody"),
            Whose::Missing | Whose::NoRecord => "no-such-record".into(),
        };
        let mut path: serde_json::Map<String, Value> =
            path_parameters(info.path).map(|name| (name.to_string(), json!(self.filler(name)))).collect();
        let mut input = (info.example)();
        match info.owner {
            Owner::Nobody => {}
            Owner::Path(kind, name) => drop(path.insert(name.into(), json!(id(kind)))),
            Owner::Input(kind, name) => input[name] = json!(id(kind)),
        }
        let token = self.token(who).await;
        self.world.raw(info, token.as_ref(), &Value::Object(path), input).await
    }

    /// What refusals may leave behind: nothing but sessions that this test opens itself.
    async fn state(&self) -> std::collections::BTreeMap<String, String> {
        let mut contents = self.world.contents().await;
        contents.remove("session");
        contents
    }
}

fn check(info: &Info, who: Who, whose: Whose, answer: &Answer) {
    let cell = format!("{info:?} for {who:?} on {whose:?}: {} {}", answer.status, answer.body);
    match verdict(info, who, whose) {
        Verdict::Refused(code) => {
            assert_eq!(answer.code(), code, "{cell}");
            assert!(answer.response().is_null(), "{cell}");
            let kind = partnerdesk_api::find_code(code).unwrap().kind;
            let expected = match (kind, info.envelope) {
                (ErrorKind::SignIn, _) => 401,
                (ErrorKind::NotAllowed, Envelope::Desk) => 403,
                (ErrorKind::NotFound, Envelope::Desk) => 404,
                _ if code == CommonCode::RoleMissing.info().code => 403,
                _ => 200,
            };
            assert_eq!(answer.status, expected, "{cell}");
        }
        Verdict::Allowed => {
            let no = [Some(CommonCode::NotSignedIn.info()), Some(CommonCode::RoleMissing.info()), info.not_own];
            assert!(no.iter().flatten().all(|refusal| refusal.code != answer.code()), "{cell}");
            // A pair of partner and key is unknown by either half, and no key of the example's can be made.
            let is_pair = info.id == misp_licence::SET_STATUS.info.id;
            assert!(is_pair || info.not_found.is_none_or(|refusal| refusal.code != answer.code()), "{cell}");
            assert!(answer.status.as_u16() < 500, "{cell}");
        }
    }
}

// rows: 15, 19, 20, 23, B7
#[tokio::test]
async fn everybody_may_do_what_the_declarations_say_and_nothing_else() {
    check_every_cell(World::sqlite().await).await;
}

// rows: 15, 19, 20, 23, B7
#[tokio::test]
async fn everybody_may_do_the_same_on_postgres() {
    if let Some(world) = World::postgres().await {
        check_every_cell(world).await;
    }
}

async fn check_every_cell(world: World) {
    let cast = Cast::gather(world).await;
    let (mut refused, mut allowed) = (0, 0);
    for info in partnerdesk_api::operations() {
        let cells = everybody().into_iter().flat_map(|who| records_of(info).iter().map(move |whose| (who, *whose)));
        let (no, yes): (Vec<_>, Vec<_>) =
            cells.partition(|(who, whose)| verdict(info, *who, *whose) != Verdict::Allowed);
        let before = cast.state().await;
        for (who, whose) in &no {
            check(info, *who, *whose, &cast.ask(info, *who, *whose).await);
        }
        assert_eq!(cast.state().await, before, "{info:?} changed something for people whom it refused");
        for (who, whose) in &yes {
            check(info, *who, *whose, &cast.ask(info, *who, *whose).await);
        }
        refused += no.len();
        allowed += yes.len();
    }
    eprintln!("{refused} refusals and {allowed} permissions were checked");
    assert!(refused > 1300 && allowed > 500, "the matrix shrank: {refused} refusals, {allowed} permissions");
}

// rows: 121, B7
#[tokio::test]
async fn partners_see_their_own_rows_only() {
    for world in World::each().await {
        let group = records::group("Printing");
        let policy = records::policy(&group, "ID card");
        world.add_policies(&group, std::slice::from_ref(&policy)).await;
        for user in ["ada", "ben"] {
            world.insider(user, &[Role::CredentialPartner]).await;
            let partner = records::partner(user);
            world.add_partner(&partner).await;
            world.add_request(&records::policy_request(&partner, &policy)).await;
        }
        let ada = world.session("ada", &[Role::CredentialPartner]).await;
        let admin = world.insider("root", &[Role::PartnerAdmin]).await;
        let ids = async |token: &Secret, query: ListQuery| {
            let page = world.call(&policy_request::LIST, Some(token), &NoPath {}, &query).await;
            assert_eq!(page.total_results, page.data.len() as u64, "the total counts no foreign rows");
            page.data.into_iter().map(|row| row.partner_id).collect::<Vec<_>>()
        };
        let query = ListQuery::default;
        assert_eq!(ids(&admin, query()).await, ["ben", "ada"]);
        assert_eq!(ids(&ada, query()).await, ["ada"]);
        assert_eq!(ids(&ada, query().with("partnerId", "ben")).await, Vec::<String>::new());
        let first = query().sorted("partnerId", true).cursor("first", 1);
        let first = world.call(&policy_request::LIST, Some(&admin), &NoPath {}, &first).await;
        assert_eq!(first.data[0].partner_id, "ben");
        let (next, back) = (first.next.unwrap(), query().sorted("partnerId", true).cursor("last", 1));
        assert_eq!(ids(&ada, query().sorted("partnerId", true).cursor(&next, 9)).await, ["ada"]);
        let last = world.call(&policy_request::LIST, Some(&admin), &NoPath {}, &back).await;
        let before = query().sorted("partnerId", true).cursor(&last.previous.unwrap(), 9);
        let page = world.call(&policy_request::LIST, Some(&ada), &NoPath {}, &before).await;
        assert!(page.data.is_empty(), "an admin's cursor opens nothing: {page:?}");

        let mine = world.call(&certificate::MINE, Some(&ada), &NoPath {}, &Default::default()).await;
        assert_eq!(mine.iter().map(|c| c.partner_id.as_str()).collect::<Vec<_>>(), ["ada"]);
        let own = world.call(&partner::OWN, Some(&ada), &NoPath {}, &Default::default()).await;
        assert_eq!(own.iter().map(|p| p.partner_id.as_str()).collect::<Vec<_>>(), ["ada"]);
        let me = world.call(&account::ME, Some(&ada), &NoPath {}, &Nothing {}).await;
        assert_eq!(me.partners.iter().map(|p| p.partner_id.as_str()).collect::<Vec<_>>(), ["ada"]);

        let nobodys = world.insider("newcomer", &[Role::CredentialPartner]).await;
        for info in [&policy_request::LIST.info, &certificate::MINE.info, &partner::OWN.info] {
            let answer = world.raw(info, Some(&nobodys), &Value::Null, json!({})).await;
            assert_eq!(answer.code(), "PMS_CERTIFICATE_ERROR_002", "{info:?}");
        }
    }
}
