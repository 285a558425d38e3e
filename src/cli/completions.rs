//! `handout completions`: a script that completes our commands in a shell.

use clap::CommandFactory;

use super::args::{Cli, CompletionsArgs};
use super::outcome::Outcome;
use super::stdout::print;

/// Prints the script of one shell.
pub(super) fn run(args: &CompletionsArgs) -> anyhow::Result<Outcome> {
    let mut script = vec![];
    clap_complete::generate(args.shell, &mut Cli::command(), "handout", &mut script);
    print(&script)?;
    Ok(Outcome::Clean)
}
