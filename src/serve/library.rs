//! The handouts as they are on the disk now: a file that was changed is read again before anything is made of it.
//!
//! Files are looked at by size and times, which costs little; a file that was changed just now also by its content,
//! because two changes in one tick of the clock have the same time. Each copy that is handed out is preceded by a look.
//! Pages and pictures are answered from a look at most a second old, and a copy is refused if its handout is not the one
//! whose pages were seen.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::catalog::Catalog;
use super::folder::files_below;
use crate::diag::Diagnostics;
use crate::source::Sources;

/// How old a look may be, where nothing is handed out.
const FRESH: SignedDuration = SignedDuration::from_secs(1);

/// For how long after a change a file's times may hide another one. File systems have ticks of up to two seconds.
const RECENT: SignedDuration = SignedDuration::from_secs(3);

/// What somebody has to be told about files on the disk.
pub(crate) enum Notice<'n> {
    /// A file's problems.
    Problems(&'n Sources, Diagnostics),
    /// Handouts were read again: how many there are, and the files that are not served.
    Read(&'n Catalog),
    /// The folder cannot be read any more; nothing is served until it can.
    Folder(std::io::Error),
}

/// Tells somebody.
pub(crate) type Tell = Box<dyn Fn(Notice<'_>) + Send + Sync>;

/// A folder of handouts.
pub(crate) struct Library {
    folder: PathBuf,
    tell: Tell,
    clock: fn() -> Timestamp,
    shelf: Mutex<Shelf>,
}

struct Shelf {
    catalog: Arc<Catalog>,
    seen: Stamps,
    /// When the last look at the files began.
    looked: Timestamp,
}

/// How files looked; `None` for one that is named somewhere and does not exist.
type Stamps = BTreeMap<PathBuf, Option<Stamp>>;

/// What tells a file from the same file after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<Timestamp>,
    /// Inode and time of its last change of any kind, where the system has them.
    node: (u64, i64, i64),
    /// The digest of its content, if it was changed just now.
    content: Option<[u8; 32]>,
}

impl Library {
    /// Reads the handouts of a folder.
    pub(crate) fn open(folder: &Path, clock: fn() -> Timestamp, tell: Tell) -> std::io::Result<Library> {
        let now = clock();
        let (catalog, seen) = read(folder, &Catalog::default(), now, &tell)?;
        let shelf = Mutex::new(Shelf { catalog: Arc::new(catalog), seen, looked: now });
        Ok(Library { folder: folder.to_owned(), tell, clock, shelf })
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The handouts as they were a second ago, or as they are now.
    pub(crate) fn recent(&self) -> Arc<Catalog> {
        let now = (self.clock)();
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back does not keep anything.
        if now >= shelf.looked && now.duration_since(shelf.looked) < FRESH {
            return shelf.catalog.clone();
        }
        drop(shelf);
        self.now()
    }

    /// The handouts as they are now.
    pub(crate) fn now(&self) -> Arc<Catalog> {
        let asked = (self.clock)();
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (self.clock)();
        // Somebody else has looked while this request waited.
        if asked < shelf.looked && shelf.looked <= now {
            return shelf.catalog.clone();
        }
        let found = stamps(&self.folder, &shelf.catalog, &shelf.seen, now);
        shelf.looked = now;
        let same = found.as_ref().is_ok_and(|found| are_same(&shelf.seen, found));
        if let (true, Ok(found)) = (same, found) {
            shelf.seen = found;
            return shelf.catalog.clone();
        }
        match read(&self.folder, &shelf.catalog, now, &self.tell) {
            Ok((catalog, seen)) => {
                shelf.seen = seen;
                (self.tell)(Notice::Read(&catalog));
                shelf.catalog = Arc::new(catalog);
            }
            Err(error) => {
                // What cannot be looked at may have changed.
                if !shelf.seen.is_empty() {
                    (self.tell)(Notice::Folder(error));
                }
                (shelf.catalog, shelf.seen) = (Arc::default(), Stamps::new());
            }
        }
        shelf.catalog.clone()
    }
}

/// Reads all handouts. Those that have not changed stay the same objects, so that they need not be laid out again. Files
/// are looked at before they are read: what changes meanwhile differs at the next look. What handouts name is known only when they have been
/// read, so they are read again if they name other files than before.
fn read(folder: &Path, old: &Catalog, now: Timestamp, tell: &Tell) -> std::io::Result<(Catalog, Stamps)> {
    let mut seen = stamps(folder, old, &Stamps::new(), now)?;
    let (mut catalog, mut problems) = read_once(folder, old)?;
    if catalog.named() != old.named() {
        seen = stamps(folder, &catalog, &seen, now)?;
        (catalog, problems) = read_once(folder, old)?;
    }
    problems.into_iter().for_each(|(sources, problems)| tell(Notice::Problems(&sources, problems)));
    Ok((catalog, seen))
}

/// The handouts, and what is wrong with files.
fn read_once(folder: &Path, old: &Catalog) -> std::io::Result<(Catalog, Vec<(Sources, Diagnostics)>)> {
    let mut found = Vec::new();
    let catalog = Catalog::read(folder, old, |sources, problems| found.push((sources, problems)))?;
    Ok((catalog, found))
}

/// Whether no file has changed.
fn are_same(before: &Stamps, after: &Stamps) -> bool {
    let same = |(old, new): (&Option<Stamp>, &Option<Stamp>)| match (old, new) {
        (Some(old), Some(new)) => {
            let content = old.content.is_none() || old.content == new.content;
            content && (old.size, old.modified, old.node) == (new.size, new.modified, new.node)
        }
        (None, None) => true,
        _ => false,
    };
    before.len() == after.len()
        && before.iter().zip(after).all(|((path, old), (other, new))| path == other && same((old, new)))
}

/// How all files in the folder look, and those that handouts name, wherever these are.
fn stamps(folder: &Path, catalog: &Catalog, before: &Stamps, now: Timestamp) -> std::io::Result<Stamps> {
    let mut stamps = Stamps::new();
    for path in files_below(folder)?.into_iter().chain(catalog.named()) {
        let was_recent = before.get(&path).and_then(Option::as_ref).is_some_and(|stamp| stamp.content.is_some());
        let stamp = std::fs::metadata(&path).ok().map(|found| stamp(&path, &found, was_recent, now));
        stamps.insert(path, stamp);
    }
    Ok(stamps)
}

fn stamp(path: &Path, found: &Metadata, was_recent: bool, now: Timestamp) -> Stamp {
    let modified = found.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    // Also one from the future: its time says nothing.
    let is_recent = modified.is_none_or(|modified| now.duration_since(modified) < RECENT);
    let content = (is_recent || was_recent).then(|| std::fs::read(path).map(|bytes| Sha256::digest(bytes).into()));
    Stamp { size: found.len(), modified, node: node(found), content: content.and_then(Result::ok) }
}

#[cfg(unix)]
fn node(found: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (found.ino(), found.ctime(), found.ctime_nsec())
}

#[cfg(not(unix))]
fn node(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}
