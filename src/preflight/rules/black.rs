//! Black text and lines in one ink: four plates never meet exactly.

use super::{Check, Job, Rule, percent};
use crate::diag::Severity;
use crate::preflight::inks::Inks;
use crate::preflight::paint::{Kind, Mark, Page};
use crate::preflight::report::Report;

/// From this much black on, or with three other inks as dark together, a color is a black.
const BLACK: f64 = 0.85;

pub(super) const TEXT: Rule = Rule {
    code: "text-rich-black",
    severity: Severity::Error,
    about: "black text is in black ink only",
    source: "the profile's `text_size_black`; Ghent Workgroup 2015, `Rich Black Text`",
    check: Check::Page(text),
};

pub(super) const LINE: Rule = Rule {
    code: "line-rich-black",
    severity: Severity::Error,
    about: "thin black lines are in black ink only",
    source: "the profile's `line_width_one_ink`",
    check: Check::Page(line),
};

fn text(page: &Page, job: &Job<'_>, report: &mut Report) {
    let below = job.profile.number("text_size_black");
    for mark in page.printed_marks().filter(|mark| mark.text_size().is_some_and(|size| size < below)) {
        if let Some(tints) = rich_black(mark) {
            report.add(Some(mark.place), format!("black text is in several inks: {tints}"), "write it as `0 0 0 1 k`");
        }
    }
}

fn line(page: &Page, job: &Job<'_>, report: &mut Report) {
    let below = job.profile.number("line_width_one_ink");
    for mark in page.printed_marks() {
        let thin = match mark.kind {
            Kind::Stroke(width) => width < below,
            Kind::Fill { thickness } => thickness < below,
            _ => false,
        };
        if thin && let Some(tints) = rich_black(mark) {
            report.add(
                Some(mark.place),
                format!("a thin black line is in several inks: {tints}"),
                "write it as `0 0 0 1 k`",
            );
        }
    }
}

/// The tints of a black that is not only black.
fn rich_black(mark: &Mark) -> Option<String> {
    let Inks { process: [c, m, y, k], registration: false, .. } = **mark.inks.as_ref()? else { return None };
    let others = c + m + y;
    let black = others > 0.0 && (k >= BLACK || c.min(m).min(y) + k >= 1.0);
    black.then(|| [c, m, y, k].map(percent).join(", "))
}
