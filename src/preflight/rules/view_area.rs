//! Which box is shown and printed (ISO 32000-1, table 150): a file must not ask to print less than its bleed.

use super::{Check, Rule};
use crate::diag::Severity;

pub(super) const RULE: Rule = Rule {
    code: "view-area",
    severity: Severity::Error,
    about: "ViewArea, ViewClip, PrintArea and PrintClip are left out, or the MediaBox or BleedBox",
    source: "ISO 15930-7; no other checker that we tried finds a ViewArea of CropBox",
    check: Check::File(|job, report| {
        let preferences = job.document.dict(&job.document.catalog(), "ViewerPreferences");
        for key in ["ViewArea", "ViewClip", "PrintArea", "PrintClip"] {
            let value = job.document.name(&preferences, key);
            if !matches!(value.as_str(), "" | "MediaBox" | "BleedBox") {
                report.add(None, format!("{key} cuts the page down to a smaller box"), "leave it out");
            }
        }
    }),
};
