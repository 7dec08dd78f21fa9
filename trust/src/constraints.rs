//! Name constraints (RFC 5280 section 4.2.1.10): directory names, e-mail addresses and host names are compared; any
//! other form fails closed, that is, a certificate with a name of a constrained form that is not compared is refused.

use crate::{certificate::Certificate, extensions::AlternativeName, oid};

/// Checks every certificate of a path (target first) against the constraints of all issuers above it.
/// On failure returns the display name of the issuer whose constraints were broken.
pub(crate) fn check_path(path: &[Certificate]) -> Result<(), String> {
    for (index, issuer) in path.iter().enumerate().skip(1) {
        let extensions = issuer.extensions();
        if extensions.permitted.is_empty() && extensions.excluded.is_empty() {
            continue;
        }
        for (below, certificate) in path[..index].iter().enumerate() {
            // A self-issued intermediate is a key change of the authority itself; only the target counts always.
            if below > 0 && certificate.is_self_issued() {
                continue;
            }
            if !names_of(certificate).iter().all(|name| is_allowed(name, &extensions.permitted, &extensions.excluded)) {
                return Err(issuer.subject().display().to_owned());
            }
        }
    }
    Ok(())
}

/// Every name a certificate claims: its subject, e-mail addresses in the subject, and the alternative names.
fn names_of(certificate: &Certificate) -> Vec<AlternativeName> {
    let mut names = certificate.extensions().alternative_names.clone();
    let subject = certificate.subject();
    if !subject.is_empty() {
        names.push(AlternativeName::Directory(subject.clone()));
    }
    // A malformed address cannot be compared, and an empty one matches nothing: it fails where e-mail is constrained.
    names.extend(
        subject.values(oid::EMAIL_ADDRESS).map(|text| AlternativeName::Email(text.unwrap_or_default().to_owned())),
    );
    names
}

fn is_allowed(name: &AlternativeName, permitted: &[AlternativeName], excluded: &[AlternativeName]) -> bool {
    let mut of_same_form = permitted.iter().filter(|base| same_form(base, name)).peekable();
    let permitted = of_same_form.peek().is_none() || of_same_form.any(|base| is_within(name, base, false));
    permitted && !excluded.iter().filter(|base| same_form(base, name)).any(|base| is_within(name, base, true))
}

fn same_form(one: &AlternativeName, other: &AlternativeName) -> bool {
    use AlternativeName::{Directory, Dns, Email, Other};
    match (one, other) {
        (Email(_), Email(_)) | (Dns(_), Dns(_)) | (Directory(_), Directory(_)) => true,
        (Other(one), Other(other)) => one == other,
        _ => false,
    }
}

/// Whether `name` lies under `base`; `unknown` answers for forms that are not compared.
fn is_within(name: &AlternativeName, base: &AlternativeName, unknown: bool) -> bool {
    use AlternativeName::{Directory, Dns, Email};
    match (name, base) {
        (Directory(name), Directory(base)) => name.is_within(base),
        (Dns(name), Dns(base)) => host_within(name, base),
        (Email(name), Email(base)) => email_within(name, base),
        _ => unknown,
    }
}

/// `host.example` lies under `example`, `.example` and the empty name.
fn host_within(host: &str, base: &str) -> bool {
    let (host, base) = (host.to_ascii_lowercase(), base.to_ascii_lowercase());
    let base = base.strip_prefix('.').unwrap_or(&base);
    base.is_empty() || host == base || host.strip_suffix(base).is_some_and(|rest| rest.ends_with('.'))
}

/// A base with `@` is one mailbox, with a leading dot all hosts of a domain, else all mailboxes of one host.
fn email_within(address: &str, base: &str) -> bool {
    if base.contains('@') {
        let split = |text: &str| text.rsplit_once('@').map(|(user, host)| (user.to_owned(), host.to_ascii_lowercase()));
        return split(address).is_some() && split(address) == split(base);
    }
    let Some((_, host)) = address.rsplit_once('@') else { return false };
    if base.starts_with('.') {
        let (host, base) = (host.to_ascii_lowercase(), base.to_ascii_lowercase());
        return host.len() > base.len() && host.ends_with(&base);
    }
    host.eq_ignore_ascii_case(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        assert!(host_within("a.example", "example"));
        assert!(host_within("a.Example", ".example"));
        assert!(host_within("example", "EXAMPLE"));
        assert!(!host_within("badexample", "example"));
    }

    #[test]
    fn addresses() {
        assert!(email_within("me@Example.org", "me@example.org"));
        assert!(!email_within("Me@example.org", "me@example.org"));
        assert!(email_within("me@a.example.org", ".example.org"));
        assert!(!email_within("me@example.org", ".example.org"));
        assert!(email_within("me@example.org", "example.org"));
        assert!(!email_within("", "example.org"));
    }
}
