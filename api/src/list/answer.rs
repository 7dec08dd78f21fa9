//! How rows travel: as a page, or all of them at once.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{List, ListQuery};
use crate::{
    error::Failure,
    operation::{Input, Nothing},
};

/// What a list's operation takes: the query itself, or what the operation knows of it.
pub trait Question: Input {
    /// Made of a query.
    fn of(query: &ListQuery) -> Self;
}
impl Question for ListQuery {
    fn of(query: &ListQuery) -> Self {
        query.clone()
    }
}
impl Question for Nothing {
    fn of(_: &ListQuery) -> Self {
        Nothing {}
    }
}

/// A row of a list.
pub trait ListRow: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// The list that it is a row of.
    const LIST: &'static List<Self>;
}

/// What a list's operation answers.
pub trait Answer: DeserializeOwned + JsonSchema + Send + 'static {
    /// Its rows.
    type Row: ListRow;
    /// Whether all rows come at once, so that whoever asked filters, sorts and pages them.
    const WHOLE: bool;

    /// The page that the query asks for.
    ///
    /// # Errors
    /// As [`ListQuery::check`], for a query that was not sent.
    fn page(self, query: &ListQuery, now: Timestamp) -> Result<Page<Self::Row>, Failure>;
}

impl<R: ListRow> Answer for Page<R> {
    type Row = R;
    const WHOLE: bool = false;

    fn page(self, _: &ListQuery, _: Timestamp) -> Result<Page<R>, Failure> {
        Ok(self)
    }
}

impl<R: ListRow> Answer for Vec<R> {
    type Row = R;
    const WHOLE: bool = true;

    fn page(self, query: &ListQuery, now: Timestamp) -> Result<Page<R>, Failure> {
        R::LIST.cut(self, query, now)
    }
}

/// A page of a list on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", bound(deserialize = "R: Deserialize<'de>"))]
pub struct Page<R> {
    /// The number of this page, from 0; 0 when paged by cursor.
    #[serde(default)]
    pub page_no: u64,
    /// Rows asked for.
    #[serde(default)]
    pub page_size: u64,
    /// Rows that match; by cursor counted up to [`TOTAL_CAP`].
    #[serde(default)]
    pub total_results: u64,
    /// The rows.
    #[serde(default)]
    pub data: Vec<R>,
    /// Ours, by cursor: the token of the next page, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Ours, by cursor: the token of the previous page, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// Ours, by cursor: there are more rows than [`TOTAL_CAP`], `totalResults` is that cap.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub total_is_capped: bool,
}

/// Up to how many rows a list paged by cursor counts exactly.
pub const TOTAL_CAP: u64 = 10_000;
