//! Pages, and whether they are of one size.

use super::{Check, Job, Rule, points};
use crate::diag::Severity;
use crate::preflight::report::Report;

pub(super) const NONE: Rule = Rule {
    code: "pages-none",
    severity: Severity::Error,
    about: "there is at least one page",
    source: "ISO 32000-1, 7.7.3",
    check: Check::File(|job, report| {
        if job.pages == 0 {
            report.add(None, "the file has no pages", "make the file again");
        }
    }),
};

pub(super) const DIFFER: Rule = Rule {
    code: "page-sizes-differ",
    severity: Severity::Warning,
    about: "all pages have the same trimmed size",
    source: "Ghent Workgroup 2015, `Page Size and Orientation`",
    check: Check::File(differ),
};

fn differ(job: &Job<'_>, report: &mut Report) {
    let [(width, height, _), others @ ..] = job.sizes.0.as_slice() else { return };
    for (w, h, page) in others {
        let message = format!(
            "page {page} is {} × {}, and page 1 is {} × {}",
            points(*w),
            points(*h),
            points(*width),
            points(*height)
        );
        report.add(None, message, "one job has one size: give the TrimBox the same size on all pages");
    }
}
