//! The records of a run, which are read more than once: to check them, to see what is in the way, to make their copies.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

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
    /// Records that `open` opens. The name is for messages; one that ends in `.csv` says what they are.
    pub fn new(name: &Path, open: impl Fn() -> io::Result<Box<dyn Read>> + Send + Sync + 'static) -> Records {
        let named_csv = name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        Records { name: name.display().to_string(), named_csv, open: Box::new(open) }
    }

    /// A file of records, which stays open: another one under its name is not taken for it.
    pub fn file(path: &Path) -> anyhow::Result<Records> {
        let file = match source::open_regular(path) {
            // What can be read once only cannot be checked before it is used.
            Err(LoadError::NotAFile) => {
                bail!("`{}` is not a regular file; save the records as one first", path.display())
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

    /// What is said of them when the system refuses.
    pub(super) fn unreadable(&self) -> String {
        format!("cannot read the records `{}`", self.name)
    }

    /// What is said when they are not those that were checked, before anything is written.
    pub(super) fn stale(&self) -> String {
        format!("the records `{}` have changed since they were checked", self.name)
    }

    /// The same after something was written.
    pub(super) fn changed(&self) -> anyhow::Error {
        anyhow::anyhow!(
            "the records `{}` changed while they were in use; throw away what this run has written, and start again with --force",
            self.name
        )
    }
}
