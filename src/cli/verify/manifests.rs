//! The manifests of a run: each one sound, all copies listed.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, bail};

use crate::manifest::choice::{Only, Shard};
use crate::manifest::{self, Entry, Head, Manifest, Output};
use crate::source::limits::MAX_MANIFEST_BYTES;
use crate::source::read_limited;

/// Reads manifests, in the order of their copies.
pub(super) fn read(paths: &[std::path::PathBuf]) -> anyhow::Result<Vec<Manifest>> {
    let mut manifests = paths.iter().map(|path| read_one(path)).collect::<anyhow::Result<Vec<_>>>()?;
    manifests.sort_by_key(Manifest::first_copy);
    Ok(manifests)
}

fn read_one(path: &Path) -> anyhow::Result<Manifest> {
    let text = read_limited(path, MAX_MANIFEST_BYTES)
        .with_context(|| format!("cannot read the manifest `{}`", path.display()))?;
    let manifest = match manifest::sound::read(&text) {
        Ok(manifest) => manifest,
        Err(error) => bail!("the manifest `{}` cannot be used: {error}", path.display()),
    };
    match first_missing(&manifest) {
        Some(copy) => bail!("the manifest `{}` cannot be used: it does not list copy {copy}", path.display()),
        None => Ok(manifest),
    }
}

/// The first copy that the run was supposed to make but the manifest does not list.
fn first_missing(manifest: &Manifest) -> Option<u64> {
    let Head { options, records, .. } = &manifest.head;
    // The list of records left out is stored beside the manifest.
    if options.keep_going {
        return None;
    }
    let volume = match options.output {
        Output::Volumes(size) => Some(size),
        Output::Separate | Output::Merged => None,
    };
    let shard: Option<Shard> = options.shard.as_deref().and_then(|shard| shard.parse().ok());
    let only: Option<Only> = options.only.as_deref().and_then(|only| only.parse().ok());
    let range = shard.map_or(1..=records.count, |shard| shard.records(records.count, volume));
    let copies = manifest.entries.iter().filter_map(|entry| match entry {
        Entry::Copy { copy, .. } => Some(*copy),
        _ => None,
    });
    // In ascending order, the next one must be the next wanted.
    let copies: BTreeSet<u64> = copies.collect();
    let mut copies = copies.into_iter();
    range
        .filter(|number| only.as_ref().is_none_or(|only| only.contains(*number)))
        .find(|number| copies.next() != Some(*number))
}
