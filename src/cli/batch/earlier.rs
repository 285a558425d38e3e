//! Whether an earlier run is complete, by its manifest.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context;

use super::store::{hash_file, is_plain_name};
use crate::manifest::page::unhex;
use crate::manifest::{Entry, Manifest};

/// What a manifest says of an earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Earlier {
    /// There is none, or it is of another run.
    None,
    /// It is this run, and all of its files are as they were made.
    Complete,
    /// It is this run, but the manifest or a file is not what it was.
    Damaged,
}

/// Reads the manifest at `path`, and compares the files beside it. `key` names the run that is asked for.
pub(super) fn look(path: &Path, folder: &Path, key: &str) -> anyhow::Result<Earlier> {
    let context = || format!("cannot read `{}`", path.display());
    let text = match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Earlier::None),
        other => other.with_context(context)?,
    };
    let Ok(manifest) = serde_json::from_slice::<Manifest>(&text) else {
        // Damaged as it is, it may still say whose it is.
        let ours = format!("\"key\": \"{key}\"");
        let named = text.windows(ours.len()).any(|window| window == ours.as_bytes());
        return Ok(if named { Earlier::Damaged } else { Earlier::None });
    };
    if manifest.key != key {
        return Ok(Earlier::None);
    }
    if manifest.head.key() != key {
        return Ok(Earlier::Damaged);
    }
    // Copies still to come of the file last read.
    let mut missing = 0_u64;
    for entry in &manifest.entries {
        let sound = match entry {
            Entry::File { file, sha256, copies } if missing == 0 && is_plain_name(file) => {
                missing = *copies;
                hash_file(&folder.join(file)).with_context(context)? == unhex(sha256)
            }
            Entry::Copy { .. } if missing > 0 => {
                missing -= 1;
                true
            }
            _ => false,
        };
        if !sound {
            return Ok(Earlier::Damaged);
        }
    }
    if missing > 0 {
        return Ok(Earlier::Damaged);
    }
    Ok(Earlier::Complete)
}
