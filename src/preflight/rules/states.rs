//! What a graphics state may not bring along: curves and screens of another press.

use super::{Check, Rule};
use crate::diag::Severity;
use crate::preflight::paint::Page;
use crate::preflight::report::Report;
use crate::syntax::{Dict, Value};

pub(super) const TRANSFER: Rule = Rule {
    code: "transfer-function",
    severity: Severity::Error,
    about: "no curve changes the inks once more",
    source: "ISO 15930-7, ISO 19005-2, 6.2.5: no TR; TR2 only as Default",
    check: Check::Page(|page, _, report| {
        let default = |value: &Value<'_>| matches!(value.as_name(), Some(b"Default"));
        let changes =
            |dict: &Dict<'_>| dict.get("TR").is_some() || dict.get("TR2").is_some_and(|value| !default(value));
        each(
            page,
            report,
            changes,
            "a graphics state has a transfer function",
            "export the file without transfer functions",
        );
    }),
};

pub(super) const HALFTONE: Rule = Rule {
    code: "halftone-present",
    severity: Severity::Warning,
    about: "the shop chooses the screen",
    source: "ISO 15930-7, ISO 19005-2, 6.2.5: limits to HT",
    check: Check::Page(|page, _, report| {
        let default = |value: &Value<'_>| matches!(value.as_name(), Some(b"Default"));
        let own = |dict: &Dict<'_>| dict.get("HT").is_some_and(|value| !default(value)) || dict.get("HTP").is_some();
        each(page, report, own, "a graphics state brings its own screen", "export the file without halftones");
    }),
};

fn each(page: &Page, report: &mut Report, is: impl Fn(&Dict<'_>) -> bool, what: &str, hint: &'static str) {
    if page.states.iter().any(is) {
        report.add(None, what, hint);
    }
}
