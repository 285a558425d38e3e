//! The records of a run, which are read more than once: to check them, to look for files in the way, to make the
//! copies.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};

use crate::records::{Broken, Plan, Reader};
use crate::source::{self, LoadError};

/// Opens records from their beginning.
type Open = dyn Fn() -> io::Result<Box<dyn Read>> + Send + Sync;

/// Records that can be read from their beginning any number of times.
pub struct Records {
    name: String,
    named_csv: bool,
    open: Box<Open>,
}

impl Records {
    /// Records that `open` opens. The name is for messages; if it ends in `.csv`, they are read as CSV.
    pub fn new(name: &Path, open: impl Fn() -> io::Result<Box<dyn Read>> + Send + Sync + 'static) -> Records {
        let named_csv = name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        Records { name: name.display().to_string(), named_csv, open: Box::new(open) }
    }

    /// Records that are in memory, such as those of standard input, which are never written to a disk.
    pub fn bytes(name: &Path, bytes: Vec<u8>) -> Records {
        let bytes: Arc<[u8]> = bytes.into();
        Records::new(name, move || Ok(Box::new(io::Cursor::new(Arc::clone(&bytes)))))
    }

    /// A records file, kept open so that another one under its name is not mistaken for it.
    pub fn file(path: &Path) -> anyhow::Result<Records> {
        let file = match source::open_regular(path) {
            // What can be read only once cannot be checked before it is used.
            Err(LoadError::NotAFile) => {
                bail!(
                    "`{}` is not a regular file; give `-` for standard input, or save the records to a file",
                    path.display()
                )
            }
            other => other.with_context(|| format!("cannot read the records `{}`", path.display()))?,
        };
        Ok(Records::new(path, move || {
            let mut file: File = file.try_clone()?;
            file.seek(SeekFrom::Start(0))?;
            Ok(Box::new(file))
        }))
    }

    /// A reader at the first record.
    pub(super) fn reader<'p>(&self, plan: &'p Plan) -> anyhow::Result<Result<Reader<'p>, Broken>> {
        let records = (self.open)().with_context(|| self.unreadable())?;
        Ok(Reader::new(records, self.named_csv, plan))
    }

    /// The message when the system cannot read them.
    pub(super) fn unreadable(&self) -> String {
        format!("cannot read the records `{}`", self.name)
    }

    /// The message when they differ from those that were checked, before anything is written.
    pub(super) fn stale(&self) -> String {
        format!("the records `{}` have changed since they were checked", self.name)
    }

    /// The same after something was written.
    pub(super) fn changed(&self) -> anyhow::Error {
        anyhow::anyhow!(
            "the records `{}` changed while they were in use; discard its output, and start over with --force",
            self.name
        )
    }
}
