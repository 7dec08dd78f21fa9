//! The terminal client of Partner Desk: the full-screen desk, the commands, and the start of the bundled server.

pub mod cli;
pub mod client;
pub mod command_line;
pub mod editor;
pub mod embedded;
pub mod profile;
pub mod rows;
pub mod text;
pub mod texts;
pub mod tui;
