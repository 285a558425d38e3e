//! The input files, so that none of them is overwritten.
//!
//! A file is identified by what it is, not by its name: a hard link, a symbolic link or another spelling does not hide
//! it.

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
    /// Follows the path, including links, to its target.
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

/// Input files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inputs(Vec<(Identity, PathBuf)>);

impl Inputs {
    /// These files, as far as they exist.
    pub(crate) fn new<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Inputs {
        let mut inputs = Inputs::default();
        paths.into_iter().for_each(|path| inputs.add(path));
        inputs
    }

    /// Adds a file.
    pub(crate) fn add(&mut self, path: &Path) {
        // A missing file cannot be lost; whatever reads it reports that it is missing.
        if let Ok(identity) = Identity::of(path)
            && !self.0.iter().any(|(known, _)| *known == identity)
        {
            self.0.push((identity, path.to_owned()));
        }
    }

    /// All files read for handouts: themselves, their sites, notices and images.
    pub(crate) fn add_sources(&mut self, sources: &Sources) {
        if let Tree::Memory(_) = sources.tree() {
            return;
        }
        for id in sources.ids() {
            self.add(&sources.file(id).path);
            for picture in content::pictures(sources, id) {
                // It is there, or beside the site.
                sources.ids().for_each(|base| self.add(&sources.relative_path(base, &picture)));
            }
        }
    }

    /// Whether a directory entry may be one of these files, according to the directory.
    #[cfg(unix)]
    pub(crate) fn may_hold(&self, entry: &std::fs::DirEntry) -> bool {
        use std::os::unix::fs::DirEntryExt;
        self.0.iter().any(|(identity, _)| identity.inode == entry.ino())
    }

    /// Whether a directory entry may be one of these files, according to the directory.
    #[cfg(not(unix))]
    pub fn may_hold(&self, entry: &std::fs::DirEntry) -> bool {
        Identity::of(&entry.path()).is_ok_and(|there| self.0.iter().any(|(known, _)| *known == there))
    }

    /// Stops before an input file is overwritten; not even `--force` does that. `shown` is the output's name in
    /// messages.
    pub(crate) fn refuse(&self, output: &Path, shown: &str) -> anyhow::Result<()> {
        let there = Identity::of(output);
        match there.ok().and_then(|there| self.0.iter().find(|(identity, _)| *identity == there)) {
            None => Ok(()),
            Some((_, input)) if input == output => bail!("{shown} is an input file; write to another file"),
            Some((_, input)) => {
                bail!(
                    "{shown} is the same file as `{}`, which is an input file; write to another file",
                    input.display()
                )
            }
        }
    }

    /// The same for standard output, which a shell may have redirected to a file.
    pub(crate) fn refuse_stdout(&self, to: Option<&Identity>) -> anyhow::Result<()> {
        match self.0.iter().find(|(identity, _)| Some(identity) == to) {
            None => Ok(()),
            Some((_, input)) => bail!("standard output goes to `{}`, which is an input file", input.display()),
        }
    }
}
