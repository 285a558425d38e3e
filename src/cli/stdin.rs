//! Standard input: records that another program writes.

use std::io::{self, IsTerminal};

use anyhow::bail;

/// Stops before a command waits for someone to type records.
pub(super) fn refuse_terminal() -> anyhow::Result<()> {
    if io::stdin().is_terminal() {
        bail!("`-` reads records from standard input, which is a terminal; use `| handout …` or `< FILE`");
    }
    Ok(())
}
