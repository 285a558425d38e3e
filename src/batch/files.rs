//! A run into files: what exists already, the copies, the lists.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::earlier::{self, Earlier};
use super::event::{Event, Listener};
use super::existing;
use super::journal::{Journal, Start};
use super::places::Places;
use super::produce::{Job, Made};
use super::rejects;
use super::store::Store;
use super::ticket;
use crate::diag::count;
use crate::manifest::{self, Entry, Head};

/// How a run into files ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There was nothing left to do: an earlier run made all of it.
    Complete {
        /// Its manifest.
        manifest: PathBuf,
        /// Records that it left out.
        rejected: u64,
    },
    /// It has made its files.
    Made(Made),
}

/// Makes the files of a run.
pub(super) fn write(job: &Job, places: &Places, head: &Head, events: &mut Listener<'_>) -> anyhow::Result<Outcome> {
    let Job { options, checked, .. } = job;
    let separate = !options.is_merged();
    if separate {
        std::fs::create_dir_all(&places.folder)
            .with_context(|| format!("cannot create the folder `{}`", places.folder.display()))?;
    }
    let mut start = match (options.force, options.resume && places.journal.exists()) {
        (_, true) => Start::Resume,
        (true, false) => Start::Over,
        (false, false) => Start::Fresh,
    };
    if options.resume && start != Start::Resume {
        match earlier::look(&places.manifest, &places.folder, &head.key())? {
            Earlier::Complete(entries) => {
                // A ticket may be wanted only now.
                if let Some((ticket, path)) = options.ticket.as_ref().zip(places.ticket.as_deref())
                    && !path.exists()
                {
                    let store = Store::open(&places.folder, places.journal.file_name().unwrap_or_default())?;
                    ticket::write(job, &store, (ticket, path), head, entries.into_iter().map(Ok))?;
                }
                return Ok(Outcome::Complete { manifest: places.manifest.clone(), rejected: checked.bad.len() as u64 });
            }
            Earlier::Damaged => {
                let manifest = places.manifest.display();
                let what = format!("`{manifest}` or a file of its run is damaged: all copies will be made again");
                events(Event::Note(what));
                start = Start::Over;
            }
            Earlier::None => {}
        }
    }
    let store = Store::open(&places.folder, places.journal.file_name().unwrap_or_default())?;
    if start != Start::Fresh {
        // Before any file of an earlier run is touched.
        existing::refuse(job, places, start)?;
    }
    let mut journal = Journal::open(&places.journal, &places.folder, head, start, events)?;
    if start == Start::Fresh
        && let Err(error) = existing::refuse(job, places, start)
    {
        // Only now is it certain that no other process is at work here. Nothing was made, so there is nothing to
        // resume.
        let _ = journal.remove();
        return Err(error);
    }
    store.clean()?;
    if let Some(path) = &places.ticket {
        // Until the run is complete, an earlier one's would be taken for its.
        ticket::remove(path)?;
    }
    if journal.copies > 0 {
        events(Event::Note(format!("resuming after {}", count(journal.copies, "copy"))));
    }
    let late = match job.make(&store, &mut journal, events) {
        Ok(late) => late,
        // Some separate files may exist that the journal does not list yet.
        Err(error) if journal.copies > 0 || separate => {
            return Err(error.context(format!("stopped after {}; --resume continues", count(journal.copies, "copy"))));
        }
        Err(error) => {
            // Nothing was made, so there is nothing to resume.
            let _ = journal.remove();
            return Err(error);
        }
    };

    let cannot = |path: &Path| format!("cannot write `{}`", path.display());
    let mut part = store.begin("manifest").with_context(|| cannot(&places.manifest))?;
    let entries = journal.entries()?.filter(|line| !line.as_ref().is_ok_and(|line| line.starts_with("{\"reject\"")));
    manifest::write(&mut part, head, entries).with_context(|| cannot(&places.manifest))?;
    part.sync().with_context(|| cannot(&places.manifest))?;
    if let Some((ticket, path)) = options.ticket.as_ref().zip(places.ticket.as_deref()) {
        let entries = journal.entries()?.map(|line| Ok(serde_json::from_str::<Entry>(&line?)?));
        ticket::write(job, &store, (ticket, path), head, entries)?;
    }
    let rejects = rejects::all(checked, Some(&mut journal), late).with_context(|| cannot(&places.rejects))?;
    rejects::write(&store, &places.rejects, &rejects).with_context(|| cannot(&places.rejects))?;
    store.keep(part, &places.manifest).with_context(|| cannot(&places.manifest))?;
    let rejected = rejects::count(&rejects);
    let lists = Some((places.manifest.clone(), places.rejects.clone()));
    let ticket = places.ticket.clone();
    let made = Made { copies: journal.copies, files: journal.files, rejected, lists, ticket };
    journal.remove().with_context(|| format!("cannot remove `{}`", places.journal.display()))?;

    Ok(Outcome::Made(made))
}
