//! The list screen: one engine for every list of the contract.
//!
//! `spec` is how a list is declared, `window` holds the rows, `query` what is asked for, `view` the state and its
//! moves, `paging` asks for pages and takes them in, `acts` what can be done, `columns` how they are arranged, `chooser`
//! the dialog for that, `draw` the picture, `pane` the details beside it. What an operation answers page by page is asked
//! for as it comes into sight; what it answers all at once is held, and filtered and sorted here.

mod acts;
mod chooser;
mod columns;
mod draw;
mod marks;
mod paging;
mod pane;
pub mod query;
pub mod spec;
mod view;
pub mod window;

pub use acts::ACTIONS;
pub use chooser::ACTIONS as COLUMN_ACTIONS;
pub use query::Query;
pub use spec::{Cell, Column, ListSpec, PageAction, Row, Shows};
pub use view::ListView;

#[cfg(test)]
#[path = "whole_tests.rs"]
mod tests;
