//! Making the files of a run, in the order of the records.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};

use super::check::Checked;
use super::event::{Event, Listener};
use super::journal::Journal;
use super::names;
use super::options::{BatchOptions, Output};
use super::places::quoted;
use super::records::Records;
use super::setup::Setup;
use super::store::{Store, hash_file};
use crate::copies::separate::CopyFile;
use crate::copies::{Copy, Run};
use crate::manifest::Finished;
use crate::manifest::sound::Hashing;
use crate::outputs::inputs::Inputs;
use crate::records::{Reader, Record, Reject};

const JOURNAL: &str = "cannot write the run's journal";

/// Everything needed to make files.
pub(super) struct Job<'a, 'r> {
    pub options: &'a BatchOptions,
    /// Records in each file of a merged run.
    pub volume: u64,
    pub setup: &'a Setup,
    pub records: &'a Records,
    pub checked: &'a Checked,
    pub run: &'a Run<'r>,
    pub folder: &'a Path,
    /// Input files.
    pub inputs: &'a Inputs,
    /// Records that are wanted, by number.
    pub range: RangeInclusive<u64>,
    /// Set by the caller to end the run.
    pub stop: &'a AtomicBool,
}

/// What a run has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Copies.
    pub copies: u64,
    /// The PDFs that they are in.
    pub files: u64,
    /// Records that were left out.
    pub rejected: u64,
    /// The manifest and the list of rejects, if the run has them.
    pub lists: Option<(PathBuf, PathBuf)>,
    /// The ticket, if the run has one.
    pub ticket: Option<PathBuf>,
}

impl<'a> Job<'a, '_> {
    /// The number of copies that the files will hold.
    fn total(&self) -> u64 {
        match self.options.shard {
            None => self.checked.good(),
            Some(_) => self.range.clone().count() as u64 - self.checked.bad.range(self.range.clone()).count() as u64,
        }
    }

    fn wants(&self, number: u64) -> bool {
        self.range.contains(&number)
            && self.options.only.as_ref().is_none_or(|only| only.contains(number))
            && !self.checked.bad.contains(&number)
    }

    /// A copy's file as messages show it: by its record if its name contains a patient's values.
    pub(super) fn shown(&self, number: u64, path: &Path) -> String {
        match self.setup.pattern.has_values() {
            true => format!("the file of record {number}"),
            false => quoted(path),
        }
    }

    /// The name of a copy's file, and where it is.
    pub(super) fn path(&self, record: &Record) -> (String, PathBuf) {
        let name = self.setup.file_name(record, self.checked.digits());
        let path = self.folder.join(&name);
        (name, path)
    }

    /// Makes all files that the journal does not have. Returns the rejects after the last file.
    pub(super) fn make(
        &self,
        store: &Store,
        journal: &mut Journal,
        events: &mut Listener<'_>,
    ) -> anyhow::Result<Vec<Reject>> {
        events(Event::Begun { done: journal.copies, total: self.total() });
        let made = match &self.options.output {
            Output::File(output) => self.make_merged(output, store, journal, events),
            _ => self.make_separate(store, journal, events),
        };
        events(Event::Ended);
        made
    }

    /// A reader of the records, which were readable when they were checked.
    pub(super) fn reader(&self) -> anyhow::Result<Reader<'a>> {
        self.records.reader(&self.setup.plan)?.map_err(|_| self.records.changed())
    }

    /// The wanted records that are not done, checked once more.
    pub(super) fn wanted<'s>(
        &'s self,
        reader: &'s mut Reader<'_>,
        done: u64,
    ) -> impl Iterator<Item = anyhow::Result<Record>> + 's {
        let mut number = 0;
        reader.filter_map(move |record| {
            number += 1;
            if number <= done || !self.wants(number) {
                return None;
            }
            if self.stop.load(Ordering::Relaxed) {
                return Some(Err(anyhow::anyhow!("stopped")));
            }
            // It was good when it was checked.
            Some(record.ok().and_then(Result::ok).ok_or_else(|| self.records.changed()))
        })
    }

    fn make_separate(
        &self,
        store: &Store,
        journal: &mut Journal,
        events: &mut Listener<'_>,
    ) -> anyhow::Result<Vec<Reject>> {
        let mut late = Vec::new();
        let mut reader = self.reader()?;
        let done = journal.done;
        let (mut failed, mut refused) = (None, None);
        // Names depend on records, which stay on this thread.
        let paths: Mutex<BTreeMap<u64, (String, PathBuf)>> = Mutex::default();
        let lock = || paths.lock().unwrap_or_else(PoisonError::into_inner);
        let records = whole(self.wanted(&mut reader, done), &mut failed)
            .inspect(|record| drop(lock().insert(record.number, self.path(record))));
        let save = |copy: Copy| {
            let Copy { pdf, finished } = copy;
            let (name, path) = lock().remove(&finished.number).unwrap_or_default();
            self.save(store, &path, finished.number, &pdf).map(|sha256| (name, sha256, finished))
        };
        let made = self.run.separate(self.options.threads, records, save, |made| {
            let note = || -> anyhow::Result<()> {
                match made {
                    Ok(saved) => {
                        let (name, sha256, finished) = saved?;
                        journal.add(&std::mem::take(&mut late), &name, sha256, &[finished]).context(JOURNAL)?;
                        events(Event::Copied);
                        Ok(())
                    }
                    Err(reject) => self.reject(reject, &mut late, events),
                }
            };
            note().map_err(|error| stop(&mut refused, error))
        });
        if let Some(error) = refused.or(failed) {
            return Err(error);
        }
        made?;
        self.same(&mut reader)?;
        Ok(late)
    }

    fn make_merged(
        &self,
        output: &Path,
        store: &Store,
        journal: &mut Journal,
        events: &mut Listener<'_>,
    ) -> anyhow::Result<Vec<Reject>> {
        let mut late = Vec::new();
        let mut reader = self.reader()?;
        // A volume that was begun is made again.
        let done = journal.done.div_ceil(self.volume) * self.volume;
        {
            let mut records = self.wanted(&mut reader, done).peekable();
            while let Some(next) = records.peek() {
                let number = next.as_ref().map_or(0, |record| record.number);
                let volume = number.div_ceil(self.volume);
                let path = self.volume_path(output, volume);
                let cannot = || format!("cannot write `{}`", path.display());
                let part = store.begin(&volume.to_string()).with_context(cannot)?;
                let same = |record: &anyhow::Result<Record>| {
                    record.as_ref().map_or(true, |record| record.number.div_ceil(self.volume) == volume)
                };
                let of_volume = std::iter::from_fn(|| records.next_if(same));
                let (part, finished) = self.merge(of_volume, part, &cannot, &mut late, events)?;
                if let Some(part) = part {
                    let sha256 = part.sha256();
                    let mut part = part.out;
                    part.sync().with_context(cannot)?;
                    store.keep(part, &path).with_context(cannot)?;
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    journal.add(&std::mem::take(&mut late), &name, sha256, &finished).context(JOURNAL)?;
                }
            }
        }
        self.same(&mut reader)?;
        Ok(late)
    }

    /// Makes one merged file and nothing else. Returns the writer, its copies, and the rejects.
    pub(super) fn stream<W: Write>(
        &self,
        out: W,
        events: &mut Listener<'_>,
    ) -> anyhow::Result<(Hashing<W>, Vec<Finished>, Vec<Reject>)> {
        let mut late = Vec::new();
        let mut reader = self.reader()?;
        events(Event::Begun { done: 0, total: self.total() });
        let cannot = || "cannot write to standard output".to_owned();
        let merged = self.merge(self.wanted(&mut reader, 0), out, &cannot, &mut late, events);
        events(Event::Ended);
        // Only as a message, so that a closed pipe is not mistaken for a reader that has seen enough.
        let (out, finished) = merged.map_err(|error| anyhow::anyhow!("{error:#}; the output is incomplete"))?;
        self.same(&mut reader)?;
        let out = out.context("there are no copies to write")?;
        Ok((out, finished, late))
    }

    /// Writes a merged file of all these records. `None` for the file if it has no copy.
    fn merge<W: Write>(
        &self,
        records: impl Iterator<Item = anyhow::Result<Record>>,
        out: W,
        cannot: &dyn Fn() -> String,
        late: &mut Vec<Reject>,
        events: &mut Listener<'_>,
    ) -> anyhow::Result<(Option<Hashing<W>>, Vec<Finished>)> {
        let (mut failed, mut refused) = (None, None);
        let mut finished = Vec::new();
        let records = whole(records, &mut failed);
        let merged =
            self.run.merged(self.options.threads, records, self.options.starts_on_fronts(), out, |copy| match copy {
                Ok(copy) => {
                    finished.push(copy);
                    events(Event::Copied);
                    Ok(())
                }
                Err(reject) => self.reject(reject, late, events).map_err(|error| stop(&mut refused, error)),
            });
        if let Some(error) = refused.or(failed) {
            return Err(error);
        }
        Ok((merged.with_context(cannot)?, finished))
    }

    /// The file of a volume; the only one has the output's own name.
    pub(super) fn volume_path(&self, output: &Path, volume: u64) -> PathBuf {
        names::volume_of(output, self.options.volume, volume, self.checked.count)
    }

    /// A record that turned out not to fit.
    fn reject(&self, reject: Reject, late: &mut Vec<Reject>, events: &mut Listener<'_>) -> anyhow::Result<()> {
        events(Event::Reject(&reject));
        if !self.options.keep_going {
            bail!("record {} cannot be typeset; --keep-going leaves such records out", reject.number);
        }
        late.push(reject);
        Ok(())
    }

    /// Whether the records used are the ones that were checked.
    fn same(&self, reader: &mut Reader<'_>) -> anyhow::Result<()> {
        match reader.sha256() {
            Ok(found) if found == self.checked.sha256 => Ok(()),
            _ => Err(self.records.changed()),
        }
    }

    fn save(&self, store: &Store, path: &Path, number: u64, pdf: &CopyFile) -> anyhow::Result<[u8; 32]> {
        let sha256 = pdf.sha256();
        let cannot = || format!("cannot write {}", self.shown(number, path));
        if !self.options.force
            && !self.options.resume
            && let Some(there) = hash_file(path).with_context(cannot)?
        {
            if there != sha256 {
                bail!("{} exists and is not this copy; --force replaces it", self.shown(number, path));
            }
            return Ok(there);
        }
        store.write(&number.to_string(), path, pdf.parts()).with_context(cannot)?;
        Ok(sha256)
    }
}

/// Records up to the first error, which is kept.
fn whole<'s>(
    records: impl Iterator<Item = anyhow::Result<Record>> + 's,
    failed: &'s mut Option<anyhow::Error>,
) -> impl Iterator<Item = Record> + 's {
    records.map_while(|record| record.map_err(|error| *failed = Some(error)).ok())
}

/// Ends the making of copies on an error, which is kept.
fn stop(kept: &mut Option<anyhow::Error>, error: anyhow::Error) -> std::io::Error {
    *kept = Some(error);
    std::io::Error::other("stopped")
}
