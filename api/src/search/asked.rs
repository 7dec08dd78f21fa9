//! A search that was checked: what its list is asked for, and what is looked at row by row.

use std::{cmp::Ordering, collections::HashSet};

use super::{
    FilterValue, Kind, MOST_VALUES, Pagination, Search, SearchCode, SearchFilter, SearchSort, Searched, ValuesOf,
};
use crate::{
    common::CommonCode,
    error::Failure,
    list::{Compare, Field, List, ListQuery},
    rules, time,
};

/// A checked search.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What the list can be asked for. All that match are in its answer; more, while there are conditions.
    pub query: ListQuery,
    conditions: Vec<Condition>,
    /// Orders that the list does not have; empty when it has them.
    orders: Vec<(&'static str, bool)>,
    number: u64,
    size: u32,
}

#[derive(Clone, Debug, PartialEq)]
struct Condition {
    wire: &'static str,
    kind: Kind,
    test: Test,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    Contains(String),
    Ends(String),
    Starts(String),
    Equals(String),
    In(Vec<String>),
    Between(String, String),
}

impl Asked {
    /// The rows of this page, when the list answers exactly what is asked for. Otherwise everything has to be read, and
    /// the page picked from it.
    pub fn page(&self) -> Option<ListQuery> {
        let is_exact = self.conditions.is_empty() && self.orders.is_empty();
        is_exact.then(|| self.query.clone().page(self.number, self.size))
    }

    /// How many rows come before this page.
    pub(super) fn skipped(&self) -> u64 {
        self.number.saturating_mul(u64::from(self.size))
    }

    /// With one more condition: a column is equal to a text, letter case ignored; `all` is no condition.
    ///
    /// # Errors
    /// The list has no such column.
    pub fn of_type<R>(mut self, list: &List<R>, column: &'static str, value: &str) -> Result<Self, Failure> {
        if !value.eq_ignore_ascii_case("all") {
            let filter = SearchFilter {
                column_name: column.into(),
                kind: "equals".into(),
                value: value.into(),
                ..SearchFilter::default()
            };
            self.add(list, &filter)?;
        }
        Ok(self)
    }

    fn add<R>(&mut self, list: &List<R>, filter: &SearchFilter) -> Result<(), Failure> {
        let Some((field, searched)) = column(list, &filter.column_name) else {
            let blank = filter.column_name.trim().is_empty();
            return Err(if blank { SearchCode::NoColumn } else { SearchCode::UnknownColumn }.into());
        };
        let Some(test) = test(filter)? else { return Ok(()) };
        let exact = self.ask(field, searched.kind, &test);
        if !exact {
            self.conditions.push(Condition { wire: field.info.wire, kind: searched.kind, test });
        }
        Ok(())
    }

    /// Asks the list for a condition, or for a part of it; answers whether that is all of it.
    fn ask<R>(&mut self, field: &Field<R>, kind: Kind, test: &Test) -> bool {
        let Some(compare) = field.info.filter else { return false };
        if self.query.get(field.info.param).is_some() {
            return false;
        }
        let (value, exact) = match (compare, kind, test) {
            (Compare::Contains, Kind::Text, Test::Contains(text)) => (text.clone(), text.trim() == text),
            (Compare::Contains, Kind::Text, Test::Ends(text) | Test::Starts(text) | Test::Equals(text)) => {
                (text.clone(), false)
            }
            (Compare::OneOf(words), Kind::Truth(word), Test::Equals(truth)) => {
                let others: Vec<&&str> = words.iter().filter(|w| **w != word).collect();
                match (truth.to_lowercase().as_str(), others.as_slice()) {
                    ("true", _) => (word.to_string(), true),
                    ("false", [other]) => (other.to_string(), true),
                    _ => return false,
                }
            }
            (Compare::OneOf(words), Kind::Text, Test::Equals(text)) => {
                match words.iter().find(|w| fold(w) == fold(text)) {
                    Some(word) => (word.to_string(), true),
                    None => return false,
                }
            }
            _ => return false,
        };
        // A list takes fewer characters than a search does.
        if !rules::is_plain(&value) || value.trim().is_empty() {
            return false;
        }
        self.query = std::mem::take(&mut self.query).with(field.info.param, value);
        exact
    }

    fn order<R>(&mut self, list: &List<R>, sorts: &[SearchSort]) -> Result<(), Failure> {
        let mut orders = Vec::new();
        let mut is_offered = true;
        for sort in sorts {
            if sort.sort_field.trim().is_empty() {
                return Err(SearchCode::NoSortField.into());
            }
            let (field, searched) = column(list, &sort.sort_field).ok_or(SearchCode::UnknownSort)?;
            let descending = match sort.sort_type.to_ascii_lowercase().as_str() {
                "asc" => false,
                "desc" => true,
                _ => return Err(SearchCode::SortType.into()),
            };
            is_offered &= field.info.sort && !matches!(searched.kind, Kind::Truth(_));
            orders.push((field.info.wire, descending));
        }
        match orders.as_slice() {
            [] => {}
            [(wire, descending)] if is_offered => {
                self.query = std::mem::take(&mut self.query).sorted(wire, *descending);
            }
            _ => self.orders = orders,
        }
        Ok(())
    }

    /// The page, and how many rows match, from all rows that the list answered. `of` is what the list knows of a row.
    pub fn pick<T, R>(&self, list: &List<R>, rows: Vec<T>, of: impl Fn(&T) -> &R) -> (Vec<T>, u64) {
        let mut rows = self.matching(list, rows, &of);
        for (wire, descending) in self.orders.iter().rev() {
            let Some(field) = list.fields.iter().find(|f| f.info.wire == *wire) else { continue };
            rows.sort_by(|a, b| {
                let order = shown(field, of(a)).cmp(&shown(field, of(b)));
                if *descending { order.reverse() } else { order }
            });
        }
        let total = rows.len() as u64;
        let skipped = usize::try_from(self.skipped()).unwrap_or(usize::MAX);
        (rows.into_iter().skip(skipped).take(self.size as usize).collect(), total)
    }

    /// The rows that match, in the order in which they came.
    pub fn matching<T, R>(&self, list: &List<R>, rows: Vec<T>, of: impl Fn(&T) -> &R) -> Vec<T> {
        let holds = |row: &R| {
            self.conditions.iter().all(|condition| {
                let field = list.fields.iter().find(|f| f.info.wire == condition.wire);
                field.is_some_and(|field| condition.holds(&shown(field, row)))
            })
        };
        rows.into_iter().filter(|row| holds(of(row))).collect()
    }
}

impl Condition {
    fn holds(&self, shown: &str) -> bool {
        let (shown_fold, time) = (fold(shown), self.kind == Kind::Time);
        match &self.test {
            Test::Contains(text) => shown_fold.contains(&fold(text)),
            Test::Ends(text) => shown_fold.ends_with(&fold(text)),
            Test::Starts(text) => shown_fold.starts_with(&fold(text)),
            Test::Equals(text) if time => at(text, shown) == Some(Ordering::Equal),
            Test::Equals(text) => shown_fold == fold(text),
            Test::In(texts) if time => texts.iter().any(|text| at(text, shown) == Some(Ordering::Equal)),
            Test::In(texts) => texts.iter().any(|text| text == shown),
            Test::Between(from, to) if time => {
                at(from, shown).is_some_and(Ordering::is_ge) && at(to, shown).is_some_and(Ordering::is_le)
            }
            Test::Between(from, to) => from.as_str() <= shown && shown <= to.as_str(),
        }
    }
}

/// Where a shown time is, seen from a date or a time that somebody wrote: a date is equal to all of its day.
fn at(written: &str, shown: &str) -> Option<Ordering> {
    let shown = time::parse(shown)?;
    if let Ok(day) = written.trim().parse::<jiff::civil::Date>()
        && written.trim().len() == 10
    {
        return Some(time::date(shown).cmp(&day));
    }
    Some(shown.cmp(&time::parse(written.trim())?))
}

fn test(filter: &SearchFilter) -> Result<Option<Test>, Failure> {
    let value = || match filter.value.trim().is_empty() {
        true => Err(Failure::from(SearchCode::NoValue)),
        false => Ok(filter.value.as_str()),
    };
    Ok(Some(match filter.kind.to_ascii_lowercase().as_str() {
        "" => return Err(SearchCode::NoType.into()),
        // `*x*` and `*x` are written with their stars; a star at the end alone is a letter like any other.
        "contains" => match value()?.strip_prefix('*') {
            Some(rest) => match rest.strip_suffix('*') {
                Some(inner) => Test::Contains(inner.into()),
                None => Test::Ends(rest.into()),
            },
            None => Test::Contains(value()?.into()),
        },
        "startswith" => Test::Starts(value()?.strip_suffix('*').unwrap_or(value()?).into()),
        "equals" => Test::Equals(value()?.into()),
        "in" if filter.values.is_empty() => return Err(SearchCode::NoValues.into()),
        "in" => Test::In(filter.values.clone()),
        "between" if filter.from_value.trim().is_empty() || filter.to_value.trim().is_empty() => {
            return Err(SearchCode::NoRange.into());
        }
        "between" => Test::Between(filter.from_value.clone(), filter.to_value.clone()),
        _ => return Ok(None),
    }))
}

/// Letter case ignored as lists ignore it.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

fn column<'a, R>(list: &'a List<R>, name: &str) -> Option<(&'a Field<R>, Searched)> {
    list.fields.iter().find_map(|f| f.info.searched.filter(|s| s.column == name).map(|s| (f, s)))
}

/// The text of a column in a row.
fn shown<R>(field: &Field<R>, row: &R) -> String {
    let text = (field.text)(row);
    match field.info.searched.map(|s| s.kind) {
        Some(Kind::Truth(word)) => (text == word).to_string(),
        _ => text.into_owned(),
    }
}

impl Search {
    /// Checks a search against its list.
    ///
    /// # Errors
    /// [`SearchCode`].
    pub fn check<R>(&self, list: &List<R>) -> Result<Asked, Failure> {
        let Pagination { page_start, page_fetch } = self.pagination.unwrap_or_default();
        let size = u32::try_from(page_fetch).ok().filter(|size| *size > 0).ok_or(SearchCode::Paging)?;
        let number = u64::try_from(page_start).map_err(|_| SearchCode::Paging)?;
        let (conditions, orders) = (Vec::new(), Vec::new());
        let mut asked = Asked { query: ListQuery::default(), conditions, orders, number, size };
        for filter in &self.filters {
            asked.add(list, filter)?;
        }
        asked.order(list, &self.sort)?;
        Ok(asked)
    }
}

impl ValuesOf {
    /// Checks a question for filter values against its list.
    ///
    /// # Errors
    /// [`SearchCode`].
    pub fn check<R>(&self, list: &List<R>, others: &[SearchFilter]) -> Result<Asked, Failure> {
        if self.column_name.trim().is_empty() {
            return Err(Failure::from(CommonCode::BadInput).at("filters"));
        }
        match self.kind.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("unique" | "all") => {}
            Some("") => return Err(SearchCode::BlankValuesType.into()),
            _ => return Err(SearchCode::ValuesType.into()),
        }
        let (field, searched) = column(list, &self.column_name).ok_or(SearchCode::UnknownValues)?;
        let mut search = Search { filters: others.to_vec(), ..Search::default() };
        search.pagination = Some(Pagination { page_start: 0, page_fetch: MOST_VALUES.into() });
        if !self.text.trim().is_empty() {
            let (column_name, value) = (self.column_name.clone(), self.text.clone());
            search.filters.push(SearchFilter {
                column_name,
                kind: "contains".into(),
                value,
                ..SearchFilter::default()
            });
        }
        if field.info.sort && !matches!(searched.kind, Kind::Truth(_)) {
            search.sort.push(SearchSort { sort_field: self.column_name.clone(), sort_type: "asc".into() });
        }
        search.check(list)
    }

    /// The values of the rows, each with the code of its row; `unique` leaves out pairs that were there before.
    pub fn of<T, R>(
        &self,
        list: &List<R>,
        rows: &[T],
        of: impl Fn(&T) -> &R,
        code: impl Fn(&T) -> String,
    ) -> Vec<FilterValue> {
        let Some((field, _)) = column(list, &self.column_name) else { return Vec::new() };
        let values = rows.iter().map(|row| FilterValue {
            field_id: self.column_name.clone(),
            field_value: shown(field, of(row)),
            field_code: code(row),
        });
        if self.kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("all")) {
            return values.collect();
        }
        let mut seen = HashSet::new();
        values.filter(|value| seen.insert(value.clone())).collect()
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
