//! Lines that are too thin to print: drawn, or filled. A printer of 600 dpi shows them, and a platesetter does not.

use super::{Check, Job, Rule, points};
use crate::diag::Severity;
use crate::preflight::paint::{Kind, Mark, Page};
use crate::preflight::report::Report;

/// Widths that differ by less are the same.
const ROUNDING: f64 = 0.005;

pub(super) const STROKE: Rule = Rule {
    code: "hairline-stroked",
    severity: Severity::Error,
    about: "lines are thick enough to print",
    source: "the profile's `line_width`; Ghent Workgroup 2015, `Effective Line Width`",
    check: Check::Page(stroke),
};

pub(super) const FILL: Rule = Rule {
    code: "hairline-filled",
    severity: Severity::Error,
    about: "filled lines are thick enough to print, too",
    source: "the profile's `line_width`; no other checker that we tried finds these",
    check: Check::Page(fill),
};

fn is_seen(mark: &Mark) -> bool {
    mark.inks.as_ref().is_none_or(|inks| !inks.is_white())
}

fn stroke(page: &Page, job: &Job<'_>, report: &mut Report) {
    let least = job.profile.number("line_width") - ROUNDING;
    for mark in page.printed_marks().filter(|mark| is_seen(mark)) {
        if let Kind::Stroke(width) = mark.kind
            && width < least
        {
            let message = format!("a line is {} wide, less than {}", points(width), job.profile.text("line_width"));
            report.add(Some(mark.place), message, "make it wider");
        }
    }
}

fn fill(page: &Page, job: &Job<'_>, report: &mut Report) {
    let least = job.profile.number("line_width") - ROUNDING;
    for mark in page.printed_marks().filter(|mark| is_seen(mark)) {
        if let Kind::Fill { thickness } = mark.kind
            && thickness < least
        {
            let message =
                format!("a filled line is {} thick, less than {}", points(thickness), job.profile.text("line_width"));
            report.add(Some(mark.place), message, "make it thicker");
        }
    }
}
