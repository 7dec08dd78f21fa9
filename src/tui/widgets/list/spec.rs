//! How a list screen is declared.

use std::borrow::Cow;

use partnerdesk_api::{
    list::List,
    operation::{Effect, Info},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::tui::{
    context::Context,
    keymap::{Action, Enabled},
    layer::Wish,
    theme::Tone,
    widgets::{detail::DetailSpec, row_action::RowAction},
};

/// What a row must be able to do.
pub trait Row: Clone + Serialize + DeserializeOwned + Send + 'static {}
impl<R: Clone + Serialize + DeserializeOwned + Send + 'static> Row for R {}

/// A list screen: which list, which columns, what can be done.
pub struct ListSpec<R: 'static> {
    /// The key of its title.
    pub title: &'static str,
    /// The list of the contract.
    pub list: &'static List<R>,
    /// The operation that answers its pages.
    pub operation: &'static Info,
    /// The columns, from left to right.
    pub columns: &'static [Column<R>],
    /// What can be done with rows.
    pub actions: &'static [RowAction<R>],
    /// What can be done besides: make a new one.
    pub page_actions: &'static [PageAction],
    /// Parameters of every request: the type of certificate, say.
    pub fixed: &'static [(&'static str, &'static str)],
    /// Filters that it begins with.
    pub begins_with: &'static [(&'static str, &'static str)],
    /// The page of one row; shown beside the list where there is room.
    pub detail: Option<&'static DetailSpec<R>>,
    /// What a row is called in sentences and confirmations. Its id, unless said.
    pub called: Option<fn(&R) -> String>,
    /// Rows that are not in force any more.
    pub faded: fn(&R) -> bool,
    /// The key of what an empty list says.
    pub empty: &'static str,
    /// The filter that plain words after `/` and `:goto` mean. The first that contains, unless said.
    pub find: Option<&'static str>,
    /// The group of commands that print it.
    pub command: Option<&'static str>,
    /// Whether that group shows one record by its id.
    pub shows_one: bool,
}

impl<R> ListSpec<R> {
    /// A list screen with columns only.
    pub const fn new(
        title: &'static str,
        list: &'static List<R>,
        operation: &'static Info,
        columns: &'static [Column<R>],
    ) -> Self {
        ListSpec {
            title,
            list,
            operation,
            columns,
            actions: &[],
            page_actions: &[],
            fixed: &[],
            begins_with: &[],
            detail: None,
            called: None,
            faded: |_| false,
            empty: "list-empty",
            find: None,
            command: None,
            shows_one: true,
        }
    }
    /// What can be done with rows.
    pub const fn actions(mut self, actions: &'static [RowAction<R>]) -> Self {
        self.actions = actions;
        self
    }
    /// What can be done besides.
    pub const fn page_actions(mut self, actions: &'static [PageAction]) -> Self {
        self.page_actions = actions;
        self
    }
    /// Parameters of every request.
    pub const fn fixed(mut self, fixed: &'static [(&'static str, &'static str)]) -> Self {
        self.fixed = fixed;
        self
    }
    /// Filters that it begins with.
    pub const fn begins_with(mut self, filters: &'static [(&'static str, &'static str)]) -> Self {
        self.begins_with = filters;
        self
    }
    /// The page of one row.
    pub const fn detail(mut self, detail: &'static DetailSpec<R>) -> Self {
        self.detail = Some(detail);
        self
    }
    /// What a row is called, where its id means nothing to people.
    pub const fn called(mut self, called: fn(&R) -> String) -> Self {
        self.called = Some(called);
        self
    }
    /// Rows that are not in force any more.
    pub const fn faded(mut self, faded: fn(&R) -> bool) -> Self {
        self.faded = faded;
        self
    }
    /// What an empty list says.
    pub const fn empty(mut self, key: &'static str) -> Self {
        self.empty = key;
        self
    }
    /// The filter that plain words mean.
    pub const fn find(mut self, parameter: &'static str) -> Self {
        self.find = Some(parameter);
        self
    }

    /// The group of commands that print it and show one of its records.
    pub const fn command(mut self, group: &'static str) -> Self {
        self.command = Some(group);
        self
    }
    /// Its commands print the list only.
    pub const fn lists_only(mut self) -> Self {
        self.shows_one = false;
        self
    }

    /// The actions that only this list has.
    pub fn own_actions(&'static self) -> Vec<&'static Action> {
        self.actions.iter().map(|a| &a.action).chain(self.page_actions.iter().map(|a| &a.action)).collect()
    }

    /// The filter that plain words mean.
    pub fn find_by(&self) -> Option<&'static str> {
        use partnerdesk_api::list::Compare;
        let first = || self.list.fields.iter().find(|f| f.info.filter == Some(Compare::Contains)).map(|f| f.info.param);
        self.find.or_else(first)
    }
}

/// Something that can be done on a list screen without a row.
pub struct PageAction {
    /// Id, keys, place in the footer.
    pub action: Action,
    /// What it calls in the end, which says who may do that.
    pub operation: &'static Info,
    /// Whether it can be done.
    pub enabled: fn(&Context) -> Enabled,
    /// What it comes to.
    pub run: fn(&Context) -> Vec<Wish>,
}

impl PageAction {
    /// `+`: a new one, on a page of its own. One that only asks is another view of the same list; the footer, which is
    /// short, leaves it out.
    pub const fn new(
        id: &'static str,
        keys: &'static [&'static str],
        operation: &'static Info,
        run: fn(&Context) -> Vec<Wish>,
    ) -> PageAction {
        let rank = if matches!(operation.effect, Effect::Changes) { 20 } else { 0 };
        PageAction { action: Action::new(id, keys).rank(rank), operation, enabled: |_| Enabled::Yes, run }
    }
    /// With its condition.
    pub const fn when(mut self, enabled: fn(&Context) -> Enabled) -> PageAction {
        self.enabled = enabled;
        self
    }
}

/// One cell as shown: its text, clean or not, and its tone.
pub struct Cell<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Its tone.
    pub tone: Tone,
}

/// How a column shows its field.
pub enum Shows<R> {
    /// As it is.
    Text,
    /// As a state: symbol and word.
    Status,
    /// As a date.
    Date,
    /// As how long ago it was.
    Age,
    /// Against the right edge.
    Number,
    /// As this says; the field need not be one of the list's.
    Custom(for<'a> fn(&'a R, &Context) -> Cell<'a>),
}

/// One column. Its head is the text `col-<name>`.
pub struct Column<R: 'static> {
    /// The field by its wire name.
    pub name: &'static str,
    /// Columns of the terminal that it needs.
    pub width: u16,
    /// Columns that it can use when there is room.
    pub most: u16,
    /// When there is too little room, the highest number goes first; 0 stays.
    pub drop: u8,
    /// How it shows its field.
    pub shows: Shows<R>,
    /// Another key for its head, where the same field means different things.
    pub head: Option<&'static str>,
}

impl<R> Column<R> {
    /// A column of text that never goes.
    pub const fn text(name: &'static str, width: u16) -> Self {
        Column { name, width, most: width, drop: 0, shows: Shows::Text, head: None }
    }
    /// A state.
    pub const fn status(name: &'static str, width: u16) -> Self {
        Column { name, width, most: width, drop: 0, shows: Shows::Status, head: None }
    }
    /// A date.
    pub const fn date(name: &'static str) -> Self {
        Column { name, width: 11, most: 11, drop: 0, shows: Shows::Date, head: None }
    }
    /// How long ago.
    pub const fn age(name: &'static str) -> Self {
        Column { name, width: 7, most: 7, drop: 0, shows: Shows::Age, head: None }
    }
    /// A number.
    pub const fn number(name: &'static str, width: u16) -> Self {
        Column { name, width, most: width, drop: 0, shows: Shows::Number, head: None }
    }
    /// Something of its own.
    pub const fn custom(name: &'static str, width: u16, cell: for<'a> fn(&'a R, &Context) -> Cell<'a>) -> Self {
        Column { name, width, most: width, drop: 0, shows: Shows::Custom(cell), head: None }
    }
    /// With another head.
    pub const fn headed(mut self, key: &'static str) -> Self {
        self.head = Some(key);
        self
    }
    /// The key of its head.
    pub fn head_key(&self) -> String {
        self.head.map_or_else(|| format!("col-{}", self.name), str::to_string)
    }
    /// Goes when there is too little room; the highest number first.
    pub const fn drops(mut self, order: u8) -> Self {
        self.drop = order;
        self
    }
    /// Can use more room.
    pub const fn grows(mut self, most: u16) -> Self {
        self.most = most;
        self
    }
}
