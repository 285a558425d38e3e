//! Pages, and whether they are of one size.

use super::{Check, Job, Rule, SAME, points};
use crate::diag::Severity;
use crate::preflight::profile::Verdict;
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
    about: "all pages have the same trimmed size, and none is turned unless the profile's `turned_pages` allows it",
    source: "Ghent Workgroup 2015, `Page Size and Orientation`",
    check: Check::File(differ),
};

fn differ(job: &Job<'_>, report: &mut Report) {
    let [(width, height, _), others @ ..] = job.sizes.0.as_slice() else { return };
    for (w, h, page) in others {
        // One sheet holds both, so a shop may not mind.
        let is_turned = (w - height).abs() < SAME && (h - width).abs() < SAME;
        report.severity = match (is_turned, job.profile.verdict("turned_pages")) {
            (true, Verdict::Allow) => continue,
            (true, Verdict::Refuse) => Some(Severity::Error),
            (true, Verdict::Warn) | (false, _) => Some(Severity::Warning),
        };
        let message = format!(
            "page {page} is {} × {}, and page 1 is {} × {}",
            points(*w),
            points(*h),
            points(*width),
            points(*height)
        );
        let hint = match is_turned {
            true => "ask the shop whether it takes upright and turned pages in one file",
            false => "one job has one size: give the TrimBox the same size on all pages",
        };
        report.add(None, message, hint);
    }
}
