//! The boxes of a page (ISO 32000-1, 14.11.2), from which a shop knows where to cut.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::geometry::Area;
use crate::preflight::paint::Page;
use crate::preflight::report::Report;

/// Origins of sheets that count as 0.
const ORIGIN_SLACK: f64 = 1e-4;

const fn rule(
    code: &'static str,
    severity: Severity,
    about: &'static str,
    source: &'static str,
    check: fn(&Page, &Job<'_>, &mut Report),
) -> Rule {
    Rule { code, severity, about, source, check: Check::Page(check) }
}

pub(super) const BROKEN: Rule = rule(
    "box-broken",
    Severity::Error,
    "boxes are four numbers, with something between them",
    "ISO 32000-1, 7.9.5",
    |page, _, report| {
        for key in &page.broken_boxes {
            report.add(None, format!("the {key} is not a rectangle"), "write it as [left bottom right top]");
        }
        if page.media.is_none() && !page.broken_boxes.contains(&"MediaBox") {
            report.add(None, "the page has no MediaBox", "give it one, or its parent");
        }
    },
);

pub(super) const TRIM_MISSING: Rule = rule(
    "trim-missing",
    Severity::Error,
    "each page has a TrimBox or an ArtBox",
    "ISO 15930-7: one of both",
    |page, _, report| {
        if page.trim.is_none() && page.art.is_none() {
            report.add(None, "the page has no TrimBox", "without it, nobody knows where to cut");
        }
    },
);

pub(super) const TRIM_AND_ART: Rule = rule(
    "trim-and-art",
    Severity::Error,
    "no page has both a TrimBox and an ArtBox",
    "ISO 15930-7: not both",
    |page, _, report| {
        if page.trim.is_some() && page.art.is_some() {
            report.add(page.art, "the page has an ArtBox beside its TrimBox", "leave out the ArtBox");
        }
    },
);

pub(super) const NESTED: Rule = rule(
    "boxes-nested",
    Severity::Error,
    "the TrimBox is inside the BleedBox, and that inside the MediaBox",
    "ISO 15930-7; exactly: a ten-thousandth of a point has made Ghostscript drop PDF/X",
    |page, _, report| {
        let mut inside = |inner: (&str, Option<Area>), outer: (&str, Option<Area>)| {
            if let (Some(inside), Some(around)) = (inner.1, outer.1)
                && !around.contains(&inside, 0.0)
            {
                let message = format!("the {} reaches beyond the {}", inner.0, outer.0);
                report.add(Some(inside), message, "round all boxes in the same way");
            }
        };
        let media = ("MediaBox", page.media);
        inside(("TrimBox", page.trim), ("BleedBox", page.bleed));
        inside(("ArtBox", page.art), ("BleedBox", page.bleed));
        inside(("BleedBox", page.bleed), media);
        if page.bleed.is_none() {
            inside(("TrimBox", page.trim), media);
            inside(("ArtBox", page.art), media);
        }
    },
);

pub(super) const ORIGIN: Rule = rule(
    "box-origin",
    Severity::Warning,
    "the MediaBox begins at 0, 0",
    "some importers ignore where a MediaBox begins, and move the page",
    |page, _, report| {
        if let Some(media) = page.media
            && (media.left.abs() > ORIGIN_SLACK || media.bottom.abs() > ORIGIN_SLACK)
        {
            report.add(None, "the MediaBox does not begin at 0, 0", "move the page's content, not its sheet");
        }
    },
);

pub(super) const CROP: Rule = rule(
    "crop-inside-bleed",
    Severity::Warning,
    "no CropBox cuts the bleed off",
    "Ghent Workgroup 2015, `Crop Box`; importers take the CropBox for the page",
    |page, _, report| {
        let needed = page.bleed.or(page.trim);
        if let (Some(crop), Some(needed)) = (page.crop, needed)
            && !crop.contains(&needed, 0.01)
        {
            report.add(Some(crop), "the CropBox cuts off what is to be printed", "leave out the CropBox");
        }
    },
);

pub(super) const UNIT: Rule = rule(
    "page-scaled",
    Severity::Error,
    "units of pages are points",
    "Ghent Workgroup 2015, `Page Scaling`",
    |page, job, report| {
        if job.document.number(&page.node.dict, "UserUnit").is_some_and(|unit| unit != 1.0) {
            report.add(None, "the page has a UserUnit", "many programs ignore it; write its boxes in points");
        }
    },
);
