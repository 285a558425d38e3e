//! The ticket of a run into merged files: from what was made to what a press is told.

use std::io;
use std::path::Path;

use anyhow::{Context, bail};
use jiff::Timestamp;

use super::check::Checked;
use super::options::{BatchOptions, Ticket};
use super::produce::Job;
use super::setup::Setup;
use super::store::Store;
use crate::geom::Size;
use crate::lang::Language;
use crate::manifest::{Entry, Head};
use crate::ticket::{self, PrintCopy, PrintFile, Sides};

/// Whether the copies are read from right to left. Staples are in the same place in all of them.
pub(super) fn is_rtl(ticket: &Ticket, setup: &Setup, checked: &Checked) -> anyhow::Result<bool> {
    let is_rtl = |at: &usize| {
        let language = setup.files.get(*at).map(|files| &files.handout.language);
        language.and_then(|tag| Language::parse(tag)).is_some_and(|language| language.is_rtl())
    };
    let mut directions = checked.used.iter().map(is_rtl);
    let first = directions.next().unwrap_or_else(|| is_rtl(&0));
    if ticket.finishing.staple.is_some() && directions.any(|other| other != first) {
        bail!(
            "--staple puts staples where reading begins, and these copies begin on different sides; make a run for each \
             direction"
        );
    }
    Ok(first)
}

/// Removes an earlier run's ticket, which may be replaced.
pub(super) fn remove(path: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
    .with_context(|| format!("cannot replace `{}`", path.display()))
}

/// Writes the ticket of the files listed in `entries`.
pub(super) fn write(
    job: &Job,
    store: &Store,
    (ticket, path): (&Ticket, &Path),
    head: &Head,
    entries: impl Iterator<Item = io::Result<Entry>>,
) -> anyhow::Result<()> {
    let cannot = || format!("cannot write `{}`", path.display());
    let (files, papers) = made(job, entries)?;
    let handout = &job.setup.files[0].handout;
    let moment = match (job.options.epoch, &handout.reviewed) {
        (Some(seconds), _) => Timestamp::from_second(seconds).ok().map(|moment| moment.to_string()),
        (None, Some(date)) => Some(format!("{}T00:00:00Z", date.value)),
        (None, None) => None,
    };
    let key = head.key();
    let job = ticket::Job {
        id: &handout.id,
        key: key.get(..8).unwrap_or(&key),
        moment,
        sides: sides(job.options),
        rtl: is_rtl(ticket, job.setup, job.checked)?,
        finishing: ticket.finishing,
        papers: &papers,
        files: &files,
    };
    let mut part = store.begin("ticket").with_context(cannot)?;
    ticket::write(&mut part, &job).with_context(cannot)?;
    part.sync().with_context(cannot)?;
    store.keep(part, path).with_context(cannot)
}

fn sides(options: &BatchOptions) -> Sides {
    if options.starts_on_fronts() { Sides::Both } else { Sides::Front }
}

/// What the files hold, and the sizes of their pages.
fn made(job: &Job, entries: impl Iterator<Item = io::Result<Entry>>) -> anyhow::Result<(Vec<PrintFile>, Vec<Size>)> {
    let (mut files, mut papers): (Vec<PrintFile>, Vec<Size>) = (Vec::new(), Vec::new());
    let mut reader = job.reader()?;
    let mut records = job.wanted(&mut reader, 0);
    for entry in entries {
        match entry.context("cannot read what was made")? {
            Entry::File { file, .. } => files.push(PrintFile { name: file, copies: Vec::new() }),
            Entry::Copy { copy: number, pages, .. } => {
                let record = records.find(|record| record.as_ref().map_or(true, |record| record.number == number));
                let record = record.ok_or_else(|| job.records.changed())??;
                let Some((size, file)) = job.run.sheet(&record).zip(files.last_mut()) else {
                    bail!(job.records.changed());
                };
                let paper = papers.iter().position(|known| *known == size).unwrap_or_else(|| {
                    papers.push(size);
                    papers.len() - 1
                });
                let blank = job.options.starts_on_fronts() && pages.len() % 2 == 1;
                let pages = pages.len() as u32 + u32::from(blank);
                file.copies.push(PrintCopy { number, pages, paper: paper as u32 });
            }
            Entry::Reject { .. } => {}
        }
    }
    Ok((files, papers))
}
