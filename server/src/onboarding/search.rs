//! Legacy searches and filter values: the same lists, asked as older clients ask.

use partnerdesk_api::{
    common::ListCode,
    error::Failure,
    list::List,
    search::{Asked, FilterValues, Found, SearchFilter, ValuesOf},
};

use crate::{
    desk::Context,
    store::{self, Record, list::Table},
};

/// Most rows that are looked at one by one, for a comparison or an order that the storage does not have.
const MOST: u32 = 10_000;

/// A row as its list knows it, and its record.
type Both<R, T> = (R, T);

/// The page of a search with how many rows match.
async fn rows<T: Record + Clone, R>(
    context: &Context,
    list: &'static List<R>,
    asked: &Asked,
    table: &Table,
    row: impl Fn(T) -> R,
) -> Result<(Vec<Both<R, T>>, u64), Failure> {
    let row = |record: T| (row(record.clone()), record);
    if let Some(query) = asked.page() {
        let page = super::page(context, list, &query, table, row).await?;
        return Ok((page.data, page.total_results));
    }
    let everything = super::page(context, list, &asked.query.clone().page(0, MOST), table, row).await?;
    if everything.total_results > u64::from(MOST) {
        return Err(ListCode::TooMany.into());
    }
    Ok(asked.pick(list, everything.data, |(listed, _)| listed))
}

/// Answers a search: `row` is what the list knows of a record, `found` what the search shows of it.
pub(super) async fn found<T: Record + Clone, R, F>(
    context: &Context,
    list: &'static List<R>,
    asked: &Asked,
    table: &Table,
    row: impl Fn(T) -> R,
    found: impl Fn(T) -> store::Result<F>,
) -> Result<Found<F>, Failure> {
    let (rows, total) = rows(context, list, asked, table, row).await?;
    let rows = rows.into_iter().map(|(_, record)| found(record)).collect::<store::Result<Vec<F>>>()?;
    Ok(Found::page(asked, rows, total))
}

/// Filter values of a list's columns. `also` says what else must hold of the rows.
pub(super) async fn values<T: Record + Clone, R>(
    context: &Context,
    list: &'static List<R>,
    (of, others): (&[ValuesOf], &[SearchFilter]),
    also: impl Fn(Asked) -> Result<Asked, Failure>,
    table: &Table,
    row: impl Fn(T) -> R,
    code: impl Fn(&R) -> String,
) -> Result<FilterValues, Failure> {
    let mut found = FilterValues::default();
    for column in of {
        let asked = also(column.check(list, others)?)?;
        let (rows, _) = rows(context, list, &asked, table, &row).await?;
        found.filters.extend(column.of(list, &rows, |(listed, _)| listed, |(listed, _)| code(listed)));
    }
    Ok(found)
}
