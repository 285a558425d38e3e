//! The options of a run.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::bail;
use jiff::civil::Date;

use crate::geom::{Length, Size};
use crate::imposition::{Imposition, Scheme};
use crate::manifest::choice::{Only, Shard};
use crate::outputs::folder_of;
use crate::outputs::inputs::Identity;
use crate::pdf::edition::Edition;
use crate::pdf::intent::Purpose;
use crate::press::Press;
use crate::records::{Dialect, time_zone};
use crate::ticket::Finishing;

/// Everything that determines a run, except its records and fonts.
#[derive(Clone, Debug, Default)]
pub struct BatchOptions {
    /// The handout.
    pub handout: PathBuf,
    /// Translations to use, instead of those beside the handout.
    pub translations: Vec<PathBuf>,
    /// Where the copies go.
    pub output: Output,
    /// The manifest of a run to a stream. Runs into files have theirs beside them.
    pub manifest: Option<PathBuf>,
    /// Names of separate files: `{record}-{id}`.
    pub name: String,
    /// Whether they may contain patients' values.
    pub values_in_names: bool,
    /// Records per PDF in a merged run.
    pub volume: Option<u64>,
    /// Whether each copy of a merged PDF starts on a front side.
    pub duplex: bool,
    /// Whether a merged press file says which pages are whose: PDF/VT-1.
    pub vt: bool,
    /// The ticket of merged files, if one is wanted.
    pub ticket: Option<Ticket>,
    /// What columns or keys fill: `COLUMN=FIELD`.
    pub map: Vec<String>,
    /// Values of all copies: `patient.FIELD=VALUE`.
    pub set: Vec<String>,
    /// How the records file is written, where it does not say so itself.
    pub dialect: Dialect,
    /// Whether patients who have died get a copy (FHIR, HL7).
    pub include_deceased: bool,
    /// Whether a copy may be in a language other than the one the patient prefers (FHIR).
    pub second_language: bool,
    /// Whether values damaged by a program are printed as they are.
    pub allow_damaged: bool,
    /// Whether bad records are left out, instead of stopping the run.
    pub keep_going: bool,
    /// Whether nothing will be written: an earlier run's files are then no obstacle.
    pub dry_run: bool,
    /// The records wanted, if not all.
    pub only: Option<Only>,
    /// The part of the run wanted, if not all.
    pub shard: Option<Shard>,
    /// Whether to resume a run that was stopped.
    pub resume: bool,
    /// Whether existing files are replaced, except input files.
    pub force: bool,
    /// Threads; at least one is used.
    pub threads: usize,
    /// Paper size, instead of the site's.
    pub paper: Option<Size>,
    /// Size of running text, instead of the site's.
    pub size: Option<Length>,
    /// How copies are printed on a press; for screens and office printers if not given.
    pub press: Option<Arc<Press>>,
    /// How a copy's pages are put on sheets.
    pub imposition: Option<Arc<Imposition>>,
    /// The standards of copies that are not for a press.
    pub edition: Edition,
    /// Seconds since 1970 for the PDFs' dates, instead of the date of the last review.
    pub epoch: Option<i64>,
    /// Today's date, for checking review dates; `None` to skip the check.
    pub today: Option<Date>,
    /// Input files besides the handout's, which are not overwritten: the records, the fonts.
    pub inputs: Vec<PathBuf>,
}

/// Where copies go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// Nowhere: the run is only checked.
    #[default]
    Nowhere,
    /// Each into a separate file in this folder.
    Folder(PathBuf),
    /// All into this PDF, or volumes named after it.
    File(PathBuf),
    /// All into one PDF that is sent on, to this file if it is known to be one.
    Stream(Option<Identity>),
}

/// A ticket that is wanted beside the PDFs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its file, in the folder of the PDFs.
    pub path: PathBuf,
    /// What it asks for.
    pub finishing: Finishing,
}

impl Ticket {
    /// Stops at a ticket that could not name its files.
    fn check(&self, options: &BatchOptions) -> anyhow::Result<()> {
        let Output::File(output) = &options.output else {
            bail!("--ticket is for copies in one PDF: give a file with -o");
        };
        if !self.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jdf")) {
            bail!(
                "`{}` is not the name of a ticket; name it `{}`",
                self.path.display(),
                output.with_extension("jdf").display()
            );
        }
        let (own, theirs) = (folder_of(&self.path), folder_of(output));
        let same = || Some(own.canonicalize().ok()? == theirs.canonicalize().ok()?);
        if own != theirs && same() != Some(true) {
            bail!("a ticket is in the folder of its PDFs: name it `{}`", output.with_extension("jdf").display());
        }
        if let Some(imposition) = &options.imposition
            && matches!(imposition.scheme, Scheme::CutStack(_))
        {
            bail!(
                "a ticket says which pages are whose, and those of a stack to cut are several copies': leave out --ticket"
            );
        }
        if self.finishing.staple.is_some() && options.imposition.is_some() {
            bail!(
                "--staple is for pages that are sheets: leave it or --impose out, and tell the shop how to finish them"
            );
        }
        if output.file_name().is_some_and(|name| name.to_str().is_none()) {
            bail!("the name of the PDF is not text, and a ticket could not contain it");
        }
        Ok(())
    }
}

impl BatchOptions {
    /// What separate files are called if nothing else is said.
    pub(crate) const DEFAULT_NAME: &str = "{record}-{id}";

    /// A run of a handout, with the options that the command has if nothing else is said.
    pub fn new(handout: impl Into<PathBuf>, output: Output) -> BatchOptions {
        let name = BatchOptions::DEFAULT_NAME.to_owned();
        BatchOptions { handout: handout.into(), output, name, threads: 1, ..BatchOptions::default() }
    }

    /// What the copies are for: merged ones are for paper.
    pub(super) fn purpose(&self) -> Purpose {
        match &self.press {
            Some(press) => Purpose::Press(Arc::new(Press { vt: self.vt, ..Press::clone(press) })),
            None if self.is_merged() => Purpose::Paper(self.edition),
            None => Purpose::Screen(self.edition),
        }
    }

    /// Whether each copy of a merged file starts on a front side.
    pub(super) fn starts_on_fronts(&self) -> bool {
        let imposed = self.imposition.as_ref().is_some_and(|imposition| imposition.is_two_sided());
        self.duplex || (self.is_merged() && imposed)
    }

    /// Whether copies are merged into a PDF.
    pub(super) fn is_merged(&self) -> bool {
        matches!(self.output, Output::File(_) | Output::Stream(_))
    }

    /// Whether copies go to a stream.
    pub(super) fn is_stream(&self) -> bool {
        matches!(self.output, Output::Stream(_))
    }

    /// The numbers of the wanted records out of this many, and how many each file of a merged run holds.
    pub(super) fn share(&self, count: u64) -> (RangeInclusive<u64>, u64) {
        let volume = self.volume.unwrap_or(count).max(1);
        let of_volumes = self.is_merged().then_some(volume);
        (self.shard.map_or(1..=count, |shard| shard.records(count, of_volumes)), volume)
    }

    /// Stops at incompatible options.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if self.dialect.time_zone.as_deref().is_some_and(|name| time_zone(name).is_none()) {
            bail!("--time-zone takes a name such as `America/Chicago` or `Europe/London`");
        }
        if self.is_merged() && self.shard.is_some() && self.volume.is_none() {
            bail!("--shard splits a merged run by volumes: add --volume");
        }
        if self.vt && self.press.is_none() {
            bail!("--vt is only for press files; add --for press");
        }
        if self.vt && !self.is_merged() {
            bail!("--vt is for copies in one PDF: give a file with -o");
        }
        if let Some(imposition) = self.imposition.as_ref().filter(|_| self.vt)
            && matches!(imposition.scheme, Scheme::CutStack(_))
        {
            bail!("--vt says which pages are whose, and those of a stack to cut are several copies': leave out --vt");
        }
        if let Some(imposition) = &self.imposition
            && matches!(imposition.scheme, Scheme::Repeat(_) | Scheme::WorkAndTurn | Scheme::WorkAndTumble)
        {
            bail!("{} prints the same page more than once, and each copy has its own: use build", imposition.scheme);
        }
        if let Some(ticket) = &self.ticket {
            ticket.check(self)?;
        }
        if self.is_stream() && self.volume.is_some() {
            bail!("standard output takes one PDF: leave out --volume, or give a file with -o");
        }
        if self.is_stream() && self.resume {
            bail!("a run to standard output cannot be resumed: leave out --resume, or give a file with -o");
        }
        Ok(())
    }
}
