//! Partner Desk: onboarding for MOSIP partners, in the terminal.

fn main() {}
