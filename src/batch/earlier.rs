//! Whether an earlier run is complete, by its manifest.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context;

use super::store::hash_file;
use crate::manifest::page::unhex;
use crate::manifest::{Entry, sound};

/// What a manifest shows about an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Earlier {
    /// There is none, or it belongs to another run.
    None,
    /// It is this run, and all of its files are unaltered: what it lists.
    Complete(Vec<Entry>),
    /// It is this run, but the manifest or a file has been altered.
    Damaged,
}

/// Reads the manifest at `path`, and compares the files beside it. `key` identifies the requested run.
pub(super) fn look(path: &Path, folder: &Path, key: &str) -> anyhow::Result<Earlier> {
    let context = || format!("cannot read `{}`", path.display());
    let text = match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Earlier::None),
        other => other.with_context(context)?,
    };
    let Ok(manifest) = sound::read(&text) else {
        // Even a damaged manifest may still show which run it belongs to.
        let ours = format!("\"key\": \"{key}\"");
        let named = text.windows(ours.len()).any(|window| window == ours.as_bytes());
        return Ok(if named { Earlier::Damaged } else { Earlier::None });
    };
    if manifest.key != key {
        return Ok(Earlier::None);
    }
    for entry in &manifest.entries {
        if let Entry::File { file, sha256, .. } = entry {
            let there = hash_file(&folder.join(file)).with_context(context)? == unhex(sha256);
            if !there {
                return Ok(Earlier::Damaged);
            }
        }
    }
    Ok(Earlier::Complete(manifest.entries))
}
