//! Images with enough pixels for the size at which they are printed.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::paint::{Image, Kind, Page};
use crate::preflight::report::Report;

pub(super) const RESOLUTION: Rule = Rule {
    code: "image-resolution",
    severity: Severity::Error,
    about: "images have enough pixels",
    source: "the profile's `image_resolution`",
    check: Check::Page(|page, job, report| {
        check(page, job, report, "image_resolution", |image| !image.one_bit);
    }),
};

pub(super) const LINE_ART: Rule = Rule {
    code: "image-resolution-line-art",
    severity: Severity::Warning,
    about: "images in black and white have enough pixels for their edges",
    source: "the profile's `line_art_resolution`",
    check: Check::Page(|page, job, report| {
        check(page, job, report, "line_art_resolution", |image| image.one_bit && !is_code(image));
    }),
};

/// Whether it may be a two-dimensional bar code with a pixel for each module: the largest QR code has 177 (ISO 18004).
/// Its edges are exact at any size.
fn is_code(image: &Image) -> bool {
    image.width == image.height && image.width <= 177.0
}

fn check(page: &Page, job: &Job<'_>, report: &mut Report, limit: &str, wanted: fn(&Image) -> bool) {
    let least = job.profile.number(limit);
    for mark in page.printed_marks() {
        let Kind::Image(image) = &mark.kind else { continue };
        // A single row or column is a stretched color.
        let drawn = image.width > 1.0 && image.height > 1.0;
        // Half a pixel an inch is rounding.
        if wanted(image) && drawn && image.ppi < least - 0.5 {
            let message = format!("an image has {:.0} ppi, less than {}", image.ppi, job.profile.text(limit));
            report.add(Some(mark.place), message, "use a larger image, or place it smaller");
        }
    }
}
