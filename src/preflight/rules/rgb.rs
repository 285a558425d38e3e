//! Colors made of light: someone has to turn them into inks, and then black becomes four of them.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::paint::{Kind, Page};
use crate::preflight::profile::Verdict;
use crate::preflight::report::Report;

pub(super) const RULE: Rule = Rule {
    code: "color-rgb",
    severity: Severity::Error,
    about: "no color is RGB, CalRGB or Lab",
    source: "the profile's `rgb`; ISO 15930-1",
    check: Check::Page(check),
};

fn check(page: &Page, job: &Job<'_>, report: &mut Report) {
    match job.profile.verdict("rgb") {
        Verdict::Allow => return,
        Verdict::Warn => report.severity = Some(Severity::Warning),
        Verdict::Refuse => {}
    }
    for mark in page.printed_marks() {
        let Some(space) = mark.color.space.light() else { continue };
        let what = match &mark.kind {
            Kind::Text { .. } => "text",
            Kind::Image(image) if !image.stencil => "an image",
            Kind::Stroke(_) => "a line",
            Kind::Shading => "a gradient",
            _ => "an area",
        };
        report.add(Some(mark.place), format!("{what} is in {space}"), "convert it to CMYK for the printing condition");
    }
}
