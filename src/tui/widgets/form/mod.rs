//! Forms: one engine for every request type of the contract.
//!
//! `spec` is how a form is declared, `field` one field while it is filled in, `state` all of them, `filing` files and the
//! editor, `view` the page, `draw` the picture. Rules come from the contract; the server's refusals land on the same lines.

mod draw;
mod field;
mod filing;
pub mod spec;
mod state;
mod view;

pub(in crate::tui::widgets) use filing::EDIT;
pub use spec::{Choice, Choices, Field, FileRead, FormSpec, Kind, Preview, limits};
pub use state::FormState;
pub use view::{ACTIONS, FormView};
