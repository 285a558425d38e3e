//! Whether a manifest is whole and as it was written.
//!
//! A manifest is what this program writes, byte for byte: it is written anew from what was read and compared, so that a key
//! that is there twice, a number changed or a line lost is found. Its last line holds a digest of all before it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::page::unhex;
use super::{Entry, Manifest, VERSION, write};

/// The version whose digests leave out most of what draws a page. Its files are known by their bytes alone.
pub const OLD_VERSION: u32 = 1;

/// Why a manifest is not used.
#[derive(Debug, thiserror::Error)]
pub enum Unsound {
    /// No JSON, or not a manifest's.
    #[error("it is no manifest (line {0}, column {1})")]
    NoManifest(usize, usize),
    /// Written by another version of this program.
    #[error("it has format version {0}, which is not known")]
    Version(u32),
    /// What it says does not fit.
    #[error("it was altered or is damaged: {0}")]
    Altered(String),
}

/// Reads a manifest and checks all of it.
pub fn read(bytes: &[u8]) -> Result<Manifest, Unsound> {
    // What the parser quotes may be a value, where records are named by mistake.
    let manifest: Manifest =
        serde_json::from_slice(bytes).map_err(|error| Unsound::NoManifest(error.line(), error.column()))?;
    match manifest.head.manifest {
        VERSION => check_bytes(&manifest, bytes)?,
        OLD_VERSION => {}
        other => return Err(Unsound::Version(other)),
    }
    let altered = |what: &str| Err(Unsound::Altered(what.to_owned()));
    if manifest.head.key() != manifest.key {
        return altered("its key does not fit what it says");
    }
    check_entries(&manifest)?;
    Ok(manifest)
}

fn check_bytes(manifest: &Manifest, bytes: &[u8]) -> Result<(), Unsound> {
    let mut same = Same { rest: bytes, is_same: true };
    let entries = manifest.entries.iter().map(|entry| serde_json::to_string(entry).map_err(io::Error::from));
    // What compares takes all that is written.
    let written = write(&mut same, &manifest.head, entries);
    match written.is_ok() && same.is_same && same.rest.is_empty() {
        true => Ok(()),
        false => Err(Unsound::Altered("its digest does not fit what it says".to_owned())),
    }
}

/// Compares what is written with what is there.
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
    // The copies that are still to come in the file at hand.
    let (mut to_come, mut last) = (0, 0);
    for entry in &manifest.entries {
        match entry {
            Entry::File { file, sha256, copies } => {
                if !is_plain_name(file) {
                    return altered(format!("`{}` is no name of a file beside it", file.escape_debug()));
                }
                if to_come != 0 || unhex::<32>(sha256).is_none() {
                    return altered(format!("what it says of the copies before `{file}` does not fit"));
                }
                if !names.insert(file.to_lowercase()) {
                    return altered(format!("it lists `{file}` twice"));
                }
                to_come = *copies;
            }
            Entry::Copy { copy, pages } => {
                if to_come == 0 || pages.is_empty() || entry.finished().is_none() {
                    return altered(format!("what it says of copy {copy} does not fit"));
                }
                if *copy <= last || *copy > manifest.head.records.count {
                    return altered(format!("copy {copy} is out of order"));
                }
                (to_come, last) = (to_come - 1, *copy);
            }
            Entry::Reject { .. } => {}
        }
    }
    match to_come {
        0 => Ok(()),
        _ => altered("copies are missing at its end".to_owned()),
    }
}

/// Whether a name is that of a file in the folder at hand, on any system, and leads nowhere else.
pub fn is_plain_name(name: &str) -> bool {
    let leads_elsewhere = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
    !name.is_empty() && !matches!(name, "." | "..") && !name.contains(leads_elsewhere)
}

/// What passes bytes on and hashes them.
pub struct Hashing<W> {
    /// Where the bytes go.
    pub out: W,
    /// The hash so far.
    pub hash: Sha256,
}

impl<W: Write> Hashing<W> {
    /// Passes bytes on to `out`.
    pub fn new(out: W) -> Hashing<W> {
        Hashing { out, hash: Sha256::new() }
    }

    /// SHA-256 of what has passed.
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
