//! States: what a record can be, in whose words, and what it can become; declared once per area with [`states!`].
//!
//! A state has one word of its own: how it is stored, filtered and written in our lists. MOSIP's operations often say
//! the same state in another word; such a vocabulary stands beside the states as `words`, and the words by which people
//! order a move as `orders`. Moves are declared with the state that they start from, and a [`Move`] can be had in no
//! other way, so that neither a rule nor the storage can make one that is not declared.
//!
//! [`states!`]: crate::states

use std::{borrow::Cow, fmt, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What every state can tell. Implemented by the enums that [`states!`](crate::states) declares.
pub trait State: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// The name of the enum.
    const NAME: &'static str;
    /// Every state, in the order of declaration.
    const ALL: &'static [Self];
    /// The word of each, in the same order; for filters and drop-downs.
    const WORDS: &'static [&'static str];
    /// Its own word: how it is stored and filtered.
    fn word(self) -> &'static str;
    /// What it can become.
    fn moves(self) -> &'static [Self];

    /// The state of a word.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.word() == word)
    }
    /// The state of a word in any letter case.
    fn in_any_case(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.word().eq_ignore_ascii_case(word))
    }
    /// Whether it can become the other.
    fn may_become(self, to: Self) -> bool {
        self.moves().contains(&to)
    }
    /// The move to the other, if it can become that.
    fn becomes(self, to: Self) -> Option<Move<Self>> {
        self.may_become(to).then_some(Move { from: self, to })
    }
    /// Whether nothing comes after it.
    fn is_final(self) -> bool {
        self.moves().is_empty()
    }
}

/// A move that is declared. What the storage takes, so that a move is checked before it is made; that the record still
/// is in the first state is asked by the change itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move<S> {
    from: S,
    to: S,
}

impl<S: Copy> Move<S> {
    /// Where it starts.
    pub fn from(self) -> S {
        self.from
    }
    /// Where it leads.
    pub fn to(self) -> S {
        self.to
    }
}

/// A vocabulary: a word for each state of a kind.
pub trait Words<S: State>: 'static {
    /// The word of a state.
    fn word(state: S) -> &'static str;
    /// The state of a word.
    fn read(word: &str) -> Option<S> {
        S::ALL.iter().copied().find(|state| Self::word(*state) == word)
    }
}

/// The states' own words.
#[derive(Clone, Copy, Debug)]
pub enum Own {}
impl<S: State> Words<S> for Own {
    fn word(state: S) -> &'static str {
        state.word()
    }
}

/// The word of a state as it travels in an answer. A word that is not known here, of a newer or another server, is kept
/// as it came: it is no reason to show nothing of a page.
pub struct Word<S, W = Own>(Result<S, String>, PhantomData<fn() -> W>);

impl<S: State, W: Words<S>> Word<S, W> {
    /// The state, if it is one that is known here.
    pub fn state(&self) -> Option<S> {
        self.0.as_ref().ok().copied()
    }
    /// The word.
    pub fn word(&self) -> &str {
        self.0.as_ref().map_or_else(String::as_str, |state| W::word(*state))
    }
    /// Whether the state is known here and can become the other.
    pub fn may_become(&self, to: S) -> bool {
        self.state().is_some_and(|state| state.may_become(to))
    }
}

impl<S: State, W: Words<S>> From<S> for Word<S, W> {
    fn from(state: S) -> Self {
        Word(Ok(state), PhantomData)
    }
}
impl<S: State, W: Words<S>> From<&str> for Word<S, W> {
    fn from(word: &str) -> Self {
        Word(W::read(word).ok_or_else(|| word.to_string()), PhantomData)
    }
}
impl<S: Clone, W> Clone for Word<S, W> {
    fn clone(&self) -> Self {
        Word(self.0.clone(), PhantomData)
    }
}
impl<S: PartialEq, W> PartialEq for Word<S, W> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<S: State, W: Words<S>> PartialEq<S> for Word<S, W> {
    fn eq(&self, other: &S) -> bool {
        self.state() == Some(*other)
    }
}
impl<S: State, W: Words<S>> fmt::Debug for Word<S, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.word(), f)
    }
}
impl<S: State, W: Words<S>> fmt::Display for Word<S, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl<S: State, W: Words<S>> Serialize for Word<S, W> {
    fn serialize<O: Serializer>(&self, to: O) -> Result<O::Ok, O::Error> {
        to.serialize_str(self.word())
    }
}
impl<'de, S: State, W: Words<S>> Deserialize<'de> for Word<S, W> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Cow::<str>::deserialize(from)?.as_ref().into())
    }
}
impl<S: State, W: Words<S>> JsonSchema for Word<S, W> {
    fn schema_name() -> Cow<'static, str> {
        S::NAME.into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = S::ALL.iter().map(|state| W::word(*state)).collect();
        json_schema!({"type": "string", "enum": words})
    }
}

/// Words by which somebody orders a move: `De-Activate`, `Approved`. Not every state can be ordered.
pub trait Orders<S: State>: 'static {
    /// The words and where they lead.
    const ORDERS: &'static [(&'static str, S)];

    /// Where the word leads, written exactly so.
    fn read(word: &str) -> Option<S> {
        Self::ORDERS.iter().find(|(order, _)| *order == word).map(|(_, to)| *to)
    }
    /// Where the word leads, in any letter case.
    fn read_in_any_case(word: &str) -> Option<S> {
        Self::ORDERS.iter().find(|(order, _)| order.eq_ignore_ascii_case(word)).map(|(_, to)| *to)
    }
    /// The word that leads there; empty where no order does, which every server refuses.
    fn word(to: S) -> &'static str {
        Self::ORDERS.iter().find(|(_, state)| *state == to).map_or("", |(order, _)| order)
    }
}

/// Whether no word stands twice, so that each can be read back. Asked while the declarations are compiled.
pub const fn are_distinct(words: &[&str]) -> bool {
    let mut first = 0;
    while first < words.len() {
        let mut second = first + 1;
        while second < words.len() {
            if are_equal(words[first].as_bytes(), words[second].as_bytes()) {
                return false;
            }
            second += 1;
        }
        first += 1;
    }
    true
}

const fn are_equal(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Declares the states of a kind of record: each with its word and what it can become, then vocabularies of
/// operations that say them otherwise, then words that order a move.
///
/// ```
/// partnerdesk_api::states! {
///     /// States of a chip.
///     pub enum ChipState {
///         /// Waits for its certificate.
///         Bare = "pending_cert_upload" => Pending,
///         /// Waits for the admin.
///         Pending = "pending_approval" => Approved | Rejected,
///         /// In force; a new certificate needs a new approval.
///         Approved = "approved" => Pending | Deactivated,
///         /// Refused; final.
///         Rejected = "rejected",
///         /// Switched off; final.
///         Deactivated = "deactivated",
///     }
///     /// How people decide.
///     orders ChipOrder { Approved = "Activate", Rejected = "De-activate" }
/// }
/// use partnerdesk_api::state::{Orders, State};
/// assert!(ChipState::Approved.may_become(ChipState::Pending));
/// assert!(ChipState::Deactivated.is_final());
/// assert_eq!(ChipOrder::read("Activate"), Some(ChipState::Approved));
/// ```
#[macro_export]
macro_rules! states {
    (
        $(#[$outer:meta])* $vis:vis enum $name:ident {
            $($(#[$doc:meta])* $variant:ident = $word:literal $(=> $($to:ident)|+)?,)+
        }
        $($(#[$beside_doc:meta])* $kind:ident $beside:ident { $($of:ident = $as:literal),+ $(,)? })*
    ) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema)]
        $vis enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every state, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];
            /// The word of each, in the same order; for filters and drop-downs.
            pub const WORDS: &'static [&'static str] = &[$($word,)+];

            /// Its own word: how it is stored and filtered.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
            /// The state of a word.
            pub fn from_word(word: &str) -> Option<$name> {
                <$name as $crate::state::State>::from_word(word)
            }
            /// The state of a word in any letter case.
            pub fn in_any_case(word: &str) -> Option<$name> {
                <$name as $crate::state::State>::in_any_case(word)
            }
            /// Whether nothing comes after it.
            pub fn is_final(self) -> bool {
                <$name as $crate::state::State>::is_final(self)
            }
            /// Whether it can become the other.
            pub fn may_become(self, to: $name) -> bool {
                <$name as $crate::state::State>::may_become(self, to)
            }
            /// The move to the other, if it can become that.
            pub fn becomes(self, to: $name) -> Option<$crate::state::Move<$name>> {
                <$name as $crate::state::State>::becomes(self, to)
            }
        }

        const _: () = assert!($crate::state::are_distinct($name::WORDS), "a word of a state stands twice");

        impl $crate::state::State for $name {
            const NAME: &'static str = stringify!($name);
            const ALL: &'static [$name] = $name::ALL;
            const WORDS: &'static [&'static str] = $name::WORDS;
            fn word(self) -> &'static str { $name::word(self) }
            fn moves(self) -> &'static [$name] {
                match self { $($name::$variant => &[$($($name::$to,)+)?],)+ }
            }
        }

        $($crate::states!(@$kind $(#[$beside_doc])* $vis $name $beside { $($of = $as),+ });)*
    };
    (@words $(#[$doc:meta])* $vis:vis $name:ident $vocabulary:ident { $($of:ident = $as:literal),+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        $vis enum $vocabulary {}

        const _: () = assert!($crate::state::are_distinct(&[$($as),+]), "a word stands for two states");

        impl $crate::state::Words<$name> for $vocabulary {
            fn word(state: $name) -> &'static str {
                match state { $($name::$of => $as,)+ }
            }
        }
    };
    (@orders $(#[$doc:meta])* $vis:vis $name:ident $orders:ident { $($of:ident = $as:literal),+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        $vis enum $orders {}

        const _: () = assert!($crate::state::are_distinct(&[$($as),+]), "a word orders two moves");

        impl $crate::state::Orders<$name> for $orders {
            const ORDERS: &'static [(&'static str, $name)] = &[$(($as, $name::$of)),+];
        }
    };
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    crate::states! {
        /// A lamp.
        pub enum Lamp {
            /// New.
            Boxed = "pending" => Lit,
            /// On.
            Lit = "approved" => Broken | Lit,
            /// Final.
            Broken = "rejected",
        }
        /// In capitals.
        words Loud { Boxed = "NEW", Lit = "ON", Broken = "OFF" }
        /// What people say.
        orders Say { Lit = "Activate", Broken = "De-Activate" }
    }

    #[test]
    fn words_are_read_back_and_moves_are_those_declared() {
        for (state, word) in Lamp::ALL.iter().zip(Lamp::WORDS) {
            assert_eq!((state.word(), Lamp::from_word(word)), (*word, Some(*state)));
            assert_eq!(serde_json::to_value(state).unwrap(), json!(word));
            assert_eq!(Loud::read(Loud::word(*state)), Some(*state));
        }
        assert_eq!((Lamp::from_word("Pending"), Loud::read("pending")), (None, None), "words are exact");
        assert_eq!(Lamp::in_any_case("Pending"), Some(Lamp::Boxed));
        let moves = |from: Lamp| Lamp::ALL.iter().copied().filter(|to| from.may_become(*to)).collect::<Vec<_>>();
        assert_eq!(moves(Lamp::Boxed), [Lamp::Lit]);
        assert_eq!(moves(Lamp::Lit), [Lamp::Lit, Lamp::Broken]);
        assert!(Lamp::Broken.is_final() && !Lamp::Boxed.is_final());
        assert_eq!(Lamp::Boxed.becomes(Lamp::Broken), None);
        let step = Lamp::Lit.becomes(Lamp::Broken).unwrap();
        assert_eq!((step.from(), step.to()), (Lamp::Lit, Lamp::Broken));
    }

    #[test]
    fn an_unknown_word_is_kept_as_it_came() {
        let read = |word: &str| serde_json::from_value::<Word<Lamp, Loud>>(json!(word)).unwrap();
        assert!(read("ON") == Lamp::Lit && read("ON").may_become(Lamp::Broken));
        let newer = read("GLOWING");
        assert_eq!((newer.state(), newer.word(), newer.may_become(Lamp::Lit)), (None, "GLOWING", false));
        assert_eq!(
            serde_json::to_value([read("ON"), newer, Lamp::Broken.into()]).unwrap(),
            json!(["ON", "GLOWING", "OFF"])
        );
        assert!(serde_json::from_value::<Word<Lamp>>(json!(null)).is_err(), "no state is not a state");
    }

    #[test]
    fn orders_lead_somewhere_exactly_or_in_any_case() {
        assert_eq!((Say::read("De-Activate"), Say::read("de-activate")), (Some(Lamp::Broken), None));
        assert_eq!(Say::read_in_any_case("de-activate"), Some(Lamp::Broken));
        assert_eq!((Say::word(Lamp::Lit), Say::word(Lamp::Boxed)), ("Activate", ""));
    }

    #[test]
    fn a_word_that_stands_twice_is_found() {
        assert!(are_distinct(&["a", "b", "ab"]) && are_distinct(&[]));
        assert!(!are_distinct(&["a", "b", "a"]));
    }
}
