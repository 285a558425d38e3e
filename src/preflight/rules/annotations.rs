//! Annotations: links, notes, form fields. Some print, some do not, and some only with some programs.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::geometry::Area;
use crate::preflight::paint::Page;
use crate::preflight::report::Report;

/// Annotations of a page that are looked at.
const MOST: usize = 1000;

pub(super) const PRINTED: Rule = Rule {
    code: "annotation-printed",
    severity: Severity::Error,
    about: "there are no annotations on the printed area",
    source: "ISO 15930-7: only outside the BleedBox, besides trap networks and printer's marks",
    check: Check::Page(printed),
};

pub(super) const FORM: Rule = Rule {
    code: "form-fields",
    severity: Severity::Error,
    about: "there are no form fields",
    source: "ISO 15930-7: annotations of form fields are on the page",
    check: Check::File(|job, report| {
        let form = job.document.dict(&job.document.catalog(), "AcroForm");
        if !job.document.array(&form, "Fields").is_empty() || form.get("XFA").is_some() {
            report.add(None, "the file is a form", "flatten the fields, or export it for print");
        }
    }),
};

fn printed(page: &Page, job: &Job<'_>, report: &mut Report) {
    let area = page.printed().unwrap_or(Area::EVERYTHING);
    for annotation in job.document.array(&page.node.dict, "Annots").iter().take(MOST) {
        let dict = job.document.as_dict(Some(annotation));
        let kind = job.document.name(&dict, "Subtype");
        let corners = job.document.numbers(&dict, "Rect").and_then(|numbers| <[f64; 4]>::try_from(numbers).ok());
        let place = corners.map(Area::of_corners);
        let here = place.is_none_or(|place| place.touches(&area));
        if here && !matches!(kind.as_str(), "TrapNet" | "PrinterMark" | "Popup") {
            let what = if kind == "Link" { "a link".to_owned() } else { format!("an annotation ({kind})") };
            report.add(place, format!("there is {what} on the page"), "export the file without links and notes");
        }
    }
}
