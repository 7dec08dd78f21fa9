//! The five minutes of the README, line by line as a newcomer types them: the desk once, then a shell. What is asked on
//! the way is answered; whatever fails or asks something else ends the test.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

mod support;

use support::{Home, PASSWORD, person::Person, terminal::Terminal};

/// Stands at the end of a line that waits for the next command; before it the exit code of the last.
const PROMPT: &str = "ready>";

/// What commands ask, and what a newcomer answers.
const ANSWERS: &[(&str, &str)] = &[
    ("only you can read? [y/N]", "y"),
    ("Go ahead? [y/N]", "y"),
    ("Password:", PASSWORD),
    ("New password (at least 10 characters):", PASSWORD),
    ("The same again:", PASSWORD),
    ("Given name:", "Ada"),
    ("Family name:", "Mwangi"),
    ("Postal address:", "1 Print Lane"),
    ("Phone number:", "+254 20 123"),
    ("E-mail:", "desk@cardhouse.example"),
];

/// The commands under the heading of a section, with lines that go on below joined, here-documents too.
fn commands(section: &str) -> Vec<String> {
    let readme = include_str!("../README.md");
    let (_, from) = readme.split_once(section).unwrap();
    let (_, block) = from.split_once("```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let mut commands: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in block.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match commands.last_mut() {
            Some(last) if goes_on => *last += &format!("\n{line}"),
            _ => commands.push(line.to_string()),
        }
        let last = commands.last().unwrap();
        goes_on = line.ends_with('\\') || (last.contains("<<END") && line != "END");
    }
    commands
}

/// The word behind another one.
fn after<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_whitespace().next()
}

struct Shell {
    terminal: Terminal,
    /// Of the account that the admin made.
    code: String,
    /// Of the request.
    id: String,
}

impl Shell {
    fn open(home: &Home) -> Shell {
        let mut terminal = Terminal::run("bash", home, &["--norc", "--noprofile"], 120, 60);
        terminal.send(&format!("PS1='[$?] {PROMPT} '; clear\r"));
        terminal.until_it("a prompt", |picture| picture.trim() == format!("[0] {PROMPT}"));
        Shell { terminal, code: String::new(), id: String::new() }
    }

    /// Types a command and answers what it asks; its output, once it succeeded.
    fn runs(&mut self, command: &str) -> String {
        let command = command.replace(" ID ", &format!(" {} ", self.id));
        self.terminal.send(&format!("clear\r{}\r", command.replace('\n', "\r")));
        let begin = command.lines().next().unwrap().to_string();
        let mut answered = 0;
        loop {
            let (code, lines) = (self.code.clone(), answered);
            let question = |picture: &str| {
                let own = ("Code from the admin:", code.as_str());
                let waiting = picture.trim_end().lines().skip(lines).last()?.trim_end().to_string();
                ANSWERS
                    .iter()
                    .chain([&own])
                    .find(|(ask, _)| waiting.ends_with(ask))
                    .map(|(_, answer)| answer.to_string())
            };
            let is_done = |picture: &str| {
                let (first, last) = (picture.lines().next(), picture.trim_end().lines().last());
                first.is_some_and(|line| line.contains(&begin)) && last.is_some_and(|line| line.ends_with(PROMPT))
            };
            self.terminal.until_it(&command, |picture| is_done(picture) || question(picture).is_some());
            let picture = self.terminal.picture();
            let Some(answer) = question(&picture) else { break };
            answered = picture.trim_end().lines().count();
            self.terminal.send(&format!("{answer}\r"));
        }
        let picture = self.terminal.picture();
        assert!(picture.trim_end().ends_with(&format!("[0] {PROMPT}")), "{picture}");
        if let Some(code) = after(&picture, "works once, until") {
            let code = picture.split_once(code).unwrap().1.split_whitespace().nth(1).unwrap();
            self.code = code.to_string();
        }
        if let (true, Some(id)) = (command.contains("requests create"), after(&picture, "Id: ")) {
            self.id = id.to_string();
        }
        picture
    }
}

// rows: 1, 2, 7, 10, 14, 57, 67, 97, 103, 107, 122, 125, 126, 128, 135, 205, B8, B9, B11, B26
#[test]
fn the_five_minutes_of_the_readme_work_as_they_are_written() {
    let home = Home::new();
    let mut admin = Person::opens(&home, &[]);
    admin.presses("j").sees("▸ Start here").presses("Enter").is_at("First admin");
    admin.writes("Given name", "Meera").writes("Family name", "Iyer").writes("E-mail", "meera@registry.example");
    admin.writes("User name", "meera").hides("Password", PASSWORD).presses("Enter").is_at("Home");
    admin.leaves();

    let mut shell = Shell::open(&home);
    let commands = commands("## Five minutes");
    assert!(commands.len() > 20, "{commands:#?}");
    let last = commands.iter().map(|command| shell.runs(command)).last().unwrap();
    assert!(last.contains("✓ Active"), "{last}");
    for account in ["meera", "tomas", "cardhouse"] {
        // Where the kernel's key ring works, the sessions would stay in it.
        shell.runs(&format!("partnerdesk sign-out --account {account}"));
    }
}

#[test]
fn the_pictures_of_the_readme_are_those_that_the_tests_compare() {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots")).unwrap();
    let snapshots: Vec<String> = folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let pictures: Vec<&str> = include_str!("../README.md")
        .split("```text\n")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("\n```")?.0))
        .collect();
    assert!(pictures.len() >= 3);
    for picture in pictures {
        assert!(snapshots.iter().any(|s| s.contains(picture)), "no snapshot holds this picture:\n{picture}");
    }
}
