//! The terminal client of Partner Desk: the full-screen desk, the commands, and the start of the bundled server.

pub mod client;
pub mod texts;
pub mod tui;
