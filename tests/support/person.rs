//! Somebody at the real desk: what they press, type and see. Each step waits for its picture, so nothing is ever slept
//! for, and a step that does not show what it should ends the test with the picture that stood there instead.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

use rustix::process::Signal;

use super::{Home, PASSWORD, terminal::Terminal};

/// Keys that a terminal sends as several bytes, or that have no letter.
const KEYS: &[(&str, &str)] = &[
    ("Enter", "\r"),
    ("Tab", "\t"),
    ("Esc", "\u{1b}"),
    ("Space", " "),
    ("Up", "\u{1b}[A"),
    ("Down", "\u{1b}[B"),
    ("PgDn", "\u{1b}[6~"),
    ("Ctrl-u", "\u{15}"),
    ("F2", "\u{1b}OQ"),
    ("F4", "\u{1b}OS"),
    ("F5", "\u{1b}[15~"),
];

/// A person at a terminal of 80 columns and 24 rows.
pub struct Person {
    desk: Terminal,
}

impl Person {
    /// Opens the desk: `partnerdesk` with these arguments.
    pub fn opens(home: &Home, arguments: &[&str]) -> Person {
        Person { desk: Terminal::open(home, arguments, 80, 24) }
    }

    /// Waits until a text stands on the screen.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        self.desk.until(text);
        self
    }

    /// Waits until a line holds all of these, in this order: a row of a list, a label with its value.
    #[track_caller]
    pub fn sees_line(&mut self, parts: &[&str]) -> &mut Self {
        self.desk.until_it(&parts.join(" … "), |picture| picture.lines().any(|line| in_order(line, parts)));
        self
    }

    /// Waits until the page with this path in its first line is there.
    #[track_caller]
    pub fn is_at(&mut self, title: &str) -> &mut Self {
        let first = format!(" {title}  ");
        self.desk.until_it(title, |picture| picture.lines().next().is_some_and(|line| line.starts_with(&first)));
        self
    }

    /// Presses keys: names as the desk shows them, with blanks between.
    pub fn presses(&mut self, keys: &str) -> &mut Self {
        for key in keys.split(' ') {
            let sent = KEYS.iter().find(|(name, _)| *name == key).map_or(key, |(_, sent)| sent);
            self.desk.send(sent);
        }
        self
    }

    /// Jumps to a screen.
    #[track_caller]
    pub fn goes_to(&mut self, keys: &str, title: &str) -> &mut Self {
        self.presses(keys).is_at(title)
    }

    /// Types into the line that has the cursor, and sees it there.
    #[track_caller]
    pub fn types(&mut self, text: &str) -> &mut Self {
        self.desk.send(text);
        self.sees(text)
    }

    /// Pastes, as a terminal hands a paste over.
    pub fn pastes(&mut self, text: &str) -> &mut Self {
        self.desk.send(&format!("\u{1b}[200~{}\u{1b}[201~", text.replace('\n', "\r")));
        self
    }

    /// Waits until a field has the cursor.
    #[track_caller]
    pub fn is_asked_for(&mut self, field: &str) -> &mut Self {
        self.sees_line(&["▸", field])
    }

    /// Fills a field in and goes on to the next.
    #[track_caller]
    pub fn writes(&mut self, field: &str, value: &str) -> &mut Self {
        self.is_asked_for(field);
        self.desk.send(value);
        // Its end is enough: a long value scrolls in its line.
        let end: String = value.chars().skip(value.chars().count().saturating_sub(40)).collect();
        self.sees(&end).presses("Tab")
    }

    /// Fills a hidden field in and goes on to the next.
    #[track_caller]
    pub fn hides(&mut self, field: &str, secret: &str) -> &mut Self {
        self.is_asked_for(field);
        self.desk.send(secret);
        self.sees_line(&["▸", field, &"•".repeat(secret.chars().count())]).presses("Tab")
    }

    /// Chooses from a drop-down by a few letters, sees what it came to, and is at the next field.
    #[track_caller]
    pub fn chooses(&mut self, field: &str, letters: &str, choice: &str) -> &mut Self {
        self.sees_line(&["▸", field, "Enter or type to choose"]);
        self.desk.send(letters);
        self.sees_line(&["│", "▸", choice]).presses("Enter").sees_line(&[field, choice, "▾"])
    }

    /// Finds a field chosen already, because there is only one choice, and goes on.
    #[track_caller]
    pub fn takes(&mut self, field: &str, choice: &str) -> &mut Self {
        self.sees_line(&["▸", field, choice]).presses("Tab")
    }

    /// Names a file in a field, which is read when the field is left.
    #[track_caller]
    pub fn names_file(&mut self, field: &str, path: &str) -> &mut Self {
        self.is_asked_for(field).presses("Ctrl-u");
        self.desk.send(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        self.sees_line(&["▸", field, name]).presses("Enter")
    }

    /// Confirms a dialog with a reason.
    #[track_caller]
    pub fn confirms_because(&mut self, title: &str, reason: &str) -> &mut Self {
        self.sees(title).presses("Tab");
        self.types(reason).presses("Enter").sees("▸ Cancel").presses("y")
    }

    /// Signs in with the password of everybody.
    #[track_caller]
    pub fn signs_in(&mut self, user_name: &str) -> &mut Self {
        self.sees("Who are you?").types(user_name).presses("Tab");
        self.desk.send(PASSWORD);
        self.sees(&"•".repeat(PASSWORD.chars().count())).presses("Enter")
    }

    /// Is asked to sign in again, where this machine has no place that keeps a session without asking.
    #[track_caller]
    pub fn signs_in_again(&mut self, user_name: &str) -> &mut Self {
        let (asked, home) = ("Who are you?", " Home  ");
        self.desk.until_it("a way in", |picture| picture.contains(asked) || picture.starts_with(home));
        if self.desk.picture().contains(asked) { self.signs_in(user_name) } else { self }
    }

    /// The secret in the dialog of this title.
    #[track_caller]
    pub fn reads_secret(&mut self, title: &str) -> String {
        self.sees(title).sees("It cannot be shown again");
        let picture = self.desk.picture();
        let inside = picture.lines().skip_while(|line| !line.contains(title)).skip(1);
        let words = inside.filter_map(|line| Some(line.split('│').nth(1)?.trim().to_string()));
        words.into_iter().find(|word| !word.is_empty()).unwrap()
    }

    /// Saves something into a file of this name through the dialog that asks for it.
    #[track_caller]
    pub fn saves_as(&mut self, path: &str) -> &mut Self {
        self.sees("Into which file?").sees("For your eyes only").presses("Ctrl-u").types(path);
        self.presses("Enter").sees_line(&["✓ Saved:", path])
    }

    /// Leaves by the command of that name.
    #[track_caller]
    pub fn leaves(mut self) {
        self.presses(":").sees("┌ Command ─").types("quit").sees("▸ End the program").presses("Enter");
        assert_eq!(self.desk.end(), 0);
        assert!(self.desk.is_clean(), "a mode was left switched on");
    }

    /// The line drops: the desk ends, the terminal is as it was.
    pub fn loses_the_line(mut self) {
        assert_eq!(self.desk.end_by(Signal::HUP), 129);
        assert!(self.desk.is_clean(), "a mode was left switched on");
    }
}

/// Whether a line holds all parts, one behind the other.
fn in_order(line: &str, parts: &[&str]) -> bool {
    let mut rest = line;
    parts.iter().all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}
