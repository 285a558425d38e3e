//! Making the files of a run, in the order of the records.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, bail};

use super::args::BatchArgs;
use super::journal::{Journal, Start};
use super::names::{self, Filling};
use super::places::{Places, quoted, refuse_what_stays};
use super::plan::{Checked, Setup};
use super::progress::Progress;
use super::store::{Store, hash_file};
use crate::cli::inputs::Inputs;
use crate::cli::report::Reporter;
use crate::copies::separate::CopyFile;
use crate::copies::{Copy, Run};
use crate::manifest::Finished;
use crate::records::{Reader, Record, Reject};

const JOURNAL: &str = "cannot write the run's journal";

/// All that making files takes.
pub(super) struct Job<'a, 'r> {
    args: &'a BatchArgs,
    /// Records in each file of a merged run.
    volume: u64,
    setup: &'a Setup,
    checked: &'a Checked,
    run: &'a Run<'r>,
    folder: &'a Path,
    /// Files that are read.
    inputs: &'a Inputs,
    digits: usize,
    /// Records that are wanted, by number.
    range: std::ops::RangeInclusive<u64>,
    stopped: Arc<AtomicBool>,
}

impl<'a, 'r> Job<'a, 'r> {
    pub fn new(
        args: &'a BatchArgs,
        setup: &'a Setup,
        checked: &'a Checked,
        run: &'a Run<'r>,
        folder: &'a Path,
        inputs: &'a Inputs,
        stopped: Arc<AtomicBool>,
    ) -> Job<'a, 'r> {
        let volume = args.volume.unwrap_or(checked.count).max(1);
        let of_volumes = args.output.is_some().then_some(volume);
        let range = args.shard.map_or(1..=checked.count, |shard| shard.records(checked.count, of_volumes));
        let digits = checked.count.to_string().len();
        Job { args, volume, setup, checked, run, folder, inputs, digits, range, stopped }
    }

    /// How many copies the files will hold.
    pub fn total(&self) -> u64 {
        match self.args.shard {
            None => self.checked.good(),
            Some(_) => self.range.clone().count() as u64 - self.checked.bad.range(self.range.clone()).count() as u64,
        }
    }

    fn wants(&self, number: u64) -> bool {
        self.range.contains(&number)
            && self.args.only.as_ref().is_none_or(|only| only.contains(number))
            && !self.checked.bad.contains(&number)
    }

    /// Stops before anything is written if something is in the way: what an earlier run left, unless it may be replaced,
    /// and what is never replaced.
    pub fn refuse_existing(&self, places: &Places, start: Start, file: &File) -> anyhow::Result<()> {
        let refuse = |path: &Path, shown: &str, replaced: bool| {
            refuse_what_stays(path, shown, self.inputs)?;
            if !replaced && start == Start::Fresh && path.exists() {
                bail!("{shown} is there from an earlier run; --force replaces it");
            }
            Ok(())
        };
        // The lists of a reprint are replaced by those of the next.
        let reprint = self.args.only.is_some();
        for path in [&places.manifest, &places.rejects] {
            refuse(path, &quoted(path), reprint)?;
        }
        if let Some(output) = &self.args.output {
            let mut volumes = self.range.start().div_ceil(self.volume)..=self.range.end().div_ceil(self.volume);
            return volumes.try_for_each(|volume| {
                let path = self.volume_path(output, volume);
                refuse(&path, &quoted(&path), false)
            });
        }
        let taken = self.taken(start)?;
        if taken.is_empty() {
            return Ok(());
        }
        let mut reader = self.reader(file)?;
        for record in self.records(&mut reader, 0) {
            let record = record?;
            let (name, path) = self.path(&record);
            if taken.contains(&name.to_lowercase()) {
                // A copy that is made again is compared with the one that is there.
                refuse(&path, &self.shown(record.number, &path), reprint)?;
            }
        }
        Ok(())
    }

    /// Names in the folder that a copy's file may not have, in lower case, for some file systems know no other. When files
    /// are replaced, they are few.
    fn taken(&self, start: Start) -> anyhow::Result<HashSet<String>> {
        let context = || format!("cannot read the folder `{}`", self.folder.display());
        let mut taken = HashSet::new();
        for entry in std::fs::read_dir(self.folder).with_context(context)? {
            let entry = entry.with_context(context)?;
            let name = entry.file_name().to_string_lossy().to_lowercase();
            let stays = || entry.file_type().map_or(true, |kind| !kind.is_file()) || self.inputs.may_hold(&entry);
            if name.ends_with(".pdf") && (start == Start::Fresh || stays()) {
                taken.insert(name);
            }
        }
        Ok(taken)
    }

    /// What a copy's file is called in messages: by its record if its name has a patient's values.
    fn shown(&self, number: u64, path: &Path) -> String {
        match self.setup.pattern.has_values() {
            true => format!("the file of record {number}"),
            false => quoted(path),
        }
    }

    fn path(&self, record: &Record) -> (String, PathBuf) {
        let handout = &self.setup.files[0].handout;
        let filling = Filling { id: &handout.id, language: &handout.language, digits: self.digits };
        let name = self.setup.pattern.fill(record, &filling);
        let path = self.folder.join(&name);
        (name, path)
    }

    /// Makes all files that the journal does not have. Returns the rejects after the last file.
    pub fn make(
        &self,
        store: &Store,
        journal: &mut Journal,
        file: &File,
        reporter: &mut Reporter,
    ) -> anyhow::Result<Vec<Reject>> {
        let mut progress = Progress::new(self.total(), journal.copies, self.args.message_format);
        let made = match &self.args.output {
            Some(output) => self.make_merged(output, store, journal, file, &mut progress, reporter),
            None => self.make_separate(store, journal, file, &mut progress, reporter),
        };
        progress.finish();
        made
    }

    /// A reader of the records, which could be read when they were checked.
    fn reader(&self, file: &File) -> anyhow::Result<Reader<'a>> {
        self.setup.reader(&self.args.records, file)?.map_err(|_| changed(&self.args.records))
    }

    /// The records that are wanted and not done, checked once more.
    fn records<'s>(
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
            if self.stopped.load(Ordering::Relaxed) {
                return Some(Err(anyhow::anyhow!("stopped")));
            }
            // It was good when it was checked.
            Some(record.ok().and_then(Result::ok).ok_or_else(|| changed(&self.args.records)))
        })
    }

    fn make_separate(
        &self,
        store: &Store,
        journal: &mut Journal,
        file: &File,
        progress: &mut Progress,
        reporter: &mut Reporter,
    ) -> anyhow::Result<Vec<Reject>> {
        let mut late = Vec::new();
        let mut reader = self.reader(file)?;
        let done = journal.done;
        let (mut failed, mut refused) = (None, None);
        // Names are made of records, which stay on this thread.
        let paths: Mutex<BTreeMap<u64, (String, PathBuf)>> = Mutex::default();
        let lock = || paths.lock().unwrap_or_else(PoisonError::into_inner);
        let records = whole(self.records(&mut reader, done), &mut failed)
            .inspect(|record| drop(lock().insert(record.number, self.path(record))));
        let save = |copy: Copy| {
            let Copy { pdf, finished } = copy;
            let (name, path) = lock().remove(&finished.number).unwrap_or_default();
            self.save(store, &path, finished.number, &pdf).map(|sha256| (name, sha256, finished))
        };
        let made = self.run.separate(self.threads(), records, save, |made| {
            let note = || -> anyhow::Result<()> {
                match made {
                    Ok(saved) => {
                        let (name, sha256, finished) = saved?;
                        journal.add(&std::mem::take(&mut late), &name, sha256, &[finished]).context(JOURNAL)?;
                        progress.advance();
                        Ok(())
                    }
                    Err(reject) => self.reject(reject, &mut late, reporter),
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
        file: &File,
        progress: &mut Progress,
        reporter: &mut Reporter,
    ) -> anyhow::Result<Vec<Reject>> {
        let mut late = Vec::new();
        let mut reader = self.reader(file)?;
        // A volume that was begun is made anew.
        let done = journal.done.div_ceil(self.volume) * self.volume;
        {
            let mut records = self.records(&mut reader, done).peekable();
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
                let (part, finished) = self.merge(of_volume, part, &cannot, &mut late, progress, reporter)?;
                if let Some(mut part) = part {
                    part.sync().with_context(cannot)?;
                    let sha256 = store.keep(part, &path).with_context(cannot)?;
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    journal.add(&std::mem::take(&mut late), &name, sha256, &finished).context(JOURNAL)?;
                }
            }
        }
        self.same(&mut reader)?;
        Ok(late)
    }

    /// Makes one merged file, and nothing beside it. Returns what it was written to, its copies, and the rejects.
    pub fn stream<W: Write>(
        &self,
        out: W,
        file: &File,
        reporter: &mut Reporter,
    ) -> anyhow::Result<(W, Vec<Finished>, Vec<Reject>)> {
        let mut late = Vec::new();
        let mut reader = self.reader(file)?;
        let mut progress = Progress::new(self.total(), 0, self.args.message_format);
        let cannot = || "cannot write to standard output".to_owned();
        let merged = self.merge(self.records(&mut reader, 0), out, &cannot, &mut late, &mut progress, reporter);
        progress.finish();
        // By its words alone, so that a closed pipe is not taken for a reader that has seen enough.
        let (out, finished) = merged.map_err(|error| anyhow::anyhow!("{error:#}; what was sent is not whole"))?;
        self.same(&mut reader)?;
        let out = out.context("there are no copies to write")?;
        Ok((out, finished, late))
    }

    /// Writes a merged file of all these records. `None` for the file if there is no copy in it.
    fn merge<W: Write>(
        &self,
        records: impl Iterator<Item = anyhow::Result<Record>>,
        out: W,
        cannot: &dyn Fn() -> String,
        late: &mut Vec<Reject>,
        progress: &mut Progress,
        reporter: &mut Reporter,
    ) -> anyhow::Result<(Option<W>, Vec<Finished>)> {
        let (mut failed, mut refused) = (None, None);
        let mut finished = Vec::new();
        let records = whole(records, &mut failed);
        let merged = self.run.merged(self.threads(), records, self.args.duplex, out, |copy| match copy {
            Ok(copy) => {
                finished.push(copy);
                progress.advance();
                Ok(())
            }
            Err(reject) => self.reject(reject, late, reporter).map_err(|error| stop(&mut refused, error)),
        });
        if let Some(error) = refused.or(failed) {
            return Err(error);
        }
        Ok((merged.with_context(cannot)?, finished))
    }

    /// The file of a volume; the only one has the output's own name.
    fn volume_path(&self, output: &Path, volume: u64) -> PathBuf {
        names::volume_of(output, self.args.volume, volume, self.checked.count)
    }

    /// A record that could not be set after all.
    fn reject(&self, reject: Reject, late: &mut Vec<Reject>, reporter: &mut Reporter) -> anyhow::Result<()> {
        reporter.reject(&reject);
        if !self.args.keep_going {
            bail!("record {} cannot be set; --keep-going leaves such records out", reject.number);
        }
        late.push(reject);
        Ok(())
    }

    /// Whether the records that were used are those that were checked.
    fn same(&self, reader: &mut Reader<'_>) -> anyhow::Result<()> {
        match reader.sha256() {
            Ok(found) if found == self.checked.sha256 => Ok(()),
            _ => Err(changed(&self.args.records)),
        }
    }

    fn threads(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        self.args.threads.map_or_else(all, usize::from)
    }

    fn save(&self, store: &Store, path: &Path, number: u64, pdf: &CopyFile) -> anyhow::Result<[u8; 32]> {
        let sha256 = pdf.sha256();
        let cannot = || format!("cannot write {}", self.shown(number, path));
        if !self.args.force
            && !self.args.resume
            && let Some(there) = hash_file(path).with_context(cannot)?
        {
            if there != sha256 {
                bail!("{} is there, and is not this copy; --force replaces it", self.shown(number, path));
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

/// Ends the making of copies because of an error, which is kept.
fn stop(kept: &mut Option<anyhow::Error>, error: anyhow::Error) -> std::io::Error {
    *kept = Some(error);
    std::io::Error::other("stopped")
}

fn changed(path: &Path) -> anyhow::Error {
    anyhow::anyhow!(
        "the records `{}` changed while they were in use; throw away what this run has written, and start again with --force",
        path.display()
    )
}
