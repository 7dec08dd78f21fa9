//! What can be wrong with a certificate.
