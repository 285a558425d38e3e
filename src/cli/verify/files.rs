//! The PDFs to verify, and the contents of their pages.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use crate::manifest::page::hex;
use crate::manifest::sound::OLD_VERSION;
use crate::manifest::{Entry, Manifest};
use crate::verify::{Document, Expected, Fault, ReadPage, Unreadable};

/// The result of reading a file.
pub(super) enum Read {
    /// Its pages.
    Pages(Vec<ReadPage>),
    /// It is byte for byte the file that was made, with this many pages.
    Exact(usize),
    /// It cannot be used.
    Fault(Fault),
}

/// Reads a file. `texts` tells whether the text of all pages is needed.
pub(super) fn read(
    path: &Path,
    name: &str,
    expected: &Expected,
    manifests: &[Manifest],
    texts: bool,
) -> anyhow::Result<Read> {
    let context = || format!("cannot read `{}`", path.display());
    if !fs::metadata(path).with_context(context)?.is_file() {
        bail!("`{}` is not a regular file", path.display());
    }
    let bytes = fs::read(path).with_context(context)?;
    let old = manifests.iter().any(|manifest| manifest.head.manifest == OLD_VERSION);
    if old && let Some(pages) = pages_of(manifests, &hex(&Sha256::digest(&bytes))) {
        return Ok(Read::Exact(pages));
    }
    let wants_text = |digest: Option<[u8; 16]>| texts || digest.is_none_or(|digest| expected.known(digest).is_none());
    let pages = Document::new(bytes).and_then(|mut document| document.pages(&wants_text, &expected.intents));
    let file = name.to_owned();
    Ok(match pages {
        Ok(_) if old => Read::Fault(Fault::OtherBytes { file }),
        Ok(pages) => Read::Pages(pages),
        Err(Unreadable::Damaged(damage)) => Read::Fault(Fault::Damaged { file, how: damage.to_string() }),
        Err(error) => Read::Fault(Fault::Unreadable { file, how: error.to_string() }),
    })
}

/// The number of pages in the file with these bytes.
fn pages_of(manifests: &[Manifest], sum: &str) -> Option<usize> {
    let mut entries = manifests.iter().flat_map(|manifest| &manifest.entries);
    entries.find(|entry| matches!(entry, Entry::File { sha256, .. } if sha256 == sum))?;
    let copies = entries.map_while(|entry| match entry {
        Entry::Copy { pages, .. } => Some(pages.len()),
        _ => None,
    });
    Some(copies.sum())
}

/// The files whose pages a PDF should hold: the one of its name; otherwise those its pages come from, since it may have
/// been renamed, or volumes may have been joined.
pub(super) fn files_of(expected: &Expected, name: &str, pages: &[ReadPage]) -> Vec<usize> {
    if let Some(index) = expected.files.iter().position(|file| file == name) {
        return vec![index];
    }
    let known = pages.iter().filter_map(|page| expected.known(page.digest?));
    let files: Vec<usize> = known.map(|index| expected.pages[index].file).collect();
    match (files.iter().min(), files.iter().max()) {
        (Some(&first), Some(&last)) => (first..=last).collect(),
        _ => (0..expected.files.len()).collect(),
    }
}

/// PDFs in the folder that do not belong to the run.
pub(super) fn foreign(folder: &Path, files: &[String]) -> anyhow::Result<Vec<Fault>> {
    let context = || format!("cannot read the folder `{}`", folder.display());
    let known: BTreeSet<&str> = files.iter().map(String::as_str).collect();
    let mut foreign = Vec::new();
    for entry in fs::read_dir(folder).with_context(context)? {
        let name = entry.with_context(context)?.file_name().to_string_lossy().into_owned();
        if name.to_lowercase().ends_with(".pdf") && !known.contains(name.as_str()) {
            foreign.push(name);
        }
    }
    foreign.sort();
    Ok(foreign.into_iter().map(|file| Fault::ForeignFile { file }).collect())
}
