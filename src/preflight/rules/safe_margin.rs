//! Text that the cut could touch.

use super::{Check, Job, Rule, points};
use crate::diag::Severity;
use crate::preflight::geometry::Area;
use crate::preflight::paint::{Kind, Page};
use crate::preflight::report::Report;

pub(super) const RULE: Rule = Rule {
    code: "text-near-trim",
    severity: Severity::Warning,
    about: "text stays away from the trim",
    source: "the profile's `safe_margin`",
    check: Check::Page(check),
};

fn check(page: &Page, job: &Job<'_>, report: &mut Report) {
    let wanted = job.profile.number("safe_margin");
    let Some(trim) = page.finished() else { return };
    let safe = trim.grown(-wanted);
    let texts = page.marks.iter().filter(|mark| matches!(mark.kind, Kind::Text { .. }) && mark.place.touches(&trim));
    for mark in texts.filter(|mark| !safe.contains(&mark.place, 0.05)) {
        let Area { left, bottom, right, top } = mark.place;
        let sides = [left - trim.left, bottom - trim.bottom, trim.right - right, trim.top - top];
        let distance = sides.into_iter().fold(f64::INFINITY, f64::min).max(0.0);
        let message =
            format!("text is {} from the trim, less than {}", points(distance), job.profile.text("safe_margin"));
        report.add(Some(mark.place), message, "move it away from the edge: no cut is exact");
    }
}
