//! Who somebody is: keys, passwords, tokens. Which account may do what stands with the operations, not here.

pub mod keys;
pub mod password;
pub mod token;
