//! Standard output: data for people or programs.

use std::io::{self, IsTerminal, Write};

use anyhow::bail;

use crate::outputs::inputs::Identity;

/// Writes data.
pub(super) fn print(data: &[u8]) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(data)?;
    stdout.flush()?;
    Ok(())
}

/// Stops before a PDF is printed to a terminal.
pub(super) fn refuse_terminal() -> anyhow::Result<()> {
    if io::stdout().is_terminal() {
        bail!("a PDF cannot be shown in a terminal; redirect it with `| …` or `> FILE`");
    }
    Ok(())
}

/// The file that the shell opened as standard output, if any.
#[cfg(unix)]
pub(super) fn file() -> Option<Identity> {
    use std::os::fd::AsFd;
    let file = io::stdout().as_fd().try_clone_to_owned().map(std::fs::File::from);
    let metadata = file.and_then(|file| file.metadata()).ok()?;
    metadata.is_file().then(|| Identity::from(&metadata))
}

/// The file cannot be determined on this platform.
#[cfg(not(unix))]
pub(super) fn file() -> Option<Identity> {
    None
}
