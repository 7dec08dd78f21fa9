//! Parts that screens are declared with: each exists once, for every screen.

pub mod bulk;
pub mod chooser;
pub mod confirm;
pub mod copy;
pub mod detail;
pub mod download;
pub mod export;
pub mod failure;
pub mod form;
pub mod help;
pub mod input;
pub mod list;
pub mod loaded;
pub mod messages;
pub mod palette;
pub mod picker;
pub mod plain;
pub mod prompt;
pub mod reader;
pub mod reading;
pub mod row_action;
pub mod row_machine;
pub mod search;
pub mod secret;
pub mod status;
pub mod success;
pub mod tasks;
pub mod wizard;

#[cfg(test)]
mod tests;
