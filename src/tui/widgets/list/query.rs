//! Filters and order of a list, as chosen by the person; and the requests they make.

use partnerdesk_api::list::{Compare, FieldInfo, ListQuery};

use super::{spec::ListSpec, window::Ask};
use crate::tui::{context::Context, layer::Request, widgets::status};

/// Rows of one request: more than any terminal shows, less than a slow line minds.
pub const PAGE_SIZE: u32 = 50;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Filters by parameter name, in the order they were set.
    pub filters: Vec<(String, String)>,
    /// The field by its wire name, and whether the largest comes first. The list's own order when nothing is chosen.
    pub sort: Option<(&'static str, bool)>,
}

impl Query {
    /// Sets a filter, or takes it away when the value is blank.
    pub fn set(&mut self, parameter: &str, value: &str) {
        let value = value.trim();
        match self.filters.iter().position(|(name, _)| name == parameter) {
            Some(at) if value.is_empty() => drop(self.filters.remove(at)),
            Some(at) => self.filters[at].1 = value.to_string(),
            None if value.is_empty() => {}
            None => self.filters.push((parameter.to_string(), value.to_string())),
        }
    }

    /// The value of a filter.
    pub fn filter(&self, parameter: &str) -> Option<&str> {
        self.filters.iter().find(|(name, _)| name == parameter).map(|(_, value)| value.as_str())
    }

    /// Reads typed words: `status:approved cardhouse`. Words without a name belong to the field that plain words mean.
    pub fn read<R>(spec: &ListSpec<R>, words: &str) -> Query {
        let mut query = Query::default();
        let mut plain = Vec::new();
        for word in words.split_whitespace() {
            let named = word.split_once([':', '=']).and_then(|(name, value)| {
                let field = filterable(spec).find(|f| f.param.eq_ignore_ascii_case(name))?;
                Some((field.param, value))
            });
            match named {
                Some((name, value)) => query.set(name, value),
                None => plain.push(word),
            }
        }
        if let Some(name) = spec.find_by() {
            query.set(name, &plain.join(" "));
        }
        query
    }

    /// The typed words that [`Query::read`] reads this from.
    pub fn words<R>(&self, spec: &ListSpec<R>) -> String {
        let word = |(name, value): &(String, String)| {
            if Some(name.as_str()) == spec.find_by() { value.clone() } else { format!("{name}:{value}") }
        };
        self.filters.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    /// The request for a page.
    pub fn request<R>(&self, spec: &ListSpec<R>, ask: &Ask) -> Request {
        let mut query = ListQuery::default();
        for (name, value) in spec.fixed {
            query = query.with(name, value);
        }
        for (name, value) in &self.filters {
            query = query.with(name, value);
        }
        if let Some((field, descending)) = self.sort {
            query = query.sorted(field, descending);
        }
        let query = match ask {
            // The page number is for servers that know no cursors and ignore the parameter.
            Ask::First => query.page(0, PAGE_SIZE).cursor("first", PAGE_SIZE),
            Ask::Last => query.cursor("last", PAGE_SIZE),
            Ask::Token(token) => query.cursor(token, PAGE_SIZE),
            Ask::Number(number) => query.page(*number, PAGE_SIZE),
        };
        Request::page(spec.operation, query)
    }
}

/// Fields that the list can be filtered by.
pub fn filterable<R>(spec: &ListSpec<R>) -> impl Iterator<Item = FieldInfo> {
    let fixed = spec.fixed;
    let free = move |f: &FieldInfo| f.filter.is_some() && fixed.iter().all(|(name, _)| *name != f.param);
    spec.list.fields.iter().map(|f| f.info).filter(free)
}

/// A filter in words: its label and its value.
pub fn chip<R>(spec: &ListSpec<R>, parameter: &str, value: &str, cx: &Context) -> (String, String) {
    let field = filterable(spec).find(|f| f.param == parameter);
    let label = field.map_or_else(|| parameter.to_string(), |f| cx.say(&format!("col-{}", f.wire)));
    let value = match field.and_then(|f| f.filter) {
        Some(Compare::OneOf(_)) => status::word(value, cx),
        Some(Compare::WithinDays) => cx.with("filter-within-days", &[("days", value.to_string().into())]),
        _ => value.to_string(),
    };
    (label, value)
}
