//! Whether a file can be read, and all of it: what one reader repairs, another leaves out.

use super::{Check, Job, Rule};
use crate::diag::Severity;
use crate::preflight::paint::Page;
use crate::preflight::report::Report;
use crate::verify::Unreadable;

pub(crate) const UNREADABLE: Rule = Rule {
    code: "file-unreadable",
    severity: Severity::Error,
    about: "the file is a PDF that can be read",
    source: "ISO 32000-1, 7.5",
    check: Check::Elsewhere,
};

pub(crate) const ENCRYPTED: Rule = Rule {
    code: "file-encrypted",
    severity: Severity::Error,
    about: "the file is not encrypted",
    source: "ISO 15930-7: encryption is not allowed",
    check: Check::Elsewhere,
};

pub(super) const DAMAGED: Rule = Rule {
    code: "file-damaged",
    severity: Severity::Warning,
    about: "every byte of the file belongs where it is",
    source: "ISO 32000-1, 7.5; the reader of `handout verify`",
    check: Check::File(damaged),
};

pub(super) const OBJECT_DAMAGED: Rule = Rule {
    code: "object-damaged",
    severity: Severity::Error,
    about: "everything that a page uses can be read",
    source: "ISO 32000-1, 7.3 and 7.4",
    check: Check::File(object_damaged),
};

pub(super) const CUT_OFF: Rule = Rule {
    code: "page-too-complex",
    severity: Severity::Warning,
    about: "pages are simple enough to be checked",
    source: "a limit of this program: time is proportional to the size of the file",
    check: Check::Page(cut_off),
};

/// Reports why a file is not read.
pub(crate) fn unreadable(error: Unreadable, report: &mut Report) {
    match error {
        Unreadable::Encrypted => {
            report.add(None, error.to_string(), "save it without a password and without restrictions")
        }
        _ => report.add(None, error.to_string(), "make the file again; nothing else in it was checked"),
    }
}

fn damaged(job: &Job<'_>, report: &mut Report) {
    if let Some(damage) = job.document.damage {
        report.add(None, damage.to_string(), "readers repair this, each in its own way; make the file again");
    }
}

fn object_damaged(job: &Job<'_>, report: &mut Report) {
    for (id, what) in job.document.damaged() {
        report.add(None, format!("object {id} is left out: {what}"), "make the file again");
    }
}

fn cut_off(page: &Page, _: &Job<'_>, report: &mut Report) {
    if page.cut_off {
        report.add(
            None,
            "checking stopped within this page: it, or the file, is too complex",
            "look at the rest yourself",
        );
    }
}
