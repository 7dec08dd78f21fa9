//! How a form is declared.

use partnerdesk_api::{
    operation::{Info, Input, Operation},
    rules::{self, Rule, Violation},
};
use serde_json::{Value, json};

use crate::{
    client::ClientError,
    tui::{
        context::Context,
        layer::{Request, Wish},
        theme::Tone,
    },
};

/// A form over the request type of an operation.
pub struct FormSpec {
    /// Names the form in tests, logs and drafts.
    pub name: &'static str,
    /// The key of its title.
    pub title: &'static str,
    /// What it sends.
    pub operation: &'static Info,
    /// Its fields, in reading order.
    pub fields: &'static [Field],
    /// Members that must be filled in here, although the operation could do without.
    pub needs: &'static [&'static str],
    /// The contract's rules, over the values.
    pub check: fn(&Value) -> Vec<Violation>,
    /// What is asked before it can be filled in.
    pub load: Option<Load>,
    /// Path parameters, each with the member that fills it.
    pub path: [Option<(&'static str, &'static str)>; PATH_MOST],
    /// Members that are not typed, and first values of those that are.
    pub given: fn(&Context) -> Value,
    /// The input of the operation, from the values; members that its type does not know are left out afterwards.
    pub shape: fn(&Value) -> Value,
    /// What follows on success: the reply, then what was sent.
    pub done: fn(&Value, &Value, &Context) -> Vec<Wish>,
    /// The key of the word for sending.
    pub submit: &'static str,
    /// The key of a sentence above the fields.
    pub intro: Option<&'static str>,
}

/// What a form asks before it can be filled in.
pub struct Load {
    /// The question, from what is known.
    pub request: fn(&Value) -> Request,
    /// The members that the answer gives.
    pub read: fn(&Value) -> Result<Value, ClientError>,
}

impl FormSpec {
    /// A form over an operation.
    pub const fn new<P, I: Input, R>(
        name: &'static str,
        title: &'static str,
        operation: &'static Operation<P, I, R>,
        fields: &'static [Field],
        done: fn(&Value, &Value, &Context) -> Vec<Wish>,
    ) -> FormSpec {
        FormSpec {
            name,
            title,
            operation: &operation.info,
            fields,
            needs: &[],
            check: check::<I>,
            load: None,
            path: [None; PATH_MOST],
            given: |_| json!({}),
            shape: Value::clone,
            done,
            submit: "form-send",
            intro: None,
        }
    }
    /// Members that must be filled in here.
    pub const fn needs(mut self, names: &'static [&'static str]) -> FormSpec {
        self.needs = names;
        self
    }
    /// With a question to the server about what is known, answered before it can be filled in; what is read from the
    /// answer is known then too. For forms on pages of their own.
    pub const fn load(
        mut self,
        request: fn(&Value) -> Request,
        read: fn(&Value) -> Result<Value, ClientError>,
    ) -> FormSpec {
        self.load = Some(Load { request, read });
        self
    }
    /// A parameter of the path, filled by a member. One that the operation's path has not does not compile.
    pub const fn at(mut self, parameter: &'static str, member: &'static str) -> FormSpec {
        assert!(names(self.operation.path, parameter), "the operation's path has no such parameter");
        let mut place = 0;
        while self.path[place].is_some() {
            place += 1;
        }
        self.path[place] = Some((parameter, member));
        self
    }
    /// Members that are not typed, and first values.
    pub const fn given(mut self, given: fn(&Context) -> Value) -> FormSpec {
        self.given = given;
        self
    }
    /// The input of the operation, where it is not simply the values.
    pub const fn shape(mut self, shape: fn(&Value) -> Value) -> FormSpec {
        self.shape = shape;
        self
    }
    /// Another word for sending.
    pub const fn submit(mut self, key: &'static str) -> FormSpec {
        self.submit = key;
        self
    }
    /// A sentence above the fields.
    pub const fn intro(mut self, key: &'static str) -> FormSpec {
        self.intro = Some(key);
        self
    }
}

/// Most parameters of a path.
const PATH_MOST: usize = 3;

/// Whether a path has this parameter, in braces.
const fn names(path: &str, parameter: &str) -> bool {
    let (path, parameter) = (path.as_bytes(), parameter.as_bytes());
    let mut from = 0;
    while from + parameter.len() + 1 < path.len() {
        let mut same = 0;
        while same < parameter.len() && path[from + 1 + same] == parameter[same] {
            same += 1;
        }
        if path[from] == b'{' && same == parameter.len() && path[from + 1 + same] == b'}' {
            return true;
        }
        from += 1;
    }
    false
}

/// The rules of a request type over erased values.
fn check<I: Input>(values: &Value) -> Vec<Violation> {
    match serde_json::from_value::<I>(values.clone()) {
        Ok(input) => rules::check(&input),
        Err(error) => vec![Violation { field: String::new(), rule: Rule::Other(error.to_string()) }],
    }
}

/// One field. Its label is the text `field-<name>`, its tip `tip-<name>` when there is one.
pub struct Field {
    /// The member by its wire name.
    pub name: &'static str,
    /// How it is filled in.
    pub kind: Kind,
    /// Another key for its label, where the same member means different things.
    pub label: Option<&'static str>,
    /// Whether it is asked for, given the other values.
    pub shown: fn(&Value) -> bool,
    /// It can be changed in the person's own editor, in a file with this ending.
    pub edited: Option<&'static str>,
}

/// How a field is filled in.
pub enum Kind {
    /// One line.
    Text,
    /// One line, hidden.
    Secret,
    /// Several lines, this many in sight.
    Lines(u16),
    /// One of several.
    Choice(Choices),
    /// A date: `2026-11-22`, `today`, `+30d`.
    Date,
    /// Yes or no.
    Toggle,
    /// A file: pasted, by path, or picked.
    File(Preview),
    /// Not filled in: shows what follows from other values.
    Shown(fn(&Value, &Context) -> String),
}

/// Reads what a file holds, in the light of the other values.
pub type Preview = fn(&[u8], &Value, &Context) -> FileRead;

/// What a file came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileRead {
    /// What is sent of it. Nothing when it would be refused.
    pub value: Option<Value>,
    /// What is said about it: what it holds, and why it would be refused.
    pub lines: Vec<(String, Tone)>,
}

impl FileRead {
    /// A file that cannot be sent, and why.
    pub fn refused(why: impl Into<String>) -> FileRead {
        FileRead { value: None, lines: vec![(why.into(), Tone::Bad)] }
    }
}

/// What can be chosen.
pub enum Choices {
    /// These words on the wire; each is shown as the text `choice-<word>` when there is one.
    Words(&'static [&'static str]),
    /// What the server answers. Nothing is asked as long as there is no request.
    Server {
        /// The question, from the values so far.
        request: fn(&Value, &Context) -> Option<Request>,
        /// The choices in the answer.
        read: fn(&Value) -> Vec<Choice>,
    },
}

/// One that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// On the wire.
    pub value: String,
    /// For people.
    pub label: String,
    /// More about it.
    pub about: String,
}

impl Field {
    const fn of(name: &'static str, kind: Kind) -> Field {
        Field { name, kind, label: None, shown: |_| true, edited: None }
    }
    /// One line.
    pub const fn text(name: &'static str) -> Field {
        Field::of(name, Kind::Text)
    }
    /// One hidden line.
    pub const fn secret(name: &'static str) -> Field {
        Field::of(name, Kind::Secret)
    }
    /// Several lines.
    pub const fn lines(name: &'static str, rows: u16) -> Field {
        Field::of(name, Kind::Lines(rows)).edited("txt")
    }
    /// One of these words.
    pub const fn words(name: &'static str, words: &'static [&'static str]) -> Field {
        Field::of(name, Kind::Choice(Choices::Words(words)))
    }
    /// One of what the server answers.
    pub const fn choice(
        name: &'static str,
        request: fn(&Value, &Context) -> Option<Request>,
        read: fn(&Value) -> Vec<Choice>,
    ) -> Field {
        Field::of(name, Kind::Choice(Choices::Server { request, read }))
    }
    /// A date.
    pub const fn date(name: &'static str) -> Field {
        Field::of(name, Kind::Date)
    }
    /// Yes or no.
    pub const fn toggle(name: &'static str) -> Field {
        Field::of(name, Kind::Toggle)
    }
    /// A file.
    pub const fn file(name: &'static str, preview: Preview) -> Field {
        Field::of(name, Kind::File(preview))
    }
    /// What follows from other values.
    pub const fn derived(name: &'static str, text: fn(&Value, &Context) -> String) -> Field {
        Field::of(name, Kind::Shown(text))
    }
    /// A text that can be changed in the person's own editor, in a file with this ending.
    pub const fn edited(mut self, ending: &'static str) -> Field {
        self.edited = Some(ending);
        self
    }
    /// With another label.
    pub const fn labelled(mut self, key: &'static str) -> Field {
        self.label = Some(key);
        self
    }
    /// Asked for only when this holds of the other values.
    pub const fn when(mut self, shown: fn(&Value) -> bool) -> Field {
        self.shown = shown;
        self
    }

    /// The key of its label.
    pub fn label_key(&self) -> String {
        self.label.map_or_else(|| format!("field-{}", self.name), str::to_string)
    }
    /// Whether it holds what is kept nowhere: a secret, or a file.
    pub const fn is_private(&self) -> bool {
        matches!(self.kind, Kind::Secret | Kind::File(_))
    }
    /// Whether it holds a value of its own.
    pub const fn is_typed(&self) -> bool {
        !matches!(self.kind, Kind::Shown(_))
    }
}

/// What the JSON schema of the request says of a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// It must be given.
    pub required: bool,
    /// Most characters.
    pub most: Option<usize>,
}

fn schema(operation: &Info) -> Value {
    let mut generator = schemars::SchemaGenerator::default();
    serde_json::to_value((operation.input)(&mut generator)).unwrap_or_default()
}

/// Of these members, those that the request type knows. A form may hold more: what a path is made of, what a check needs.
pub fn known(operation: &Info, members: Value) -> Value {
    let schema = schema(operation);
    let Value::Object(mut members) = members else { return members };
    members.retain(|name, _| schema["properties"].get(name).is_some());
    Value::Object(members)
}

/// Members that the rules complain about when nothing is filled in. Some of them the schema cannot name: one of several
/// words, a file.
pub(super) fn needed(spec: &FormSpec, given: &Value) -> Vec<String> {
    let mut blank = given.clone();
    for field in spec.fields.iter().filter(|f| f.is_typed()) {
        blank[field.name] = match field.kind {
            Kind::Toggle => Value::Bool(false),
            Kind::File(_) => Value::Null,
            _ => Value::from(""),
        };
    }
    let broken = (spec.check)(&known(spec.operation, (spec.shape)(&blank)));
    broken.into_iter().map(|v| v.field).chain(spec.needs.iter().map(ToString::to_string)).collect()
}

/// The limits of a member, which may be one of those that are needed.
pub fn limits(operation: &Info, name: &str, needed: &[String]) -> Limits {
    let member = &schema(operation)["properties"][name];
    let number = |key: &str| member[key].as_u64().and_then(|n| usize::try_from(n).ok());
    let required = number("minLength").is_some_and(|n| n > 0) || needed.iter().any(|n| n == name);
    Limits { required, most: number("maxLength") }
}
