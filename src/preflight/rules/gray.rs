//! Grays: of one ink, and of the right space.

use super::{Check, Job, Rule, percent};
use crate::diag::Severity;
use crate::preflight::inks::Space;
use crate::preflight::paint::{Kind, Page};
use crate::preflight::profile::Verdict;
use crate::preflight::report::Report;

/// Cyan, magenta and yellow that differ by no more are a gray, if cyan is the most: it is the weakest.
const NEUTRAL: f64 = 0.12;

/// Inks of less than this show no color beside an edge.
const PALE: f64 = 0.1;

/// With more black than this it is a black, which other rules look at.
const BLACK: f64 = 0.9;

pub(super) const DEVICE: Rule = Rule {
    code: "gray-device",
    severity: Severity::Error,
    about: "black and gray are the black of CMYK, not DeviceGray",
    source: "the profile's `gray`; ISO 32000-1, 8.6.7: only CMYK knows which inks to leave alone",
    check: Check::Page(device),
};

pub(super) const FOUR_INKS: Rule = Rule {
    code: "gray-four-inks",
    severity: Severity::Error,
    about: "grays of text, lines and areas are tints of black",
    source: "neutral RGB that went through a profile: a gray of 128 becomes 51/42/42/18 in FOGRA39",
    check: Check::Page(four_inks),
};

fn device(page: &Page, job: &Job<'_>, report: &mut Report) {
    match job.profile.verdict("gray") {
        Verdict::Allow => return,
        Verdict::Warn => report.severity = Some(Severity::Warning),
        Verdict::Refuse => {}
    }
    for mark in page.printed_marks() {
        // Images in gray are as usual as they are harmless: they overprint nothing.
        let drawn = !matches!(&mark.kind, Kind::Image(image) if !image.stencil);
        if drawn && *mark.color.space.base() == Space::Gray {
            report.add(Some(mark.place), "a color is in DeviceGray", "write it as `0 0 0 1 k`");
        }
    }
}

fn four_inks(page: &Page, _: &Job<'_>, report: &mut Report) {
    for mark in page.printed_marks() {
        let Some(inks) = mark.inks.as_ref().filter(|inks| !inks.registration) else { continue };
        let [c, m, y, k] = inks.process;
        let (most, least) = (c.max(m).max(y), c.min(m).min(y));
        let gray = most - least <= NEUTRAL && c >= most - 0.02 && k < BLACK;
        let several = match mark.kind {
            // Where plates meet beside an edge this thin, it shows, unless all of them are pale.
            Kind::Text { .. } | Kind::Stroke(_) => least >= PALE,
            // A pale tint of three inks is how light blues and creams are made.
            Kind::Fill { .. } => least > 0.02 && k > 0.02,
            _ => false,
        };
        if gray && several {
            let tints = [c, m, y, k].map(percent).join(", ");
            report.add(Some(mark.place), format!("a gray is in several inks: {tints}"), "make it a tint of black");
        }
    }
}
