//! The ledger of prints: who handed out which handout, when, how many pages, and the codes on them. Never a patient's value.
//!
//! One JSON object a line, only ever appended. Each line has the digest of the line before it and its own, so a line that
//! is changed, dropped, added or moved shows. The last lines could be dropped without a trace, so a small file beside the
//! ledger (`.head`) holds the number of lines and the last digest. This finds accidents and careless hands; somebody who
//! can write both files and knows the format can write a new ledger, unless its head is also noted elsewhere.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The digest before the first line.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a line says, in the order in which it says it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// Its number, from 1.
    line: u64,
    /// When, to the second.
    time: String,
    /// The desk, ward or person that the program was started for.
    who: String,
    /// How it was handed out: `print`, `download`, `blank` or `api`.
    action: String,
    /// The handout's id.
    handout: String,
    /// The copy's language.
    language: String,
    /// Its pages.
    pages: u64,
    /// The codes printed on them, which tell which sheet is meant.
    codes: Vec<String>,
    /// The digest of the line before.
    previous: String,
    /// SHA-256 of this line without its own digest.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    digest: String,
}

impl Line {
    /// The line as it is in the file, with its digest.
    fn sealed(mut self) -> serde_json::Result<(String, String)> {
        self.digest.clear();
        let digest = hex(&Sha256::digest(serde_json::to_string(&self)?));
        self.digest.clone_from(&digest);
        Ok((serde_json::to_string(&self)?, digest))
    }
}

/// A print.
pub(crate) struct Entry<'e> {
    /// When.
    pub time: Timestamp,
    /// How it was handed out.
    pub action: &'static str,
    /// The handout's id.
    pub handout: &'e str,
    /// The copy's language.
    pub language: &'e str,
    /// Its pages.
    pub pages: usize,
    /// The codes on them; none on a blank's.
    pub codes: Vec<&'e str>,
}

/// A ledger that is being written.
pub(crate) struct Ledger {
    /// Locked for as long as it is open.
    file: File,
    head_path: PathBuf,
    who: String,
    head: Head,
}

/// Where a ledger ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// How many lines it has.
    pub lines: u64,
    /// The digest of the last.
    pub digest: String,
}

impl Head {
    fn start() -> Head {
        Head { lines: 0, digest: BEGINNING.to_owned() }
    }
}

/// Why a ledger cannot be used, or is not what was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// A line is not as it was written.
    #[error("line {line} {what}")]
    Line {
        /// Its number in the file, from 1.
        line: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// The end is not where it was.
    #[error("it ends at line {found}, but {written} were written")]
    End {
        /// Lines found.
        found: u64,
        /// Lines according to the head.
        written: u64,
    },
    /// There is no head, or it is not one.
    #[error("the file beside it that says where it ends (`.head`) is missing or damaged")]
    Head,
    /// The last line is not the one that the head names.
    #[error("its last line is not the one that was written last")]
    Last,
    /// Another program has it open.
    #[error("another program writes it")]
    Locked,
    /// A system error.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Ledger {
    /// Opens a ledger, or begins one, for a desk. A ledger that is not whole is not gone on with.
    pub(crate) fn open(path: &Path, who: &str) -> Result<Ledger, Problem> {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Problem::Locked,
            TryLockError::Error(error) => Problem::Io(error),
        })?;
        let head_path = head_path(path);
        let is_new = file.metadata()?.len() == 0 && !head_path.exists();
        let head = match is_new {
            true => Head::start(),
            false => match verify(path) {
                // The machine stopped between a line and its head.
                Err(Problem::End { found, written }) if found == written + 1 => read_lines(path)?,
                other => other?,
            },
        };
        let ledger = Ledger { file, head_path, who: who.to_owned(), head };
        ledger.write_head()?;
        Ok(ledger)
    }

    /// Writes a print down. When this returns, it is on the disk.
    pub(crate) fn append(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let time = Timestamp::from_second(entry.time.as_second()).map_err(io::Error::other)?;
        let line = Line {
            line: self.head.lines + 1,
            time: time.to_string(),
            who: self.who.clone(),
            action: entry.action.to_owned(),
            handout: entry.handout.to_owned(),
            language: entry.language.to_owned(),
            pages: entry.pages as u64,
            codes: entry.codes.iter().map(|code| (*code).to_owned()).collect(),
            previous: self.head.digest.clone(),
            digest: String::new(),
        };
        let (mut text, digest) = line.sealed()?;
        text.push('\n');
        let before = self.file.metadata()?.len();
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // Half a line would spoil the ledger.
            self.file.set_len(before)?;
            return Err(error);
        }
        self.head = Head { lines: self.head.lines + 1, digest };
        self.write_head()
    }

    fn write_head(&self) -> io::Result<()> {
        let Head { lines, digest } = &self.head;
        let folder = self.head_path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        writeln!(file, "{lines} {digest}")?;
        file.as_file().sync_data()?;
        file.persist(&self.head_path).map(|_| ()).map_err(|error| error.error)
    }
}

/// Whether a ledger is as it was written; returns its end.
pub(crate) fn verify(path: &Path) -> Result<Head, Problem> {
    let found = read_lines(path)?;
    let head = std::fs::read_to_string(head_path(path)).map_err(|_| Problem::Head)?;
    let written = head.strip_suffix('\n').and_then(|head| head.split_once(' ')).ok_or(Problem::Head)?;
    let lines: u64 = written.0.parse().map_err(|_| Problem::Head)?;
    if found.lines != lines {
        return Err(Problem::End { found: found.lines, written: lines });
    }
    if found.digest != written.1 {
        return Err(Problem::Last);
    }
    Ok(found)
}

/// Reads all lines; each must follow from the one before.
fn read_lines(path: &Path) -> Result<Head, Problem> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut head = Head::start();
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if reader.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(head);
        }
        let line = head.lines + 1;
        let problem = |what| Problem::Line { line, what };
        let text = bytes.strip_suffix(b"\n").ok_or(problem("is not complete"))?;
        let read: Line = serde_json::from_slice(text).map_err(|_| problem("is not a line of a ledger"))?;
        if read.line != line || read.previous != head.digest {
            return Err(problem("does not follow the line before it: lines were dropped, added or moved"));
        }
        let (sealed, digest) = read.sealed().map_err(io::Error::from)?;
        // Byte by byte: nothing may differ that a reader of JSON would overlook.
        if sealed.as_bytes() != text {
            return Err(problem("was changed"));
        }
        head = Head { lines: line, digest };
    }
}

/// The file that says where a ledger ends.
fn head_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".head");
    PathBuf::from(name)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
