//! Lists: what can be shown, sorted and filtered, declared once per list.
//!
//! The server's query, the terminal's columns and filters, the flags of the command line and the CSV export are all
//! read from a [`List`]. A request for a page is a [`ListQuery`]; checked against its list it becomes a [`Listing`].
//!
//! A row knows the list that it is a row of ([`ListRow`]), and an operation answers rows: as a [`Page`], or all of them as
//! a bare array, as some of MOSIP's do. So an operation is all that a screen or a command must name ([`Answer`]).

mod answer;
mod cursor;
mod query;
mod whole;

use std::borrow::Cow;

use crate::search::{Kind, Searched};

pub use answer::{Answer, ListRow, Page, Question, TOTAL_CAP};
pub use cursor::{Cursor, SortKey};
pub use query::{CURSOR_PAGE_MAX, Filter, ListQuery, Listing, PageAt};

/// How a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// The text occurs anywhere, letter case ignored.
    Contains,
    /// The text is equal.
    Equals,
    /// One of these words; another word matches nothing.
    OneOf(&'static [&'static str]),
    /// The day lies between today and that many days ahead (1 to 30).
    WithinDays,
}

/// The erased half of a list field.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// The member of a row, and the name by which it is sorted.
    pub wire: &'static str,
    /// The name of its filter parameter; differs from `wire` in a few of MOSIP's lists.
    pub param: &'static str,
    /// Whether the list can be sorted by it.
    pub sort: bool,
    /// How it is filtered, if it can be.
    pub filter: Option<Compare>,
    /// What it is called in MOSIP's legacy searches, if they have it.
    pub searched: Option<Searched>,
}

/// One field of a list: its erased half and its text in a row.
pub struct Field<R: 'static> {
    /// Names and abilities.
    pub info: FieldInfo,
    /// The text of the field in a row, as it stands in CSV and tables.
    pub text: for<'a> fn(&'a R) -> Cow<'a, str>,
}

impl<R> Clone for Field<R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R> Copy for Field<R> {}

impl<R> Field<R> {
    /// A field that is shown; neither sorted nor filtered until said otherwise.
    pub const fn shown(wire: &'static str, text: for<'a> fn(&'a R) -> Cow<'a, str>) -> Self {
        Field { info: FieldInfo { wire, param: wire, sort: false, filter: None, searched: None }, text }
    }
    /// The list can be sorted by it.
    pub const fn sorted(mut self) -> Self {
        self.info.sort = true;
        self
    }
    /// The list can be filtered by it.
    pub const fn filtered(mut self, compare: Compare) -> Self {
        self.info.filter = Some(compare);
        self
    }
    /// Its filter parameter has another name than the row member.
    pub const fn param(mut self, param: &'static str) -> Self {
        self.info.param = param;
        self
    }
    /// Legacy searches have it as this column.
    pub const fn column(mut self, column: &'static str, kind: Kind) -> Self {
        self.info.searched = Some(Searched { column, kind });
        self
    }
}

/// A list as it is declared: fields, identity of a row, default order and default page.
pub struct List<R: 'static> {
    /// The list's name in texts: `policy-requests`.
    pub name: &'static str,
    /// The fields, in the order of columns.
    pub fields: &'static [Field<R>],
    /// What identifies a row.
    pub id: fn(&R) -> &str,
    /// The field of the default order, newest or largest first. Need not be offered to be sorted by.
    pub newest_first: &'static str,
    /// Page size when the request names none. `None`: the whole list is answered, as upstream does for some lists.
    pub page_size: Option<u32>,
}

/// The erased half of a [`List`].
pub trait AnyList: Sync {
    /// The list's name in texts.
    fn name(&self) -> &'static str;
    /// Every field's erased half.
    fn fields(&self) -> Vec<FieldInfo>;
    /// The field of the default order.
    fn newest_first(&self) -> &'static str;
    /// Page size when the request names none.
    fn page_size(&self) -> Option<u32>;
}

impl<R> AnyList for List<R> {
    fn name(&self) -> &'static str {
        self.name
    }
    fn fields(&self) -> Vec<FieldInfo> {
        self.fields.iter().map(|f| f.info).collect()
    }
    fn newest_first(&self) -> &'static str {
        self.newest_first
    }
    fn page_size(&self) -> Option<u32> {
        self.page_size
    }
}
