//! Layers that are turned off: what is printed depends on the program.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::report::Report;

pub(super) const RULE: Rule = Rule {
    code: "layer-hidden",
    severity: Severity::Warning,
    about: "no layer is hidden",
    source: "Ghent Workgroup 2015, `Optional Content`",
    check: Check::File(check),
};

fn check(job: &Job<'_>, report: &mut Report) {
    let layers = job.document.dict(&job.document.catalog(), "OCProperties");
    let shown = job.document.dict(&layers, "D");
    if job.document.name(&shown, "BaseState") == "OFF" || !job.document.array(&shown, "OFF").is_empty() {
        report.add(None, "a layer is hidden", "delete it, or show it: a shop may print it");
    }
}
