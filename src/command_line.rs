//! What is typed for what the desk shows: the words of commands, put together from the declarations of the contract.

/// A wire name in the words of flags: `partnerId` → `partner-id`. MOSIP's `desc` gives way to the flag of the order.
pub fn flag(name: &str) -> String {
    match name {
        "desc" => "description".into(),
        name => plain_words(name).replace(' ', "-"),
    }
}

/// The words of a wire name in lower case: `partnerId` → `partner id`, `is_Active` → `is active`.
pub fn plain_words(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        let begins = c.is_uppercase() && !out.is_empty();
        if (begins || matches!(c, '_' | '-')) && !out.ends_with(' ') {
            out.push(' ');
        }
        if !matches!(c, '_' | '-') {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// The command that shows one record of a group: `partnerdesk requests show ID`.
pub fn show(flags: &[String], group: &str, id: &str) -> String {
    // A name that begins like a flag stands behind the mark that ends them.
    let mark = id.starts_with('-').then(|| "--".to_string());
    line(flags, [group.to_string(), "show".into()].into_iter().chain(mark).chain([id.to_string()]))
}

/// The command that prints a list of a group under filters, by their parameters, and an order, by field.
pub fn list<'a>(
    flags: &[String],
    group: &str,
    filters: impl Iterator<Item = (&'a str, &'a str)>,
    sort: Option<(&str, bool)>,
) -> String {
    // With `=`, so that a value may begin like a flag.
    let filters = filters.map(|(name, value)| format!("--{}={value}", flag(name)));
    let sort = sort.into_iter().flat_map(|(field, descending)| {
        let order = if descending { "--desc" } else { "--asc" };
        [format!("--sort={}", flag(field)), order.to_string()]
    });
    line(flags, [group.to_string(), "list".into()].into_iter().chain(filters).chain(sort))
}

/// A whole command: its words as a shell reads them.
pub fn typed(words: &[String]) -> String {
    line(&[], words.iter().cloned())
}

/// Words as a shell reads them, behind the program's name and the flags that lead to the same place.
fn line(flags: &[String], words: impl Iterator<Item = String>) -> String {
    let program = std::iter::once("partnerdesk".to_string());
    program.chain(flags.iter().cloned()).chain(words).map(|w| quote(&w)).collect::<Vec<_>>().join(" ")
}

/// One word in quotes where a shell needs them. Control characters are left out: they could speak to a terminal.
fn quote(word: &str) -> String {
    let word: String = word.chars().filter(|c| !c.is_control()).collect();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word;
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_words_that_a_shell_reads_back() {
        assert_eq!(show(&[], "requests", "0198-a"), "partnerdesk requests show 0198-a");
        assert_eq!(show(&[], "partners", "-x"), "partnerdesk partners show -- -x");
        let flags = ["--profile".to_string(), "sample".to_string()];
        let filters = [("orgName", "Tomás' \u{1b}[2J"), ("status", "InProgress")];
        assert_eq!(
            list(&flags, "requests", filters.into_iter(), Some(("createdDateTime", true))),
            r"partnerdesk --profile sample requests list '--org-name=Tomás'\'' [2J' --status=InProgress --sort=created-date-time --desc"
        );
    }
}
