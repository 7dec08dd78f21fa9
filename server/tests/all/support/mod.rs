//! A server in this process, on a fresh storage and at a date that tests choose.
#![allow(dead_code, reason = "each test program uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test ends where it fails")]

pub mod bank;
pub mod lists;
pub mod office;
pub mod records;
pub mod stored;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, request},
};
use jiff::{SignedDuration, Timestamp};
use partnerdesk_api::{
    account::{self, Credentials, NewAccount, Setup, SignUp},
    certificate::{self, CaUpload, CertificateUpload},
    envelope,
    operation::{Info, Input, Method, NoPath, Nothing, Operation},
    partner::{self, NewPartner},
    policy::{self, NewGroup, NewPolicy},
    secret::Secret,
};
use partnerdesk_server::{
    Config,
    desk::{Clock, Desk},
    http,
    onboarding::setup,
    store,
};
use partnerdesk_trust::sample::{SampleCertificate, SampleRequest, make_root};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// The password of every person in tests.
pub const PASSWORD: &str = "a long test password";

/// The instant at which tests stand, until they move.
pub fn start() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

/// A server in this process.
pub struct World {
    pub desk: Arc<Desk>,
    pub router: Router,
    pub config: Config,
    now: Arc<AtomicI64>,
    folder: TempDir,
    schema: Option<(String, String)>,
}

/// What a request was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The code of the refusal, or `ok`.
    pub fn code(&self) -> &str {
        match self.body["errors"].as_array().and_then(|e| e.first()) {
            None => "ok",
            Some(error) => error["errorCode"].as_str().unwrap_or("null"),
        }
    }
    /// The member that the refusal points at.
    pub fn field(&self) -> &str {
        self.body["errors"][0]["field"].as_str().unwrap_or_default()
    }
    /// The sentence of the refusal.
    pub fn message(&self) -> &str {
        self.body["errors"][0]["message"].as_str().unwrap_or_default()
    }
    pub fn response(&self) -> &Value {
        &self.body["response"]
    }
}

/// Each look at the clock is a microsecond later, so that "newest first" is never a tie.
fn ticking(now: &Arc<AtomicI64>) -> Clock {
    let now = now.clone();
    Arc::new(move || Timestamp::from_microsecond(now.fetch_add(1, Ordering::Relaxed)).unwrap())
}

/// The PostgreSQL server that tests may use, if the environment names one.
pub fn postgres_url() -> Option<String> {
    let url = std::env::var("PARTNERDESK_TEST_POSTGRES").ok();
    if url.is_none() {
        eprintln!("left out: PARTNERDESK_TEST_POSTGRES names no PostgreSQL server");
    }
    url
}

/// A path with its parameters filled in.
pub fn uri(path: &str, parameters: &Value) -> String {
    let filled = path.split('/').map(|part| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
        Some(name) => encoded(parameters[name].as_str().unwrap_or_default()),
        None => part.to_string(),
    });
    filled.collect::<Vec<_>>().join("/")
}

/// The members of an object as a query.
pub fn query(input: &Value) -> String {
    let pairs = input.as_object().into_iter().flatten();
    pairs.filter_map(|(k, v)| Some(format!("{}={}", encoded(k), encoded(v.as_str()?)))).collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A request of an operation without its body.
pub fn request(info: &Info, uri: &str, token: Option<&Secret>) -> request::Builder {
    let request = Request::builder().method(info.method.word()).uri(uri).header("content-type", "application/json");
    match token {
        Some(token) => request.header("authorization", format!("Bearer {}", token.expose())),
        None => request,
    }
}

impl Drop for World {
    /// Takes the schema away again. A thread of its own, because dropping cannot wait inside the test's runtime.
    fn drop(&mut self) {
        let Some((url, name)) = self.schema.take() else { return };
        let away = async move {
            let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await?;
            sqlx::query(sqlx::AssertSqlSafe(format!("DROP SCHEMA {name} CASCADE"))).execute(&mut connection).await
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _ = std::thread::spawn(move || runtime.block_on(away)).join();
    }
}

impl World {
    /// On SQLite in a temporary folder.
    pub async fn sqlite() -> World {
        World::open(None).await
    }

    /// On a schema of its own in the PostgreSQL server of the environment; `None` when there is none.
    pub async fn postgres() -> Option<World> {
        let url = postgres_url()?;
        Some(World::open(Some(url)).await)
    }

    /// On each storage that is to be had.
    pub async fn each() -> Vec<World> {
        let mut worlds = vec![World::sqlite().await];
        worlds.extend(World::postgres().await);
        worlds
    }

    /// On SQLite, set up as the test likes.
    pub async fn configured(change: impl FnOnce(&mut Config)) -> World {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::embedded(folder.path().to_path_buf());
        change(&mut config);
        World::with(config, Arc::new(AtomicI64::new(start().as_microsecond())), folder, None).await
    }

    /// Starts the server again on the same storage.
    pub async fn restart(&mut self) {
        self.desk = partnerdesk_server::open(&self.config, ticking(&self.now)).await.unwrap();
        self.router = http::router(self.desk.clone());
    }

    /// Lets go of the storage; what is left is its folder, which lives as long as the answer.
    pub fn leave(mut self) -> (Config, TempDir) {
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        (self.config.clone(), folder)
    }

    async fn open(postgres: Option<String>) -> World {
        let folder = tempfile::tempdir().unwrap();
        let schema = match postgres {
            None => None,
            Some(url) => {
                let name = format!("test_{}", uuid::Uuid::now_v7().simple());
                let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.unwrap();
                sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {name}")))
                    .execute(&mut connection)
                    .await
                    .unwrap();
                Some((url, name))
            }
        };
        let mut config = Config::embedded(folder.path().to_path_buf());
        config.postgres = schema.as_ref().map(|(url, name)| {
            let separator = if url.contains('?') { '&' } else { '?' };
            format!("{url}{separator}options=-c%20search_path%3D{name}")
        });
        let now = Arc::new(AtomicI64::new(start().as_microsecond()));
        World::with(config, now, folder, schema).await
    }

    async fn with(config: Config, now: Arc<AtomicI64>, folder: TempDir, schema: Option<(String, String)>) -> World {
        let desk = partnerdesk_server::open(&config, ticking(&now)).await.unwrap();
        let router = http::router(desk.clone());
        World { desk, router, config, now, folder, schema }
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.now.load(Ordering::Relaxed)).unwrap()
    }

    /// Lets time pass.
    pub fn pass(&self, time: SignedDuration) {
        self.now.fetch_add(i64::try_from(time.as_micros()).unwrap(), Ordering::Relaxed);
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// Sends an operation with any JSON as its path parameters and input.
    pub async fn raw(&self, info: &Info, token: Option<&Secret>, path: &Value, input: Value) -> Answer {
        let mut uri = uri(info.path, path);
        let mut body = Body::empty();
        if info.method == Method::Get {
            uri = format!("{uri}?{}", query(&input));
        } else if info.has_body {
            body = envelope::request(info, input, self.now()).to_string().into();
        }
        self.send(request(info, &uri, token).body(body).unwrap()).await
    }

    /// Sends an operation as the contract types it.
    pub async fn ask<P: Serialize, I: Input, R>(
        &self,
        operation: &Operation<P, I, R>,
        token: Option<&Secret>,
        path: &P,
        input: &I,
    ) -> Answer {
        self.raw(&operation.info, token, &serde_json::to_value(path).unwrap(), serde_json::to_value(input).unwrap())
            .await
    }

    /// Sends an operation that must succeed.
    pub async fn call<P: Serialize, I: Input, R: DeserializeOwned>(
        &self,
        operation: &Operation<P, I, R>,
        token: Option<&Secret>,
        path: &P,
        input: &I,
    ) -> R {
        let answer = self.ask(operation, token, path, input).await;
        assert_eq!(
            answer.code(),
            "ok",
            "{}: {} {}",
            operation.info.id,
            serde_json::to_value(input).unwrap(),
            answer.body
        );
        let response = envelope::open_reply(&operation.info, answer.body).unwrap();
        serde_json::from_value(response).unwrap()
    }

    /// Signs somebody in.
    pub async fn sign_in(&self, user_name: &str) -> Secret {
        let credentials = Credentials { user_name: user_name.into(), password: PASSWORD.into() };
        self.call(&account::SIGN_IN, None, &NoPath {}, &credentials).await.access_token
    }

    /// Makes the first admin, `meera`, and signs her in.
    pub async fn admin(&self) -> Secret {
        let setup_code = setup::draw_code(&self.desk).await.unwrap().unwrap();
        let input = Setup { setup_code, password: PASSWORD.into(), ..Setup::example() };
        self.call(&account::SETUP, None, &NoPath {}, &input).await;
        self.sign_in("meera").await
    }

    /// Makes a colleague of the admin and signs them in.
    pub async fn colleague(&self, admin: &Secret, user_name: &str, role: &str) -> Secret {
        let input = NewAccount {
            user_name: user_name.into(),
            role: role.into(),
            email_id: format!("{user_name}@registry.example"),
            ..NewAccount::example()
        };
        let invitation = self.call(&account::CREATE, Some(admin), &NoPath {}, &input).await;
        let activation = account::Activation {
            user_name: user_name.into(),
            activation_code: invitation.activation_code,
            password: PASSWORD.into(),
        };
        self.call(&account::ACTIVATE, None, &NoPath {}, &activation).await;
        self.sign_in(user_name).await
    }

    /// Makes a group with a published DataShare policy of the given name.
    pub async fn published_policy(&self, manager: &Secret, group: &str, name: &str) -> String {
        let group_id = match store::policy_group::by_name(&self.desk.db, group).await.unwrap() {
            Some(known) => known.id,
            None => {
                self.call(
                    &policy::CREATE_GROUP,
                    Some(manager),
                    &NoPath {},
                    &NewGroup { name: group.into(), desc: "For tests".into() },
                )
                .await
                .id
            }
        };
        let input = NewPolicy { policy_group_name: group.into(), name: name.into(), ..NewPolicy::example() };
        let saved = self.call(&policy::CREATE, Some(manager), &NoPath {}, &input).await;
        let path = policy::PublishPath { policy_id: saved.id.clone(), policy_group_id: group_id };
        self.call(&policy::PUBLISH, Some(manager), &path, &Nothing {}).await;
        saved.id
    }

    /// A person who registered as a credential partner of a group, gave consent, and is signed in.
    pub async fn partner(&self, user_name: &str, organization: &str, group: &str) -> Secret {
        let sign_up = SignUp {
            user_name: user_name.into(),
            organization_name: organization.into(),
            email_id: format!(
                "desk@{}.example",
                user_name.to_ascii_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-")
            ),
            password: PASSWORD.into(),
            ..SignUp::example()
        };
        self.call(&account::SIGN_UP, None, &NoPath {}, &sign_up).await;
        let token = self.sign_in(user_name).await;
        let partner = NewPartner {
            partner_id: user_name.into(),
            policy_group: Some(group.into()),
            organization_name: organization.into(),
            email_id: sign_up.email_id.clone(),
            ..NewPartner::example()
        };
        self.call(&partner::REGISTER, Some(&token), &NoPath {}, &partner).await;
        self.call(&account::GIVE_CONSENT, Some(&token), &NoPath {}, &Nothing {}).await;
        token
    }

    /// Trusts a fresh root for AUTH.
    pub async fn trusted_root(&self, admin: &Secret) -> SampleCertificate {
        self.ready_authority().await;
        let root = make_root("Example Root", &SampleRequest::new("Example", self.now())).unwrap();
        let upload = CaUpload { certificate_data: root.certificate.pem(), partner_domain: "AUTH".into() };
        self.call(&certificate::CA_UPLOAD, Some(admin), &NoPath {}, &upload).await;
        root
    }

    /// Gives a partner a certificate below a root.
    pub async fn certified(&self, token: &Secret, partner_id: &str, organization: &str, root: &SampleCertificate) {
        let leaf = root.make_partner(&SampleRequest::new(organization, self.now())).unwrap();
        let upload = CertificateUpload {
            partner_id: partner_id.into(),
            certificate_data: leaf.certificate.pem(),
            partner_domain: "AUTH".into(),
        };
        self.call(&certificate::UPLOAD, Some(token), &NoPath {}, &upload).await;
    }
}
