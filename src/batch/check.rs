//! Whether the records are good.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, bail};

use super::close::{CloseCheck, has_long_word};
use super::event::{Event, Listener};
use super::names;
use super::options::{BatchOptions, Output};
use super::records::Records;
use super::setup::Setup;
use crate::content::suggest;
use crate::copies::Run;
use crate::diag::Diagnostic;
use crate::fonts::Fonts;
use crate::lang::Language;
use crate::model::fields::one_identifier;
use crate::outputs::{check_length, is_too_long, name_length};
use crate::records::{Broken, Checker, Record, Reject};
use crate::text::{Shaper, keeps_order};

/// What the records file holds.
#[derive(Default)]
pub(super) struct Checked {
    /// The number of records, good and bad, wanted or not.
    pub count: u64,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Problems in the wanted records, in record order.
    pub rejects: Vec<Reject>,
    /// Numbers of records with problems.
    pub bad: BTreeSet<u64>,
    /// The number of wanted records.
    pub wanted: u64,
    /// The languages of the records, as indices into the handouts.
    pub used: BTreeSet<usize>,
    /// The longest name of a separate file, with its record number unpadded.
    longest: Option<(u64, String)>,
    /// Numbers of records whose copies must be typeset to see whether they fit.
    close: Vec<u64>,
}

impl Checked {
    /// The number of copies to make.
    pub(super) fn good(&self) -> u64 {
        self.wanted - self.bad.len() as u64
    }

    /// Digits in a record number: as many as the last one has, so that names sort in numeric order.
    pub(super) fn digits(&self) -> usize {
        self.count.to_string().len()
    }

    fn add(&mut self, rejects: Vec<Reject>, options: &BatchOptions, events: &mut Listener<'_>) {
        for reject in rejects {
            events(Event::Reject(&reject));
            self.bad.insert(reject.number);
            if options.keep_going {
                self.rejects.push(reject);
            }
        }
    }
}

/// Checks records.
pub(super) struct Check<'a> {
    pub options: &'a BatchOptions,
    pub setup: &'a Setup,
    pub records: &'a Records,
    pub fonts: &'a Fonts,
}

impl Check<'_> {
    /// Reads all records, and checks the wanted ones. `None` if they cannot be read, which has been reported.
    pub(super) fn all(&self, events: &mut Listener<'_>) -> anyhow::Result<Option<Checked>> {
        match self.read_all(events)? {
            Ok(checked) => Ok(Some(checked)),
            Err(Broken::Io(error)) => Err(error).with_context(|| self.records.unreadable()),
            Err(Broken::Line { line, what }) => {
                events(Event::RecordsProblem { line, problem: Diagnostic::error("records-invalid", what) });
                Ok(None)
            }
            Err(Broken::Headings { line, problems }) => {
                for problem in problems {
                    events(Event::RecordsProblem { line, problem: Diagnostic::error("records-invalid", problem) });
                }
                Ok(None)
            }
        }
    }

    fn read_all(&self, events: &mut Listener<'_>) -> anyhow::Result<Result<Checked, Broken>> {
        let Check { options, setup, records, fonts } = self;
        let mut reader = match records.reader(&setup.plan)? {
            Ok(reader) => reader,
            Err(error) => return Ok(Err(error)),
        };
        if let Some(filled) = reader.filled() {
            let lacks = |field: &&str| !filled.iter().any(|known| known == field);
            let required: Vec<&str> = setup.rules[0].required().filter(lacks).collect();
            if !required.is_empty() {
                let what = format!("no column fills the required field {}", suggest::list(&required));
                return Ok(Err(Broken::Headings { line: reader.heading_line(), problems: vec![what] }));
            }
            let blank: Vec<&str> = setup.rules[0].fields().filter(lacks).collect();
            if !blank.is_empty() {
                let blank = suggest::list(&blank);
                events(Event::Note(format!("no column fills {blank}: copies will have a blank line to write on")));
            }
        }
        let mut shaper = Shaper::new(fonts);
        let keeps_order = Box::new(move |language: &Language, value: &str| keeps_order(&mut shaper, language, value));
        let mut checker = Checker::new(&setup.rules, fonts, options.allow_damaged, keeps_order);
        let mut checked = Checked::default();
        for record in &mut reader {
            let record = match record {
                Ok(record) => record,
                Err(error) => return Ok(Err(error)),
            };
            checked.count += 1;
            let number = checked.count;
            if options.only.as_ref().is_some_and(|only| !only.contains(number)) {
                continue;
            }
            checked.wanted += 1;
            let rejects = match record {
                Ok(record) => {
                    let rejects = checker.check(&record);
                    if rejects.is_empty() {
                        self.measure_name(&record, &mut checked);
                        checked.used.insert(setup.index(&record));
                        if has_long_word(&record) {
                            checked.close.push(number);
                        }
                    }
                    rejects
                }
                Err(reject) => vec![reject],
            };
            checked.add(rejects, options, events);
        }
        checked.sha256 = reader.sha256().with_context(|| records.unreadable())?;
        if checked.count == 0 {
            let problems = vec!["there are no records".to_owned()];
            return Ok(Err(Broken::Headings { line: reader.heading_line(), problems }));
        }
        if let Some((count, line)) = checker.named_only() {
            let which = if count == 1 { "1 copy prints".to_owned() } else { format!("{count} copies print") };
            events(Event::RecordsProblem { line, problem: one_identifier(&which, "each record") });
        }
        self.check_names(&checked)?;
        if let Some(only) = options.only.as_ref().filter(|only| only.last() > checked.count) {
            bail!("--only asks for record {}, but there are only {}", only.last(), checked.count);
        }
        Ok(Ok(checked))
    }

    /// Keeps a record's file name if it is the longest so far.
    fn measure_name(&self, record: &Record, checked: &mut Checked) {
        let rest = |number: u64, name: &str| name_length(name.as_ref()) - number.to_string().len();
        let name = self.setup.file_name(record, 1);
        if checked.longest.as_ref().is_none_or(|(number, known)| rest(*number, known) < rest(record.number, &name)) {
            checked.longest = Some((record.number, name));
        }
    }

    /// Stops before anything is written if a file name exceeds the file system's limit. A copy's name may contain
    /// values, so it is not shown.
    fn check_names(&self, checked: &Checked) -> anyhow::Result<()> {
        let folder = match &self.options.output {
            Output::File(path) => return check_length(&names::volume_of(path, self.options.volume, 1, checked.count)),
            Output::Stream(_) => return Ok(()),
            Output::Folder(folder) => folder,
            Output::Nowhere => Path::new(""),
        };
        let Some((number, name)) = &checked.longest else { return Ok(()) };
        // Padded to the full number of digits.
        let digits = checked.digits() - number.to_string().len();
        let name = "0".repeat(digits) + name;
        if is_too_long(&folder.join(name)) {
            bail!("the name of the file of record {number} is too long for the file system; make --name shorter");
        }
        Ok(())
    }

    /// Typesets the copies of records that may not fit, to see whether they do.
    pub(super) fn closely(&self, checked: &mut Checked, run: &Run, events: &mut Listener<'_>) -> anyhow::Result<()> {
        let close = std::mem::take(&mut checked.close);
        let Some(last) = close.last().copied() else { return Ok(()) };
        let stale = || self.records.stale();
        let mut check = CloseCheck::new(run, &self.setup.rules, self.fonts);
        let mut close = close.into_iter().peekable();
        let reader = self.records.reader(&self.setup.plan)?.ok().with_context(stale)?;
        for (number, record) in (1..=last).zip(reader) {
            let record = record.ok().with_context(stale)?;
            if close.next_if_eq(&number).is_none() {
                continue;
            }
            if let Err(reject) = check.check(&record.ok().with_context(stale)?) {
                checked.add(vec![reject], self.options, events);
            }
        }
        Ok(())
    }
}
