//! A merged run to a stream, usually standard output: for a printer, or for a program that reads it.
//!
//! A stopped run cannot be resumed, so there is no journal, and no manifest unless one is named.

use std::io::{self, BufWriter, Write};

use anyhow::Context;

use super::event::Listener;
use super::places::{Places, quoted};
use super::produce::{Job, Made};
use super::rejects;
use super::store::{BUFFER, Store};
use crate::manifest::page::hex;
use crate::manifest::{self, Entry, Head};

/// Writes all copies, then the lists.
pub(super) fn write(
    job: &Job,
    out: impl Write,
    places: Option<&Places>,
    head: &Head,
    events: &mut Listener<'_>,
) -> anyhow::Result<Made> {
    let name = |places: &Places| places.manifest.file_name().unwrap_or_default().to_owned();
    let store = match places {
        Some(places) => Some((places, Store::open(&places.folder, &name(places))?)),
        None => None,
    };
    let out = BufWriter::with_capacity(BUFFER, out);
    let (mut out, finished, late) = job.stream(out, events)?;
    // Not as a system error: a closed pipe is fine when someone has seen enough, but not in the middle of copies.
    let flushed = out.flush().map_err(|error| anyhow::anyhow!("cannot write to standard output: {error}"));
    flushed?;
    let rejects = rejects::all(job.checked, None, late)?;
    if let Some((places, store)) = &store {
        let cannot = |path| format!("cannot write {}", quoted(path));
        // The reader of the output names the file; the manifest's name is the likeliest.
        let file = places.manifest.with_extension("pdf");
        let file = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = Entry::File { file, sha256: hex(&out.sha256()), copies: finished.len() as u64 };
        let entries = std::iter::once(file).chain(finished.iter().map(Entry::of));
        let lines = entries.map(|entry| serde_json::to_string(&entry).map_err(io::Error::from));
        let mut part = store.begin("manifest").with_context(|| cannot(&places.manifest))?;
        manifest::write(&mut part, head, lines).with_context(|| cannot(&places.manifest))?;
        part.sync().with_context(|| cannot(&places.manifest))?;
        rejects::write(store, &places.rejects, &rejects).with_context(|| cannot(&places.rejects))?;
        store.keep(part, &places.manifest).with_context(|| cannot(&places.manifest))?;
    }
    let lists = places.map(|places| (places.manifest.clone(), places.rejects.clone()));
    Ok(Made { copies: finished.len() as u64, files: 1, rejected: rejects::count(&rejects), lists, ticket: None })
}
