//! Making the files of a run, in the order of the records.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, bail};

use super::args::BatchArgs;
use super::journal::Journal;
use super::make::Run;
use super::names::{Filling, Pattern};
use super::plan::{Checked, Setup};
use super::progress::Progress;
use super::store::{Store, hash_file};
use crate::cli::report::Reporter;
use crate::records::{Record, Reject};

/// All that making files takes.
pub(super) struct Job<'a> {
    args: &'a BatchArgs,
    setup: &'a Setup,
    checked: &'a Checked,
    run: &'a Run<'a>,
    store: &'a Store,
    folder: &'a Path,
    pattern: Pattern,
    digits: usize,
    /// Records that are wanted, by number.
    range: std::ops::RangeInclusive<u64>,
    stopped: Arc<AtomicBool>,
}

impl<'a> Job<'a> {
    pub fn new(
        args: &'a BatchArgs,
        setup: &'a Setup,
        checked: &'a Checked,
        run: &'a Run<'a>,
        store: &'a Store,
        folder: &'a Path,
    ) -> anyhow::Result<Job<'a>> {
        let pattern = Pattern::parse(&args.name, args.values_in_names, &setup.plan.columns.fields)?;
        let range = args.shard.map_or(1..=checked.count, |shard| shard.share(checked.count));
        let stopped = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stopped);
        ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).context("cannot listen for Ctrl-C")?;
        let digits = checked.count.to_string().len();
        Ok(Job { args, setup, checked, run, store, folder, pattern, digits, range, stopped })
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
    pub fn refuse_existing(&self, manifest: &Path) -> anyhow::Result<()> {
        if manifest.exists() {
            bail!("`{}` is there from an earlier run; --force replaces it and its files", manifest.display());
        }
        Ok(())
    }

    fn path(&self, record: &Record) -> (String, PathBuf) {
        let handout = &self.setup.files[0].handout;
        let filling = Filling { id: &handout.id, language: &handout.language, digits: self.digits };
        let name = self.pattern.fill(record, &filling);
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
        let made = self.make_separate(journal, &file, sha256, &mut progress, reporter);
        progress.finish();
        made
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
        let mut reader = self.setup.reader(&self.args.records, file)?.map_err(|_| changed(&self.args.records))?;
        let mut number = 0;
        for record in &mut reader {
            number += 1;
            let record = record.map_err(|_| changed(&self.args.records))?;
            if number <= journal.done || !self.wants(number) {
                continue;
            }
            if self.stopped.load(Ordering::Relaxed) {
                bail!("stopped");
            }
            // It was good when it was checked.
            let Ok(record) = record else { return Err(changed(&self.args.records)) };
            let copy = match self.run.copy(&record) {
                Ok(copy) => copy,
                Err(reject) => {
                    reporter.reject(&reject);
                    if !self.args.keep_going {
                        bail!("record {} cannot be set; --keep-going leaves such records out", reject.number);
                    }
                    late.push(reject);
                    continue;
                }
            };
            let (name, path) = self.path(&record);
            let sha256 = self.save(&path, number, &copy.pdf)?;
            let cannot = || "cannot write the run's journal".to_owned();
            journal.add(&std::mem::take(&mut late), &name, sha256, &[copy.finished]).with_context(cannot)?;
            progress.advance();
        }
        match reader.sha256() {
            Ok(found) if found == *sha256 => Ok(late),
            _ => Err(changed(&self.args.records)),
        }
    }

    fn save(&self, path: &Path, number: u64, bytes: &[u8]) -> anyhow::Result<[u8; 32]> {
        let cannot = || format!("cannot write `{}`", path.display());
        if !self.args.force
            && !self.args.resume
            && let Some(there) = hash_file(path).with_context(cannot)?
        {
            let sha256 = <sha2::Sha256 as sha2::Digest>::digest(bytes);
            if there != <[u8; 32]>::from(sha256) {
                bail!("`{}` is there, and is not this copy; --force replaces it", path.display());
            }
            return Ok(there);
        }
        self.store.write(&number.to_string(), path, bytes).with_context(cannot)
    }
}

fn changed(path: &Path) -> anyhow::Error {
    anyhow::anyhow!(
        "the records `{}` changed while they were in use; throw away what this run has written, and start again with --force",
        path.display()
    )
}
