//! Places in a list: what a page by cursor starts from.

use serde::{Deserialize, Serialize};

/// Marks a place in an order: the sort value and id of a row, and the direction from there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    /// The wire name of the field of the order.
    #[serde(rename = "s")]
    pub sort: String,
    /// Largest first.
    #[serde(rename = "d")]
    pub descending: bool,
    /// True: the rows that follow. False: the rows before.
    #[serde(rename = "f")]
    pub forward: bool,
    /// The sort value of the row, as the storage orders it.
    #[serde(rename = "k")]
    pub key: SortKey,
    /// The id of the row; decides between equal values.
    #[serde(rename = "i")]
    pub id: String,
}

/// A value that rows are ordered by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SortKey {
    /// Numbers and times (microseconds since 1970, UTC).
    Number(i64),
    /// Texts.
    Text(String),
}

/// Longest token that is read: room for the longest text that a list is ordered by, 500 characters of four bytes, each
/// written as two digits, with its surroundings.
const TOKEN_MAX: usize = 8 * 1024;

impl Cursor {
    /// The opaque token on the wire: JSON in hexadecimal.
    pub fn token(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        json.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Reads a token back; `None` for anything that [`Cursor::token`] did not write.
    pub fn read(token: &str) -> Option<Cursor> {
        if token.len() > TOKEN_MAX || !token.is_ascii() {
            return None;
        }
        let bytes: Option<Vec<u8>> =
            (0..token.len()).step_by(2).map(|i| u8::from_str_radix(token.get(i..i + 2)?, 16).ok()).collect();
        serde_json::from_slice(&bytes?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_token() {
        let cursor = Cursor {
            sort: "name".into(),
            descending: false,
            forward: true,
            key: SortKey::Text("صوت".into()),
            id: "x".into(),
        };
        assert_eq!(Cursor::read(&cursor.token()), Some(cursor));
        for nonsense in ["zz", "7b", "ł", ""] {
            assert_eq!(Cursor::read(nonsense), None, "{nonsense}");
        }
    }
}
