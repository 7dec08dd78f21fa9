//! Parts of the bench: the server as a process of its own, a load generator, ceilings, data, and the report.

pub mod ceilings;
pub mod fill;
pub mod http;
pub mod process;
pub mod report;
