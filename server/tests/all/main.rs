//! Tests of the server through HTTP and on both databases: one program, so that what they share is built once.
//!
//! `secrets.rs` is a program of its own, since it listens to everything that is logged.

mod accounts;
mod api_keys;
mod audit;
mod bad_certificates;
mod certificates;
mod codes;
mod contract;
mod crash;
mod extractors;
mod faults;
mod lists;
mod mappings;
mod matrix;
mod misp_licences;
mod names;
mod oidc_clients;
mod onboarding;
mod openapi;
mod operations;
mod pages;
mod partners;
mod policies;
mod properties;
mod races;
mod refusals;
mod registration;
mod requests;
mod searches;
mod statements;
mod support;
mod throttle;
