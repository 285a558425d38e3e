//! `verify --pixels`: compares, as images, a file that another program has rewritten with the original.

use std::path::Path;

use anyhow::{Context, bail};

use super::files::{self, Read};
use crate::manifest::Manifest;
use crate::verify::pixels::{Pages, differing};
use crate::verify::{Expected, Fault, compare};

/// Compares a file with the original, page by page. Returns the faults, or the number of pages that look the same.
pub(super) fn look(
    path: &Path,
    name: &str,
    original: &Path,
    expected: &Expected,
    manifests: &[Manifest],
) -> anyhow::Result<Result<usize, Vec<Fault>>> {
    if !is_as_made(original, expected, manifests)? {
        bail!("`{}` has also changed since it was made; give the file that the run wrote", original.display());
    }
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()));
    let open = |path: &Path| Pages::new(read(path)?).with_context(|| format!("cannot draw `{}`", path.display()));
    let (there, made) = (open(path)?, open(original)?);
    if there.count() != made.count() {
        let (file, pages, original) = (name.to_owned(), there.count(), made.count());
        return Ok(Err(vec![Fault::OtherCount { file, pages, original }]));
    }
    let faults: Vec<Fault> =
        differing(&there, &made).map(|index| Fault::Differs { file: name.to_owned(), place: index + 1 }).collect();
    Ok(if faults.is_empty() { Ok(there.count()) } else { Err(faults) })
}

/// Whether a file is one of the run's, unaltered.
fn is_as_made(path: &Path, expected: &Expected, manifests: &[Manifest]) -> anyhow::Result<bool> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(match files::read(path, &name, expected, manifests, true)? {
        Read::Exact(_) => true,
        Read::Fault(_) => false,
        Read::Pages(pages) => {
            let files = files::files_of(expected, &name, &pages);
            let found = [(files.first().copied().filter(|_| files.len() == 1), name, pages)];
            compare(expected, &files, &found).faults.is_empty()
        }
    })
}
