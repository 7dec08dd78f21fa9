//! Certificates for Partner Desk: reading, checking, path building, our own authorities, re-signing, PKCS#7.
//!
//! Pure functions over bytes and moments: no files, no network, no database. The current time is always passed in;
//! only serial numbers and keys take randomness from the operating system. The server decides with these functions;
//! the client runs the same ones to explain a file before it is sent.
//!
//! - [`input`]: from what people have to certificates; refuses private keys.
//! - [`certificate`], [`name`], [`key`]: one certificate, read strictly.
//! - [`jwk`]: public keys of OIDC clients, as JSON.
//! - [`path`]: the way from a certificate to a trusted root.
//! - [`check`]: the rules of an upload, in MOSIP's order, each with a finding of its own.
//! - [`authority`]: ROOT and PMS, and signing partners' certificates anew.
//! - [`p7b`]: chains as PKCS#7.
//! - [`sample`]: chains for trying things out.
//! - [`settings`]: limits and partner domains.
#![cfg_attr(feature = "testing", doc = "- [`forge`]: certificates that no honest authority would make, for tests.")]

pub mod authority;
pub mod certificate;
pub mod check;
#[cfg(feature = "testing")]
pub mod forge;
pub mod input;
pub mod jwk;
pub mod key;
pub mod name;
pub mod order;
pub mod organisation;
pub mod p7b;
pub mod path;
pub mod sample;
pub mod settings;

mod armour;
mod constraints;
mod der;
mod extensions;
mod issue;
mod keypair;
mod oid;
mod private_key;
mod serial;
mod signature;
mod subject;
mod validity;

pub use certificate::Certificate;
pub use extensions::KeyUsage;
pub use issue::SubjectName;
pub use keypair::{KeyChoice, KeyPair, KeyPairError};
pub use settings::{Domain, Settings};
pub use signature::Strength;
pub use subject::SubjectProblem;
