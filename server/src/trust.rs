//! This server's own authority: ROOT and PMS, made once, sealed in the storage, loaded when first needed.

use jiff::Timestamp;
use partnerdesk_api::{error::Failure, trust_code::TrustCode};
use partnerdesk_trust::{
    Certificate,
    authority::{Authority, AuthorityPlan, PMS_RETIRE_DAYS},
};
use uuid::Uuid;

use crate::{
    desk::Desk,
    store::{self, Tx, authority::Generation},
};

/// Servers that share a storage must not make two authorities at once.
const LOCK: i64 = 0x5044_0001;

/// The keys that sign partner certificates.
#[derive(Debug)]
pub struct Signing {
    /// The root.
    pub root: Certificate,
    /// Signs partner certificates.
    pub pms: Authority,
    /// Every generation of ROOT and PMS; partners may carry none of their names or keys.
    pub all: Vec<Certificate>,
}

impl Desk {
    /// The authority, loaded or made on first use.
    ///
    /// # Errors
    /// `KER-KMS-012` when the sealed keys cannot be used with this key file.
    pub async fn signing(&self) -> Result<&Signing, Failure> {
        self.signing.get_or_try_init(|| load_or_make(self)).await
    }
}

async fn load_or_make(desk: &Desk) -> Result<Signing, Failure> {
    let now = (desk.clock)();
    let generations = store::authority::all(&desk.db).await?;
    if let Some(signing) = load(desk, &generations, now)? {
        return Ok(signing);
    }
    // Making RSA keys takes a good part of a second: not on a thread that serves requests, not inside the transaction.
    let existing_root = newest(desk, &generations, "ROOT")?;
    let (root, pms) =
        tokio::task::spawn_blocking(move || make(existing_root, now)).await.map_err(|_| unavailable())??;
    let mut tx = desk.db.write().await?;
    tx.lock(LOCK).await?;
    let generations = store::authority::all(&tx).await?;
    if let Some(signing) = load(desk, &generations, now)? {
        return Ok(signing);
    }
    if !generations.iter().any(|g| g.role == "ROOT") {
        keep(desk, &mut tx, "ROOT", &root, now).await?;
    }
    keep(desk, &mut tx, "PMS", &pms, now).await?;
    let generations = store::authority::all(&tx).await?;
    tx.commit().await?;
    tracing::info!(root = root.certificate().fingerprint(), pms = pms.certificate().fingerprint(), "signing keys made");
    load(desk, &generations, now)?.ok_or_else(unavailable)
}

fn make(root: Option<Authority>, now: Timestamp) -> Result<(Authority, Authority), Failure> {
    let plan = AuthorityPlan::default();
    let root = root.map_or_else(|| Authority::generate_root(&plan, now), Ok).map_err(failed)?;
    let pms = root.generate_pms(&plan, now).map_err(failed)?;
    Ok((root, pms))
}

async fn keep(desk: &Desk, tx: &mut Tx, role: &str, authority: &Authority, now: Timestamp) -> Result<(), Failure> {
    let key_sealed = desk.keys.seal(PURPOSE, &authority.private_key_pkcs8());
    let generation = Generation {
        id: Uuid::now_v7().to_string(),
        role: role.into(),
        certificate: authority.certificate().pem(),
        key_sealed,
        created_at: now,
    };
    store::authority::add(tx, &generation).await?;
    Ok(())
}

/// What the private keys are sealed for.
const PURPOSE: &str = "authority";

/// The signing keys, when a current PMS generation exists.
fn load(desk: &Desk, generations: &[Generation], now: Timestamp) -> Result<Option<Signing>, Failure> {
    let Some(pms) = newest(desk, generations, "PMS")? else { return Ok(None) };
    let Some(root) = newest(desk, generations, "ROOT")? else { return Err(unavailable()) };
    if !pms.is_current(now, PMS_RETIRE_DAYS) {
        return Ok(None);
    }
    let all = generations
        .iter()
        .map(|g| Certificate::from_pem(&g.certificate).map_err(|_| unavailable()))
        .collect::<Result<_, _>>()?;
    Ok(Some(Signing { root: root.certificate().clone(), pms, all }))
}

fn newest(desk: &Desk, generations: &[Generation], role: &str) -> Result<Option<Authority>, Failure> {
    let Some(generation) = generations.iter().rfind(|g| g.role == role) else { return Ok(None) };
    let key = desk.keys.open(PURPOSE, &generation.key_sealed).map_err(failed)?;
    let certificate = Certificate::from_pem(&generation.certificate).map_err(|_| unavailable())?;
    Authority::load(&key, certificate.der()).map(Some).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Failure {
    tracing::error!(%error, "the signing keys cannot be used");
    unavailable()
}

fn unavailable() -> Failure {
    TrustCode::SigningKeyUnavailable.into()
}
