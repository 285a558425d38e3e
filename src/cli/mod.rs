//! The command line: arguments in, files, messages and an exit code out. The only module that prints, reads the
//! environment and writes files.
//!
//! Exit codes: 0 when all went well (warnings allowed), 1 when there are problems in the content, 2 for bad usage and
//! for failures of the machine.

mod args;
mod batch;
mod build;
mod completions;
mod fonts;
mod guide;
mod inputs;
mod man;
mod new;
mod output;
mod record;
mod report;
mod schema;
mod usage;
mod verify;

use std::io::{self, Write};
use std::process::ExitCode;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use args::Command;

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Nothing is wrong.
    Clean,
    /// Something is wrong in the content.
    Problems,
    /// Some of the work could not be done; the reason has been printed.
    Failed,
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let cli = match usage::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let result = match cli.command {
        Command::Build(args) => build::run(&args, cli.color),
        Command::Batch(args) => batch::run(&args, cli.color),
        Command::Verify(args) => verify::run(&args),
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
        // Whoever read our output has seen enough: `handout fonts | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report::failure(&error);
            ExitCode::from(2)
        }
    }
}

/// The day it is, by which nothing but a warning is decided unless a site asks for more: that of the build's own time
/// where the environment gives one, else the clock's (UTC).
#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
fn today(epoch: Option<i64>) -> Date {
    let now = epoch.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now);
    TimeZone::UTC.to_datetime(now).date()
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

/// Writes data for people or programs to standard output.
fn print(data: &[u8]) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(data)?;
    stdout.flush()?;
    Ok(())
}
