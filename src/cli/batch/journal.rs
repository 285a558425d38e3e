//! What a run has done so far, so that it can go on after it was stopped, by whatever.
//!
//! A line for the run, then a line for each finished file and each copy in it, added when the file has its name. A file
//! and its copies are a group; a group cut off half-way counts for nothing.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::store::hash_file;
use crate::manifest::page::{hex, unhex};
use crate::manifest::{Entry, Finished, Head};
use crate::records::Reject;

/// How a run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Nothing of it is there.
    Fresh,
    /// It goes on where it stopped.
    Resume,
    /// Whatever is there is made anew.
    Over,
}

/// A journal that is open, and locked against a second run.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// The last record that is done.
    pub done: u64,
    /// Copies that are done.
    pub copies: u64,
    /// Files that are done.
    pub files: u64,
}

impl Journal {
    /// Opens the journal of a run. `folder` is where the run's files are.
    pub fn open(path: &Path, folder: &Path, head: &Head, start: Start) -> anyhow::Result<Journal> {
        let context = || format!("cannot write `{}`", path.display());
        if start == Start::Fresh && path.exists() {
            bail!("`{}` is of a run that was stopped; --resume goes on with it, --force starts again", path.display());
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(path).with_context(context)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => bail!("another handout is at work on `{}`", path.display()),
            // Some network file systems have no locks.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let mut journal = Journal { path: path.to_owned(), file, done: 0, copies: 0, files: 0 };
        let good = match start {
            Start::Resume => journal.read(folder, head)?,
            Start::Fresh | Start::Over => 0,
        };
        journal.file.set_len(good).with_context(context)?;
        journal.file.seek(SeekFrom::End(0)).with_context(context)?;
        if good == 0 {
            journal.append(&format!("{{\"run\":\"{}\"}}\n", head.key())).with_context(context)?;
        }
        Ok(journal)
    }

    /// Reads what was done, and looks whether it is still there. Returns the length of what counts.
    fn read(&mut self, folder: &Path, head: &Head) -> anyhow::Result<u64> {
        let context = || format!("cannot read `{}`", self.path.display());
        let mut reader = BufReader::new(&self.file);
        let mut line = String::new();
        let mut at = reader.read_line(&mut line).with_context(context)? as u64;
        if !line.ends_with('\n') {
            return Ok(0);
        }
        if line.trim_end() != format!("{{\"run\":\"{}\"}}", head.key()) {
            bail!(
                "`{}` is of another run: the handout, the records or the options have changed since; --force starts again",
                self.path.display()
            );
        }
        let mut good = at;
        let (mut done, mut copies, mut files) = (0, 0, 0);
        // Copies still to come of the file last read.
        let mut missing = 0_u64;
        let mut pending = 0;
        loop {
            line.clear();
            at += reader.read_line(&mut line).with_context(context)? as u64;
            let Some(entry) = line.strip_suffix('\n').and_then(|line| serde_json::from_str(line).ok()) else { break };
            match entry {
                Entry::File { file, sha256, copies } => {
                    // After a power cut a file may be there by name only.
                    if missing > 0 || hash_file(&folder.join(&file))? != unhex::<32>(&sha256) {
                        break;
                    }
                    missing = copies;
                }
                Entry::Copy { copy, .. } if missing > 0 => {
                    missing -= 1;
                    if missing == 0 {
                        (good, done) = (at, copy);
                        files += 1;
                    }
                    pending += 1;
                    if missing == 0 {
                        copies += std::mem::take(&mut pending);
                    }
                }
                Entry::Copy { .. } => break,
                Entry::Reject { .. } => {}
            }
        }
        (self.done, self.copies, self.files) = (done, copies, files);
        Ok(good)
    }

    /// Adds a finished file with its copies, and the records left out before them.
    pub fn add(&mut self, rejects: &[Reject], file: &str, sha256: [u8; 32], copies: &[Finished]) -> io::Result<()> {
        let mut lines = String::new();
        let mut line = |entry: &Entry| -> io::Result<()> {
            lines.push_str(&serde_json::to_string(entry)?);
            lines.push('\n');
            Ok(())
        };
        for Reject { number, field, reason } in rejects {
            line(&Entry::Reject { reject: *number, field: field.clone(), reason: reason.clone() })?;
        }
        line(&Entry::File { file: file.to_owned(), sha256: hex(&sha256), copies: copies.len() as u64 })?;
        for copy in copies {
            line(&Entry::of(copy))?;
        }
        self.append(&lines)?;
        self.done = copies.last().map_or(self.done, |copy| copy.number);
        self.copies += copies.len() as u64;
        self.files += 1;
        Ok(())
    }

    fn append(&mut self, lines: &str) -> io::Result<()> {
        let before = self.file.stream_position()?;
        let written = self.file.write_all(lines.as_bytes());
        if written.is_err() {
            // The disk is full: half a line would be no harm, but a whole journal is better.
            let _ = self.file.set_len(before);
        }
        written
    }

    /// Entries as they stand, without the first line: for the manifest, and for the list of rejects.
    pub fn entries(&mut self) -> io::Result<impl Iterator<Item = io::Result<String>> + '_> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok(BufReader::new(&self.file).lines().skip(1))
    }

    /// Ends the run: what it did stands in the manifest.
    pub fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}
