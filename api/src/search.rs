//! MOSIP's legacy searches and filter values (pms-api 1.8): a POST that asks a list.
//!
//! A search names columns by the names that MOSIP's tables have; which field of which list a column is stands with the
//! field ([`Field::column`](crate::list::Field::column)). Checked against its list, a search becomes what a list is asked
//! for anyway ([`ListQuery`]), and what has to be looked at row by row because a list has no such comparison.

mod asked;

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use asked::Asked;

use crate::{
    codes,
    wire::{list, scalar, text},
};

codes! {
    /// What can be wrong with a legacy search.
    pub enum SearchCode {
        /// No such column.
        UnknownColumn: Invalid = "PMS-MSD-310", "This search has no such column.";
        /// A filter without a column.
        NoColumn: Invalid = "PMS-MSD-311", "A filter names no column.";
        /// A filter without a type.
        NoType: Invalid = "PMS-MSD-312", "A filter has no type.";
        /// Page or size out of range.
        Paging: Invalid = "PMS-MSD-313", "The page starts at 0 or more and holds 1 row or more.";
        /// An order without a field.
        NoSortField: Invalid = "PMS-MSD-314", "An order names no field.";
        /// One end of a range is missing.
        NoRange: Invalid = "PMS-MSD-315", "A filter of the type between needs a value from where and one to where.";
        /// No value to compare with.
        NoValue: Invalid = "PMS-MSD-316", "A filter has no value.";
        /// Filter values of an unknown column.
        UnknownValues: Invalid = "PMS-MSD-317", "There are no filter values of this column.";
        /// Blank type of filter values.
        BlankValuesType: Invalid = "PMS-MSD-322", "The type of filter values is empty; it is all or unique.";
        /// Unknown type of filter values.
        ValuesType: Invalid = "PMS-MSD-324", "The type of filter values is all or unique.";
        /// Not a field to sort by.
        UnknownSort: Invalid = "PMS-MSD-357", "This search cannot be sorted by that field.";
        /// Neither asc nor desc.
        SortType: Invalid = "PMS-MSD-358", "The direction of sorting is asc or desc.";
        /// Nothing in the list of values.
        NoValues: Invalid = "PMS-MSD-391", "A filter of the type in needs at least one value.";
    }
}

/// What a field is called in legacy searches, and what its texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Searched {
    /// The column's name.
    pub column: &'static str,
    /// What its texts are.
    pub kind: Kind,
}

/// What the texts of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// Dates and times.
    Time,
    /// `true` where the field has this word, `false` everywhere else.
    Truth(&'static str),
}

/// One condition of a search.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct SearchFilter {
    /// Of which column.
    #[garde(skip)]
    #[serde(default, deserialize_with = "text")]
    pub column_name: String,
    /// `contains`, `equals`, `startsWith`, `in` or `between`; another word counts for nothing.
    #[garde(skip)]
    #[serde(default, rename = "type", deserialize_with = "text")]
    pub kind: String,
    /// With what.
    #[garde(skip)]
    #[serde(default, deserialize_with = "scalar")]
    pub value: String,
    /// With one of these.
    #[garde(length(max = 500))]
    #[serde(default, deserialize_with = "list")]
    pub values: Vec<String>,
    /// From here.
    #[garde(skip)]
    #[serde(default, deserialize_with = "scalar")]
    pub from_value: String,
    /// To here.
    #[garde(skip)]
    #[serde(default, deserialize_with = "scalar")]
    pub to_value: String,
}

/// One order of a search.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct SearchSort {
    /// By which column.
    #[garde(skip)]
    #[serde(default, deserialize_with = "text")]
    pub sort_field: String,
    /// `asc` or `desc`, any letter case.
    #[garde(skip)]
    #[serde(default, deserialize_with = "text")]
    pub sort_type: String,
}

/// Which page of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Pagination {
    /// The page's number from 0.
    pub page_start: i64,
    /// Rows of a page.
    pub page_fetch: i64,
}
impl Default for Pagination {
    fn default() -> Self {
        Pagination { page_start: 0, page_fetch: 10 }
    }
}

/// A search: conditions, orders, page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
pub struct Search {
    /// All of them must hold.
    #[garde(length(max = 50), dive)]
    #[serde(default, deserialize_with = "list")]
    pub filters: Vec<SearchFilter>,
    /// The first decides first.
    #[garde(length(max = 50), dive)]
    #[serde(default, deserialize_with = "list")]
    pub sort: Vec<SearchSort>,
    /// Ten rows from the first when absent.
    #[garde(skip)]
    #[serde(default)]
    pub pagination: Option<Pagination>,
}

impl crate::operation::Input for Search {
    fn example() -> Self {
        Search {
            filters: vec![SearchFilter {
                column_name: "name".into(),
                kind: "contains".into(),
                value: "print".into(),
                ..SearchFilter::default()
            }],
            sort: vec![SearchSort { sort_field: "name".into(), sort_type: "asc".into() }],
            pagination: Some(Pagination::default()),
        }
    }
}

/// A page of a search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Found<R> {
    /// The number of the first row, from 1; 0 on an empty page.
    pub from_record: u64,
    /// The number of the last row.
    pub to_record: u64,
    /// Rows that match; 0 on an empty page.
    pub total_record: u64,
    /// The rows; null on an empty page.
    pub data: Option<Vec<R>>,
}

impl<R> Found<R> {
    /// A page with its place among all that match.
    pub fn page(asked: &Asked, rows: Vec<R>, total: u64) -> Self {
        let from = asked.skipped();
        match rows.len() as u64 {
            0 => Found { from_record: 0, to_record: 0, total_record: 0, data: None },
            count => Found { from_record: from + 1, to_record: from + count, total_record: total, data: Some(rows) },
        }
    }
}

/// Of which column filter values are asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct ValuesOf {
    /// The column.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "text")]
    pub column_name: String,
    /// `unique`, the default, or `all`.
    #[garde(required)]
    #[serde(default = "unique", rename = "type")]
    pub kind: Option<String>,
    /// The values have this in them, letter case ignored.
    #[garde(skip)]
    #[serde(default, deserialize_with = "text")]
    pub text: String,
}
/// Members of questions that have another name on the wire than here.
pub const RENAMED: &[(&str, &str)] = &[("kind", "type")];
fn unique() -> Option<String> {
    Some("unique".into())
}

/// A question for filter values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct Values {
    /// Of which columns.
    #[garde(length(min = 1, max = 10), dive)]
    #[serde(default, deserialize_with = "list")]
    pub filters: Vec<ValuesOf>,
    /// What else must hold of the rows.
    #[garde(length(max = 50), dive)]
    #[serde(default, deserialize_with = "list")]
    pub optional_filters: Vec<SearchFilter>,
}
impl crate::operation::Input for Values {
    const RENAMED: &'static [(&'static str, &'static str)] = RENAMED;
    fn example() -> Self {
        let of = ValuesOf { column_name: "name".into(), kind: unique(), text: String::new() };
        Values { filters: vec![of], optional_filters: Vec::new() }
    }
}

/// Most filter values that are answered for a column (pms-api 1.8).
pub const MOST_VALUES: u32 = 500;

/// Filter values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilterValues {
    /// The values.
    pub filters: Vec<FilterValue>,
}
/// One filter value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct FilterValue {
    /// The column.
    #[serde(rename = "fieldID")]
    pub field_id: String,
    /// The value.
    #[serde(rename = "fieldValue")]
    pub field_value: String,
    /// What stands for the row: its id, or its name.
    #[serde(rename = "fieldCode")]
    pub field_code: String,
}
