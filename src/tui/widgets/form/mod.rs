//! Forms: one engine for every request type of the contract.
//!
//! `spec` is how a form is declared, `field` one field while it is filled in, `state` all of them, `view` the page,
//! `draw` the picture. Rules come from the contract; the server's refusals land on the same lines.

mod draw;
mod field;
pub mod spec;
mod state;
mod view;

pub use spec::{Choice, Choices, Field, FileRead, FormSpec, Kind, Preview, limits};
pub use state::FormState;
pub use view::{ACTIONS, FormView};
