//! Copies and their pictures: what a request asks of the program. Runs on the pool's threads.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use super::Settings;
use super::catalog::Topic;
use super::checks::{self, Problem};
use super::form::Wanted;
use super::items::closed_up;
use super::set::cover::Covers;
use crate::checks as content_checks;
use crate::copies::{Copy, Run, RunOptions};
use crate::diag::{Diagnostics, Severity};
use crate::engine::{self, BuildOptions};
use crate::manifest::page::PageMark;
use crate::records::Record;

/// Handouts that are kept laid out, the last used first.
const MOST_WARM: usize = 32;

/// Masters of one handout. Each combination of fields given has its own, so somebody who fills in fields in a strange
/// order would otherwise fill memory.
const MOST_MASTERS: usize = 64;

/// The handouts that are laid out.
#[derive(Default)]
pub(super) struct Desk {
    warm: Mutex<Vec<(Arc<Topic>, Arc<Run<'static>>)>>,
    /// Covers of sets.
    pub(super) covers: Covers,
}

/// A PDF, and what is known of it.
pub(super) struct Printed {
    /// The file.
    pub pdf: Vec<u8>,
    /// By page: what it is recognized by. A blank's pages have no codes.
    pub pages: Vec<Mark>,
}

/// How a page is recognized.
#[derive(Clone, Default)]
pub(super) struct Mark {
    /// The code printed on it.
    pub code: Option<String>,
    /// What decides how it looks.
    pub digest: String,
    /// Which of the file's copies it belongs to, from 0. A blank back belongs to none.
    pub copy: Option<usize>,
}

/// Why there is no copy. No reason has a value in it.
pub(super) enum Refused {
    /// The fields are not filled in right.
    Fields(Vec<Problem>),
    /// The handout has an error that only shows when it is laid out, or is overdue for review.
    Handout,
    /// The values do not fit.
    Copy,
    /// It is not the one whose pages were seen.
    Changed,
}

impl Desk {
    /// The copy that is printed: all fields must be right.
    pub(super) fn copy(&self, settings: &Settings, topic: &Arc<Topic>, wanted: &Wanted) -> Result<Printed, Refused> {
        let translation = &topic.translations[wanted.translation];
        if is_barred(settings, translation) {
            return Err(Refused::Handout);
        }
        if wanted.values.is_empty() && !translation.fields.is_empty() {
            return Err(Refused::Fields(checks::missing(&translation.fields)));
        }
        if translation.fields.is_empty() {
            return blank(settings, topic, wanted).ok_or(Refused::Handout);
        }
        let problems = checks::check(settings.fonts, translation, &wanted.values).problems;
        if !problems.is_empty() {
            return Err(Refused::Fields(problems));
        }
        self.set(settings, topic, wanted)
    }

    /// The copy as it is seen while it is filled in: fields that are missing or wrong are lines to write on.
    pub(super) fn draft(&self, settings: &Settings, topic: &Arc<Topic>, wanted: &Wanted) -> Result<Printed, Refused> {
        let translation = &topic.translations[wanted.translation];
        let problems = checks::check(settings.fonts, translation, &wanted.values).problems;
        let mut right = wanted.clone();
        right.values.retain(|(field, _)| !problems.iter().any(|problem| problem.field == *field));
        // An item that has nothing right would be a gap.
        right.values = closed_up(right.values);
        if right.values.is_empty() {
            return blank(settings, topic, &right).ok_or(Refused::Handout);
        }
        self.set(settings, topic, &right)
    }

    /// Makes a copy. What sets it is made anew each time: it holds the patient's values.
    fn set(&self, settings: &Settings, topic: &Arc<Topic>, wanted: &Wanted) -> Result<Printed, Refused> {
        self.record(settings, topic, &record(topic, wanted))
    }

    /// The copy of a record that has been checked.
    pub(super) fn record(&self, settings: &Settings, topic: &Arc<Topic>, record: &Record) -> Result<Printed, Refused> {
        let run = self.run(settings, topic).ok_or(Refused::Handout)?;
        let Copy { pdf, finished } = run.copy(&mut run.worker(), record).map_err(|_| Refused::Copy)?;
        let mark = |page: PageMark| Mark { code: Some(page.code), digest: hex(&page.digest), copy: Some(0) };
        let pages = finished.pages.into_iter().map(mark);
        Ok(Printed { pdf: pdf.parts().concat(), pages: pages.collect() })
    }

    /// A handout, laid out; `None` if it has an error.
    pub(super) fn run(&self, settings: &Settings, topic: &Arc<Topic>) -> Option<Arc<Run<'static>>> {
        let mut warm = self.warm.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = warm.iter().position(|(known, _)| Arc::ptr_eq(known, topic)) {
            let (topic, run) = warm.remove(place);
            if run.masters() <= MOST_MASTERS {
                warm.insert(0, (topic, run.clone()));
                return Some(run);
            }
        }
        drop(warm);
        let run = Arc::new(prepare(settings, topic)?);
        let mut warm = self.warm.lock().unwrap_or_else(PoisonError::into_inner);
        warm.retain(|(known, _)| known.id != topic.id);
        warm.insert(0, (topic.clone(), run.clone()));
        warm.truncate(MOST_WARM);
        Some(run)
    }
}

/// The record of a copy.
pub(super) fn record(topic: &Topic, wanted: &Wanted) -> Record {
    let translation = &topic.translations[wanted.translation];
    let values = translation.in_order(&wanted.values);
    let language = Some(translation.language.clone());
    Record { number: 1, line: 1, values, language, paper: wanted.paper, size: wanted.size }
}

/// A run in which no field is required: drafts lack some, and the page checks the copies that it prints.
fn prepare(settings: &Settings, topic: &Topic) -> Option<Run<'static>> {
    let lenient = topic.translations.iter().map(|translation| {
        let mut files = translation.files.clone();
        for (_, spec) in files.handout.patient.iter_mut().flat_map(|fields| &mut fields.0) {
            spec.required = false;
            spec.list_of.iter_mut().flat_map(|fields| &mut fields.0).for_each(|(_, spec)| spec.required = false);
        }
        files
    });
    let sources = Cow::Owned(topic.sources.clone());
    Run::over(sources, lenient.collect(), settings.fonts, RunOptions::default(), &mut Diagnostics::default())
}

/// The handout without a patient: what `handout build` writes.
pub(super) fn blank(settings: &Settings, topic: &Topic, wanted: &Wanted) -> Option<Printed> {
    let translation = &topic.translations[wanted.translation];
    if is_barred(settings, translation) {
        return None;
    }
    let mut sources = topic.sources.clone();
    let options = BuildOptions { paper: wanted.paper, size: wanted.size, ..BuildOptions::default() };
    let path = &translation.path;
    let built = engine::build(&mut sources, path, settings.fonts, &options, &mut Diagnostics::default())?;
    // Blanks of a handout differ by their settings only.
    let digest = format!("blank.{}.{:?}.{:?}", wanted.translation, wanted.paper, wanted.size);
    let digest: String = digest.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '.' }).collect();
    Some(Printed { pdf: built.pdf, pages: vec![Mark { code: None, digest, copy: Some(0) }; built.pages] })
}

/// Whether the site forbids to print a handout whose review is overdue, and it is.
pub(super) fn is_barred(settings: &Settings, translation: &super::catalog::Translation) -> bool {
    review(settings, translation) == Some(Severity::Error)
}

/// How the site takes it that a handout's review is overdue; `None` if it is not.
pub(super) fn review(settings: &Settings, translation: &super::catalog::Translation) -> Option<Severity> {
    let today = today(settings);
    let files = &translation.files;
    let mut found = Diagnostics::default();
    content_checks::review(&files.handout, files.site.as_ref(), today, &mut found);
    found.0.first().map(|problem| problem.severity)
}

/// Today, where the server is not asked where it is.
pub(super) fn today(settings: &Settings) -> Date {
    jiff::tz::TimeZone::UTC.to_datetime((settings.clock)()).date()
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
