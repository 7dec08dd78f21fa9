//! Questions to the person at the terminal. Without a terminal nothing is asked: the command says which flag it needs.

use std::{
    fs::File,
    io::{self, BufRead, IsTerminal, Read, Write},
};

use partnerdesk_api::secret::Secret;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use super::{
    clean,
    error::{CliError, Exit},
};

/// Asks, or refuses to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    /// Dangerous commands need no confirmation.
    pub(crate) yes: bool,
}

impl Ask {
    /// Whether somebody can answer.
    pub(crate) fn can(self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Makes sure that somebody wants this. `what` names the object, `consequence` what cannot be undone.
    pub(crate) async fn confirm(self, what: &str, consequence: &str) -> Result<(), CliError> {
        if self.yes {
            return Ok(());
        }
        if !self.can() {
            return Err(CliError::usage(format!("{what} {consequence} Nobody is here to confirm it."))
                .hint("Give --yes to go ahead without a question."));
        }
        match self.agrees(&format!("{what}\n{consequence}\nGo ahead?")).await? {
            true => Ok(()),
            false => Err(CliError::new(Exit::Interrupted, "Nothing was changed.")),
        }
    }

    /// A question whose plain Enter means no.
    pub(crate) async fn agrees(self, question: &str) -> Result<bool, CliError> {
        let answer = read_line(&format!("{question} [y/N] ")).await?;
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }

    /// A value that a flag would have given.
    pub(crate) async fn value(self, given: Option<String>, flag: &str, prompt: &str) -> Result<String, CliError> {
        match given {
            Some(value) => Ok(value),
            None if !self.can() => Err(CliError::usage(format!("The flag {flag} is missing."))),
            None => Ok(read_line(&format!("{prompt}: ")).await?.trim().to_string()),
        }
    }

    /// A secret: from standard input when `from_stdin`, else typed without echo.
    pub(crate) async fn secret(self, from_stdin: bool, flag: &str, prompt: &str) -> Result<Secret, CliError> {
        if from_stdin {
            return first_line_of_stdin();
        }
        if !self.can() {
            return Err(CliError::usage(format!("Nobody is here to type it. Give {flag} and pipe it in.")));
        }
        let _restored = Echo::remember();
        let prompt = format!("{prompt}: ");
        let typed = blocking(move || rpassword::prompt_password(prompt).map(Zeroizing::new)).await?;
        Ok(Secret::new(typed.as_str()))
    }

    /// A new password, typed twice.
    pub(crate) async fn new_password(self, from_stdin: bool) -> Result<Secret, CliError> {
        let first = self.secret(from_stdin, "--password-stdin", "New password (at least 10 characters)").await?;
        if !from_stdin {
            let second = self.secret(false, "--password-stdin", "The same again").await?;
            if first.expose() != second.expose() {
                return Err(CliError::usage("The two passwords differ. Nothing was changed."));
            }
        }
        Ok(first)
    }
}

/// The first line of standard input as a secret.
pub(crate) fn first_line_of_stdin() -> Result<Secret, CliError> {
    let mut text = Zeroizing::new(String::new());
    io::stdin().lock().take(64 * 1024).read_line(&mut text).map_err(unreadable)?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(CliError::usage("Standard input is empty; the secret should stand in its first line.")),
        line => Ok(Secret::new(line)),
    }
}

/// One typed line behind a prompt, with its end.
///
/// # Errors
/// [`Exit::Interrupted`] where the input ends.
pub(crate) async fn read_line(prompt: &str) -> Result<String, CliError> {
    // Questions go to standard error, so that a result can be piped while somebody answers.
    let _ = write!(io::stderr().lock(), "{}", clean::paragraph(prompt));
    let _ = io::stderr().lock().flush();
    blocking(|| {
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line)? {
            0 => Err(io::ErrorKind::Interrupted.into()),
            _ => Ok(line),
        }
    })
    .await
}

/// Waits for the person on another thread, so that Ctrl-C still ends the command.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, CliError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(e)) if e.kind() == io::ErrorKind::Interrupted || e.kind() == io::ErrorKind::UnexpectedEof => {
            Err(CliError::new(Exit::Interrupted, "Interrupted. Nothing was changed."))
        }
        Ok(Err(e)) => Err(unreadable(e)),
        Err(e) => Err(CliError::new(Exit::Server, e.to_string())),
    }
}

fn unreadable(error: io::Error) -> CliError {
    CliError::usage(format!("The answer cannot be read: {error}."))
}

/// The terminal's settings, put back when dropped: Ctrl-C during a password would leave the terminal without echo.
struct Echo(Option<(File, Termios)>);

impl Echo {
    fn remember() -> Self {
        let tty = File::options().read(true).write(true).open("/dev/tty").ok();
        Echo(tty.and_then(|tty| tcgetattr(&tty).ok().map(|settings| (tty, settings))))
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        if let Some((tty, settings)) = &self.0 {
            // A terminal that is gone needs no settings.
            let _ = tcsetattr(tty, OptionalActions::Now, settings);
        }
    }
}
