//! Copies: one handout, its translations, and a record for each copy, to one PDF per copy or one PDF of all.
//!
//! Input: handouts that have been read, faces, and any number of records. Output: bytes, and how each page is
//! recognized. A copy's bytes depend only on its handout and its own record: not on the run it is in, the copies before
//! it, or the number of threads.
//!
//! Blocks without a patient's values are laid out and encoded once. A copy has three parts: a [`master`], shared by all
//! copies whose records have the same fields; a [`variant`] of it, pages that leave room for the copy's own [`texts`];
//! and the copy's [`variable`] part. Copies whose variable parts are tagged the same share the [`structure`] of their
//! pages.

mod choice;
pub(crate) mod fonts;
pub(crate) mod master;
pub(crate) mod merged;
pub(crate) mod parallel;
pub(crate) mod prepared;
pub(crate) mod separate;
pub(crate) mod steps;
pub(crate) mod structure;
pub(crate) mod texts;
#[cfg(feature = "cli")]
pub(crate) mod together;
pub(crate) mod trace;
pub(crate) mod trace_line;
pub(crate) mod variable;
pub(crate) mod variant;

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use sha2::{Digest, Sha256};

use self::choice::{Choice, Ready};
use self::merged::MergedFile;
use self::merged::stacks::Set;
use self::parallel::in_order;
use self::prepared::Prepared;
use self::separate::CopyFile;
use self::texts::Known;
use self::trace::{Codes, HandoutKey};
use self::variable::{SetCopy, set};
use crate::content::types::FieldKind;
use crate::diag::{Diagnostics, Severity};
use crate::engine::{Files, check_date};
use crate::fonts::Fonts;
use crate::geom::{Length, Size};
use crate::imposition::Imposition;
use crate::lang::Language;
use crate::layout::questions::Typesetter;
use crate::manifest::Finished;
use crate::manifest::sound::Hashing;
use crate::model::fields::{Printing, print_values, printings};
use crate::model::merge::{read_region, read_words};
use crate::model::shape::Shape;
use crate::model::values::PrintedValues;
use crate::pdf::deflate::Deflater;
use crate::pdf::intent::{Intent, Purpose};
use crate::records::{Record, Reject};
use crate::sheet::sides::Stack;
use crate::source::Sources;

/// The settings of a whole run.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// The trimmed page, instead of the site's; a record's own overrides it.
    pub paper: Option<Size>,
    /// Size of running text, instead of the site's; a record's own overrides it.
    pub size: Option<Length>,
    /// Seconds since 1970 for the PDFs' dates, instead of the date of the last review.
    pub epoch: Option<i64>,
    /// What the copies are for.
    pub purpose: Purpose,
    /// How a copy's pages are put on sheets.
    pub imposition: Option<Arc<Imposition>>,
}

impl RunOptions {
    fn intent(&self) -> Intent {
        Intent::new(&self.purpose).imposed(self.imposition.clone())
    }
}

/// A handout in its languages, ready for records. One run serves any number of threads.
pub struct Run<'a> {
    sources: Cow<'a, Sources>,
    handouts: Vec<Checked>,
    fonts: &'a Fonts,
    options: RunOptions,
    /// The paper of records that name none.
    paper: Option<Size>,
    masters: RwLock<Vec<(Choice, Ready<'a>)>>,
}

/// A handout that has been checked.
struct Checked {
    language: Language,
    files: Files,
    region: String,
    printings: Vec<Printing>,
    key: HandoutKey,
    /// The shape of a copy with all blocks.
    whole: Shape,
}

/// What one thread needs to make copies; what it keeps between them makes the next one faster and changes nothing else.
pub struct Worker<'a> {
    typesetter: Typesetter<'a>,
    known: Known,
    deflater: Deflater,
}

/// One copy as a separate file.
#[derive(Clone, Debug)]
pub struct Copy {
    /// The file.
    pub pdf: CopyFile,
    /// Its manifest entry.
    pub finished: Finished,
}

impl<'a> Run<'a> {
    /// Prepares a run over a handout and its translations, the first of which serves records that name no language. All
    /// problems with them are in `diagnostics`; there is a run only if none of them is an error.
    pub fn prepare(
        sources: &'a Sources,
        handouts: Vec<Files>,
        fonts: &'a Fonts,
        options: RunOptions,
        diagnostics: &mut Diagnostics,
    ) -> Option<Run<'a>> {
        Run::over(Cow::Borrowed(sources), handouts, fonts, options, diagnostics)
    }

    /// The same; a run that owns its sources can be kept for as long as its fonts.
    pub(crate) fn over(
        sources: Cow<'a, Sources>,
        handouts: Vec<Files>,
        fonts: &'a Fonts,
        options: RunOptions,
        diagnostics: &mut Diagnostics,
    ) -> Option<Run<'a>> {
        let mut run = Run { sources, handouts: Vec::new(), fonts, options, paper: None, masters: RwLock::default() };
        let own_fonts = fonts.own_sha256();
        for files in handouts {
            let language = Language::parse(&files.handout.language)?;
            let region = read_region(files.site.as_ref(), &mut Diagnostics::default());
            let lexicon = read_words(files.site.as_ref().and_then(|site| site.words.as_ref()));
            let printings = printings(&files.handout, &language, &lexicon);
            let key = handout_key(&run.sources, &files, &own_fonts);
            let whole = Shape::whole(&files.handout);
            run.handouts.push(Checked { language, files, region, printings, key, whole });
        }
        if let (Some(first), Purpose::Press(_)) = (run.handouts.first(), &run.options.purpose) {
            check_date(&first.files, &run.options.purpose, run.options.epoch, diagnostics);
            // Press files have a date, and a translation may have none of its own.
            run.options.epoch = run.options.epoch.or_else(|| seconds(&first.files));
        }
        let mut spots = Vec::new();
        for handout in 0..run.handouts.len() {
            let whole = &run.handouts[handout].whole;
            let specs = whole.fields(&run.handouts[handout].files.handout);
            let given = specs.iter().flat_map(|specs| &specs.0).map(|(_, spec)| spec.kind != FieldKind::List).collect();
            let RunOptions { paper, size, .. } = run.options;
            let choice = Choice { handout, paper, size, given, stack: Stack::ALONE, shape: whole.clone() };
            let made = run.master(choice, diagnostics);
            run.check_bare(handout, diagnostics);
            let made = made.and_then(|made| {
                made.master.agree_on_spots(&mut spots, run.options.imposition.is_some() && handout > 0)?;
                Ok(made.master.document.first_page())
            });
            match made {
                Ok(paper) => {
                    run.paper.get_or_insert(paper);
                }
                Err(reason) if !diagnostics.has_errors() => {
                    diagnostics.push(crate::diag::Diagnostic::error("copies-impossible", reason));
                }
                Err(_) => {}
            }
        }
        (!run.handouts.is_empty() && !diagnostics.has_errors()).then_some(run)
    }

    /// The languages of the run; the first is for records that name none.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.handouts.iter().map(|handout| &handout.language)
    }

    /// How many masters have been made. There is one for each combination of language, paper, size and fields given.
    pub(crate) fn masters(&self) -> usize {
        self.masters.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// What one thread needs.
    pub fn worker(&self) -> Worker<'a> {
        Worker { typesetter: Typesetter::new(self.fonts), known: Known::default(), deflater: Deflater::default() }
    }

    /// Whether a copy can be made of a record.
    pub fn check(&self, worker: &mut Worker<'a>, record: &Record) -> Result<(), Reject> {
        self.set(worker, record, Stack::ALONE).map(|_| ())
    }

    /// One copy as a separate file.
    ///
    /// ```
    /// use handout::{Diagnostics, Fonts, Record, Run, RunOptions, Sources, read};
    ///
    /// let (mut sources, fonts, mut problems) = (Sources::default(), Fonts::bundled(), Diagnostics::default());
    /// let files = read(&mut sources, "content/bone-marrow-test.en.yaml".as_ref(), &mut problems).expect("it is read");
    /// let run = Run::prepare(&sources, vec![files], &fonts, RunOptions::default(), &mut problems).expect("no errors");
    /// let values = vec![("name".to_owned(), "Ana Díaz".to_owned()), ("mrn".to_owned(), "00418-2273".to_owned())];
    /// let copy = run.copy(&mut run.worker(), &Record { number: 7, values, ..Record::default() }).expect("a copy");
    /// assert!(copy.pdf.parts().concat().starts_with(b"%PDF-1.7"));
    /// assert_eq!(copy.finished.pages.len(), 2);
    /// ```
    pub fn copy(&self, worker: &mut Worker<'a>, record: &Record) -> Result<Copy, Reject> {
        let copy = self.set(worker, record, Stack::ALONE)?;
        let finished = Finished { number: record.number, pages: copy.part.marks.clone(), with: None };
        let pdf = separate::write(&copy, &mut worker.deflater, self.options.epoch);
        Ok(Copy { pdf, finished })
    }

    /// Copies as separate files, on `threads` threads. `store` stores a copy, on the thread that made it; `done`
    /// receives the result for each record, in order. The first error from `done` ends everything.
    pub fn separate<T: Send>(
        &self,
        threads: usize,
        records: impl Iterator<Item = Record>,
        store: impl Fn(Copy) -> T + Sync,
        mut done: impl FnMut(Result<T, Reject>) -> io::Result<()>,
    ) -> io::Result<()> {
        let make = |worker: &mut Worker<'a>, group: Vec<Record>| -> Vec<Result<T, Reject>> {
            group.iter().map(|record| self.copy(worker, record).map(&store)).collect()
        };
        let hand_on = |made: Vec<Result<T, Reject>>| made.into_iter().try_for_each(&mut done);
        in_order(threads, groups(records, SEPARATE_GROUP), || self.worker(), make, hand_on)
    }

    /// All copies in one file, made on `threads` threads and assembled on this one. With `duplex`, each copy starts on
    /// a front. `done` receives the result for each record, in order. Returns `out` with the hash of all
    /// bytes, or nothing if no copy could be made.
    pub fn merged<W: Write>(
        &self,
        threads: usize,
        records: impl Iterator<Item = Record>,
        duplex: bool,
        out: W,
        mut done: impl FnMut(Result<Finished, Reject>) -> io::Result<()>,
    ) -> io::Result<Option<Hashing<W>>> {
        if self.options.imposition.as_ref().is_some_and(|imposition| imposition.stacks() > 1) {
            return self.stacked(threads, records.collect(), duplex, out, done);
        }
        let mut file = MergedFile::new(out, duplex, self.options.intent(), self.options.epoch);
        let make = |worker: &mut Worker<'a>, group: Vec<Record>| self.set_group(worker, &group);
        let put = |made| steps::add(&mut file, made)?.into_iter().try_for_each(&mut done);
        in_order(threads, groups(records, merged::GROUP), || self.worker(), make, put)?;
        file.finish()
    }

    /// Copies of records, one after the other.
    fn set_group(&self, worker: &mut Worker<'a>, group: &[Record]) -> Vec<Result<SetCopy<'a>, Reject>> {
        group.iter().map(|record| self.set(worker, record, Stack::ALONE)).collect()
    }

    /// All copies in one file, side by side on sheets: when these are cut, each stack is in order, and goes on top of the
    /// next. Results come in the order of the sheets.
    fn stacked<W: Write>(
        &self,
        threads: usize,
        records: Vec<Record>,
        duplex: bool,
        out: W,
        mut done: impl FnMut(Result<Finished, Reject>) -> io::Result<()>,
    ) -> io::Result<Option<Hashing<W>>> {
        let of = self.options.imposition.as_ref().map_or(1, |imposition| imposition.stacks());
        let height = records.len().div_ceil(of);
        let mut file = MergedFile::new(out, duplex, self.options.intent(), self.options.epoch);
        let set = |at: usize| (0..of).map(|index| records.get(index * height + at)).collect::<Vec<_>>();
        let sets_a_group = (merged::GROUP / of).max(1);
        let groups = (0..height)
            .step_by(sets_a_group)
            .map(|from| (from..height.min(from + sets_a_group)).map(set).collect::<Vec<_>>());
        type Made<'a> = Vec<Option<Result<SetCopy<'a>, Reject>>>;
        let make = |worker: &mut Worker<'a>, group: Vec<Vec<Option<&Record>>>| -> Vec<Made<'a>> {
            let mut copy =
                |(index, record): (usize, Option<&Record>)| Some(self.set(worker, record?, Stack { index, of }));
            group.into_iter().map(|set| set.into_iter().enumerate().map(&mut copy).collect()).collect()
        };
        let put = |made: Vec<Made<'a>>| {
            let mut sets: Vec<Set<'a>> = Vec::with_capacity(made.len());
            let mut rejects = Vec::new();
            for made in made {
                let mut keep = |made: Option<Result<SetCopy<'a>, Reject>>| match made? {
                    Ok(copy) => Some(copy),
                    Err(reject) => {
                        rejects.push(reject);
                        None
                    }
                };
                sets.push(made.into_iter().map(&mut keep).collect());
            }
            let finished = file.add_sets(&sets)?;
            rejects.into_iter().map(Err).chain(finished.into_iter().map(Ok)).try_for_each(&mut done)
        };
        in_order(threads, groups, || self.worker(), make, put)?;
        file.finish()
    }

    /// The size of the sheets of a record's copy, with all that is around its pages.
    pub(crate) fn sheet(&self, record: &Record) -> Option<Size> {
        let (_, prepared) = self.prepare_copy(record, Stack::ALONE, &mut Diagnostics::default()).ok()?;
        Some(prepared.master.intent.sheet(&prepared.master.document))
    }

    /// The values of a copy as they are printed, and the master that they are set into.
    fn prepare_copy(
        &self,
        record: &Record,
        stack: Stack,
        diagnostics: &mut Diagnostics,
    ) -> Result<(PrintedValues, Arc<Prepared<'a>>), Reject> {
        let place = match &record.language {
            None => Some(0),
            Some(wanted) => self.handouts.iter().position(|handout| handout.language == *wanted),
        };
        let handout = place.and_then(|place| self.handouts.get(place));
        let Some((place, handout)) = place.zip(handout) else {
            return Err(rejected(record, "there is no handout in the record's language"));
        };
        let Checked { files, region, printings, whole, .. } = handout;
        let shape = if whole.is_plain() { Shape::default() } else { Shape::of(&files.handout, &record.values) };
        let specs = shape.fields(&files.handout);
        let values = print_values(specs.as_deref(), &record.values, printings, region, diagnostics);
        if diagnostics.has_errors() {
            return Err(rejected_for(record, diagnostics));
        }
        let choice = Choice {
            handout: place,
            paper: record.paper.or(self.options.paper),
            size: record.size.or(self.options.size),
            given: values.given().collect(),
            stack,
            shape,
        };
        let prepared = match self.master(choice, &mut Diagnostics::default()) {
            Ok(prepared) => prepared,
            Err(reason) => return Err(rejected(record, &reason)),
        };
        let paper = prepared.master.document.first_page();
        if stack.of > 1 && self.paper.is_some_and(|common| common != paper) {
            return Err(rejected(record, "its pages do not have the size of the others on the sheet"));
        }
        Ok((values, prepared))
    }

    /// A copy, in its stack if copies share sheets.
    fn set(&self, worker: &mut Worker<'a>, record: &Record, stack: Stack) -> Result<SetCopy<'a>, Reject> {
        let mut diagnostics = Diagnostics::default();
        let (values, prepared) = self.prepare_copy(record, stack, &mut diagnostics)?;
        let codes = Codes::new(&prepared.master.code_key, record);
        worker.typesetter.set_values(values);
        let Worker { typesetter, known, .. } = worker;
        match set(&prepared, typesetter, known, record.number, &codes, &mut diagnostics) {
            Some(part) => Ok(SetCopy { number: record.number, prepared, part }),
            None => Err(rejected_for(record, &diagnostics)),
        }
    }
}

/// The date of a handout's last review, in seconds since 1970.
fn seconds(files: &Files) -> Option<i64> {
    let date = files.handout.reviewed.as_ref()?.parse::<Date>().ok()?;
    Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok().map(Timestamp::as_second)
}

/// Copies that a thread makes before passing them on.
const SEPARATE_GROUP: usize = 8;

/// Records in chunks of this size.
fn groups(records: impl Iterator<Item = Record>, size: usize) -> impl Iterator<Item = Vec<Record>> {
    let mut records = records.fuse();
    std::iter::from_fn(move || {
        let group: Vec<Record> = records.by_ref().take(size).collect();
        (!group.is_empty()).then_some(group)
    })
}

/// Hashes everything that all copies of a handout are made from.
fn handout_key(sources: &Sources, files: &Files, own_fonts: &[u8; 32]) -> HandoutKey {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(own_fonts);
    for text in files.texts(sources) {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    HandoutKey(hash.finalize().into())
}

fn rejected(record: &Record, reason: &str) -> Reject {
    Reject { number: record.number, line: record.line, field: None, reason: reason.to_owned() }
}

fn rejected_for(record: &Record, diagnostics: &Diagnostics) -> Reject {
    rejected(record, &reason(diagnostics))
}

/// The message of the first error, which never contains a value.
fn reason(diagnostics: &Diagnostics) -> String {
    let error = diagnostics.0.iter().find(|d| d.severity == Severity::Error);
    match error.map(|error| (&error.message, error.hints.first())) {
        Some((message, Some(hint))) => format!("{message}; {hint}"),
        Some((message, None)) => message.clone(),
        None => "no copy can be made of it".to_owned(),
    }
}
