//! `handout ledger`: whether a ledger of prints is as it was written.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};

use super::outcome::Outcome;
use super::report;
use crate::diag::count;
use crate::ledger::{self, Problem};

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  handout ledger verify prints.jsonl")]
pub(super) struct LedgerArgs {
    #[command(subcommand)]
    command: LedgerCommand,
}

#[derive(Debug, Subcommand)]
enum LedgerCommand {
    /// Find lines that were changed, dropped, added or moved
    Verify(VerifyLedgerArgs),
}

#[derive(Debug, Args)]
struct VerifyLedgerArgs {
    /// The ledger; the file `.head` is beside it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The digest of the last line, as noted elsewhere
    #[arg(long, value_name = "DIGEST")]
    expect: Option<String>,
}

/// Checks a ledger.
pub(super) fn run(args: &LedgerArgs) -> anyhow::Result<Outcome> {
    let LedgerCommand::Verify(VerifyLedgerArgs { file, expect }) = &args.command;
    match ledger::verify(file) {
        Ok(head) if expect.as_ref().is_some_and(|expect| *expect != head.digest) => {
            wrong(file, "its last line does not have the digest that was expected")
        }
        Ok(head) => {
            let lines = count(head.lines, "line");
            report::note(&format!("`{}` is whole: {lines}, the last with digest {}", file.display(), head.digest));
            Ok(Outcome::Clean)
        }
        Err(Problem::Io(error)) => Err(error).with_context(|| format!("cannot read `{}`", file.display())),
        Err(problem) => wrong(file, &problem.to_string()),
    }
}

fn wrong(file: &Path, what: &str) -> anyhow::Result<Outcome> {
    report::failure(&anyhow::anyhow!("`{}` is not as it was written: {what}", file.display()));
    Ok(Outcome::Problems)
}
