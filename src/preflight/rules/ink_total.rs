//! All inks of one place together. More than the paper takes does not dry, and comes off on the next sheet.

use super::{Check, Job, Rule, percent};
use crate::diag::Severity;
use crate::preflight::inks::Inks;
use crate::preflight::paint::{Kind, Mark, Page};
use crate::preflight::report::Report;

/// Rounding of tints.
const ROUNDING: f64 = 0.005;

/// Dark areas that are remembered, to add what overprints them.
const MOST_AREAS: usize = 32;

pub(super) const RULE: Rule = Rule {
    code: "ink-total",
    severity: Severity::Error,
    about: "nowhere is more ink than the paper takes",
    source: "the profile's `ink_total`; inside the bleed: marks outside it are cut off",
    check: Check::Page(check),
};

fn check(page: &Page, job: &Job<'_>, report: &mut Report) {
    let most = job.profile.number("ink_total") + ROUNDING;
    // The latest areas, for what overprints them.
    let mut below: Vec<&Mark> = Vec::new();
    for mark in page.printed_marks() {
        let alone = match (&mark.kind, &mark.inks) {
            (Kind::Image(image), _) if !image.stencil => image.ink,
            (_, inks) => inks.as_ref().map(|inks| inks.total()),
        };
        let Some(alone) = alone else { continue };
        let total = match &mark.inks {
            Some(inks) if mark.overprint => {
                let under = below.iter().rev().find(|area| area.place.contains(&mark.place, 0.0));
                under.and_then(|area| area.inks.as_ref()).map_or(alone, |under| over(inks, under).max(alone))
            }
            _ => alone,
        };
        if total > most {
            let message = format!("{} of ink, more than {}", percent(total), job.profile.text("ink_total"));
            report.add(Some(mark.place), message, "use less color under black, or convert it with the shop's profile");
        }
        if matches!(mark.kind, Kind::Fill { .. }) && mark.inks.is_some() {
            if below.len() >= MOST_AREAS {
                below.remove(0);
            }
            below.push(mark);
        }
    }
}

/// Inks that overprint others: each plate keeps what is not painted anew.
fn over(inks: &Inks, under: &Inks) -> f64 {
    let plates = inks.process.iter().zip(under.process);
    let process: f64 = plates.map(|(&ink, under)| if ink > 0.0 { ink } else { under }).sum();
    let spots = inks.spots.iter().chain(&under.spots).map(|(_, tint)| tint);
    process + spots.sum::<f64>()
}
