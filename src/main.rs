//! The command line: see `handout::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    handout::cli::run()
}
