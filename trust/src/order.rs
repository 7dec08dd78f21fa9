//! Putting the certificates of one upload into order by who issued whom.

use crate::certificate::Certificate;

/// Sorts so that every certificate stands behind those that issued it; otherwise the given order is kept. Cycles end up
/// last. Links are by name: the signature is checked when each is stored.
#[must_use]
pub fn issuers_first(certificates: Vec<Certificate>) -> Vec<Certificate> {
    let mut waiting = certificates;
    let mut sorted = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let (ready, blocked): (Vec<_>, Vec<_>) =
            waiting.iter().cloned().partition(|one| !waiting.iter().any(|other| issued(other, one)));
        if ready.is_empty() {
            sorted.extend(blocked);
            break;
        }
        sorted.extend(ready);
        waiting = blocked;
    }
    sorted
}

/// The one certificate that issued none of the others. `None` when there is no such one or more than one.
#[must_use]
pub fn leaf(certificates: &[Certificate]) -> Option<&Certificate> {
    let mut leaves = certificates.iter().filter(|one| !certificates.iter().any(|other| issued(one, other)));
    let first = leaves.next()?;
    // The same certificate may stand there twice.
    leaves.all(|other| other == first).then_some(first)
}

/// Whether `issuer` may have issued `subject`, by their names. Self-issued certificates have no other issuer here:
/// a key change of an authority under one name cannot be ordered by names, and need not be.
fn issued(issuer: &Certificate, subject: &Certificate) -> bool {
    !subject.is_self_issued() && issuer.subject() == subject.issuer()
}
