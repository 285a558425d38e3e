//! Fonts must be in the file: a shop has others.

use super::{Check, Rule};
use crate::diag::Severity;

pub(super) const MISSING: Rule = Rule {
    code: "font-missing",
    severity: Severity::Error,
    about: "text is shown with fonts that the page has",
    source: "ISO 32000-1, 9.2.2",
    check: Check::Page(|page, _, report| {
        for (name, place) in &page.missing {
            let message = format!("text is shown with a font that is not there: `{name}`");
            report.add(
                Some(*place),
                message,
                "export the file again; readers show this text differently, or not at all",
            );
        }
    }),
};

pub(super) const NOT_EMBEDDED: Rule = Rule {
    code: "font-not-embedded",
    severity: Severity::Error,
    about: "every font is in the file",
    source: "ISO 15930-7, ISO 19005-2, 6.2.11.4",
    check: Check::Page(|page, _, report| {
        for font in page.fonts.iter().filter(|font| !font.embedded) {
            let message = format!("the font `{}` is not in the file", font.name);
            report.add(Some(font.place), message, "embed it: another font would be printed");
        }
    }),
};

pub(super) const TYPE_3: Rule = Rule {
    code: "font-type3",
    severity: Severity::Warning,
    about: "no font is a collection of drawings",
    source: "Type 3 fonts (ISO 32000-1, 9.6.5) are often bitmaps, and are never hinted",
    check: Check::Page(|page, _, report| {
        for font in page.fonts.iter().filter(|font| font.type_3) {
            report.add(Some(font.place), "text is shown with a Type 3 font", "use an outline font");
        }
    }),
};
