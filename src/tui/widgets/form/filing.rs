//! Fields that hold files or long texts: reading, completing and picking files, and the person's own editor.

use super::{
    field::{self, FileBox, Held},
    spec::{Field, Kind},
    state::{FOLDER, FormState},
    view::BROWSE,
};
use crate::tui::{
    context::Context,
    files,
    keymap::{Action, Offer},
    layer::{Entry, Tag, Task, Toast, Wish},
};

/// Open the field in the person's own editor.
pub(in crate::tui::widgets) static EDIT: Action = Action::new("form.edit", &["Ctrl-e"]).rank(5);

/// A text was given to the editor.
pub(super) const EDITED: &str = "form:edited";

impl FormState {
    /// What a file holds. A private key is refused without a word of it being kept.
    pub(super) fn take_file(&mut self, index: usize, bytes: &[u8], from: &'static str, cx: &Context) {
        let values = self.values(cx);
        let Some(Field { kind: Kind::File(preview), .. }) = self.spec.fields.get(index) else { return };
        let filled = &mut self.filled[index];
        let Held::File(file) = &mut filled.held else { return };
        file.forget();
        if String::from_utf8_lossy(bytes).contains("PRIVATE KEY-----") {
            filled.error = Some(cx.say("file-private-key"));
            return;
        }
        file.read = preview(bytes, &values, cx);
        file.bytes = Some(bytes.to_vec());
        file.from = from;
        filled.error = file.is_refused().then(|| cx.say("file-refused"));
    }

    /// Reads files again in the light of values that may have changed since.
    pub(super) fn look_again(&mut self, cx: &Context) {
        for i in 0..self.filled.len() {
            let Held::File(file) = &self.filled[i].held else { continue };
            let from = file.from;
            let Some(bytes) = file.bytes.clone() else { continue };
            self.take_file(i, &bytes, from, cx);
        }
    }

    /// Whether the focused field can be changed in the person's own editor: the ending of its file.
    fn editable(&self) -> Option<&'static str> {
        self.spec.fields.get(self.at)?.edited
    }

    /// What can be done with the focused field besides typing.
    pub fn offers(&self) -> Vec<Offer> {
        let edit = self.editable().map(|_| Offer::yes(&EDIT));
        let is_file = matches!(self.filled.get(self.at).map(|f| &f.held), Some(Held::File(_)));
        is_file.then(|| Offer::yes(&BROWSE)).into_iter().chain(edit).collect()
    }

    /// Opens the focused field in the editor.
    pub fn edit(&self) -> Vec<Wish> {
        let (Some(ending), Some(filled)) = (self.editable(), self.filled.get(self.at)) else { return Vec::new() };
        let text = match &filled.held {
            Held::Text(area) => area.lines().join("\n"),
            Held::File(file) => String::from_utf8_lossy(file.bytes.as_deref().unwrap_or_default()).into_owned(),
            _ => return Vec::new(),
        };
        // Editors end every line, and complain about one that is not.
        vec![Wish::Edit(Tag::numbered(EDITED, self.at as u64), text + "\n", ending)]
    }

    /// The text is back from the editor; one that failed leaves everything as it was.
    pub(super) fn edited(&mut self, index: usize, result: &Result<String, String>, cx: &Context) -> Vec<Wish> {
        let text = match result {
            Ok(text) => text.strip_suffix('\n').unwrap_or(text),
            Err(why) => {
                let sentence = cx.with("editor-failed", &[("why", why.clone().into())]);
                return vec![Wish::Toast(Toast::error(sentence))];
            }
        };
        match self.filled.get_mut(index).map(|f| &mut f.held) {
            Some(Held::Text(area)) if area.lines().join("\n") != text => *area = field::area(text),
            Some(Held::File(file)) if file.bytes.as_deref() != Some(text.as_bytes()) => {
                file.path.set("");
                self.take_file(index, text.as_bytes(), "file-edited", cx);
            }
            _ => return Vec::new(),
        }
        self.changed = true;
        if self.spec.fields.get(index).is_some_and(|f| !matches!(f.kind, Kind::File(_))) {
            self.check_field(index, cx);
        }
        Vec::new()
    }

    /// Whether Tab completes a path here instead of going on.
    pub(super) fn completes(&self) -> bool {
        matches!(self.filled.get(self.at).map(|f| &f.held), Some(Held::File(FileBox { bytes: None, path, .. })) if !path.text().is_empty())
    }

    pub(super) fn complete(&self, _: &Context) -> Vec<Wish> {
        vec![Wish::Run(Task::ReadFolder(Tag::numbered(FOLDER, self.at as u64), self.folder().0))]
    }

    /// The folder of the typed path, and the beginning of a name in it.
    pub(super) fn folder(&self) -> (std::path::PathBuf, String) {
        let Some(Held::File(file)) = self.filled.get(self.at).map(|f| &f.held) else { return Default::default() };
        let typed = file.path.text().trim();
        let (folder, name) =
            typed.rsplit_once('/').map_or((".", typed), |(f, n)| (if f.is_empty() { "/" } else { f }, n));
        (files::expand(folder), name.to_string())
    }

    /// The names in the folder are there: complete as far as they agree, or go on when nothing is left to complete.
    pub(super) fn completed(&mut self, index: usize, entries: &[Entry], cx: &Context) -> Vec<Wish> {
        let (_, begun) = self.folder();
        let names: Vec<&Entry> = entries.iter().filter(|e| e.name.starts_with(&begun)).collect();
        let common = names.iter().map(|e| e.name.clone()).reduce(|a, b| common(&a, &b)).unwrap_or_default();
        let Some(Held::File(file)) = self.filled.get_mut(index).map(|f| &mut f.held) else { return Vec::new() };
        let rest = common.strip_prefix(&begun).unwrap_or_default().to_string();
        let folder = matches!(&names[..], [one] if one.is_folder);
        match (rest.is_empty(), folder, names.len()) {
            (_, true, _) => file.path.insert(&format!("{rest}/")),
            (false, ..) => file.path.insert(&rest),
            (true, _, 0 | 1) => return self.step(1, cx),
            (true, ..) => {
                let some: Vec<&str> = names.iter().take(6).map(|e| e.name.as_str()).collect();
                return vec![Wish::Toast(Toast::info(some.join("   ")))];
            }
        }
        Vec::new()
    }

    /// A file was picked.
    pub(super) fn set_path(&mut self, index: usize, path: &std::path::Path, cx: &Context) -> Vec<Wish> {
        if let Some(Held::File(file)) = self.filled.get_mut(index).map(|f| &mut f.held) {
            file.path.set(path.display().to_string());
            file.forget();
        }
        self.leave(cx)
    }
}

fn common(a: &str, b: &str) -> String {
    a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x).collect()
}
