//! The files that are read, so that none of them is written over.
//!
//! A file is known by what it is, not by its name: a hard link, a symbolic link or another spelling does not hide it.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::content;
use crate::source::{Sources, Tree};

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    #[cfg(unix)]
    device: u64,
    #[cfg(unix)]
    inode: u64,
    #[cfg(not(unix))]
    path: PathBuf,
}

impl Identity {
    /// Follows the path, links included, to what is there.
    pub fn of(path: &Path) -> io::Result<Identity> {
        #[cfg(unix)]
        {
            std::fs::metadata(path).map(|metadata| Identity::from(&metadata))
        }
        #[cfg(not(unix))]
        {
            Ok(Identity { path: path.canonicalize()? })
        }
    }
}

#[cfg(unix)]
impl From<&std::fs::Metadata> for Identity {
    fn from(metadata: &std::fs::Metadata) -> Identity {
        use std::os::unix::fs::MetadataExt;
        Identity { device: metadata.dev(), inode: metadata.ino() }
    }
}

/// Files that are read.
#[derive(Clone, Debug, Default)]
pub struct Inputs(Vec<(Identity, PathBuf)>);

impl Inputs {
    /// These files, as far as they are there.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Inputs {
        let mut inputs = Inputs::default();
        paths.into_iter().for_each(|path| inputs.add(path));
        inputs
    }

    /// One file more.
    pub fn add(&mut self, path: &Path) {
        // What is not there is nobody's to lose; whoever reads it says that it is missing.
        if let Ok(identity) = Identity::of(path)
            && !self.0.iter().any(|(known, _)| *known == identity)
        {
            self.0.push((identity, path.to_owned()));
        }
    }

    /// All files that were read of handouts: themselves, their sites, notices and pictures.
    pub fn add_sources(&mut self, sources: &Sources) {
        if let Tree::Memory(_) = sources.tree() {
            return;
        }
        for id in sources.ids() {
            self.add(&sources.file(id).path);
            for picture in content::pictures(sources, id) {
                self.add(&sources.relative_path(id, &picture));
            }
        }
    }

    /// Whether a directory entry may be one of these files, by what the directory says of it.
    #[cfg(unix)]
    pub fn may_hold(&self, entry: &std::fs::DirEntry) -> bool {
        use std::os::unix::fs::DirEntryExt;
        self.0.iter().any(|(identity, _)| identity.inode == entry.ino())
    }

    /// Whether a directory entry may be one of these files, by what the directory says of it.
    #[cfg(not(unix))]
    pub fn may_hold(&self, entry: &std::fs::DirEntry) -> bool {
        Identity::of(&entry.path()).is_ok_and(|there| self.0.iter().any(|(known, _)| *known == there))
    }

    /// Stops before a file that was read is written over; not even `--force` does that. `shown` is what the output is
    /// called in messages.
    pub fn refuse(&self, output: &Path, shown: &str) -> anyhow::Result<()> {
        let there = Identity::of(output);
        match there.ok().and_then(|there| self.0.iter().find(|(identity, _)| *identity == there)) {
            None => Ok(()),
            Some((_, input)) if input == output => bail!("{shown} is read; write to another file"),
            Some((_, input)) => {
                bail!("{shown} is the same file as `{}`, which is read; write to another file", input.display())
            }
        }
    }

    /// The same for standard output, which a shell may have opened on a file.
    pub fn refuse_stdout(&self, to: Option<&Identity>) -> anyhow::Result<()> {
        match self.0.iter().find(|(identity, _)| Some(identity) == to) {
            None => Ok(()),
            Some((_, input)) => bail!("standard output goes to `{}`, which is read", input.display()),
        }
    }
}
