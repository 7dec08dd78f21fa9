//! What people read, by key. Each folder beside this file is a language with a file for each area; all of them are
//! compiled in.
//!
//! Keys begin with where they are used; `col-` are heads of columns by wire name, `act-` the words of actions (`.about`: in
//! palette and help), `why-` reasons why something cannot be done.

#[cfg(test)]
mod tests;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::langid;

/// Every language with the texts of each area.
static LANGUAGES: &[(&str, &[(&str, &str)])] = include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The areas of a language with their texts; none of one that there is not.
fn areas(language: &str) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    LANGUAGES.iter().filter(move |(name, _)| *name == language).flat_map(|(_, areas)| *areas)
}

/// The texts of one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Texts({:?})", self.bundle.locales)
    }
}

impl Default for Texts {
    fn default() -> Self {
        Texts::english()
    }
}

impl Texts {
    /// The English texts.
    pub fn english() -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![langid!("en")]);
        // Isolation marks are invisible characters; terminals show them as boxes or count them wrongly.
        bundle.set_use_isolating(false);
        for (_, texts) in areas("eng") {
            // A resource with a mistake still yields its good entries; the tests read the files strictly.
            let resource = match FluentResource::try_new(texts.to_string()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Texts { bundle }
    }

    /// The text of a key. A missing key is shown as itself: ugly, but it says what is missing.
    pub fn say(&self, key: &str) -> String {
        self.format(key, None).unwrap_or_else(|| key.to_string())
    }

    /// The text of a key with values filled in.
    pub fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(name.to_string(), value.clone());
        }
        self.format(key, Some(&args)).unwrap_or_else(|| key.to_string())
    }

    /// The text of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<String> {
        self.format(key, None)
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let (id, attribute) = key.split_once('.').map_or((key, None), |(id, name)| (id, Some(name)));
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        Some(self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned())
    }
}
