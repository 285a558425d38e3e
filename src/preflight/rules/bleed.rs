//! Bleed: ink that is to reach the edge of the paper must reach beyond the cut, which is never exact.

use super::{Check, Job, Rule, points};
use crate::diag::Severity;
use crate::preflight::geometry::Area;
use crate::preflight::paint::{Kind, Mark, Page};
use crate::preflight::report::Report;

/// Differences of lengths that are rounding.
const ROUNDING: f64 = 0.05;

/// Marks that end this near the cut, in points, were meant to reach it.
const NEAR: f64 = 1.0;

pub(super) const MISSING: Rule = Rule {
    code: "bleed-missing",
    severity: Severity::Error,
    about: "the BleedBox reaches far enough beyond the trim",
    source: "the profile's `bleed`",
    check: Check::Page(missing),
};

pub(super) const REACH: Rule = Rule {
    code: "bleed-reach",
    severity: Severity::Error,
    about: "what reaches the trim reaches far enough beyond it",
    source: "the profile's `bleed`",
    check: Check::Page(reach),
};

fn missing(page: &Page, job: &Job<'_>, report: &mut Report) {
    let wanted = job.profile.number("bleed");
    let (Some(trim), Some(printed)) = (page.finished(), page.printed()) else { return };
    let sides =
        [trim.left - printed.left, trim.bottom - printed.bottom, printed.right - trim.right, printed.top - trim.top];
    let least = sides.into_iter().fold(f64::INFINITY, f64::min);
    if least < wanted - ROUNDING {
        // Shops that insist on bleed say so; but where nothing is cut, nothing looks wrong.
        let inside = trim.grown(-NEAR);
        let cut = |mark: &Mark| mark.place.touches(&trim) && has_area(mark) && !inside.contains(&mark.place, 0.0);
        if !page.marks.iter().any(cut) {
            report.severity = Some(Severity::Warning);
        }
        let message =
            format!("the bleed is {} wide, and should be {}", points(least.max(0.0)), job.profile.text("bleed"));
        report.add(None, message, "extend the page's BleedBox and MediaBox, and what reaches the edge");
    }
}

fn reach(page: &Page, job: &Job<'_>, report: &mut Report) {
    let wanted = job.profile.number("bleed");
    let Some(trim) = page.trim.or(page.art).filter(|_| wanted > 0.0) else { return };
    for mark in page.marks.iter().filter(|mark| mark.place.touches(&trim) && has_area(mark)) {
        let Area { left, bottom, right, top } = mark.place;
        // How far it reaches beyond each edge; less than nothing if it ends before.
        let sides = [
            ("left", trim.left - left),
            ("bottom", trim.bottom - bottom),
            ("right", right - trim.right),
            ("top", top - trim.top),
        ];
        let short = |(_, beyond): &(&str, f64)| *beyond > -NEAR && *beyond < wanted - ROUNDING;
        if let Some((edge, beyond)) = sides.into_iter().find(short) {
            let beyond = points(beyond.max(0.0));
            let message =
                format!("something at the {edge} edge reaches {beyond} beyond it, not {}", job.profile.text("bleed"));
            report.add(Some(mark.place), message, "extend it through the bleed, or keep it away from the edge");
        }
    }
}

/// Whether a mark is seen where the paper ends. Text at the edge is a matter of the safe margin.
fn has_area(mark: &Mark) -> bool {
    let inked = mark.inks.as_ref().is_none_or(|inks| !inks.is_white());
    inked && !matches!(mark.kind, Kind::Text { .. })
}
