//! Batches: one copy per record.
//!
//! First everything is read and checked; then files are written, each complete or not at all; the manifest comes last.
//! A journal records progress, so that a run that was stopped for any reason resumes and produces the same bytes.
//!
//! Input: options, records, fonts, a flag that stops the run. Output: files, and [`Event`]s for the caller to show.
//! Nothing here prints, reads the environment or changes the process, so runs can follow each other or run side by
//! side.
//!
//! ```
//! use std::io::{Cursor, Read};
//! use std::sync::atomic::AtomicBool;
//!
//! use handout::batch::{Batch, BatchOptions, Event, Output, Records};
//! use handout::{Draft, FieldKind, Fonts, Sources};
//!
//! let mut draft = Draft::new("visit", "Your visit", "en");
//! draft.field("name", "Name", FieldKind::Text).text("Call 901-595-3300 with questions.");
//! let mut sources = Sources::new([("visit.yaml", draft.into_yaml().into_bytes())].into_iter().collect());
//! let records = Records::new("visits.csv".as_ref(), || {
//!     Ok(Box::new(Cursor::new("name\nAna Díaz\nŁukasz Żak\n")) as Box<dyn Read>)
//! });
//! let options = BatchOptions { threads: 2, ..BatchOptions::new("visit.yaml", Output::Stream(None)) };
//!
//! let mut rejected = Vec::new();
//! let mut events = |event: Event<'_>| {
//!     if let Event::Reject(reject) = event {
//!         rejected.push(reject.reason.clone());
//!     }
//! };
//! let fonts = Fonts::bundled();
//! let batch = Batch::check(&options, &records, &mut sources, &fonts, &mut events)?.expect("nothing is wrong");
//! let mut pdf = Vec::new();
//! let made = batch.stream(&mut pdf, &AtomicBool::new(false), &mut events)?;
//! assert_eq!((made.copies, rejected.len()), (2, 0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod close;
mod earlier;
mod event;
mod existing;
mod files;
mod given;
mod head;
mod journal;
mod names;
mod options;
mod places;
mod produce;
mod records;
mod rejects;
mod setup;
mod store;
mod stream;
mod ticket;

use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use anyhow::bail;

pub use crate::manifest::choice::{Only, Shard};
pub use crate::records::{DateOrder, Dialect, Encoding};
#[cfg(feature = "cli")]
pub(crate) use close::{CloseCheck, has_long_word};
pub use event::{Event, Listener};
pub use files::Outcome;
pub use options::{BatchOptions, Output, Ticket};
pub use produce::Made;
pub use records::Records;

pub use crate::ticket::{Finishing, Staple};

use crate::copies::{self, Run};
use crate::diag::{Diagnostics, count};
use crate::engine::{self, Files};
use crate::fonts::Fonts;
use crate::manifest::Head;
use crate::outputs::inputs::Inputs;
use crate::pdf::intent::Purpose;
use crate::press::Standard;
use crate::source::Sources;
use check::{Check, Checked};
use places::Places;
use produce::Job;
use setup::Setup;

/// A run that has been checked and is ready to be made.
pub struct Batch<'a> {
    options: &'a BatchOptions,
    records: &'a Records,
    sources: &'a Sources,
    fonts: &'a Fonts,
    places: Option<Places>,
    inputs: Inputs,
    setup: Setup,
    checked: Checked,
    handouts: Vec<Files>,
    purpose: Purpose,
    run: Run<'a>,
}

impl<'a> Batch<'a> {
    /// Reads and checks all the run's input, and writes nothing. `None` if there is a problem, which has been reported.
    pub fn check(
        options: &'a BatchOptions,
        records: &'a Records,
        sources: &'a mut Sources,
        fonts: &'a Fonts,
        events: &mut Listener<'_>,
    ) -> anyhow::Result<Option<Batch<'a>>> {
        options.check()?;
        let places = Places::new(options)?;
        let mut diagnostics = Diagnostics::default();
        let setup = Setup::read(options, sources, &mut diagnostics)?;
        let failed = diagnostics.has_errors();
        events(Event::Problems(sources, diagnostics));
        let Some(setup) = setup.filter(|_| !failed) else { return Ok(None) };
        let mut inputs = Inputs::new(options.inputs.iter().map(|path| path.as_path()));
        inputs.add_sources(sources);
        if let Some(places) = &places {
            places.check(&inputs)?;
        }
        if let Output::Stream(to) = &options.output
            && !options.dry_run
        {
            inputs.refuse_stdout(to.as_ref())?;
            let lists = places.iter().flat_map(|places| [&places.manifest, &places.rejects]);
            if let Some(there) = lists.filter(|_| !options.force).find(|path| path.exists()) {
                bail!("`{}` exists from an earlier run; --force replaces it", there.display());
            }
        }

        let check = Check { options, setup: &setup, records, fonts };
        let Some(mut checked) = check.all(events)? else { return Ok(None) };
        let handouts = setup.used(&checked.used);
        let mut diagnostics = Diagnostics::default();
        for files in &handouts {
            engine::check(sources, files, &setup.files, options.today, &mut diagnostics);
        }
        let sources: &'a Sources = sources;
        let BatchOptions { paper, size, epoch, .. } = *options;
        let purpose = engine::purpose(sources, &setup.files[0], &options.purpose(), &mut diagnostics);
        if let Purpose::Press(press) = &purpose
            && press.vt
            && press.standard() != Standard::X4
        {
            bail!("--vt makes PDF/VT-1, which is based on PDF/X-4: leave it out, or the other standard");
        }
        let imposition = options.imposition.clone();
        let of_copies = copies::RunOptions { paper, size, epoch, purpose: purpose.clone(), imposition };
        let run = Run::prepare(sources, handouts.clone(), fonts, of_copies, &mut diagnostics);
        let failed = diagnostics.has_errors();
        // Translations share a site and its notices, whose problems count once.
        diagnostics.remove_repeats();
        events(Event::Problems(sources, diagnostics));
        let Some(run) = run.filter(|_| !failed) else { return Ok(None) };
        if let Some(ticket) = &options.ticket {
            ticket::is_rtl(ticket, &setup, &checked)?;
        }
        check.closely(&mut checked, &run, events)?;
        if !checked.bad.is_empty() && !options.keep_going {
            events(Event::Note(format!(
                "nothing was written: {} of {} cannot be used; --keep-going makes the other copies",
                count(checked.bad.len() as u64, "record"),
                checked.count
            )));
            return Ok(None);
        }
        Ok(Some(Batch { options, records, sources, fonts, places, inputs, setup, checked, handouts, purpose, run }))
    }

    /// The number of copies the run will have.
    pub fn copies(&self) -> u64 {
        self.checked.good()
    }

    /// The number of records that will be left out.
    pub fn rejected(&self) -> u64 {
        self.checked.bad.len() as u64
    }

    /// Makes the run's files. When `stop` is set, it ends with the copies in progress, and can be resumed.
    pub fn write(&self, stop: &AtomicBool, events: &mut Listener<'_>) -> anyhow::Result<Outcome> {
        let Some(places) = self.places.as_ref().filter(|_| !self.options.is_stream()) else {
            bail!("give a folder with -d, or a file with -o")
        };
        files::write(&self.job(&places.folder, stop), places, &self.head()?, events)
    }

    /// Writes all copies to `out`, then the lists if the options name a manifest.
    pub fn stream(&self, out: impl Write, stop: &AtomicBool, events: &mut Listener<'_>) -> anyhow::Result<Made> {
        let job = self.job(Path::new("."), stop);
        stream::write(&job, out, self.places.as_ref(), &self.head()?, events)
    }

    fn job<'j>(&'j self, folder: &'j Path, stop: &'j AtomicBool) -> Job<'j, 'a> {
        let Batch { options, records, setup, checked, run, inputs, .. } = self;
        let (range, volume) = options.share(checked.count);
        Job { options, volume, setup, records, checked, run, folder, inputs, range, stop }
    }

    fn head(&self) -> anyhow::Result<Head> {
        let inputs = head::inputs(&self.handouts, self.sources)?;
        Ok(head::head((self.options, &self.purpose), &self.setup, &self.checked, inputs, self.fonts))
    }
}
