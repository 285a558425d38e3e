//! The file of a handout that is edited.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::serve::desk::hex;
use crate::serve::folder::name_in;
use crate::serve::shared::Shared;
use crate::source::limits::MAX_TEXT_BYTES;
use crate::source::read_limited;

const MARK: &str = "\u{feff}";

/// One file is written at a time, so that nothing comes between a look at it and its change.
static WRITING: Mutex<()> = Mutex::new(());

/// A handout's file.
pub(super) struct File {
    path: PathBuf,
}

/// A file's text.
pub(super) struct Content {
    /// Without a byte order mark, and with lines that end in line feeds, as in a browser.
    pub text: String,
    /// What tells it from a changed one.
    pub digest: String,
    /// Whether its lines end in CRLF.
    crlf: bool,
    mark: bool,
}

/// Why nothing was saved.
pub(super) enum NotSaved {
    /// Somebody else has changed it.
    Changed(Content),
    /// A system error.
    Io,
}

impl File {
    /// The file of this name, if it is one of a handout, and in the folder even after following links.
    pub(super) fn find(shared: &Shared, name: &str) -> Option<File> {
        let folder = shared.settings.library.folder();
        let catalog = shared.catalog();
        let served = catalog.topics.iter().flat_map(|topic| &topic.translations).map(|translation| &translation.path);
        let mut all = served.chain(catalog.broken.iter().map(|broken| &broken.path));
        let path = all.find(|path| name_in(folder, path).as_deref() == Some(name))?;
        let inside = path.canonicalize().ok()?.starts_with(folder.canonicalize().ok()?);
        // A link would be replaced by a file.
        let is_file = path.symlink_metadata().is_ok_and(|found| found.is_file());
        (inside && is_file).then(|| File { path: path.clone() })
    }

    /// Its path, as problems name it.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it. What is not UTF-8 cannot be edited here.
    pub(super) fn read(&self) -> Option<Content> {
        let bytes = read_limited(&self.path, MAX_TEXT_BYTES).ok()?;
        let digest = hex(&Sha256::digest(&bytes));
        let text = String::from_utf8(bytes).ok()?;
        let (crlf, mark) = (text.contains("\r\n"), text.starts_with(MARK));
        let text = text.strip_prefix(MARK).unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
        Some(Content { text, digest, crlf, mark })
    }

    /// Replaces its text, if the file is still the one with this digest. It is complete at any moment.
    pub(super) fn save(&self, text: &str, digest: &str) -> Result<Content, NotSaved> {
        let _turn = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.read().ok_or(NotSaved::Io)?;
        if old.digest != digest {
            return Err(NotSaved::Changed(old));
        }
        self.replace(&old.written(text)).map_err(|_| NotSaved::Io)?;
        self.read().ok_or(NotSaved::Io)
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        // Its name begins with a period: nobody takes half a file for a handout.
        let mut part = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        part.write_all(bytes)?;
        part.as_file().set_permissions(std::fs::metadata(&self.path)?.permissions())?;
        part.as_file().sync_all()?;
        part.persist(&self.path).map(|_| ()).map_err(|error| error.error)
    }
}

impl Content {
    /// A text as it is in the file.
    fn written(&self, text: &str) -> Vec<u8> {
        let text = if self.crlf { text.replace('\n', "\r\n") } else { text.to_owned() };
        let mark = if self.mark { MARK } else { "" };
        [mark.as_bytes(), text.as_bytes()].concat()
    }
}
