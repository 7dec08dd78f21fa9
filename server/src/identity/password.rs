//! Password hashing on a thread of its own.
//!
//! Every Argon2 run needs 19 MiB. Allocating them anew each time makes the allocator keep hundreds of megabytes, so the
//! thread owns one block of memory and uses it again. One thread is also the limit of concurrent hashing.

use std::{sync::mpsc, thread, time::Duration};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::rand;
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD as BASE64};
use partnerdesk_api::{common::CommonCode, error::Failure, secret::Secret};
use subtle::ConstantTimeEq as _;
use tokio::sync::oneshot;

/// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const HASH_BYTES: usize = 32;
const SALT_BYTES: usize = 16;
/// Unused for so long, the memory is given back.
const REST: Duration = Duration::from_secs(20);
/// Further requests are turned away rather than queued without end.
const QUEUE: usize = 64;

struct Job {
    password: Secret,
    salt: [u8; SALT_BYTES],
    answer: oneshot::Sender<[u8; HASH_BYTES]>,
}

/// Hashes and verifies passwords.
#[derive(Clone, Debug)]
pub struct Passwords {
    jobs: mpsc::SyncSender<Job>,
}

impl Passwords {
    /// Starts the hashing thread; it ends when the last handle is dropped.
    ///
    /// # Errors
    /// The system starts no thread.
    pub fn start() -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::sync_channel(QUEUE);
        thread::Builder::new().name("passwords".into()).spawn(move || work(&queue))?;
        Ok(Passwords { jobs })
    }

    /// The stored form of a password: a PHC string with a fresh salt.
    ///
    /// # Errors
    /// [`CommonCode::Throttled`] when too many are being hashed.
    pub async fn hash(&self, password: &Secret) -> Result<String, Failure> {
        let mut salt = [0; SALT_BYTES];
        rand::fill(&mut salt).map_err(|_| CommonCode::Internal)?;
        let hash = self.run(password, salt).await?;
        Ok(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${}${}", BASE64.encode(salt), BASE64.encode(hash)))
    }

    /// Whether the password fits its stored form. Without a stored form it takes as long and answers no, so that time
    /// does not tell which accounts exist.
    ///
    /// # Errors
    /// As [`Passwords::hash`].
    pub async fn verify(&self, password: &Secret, stored: Option<&str>) -> Result<bool, Failure> {
        let parts = stored.and_then(read);
        let (salt, expected) = parts.unwrap_or(([0; SALT_BYTES], [0; HASH_BYTES]));
        let hash = self.run(password, salt).await?;
        Ok(bool::from(hash.ct_eq(&expected)) && parts.is_some())
    }

    async fn run(&self, password: &Secret, salt: [u8; SALT_BYTES]) -> Result<[u8; HASH_BYTES], Failure> {
        let (answer, receive) = oneshot::channel();
        let job = Job { password: password.clone(), salt, answer };
        self.jobs.try_send(job).map_err(|_| CommonCode::Throttled)?;
        Ok(receive.await.map_err(|_| CommonCode::Internal)?)
    }
}

fn work(queue: &mpsc::Receiver<Job>) {
    let params =
        Params::new(MEMORY_KIB, PASSES, 1, Some(HASH_BYTES)).expect("these are Argon2's own recommended numbers");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut memory: Vec<Block> = Vec::new();
    loop {
        let job = match queue.recv_timeout(REST) {
            Ok(job) => job,
            Err(mpsc::RecvTimeoutError::Timeout) if memory.capacity() == 0 => match queue.recv() {
                Ok(job) => job,
                Err(mpsc::RecvError) => return,
            },
            Err(mpsc::RecvTimeoutError::Timeout) => {
                memory = Vec::new();
                continue;
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => return,
        };
        memory.resize_with(argon2.params().block_count(), Block::new);
        let mut hash = [0; HASH_BYTES];
        if argon2
            .hash_password_into_with_memory(job.password.expose().as_bytes(), &job.salt, &mut hash, &mut memory)
            .is_ok()
        {
            let _ = job.answer.send(hash);
        }
    }
}

fn read(stored: &str) -> Option<([u8; SALT_BYTES], [u8; HASH_BYTES])> {
    let mut parts = stored.strip_prefix("$argon2id$v=19$")?.split('$');
    let (_, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
    Some((BASE64.decode(salt).ok()?.try_into().ok()?, BASE64.decode(hash).ok()?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_fits() {
        let passwords = Passwords::start().unwrap();
        let stored = passwords.hash(&"correct horse".into()).await.unwrap();
        assert!(passwords.verify(&"correct horse".into(), Some(&stored)).await.unwrap());
        assert!(!passwords.verify(&"correct house".into(), Some(&stored)).await.unwrap());
        assert!(!passwords.verify(&"correct horse".into(), None).await.unwrap());
        assert_ne!(stored, passwords.hash(&"correct horse".into()).await.unwrap());
    }
}
