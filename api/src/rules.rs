//! Field rules: what a member of a request must look like.
//!
//! The rules stand on the request types as `garde` attributes. The server enforces them, the OpenAPI document shows
//! them, and the forms of the client check them while a person types; all three read this one declaration.

use std::fmt;

use garde::Validate;

use crate::operation::Input;

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The member by its name on the wire, for example `organizationName` or `extractors[0].biometric`.
    pub field: String,
    /// Which rule is broken.
    pub rule: Rule,
}

/// The rules that a text can break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Nothing was given.
    Required,
    /// Fewer characters than the number.
    TooShort(usize),
    /// More characters than the number.
    TooLong(usize),
    /// Contains a character outside MOSIP's allowed set (pms-api: `PMS_REQUEST_ERROR_007`).
    Characters,
    /// Contains a blank where none may be.
    Blanks,
    /// Not an e-mail address that MOSIP accepts.
    Email,
    /// Not one of the offered words.
    Choice,
    /// Not a date of the form `2026-11-22`.
    Date,
    /// Not a date and time of the form `2026-11-22T10:15:30Z`.
    DateTime,
    /// Not an address of a web page.
    Url,
    /// Not a JSON object with something in it.
    Object,
    /// Too easy to guess.
    Password,
    /// Not a JSON object, or larger than allowed.
    Policy,
    /// Any other rule, in its own words.
    Other(String),
}

impl Rule {
    /// The key of the sentence in the client's texts.
    pub fn key(&self) -> &'static str {
        match self {
            Rule::Required => "rule-required",
            Rule::TooShort(_) => "rule-too-short",
            Rule::TooLong(_) => "rule-too-long",
            Rule::Characters => "rule-characters",
            Rule::Blanks => "rule-blanks",
            Rule::Email => "rule-email",
            Rule::Choice => "rule-choice",
            Rule::Date => "rule-date",
            Rule::DateTime => "rule-date-time",
            Rule::Url => "rule-url",
            Rule::Object => "rule-object",
            Rule::Password => "rule-password",
            Rule::Policy => "rule-policy",
            Rule::Other(_) => "rule-other",
        }
    }

    /// The limit that the sentence names, if it names one.
    pub fn limit(&self) -> Option<usize> {
        match self {
            Rule::TooShort(n) | Rule::TooLong(n) => Some(*n),
            _ => None,
        }
    }

    /// Reads a rule back from what `garde` (or one of our custom rules) reports.
    fn from_report(message: &str) -> Rule {
        let number = || message.rsplit(' ').next().and_then(|n| n.parse().ok());
        match message {
            CHARACTERS => Rule::Characters,
            BLANKS => Rule::Blanks,
            EMAIL => Rule::Email,
            CHOICE => Rule::Choice,
            DATE => Rule::Date,
            DATE_TIME => Rule::DateTime,
            URL => Rule::Url,
            OBJECT => Rule::Object,
            PASSWORD => Rule::Password,
            POLICY => Rule::Policy,
            _ if message.starts_with("length is lower than") => match number() {
                Some(1) | None => Rule::Required,
                Some(n) => Rule::TooShort(n),
            },
            _ if message.starts_with("length is greater than") => Rule::TooLong(number().unwrap_or_default()),
            other => Rule::Other(other.to_string()),
        }
    }
}

impl fmt::Display for Rule {
    /// English, for the server's answers. The client has its own sentences under [`Rule::key`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::Required => f.write_str("must not be empty"),
            Rule::TooShort(n) => write!(f, "needs at least {n} characters"),
            Rule::TooLong(n) => write!(f, "may have at most {n} characters"),
            Rule::Characters => f.write_str("has a character that is not allowed"),
            Rule::Blanks => f.write_str("must not contain blanks"),
            Rule::Email => f.write_str("is not an e-mail address that is accepted here"),
            Rule::Choice => f.write_str("is not one of the allowed words"),
            Rule::Date => f.write_str("is not a date like 2026-11-22"),
            Rule::DateTime => f.write_str("is not a date and time like 2026-11-22T10:15:30Z"),
            Rule::Url => f.write_str("must begin with http:// or https:// and have no blanks or quotes"),
            Rule::Object => f.write_str("must be a JSON object that is not empty"),
            Rule::Password => f.write_str("needs at least 10 characters, not all of them the same"),
            Rule::Policy => f.write_str("must be a JSON object of at most 5120 characters"),
            Rule::Other(text) => f.write_str(text),
        }
    }
}

const CHARACTERS: &str = "rule: characters";
const BLANKS: &str = "rule: blanks";
const EMAIL: &str = "rule: e-mail";
const CHOICE: &str = "rule: choice";
const DATE: &str = "rule: date";
const DATE_TIME: &str = "rule: date and time";
const URL: &str = "rule: url";
const OBJECT: &str = "rule: object";
const PASSWORD: &str = "rule: password";
const POLICY: &str = "rule: policy";

/// Most characters a policy may have as JSON text (pms-api 4.1, `policy_file_id`).
pub const POLICY_MAX_CHARACTERS: usize = 5120;

/// Checks every rule of a request. Empty when all hold; at most one violation per field, in the order of their names.
pub fn check<T: Input>(request: &T) -> Vec<Violation> {
    broken(request, T::RENAMED)
}

fn broken<T: Validate<Context = ()>>(request: &T, renamed: &[(&str, &str)]) -> Vec<Violation> {
    let Err(report) = request.validate() else { return Vec::new() };
    let mut found: Vec<Violation> = Vec::new();
    for (path, error) in report.iter() {
        let field = wire_name(&path.to_string(), renamed);
        if !found.iter().any(|v| v.field == field) {
            found.push(Violation { field, rule: Rule::from_report(&error.to_string()) });
        }
    }
    found
}

/// `garde` names the Rust field; on the wire members are written in lower camel case, but for those that an input names
/// in [`Input::RENAMED`].
fn wire_name(path: &str, renamed: &[(&str, &str)]) -> String {
    let member = |part: &str| {
        let (name, place) = part.split_at(part.find('[').unwrap_or(part.len()));
        let known = renamed.iter().find(|(rust, _)| *rust == name).map(|(_, wire)| (*wire).to_string());
        known.unwrap_or_else(|| camel(name)) + place
    };
    path.split('.').map(member).collect::<Vec<_>>().join(".")
}

fn camel(path: &str) -> String {
    let mut name = String::with_capacity(path.len());
    let mut upper = false;
    for c in path.chars() {
        match c {
            '_' => upper = true,
            c if upper => {
                name.extend(c.to_uppercase());
                upper = false;
            }
            c => name.push(c),
        }
    }
    name
}

/// MOSIP's character rule for texts (pms-api 6.2.0): letters, digits and marks of any script, white space and
/// `. , @ # & ( ) - ' ? _ ! " : ; = \`.
pub fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || is_mark(c) || c.is_whitespace() || r##".,@#&()-'?_!":;=\"##.contains(c))
}

/// Combining marks of the scripts that names are written in. `char::is_alphanumeric` leaves non-spacing marks out.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06ED
        | 0x0711 | 0x0730..=0x074A | 0x0816..=0x082D | 0x0859..=0x085B | 0x08D3..=0x0903 | 0x093A..=0x094F | 0x0951..=0x0957
        | 0x0962..=0x0963 | 0x0981..=0x0983 | 0x09BC..=0x09D7 | 0x0A01..=0x0A03 | 0x0A3C..=0x0A51 | 0x0A70..=0x0A75
        | 0x0A81..=0x0A83 | 0x0ABC..=0x0ACD | 0x0B01..=0x0B03 | 0x0B3C..=0x0B57 | 0x0B82 | 0x0BBE..=0x0BD7 | 0x0C00..=0x0C04
        | 0x0C3E..=0x0C56 | 0x0C81..=0x0C83 | 0x0CBC..=0x0CD6 | 0x0D00..=0x0D03 | 0x0D3B..=0x0D57 | 0x0DCA..=0x0DDF
        | 0x0E31..=0x0E3A | 0x0E47..=0x0E4E | 0x0EB1..=0x0EBC | 0x0EC8..=0x0ECE | 0x0F18..=0x0F19 | 0x0F35..=0x0F39
        | 0x0F71..=0x0F87 | 0x102B..=0x103E | 0x1056..=0x1059 | 0x135D..=0x135F | 0x1712..=0x1715 | 0x17B4..=0x17D3
        | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20F0 | 0x3099..=0x309A | 0xFE20..=0xFE2F)
}

/// Rule: only MOSIP's allowed characters ([`is_plain`]).
pub fn plain<S: AsRef<str>>(text: &S, (): &()) -> garde::Result {
    hold(is_plain(text.as_ref()), CHARACTERS)
}

/// Rule: allowed characters and no line break or other control character; for names that stand in one line.
pub fn plain_line<S: AsRef<str>>(text: &S, (): &()) -> garde::Result {
    let text = text.as_ref();
    hold(is_plain(text) && !text.chars().any(char::is_control), CHARACTERS)
}

/// Rule: no control characters, otherwise anything (addresses, comments).
pub fn printable<S: AsRef<str>>(text: &S, (): &()) -> garde::Result {
    hold(!text.as_ref().chars().any(|c| c.is_control() && c != '\n'), CHARACTERS)
}

/// Rule: an identifier, without blanks (partner id, user name; `PMS_PRT_066`).
pub fn no_blanks<S: AsRef<str>>(text: &S, (): &()) -> garde::Result {
    hold(!text.as_ref().chars().any(char::is_whitespace), BLANKS)
}

/// Rule: MOSIP's pattern for e-mail addresses (pms-api 4.3), read without a pattern engine: word characters, `-` and
/// `+` and dots before the `@`, labels after it, a last label of two or more lower-case letters.
pub fn email<S: AsRef<str>>(text: &S, (): &()) -> garde::Result {
    hold(is_email(text.as_ref()), EMAIL)
}

fn is_email(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let Some((local, domain)) = text.split_once('@') else { return false };
    let mut local = local.split('.');
    let first = local.next().is_some_and(|p| !p.is_empty() && p.chars().all(|c| word(c) || c == '-' || c == '+'));
    let rest = local.all(|p| !p.is_empty() && p.chars().all(word));
    let labels: Vec<&str> = domain.split('.').collect();
    let Some((last, hosts)) = labels.split_last() else { return false };
    let host = |(i, p): (usize, &&str)| !p.is_empty() && p.chars().all(|c| word(c) || (i == 0 && c == '-'));
    first
        && rest
        && !hosts.is_empty()
        && hosts.iter().enumerate().all(host)
        && last.len() >= 2
        && last.chars().all(|c| c.is_ascii_lowercase())
}

/// Rule: a calendar date, `2026-11-22`.
pub fn date<S: AsRef<str>>(text: &S, (): &()) -> garde::Result {
    hold(text.as_ref().parse::<jiff::civil::Date>().is_ok() && text.as_ref().len() == 10, DATE)
}

/// Rule: a date and time, with or without its offset: `2026-11-22T10:15:30Z`.
pub fn date_time<S: AsRef<str>>(text: &S, (): &()) -> garde::Result {
    hold(crate::time::parse(text.as_ref()).is_some(), DATE_TIME)
}

/// Rule: the address of a web page, as MOSIP's portal takes it: `http://` or `https://` and something after it, without
/// blanks, quotes and control characters.
pub fn url<S: AsRef<str>>(text: &S, (): &()) -> garde::Result {
    let text = text.as_ref();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>');
    hold(rest.is_some_and(|rest| !rest.is_empty()) && !text.contains(forbidden), URL)
}

/// Rule: a JSON object that is not empty.
pub fn object(value: &serde_json::Value, (): &()) -> garde::Result {
    hold(value.as_object().is_some_and(|members| !members.is_empty()), OBJECT)
}

/// Rule: at least 10 characters, not all the same. Our own decision: length helps, composition rules do not.
pub fn password<S: secrecy::ExposeSecret<str>>(text: &S, (): &()) -> garde::Result {
    let text = text.expose_secret();
    let mut characters = text.chars();
    let first = characters.next();
    hold(text.chars().count() >= 10 && characters.any(|c| Some(c) != first), PASSWORD)
}

/// Rule: a JSON object whose text has at most [`POLICY_MAX_CHARACTERS`] characters.
pub fn policy(value: &serde_json::Value, (): &()) -> garde::Result {
    hold(value.is_object() && value.to_string().chars().count() <= POLICY_MAX_CHARACTERS, POLICY)
}

/// Rule: one of the offered words, in any letter case.
pub fn one_of(words: &'static [&'static str]) -> impl Fn(&String, &()) -> garde::Result {
    move |text, ()| hold(words.iter().any(|w| w.eq_ignore_ascii_case(text)), CHOICE)
}

fn hold(holds: bool, broken: &'static str) -> garde::Result {
    if holds { Ok(()) } else { Err(garde::Error::new(broken)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garde_still_speaks_the_sentences_that_rules_are_read_from() {
        #[derive(garde::Validate)]
        struct Probe {
            #[garde(length(chars, min = 1, max = 3))]
            empty_text: &'static str,
            #[garde(length(chars, min = 1, max = 3))]
            long_text: &'static str,
            #[garde(length(chars, min = 2))]
            short: &'static str,
        }
        let broken = broken(&Probe { empty_text: "", long_text: "abcd", short: "a" }, &[("short", "kurzID")]);
        let rules: Vec<_> = broken.iter().map(|v| (v.field.as_str(), v.rule.clone())).collect();
        assert_eq!(
            rules,
            [("emptyText", Rule::Required), ("longText", Rule::TooLong(3)), ("kurzID", Rule::TooShort(2))]
        );
    }

    #[test]
    fn email_rule_follows_mosip() {
        for good in ["a@b.ke", "first.last@mail-host.example.org", "x+y-z@b_c.fr"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@b", "a@b.c", "a@b.KE", "a@@b.ke", ".a@b.ke", "a b@c.ke", "a@.ke", "a@b..ke", "a@b.k1"] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn names_of_every_script_are_plain_and_markup_is_not() {
        for good in ["Łódź Bank (2)", "صوت البصمة", "बैंक ऑफ इंडिया", "銀行", "Cafe\u{301}"]
        {
            assert!(is_plain(good), "{good}");
        }
        for bad in ["a/b", "<b>", "50%", "a|b", "\u{1b}[31m", "a\u{202e}b"] {
            assert!(!is_plain(bad), "{bad:?}");
        }
    }
}
