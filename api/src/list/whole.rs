//! Lists that upstream answers as a bare array, all rows at once: filtered, sorted and cut into pages here, by the same
//! fields and the same rules as the server does it with its own.

use std::cmp::Ordering;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{Compare, Filter, List, ListQuery, Listing, Page, PageAt};
use crate::error::Failure;

impl<R> List<R> {
    /// The page of all these rows that a query asks for.
    ///
    /// # Errors
    /// As [`ListQuery::check`].
    pub fn cut(&self, rows: Vec<R>, query: &ListQuery, now: Timestamp) -> Result<Page<R>, Failure> {
        let listing = query.check(self)?;
        let mut rows = self.sift(rows, &listing, crate::time::date(now));
        let total = rows.len() as u64;
        let size = u64::from(listing.size);
        let from = match listing.page {
            PageAt::Number(number) => number.saturating_mul(size).min(total),
            PageAt::Last => (total.saturating_sub(1) / size) * size,
            PageAt::Everything | PageAt::First | PageAt::Beside(_) => 0,
        };
        let count = if listing.page == PageAt::Everything { total } else { size };
        let at = usize::try_from(from).unwrap_or(usize::MAX);
        let data: Vec<R> = rows.drain(at..).take(usize::try_from(count).unwrap_or(usize::MAX)).collect();
        let page_no = if listing.page == PageAt::Everything { 0 } else { from / size };
        Ok(Page {
            page_no,
            page_size: if listing.page == PageAt::Everything { total } else { size },
            total_results: total,
            data,
            next: None,
            previous: None,
            total_is_capped: false,
        })
    }

    /// The rows that match, in order.
    fn sift(&self, mut rows: Vec<R>, listing: &Listing, today: Date) -> Vec<R> {
        rows.retain(|row| listing.filters.iter().all(|filter| self.fits(row, filter, today)));
        // A field of the order that is not shown, the moment of making say, leaves the rows as they came.
        if let Some(field) = self.fields.iter().find(|f| f.info.wire == listing.sort) {
            rows.sort_by(|a, b| {
                let order = compare(&(field.text)(a), &(field.text)(b)).then_with(|| (self.id)(a).cmp((self.id)(b)));
                if listing.descending { order.reverse() } else { order }
            });
        }
        rows
    }

    fn fits(&self, row: &R, filter: &Filter, today: Date) -> bool {
        let Some(field) = self.fields.iter().find(|f| f.info.wire == filter.field) else { return true };
        let text = (field.text)(row);
        match filter.compare {
            Compare::Contains => fold(&text).contains(&fold(&filter.value)),
            Compare::Equals | Compare::OneOf(_) => text == filter.value,
            Compare::WithinDays => {
                let until = filter.value.parse::<i32>().ok().and_then(|days| today.checked_add(days.days()).ok());
                let day = text.get(..10).and_then(|day| day.parse::<Date>().ok());
                day.zip(until).is_some_and(|(day, until)| (today..=until).contains(&day))
            }
        }
    }
}

/// Character by character, as the server does.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Numbers by their size, everything else by its letters; times are written so that this is their order.
fn compare(a: &str, b: &str) -> Ordering {
    match (a.parse::<i64>(), b.parse::<i64>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => fold(a).cmp(&fold(b)).then_with(|| a.cmp(b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::Field;

    struct Chip {
        id: &'static str,
        make: &'static str,
        count: u32,
        ends: &'static str,
        state: &'static str,
    }
    static CHIPS: List<Chip> = List {
        name: "probes",
        fields: &[
            Field::shown("make", |c: &Chip| c.make.into()).sorted().filtered(Compare::Contains),
            Field::shown("count", |c: &Chip| c.count.to_string().into()).sorted(),
            Field::shown("ends", |c: &Chip| c.ends.into()).sorted().filtered(Compare::WithinDays).param("expiryPeriod"),
            Field::shown("state", |c: &Chip| c.state.into()).filtered(Compare::OneOf(&["approved", "rejected"])),
        ],
        id: |c| c.id,
        newest_first: "created",
        page_size: None,
    };

    fn chips() -> Vec<Chip> {
        let chip = |id, make, count, ends, state| Chip { id, make, count, ends, state };
        vec![
            chip("b", "Orion", 10, "2026-11-22T23:59:00.000+00:00", "approved"),
            chip("a", "orion mini", 9, "2026-12-22T00:00:00.000+00:00", "rejected"),
            chip("c", "Łyra", 100, "2026-12-23T00:00:00.000+00:00", "approved"),
            chip("d", "Łyra", 9, "", "approved"),
        ]
    }
    fn asked(query: ListQuery) -> (u64, String) {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let page = CHIPS.cut(chips(), &query, now).unwrap();
        (page.total_results, page.data.iter().map(|c| c.id).collect())
    }

    #[test]
    fn rows_are_filtered_as_the_server_does() {
        let with = |name: &str, value: &str| asked(ListQuery::default().with(name, value));
        assert_eq!(with("make", "ORION"), (2, "ba".into()), "unsorted, as they came");
        assert_eq!(with("make", "łYR"), (2, "cd".into()));
        assert_eq!(with("state", "approved"), (3, "bcd".into()));
        assert_eq!(with("state", "APPROVED"), (0, String::new()), "words are exact");
        assert_eq!(with("expiryPeriod", "30"), (2, "ba".into()), "today and the thirtieth day, not the day after");
        assert_eq!(with("nothing", "x"), (4, "bacd".into()), "what the list does not know is no filter");
    }

    #[test]
    fn rows_are_sorted_and_cut() {
        let sorted = |field: &str, descending| ListQuery::default().sorted(field, descending);
        assert_eq!(asked(sorted("count", false).page(0, 8)).1, "adbc", "numbers by size, equal ones by id");
        assert_eq!(asked(sorted("count", true).page(0, 8)).1, "cbda");
        assert_eq!(asked(sorted("make", false).page(0, 3)), (4, "bac".into()));
        assert_eq!(asked(sorted("make", false).page(1, 3)), (4, "d".into()));
        assert_eq!(asked(sorted("make", false).page(7, 3)), (4, String::new()));
        assert_eq!(asked(sorted("make", false).cursor("last", 3)).1, "d");
        assert_eq!(asked(ListQuery::default()), (4, "bacd".into()));
    }

    #[test]
    fn what_the_server_would_refuse_is_refused() {
        let now = Timestamp::UNIX_EPOCH;
        let code = |query: ListQuery| CHIPS.cut(chips(), &query, now).map(|_| ()).unwrap_err().code.into_owned();
        assert_eq!(code(ListQuery::default().sorted("state", true).page(0, 8)), "PMS_PRT_357");
        assert_eq!(code(ListQuery::default().with("expiryPeriod", "31")), "PMS_COR_001");
    }
}
