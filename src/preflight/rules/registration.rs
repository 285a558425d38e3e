//! The color of all plates at once, for the printer's own marks.

use super::{Check, Rule};
use crate::diag::Severity;

pub(super) const RULE: Rule = Rule {
    code: "ink-registration",
    severity: Severity::Error,
    about: "nothing on the trimmed page is in the color of registration marks",
    source: "Ghent Workgroup 2015, `Separation Color All`; ISO 32000-1, 8.6.6.4",
    check: Check::Page(|page, _, report| {
        let Some(trim) = page.finished() else { return };
        for mark in page.marks.iter().filter(|mark| mark.place.touches(&trim)) {
            if mark.inks.as_ref().is_some_and(|inks| inks.registration && !inks.is_white()) {
                report.add(
                    Some(mark.place),
                    "something on the page is in the color of registration marks",
                    "make it black: `0 0 0 1 k`",
                );
            }
        }
    }),
};
