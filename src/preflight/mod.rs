//! What a print shop would say about a PDF, before it does: any PDF, whoever wrote it.
//!
//! Input: a file's bytes, and a profile with a shop's limits. Output: findings, each with the rule's code, its page and
//! its places. Every rule is under `rules`, with where it is from. Knows nothing of how files are written here.
//!
//! `document` reads objects and `interpreter` reads page content, into the marks of `paint`; rules read only those.

mod claims;
mod document;
mod fonts;
pub(crate) mod geometry;
mod inks;
mod interpreter;
mod operations;
mod paint;
mod paths;
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
    /// How many pages were read.
    pub pages: usize,
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
            return Outcome { findings: report.findings, pages: 0 };
        }
    };
    let claims = Claims::read(&document);
    let mut job = Job { document: &document, profile, claims: &claims, sizes: Sizes::default(), pages: 0 };
    let mut interpreter = Interpreter::new(&document, size);
    let mut number = 0;
    document.each_page(|node| {
        number += 1;
        let mut page = Page::new(&document, number, node);
        interpreter.paint(&mut page);
        for rule in RULES {
            if let Check::Page(check) = rule.check {
                begin(&mut report, rule, Some(number));
                check(&page, &job, &mut report);
            }
        }
        job.sizes.add(number, page.finished());
        true
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
    Outcome { findings, pages: number }
}

fn begin(report: &mut Report, rule: &'static Rule, page: Option<usize>) {
    (report.code, report.severity, report.page) = (rule.code, Some(rule.severity), page);
}

/// The sheet of a page, and how it is turned: what a viewer draws of it, for pictures.
pub(crate) fn shown(bytes: Vec<u8>, number: usize) -> Option<(Area, i64)> {
    let document = Document::new(bytes).ok()?;
    let mut found = None;
    let mut at = 0;
    document.each_page(|node| {
        at += 1;
        if at == number {
            let rotate = node.get("Rotate").and_then(|value| document.resolve(value).as_int()).unwrap_or_default();
            let page = Page::new(&document, number, node);
            let area = page.crop.zip(page.media).map(|(crop, media)| crop.and(&media)).or(page.crop).or(page.media);
            found = area.map(|area| (area, rotate.rem_euclid(360)));
        }
        at < number
    });
    found
}
