//! A merged file in steps: a group of copies at a time, for programs that do other things in between.

use std::io::{self, Write};

#[cfg(feature = "cli")]
use super::Run;
use super::merged::MergedFile;
use super::variable::SetCopy;
use crate::manifest::Finished;
use crate::records::Reject;

/// Adds a group of copies to a file; returns the result for each record, in order.
pub(super) fn add<'a, W: Write>(
    file: &mut MergedFile<'a, W>,
    made: Vec<Result<SetCopy<'a>, Reject>>,
) -> io::Result<Vec<Result<Finished, Reject>>> {
    let mut copies = Vec::with_capacity(made.len());
    let mut told = Vec::with_capacity(made.len());
    for made in made {
        told.push(made.map(|copy| {
            let finished = Finished { number: copy.number, pages: copy.part.marks.clone(), with: None };
            copies.push(copy);
            finished
        }));
    }
    if !copies.is_empty() {
        file.add_group(&copies)?;
    }
    Ok(told)
}

/// A merged file in memory, in progress.
#[cfg(feature = "cli")]
pub(crate) type Merging<'a> = MergedFile<'a, Vec<u8>>;

/// Records in a step. With this many, the file is the one that [`Run::merged`] makes.
#[cfg(feature = "cli")]
pub(crate) const STEP: usize = super::merged::GROUP;

#[cfg(feature = "cli")]
impl<'a> Run<'a> {
    /// Begins a merged file in memory. With `duplex`, each copy starts on a front.
    pub(crate) fn begin_merged(&self, duplex: bool) -> Merging<'a> {
        MergedFile::new(Vec::new(), duplex, self.options.intent(), self.options.epoch)
    }

    /// Adds the copies of at most [`STEP`] records; returns the result for each, in order.
    pub(crate) fn add_merged(
        &self,
        file: &mut Merging<'a>,
        records: &[crate::records::Record],
    ) -> io::Result<Vec<Result<Finished, Reject>>> {
        add(file, self.set_group(&mut self.worker(), records))
    }
}
