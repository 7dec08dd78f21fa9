//! What is asked of a list: the query as it travels, and the same checked against its list.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AnyList, Compare, Cursor, FieldInfo};
use crate::{common::ListCode, error::Failure, operation::Input};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Field, List};

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
    fn a_cursor_only_fits_its_order() {
        let key = super::super::SortKey::Text("صوت".into());
        let cursor = Cursor { sort: "name".into(), descending: false, forward: true, key, id: "x".into() };
        let ask = |descending| ListQuery::default().sorted("name", descending).cursor(&cursor.token(), 8);
        assert_eq!(code(ask(false)), "ok");
        assert_eq!(code(ask(true)), "PD-LST-001");
    }
}
