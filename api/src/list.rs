//! Lists: what can be shown, sorted and filtered, declared once per list.
//!
//! The server's query, the terminal's columns and filters, the flags of the command line and the CSV export are all
//! read from a [`List`]. A request for a page is a [`ListQuery`]; checked against its list it becomes a [`Listing`].

use std::{borrow::Cow, collections::BTreeMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    common::ListCode,
    error::Failure,
    operation::Input,
    search::{Kind, Searched},
};

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

/// A request for a page, as it stands in the query: every value a text.
///
/// `pageNo`, `pageSize`, `sortFieldName`, `sortType` and the filters are MOSIP's. `cursor` is ours: `first`, `last`
/// or a token from an earlier page; with it the last page of a million rows costs what the first does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ListQuery(pub BTreeMap<String, String>);

impl garde::Validate for ListQuery {
    type Context = ();
    fn validate_into(&self, (): &(), _: &mut dyn FnMut() -> garde::Path, _: &mut garde::Report) {}
}

impl Input for ListQuery {
    fn example() -> Self {
        ListQuery::default().page(0, 8)
    }
}

/// Inside only: names the filter that compares exactly. Not a name that a query of MOSIP's has.
const EXACT: &str = " exact";

/// Most rows of one page in our own client's requests. MOSIP sets none; other clients may ask for more.
pub const CURSOR_PAGE_MAX: u32 = 200;

impl ListQuery {
    /// With one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.0.insert(name.into(), value.to_string());
        self
    }
    /// With MOSIP's paging, from page 0.
    #[must_use]
    pub fn page(self, number: u64, size: u32) -> Self {
        self.with("pageNo", number).with("pageSize", size)
    }
    /// With our paging: `first`, `last` or a token.
    #[must_use]
    pub fn cursor(self, cursor: &str, size: u32) -> Self {
        self.with("cursor", cursor).with("pageSize", size)
    }
    /// With an order.
    #[must_use]
    pub fn sorted(self, field: &str, descending: bool) -> Self {
        self.with("sortFieldName", field).with("sortType", if descending { "desc" } else { "asc" })
    }

    /// A parameter; blank counts as absent, as upstream does.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|v| !v.trim().is_empty())
    }

    /// Compares one filter exactly instead of by "contains".
    #[must_use]
    pub fn exactly(self, param: &str) -> Self {
        self.with(EXACT, param)
    }

    /// Checks the request against its list, in upstream's order (pms-api 1.7).
    ///
    /// # Errors
    /// `PMS_PS_ERROR_007`, `_006`, `_008`, `PMS_PRT_357`, `_358`, `_360`, `_361`, and `PMS_REQUEST_ERROR_007` for a
    /// filter with characters that are not allowed; `PD-LST-001` for a cursor that does not fit.
    pub fn check(&self, list: &dyn AnyList) -> Result<Listing, Failure> {
        let (sort_field, sort_type) = (self.get("sortFieldName"), self.get("sortType"));
        let (page_no, page_size, cursor) = (self.get("pageNo"), self.get("pageSize"), self.get("cursor"));
        if sort_field.is_some() != sort_type.is_some() {
            return Err(ListCode::SortPair.into());
        }
        if cursor.is_none() && page_no.is_none() && page_size.is_some() && list.page_size().is_none() {
            return Err(ListCode::PagePair.into());
        }
        if cursor.is_none() && page_no.is_some() && page_size.is_none() && list.page_size().is_none() {
            return Err(ListCode::PagePair.into());
        }
        let paged = cursor.is_some() || page_no.is_some() || page_size.is_some() || list.page_size().is_some();
        if sort_field.is_some() && !paged {
            return Err(ListCode::SortWithoutPage.into());
        }
        let fields = list.fields();
        let sort = match sort_field {
            None => list.newest_first(),
            Some(name) => {
                fields.iter().find(|f| f.sort && f.wire == name).map(|f| f.wire).ok_or(ListCode::SortField)?
            }
        };
        let descending = match sort_type.map(str::to_ascii_lowercase).as_deref() {
            None | Some("desc") => true,
            Some("asc") => false,
            Some(_) => return Err(ListCode::SortType.into()),
        };
        let number: i64 = page_no.map_or(Ok(0), str::parse).map_err(|_| ListCode::PageNumber)?;
        let number = u64::try_from(number).map_err(|_| ListCode::PageNumber)?;
        let size: i64 = page_size
            .map_or(Ok(i64::from(list.page_size().unwrap_or(8))), str::parse)
            .map_err(|_| ListCode::PageSize)?;
        let size = u32::try_from(size).ok().filter(|s| *s > 0).ok_or(ListCode::PageSize)?;
        let page = match cursor {
            None if paged => PageAt::Number(number),
            None => PageAt::Everything,
            Some("first") => PageAt::First,
            Some("last") => PageAt::Last,
            Some(token) => Cursor::read(token)
                .filter(|c| c.sort == sort && c.descending == descending)
                .map(PageAt::Beside)
                .ok_or(ListCode::Cursor)?,
        };
        let size = if cursor.is_some() { size.min(CURSOR_PAGE_MAX) } else { size };
        Ok(Listing { sort, descending, page, size, filters: self.filters(&fields)? })
    }

    fn filters(&self, fields: &[FieldInfo]) -> Result<Vec<Filter>, Failure> {
        let mut filters = Vec::new();
        for field in fields {
            let (Some(compare), Some(value)) = (field.filter, self.get(field.param)) else { continue };
            if !crate::rules::is_plain(value) {
                return Err(Failure::from(ListCode::FilterCharacters).at(field.param));
            }
            if matches!(compare, Compare::WithinDays) && !value.parse().is_ok_and(|days: u32| (1..=30).contains(&days))
            {
                return Err(Failure::from(ListCode::WithinDays).at(field.param));
            }
            let compare = if self.get(EXACT) == Some(field.param) { Compare::Equals } else { compare };
            filters.push(Filter { field: field.wire, compare, value: value.trim().to_string() });
        }
        Ok(filters)
    }
}

/// A checked request for a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// The wire name of the field of the order.
    pub sort: &'static str,
    /// Largest first.
    pub descending: bool,
    /// Which page.
    pub page: PageAt,
    /// Rows of a page, at least 1.
    pub size: u32,
    /// What must hold of a row.
    pub filters: Vec<Filter>,
}

/// One condition on the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The wire name of the field.
    pub field: &'static str,
    /// How it compares.
    pub compare: Compare,
    /// With what; trimmed, not empty.
    pub value: String,
}

/// Which page is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum PageAt {
    /// The whole list in one answer.
    Everything,
    /// By number from 0, with an exact total.
    Number(u64),
    /// The first page, by cursor.
    First,
    /// The last page, by cursor.
    Last,
    /// The page after or before a row.
    Beside(Cursor),
}

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

#[cfg(test)]
mod tests {
    use super::*;

    struct Row {
        name: String,
    }
    static LIST: List<Row> = List {
        name: "probes",
        fields: &[Field::shown("name", |r: &Row| r.name.as_str().into()).sorted().filtered(Compare::Contains)],
        id: |r| &r.name,
        newest_first: "createdDateTime",
        page_size: None,
    };

    fn code(query: ListQuery) -> String {
        query.check(&LIST).map_or_else(|f| f.code.into_owned(), |_| "ok".into())
    }

    #[test]
    fn refusals_come_in_upstreams_order() {
        let q = ListQuery::default;
        assert_eq!(code(q().with("sortFieldName", "name").with("pageNo", 0)), "PMS_PS_ERROR_007");
        assert_eq!(code(q().with("pageNo", 0)), "PMS_PS_ERROR_006");
        assert_eq!(code(q().sorted("name", true)), "PMS_PS_ERROR_008");
        assert_eq!(code(q().sorted("nam", true).page(0, 8)), "PMS_PRT_357");
        assert_eq!(code(q().with("sortFieldName", "name").with("sortType", "up").page(0, 8)), "PMS_PRT_358");
        assert_eq!(code(q().with("pageNo", -1).with("pageSize", 8)), "PMS_PRT_360");
        assert_eq!(code(q().with("pageNo", 0).with("pageSize", 0)), "PMS_PRT_361");
        assert_eq!(code(q().with("name", "<b>")), "PMS_REQUEST_ERROR_007");
        assert_eq!(code(q().cursor("zz", 8)), "PD-LST-001");
        assert_eq!(code(q().sorted("name", false).page(3, 8)), "ok");
        assert_eq!(code(q()), "ok");
    }

    #[test]
    fn a_cursor_survives_its_token_and_only_fits_its_order() {
        let cursor = Cursor {
            sort: "name".into(),
            descending: false,
            forward: true,
            key: SortKey::Text("صوت".into()),
            id: "x".into(),
        };
        assert_eq!(Cursor::read(&cursor.token()), Some(cursor.clone()));
        let ask = |descending| ListQuery::default().sorted("name", descending).cursor(&cursor.token(), 8);
        assert_eq!(code(ask(false)), "ok");
        assert_eq!(code(ask(true)), "PD-LST-001");
    }
}
