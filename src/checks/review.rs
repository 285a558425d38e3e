//! A handout whose review date has passed.

use jiff::civil::Date;

use crate::content::types::{Handout, OverdueSpec, Site};
use crate::diag::{Diagnostic, Diagnostics, Severity};

/// Reports that the content should have been reviewed before `today`: a warning, or as the site specifies.
pub(crate) fn review(handout: &Handout, site: Option<&Site>, today: Date, diagnostics: &mut Diagnostics) {
    let Some(due) = handout.review_by.as_ref().filter(|due| !due.is_filler) else { return };
    if due.parse::<Date>().is_ok_and(|due| due >= today) {
        return;
    }
    let severity = match site.map(|site| site.review_overdue).unwrap_or_default() {
        OverdueSpec::Warning => Severity::Warning,
        OverdueSpec::Error => Severity::Error,
    };
    let message = format!("this handout was due for review by {}", due.value);
    let diagnostic = Diagnostic { severity, ..Diagnostic::warning("review-overdue", message) };
    let hint = "have the content reviewed, then write the new dates under `reviewed` and `review_by`";
    diagnostics.push(diagnostic.at(due.span, "this date has passed").hint(hint));
}
