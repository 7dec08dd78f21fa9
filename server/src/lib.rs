//! The server of Partner Desk: HTTP at the edge, onboarding rules in the middle, storage and trust below.
//!
//! `http` → `onboarding` → `store`, `trust`; never back. Rules never see HTTP, and nothing but `store` knows SQL.

pub mod config;
pub mod desk;
mod gathered;
pub mod http;
pub mod identity;
pub mod jobs;
pub mod metrics;
pub mod onboarding;
pub mod reference;
pub mod run;
pub mod store;
pub mod trust;

pub use config::{Config, Listen, Operations, Ready, StartError, setup_code_in, socket_in};
pub use run::{open, run};
