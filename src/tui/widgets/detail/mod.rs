//! The page of one thing: lines from what the list knows and from further questions. Beside a list or alone.
//!
//! `spec` is how a page is declared, `state` one thing and what is known of it, `lines` how it stands in columns, `view`
//! the page.

mod lines;
pub mod spec;
mod state;
mod view;

pub use spec::{Answered, Answers, DetailSpec, Line};
pub use state::{ASKED, DetailState};
pub use view::{ACTIONS, DetailView};
