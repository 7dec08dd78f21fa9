//! Questions to a person at a terminal.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

mod support;

use std::{
    io::{Read, Write},
    sync::{Arc, Mutex},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use support::{Home, PASSWORD, PROGRAM, wait_until};

/// A command in a terminal.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    seen: Arc<Mutex<String>>,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    fn run(home: &Home, arguments: &[&str]) -> Self {
        let pty = native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(arguments);
        home.environment().into_iter().for_each(|(name, value)| command.env(name, value));
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let seen = Arc::new(Mutex::new(String::new()));
        let (mut reader, shared) = (pty.master.try_clone_reader().unwrap(), Arc::clone(&seen));
        std::thread::spawn(move || {
            let mut buffer = [0; 1024];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                shared.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..n]));
            }
        });
        Terminal { child, keys: pty.master.take_writer().unwrap(), seen, _master: pty.master }
    }

    fn wait_for(&self, text: &str) {
        wait_until(text, || self.seen.lock().unwrap().contains(text));
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn end(&mut self) -> u32 {
        self.child.wait().unwrap().exit_code()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Ended already in a test that passes.
        let _ = self.child.kill();
    }
}

// rows: 1, 35
#[test]
fn a_password_is_typed_without_being_shown() {
    let home = Home::with_admin();
    let mut terminal = Terminal::run(&home, &["sign-in", "--user-name", "meera", "--token-store", "file"]);
    terminal.wait_for("Password:");
    terminal.press(&format!("{PASSWORD}\r"));
    terminal.wait_for("Signed in as meera");
    assert_eq!(terminal.end(), 0);
    assert!(!terminal.seen.lock().unwrap().contains(PASSWORD));
}

// rows: 81, 135
#[test]
fn dangerous_steps_are_asked_for_and_no_is_the_default() {
    let home = Home::with_admin();
    let mut terminal = Terminal::run(&home, &["partners", "deactivate", "cardhouse"]);
    terminal.wait_for("[y/N]");
    assert!(terminal.seen.lock().unwrap().contains("1 partner will be deactivated: cardhouse."));
    terminal.press("\r");
    terminal.wait_for("Nothing was changed.");
    assert_eq!(terminal.end(), 130);
}

#[test]
fn ctrl_c_ends_a_question() {
    let home = Home::with_admin();
    let mut terminal = Terminal::run(&home, &["sign-in", "--user-name", "meera", "--token-store", "file"]);
    terminal.wait_for("Password:");
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), 130);
}
