//! A run's files: complete or not at all, and private until complete.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IoSlice, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::manifest::page::hex;

/// Bytes buffered before they are written.
pub(super) const BUFFER: usize = 256 * 1024;

/// Prefix of unfinished files' names. What follows distinguishes outputs and processes, and is never a value.
const PREFIX: &str = ".handout-";
const SUFFIX: &str = ".part";

/// The folder of a run's files.
#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
    /// Prefix of this output's unfinished files, whichever process writes them.
    output: String,
    /// Prefix of this process's files.
    own: String,
    /// Permissions of finished files, by the user's umask.
    #[cfg(unix)]
    mode: u32,
}

/// A file being written. If dropped before [`Store::keep`], it is removed.
pub(super) struct Part {
    path: PathBuf,
    out: BufWriter<File>,
    kept: bool,
}

impl Store {
    /// A writable folder. `output` identifies what is written, among all runs that may be writing to the folder at the
    /// same time.
    pub(super) fn open(folder: &Path, output: &OsStr) -> anyhow::Result<Store> {
        let context = || format!("cannot write to the folder `{}`", folder.display());
        let output = format!("{PREFIX}{}-", hex(&Sha256::digest(output.as_encoded_bytes())[..8]));
        let own = format!("{output}{}-", std::process::id());
        let probe = folder.join(format!("{own}probe{SUFFIX}"));
        remove(&probe).with_context(context)?;
        let file = OpenOptions::new().write(true).create_new(true).open(&probe).with_context(context)?;
        #[cfg(unix)]
        let mode = {
            use std::os::unix::fs::PermissionsExt;
            file.metadata().with_context(context)?.permissions().mode() & 0o777
        };
        drop(file);
        remove(&probe).with_context(context)?;
        Ok(Store {
            folder: folder.to_owned(),
            output,
            own,
            #[cfg(unix)]
            mode,
        })
    }

    /// Removes unfinished files left by stopped runs of this output. Only while the journal is locked, so that no other
    /// process is at work.
    pub(super) fn clean(&self) -> anyhow::Result<()> {
        let context = || format!("cannot read the folder `{}`", self.folder.display());
        for entry in fs::read_dir(&self.folder).with_context(context)? {
            let name = entry.with_context(context)?.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(&self.output) && name.ends_with(SUFFIX)) {
                remove(&self.folder.join(&name)).with_context(context)?;
            }
        }
        Ok(())
    }

    /// Begins a file under a temporary name, with a label that no other file has at the time.
    pub(super) fn begin(&self, label: &str) -> io::Result<Part> {
        let (path, file) = self.open_part(label)?;
        Ok(Part { path, out: BufWriter::with_capacity(BUFFER, file), kept: false })
    }

    fn open_part(&self, label: &str) -> io::Result<(PathBuf, File)> {
        let path = self.folder.join(format!("{}{label}{SUFFIX}", self.own));
        let mut options = OpenOptions::new();
        // Anything already under this name, such as a link, is not ours, and is neither followed nor written to.
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(&path)?;
        Ok((path, file))
    }

    /// Makes a finished file readable to others as the umask allows.
    fn open_to_others(&self, file: &File) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            file.set_permissions(fs::Permissions::from_mode(self.mode))?;
        }
        Ok(())
    }

    /// Gives a finished file its name.
    pub(super) fn keep(&self, mut part: Part, name: &Path) -> io::Result<()> {
        part.out.flush()?;
        self.open_to_others(part.out.get_ref())?;
        fs::rename(&part.path, name)?;
        part.kept = true;
        Ok(())
    }

    /// Writes a whole file, given in two parts.
    pub(super) fn write(&self, label: &str, name: &Path, parts: [&[u8]; 2]) -> io::Result<()> {
        let (path, mut file) = self.open_part(label)?;
        let written = write_parts(&mut file, parts)
            .and_then(|()| self.open_to_others(&file))
            .and_then(|()| fs::rename(&path, name));
        if written.is_err() {
            // The error says why; what cannot be removed is cleaned up by the next run.
            let _ = fs::remove_file(&path);
        }
        written
    }
}

/// Writes both parts, in one call where the system allows it.
fn write_parts(file: &mut File, parts: [&[u8]; 2]) -> io::Result<()> {
    let mut slices = parts.map(IoSlice::new);
    let mut rest = slices.as_mut_slice();
    while !rest.is_empty() {
        match file.write_vectored(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut rest, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

impl Part {
    /// Waits until the bytes are on disk.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().sync_all()
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.kept {
            // The caller knows why it was dropped, and a file that cannot be removed is cleaned up by the next run.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The hash of a file's bytes; `None` if there is no such file, or something else has its name.
pub(super) fn hash_file(path: &Path) -> io::Result<Option<[u8; 32]>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(metadata) if !metadata.is_file() => return Ok(None),
        Ok(_) => {}
    }
    let mut hash = Sha256::new();
    io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(Some(hash.finalize().into()))
}
