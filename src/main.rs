//! Partner Desk: onboarding for MOSIP partners, in the terminal.

use std::process::ExitCode;

use partnerdesk::cli;
use tokio::runtime::Builder;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let mut builder = Builder::new_multi_thread();
    if !cli::starts_a_server(&arguments) {
        builder.worker_threads(2);
    }
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the program cannot start: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(cli::run(arguments));
    // A thread that waits for typed input would never end by itself.
    runtime.shutdown_background();
    ExitCode::from(code)
}
