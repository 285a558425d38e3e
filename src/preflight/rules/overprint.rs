//! Overprinting (ISO 32000-1, 8.6.7): black on top of a tint, so that no gap shows; and never white, which vanishes.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::geometry::Area;
use crate::preflight::inks::Space;
use crate::preflight::paint::{Kind, Mark, Page};
use crate::preflight::profile::Verdict;
use crate::preflight::report::Report;

/// Text of this size and above may knock out: a gap of a tenth of a millimeter does not show in it.
const LARGE: f64 = 24.0;

/// Tinted areas that are remembered.
const MOST_AREAS: usize = 32;

pub(super) const KNOCKS_OUT: Rule = Rule {
    code: "black-knocks-out",
    severity: Severity::Error,
    about: "black text overprints the tint below it",
    source: "the profile's `overprint`; Ghent Workgroup 2015, `Overprint 100% Black Text`",
    check: Check::Page(knocks_out),
};

pub(super) const MODE: Rule = Rule {
    code: "overprint-mode",
    severity: Severity::Warning,
    about: "what is to overprint has overprint mode 1",
    source: "ISO 32000-1, 8.6.7: with mode 0, the zeros of `0 0 0 1 k` knock out",
    check: Check::Page(mode),
};

pub(super) const WHITE: Rule = Rule {
    code: "white-overprint",
    severity: Severity::Error,
    about: "nothing white overprints",
    source: "Ghent Workgroup 2015, `Overprint White Text`, `Overprint White Paths`: it is not printed",
    check: Check::Page(white),
};

fn knocks_out(page: &Page, job: &Job<'_>, report: &mut Report) {
    match job.profile.verdict("overprint") {
        Verdict::Allow => return,
        Verdict::Warn => report.severity = Some(Severity::Warning),
        Verdict::Refuse => {}
    }
    let mut tints: Vec<Area> = Vec::new();
    for mark in page.printed_marks() {
        if covers(mark) {
            // White on top of a tint ends it.
            let tinted = mark
                .inks
                .as_ref()
                .is_none_or(|inks| inks.process[..3].iter().any(|ink| *ink > 0.0) || !inks.spots.is_empty());
            match tinted {
                true if tints.len() < MOST_AREAS => tints.push(mark.place),
                true => {}
                false => tints.retain(|tint| !mark.place.contains(tint, 0.0)),
            }
            continue;
        }
        let small = mark.text_size().is_some_and(|size| size < LARGE);
        let black = mark.inks.as_ref().is_some_and(|inks| inks.only_black() && inks.process[3] >= 1.0);
        if small && black && !mark.overprint && tints.iter().any(|tint| tint.touches(&mark.place)) {
            report.add(
                Some(mark.place),
                "black text knocks out the tint below it",
                "let it overprint, with overprint mode 1",
            );
        }
    }
}

fn covers(mark: &Mark) -> bool {
    match &mark.kind {
        Kind::Fill { .. } | Kind::Shading => true,
        Kind::Image(image) => !image.stencil,
        _ => false,
    }
}

fn mode(page: &Page, _: &Job<'_>, report: &mut Report) {
    for mark in page.printed_marks().filter(|mark| mark.overprint && mark.overprint_mode == 0) {
        let black = mark.inks.as_ref().is_some_and(|inks| inks.only_black());
        if black && *mark.color.space.base() == Space::Cmyk {
            report.add(
                Some(mark.place),
                "black is to overprint, and does not: its overprint mode is 0",
                "set OPM to 1",
            );
        }
    }
}

fn white(page: &Page, _: &Job<'_>, report: &mut Report) {
    for mark in page.printed_marks().filter(|mark| mark.overprint) {
        let white = mark.inks.as_ref().is_some_and(|inks| inks.is_white());
        // In mode 0, the zeros of CMYK paint white all the same.
        let painted = mark.overprint_mode == 0 && *mark.color.space.base() == Space::Cmyk;
        if white && !painted {
            report.add(Some(mark.place), "something white overprints, and is not printed", "let it knock out");
        }
    }
}
