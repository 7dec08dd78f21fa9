//! Partner Desk: onboarding for MOSIP partners, in the terminal.

use std::process::ExitCode;

use partnerdesk::cli;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the program cannot start: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let code = if cli::names_a_command(&arguments) {
        runtime.block_on(cli::run(arguments))
    } else if cli::has_terminal() {
        cli::open_desk(&runtime)
    } else {
        eprintln!("{}", cli::no_terminal());
        2
    };
    // A thread that waits for typed input never ends by itself.
    runtime.shutdown_background();
    ExitCode::from(code)
}
