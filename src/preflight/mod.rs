//! What a print shop would say about a PDF, before it does: any PDF, whoever wrote it.
//!
//! Input: a file's bytes, and a profile with a shop's limits. Output: findings, each with the rule's code, its page and
//! its places. Every rule is under `rules`, with where it is from. Knows nothing of how files are written here.
//!
//! `document` reads objects and `interpreter` reads page content, into the marks of `paint`; rules read only those.

mod claims;
mod cmap;
pub(crate) mod document;
mod fonts;
pub(crate) mod geometry;
mod inks;
mod interpreter;
mod operations;
mod paint;
mod paths;
pub(crate) mod picture;
mod pixels;
pub(crate) mod profile;
pub(crate) mod report;
pub(crate) mod rules;
mod xmp;

use claims::Claims;
use document::Document;
use geometry::Area;
use interpreter::Interpreter;
use paint::Page;
use profile::Profile;
use report::{Finding, Report};
use rules::{Check, Job, RULES, Rule, Sizes};

use crate::verify::Unreadable;

/// What was found, and what is needed to draw it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// In the order of pages, the whole file first.
    pub findings: Vec<Finding>,
    /// The pages in order.
    pub sheets: Vec<Sheet>,
}

/// Where a page's places are, for people.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheet {
    /// The finished page.
    pub finished: Area,
    /// What viewers show of it, before they turn it.
    pub shown: Area,
    /// How far they turn it, in degrees clockwise.
    pub rotation: i64,
}

/// Checks a file.
pub(crate) fn check(bytes: Vec<u8>, profile: &Profile) -> Outcome {
    let size = bytes.len();
    let mut report = Report::default();
    let document = match Document::new(bytes) {
        Ok(document) => document,
        Err(error) => {
            let rule = match error {
                Unreadable::Encrypted => &rules::file::ENCRYPTED,
                _ => &rules::file::UNREADABLE,
            };
            begin(&mut report, rule, None);
            rules::file::unreadable(error, &mut report);
            return Outcome { findings: report.findings, sheets: Vec::new() };
        }
    };
    let claims = Claims::read(&document);
    let mut job = Job { document: &document, profile, claims: &claims, sizes: Sizes::default(), pages: 0 };
    let mut interpreter = Interpreter::new(&document, size);
    let (mut number, mut sheets) = (0, Vec::new());
    document.each_page(|node| {
        number += 1;
        let mut page = Page::new(&document, node);
        interpreter.paint(&mut page);
        page.cut_off |= interpreter.is_exhausted();
        for rule in RULES {
            if let Check::Page(check) = rule.check {
                begin(&mut report, rule, Some(number));
                check(&page, &job, &mut report);
            }
        }
        job.sizes.add(number, page.finished());
        sheets.push(Sheet::of(&document, &page));
        !interpreter.is_exhausted()
    });
    job.pages = number;
    for rule in RULES {
        if let Check::File(check) = rule.check {
            begin(&mut report, rule, None);
            check(&job, &mut report);
        }
    }
    let mut findings = report.findings;
    findings.sort_by_key(|finding| finding.page);
    Outcome { findings, sheets }
}

impl Sheet {
    fn of(document: &Document, page: &Page) -> Sheet {
        // US Letter, as viewers assume where nothing is said.
        let letter = Area::of_corners([0.0, 0.0, 612.0, 792.0]);
        let media = page.media.unwrap_or(letter);
        let shown = page.crop.map(|crop| crop.and(&media)).filter(|area| !area.is_nothing()).unwrap_or(media);
        let rotation = page.node.get("Rotate").and_then(|value| document.resolve(value).as_int()).unwrap_or_default();
        Sheet { finished: page.finished().unwrap_or(shown), shown, rotation: rotation.rem_euclid(360) }
    }
}

fn begin(report: &mut Report, rule: &'static Rule, page: Option<usize>) {
    (report.code, report.severity, report.page) = (rule.code, Some(rule.severity), page);
}
