//! Opening files for reading without ever waiting.
//!
//! Opening a named pipe waits until something writes to it, and a device may never end. What a shell passes is
//! different: `handout build <(make-handout)` names `/dev/fd/63`, a pipe that is already open. It is read as a stream.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use super::LoadError;

/// Opens a regular file. Anything else is rejected immediately.
pub(crate) fn open_regular(path: &Path) -> Result<File, LoadError> {
    match kind(path)? {
        Kind::File(_) => File::open(path).map_err(from_io),
        Kind::Input | Kind::Pipe => Err(LoadError::NotAFile),
    }
}

/// Whether [`read_limited`] would read a path; checks it without opening it.
pub(crate) fn check_readable(path: &Path) -> Result<(), LoadError> {
    kind(path).map(drop)
}

/// Reads a regular file or a stream passed by the shell, up to a limit in bytes.
pub(crate) fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
    let kind = kind(path)?;
    let length = if let Kind::File(length) = kind { length } else { 0 };
    if length > limit {
        return Err(LoadError::TooLarge { limit });
    }
    let mut bytes = Vec::with_capacity(length as usize);
    // The file may grow while it is read, and some file systems report no length.
    let read = match kind {
        Kind::File(_) | Kind::Pipe => File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)),
        Kind::Input => io::stdin().lock().take(limit + 1).read_to_end(&mut bytes),
    };
    read.map_err(from_io)?;
    if bytes.len() as u64 > limit {
        return Err(LoadError::TooLarge { limit });
    }
    Ok(bytes)
}

/// Reads standard input, up to a limit in bytes.
pub(crate) fn read_stdin(limit: u64) -> Result<Vec<u8>, LoadError> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(from_io)?;
    if bytes.len() as u64 > limit { Err(LoadError::TooLarge { limit }) } else { Ok(bytes) }
}

/// Whether a path names something passed by the shell rather than a file in a folder: its name is not worth repeating,
/// and files it names are in the current folder.
pub(crate) fn is_handed_over(path: &Path) -> bool {
    path == Path::new("/dev/stdin")
        || path.parent().is_some_and(|folder| folder == Path::new("/dev/fd") || folder == Path::new("/proc/self/fd"))
}

/// What can be read.
enum Kind {
    /// A regular file, and its length in bytes.
    File(u64),
    /// Standard input. Read as it is: if it is a named pipe, opening it again would wait for another writer.
    Input,
    /// An unnamed pipe, which opens immediately.
    Pipe,
}

fn kind(path: &Path) -> Result<Kind, LoadError> {
    let metadata = std::fs::metadata(path).map_err(from_io)?;
    if metadata.is_file() {
        return Ok(Kind::File(metadata.len()));
    }
    if !is_handed_over(path) || !is_pipe(&metadata) {
        return Err(LoadError::NotAFile);
    }
    if path == Path::new("/dev/stdin") || path.file_name().is_some_and(|name| name == "0") {
        return Ok(Kind::Input);
    }
    // If this is a link, it leads to `pipe:[…]`, or by a path to a named pipe.
    match std::fs::read_link(path) {
        Ok(to) if to.is_absolute() => Err(LoadError::NotAFile),
        _ => Ok(Kind::Pipe),
    }
}

#[cfg(unix)]
fn is_pipe(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

pub(super) fn from_io(error: io::Error) -> LoadError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => LoadError::Missing,
        io::ErrorKind::IsADirectory => LoadError::NotAFile,
        _ => LoadError::Io(error),
    }
}
