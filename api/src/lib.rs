//! The contract of Partner Desk: everything that client and server must agree on, declared once.
//!
//! No I/O, no terminal, no database lives here.

pub mod error;
pub mod trust_code;
