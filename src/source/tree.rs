//! Where handout files are: on disk, or in memory.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::LoadError;
use super::open::{from_io, open_regular, read_limited};

/// Where handout files are.
///
/// ```
/// use handout::{Sources, Tree};
///
/// let site = "site: 1\nname: Riverside Clinic\n";
/// let files: Tree = [("site.yaml", site.as_bytes().to_vec())].into_iter().collect();
/// let sources = Sources::new(files);
/// ```
#[derive(Clone, Debug, Default)]
pub enum Tree {
    /// On disk.
    #[default]
    Disk,
    /// In memory, by path. There are no links, so a path is literal.
    Memory(Arc<BTreeMap<PathBuf, Vec<u8>>>),
}

impl<P: AsRef<Path>> FromIterator<(P, Vec<u8>)> for Tree {
    /// These files in memory.
    fn from_iter<I: IntoIterator<Item = (P, Vec<u8>)>>(files: I) -> Tree {
        Tree::Memory(Arc::new(files.into_iter().map(|(path, bytes)| (normal(path.as_ref()), bytes)).collect()))
    }
}

impl Tree {
    /// Reads a file, up to a limit in bytes.
    pub(crate) fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
        match self {
            Tree::Disk => read_limited(path, limit),
            Tree::Memory(files) => {
                let bytes = files.get(&normal(path)).ok_or(LoadError::Missing)?;
                if bytes.len() as u64 > limit { Err(LoadError::TooLarge { limit }) } else { Ok(bytes.clone()) }
            }
        }
    }

    /// Reads a file that must be in a folder or below, after following links. The path itself is already within the
    /// folder.
    pub(super) fn read_inside(&self, folder: &Path, path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
        if let Tree::Memory(_) = self {
            return self.read(path, limit);
        }
        let inside = path.canonicalize().map_err(from_io)?;
        if !inside.starts_with(or_here(folder).canonicalize().map_err(from_io)?) {
            return Err(LoadError::Outside);
        }
        read_limited(&inside, limit)
    }

    /// Whether a path names a readable file in a folder, not a stream.
    pub(crate) fn check_file(&self, path: &Path) -> Result<(), LoadError> {
        match self {
            Tree::Disk => open_regular(path).map(drop),
            Tree::Memory(_) => self.read(path, u64::MAX).map(drop),
        }
    }

    /// The other files in a file's folder whose names are wanted, in name order.
    pub(crate) fn beside(&self, path: &Path, wanted: impl Fn(&Path) -> bool) -> io::Result<Vec<PathBuf>> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let files = match self {
            Tree::Memory(files) => files,
            Tree::Disk => return files_beside(folder, path, wanted),
        };
        let (folder, own) = (normal(folder), normal(path));
        let beside = |other: &&PathBuf| other.parent() == Some(&folder) && **other != own && wanted(other);
        Ok(files.keys().filter(beside).cloned().collect())
    }
}

fn files_beside(folder: &Path, path: &Path, wanted: impl Fn(&Path) -> bool) -> io::Result<Vec<PathBuf>> {
    let own = path.canonicalize()?;
    let mut files = Vec::new();
    for entry in or_here(folder).read_dir()? {
        let file = folder.join(entry?.file_name());
        // Anything other than a regular file could block.
        if wanted(&file) && file.is_file() && file.canonicalize().is_ok_and(|path| path != own) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// A folder in the form the system expects.
fn or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// A normalized path.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
