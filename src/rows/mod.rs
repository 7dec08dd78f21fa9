//! Rows of lists as they leave the screen: page after page, and as lines of a file. The same for the desk and the
//! commands.

pub mod csv;
pub mod walk;
