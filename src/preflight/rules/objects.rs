//! Images and forms that stand for something else: which of both is printed depends on the program.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::paint::Page;
use crate::preflight::report::Report;
use crate::syntax::Dict;

const fn rule(
    code: &'static str,
    about: &'static str,
    source: &'static str,
    check: fn(&Page, &Job<'_>, &mut Report),
) -> Rule {
    Rule { code, severity: Severity::Error, about, source, check: Check::Page(check) }
}

pub(super) const ALTERNATES: Rule = rule(
    "image-alternates",
    "no image has another one to print instead",
    "ISO 15930-7, ISO 19005-2, 6.2.8: no Alternates",
    |page, _, report| {
        each(
            page,
            report,
            |dict| dict.get("Alternates").is_some(),
            "an image has alternates",
            "leave the one to print",
        );
    },
);

pub(super) const OPI: Rule =
    rule("image-opi", "no image stands for one that the shop has", "ISO 15930-7: no OPI", |page, _, report| {
        each(
            page,
            report,
            |dict| dict.get("OPI").is_some(),
            "an image stands for another file (OPI)",
            "embed the image itself",
        );
    });

pub(super) const POSTSCRIPT: Rule = rule(
    "postscript-object",
    "nothing on the page is PostScript",
    "ISO 15930-7, ISO 19005-2, 6.2.9: no PostScript XObjects",
    |page, _, report| {
        let is = |dict: &Dict<'_>| dict.is("Subtype", "PS") || dict.is("Subtype2", "PS") || dict.get("PS").is_some();
        each(page, report, is, "part of the page is PostScript", "export the file again");
    },
);

pub(super) const REFERENCE: Rule = rule(
    "reference-object",
    "nothing on the page is in another file",
    "ISO 15930-7: references only in PDF/X-5",
    |page, job, report| {
        if !job.claims.version().is_some_and(|version| version.starts_with("PDF/X-5")) {
            each(page, report, |dict| dict.get("Ref").is_some(), "part of the page is in another file", "embed it");
        }
    },
);

fn each(page: &Page, report: &mut Report, is: impl Fn(&Dict<'_>) -> bool, what: &str, hint: &'static str) {
    for (_, place) in page.objects.iter().filter(|(dict, _)| is(dict)) {
        report.add(Some(*place), what, hint);
    }
}
