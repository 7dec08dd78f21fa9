//! Pages of lists: one engine for every list of the contract.
//!
//! A [`Table`] says which column stands behind each field of a list. Filters, order and place come as a checked
//! [`Listing`]; statements are put together from the table's constant names, and every value is bound. Paging by cursor
//! goes by the row value `(sort column, id)`, so that the last page costs what the first does.

use jiff::{Timestamp, ToSpan};
use partnerdesk_api::list::{Compare, Cursor, Filter, Listing, Page, PageAt, SortKey, TOTAL_CAP};

use super::{Cell, Db, Error, Opened, Record, Result, Row, Value};

/// What stands behind a list.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The list's name in the contract.
    pub list: &'static str,
    /// The table, or a view of it.
    pub name: &'static str,
    /// The column of the row's id.
    pub id: &'static str,
    /// The columns of its record.
    columns: &'static [&'static str],
    /// Columns of the record that the list does not show; long, or secret. They are read as empty.
    without: &'static [&'static str],
    /// Columns beside the record's that the list is ordered by.
    beside: &'static [&'static str],
    /// The column behind each field of the list that can be sorted or filtered.
    pub fields: &'static [Column],
    /// The column that names the account a row belongs to, where partners see only their own rows.
    pub owner: Option<&'static str>,
}

/// The column behind a field.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The field's name on the wire.
    pub wire: &'static str,
    /// The column that orders it.
    pub sort: &'static str,
    search: Search,
}

/// What "contains" searches.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Search {
    /// The column as it is.
    Plain,
    /// Its folded twin.
    Twin,
    /// Its lower case; for words of ASCII.
    Words,
    /// Nothing: it holds times, which are numbers.
    Time,
}

impl Column {
    const fn of(wire: &'static str, sort: &'static str, search: Search) -> Self {
        Column { wire, sort, search }
    }
    /// A text column that is compared as it is.
    pub const fn plain(wire: &'static str, sort: &'static str) -> Self {
        Self::of(wire, sort, Search::Plain)
    }
    /// A text column with a folded twin.
    pub const fn folded(wire: &'static str, sort: &'static str) -> Self {
        Self::of(wire, sort, Search::Twin)
    }
    /// A column of ASCII words.
    pub const fn words(wire: &'static str, sort: &'static str) -> Self {
        Self::of(wire, sort, Search::Words)
    }
    /// A column of times.
    pub const fn time(wire: &'static str, sort: &'static str) -> Self {
        Self::of(wire, sort, Search::Time)
    }

    fn searched(&self) -> String {
        match self.search {
            Search::Plain | Search::Time => self.sort.to_string(),
            Search::Twin => format!("{}_fold", self.sort),
            Search::Words => format!("lower({})", self.sort),
        }
    }
}

impl Table {
    /// The table of a record, as a list of the contract shows it.
    pub const fn of<R: Record>(list: &'static str, fields: &'static [Column]) -> Self {
        let columns = R::COLUMNS;
        Table { list, name: R::TABLE, id: columns[0], columns, without: &[], beside: &[], fields, owner: None }
    }
    /// From a view of the table.
    pub const fn from(mut self, view: &'static str) -> Self {
        self.name = view;
        self
    }
    /// These columns are not shown.
    pub const fn without(mut self, columns: &'static [&'static str]) -> Self {
        self.without = columns;
        self
    }
    /// These columns are read beside the record's, to order by them.
    pub const fn beside(mut self, columns: &'static [&'static str]) -> Self {
        self.beside = columns;
        self
    }
    /// Partners see the rows of their account, named by this column.
    pub const fn owned(mut self, column: &'static str) -> Self {
        self.owner = Some(column);
        self
    }

    /// What is selected.
    fn select(&self) -> String {
        let shown = |column: &&str| match self.without.contains(column) {
            true => format!("'' AS {column}"),
            false => column.to_string(),
        };
        self.columns.iter().chain(self.beside).map(shown).collect::<Vec<_>>().join(", ")
    }

    /// Whether a listing's cursor, if it has one, can stand in this table: cursors come from outside, and the databases
    /// differ in what they make of a text where a number belongs.
    pub fn takes(&self, listing: &Listing) -> bool {
        let PageAt::Beside(cursor) = &listing.page else { return true };
        let is_time = self.fields.iter().any(|c| c.wire == listing.sort && c.search == Search::Time);
        let key_fits = match &cursor.key {
            SortKey::Number(_) => is_time,
            SortKey::Text(text) => !is_time && !text.contains('\0'),
        };
        key_fits && !cursor.id.contains('\0')
    }
}

/// One page of a list; of an account's own rows where the table says whose they are.
///
/// # Errors
/// What the database says.
pub async fn page<T: Record, R>(
    db: &Db,
    table: &Table,
    listing: &Listing,
    account: Option<&str>,
    now: Timestamp,
    row: impl Fn(T) -> Result<R>,
) -> Result<Page<R>> {
    let conditions = conditions(table, listing, account, now)?;
    let backwards = is_backwards(listing);
    let by_cursor = !matches!(listing.page, PageAt::Everything | PageAt::Number(_));
    let total = count(db, table, &conditions, by_cursor).await?;
    let mut rows = fetch(db, table, listing, conditions, total).await?;
    let more = by_cursor && rows.len() > listing.size as usize;
    if more {
        rows.truncate(listing.size as usize);
    }
    if backwards {
        rows.reverse();
    }
    let place = |forward: bool, row: Option<&Row>| row.map(|r| cursor(table, listing, forward, r)).transpose();
    let (has_next, has_previous) = match &listing.page {
        PageAt::First => (more, false),
        PageAt::Last => (false, more),
        PageAt::Beside(c) if c.forward => (more, true),
        PageAt::Beside(_) => (true, more),
        PageAt::Everything | PageAt::Number(_) => (false, false),
    };
    let next = if has_next { place(true, rows.last())? } else { None };
    let previous = if has_previous { place(false, rows.first())? } else { None };
    let data = rows.iter_mut().map(|r| T::from_row(r).and_then(&row)).collect::<Result<Vec<R>>>()?;
    let (page_no, page_size) = match listing.page {
        PageAt::Number(number) => (number, u64::from(listing.size)),
        PageAt::Everything => (0, data.len() as u64),
        _ => (0, u64::from(listing.size)),
    };
    let total_is_capped = by_cursor && total > TOTAL_CAP;
    Ok(Page {
        page_no,
        page_size,
        total_results: if total_is_capped { TOTAL_CAP } else { total },
        data,
        next,
        previous,
        total_is_capped,
    })
}

struct Conditions {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, before: &str, value: Value, after: &str) {
        self.values.push(value);
        self.sql.push(format!("{before}${}{after}", self.values.len()));
    }
    fn clause(&self) -> String {
        if self.sql.is_empty() { String::new() } else { format!(" WHERE {}", self.sql.join(" AND ")) }
    }
}

fn column(table: &Table, wire: &str) -> Result<&'static Column> {
    let found = table.fields.iter().find(|c| c.wire == wire);
    found.ok_or_else(|| Error::Damaged(format!("the list of {} has no column for {wire}", table.name)))
}

fn conditions(table: &Table, listing: &Listing, account: Option<&str>, now: Timestamp) -> Result<Conditions> {
    let mut conditions = Conditions { sql: Vec::new(), values: Vec::new() };
    if let (Some(owner), Some(account)) = (table.owner, account) {
        conditions.add(&format!("{owner} = "), account.into(), "");
    }
    for Filter { field, compare, value } in &listing.filters {
        let column = column(table, field)?;
        match compare {
            Compare::Contains => {
                conditions.add(
                    &format!("{} LIKE ", column.searched()),
                    format!("%{}%", escape(&super::fold(value))).into(),
                    " ESCAPE '\\'",
                );
            }
            Compare::Equals | Compare::OneOf(_) => {
                conditions.add(&format!("{} = ", column.sort), value.as_str().into(), "")
            }
            Compare::WithinDays => {
                let today = partnerdesk_api::time::date(now);
                let days: i32 = value.parse().unwrap_or_default();
                let until = today.checked_add((days + 1).days()).unwrap_or(today);
                let start = |d: jiff::civil::Date| d.to_zoned(jiff::tz::TimeZone::UTC).map_or(now, |z| z.timestamp());
                conditions.add(&format!("{} >= ", column.sort), start(today).into(), "");
                conditions.add(&format!("{} < ", column.sort), start(until).into(), "");
            }
        }
    }
    Ok(conditions)
}

/// Makes the wildcards of LIKE literal.
fn escape(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

/// How many rows match: exact by page number, counted up to the cap by cursor. Only the latter is remembered: MOSIP's
/// clients trust their totals.
async fn count(db: &Db, table: &Table, conditions: &Conditions, capped: bool) -> Result<u64> {
    let clause = conditions.clause();
    let sql = match capped {
        true => format!(
            "SELECT COUNT(*) AS total FROM (SELECT 1 FROM {}{clause} LIMIT {}) AS counted",
            table.name,
            TOTAL_CAP + 1
        ),
        false => format!("SELECT COUNT(*) AS total FROM {}{clause}", table.name),
    };
    let question = capped.then(|| format!("{sql} {:?}", conditions.values));
    if let Some(total) = question.as_deref().and_then(|q| db.totals.get(q)) {
        return Ok(total);
    }
    let before = db.totals.generation();
    let mut rows = db.composed(sql, &conditions.values).await?;
    let total: i64 = rows.first_mut().map(Row::take_first).transpose()?.unwrap_or_default();
    let total = u64::try_from(total).unwrap_or_default();
    if let Some(question) = question {
        db.totals.keep(question, total, before);
    }
    Ok(total)
}

async fn fetch(db: &Db, table: &Table, listing: &Listing, mut conditions: Conditions, total: u64) -> Result<Vec<Row>> {
    if matches!(listing.page, PageAt::Number(number) if number.saturating_mul(u64::from(listing.size)) >= total) {
        return Ok(Vec::new());
    }
    let sql = statement(table, listing, &mut conditions)?;
    db.composed(sql, &conditions.values).await
}

/// The statement that reads a page.
fn statement(table: &Table, listing: &Listing, conditions: &mut Conditions) -> Result<String> {
    let order = column(table, listing.sort)?.sort;
    let falling = listing.descending != is_backwards(listing);
    if let PageAt::Beside(cursor) = &listing.page {
        let key = match &cursor.key {
            SortKey::Number(n) => Value::from(*n),
            SortKey::Text(t) => Value::from(t.as_str()),
        };
        let compare = if falling { "<" } else { ">" };
        if order == table.id {
            conditions.add(&format!("{order} {compare} "), key, "");
        } else {
            conditions.values.extend([key, cursor.id.as_str().into()]);
            let n = conditions.values.len();
            conditions.sql.push(format!("({order}, {}) {compare} (${}, ${n})", table.id, n - 1));
        }
    }
    let limit = match listing.page {
        PageAt::Everything => String::new(),
        PageAt::Number(number) => {
            format!(" LIMIT {} OFFSET {}", listing.size, number.saturating_mul(u64::from(listing.size)))
        }
        _ => format!(" LIMIT {}", listing.size + 1),
    };
    let direction = if falling { "DESC" } else { "ASC" };
    // SQLite would sort by the second of two equal terms.
    let tie = if order == table.id { String::new() } else { format!(", {} {direction}", table.id) };
    Ok(format!(
        "SELECT {columns} FROM {name}{clause} ORDER BY {order} {direction}{tie}{limit}",
        columns = table.select(),
        name = table.name,
        clause = conditions.clause(),
    ))
}

/// Whether the rows are read from the end of the order.
fn is_backwards(listing: &Listing) -> bool {
    matches!(&listing.page, PageAt::Last) || matches!(&listing.page, PageAt::Beside(c) if !c.forward)
}

/// How the database would find a page, one step a line; read by a test, so that no order loses its index.
///
/// # Errors
/// What the database says.
pub async fn explain(
    db: &Db,
    table: &Table,
    listing: &Listing,
    account: Option<&str>,
    now: Timestamp,
) -> Result<String> {
    let mut conditions = conditions(table, listing, account, now)?;
    let sql = statement(table, listing, &mut conditions)?;
    let (explain, step) = match db.database {
        Opened::Sqlite(_) => ("EXPLAIN QUERY PLAN", "detail"),
        Opened::Postgres(_) => ("EXPLAIN", "QUERY PLAN"),
    };
    let mut rows = db.composed(format!("{explain} {sql}"), &conditions.values).await?;
    Ok(rows.iter_mut().map(|row| row.take(step)).collect::<Result<Vec<String>>>()?.join("\n"))
}

/// Marks the place beside a row. The sort column and the id are always among the selected columns.
fn cursor(table: &Table, listing: &Listing, forward: bool, row: &Row) -> Result<String> {
    let key = match row.cell(column(table, listing.sort)?.sort)? {
        Cell::Int(number) => SortKey::Number(*number),
        Cell::Text(text) => SortKey::Text(text.clone()),
        Cell::Null => SortKey::Text(String::new()),
    };
    let Cell::Text(id) = row.cell(table.id)?.clone() else { return Err(Error::Damaged("a row without an id".into())) };
    let cursor = Cursor { sort: listing.sort.into(), descending: listing.descending, forward, key, id };
    Ok(cursor.token())
}
