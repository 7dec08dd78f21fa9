//! Legacy searches and filter values: the same lists, asked as older clients ask.

use partnerdesk_api::{
    common::ListCode,
    error::Failure,
    list::List,
    search::{Asked, FilterValues, Found, SearchFilter, ValuesOf},
};

use crate::{
    desk::Context,
    store::{self, Row, list::Table},
};

/// Most rows that are looked at one by one, for a comparison or an order that the storage does not have.
const MOST: u32 = 10_000;

/// A row as its list knows it, and as it stands in the storage.
type Both<R> = (R, Row);

/// The page of a search with how many rows match.
async fn rows<R>(
    context: &Context,
    list: &'static List<R>,
    asked: &Asked,
    table: &Table,
    row: impl Fn(&Row) -> store::Result<R>,
) -> Result<(Vec<Both<R>>, u64), Failure> {
    let row = |stored: &Row| Ok((row(stored)?, stored.clone()));
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

/// Answers a search: `row` is what the list knows of a row, `found` what the search shows of it.
pub(super) async fn found<R, F>(
    context: &Context,
    list: &'static List<R>,
    asked: &Asked,
    table: &Table,
    row: impl Fn(&Row) -> store::Result<R>,
    found: impl Fn(&Row) -> store::Result<F>,
) -> Result<Found<F>, Failure> {
    let (rows, total) = rows(context, list, asked, table, row).await?;
    let rows = rows.iter().map(|(_, stored)| found(stored)).collect::<store::Result<Vec<F>>>()?;
    Ok(Found::page(asked, rows, total))
}

/// Filter values of a list's columns. `also` says what else must hold of the rows.
pub(super) async fn values<R>(
    context: &Context,
    list: &'static List<R>,
    (of, others): (&[ValuesOf], &[SearchFilter]),
    also: impl Fn(Asked) -> Result<Asked, Failure>,
    table: &Table,
    row: impl Fn(&Row) -> store::Result<R>,
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
