//! Text that is too small to hold on the paper, or for its inks to meet.

use super::{Check, Job, Rule, points};
use crate::diag::Severity;
use crate::preflight::paint::Page;
use crate::preflight::report::Report;

/// Sizes that differ by less are the same.
const ROUNDING: f64 = 0.01;

pub(super) const SMALL: Rule = Rule {
    code: "text-small",
    severity: Severity::Warning,
    about: "text is large enough to print",
    source: "the profile's `text_size`",
    check: Check::Page(small),
};

pub(super) const INKS: Rule = Rule {
    code: "text-small-inks",
    severity: Severity::Error,
    about: "small text is in one ink",
    source: "the profile's `text_size_one_ink`; Ghent Workgroup 2015, `Small Text`",
    check: Check::Page(inks),
};

fn small(page: &Page, job: &Job<'_>, report: &mut Report) {
    let least = job.profile.number("text_size");
    for mark in page.printed_marks() {
        if let Some(size) = mark.text_size().filter(|size| *size < least - ROUNDING) {
            report.add(Some(mark.place), format!("text is {} high", points(size)), "set it larger");
        }
    }
}

fn inks(page: &Page, job: &Job<'_>, report: &mut Report) {
    let least = job.profile.number("text_size_one_ink");
    for mark in page.printed_marks() {
        let count = mark.inks.as_ref().map_or(0, |inks| inks.count());
        if let Some(size) = mark.text_size().filter(|size| count > 1 && *size < least - ROUNDING) {
            let message = format!("text of {} is in {count} inks", points(size));
            report.add(Some(mark.place), message, "print it in one ink: plates are never exactly in register");
        }
    }
}
