//! One field while it is filled in.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::ToSpan;
use partnerdesk_api::rules::Rule;
use serde_json::{Value, json};
use tui_textarea::{CursorMove, TextArea};

use super::spec::{Choice, Choices, Field, FileRead, Kind, Limits};
use crate::tui::{
    context::Context,
    key::Key,
    widgets::{input::Input, picker::fuzzy},
};

/// What a field holds.
pub(super) enum Held {
    Line(Input),
    Text(Box<TextArea<'static>>),
    Choice(Chooser),
    Toggle(bool),
    File(FileBox),
    Nothing,
}

/// A drop-down.
#[derive(Default)]
pub(super) struct Chooser {
    pub(super) value: String,
    pub(super) options: Options,
    /// Open: what was typed, and the entry under the cursor among those that match.
    pub(super) open: Option<(Input, usize)>,
}

/// What can be chosen, as far as it is known.
#[derive(Default)]
pub(super) enum Options {
    #[default]
    Waiting,
    Here(Vec<Choice>),
    Failed(String),
}

/// A file by path or by its pasted content.
#[derive(Default)]
pub(super) struct FileBox {
    pub(super) path: Input,
    /// As it was read; kept so that it can be looked at again when other values change.
    pub(super) bytes: Option<Vec<u8>>,
    /// Where it comes from, when no path says so: the key of a word.
    pub(super) from: &'static str,
    pub(super) read: FileRead,
}

impl FileBox {
    /// It was read, and cannot be sent.
    pub(super) fn is_refused(&self) -> bool {
        self.bytes.is_some() && self.read.value.is_none()
    }

    /// Another file is about to be named.
    pub(super) fn forget(&mut self) {
        (self.bytes, self.from, self.read) = (None, "", FileRead::default());
    }
}

/// A field, what it holds, and what is wrong with it.
pub(super) struct Filled {
    pub(super) held: Held,
    pub(super) limits: Limits,
    pub(super) error: Option<String>,
}

impl Filled {
    pub(super) fn new(field: &Field, limits: Limits, given: &Value, cx: &Context) -> Filled {
        let text = given.as_str().unwrap_or_default();
        let held = match &field.kind {
            Kind::Text | Kind::Secret | Kind::Date => Held::Line(Input::with(text)),
            Kind::Lines(_) => Held::Text(area(text)),
            Kind::Toggle => Held::Toggle(given.as_bool().unwrap_or(false)),
            Kind::File(_) => Held::File(FileBox::default()),
            Kind::Shown(_) => Held::Nothing,
            Kind::Choice(choices) => {
                let options = match choices {
                    Choices::Words(words) => Options::Here(words.iter().map(|w| word(w, cx)).collect()),
                    Choices::Server { .. } => Options::Waiting,
                };
                Held::Choice(Chooser { value: text.to_string(), options, open: None })
            }
        };
        Filled { held, limits, error: None }
    }

    /// The value on the wire.
    pub(super) fn value(&self) -> Value {
        match &self.held {
            Held::Line(input) => json!(input.text()),
            Held::Text(area) => json!(area.lines().join("\n")),
            Held::Choice(chooser) => json!(chooser.value),
            Held::Toggle(on) => json!(on),
            Held::File(file) => file.read.value.clone().unwrap_or_default(),
            Held::Nothing => Value::Null,
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        let value = self.value();
        value.is_null() || value.as_str().is_some_and(str::is_empty)
    }

    /// Its only mistake is that it is blank.
    pub(super) fn is_missing(&self, cx: &Context) -> bool {
        self.is_blank() && self.error.as_ref().is_some_and(|why| *why == cx.say(Rule::Required.key()))
    }

    /// Takes a key; `false` when it means nothing to this field.
    pub(super) fn key(&mut self, key: Key) -> bool {
        if self.is_full() && key.typed().is_some() {
            // The limit is shown beside the field; a beep would not say more.
            return true;
        }
        match &mut self.held {
            Held::Line(input) => input.key(key),
            Held::File(file) => {
                let taken = file.path.key(key);
                if taken {
                    file.forget();
                }
                taken
            }
            Held::Text(area) => type_into(area, key),
            Held::Toggle(on) if key.code == KeyCode::Char(' ') => {
                *on = !*on;
                true
            }
            Held::Choice(chooser) => chooser.key(key),
            Held::Toggle(_) | Held::Nothing => false,
        }
    }

    fn is_full(&self) -> bool {
        let length = match &self.held {
            Held::Line(input) => input.text().chars().count(),
            Held::Text(area) => area.lines().iter().map(|l| l.chars().count() + 1).sum::<usize>().saturating_sub(1),
            _ => return false,
        };
        self.limits.most.is_some_and(|most| length >= most)
    }

    /// Takes a paste.
    pub(super) fn paste(&mut self, pasted: &str) {
        match &mut self.held {
            Held::Line(input) => input.insert(pasted),
            Held::Text(area) => drop(area.insert_str(pasted.replace("\r\n", "\n").replace('\r', "\n"))),
            Held::File(file) => file.path.insert(pasted.trim()),
            Held::Choice(chooser) => {
                let (typed, at) = chooser.open.get_or_insert_with(Default::default);
                typed.insert(pasted);
                *at = 0;
            }
            Held::Toggle(_) | Held::Nothing => {}
        }
    }
}

impl Chooser {
    /// Entries that match what was typed.
    pub(super) fn matching(&self) -> Vec<&Choice> {
        let Options::Here(options) = &self.options else { return Vec::new() };
        match self.open.as_ref().map(|(typed, _)| typed.text()).filter(|t| !t.is_empty()) {
            None => options.iter().collect(),
            Some(typed) => {
                let labels = options.iter().map(|o| format!("{} {}", o.label, o.value));
                fuzzy(typed, labels).into_iter().filter_map(|i| options.get(i)).collect()
            }
        }
    }

    /// The label of what is chosen.
    pub(super) fn label(&self) -> String {
        let Options::Here(options) = &self.options else { return self.value.clone() };
        options.iter().find(|o| o.value == self.value).map_or_else(|| self.value.clone(), |o| o.label.clone())
    }

    fn key(&mut self, key: Key) -> bool {
        let count = self.matching().len();
        let Some((typed, at)) = &mut self.open else {
            let opens = key.typed().is_some() || key.code == KeyCode::Enter;
            if opens {
                let mut input = Input::default();
                if key.typed().is_some_and(|c| c != ' ') {
                    input.key(key);
                }
                let here = self.matching().iter().position(|o| o.value == self.value).unwrap_or(0);
                self.open = Some((input, here));
            }
            return opens;
        };
        match key.code {
            KeyCode::Down => *at = (*at + 1).min(count.saturating_sub(1)),
            KeyCode::Up => *at = at.saturating_sub(1),
            KeyCode::Enter | KeyCode::Tab => {
                let at = *at;
                if let Some(choice) = self.matching().get(at).map(|c| c.value.clone()) {
                    self.value = choice;
                }
                self.open = None;
                // Enter goes on to the next field as well.
                return false;
            }
            _ if typed.key(key) => *at = 0,
            _ => return false,
        }
        true
    }
}

fn word(wire: &str, cx: &Context) -> Choice {
    let label = cx.texts.find(&format!("choice-{wire}")).unwrap_or_else(|| wire.replace('_', " "));
    Choice { value: wire.to_string(), label, about: String::new() }
}

pub(super) fn area(text: &str) -> Box<TextArea<'static>> {
    let mut area = TextArea::from(text.lines());
    area.set_cursor_line_style(ratatui::style::Style::new());
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    Box::new(area)
}

/// Hands a key to the text area; the edges of the text let Up and Down go on to other fields.
fn type_into(area: &mut TextArea<'_>, key: Key) -> bool {
    let row = area.cursor().0;
    match key.code {
        KeyCode::Up if row == 0 => return false,
        KeyCode::Down if row + 1 >= area.lines().len() => return false,
        KeyCode::Tab | KeyCode::BackTab | KeyCode::Esc | KeyCode::F(_) => return false,
        KeyCode::Enter if key.ctrl => return false,
        _ => {}
    }
    let modifiers = if key.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
    area.input(KeyEvent::new(key.code, modifiers));
    true
}

/// A date as typed: as it is, `today`, or so many days from today.
pub(super) fn date(typed: &str, cx: &Context) -> String {
    let today = cx.now.wall.to_zoned(cx.zone.clone()).date();
    let days = typed.strip_prefix('+').and_then(|d| d.trim_end_matches('d').parse::<i32>().ok());
    match (typed.trim(), days) {
        ("today", _) => today.to_string(),
        (_, Some(days)) => today.checked_add(days.days()).map_or_else(|_| typed.to_string(), |d| d.to_string()),
        (typed, None) => typed.to_string(),
    }
}
