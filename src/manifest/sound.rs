//! Whether a manifest is complete and unaltered.
//!
//! A manifest is what this program writes, byte for byte: what was read is written again and compared, so that a
//! duplicate key, a changed number or a lost line is found. Its last line has a digest of everything before it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::page::unhex;
use super::{Entry, Manifest, VERSION, write};

/// The version whose digests omit most of what draws a page. Its files are recognized only by their bytes.
pub(crate) const OLD_VERSION: u32 = 1;

/// Why a manifest is rejected.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unsound {
    /// Not JSON, or not a manifest.
    #[error("it is not a manifest (line {0}, column {1})")]
    NoManifest(usize, usize),
    /// Written by another version of this program.
    #[error("it has an unknown format version, {0}")]
    Version(u32),
    /// Its contents are inconsistent.
    #[error("it was altered or is damaged: {0}")]
    Altered(String),
}

/// Reads a manifest and checks all of it.
pub(crate) fn read(bytes: &[u8]) -> Result<Manifest, Unsound> {
    // The parser's message may quote a value, if a records file is given by mistake.
    let manifest: Manifest =
        serde_json::from_slice(bytes).map_err(|error| Unsound::NoManifest(error.line(), error.column()))?;
    match manifest.head.manifest {
        VERSION => check_bytes(&manifest, bytes)?,
        OLD_VERSION => {}
        other => return Err(Unsound::Version(other)),
    }
    let altered = |what: &str| Err(Unsound::Altered(what.to_owned()));
    if manifest.head.key() != manifest.key {
        return altered("its key does not match its contents");
    }
    check_entries(&manifest)?;
    Ok(manifest)
}

fn check_bytes(manifest: &Manifest, bytes: &[u8]) -> Result<(), Unsound> {
    let mut same = Same { rest: bytes, is_same: true };
    let entries = manifest.entries.iter().map(|entry| serde_json::to_string(entry).map_err(io::Error::from));
    // The comparing writer accepts everything.
    let written = write(&mut same, &manifest.head, entries);
    match written.is_ok() && same.is_same && same.rest.is_empty() {
        true => Ok(()),
        false => Err(Unsound::Altered("its digest does not match its contents".to_owned())),
    }
}

/// Compares what is written with what exists.
struct Same<'b> {
    rest: &'b [u8],
    is_same: bool,
}

impl Write for Same<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.rest.strip_prefix(bytes) {
            Some(rest) => self.rest = rest,
            None => self.is_same = false,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn check_entries(manifest: &Manifest) -> Result<(), Unsound> {
    let altered = |what: String| Err(Unsound::Altered(what));
    let mut names = BTreeSet::new();
    // The remaining copies in the current file.
    let (mut to_come, mut last) = (0, 0);
    // Copies that share sheets are in the order of their sheets.
    let stacked = manifest.head.options.impose.as_ref().is_some_and(|scheme| scheme.starts_with("cut-stack"));
    let (mut lister, mut copies) = (None, BTreeSet::new());
    for entry in &manifest.entries {
        match entry {
            Entry::File { file, sha256, copies: count } => {
                if !is_plain_name(file) {
                    return altered(format!("`{}` is not the name of a file beside it", file.escape_debug()));
                }
                if to_come != 0 || unhex::<32>(sha256).is_none() {
                    return altered(format!("its entries for the copies before `{file}` are inconsistent"));
                }
                if !names.insert(file.to_lowercase()) {
                    return altered(format!("it lists `{file}` twice"));
                }
                to_come = *count;
                lister = None;
            }
            Entry::Copy { copy, pages, with } => {
                // A copy on the sheets of another follows it.
                let is_listed = with.map_or(!pages.is_empty(), |with| pages.is_empty() && lister == Some(with));
                if to_come == 0 || !is_listed || entry.finished().is_none() {
                    return altered(format!("its entry for copy {copy} is inconsistent"));
                }
                let in_order = if stacked { copies.insert(*copy) } else { *copy > last };
                if !in_order || *copy > manifest.head.records.count {
                    return altered(format!("copy {copy} is out of order"));
                }
                (to_come, last) = (to_come - 1, *copy);
                lister = with.or(Some(*copy));
            }
            Entry::Reject { .. } => {}
        }
    }
    match to_come {
        0 => Ok(()),
        _ => altered("copies are missing at its end".to_owned()),
    }
}

/// Whether a name is that of a file in the current folder, on any system, and leads nowhere else.
pub(crate) fn is_plain_name(name: &str) -> bool {
    let leads_elsewhere = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
    !name.is_empty() && !matches!(name, "." | "..") && !name.contains(leads_elsewhere)
}

/// Passes bytes on and hashes them.
pub struct Hashing<W> {
    /// Where the bytes go.
    pub out: W,
    /// The hash so far.
    pub(crate) hash: Sha256,
}

impl<W: Write> Hashing<W> {
    /// Passes bytes on to `out`.
    pub fn new(out: W) -> Hashing<W> {
        Hashing { out, hash: Sha256::new() }
    }

    /// SHA-256 of the bytes passed on.
    pub fn sha256(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
