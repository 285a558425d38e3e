//! Making the files of a run, in the order of the records.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, bail};

use super::args::BatchArgs;
use super::journal::Journal;
use super::names::{self, Filling};
use super::plan::{Checked, Setup};
use super::progress::Progress;
use super::store::{Store, hash_file};
use crate::cli::report::Reporter;
use crate::copies::separate::CopyFile;
use crate::copies::{Copy, Run};
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
    store: &'a Store,
    folder: &'a Path,
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
        store: &'a Store,
        folder: &'a Path,
    ) -> anyhow::Result<Job<'a, 'r>> {
        let volume = args.volume.unwrap_or(checked.count).max(1);
        let range = match args.shard {
            None => 1..=checked.count,
            // Whole volumes, so that they are the same as in the whole run.
            Some(shard) if args.output.is_some() => {
                let volumes = shard.share(checked.count.div_ceil(volume));
                (volumes.start() - 1) * volume + 1..=(volumes.end() * volume).min(checked.count)
            }
            Some(shard) => shard.share(checked.count),
        };
        let stopped = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stopped);
        let stop = move || {
            if flag.swap(true, Ordering::Relaxed) {
                // Whoever asks twice does not want to wait for the files under way; `--resume` removes their parts.
                std::process::exit(2);
            }
        };
        ctrlc::set_handler(stop).context("cannot listen for Ctrl-C")?;
        let digits = checked.count.to_string().len();
        Ok(Job { args, volume, setup, checked, run, store, folder, digits, range, stopped })
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

    /// Stops before anything is written if something is in the way.
    pub fn refuse_existing(&self, manifest: &Path, file: &File) -> anyhow::Result<()> {
        let mut there = manifest.exists().then(|| manifest.to_owned());
        if let Some(output) = &self.args.output {
            let volumes = self.range.start().div_ceil(self.volume)..=self.range.end().div_ceil(self.volume);
            let paths = volumes.map(|volume| self.volume_path(output, volume));
            there = there.or_else(|| paths.into_iter().find(|path| path.exists()));
        } else if there.is_none() && self.has_pdfs()? {
            let mut reader = self.reader(file)?;
            for record in self.records(&mut reader, 0) {
                let (_, path) = self.path(&record?);
                if path.exists() {
                    there = Some(path);
                    break;
                }
            }
        }
        match there {
            Some(path) => bail!("`{}` is there from an earlier run; --force replaces it", path.display()),
            None => Ok(()),
        }
    }

    fn has_pdfs(&self) -> anyhow::Result<bool> {
        let entries = std::fs::read_dir(self.folder);
        let mut entries = entries.with_context(|| format!("cannot read the folder `{}`", self.folder.display()))?;
        let pdf = |entry: std::io::Result<std::fs::DirEntry>| {
            entry.is_ok_and(|entry| entry.path().extension().is_some_and(|extension| extension == "pdf"))
        };
        Ok(entries.any(pdf))
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
        journal: &mut Journal,
        file: File,
        sha256: &[u8; 32],
        reporter: &mut Reporter,
    ) -> anyhow::Result<Vec<Reject>> {
        let mut progress = Progress::new(self.total(), journal.copies, self.args.message_format);
        let made = match &self.args.output {
            Some(output) => self.make_merged(output, journal, &file, sha256, &mut progress, reporter),
            None => self.make_separate(journal, &file, sha256, &mut progress, reporter),
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
        journal: &mut Journal,
        file: &File,
        sha256: &[u8; 32],
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
        let store = |copy: Copy| {
            let Copy { pdf, finished } = copy;
            let (name, path) = lock().remove(&finished.number).unwrap_or_default();
            self.save(&path, finished.number, &pdf).map(|sha256| (name, sha256, finished))
        };
        let made = self.run.separate(self.threads(), records, store, |made| {
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
        self.same(&mut reader, sha256)?;
        Ok(late)
    }

    fn make_merged(
        &self,
        output: &Path,
        journal: &mut Journal,
        file: &File,
        sha256: &[u8; 32],
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
                let part = self.store.begin(&volume.to_string()).with_context(cannot)?;
                let (mut failed, mut refused) = (None, None);
                let mut finished = Vec::new();
                let same = |record: &anyhow::Result<Record>| {
                    record.as_ref().map_or(true, |record| record.number.div_ceil(self.volume) == volume)
                };
                let of_volume = whole(std::iter::from_fn(|| records.next_if(same)), &mut failed);
                let merged = self.run.merged(self.threads(), of_volume, self.args.duplex, part, |copy| match copy {
                    Ok(copy) => {
                        finished.push(copy);
                        progress.advance();
                        Ok(())
                    }
                    Err(reject) => self.reject(reject, &mut late, reporter).map_err(|error| stop(&mut refused, error)),
                });
                if let Some(error) = refused.or(failed) {
                    return Err(error);
                }
                if let Some(mut part) = merged.with_context(cannot)? {
                    part.sync().with_context(cannot)?;
                    let sha256 = self.store.keep(part, &path).with_context(cannot)?;
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    journal.add(&std::mem::take(&mut late), &name, sha256, &finished).context(JOURNAL)?;
                }
            }
        }
        self.same(&mut reader, sha256)?;
        Ok(late)
    }

    /// The file of a volume; the only one has the output's own name.
    fn volume_path(&self, output: &Path, volume: u64) -> PathBuf {
        match self.args.volume {
            None => output.to_owned(),
            Some(size) => names::volume(output, volume, self.checked.count.div_ceil(size).to_string().len()),
        }
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
    fn same(&self, reader: &mut Reader<'_>, sha256: &[u8; 32]) -> anyhow::Result<()> {
        match reader.sha256() {
            Ok(found) if found == *sha256 => Ok(()),
            _ => Err(changed(&self.args.records)),
        }
    }

    fn threads(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        self.args.threads.map_or_else(all, usize::from)
    }

    fn save(&self, path: &Path, number: u64, pdf: &CopyFile) -> anyhow::Result<[u8; 32]> {
        let sha256 = pdf.sha256();
        let cannot = || format!("cannot write `{}`", path.display());
        if !self.args.force
            && !self.args.resume
            && let Some(there) = hash_file(path).with_context(cannot)?
        {
            if there != sha256 {
                bail!("`{}` is there, and is not this copy; --force replaces it", path.display());
            }
            return Ok(there);
        }
        self.store.write(&number.to_string(), path, pdf.parts()).with_context(cannot)?;
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
