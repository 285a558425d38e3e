//! The command line: arguments in; files, messages and an exit code out. The only module that prints or reads the
//! environment and the clock.
//!
//! Exit codes: 0 for success (warnings allowed), 1 for problems in the content, 2 for bad usage or a system failure.

mod args;
mod batch;
mod build;
mod completions;
mod dialect;
mod environment;
mod font_files;
mod fonts;
mod guide;
mod input;
mod ledger;
mod man;
mod new;
mod one_record;
mod outcome;
mod output;
mod preflight;
mod impose;
mod press;
mod record;
mod reimpose;
mod report;
mod schema;
mod stdin;
mod serve;
mod stdout;
mod usage;
mod values;
mod verify;

use std::io;
use std::process::ExitCode;

use args::Command;
use outcome::Outcome;

/// Runs the command from the process's arguments.
pub fn run() -> ExitCode {
    let cli = match usage::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    report::speak(cli.command.message_format());
    let result = match cli.command {
        Command::Build(args) => build::run(&args, cli.color),
        Command::Batch(args) => batch::run(&args, cli.color),
        Command::Verify(args) => verify::run(&args),
        Command::Preflight(args) => preflight::run(&args, cli.color),
        Command::Impose(args) => reimpose::run(&args),
        Command::Serve(args) => serve::run(&args, cli.color),
        Command::Ledger(args) => ledger::run(&args),
        Command::New(args) => new::run(&args),
        Command::Guide(args) => guide::run(&args),
        Command::Fonts(args) => fonts::run(&args, cli.color),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man => man::run(),
    };
    match result {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        // The reader of our output has seen enough: `handout fonts | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report::failure(&error);
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}
