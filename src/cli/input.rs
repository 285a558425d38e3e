//! Reading a PDF, whoever made it.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use anyhow::Context;

use crate::source::check_readable;

/// Reads a PDF; `-` is standard input.
pub(super) fn read_pdf(path: &Path) -> anyhow::Result<Vec<u8>> {
    let context = || format!("cannot read `{}`", path.display());
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
        return Ok(bytes);
    }
    check_readable(path).map_err(|error| anyhow::anyhow!("{}: {error}", context()))?;
    fs::read(path).with_context(context)
}
