//! What a run has done so far, so that it can resume however it was stopped.
//!
//! One line for the run, then a line for each finished file and each copy in it, added once the file has its final
//! name. A file and its copies form a group; a truncated group does not count.
//!
//! Each line is preceded by its check, which covers all lines before it: a line that was changed, moved, repeated or
//! taken from another journal fails the check, and so does everything after it. Whatever fails the check is work still
//! to do.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use super::event::{Event, Listener};
use super::store::hash_file;
use crate::manifest::page::{hex, unhex};
use crate::manifest::sound::is_plain_name;
use crate::manifest::{Entry, Finished, Head};
use crate::records::Reject;

/// Longest line that is read. A copy's line has about sixty bytes per page.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// How a run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Nothing exists yet.
    Fresh,
    /// It resumes where it stopped.
    Resume,
    /// Everything is made again.
    Over,
}

/// The check of a line: the beginning of the SHA-256 of the previous check and the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Check([u8; 8]);

impl Check {
    fn then(self, line: &[u8]) -> Check {
        let mut check = Check::default();
        check.0.copy_from_slice(&Sha256::new().chain_update(self.0).chain_update(line).finalize()[..8]);
        check
    }
}

/// An open journal, locked against a second run.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// Check of the last line.
    check: Check,
    /// The last finished record.
    pub done: u64,
    /// Finished copies.
    pub copies: u64,
    /// Finished files.
    pub files: u64,
}

/// How much of a journal is valid.
#[derive(Clone, Copy, Default)]
struct Good {
    /// Bytes.
    length: u64,
    check: Check,
    done: u64,
    copies: u64,
    files: u64,
}

impl Journal {
    /// Opens the journal of a run. `folder` is where the run's files are.
    pub(super) fn open(
        path: &Path,
        folder: &Path,
        head: &Head,
        start: Start,
        events: &mut Listener<'_>,
    ) -> anyhow::Result<Journal> {
        let context = || format!("cannot write `{}`", path.display());
        let file = open_file(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => bail!("another handout process is working on `{}`", path.display()),
            // Some network file systems have no locks. There, the lines of two runs would fail the check.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        if !is_at(&file, path) {
            bail!("another handout process was working on `{}` and has just ended", path.display());
        }
        // An empty one is that of a run that has only just begun, and whose turn this now is.
        if start == Start::Fresh && file.metadata().with_context(context)?.len() > 0 {
            bail!("`{}` is from a run that was stopped; --resume continues it, --force starts over", path.display());
        }
        let mut journal =
            Journal { path: path.to_owned(), file, check: Check::default(), done: 0, copies: 0, files: 0 };
        let good = match start {
            Start::Resume => journal.read(folder, head, events)?,
            Start::Fresh | Start::Over => Good::default(),
        };
        journal.file.set_len(good.length).with_context(context)?;
        journal.file.seek(SeekFrom::End(0)).with_context(context)?;
        (journal.check, journal.done, journal.copies, journal.files) = (good.check, good.done, good.copies, good.files);
        if good.length == 0 {
            journal.append([run_line(head)]).with_context(context)?;
        }
        Ok(journal)
    }

    /// Reads what was done, and checks whether it still exists.
    fn read(&self, folder: &Path, head: &Head, events: &mut Listener<'_>) -> anyhow::Result<Good> {
        let context = || format!("cannot read `{}`", self.path.display());
        let mut lines = Lines::new(&self.file);
        match lines.next().with_context(context)? {
            Line::Sound(line) if line == run_line(head) => {}
            Line::Sound(_) => bail!(
                "`{}` is from another run: the handout, the records or the options have changed; --force starts over",
                self.path.display()
            ),
            Line::Unsound => {
                events(Event::Note(format!("`{}` is damaged: all copies will be made again", self.path.display())));
                return Ok(Good::default());
            }
            Line::End => return Ok(Good::default()),
        }
        let mut good = Good { length: lines.at, check: lines.check, ..Good::default() };
        let mut last = good;
        // Remaining copies of the last file read.
        let mut missing = 0_u64;
        loop {
            let line = match lines.next().with_context(context)? {
                Line::Sound(line) => line,
                Line::Unsound => {
                    events(Event::Note(format!(
                        "line {} of `{}` is damaged: its copies and those of all later lines will be made again",
                        lines.number,
                        self.path.display()
                    )));
                    break;
                }
                Line::End => break,
            };
            let Ok(entry) = serde_json::from_str::<Entry>(&line) else { break };
            match &entry {
                Entry::File { file, sha256, copies } if missing == 0 && is_plain_name(file) => {
                    // After a power failure, a file may exist in name only.
                    if hash_file(&folder.join(file))? != unhex::<32>(sha256) {
                        break;
                    }
                    missing = *copies;
                    last.files += 1;
                }
                Entry::Copy { copy, .. } if missing > 0 && *copy > last.done && entry.finished().is_some() => {
                    missing -= 1;
                    last.done = *copy;
                    last.copies += 1;
                    if missing == 0 {
                        (last.length, last.check) = (lines.at, lines.check);
                        good = last;
                    }
                }
                Entry::Reject { .. } if missing == 0 => {}
                _ => break,
            }
        }
        Ok(good)
    }

    /// Adds a finished file with its copies, and the records left out before them.
    pub(super) fn add(
        &mut self,
        rejects: &[Reject],
        file: &str,
        sha256: [u8; 32],
        copies: &[Finished],
    ) -> io::Result<()> {
        let mut lines = Vec::with_capacity(rejects.len() + 1 + copies.len());
        for Reject { number, line, field, reason } in rejects {
            let (field, reason) = (field.clone(), reason.clone());
            let entry = Entry::Reject { reject: *number, line: *line, field, reason };
            lines.push(serde_json::to_string(&entry)?);
        }
        let entry = Entry::File { file: file.to_owned(), sha256: hex(&sha256), copies: copies.len() as u64 };
        lines.push(serde_json::to_string(&entry)?);
        for copy in copies {
            lines.push(serde_json::to_string(&Entry::of(copy))?);
        }
        self.append(lines)?;
        self.done = copies.last().map_or(self.done, |copy| copy.number);
        self.copies += copies.len() as u64;
        self.files += 1;
        Ok(())
    }

    /// Adds lines and flushes them.
    fn append(&mut self, lines: impl IntoIterator<Item = String>) -> io::Result<()> {
        let mut text = String::new();
        let mut check = self.check;
        for line in lines {
            check = check.then(line.as_bytes());
            text.push_str(&hex(&check.0));
            text.push(' ');
            text.push_str(&line);
            text.push('\n');
        }
        let before = self.file.stream_position()?;
        let written = self.file.write_all(text.as_bytes());
        match written {
            Ok(()) => self.check = check,
            // The disk is full: half a line would do no harm, but a whole journal is better.
            Err(_) => drop(self.file.set_len(before)),
        }
        written
    }

    /// Verbatim entries, without the first line: for the manifest and the rejects list. A failed check is an error:
    /// something else wrote to the journal while the run was in progress.
    pub(super) fn entries(&mut self) -> io::Result<impl Iterator<Item = io::Result<String>> + '_> {
        self.file.seek(SeekFrom::Start(0))?;
        let last = self.check;
        let mut lines = Lines::new(&self.file);
        let changed =
            || io::Error::other("the journal was changed by another program; discard this run and start over");
        let mut ended = false;
        let all = std::iter::from_fn(move || {
            if std::mem::replace(&mut ended, true) {
                return None;
            }
            match lines.next() {
                Ok(Line::Sound(line)) => {
                    ended = false;
                    Some(Ok(line))
                }
                Ok(Line::End) if lines.check == last => None,
                Ok(Line::End | Line::Unsound) => Some(Err(changed())),
                Err(error) => Some(Err(error)),
            }
        });
        Ok(all.skip(1))
    }

    /// Ends the run: the manifest now has its results.
    pub(super) fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

fn run_line(head: &Head) -> String {
    format!("{{\"run\":\"{}\"}}", head.key())
}

/// A line, if it is complete and passes the check.
enum Line {
    Sound(String),
    Unsound,
    /// There are no more lines, or half a line, left by a run that was stopped while writing it.
    End,
}

/// Lines of a journal with their checks.
struct Lines<'a> {
    reader: BufReader<&'a File>,
    /// Of the last line read.
    check: Check,
    /// Bytes read.
    at: u64,
    /// The one-based number of the last line read.
    number: u64,
}

impl<'a> Lines<'a> {
    fn new(file: &'a File) -> Lines<'a> {
        Lines { reader: BufReader::new(file), check: Check::default(), at: 0, number: 0 }
    }

    fn next(&mut self) -> io::Result<Line> {
        let mut bytes = Vec::new();
        let read = (&mut self.reader).take(LONGEST_LINE).read_until(b'\n', &mut bytes)? as u64;
        self.at += read;
        self.number += 1;
        let Some(bytes) = bytes.strip_suffix(b"\n") else {
            return Ok(if read == LONGEST_LINE { Line::Unsound } else { Line::End });
        };
        let parts = bytes.split_at_checked(17).filter(|(check, _)| check.ends_with(b" "));
        let Some((check, line)) = parts else { return Ok(Line::Unsound) };
        let right = self.check.then(line);
        match std::str::from_utf8(line) {
            Ok(line) if check[..16] == *hex(&right.0).as_bytes() => {
                self.check = right;
                Ok(Line::Sound(line.to_owned()))
            }
            _ => Ok(Line::Unsound),
        }
    }
}

/// Opens or creates the file, without following a link elsewhere.
fn open_file(path: &Path) -> anyhow::Result<File> {
    let context = || format!("cannot write `{}`", path.display());
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    // Neither a link nor a file that has appeared in the meantime.
    match options.clone().create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let is_file = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
            // One that has just been removed is the journal of a run that has just ended.
            if !is_file && fs::symlink_metadata(path).is_ok() {
                bail!("`{}` is a link, a folder or a device; remove it", path.display());
            }
            options.open(path).with_context(context)
        }
        opened => opened.with_context(context),
    }
}

/// Whether a path itself, not what it may link to, is this open file.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(open), Ok(there)) => place(open) == place(there),
        _ => false,
    }
}

/// Without inodes, an open file cannot be removed.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
