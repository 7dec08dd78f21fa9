//! Lists: flags, pages and output of any list, made from its declaration in the contract.
//!
//! A command group only names the operation ([`Listed`]), which knows its list; filters, their words, the fields to sort by and
//! the columns all come from there.

use std::marker::PhantomData;

use clap::{
    Arg, ArgAction, ArgMatches, Command,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
    value_parser,
};
use jiff::Timestamp;
use partnerdesk_api::{
    error::Failure,
    list::{Answer, CURSOR_PAGE_MAX, Compare, FieldInfo, ListQuery, ListRow, Page, Question},
    operation::{NoPath, Operation},
};
use serde_json::{Value, json};

use super::{
    context::CommandContext,
    error::{CliError, Exit},
    output::{Format, note},
    sheet::Sheet,
};
use crate::{
    command_line::flag,
    rows::walk::{self, After},
};

/// A list by the operation that answers it, page by page or all at once.
pub(crate) trait Listed: 'static {
    /// Its rows.
    type Row: ListRow;
    /// What the operation takes.
    type Input: Question;
    /// What it answers.
    type Answer: Answer<Row = Self::Row>;
    /// What answers it.
    const OPERATION: Operation<NoPath, Self::Input, Self::Answer>;
    /// The wire name of the rows' ids, where no field of the list shows them.
    const ID: Option<&'static str> = None;
}

/// The flags of a list.
#[derive(Clone, Debug)]
pub(crate) struct ListArgs<L> {
    query: ListQuery,
    page: u64,
    size: u32,
    all: bool,
    list: PhantomData<fn() -> L>,
}

/// Rows of a page when no number is given.
const USUAL_SIZE: &str = "50";

impl<L: Listed> clap::Args for ListArgs<L> {
    fn augment_args(command: Command) -> Command {
        let fields: Vec<FieldInfo> = L::Row::LIST.fields.iter().map(|f| f.info).collect();
        let filters = fields.iter().filter_map(filter_flag);
        let number = |id, about| Arg::new(id).long(id).value_name("N").help(about).help_heading(PAGES);
        let switch = |id, about| Arg::new(id).long(id).action(ArgAction::SetTrue).help(about).help_heading(PAGES);
        let command = command
            .args(filters)
            .arg(
                number("limit", "Rows of a page").value_parser(value_parser!(u32).range(1..)).default_value(USUAL_SIZE),
            )
            .arg(number("page", "Which page, from 1").value_parser(value_parser!(u64).range(1..)).default_value("1"))
            .arg(switch("all", "Every row, however many").conflicts_with("page").conflicts_with("limit"));
        let sortable: Vec<PossibleValue> = fields.iter().filter(|f| f.sort).map(|f| choice(f.wire)).collect();
        if sortable.is_empty() {
            return command;
        }
        let sort =
            Arg::new("sort").long("sort").value_name("FIELD").help("Order by this field (newest first without it)");
        command
            .arg(sort.value_parser(PossibleValuesParser::new(sortable)).help_heading(PAGES))
            .arg(switch("desc", "Largest or latest first").requires("sort").conflicts_with("asc"))
            .arg(switch("asc", "Smallest or earliest first (the default with --sort)").requires("sort"))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

const PAGES: &str = "Order and pages";

impl<L: Listed> clap::FromArgMatches for ListArgs<L> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut query = ListQuery::default();
        for field in L::Row::LIST.fields.iter().map(|f| f.info).filter(|f| f.filter.is_some()) {
            let value = match field.filter {
                Some(Compare::WithinDays) => matches.get_one::<u32>(&flag(field.param)).map(u32::to_string),
                _ => matches.get_one::<String>(&flag(field.param)).cloned(),
            };
            if let Some(value) = value {
                query = query.with(field.param, value);
            }
        }
        if let Some(chosen) = matches.try_get_one::<String>("sort").ok().flatten() {
            let wire = L::Row::LIST.fields.iter().map(|f| f.info.wire).find(|wire| flag(wire) == flag(chosen));
            query = query.sorted(wire.unwrap_or(chosen), matches.get_flag("desc"));
        }
        let page = matches.get_one::<u64>("page").copied().unwrap_or(1);
        let size = matches.get_one::<u32>("limit").copied().unwrap_or(CURSOR_PAGE_MAX);
        Ok(ListArgs { query, page, size, all: matches.get_flag("all"), list: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<L: Listed> ListArgs<L> {
    /// Fetches what was asked for and prints it.
    pub(crate) async fn show(self, cx: &CommandContext) -> Result<(), CliError> {
        let (answer, page) = if self.all { self.every_page(cx).await? } else { self.one_page(cx).await? };
        let filtered = L::Row::LIST.fields.iter().any(|f| self.query.get(f.info.param).is_some());
        let nothing = if filtered { "Nothing matches these filters." } else { "There is nothing here yet." };
        cx.out.sheet(&sheet::<L>(&page.data), &answer, nothing)?;
        let shown = page.data.len() as u64;
        if cx.out.format == Format::Table && !self.all && page.total_results > shown && shown > 0 {
            let pages = page.total_results.div_ceil(u64::from(self.size));
            note(&format!(
                "{shown} of {} (page {} of {pages}). More: --page N, or --all.",
                page.total_results, self.page
            ))?;
        }
        Ok(())
    }

    async fn one_page(&self, cx: &CommandContext) -> Result<(Value, Page<L::Row>), CliError> {
        fetch::<L>(cx, &self.query.clone().page(self.page - 1, self.size)).await
    }

    /// Follows cursors; at a server without them, page numbers.
    async fn every_page(&self, cx: &CommandContext) -> Result<(Value, Page<L::Row>), CliError> {
        if L::Answer::WHOLE {
            return fetch::<L>(cx, &self.query.clone().page(0, u32::MAX)).await;
        }
        let at = |number: u64, cursor: &str| {
            self.query.clone().page(number, CURSOR_PAGE_MAX).cursor(cursor, CURSOR_PAGE_MAX)
        };
        let (mut answer, mut all) = fetch::<L>(cx, &at(0, "first")).await?;
        let mut number = 0;
        let mut next = walk::after(&all, number, all.data.len() as u64);
        while let Some(after) = next {
            number += 1;
            let query = match after {
                After::Token(token) => at(number, &token),
                After::Number(number) => self.query.clone().page(number, CURSOR_PAGE_MAX),
            };
            let (mut more, page) = fetch::<L>(cx, &query).await?;
            next = walk::after(&page, number, (all.data.len() + page.data.len()) as u64);
            if let (Some(rows), Some(new)) = (answer["data"].as_array_mut(), more["data"].as_array_mut()) {
                rows.append(new);
            }
            all.data.extend(page.data);
        }
        all.total_results = all.data.len() as u64;
        if let Some(members) = answer.as_object_mut() {
            // The parts were put together: what said how they were cut would be wrong.
            ["next", "previous", "totalIsCapped"].into_iter().for_each(|name| drop(members.remove(name)));
            members.insert("totalResults".into(), json!(all.total_results));
            members.insert("pageSize".into(), json!(all.total_results));
        }
        Ok((answer, all))
    }
}

async fn fetch<L: Listed>(cx: &CommandContext, query: &ListQuery) -> Result<(Value, Page<L::Row>), CliError> {
    let reply = cx.call(&L::OPERATION, &NoPath {}, &L::Input::of(query)).await?;
    let refused = |failure: Failure| CliError::new(Exit::Usage, failure.to_string());
    let page = reply.value.page(query, Timestamp::now()).map_err(refused)?;
    let answer = if L::Answer::WHOLE { json!(page.data) } else { reply.json };
    Ok((answer, page))
}

/// Every row that matches, for commands that look something up.
pub(crate) async fn rows<L: Listed>(cx: &CommandContext, query: ListQuery) -> Result<Vec<L::Row>, CliError> {
    let args = ListArgs::<L> { query, page: 1, size: CURSOR_PAGE_MAX, all: true, list: PhantomData };
    Ok(args.every_page(cx).await?.1.data)
}

/// The only row that matches exactly; an error that names the record otherwise.
pub(crate) async fn find<L: Listed>(
    cx: &CommandContext,
    param: &str,
    value: &str,
    same: impl Fn(&L::Row) -> bool,
    what: &str,
) -> Result<L::Row, CliError> {
    let found = rows::<L>(cx, ListQuery::default().with(param, value)).await?;
    found
        .into_iter()
        .find(same)
        .ok_or_else(|| CliError::new(Exit::NotFound, format!("There is no {what} {value:?}, or you may not see it.")))
}

fn sheet<L: Listed>(rows: &[L::Row]) -> Sheet {
    let fields = L::Row::LIST.fields;
    // Some lists show the id among their fields already.
    let id = L::ID.filter(|id| fields.iter().all(|f| f.info.wire != *id));
    let heads = id.into_iter().chain(fields.iter().map(|f| f.info.wire)).map(str::to_string).collect();
    let cells = |row: &L::Row| {
        let id = id.map(|_| (L::Row::LIST.id)(row).to_string());
        id.into_iter().chain(fields.iter().map(|f| (f.text)(row).into_owned())).collect()
    };
    Sheet { heads, rows: rows.iter().map(cells).collect() }
}

fn filter_flag(field: &FieldInfo) -> Option<Arg> {
    let name = flag(field.wire).replace('-', " ");
    let arg = Arg::new(flag(field.param)).long(flag(field.param)).help_heading("Filters");
    Some(match field.filter? {
        Compare::Contains => arg.value_name("TEXT").help(format!("Rows whose {name} contains TEXT")),
        Compare::Equals => arg.value_name("TEXT").help(format!("Rows whose {name} is TEXT")),
        Compare::OneOf(offered) => {
            arg.value_name("WORD").value_parser(one_of(offered)).ignore_case(true).help(format!("Rows of this {name}"))
        }
        Compare::WithinDays => arg
            .value_name("DAYS")
            .value_parser(value_parser!(u32).range(1..=30))
            .help(format!("Rows whose {name} lies within DAYS days")),
    })
}

/// One of these words in any letter case; answers the word as it is declared.
pub(crate) fn one_of(words: &'static [&'static str]) -> impl TypedValueParser<Value = String> {
    PossibleValuesParser::new(words).map(move |given| {
        words.iter().find(|word| word.eq_ignore_ascii_case(&given)).map_or(given, |word| (*word).to_string())
    })
}

/// A field to sort by: in the words of flags, or by its wire name.
fn choice(wire: &'static str) -> PossibleValue {
    PossibleValue::new(flag(wire)).alias(wire)
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};
    use partnerdesk_api::certificate::{TRUST_LIST, TrustRow};

    use super::*;

    #[derive(Debug)]
    struct TrustStore;
    impl Listed for TrustStore {
        type Row = TrustRow;
        type Input = ListQuery;
        type Answer = Page<TrustRow>;
        const OPERATION: Operation<NoPath, ListQuery, Page<TrustRow>> = TRUST_LIST;
    }

    fn parse(flags: &str) -> Result<ListQuery, clap::Error> {
        let command = ListArgs::<TrustStore>::augment_args(Command::new("list").no_binary_name(true));
        let matches = command.try_get_matches_from(flags.split_whitespace())?;
        Ok(ListArgs::<TrustStore>::from_arg_matches(&matches)?.query)
    }

    #[test]
    fn flags_come_from_the_declaration() {
        let query =
            parse("--issued-to Root --partner-domain auth --expiry-period 30 --sort valid-till --desc").unwrap();
        let expected = ListQuery::default().with("issuedTo", "Root").with("partnerDomain", "AUTH");
        assert_eq!(query, expected.with("expiryPeriod", 30).sorted("validTill", true));
        assert_eq!(parse("--sort validTill").unwrap(), ListQuery::default().sorted("validTill", false));
    }

    #[test]
    fn words_and_fields_outside_the_declaration_are_refused() {
        for flags in ["--partner-domain MOON", "--sort status", "--expiry-period 31", "--desc", "--all --page 2"] {
            assert!(parse(flags).is_err(), "{flags}");
        }
    }
}
