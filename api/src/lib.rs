//! The contract of Partner Desk: everything that client and server must agree on, declared once.
//!
//! One file per area holds the area's request and reply types with their field rules, its states, its error codes,
//! its lists and its operations. No I/O, no terminal and no database live here. Whoever adds an area adds a file and
//! one line to [`AREAS`] and to [`CODES`].

pub mod account;
pub mod api_key;
pub mod audit;
pub mod certificate;
pub mod common;
pub mod envelope;
pub mod error;
pub mod extractor;
pub mod list;
pub mod misp_licence;
pub mod oidc_client;
pub mod openapi;
pub mod operation;
pub mod partner;
pub mod policy;
pub mod policy_request;
pub mod role;
pub mod rules;
pub mod search;
pub mod secret;
pub mod state;
pub mod system;
pub mod time;
pub mod trust_code;
pub mod wire;

use error::CodeInfo;
use operation::Info;

/// Every area's operations.
pub const AREAS: &[&[&Info]] = &[
    account::OPERATIONS,
    api_key::OPERATIONS,
    audit::OPERATIONS,
    certificate::OPERATIONS,
    extractor::OPERATIONS,
    misp_licence::OPERATIONS,
    oidc_client::OPERATIONS,
    partner::OPERATIONS,
    policy::OPERATIONS,
    policy_request::OPERATIONS,
    system::OPERATIONS,
];

/// Every area's error codes.
pub const CODES: &[&[CodeInfo]] = &[
    account::AccountCode::ALL,
    api_key::ApiKeyCode::ALL,
    certificate::CertificateCode::ALL,
    common::CommonCode::ALL,
    common::ListCode::ALL,
    extractor::ExtractorCode::ALL,
    misp_licence::MispCode::ALL,
    oidc_client::OidcCode::ALL,
    partner::PartnerCode::ALL,
    policy::PolicyCode::ALL,
    policy_request::RequestCode::ALL,
    search::SearchCode::ALL,
    trust_code::TrustCode::ALL,
];

/// Every operation that exists.
pub fn operations() -> impl Iterator<Item = &'static Info> {
    AREAS.iter().flat_map(|area| area.iter().copied())
}

/// What is known of a code on the wire. A few of MOSIP's codes stand for two situations; the first is found.
pub fn find_code(code: &str) -> Option<CodeInfo> {
    CODES.iter().flat_map(|area| area.iter()).find(|known| known.code == code).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{openapi::path_parameters, operation::Owner};

    #[test]
    fn ids_and_routes_are_unique() {
        let mut ids = HashSet::new();
        let mut routes = HashSet::new();
        for info in operations() {
            assert!(ids.insert(info.id), "{info:?} twice");
            assert!(routes.insert((info.method, info.path)), "{info:?} shares its route");
        }
    }

    #[test]
    fn owners_name_members_that_exist() {
        for info in operations() {
            match info.owner {
                Owner::Nobody => {}
                Owner::Path(_, name) => assert!(path_parameters(info.path).any(|p| p == name), "{info:?}"),
                Owner::Input(_, name) => assert!((info.example)()[name].is_string(), "{info:?}"),
            }
            assert_eq!(info.owner == Owner::Nobody, info.not_found.is_none() && info.not_own.is_none(), "{info:?}");
        }
    }

    #[test]
    fn the_document_has_every_operation() {
        let document = openapi::document("0");
        let described =
            document["paths"].as_object().unwrap().values().map(|p| p.as_object().unwrap().len()).sum::<usize>();
        assert_eq!(described, operations().map(|i| 1 + i.aliases.len()).sum::<usize>());
    }
}
