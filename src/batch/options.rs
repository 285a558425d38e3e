//! What may be said of a run.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use anyhow::bail;
use jiff::civil::Date;

use crate::geom::{Length, Size};
use crate::manifest::choice::{Only, Shard};
use crate::outputs::inputs::Identity;

/// All that decides a run, but for its records and its fonts.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The handout.
    pub handout: PathBuf,
    /// Translations to use, instead of those beside the handout.
    pub translations: Vec<PathBuf>,
    /// Where the copies go.
    pub output: Output,
    /// The manifest of what goes to a stream. Files have theirs beside them.
    pub manifest: Option<PathBuf>,
    /// Names of separate files: `{record}-{id}`.
    pub name: String,
    /// Whether patients' values may stand in them.
    pub values_in_names: bool,
    /// Records in each PDF of a merged run.
    pub volume: Option<u64>,
    /// Whether each copy of a merged PDF starts on a front side.
    pub duplex: bool,
    /// What columns or keys fill: `COLUMN=FIELD`.
    pub map: Vec<String>,
    /// Values of all copies: `patient.FIELD=VALUE`.
    pub set: Vec<String>,
    /// Whether patients who have died get a copy (FHIR).
    pub include_deceased: bool,
    /// Whether a copy may be in another language than the one that the patient prefers (FHIR).
    pub second_language: bool,
    /// Whether values that a program spoilt are printed as they are.
    pub allow_damaged: bool,
    /// Whether bad records are left out, instead of stopping the run.
    pub keep_going: bool,
    /// Whether nothing will be written: what is there from an earlier run is then no hindrance.
    pub dry_run: bool,
    /// The records wanted, if not all.
    pub only: Option<Only>,
    /// The part of the run wanted, if not all.
    pub shard: Option<Shard>,
    /// Whether to go on with a run that was stopped.
    pub resume: bool,
    /// Whether files that are there are replaced, but for those that are read.
    pub force: bool,
    /// Threads; at least one is used.
    pub threads: usize,
    /// Paper, instead of the site's.
    pub paper: Option<Size>,
    /// Size of running text, instead of the site's.
    pub size: Option<Length>,
    /// Seconds since 1970 for the PDFs' dates, instead of the day of the last review.
    pub epoch: Option<i64>,
    /// The day it is, against which reviews are held; `None` if nobody asks.
    pub today: Option<Date>,
    /// Files that are read beside the handout's, and not written over: the records', the fonts'.
    pub inputs: Vec<PathBuf>,
}

/// Where copies go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// Nowhere: the run is checked alone.
    #[default]
    Nowhere,
    /// Each into a file of its own, in this folder.
    Folder(PathBuf),
    /// All into this PDF, or volumes named after it.
    File(PathBuf),
    /// All into one PDF that is sent on, to this file if it is known to be one.
    Stream(Option<Identity>),
}

impl Options {
    /// Whether copies are put together in a PDF.
    pub(super) fn is_merged(&self) -> bool {
        matches!(self.output, Output::File(_) | Output::Stream(_))
    }

    /// Whether copies are sent on.
    pub(super) fn is_stream(&self) -> bool {
        matches!(self.output, Output::Stream(_))
    }

    /// Of so many records, the numbers of those that are wanted, and how many are in each file of a merged run.
    pub(super) fn share(&self, count: u64) -> (RangeInclusive<u64>, u64) {
        let volume = self.volume.unwrap_or(count).max(1);
        let of_volumes = self.is_merged().then_some(volume);
        (self.shard.map_or(1..=count, |shard| shard.records(count, of_volumes)), volume)
    }

    /// Stops at options that do not go together.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if self.is_merged() && self.shard.is_some() && self.volume.is_none() {
            bail!("--shard divides a merged run by its volumes: add --volume");
        }
        if self.is_stream() && self.volume.is_some() {
            bail!("standard output takes one PDF: leave out --volume, or name a file with -o");
        }
        if self.is_stream() && self.resume {
            bail!("what goes to standard output cannot be gone on with: leave out --resume, or name a file with -o");
        }
        Ok(())
    }
}
