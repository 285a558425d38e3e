//! Transparency, and the colors in which it is blended.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::inks::Space;
use crate::preflight::paint::Page;
use crate::preflight::profile::Verdict;
use crate::preflight::report::Report;
use crate::syntax::Dict;

pub(super) const LIVE: Rule = Rule {
    code: "transparency-live",
    severity: Severity::Error,
    about: "nothing is transparent where the version of PDF/X or the shop does not allow it",
    source: "ISO 15930-1 and -6 (PDF/X-1a, PDF/X-3); the profile's `transparency`",
    check: Check::Page(live),
};

pub(super) const GROUP: Rule = Rule {
    code: "group-rgb",
    severity: Severity::Error,
    about: "transparency is blended in CMYK",
    source: "Ghent Workgroup 2015, `Transparency Blend Color Space`",
    check: Check::Page(group),
};

fn live(page: &Page, job: &Job<'_>, report: &mut Report) {
    match (job.claims.forbids_transparency(), job.profile.verdict("transparency")) {
        (false, Verdict::Allow) => return,
        (false, Verdict::Warn) => report.severity = Some(Severity::Warning),
        _ => {}
    }
    for mark in page.printed_marks().filter(|mark| mark.transparent) {
        report.add(Some(mark.place), "something is transparent", "flatten it, or export PDF/X-4");
    }
}

fn group(page: &Page, job: &Job<'_>, report: &mut Report) {
    let light = |dict: &Dict<'_>, resources: &Dict<'_>| {
        let group = job.document.dict(dict, "Group");
        let space = group.get("CS").map(|value| Space::read(job.document, resources, value));
        space.is_some_and(|space| space.light().is_some())
    };
    if light(&page.node.dict, &page.node.resources) {
        report.add(None, "the page is blended in RGB", "blend it in CMYK, or leave out the page's group");
    }
    for (dict, place) in &page.objects {
        if light(dict, &page.node.resources) {
            report.add(Some(*place), "part of the page is blended in RGB", "blend it in CMYK");
        }
    }
}
