//! What runs when a file is opened: nothing, at a shop.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::report::Report;
use crate::syntax::Value;

pub(super) const RULE: Rule = Rule {
    code: "action-present",
    severity: Severity::Error,
    about: "the file has no JavaScript and no actions",
    source: "ISO 15930-7: no actions and no JavaScript",
    check: Check::File(check),
};

fn check(job: &Job<'_>, report: &mut Report) {
    let catalog = job.document.catalog();
    let names = job.document.dict(&catalog, "Names");
    if names.get("JavaScript").is_some() {
        report.add(None, "the file has JavaScript", "export it for print");
    }
    // A destination only says which page to show.
    if let Value::Dict(_) = job.document.get(&catalog, "OpenAction") {
        report.add(None, "opening the file starts an action", "export it for print");
    }
    if catalog.get("AA").is_some() {
        report.add(None, "the file has actions", "export it for print");
    }
}
