//! The desk line by line: numbered menus and questions over the commands, for screen readers, dumb terminals and people
//! who like it so. One statement a line, nothing is drawn over.
//!
//! Menus, questions and words are read from the commands themselves, so that whatever is a command is here too.

use clap::{Arg, ArgAction, Command};

use super::{
    GROUPS,
    ask::read_line,
    context::CommandContext,
    desk::Looks,
    error::{CliError, Exit},
    output::note,
};
use crate::command_line;

/// Asks for commands and runs them until the person leaves.
pub(super) async fn talk(cx: &CommandContext) -> Result<(), CliError> {
    note("Partner Desk, line by line. Type a number or a name. Enter alone goes back, q leaves.")?;
    greet(cx)?;
    match menus(cx).await {
        // Leaving, Ctrl-D and Ctrl-C end whatever question is open; what ran has said how it ended.
        Err(error) if error.exit == Exit::Interrupted => note("Goodbye."),
        ended => ended,
    }
}

async fn menus(cx: &CommandContext) -> Result<(), CliError> {
    let root = root();
    while let Some(group) = choose("Main menu", &root).await? {
        within(cx, group).await?;
    }
    Err(left())
}

/// Where one is and as whom.
fn greet(cx: &CommandContext) -> Result<(), CliError> {
    let address = cx.address()?;
    note(&format!("Server: {address}"))?;
    match cx.session(&address) {
        Some(session) => note(&format!("Signed in as {}.", session.account)),
        None => note("Nobody is signed in. Choose sign-in, or setup to make the first admin of a new desk."),
    }
}

/// What can be chosen: every command but those that take the terminal for themselves.
fn root() -> Command {
    let commands = GROUPS.iter().filter(|group| !group.own_signals).map(|group| (group.command)());
    commands.fold(Command::new("partnerdesk").disable_help_subcommand(true), Command::subcommand)
}

/// One group, until the person goes back; a command without further ones is run once.
async fn within(cx: &CommandContext, group: &Command) -> Result<(), CliError> {
    if !group.has_subcommands() {
        return run(cx, &[group]).await;
    }
    while let Some(verb) = choose(group.get_name(), group).await? {
        run(cx, &[group, verb]).await?;
    }
    Ok(())
}

/// Asks which of a command's commands; `None` is the way back.
async fn choose<'a>(title: &str, of: &'a Command) -> Result<Option<&'a Command>, CliError> {
    let commands: Vec<&Command> = of.get_subcommands().filter(|c| !c.is_hide_set()).collect();
    note(&format!("\n{title}:"))?;
    for (number, command) in commands.iter().enumerate() {
        note(&format!("{}. {}: {}", number + 1, command.get_name(), about(command)))?;
    }
    loop {
        let answer = read_line("Choose: ").await?;
        match answer.trim() {
            "" => return Ok(None),
            "q" | "quit" => return Err(left()),
            word => match picked(word, &commands, |c| c.get_name()) {
                Some(command) => return Ok(Some(command)),
                None => note(&format!("{word:?} is none of them: a number from 1 to {}, or a name.", commands.len()))?,
            },
        }
    }
}

/// Asks for a command's values, shows what it is typed as, and runs it. What it refuses is said, and one stays here.
async fn run(cx: &CommandContext, path: &[&Command]) -> Result<(), CliError> {
    let Some(command) = path.last() else { return Ok(()) };
    note(&format!("\n{}: {}", command.get_name(), about(command)))?;
    let Some(values) = values(command).await? else { return note("Left; nothing was done.") };
    let words = path.iter().map(|c| c.get_name().to_string()).chain(values);
    let words: Vec<String> = cx.way().into_iter().chain(words).collect();
    note(&format!("Running: {}", command_line::typed(&words)))?;
    let matches = super::command().try_get_matches_from(std::iter::once("partnerdesk".to_string()).chain(words));
    let outcome = match matches {
        Ok(matches) => Box::pin(super::dispatch(&matches)).await,
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(()) => note("Done."),
        Err(error) => note(&error.show(cx.out.format)),
    }
}

/// The values of a command: first what it cannot do without, then what the person wants to add. `None` is the way back.
async fn values(command: &Command) -> Result<Option<Vec<String>>, CliError> {
    let (needed, optional): (Vec<&Arg>, Vec<&Arg>) =
        command.get_arguments().filter(|arg| is_asked(arg)).partition(|arg| arg.is_required_set());
    let mut given: Vec<(&Arg, String)> = Vec::new();
    for arg in needed {
        let value = ask(arg).await?;
        if value.is_empty() {
            return Ok(None);
        }
        given.push((arg, value));
    }
    if !optional.is_empty() {
        note("More can be said:")?;
        for (number, arg) in optional.iter().enumerate() {
            note(&format!("{}. {}: {}", number + 1, name(arg), help(arg)))?;
        }
    }
    while !optional.is_empty() {
        let answer = read_line("A number to say more, Enter to run it, b to go back: ").await?;
        match answer.trim() {
            "" => break,
            "b" => return Ok(None),
            "q" | "quit" => return Err(left()),
            word => match picked(word, &optional, |arg| arg.get_long().unwrap_or_else(|| arg.get_id().as_str())) {
                Some(arg) => {
                    let value = if is_switch(arg) { "yes".into() } else { ask(arg).await? };
                    given.retain(|(other, _)| other.get_id() != arg.get_id());
                    if !value.is_empty() {
                        given.push((arg, value));
                    }
                }
                None => note(&format!("{word:?} is none of them: a number from 1 to {}.", optional.len()))?,
            },
        }
    }
    Ok(Some(written(&given)))
}

/// Values as words of a command line: flags first, what stands without a flag behind the mark that ends them.
fn written(given: &[(&Arg, String)]) -> Vec<String> {
    let (bare, flags): (Vec<_>, Vec<_>) = given.iter().partition(|(arg, _)| arg.is_positional());
    let flags = flags.into_iter().filter_map(|(arg, value)| {
        let flag = arg.get_long()?;
        Some(if is_switch(arg) { format!("--{flag}") } else { format!("--{flag}={value}") })
    });
    let bare = bare.into_iter().flat_map(|(arg, value)| match takes_several(arg) {
        true => value.split_whitespace().map(str::to_string).collect(),
        false => vec![value.clone()],
    });
    let bare: Vec<String> = bare.collect();
    let mark = bare.iter().any(|word| word.starts_with('-')).then(|| "--".to_string());
    flags.chain(mark).chain(bare).collect()
}

/// Asks for one value; where only some words will do, by their number.
async fn ask(arg: &Arg) -> Result<String, CliError> {
    let allowed: Vec<String> = arg.get_possible_values().iter().map(|v| v.get_name().to_string()).collect();
    for (number, word) in allowed.iter().enumerate() {
        note(&format!("   {}. {word}", number + 1))?;
    }
    loop {
        let answer = read_line(&format!("{} ({}): ", name(arg), help(arg))).await?;
        let word = answer.trim();
        if word.is_empty() || allowed.is_empty() {
            return Ok(word.to_string());
        }
        match picked(word, &allowed, |w| w) {
            Some(found) => return Ok(found.clone()),
            None => note(&format!("{word:?} is none of them: a number from 1 to {}, or a word.", allowed.len()))?,
        }
    }
}

/// Whether a value is asked for: not what every command has, nor what would take the lines that are typed here.
fn is_asked(arg: &Arg) -> bool {
    let of_every_command = matches!(arg.get_action(), ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong);
    !arg.is_hide_set() && !arg.is_global_set() && !of_every_command && !arg.get_id().as_str().ends_with("stdin")
}

fn is_switch(arg: &Arg) -> bool {
    !arg.get_action().takes_values()
}

fn takes_several(arg: &Arg) -> bool {
    arg.get_num_args().is_some_and(|range| range.max_values() > 1) || matches!(arg.get_action(), ArgAction::Append)
}

/// What was meant by a number from 1 or a name.
fn picked<'a, T>(word: &str, of: &'a [T], name: impl Fn(&'a T) -> &'a str) -> Option<&'a T> {
    match word.parse::<usize>() {
        Ok(number) => of.get(number.checked_sub(1)?),
        Err(_) => of.iter().find(|item| name(item).eq_ignore_ascii_case(word)),
    }
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn name(arg: &Arg) -> String {
    arg.get_long().map_or_else(|| command_line::plain_words(arg.get_id().as_str()), |long| long.replace('-', " "))
}

fn help(arg: &Arg) -> String {
    arg.get_help().map(ToString::to_string).unwrap_or_default()
}

fn left() -> CliError {
    CliError::new(Exit::Interrupted, "Left.")
}

/// Whether the desk should be line by line here: asked for, or the terminal cannot draw.
pub(super) fn is_wanted(looks: &Looks) -> bool {
    looks.line || std::env::var("TERM").is_ok_and(|term| term == "dumb")
}
